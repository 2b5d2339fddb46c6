package web

import (
	"net/http"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/standing"
	"beret/participation"
)

// snapshotsView lists the frozen months. Template "snapshots".
type snapshotsView struct {
	page
	Table Table
	Pages Pages
	Month *Field // the months that can be frozen, nil where there is none or no right
}

// snapshotRows is how many months are verified for one page.
const snapshotRows = 24

// snapshots lists the frozen months, each verified now.
func (s *Server) snapshots(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	pages := pagesOf(r.URL, snapshotRows, 0)
	var months []civil.Month
	var verdicts []standing.Verdict
	err = s.db.Read(r.Context(), func(tx *database.Tx) error {
		if months, err = standing.Months(r.Context(), tx, actor); err != nil {
			return err
		}
		pages.Total = len(months)
		for _, m := range months[min(pages.Offset(), len(months)):pages.To()] {
			v, err := standing.Verify(r.Context(), tx, actor, f.Book, m)
			if err != nil {
				return err
			}
			verdicts = append(verdicts, v)
		}
		return nil
	})
	if err != nil {
		return err
	}
	v := &snapshotsView{Table: s.snapshotsTable(verdicts), Pages: pages}
	v.Title, v.Lead = T("snapshot.title"), T("snapshot.lead")
	v.Crumbs = []Link{{Text: T("web.nav.participation"), Href: "/participation"}}
	if actor.May(account.SnapshotFreeze) {
		v.Month = freezableField(f.Today, months)
	}
	return s.render(w, r, "snapshots", v)
}

func (s *Server) snapshotsTable(verdicts []standing.Verdict) Table {
	table := Table{Caption: T("snapshot.caption"), Empty: T("snapshot.empty"), Cards: true, Columns: []Column{
		{Label: T("snapshot.month")}, {Label: T("snapshot.share")}, {Label: T("snapshot.verdict")}, {Label: T("snapshot.frozen")}, {Label: T("snapshot.formula")}, {Label: T("snapshot.hash")}}}
	for _, v := range verdicts {
		whole := v.Frozen.Whole()
		share := Cell{Text: Words("–")}
		if v.Key != altered {
			share = Cell{Share: pageShare(whole, nil)}
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{
			{Text: MonthText(v.Frozen.Month), Href: snapshotPath(v.Frozen.Month)}, share, {Tags: []Tag{verdictOf(v)}},
			{Text: Moment(s.local(v.Frozen.At)), Note: Words(v.Frozen.By)}, {Text: Words(v.Frozen.Formula)}, {Text: Words(shortHash(v.Frozen.SHA256))}}})
	}
	return table
}

func snapshotPath(m civil.Month) string { return "/snapshots/" + m.String() }

// shortHash is the beginning of a hash, enough to compare by eye.
func shortHash(hash string) string { return hash[:min(len(hash), 12)] }

// altered is the key of the verdict on a snapshot whose text is not the one
// that was frozen: nothing in it can be shown.
const altered = "standing.snapshot.altered"

// verdictOf says in a word what became of a frozen month.
func verdictOf(v standing.Verdict) Tag {
	switch {
	case v.Key == altered:
		return Tag{T("snapshot.verdict.altered"), Bad}
	case v.Key != "":
		return Tag{T("snapshot.verdict.formula"), Warn}
	case len(v.Added)+len(v.Removed) > 0:
		return Tag{T("snapshot.verdict.corrected", "n", len(v.Added)+len(v.Removed)), Warn}
	}
	return Tag{T("snapshot.verdict.reproduced"), Good}
}

// freezableMonths bounds how far back a month is offered for freezing.
const freezableMonths = 24

// freezableField offers the months that are over and not frozen, the last one
// chosen; nil where there is none.
func freezableField(today civil.Date, frozen []civil.Month) *Field {
	taken := map[civil.Month]bool{}
	for _, m := range frozen {
		taken[m] = true
	}
	field := &Field{Kind: SelectField, Name: "month", Label: T("snapshot.month"), Width: "medium"}
	month := today.Month()
	if today < month.End() {
		month = month.Add(-1)
	}
	for m := month; m > month.Add(-freezableMonths); m-- {
		if !taken[m] {
			field.Options = append(field.Options, Option{Value: m.String(), Text: MonthText(m)})
		}
	}
	if len(field.Options) == 0 {
		return nil
	}
	return field
}

// snapshotView is one frozen month, verified. Template "snapshot".
type snapshotView struct {
	page
	Verdict Notice
	Items   []Item
	Lines   *Table // nil where the text was altered
	Drift   *Table // nil where nothing differs
}

// snapshot verifies one frozen month: what it says, whether it still stands,
// and what the record says differently today.
func (s *Server) snapshot(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	month, err := civil.ParseMonth(r.PathValue("month"))
	if err != nil {
		return fault.Because(err, fault.NotFound, "fault.not_found")
	}
	c, verdict, err := s.verified(r, actor, month)
	if err != nil {
		return err
	}
	v := &snapshotView{Verdict: verdictNotice(verdict), Items: s.snapshotItems(verdict)}
	if verdict.Key != altered {
		lines := c.snapshotLines(verdict.Frozen.Snapshot.Lines)
		v.Lines, v.Drift = &lines, c.driftTable(verdict)
	}
	v.Title, v.AsOf = T("snapshot.of", "month", MonthText(month)), month.End()
	v.Crumbs = []Link{{Text: T("web.nav.participation"), Href: "/participation"}, {Text: T("snapshot.title"), Href: "/snapshots"}}
	return s.render(w, r, "snapshot", v)
}

// verified returns the verdict on a month, and the position of its last day to
// put names to.
func (s *Server) verified(r *http.Request, actor account.Actor, month civil.Month) (c *positionScene, v standing.Verdict, err error) {
	if c, err = s.positionOn(r, actor, month.End(), standing.Options{Months: 1}); err != nil {
		return c, v, err
	}
	err = s.db.Read(r.Context(), func(tx *database.Tx) error {
		v, err = standing.Verify(r.Context(), tx, actor, c.Book, month)
		return err
	})
	return c, v, err
}

func verdictNotice(v standing.Verdict) Notice {
	switch {
	case v.Key != "":
		return Notice{Tone: Bad, Text: T(v.Key)}
	case len(v.Added)+len(v.Removed) > 0:
		return Notice{Tone: Warn, Text: T("snapshot.corrected", "added", len(v.Added), "removed", len(v.Removed))}
	}
	return Notice{Tone: Good, Text: T("snapshot.reproduced")}
}

func (s *Server) snapshotItems(v standing.Verdict) []Item {
	return []Item{
		{Label: T("snapshot.frozen"), Value: Cell{Text: Moment(s.local(v.Frozen.At)), Note: Words(v.Frozen.By)}},
		{Label: T("snapshot.verified"), Value: Cell{Text: Moment(s.local(s.clock())), Tags: []Tag{verdictOf(v)}}},
		{Label: T("snapshot.formula"), Value: Cell{Text: Words(v.Frozen.Formula)}},
		{Label: T("snapshot.hash"), Value: Cell{Text: Words(v.Frozen.SHA256)}},
		{Label: T("snapshot.people"), Value: Cell{Text: Num(len(v.Frozen.Snapshot.Rows)), Note: T("snapshot.people_text")}},
	}
}

// snapshotLines are the frozen counts, by every dimension.
func (c *positionScene) snapshotLines(lines []participation.Line) Table {
	table := Table{Caption: T("snapshot.lines"), Columns: []Column{{Label: T("snapshot.dimension")}, {Label: T("participation.column.group")},
		{Label: T("participation.column.women"), Numeric: true}, {Label: T("participation.column.total"), Numeric: true}, {Label: T("participation.column.share")}}}
	for _, l := range lines {
		dimension := everybodyText()
		if l.Dimension != participation.All {
			dimension = T("participation.tab." + string(l.Dimension))
		}
		table.Rows = append(table.Rows, Row{Total: l.Dimension == participation.All, Cells: []Cell{{Text: dimension}, {Text: c.groupText(l.Dimension, l.Key)},
			{Text: Num(l.Share.Women)}, {Text: Num(l.Share.Total)}, {Share: pageShare(l.Share, nil)}}})
	}
	return table
}

// driftTable lists what the record says today beyond the snapshot, and no
// longer says; nil for no difference.
func (c *positionScene) driftTable(v standing.Verdict) *Table {
	if len(v.Added)+len(v.Removed) == 0 {
		return nil
	}
	table := &Table{Caption: T("snapshot.drift"), Cards: true, Columns: []Column{{Label: T("participation.people.name")}, {Label: T("snapshot.difference")},
		{Label: T("participation.tab.category")}, {Label: T("participation.tab.mission")}, {Label: T("participation.tab.tier")}, {Label: T("participation.tab.rank-band")}}}
	add := func(rows []participation.Row, what Tag) {
		for _, row := range rows {
			table.Rows = append(table.Rows, Row{Cells: []Cell{c.personCell(c.People[row.Person]), {Tags: []Tag{what}},
				{Text: c.groupText(participation.Category, row.Category)}, {Text: c.groupText(participation.Mission, row.Mission)},
				{Text: c.groupText(participation.Tier, row.Tier)}, {Text: c.groupText(participation.RankBand, row.RankBand)}}})
		}
	}
	add(v.Removed, Tag{T("snapshot.removed"), Warn})
	add(v.Added, Tag{T("snapshot.added"), Info})
	return table
}
