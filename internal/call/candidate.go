package call

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
)

// Candidate is an officer who has to do with a call: put forward, on a slate
// that is not void, interested, or with a paper on record.
type Candidate struct {
	OfficerID     int64
	ServiceNumber string
	Name          string
	Woman         bool
	Rank          string
	Nominated     bool
	OnSlate       bool
	Interested    bool
}

// Candidates returns who has to do with a call: the nominated first, then those
// on a slate, then the others, each by name.
func Candidates(ctx context.Context, tx *database.Tx, actor account.Actor, callID int64) (list []Candidate, err error) {
	defer fault.Wrap(&err, "call.Candidates(%d)", callID)
	visible, more := actor.OfficerRows(account.CallView, "o")
	err = tx.Each(ctx, func(r *sql.Rows) error {
		var c Candidate
		var woman, nominated, proposed, interested int
		err := r.Scan(&c.OfficerID, &c.ServiceNumber, &c.Name, &woman, &c.Rank, &nominated, &proposed, &interested)
		c.Woman, c.Nominated, c.OnSlate, c.Interested = woman == 1, nominated == 1, proposed == 1, interested == 1
		list = append(list, c)
		return err
	}, `SELECT o.id, o.service_number, o.full_name, o.woman, o.rank_code, max(p.nominated), max(p.proposed), max(p.interested)
		FROM officer o JOIN (
			SELECT officer_id, 1 AS nominated, 0 AS proposed, 0 AS interested FROM nomination WHERE call_id = ?
			UNION ALL SELECT l.officer_id, 0, 1, 0 FROM slate_line l JOIN slate s ON s.id = l.slate_id WHERE s.call_id = ? AND s.status <> 'void'
			UNION ALL SELECT officer_id, 0, 0, 1 FROM call_told WHERE call_id = ? AND answer = 'interested'
			UNION ALL SELECT w.officer_id, 0, 0, 0 FROM call_paper w JOIN call_document d ON d.id = w.call_document_id
				WHERE d.call_id = ? AND w.officer_id IS NOT NULL
		) p ON p.officer_id = o.id
		WHERE `+visible+`
		GROUP BY o.id, o.service_number, o.full_name, o.woman, o.rank_code, o.name_key
		ORDER BY max(p.nominated) DESC, max(p.proposed) DESC, o.name_key, o.id`, append([]any{callID, callID, callID, callID}, more...)...)
	return list, err
}

// PaperKey names a paper: a document of an officer, or of the call as a whole
// where the officer is 0.
type PaperKey struct{ DocumentID, OfficerID int64 }

// ByKey returns papers by their names.
func ByKey(papers []Paper) map[PaperKey]Paper {
	named := make(map[PaperKey]Paper, len(papers))
	for _, p := range papers {
		named[PaperKey{p.DocumentID, p.OfficerID}] = p
	}
	return named
}

// Person is an officer as a list of people shows one.
type Person struct {
	ID            int64
	ServiceNumber string
	Name          string
	Woman         bool
	Rank          string
	HomeUnit      string
}

// peopleChunk bounds the arguments of a statement.
const peopleChunk = 500

// People returns officers by their ids; those whom the actor may not see are
// left out.
func People(ctx context.Context, tx *database.Tx, actor account.Actor, ids []int64) (people map[int64]Person, err error) {
	defer fault.Wrap(&err, "call.People")
	people = map[int64]Person{}
	visible, more := actor.OfficerRows(account.CallView, "o")
	for chunk := range slices.Chunk(ids, peopleChunk) {
		args := make([]any, len(chunk))
		for i, id := range chunk {
			args[i] = id
		}
		err = tx.Each(ctx, func(r *sql.Rows) error {
			var p Person
			var woman int
			err := r.Scan(&p.ID, &p.ServiceNumber, &p.Name, &woman, &p.Rank, &p.HomeUnit)
			p.Woman = woman == 1
			people[p.ID] = p
			return err
		}, `SELECT o.id, o.service_number, o.full_name, o.woman, o.rank_code, u.name FROM officer o JOIN home_unit u ON u.id = o.home_unit_id
			WHERE o.id IN (?`+strings.Repeat(", ?", len(args)-1)+") AND "+visible, append(args, more...)...)
		if err != nil {
			return nil, err
		}
	}
	return people, nil
}
