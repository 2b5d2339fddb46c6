package web

import (
	"net/http"
	"slices"
	"strconv"

	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/locale"
	"beret/internal/reference"
)

const toldRows = 100

// tickView is a list of people some of whom are ticked for something that the
// form under the list says. Template "ticked".
type tickView struct {
	listView
	Tabs    []Link
	Notices []Notice
	Items   []Item
	Heading Text // over the form's fields
	Form    *Form
}

// tickOf is the box of a person.
func tickOf(id int64, name string, ticked []int64) *Tick {
	return &Tick{Name: "officer", Value: idValue(id), Label: T("callpage.tick", "name", name), On: slices.Contains(ticked, id)}
}

// ticked reads the boxes of a posted form.
func ticked(r *http.Request) (ids []int64) {
	for _, text := range r.PostForm["officer"] {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// everybodyField is the box that stands for the whole list instead of ticks.
func everybodyField(n int) Field {
	return Field{Kind: CheckField, Name: "everybody", Label: T("callpage.everybody", "n", n), Hint: T("callpage.everybody_hint")}
}

// toldList is the list of who was told that somebody asks for.
type toldList struct {
	callScene
	filters Filters
	filter  call.ToldFilter
	answer  string // of the tab
}

func (s *Server) toldList(r *http.Request, actor account.Actor) (l toldList, err error) {
	if l.callScene, err = s.callScene(r, actor); err != nil {
		return l, err
	}
	l.filters = filtersOf(r.URL,
		Field{Kind: HiddenField, Name: "answer"},
		Field{Kind: SearchField, Name: "text", Label: T("deploymentpage.search")},
		Field{Kind: SelectField, Name: "sex", Label: T("officerpage.sex"), Options: sexOptions()})
	l.filters.Above = true
	l.answer = l.filters.Value("answer")
	if !slices.Contains(toldTabs(), l.answer) {
		l.answer = ""
	}
	l.filter = l.of(l.answer)
	return l, nil
}

// toldTabs are the tabs of the list: all, and by what was answered.
func toldTabs() []string { return []string{"", "silent", "answered", "interested", "declined"} }

// of returns the filter of a tab.
func (l toldList) of(tab string) call.ToldFilter {
	f := call.ToldFilter{Women: l.filters.Value("sex") == "women", Men: l.filters.Value("sex") == "men", Text: l.filters.Value("text")}
	switch tab {
	case "silent":
		f.Silent = true
	case "answered":
		f.Answered = true
	default:
		f.Answer = call.Answer(tab)
	}
	return f
}

// told lists who was told of a call and what they answered.
func (s *Server) told(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.toldList(r, actor)
	if err != nil {
		return err
	}
	form := l.replyForm(r, 0)
	v, err := s.toldView(r, actor, l, form)
	if err != nil {
		return err
	}
	return s.render(w, r, "ticked", v)
}

// replyForm enters what the ticked, or everybody on the list, answered.
func (l toldList) replyForm(r *http.Request, n int) *Form {
	answer := Field{Kind: RadioField, Name: "answer", Label: T("callpage.answer")}
	for _, a := range []call.Answer{call.Interested, call.Declined, call.NoAnswer} {
		answer.Options = append(answer.Options, Option{Value: answerValue(a), Text: T(a.Key())})
	}
	return &Form{Action: withQuery(r.URL, "page", ""), Submit: T("callpage.enter_answers"), Fields: []Field{everybodyField(n), answer,
		{Kind: DateField, Name: "answered_on", Label: T("callpage.answered_on"), Value: DayValue(l.Today)},
		{Kind: TextField, Name: "reason", Label: T("callpage.why_not"), Hint: T("callpage.why_not_hint")}}}
}

// noAnswer stands in a form for an answer that is taken back.
const noAnswer = "none"

func answerValue(a call.Answer) string {
	if a == call.NoAnswer {
		return noAnswer
	}
	return string(a)
}

func (s *Server) toldView(r *http.Request, actor account.Actor, l toldList, form *Form) (*tickView, error) {
	v := &tickView{Heading: T("callpage.answers_heading")}
	pages := pagesOf(r.URL, toldRows, 0)
	var rows []call.ToldRow
	err := s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		f := l.filter
		f.Limit, f.Offset = pages.Size, pages.Offset()
		if rows, pages.Total, err = call.ListTold(r.Context(), tx, actor, l.Call.ID, f); err != nil {
			return err
		}
		return l.count(r, tx, actor, v)
	})
	v.listView.Filters, v.Pages, v.AsOf = &l.filters, pages, l.Today
	v.Caption, v.Crumbs = l.named(), callCrumbs(l.crumb())
	if actor.May(account.RosterExport) && pages.Total > 0 {
		v.Actions = exportLinks(r, l.path()+"/told/export")
	}
	columns := l.columns()
	if actor.May(account.CallEdit) && pages.Total > 0 {
		v.Form = form
		v.Form.Fields[0].Label = T("callpage.everybody", "n", pages.Total)
		marked := ticked(r)
		name := columns[0].Cell
		columns[0].Cell = func(t call.ToldRow) Cell {
			c := name(t)
			c.Tick = tickOf(t.OfficerID, t.Name, marked)
			return c
		}
	}
	v.Table = tableOf(Table{Caption: T("callpage.told_caption"), Empty: T("callpage.told_empty"), Cards: true}, columns, rows)
	return v, err
}

// count fills the tabs with their numbers, and the head with the finding.
func (l toldList) count(r *http.Request, tx *database.Tx, actor account.Actor, v *tickView) error {
	for _, tab := range toldTabs() {
		f := l.of(tab)
		f.Limit = 1
		_, n, err := call.ListTold(r.Context(), tx, actor, l.Call.ID, f)
		if err != nil {
			return err
		}
		name := tab
		if tab == "" {
			name = "all"
		}
		v.Tabs = append(v.Tabs, Link{Text: T("callpage.tab", "status", T("callpage.told_tab."+name), "n", n),
			Href: withQuery(r.URL, "answer", tab, "page", ""), Current: tab == l.answer})
	}
	reach, err := call.ReachOf(r.Context(), tx, actor, l.Call.ID)
	if err != nil {
		return err
	}
	v.Title = T("callpage.told_title", "told", reach.Told.Total, "women", reach.Told.Women, "n", reach.Interested.Total, "interested_women", reach.Interested.Women)
	return nil
}

// columns are those of the list and of its export.
func (l toldList) columns() []listColumn[call.ToldRow] {
	type row = call.ToldRow
	return []listColumn[row]{
		{Column: Column{Label: T("officerpage.name")}, Width: 28,
			Cell: func(t row) Cell {
				return Cell{Text: Words(t.Name), Href: officerPath(t.OfficerID), Note: Joined(" · ", Words(t.ServiceNumber), sexText(t.Woman))}
			},
			Value: written(func(t row) Text { return Words(t.Name) })},
		{Column: head("registry.field.service_number"), Width: 14, Value: written(func(t row) Text { return Words(t.ServiceNumber) })},
		{Column: head("officerpage.sex"), Value: written(func(t row) Text { return sexText(t.Woman) })},
		{Column: head("registry.field.rank"), Width: 18,
			Cell:  func(t row) Cell { return Cell{Text: l.name(reference.Ranks, t.Rank), Note: Words(t.HomeUnit)} },
			Value: written(func(t row) Text { return l.name(reference.Ranks, t.Rank) })},
		{Column: head("callpage.home_unit"), Width: 30, Value: written(func(t row) Text { return Words(t.HomeUnit) })},
		{Column: Column{Label: T("callpage.told_on"), Tight: true}, Width: 14,
			Cell:  func(t row) Cell { return Cell{Text: Day(t.On), Note: Words(t.Channel)} },
			Value: func(_ locale.Printer, t row) any { return t.On }},
		{Column: head("callpage.channel"), Width: 18, Value: written(func(t row) Text { return Words(t.Channel) })},
		{Column: head("callpage.answer"), Width: 18,
			Cell: func(t row) Cell {
				return Cell{Tags: []Tag{answerTag(t.Answer)}, Note: Joined(" · ", Day(t.AnsweredOn), Words(t.Reason))}
			},
			Value: written(func(t row) Text { return T(t.Answer.Key()) })},
		{Column: head("callpage.answered_on"), Width: 14, Value: func(_ locale.Printer, t row) any { return t.AnsweredOn }},
		{Column: head("callpage.why_not"), Width: 24, Value: written(func(t row) Text { return Words(t.Reason) })},
	}
}

func answerTag(a call.Answer) Tag {
	tone := map[call.Answer]Tone{call.Interested: Good, call.NoAnswer: Info}[a]
	if tone == "" {
		tone = Plain
	}
	return Tag{T(a.Key()), tone}
}

// reply enters answers.
func (s *Server) reply(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.toldList(r, actor)
	if err != nil {
		return err
	}
	form := l.replyForm(r, 0)
	var officers []int64
	refused, err := s.submit(r, form, func(tx *database.Tx) (err error) {
		if officers = ticked(r); form.Value("everybody") != "" {
			if officers, err = l.everybody(r, tx, actor); err != nil {
				return err
			}
		}
		answer := call.Answer(form.Value("answer"))
		switch answer {
		case noAnswer:
			answer = call.NoAnswer
		case "":
			answer = "?" // nothing chosen, which the rules refuse
		}
		return call.Reply(r.Context(), tx, actor, l.Call.ID, officers, answer, form.Day("answered_on"), form.Value("reason"))
	})
	if refused {
		v, err := s.toldView(r, actor, l, form)
		if err != nil {
			return err
		}
		return s.refuse(w, r, "ticked", v)
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "callpage.done.reply", "n", len(officers))
	return redirect(w, r, l.path()+"/told")
}

// everybody returns all officers whom the filters select.
func (l toldList) everybody(r *http.Request, tx *database.Tx, actor account.Actor) (ids []int64, err error) {
	f := l.filter
	err = eachPage(exportRows, func(limit, offset int) ([]call.ToldRow, int, error) {
		f.Limit, f.Offset = limit, offset
		return call.ListTold(r.Context(), tx, actor, l.Call.ID, f)
	}, func(t call.ToldRow) error {
		ids = append(ids, t.OfficerID)
		return nil
	})
	return ids, err
}

// exportTold sends the list as a file.
func (s *Server) exportTold(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.toldList(r, actor)
	if err != nil {
		return err
	}
	each := func(do func(call.ToldRow) error) error {
		return eachPage(exportRows, func(limit, offset int) (rows []call.ToldRow, total int, err error) {
			f := l.filter
			f.Limit, f.Offset = limit, offset
			err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
				rows, total, err = call.ListTold(r.Context(), tx, actor, l.Call.ID, f)
				return err
			})
			return rows, total, err
		}, do)
	}
	return sendExport(s, w, r, actor, export{"told", T("callpage.told_sheet"), l.Today}, l.columns(), each)
}
