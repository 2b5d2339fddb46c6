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

// freezeView shows what would be frozen, to be confirmed. Template
// "snapshot_freeze".
type freezeView struct {
	page
	Finding Finding
	Table   Table
	Notice  Notice
	Form    *Form
}

func freezeForm(month civil.Month) *Form {
	return &Form{Action: "/snapshots/new", Submit: T("snapshot.freeze_submit"), Cancel: &Link{Text: T("web.cancel"), Href: "/snapshots"},
		Fields: []Field{
			{Kind: HiddenField, Name: "month", Value: month.String()},
			{Kind: CheckField, Name: "checked", Label: T("snapshot.checked"), Hint: T("snapshot.checked_hint")},
		}}
}

// freezePage shows the figures of a month before they are frozen.
func (s *Server) freezePage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	month, err := s.askedMonth(r, r.URL.Query().Get("month"))
	if err != nil {
		return err
	}
	v, err := s.freezeView(r, actor, month, freezeForm(month))
	if err != nil {
		return err
	}
	return s.render(w, r, "snapshot_freeze", v)
}

// askedMonth reads a month of a form; the last one that is over where it
// cannot be read.
func (s *Server) askedMonth(r *http.Request, text string) (civil.Month, error) {
	f, err := s.facts(r.Context())
	month, wrong := civil.ParseMonth(text)
	if wrong != nil || month.Start() < oldestDay || month > f.Today.Month() {
		month = f.Today.Month()
		if f.Today < month.End() {
			month = month.Add(-1)
		}
	}
	return month, err
}

func (s *Server) freezeView(r *http.Request, actor account.Actor, month civil.Month, form *Form) (*freezeView, error) {
	c, err := s.positionOn(r, actor, month.End(), standing.Options{Months: 1})
	if err != nil {
		return nil, err
	}
	v := &freezeView{Finding: c.finding(), Table: c.linesTable(r, participation.Category), Form: form,
		Notice: Notice{Tone: Warn, Text: T("snapshot.final")}}
	if n := len(c.Doubts); n > 0 {
		v.Notice.Text = Joined(" ", T("snapshot.final"), T("overview.doubts", "n", n))
		v.Notice.Links = []Link{{Text: T("overview.doubts_link"), Href: c.href("/participation") + "#doubts"}}
	}
	for i := range v.Table.Columns {
		v.Table.Columns[i].Sort = ""
	}
	v.Title, v.AsOf = T("snapshot.freeze_title", "month", MonthText(month)), c.AsOf
	v.Crumbs = []Link{{Text: T("web.nav.participation"), Href: "/participation"}, {Text: T("snapshot.title"), Href: "/snapshots"}}
	return v, nil
}

// freeze keeps a month's position for good.
func (s *Server) freeze(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	form := freezeForm(0)
	if err := form.Read(r); err != nil {
		return err
	}
	month, err := s.askedMonth(r, form.Value("month"))
	if err != nil {
		return err
	}
	form.field("month").Value = month.String()
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	if form.Value("checked") == "" {
		form.problem(fault.Problem{Field: "checked", Key: "snapshot.problem.unchecked"})
	} else {
		err = s.db.Write(r.Context(), func(tx *database.Tx) error {
			_, err := standing.Freeze(r.Context(), tx, actor, f.Book, month, f.Today)
			return err
		})
	}
	if form.Refused(err) {
		v, err := s.freezeView(r, actor, month, form)
		if err != nil {
			return err
		}
		return s.refuse(w, r, "snapshot_freeze", v)
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "snapshot.done")
	return redirect(w, r, snapshotPath(month))
}
