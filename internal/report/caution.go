package report

import (
	"slices"
	"strings"

	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/standing"
	"beret/participation"
)

// expiry counts what expires by kind and band; the last column is what
// concerns those on a mission, about to go, or nominated.
func (c *composer) expiry() Section {
	s := Section{Title: c.Text("report.expiry")}
	t := Table{Caption: c.caption("report.expiry.caption", "date", c.AsOf), Sheet: c.Text("report.sheet.expiry"), Source: c.Text("report.expiry.note"),
		Columns: []Column{c.col("report.column.kind"), c.num("registry.band.overdue"), c.num("registry.band.30"), c.num("registry.band.60"), c.num("registry.band.90"),
			c.num("report.column.sum"), c.num("report.column.concerned")}}
	concerned := map[registry.ExpiryKind]int{}
	for _, e := range c.Concerned {
		concerned[e.Kind]++
	}
	sums := make([]int, len(registry.Bands())+2)
	for _, kind := range registry.ExpiryKinds() {
		counts := c.expiryCounts(kind, concerned[kind])
		row := named(c.Text(kind.Key()))
		for i, n := range counts {
			sums[i] += n
			row.Cells = append(row.Cells, c.number(n))
		}
		t.Rows = append(t.Rows, row)
	}
	total := named(c.Text("report.sum"))
	for _, n := range sums {
		total.Cells = append(total.Cells, c.number(n))
	}
	t.Rows = append(t.Rows, strong(total))
	s.Tables = []Table{t}
	s.Paragraphs = []string{c.Text("report.expiry.text", "soon", sums[1], "later", sums[2]+sums[3], "overdue", sums[0], "concerned", len(c.Concerned))}
	return s
}

func (c *composer) expiryCounts(kind registry.ExpiryKind, concerned int) []int {
	var counts []int
	sum := 0
	for _, band := range registry.Bands() {
		n := c.Expiring[band][kind]
		counts, sum = append(counts, n), sum+n
	}
	return append(counts, sum, concerned)
}

// alerts are what asks for the leadership's eye.
func (c *composer) alerts() Section {
	s := Section{Title: c.Text("report.alerts")}
	for _, l := range c.LoneWomen {
		s.Items = append(s.Items, c.lone(l))
	}
	overdue := 0
	for _, e := range c.Events {
		if e.Kind == standing.Overdue {
			overdue++
		}
	}
	if overdue > 0 {
		s.Items = append(s.Items, c.Text("report.alert.overdue", "n", overdue))
	}
	for _, rule := range []participation.DoubtRule{participation.EmptySpan, participation.NoStart, participation.TwoSexes, participation.TwoPlaces} {
		n := 0
		for _, d := range c.Doubts {
			if d.Rule == rule {
				n++
			}
		}
		if n > 0 {
			s.Items = append(s.Items, c.Text("report.doubt."+string(rule), "n", n))
		}
	}
	if len(s.Items) == 0 {
		s.Paragraphs = []string{c.Text("report.alerts.none")}
	}
	return s
}

// lone says where one woman serves alone among her own country's colleagues.
func (c *composer) lone(l participation.Lone) string {
	place := l.Key
	if l.Dimension == participation.Site {
		mission, site, _ := strings.Cut(l.Key, "/")
		place = c.Text("report.alert.site", "site", site, "mission", mission)
	}
	if l.Men == 0 {
		return c.Text("report.alert.alone", "place", place)
	}
	return c.Text("report.alert.lone", "place", place, "n", l.Men)
}

// method says how the figures come about, and from where.
func (c *composer) method() Section {
	s := Section{Title: c.Text("report.method")}
	s.Items = []string{
		c.Text("report.method.population", "date", c.AsOf),
		c.Text("report.method.needed"),
		c.Text("report.method.expiry"),
		c.Text("report.method.formula", "formula", c.Formula),
		c.frozen(),
	}
	s.Tables = []Table{c.sources()}
	return s
}

// frozen says whether the month was frozen, and whether the record of today
// still agrees.
func (c *composer) frozen() string {
	if c.Frozen == nil {
		return c.Text("report.frozen.none")
	}
	f := c.Frozen.Frozen
	args := []any{"hash", shortHash(f.SHA256), "share", c.counted(f.Whole()), "n", len(c.Frozen.Added) + len(c.Frozen.Removed)}
	switch {
	case c.Frozen.Key != "":
		return c.Text("report.frozen.wrong", append(args, "problem", c.Text(c.Frozen.Key))...)
	case len(c.Frozen.Added)+len(c.Frozen.Removed) > 0:
		return c.Text("report.frozen.drift", args...)
	}
	return c.Text("report.frozen.same", args...)
}

// shortHash is enough of a hash to tell snapshots apart on paper; the sheet
// has all of it.
func shortHash(hash string) string { return hash[:min(len(hash), 16)] }

// sources names where each target and rule comes from, and how sure it is.
func (c *composer) sources() Table {
	t := Table{Caption: c.caption("report.sources.caption"), Sheet: c.Text("report.sheet.sources"),
		Columns: []Column{c.col("report.column.fact"), c.col("report.column.source"), c.col("report.column.confidence")}}
	add := func(fact, source, confidence string) {
		row := named(fact, text(source), text(c.Text("report.confidence."+confidence)))
		if !slices.ContainsFunc(t.Rows, func(r Row) bool { return slices.Equal(r.Cells, row.Cells) }) {
			t.Rows = append(t.Rows, row)
		}
	}
	for _, a := range c.Assessments {
		add(c.Text("report.source.target", "name", a.Name.Short(c.Lang), "scope", c.scope(a), "rate", standing.Rate(c.Printer, a.Target.Share),
			"when", c.validity(a)), a.Target.Source, a.Target.Confidence)
	}
	for _, row := range c.book.On(reference.Tiers, c.AsOf) {
		add(c.Text("report.source.tiers"), row.Source, string(row.Confidence))
	}
	for _, code := range []string{"small-number", "ams-clearance-months"} {
		if row, ok := c.book.Policy(code, c.AsOf); ok {
			add(c.Text("report.source.policy", "name", row.Name(c.Lang), "value", row.Field("value"),
				"unit", c.Text("report.unit."+row.Field("unit"))), row.Source, string(row.Confidence))
		}
	}
	return t
}

// cover is the workbook's first sheet: what it is, the finding, what to mind.
func (c *composer) cover(r Report) Table {
	t := Table{Sheet: c.Text("report.sheet.cover"), Columns: []Column{c.col("report.column.item"), c.col("report.column.value")}}
	add := func(key, printed string, value any) {
		t.Rows = append(t.Rows, named(c.Text(key), Cell{printed, value}))
	}
	share := c.Overall.Share
	add("report.fact.subject", r.Subject, nil)
	add("report.fact.body", c.body(), nil)
	add("report.fact.as_of", c.Date(c.AsOf), c.AsOf)
	add("report.fact.made", c.Date(c.Made), c.Made)
	add("report.fact.finding", r.Finding, nil)
	add("report.column.women", c.Number(share.Women), share.Women)
	add("report.column.total", c.Number(share.Total), share.Total)
	add("report.column.rate", c.rate(share).Text, c.rate(share).Value)
	add("report.fact.formula", c.Formula, nil)
	add("report.fact.frozen", c.frozen(), nil)
	if c.Frozen != nil {
		add("report.fact.hash", c.Frozen.Frozen.SHA256, nil)
	}
	for _, note := range slices.Concat(c.smallNotes(), c.alerts().Items) {
		add("report.fact.note", note, nil)
	}
	return t
}
