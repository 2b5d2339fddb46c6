package slate

import (
	"bufio"
	"encoding/json"
	"io"
	"strconv"
)

// Encode writes an instance in the format of FORMAT.md, an element a line, so
// that Decode gives it back: but groups without classes and floors are lost.
func Encode(out io.Writer, in *Instance) error {
	e := &encoder{Writer: bufio.NewWriterSize(out, 1<<16), in: in}
	e.WriteByte('{')
	if len(in.Attributes) > Veteran+1 {
		e.list("attributes", len(in.Attributes)-Veteran-1, func(i int) { e.text(in.Attributes[Veteran+1+i]) })
	}
	e.list("homes", len(in.Homes), e.home)
	e.list("officers", len(in.Officers), e.officer)
	e.list("classes", len(in.Classes), e.class)
	e.list("eligible", len(in.Eligible), func(i int) {
		p := in.Eligible[i]
		e.link(Link{p.Officer, p.Class}, int64(p.Score))
	})
	e.list("floors", len(in.Floors), e.floor)
	e.list("apart", len(in.Apart), func(i int) {
		e.tuple(in.Officers[in.Apart[i][0]].ID, in.Officers[in.Apart[i][1]].ID)
	})
	for _, l := range []struct {
		name  string
		links []Link
	}{{"pins", in.Pins}, {"bans", in.Bans}, {"previous", in.Previous}} {
		e.list(l.name, len(l.links), func(i int) { e.link(l.links[i]) })
	}
	e.list("upgrades", len(in.Upgrades), e.upgrade)
	e.member("change_cost", in.ChangeCost)
	if e.WriteString(`,"seed":` + strconv.FormatUint(in.Seed, 10)); in.Ties == Seniority {
		e.WriteString(`,"ties":"seniority"`)
	}
	e.WriteString("}\n")
	return e.Flush()
}

type encoder struct {
	*bufio.Writer // keeps its first error
	in            *Instance
	begun         bool // a member of the whole stands already
}

// list writes a list of the whole, unless it is empty and may be left out.
func (e *encoder) list(name string, n int, element func(i int)) {
	if n == 0 && name != "officers" && name != "classes" {
		return
	}
	if e.begun {
		e.WriteString(",\n")
	}
	e.begun = true
	e.text(name)
	e.WriteString(":[")
	for i := range n {
		if i > 0 {
			e.WriteByte(',')
		}
		e.WriteByte('\n')
		element(i)
	}
	e.WriteByte(']')
}

func (e *encoder) text(s string) {
	plain := true
	for i := range len(s) {
		plain = plain && s[i] >= ' ' && s[i] < 0x7f && s[i] != '"' && s[i] != '\\'
	}
	if plain {
		e.WriteByte('"')
		e.WriteString(s)
		e.WriteByte('"')
		return
	}
	quoted, _ := json.Marshal(s) // a text has no way to fail
	e.Write(quoted)
}

func (e *encoder) number(n int64) { e.Write(strconv.AppendInt(e.AvailableBuffer(), n, 10)) }

// member writes a further number of an object.
func (e *encoder) member(name string, n int64) {
	e.WriteString(`,"` + name + `":`)
	e.number(n)
}

// named writes a further text of an object.
func (e *encoder) named(name, value string) {
	e.WriteString(`,"` + name + `":`)
	e.text(value)
}

func (e *encoder) tuple(texts ...string) {
	e.WriteByte('[')
	for i, s := range texts {
		if i > 0 {
			e.WriteByte(',')
		}
		e.text(s)
	}
	e.WriteByte(']')
}

func (e *encoder) link(l Link, more ...int64) {
	e.WriteByte('[')
	e.text(e.in.Officers[l.Officer].ID)
	e.WriteByte(',')
	e.text(e.in.Classes[l.Class].ID)
	for _, n := range more {
		e.WriteByte(',')
		e.number(n)
	}
	e.WriteByte(']')
}

func (e *encoder) begin(name, value string) {
	e.WriteString(`{"` + name + `":`)
	e.text(value)
}

func (e *encoder) home(i int) {
	h := e.in.Homes[i]
	e.begin("id", h.ID)
	if h.Cap != None {
		e.member("cap", int64(h.Cap))
	}
	if h.Parent != None {
		e.named("parent", e.in.Homes[h.Parent].ID)
	}
	e.WriteByte('}')
}

func (e *encoder) officer(i int) {
	o := e.in.Officers[i]
	e.begin("id", o.ID)
	var more []string
	for a, name := range e.in.Attributes {
		switch {
		case !o.Is(a):
		case a <= Veteran:
			e.WriteString(`,"` + name + `":true`)
		default:
			more = append(more, name)
		}
	}
	if len(more) > 0 {
		e.WriteString(`,"attributes":`)
		e.tuple(more...)
	}
	if o.Home != None {
		e.named("home", e.in.Homes[o.Home].ID)
	}
	if o.Seniority != 0 {
		e.member("seniority", int64(o.Seniority))
	}
	e.WriteByte('}')
}

func (e *encoder) class(i int) {
	c := e.in.Classes[i]
	e.begin("id", c.ID)
	e.member("count", int64(c.Count))
	e.member("priority", int64(c.Priority))
	if c.Nominees > 0 {
		e.member("nominees", int64(c.Nominees))
	}
	groups := make([]string, len(c.Groups))
	for i, g := range c.Groups {
		groups[i] = e.in.Groups[g]
	}
	e.WriteString(`,"groups":`)
	e.tuple(groups...)
	e.WriteByte('}')
}

func (e *encoder) floor(i int) {
	f := e.in.Floors[i]
	e.begin("group", e.in.Groups[f.Group])
	e.named("attribute", e.in.Attributes[f.Attribute])
	if f.Den > 0 {
		e.WriteString(`,"share":[`)
		e.number(f.Num)
		e.WriteByte(',')
		e.number(f.Den)
		e.WriteByte(']')
	} else {
		e.member("count", f.Count)
	}
	e.named("of", []string{"filled", "posts"}[f.Of])
	e.member("weight", f.Weight)
	e.WriteByte('}')
}

func (e *encoder) upgrade(i int) {
	u := e.in.Upgrades[i]
	e.begin("officer", e.in.Officers[u.Officer].ID)
	e.named("class", e.in.Classes[u.Class].ID)
	e.member("score", int64(u.Score))
	e.member("cost", u.Cost)
	e.named("what", u.What)
	e.WriteByte('}')
}
