package spreadsheet

import "strings"

// A spreadsheet program that opens a CSV file takes a cell for a formula when
// it begins with = + - @, or with a tab or line end before one, or with the
// wide forms of these signs (OWASP, CSV Injection). What such a formula fetches
// or runs is somebody else's wish. So the writer puts an apostrophe before
// these cells, and before those that begin with apostrophes followed by such a
// sign; the reader takes one apostrophe off exactly these. So =1+1 is written
// as '=1+1, and '=1+1 with two apostrophes, and both are read back as they were.

// protect returns the text as it is safe in a CSV file.
func protect(text string) string {
	if isActive(strings.TrimLeft(text, "'")) {
		return "'" + text
	}
	return text
}

// unprotect is the inverse of protect.
func unprotect(text string) string {
	if text[0] == '\'' && isActive(strings.TrimLeft(text, "'")) {
		return text[1:]
	}
	return text
}

// isActive reports whether a program may take the text for a formula.
func isActive(text string) bool {
	if text == "" {
		return false
	}
	switch text[0] {
	case '=', '+', '-', '@', '\t', '\r', '\n':
		return true
	case 0xef: // first byte of the wide forms
		for _, wide := range [...]string{"＝", "＋", "－", "＠"} {
			if strings.HasPrefix(text, wide) {
				return true
			}
		}
	}
	return false
}
