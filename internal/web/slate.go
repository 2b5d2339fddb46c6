package web

import (
	"net/http"
	"strings"

	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/selection"
	"beret/internal/unit"
)

const slateRows = 50

func slatePath(id int64) string { return "/slates/" + idValue(id) }

// slateTag is a slate's status with its colour.
func slateTag(status selection.Status) Tag {
	tones := map[selection.Status]Tone{selection.Checked: Info, selection.Approved: Info, selection.Signed: Good, selection.Sent: Good, selection.Draft: Warn}
	tone, ok := tones[status]
	if !ok {
		tone = Plain
	}
	return Tag{T(status.Key()), tone}
}

// scene is who looks at slates, by which reference data, today.
func (f facts) scene(actor account.Actor) selection.Scene {
	return selection.Scene{Actor: actor, Book: f.Book, Today: f.Today}
}

// slateRow is a slate with what it is for.
type slateRow struct {
	selection.Slate
	Call *call.Call
	Unit *unit.Unit
}

// slates lists the slates, the newest first.
func (s *Server) slates(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	filters := filtersOf(r.URL, Field{Kind: SelectField, Name: "status", Label: T("slatepage.status"), Options: slateStatusOptions()},
		Field{Kind: HiddenField, Name: "call"}, Field{Kind: HiddenField, Name: "unit"})
	filters.Above = true
	pages := pagesOf(r.URL, slateRows, 0)
	var rows []slateRow
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		list, total, err := selection.List(r.Context(), tx, actor, selection.Filter{Status: selection.Status(filters.Value("status")),
			CallID: filters.id("call"), UnitID: filters.id("unit"), Limit: pages.Size, Offset: pages.Offset()})
		pages.Total = total
		for _, slate := range list {
			row := slateRow{Slate: slate}
			if err := row.read(r, tx, actor); err != nil {
				return err
			}
			rows = append(rows, row)
		}
		return err
	})
	if err != nil {
		return err
	}
	v := &listView{Filters: &filters, Pages: pages, Table: f.slateTable(r, rows)}
	v.Title, v.Lead, v.AsOf = T("slatepage.list_title", "n", pages.Total), T("slatepage.list_lead"), f.Today
	return s.render(w, r, "list", v)
}

func slateStatusOptions() []Option {
	options := []Option{{Text: T("officerpage.any")}}
	for _, status := range selection.Statuses() {
		options = append(options, Option{Value: string(status), Text: T(status.Key())})
	}
	return options
}

// read finds what the slate is for.
func (row *slateRow) read(r *http.Request, tx *database.Tx, actor account.Actor) error {
	if row.CallID != 0 {
		c, err := call.Find(r.Context(), tx, actor, row.CallID)
		row.Call = &c
		return err
	}
	u, err := unit.Find(r.Context(), tx, actor, row.UnitID)
	row.Unit = &u
	return err
}

func (f facts) slateTable(r *http.Request, rows []slateRow) Table {
	return tableOf(Table{Caption: T("slatepage.list_caption"), Empty: T("slatepage.list_empty"), Address: r.URL, Cards: true}, []listColumn[slateRow]{
		{Column: head("slatepage.name"), Cell: func(s slateRow) Cell {
			return Cell{Text: Words(s.Name), Href: slatePath(s.ID), Note: Words(s.Rotation)}
		}},
		{Column: head("slatepage.for"), Cell: func(s slateRow) Cell { return slateSubject(s.Call, s.Unit) }},
		{Column: Column{Label: T("slatepage.filled"), Tight: true}, Cell: func(s slateRow) Cell {
			if s.Proof == nil {
				return Cell{}
			}
			return Cell{Text: T("slatepage.of", "n", s.Proof.Filled, "total", s.Proof.Places)}
		}},
		{Column: head("slatepage.women"), Cell: func(s slateRow) Cell {
			if s.Proof == nil || s.Proof.Filled == 0 {
				return Cell{}
			}
			return Cell{Share: &Share{Women: s.Proof.Women, Total: s.Proof.Filled, Target: floorMark(s.Rules)}}
		}},
		{Column: Column{Label: T("slatepage.tour"), Tight: true}, Cell: func(s slateRow) Cell { return Cell{Text: Day(s.Expected.From), Note: Day(s.Expected.To)} }},
		{Column: head("slatepage.status"), Cell: func(s slateRow) Cell { return Cell{Tags: []Tag{slateTag(s.Status)}, Note: Words(s.CreatedBy)} }},
	}, rows)
}

// slateSubject names the call or unit that a slate is for.
func slateSubject(c *call.Call, u *unit.Unit) Cell {
	if c != nil {
		return Cell{Text: Words(c.Reference), Href: callPath(c.ID), Note: Words(c.Mission)}
	}
	return Cell{Text: Words(u.Name), Href: formedUnitPath(u.ID), Note: Words(u.Code)}
}

// floorMark is the share of women that the whole list is asked for, in percent,
// 0 for none.
func floorMark(rules selection.Rules) float64 {
	for _, f := range rules.Floors {
		if f.Group == selection.Whole && f.Attribute == selection.Women && f.Den > 0 {
			return 100 * float64(f.Num) / float64(f.Den)
		}
	}
	return 0
}

// postText names a post, by a text of the catalogue or in the office's words.
func postText(p selection.Post) Text { return seatTitle(p.Title) }

// groupText names a group of posts.
func (f facts) groupText(group string) Text {
	switch {
	case group == selection.Whole:
		return T("slatepage.group.all")
	case group == selection.CommandGroup:
		return T("slatepage.group.command")
	case selection.ElementOf(group) != "":
		return elementText(selection.ElementOf(group))
	}
	return f.name(reference.Tiers, selection.TierOf(group))
}

// floorText says what a floor is about: "Women, whole list".
func (f facts) floorText(floor selection.Floor) Text {
	return Joined(", ", T(floor.Attribute.Key()), f.groupText(floor.Group))
}

// sourceText says where a floor's figure comes from, nothing for a person's own.
func (f facts) sourceText(floor selection.Floor) Text {
	kind, code, _ := strings.Cut(floor.Source, ":")
	switch kind {
	case "call":
		return T("slatepage.source.call")
	case "target":
		framework, _, _ := strings.Cut(code, "/")
		return T("slatepage.source.target", "framework", f.name(reference.Frameworks, framework))
	case "policy":
		return T("slatepage.source.policy", "policy", f.name(reference.Policies, code))
	}
	return nil
}

// askedText says what a floor asks for: "25 %" or "at least 3".
func askedText(floor selection.Floor) Text {
	if floor.Den == 0 {
		return T("slatepage.at_least", "n", floor.Count)
	}
	return func(p locale.Printer) string { return p.Percent(floor.Num, floor.Den) }
}
