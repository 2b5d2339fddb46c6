package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/selection"
)

// slateNext shows the gaps of the tour after the one that a unit's slate is for:
// who of today's record would be eligible then, which seats stay empty with
// nobody in two, and what would mend the most.
func (s *Server) slateNext(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	if c.Unit == nil {
		return fault.New(fault.NotFound, "slatepage.next.no_unit")
	}
	next, err := c.NextRotation(r.Context(), c.scene(actor))
	if err != nil {
		return err
	}
	tour := c.NextTour()
	v := c.formView("next", nil, []Item{{Label: T("slatepage.tour"), Value: Cell{Text: T("slatepage.span", "from", c.Expected.From, "to", c.Expected.To)}},
		{Label: T("slatepage.next.tour"), Value: Cell{Text: T("slatepage.span", "from", tour.From, "to", tour.To)}}})
	v.Title = T("slatepage.next.title", "n", next.Short(), "total", next.Places(), "lost", next.Lost())
	if next.Short() == 0 {
		v.Title = T("slatepage.next.title_none", "total", next.Places())
	}
	if !next.Proven {
		v.Notices = []Notice{{Tone: Warn, Text: T("slatepage.next.unproven")}}
	}
	v.Tables = []Table{c.nextTable(next.Posts)}
	v.Actions = []Action{{Text: T("slatepage.back"), Href: slatePath(c.ID), Second: true}}
	return s.render(w, r, "slate_form", v)
}

func (c slateScene) nextTable(posts []selection.NextPost) Table {
	numeric := func(key string) Column { return Column{Label: T(key), Numeric: true} }
	table := Table{Caption: T("slatepage.next.caption"), Empty: T("slatepage.seats_empty"), Cards: true, Columns: []Column{head("slatepage.post"),
		numeric("slatepage.seats_n"), numeric("slatepage.next.now"), numeric("slatepage.next.then"), head("slatepage.next.women"),
		numeric("slatepage.next.empty"), head("slatepage.next.could"), head("slatepage.next.mends")}}
	for _, n := range posts {
		then := Cell{Text: Num(n.Then)}
		if n.Listed > 0 {
			then.Note = T("slatepage.next.listed", "n", n.Listed)
		}
		empty := Cell{Text: Num(0)}
		if n.Short() > 0 {
			empty = Cell{Tags: emptySeats(n.Short())}
		}
		women := Cell{Text: Num(0)}
		if n.Then > 0 {
			women.Text = ShareText(n.Women, n.Then)
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: postText(n.Post), Note: elementText(n.Post.Element)}, {Text: Num(n.Places)},
			{Text: Num(n.Now)}, then, women, empty, couldCell(n), {Text: c.mendsText(n.Mends)}}})
	}
	return table
}

// emptySeats is what to look at where seats stay empty.
func emptySeats(n int) []Tag {
	if n == 0 {
		return nil
	}
	return []Tag{{T("slatepage.next.empty_n", "n", n), Bad}}
}

// couldCell says how many could be eligible with renewals and training, and how
// many seats stay empty then.
func couldCell(n selection.NextPost) Cell {
	cell := Cell{Text: T("slatepage.next.could_be", "n", n.Could, "women", n.CouldWomen), Tags: emptySeats(n.Lost())}
	if n.Could == 0 {
		cell.Text = T("slatepage.next.nobody")
	}
	return cell
}

// mendsText lists what would make the most officers eligible, each with how
// many.
func (c slateScene) mendsText(mends []selection.Mend) Text {
	var texts []Text
	for _, m := range mends {
		what := c.upgradeText(m.What, " + ")
		texts = append(texts, func(p locale.Printer) string {
			return p.Text("slatepage.next.mend", "what", say(p, what), "n", m.Officers, "women", m.Women)
		})
	}
	return Joined("; ", texts...)
}
