package web

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/fault"
)

// seenPapers are the versions of the papers that a page showed, by officer and
// document; an officer of whom nothing is on record has no versions. They go
// with the form and come back with it, so that nobody enters a state over one
// they never saw.
type seenPapers map[int64]map[int64]int

func (l paperList) seen() seenPapers {
	seen := seenPapers{}
	for _, person := range l.people {
		seen[person.OfficerID] = map[int64]int{}
	}
	for key, paper := range l.book.papers {
		if versions := seen[key.OfficerID]; versions != nil {
			versions[key.DocumentID] = paper.Version
		}
	}
	return seen
}

// String writes "12:3=1,5=2 14:", officers and documents in the order of their
// numbers.
func (s seenPapers) String() string {
	var people []string
	for _, officer := range slices.Sorted(maps.Keys(s)) {
		var papers []string
		for _, document := range slices.Sorted(maps.Keys(s[officer])) {
			papers = append(papers, fmt.Sprintf("%d=%d", document, s[officer][document]))
		}
		people = append(people, fmt.Sprintf("%d:%s", officer, strings.Join(papers, ",")))
	}
	return strings.Join(people, " ")
}

// readSeen reads what String wrote; what it cannot read was not seen.
func readSeen(text string) seenPapers {
	seen := seenPapers{}
	for _, person := range strings.Fields(text) {
		number, papers, _ := strings.Cut(person, ":")
		officer, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			continue
		}
		seen[officer] = map[int64]int{}
		for _, paper := range strings.Split(papers, ",") {
			var document int64
			var version int
			if n, _ := fmt.Sscanf(paper, "%d=%d", &document, &version); n == 2 {
				seen[officer][document] = version
			}
		}
	}
	return seen
}

// bulkForm enters one state for a document of everybody ticked.
func (l paperList) bulkForm(r *http.Request) *Form {
	documents := Field{Kind: SelectField, Name: "document", Label: T("callpage.document"), Options: []Option{{Text: T("referencepage.choose")}}}
	for _, d := range l.Documents {
		if d.Scope == call.EachNominee {
			documents.Options = append(documents.Options, Option{Value: idValue(d.ID), Text: l.documentName(d)})
		}
	}
	seen := Field{Kind: HiddenField, Name: "seen", Value: l.seen().String()}
	return &Form{Action: withQuery(r.URL, "page", ""), Submit: T("callpage.enter_states"), Fields: []Field{seen, everybodyField(len(l.people)), documents,
		stateField(call.Received), {Kind: TextField, Name: "evidence", Label: T("callpage.evidence"), Hint: T("callpage.evidence_hint")},
		{Kind: TextField, Name: "note", Label: T("deploymentpage.note")}}}
}

// enterPapers enters one state for a document of everybody ticked, all or none.
func (s *Server) enterPapers(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.paperList(r, actor)
	if err != nil {
		return err
	}
	form, n := l.bulkForm(r), 0
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		officers := ticked(r)
		if form.Value("everybody") != "" {
			officers = officers[:0]
			for _, p := range l.people {
				officers = append(officers, p.OfficerID)
			}
		}
		n = len(officers)
		return l.putAll(r, tx, actor, form, officers)
	})
	if refused {
		form.field("seen").Value = l.seen().String() // the page shows what is on record now
		return s.refuse(w, r, "ticked", s.paperView(r, actor, l, form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "callpage.done.papers", "n", n)
	return redirect(w, r, l.path()+"/papers")
}

// putAll enters the form's state for officers. Papers that somebody changed
// since the page was drawn are named, and nothing is entered.
func (l paperList) putAll(r *http.Request, tx *database.Tx, actor account.Actor, form *Form, officers []int64) error {
	at := slices.IndexFunc(l.Documents, func(d call.Document) bool { return d.ID == form.ID("document") })
	switch {
	case at < 0:
		return fault.Check([]fault.Problem{{Field: "document", Key: "call.problem.document"}})
	case len(officers) == 0:
		return fault.Check([]fault.Problem{{Field: "everybody", Key: "call.problem.nobody"}})
	}
	papers, err := l.unchanged(r, tx, actor, l.Documents[at], officers, readSeen(form.Value("seen")))
	if err != nil {
		return err
	}
	for _, p := range papers {
		p.State = call.State(form.Value("state"))
		for name, text := range map[string]*string{"evidence": &p.Evidence, "note": &p.Note} {
			if form.Value(name) != "" { // what is left out stays as it is
				*text = form.Value(name)
			}
		}
		if _, err := call.PutPaper(r.Context(), tx, actor, l.Call.ID, p, l.Today); err != nil {
			return err
		}
	}
	return nil
}

// unchanged returns the papers of a document of officers, each as it was seen;
// it returns Invalid with a problem for each that is not.
func (l paperList) unchanged(r *http.Request, tx *database.Tx, actor account.Actor, d call.Document, officers []int64, seen seenPapers) (papers []call.Paper, err error) {
	var changed []fault.Problem
	for _, officer := range officers {
		p, err := call.FindPaper(r.Context(), tx, actor, d.ID, officer)
		if err != nil {
			return nil, err
		}
		if versions, known := seen[officer]; !known || versions[d.ID] != p.Version {
			changed = append(changed, fault.Problem{Key: "callpage.problem.paper_changed",
				Args: []any{"name", l.nameOf(officer), "document", l.documentName(d), "state", T(p.State.Key())}})
		}
		papers = append(papers, p)
	}
	return papers, fault.Check(changed)
}

func (l paperList) nameOf(officer int64) string {
	for _, person := range l.book.people {
		if person.OfficerID == officer {
			return person.Name
		}
	}
	return strconv.FormatInt(officer, 10)
}
