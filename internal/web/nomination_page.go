package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/nomination"
	"beret/internal/reference"
)

// nominationScene is a nomination with what its pages need beside it.
type nominationScene struct {
	facts
	Nomination nomination.Row
	Steps      []nomination.Step
}

// nominationScene finds the nomination of the address.
func (s *Server) nominationScene(r *http.Request, actor account.Actor) (c nominationScene, err error) {
	id, err := idOf(r)
	if err != nil {
		return c, err
	}
	if c.facts, err = s.facts(r.Context()); err != nil {
		return c, err
	}
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		if c.Nomination, err = nomination.Find(r.Context(), tx, actor, id); err != nil {
			return err
		}
		c.Steps, err = nomination.Steps(r.Context(), tx, actor, id)
		return err
	})
	return c, err
}

func nominationCrumbs() []Link {
	return []Link{{Text: T("web.nav.nominations"), Href: "/nominations"}}
}

// nomination shows one nomination.
func (s *Server) nomination(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.nominationScene(r, actor)
	if err != nil {
		return err
	}
	n := c.Nomination
	v := &recordView{Items: c.items()}
	v.Tables = []Table{c.stepTable(actor)}
	v.Notice = c.notice()
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		v.Events, err = s.events(r, tx, actor, "nomination", n.ID)
		return err
	})
	if err != nil {
		return err
	}
	v.Caption, v.Title = Words(n.ServiceNumber), T("nominationpage.nomination_title", "name", n.Name, "mission", n.Mission, "status", T(n.Status.Key()))
	v.Crumbs, v.AsOf = nominationCrumbs(), c.Today
	if actor.May(account.NominationEdit) {
		v.Actions = c.actions()
		if n.CallID != 0 {
			v.Actions = append(v.Actions, Action{Text: T("nominationpage.enter_results"), Href: resultsPath(n.CallID), Second: true})
		}
	}
	return s.render(w, r, "record", v)
}

// callCell names the call with the way to the others who were put forward to it.
func (c nominationScene) callCell() Cell {
	if c.Nomination.CallID == 0 {
		return Cell{}
	}
	return Cell{Text: Words(c.Nomination.Call), Href: "/nominations?status=all&call=" + idValue(c.Nomination.CallID)}
}

// actions are what can be done with a nomination in its status.
func (c nominationScene) actions() []Action {
	path := nominationPath(c.Nomination.ID)
	step := Action{Text: T("nominationpage.step"), Href: path + "/steps/new", Second: true}
	decide := Action{Text: T("nominationpage.decide"), Href: path + "/decide"}
	switch c.Nomination.Status {
	case nomination.Pending:
		return []Action{decide, step}
	case nomination.Selected:
		decide.Second = true
		return []Action{{Text: T("nominationpage.deploy"), Href: path + "/deploy"}, step, decide}
	}
	return []Action{step}
}

// notice says that a failed step stands in the way of an answer that waits.
func (c nominationScene) notice() *Notice {
	s := nomination.StandingOf(c.Steps)
	stopped := s.Stopped()
	if stopped == "" || c.Nomination.Status != nomination.Pending {
		return nil
	}
	return &Notice{Tone: Warn, Text: T("nominationpage.stopped", "step", T(stopped.Key()), "date", s.Failed[stopped])}
}

// stepTable lists the UN's steps with the nominee, each leading to its form
// for whom may correct it.
func (c nominationScene) stepTable(actor account.Actor) Table {
	t := Table{Caption: T("nominationpage.steps"), Empty: T("nominationpage.no_steps"), Cards: true,
		Columns: []Column{head("nominationpage.step_kind"), {Label: T("nominationpage.step_day"), Tight: true}, head("nominationpage.outcome"), head("nominationpage.step_note")}}
	for _, step := range c.Steps {
		kind := Cell{Text: T(step.Kind.Key())}
		if actor.May(account.NominationEdit) {
			kind.Href = stepPath(c.Nomination.ID, step.ID)
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{kind, {Text: Day(step.On)}, {Tags: []Tag{outcomeTag(step.Passed)}},
			{Text: Words(step.Reason), Note: Words(step.Note)}}})
	}
	return t
}

// outcomeTag is the outcome of a step with its colour.
func outcomeTag(passed bool) Tag {
	if passed {
		return Tag{T("nominationpage.passed"), Good}
	}
	return Tag{T("nominationpage.failed"), Bad}
}

// items are the facts of a nomination; those that it lacks are left out.
func (c nominationScene) items() []Item {
	n := c.Nomination
	items := []Item{
		{Label: T("deploymentpage.officer"), Value: Cell{Text: Words(n.Name), Href: officerPath(n.OfficerID), Note: Joined(" · ", c.name(reference.Ranks, n.Rank), sexText(n.Woman))}},
		{Label: T("nominationpage.status"), Value: Cell{Tags: []Tag{nominationTag(n.Status)}}},
		{Label: T("deploymentpage.category"), Value: Cell{Text: c.name(reference.Categories, n.Category)}},
		{Label: T("deploymentpage.mission"), Value: Cell{Text: Words(n.Mission), Note: c.name(reference.Missions, n.Mission)}},
		{Label: T("deploymentpage.post"), Value: Cell{Text: Words(n.PostTitle)}},
		{Label: T("deploymentpage.tier"), Value: Cell{Text: c.name(reference.Tiers, n.Tier)}},
		{Label: T("nominationpage.call"), Value: c.callCell()},
		{Label: T("nominationpage.note_verbale"), Value: Cell{Text: Words(n.NoteVerbale)}},
		{Label: T("nominationpage.nominated_on"), Value: Cell{Text: Day(n.NominatedOn)}},
		{Label: T("nominationpage.expected_from"), Value: Cell{Text: Day(n.Expected.From)}},
		{Label: T("nominationpage.expected_to"), Value: Cell{Text: Day(n.Expected.To), Note: T("deploymentpage.off_duty")}},
		{Label: T("nominationpage.decided_on"), Value: Cell{Text: Day(n.DecidedOn), Note: Words(n.Reason)}},
	}
	if n.DeploymentID != 0 {
		items = append(items, Item{Label: T("nominationpage.tour"), Value: Cell{Text: T("nominationpage.tour_link"), Href: tourPath(n.DeploymentID)}})
	}
	return known(items)
}
