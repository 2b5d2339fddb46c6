package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/standing"
	"beret/participation"
)

// participationView is the shares by the groups of a dimension. Template
// "participation".
type participationView struct {
	page
	Tabs    []Link
	Ask     Filters
	Days    []Link // month ends around the day
	Table   Table
	Picture *Picture // nil where no group has enough people for a line
	Doubts  *Table
}

// dimensions are the ways to divide that the page offers.
func dimensions() []participation.Dimension {
	return slices.DeleteFunc(participation.Dimensions(), func(d participation.Dimension) bool { return d == participation.All })
}

// askedDimension reads "by" from the address.
func askedDimension(address *url.URL) participation.Dimension {
	by := participation.Dimension(address.Query().Get("by"))
	if slices.Contains(dimensions(), by) {
		return by
	}
	return participation.Category
}

// participation shows the shares by the groups of a dimension.
func (s *Server) participation(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	by := askedDimension(r.URL)
	c, err := s.position(r, actor, standing.Options{By: by})
	if err != nil {
		return err
	}
	if c.Release != nil {
		return s.showRelease(w, r, c)
	}
	v := &participationView{Tabs: c.dimensionTabs(by), Ask: c.participationAsk(by), Days: c.days(by),
		Table: c.linesTable(r, by), Picture: c.groupsPicture(), Doubts: c.doubtsTable()}
	v.Title, v.AsOf = T("participation.title", "by", T("participation.by."+string(by)), "date", c.AsOf), c.AsOf
	v.Lead = Words(c.Finding(c.printer, c.Book))
	v.Actions = []Action{
		{Text: T("participation.export_xlsx"), Href: withQuery(exportAddress(r.URL), "format", formatXLSX), Second: true},
		{Text: T("participation.export_csv"), Href: withQuery(exportAddress(r.URL), "format", formatCSV), Second: true},
	}
	if c.may["GET /snapshots"] {
		v.Actions = append(v.Actions, Action{Text: T("participation.snapshots"), Href: "/snapshots", Second: true})
	}
	return s.render(w, r, "participation", v)
}

func (c *positionScene) dimensionTabs(by participation.Dimension) []Link {
	var tabs []Link
	for _, d := range dimensions() {
		tabs = append(tabs, Link{Text: T("participation.tab." + string(d)), Current: d == by,
			Href: c.href("/participation", "by", string(d), "framework", c.address.Query().Get("framework"))})
	}
	return append(tabs, Link{Text: T("participation.tab.changes"), Href: c.href("/participation/changes")})
}

// participationAsk is the panel for the day and the framework.
func (c *positionScene) participationAsk(by participation.Dimension) Filters {
	frameworks := Field{Kind: SelectField, Name: "framework", Label: T("participation.framework"), Options: []Option{{Text: T("participation.every_framework")}}}
	for _, row := range c.Book.On(reference.Frameworks, c.AsOf) {
		frameworks.Options = append(frameworks.Options, Option{Value: row.Code, Text: Words(row.Name(c.printer.Lang))})
	}
	filters := filtersOf(c.address,
		Field{Kind: DateField, Name: "as-of", Label: T("participation.as_of")}, frameworks,
		Field{Kind: HiddenField, Name: "by"})
	filters.Fields[0].Value = DayValue(c.AsOf)
	filters.Fields[2].Value = string(by)
	filters.Above = true
	return filters
}

// days offers the month ends around the day, and today.
func (c *positionScene) days(by participation.Dimension) []Link {
	at := func(day civil.Date, text Text) Link {
		query := c.address.Query()
		query.Set("as-of", day.String())
		query.Set("by", string(by))
		return Link{Text: text, Href: pathWithQuery("/participation", query), Current: day == c.AsOf}
	}
	month := c.AsOf.Month()
	links := []Link{at(month.Add(-12).End(), T("participation.year_before")), at(month.Add(-1).End(), T("participation.month_before"))}
	next := month.End()
	if next == c.AsOf {
		next = month.Add(1).End()
	}
	if next < c.Today {
		links = append(links, at(next, T("participation.month_after")))
	}
	if c.AsOf != c.Today {
		links = append(links, at(c.Today, T("participation.today")))
	}
	return links
}

// sortedLines returns the page's lines in the order of the address; everybody
// stays last.
func (c *positionScene) sortedLines(r *http.Request, by participation.Dimension) ([]standing.Line, string) {
	order, column, descending := sortOf(r, "", "group", "women", "total", "share")
	lines := c.Lines(by, r.URL.Query().Get("framework"))
	if !hasTargets(lines) && by != participation.Category {
		lines = onceEach(lines)
	}
	slices.SortStableFunc(lines, func(a, b standing.Line) int {
		aLast, bLast := a.Figure.Dimension == participation.All, b.Figure.Dimension == participation.All
		switch {
		case aLast != bLast && aLast:
			return 1
		case aLast != bLast:
			return -1
		case descending:
			return c.compareLines(b, a, column)
		}
		return c.compareLines(a, b, column)
	})
	return lines, order
}

func (c *positionScene) compareLines(a, b standing.Line, column string) int {
	switch column {
	case "group":
		return cmp.Compare(say(c.printer, c.groupText(a.Figure.Dimension, a.Figure.Key)), say(c.printer, c.groupText(b.Figure.Dimension, b.Figure.Key)))
	case "women":
		return cmp.Compare(a.Figure.Share.Women, b.Figure.Share.Women)
	case "total":
		return cmp.Compare(a.Figure.Share.Total, b.Figure.Share.Total)
	case "share":
		return a.Figure.Share.Cmp(b.Figure.Share)
	}
	return 0
}

// lineColumns are the table's columns, for page and file. Those of targets are
// left out where no line has one.
func (c *positionScene) lineColumns(targets bool) []listColumn[standing.Line] {
	group := func(l standing.Line) Text { return c.groupText(l.Figure.Dimension, l.Figure.Key) }
	columns := []listColumn[standing.Line]{
		{Column: Column{Label: T("participation.column.group"), Sort: "group"}, Width: 34, Value: written(group),
			Cell: func(l standing.Line) Cell { return Cell{Text: group(l), Note: c.groupNote(l.Figure)} }},
		{Column: Column{Label: T("participation.column.women"), Sort: "women", Numeric: true},
			Cell:  func(l standing.Line) Cell { return Cell{Text: Num(l.Figure.Share.Women), Href: c.peopleHref(l.Figure)} },
			Value: func(_ locale.Printer, l standing.Line) any { return l.Figure.Share.Women }},
		{Column: Column{Label: T("participation.column.total"), Sort: "total", Numeric: true},
			Cell:  func(l standing.Line) Cell { return Cell{Text: Num(l.Figure.Share.Total), Href: c.peopleHref(l.Figure)} },
			Value: func(_ locale.Printer, l standing.Line) any { return l.Figure.Share.Total }},
		{Column: Column{Label: T("participation.column.share"), Sort: "share"}, Width: 20,
			Cell: func(l standing.Line) Cell { return c.shareCell(l.Figure.Share, lineTarget(l), c.lineHref(l)) },
			Value: func(p locale.Printer, l standing.Line) any {
				return p.Percent(l.Figure.Share.Women, l.Figure.Share.Total)
			}},
	}
	if targets {
		columns = append(columns, c.targetColumns()...)
	}
	return columns
}

// groupNote tells the population of a unit's figure, which is another one.
func (c *positionScene) groupNote(f participation.Figure) Text {
	if f.Population != participation.DeployedNow {
		return populationText(f.Population)
	}
	if f.Dimension == participation.Mission && f.Key != "" {
		return c.name(reference.Missions, f.Key)
	}
	return nil
}

func lineTarget(l standing.Line) *participation.Rational {
	if l.Assessment == nil {
		return nil
	}
	return &l.Assessment.Target.Share
}

// lineHref leads to the people with the target's formula where there is one.
func (c *positionScene) lineHref(l standing.Line) string {
	if l.Assessment == nil {
		return c.peopleHref(l.Figure)
	}
	return c.targetHref(*l.Assessment)
}

func (c *positionScene) targetColumns() []listColumn[standing.Line] {
	target := func(l standing.Line) Text {
		if l.Assessment == nil {
			return T("participation.no_target")
		}
		return c.targetText(*l.Assessment)
	}
	number := func(of func(participation.Assessment) Cell) (func(standing.Line) Cell, func(locale.Printer, standing.Line) any) {
		cell := func(l standing.Line) Cell {
			if l.Assessment == nil {
				return Cell{}
			}
			return of(l.Assessment.Assessment)
		}
		return cell, func(p locale.Printer, l standing.Line) any { return say(p, cell(l).Text) }
	}
	replacement, replacementValue := number(replacementCell)
	addition, additionValue := number(additionCell)
	return []listColumn[standing.Line]{
		{Column: Column{Label: T("participation.column.target")}, Width: 40, Value: written(target), Cell: func(l standing.Line) Cell {
			cell := Cell{Text: target(l), Href: ""}
			if l.Assessment != nil {
				cell.Tags = []Tag{verdictTag(l.Assessment.Assessment)}
			}
			return cell
		}},
		{Column: Column{Label: T("participation.column.replacement"), Numeric: true}, Cell: replacement, Value: replacementValue},
		{Column: Column{Label: T("participation.column.addition"), Numeric: true}, Cell: addition, Value: additionValue},
		{Column: Column{Label: T("participation.column.source")}, Width: 50, Value: written(func(l standing.Line) Text {
			if l.Assessment == nil {
				return nil
			}
			return Words(l.Assessment.Target.Source)
		})},
	}
}

func hasTargets(lines []standing.Line) bool {
	return slices.ContainsFunc(lines, func(l standing.Line) bool {
		return l.Assessment != nil && l.Figure.Dimension != participation.All
	})
}

// onceEach drops the targets, and with them the lines that only they tell
// apart: beside groups without targets those of everybody are a distraction.
func onceEach(lines []standing.Line) []standing.Line {
	var once []standing.Line
	for _, l := range lines {
		l.Assessment = nil
		if n := len(once); n == 0 || once[n-1].Figure.Dimension != l.Figure.Dimension || once[n-1].Figure.Key != l.Figure.Key {
			once = append(once, l)
		}
	}
	return once
}

func (c *positionScene) linesTable(r *http.Request, by participation.Dimension) Table {
	lines, order := c.sortedLines(r, by)
	table := tableOf(Table{Caption: T("participation.caption", "by", T("participation.by."+string(by))), Address: c.address, Order: order,
		Empty: T("participation.empty"), Cards: true}, c.lineColumns(hasTargets(lines) || by == participation.Category), lines)
	for i, l := range lines {
		table.Rows[i].Total = l.Figure.Dimension == participation.All
	}
	return table
}

// exportAddress is where the table at an address is had as a file.
func exportAddress(address *url.URL) *url.URL {
	return &url.URL{Path: "/participation/export", RawQuery: address.RawQuery}
}

// participationExport gives the table as a file.
func (s *Server) participationExport(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	by := askedDimension(r.URL)
	c, err := s.position(r, actor, standing.Options{Months: 1})
	if err != nil {
		return err
	}
	lines, _ := c.sortedLines(r, by)
	e := export{name: "participation", title: T("participation.tab." + string(by)), day: c.AsOf}
	return sendExport(s, w, r, actor, e, c.lineColumns(true), func(do func(standing.Line) error) error {
		for _, l := range lines {
			if err := do(l); err != nil {
				return err
			}
		}
		return nil
	})
}

// mostLines is how many groups a trend shows, each with a colour of its own.
const mostLines = 6

// groupsPicture is the trend of the groups with enough people, the largest
// first.
func (c *positionScene) groupsPicture() *Picture {
	var lines []standing.TrendLine
	last := func(l standing.TrendLine) int { return l.Shares[len(l.Shares)-1].Total }
	for _, l := range c.Trend.Lines {
		if l.Dimension != participation.All && drawable(l) {
			lines = append(lines, l)
		}
	}
	if len(lines) == 0 {
		return nil
	}
	slices.SortStableFunc(lines, func(a, b standing.TrendLine) int { return cmp.Compare(last(b), last(a)) })
	picture := c.trendPicture(lines[:min(len(lines), mostLines)], pageWidth)
	return &picture
}

// doubtsTable lists what should be corrected in the record, nil for nothing.
func (c *positionScene) doubtsTable() *Table {
	if len(c.Doubts) == 0 {
		return nil
	}
	table := &Table{Caption: T("participation.doubts"), Cards: true,
		Columns: []Column{{Label: T("participation.people.name")}, {Label: T("participation.doubt")}}}
	for _, d := range c.Doubts {
		table.Rows = append(table.Rows, Row{Cells: []Cell{c.personCell(c.People[d.Person]), {Text: T("participation.doubt." + string(d.Rule))}}})
	}
	return table
}
