package web

import (
	"net/http"
	"slices"
	"strconv"

	"beret/internal/account"
	"beret/outlook"
)

// outlookView is what may become of the share: the finding, the question, the
// fan and the chances beside the levers, what drives the risk. Template
// "outlook".
type outlookView struct {
	page
	Tabs    []Link
	Ask     []Field
	More    []Field
	Form    *Form
	Levers  []leverGroup
	Reset   *Link
	Change  []Text // what the levers change, at the levers
	Moved   Text   // the levers that are moved
	Notices []Notice
	Stats   []Stat
	Changes *Table
	Parts   []outlookPart
	Levels  *Table
	Weak    *Table
	Risks   *Link // the page of what drives the risk, loaded into this one
	Files   []Link
}

// outlookPart is a view with its targets.
type outlookPart struct {
	Fan       Picture
	Calendars []Picture
}

// outlookPage shows the outlook for the question of the address.
func (s *Server) outlookPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.outlookScene(r, actor, r.URL.Query())
	if err != nil {
		return err
	}
	v := &outlookView{Tabs: c.outlookTabs("/outlook"), Form: c.Form, Levers: c.leverGroups()}
	for _, name := range []string{"category", "framework", "until", "mission"} {
		v.Ask = append(v.Ask, *c.Form.field(name))
	}
	v.More = []Field{*c.Form.field("scenarios"), *c.Form.field("seed")}
	v.Title, v.AsOf, v.Script = T("outlookpage.title"), c.AsOf, "outlook.js"
	if c.Answer == nil {
		return s.refuse(w, r, "outlook", v)
	}
	v.show(c)
	return s.render(w, r, "outlook", v)
}

// show fills the page with the answer.
func (v *outlookView) show(c *outlookScene) {
	title, rest := headline(c.Answer.Finding(c.printer, c.Book))
	v.Title, v.Caption, v.Lead = Words(title), c.questionText(), Words(rest)
	v.Notices, v.Actions = c.outlookNotices(), c.outlookActions()
	v.Moved = c.movedText(c.Question)
	v.Reset, v.Change, v.Changes = c.reset(), c.changeTexts(), c.changeTable()
	v.Stats, v.Levels, v.Weak = c.outlookStats(), c.levelTable(), c.weakTable()
	for _, view := range c.viewsShown() {
		part := outlookPart{Fan: c.fanPicture(view)}
		for _, place := range c.targetsOf(view) {
			if _, asked := weakest(c.Answer.Forecast.Targets[place]); asked {
				part.Calendars = append(part.Calendars, c.calendarPicture(place))
			}
		}
		v.Parts = append(v.Parts, part)
	}
	v.Risks, v.Files = c.risksLink(), c.outlookFiles()
}

// viewsShown are the views with targets and people, that of the finding first.
// Where no target is asked it is the question's own.
func (c *outlookScene) viewsShown() (views []int) {
	lead := c.Answer.Lead()
	for view, v := range c.Answer.Forecast.Views {
		peopled := slices.ContainsFunc(v.Months, func(f outlook.Fan) bool { return f.Total[4] > 0 })
		switch {
		case !peopled || v.Stage != "":
		case lead != nil && c.Answer.Forecast.Targets[lead.Place].View == view:
			views = append([]int{view}, views...)
		case len(c.targetsOf(view)) > 0, lead == nil && c.ofQuestion(v.Scope):
			views = append(views, view)
		}
	}
	return views
}

// ofQuestion reports whether a scope is the one that is asked about.
func (c *outlookScene) ofQuestion(s outlook.Scope) bool {
	return s == outlook.Scope{Category: c.Question.Category, Mission: c.Question.Mission}
}

// questionText says what is asked, small over the finding.
func (c *outlookScene) questionText() Text {
	whom := T("outlookpage.category_all")
	if c.Question.Category != "" {
		whom = c.viewText(outlook.Scope{Category: c.Question.Category, Mission: c.Question.Mission})
	}
	return T("outlookpage.question", "whom", whom, "from", c.Base.First, "to", c.Question.Until)
}

func (c *outlookScene) outlookNotices() (notices []Notice) {
	if len(c.Answer.Forecast.Targets) == 0 {
		notices = append(notices, Notice{Tone: Info, Text: T("outlookpage.no_targets"), Links: []Link{{Text: T("web.nav.reference"), Href: "/reference"}}})
	}
	if c.Overall.Share.Total == 0 {
		notices = append(notices, Notice{Tone: Info, Text: T("outlookpage.nobody_deployed"), Links: []Link{{Text: T("web.nav.deployments"), Href: "/deployments"}}})
	}
	return notices
}

func (c *outlookScene) outlookActions() (actions []Action) {
	add := func(pattern, key, path string, second bool) {
		if c.may["GET "+pattern] {
			actions = append(actions, Action{Text: T(key), Href: c.outlookHref(path, c.Question), Second: second})
		}
	}
	add("/outlook/plan", "outlookpage.find_plan", "/outlook/plan", false)
	add("/outlook/scenarios/new", "outlookpage.save", "/outlook/scenarios/new", true)
	return actions
}

// outlookFiles are the answer as files.
func (c *outlookScene) outlookFiles() (links []Link) {
	if !c.may["GET /outlook/export"] {
		return nil
	}
	for _, format := range []string{formatXLSX, formatCSV} {
		links = append(links, Link{Text: T("outlookpage.file." + format), Href: c.outlookHref("/outlook/export", c.Question, "format", format)})
	}
	return links
}

func (c *outlookScene) reset() *Link {
	if len(c.Question.Settings) == 0 {
		return nil
	}
	return &Link{Text: T("outlookpage.reset"), Href: c.outlookHref("/outlook", atRest(c.Question))}
}

// weakest is the month of a target with the lowest chance, the first of equals;
// false where nothing is asked in any month.
func weakest(t outlook.TargetForecast) (worst outlook.Chance, found bool) {
	for _, ch := range t.Months {
		if stateOf(ch) >= 0 && (!found || ch.Met*worst.Of < worst.Met*ch.Of) {
			worst, found = ch, true
		}
	}
	return worst, found
}

// outlookStats give each target its chance in its weakest month.
func (c *outlookScene) outlookStats() (stats []Stat) {
	for _, t := range c.Answer.Forecast.Targets {
		stat := Stat{Label: c.targetTitle(t.Target), Value: T("outlookpage.none"), Note: T("outlookpage.not_asked_at_all")}
		if worst, ok := weakest(t); ok {
			stat.Value, stat.Unit = chanceRate(worst), T("outlookpage.in_month", "month", worst.Month)
			stat.Note = T("outlookpage.stat_note", "chance", chanceText(worst), "always", t.Always, "n", c.Answer.Forecast.Scenarios)
			stat.Tags = []Tag{{T(chanceStates[stateOf(worst)].key), toneOf(worst)}}
			if worst.Missing > 0 {
				stat.Tags = append(stat.Tags, Tag{T("outlookpage.missing", "n", worst.Missing), Warn})
			}
		}
		stats = append(stats, stat)
	}
	return stats
}

// targetTitle names a target with whom it is about.
func (c *outlookScene) targetTitle(t outlook.Target) Text {
	return Joined(", ", c.targetName(t), c.viewText(t.Scope))
}

// targetKey tells targets apart, whatever the question.
func targetKey(t outlook.Target) string {
	return t.Framework + "/" + t.Category + "/" + t.Mission + "/" + t.Tier
}

// levelTable says when each target's chance first falls below each level.
func (c *outlookScene) levelTable() *Table {
	table := &Table{Caption: T("outlookpage.levels"), Columns: []Column{{Label: T("outlookpage.col.target")}}, Cards: true}
	for _, level := range outlook.Levels() {
		table.Columns = append(table.Columns, Column{Label: T("outlookpage.col.below", "level", Words(strconv.Itoa(level)))})
	}
	for _, t := range c.Answer.Forecast.Targets {
		row := []Cell{{Text: c.targetTitle(t.Target)}}
		for _, month := range t.Below {
			cell := Cell{Text: T("outlookpage.never")}
			if !month.IsZero() {
				cell.Text = MonthText(month)
			}
			row = append(row, cell)
		}
		table.Rows = append(table.Rows, Row{Cells: row})
	}
	return table
}

// risksLink leads to what drives the risk of the finding's target in its
// weakest month.
func (c *outlookScene) risksLink() *Link {
	lead := c.Answer.Lead()
	if lead == nil || !c.may["GET /outlook/risks"] {
		return nil
	}
	return &Link{Text: T("outlookpage.risks_link", "target", c.targetTitle(lead.Target.Target), "month", lead.Weak.Month), Href: c.risksHref(lead.Place, lead.Weak.Chance)}
}

func (c *outlookScene) risksHref(place int, ch outlook.Chance) string {
	return c.outlookHref("/outlook/risks", c.Question, "target", strconv.Itoa(place), "month", ch.Month.String())
}

// changeTexts say in a line for each target what the levers change, beside the
// levers; nothing while they rest.
func (c *outlookScene) changeTexts() (lines []Text) {
	if c.Rest == nil {
		return nil
	}
	for i, t := range c.Answer.Forecast.Targets {
		before, after, ok := c.compared(i)
		if ok {
			lines = append(lines, T("outlookpage.change", "target", c.targetTitle(t.Target), "before", chanceRate(before), "after", chanceRate(after)))
		}
	}
	return append(lines, T("outlookpage.change_cost", "cost", c.totalCost(c.Question)))
}

// compared are the lowest chances of a target without and with the levers.
func (c *outlookScene) compared(place int) (before, after outlook.Chance, ok bool) {
	t := c.Answer.Forecast.Targets[place]
	i := slices.IndexFunc(c.Rest.Forecast.Targets, func(o outlook.TargetForecast) bool { return targetKey(o.Target) == targetKey(t.Target) })
	if i < 0 {
		return before, after, false
	}
	before, known := weakest(c.Rest.Forecast.Targets[i])
	after, ok = weakest(t)
	return before, after, ok && known
}

// changeTable holds the answer with the levers against the one without.
func (c *outlookScene) changeTable() *Table {
	if c.Rest == nil {
		return nil
	}
	table := &Table{Caption: T("outlookpage.changes"), Cards: true, Columns: []Column{{Label: T("outlookpage.col.target")},
		{Label: T("outlookpage.col.rest")}, {Label: T("outlookpage.col.moved")}, {Label: T("outlookpage.col.change"), Numeric: true}}}
	for i, t := range c.Answer.Forecast.Targets {
		before, after, ok := c.compared(i)
		if !ok {
			continue
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: c.targetTitle(t.Target)},
			{Text: chanceText(before), Note: MonthText(before.Month)}, {Text: chanceText(after), Note: MonthText(after.Month)}, {Text: pointsBetween(before, after)}}})
	}
	return table
}
