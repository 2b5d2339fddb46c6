package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/selection"
)

// slateNext shows the gaps of the tour after the one that a unit's slate is for:
// who of today's record would be eligible then, and what would mend the most.
func (s *Server) slateNext(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	if c.Unit == nil {
		return fault.New(fault.NotFound, "slatepage.next.no_unit")
	}
	posts, tour := c.NextRotation(c.scene(actor)), c.NextTour()
	short, lost, places := 0, 0, 0
	for _, post := range posts {
		places += post.Places
		short += post.Short()
		lost += post.Lost()
	}
	v := c.formView("next", nil, []Item{{Label: T("slatepage.tour"), Value: Cell{Text: T("slatepage.span", "from", c.Expected.From, "to", c.Expected.To)}},
		{Label: T("slatepage.next.tour"), Value: Cell{Text: T("slatepage.span", "from", tour.From, "to", tour.To)}}})
	v.Title = T("slatepage.next.title", "n", short, "total", places, "lost", lost)
	if short == 0 {
		v.Title = T("slatepage.next.title_none", "total", places)
	}
	v.Tables = []Table{c.nextTable(posts)}
	v.Actions = []Action{{Text: T("slatepage.back"), Href: slatePath(c.ID), Second: true}}
	return s.render(w, r, "slate_form", v)
}

func (c slateScene) nextTable(posts []selection.NextPost) Table {
	numeric := func(key string) Column { return Column{Label: T(key), Numeric: true} }
	table := Table{Caption: T("slatepage.next.caption"), Empty: T("slatepage.seats_empty"), Cards: true, Columns: []Column{head("slatepage.post"),
		numeric("slatepage.seats_n"), numeric("slatepage.next.now"), numeric("slatepage.next.then"), head("slatepage.next.women"),
		numeric("slatepage.missing"), head("slatepage.next.could"), head("slatepage.next.mends")}}
	for _, n := range posts {
		then := Cell{Text: Num(n.Then)}
		if n.Listed > 0 {
			then.Note = T("slatepage.next.listed", "n", n.Listed)
		}
		missing := Cell{Text: Num(n.Short()), Tags: []Tag{{T("slatepage.floor.met"), Good}}}
		if n.Short() > 0 {
			missing.Tags = []Tag{{T("slatepage.floor.short", "n", n.Short()), Bad}}
		}
		women := Cell{Text: T("slatepage.none_eligible")}
		if n.Then > 0 {
			women.Text = ShareText(n.Women, n.Then)
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: postText(n.Post), Note: elementText(n.Post.Element)}, {Text: Num(n.Places)},
			{Text: Num(n.Now)}, then, women, missing, couldCell(n), {Text: c.mendsText(n.Mends)}}})
	}
	return table
}

// couldCell says how many could be eligible with renewals and training.
func couldCell(n selection.NextPost) Cell {
	if n.Could == 0 {
		return Cell{Text: T("slatepage.next.nobody"), Tags: []Tag{{T("slatepage.floor.short", "n", n.Places), Bad}}}
	}
	cell := Cell{Text: T("slatepage.next.could_be", "n", n.Could, "women", n.CouldWomen)}
	if n.Lost() > 0 {
		cell.Tags = []Tag{{T("slatepage.floor.short", "n", n.Lost()), Bad}}
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
