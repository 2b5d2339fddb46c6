package web

import "beret/internal/contribution"

// pendingFile is a file of figures that was read and not yet imported.
type pendingFile struct {
	file *contribution.File
	mode contribution.Mode
}
