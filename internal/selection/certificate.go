package selection

import (
	"context"
	"database/sql"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
)

// Certificate is the certificate of no adverse record about those on a signed
// list. It belongs to the list's hash: of another list it says nothing.
type Certificate struct {
	ID         int64      `json:"-"`
	SlateID    int64      `json:"-"`
	SHA256     string     `json:"sha256"`
	Reference  string     `json:"reference"`
	IssuedOn   civil.Date `json:"issued_on"`
	IssuedBy   string     `json:"issued_by"`
	VoidedOn   civil.Date `json:"voided_on,omitzero"`
	VoidReason string     `json:"void_reason,omitempty"`
}

// Valid reports whether the certificate stands.
func (c Certificate) Valid() bool { return c.VoidedOn == 0 }

// Certificates returns the certificates of a slate, the newest first.
func Certificates(ctx context.Context, tx *database.Tx, actor account.Actor, slateID int64) (list []Certificate, err error) {
	defer fault.Wrap(&err, "selection.Certificates(%d)", slateID)
	return listOf(ctx, tx, actor, slateID, func(rows *sql.Rows) (Certificate, error) {
		c := Certificate{SlateID: slateID}
		err := rows.Scan(&c.ID, &c.SHA256, &c.Reference, &c.IssuedOn, &c.IssuedBy, &c.VoidedOn, &c.VoidReason)
		return c, err
	}, "SELECT id, sha256, reference, issued_on, issued_by, voided_on, void_reason FROM slate_certificate WHERE slate_id = ? ORDER BY id DESC")
}

// Issue records the certificate about the list as it is signed now. It returns
// Invalid where the list is not signed, or has a certificate that stands.
func Issue(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, c Certificate) (err error) {
	defer fault.Wrap(&err, "selection.Issue(%d)", id)
	signed, err := forCertificate(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	c.Reference = strings.TrimSpace(c.Reference)
	switch {
	case c.Reference == "":
		return invalid("reference", "selection.problem.certificate_reference")
	case c.IssuedOn < signed.SignedOn:
		return invalid("issued_on", "selection.problem.before_signature", "date", signed.SignedOn)
	}
	c.SHA256, c.IssuedBy = signed.SHA256, actor.Login
	if _, err := tx.Exec(ctx, "INSERT INTO slate_certificate (slate_id, sha256, reference, issued_on, issued_by) VALUES (?, ?, ?, ?, ?)",
		id, c.SHA256, c.Reference, c.IssuedOn, c.IssuedBy); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "selection.certificate", Kind: "slate", Subject: id, After: c})
}

func forCertificate(ctx context.Context, tx *database.Tx, actor account.Actor, id int64) (signed Frozen, err error) {
	if err := actor.Require(account.SlateEdit); err != nil {
		return signed, err
	}
	s, err := Find(ctx, tx, actor, id)
	if err != nil {
		return signed, err
	}
	if !s.Status.Frozen() {
		return signed, invalid("reference", "selection.problem.not_signed")
	}
	list, err := Certificates(ctx, tx, actor, id)
	if err != nil {
		return signed, err
	}
	for _, c := range list {
		if c.Valid() {
			return signed, invalid("reference", "selection.problem.certified", "reference", c.Reference)
		}
	}
	editions, err := Editions(ctx, tx, actor, id)
	if err != nil || len(editions) == 0 {
		return signed, err
	}
	return editions[0], nil
}

// VoidCertificate takes the standing certificate of a slate back with a reason.
func VoidCertificate(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, day civil.Date, reason string) (err error) {
	defer fault.Wrap(&err, "selection.VoidCertificate(%d)", id)
	if err := actor.Require(account.SlateEdit); err != nil {
		return err
	}
	if reason, err = needReason(reason); err != nil {
		return err
	}
	if err := voidCertificates(ctx, tx, id, day, reason); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "selection.void_certificate", Kind: "slate", Subject: id, Reason: reason})
}

func voidCertificates(ctx context.Context, tx *database.Tx, id int64, day civil.Date, reason string) error {
	_, err := tx.Exec(ctx, "UPDATE slate_certificate SET voided_on = ?, void_reason = ? WHERE slate_id = ? AND voided_on IS NULL", day, reason, id)
	return err
}
