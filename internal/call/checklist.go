package call

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/reference"
)

// Documents returns the checklist of a call, in the order of the reference
// data: what each nominee brings first, then what the call needs as a whole.
func Documents(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, callID int64) (list []Document, err error) {
	defer fault.Wrap(&err, "call.Documents(%d)", callID)
	if !actor.May(account.CallView) {
		return nil, nil
	}
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		d, err := scanDocument(rows)
		list = append(list, d)
		return err
	}, "SELECT "+documentColumns+" FROM call_document d WHERE d.call_id = ? ORDER BY d.id", callID)
	place := func(d Document) int {
		row, _ := book.Find(reference.Documents, d.Code)
		if d.Scope == WholeCall {
			return 1000 + row.Int("order")
		}
		return row.Int("order")
	}
	slices.SortStableFunc(list, func(a, b Document) int { return place(a) - place(b) })
	return list, err
}

const documentColumns = "d.id, d.call_id, d.document, d.scope, d.required, d.owner, d.due"

func scanDocument(row interface{ Scan(...any) error }) (d Document, err error) {
	var required int
	err = row.Scan(&d.ID, &d.CallID, &d.Code, &d.Scope, &required, &d.Owner, &d.Due)
	d.Required = required == 1
	return d, err
}

// FindDocument returns one line of a call's checklist, or NotFound.
func FindDocument(ctx context.Context, tx *database.Tx, actor account.Actor, callID, id int64) (Document, error) {
	if !actor.May(account.CallView) {
		return Document{}, notFound()
	}
	d, err := scanDocument(tx.QueryRow(ctx, "SELECT "+documentColumns+" FROM call_document d WHERE d.id = ? AND d.call_id = ?", id, callID))
	if errors.Is(err, sql.ErrNoRows) {
		return d, notFound()
	}
	return d, err
}

func insertDocument(ctx context.Context, tx *database.Tx, d *Document) error {
	return tx.QueryRow(ctx, "INSERT INTO call_document (call_id, document, scope, required, owner, due) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
		d.CallID, d.Code, string(d.Scope), database.Flag(d.Required), d.Owner, d.Due).Scan(&d.ID)
}

// checkDocument returns the rules that a line of the checklist breaks, beside
// the other lines.
func checkDocument(d Document, others []Document, book *reference.Book) []fault.Problem {
	p := &problems{}
	p.code(book, reference.Documents, "document", d.Code, "call.problem.document", true)
	if d.Scope != EachNominee && d.Scope != WholeCall {
		p.add("scope", "call.problem.scope")
	}
	for _, o := range others {
		if o.Code == d.Code && o.ID != d.ID {
			p.add("document", "call.problem.document_twice")
		}
	}
	return p.list
}

// PutDocument adds a line to a call's checklist (ID 0), or replaces who sees to
// it, by when and whether it is required; version is the call's.
func PutDocument(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, version int, d Document) (put Document, err error) {
	defer fault.Wrap(&err, "call.PutDocument(%d, %s)", d.CallID, d.Code)
	if _, err := claim(ctx, tx, actor, d.CallID, version); err != nil {
		return d, err
	}
	others, err := Documents(ctx, tx, actor, book, d.CallID)
	if err != nil {
		return d, err
	}
	d.Owner = strings.TrimSpace(d.Owner)
	var before any
	if d.ID != 0 {
		old, err := FindDocument(ctx, tx, actor, d.CallID, d.ID)
		if err != nil {
			return d, err
		}
		before, d.Code, d.Scope = old, old.Code, old.Scope // papers hang on these
	}
	if err := fault.Check(checkDocument(d, others, book)); err != nil {
		return d, err
	}
	if d.ID == 0 {
		err = insertDocument(ctx, tx, &d)
	} else {
		_, err = tx.Exec(ctx, "UPDATE call_document SET required = ?, owner = ?, due = ? WHERE id = ?", database.Flag(d.Required), d.Owner, d.Due, d.ID)
	}
	if err != nil {
		return d, err
	}
	return d, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "call.put_document", Kind: "call", Subject: d.CallID, Before: before, After: d})
}

// RemoveDocument takes a line from a call's checklist. A line with papers on
// record stays: it returns Conflict.
func RemoveDocument(ctx context.Context, tx *database.Tx, actor account.Actor, callID int64, version int, id int64) (err error) {
	defer fault.Wrap(&err, "call.RemoveDocument(%d)", id)
	if _, err := claim(ctx, tx, actor, callID, version); err != nil {
		return err
	}
	d, err := FindDocument(ctx, tx, actor, callID, id)
	if err != nil {
		return err
	}
	var papers int
	if err := tx.QueryRow(ctx, "SELECT count(*) FROM call_paper WHERE call_document_id = ?", id).Scan(&papers); err != nil {
		return err
	}
	if papers > 0 {
		return fault.New(fault.Conflict, "call.problem.document_used", "n", papers)
	}
	if _, err := tx.Exec(ctx, "DELETE FROM call_document WHERE id = ?", id); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "call.remove_document", Kind: "call", Subject: callID, Before: d})
}

const paperColumns = "p.id, p.call_document_id, p.officer_id, p.state, p.owner, p.expires, p.evidence, p.sha256, p.note, p.changed_on, p.version"

func scanPaper(row interface{ Scan(...any) error }) (p Paper, err error) {
	var officer sql.NullInt64
	err = row.Scan(&p.ID, &p.DocumentID, &officer, &p.State, &p.Owner, &p.Expires, &p.Evidence, &p.SHA256, &p.Note, &p.ChangedOn, &p.Version)
	p.OfficerID = officer.Int64
	return p, err
}

// Papers returns every paper on record for a call.
func Papers(ctx context.Context, tx *database.Tx, actor account.Actor, callID int64) (papers []Paper, err error) {
	defer fault.Wrap(&err, "call.Papers(%d)", callID)
	if !actor.May(account.CallView) {
		return nil, nil
	}
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		p, err := scanPaper(rows)
		papers = append(papers, p)
		return err
	}, "SELECT "+paperColumns+" FROM call_paper p JOIN call_document d ON d.id = p.call_document_id WHERE d.call_id = ? ORDER BY p.id", callID)
	return papers, err
}

// FindPaper returns the paper of a document and officer (0 for the call as a
// whole); one of which nothing is on record is Missing, of version 0.
func FindPaper(ctx context.Context, tx *database.Tx, actor account.Actor, documentID, officerID int64) (Paper, error) {
	missing := Paper{DocumentID: documentID, OfficerID: officerID}
	if !actor.May(account.CallView) {
		return missing, notFound()
	}
	p, err := scanPaper(tx.QueryRow(ctx, "SELECT "+paperColumns+" FROM call_paper p WHERE p.call_document_id = ? AND COALESCE(p.officer_id, 0) = ?",
		documentID, officerID))
	if errors.Is(err, sql.ErrNoRows) {
		return missing, nil
	}
	return p, err
}

// PutPaper enters the state of a paper of a call on a day. The version is that
// of FindPaper; it returns Conflict where somebody changed the paper since.
func PutPaper(ctx context.Context, tx *database.Tx, actor account.Actor, callID int64, p Paper, on civil.Date) (put Paper, err error) {
	defer fault.Wrap(&err, "call.PutPaper(%d, %d)", p.DocumentID, p.OfficerID)
	if err := actor.Require(account.CallEdit); err != nil {
		return p, err
	}
	d, err := FindDocument(ctx, tx, actor, callID, p.DocumentID)
	if err != nil {
		return p, err
	}
	before, err := FindPaper(ctx, tx, actor, p.DocumentID, p.OfficerID)
	if err != nil {
		return p, err
	}
	if before.Version != p.Version {
		return p, fault.New(fault.Conflict, "fault.conflict")
	}
	p.trim()
	p.ID, p.ChangedOn, p.Version = before.ID, on, before.Version+1
	if err := fault.Check(CheckPaper(p, d)); err != nil {
		return p, err
	}
	if err := writePaper(ctx, tx, &p); err != nil {
		return p, err
	}
	return p, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "call.put_paper", Kind: "call", Subject: callID,
		Before: kept(before, d), After: kept(p, d)})
}

func (p *Paper) trim() {
	for _, text := range []*string{&p.Owner, &p.Evidence, &p.Note} {
		*text = strings.TrimSpace(*text)
	}
	p.SHA256 = strings.ToLower(strings.TrimSpace(p.SHA256))
}

// kept is a paper as the audit log keeps it: with its document; nil for none.
func kept(p Paper, d Document) any {
	if p.Version == 0 {
		return nil
	}
	return struct {
		Document string `json:"document"`
		Paper
	}{d.Code, p}
}

func writePaper(ctx context.Context, tx *database.Tx, p *Paper) error {
	values := []any{string(p.State), p.Owner, p.Expires, p.Evidence, p.SHA256, p.Note, p.ChangedOn, p.Version}
	if p.ID == 0 {
		return tx.QueryRow(ctx, `INSERT INTO call_paper (state, owner, expires, evidence, sha256, note, changed_on, version, call_document_id, officer_id)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, append(values, p.DocumentID, database.NullID(p.OfficerID))...).Scan(&p.ID)
	}
	_, err := tx.Exec(ctx, `UPDATE call_paper SET state = ?, owner = ?, expires = ?, evidence = ?, sha256 = ?, note = ?, changed_on = ?, version = ?
		WHERE id = ?`, append(values, p.ID)...)
	return err
}
