package web

import (
	"net/http"
	"strings"

	"beret/disclosure"
	"beret/internal/locale"
	"beret/participation"
)

// showRelease shows the released counts. What stands on this page is all that
// an outsider gets: no link leads behind a count, no picture repeats one.
func (s *Server) showRelease(w http.ResponseWriter, r *http.Request, c *positionScene) error {
	v := &releaseView{Finding: releaseFinding(c.Finding(c.printer, c.Book)), Stated: c.Release.AsOf != 0}
	v.Title, v.AsOf = T("overview.release.title"), c.Release.AsOf
	v.Lead = T("overview.release.lead", "threshold", c.Release.Threshold)
	if v.Stated {
		v.Table = c.releaseTable()
	}
	return s.render(w, r, "overview_release", v)
}

func releaseFinding(sentence string) Finding {
	head, rest, found := strings.Cut(sentence, "; ")
	if !found {
		return Finding{Words(sentence)}
	}
	return Finding{Words("**" + head + "**; " + rest)}
}

func (c *positionScene) releaseTable() Table {
	table := Table{Caption: T("overview.release.caption", "date", c.Release.AsOf), Columns: []Column{
		{Label: T("overview.release.group")}, {Label: T("overview.release.women"), Numeric: true}, {Label: T("overview.release.men"), Numeric: true},
		{Label: T("overview.release.total"), Numeric: true}, {Label: T("overview.release.share"), Numeric: true}}}
	for _, line := range c.Release.Categories {
		table.Rows = append(table.Rows, Row{Cells: releasedCells(c.groupText(participation.Category, line.Code), line.Line)})
	}
	table.Rows = append(table.Rows, Row{Total: true, Cells: releasedCells(everybodyText(), c.Release.Overall)})
	return table
}

func releasedCells(name Text, line disclosure.Line) []Cell {
	return []Cell{{Text: name}, releasedCell(line.Women), releasedCell(line.Men), releasedCell(line.Total), releasedShare(line)}
}

// releasedCell prints a count, or why there is none. Nobody is a count like
// any other: it is shown as nought.
func releasedCell(r disclosure.Released) Cell {
	switch r.State {
	case disclosure.Shown:
		return Cell{Text: Num(r.Count)}
	case disclosure.Withheld:
		return Cell{Tags: []Tag{{T("overview.release.withheld"), Plain}}}
	}
	return Cell{Tags: []Tag{{T("overview.release.no_data"), Plain}}}
}

func releasedShare(line disclosure.Line) Cell {
	switch {
	case !line.RateShown():
		return Cell{Text: T("overview.release.not_shown")}
	case line.Total.Count == 0:
		return Cell{Text: T("participation.nobody")}
	}
	return Cell{Text: func(p locale.Printer) string { return p.Percent(line.Women.Count, line.Total.Count) }}
}
