// Package custody keeps the record safe: backups that are checked before they
// are believed, restores that lose nothing, and the doctor's examination.
package custody

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
)

// Copy describes a verified copy of a record.
type Copy struct {
	Path      string
	Rows      int64  // in all tables together
	AuditRows int64  // in the audit log
	AuditHead string // the last hash of its chain
}

// Backup writes a copy of the record, which may be serving, to a new file and
// believes it only after it was opened, checked, and its audit chain found to
// reach at least as far as the record's when the backup began.
func Backup(ctx context.Context, db *database.DB, path string) (c Copy, err error) {
	defer fault.Wrap(&err, "custody.Backup")
	began, err := chain(ctx, db)
	if err != nil {
		return c, err
	}
	if err := db.Save(ctx, path); err != nil {
		return c, err
	}
	c, err = Verify(ctx, path)
	if err == nil && c.AuditRows < began.Rows {
		err = fault.New(fault.Internal, "custody.backup_short", "path", path)
	}
	if err != nil {
		return c, errors.Join(err, os.Remove(path))
	}
	return c, nil
}

func chain(ctx context.Context, db *database.DB) (v audit.Verdict, err error) {
	err = db.Read(ctx, func(tx *database.Tx) error {
		v, err = audit.Verify(ctx, tx)
		return err
	})
	return v, err
}

// Verify opens a backup file and examines it: integrity, references, schema
// and audit chain. It returns what it holds.
func Verify(ctx context.Context, path string) (c Copy, err error) {
	defer fault.Wrap(&err, "custody.Verify")
	if _, err := os.Stat(path); err != nil {
		return c, fault.Because(err, fault.NotFound, "custody.no_file", "path", path)
	}
	file, err := database.Open(ctx, path, database.Options{})
	if err != nil {
		return c, fault.Because(err, fault.Invalid, "custody.no_backup", "path", path)
	}
	defer file.Close()
	findings, err := Examine(ctx, file)
	if err != nil {
		return c, fault.Because(err, fault.Invalid, "custody.no_backup", "path", path)
	}
	for _, f := range findings {
		if f.Status == Broken {
			return c, fault.New(fault.Invalid, "custody.backup_broken", "path", path, "detail", f.Detail)
		}
	}
	return describe(ctx, file, path)
}

func describe(ctx context.Context, db *database.DB, path string) (c Copy, err error) {
	c.Path = path
	err = db.Read(ctx, func(tx *database.Tx) error {
		counts, err := database.Counts(ctx, tx)
		if err != nil {
			return err
		}
		for _, n := range counts {
			c.Rows += n
		}
		verdict, err := audit.Verify(ctx, tx)
		c.AuditRows, c.AuditHead = verdict.Rows, verdict.Head
		return err
	})
	return c, err
}

// Restore brings a verified backup into an empty record at the address, on
// either database, and compares what arrived with what was sent. A SQLite file
// that is there already is kept beside it under the name it returns in aside.
func Restore(ctx context.Context, path, address string, now time.Time) (c Copy, aside string, err error) {
	defer fault.Wrap(&err, "custody.Restore")
	sent, err := Verify(ctx, path)
	if err != nil {
		return c, "", err
	}
	if aside, err = setAside(address, now); err != nil {
		return c, "", err
	}
	if c, err = carry(ctx, path, address); err != nil {
		return c, aside, err
	}
	if c.Rows != sent.Rows || c.AuditHead != sent.AuditHead {
		return c, aside, fault.New(fault.Internal, "custody.restore_differs", "path", address)
	}
	return c, aside, nil
}

// setAside renames a SQLite file in the way, with its companions.
func setAside(address string, now time.Time) (string, error) {
	if _, err := os.Stat(address); err != nil {
		return "", nil // nothing there, or a server's address
	}
	aside := address + ".before-restore-" + now.UTC().Format("20060102T150405Z")
	for _, companion := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(address+companion, aside+companion); err != nil && !(companion != "" && os.IsNotExist(err)) {
			return "", err
		}
	}
	return aside, nil
}

func carry(ctx context.Context, path, address string) (c Copy, err error) {
	source, err := database.Open(ctx, path, database.Options{})
	if err != nil {
		return c, err
	}
	defer source.Close()
	target, err := database.Open(ctx, address, database.Options{})
	if err != nil {
		return c, err
	}
	defer target.Close()
	if err := target.Migrate(ctx); err != nil {
		return c, err
	}
	if err := mustBeEmpty(ctx, target, address); err != nil {
		return c, err
	}
	if err := database.Copy(ctx, source, target, nil); err != nil {
		return c, err
	}
	return describe(ctx, target, address)
}

func mustBeEmpty(ctx context.Context, db *database.DB, address string) error {
	return db.Read(ctx, func(tx *database.Tx) error {
		counts, err := database.Counts(ctx, tx)
		if err != nil {
			return err
		}
		for table, n := range counts {
			if n != 0 {
				return fmt.Errorf("%s has %d rows: %w", table, n, fault.New(fault.Conflict, "custody.not_empty"))
			}
		}
		return nil
	})
}
