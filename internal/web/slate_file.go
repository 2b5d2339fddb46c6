package web

import (
	"net/http"
	"os"
	"strconv"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/selection"
	"beret/slate"
)

// slateLine is a row of the list's export.
type slateLine struct {
	selection.Line
	Post   selection.Post
	Person selection.Candidate
	Seat   int
	Reason string
}

// slateExport sends the list as a file.
func (s *Server) slateExport(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	each := func(do func(slateLine) error) error {
		for _, line := range c.Lines {
			if err := do(c.slateLine(line)); err != nil {
				return err
			}
		}
		return nil
	}
	return sendExport(s, w, r, actor, export{"slate-" + idValue(c.ID), T("slatepage.sheet"), c.Today}, c.lineColumns(), each)
}

func (c slateScene) slateLine(line selection.Line) slateLine {
	post, _ := c.PostOf(line.Post)
	l := slateLine{Line: line, Post: post, Person: c.Person(line.OfficerID)}
	for _, seat := range post.Seats {
		if seat.ID == line.SeatID {
			l.Seat = seat.Number
		}
	}
	if ruling, ok := c.Ruling(line.OfficerID, line.Post); ok {
		l.Reason = ruling.Reason
	}
	return l
}

func (c slateScene) lineColumns() []listColumn[slateLine] {
	text := func(key string, width float64, value func(slateLine) Text) listColumn[slateLine] {
		return listColumn[slateLine]{Column: head(key), Width: width, Value: written(value)}
	}
	number := func(key string, value func(slateLine) int) listColumn[slateLine] {
		return listColumn[slateLine]{Column: head(key), Value: func(_ locale.Printer, l slateLine) any {
			if n := value(l); n != 0 {
				return n
			}
			return nil
		}}
	}
	return []listColumn[slateLine]{
		text("slatepage.post", 28, func(l slateLine) Text { return postText(l.Post) }),
		text("slatepage.element", 20, func(l slateLine) Text { return elementText(l.Post.Element) }),
		number("slatepage.seat_number", func(l slateLine) int { return l.Seat }),
		text("registry.field.service_number", 14, func(l slateLine) Text { return Words(l.Person.ServiceNumber) }),
		text("officerpage.name", 28, func(l slateLine) Text { return Words(l.Person.Name) }),
		text("officerpage.sex", 8, func(l slateLine) Text { return sexText(l.Person.Woman) }),
		text("registry.field.rank", 18, func(l slateLine) Text { return c.name(reference.Ranks, l.Person.Rank) }),
		number("slatepage.score", func(l slateLine) int { return l.Score }),
		text("slatepage.proposed", 10, func(l slateLine) Text { return yesNo(l.Proposed) }),
		text("slatepage.reason", 30, func(l slateLine) Text { return Words(l.Reason) }),
	}
}

// slateInstance sends the engine's question in its documented form, without
// names, so that anybody can check the answer.
func (s *Server) slateInstance(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	return s.sendSlateJSON(w, r, actor, "instance", func(c slateScene, file *os.File) error { return slate.Encode(file, c.Instance) })
}

// slateProof sends the engine's answer with its certificate.
func (s *Server) slateProof(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	return s.sendSlateJSON(w, r, actor, "proof", func(c slateScene, file *os.File) error {
		return slate.EncodeAnswer(file, c.Instance, c.Result, nil, true)
	})
}

// slateSigned sends a signed edition byte by byte as its hash was made.
func (s *Server) slateSigned(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	edition, err := strconv.Atoi(r.PathValue("edition"))
	if err != nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return s.sendSlateJSON(w, r, actor, "signed-"+strconv.Itoa(edition), func(c slateScene, file *os.File) error {
		for _, f := range c.Editions {
			if f.Edition == edition {
				_, err := file.WriteString(f.Content)
				return err
			}
		}
		return fault.New(fault.NotFound, "fault.not_found")
	})
}

func (s *Server) sendSlateJSON(w http.ResponseWriter, r *http.Request, actor account.Actor, name string, write func(slateScene, *os.File) error) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp("", "beret-slate-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	if err := write(c, file); err != nil {
		return err
	}
	if err := s.auditExport(r.Context(), actor, export{name: "slate-" + name}, r.URL.Path, len(c.Lines)); err != nil {
		return err
	}
	return sendFile(w, r, file, "slate-"+idValue(c.ID)+"-"+name+".json")
}

// slateHistory lists what was done with a slate.
func (s *Server) slateHistory(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	v := &recordView{}
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		v.Events, err = s.events(r, tx, actor, "slate", c.ID)
		return err
	})
	if err != nil {
		return err
	}
	v.Title, v.Caption, v.Crumbs, v.AsOf = T("slatepage.history_title", "n", len(v.Events)), Words(c.Name), c.crumbs(), c.Today
	v.Items = []Item{{Label: T("slatepage.status"), Value: Cell{Tags: []Tag{slateTag(c.Status)}}}}
	return s.render(w, r, "slate_record", v)
}
