package contribution

import (
	"encoding/json"
	"slices"

	"beret/civil"
)

// Kind is what is wrong with a row, as the catalogue key of its text.
type Kind string

// The kinds of issue. A row with one of the first group is left out.
const (
	RowWidth       Kind = "contribution.issue.row_width"
	DateUnreadable Kind = "contribution.issue.date_unreadable"
	CountryUnknown Kind = "contribution.issue.country_unknown"
	MissionBlank   Kind = "contribution.issue.mission_blank"
	TypeUnknown    Kind = "contribution.issue.type_unknown"
	CountBad       Kind = "contribution.issue.count_bad"
	CountsBlank    Kind = "contribution.issue.counts_blank"

	BlankAsZero      Kind = "contribution.issue.blank_as_zero"
	SumDiffers       Kind = "contribution.issue.sum_differs"
	CodeUnknown      Kind = "contribution.issue.code_unknown"
	CodeDisagrees    Kind = "contribution.issue.code_disagrees"
	DuplicateDiffers Kind = "contribution.issue.duplicate_differs"

	BlankDerived    Kind = "contribution.issue.blank_derived"
	CodeBlank       Kind = "contribution.issue.code_blank"
	NameUnknown     Kind = "contribution.issue.name_unknown"
	DuplicateSame   Kind = "contribution.issue.duplicate_same"
	DateNotMonthEnd Kind = "contribution.issue.date_not_month_end"
)

// Severity is what became of the row.
type Severity string

// The severities.
const (
	Rejected Severity = "rejected" // left out
	Doubt    Severity = "doubt"    // taken, but somebody should look
	Note     Severity = "note"     // taken, and told for completeness
)

// Key is the catalogue key of the severity's name.
func (s Severity) Key() string {
	switch s {
	case Rejected:
		return "contribution.severity.rejected"
	case Doubt:
		return "contribution.severity.doubt"
	}
	return "contribution.severity.note"
}

// Severity tells what becomes of a row with this issue.
func (k Kind) Severity() Severity {
	switch k {
	case RowWidth, DateUnreadable, CountryUnknown, MissionBlank, TypeUnknown, CountBad, CountsBlank:
		return Rejected
	case BlankAsZero, SumDiffers, CodeUnknown, CodeDisagrees, DuplicateDiffers:
		return Doubt
	}
	return Note
}

// Remedy is the catalogue key of what the reader can do about it.
func (k Kind) Remedy() string {
	switch k {
	case RowWidth:
		return "contribution.remedy.row_width"
	case DateUnreadable:
		return "contribution.remedy.date"
	case CountryUnknown, CodeUnknown, CodeDisagrees, CodeBlank, NameUnknown:
		return "contribution.remedy.country"
	case MissionBlank:
		return "contribution.remedy.mission"
	case TypeUnknown:
		return "contribution.remedy.type"
	case CountBad, CountsBlank, BlankAsZero, SumDiffers:
		return "contribution.remedy.count"
	case DuplicateDiffers:
		return "contribution.remedy.duplicate"
	}
	return "contribution.remedy.none"
}

// Issue is one thing found in a file. Rows that have it in the same words are
// told once, with the first row and their number.
type Issue struct {
	File   string `json:"file"`
	Row    int    `json:"row"`    // line of the file, the first is 1
	Column string `json:"column"` // as the file's header has it; empty for the whole row
	Kind   Kind   `json:"kind"`
	Args   []any  `json:"args,omitempty"` // placeholders of the kind's text
	Rows   int    `json:"rows"`           // number of rows with this issue
}

// UnmarshalJSON reads an issue as it was stored, its numbers as integers and
// its month as a month, for only those are printed by the language's rules.
func (i *Issue) UnmarshalJSON(data []byte) error {
	type stored Issue
	if err := json.Unmarshal(data, (*stored)(i)); err != nil {
		return err
	}
	for n, arg := range i.Args {
		switch v := arg.(type) {
		case float64:
			i.Args[n] = int(v)
		case string:
			if month, err := civil.ParseMonth(v); err == nil && n > 0 && i.Args[n-1] == "month" {
				i.Args[n] = month
			}
		}
	}
	return nil
}

// maxListed bounds the distinct issues that are kept word by word.
const maxListed = 1000

// issues gathers what is found; the counts go on where the list ends.
type issues struct {
	file   string
	list   []Issue
	place  map[issueWords]int
	counts map[Kind]int
}

// issueWords is what makes two issues the same; row is zero where rows with
// the same words are told together.
type issueWords struct {
	kind         Kind
	column, text string
	row          int
}

func newIssues(file string) issues {
	return issues{file: file, place: map[issueWords]int{}, counts: map[Kind]int{}}
}

// words adds an issue that is told once for all rows with the same text.
func (s *issues) words(kind Kind, row int, column, text string, args ...any) {
	s.add(issueWords{kind: kind, column: column, text: text}, row, 1, args)
}

// row adds an issue of one row.
func (s *issues) row(kind Kind, row int, column string, args ...any) {
	s.add(issueWords{kind: kind, column: column, row: row}, row, 1, args)
}

func (s *issues) add(w issueWords, row, rows int, args []any) {
	s.counts[w.kind] += rows
	if i, ok := s.place[w]; ok {
		s.list[i].Rows += rows
		return
	}
	if len(s.list) == maxListed {
		return
	}
	s.place[w] = len(s.list)
	s.list = append(s.list, Issue{File: s.file, Row: row, Column: w.column, Kind: w.kind, Args: args, Rows: rows})
}

// sorted returns the list, what was rejected first, then by row.
func (s *issues) sorted() []Issue {
	order := []Severity{Rejected, Doubt, Note}
	slices.SortStableFunc(s.list, func(a, b Issue) int {
		if d := slices.Index(order, a.Kind.Severity()) - slices.Index(order, b.Kind.Severity()); d != 0 {
			return d
		}
		return a.Row - b.Row
	})
	return s.list
}
