package web

import (
	"net/http"
	"slices"
	"strconv"

	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/prospect"
	"beret/outlook"
)

const planPath = "/outlook/plan"

// offeredLevels are the chances, in per cent, that a plan can be asked for; the
// usual one is 95.
func offeredLevels() []int { return []int{80, 90, 95, 99} }

const usualLevel = 95

// planScene is a plan with the question that it answers, and the outlook as it
// would be with the plan in force.
type planScene struct {
	*outlookScene
	Level   int            // per cent
	Plan    *prospect.Plan // nil where the question is refused or nothing is asked
	Nothing bool           // no target asks for anything that posts could hold
	With    *outlookScene  // the same question with the plan's decisions
}

// planScene searches for the plan of an address. A question that is refused has
// its problems in the form and no plan.
func (s *Server) planScene(r *http.Request, actor account.Actor) (*planScene, error) {
	c, err := s.outlookBase(r, actor)
	if err != nil {
		return nil, err
	}
	values := r.URL.Query()
	if r.Method == http.MethodPost {
		values = r.PostForm
	}
	c.ask(values)
	p := &planScene{outlookScene: c}
	p.readLevel(values.Get("level"))
	if c.Form.Failed() {
		return p, nil
	}
	p.Plan, err = s.outlooks.plan(r.Context(), c.Base, c.Question, p.Level*10)
	if p.Nothing = nothingAsked(err); p.Nothing {
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	with := *c
	with.Question = p.forced()
	p.With = &with
	return p, s.answerOutlook(r.Context(), p.With)
}

// nothingAsked reports whether a plan has nothing to hold.
func nothingAsked(err error) bool {
	return slices.ContainsFunc(fault.ProblemsOf(err), func(p fault.Problem) bool { return p.Key == "prospect.problem.nothing_asked" })
}

// readLevel adds the chance that is asked for to the form.
func (c *planScene) readLevel(text string) {
	field := Field{Kind: SelectField, Name: "level", Label: T("outlookplan.level"), Value: text}
	if text == "" {
		field.Value = strconv.Itoa(usualLevel)
	}
	for _, level := range offeredLevels() {
		field.Options = append(field.Options, Option{Value: strconv.Itoa(level), Text: levelText(level)})
	}
	c.Form.Fields = append(c.Form.Fields, field)
	c.Form.Action = planPath
	c.Level = c.Form.Int("level")
	if c.Level < offeredLevels()[0] || c.Level > 99 {
		c.Form.problem(fault.Problem{Field: "level", Key: "outlookplan.problem.level"})
		return
	}
	c.Form.field("level").offer(levelText(c.Level))
}

func levelText(n int) Text { return T("outlookplan.percent", "n", n) }

// forced is the question with the plan's decisions.
func (c *planScene) forced() prospect.Question {
	q := c.Plan.Question
	return withPlan(q, c.Plan.Levers, c.Plan.Found.Plan)
}

// withPlan is a question with a plan's decisions beside its what-ifs.
func withPlan(q prospect.Question, levers []prospect.Lever, plan outlook.Plan) prospect.Question {
	settings := append([]prospect.Setting(nil), q.Settings...)
	for i, units := range plan {
		if units != 0 {
			settings = append(settings, prospect.Setting{Lever: levers[i].Code, Units: units})
		}
	}
	q.Settings = settings
	return q
}

// planHref is a page about the plan.
func (c *planScene) planHref(path string, pairs ...string) string {
	q := c.Question
	if c.Plan != nil {
		q = c.Plan.Question
	}
	return c.outlookHref(path, q, append([]string{"level", strconv.Itoa(c.Level)}, pairs...)...)
}

// planView is the cheapest plan found for a question. Template "outlook_plan".
type planView struct {
	page
	Tabs      []Link
	Form      *Form
	Ask       []Field
	More      []Field
	Notices   []Notice
	Stats     []Stat
	Steps     *Table
	Guarantee []Text
	Frontier  *Table
	Calendars []Picture
	Weak      *Table
	Links     []Link
}

// outlookPlan shows the cheapest plan for the question of the address.
func (s *Server) outlookPlan(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.planScene(r, actor)
	if err != nil {
		return err
	}
	v := &planView{Tabs: c.outlookTabs(planPath), Form: c.Form, Links: c.planLinks()}
	for _, name := range []string{"level", "category", "framework", "until", "mission"} {
		v.Ask = append(v.Ask, *c.Form.field(name))
	}
	v.Ask = append(v.Ask, c.supposed()...)
	v.More = []Field{*c.Form.field("scenarios"), *c.Form.field("seed")}
	v.Title, v.AsOf = T("outlookplan.title"), c.AsOf
	switch {
	case c.Nothing:
		v.Notices = []Notice{{Tone: Info, Text: T("outlookplan.nothing"), Links: c.calendarLinks()}}
	case c.Plan == nil:
		return s.refuse(w, r, "outlook_plan", v)
	default:
		v.show(c)
	}
	return s.render(w, r, "outlook_plan", v)
}

// supposed keeps the what-ifs of the address while another level is chosen.
func (c *planScene) supposed() (fields []Field) {
	for _, l := range c.Base.Levers() {
		if field := c.Form.field(leverPrefix + l.Code); !l.Decision && field.Value != "" {
			hidden := *field
			hidden.Kind = HiddenField
			fields = append(fields, hidden)
		}
	}
	return fields
}

func (v *planView) show(c *planScene) {
	v.Title, v.Caption, v.Lead = c.planFinding(), c.questionText(), c.planLead()
	v.Notices, v.Stats, v.Guarantee = c.planNotices(), c.planStats(), c.guarantee()
	v.Steps, v.Frontier, v.Weak = c.stepTable(), c.frontierTable(), c.With.weakTable()
	for place, t := range c.With.Answer.Forecast.Targets {
		if _, asked := weakest(t); asked {
			v.Calendars = append(v.Calendars, c.With.calendarPicture(place))
		}
	}
	v.Actions = c.planActions()
}

// reached reports whether the plan has the level, on the sample and on the
// scenarios that the search has not seen.
func (c *planScene) reached() bool {
	f := c.Plan.Found
	return f.Reached && f.Fresh.Met*100 >= c.Level*f.Fresh.Of
}

// planFinding says what the plan comes to.
func (c *planScene) planFinding() Text {
	args := []any{"n", len(c.Plan.Steps), "level", levelText(c.Level), "cost", c.totalCost(c.forced()), "from", c.Plan.From, "to", c.Plan.Question.Until,
		"chance", chanceRate(c.Plan.Found.Fresh), "month", c.Plan.Found.Fresh.Month}
	switch {
	case c.reached() && len(c.Plan.Steps) == 0:
		return T("outlookplan.finding.nothing", args...)
	case c.reached():
		return T("outlookplan.finding.reached", args...)
	case len(c.Plan.Steps) == 0:
		return T("outlookplan.finding.helpless", args...)
	}
	return T("outlookplan.finding.short", args...)
}

// planLead says from where to where the plan lifts the weakest month.
func (c *planScene) planLead() Text {
	f := c.Plan.Found
	if len(c.Plan.Steps) == 0 {
		return T("outlookplan.lead_none", "chance", chanceText(f.Fresh), "month", f.Fresh.Month)
	}
	return T("outlookplan.lead", "before", chanceText(f.Before), "earlier", f.Before.Month, "after", chanceText(f.Fresh), "month", f.Fresh.Month)
}

func (c *planScene) planNotices() (notices []Notice) {
	if !c.reached() {
		notices = append(notices, Notice{Tone: Warn, Text: T("outlookplan.notice.short", "level", levelText(c.Level)), Links: []Link{{Text: T("outlookplan.frontier"), Href: "#frontier"}}})
	}
	if c.Plan.Late {
		notices = append(notices, Notice{Tone: Info, Text: T("outlookplan.notice.late", "from", c.Plan.From)})
	}
	if len(c.Plan.Without) > 0 {
		var names []Text
		for _, t := range c.Plan.Without {
			names = append(names, c.targetTitle(t))
		}
		notices = append(notices, Notice{Tone: Info, Text: T("outlookplan.notice.without", "targets", Joined("; ", names...)), Links: c.calendarLinks()})
	}
	if len(c.Plan.Question.Settings) > 0 {
		notices = append(notices, Notice{Tone: Info, Text: T("outlookplan.notice.supposed", "levers", c.movedText(c.Plan.Question))})
	}
	return notices
}

// calendarLinks lead to the posts and rotations that somebody entered.
func (c *outlookScene) calendarLinks() (links []Link) {
	for _, page := range []entry{{postsPath, "outlookplan.posts"}, {rotationsPath, "outlookplan.rotations"}} {
		if c.may["GET "+page.path] {
			links = append(links, Link{Text: T(page.key), Href: page.path})
		}
	}
	return links
}

func (c *planScene) planStats() []Stat {
	f := c.Plan.Found
	stat := func(key string, ch outlook.Chance) Stat {
		return Stat{Label: T("outlookplan.stat." + key), Value: chanceRate(ch), Note: T("outlookplan.stat_note", "month", ch.Month, "chance", chanceText(ch)), Tags: []Tag{{T(chanceStates[max(0, stateOf(ch))].key), toneOf(ch)}}}
	}
	return []Stat{stat("before", f.Before), stat("sample", f.Worst), stat("fresh", f.Fresh),
		{Label: T("outlookplan.stat.cost"), Value: c.totalCost(c.forced()), Note: T("outlookplan.steps_count", "n", len(c.Plan.Steps))}}
}

// guarantee says what is proved of the plan and what is not.
func (c *planScene) guarantee() []Text {
	f := c.Plan.Found
	texts := []Text{T("outlookplan.guarantee.sample", "n", f.Worst.Of, "fresh", f.Fresh.Of, "tried", f.Tried, "seed", strconv.FormatUint(c.Plan.Question.Seed, 10))}
	switch {
	case f.Proven:
		texts = append(texts, T("outlookplan.guarantee.proven"))
	case c.reached():
		texts = append(texts, T("outlookplan.guarantee.searched"))
	default:
		texts = append(texts, T("outlookplan.guarantee.short"))
	}
	return append(texts, T("outlookplan.guarantee.nobody"), T("outlookplan.guarantee.model"))
}

func (c *planScene) planActions() (actions []Action) {
	if len(c.Plan.Steps) > 0 && c.mayForce() {
		actions = append(actions, Action{Text: T("outlookplan.force"), Href: c.planHref(forcePath)})
	}
	if c.may["GET "+planPath+"/export"] {
		actions = append(actions, Action{Text: T("outlookplan.export"), Href: c.planHref(planPath + "/export"), Second: true})
	}
	return actions
}

// mayForce reports whether the actor may do all that a plan can ask for.
func (c *planScene) mayForce() bool {
	return c.actor.May(account.OutlookEdit) && c.actor.May(account.TrainingEdit) && c.actor.May(account.TaskEdit)
}

// planLinks lead on: to the outlook with the plan, to what was assumed.
func (c *planScene) planLinks() (links []Link) {
	if c.Plan != nil {
		links = []Link{{Text: T("outlookplan.on_outlook"), Href: c.outlookHref("/outlook", c.forced())}}
	} else {
		links = []Link{{Text: T("outlookpage.tab.outlook"), Href: "/outlook"}}
	}
	if c.may["GET "+assumptionsPath] {
		links = append(links, Link{Text: T("outlookplan.what_assumed"), Href: assumptionsPath})
	}
	return append(links, c.calendarLinks()...)
}
