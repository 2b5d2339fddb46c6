// Package reference holds the facts that change by note verbale or by a new
// edition: ranks, categories, missions, leadership tiers, target frameworks,
// rules of eligibility. Each row has its span of validity, its source and how
// sure it is. The program ships rows as embedded files; rows of the office
// stand in the place of shipped ones. Nothing of this is a constant in code.
package reference

import (
	"embed"
	"encoding/csv"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"

	"beret/civil"
	"beret/internal/locale"
)

//go:embed data/rank.csv data/rank_band.csv data/category.csv data/mission.csv data/tier.csv
//go:embed data/language.csv data/language_level.csv data/specialism.csv data/certificate_type.csv
//go:embed data/test.csv data/edition.csv data/framework.csv data/target.csv data/policy.csv
//go:embed data/document.csv data/holiday.csv data/score.csv data/upgrade.csv data/approval.csv
//go:embed data/prior.csv data/lever.csv data/leadership.csv
var files embed.FS

// Kind names a table of reference data.
type Kind string

// The kinds, each a file of the same name.
const (
	Ranks            Kind = "rank"
	RankBands        Kind = "rank_band"
	Categories       Kind = "category"
	Missions         Kind = "mission"
	Tiers            Kind = "tier"
	LanguageKind     Kind = "language"
	LanguageLevels   Kind = "language_level"
	Specialisms      Kind = "specialism"
	CertificateTypes Kind = "certificate_type"
	Tests            Kind = "test"
	Editions         Kind = "edition"
	Frameworks       Kind = "framework"
	Targets          Kind = "target"
	Policies         Kind = "policy"
	Documents        Kind = "document"   // what a nomination's file must hold
	Holidays         Kind = "holiday"    // days on which the office does not work, or works for another
	Scores           Kind = "score"      // what a candidate's score counts, and how much
	Upgrades         Kind = "upgrade"    // what would mend something missing, its cost and weeks
	Approvals        Kind = "approval"   // steps by which a list is agreed to, at home and at the UN
	Priors           Kind = "prior"      // what was thought of the flow of people before the record was read
	Levers           Kind = "lever"      // what can be decided for the share ahead: cost, limit, lead time
	Leadership       Kind = "leadership" // what a leadership tier asks of the people put forward for it
)

// Kinds lists every kind in the order in which the office reads them.
func Kinds() []Kind {
	return []Kind{Targets, Frameworks, Policies, Categories, Tiers, Missions, Ranks, RankBands,
		LanguageKind, LanguageLevels, Specialisms, CertificateTypes, Tests, Editions, Documents, Holidays, Scores, Upgrades, Approvals, Priors, Levers, Leadership}
}

// Confidence says how sure a row is.
type Confidence string

// The degrees of confidence.
const (
	Stated     Confidence = "stated"     // in the text of an official or primary source
	Secondary  Confidence = "secondary"  // in news, blogs or mirrors
	Inferred   Confidence = "inferred"   // concluded from stated facts
	Unverified Confidence = "unverified" // to be verified before it is relied on
	OfficeOwn  Confidence = "office"     // entered by the office on its own authority
)

// Row is one fact of a kind with its span, source and confidence. Fields holds
// the kind's own columns by name.
type Row struct {
	Kind       Kind
	Code       string
	Fields     map[string]string
	Valid      civil.Interval
	Source     string
	Confidence Confidence
	Office     bool // entered by the office, in the place of a shipped row or beside it
}

// Field returns a column, "" where the kind has none of that name.
func (r Row) Field(name string) string { return r.Fields[name] }

// Int returns a column as an integer, 0 where it is empty.
func (r Row) Int(name string) int {
	n, _ := strconv.Atoi(r.Fields[name])
	return n
}

// Name returns the row's name in a language, or its code where it has none.
func (r Row) Name(lang locale.Lang) string { return r.text("name", lang) }

// Short returns the row's short name in a language, or its name.
func (r Row) Short(lang locale.Lang) string {
	if short := r.Fields["short_"+string(lang)]; short != "" {
		return short
	}
	return r.Name(lang)
}

func (r Row) text(column string, lang locale.Lang) string {
	if text := r.Fields[column+"_"+string(lang)]; text != "" {
		return text
	}
	if text := r.Fields[column+"_en"]; text != "" {
		return text
	}
	return r.Code
}

// Book is all reference data at hand. It is only read from after Load.
type Book struct {
	rows map[Kind][]Row
}

// Load reads the shipped rows and puts the office's in their place. An office
// row replaces the shipped row of its kind, code and first day. Rows of one
// code follow one another in time: each ends at the latest where the next
// begins, so that a new rule takes the place of an open-ended one.
func Load(office []Row) (*Book, error) {
	b := &Book{rows: map[Kind][]Row{}}
	for _, kind := range Kinds() {
		rows, err := shipped(kind)
		if err != nil {
			return nil, err
		}
		b.rows[kind] = rows
	}
	for _, row := range office {
		b.put(row)
	}
	for kind := range b.rows {
		b.order(kind)
	}
	return b, b.check()
}

func (b *Book) put(row Row) {
	row.Office = true
	rows := b.rows[row.Kind]
	for i := range rows {
		if rows[i].Code == row.Code && rows[i].Valid.From == row.Valid.From {
			rows[i] = row
			return
		}
	}
	b.rows[row.Kind] = append(rows, row)
}

func (b *Book) order(kind Kind) {
	rows := b.rows[kind]
	sort.SliceStable(rows, func(i, j int) bool {
		if x, y := rows[i].Int("order"), rows[j].Int("order"); x != y {
			return x < y
		}
		if rows[i].Code != rows[j].Code {
			return rows[i].Code < rows[j].Code
		}
		return rows[i].Valid.From < rows[j].Valid.From
	})
	settle(rows)
}

// settle ends each row at the latest where the next of its code begins.
func settle(rows []Row) {
	for i := range rows {
		valid := &rows[i].Valid
		for j := range rows {
			from := rows[j].Valid.From
			if rows[j].Code == rows[i].Code && from > valid.From && (valid.To == 0 || valid.To > from) {
				valid.To = from
			}
		}
	}
}

func shipped(kind Kind) ([]Row, error) {
	file, err := files.Open("data/" + string(kind) + ".csv")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	rows, err := Read(kind, file)
	if err != nil {
		return nil, fmt.Errorf("reference: %s: %w", kind, err)
	}
	return rows, nil
}

// Read parses rows of a kind from CSV with a header. The columns valid_from,
// source and confidence are required of every row.
func Read(kind Kind, r io.Reader) ([]Row, error) {
	records, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(records) == 0 {
		return nil, fmt.Errorf("no header")
	}
	var rows []Row
	for i, record := range records[1:] {
		row, err := newRow(kind, records[0], record)
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", i+2, err)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func newRow(kind Kind, header, record []string) (Row, error) {
	fields := map[string]string{}
	for i, name := range header {
		fields[name] = record[i]
	}
	return NewRow(kind, fields)
}

// NewRow builds a row from its columns by name, those of the kind and the
// common valid_from, valid_to, source and confidence.
func NewRow(kind Kind, fields map[string]string) (Row, error) {
	row := Row{Kind: kind, Fields: map[string]string{}, Source: fields["source"], Confidence: Confidence(fields["confidence"])}
	if err := row.Valid.From.UnmarshalText([]byte(fields["valid_from"])); err != nil {
		return row, err
	}
	if err := row.Valid.To.UnmarshalText([]byte(fields["valid_to"])); err != nil {
		return row, err
	}
	for name, value := range fields {
		switch name {
		case "valid_from", "valid_to", "source", "confidence":
		default:
			row.Fields[name] = value
		}
	}
	row.Code = fields["code"]
	if kind == Targets {
		row.Code = strings.Join([]string{fields["framework"], fields["category"], fields["mission"], fields["unit"]}, "/")
	}
	return row, row.check()
}

func (r Row) check() error {
	switch {
	case r.Code == "":
		return fmt.Errorf("no code")
	case r.Valid.From == 0:
		return fmt.Errorf("%s: no first day of validity", r.Code)
	case r.Valid.Empty():
		return fmt.Errorf("%s: validity ends before it begins", r.Code)
	case r.Source == "":
		return fmt.Errorf("%s: no source", r.Code)
	}
	switch r.Confidence {
	case Stated, Secondary, Inferred, Unverified, OfficeOwn:
		return nil
	}
	return fmt.Errorf("%s: confidence %q is none of stated, secondary, inferred, unverified, office", r.Code, r.Confidence)
}

// check holds references between kinds together.
func (b *Book) check() error {
	for _, rank := range b.rows[Ranks] {
		if _, ok := b.Find(RankBands, rank.Field("band")); !ok {
			return fmt.Errorf("reference: rank %s has the unknown band %q", rank.Code, rank.Field("band"))
		}
	}
	for _, row := range b.rows[Targets] {
		if _, err := targetOf(row); err != nil {
			return err
		}
		if _, ok := b.Find(Frameworks, row.Field("framework")); !ok {
			return fmt.Errorf("reference: target %s has an unknown framework", row.Code)
		}
	}
	return nil
}

// Rows returns every row of a kind, in order, whatever its validity.
func (b *Book) Rows(kind Kind) []Row { return b.rows[kind] }

// On returns the rows of a kind that are valid on a day, in order, at most one
// a code.
func (b *Book) On(kind Kind, day civil.Date) []Row {
	var valid []Row
	for _, row := range b.rows[kind] {
		if row.Valid.Contains(day) {
			valid = append(valid, row)
		}
	}
	return valid
}

// Find returns the newest row of a code, for printing the name of something
// recorded under it, whatever the day.
func (b *Book) Find(kind Kind, code string) (Row, bool) {
	rows := b.rows[kind]
	for i := len(rows) - 1; i >= 0; i-- {
		if rows[i].Code == code {
			return rows[i], true
		}
	}
	return Row{}, false
}

// Name returns the name of a code in a language, or the code itself.
func (b *Book) Name(kind Kind, code string, lang locale.Lang) string {
	if row, ok := b.Find(kind, code); ok {
		return row.Name(lang)
	}
	return code
}

// RankOrder returns the place of a rank on the ladder, 0 for an unknown one.
func (b *Book) RankOrder(code string) int {
	row, _ := b.Find(Ranks, code)
	return row.Int("order")
}

// NextRank returns the rank above a code that may be reached by years alone.
func (b *Book) NextRank(code string) (Row, bool) {
	order := b.RankOrder(code)
	for _, row := range b.rows[Ranks] {
		if order > 0 && row.Int("order") == order+1 {
			return row, true
		}
	}
	return Row{}, false
}

// Policy returns the row of a rule that is valid on a day.
func (b *Book) Policy(code string, day civil.Date) (Row, bool) {
	for _, row := range b.rows[Policies] {
		if row.Code == code && row.Valid.Contains(day) {
			return row, true
		}
	}
	return Row{}, false
}

// Number returns a rule's value as an integer on a day, and 0 where no rule is
// valid: a rule that the office has withdrawn asks for nothing.
func (b *Book) Number(code string, day civil.Date) int {
	row, _ := b.Policy(code, day)
	return row.Int("value")
}
