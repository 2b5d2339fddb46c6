package web

import (
	"net/http"
	"slices"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/task"
	"beret/internal/training"
)

// trainingScene is a session with its places.
type trainingScene struct {
	facts
	Session training.Session
	Tally   training.Tally
	Places  []training.PlaceRow
}

// trainingScene finds the session of the address.
func (s *Server) trainingScene(r *http.Request, actor account.Actor) (c trainingScene, err error) {
	id, err := idOf(r)
	if err != nil {
		return c, err
	}
	if c.facts, err = s.facts(r.Context()); err != nil {
		return c, err
	}
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		if c.Session, err = training.Find(r.Context(), tx, actor, id); err != nil {
			return err
		}
		if c.Tally, err = training.TallyOf(r.Context(), tx, actor, id); err != nil {
			return err
		}
		c.Places, err = training.Places(r.Context(), tx, actor, id)
		return err
	})
	return c, err
}

func (c trainingScene) path() string { return trainingPath(c.Session.ID) }

func trainingCrumbs(rest ...Link) []Link {
	return append([]Link{{Text: T("web.nav.training"), Href: "/training"}}, rest...)
}

func (c trainingScene) crumb() Link { return Link{Text: Words(c.Session.Title), Href: c.path()} }

// named is the session in a line.
func (c trainingScene) named() Text {
	return Joined(" · ", Words(c.Session.Title), T(c.Session.Kind.Key()), c.gives(c.Session), Words(c.Session.Place))
}

// trainingView is a session. Template "training".
type trainingView struct {
	page
	Notices []Notice
	Items   []Item
	Seated  Table
	Links   []Action
	Others  Table // who waits or withdrew
	Tasks   []Item
	Events  []Event
}

// training shows one session.
func (s *Server) training(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.trainingScene(r, actor)
	if err != nil {
		return err
	}
	v := &trainingView{}
	var clashes []training.Clash
	var work []task.Task
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		if !c.Session.Status.Ended() && len(c.Places) > 0 {
			if clashes, err = training.Clashes(r.Context(), tx, c.Session, c.officers(), c.Today); err != nil {
				return err
			}
		}
		from := task.Filter{Origin: task.Origin{Kind: task.FromSession, ID: c.Session.ID}}
		if work, _, err = task.List(r.Context(), tx, actor, from); err != nil {
			return err
		}
		v.Events, err = s.events(r, tx, actor, training.AuditKind, c.Session.ID)
		return err
	})
	if err != nil {
		return err
	}
	edits := actor.May(account.TrainingEdit)
	v.Title, v.Caption, v.Crumbs, v.AsOf = c.finding(), c.named(), trainingCrumbs(), c.Today
	v.Notices, v.Items, v.Tasks = c.notices(edits), c.items(), c.taskItems(work)
	v.Seated, v.Others = c.seatedTable(clashes, edits), c.othersTable(edits)
	v.Links, v.Actions = c.placeActions(r, actor), c.actions(edits)
	return s.render(w, r, "training", v)
}

func (c trainingScene) officers() []int64 {
	officers := make([]int64, len(c.Places))
	for i, p := range c.Places {
		officers[i] = p.OfficerID
	}
	return officers
}

// finding is what the page is there to say: who has the seats, or what came of
// them.
func (c trainingScene) finding() Text {
	seated := c.Tally.Seated
	switch {
	case c.Session.Status == training.Cancelled:
		return T("trainingpage.finding.cancelled")
	case c.Session.Status == training.Held && c.Session.Kind == training.Preparation:
		return T("trainingpage.finding.attended", "share", ShareText(seated.Women, seated.Total))
	case c.Session.Status == training.Held:
		passed := c.Tally.Passed
		return T("trainingpage.finding.held", "passed", passed.Total, "total", seated.Total, "women_passed", passed.Women, "women", seated.Women)
	case seated.Total == 0:
		return T("trainingpage.finding.empty", "n", c.Session.Seats)
	}
	return T("trainingpage.finding.taken", "taken", seated.Total, "n", c.Session.Seats, "share", ShareText(seated.Women, seated.Total))
}

// notices are what the reader must do next.
func (c trainingScene) notices(edits bool) (list []Notice) {
	s := c.Session
	add := func(is bool, n Notice, links ...Link) {
		if is {
			if edits {
				n.Links = links
			}
			list = append(list, n)
		}
	}
	candidates := Link{Text: T("trainingpage.act.candidates"), Href: c.path() + "/candidates"}
	add(s.Awaits(c.Today), Notice{Tone: Warn, Text: T("trainingpage.notice.awaits", "date", s.Last())}, Link{Text: T("trainingpage.act.hold"), Href: c.path() + "/hold"})
	add(s.Late(c.Today), Notice{Tone: Bad, Text: T("trainingpage.notice.late", "date", s.Deadline)}, Link{Text: T("trainingpage.act.status"), Href: c.path() + "/status"})
	open := !s.Status.Ended() && !s.Awaits(c.Today)
	free, kept := s.Free(c.Tally), s.Kept(c.Tally)
	add(open && free > 0 && c.Tally.Waiting.Total > 0, Notice{Tone: Info, Text: T("trainingpage.notice.waiting", "free", free, "n", c.Tally.Waiting.Total, "women", c.Tally.Waiting.Women)})
	add(open && kept > 0 && c.Tally.Waiting.Women == 0, Notice{Tone: Info, Text: T("trainingpage.notice.kept", "n", kept)}, candidates)
	return list
}

func (c trainingScene) items() []Item {
	s := c.Session
	return known([]Item{
		{Label: T("trainingpage.status"), Value: Cell{Tags: c.sessionTags(s)}},
		{Label: T("trainingpage.kind"), Value: Cell{Text: T(s.Kind.Key()), Note: T("trainingpage.writes." + string(s.Kind))}},
		{Label: T("trainingpage.gives"), Value: Cell{Text: c.gives(s), Note: c.testsText()}},
		{Label: T("trainingpage.days"), Value: Cell{Text: T("trainingpage.span", "from", s.Span.From, "to", s.Last())}},
		{Label: T("trainingpage.deadline"), Value: Cell{Text: Day(s.Deadline)}},
		{Label: T("trainingpage.place"), Value: Cell{Text: Words(s.Place)}},
		{Label: T("trainingpage.organiser"), Value: Cell{Text: Words(s.Organiser)}},
		{Label: T("trainingpage.seats"), Value: Cell{Text: Num(s.Seats), Note: keptText(s.WomenSeats)}},
		{Label: T("trainingpage.women_among"), Value: c.shareCell()},
		{Label: T("trainingpage.cost"), Value: Cell{Text: Words(s.Cost)}},
		{Label: T("trainingpage.source"), Value: Cell{Text: Words(s.Source)}},
		{Label: T("deploymentpage.note"), Value: Cell{Text: Words(s.Note)}},
	})
}

func (c trainingScene) shareCell() Cell {
	if c.Tally.Seated.Total == 0 {
		return Cell{}
	}
	return Cell{Share: &Share{Women: c.Tally.Seated.Women, Total: c.Tally.Seated.Total}}
}

// testsText names the tests of an assessment in their order.
func (c trainingScene) testsText() Text {
	var names []Text
	for _, row := range training.TestsOf(c.Session, c.Book) {
		names = append(names, c.name(reference.Tests, row.Code))
	}
	if len(names) == 0 {
		return nil
	}
	return T("trainingpage.tests", "tests", Joined(", ", names...))
}

// taskItems are the tasks that came from the session.
func (c trainingScene) taskItems(list []task.Task) (items []Item) {
	for _, t := range list {
		items = append(items, Item{Label: Words(t.Title), Value: Cell{Text: Day(t.Due), Href: taskPath(t.ID), Tags: []Tag{c.taskTag(t)}, Note: Words(t.Who())}})
	}
	return items
}

func (c trainingScene) actions(edits bool) []Action {
	if !edits {
		return nil
	}
	var list []Action
	add := func(text, path string, second bool) {
		list = append(list, Action{Text: T("trainingpage.act." + text), Href: c.path() + path, Second: second})
	}
	if !c.Session.Status.Ended() && c.Tally.Seated.Total > 0 && c.Today >= c.Session.Span.From {
		add("hold", "/hold", !c.Session.Awaits(c.Today))
	}
	add("edit", "/edit", true)
	if c.Session.Status != training.Held {
		add("status", "/status", true)
	}
	list = append(list, Action{Text: T("trainingpage.act.task"), Href: "/tasks/new?origin=session&id=" + idValue(c.Session.ID), Second: true})
	return list
}

func (c trainingScene) placeActions(r *http.Request, actor account.Actor) (list []Action) {
	if !c.Session.Status.Ended() {
		list = append(list, Action{Text: T("trainingpage.act.candidates"), Href: c.path() + "/candidates", Second: true})
		if actor.May(account.TrainingEdit) {
			list = append(list, Action{Text: T("trainingpage.act.enrol"), Href: c.path() + "/enrol", Second: true})
		}
	}
	if actor.May(account.RosterExport) && len(c.Places) > 0 {
		list = append(list, exportLinks(r, c.path()+"/export")...)
	}
	return list
}

// placeColumns are those of the list of participants and of its export.
func (c trainingScene) placeColumns() []listColumn[training.PlaceRow] {
	type row = training.PlaceRow
	return []listColumn[row]{
		{Column: head("officerpage.name"), Width: 28,
			Cell: func(p row) Cell {
				return Cell{Text: Words(p.Name), Href: officerPath(p.OfficerID), Note: Joined(" · ", Words(p.ServiceNumber), sexText(p.Woman))}
			},
			Value: written(func(p row) Text { return Words(p.Name) })},
		{Column: head("registry.field.service_number"), Width: 14, Value: written(func(p row) Text { return Words(p.ServiceNumber) })},
		{Column: head("officerpage.sex"), Value: written(func(p row) Text { return sexText(p.Woman) })},
		{Column: head("registry.field.rank"), Width: 18,
			Cell:  func(p row) Cell { return Cell{Text: c.name(reference.Ranks, p.Rank), Note: Words(p.HomeUnit)} },
			Value: written(func(p row) Text { return c.name(reference.Ranks, p.Rank) })},
		{Column: head("registry.field.home_unit"), Width: 30, Value: written(func(p row) Text { return Words(p.HomeUnit) })},
		{Column: Column{Label: T("trainingpage.enrolled_on"), Tight: true}, Width: 14,
			Cell: func(p row) Cell { return Cell{Text: Day(p.EnrolledOn), Note: Words(p.Reason)} }, Value: func(_ locale.Printer, p row) any { return p.EnrolledOn }},
		{Column: Column{Label: T("trainingpage.place_status"), Tight: true}, Width: 20, Cell: c.resultCell,
			Value: written(func(p row) Text { return T(p.Status.Key()) })},
		{Column: head("trainingpage.failed_test"), Width: 16, Value: written(func(p row) Text { return c.name(reference.Tests, p.FailedTest) })},
		{Column: head("trainingpage.result_on"), Width: 14, Value: func(_ locale.Printer, p row) any { return p.ResultOn }},
		{Column: head("trainingpage.reason"), Width: 30, Value: written(func(p row) Text { return Words(p.Reason) })},
		{Column: head("deploymentpage.note"), Width: 30, Value: written(func(p row) Text { return Words(p.Note) })},
	}
}

func (c trainingScene) resultCell(p training.PlaceRow) Cell {
	cell := Cell{Tags: []Tag{placeTag(p.Status)}, Note: Words(p.Note)}
	if p.FailedTest != "" {
		cell.Note = Joined(" · ", c.name(reference.Tests, p.FailedTest), Words(p.Note))
	}
	return cell
}

func placeTag(s training.PlaceStatus) Tag {
	tone := map[training.PlaceStatus]Tone{training.Passed: Good, training.Failed: Bad, training.Enrolled: Info, training.Waiting: Warn}[s]
	if tone == "" {
		tone = Plain
	}
	return Tag{T(s.Key()), tone}
}

// seatedTable lists who has a seat, with what else falls on the days.
func (c trainingScene) seatedTable(clashes []training.Clash, edits bool) Table {
	columns := c.placeColumns()
	if !c.Session.Status.Ended() {
		columns = append(columns, listColumn[training.PlaceRow]{Column: head("trainingpage.clash"), Cell: func(p training.PlaceRow) Cell { return clashCell(p, clashes) }})
		columns = c.linked(columns, edits, "withdraw")
	}
	return tableOf(Table{Caption: T("trainingpage.seated_caption"), Empty: T("trainingpage.seated_empty"), Cards: true}, columns, c.placesWhere(training.PlaceStatus.Seated))
}

// othersTable lists who waits for a seat or gave one up.
func (c trainingScene) othersTable(edits bool) Table {
	columns := c.placeColumns()
	if !c.Session.Status.Ended() {
		columns = c.linked(columns, edits, "enrol", "withdraw")
	}
	return tableOf(Table{Caption: T("trainingpage.others_caption"), Empty: T("trainingpage.others_empty"), Cards: true}, columns,
		c.placesWhere(func(s training.PlaceStatus) bool { return !s.Seated() }))
}

func (c trainingScene) placesWhere(is func(training.PlaceStatus) bool) (list []training.PlaceRow) {
	for _, p := range c.Places {
		if is(p.Status) {
			list = append(list, p)
		}
	}
	return list
}

// linked adds what can be done about a place to its status.
func (c trainingScene) linked(columns []listColumn[training.PlaceRow], edits bool, acts ...string) []listColumn[training.PlaceRow] {
	if !edits {
		return columns
	}
	return append(columns, listColumn[training.PlaceRow]{Column: head("trainingpage.do"), Cell: func(p training.PlaceRow) Cell {
		var cell Cell
		for _, act := range acts {
			if act == "withdraw" && p.Status == training.Withdrawn {
				continue
			}
			cell.Links = append(cell.Links, Link{Text: T("trainingpage.do." + act), Href: c.path() + "/places/" + idValue(p.OfficerID) + "/" + act})
		}
		return cell
	}})
}

func clashCell(p training.PlaceRow, clashes []training.Clash) (cell Cell) {
	at := slices.IndexFunc(clashes, func(k training.Clash) bool { return k.OfficerID == p.OfficerID })
	if at < 0 {
		return Cell{Text: T("trainingpage.no_clash")}
	}
	k := clashes[at]
	cell = Cell{Tags: []Tag{{T("trainingpage.clash_tag"), Warn}}, Note: T("trainingpage.clash_note", "what", k.What, "from", k.Span.From, "to", k.Span.To.AddDays(-1))}
	if k.SessionID != 0 {
		cell.Links = []Link{{Text: Words(k.What), Href: trainingPath(k.SessionID)}}
	}
	return cell
}

// exportPlaces sends the list of participants as a file.
func (s *Server) exportPlaces(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.trainingScene(r, actor)
	if err != nil {
		return err
	}
	each := func(do func(training.PlaceRow) error) error {
		for _, p := range c.Places {
			if err := do(p); err != nil {
				return err
			}
		}
		return nil
	}
	return sendExport(s, w, r, actor, export{"participants", T("trainingpage.places_sheet"), c.Today}, c.placeColumns(), each)
}
