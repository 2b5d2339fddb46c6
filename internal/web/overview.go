package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"beret/internal/account"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/standing"
	"beret/participation"
)

// overviewView is the first page. Template "overview".
type overviewView struct {
	page
	Finding    Finding
	Notices    []Notice
	People     Picture // everybody deployed, one by one
	Everybody  []Item
	Categories []Stat
	Targets    Table
	Trends     []Picture

	Leadership Table
	Expiring   Table

	Ahead  []Stat
	Events Table

	Alerts      []Notice
	Deadlines   *Table        // of open calls, nil for those who may not see calls
	Overdue     *Table        // tasks, nil where none is overdue
	Outlook     *outlookBrief // nil for those who may not see the outlook
	Populations []Item
}

// releaseView is what the pages of figures show to who may see counts only in
// which nobody can be recognised. Template "overview_release".
type releaseView struct {
	page
	Finding Finding
	Table   Table
	Stated  bool // whether there is anything to release
}

// overview says where the office stands.
func (s *Server) overview(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.position(r, actor, standing.Options{})
	if err != nil {
		return err
	}
	if c.Release != nil {
		return s.showRelease(w, r, c)
	}
	expiring, err := s.registry.ExpiryCounts(r.Context(), actor, registry.ExpiryFilter{AsOf: c.AsOf})
	if err != nil {
		return err
	}
	v := &overviewView{Finding: c.finding(), Notices: c.cautions(), People: c.peoplePicture(), Everybody: c.everybodyItems(),
		Categories: c.categoryStats(), Targets: c.targetsTable(), Trends: c.overviewTrends(), Leadership: c.leadershipTable(),
		Expiring: c.expiringTable(expiring), Ahead: c.aheadStats(), Events: c.eventsTable(), Alerts: c.alerts(),
		Populations: c.populationItems()}
	if v.Deadlines, err = s.deadlines(r, actor); err != nil {
		return err
	}
	if v.Outlook, err = s.outlookBrief(r.Context(), c); err != nil {
		return err
	}
	slates, err := s.slateNotices(r, actor)
	if err != nil {
		return err
	}
	v.Notices = append(v.Notices, slates...)
	if v.Overdue, err = s.overdueTasks(r, actor); err != nil {
		return err
	}
	sessions, err := s.trainingNotices(r, actor)
	if err != nil {
		return err
	}
	v.Notices = append(v.Notices, sessions...)
	v.Title, v.Caption, v.AsOf = T("overview.title"), c.officeText(), c.AsOf
	v.Actions = c.overviewActions()
	return s.render(w, r, "overview", v)
}

// officeText names the office and the day, small over the title.
func (c *positionScene) officeText() Text {
	day := T("overview.as_of", "date", c.AsOf)
	if name := c.facts.Office.Name.In(c.printer.Lang); name != "" {
		return Joined(" · ", Words(name), day)
	}
	return day
}

func (c *positionScene) overviewActions() []Action {
	var actions []Action
	if c.may["GET /reports"] {
		actions = append(actions, Action{Text: T("overview.report"), Href: "/reports"})
	}
	return append(actions, Action{Text: T("overview.details"), Href: c.href("/participation"), Second: true})
}

// finding is the sentence of the position, its first clause printed strong.
func (c *positionScene) finding() Finding {
	sentence := c.Finding(c.printer, c.Book)
	head, rest, found := strings.Cut(sentence, ", ")
	if !found {
		return Finding{Words(sentence)}
	}
	return Finding{Words("**" + head + "**, " + rest)}
}

// cautions are what the reader must know before believing the figures.
func (c *positionScene) cautions() []Notice {
	var notices []Notice
	if c.AsOf != c.Today {
		notices = append(notices, Notice{Tone: Info, Text: T("overview.past", "date", c.AsOf), Links: []Link{{Text: T("overview.to_today"), Href: "/"}}})
	}
	if n := len(c.Doubts); n > 0 {
		notices = append(notices, Notice{Tone: Warn, Text: T("overview.doubts", "n", n),
			Links: []Link{{Text: T("overview.doubts_link"), Href: c.href("/participation") + "#doubts"}}})
	}
	return notices
}

// everybodyItems set everybody deployed beside each target that is asked of
// everybody, and beside the months before.
func (c *positionScene) everybodyItems() []Item {
	var items []Item
	for _, line := range c.Lines(participation.All, "") {
		if a := line.Assessment; a != nil {
			items = append(items, Item{Label: c.targetText(*a),
				Value: Cell{Tags: []Tag{verdictTag(a.Assessment)}, Note: neededText(a.Assessment), Text: T("overview.formula"), Href: c.targetHref(*a)}})
		}
	}
	items = append(items, c.changeItem(T("overview.since_month"), c.SinceMonth), c.changeItem(T("overview.since_year"), c.SinceYear))
	if small := c.smallText(c.Overall.Share); small != nil {
		items = append(items, Item{Label: T("overview.weight"), Value: Cell{Text: small}})
	}
	return items
}

func (c *positionScene) changeItem(label Text, change standing.Change) Item {
	cell := Cell{Text: T("overview.change", "came", len(change.Came), "left", len(change.Left)),
		Href: c.href("/participation/changes", "from", change.From.String(), "to", change.To.String())}
	cell.Note = T("overview.change_from", "share", ShareText(change.Before.Women, change.Before.Total), "date", change.From)
	if difference, ok := change.Difference(); ok {
		cell.Note = T("overview.change_points", "points", signedPoints(difference), "share", ShareText(change.Before.Women, change.Before.Total), "date", change.From)
	}
	return Item{Label: label, Value: cell}
}

// categoryStats give each category its counts, and its standing beside each of
// its own targets.
func (c *positionScene) categoryStats() []Stat {
	var stats []Stat
	lines := c.Lines(participation.Category, "")
	for _, f := range c.Groups[participation.Category] {
		stat := Stat{Label: c.groupText(participation.Category, f.Key), Value: T("overview.none"), Unit: T("overview.none_unit")}
		if f.Share.Total > 0 {
			stat.Value, stat.Unit = T("overview.counts", "women", f.Share.Women, "total", f.Share.Total), rateOf(f.Share)
			stat.Share = pageShare(f.Share, nil)
			stat.Evidence = &Link{Text: T("overview.people", "n", f.Share.Total), Href: c.peopleHref(f)}
		}
		for _, line := range lines {
			if a := line.Assessment; a != nil && line.Figure.Dimension == participation.Category && line.Figure.Key == f.Key {
				stat.add(c, *a)
			}
		}
		stat.Note = sentences(stat.Note, c.smallText(f.Share))
		stats = append(stats, stat)
	}
	return stats
}

// add sets the statistic beside a target: the mark on its bar and a tag. The
// first target is the one marked.
func (s *Stat) add(c *positionScene, a standing.Assessment) {
	if s.Share != nil && s.Share.Target == 0 {
		s.Share.Target = 100 * a.Target.Share.Float()
	}
	s.Tags = append(s.Tags, verdictTag(a.Assessment))
	s.Note = sentences(s.Note, Joined("", c.targetText(a), Words(".")))
}

// sentences sets texts one after another, nothing where there is none.
func sentences(texts ...Text) Text {
	texts = slices.DeleteFunc(texts, func(t Text) bool { return t == nil })
	if len(texts) == 0 {
		return nil
	}
	return Joined(" ", texts...)
}

func rateOf(s participation.Share) Text {
	return func(p locale.Printer) string { return p.Percent(s.Women, s.Total) }
}

// targetsTable lists every target of every framework, each by itself.
func (c *positionScene) targetsTable() Table {
	table := Table{
		Caption: T("overview.targets.caption"), Cards: true, Empty: T("overview.targets.empty"),
		Columns: []Column{
			{Label: T("overview.targets.framework")}, {Label: T("overview.targets.who")}, {Label: T("overview.targets.share")},
			{Label: T("overview.targets.verdict")}, {Label: T("overview.targets.replacement"), Numeric: true},
			{Label: T("overview.targets.addition"), Numeric: true}, {Label: T("overview.targets.source")},
		},
	}
	for _, a := range c.Assessments {
		table.Rows = append(table.Rows, Row{Cells: []Cell{
			{Text: c.targetText(a)}, {Text: c.scopeText(a.Target.Scope), Note: otherPopulation(a.Figure)},
			c.shareCell(a.Figure.Share, &a.Target.Share, c.targetHref(a)), {Tags: []Tag{verdictTag(a.Assessment)}},
			replacementCell(a.Assessment), additionCell(a.Assessment),
			{Tags: []Tag{confidenceTag(reference.Confidence(a.Target.Confidence))}, Text: T("overview.targets.source_link"), Href: c.targetHref(a)},
		}})
	}
	return table
}

// otherPopulation names the population of a figure that does not count the
// deployed.
func otherPopulation(f participation.Figure) Text {
	if f.Population == participation.DeployedNow {
		return nil
	}
	return populationText(f.Population)
}

// shareCell prints a share with its bar, or that there is nobody to count.
func (c *positionScene) shareCell(s participation.Share, target *participation.Rational, href string) Cell {
	if s.Total == 0 {
		return Cell{Text: T("participation.nobody"), Href: href}
	}
	return Cell{Share: pageShare(s, target), Href: href}
}

func replacementCell(a participation.Assessment) Cell {
	if a.Verdict == participation.Nobody {
		return Cell{Text: Words("–")}
	}
	return Cell{Text: Num(a.ByReplacement)}
}

func additionCell(a participation.Assessment) Cell {
	if a.Verdict == participation.Nobody || !a.Attainable {
		return Cell{Text: Words("–")}
	}
	return Cell{Text: Num(a.ByAddition)}
}

// leadershipTable is the share by leadership tier, with the key positions as
// its last line.
func (c *positionScene) leadershipTable() Table {
	table := Table{Caption: T("overview.leadership.caption"), Columns: []Column{
		{Label: T("overview.leadership.tier")}, {Label: T("overview.leadership.share"), Numeric: true}}}
	for _, f := range c.Tiers {
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: c.groupText(participation.Tier, f.Key)}, c.countCell(f.Share, c.peopleHref(f))}})
	}
	href := ""
	if c.KeyPositions.Share.Total > 0 {
		href = c.href("/participation/people", "of", ofKeyPositions)
	}
	table.Rows = append(table.Rows, Row{Total: true, Cells: []Cell{{Text: T("participation.key_positions")}, c.countCell(c.KeyPositions.Share, href)}})
	return table
}

// countCell prints a share without a bar.
func (c *positionScene) countCell(s participation.Share, href string) Cell {
	if s.Total == 0 {
		return Cell{Text: T("participation.nobody")}
	}
	return Cell{Text: ShareText(s.Women, s.Total), Href: href}
}

// expiringTable counts what expires, by kind and by band of days.
func (c *positionScene) expiringTable(counts map[registry.Band]map[registry.ExpiryKind]int) Table {
	table := Table{Caption: T("overview.expiring.caption"), Columns: []Column{{Label: T("overview.expiring.kind")}}}
	for _, band := range registry.Bands() {
		table.Columns = append(table.Columns, Column{Label: T("overview.band." + string(band)), Numeric: true})
	}
	total := Row{Total: true, Cells: []Cell{{Text: T("overview.expiring.all")}}}
	for _, kind := range registry.ExpiryKinds() {
		row := Row{Cells: []Cell{{Text: T(kind.Key())}}}
		for _, band := range registry.Bands() {
			row.Cells = append(row.Cells, c.expiringCell(counts[band][kind], "band", string(band), "kind", string(kind)))
		}
		table.Rows = append(table.Rows, row)
	}
	for _, band := range registry.Bands() {
		sum := 0
		for _, n := range counts[band] {
			sum += n
		}
		total.Cells = append(total.Cells, c.expiringCell(sum, "band", string(band)))
	}
	table.Rows = append(table.Rows, total)
	return table
}

// expiringCell leads to the work-list where there is something on it.
func (c *positionScene) expiringCell(n int, pairs ...string) Cell {
	if n == 0 {
		return Cell{Text: Num(0)}
	}
	query := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
	}
	return Cell{Text: Num(n), Href: c.linkTo("/expiring", pathWithQuery("/expiring", query))}
}

// aheadStats are the share today, after what is planned, and with every
// pending nomination accepted.
func (c *positionScene) aheadStats() []Stat {
	stat := func(label Text, f participation.Figure, of string, note Text) Stat {
		s := Stat{Label: label, Value: T("overview.counts", "women", f.Share.Women, "total", f.Share.Total), Unit: rateOf(f.Share), Note: note,
			Share: pageShare(f.Share, c.mainTarget())}
		if f.Share.Total > 0 {
			s.Evidence = &Link{Text: T("overview.people", "n", f.Share.Total), Href: c.href("/participation/people", "of", of, "by", string(participation.All))}
		}
		return s
	}
	p := c.Plan
	return []Stat{
		stat(T("overview.ahead.today"), p.Today, string(participation.DeployedNow), nil),
		stat(T("overview.ahead.horizon", "date", p.Horizon.AsOf), p.Horizon, ofHorizon,
			T("overview.ahead.planned", "start", len(p.Starting), "end", len(p.Ending))),
		stat(T("overview.ahead.accepted"), p.IfAccepted, ofIfAccepted, T("overview.ahead.pending", "n", len(p.Pending))),
	}
}

// mainTarget is the share asked of everybody by the first framework that asks.
func (c *positionScene) mainTarget() *participation.Rational {
	for _, line := range c.Lines(participation.All, "") {
		if line.Assessment != nil {
			return &line.Assessment.Target.Share
		}
	}
	return nil
}

// eventsTable lists planned starts and ends by day, kind and mission, with the
// share after each day.
func (c *positionScene) eventsTable() Table {
	table := Table{Caption: T("overview.events.caption", "days", standing.HorizonDays), Cards: true, Empty: T("overview.events.empty"),
		Columns: []Column{{Label: T("overview.events.day"), Tight: true}, {Label: T("overview.events.what")}, {Label: T("overview.events.where")},
			{Label: T("overview.events.who")}, {Label: T("overview.events.after"), Numeric: true}}}
	after := c.sharesAfter()
	for from := 0; from < len(c.Events); {
		to := from + 1
		for to < len(c.Events) && alike(c.Events[from], c.Events[to]) {
			to++
		}
		e := c.Events[from]
		row := Row{Cells: []Cell{{Text: Day(e.Day)}, {Text: T(e.Kind.Key())}, {Text: Words(e.Tour.Mission)}, c.eventPeople(c.Events[from:to]), {}}}
		if to == len(c.Events) || c.Events[to].Day != e.Day {
			row.Cells[4] = Cell{Text: ShareText(after[to-1].Women, after[to-1].Total)}
		}
		table.Rows = append(table.Rows, row)
		from = to
	}
	return table
}

// alike reports whether two events make one line.
func alike(a, b standing.Event) bool {
	return a.Day == b.Day && a.Kind == b.Kind && a.Tour.Mission == b.Tour.Mission
}

// eventPeople counts the people of a line and names them, women first.
func (c *positionScene) eventPeople(events []standing.Event) Cell {
	var women, men []string
	for _, e := range events {
		if person := c.People[e.Tour.Officer]; person.Woman {
			women = append(women, person.Name)
		} else {
			men = append(men, person.Name)
		}
	}
	counts := Joined(", ", T("overview.events.people", "n", len(events)), T("overview.events.women", "n", len(women)))
	return Cell{Text: counts, Note: Words(strings.Join(append(women, men...), ", "))}
}

// sharesAfter returns the share after each event. What is past its agreed end
// is taken to end today, as the plan does.
func (c *positionScene) sharesAfter() []participation.Share {
	serving := map[int64]int{}
	for _, id := range slices.Concat(c.Overall.Women, c.Overall.Men) {
		serving[id] = 1
	}
	var shares []participation.Share
	for _, e := range c.Events {
		if e.Kind == standing.Starts {
			serving[e.Tour.Officer]++
		} else {
			serving[e.Tour.Officer]--
		}
		var after participation.Share
		for id, tours := range serving {
			if tours > 0 {
				after.Total++
				if c.People[id].Woman {
					after.Women++
				}
			}
		}
		shares = append(shares, after)
	}
	return shares
}

// alerts tell where one woman serves alone.
func (c *positionScene) alerts() []Notice {
	var notices []Notice
	told := map[int64]bool{}
	for _, lone := range c.LoneWomen {
		if told[lone.Person] {
			continue // alone at her site she need not be alone in the mission as well
		}
		told[lone.Person] = true
		person := c.People[lone.Person]
		text := T("overview.lone", "place", c.groupText(lone.Dimension, lone.Key), "n", lone.Men)
		if lone.Men == 0 {
			text = T("overview.lone_alone", "place", c.groupText(lone.Dimension, lone.Key))
		}
		notices = append(notices, Notice{Tone: Warn, Text: text,
			Links: []Link{{Text: Words(person.Name), Href: cmp.Or(c.personCell(person).Href, c.peopleHref(c.Overall))}}})
	}
	return notices
}

// populationItems name every population with its count; they are never added.
func (c *positionScene) populationItems() []Item {
	var items []Item
	for _, f := range slices.Concat([]participation.Figure{c.Overall}, c.Populations) {
		items = append(items, Item{Label: populationText(f.Population),
			Value: Cell{Text: c.countCell(f.Share, "").Text, Href: c.peopleHref(f), Note: populationRule(f.Population)}})
	}
	return items
}
