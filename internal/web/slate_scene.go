package web

import (
	"net/http"
	"net/url"
	"strconv"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/selection"
)

// slateScene is a slate with what its pages need beside it.
type slateScene struct {
	facts
	*selection.Sheet
	Actor        account.Actor
	Steps        []selection.Step
	Editions     []selection.Frozen
	Certificates []selection.Certificate
	Seating      *selection.Seating // of a unit's signed list, nil for any other
}

// slateScene opens the slate of the address.
func (s *Server) slateScene(r *http.Request, actor account.Actor) (c slateScene, err error) {
	id, err := idOf(r)
	if err != nil {
		return c, err
	}
	c.Actor = actor
	if c.facts, err = s.facts(r.Context()); err != nil {
		return c, err
	}
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		if c.Sheet, err = s.slateRoom.Sheet(r.Context(), tx, c.scene(actor), id); err != nil {
			return err
		}
		if c.Steps, err = selection.Steps(r.Context(), tx, actor, id); err != nil {
			return err
		}
		if c.Editions, err = selection.Editions(r.Context(), tx, actor, id); err != nil {
			return err
		}
		if c.Certificates, err = selection.Certificates(r.Context(), tx, actor, id); err != nil {
			return err
		}
		return c.readSeating(r, tx)
	})
	return c, err
}

// readSeating finds what seating a unit's signed list does. An edition that was
// altered seats nobody; its hash says so on the page.
func (c *slateScene) readSeating(r *http.Request, tx *database.Tx) error {
	if c.Unit == nil || !c.Status.Frozen() {
		return nil
	}
	plan, err := selection.PlanSeating(r.Context(), tx, c.scene(c.Actor), c.ID)
	switch {
	case fault.CodeOf(err) == fault.Invalid:
		return nil
	case err != nil:
		return err
	}
	c.Seating = &plan
	return nil
}

// editable reports whether the actor may change the list now.
func (c slateScene) editable() bool {
	return c.Status == selection.Draft && c.Actor.May(account.SlateEdit)
}

func (c slateScene) path(page string) string { return slatePath(c.ID) + page }

func (c slateScene) crumbs() []Link {
	return []Link{{Text: T("web.nav.slates"), Href: "/slates"}, {Text: Words(c.Name), Href: slatePath(c.ID)}}
}

// askPath is the address of a form about an officer and a post.
func (c slateScene) askPath(page string, officer int64, post string) string {
	return pathWithQuery(c.path(page), url.Values{"officer": {idValue(officer)}, "post": {post}})
}

// chosen are the officer and post that an address names.
func (c slateScene) chosen(values url.Values) (selection.Candidate, selection.Post, error) {
	id, err := strconv.ParseInt(values.Get("officer"), 10, 64)
	person := c.Person(id)
	if err != nil || person.ID == 0 {
		return person, selection.Post{}, fault.New(fault.NotFound, "slatepage.no_officer")
	}
	post, ok := c.PostOf(values.Get("post"))
	if !ok && values.Get("post") != "" {
		return person, post, fault.New(fault.NotFound, "slatepage.no_post")
	}
	return person, post, nil
}

// listed returns the line of an officer in the list.
func (c slateScene) listed(officer int64) (selection.Line, bool) {
	for _, line := range c.Lines {
		if line.OfficerID == officer {
			return line, true
		}
	}
	return selection.Line{}, false
}

// marksOf are what a reader must know of a candidate, as tags.
func marksOf(person selection.Candidate) (tags []Tag) {
	for _, mark := range person.Marks {
		tone := Warn
		if mark.Bars {
			tone = Bad
		}
		tags = append(tags, Tag{T(mark.Key, mark.Args...), tone})
	}
	return tags
}

// titleOf is the finding of the list.
func (c slateScene) titleOf() Text {
	places, women := c.Places(selection.Whole), c.Women(selection.Whole)
	filled := T("slatepage.title", "n", len(c.Lines), "total", places, "share", ShareText(women.Women, women.Total))
	if len(c.Lines) == 0 {
		filled = T("slatepage.title_empty", "total", places)
	}
	floor, ok := c.Asked()
	switch {
	case !ok:
		return filled
	case floor.Source == "call":
		return Joined("; ", filled, T("slatepage.title_call", "asked", askedText(floor)))
	}
	return Joined("; ", filled, T("slatepage.title_asked", "asked", askedText(floor)))
}
