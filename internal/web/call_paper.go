package web

import (
	"net/http"
	"strconv"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/locale"
	"beret/internal/reference"
)

const paperRows = 50

// paperBook is the state of every paper of a call.
type paperBook struct {
	people []call.Candidate
	papers map[call.PaperKey]call.Paper
	first  civil.Date // of the tours: an accepted paper must last till then
}

func (c callScene) papers(r *http.Request, tx *database.Tx, actor account.Actor) (b paperBook, err error) {
	b.first = c.Call.Expected.From
	if b.people, err = call.Candidates(r.Context(), tx, actor, c.Call.ID); err != nil {
		return b, err
	}
	papers, err := call.Papers(r.Context(), tx, actor, c.Call.ID)
	b.papers = call.ByKey(papers)
	return b, err
}

// paper returns the paper of a document and a person; missing where nothing is
// on record.
func (b paperBook) paper(document, officer int64) call.Paper {
	if p, ok := b.papers[call.PaperKey{DocumentID: document, OfficerID: officer}]; ok {
		return p
	}
	return call.Paper{DocumentID: document, OfficerID: officer}
}

// complete reports whether a person's required papers are all done.
func (b paperBook) complete(person call.Candidate, documents []call.Document) bool {
	for _, d := range documents {
		if d.Scope == call.EachNominee && d.Required && !b.paper(d.ID, person.OfficerID).Done(b.first) {
			return false
		}
	}
	return true
}

// tag is a paper's state with its colour; one that is accepted but does not
// last says so.
func (b paperBook) tag(p call.Paper) Tag {
	if p.State == call.Accepted && !p.Done(b.first) {
		return Tag{T("callpage.runs_out"), Bad}
	}
	tones := map[call.State]Tone{call.Accepted: Good, call.Waived: Good, call.Received: Info, call.Returned: Bad, call.Asked: Warn}
	tone, ok := tones[p.State]
	if !ok {
		tone = Plain
	}
	return Tag{T(p.State.Key()), tone}
}

func (c callScene) paperPath(document, officer int64) string {
	return c.path() + "/papers/" + idValue(document) + "/" + strconv.FormatInt(officer, 10)
}

func (c callScene) documentPath(id int64) string { return c.path() + "/documents/" + idValue(id) }

func (c callScene) documentName(d call.Document) Text { return c.name(reference.Documents, d.Code) }

// checklistTable is the checklist of the call: who brings what, and how far it
// is.
func (c callScene) checklistTable(b paperBook, edits bool) Table {
	table := Table{Caption: T("callpage.checklist_caption"), Empty: T("callpage.checklist_empty"), Cards: true,
		Columns: []Column{head("callpage.document"), head("callpage.scope"), head("callpage.owner"), {Label: T("callpage.due"), Tight: true}, head("callpage.state")}}
	for _, d := range c.Documents {
		name := Cell{Text: c.documentName(d)}
		if edits {
			name.Href = c.documentPath(d.ID)
		}
		if row, ok := c.Book.Find(reference.Documents, d.Code); ok && row.Confidence != reference.Stated {
			name.Tags = []Tag{confidenceTag(row.Confidence)}
		}
		if !d.Required {
			name.Note = T("callpage.not_required")
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{name, {Text: T(d.Scope.Key())}, {Text: Words(d.Owner)}, {Text: Day(d.Due), Tags: c.dueTag(d, b)}, c.stateCell(b, d, edits)}})
	}
	return table
}

// dueTag warns of a document whose day has passed and that is not there.
func (c callScene) dueTag(d call.Document, b paperBook) []Tag {
	if d.Due == 0 || c.Today <= d.Due || c.Call.Status != call.Open || b.done(d) == b.needed(d) {
		return nil
	}
	return []Tag{{T("callpage.late"), Bad}}
}

// needed and done count the papers of a document: one of each person, or one
// of the call.
func (b paperBook) needed(d call.Document) int {
	if d.Scope == call.WholeCall {
		return 1
	}
	return len(b.people)
}

func (b paperBook) done(d call.Document) (n int) {
	if d.Scope == call.WholeCall {
		if b.paper(d.ID, 0).Done(b.first) {
			n = 1
		}
		return n
	}
	for _, person := range b.people {
		if b.paper(d.ID, person.OfficerID).Done(b.first) {
			n++
		}
	}
	return n
}

func (c callScene) stateCell(b paperBook, d call.Document, edits bool) Cell {
	if d.Scope == call.WholeCall {
		return c.paperCell(b, d, 0, edits)
	}
	if len(b.people) == 0 {
		return Cell{Text: T("callpage.no_nominees")}
	}
	return Cell{Text: T("callpage.done_of", "n", b.done(d), "all", len(b.people)), Href: c.path() + "/papers"}
}

// paperCell is the state of one paper; whoever may edit gets to its form.
func (c callScene) paperCell(b paperBook, d call.Document, officer int64, edits bool) Cell {
	p := b.paper(d.ID, officer)
	tag := b.tag(p)
	cell := Cell{Tags: []Tag{tag}, Note: Day(p.Expires)}
	if edits {
		cell.Text, cell.Href, cell.Tags = tag.Text, c.paperPath(d.ID, officer), nil
		if tag.Tone != Plain {
			cell.Text, cell.Tags = T("callpage.open_paper"), []Tag{tag}
		}
	}
	return cell
}

func (c callScene) paperActions(edits bool) []Action {
	list := []Action{{Text: T("callpage.papers_page"), Href: c.path() + "/papers", Second: true}}
	if edits {
		list = append(list, Action{Text: T("callpage.act.document"), Href: c.path() + "/documents/new", Second: true})
	}
	return list
}

// paperList is the completeness sheet that somebody asks for.
type paperList struct {
	callScene
	book    paperBook
	filters Filters
	people  []call.Candidate // whom the filters select
}

func (s *Server) paperList(r *http.Request, actor account.Actor) (l paperList, err error) {
	if l.callScene, err = s.callScene(r, actor); err != nil {
		return l, err
	}
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		l.book, err = l.papers(r, tx, actor)
		return err
	})
	l.filters = filtersOf(r.URL,
		Field{Kind: SelectField, Name: "who", Label: T("callpage.who"), Options: []Option{{Text: T("callpage.who.all")},
			{Value: "nominated", Text: T("callpage.who.nominated")}, {Value: "proposed", Text: T("callpage.who.proposed")}, {Value: "interested", Text: T("callpage.who.interested")}}},
		Field{Kind: SelectField, Name: "sex", Label: T("officerpage.sex"), Options: sexOptions()},
		Field{Kind: CheckField, Name: "incomplete", Label: T("callpage.incomplete_only")})
	l.filters.Above = true
	for _, person := range l.book.people {
		if l.wants(person) {
			l.people = append(l.people, person)
		}
	}
	return l, err
}

func (l paperList) wants(p call.Candidate) bool {
	who := map[string]bool{"": true, "nominated": p.Nominated, "proposed": p.OnSlate, "interested": p.Interested}
	sex := map[string]bool{"": true, "women": p.Woman, "men": !p.Woman}
	return who[l.filters.Value("who")] && sex[l.filters.Value("sex")] &&
		(l.filters.Value("incomplete") == "" || !l.book.complete(p, l.Documents))
}

// callPapers is the completeness sheet: people by documents.
func (s *Server) callPapers(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.paperList(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "ticked", s.paperView(r, actor, l, l.bulkForm(r)))
}

func (s *Server) paperView(r *http.Request, actor account.Actor, l paperList, form *Form) *tickView {
	v := &tickView{Heading: T("callpage.bulk_heading"), Items: l.wholeItems(actor.May(account.CallEdit))}
	pages := pagesOf(r.URL, paperRows, len(l.people))
	from := min(pages.Offset(), len(l.people))
	page := l.people[from:min(from+pages.Size, len(l.people))]
	v.listView.Filters, v.Pages, v.AsOf = &l.filters, pages, l.Today
	v.Title, v.Caption, v.Crumbs = l.title(), l.named(), callCrumbs(l.crumb())
	if actor.May(account.RosterExport) && pages.Total > 0 {
		v.Actions = exportLinks(r, l.path()+"/papers/export")
	}
	edits := actor.May(account.CallEdit)
	if edits && pages.Total > 0 && len(form.field("document").Options) > 1 {
		v.Form = form
	}
	columns := l.columns(edits)
	if v.Form != nil {
		marked, name := ticked(r), columns[0].Cell
		columns[0].Cell = func(p call.Candidate) Cell {
			c := name(p)
			c.Tick = tickOf(p.OfficerID, p.Name, marked)
			return c
		}
	}
	v.Table = tableOf(Table{Caption: T("callpage.sheet_caption"), Empty: T("callpage.sheet_empty"), Cards: true}, columns, page)
	return v
}

// title says how many are complete.
func (l paperList) title() Text {
	complete := 0
	for _, p := range l.book.people {
		if l.book.complete(p, l.Documents) {
			complete++
		}
	}
	if len(l.book.people) == 0 {
		return T("callpage.papers_nobody")
	}
	return T("callpage.papers_title", "n", complete, "all", len(l.book.people))
}

// wholeItems are the papers of the call as a whole.
func (l paperList) wholeItems(edits bool) (items []Item) {
	for _, d := range l.Documents {
		if d.Scope == call.WholeCall {
			item := Item{Label: l.documentName(d), Value: Cell{Tags: []Tag{l.book.tag(l.book.paper(d.ID, 0))}, Note: Words(l.book.paper(d.ID, 0).Evidence)}}
			if edits {
				item.Action = &Link{Text: T("callpage.change"), Href: l.paperPath(d.ID, 0)}
			}
			items = append(items, item)
		}
	}
	return items
}

// columns are a person and a column for each document.
func (l paperList) columns(edits bool) []listColumn[call.Candidate] {
	type row = call.Candidate
	columns := []listColumn[row]{
		{Column: head("officerpage.name"), Width: 28,
			Cell: func(p row) Cell {
				return Cell{Text: Words(p.Name), Href: officerPath(p.OfficerID), Note: Joined(" · ", sexText(p.Woman), l.name(reference.Ranks, p.Rank), candidateText(p))}
			},
			Value: written(func(p row) Text { return Words(p.Name) })},
		{Column: head("registry.field.service_number"), Width: 14, Value: written(func(p row) Text { return Words(p.ServiceNumber) })},
		{Column: head("officerpage.sex"), Value: written(func(p row) Text { return sexText(p.Woman) })},
		{Column: head("callpage.who"), Width: 18, Value: written(func(p row) Text { return candidateText(p) })},
	}
	for _, d := range l.Documents {
		if d.Scope != call.EachNominee {
			continue
		}
		columns = append(columns, listColumn[row]{Column: Column{Label: l.documentName(d)}, Width: 20,
			Cell: func(p row) Cell { return l.paperCell(l.book, d, p.OfficerID, edits) },
			Value: func(print locale.Printer, p row) any {
				return say(print, l.book.tag(l.book.paper(d.ID, p.OfficerID)).Text)
			}})
	}
	return columns
}

// candidateText says what somebody has to do with the call.
func candidateText(p call.Candidate) Text {
	switch {
	case p.Nominated:
		return T("callpage.who.nominated")
	case p.OnSlate:
		return T("callpage.who.proposed")
	case p.Interested:
		return T("callpage.who.interested")
	}
	return nil
}

func stateField(chosen call.State) Field {
	field := Field{Kind: SelectField, Name: "state", Label: T("callpage.state"), Value: string(chosen), Width: "medium", Options: []Option{{Text: T("referencepage.choose")}}}
	for _, state := range call.States() {
		field.Options = append(field.Options, Option{Value: string(state), Text: T(state.Key())})
	}
	return field
}

// exportPapers sends the completeness sheet as a file.
func (s *Server) exportPapers(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.paperList(r, actor)
	if err != nil {
		return err
	}
	each := func(do func(call.Candidate) error) error {
		for _, p := range l.people {
			if err := do(p); err != nil {
				return err
			}
		}
		return nil
	}
	return sendExport(s, w, r, actor, export{"papers", T("callpage.papers_sheet"), l.Today}, l.columns(false), each)
}
