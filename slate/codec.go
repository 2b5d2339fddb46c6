package slate

import (
	"io"
	"math"
	"slices"
	"strconv"
)

// Decode reads an instance in the format of FORMAT.md and validates it. An
// instance that is malformed or contradictory gives an *InstanceError that
// names the element; what fails otherwise is the reading itself.
func Decode(in io.Reader) (*Instance, error) {
	d := decoder{reader: newReader(in), in: &Instance{Attributes: []string{"woman", "veteran"}}}
	d.officers, d.homes, d.classes, d.groups = newNames(), newNames(), newNames(), newNames()
	d.object(instanceFields(), 0b110, d.section)
	if err := d.finish(); err != nil {
		return nil, err
	}
	if err := d.settle(); err != nil {
		return nil, err
	}
	if err := (&validator{in: d.in, unique: true}).validate(); err != nil {
		return nil, err
	}
	return d.in, nil
}

func instanceFields() []string {
	return []string{"attributes", "officers", "classes", "homes", "eligible", "floors", "apart", "pins", "bans",
		"upgrades", "previous", "change_cost", "seed", "ties"}
}

type decoder struct {
	*reader
	in                               *Instance
	officers, homes, classes, groups *names
	attributed                       []string // names of the floors' attributes
}

// names gives each name a number, that of its first mention: where everything
// is defined before it is mentioned, its place.
type names struct {
	numbers map[string]int32
	places  []int32 // of each number; None while it is not defined
	texts   []string
	defined int32
	last    []byte // of the mention before, often the same again
	lastOf  int32
}

func newNames() *names { return &names{numbers: map[string]int32{}, lastOf: None} }

// mention returns the name's number.
func (n *names) mention(name []byte) int32 {
	if n.lastOf != None && string(n.last) == string(name) {
		return n.lastOf
	}
	number, known := n.numbers[string(name)]
	if !known {
		number = int32(len(n.places))
		text := string(name)
		n.numbers[text] = number
		n.places, n.texts = append(n.places, None), append(n.texts, text)
	}
	n.last, n.lastOf = append(n.last[:0], name...), number
	return number
}

// define gives the name the next place.
func (d *decoder) define(n *names) string {
	name := d.bytes()
	if d.err == nil && len(name) == 0 {
		d.fail(ProblemNotText)
	}
	number := n.mention(name)
	if n.places[number] != None {
		d.fail(ProblemTwice, "name", n.texts[number])
	}
	n.places[number] = n.defined
	n.defined++
	return n.texts[number]
}

func (d *decoder) section(field int) {
	name := d.field
	switch name {
	case "attributes":
		d.elements(name, MaxAttributes, func(int) { d.attribute(true) })
	case "officers":
		d.elements(name, MaxOfficers, func(int) { d.officer() })
	case "classes":
		d.elements(name, MaxPlaces, func(int) { d.class() })
	case "homes":
		d.elements(name, MaxOfficers, func(int) { d.home() })
	case "eligible":
		d.elements(name, maxList, func(int) { d.eligible() })
	case "floors":
		d.elements(name, MaxFloors, func(int) { d.floor() })
	case "apart":
		d.elements(name, maxList, func(int) { d.apart() })
	case "pins":
		d.links(name, &d.in.Pins)
	case "bans":
		d.links(name, &d.in.Bans)
	case "upgrades":
		d.elements(name, maxList, func(int) { d.upgrade() })
	case "previous":
		d.links(name, &d.in.Previous)
	case "change_cost":
		d.in.ChangeCost = d.integer(0, MaxChangeCost)
	case "seed":
		d.in.Seed = d.unsigned()
	case "ties":
		d.in.Ties = Ties(d.oneOf("lottery", "seniority"))
	}
}

// attribute reads the name of an attribute and returns its place.
func (d *decoder) attribute(listed bool) int {
	name := d.string()
	i := slices.Index(d.in.Attributes, name)
	switch {
	case d.err != nil:
		return 0
	case i >= 0 && listed && i > Veteran:
		d.fail(ProblemTwice, "name", name)
	case i < 0 && name == "":
		d.fail(ProblemNotText)
	case i < 0 && len(d.in.Attributes) == MaxAttributes:
		d.fail(ProblemTooMany, "most", MaxAttributes)
	case i < 0:
		i = len(d.in.Attributes)
		d.in.Attributes = append(d.in.Attributes, name)
	}
	return max(i, 0)
}

func (d *decoder) officer() {
	o := Officer{Home: None}
	d.object(officerFields(), 1, func(field int) {
		switch field {
		case 0:
			o.ID = d.define(d.officers)
		case 1, 2:
			if d.boolean() {
				o.Attributes |= 1 << (field - 1)
			}
		case 3:
			d.each(func(int) { o.Attributes |= 1 << d.attribute(false) })
		case 4:
			o.Home = d.homes.mention(d.bytes())
		case 5:
			o.Seniority = int32(d.integer(math.MinInt32, math.MaxInt32))
		}
	})
	d.in.Officers = append(d.in.Officers, o)
}

func officerFields() []string {
	return []string{"id", "woman", "veteran", "attributes", "home", "seniority"}
}
func homeFields() []string  { return []string{"id", "cap", "parent"} }
func classFields() []string { return []string{"id", "count", "priority", "groups", "nominees"} }
func floorFields() []string { return []string{"group", "attribute", "share", "count", "of", "weight"} }
func upgradeFields() []string {
	return []string{"officer", "class", "score", "cost", "what"}
}

func (d *decoder) home() {
	h := Home{Cap: None, Parent: None}
	d.object(homeFields(), 1, func(field int) {
		switch field {
		case 0:
			h.ID = d.define(d.homes)
		case 1:
			h.Cap = int(d.integer(0, maxCap))
		case 2:
			h.Parent = d.homes.mention(d.bytes())
		}
	})
	d.in.Homes = append(d.in.Homes, h)
}

func (d *decoder) class() {
	c := Class{Priority: 1}
	d.object(classFields(), 3, func(field int) {
		switch field {
		case 0:
			c.ID = d.define(d.classes)
		case 1:
			c.Count = int(d.integer(0, MaxPlaces))
		case 2:
			c.Priority = int(d.integer(1, MaxPriority))
		case 3:
			d.each(func(int) { c.Groups = append(c.Groups, d.group()) })
		case 4:
			c.Nominees = int(d.integer(1, MaxNominees))
		}
	})
	d.in.Classes = append(d.in.Classes, c)
}

// group reads the name of a group that a class belongs to.
func (d *decoder) group() int32 {
	number := d.groups.mention(d.bytes())
	if d.groups.places[number] == None {
		d.groups.places[number] = d.groups.defined
		d.groups.defined++
	}
	return number
}

func (d *decoder) eligible() {
	link, score := Link{}, int64(0)
	if d.tuple(&link, func() { score = d.integer(0, MaxScore) }) {
		d.in.Eligible = append(d.in.Eligible, Pair{link.Officer, link.Class, int32(score)})
	}
}

func (d *decoder) links(name string, links *[]Link) {
	d.elements(name, maxList, func(int) {
		link := Link{}
		if d.tuple(&link, nil) {
			*links = append(*links, link)
		}
	})
}

// tuple reads an officer, a class and what follows them in a list.
func (d *decoder) tuple(link *Link, more func()) bool {
	if !d.open('[') {
		return false
	}
	link.Officer = d.officers.mention(d.bytes())
	d.comma()
	link.Class = d.classes.mention(d.bytes())
	if more != nil {
		d.comma()
		more()
	}
	return d.close()
}

func (d *decoder) comma() {
	if !d.take(',') {
		d.want(",")
	}
}

func (d *decoder) close() bool {
	if !d.take(']') {
		d.want("]")
	}
	return d.err == nil
}

func (d *decoder) apart() {
	if !d.open('[') {
		return
	}
	a := d.officers.mention(d.bytes())
	d.comma()
	b := d.officers.mention(d.bytes())
	if d.close() {
		d.in.Apart = append(d.in.Apart, [2]int32{a, b})
	}
}

func (d *decoder) floor() {
	f, share, count, attribute := Floor{Weight: 1}, false, false, ""
	d.object(floorFields(), 3, func(field int) {
		switch field {
		case 0:
			f.Group = d.groups.mention(d.bytes())
		case 1:
			attribute = d.string()
		case 2:
			share, f.Num, f.Den = true, d.share(0, MaxShare), d.share(1, MaxShare)
			d.close()
		case 3:
			count, f.Count = true, d.integer(0, MaxPlaces)
		case 4:
			f.Of = Base(d.oneOf("filled", "posts"))
		case 5:
			f.Weight = d.integer(1, MaxWeight)
		}
	})
	if share == count {
		d.fail(ProblemNoTarget)
	}
	d.in.Floors, d.attributed = append(d.in.Floors, f), append(d.attributed, attribute)
}

// share reads a number of a share after what opens it or divides it.
func (d *decoder) share(least, most int64) int64 {
	if least == 0 {
		d.open('[')
	} else {
		d.comma()
	}
	return d.integer(least, most)
}

func (d *decoder) upgrade() {
	u := Upgrade{}
	d.object(upgradeFields(), 0b1111, func(field int) {
		switch field {
		case 0:
			u.Officer = d.officers.mention(d.bytes())
		case 1:
			u.Class = d.classes.mention(d.bytes())
		case 2:
			u.Score = int32(d.integer(0, MaxScore))
		case 3:
			u.Cost = d.integer(1, MaxCost)
		case 4:
			u.What = d.string()
		}
	})
	d.in.Upgrades = append(d.in.Upgrades, u)
}

// reference is a mention of a name in an element of the instance.
type reference struct {
	of      *names
	problem Problem
	number  *int32
	list    string
	place   int
	field   string
}

func (r reference) element() string {
	if r.field == "" {
		return at(r.list, r.place)
	}
	return at(r.list, r.place) + "." + r.field
}

// settle turns the names' numbers into places.
func (d *decoder) settle() error {
	d.in.Groups = d.groups.texts
	for i, name := range d.attributed {
		place := slices.Index(d.in.Attributes, name)
		if place < 0 {
			return problem(at("floors", i)+".attribute", ProblemNoAttribute, "name", name)
		}
		d.in.Floors[i].Attribute = place
	}
	all := []*names{d.officers, d.classes, d.homes, d.groups}
	if !slices.ContainsFunc(all, func(n *names) bool { return !n.inOrder() }) {
		return nil
	}
	d.in.Groups = make([]string, d.groups.defined)
	for number, place := range d.groups.places {
		if place != None {
			d.in.Groups[place] = d.groups.texts[number]
		}
	}
	var err error
	d.references(func(r reference) bool {
		place := r.of.places[*r.number]
		if place == None {
			err = problem(r.element(), r.problem, "name", r.of.texts[*r.number])
			return false
		}
		*r.number = place
		return true
	})
	return err
}

// inOrder reports whether all names are defined and numbers are places.
func (n *names) inOrder() bool {
	for number, place := range n.places {
		if place != int32(number) {
			return false
		}
	}
	return true
}

// references visits every mention until visit returns false.
func (d *decoder) references(visit func(reference) bool) {
	in, ok := d.in, true
	mention := func(of *names, p Problem, number *int32, list string, place int, field string) {
		ok = ok && (*number == None || visit(reference{of, p, number, list, place, field}))
	}
	link := func(officer, class *int32, list string, place int, fields ...string) {
		fields = append(fields, "", "")
		mention(d.officers, ProblemNoOfficer, officer, list, place, fields[0])
		mention(d.classes, ProblemNoClass, class, list, place, fields[1])
	}
	for i := range in.Officers {
		mention(d.homes, ProblemNoHome, &in.Officers[i].Home, "officers", i, "home")
	}
	for i := range in.Homes {
		mention(d.homes, ProblemNoHome, &in.Homes[i].Parent, "homes", i, "parent")
	}
	for i := range in.Classes {
		for j := range in.Classes[i].Groups {
			mention(d.groups, ProblemNoGroup, &in.Classes[i].Groups[j], "classes", i, "groups["+strconv.Itoa(j)+"]")
		}
	}
	for i := range in.Eligible {
		link(&in.Eligible[i].Officer, &in.Eligible[i].Class, "eligible", i)
	}
	for i := range in.Floors {
		mention(d.groups, ProblemNoGroup, &in.Floors[i].Group, "floors", i, "group")
	}
	for i := range in.Apart {
		mention(d.officers, ProblemNoOfficer, &in.Apart[i][0], "apart", i, "")
		mention(d.officers, ProblemNoOfficer, &in.Apart[i][1], "apart", i, "")
	}
	for k, links := range [][]Link{in.Pins, in.Bans, in.Previous} {
		for i := range links {
			link(&links[i].Officer, &links[i].Class, []string{"pins", "bans", "previous"}[k], i)
		}
	}
	for i := range in.Upgrades {
		link(&in.Upgrades[i].Officer, &in.Upgrades[i].Class, "upgrades", i, "officer", "class")
	}
}
