package cli

import (
	"fmt"
	"strings"

	"beret/slate"
)

// printExplanation prints for people what each floor costs, what a remedy
// would be, and how women and men fare; the rest is in the JSON form.
func (p *Program) printExplanation(in *slate.Instance, e *slate.Explanation) error {
	for _, t := range []*table{p.pricesTable(in, e), p.shortagesTable(in, e), p.whyTable(in, e), p.ratesTable(e)} {
		if len(t.rows) == 0 {
			continue
		}
		fmt.Fprintln(p.Stdout)
		if err := t.text(p.Stdout); err != nil {
			return err
		}
	}
	return nil
}

func (p *Program) floorName(in *slate.Instance, floor int32) string {
	f := in.Floors[floor]
	return in.Groups[f.Group] + ", " + in.Attributes[f.Attribute]
}

func (p *Program) pricesTable(in *slate.Instance, e *slate.Explanation) *table {
	t := &table{columns: []column{
		{"floor", p.text.Text("cli.slate.floor"), false},
		{"points", p.text.Text("cli.slate.points"), true},
		{"costs", p.text.Text("cli.slate.costs"), false},
		{"brings", p.text.Text("cli.slate.brings"), false},
	}}
	for _, price := range e.Prices {
		c := price.Change
		t.add(p.floorName(in, price.Floor), p.text.Number(int(c.Score)), officersOf(in, c.In), officersOf(in, c.Out))
	}
	return t
}

// mostNames bounds how many people a cell names.
const mostNames = 6

func officersOf(in *slate.Instance, links []slate.Link) string {
	var ids []string
	for i, l := range links {
		if i == mostNames {
			ids = append(ids, "…")
			break
		}
		ids = append(ids, in.Officers[l.Officer].ID)
	}
	return strings.Join(ids, ", ")
}

func (p *Program) shortagesTable(in *slate.Instance, e *slate.Explanation) *table {
	t := &table{columns: []column{
		{"floor", p.text.Text("cli.slate.short_of"), false},
		{"short", p.text.Text("cli.slate.short"), true},
		{"remedy", p.text.Text("cli.slate.remedy"), false},
		{"cost", p.text.Text("cli.slate.cost"), true},
		{"after", p.text.Text("cli.slate.after"), true},
	}}
	for _, s := range e.Shortfalls {
		if s.Remedy == nil {
			t.add(p.floorName(in, s.Floor), p.text.Number(int(s.Short)), p.text.Text("cli.slate.no_remedy"), "", p.text.Number(int(s.Short)))
			continue
		}
		var what []string
		for _, i := range s.Remedy.Upgrades {
			u := in.Upgrades[i]
			what = append(what, fmt.Sprintf("%s: %s", in.Officers[u.Officer].ID, u.What))
		}
		remedy := strings.Join(what, "; ")
		if len(what) == 0 {
			remedy = p.text.Text("cli.slate.no_remedy")
		}
		t.add(p.floorName(in, s.Floor), p.text.Number(int(s.Short)), remedy, p.text.Number(int(s.Remedy.Cost)), p.text.Number(int(s.Remedy.After[s.Floor])))
	}
	return t
}

func (p *Program) whyTable(in *slate.Instance, e *slate.Explanation) *table {
	t := &table{columns: []column{
		{"officer", p.text.Text("cli.slate.officer"), false},
		{"class", p.text.Text("cli.slate.class"), false},
		{"verdict", p.text.Text("cli.slate.verdict"), false},
		{"points", p.text.Text("cli.slate.points"), true},
		{"displaced", p.text.Text("cli.slate.displaced"), false},
	}}
	for _, w := range e.WhyNot {
		points, displaced := "", ""
		if w.Verdict == slate.Possible || w.Verdict == slate.Lifted {
			points, displaced = p.text.Number(int(-w.Change.Score)), officersOf(in, w.Change.Out)
		}
		t.add(in.Officers[w.Link.Officer].ID, in.Classes[w.Link.Class].ID, p.text.Text("cli.slate.verdict."+w.Verdict.String()), points, displaced)
	}
	return t
}

func (p *Program) ratesTable(e *slate.Explanation) *table {
	t := &table{columns: []column{
		{"sex", p.text.Text("cli.standing.sex"), false},
		{"eligible", p.text.Text("cli.slate.eligible"), true},
		{"selected", p.text.Text("cli.slate.selected"), true},
		{"rate", p.text.Text("cli.standing.rate"), true},
		{"interval", p.text.Text("cli.slate.interval"), true},
	}}
	for _, s := range []struct {
		sex string
		of  slate.Chances
	}{{"woman", e.Rates.Overall.Women}, {"man", e.Rates.Overall.Men}} {
		t.add(p.text.Text("cli.sex."+s.sex), p.text.Number(s.of.Eligible), p.text.Number(s.of.Selected), p.text.Percent(s.of.Selected, s.of.Eligible),
			p.text.Decimal(100*s.of.Low, 1)+" – "+p.text.Decimal(100*s.of.High, 1))
	}
	return t
}
