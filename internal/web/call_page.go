package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/reference"
	"beret/internal/unit"
)

// callScene is a call with what its pages need beside it.
type callScene struct {
	facts
	calendar  call.Calendar
	Call      call.Call
	Posts     []call.Post
	Documents []call.Document
	Unit      unit.Unit // that the call is about, zero for none
}

// callScene finds the call of the address.
func (s *Server) callScene(r *http.Request, actor account.Actor) (c callScene, err error) {
	id, err := idOf(r)
	if err != nil {
		return c, err
	}
	if c.facts, err = s.facts(r.Context()); err != nil {
		return c, err
	}
	c.calendar = call.CalendarOf(c.Book)
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		if c.Call, err = call.Find(r.Context(), tx, actor, id); err != nil {
			return err
		}
		if c.Posts, err = call.Posts(r.Context(), tx, actor, id); err != nil {
			return err
		}
		if c.Documents, err = call.Documents(r.Context(), tx, actor, c.Book, id); err != nil || c.Call.UnitID == 0 {
			return err
		}
		c.Unit, err = unit.Find(r.Context(), tx, actor, c.Call.UnitID)
		return err
	})
	return c, err
}

func (c callScene) path() string { return callPath(c.Call.ID) }

func (c callScene) crumb() Link { return Link{Text: Words(c.Call.Reference), Href: c.path()} }

// named is the call in a line: its reference, title and mission.
func (c callScene) named() Text {
	return Joined(" · ", Words(c.Call.Reference), Words(c.Call.Title), Words(c.Call.Mission))
}

// callView is a call. Template "call".
type callView struct {
	page
	Notices   []Notice
	Items     []Item
	Posts     Table
	PostLinks []Action
	Reach     Table
	ReachLink []Action
	Papers    Table
	PaperLink []Action
	Slates    []Action
	Outcomes  []Action
	Events    []Event
}

// call shows one call.
func (s *Server) call(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.callScene(r, actor)
	if err != nil {
		return err
	}
	v := &callView{Items: c.items()}
	var reach call.Reach
	var papers paperBook
	counts, err := s.eligibleCounts(r, actor, c)
	if err != nil {
		return err
	}
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		if reach, err = call.ReachOf(r.Context(), tx, actor, c.Call.ID); err != nil {
			return err
		}
		if papers, err = c.papers(r, tx, actor); err != nil {
			return err
		}
		v.Events, err = s.events(r, tx, actor, "call", c.Call.ID)
		return err
	})
	if err != nil {
		return err
	}
	edits := actor.May(account.CallEdit)
	v.Title, v.Caption, v.Crumbs, v.AsOf = c.finding(), c.named(), callCrumbs(), c.Today
	v.Notices = c.notices(edits)
	v.Posts, v.PostLinks = c.postTable(counts), c.postActions(edits)
	v.Reach, v.ReachLink = c.reachTable(reach, counts), c.reachActions(counts)
	v.Papers, v.PaperLink = c.checklistTable(papers, edits), c.paperActions(edits)
	v.Slates, v.Outcomes = slateActions(c, actor), outcomeActions(c, actor)
	if edits {
		v.Actions = []Action{{Text: T("callpage.act.edit"), Href: c.path() + "/edit", Second: true}, {Text: T("callpage.act.status"), Href: c.path() + "/status", Second: true}}
	}
	return s.render(w, r, "call", v)
}

// finding is what the page is there to say: how many posts, which share of
// women, how long there is.
func (c callScene) finding() Text {
	posts, _ := call.Places(c.Posts)
	parts := []Text{T("callpage.finding.posts", "n", posts)}
	if !c.Call.Women.IsZero() {
		parts = append(parts, T("callpage.finding.women", "rate", askText(c.Call.Women)))
	}
	return Joined(", ", append(parts, c.findingDays())...)
}

func (c callScene) findingDays() Text {
	left := call.WorkingDays(c.Today, c.Call.Deadline, c.calendar)
	switch {
	case c.Call.Status == call.Sent:
		return T("callpage.finding.sent")
	case c.Call.Status.Ended():
		return T("callpage.finding."+string(c.Call.Status), "date", c.Call.ClosedOn)
	case c.Call.Overdue(c.Today):
		return T("callpage.finding.overdue", "date", c.Call.Deadline)
	case c.Call.Deadline == c.Today:
		return T("callpage.finding.today")
	}
	return T("callpage.finding.days", "n", left)
}

// notices are what the reader must do next.
func (c callScene) notices(edits bool) []Notice {
	var list []Notice
	if c.Call.Overdue(c.Today) {
		n := Notice{Tone: Bad, Text: T("callpage.overdue_notice", "date", c.Call.Deadline)}
		if edits {
			n.Links = []Link{{Text: T("callpage.act.status"), Href: c.path() + "/status"}}
		}
		list = append(list, n)
	}
	if len(c.Posts) == 0 && edits {
		list = append(list, Notice{Tone: Info, Text: T("callpage.no_posts_notice"), Links: []Link{
			{Text: T("callpage.act.post"), Href: c.path() + "/posts/new"}, {Text: T("callpage.import"), Href: c.path() + "/import"}}})
	}
	return list
}

// items are the facts of a call; those that it lacks are left out.
func (c callScene) items() []Item {
	k := c.Call
	posts, most := call.Places(c.Posts)
	items := []Item{
		{Label: T("callpage.status"), Value: Cell{Tags: []Tag{c.countdown(c.calendar, k)}}},
		{Label: T("callpage.deadline"), Value: Cell{Text: Day(k.Deadline), Note: T("callpage.working_days_note")}},
		{Label: T("callpage.national_deadline"), Value: Cell{Text: Day(k.NationalDeadline), Note: c.nationalNote()}},
		{Label: T("nominationpage.note_verbale"), Value: Cell{Text: Words(k.NoteVerbale)}},
		{Label: T("callpage.received_on"), Value: Cell{Text: Day(k.ReceivedOn)}},
		{Label: T("deploymentpage.mission"), Value: Cell{Text: Words(k.Mission), Note: c.name(reference.Missions, k.Mission)}},
		{Label: T("deploymentpage.category"), Value: Cell{Text: c.name(reference.Categories, k.Category), Note: armedText(k.Armed)}},
		{Label: T("callpage.expected"), Value: Cell{Text: T("callpage.span", "from", k.Expected.From, "to", k.Expected.To)}},
		{Label: T("callpage.women"), Value: Cell{Text: c.askSentence(most), Note: c.targetNote()}},
	}
	if posts > 0 {
		items = append(items, Item{Label: T("callpage.places"), Value: Cell{Text: placesText(posts, most)}})
	}
	if c.Unit.ID != 0 {
		items = append(items, Item{Label: T("deploymentpage.unit"), Value: Cell{Text: Words(c.Unit.Name), Href: formedUnitPath(c.Unit.ID)}})
	}
	return known(append(items,
		Item{Label: T("callpage.source"), Value: Cell{Text: Words(k.Source)}}, Item{Label: T("deploymentpage.note"), Value: Cell{Text: Words(k.Note)}}))
}

// placesText says how many posts there are and how many nominees they take.
func placesText(posts, nominees int) Text {
	return T("callpage.places_text", "posts", T("callpage.finding.posts", "n", posts), "n", nominees)
}

func (c callScene) nationalNote() Text {
	if c.Call.NationalDeadline == 0 || c.Call.Status != call.Open {
		return nil
	}
	left := call.WorkingDays(c.Today, c.Call.NationalDeadline, c.calendar)
	if c.Today > c.Call.NationalDeadline {
		return T("callpage.overdue")
	}
	return T("callpage.days_left", "n", left)
}

func armedText(armed bool) Text {
	if armed {
		return T("callpage.is_armed")
	}
	return T("callpage.is_unarmed")
}

// askSentence says how many women the share comes to where the posts take all
// the nominees they may.
func (c callScene) askSentence(most int) Text {
	if c.Call.Women.IsZero() {
		return T("callpage.no_share")
	}
	if most == 0 {
		return askText(c.Call.Women)
	}
	return T("callpage.ask", "rate", askText(c.Call.Women), "n", c.Call.Women.Needed(most), "all", most)
}

// targetNote sets the share that is asked for beside the first target of the
// category on the day on which the tours begin.
func (c callScene) targetNote() Text {
	for _, t := range c.Book.TargetsOn(c.Call.Expected.From) {
		if t.Category != c.Call.Category || t.Mission != "" && t.Mission != c.Call.Mission || t.Unit != "" {
			continue
		}
		key, asked := "callpage.target_above", c.Call.Women
		if !asked.IsZero() && int64(asked.Num)*int64(t.Denominator) >= int64(t.Numerator)*int64(asked.Den) {
			key = "callpage.target_within"
		}
		return T(key, "framework", c.short(reference.Frameworks, t.Framework), "rate", targetRate(rational(int64(t.Numerator), int64(t.Denominator))))
	}
	return nil
}

// eligibleCounts counts who is eligible while the call is open; nil otherwise,
// because the record of today says nothing about a call of the past.
func (s *Server) eligibleCounts(r *http.Request, actor account.Actor, c callScene) (*eligibleCounts, error) {
	if c.Call.Status != call.Open || len(c.Posts) == 0 {
		return nil, nil
	}
	pool, err := s.callPool(r, actor, c)
	if err != nil {
		return nil, err
	}
	var told map[int64]call.Told
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		told, err = call.ToldSet(r.Context(), tx, actor, c.Call.ID)
		return err
	})
	counts := pool.count(told)
	return &counts, err
}

// reachTable counts by sex who is eligible and, of those, who was told,
// answered and is interested; then everybody who was told, eligible or not.
func (c callScene) reachTable(reach call.Reach, counts *eligibleCounts) Table {
	table := Table{Caption: T("callpage.reach_caption"), Cards: true, Columns: []Column{head("callpage.step"),
		{Label: T("callpage.women_n"), Numeric: true}, {Label: T("callpage.men_n"), Numeric: true}, head("callpage.share")}}
	if counts != nil {
		table.Rows = append(table.Rows, reachRow(T("callpage.step.eligible"), c.path()+"/people", counts.any, call.Count{}),
			reachRow(T("callpage.step.eligible_told"), c.path()+"/people?told=yes", counts.told, counts.any),
			reachRow(T("callpage.step.eligible_answered"), "", counts.answered, counts.any),
			reachRow(T("callpage.step.eligible_interested"), "", counts.interested, counts.any))
	}
	for _, step := range []struct {
		name  string
		count call.Count
	}{{"told", reach.Told}, {"answered", reach.Answered}, {"interested", reach.Interested}, {"declined", reach.Declined}} {
		table.Rows = append(table.Rows, reachRow(T("callpage.step."+step.name), c.path()+"/told"+answerQuery(step.name), step.count, call.Count{}))
	}
	return table
}

func answerQuery(step string) string {
	if step == "told" {
		return ""
	}
	return "?answer=" + step
}

// reachRow is a step by sex; where it is a part of others, with the rates.
func reachRow(name Text, href string, n, of call.Count) Row {
	part := func(n, of int) Text {
		if of == 0 {
			return Num(n)
		}
		return ShareText(n, of)
	}
	cells := []Cell{{Text: name, Href: href}, {Text: part(n.Women, of.Women)}, {Text: part(n.Men(), of.Men())}, {Text: T("callpage.nobody")}}
	if n.Total > 0 {
		cells[3] = Cell{Share: &Share{Women: n.Women, Total: n.Total}}
	}
	return Row{Cells: cells}
}

func (c callScene) reachActions(counts *eligibleCounts) []Action {
	list := []Action{{Text: T("callpage.told_list"), Href: c.path() + "/told", Second: true}}
	if counts != nil {
		list = append(list, Action{Text: T("callpage.people"), Href: c.path() + "/people", Second: true})
	}
	return list
}

// slateActions lead to the slates of the call.
func slateActions(c callScene, actor account.Actor) (list []Action) {
	if actor.May(account.SlateView) {
		list = append(list, Action{Text: T("callpage.slates"), Href: "/slates?call=" + idValue(c.Call.ID), Second: true})
	}
	if actor.May(account.SlateEdit) && c.Call.Status == call.Open && len(c.Posts) > 0 {
		list = append(list, Action{Text: T("callpage.new_slate"), Href: c.path() + "/slates", Post: true})
	}
	return list
}

// outcomeActions lead to what became of the call's nominees.
func outcomeActions(c callScene, actor account.Actor) (list []Action) {
	if actor.May(account.NominationView) {
		list = append(list, Action{Text: T("callpage.nominations"), Href: "/nominations?status=all&call=" + idValue(c.Call.ID), Second: true},
			Action{Text: T("callpage.funnel"), Href: "/funnel?call=" + idValue(c.Call.ID), Second: true})
	}
	if actor.May(account.NominationEdit) && c.Call.Status != call.Open {
		list = append(list, Action{Text: T("callpage.results"), Href: c.path() + "/results", Second: true})
	}
	return list
}
