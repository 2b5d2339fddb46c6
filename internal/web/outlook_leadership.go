package web

import (
	"net/http"
	"strconv"
	"strings"

	"beret/internal/account"
	"beret/internal/prospect"
	"beret/internal/reference"
)

// leadershipScene is the pipeline of the leadership tiers and what the scenarios
// say of it.
type leadershipScene struct {
	*outlookScene
	Lead     *prospect.Leadership
	Foreseen *prospect.Foreseen
}

// tablesView is a finding with the tables that it rests on. Template
// "outlook_tables".
type tablesView struct {
	page
	Tabs     []Link
	Notices  []Notice
	Progress *Progress // of what is still being computed, nil for nothing
	Parts    []tablePart
	Files    []Link
}

// tablePart is a table with a sentence on how to read it.
type tablePart struct {
	Text  Text
	Table Table
}

// leadershipScene opens the pipeline without simulating it.
func (s *Server) leadershipScene(r *http.Request, actor account.Actor) (*leadershipScene, error) {
	c, err := s.outlookBase(r, actor)
	if err != nil {
		return nil, err
	}
	pool, err := s.registry.Pool(r.Context(), actor, account.OutlookView)
	if err != nil {
		return nil, err
	}
	l := &leadershipScene{outlookScene: c}
	err = s.outlooks.answers.take(r.Context(), func() (err error) {
		l.Lead, err = s.prospect.Leadership(r.Context(), actor, c.Base, pool)
		return err
	})
	return l, err
}

// foreseen opens the pipeline with its scenarios.
func (s *Server) foreseen(r *http.Request, actor account.Actor) (*leadershipScene, error) {
	c, err := s.leadershipScene(r, actor)
	if err != nil {
		return nil, err
	}
	err = s.outlooks.answers.take(r.Context(), func() (err error) {
		c.Foreseen, err = c.Lead.Foresee(r.Context())
		return err
	})
	return c, err
}

// leadershipPage shows who is in reach of which tier when, whether nominees are
// ready for the calls to come, and who could follow in the key seats.
func (s *Server) leadershipPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.foreseen(r, actor)
	if err != nil {
		return err
	}
	v := &tablesView{Tabs: c.outlookTabs("/outlook/leadership"), Notices: c.leaderNotices()}
	title, rest := headline(c.Lead.Finding(c.printer, c.Foreseen))
	v.Title, v.Lead, v.AsOf = Words(title), Words(rest), c.AsOf
	v.Caption = T("leadership.caption", "from", c.Base.First, "to", c.Lead.Until)
	v.Parts = []tablePart{
		{T("leadership.reach_text"), c.reachTable()},
		{T("leadership.when_text"), c.whenTable()},
		{T("leadership.course_text"), c.courseTable()},
		{T("leadership.calls_text", "n", c.Foreseen.Scenarios), c.callTable()},
		{T("leadership.seats_text", "n", c.Foreseen.Scenarios), c.seatTable()},
		{T("leadership.rules_text"), c.ruleTable()},
	}
	for _, format := range []string{formatXLSX, formatCSV} {
		v.Files = append(v.Files, Link{Text: T("leadership.file." + format), Href: pathWithQuery("/outlook/leadership/export", map[string][]string{"format": {format}})})
	}
	return s.render(w, r, "outlook_tables", v)
}

// leaderNotices warn of tiers with few people, and say where there is nothing
// to look at.
func (c *leadershipScene) leaderNotices() (notices []Notice) {
	if len(c.Lead.People) == 0 {
		notices = append(notices, Notice{Tone: Info, Text: T("leadership.nobody"), Links: []Link{{Text: T("web.nav.officers"), Href: "/officers"}}})
	}
	var few []Text
	for _, g := range c.Lead.Rungs {
		if c.Lead.Small(g.Tier.Code) {
			few = append(few, c.tier(g.Tier.Code))
		}
	}
	if len(few) > 0 {
		notices = append(notices, Notice{Tone: Warn, Text: T("leadership.few", "tiers", Joined(", ", few...), "n", c.Book.Number("small-number", c.Today))})
	}
	return notices
}

func (c *leadershipScene) tier(code string) Text { return c.name(reference.Tiers, code) }

// peopleCell is a number of one sex that leads to its people.
func (c *leadershipScene) peopleCell(w prospect.Wanted, woman bool, pairs ...string) Cell {
	n := c.Lead.Count(w).Of(woman)
	cell := Cell{Text: Num(n)}
	if n > 0 {
		cell.Href = leadershipPeople(append([]string{"tier", w.Tier, "sex", sexValue(woman)}, pairs...)...)
	}
	return cell
}

func leadershipPeople(pairs ...string) string {
	query := map[string][]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		query[pairs[i]] = []string{pairs[i+1]}
	}
	return pathWithQuery("/outlook/leadership/people", query)
}

// bySex makes two rows a tier, women first.
func (c *leadershipScene) bySex(t *Table, cells func(g prospect.Rung, woman bool) []Cell) {
	for _, g := range c.Lead.Rungs {
		for _, woman := range []bool{true, false} {
			row := Row{Cells: []Cell{{Text: Joined(": ", c.tier(g.Tier.Code), sexes(woman))}}}
			row.Cells = append(row.Cells, cells(g, woman)...)
			t.Rows = append(t.Rows, row)
		}
	}
}

func sexes(woman bool) Text {
	if woman {
		return T("leadership.women_of")
	}
	return T("leadership.men_of")
}

// reachTable parts the people in reach of each tier by what they lack.
func (c *leadershipScene) reachTable() Table {
	t := Table{Caption: T("leadership.reach"), Cards: true, Empty: T("leadership.no_rules"), Columns: []Column{head("leadership.tier")}}
	for _, reach := range prospect.Reaches() {
		t.Columns = append(t.Columns, numeric("leadership.reach."+string(reach)))
	}
	t.Columns = append(t.Columns, numeric("leadership.in_reach"))
	c.bySex(&t, func(g prospect.Rung, woman bool) (cells []Cell) {
		for _, reach := range prospect.Reaches() {
			cells = append(cells, c.peopleCell(prospect.Wanted{Tier: g.Tier.Code, Reach: reach}, woman, "reach", string(reach)))
		}
		return append(cells, c.peopleCell(prospect.Wanted{Tier: g.Tier.Code}, woman))
	})
	return t
}

// whenTable counts who could be put forward by the end of each year.
func (c *leadershipScene) whenTable() Table {
	t := Table{Caption: T("leadership.when"), Cards: true, Empty: T("leadership.no_rules"), Columns: []Column{head("leadership.tier"), numeric("leadership.reach.now")}}
	for _, end := range c.Lead.Years() {
		t.Columns = append(t.Columns, Column{Label: T("leadership.end_of", "year", strconv.Itoa(end.Year())), Numeric: true})
	}
	c.bySex(&t, func(g prospect.Rung, woman bool) []Cell {
		cells := []Cell{c.peopleCell(prospect.Wanted{Tier: g.Tier.Code, Reach: prospect.ReadyNow}, woman, "reach", string(prospect.ReadyNow))}
		for _, end := range c.Lead.Years() {
			cells = append(cells, c.peopleCell(prospect.Wanted{Tier: g.Tier.Code, By: end}, woman, "by", end.String()))
		}
		return cells
	})
	return t
}

// courseTable counts who lacks a command course.
func (c *leadershipScene) courseTable() Table {
	t := Table{Caption: T("leadership.courses"), Cards: true, Empty: T("leadership.no_courses"), Columns: []Column{head("leadership.tier"), head("leadership.course_any"),
		numeric("leadership.only_women"), numeric("leadership.only_men"), numeric("leadership.without_women"), numeric("leadership.without_men")}}
	for _, g := range c.Lead.Rungs {
		if len(g.Courses) == 0 {
			continue
		}
		names := make([]Text, len(g.Courses))
		for i, code := range g.Courses {
			names[i] = c.name(reference.CertificateTypes, code)
		}
		need := Tag{T("leadership.advised"), Plain}
		if g.Needed {
			need = Tag{T("leadership.needed"), Info}
		}
		only, without := prospect.Wanted{Tier: g.Tier.Code, Reach: prospect.ByCourse}, prospect.Wanted{Tier: g.Tier.Code, NoCourse: true}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: c.tier(g.Tier.Code)}, {Text: Joined("; ", names...), Tags: []Tag{need}},
			c.peopleCell(only, true, "reach", string(only.Reach)), c.peopleCell(only, false, "reach", string(only.Reach)),
			c.peopleCell(without, true, "course", "none"), c.peopleCell(without, false, "course", "none")}})
	}
	return t
}

// ruleTable shows what is assumed, with its source.
func (c *leadershipScene) ruleTable() Table {
	t := Table{Caption: T("leadership.rules"), Cards: true, Columns: []Column{head("leadership.what"), head("leadership.says"), head("leadership.source")}}
	add := func(name, says Text, row reference.Row) {
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: name}, {Text: says}, {Text: Words(row.Source), Tags: []Tag{confidenceTag(row.Confidence)}}}})
	}
	for _, g := range c.Lead.Rungs {
		add(c.tier(g.Tier.Code), Words(g.Rule.Field("detail_"+string(c.printer.Lang))), g.Rule)
	}
	a := c.Lead.Promotion()
	add(Words(a.Name(c.printer)), T("leadership.promotion_says", "counts", Words(a.Says(c.printer)), "women", Words(a.SaysPosterior(c.printer, 0)), "men", Words(a.SaysPosterior(c.printer, 1))), c.Lead.Prior)
	for _, code := range []string{"nominees-per-post", "tour-months", "small-number"} {
		if row, ok := c.Book.Policy(code, c.Today); ok {
			add(Words(row.Name(c.printer.Lang)), Words(strings.TrimSpace(row.Field("value"))), row)
		}
	}
	return t
}
