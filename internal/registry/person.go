package registry

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/database"
	"beret/internal/eligibility"
)

// peopleOfChunk collects the facts of some officers from the tables of their
// files: only the columns that a rule reads.
type peopleOfChunk struct {
	people []Person
	facts  []eligibility.Facts
	at     map[int64]int
}

// loadPeople reads those in service of the officers whom a condition on the
// column %s selects, in the order of ids: nine statements for however many.
func loadPeople(ctx context.Context, tx *database.Tx, codes *eligibility.Codes, where string, args ...any) ([]Person, error) {
	c := &peopleOfChunk{at: map[int64]int{}}
	if err := c.officers(ctx, tx, strings.ReplaceAll(where, "%s", "o.id"), args); err != nil || len(c.people) == 0 {
		return nil, err
	}
	where = strings.ReplaceAll(where, "%s", "officer_id")
	for _, part := range parts() {
		if err := part(ctx, tx, c, where, args); err != nil {
			return nil, err
		}
	}
	for i := range c.people {
		c.people[i].Candidate = codes.Pack(&c.facts[i])
	}
	return c.people, nil
}

func (c *peopleOfChunk) officers(ctx context.Context, tx *database.Tx, where string, args []any) error {
	today := civil.FromTime(tx.Now())
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var p Person
		var f eligibility.Facts
		var medical MedicalStatus
		var national NationalClearance
		var order int32
		err := rows.Scan(&p.ID, &p.HomeUnit, (*flag)(&f.Woman), &f.Birth, &f.Enlisted, &f.Left, &f.Rank, &order, &f.RankSince,
			&f.Passport, &medical, &f.MedicalExpires, &national, &f.NationalExpires)
		p.Woman, p.Seniority = f.Woman, seniority(order, f.RankSince)
		f.Medical, f.National = medical.state(), national.state()
		c.at[p.ID] = len(c.people)
		c.people, c.facts = append(c.people, p), append(c.facts, f)
		return err
	}, `SELECT o.id, o.home_unit_id, o.woman, o.birth_date, o.enlisted_on, o.left_on, o.rank_code, o.rank_order, o.rank_since,
			o.passport_expires, o.medical_status, o.medical_expires, o.national_clearance, o.national_clearance_expires
		FROM officer o WHERE `+where+" AND (o.left_on IS NULL OR o.left_on > ?) ORDER BY o.id", append(slices.Clone(args), today)...)
}

// seniority grows with the rank and, within it, with the time since it was
// reached; a day that is not known comes last.
func seniority(order int32, since civil.Date) int32 {
	const longest = 4_000_000 // days, more than any date counts
	if since == 0 {
		since = longest
	}
	return order*longest + longest - int32(since)
}

// partReader reads one table of the files into the facts.
type partReader func(ctx context.Context, tx *database.Tx, c *peopleOfChunk, where string, args []any) error

// part reads rows of a table: columns are scanned into the fields, and added
// to the facts of their officer.
func part[T any](table, columns, order string, fields func(*T) []any, add func(*eligibility.Facts, T)) partReader {
	return func(ctx context.Context, tx *database.Tx, c *peopleOfChunk, where string, args []any) error {
		return tx.Each(ctx, func(rows *sql.Rows) error {
			var id int64
			var row T
			err := rows.Scan(append([]any{&id}, fields(&row)...)...)
			if i, serving := c.at[id]; err == nil && serving {
				add(&c.facts[i], row)
			}
			return err
		}, "SELECT officer_id, "+columns+" FROM "+table+" AND "+where+" ORDER BY officer_id, "+order, args...)
	}
}

// parts are the tables that rules read, each with the condition that all its
// rows fulfil.
func parts() []partReader {
	return []partReader{
		part("officer_language WHERE 1 = 1", "language, level", "language",
			func(l *eligibility.Language) []any { return []any{&l.Language, &l.Level} },
			func(f *eligibility.Facts, l eligibility.Language) { f.Languages = append(f.Languages, l) }),
		part("officer_licence WHERE 1 = 1", "manual, since, expires", "class",
			func(l *eligibility.Licence) []any { return []any{(*flag)(&l.Manual), &l.Since, &l.Expires} },
			func(f *eligibility.Facts, l eligibility.Licence) { f.Licences = append(f.Licences, l) }),
		part("officer_specialism WHERE 1 = 1", "specialism, years", "specialism",
			func(s *eligibility.Specialism) []any { return []any{&s.Specialism, &s.Years} },
			func(f *eligibility.Facts, s eligibility.Specialism) { f.Specialisms = append(f.Specialisms, s) }),
		part("certificate WHERE 1 = 1", "type, expires", "type, issued, id",
			func(c *eligibility.Certificate) []any { return []any{&c.Type, &c.Expires} },
			func(f *eligibility.Facts, c eligibility.Certificate) { f.Certificates = append(f.Certificates, c) }),
		part("assessment_attempt WHERE test = 'firearms'", "taken_on, passed", "taken_on, id",
			func(a *eligibility.Attempt) []any { return []any{&a.On, (*flag)(&a.Passed)} },
			func(f *eligibility.Facts, a eligibility.Attempt) { f.Firearms = append(f.Firearms, a) }),
		part("assessment_clearance WHERE 1 = 1", "cleared_on, expires", "cleared_on",
			func(s *civil.Interval) []any { return []any{&s.From, &s.To} },
			func(f *eligibility.Facts, s civil.Interval) { f.Clearances = append(f.Clearances, s) }),
		part("availability WHERE 1 = 1", "willing, from_date, to_date", "from_date, id",
			func(w *eligibility.Window) []any { return []any{(*flag)(&w.Willing), &w.Span.From, &w.Span.To} },
			func(f *eligibility.Facts, w eligibility.Window) { f.Windows = append(f.Windows, w) }),
		part("deployment WHERE cancelled = 0", "mission, from_date, planned_end, ended_on", "from_date, id",
			func(d *Deployment) []any { return []any{&d.Mission, &d.From, &d.PlannedEnd, &d.EndedOn} },
			func(f *eligibility.Facts, d Deployment) { f.Tours = append(f.Tours, d.tour()) }),
	}
}

func (d Deployment) tour() eligibility.Deployment {
	return eligibility.Deployment{Mission: d.Mission, Span: d.Span(), Ended: d.EndedOn != 0}
}
