package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/selection"
)

// The measures of a floor or cap, as the form offers them.
const (
	percentOfFilled = "filled"
	percentOfPosts  = "posts"
	people          = "people"
	percentOfUnit   = "percent"
)

// rulesForm asks for everything that a list is asked beside what each post asks
// of its holder.
func (c slateScene) rulesForm() *Form {
	rules := c.Decisions.Rules
	form := &Form{Action: c.path("/rules"), Submit: T("slatepage.form.submit.rules"), Cancel: &Link{Text: T("web.cancel"), Href: slatePath(c.ID)}}
	form.Fields = append(form.Fields, versionField(c.Version), Field{Kind: SectionField, Label: T("slatepage.rules.floors"), Hint: T("slatepage.rules.floors_hint")})
	for i, f := range rules.Floors {
		form.Fields = append(form.Fields,
			Field{Kind: NumberField, Name: fmt.Sprint("floor", i), Label: Joined(": ", c.floorText(f), measureText(f)), Value: strconv.Itoa(sliderOf(f))},
			Field{Kind: NumberField, Name: fmt.Sprint("weight", i), Label: T("slatepage.rules.weight_of", "floor", c.floorText(f)), Value: strconv.Itoa(f.Weight)})
	}
	form.Fields = append(form.Fields, c.newFloorFields()...)
	form.Fields = append(form.Fields, c.capFields()...)
	form.Fields = append(form.Fields, c.apartFields()...)
	form.Fields = append(form.Fields, c.otherFields()...)
	form.Fields = append(form.Fields, reasonField())
	return form
}

// measureText says what a floor's number is.
func measureText(f selection.Floor) Text {
	switch {
	case f.Den == 0:
		return T("slatepage.measure.people")
	case f.Of == selection.OfPosts:
		return T("slatepage.measure.posts")
	}
	return T("slatepage.measure.filled")
}

func (c slateScene) newFloorFields() []Field {
	group := Field{Kind: SelectField, Name: "group", Label: T("slatepage.rules.group"), Options: []Option{{Text: T("slatepage.rules.no_floor")}}}
	for _, g := range selection.GroupsOf(c.Posts) {
		group.Options = append(group.Options, Option{Value: g, Text: c.groupText(g)})
	}
	attribute := Field{Kind: SelectField, Name: "attribute", Label: T("slatepage.rules.attribute")}
	for _, a := range selection.Attributes() {
		attribute.Options = append(attribute.Options, Option{Value: string(a), Text: T(a.Key())})
	}
	return []Field{{Kind: SectionField, Label: T("slatepage.rules.new_floor")}, group, attribute,
		{Kind: NumberField, Name: "amount", Label: T("slatepage.rules.amount")},
		{Kind: SelectField, Name: "measure", Label: T("slatepage.rules.measure"), Options: []Option{{Value: percentOfFilled, Text: T("slatepage.measure.filled")},
			{Value: percentOfPosts, Text: T("slatepage.measure.posts")}, {Value: people, Text: T("slatepage.measure.people")}}},
		{Kind: NumberField, Name: "weight", Label: T("slatepage.rules.weight"), Hint: T("slatepage.rules.weight_hint"), Value: "10"}}
}

func (c slateScene) capFields() []Field {
	amount, measure := "", people
	if limit := c.Decisions.Rules.HomeCap; limit != nil {
		amount = strconv.Itoa(limit.Count)
		if limit.Den > 0 {
			amount, measure = strconv.Itoa(100*limit.Num/limit.Den), percentOfUnit
		}
	}
	return []Field{{Kind: SectionField, Label: T("slatepage.rules.home_cap"), Hint: T("slatepage.rules.home_cap_hint")},
		{Kind: NumberField, Name: "home_cap", Label: T("slatepage.rules.home_cap_amount"), Value: amount},
		{Kind: SelectField, Name: "home_measure", Label: T("slatepage.rules.measure"), Value: measure, Options: []Option{
			{Value: people, Text: T("slatepage.measure.people")}, {Value: percentOfUnit, Text: T("slatepage.measure.percent_of_unit")}}}}
}

func (c slateScene) apartFields() []Field {
	fields := []Field{{Kind: SectionField, Label: T("slatepage.rules.apart"), Hint: T("slatepage.rules.apart_hint")}}
	keep := Field{Kind: ChecksField, Name: "apart_keep", Label: T("slatepage.rules.apart_keep")}
	for i, pair := range c.Decisions.Rules.Apart {
		value := strconv.Itoa(i)
		keep.Values = append(keep.Values, value)
		keep.Options = append(keep.Options, Option{Value: value, Text: Joined(" · ", Words(c.Person(pair.A).Name), Words(c.Person(pair.B).Name)), Hint: Words(pair.Reason)})
	}
	if len(keep.Options) > 0 {
		fields = append(fields, keep)
	}
	return append(fields,
		Field{Kind: TextField, Name: "apart_a", Label: T("slatepage.rules.apart_a"), Hint: T("deploymentpage.officer_hint"), Width: "medium"},
		Field{Kind: TextField, Name: "apart_b", Label: T("slatepage.rules.apart_b"), Width: "medium"},
		Field{Kind: TextField, Name: "apart_reason", Label: T("slatepage.rules.apart_reason")})
}

func (c slateScene) otherFields() []Field {
	rules := c.Decisions.Rules
	fields := []Field{{Kind: SectionField, Label: T("slatepage.rules.other")}}
	if c.Unit != nil {
		fields = append(fields, Field{Kind: NumberField, Name: "change_cost", Label: T("slatepage.rules.change_cost"), Hint: T("slatepage.rules.change_cost_hint"),
			Value: strconv.Itoa(rules.ChangeCost)})
	}
	others := Field{Kind: CheckField, Name: "others", Label: T("slatepage.rules.others")}
	if rules.Others == selection.ExcludeOthers {
		others.Value = "1"
	}
	return append(fields, others,
		Field{Kind: SelectField, Name: "ties", Label: T("slatepage.rules.ties"), Hint: T("slatepage.rules.ties_hint"), Value: string(rules.Ties), Options: []Option{
			{Value: string(selection.Lottery), Text: T("slatepage.rules.lottery")}, {Value: string(selection.Seniority), Text: T("slatepage.rules.seniority")}}},
		Field{Kind: NumberField, Name: "seed", Label: T("slatepage.rules.seed"), Value: strconv.FormatUint(rules.Seed, 10)})
}

// askedRules are the rules that the form asks for.
func (s *Server) askedRules(r *http.Request, c slateScene, form *Form) (selection.Rules, error) {
	rules := c.Decisions.Rules
	rules.Floors = askedFloors(rules.Floors, form)
	rules.HomeCap = nil
	if n := form.Int("home_cap"); n > 0 && form.Value("home_measure") == percentOfUnit {
		rules.HomeCap = &selection.HomeCap{Num: n, Den: 100}
	} else if n != 0 {
		rules.HomeCap = &selection.HomeCap{Count: n}
	}
	rules.ChangeCost, rules.Ties, rules.Others = form.Int("change_cost"), selection.TiesRule(form.Value("ties")), selection.FlagOthers
	if form.Value("others") != "" {
		rules.Others = selection.ExcludeOthers
	}
	rules.Seed = uint64(max(0, form.Int("seed")))
	var err error
	rules.Apart, err = s.askedPairs(r, c, form)
	return rules, err
}

// askedFloors are the floors that the form keeps, changes and adds; one without
// a number goes.
func askedFloors(now []selection.Floor, form *Form) (floors []selection.Floor) {
	for i, f := range now {
		name := fmt.Sprint("floor", i)
		if form.Value(name) == "" {
			continue
		}
		if n := form.Int(name); n != sliderOf(f) {
			f.Source = ""
			if f.Den == 0 {
				f.Count = n
			} else {
				f.Num, f.Den = n, 100
			}
		}
		f.Weight = form.Int(fmt.Sprint("weight", i))
		floors = append(floors, f)
	}
	if form.Value("group") == "" {
		return floors
	}
	f := selection.Floor{Group: form.Value("group"), Attribute: selection.Attribute(form.Value("attribute")), Of: selection.OfFilled, Weight: form.Int("weight")}
	switch form.Value("measure") {
	case people:
		f.Count = form.Int("amount")
	case percentOfPosts:
		f.Num, f.Den, f.Of = form.Int("amount"), 100, selection.OfPosts
	default:
		f.Num, f.Den = form.Int("amount"), 100
	}
	return append(floors, f)
}

func (s *Server) askedPairs(r *http.Request, c slateScene, form *Form) (pairs []selection.Apart, err error) {
	keep := form.field("apart_keep")
	for i, pair := range c.Decisions.Rules.Apart {
		if keep != nil && slices.Contains(keep.Values, strconv.Itoa(i)) {
			pairs = append(pairs, pair)
		}
	}
	if form.Value("apart_a") == "" && form.Value("apart_b") == "" {
		return pairs, nil
	}
	added := selection.Apart{Reason: form.Value("apart_reason")}
	if added.A, err = s.pickOfficer(r, c.Actor, c.facts, form.Value("apart_a")); err != nil {
		return nil, renamed(err, map[string]string{"officer": "apart_a"})
	}
	if added.B, err = s.pickOfficer(r, c.Actor, c.facts, form.Value("apart_b")); err != nil {
		return nil, renamed(err, map[string]string{"officer": "apart_b"})
	}
	return append(pairs, added), nil
}

// renamed gives the problems of an error to other fields, those that the form
// has.
func renamed(err error, names map[string]string) error {
	problems := slices.Clone(fault.ProblemsOf(err))
	if len(problems) == 0 {
		return err
	}
	for i := range problems {
		if name, ok := names[problems[i].Field]; ok {
			problems[i].Field = name
		}
	}
	return fault.Check(problems)
}

// slateRulesPage asks for the rules.
func (s *Server) slateRulesPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "slate_form", c.formView("rules", c.rulesForm(), nil))
}

// slateRules changes the rules.
func (s *Server) slateRules(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	form := c.rulesForm()
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		rules, err := s.askedRules(r, c, form)
		if err != nil || form.Failed() {
			return err
		}
		_, err = s.slateRoom.SetRules(r.Context(), tx, c.scene(actor), c.ID, int(form.ID("version")), rules, form.Value("reason"))
		return renamed(err, map[string]string{"apart": "apart_a"})
	})
	return s.slateDone(w, r, c, "rules", slatePath(c.ID), form, nil, refused, err)
}
