package web

import (
	"net/http"
	"net/url"
	"time"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/prospect"
)

const scenariosPath = "/outlook/scenarios"

func scenarioPath(id int64) string { return scenariosPath + "/" + idValue(id) }

// scenariosView is the list of saved scenarios, from which some are chosen to
// be compared. Template "outlook_scenarios".
type scenariosView struct {
	page
	Tabs  []Link
	Table Table
}

// savedScenarios lists the scenarios that somebody kept.
func (s *Server) savedScenarios(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.outlookBase(r, actor)
	if err != nil {
		return err
	}
	list, err := s.scenarioList(r, actor)
	if err != nil {
		return err
	}
	v := &scenariosView{Tabs: c.outlookTabs(scenariosPath), Table: c.scenarioTable(r.URL, list, s.local)}
	v.Title, v.Lead, v.AsOf = T("outlookpage.saved", "n", len(list)), T("outlookpage.saved_lead"), c.AsOf
	return s.render(w, r, "outlook_scenarios", v)
}

func (s *Server) scenarioList(r *http.Request, actor account.Actor) (list []prospect.Scenario, err error) {
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		list, err = prospect.Scenarios(r.Context(), tx, actor)
		return err
	})
	return list, err
}

func (c *outlookScene) scenarioTable(address *url.URL, list []prospect.Scenario, local func(time.Time) time.Time) Table {
	return tableOf(Table{Caption: T("outlookpage.saved_caption"), Empty: T("outlookpage.saved_empty"), Address: address, Cards: true}, []listColumn[prospect.Scenario]{
		{Column: head("outlookpage.name"), Cell: func(s prospect.Scenario) Cell {
			return Cell{Tick: &Tick{Name: "s", Value: idValue(s.ID), Label: T("outlookpage.choose", "name", s.Name)},
				Text: Words(s.Name), Href: c.outlookHref("/outlook", s.Question), Note: Words(s.Note)}
		}},
		{Column: head("outlookpage.asked"), Cell: func(s prospect.Scenario) Cell {
			cell := Cell{Text: c.askedOf(s.Question), Note: c.movedText(s.Question)}
			if len(c.Base.Check(s.Question)) > 0 {
				cell.Tags = []Tag{{T("outlookpage.outdated"), Warn}}
			}
			return cell
		}},
		{Column: head("outlookpage.kept"), Cell: func(s prospect.Scenario) Cell { return Cell{Text: Moment(local(s.SavedAt)), Note: Words(s.SavedBy)} }},
		{Column: head("outlookpage.do"), Cell: func(s prospect.Scenario) Cell { return Cell{Links: c.scenarioLinks(s)} }},
	}, list)
}

// askedOf says what a question is about.
func (c *outlookScene) askedOf(q prospect.Question) Text {
	other := *c
	other.Question = q
	return other.questionText()
}

// scenarioLinks are what can be done with a scenario.
func (c *outlookScene) scenarioLinks(s prospect.Scenario) []Link {
	links := []Link{{Text: T("outlookpage.open"), Href: c.outlookHref("/outlook", s.Question)}}
	if c.actor.May(account.OutlookEdit) {
		links = append(links, Link{Text: T("outlookpage.scenario.do.rename"), Href: scenarioPath(s.ID) + "/rename"},
			Link{Text: T("outlookpage.scenario.do.remove"), Href: scenarioPath(s.ID) + "/remove"})
	}
	return links
}

// scenarioFields ask for a scenario's name and what it is for.
func scenarioFields(name, note string) []Field {
	return []Field{{Kind: TextField, Name: "name", Label: T("outlookpage.name"), Hint: T("outlookpage.name_hint"), Value: name},
		{Kind: AreaField, Name: "note", Label: T("outlookpage.note"), Hint: T("outlookpage.note_hint"), Value: note}}
}

func (c *outlookScene) scenarioForm() *Form {
	form := &Form{Action: scenariosPath + "/new", Submit: T("outlookpage.save"), Cancel: &Link{Text: T("web.cancel"), Href: c.outlookHref("/outlook", c.Question)},
		Fields: scenarioFields("", "")}
	for name, values := range c.questionQuery(c.Question) {
		form.Fields = append(form.Fields, Field{Kind: HiddenField, Name: name, Value: values[0]})
	}
	return form
}

func (c *outlookScene) scenarioFormView(form *Form) *formView {
	v := &formView{Form: form, Notice: &Notice{Tone: Info, Text: c.movedText(c.Question)}}
	v.Title, v.Lead, v.Caption, v.AsOf = T("outlookpage.save_title"), Words(c.Answer.Finding(c.printer, c.Book)), c.questionText(), c.AsOf
	v.Crumbs = c.outlookCrumbs()
	return v
}

func (c *outlookScene) outlookCrumbs() []Link {
	return []Link{{Text: T("web.nav.outlook"), Href: "/outlook"}, {Text: T("outlookpage.tab.scenarios"), Href: scenariosPath}}
}

// newScenarioPage asks under which name the question of the address is kept.
func (s *Server) newScenarioPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.answeredScene(r, actor, r.URL.Query())
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.scenarioFormView(c.scenarioForm()))
}

// answeredScene is outlookScene where a refused question is an error.
func (s *Server) answeredScene(r *http.Request, actor account.Actor, values url.Values) (*outlookScene, error) {
	c, err := s.outlookScene(r, actor, values)
	if err == nil && c.Answer == nil {
		return nil, fault.New(fault.Invalid, "outlookpage.problem.question")
	}
	return c, err
}

// newScenario keeps a question under a name.
func (s *Server) newScenario(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	c, err := s.answeredScene(r, actor, r.PostForm)
	if err != nil {
		return err
	}
	form := c.scenarioForm()
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		_, err := prospect.SaveScenario(r.Context(), tx, actor, c.Base, prospect.Scenario{Name: form.Value("name"), Note: form.Value("note"), Question: c.Question})
		return err
	})
	if refused {
		return s.refuse(w, r, "form", c.scenarioFormView(form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "outlookpage.saved_done")
	return redirect(w, r, scenariosPath)
}

// foundScenario is a saved scenario with what its forms need.
type foundScenario struct {
	facts
	prospect.Scenario
}

func (s *Server) foundScenario(r *http.Request, actor account.Actor) (f foundScenario, err error) {
	id, err := idOf(r)
	if err != nil {
		return f, err
	}
	if f.facts, err = s.facts(r.Context()); err != nil {
		return f, err
	}
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		f.Scenario, err = prospect.FindScenario(r.Context(), tx, actor, id)
		return err
	})
	return f, err
}

func (f foundScenario) form(do string) *Form {
	form := &Form{Action: scenarioPath(f.ID) + "/" + do, Submit: T("outlookpage.scenario.do." + do), Cancel: &Link{Text: T("web.cancel"), Href: scenariosPath}, Danger: do == "remove"}
	if do == "rename" {
		form.Fields = scenarioFields(f.Name, f.Note)
	}
	form.Fields = append(form.Fields, versionField(f.Version))
	return form
}

func (f foundScenario) view(do string, form *Form) *formView {
	v := &formView{Form: form}
	v.Title, v.Caption, v.AsOf = T("outlookpage.scenario.title."+do), Words(f.Name), f.Today
	if do == "remove" {
		v.Lead = T("outlookpage.remove_lead")
	}
	v.Crumbs = (*outlookScene)(nil).outlookCrumbs()
	return v
}

// scenarioAsk returns the page that asks about a scenario.
func (s *Server) scenarioAsk(do string) handler {
	return func(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
		f, err := s.foundScenario(r, actor)
		if err != nil {
			return err
		}
		return s.render(w, r, "form", f.view(do, f.form(do)))
	}
}

// scenarioDone returns what does it.
func (s *Server) scenarioDone(do string) handler {
	return func(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
		f, err := s.foundScenario(r, actor)
		if err != nil {
			return err
		}
		form := f.form(do)
		refused, err := s.submit(r, form, func(tx *database.Tx) error {
			version := int(form.ID("version"))
			if do == "remove" {
				return prospect.RemoveScenario(r.Context(), tx, actor, f.ID, version)
			}
			return prospect.RenameScenario(r.Context(), tx, actor, f.ID, version, form.Value("name"), form.Value("note"))
		})
		if refused {
			return s.refuse(w, r, "form", f.view(do, form))
		}
		if err != nil {
			return err
		}
		s.notify(w, Good, "outlookpage.scenario.done."+do)
		return redirect(w, r, scenariosPath)
	}
}
