package cli

import (
	"fmt"
	"slices"
	"strconv"

	"beret/slate"
)

// printSlateTables prints a slate for people: what it is worth and what is
// proved of that, each floor, each class, and who goes where.
func (p *Program) printSlateTables(in *slate.Instance, r *slate.Result) error {
	key := "cli.slate_finding"
	if !r.Proven {
		key = "cli.slate_finding_open"
	}
	places := 0
	for _, c := range in.Classes {
		places += c.Places()
	}
	fmt.Fprintf(p.Stdout, "%s\n\n", p.text.Text(key, "filled", r.Filled, "places", places))
	for i, print := range []func() error{
		func() error { return p.printStages(r) },
		func() error { return p.floorsTable(in, r).text(p.Stdout) },
		func() error { return p.classesTable(in, r).text(p.Stdout) },
		func() error { return p.linksTable(in, r).text(p.Stdout) },
	} {
		if i > 0 {
			fmt.Fprintln(p.Stdout)
		}
		if err := print(); err != nil {
			return err
		}
	}
	return nil
}

// printStages prints each stage's value beside its bound.
func (p *Program) printStages(r *slate.Result) error {
	t := table{columns: []column{
		{"stage", p.text.Text("cli.slate.stage"), false},
		{"value", p.text.Text("cli.slate.value"), true},
		{"bound", p.text.Text("cli.slate.bound"), true},
		{"gap", p.text.Text("cli.slate.gap"), true},
	}}
	for _, s := range []struct {
		name         string
		value, bound int64
	}{{"priority", r.PriorityValue, r.Bound.PriorityValue}, {"shortfall", r.Weighted, r.Bound.Weighted}, {"score", r.Score, r.Bound.Score}} {
		gap := p.text.Text("cli.slate.proved")
		if s.value != s.bound {
			gap = p.text.Number(int(max(s.value-s.bound, s.bound-s.value)))
		}
		t.add(p.text.Text("cli.slate.stage."+s.name), p.text.Number(int(s.value)), p.text.Number(int(s.bound)), gap)
	}
	return t.text(p.Stdout)
}

func (p *Program) floorsTable(in *slate.Instance, r *slate.Result) *table {
	t := &table{columns: []column{
		{"group", p.text.Text("cli.slate.group"), false},
		{"attribute", p.text.Text("cli.slate.attribute"), false},
		{"floor", p.text.Text("cli.slate.floor"), false},
		{"have", p.text.Text("cli.slate.have"), true},
		{"filled", p.text.Text("cli.slate.filled"), true},
		{"short", p.text.Text("cli.slate.short"), true},
	}}
	for i, f := range in.Floors {
		asked := strconv.FormatInt(f.Count, 10)
		if f.Den > 0 {
			asked = p.text.Text("cli.slate.of."+[]string{"filled", "posts"}[f.Of], "num", fmt.Sprint(f.Num), "den", fmt.Sprint(f.Den))
		}
		have, filled := heads(in, r, f)
		t.add(in.Groups[f.Group], in.Attributes[f.Attribute], asked, p.text.Number(have), p.text.Number(filled), p.text.Number(int(r.Shortfall[i])))
	}
	return t
}

// heads counts who stands in a floor's group, and who of them has its attribute.
func heads(in *slate.Instance, r *slate.Result, f slate.Floor) (have, filled int) {
	for _, l := range r.Assignment {
		if slices.Contains(in.Classes[l.Class].Groups, f.Group) {
			filled++
			if in.Officers[l.Officer].Is(f.Attribute) {
				have++
			}
		}
	}
	return have, filled
}

func (p *Program) classesTable(in *slate.Instance, r *slate.Result) *table {
	t := &table{columns: []column{
		{"class", p.text.Text("cli.slate.class"), false},
		{"priority", p.text.Text("cli.slate.priority"), true},
		{"places", p.text.Text("cli.slate.places"), true},
		{"filled", p.text.Text("cli.slate.filled"), true},
		{"women", p.text.Text("cli.standing.women"), true},
	}}
	filled, women := make([]int, len(in.Classes)), make([]int, len(in.Classes))
	for _, l := range r.Assignment {
		filled[l.Class]++
		if in.Officers[l.Officer].Is(slate.Woman) {
			women[l.Class]++
		}
	}
	for k, c := range in.Classes {
		t.add(c.ID, p.text.Number(c.Priority), p.text.Number(c.Places()), p.text.Number(filled[k]), p.text.Number(women[k]))
	}
	return t
}

func (p *Program) linksTable(in *slate.Instance, r *slate.Result) *table {
	t := &table{columns: []column{
		{"officer", p.text.Text("cli.slate.officer"), false},
		{"class", p.text.Text("cli.slate.class"), false},
		{"score", p.text.Text("cli.slate.score"), true},
	}}
	class := make(map[int32]int32, len(r.Assignment))
	for _, l := range r.Assignment {
		class[l.Officer] = l.Class
	}
	score := make(map[int32]int32, len(r.Assignment))
	for _, e := range in.Eligible {
		if k, goes := class[e.Officer]; goes && k == e.Class {
			score[e.Officer] = e.Score
		}
	}
	for _, l := range r.Assignment {
		t.add(in.Officers[l.Officer].ID, in.Classes[l.Class].ID, p.text.Number(int(score[l.Officer])))
	}
	return t
}
