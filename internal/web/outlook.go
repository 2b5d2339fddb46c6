package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/prospect"
	"beret/internal/reference"
	"beret/internal/standing"
)

// leverPrefix stands before a lever's code in an address.
const leverPrefix = "lever."

// offeredScenarios are the numbers of futures that the page offers; others may
// stand in an address.
func offeredScenarios() []int { return []int{500, 2000, 5000, prospect.MostScenarios} }

// outlookScene is what is asked of the outlook and what it answers, with the
// position that it starts from.
type outlookScene struct {
	*positionScene
	Base     *prospect.Base
	Question prospect.Question
	Form     *Form            // what was asked, field by field, with its problems
	Answer   *prospect.Answer // nil where the question is refused
	Rest     *prospect.Answer // the same without levers; nil where none is moved
}

// outlookBase opens the record as the outlook sees it today.
func (s *Server) outlookBase(r *http.Request, actor account.Actor) (*outlookScene, error) {
	position, err := s.position(r, actor, standing.Options{})
	if err != nil {
		return nil, err
	}
	c := &outlookScene{positionScene: position}
	c.Base, err = s.prospect.Load(r.Context(), actor, c.Book, c.Today)
	return c, err
}

// outlookScene answers the question of an address. A question that is refused
// has its problems in the form and no answer.
func (s *Server) outlookScene(r *http.Request, actor account.Actor, values url.Values) (*outlookScene, error) {
	c, err := s.outlookBase(r, actor)
	if err != nil {
		return nil, err
	}
	c.ask(values)
	if c.Form.Failed() {
		return c, nil
	}
	return c, s.answerOutlook(r.Context(), c)
}

// answerOutlook answers with the levers, and without them for comparison.
func (s *Server) answerOutlook(ctx context.Context, c *outlookScene) (err error) {
	if c.Answer, err = s.outlooks.answer(ctx, c.Base, c.Question); err != nil {
		return err
	}
	if len(c.Question.Settings) > 0 {
		c.Rest, err = s.outlooks.answer(ctx, c.Base, atRest(c.Question))
	}
	return err
}

// atRest is the question with every lever where it stands by itself.
func atRest(q prospect.Question) prospect.Question {
	q.Settings = nil
	return q
}

// ask reads a question from an address into the form and checks it.
func (c *outlookScene) ask(values url.Values) {
	c.Form = &Form{Action: "/outlook", Fields: append(c.askFields(), c.leverFields()...)}
	c.Form.fill(values)
	usual := c.Base.Usual()
	c.Form.preset(map[string]string{"until": usual.Until.String(), "scenarios": strconv.Itoa(usual.Scenarios), "seed": strconv.FormatUint(usual.Seed, 10)})
	c.readQuestion()
	if c.Form.Failed() {
		return
	}
	for _, p := range c.Base.Check(c.Question) {
		c.Form.problem(p)
	}
}

// preset fills fields that an address leaves empty.
func (f *Form) preset(values map[string]string) {
	for i := range f.Fields {
		if f.Fields[i].Value == "" {
			f.Fields[i].Value = values[f.Fields[i].Name]
		}
	}
}

// askFields are the fields of the question that are no levers.
func (c *outlookScene) askFields() []Field {
	return []Field{
		{Kind: SelectField, Name: "category", Label: T("outlookpage.category"), Options: c.categoryOptions()},
		{Kind: SelectField, Name: "framework", Label: T("outlookpage.framework"), Options: c.frameworkOptions()},
		{Kind: SelectField, Name: "until", Label: T("outlookpage.until"), Options: c.untilOptions()},
		{Kind: HiddenField, Name: "mission"},
		{Kind: SelectField, Name: "scenarios", Label: T("outlookpage.scenarios"), Hint: T("outlookpage.scenarios_hint"), Options: scenarioOptions()},
		{Kind: NumberField, Name: "seed", Label: T("outlookpage.seed"), Hint: T("outlookpage.seed_hint")},
	}
}

// categoryOptions are the categories that have targets, after all together.
func (c *outlookScene) categoryOptions() []Option {
	options := []Option{{Text: T("outlookpage.category_all")}}
	for _, row := range c.Book.On(reference.Categories, c.Today) {
		if c.asked(func(t prospect.Target) bool { return t.Category == row.Code }) {
			options = append(options, Option{Value: row.Code, Text: c.name(reference.Categories, row.Code)})
		}
	}
	return options
}

func (c *outlookScene) frameworkOptions() []Option {
	options := []Option{{Text: T("outlookpage.framework_all")}}
	seen := map[string]bool{}
	for _, t := range c.Base.Targets() {
		if !seen[t.Framework] {
			seen[t.Framework] = true
			options = append(options, Option{Value: t.Framework, Text: c.name(reference.Frameworks, t.Framework)})
		}
	}
	return options
}

// asked reports whether any target is of a kind.
func (c *outlookScene) asked(of func(prospect.Target) bool) bool {
	return slices.ContainsFunc(c.Base.Targets(), of)
}

func (c *outlookScene) untilOptions() (options []Option) {
	last := c.Base.First.Add(prospect.MostMonths - 1)
	for month := civil.NewMonth(c.Base.First.Year(), time.December); month <= last; month = month.Add(12) {
		options = append(options, Option{Value: month.String(), Text: MonthText(month)})
	}
	return options
}

func scenarioOptions() (options []Option) {
	for _, n := range offeredScenarios() {
		options = append(options, Option{Value: strconv.Itoa(n), Text: Num(n)})
	}
	return options
}

// offer adds a choice that an address makes beyond those offered.
func (f *Field) offer(text Text) {
	if !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == f.Value }) {
		f.Options = append(f.Options, Option{Value: f.Value, Text: text})
	}
}

// readQuestion turns the fields into a question; what cannot be read becomes a
// field's problem.
func (c *outlookScene) readQuestion() {
	form, q := c.Form, &c.Question
	q.Category, q.Framework, q.Mission = form.Value("category"), form.Value("framework"), form.Value("mission")
	for name, text := range map[string]Text{"category": c.name(reference.Categories, q.Category), "framework": c.name(reference.Frameworks, q.Framework)} {
		form.field(name).offer(text)
	}
	until, err := civil.ParseMonth(form.Value("until"))
	if err != nil {
		form.problem(fault.Problem{Field: "until", Key: "outlookpage.problem.month"})
	}
	q.Until = until
	form.field("until").offer(MonthText(until))
	q.Scenarios = form.Int("scenarios")
	form.field("scenarios").offer(Num(q.Scenarios))
	seed, err := strconv.ParseUint(form.Value("seed"), 10, 64)
	if err != nil {
		form.problem(fault.Problem{Field: "seed", Key: "outlookpage.problem.seed"})
	}
	q.Seed = seed
	c.readLevers()
}

// questionQuery is a question as the address has it; what is usual is left out.
func (c *outlookScene) questionQuery(q prospect.Question) url.Values {
	values, usual := url.Values{}, c.Base.Usual()
	set := func(name, value, usual string) {
		if value != usual {
			values.Set(name, value)
		}
	}
	set("category", q.Category, "")
	set("mission", q.Mission, "")
	set("framework", q.Framework, "")
	set("until", q.Until.String(), usual.Until.String())
	set("scenarios", strconv.Itoa(q.Scenarios), strconv.Itoa(usual.Scenarios))
	set("seed", strconv.FormatUint(q.Seed, 10), strconv.FormatUint(usual.Seed, 10))
	for _, setting := range q.Settings {
		values.Set(leverPrefix+setting.Lever, strconv.Itoa(setting.Units))
	}
	return values
}

// outlookHref is a page of the outlook for a question, with more parameters.
func (c *outlookScene) outlookHref(path string, q prospect.Question, pairs ...string) string {
	query := c.questionQuery(q)
	for i := 0; i+1 < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
	}
	return pathWithQuery(path, query)
}

// outlookTabs lead between the pages about what is to come, as far as they are
// there for the actor.
func (c *outlookScene) outlookTabs(current string) (tabs []Link) {
	for _, page := range []entry{{"/outlook", "outlookpage.tab.outlook"}, {"/outlook/plan", "outlookpage.tab.plan"},
		{"/outlook/leadership", "outlookpage.tab.leadership"}, {"/outlook/assumptions", "outlookpage.tab.assumptions"},
		{"/outlook/calibration", "outlookpage.tab.calibration"}, {"/outlook/scenarios", "outlookpage.tab.scenarios"}, {"/outlook/world", "outlookpage.tab.world"}} {
		if c.may["GET "+page.path] {
			tabs = append(tabs, Link{Text: T(page.key), Href: page.path, Current: page.path == current})
		}
	}
	return tabs
}

// headline parts a finding: its first sentence leads as the title, the others
// follow it.
func headline(finding string) (title, rest string) {
	title, rest, _ = strings.Cut(finding, ". ")
	return strings.TrimSuffix(title, "."), rest
}
