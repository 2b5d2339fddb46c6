package web

import (
	"strings"
	"time"

	"beret/civil"
	"beret/internal/locale"
)

// Text is what a component prints, put into words when the page is drawn in
// the reader's language. Make it with T, Words, Day, Num, Share and the like.
// Nil is no text, and false in a template's condition.
type Text func(p locale.Printer) string

// T is the catalogue's text of a key. An argument may itself be a Text.
func T(key string, args ...any) Text {
	return func(p locale.Printer) string {
		filled := make([]any, len(args))
		for i, arg := range args {
			filled[i] = arg
			if text, ok := arg.(Text); ok {
				filled[i] = text(p)
			}
		}
		return p.Text(key, filled...)
	}
}

// Words is data that reads the same in every language, such as a name.
func Words(s string) Text {
	if s == "" {
		return nil
	}
	return func(locale.Printer) string { return s }
}

// Day prints a date, nothing for no date.
func Day(d civil.Date) Text {
	if d.IsZero() {
		return nil
	}
	return func(p locale.Printer) string { return p.Date(d) }
}

// MonthText prints a month, nothing for no month.
func MonthText(m civil.Month) Text {
	if m.IsZero() {
		return nil
	}
	return func(p locale.Printer) string { return p.Month(m) }
}

// Num prints an integer with separators.
func Num(n int) Text { return func(p locale.Printer) string { return p.Number(n) } }

// ShareText prints counts and then the rate: "12 of 36 (33.3 %)".
func ShareText(women, total int) Text {
	return func(p locale.Printer) string { return p.Share(women, total) }
}

// Moment prints an instant's day and time in the zone that it carries.
func Moment(t time.Time) Text {
	if t.IsZero() {
		return nil
	}
	return func(p locale.Printer) string { return p.Date(civil.FromTime(t)) + " " + t.Format("15:04") }
}

// Joined prints the texts one after another with a separator between.
func Joined(separator string, texts ...Text) Text {
	return func(p locale.Printer) string {
		var parts []string
		for _, t := range texts {
			if t != nil {
				parts = append(parts, t(p))
			}
		}
		return strings.Join(parts, separator)
	}
}
