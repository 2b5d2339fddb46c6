package participation

import (
	"cmp"
	"slices"

	"beret/civil"
)

// Series is the month-end share of each group of a dimension.
type Series struct {
	Dimension Dimension
	Keys      []string // sorted; the table's groups in this order
	Formula   string
	table     *Table
}

// Monthly counts who served at each month's end from first to last, by the
// groups of the dimension. A person counts once in each group, as in At.
func Monthly(services []Service, dimension Dimension, first, last civil.Month) (*Series, error) {
	rows := groupedRows(services, dimension)
	series := &Series{Dimension: dimension, Formula: FormulaVersion}
	var columns Columns
	for i, r := range rows {
		if i == 0 || rows[i-1].key != r.key {
			series.Keys = append(series.Keys, r.key)
		}
		columns.appendUnion(r, len(series.Keys)-1, i > 0 && rows[i-1].sameIn(r))
	}
	columns.Groups = len(series.Keys)
	var err error
	series.table, err = columns.Monthly(first, last, 1)
	return series, err
}

type groupedRow struct {
	key    string
	person int64
	woman  bool
	span   civil.Interval
}

func (r groupedRow) sameIn(o groupedRow) bool { return r.key == o.key && r.person == o.person }

func groupedRows(services []Service, dimension Dimension) []groupedRow {
	var rows []groupedRow
	for _, s := range services {
		if s.Status == Served && !s.Span.Empty() {
			rows = append(rows, groupedRow{dimension.Key(s), s.Person, s.Woman, s.Span})
		}
	}
	slices.SortFunc(rows, func(a, b groupedRow) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.person, b.person), cmp.Compare(a.span.From, b.span.From),
			cmp.Compare(reach(a.span), reach(b.span)), compareBool(b.woman, a.woman))
	})
	return rows
}

// appendUnion adds a row, or lengthens the last one where the same person's
// rows touch or overlap. Rows come by first day.
func (c *Columns) appendUnion(r groupedRow, group int, same bool) {
	last := len(c.From) - 1
	if !same || c.To[last] != 0 && r.span.From > c.To[last] {
		c.Append(r.span, group, r.woman)
		return
	}
	if reach(r.span) > reach(civil.Interval{To: c.To[last]}) {
		c.To[last] = r.span.To
	}
}

// At returns the share of a group at a month's end, of nobody where the group
// or month is not in the series.
func (s *Series) At(key string, month civil.Month) Share {
	group, found := slices.BinarySearch(s.Keys, key)
	if !found {
		return Share{}
	}
	return s.table.At(group, month)
}

// Months returns the first and last month of the series.
func (s *Series) Months() (first, last civil.Month) {
	return s.table.First, s.table.First.Add(s.table.Months - 1)
}

// Line returns the shares of a group month by month.
func (s *Series) Line(key string) []Share {
	first, last := s.Months()
	line := make([]Share, 0, s.table.Months)
	for m := first; m <= last; m++ {
		line = append(line, s.At(key, m))
	}
	return line
}
