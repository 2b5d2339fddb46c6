package prospect

import (
	"context"

	"beret/internal/database"
)

func (c *chronicle) readSessions(ctx context.Context, tx *database.Tx) error { return nil }
