package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/contribution"
	"beret/internal/database"
	"beret/internal/deployment"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/participation"
)

// worldReconcileView sets the office's figures beside the UN's. Template
// "world_reconcile".
type worldReconcileView struct {
	worldFrame
	Table     Table
	Uncounted *Notice
}

// worldReconcile shows the office's own month-end figures beside the UN's,
// line by line.
func (s *Server) worldReconcile(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.reconcileScene(r, actor)
	if err != nil {
		return err
	}
	if c.empty() {
		return s.worldEmpty(w, r, c)
	}
	own, err := s.officeAt(r.Context(), actor, c)
	if err != nil {
		return err
	}
	lines := c.reconciled(own)
	v := &worldReconcileView{worldFrame: c.frame("/world/reconcile")}
	v.Title, v.Lead, v.Notices = c.reconcileTitle(lines), T("world.reconcile.lead"), nil
	v.Ask = c.ask("/world/reconcile", monthField(c.allMonths(), c.month))
	v.Actions = exportLinks(r, "/world/reconcile/export")
	v.Table = tableOf(Table{
		Caption: T("world.reconcile.caption", "country", c.countryName(c.country), "month", MonthText(c.month)),
		Empty:   T("world.reconcile.empty", "country", c.countryName(c.country)), Cards: true,
	}, c.reconcileColumns(), lines)
	v.Source = Joined(" ", T("world.reconcile.population", "month", MonthText(c.month)), c.files(c.month, c.month))
	if c.country == "" {
		v.Notices = []Notice{{Tone: Warn, Text: T("world.reconcile.no_country")}}
	}
	if n := len(own.uncounted); n > 0 {
		v.Uncounted = &Notice{Tone: Info, Text: T("world.reconcile.uncounted", "n", n)}
	}
	return s.render(w, r, "world_reconcile", v)
}

// reconcileScene is the scene of the office's own country, at a month for
// which there are figures of any type.
func (s *Server) reconcileScene(r *http.Request, actor account.Actor) (*worldScene, error) {
	c, err := s.worldScene(r, actor)
	if err != nil {
		return nil, err
	}
	c.country = c.office.Country
	c.month = nearest(c.allMonths(), r.URL.Query().Get("month"))
	return c, nil
}

// officePosition is who served at a month's end by the office's record.
type officePosition struct {
	rows      map[lineKey][]deployment.Row // one a person
	figures   []contribution.Figure
	uncounted map[int64]bool // people of categories that the UN's figures do not have
}

type lineKey struct {
	mission string
	kind    contribution.Type
}

const toursAtOnce = 2000

// officeAt counts who serves on the last day of the month by mission and the
// UN's type. A person with two tours in one line counts once in it.
func (s *Server) officeAt(ctx context.Context, actor account.Actor, c *worldScene) (*officePosition, error) {
	p := &officePosition{rows: map[lineKey][]deployment.Row{}, uncounted: map[int64]bool{}}
	if c.month.IsZero() {
		return p, nil
	}
	err := s.db.Read(ctx, func(tx *database.Tx) error {
		for offset, total := 0, 1; offset < total; offset += toursAtOnce {
			var rows []deployment.Row
			var err error
			rows, total, err = deployment.List(ctx, tx, actor, deployment.Filter{
				State: deployment.Current, Day: c.month.End(), Sort: deployment.ByRank, Descend: true, Limit: toursAtOnce, Offset: offset,
			})
			if err != nil {
				return err
			}
			for _, row := range rows {
				p.add(row, c.unType(row.Category))
			}
		}
		return nil
	})
	p.count(c)
	return p, err
}

func (p *officePosition) add(row deployment.Row, kind contribution.Type) {
	if kind == 0 {
		p.uncounted[row.OfficerID] = true
		return
	}
	key := lineKey{row.Mission, kind}
	if !slices.ContainsFunc(p.rows[key], func(r deployment.Row) bool { return r.OfficerID == row.OfficerID }) {
		p.rows[key] = append(p.rows[key], row)
	}
}

func (p *officePosition) count(c *worldScene) {
	for key, rows := range p.rows {
		f := contribution.Figure{Month: c.month, Country: c.country, Mission: key.mission, Type: key.kind}
		for _, row := range rows {
			if row.Woman {
				f.Women++
			} else {
				f.Men++
			}
		}
		p.figures = append(p.figures, f)
	}
}

// reconciled compares the types of which the office keeps a record.
func (c *worldScene) reconciled(own *officePosition) []contribution.Line {
	if c.country == "" {
		return nil
	}
	var published []contribution.Figure
	for _, t := range contribution.Types() {
		published = append(published, c.in(t, c.month)...)
	}
	return contribution.Reconcile(c.month, c.country, own.figures, published, c.officeTypes()...)
}

// officeTypes are the UN's types of the office's categories.
func (c *worldScene) officeTypes() []contribution.Type {
	var types []contribution.Type
	for _, t := range contribution.Types() {
		if slices.ContainsFunc(c.book.Rows(reference.Categories), func(r reference.Row) bool { return c.unType(r.Code) == t }) {
			types = append(types, t)
		}
	}
	return types
}

func (c *worldScene) reconcileTitle(lines []contribution.Line) Text {
	equal := 0
	for _, line := range lines {
		if line.Status == contribution.Equal {
			equal++
		}
	}
	switch {
	case len(lines) == 0:
		return T("world.reconcile.title_none", "month", MonthText(c.month))
	case equal == len(lines):
		return T("world.reconcile.title_all", "n", len(lines), "month", MonthText(c.month))
	}
	return T("world.reconcile.title", "n", len(lines)-equal, "of", len(lines), "month", MonthText(c.month))
}

// reconcileColumns are the columns of the page and of its export. There is no
// total: types are never added up.
func (c *worldScene) reconcileColumns() []listColumn[contribution.Line] {
	type line = contribution.Line
	count := func(key string, of func(line) int) listColumn[line] {
		return listColumn[line]{Column: Column{Label: T(key)}, Value: func(_ locale.Printer, l line) any { return of(l) }}
	}
	return []listColumn[line]{
		{Column: Column{Label: T("world.column.month")}, Value: func(locale.Printer, line) any { return c.month }},
		{Column: Column{Label: T("world.column.mission")}, Value: func(_ locale.Printer, l line) any { return l.Mission },
			Cell: func(l line) Cell { return Cell{Text: Words(l.Mission), Note: c.missionName(l.Mission)} }},
		{Column: Column{Label: T("world.field.type")}, Value: written(func(l line) Text { return T(l.Type.Key()) }),
			Cell: func(l line) Cell { return Cell{Text: T(l.Type.Key())} }},
		{Column: Column{Label: T("world.column.office")}, Cell: c.officeCell},
		count("world.column.office_women", func(l line) int { return l.Office.Women }),
		count("world.column.office_people", func(l line) int { return l.Office.Total }),
		{Column: Column{Label: T("world.column.un")}, Cell: func(l line) Cell { return Cell{Text: sideText(l.UN)} }},
		count("world.column.un_women", func(l line) int { return l.UN.Women }),
		count("world.column.un_people", func(l line) int { return l.UN.Total }),
		{Column: Column{Label: T("world.column.women_less"), Numeric: true}, Value: func(_ locale.Printer, l line) any { return l.Women },
			Cell: func(l line) Cell { return Cell{Text: signed(l.Women)} }},
		{Column: Column{Label: T("world.column.men_less"), Numeric: true}, Value: func(_ locale.Printer, l line) any { return l.Men },
			Cell: func(l line) Cell { return Cell{Text: signed(l.Men)} }},
		{Column: Column{Label: T("world.column.status")}, Value: written(func(l line) Text { return T(l.Status.Key()) }),
			Cell: func(l line) Cell { return Cell{Tags: []Tag{statusTag(l.Status)}} }},
	}
}

// officeCell is the office's figure, which leads to the people behind it.
func (c *worldScene) officeCell(l contribution.Line) Cell {
	cell := Cell{Text: sideText(l.Office)}
	if l.Office.Total > 0 && c.actor.May(account.PeopleView) {
		cell.Href = withQuery(&url.URL{Path: "/world/reconcile/people"},
			"month", c.month.String(), "mission", l.Mission, "type", l.Type.Code())
	}
	return cell
}

// sideText prints one side of a line.
func sideText(s participation.Share) Text {
	if s.Total == 0 {
		return T("world.nobody")
	}
	return ShareText(s.Women, s.Total)
}

// signed prints a difference with its sign, the true minus for one below nought.
func signed(n int) Text {
	switch {
	case n > 0:
		return Joined("", Words("+"), Num(n))
	case n < 0:
		return Joined("", Words("−"), Num(-n))
	}
	return Num(0)
}

func statusTag(status contribution.Status) Tag {
	tone := Warn
	switch status {
	case contribution.Equal:
		tone = Good
	case contribution.OnlyOffice, contribution.OnlyUN:
		tone = Bad
	}
	return Tag{T(status.Key()), tone}
}

// worldReconcilePeople lists who stands behind the office's figure of a line.
func (s *Server) worldReconcilePeople(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.reconcileScene(r, actor)
	if err != nil {
		return err
	}
	if c.month, err = civil.ParseMonth(r.URL.Query().Get("month")); err != nil {
		return fault.Because(err, fault.NotFound, "fault.not_found")
	}
	own, err := s.officeAt(r.Context(), actor, c)
	if err != nil {
		return err
	}
	key := lineKey{r.URL.Query().Get("mission"), c.kind}
	people, women := own.rows[key], 0
	v := &listView{Table: Table{Caption: T("world.people.caption", "n", len(people)), Cards: true, Columns: []Column{
		{Label: T("world.column.name")}, {Label: T("world.column.rank")}, {Label: T("world.column.sex")},
		{Label: T("world.column.from")}, {Label: T("world.column.planned_end")},
	}}}
	for _, person := range people {
		if person.Woman {
			women++
		}
		v.Table.Rows = append(v.Table.Rows, c.personRow(person))
	}
	v.Title = T("world.people.title", "mission", cmp.Or(key.mission, "–"), "type", c.typeText(),
		"share", ShareText(women, len(people)), "month", MonthText(c.month))
	v.Lead = T("world.people.lead")
	v.Crumbs = []Link{{Text: T("world.tab.reconcile"), Href: withQuery(&url.URL{Path: "/world/reconcile"}, "month", c.month.String())}}
	v.AsOf = c.month.End()
	return s.render(w, r, "list", v)
}

func (c *worldScene) personRow(r deployment.Row) Row {
	sex := "world.sex.man"
	if r.Woman {
		sex = "world.sex.woman"
	}
	return Row{Cells: []Cell{
		{Text: Words(r.Name), Note: Words(r.ServiceNumber)}, {Text: Words(c.book.Name(reference.Ranks, r.Rank, c.printer.Lang))},
		{Text: T(sex)}, {Text: Day(r.From)}, {Text: Day(r.PlannedEnd)},
	}}
}

// worldReconcileExport sends the lines as a spreadsheet.
func (s *Server) worldReconcileExport(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.reconcileScene(r, actor)
	if err != nil {
		return err
	}
	own, err := s.officeAt(r.Context(), actor, c)
	if err != nil {
		return err
	}
	lines := c.reconciled(own)
	e := export{name: "reconciliation", title: T("world.tab.reconcile"), day: c.month.End()}
	return sendExport(s, w, r, actor, e, c.reconcileColumns(), func(do func(contribution.Line) error) error {
		for _, line := range lines {
			if err := do(line); err != nil {
				return err
			}
		}
		return nil
	})
}
