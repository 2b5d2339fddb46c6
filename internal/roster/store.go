package roster

import (
	"context"

	"beret/internal/account"
	"beret/internal/database"
)

// insertImport enters an import, whose counts come at its end, and returns its
// id: the rows refer to it.
func insertImport(ctx context.Context, tx *database.Tx, actor account.Actor, s *Summary) (id int64, err error) {
	login, _ := actor.AuditName()
	err = tx.QueryRow(ctx, `INSERT INTO roster_import (file_name, sha256, row_count, created_count, changed_count,
			unchanged_count, rejected_count, rows_sha256, imported_at, imported_by)
		VALUES (?, ?, 0, 0, 0, 0, 0, '', ?, ?) RETURNING id`,
		s.File, s.SHA256, database.Micros(tx.Now()), login).Scan(&id)
	return id, err
}

func completeImport(ctx context.Context, tx *database.Tx, s *Summary) error {
	_, err := tx.Exec(ctx, `UPDATE roster_import SET row_count = ?, created_count = ?, changed_count = ?,
		unchanged_count = ?, rejected_count = ?, rows_sha256 = ? WHERE id = ?`,
		s.Rows, s.New, s.Changed, s.Unchanged, s.Rejected, s.RowsSHA256, s.ImportID)
	return err
}
