package web

import (
	"context"
	"sync/atomic"

	"beret/civil"
	"beret/internal/database"
	"beret/internal/locale"
	"beret/internal/office"
	"beret/internal/reference"
)

// facts are the office, its reference data and its day, as a page needs them.
type facts struct {
	Office office.Office
	Book   *reference.Book
	Today  civil.Date
}

// heldFacts are facts as of an act in the audit log: the office and its
// reference data are edited in acts, on this server or another.
type heldFacts struct {
	office office.Office
	book   *reference.Book
	act    int64
}

// factsHolder keeps the facts between pages.
type factsHolder struct{ held atomic.Pointer[heldFacts] }

// facts returns the office's facts as they stand in the record. They are read
// anew after an act that edits them; the registry then judges by them too.
func (s *Server) facts(ctx context.Context) (facts, error) {
	held := s.factsHeld.held.Load()
	err := s.db.Read(ctx, func(tx *database.Tx) (err error) {
		var act int64
		if err := tx.QueryRow(ctx, "SELECT COALESCE(max(number), 0) FROM audit_log WHERE kind IN ('office', 'reference')").Scan(&act); err != nil {
			return err
		}
		if held != nil && held.act == act {
			return nil
		}
		held = &heldFacts{act: act}
		if held.office, held.book, err = office.Read(ctx, tx); err != nil {
			return err
		}
		s.registry.UseBook(held.book)
		s.factsHeld.held.Store(held)
		return nil
	})
	if err != nil {
		return facts{}, err
	}
	return facts{held.office, held.book, held.office.Today(s.clock())}, nil
}

// name is the name of a code of reference data, nothing for no code.
func (f facts) name(kind reference.Kind, code string) Text {
	if code == "" {
		return nil
	}
	return func(p locale.Printer) string { return f.Book.Name(kind, code, p.Lang) }
}

// short is the short name of a code, nothing for no code.
func (f facts) short(kind reference.Kind, code string) Text {
	row, ok := f.Book.Find(kind, code)
	if !ok {
		return Words(code)
	}
	return func(p locale.Printer) string { return row.Short(p.Lang) }
}

// options are the codes of a kind that are valid on the office's day, after a
// first empty choice of that text, and the code already chosen where it is not
// among them.
func (f facts) options(kind reference.Kind, empty Text, chosen string) []Option {
	var options []Option
	if empty != nil {
		options = append(options, Option{Text: empty})
	}
	known := chosen == ""
	for _, row := range f.Book.On(kind, f.Today) {
		options = append(options, Option{Value: row.Code, Text: func(p locale.Printer) string { return row.Name(p.Lang) }})
		known = known || row.Code == chosen
	}
	if !known {
		options = append(options, Option{Value: chosen, Text: f.name(kind, chosen)})
	}
	return options
}
