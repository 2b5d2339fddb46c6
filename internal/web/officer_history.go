package web

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/registry"
)

const (
	historyRows  = 30
	historyShown = 5 // on the officer's page
)

// historyEvent is an act in an officer's history with what it changed.
type historyEvent struct {
	When, What, Who, Note Text
	Changes               []fieldChange
}

// fieldChange is what became of one fact; nil is nothing.
type fieldChange struct{ Field, Was, Is Text }

// historyView is the history of an officer. Template "officer_history".
type historyView struct {
	page
	Events []historyEvent
	Pages  Pages
}

// officerTrail shows everything that was done to an officer's file.
func (s *Server) officerTrail(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	file, facts, err := s.officerFile(r, actor)
	if err != nil {
		return err
	}
	v := &historyView{Pages: pagesOf(r.URL, historyRows, 0)}
	v.Events, v.Pages.Total, err = s.officerHistory(r, actor, facts, file.ID, v.Pages.Size, v.Pages.Offset())
	if err != nil {
		return err
	}
	v.Title, v.Caption = T("officerpage.history.title", "n", v.Pages.Total), Words(file.FullName)
	v.Crumbs = officerCrumbs(actor, file)
	return s.render(w, r, "officer_history", v)
}

// officerHistory reads acts on an officer, newest first, and how many there are.
func (s *Server) officerHistory(r *http.Request, actor account.Actor, f fileFacts, id int64, limit, offset int) (events []historyEvent, total int, err error) {
	var rows []audit.Row
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		rows, total, err = audit.List(r.Context(), tx, actor, audit.Filter{Kind: registry.AuditKind, Subject: id, Limit: limit, Offset: offset})
		return err
	})
	for _, row := range rows {
		events = append(events, s.historyEvent(f, row))
	}
	return events, total, err
}

func (s *Server) historyEvent(f fileFacts, row audit.Row) historyEvent {
	e := historyEvent{When: Moment(s.local(row.At)), What: T(registry.ActionKey(row.Action)), Who: Words(row.Login),
		Changes: f.changes(rawFields([]byte(row.Before)), rawFields([]byte(row.After)))}
	if row.Reason != "" {
		e.Note = T("officerpage.history.reason", "reason", row.Reason)
	}
	return e
}

// changes puts the difference of two kept states into words: the officer's own
// facts in the order of the forms, then the parts.
func (f fileFacts) changes(was, is map[string]json.RawMessage) (changes []fieldChange) {
	for _, a := range officerFacts() {
		if !bytes.Equal(was[a.name], is[a.name]) {
			changes = append(changes, fieldChange{factLabel("", a.name), f.text(a, was[a.name]), f.text(a, is[a.name])})
		}
	}
	names := maps.Clone(was)
	if names == nil {
		names = map[string]json.RawMessage{}
	}
	maps.Copy(names, is)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if part, _, found := strings.Cut(name, "."); found {
			changes = append(changes, f.partChanges(registry.PartName(part), was[name], is[name])...)
		}
	}
	return changes
}

// partChanges tells a part that came or went as a whole, and of a changed one
// the facts that changed.
func (f fileFacts) partChanges(part registry.PartName, was, is json.RawMessage) (changes []fieldChange) {
	before, after := rawFields(was), rawFields(is)
	label := T(part.TextKey())
	if before == nil || after == nil {
		return []fieldChange{{label, f.summary(part, before), f.summary(part, after)}}
	}
	for _, a := range partFacts(part) {
		if !bytes.Equal(before[a.name], after[a.name]) {
			which := Joined(" – ", label, f.text(partFacts(part)[0], after[partFacts(part)[0].name]), factLabel(part, a.name))
			changes = append(changes, fieldChange{which, f.text(a, before[a.name]), f.text(a, after[a.name])})
		}
	}
	return changes
}

// summary is a part in a line, nil for none.
func (f fileFacts) summary(part registry.PartName, fields map[string]json.RawMessage) Text {
	var texts []Text
	for _, a := range partFacts(part) {
		value := f.text(a, fields[a.name])
		switch {
		case value == nil:
		case a.kind == dayFact || a.kind == tickFact || a.kind == choiceFact || a.kind == numberFact:
			texts = append(texts, T("web.filter.chosen", "label", factLabel(part, a.name), "value", value))
		default:
			texts = append(texts, value)
		}
	}
	if len(texts) == 0 {
		return nil
	}
	return Joined(" · ", texts...)
}
