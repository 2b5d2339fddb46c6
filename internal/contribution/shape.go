package contribution

import (
	"strings"

	"beret/internal/fault"
)

// Shape is how a file lays out its figures.
type Shape string

// The shapes.
const (
	// Wide has a row for each month, contributor and mission, with columns for
	// women, men and total of each type: the International Peace Institute's
	// compilation of the UN's monthly reports.
	Wide Shape = "wide"
	// Long has a row for each type as well: the UN's open data.
	Long Shape = "long"
)

// Key is the catalogue key of the shape's name.
func (s Shape) Key() string {
	if s == Wide {
		return "contribution.shape.wide"
	}
	return "contribution.shape.long"
}

// field is what a column holds.
type field uint8

const (
	fieldDate field = iota
	fieldISO3
	fieldM49
	fieldName
	fieldMission
	fieldType
	fieldID
	fields
)

// counts are the columns of one count: women, men and their published total.
type counts struct{ women, men, total int }

func noCounts() counts { return counts{-1, -1, -1} }

// layout is where a file's header puts what. Columns that are missing are −1.
type layout struct {
	shape  Shape
	width  int
	header []string // as the file has it
	at     [fields]int
	long   counts
	wide   map[Type]counts
	types  []Type // the keys of wide, in order
	whole  counts // wide: the sum over all types
}

// readLayout understands a header, or tells which columns it lacks.
func readLayout(header []string) (*layout, []string) {
	l := &layout{header: header, width: len(header), long: noCounts(), whole: noCounts(), wide: map[Type]counts{}}
	for i := range l.at {
		l.at[i] = -1
	}
	for i, name := range header {
		l.column(i, foldHeader(name))
	}
	for _, t := range Types() {
		if c, ok := l.wide[t]; ok && c.women >= 0 && c.men >= 0 {
			l.types = append(l.types, t)
		}
	}
	l.shape = Long
	if len(l.types) > 0 {
		l.shape = Wide
	} else {
		l.long, l.whole = l.whole, noCounts()
	}
	return l, l.missing()
}

func (l *layout) column(i int, name string) {
	if f, ok := fieldOf(name); ok {
		if l.at[f] < 0 {
			l.at[f] = i
		}
		return
	}
	rest, place := countOf(name)
	if place == nil {
		return
	}
	if t, ok := ParseType(rest); ok {
		c, seen := l.wide[t]
		if !seen {
			c = noCounts()
		}
		place(&c, i)
		l.wide[t] = c
		return
	}
	if rest == "" || rest == "total" || rest == "personnel" {
		place(&l.whole, i)
	}
}

// fieldOf knows the header's spellings, folded.
func fieldOf(name string) (field, bool) {
	switch name {
	case "date", "lastreportingdate", "reportingdate", "reportdate", "monthend", "month":
		return fieldDate, true
	case "isocode3", "iso3", "isocode", "iso3code", "iso", "contributoriso3", "countryiso3", "contributingcountryiso3":
		return fieldISO3, true
	case "m49code", "m49":
		return fieldM49, true
	case "contributingcountry", "contributor", "country", "countryname", "contributingcountryname", "contributorname":
		return fieldName, true
	case "missionacronym", "mission", "missionname", "acronym":
		return fieldMission, true
	case "personneltype", "type", "personnelcategory", "category":
		return fieldType, true
	case "contributionid", "id":
		return fieldID, true
	}
	return 0, false
}

// countOf cuts a folded header such as "troopsfemale" or "femalepersonnel"
// into what is counted and where the count belongs.
func countOf(name string) (rest string, place func(*counts, int)) {
	women := func(c *counts, i int) { c.women = i }
	men := func(c *counts, i int) { c.men = i }
	total := func(c *counts, i int) { c.total = i }
	name = strings.TrimSuffix(name, "personnel")
	for _, ending := range []struct {
		text  string
		place func(*counts, int)
	}{
		// "female" ends in "male" and "women" in "men": the longer come first.
		{"female", women}, {"women", women}, {"male", men}, {"men", men}, {"total", total},
	} {
		if rest, ok := strings.CutSuffix(name, ending.text); ok {
			return rest, ending.place
		}
	}
	return "", nil
}

// missing returns the columns without which no figure can be read, by the
// names of the UN's open data.
func (l *layout) missing() []string {
	var names []string
	need := func(have bool, name string) {
		if !have {
			names = append(names, name)
		}
	}
	need(l.at[fieldISO3] >= 0 || l.at[fieldName] >= 0 || l.at[fieldM49] >= 0, "isocode3")
	need(l.at[fieldMission] >= 0, "mission_acronym")
	if l.shape == Long {
		need(l.at[fieldType] >= 0, "personnel_type")
		need(l.long.women >= 0, "female_personnel")
		need(l.long.men >= 0, "male_personnel")
	}
	need(l.at[fieldDate] >= 0, "last_reporting_date")
	return names
}

// name returns a column's header for an issue.
func (l *layout) name(column int) string {
	if column < 0 {
		return ""
	}
	return l.header[column]
}

// countryColumn returns the column in which a country is best corrected.
func (l *layout) countryColumn() string {
	for _, f := range []field{fieldISO3, fieldName, fieldM49} {
		if l.at[f] >= 0 {
			return l.header[l.at[f]]
		}
	}
	return ""
}

// headerRows is how far a header may stand below titles.
const headerRows = 20

// findHeader reads lines until one is a header. Where none is, it tells what
// the most header-like line lacks.
func findHeader(in *lines) (*layout, error) {
	var nearest []string
	for range headerRows {
		cells, err := in.next()
		if err != nil {
			if fault.CodeOf(err) == fault.Invalid {
				return nil, err
			}
			break
		}
		header := make([]string, len(cells))
		for i, c := range cells {
			header[i] = string(c)
		}
		l, missing := readLayout(header)
		if len(missing) == 0 {
			return l, nil
		}
		if nearest == nil || len(missing) < len(nearest) {
			nearest = missing
		}
	}
	if nearest == nil {
		return nil, fault.New(fault.Invalid, "contribution.empty")
	}
	return nil, fault.New(fault.Invalid, "contribution.columns_missing", "columns", strings.Join(nearest, ", "))
}
