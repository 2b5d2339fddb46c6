package web

import (
	"net/http"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/eligibility"
	"beret/internal/fault"
	"beret/internal/reference"
	"beret/internal/registry"
)

// officerView is the page of an officer. Template "officer".
type officerView struct {
	page
	Identity Identity
	Day      Text
	Open     []Task // what stands in the way or runs out
	Met      []Task
	Sections []fileSection
	Tabs     []Link
	Recent   []historyEvent
	History  string // the address of the whole history
}

// fileSection is a part of the page with its way to add to it.
type fileSection struct {
	ID     string
	Tab    Text // what leads to it, short
	Title  Text
	Empty  Text // what is not recorded
	Items  []Item
	Tables []Table
	Links  []Link
}

// ownFile shows those who have a file of their own that file.
func (s *Server) ownFile(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	if actor.OfficerID == 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	r.SetPathValue("id", idValue(actor.OfficerID))
	return s.officer(w, r, actor)
}

// officerFile finds the officer of the address, and what puts the file into words.
func (s *Server) officerFile(r *http.Request, actor account.Actor) (file registry.File, f fileFacts, err error) {
	id, err := idOf(r)
	if err != nil {
		return file, f, err
	}
	if f, err = s.fileFacts(r, actor); err != nil {
		return file, f, err
	}
	file, err = s.registry.Find(r.Context(), actor, id)
	return file, f, err
}

// fileFacts reads the facts that put files into words. Who may not list
// officers is told the names of units all the same: they stand in the own file.
func (s *Server) fileFacts(r *http.Request, actor account.Actor) (f fileFacts, err error) {
	if f.facts, err = s.facts(r.Context()); err != nil {
		return f, err
	}
	f.units, err = s.registry.HomeUnits(r.Context(), actor)
	if !actor.May(account.OfficerList) && actor.May(account.OfficerView) {
		f.units, err = s.registry.HomeUnits(r.Context(), account.System())
	}
	return f, err
}

// officer answers at a glance whether somebody may be nominated today and what
// is missing by when, and shows the whole file.
func (s *Server) officer(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	file, f, err := s.officerFile(r, actor)
	if err != nil {
		return err
	}
	p := filePage{fileFacts: f, file: file, actor: actor, edit: actor.May(account.OfficerEdit), open: s.opens(actor)}
	readiness := registry.Judge(file, f.Book, f.Today)
	v := &officerView{Identity: p.identity(), Sections: p.sections(), Day: Day(f.Today)}
	if err := s.addSentAbroad(r, actor, file.ID, v); err != nil {
		return err
	}
	if err := s.addTraining(r, actor, f.facts, file.ID, v); err != nil {
		return err
	}
	v.Tabs = tabsOf(v.Sections)
	v.Open, v.Met = p.tasks(readiness)
	v.Title, v.Lead = p.finding(readiness), p.nextStep(readiness)
	v.Caption, v.AsOf = p.caption(), f.Today
	v.Actions, v.Crumbs = p.actions(), officerListCrumb(actor)
	if p.open("/officers/{id}/posts") && file.Serving(f.Today) {
		v.Actions = append(v.Actions, Action{Text: T("candidatepage.open_posts"), Href: p.path("/posts"), Second: true})
	}
	if actor.May(account.OfficerHistory) {
		v.History = officerPath(file.ID) + "/history"
		if v.Recent, _, err = s.officerHistory(r, actor, f, file.ID, historyShown, 0); err != nil {
			return err
		}
	}
	return s.render(w, r, "officer", v)
}

// tabsOf lead to the parts of the page.
func tabsOf(sections []fileSection) []Link {
	tabs := []Link{{Text: T("officerpage.readiness"), Href: "#readiness"}}
	for _, s := range sections {
		tabs = append(tabs, Link{Text: s.Tab, Href: "#" + s.ID})
	}
	return tabs
}

// opens reports whether a page exists and is open to the actor.
func (s *Server) opens(actor account.Actor) func(pattern string) bool {
	return func(pattern string) bool {
		action, exists := s.actions["GET "+pattern]
		return exists && actor.May(action)
	}
}

func officerListCrumb(actor account.Actor) []Link {
	if !actor.May(account.OfficerList) {
		return nil
	}
	return []Link{{Text: T("officerpage.officers"), Href: "/officers"}}
}

func officerCrumbs(actor account.Actor, file registry.File) []Link {
	return append(officerListCrumb(actor), Link{Text: Words(file.FullName), Href: officerPath(file.ID)})
}

// filePage draws one officer's file for one actor.
type filePage struct {
	fileFacts
	file  registry.File
	actor account.Actor
	edit  bool
	open  func(pattern string) bool
}

func (p filePage) path(rest string) string { return officerPath(p.file.ID) + rest }

func (p filePage) caption() Text {
	return Joined(" · ", p.name(reference.Ranks, p.file.Rank), Words(p.file.ServiceNumber))
}

// finding says whether the officer may be nominated today.
func (p filePage) finding(r registry.Readiness) Text {
	name := p.file.FullName
	switch n := len(r.Blocking()); {
	case !p.file.Serving(p.Today):
		return T("officerpage.finding_left", "name", name, "date", p.file.LeftOn)
	case n == 0:
		return T("officerpage.finding_ready", "name", name)
	default:
		return T("officerpage.finding_missing", "name", name, "n", n)
	}
}

// nextStep says when the officer may be nominated, or what somebody must see to.
func (p filePage) nextStep(r registry.Readiness) Text {
	var missing []Text
	var comes civil.Date // the day by which the rest comes of itself
	for _, c := range r.Blocking() {
		if c.Until == 0 {
			missing = append(missing, T(c.Rule.Key()))
		}
		comes = max(comes, c.Until)
	}
	switch {
	case !p.file.Serving(p.Today) || r.Ready():
		return nil
	case len(missing) > 0 && comes != 0:
		return Joined(" ", T("officerpage.next_act", "missing", Joined(", ", missing...)), T("officerpage.next_not_before", "date", comes))
	case len(missing) > 0:
		return T("officerpage.next_act", "missing", Joined(", ", missing...))
	}
	return T("officerpage.next_wait", "date", r.ReadyFrom())
}

func (p filePage) identity() Identity {
	o := p.file.Officer
	id := Identity{Name: Words(o.FullName), Tags: []Tag{{sexText(o.Woman), Plain}}}
	if !o.Serving(p.Today) {
		id.Tags = append(id.Tags, Tag{T("officerpage.left_tag"), Warn})
	}
	for _, d := range p.file.Deployments {
		if d.Span().Contains(p.Today) {
			id.Tags = append(id.Tags, Tag{T("officerpage.deployed_in", "mission", d.Mission), Info})
		}
	}
	item := func(key string, value Text) {
		if value != nil {
			id.Items = append(id.Items, Item{Label: T(key), Value: Cell{Text: value}})
		}
	}
	item("registry.field.rank", p.name(reference.Ranks, o.Rank))
	item("registry.field.service_number", Words(o.ServiceNumber))
	item("officerpage.age", Num(o.Age(p.Today)))
	item("registry.field.home_unit", p.unitName(idValue(o.HomeUnitID)))
	item("registry.field.position", Words(o.Position))
	return id
}

func (p filePage) actions() []Action {
	if !p.edit {
		return nil
	}
	actions := []Action{{Text: T("officerpage.edit"), Href: p.path("/edit")}}
	if p.file.Serving(p.Today) {
		actions = append(actions, Action{Text: T("officerpage.promote"), Href: p.path("/promote"), Second: true},
			Action{Text: T("officerpage.transfer"), Href: p.path("/transfer"), Second: true},
			Action{Text: T("officerpage.end"), Href: p.path("/end"), Second: true})
	}
	return append(actions, Action{Text: T("officerpage.correct"), Href: p.path("/correct"), Second: true})
}

// tasks are the rules: first those that stand in the way, then those that run
// out, and apart from them the met ones.
func (p filePage) tasks(r registry.Readiness) (open, met []Task) {
	var soon []Task
	for _, c := range r.Checks {
		switch {
		case c.Blocks():
			open = append(open, p.task(c))
		case c.Status == eligibility.Expiring:
			soon = append(soon, p.task(c))
		default:
			met = append(met, p.task(c))
		}
	}
	return append(open, soon...), met
}

func (p filePage) task(c eligibility.Check) Task {
	task := Task{Text: T(c.Rule.Key()), Status: Tag{T(c.Status.Key()), statusTone(c.Status)},
		Note: T("officerpage.check", "found", phraseText(c.Found), "needed", phraseText(c.Needed))}
	if c.Blocks() && c.Until != 0 {
		task.Note = Joined(" ", task.Note, T("officerpage.check_comes", "date", c.Until))
	}
	if c.Rule == eligibility.LicenceYears && c.Status == eligibility.Expiring { // what was found is its years, not its end
		task.Note = Joined(" ", task.Note, T("officerpage.check_ends", "date", c.Until))
	}
	if p.edit && c.Status != eligibility.Met {
		task.Href = p.remedy(c.Rule)
	}
	return task
}

func statusTone(s eligibility.Status) Tone {
	switch s {
	case eligibility.Met:
		return Good
	case eligibility.Expiring:
		return Warn
	}
	return Bad
}

func phraseText(p eligibility.Phrase) Text { return T(p.Key, p.Args...) }

// remedy is where one records what a rule asks for, empty where only time or
// another page helps.
func (p filePage) remedy(rule eligibility.Rule) string {
	if place := recordPlace(rule); place != "" {
		return p.path(place)
	}
	return ""
}

// recordPlace is the page of an officer's file on which one records what a rule
// asks for.
func recordPlace(rule eligibility.Rule) string {
	switch rule {
	case eligibility.PassportValid:
		return "/edit#f-passport_expires"
	case eligibility.MedicallyFit:
		return "/edit#f-medical_status"
	case eligibility.NationallyCleared:
		return "/edit#f-national_clearance"
	case eligibility.ServiceYears:
		return "/edit#f-enlisted_on"
	case eligibility.Speaks:
		return "/language/new"
	case eligibility.LicenceYears, eligibility.ManualGears:
		return "/licence/new"
	case eligibility.Assessed:
		return "/clearance/new"
	case eligibility.FirearmsTest:
		return "/attempt/new"
	case eligibility.Certified:
		return "/certificate/new"
	case eligibility.Specialised:
		return "/specialism/new"
	case eligibility.Willing:
		return "/availability/new"
	}
	return ""
}
