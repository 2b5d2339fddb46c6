package database

import (
	"context"
	"fmt"
)

// bulkCache is SQLite's page cache while very many rows arrive, in KiB. Keys
// in no order touch a page of every index each; those of a million officers
// mostly find it in memory then instead of in the write-ahead log.
const bulkCache = 32 << 10

// Bulk gives SQLite more memory for very many new rows, until done is called.
// (To set the indexes aside and make them anew at the end costs as much time
// as it saves with this cache, and sorting space besides.)
func (tx *Tx) Bulk(ctx context.Context) (done func(ctx context.Context) error, err error) {
	if tx.dialect == postgres {
		return func(context.Context) error { return nil }, nil
	}
	var usual int
	if err := tx.QueryRow(ctx, "PRAGMA cache_size").Scan(&usual); err != nil {
		return nil, err
	}
	set := func(ctx context.Context, size int) error {
		_, err := tx.Exec(ctx, fmt.Sprintf("PRAGMA cache_size = %d", size))
		return err
	}
	return func(ctx context.Context) error { return set(ctx, usual) }, set(ctx, -bulkCache)
}

// ContinueIdentity lets a table number its rows on after keys that were given
// by the program.
func (tx *Tx) ContinueIdentity(ctx context.Context, table string) error {
	return tx.dialect.continueIdentity(ctx, tx, table, []string{"id"})
}
