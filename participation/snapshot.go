package participation

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"beret/civil"
)

// Errors of Decode and Snapshot.Verify.
var (
	ErrAltered    = errors.New("participation: the snapshot was altered")
	ErrSnapshot   = errors.New("participation: not a snapshot")
	ErrFormula    = errors.New("participation: the snapshot was made by another formula version")
	ErrReproduced = errors.New("participation: the snapshot's figures do not follow from its people")
)

// Snapshot is a month-end position, frozen: the people in service with their
// places, the counts by every dimension, and a hash over both. It holds ids and
// codes, no names.
type Snapshot struct {
	Formula string      `json:"formula"`
	Month   civil.Month `json:"month"`
	Rows    []Row       `json:"rows"`
	Lines   []Line      `json:"lines"`
}

// Row is one stretch of service in a snapshot.
type Row struct {
	Person, Service                                         int64
	Woman                                                   bool
	Category, Mission, Unit, Tier, HomeUnit, RankBand, Site string
}

// Line is one figure of a snapshot.
type Line struct {
	Dimension Dimension `json:"dimension"`
	Key       string    `json:"key"`
	Share     Share     `json:"share"`
}

// Freeze takes the position at the end of the month. The same services give
// the same bytes in every order.
func Freeze(services []Service, month civil.Month) Snapshot {
	s := Snapshot{Formula: FormulaVersion, Month: month, Rows: []Row{}}
	for _, v := range services {
		if v.Status == Served && v.Span.Contains(month.End()) {
			s.Rows = append(s.Rows, Row{v.Person, v.ID, v.Woman, v.Category, v.Mission, v.Unit, v.Tier, v.HomeUnit, v.RankBand, v.Site})
		}
	}
	slices.SortFunc(s.Rows, compareRows)
	s.Rows = slices.Compact(s.Rows)
	s.Lines = lines(s.Rows, month)
	return s
}

func compareRows(a, b Row) int {
	return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.Service, b.Service), compareBool(a.Woman, b.Woman),
		slices.Compare(a.codes(), b.codes()))
}

func (r Row) codes() []string {
	return []string{r.Category, r.Mission, r.Unit, r.Tier, r.HomeUnit, r.RankBand, r.Site}
}

// lines counts the rows by every dimension with the same code as a live page.
func lines(rows []Row, month civil.Month) []Line {
	day := civil.Interval{From: month.End(), To: month.End() + 1}
	services := make([]Service, len(rows))
	for i, r := range rows {
		services[i] = Service{ID: r.Service, Person: r.Person, Woman: r.Woman, Span: day, Category: r.Category,
			Mission: r.Mission, Unit: r.Unit, Tier: r.Tier, HomeUnit: r.HomeUnit, RankBand: r.RankBand, Site: r.Site}
	}
	var all []Line
	for _, d := range Dimensions() {
		for _, f := range At(services, d, day.From) {
			all = append(all, Line{d, f.Key, f.Share})
		}
	}
	return all
}

// Hash returns the SHA-256 of the snapshot's text in hexadecimal.
func (s Snapshot) Hash() string {
	sum := sha256.Sum256(s.text())
	return hex.EncodeToString(sum[:])
}

// Encode returns the canonical text: a line for each fact, codes quoted, the
// hash of all lines above it as the last.
func (s Snapshot) Encode() []byte {
	return fmt.Appendf(s.text(), "sha256 %s\n", s.Hash())
}

func (s Snapshot) text() []byte {
	b := fmt.Appendf(nil, "beret snapshot\nformula %q\nmonth %s\n", s.Formula, s.Month)
	for _, r := range s.Rows {
		b = fmt.Appendf(b, "row %d %d %t", r.Person, r.Service, r.Woman)
		for _, code := range r.codes() {
			b = strconv.AppendQuote(append(b, ' '), code)
		}
		b = append(b, '\n')
	}
	for _, l := range s.Lines {
		b = fmt.Appendf(b, "line %s %q %d %d\n", l.Dimension, l.Key, l.Share.Women, l.Share.Total)
	}
	return b
}

// Decode reads what Encode wrote. It returns ErrSnapshot where the text is
// something else and ErrAltered where a single byte differs from what was
// frozen.
func Decode(data []byte) (Snapshot, error) {
	text, tail, found := bytes.Cut(data, []byte("\nsha256 "))
	if !found {
		return Snapshot{}, ErrSnapshot
	}
	sum := sha256.Sum256(append(slices.Clone(text), '\n'))
	if string(tail) != hex.EncodeToString(sum[:])+"\n" {
		return Snapshot{}, ErrAltered
	}
	s, err := parse(string(text))
	if err != nil {
		return Snapshot{}, err
	}
	// Only the canonical spelling is a snapshot: two texts never mean the same.
	if !bytes.Equal(s.Encode(), data) {
		return Snapshot{}, ErrSnapshot
	}
	return s, nil
}

func parse(text string) (s Snapshot, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 3 || lines[0] != "beret snapshot" {
		return s, ErrSnapshot
	}
	s.Rows = []Row{}
	for _, line := range lines[1:] {
		kind, rest, _ := strings.Cut(line, " ")
		switch kind {
		case "formula":
			s.Formula, err = strconv.Unquote(rest)
		case "month":
			s.Month, err = civil.ParseMonth(rest)
		case "row":
			err = s.parseRow(rest)
		case "line":
			err = s.parseLine(rest)
		default:
			err = ErrSnapshot
		}
		if err != nil {
			return s, ErrSnapshot
		}
	}
	return s, nil
}

func (s *Snapshot) parseRow(text string) error {
	var r Row
	_, err := fmt.Sscanf(text, "%d %d %t %q %q %q %q %q %q %q", &r.Person, &r.Service, &r.Woman, &r.Category,
		&r.Mission, &r.Unit, &r.Tier, &r.HomeUnit, &r.RankBand, &r.Site)
	s.Rows = append(s.Rows, r)
	return err
}

func (s *Snapshot) parseLine(text string) error {
	var l Line
	_, err := fmt.Sscanf(text, "%s %q %d %d", &l.Dimension, &l.Key, &l.Share.Women, &l.Share.Total)
	s.Lines = append(s.Lines, l)
	return err
}

// Verify counts the snapshot's people again and reports ErrReproduced where a
// line does not follow, ErrFormula where another version counted them.
func (s Snapshot) Verify() error {
	if s.Formula != FormulaVersion {
		return ErrFormula
	}
	if !slices.Equal(lines(s.Rows, s.Month), s.Lines) {
		return ErrReproduced
	}
	return nil
}

// Drift returns what the record says today of the frozen month beyond the
// snapshot (added) and what it no longer says (removed): corrections entered
// since.
func (s Snapshot) Drift(services []Service) (added, removed []Row) {
	now := Freeze(services, s.Month).Rows
	return rowsWithout(now, s.Rows), rowsWithout(s.Rows, now)
}

func rowsWithout(a, b []Row) []Row {
	var rest []Row
	for _, r := range a {
		if _, found := slices.BinarySearchFunc(b, r, compareRows); !found {
			rest = append(rest, r)
		}
	}
	return rest
}
