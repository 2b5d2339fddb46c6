package web

import (
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/prospect"
	"beret/internal/reference"
	"beret/internal/registry"
)

// leadershipRows is how many people a page shows.
const leadershipRows = 100

// wantedOf reads which people an address means.
func (c *leadershipScene) wantedOf(r *http.Request) (w prospect.Wanted, err error) {
	query := r.URL.Query()
	w = prospect.Wanted{Tier: query.Get("tier"), Sex: registry.Sex(query.Get("sex")), Reach: prospect.Reach(query.Get("reach")), NoCourse: query.Get("course") == "none"}
	if text := query.Get("by"); text != "" {
		w.By, err = civil.ParseDate(text)
	}
	if err != nil || c.Lead.Rung(w.Tier) == nil || w.Reach != "" && !slices.Contains(prospect.Reaches(), w.Reach) {
		return w, fault.New(fault.NotFound, "fault.not_found")
	}
	return w, nil
}

// leadershipPeople lists the people behind a number of the pipeline.
func (s *Server) leadershipPeople(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.leadershipScene(r, actor)
	if err != nil {
		return err
	}
	wanted, err := c.wantedOf(r)
	if err != nil {
		return err
	}
	people := c.Lead.Select(wanted)
	pages := pagesOf(r.URL, leadershipRows, len(people))
	from := min(pages.Offset(), len(people))
	v := &listView{Pages: pages}
	v.Title, v.AsOf = T("leadership.people_title", "tier", c.tier(wanted.Tier), "n", len(people)), c.Today
	v.Caption = c.wantedText(wanted)
	v.Crumbs = []Link{{Text: T("web.nav.outlook"), Href: "/outlook"}, {Text: T("outlookpage.tab.leadership"), Href: "/outlook/leadership"}}
	v.Table = tableOf(Table{Caption: T("leadership.people"), Empty: T("leadership.nobody_here"), Address: r.URL, Cards: true}, c.risingColumns(), people[from:min(from+leadershipRows, len(people))])
	if actor.May(account.RosterExport) && len(people) > 0 {
		v.Actions = exportLinks(r, "/outlook/leadership/people/export")
	}
	return s.render(w, r, "list", v)
}

// wantedText says in words which people are meant.
func (c *leadershipScene) wantedText(w prospect.Wanted) Text {
	var parts []Text
	switch w.Sex {
	case registry.Women:
		parts = append(parts, T("leadership.women_of"))
	case registry.Men:
		parts = append(parts, T("leadership.men_of"))
	}
	if w.Reach != "" {
		parts = append(parts, T("leadership.reach."+string(w.Reach)))
	}
	if w.By > 0 {
		parts = append(parts, T("leadership.by", "date", w.By))
	}
	if w.NoCourse {
		parts = append(parts, T("leadership.without"))
	}
	return Joined(" · ", parts...)
}

func (c *leadershipScene) risingColumns() []listColumn[prospect.Rising] {
	type row = prospect.Rising
	return []listColumn[row]{
		{Column: Column{Label: T("officerpage.name"), Tight: true}, Width: 28,
			Cell: func(p row) Cell {
				return Cell{Text: Words(p.Name), Href: officerPath(p.ID), Note: Joined(" · ", Words(p.Number), sexText(p.Woman))}
			},
			Value: written(func(p row) Text { return Words(p.Name) })},
		{Column: head("registry.field.service_number"), Width: 14, Value: written(func(p row) Text { return Words(p.Number) })},
		{Column: head("officerpage.sex"), Value: written(func(p row) Text { return sexText(p.Woman) })},
		{Column: head("registry.field.rank"), Width: 18, Cell: func(p row) Cell { return Cell{Text: c.name(reference.Ranks, p.Rank)} },
			Value: written(func(p row) Text { return c.name(reference.Ranks, p.Rank) })},
		{Column: head("leadership.stands"), Width: 18, Cell: func(p row) Cell { return Cell{Tags: []Tag{reachTag(p.Reach)}} },
			Value: written(func(p row) Text { return reachTag(p.Reach).Text })},
		{Column: head("leadership.missing"), Width: 40, Cell: func(p row) Cell { return Cell{Text: c.missing(p)} }, Value: written(c.missing)},
		{Column: Column{Label: T("leadership.from"), Tight: true}, Width: 14, Cell: func(p row) Cell { return Cell{Text: Day(p.From)} },
			Value: func(_ locale.Printer, p row) any { return p.From }},
	}
}

func reachTag(reach prospect.Reach) Tag {
	tones := map[prospect.Reach]Tone{prospect.ReadyNow: Good, prospect.InTime: Info, prospect.ByCourse: Warn, prospect.ByAct: Plain}
	return Tag{T("leadership.reach." + string(reach)), tones[reach]}
}

// missing names what somebody lacks for the tier.
func (c *leadershipScene) missing(p prospect.Rising) Text {
	var parts []Text
	if p.Promotions > 0 {
		parts = append(parts, T("leadership.promotions", "n", p.Promotions))
	}
	if g := c.Lead.Rung(p.Tier); p.NoCourse && g.Needed {
		parts = append(parts, T("leadership.course_needed"))
	} else if p.NoCourse {
		parts = append(parts, T("leadership.course_advised"))
	}
	for _, rule := range p.Lacks {
		parts = append(parts, T(rule.Key()))
	}
	if p.Promotions == 0 && p.From > c.AsOf {
		parts = append(parts, T("leadership.only_time"))
	}
	return Joined("; ", parts...)
}

// exportLeadershipPeople sends the list as a file.
func (s *Server) exportLeadershipPeople(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.leadershipScene(r, actor)
	if err != nil {
		return err
	}
	wanted, err := c.wantedOf(r)
	if err != nil {
		return err
	}
	return sendExport(s, w, r, actor, export{"leadership-people", T("leadership.people"), c.Today}, c.risingColumns(), func(do func(prospect.Rising) error) error {
		for _, p := range c.Lead.Select(wanted) {
			if err := do(p); err != nil {
				return err
			}
		}
		return nil
	})
}

// exportLeadership sends the page's tables as a file: as XLSX all of them, as
// CSV the calls to come.
func (s *Server) exportLeadership(w http.ResponseWriter, r *http.Request, actor account.Actor) (err error) {
	defer fault.Wrap(&err, "web.exportLeadership")
	c, err := s.foreseen(r, actor)
	if err != nil {
		return err
	}
	tables := []Table{c.reachTable(), c.whenTable(), c.courseTable(), c.callTable(), c.seatTable(), c.ruleTable()}
	if r.URL.Query().Get("format") == formatCSV {
		tables = []Table{c.callTable()}
	}
	return s.sendTables(w, r, actor, export{"leadership", T("outlookpage.tab.leadership"), c.AsOf}, tables)
}

// sendTables sends tables as they are on the page, each on a sheet of its own.
func (s *Server) sendTables(w http.ResponseWriter, r *http.Request, actor account.Actor, e export, tables []Table) error {
	format := formatXLSX
	if r.URL.Query().Get("format") == formatCSV {
		format = formatCSV
	}
	file, err := os.CreateTemp("", "beret-tables-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	rows, err := s.writeTables(s.catalogue.In(s.langOf(r)), file, format, tables)
	if err != nil {
		return err
	}
	if err := s.auditExport(r.Context(), actor, e, r.URL.RawQuery, rows); err != nil {
		return err
	}
	return sendFile(w, r, file, e.name+"-"+e.day.String()+"."+format)
}

func (s *Server) writeTables(p locale.Printer, file io.Writer, format string, tables []Table) (int, error) {
	var sheets []outlookSheet
	for _, t := range tables {
		sheet := outlookSheet{title: t.Caption}
		for _, column := range t.Columns {
			sheet.heads = append(sheet.heads, column.Label)
		}
		for _, row := range t.Rows {
			values := make([]any, len(row.Cells))
			for i, cell := range row.Cells {
				values[i] = cell.plain(p, t.Columns[i].Numeric)
			}
			sheet.rows = append(sheet.rows, values)
		}
		sheets = append(sheets, sheet)
	}
	return writeSheets(p, file, format, sheets)
}

// plain is what a cell says, without links, in one text; a number of its own is
// a number.
func (c Cell) plain(p locale.Printer, number bool) any {
	texts := []Text{c.Text, c.Note}
	for _, tag := range c.Tags {
		texts = append(texts, tag.Text)
	}
	text := say(p, Joined(" · ", texts...))
	if n, err := strconv.Atoi(strings.NewReplacer(",", "", ".", "").Replace(text)); number && err == nil {
		return n
	}
	if text == "" {
		return nil
	}
	return text
}
