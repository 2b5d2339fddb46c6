package prospect

import (
	"cmp"
	"context"
	"slices"

	"beret/civil"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/outlook"
)

// Plan is the cheapest set of decisions that was found to hold every target of
// a question in each of its months with a chance.
type Plan struct {
	Question Question
	Level    int // per mille
	Found    *outlook.Found
	Levers   []Lever // as in the plans of Found
	Steps    []Step  // by the day by which they must be done
	Late     bool    // some months are so near that no decision reaches them any more
	From     civil.Month
	Without  []outlook.Target // left out: nobody is or comes into a post of their scope
}

// StepKind says what a step can be turned into.
type StepKind string

// The kinds of steps.
const (
	Seats StepKind = "seats" // a session with seats
	Work  StepKind = "task"
)

// Step is a decision of a plan with its day.
type Step struct {
	Kind  StepKind
	Lever Lever
	Units int
	By    civil.Date // must be decided by this day, so that it takes effect in time
	Cost  int64

	Session      string      // of seats: the session that it is about, by its code in assumptions
	Month        civil.Month // in which it takes effect
	Seats, Women int         // of seats: how many more, and how many more kept for women
	Earlier      int         // months
}

// Text says what the step asks for.
func (s Step) Text(p locale.Printer) string {
	return p.Text("prospect.step", "lever", s.Lever.Name(p), "amount", s.Lever.Amount(p, s.Units))
}

// Name returns what the lever is called in a language.
func (l Lever) Name(p locale.Printer) string { return p.Text(l.NameKey, l.NameArgs...) }

// Unit returns what one unit of the lever is.
func (l Lever) Unit(p locale.Printer) string { return p.Text(l.UnitKey, l.NameArgs...) }

// Amount returns what so many units of a decision are: "12 more in each contingent".
func (l Lever) Amount(p locale.Printer, units int) string {
	return p.Text("prospect.amount."+l.kind, "n", units, "total", units*max(1, l.step))
}

// The bounds of a search: plans are compared on fewer scenarios than an answer
// is made of, and checked on others.
const (
	searchScenarios = 500
	searchFresh     = 4000
	searchProof     = 200
)

// Plan searches for the cheapest decisions that hold every target of the
// question with the chance level (per mille) in each month that decisions can
// still reach. What-ifs of the question stay as they are set; decisions begin
// from rest. It returns Invalid where the question asks for nothing.
func (b *Base) Plan(ctx context.Context, q Question, level int) (plan *Plan, err error) {
	defer fault.Wrap(&err, "prospect.Plan(%d)", level)
	problems := b.Check(q)
	if level < 500 || level > 999 {
		problems = append(problems, fault.Problem{Field: "level", Key: "prospect.problem.level"})
	}
	if err := fault.Check(problems); err != nil {
		return nil, err
	}
	q.Settings = slices.DeleteFunc(slices.Clone(q.Settings), func(s Setting) bool { return b.decision(s.Lever) })
	return b.memory.plan(ctx, q, level, func() (*Plan, error) { return b.search(q, level) })
}

// search makes the plan of a question without decisions.
func (b *Base) search(q Question, level int) (plan *Plan, err error) {
	m := b.Model(q)
	all, asked := m.Targets, asking(m)
	m = withPosts(m)
	plan = &Plan{Question: q, Level: level, Levers: b.usable(m)}
	targets, since, first := b.reachable(m, plan.Levers)
	for _, i := range asked {
		if !slices.Contains(targets, i) {
			plan.Without = append(plan.Without, all[i])
		}
	}
	if targets == nil {
		return nil, fault.Check([]fault.Problem{{Field: "framework", Key: "prospect.problem.nothing_asked"}})
	}
	plan.From, plan.Late = first, first > since
	ask := outlook.Ask{Targets: targets, Level: level, From: first, To: q.Until, Fresh: searchFresh, Proof: searchProof,
		Options: outlook.Options{Scenarios: searchScenarios, Seed: q.Seed}}
	engine := make([]outlook.Lever, len(plan.Levers))
	for i, l := range plan.Levers {
		engine[i] = l.Engine
	}
	if plan.Found, err = outlook.Search(m, engine, ask); err != nil {
		return nil, err
	}
	plan.Steps = b.steps(plan.Levers, plan.Found.Plan)
	return plan, nil
}

// withPosts asks nothing of months before there are posts: a plan is not held
// against a unit that has not gone yet. A target without posts asks for nothing.
func withPosts(m *outlook.Model) *outlook.Model {
	m.Targets = slices.Clone(m.Targets)
	for i, t := range m.Targets {
		first := civil.Month(0)
		for _, g := range m.Groups {
			for _, step := range g.Posts {
				if covers(t.Scope, g.Scope) && step.Count > 0 {
					first = earliest(first, step.From)
				}
			}
		}
		path := []outlook.TargetStep{{From: m.First}}
		for _, step := range t.Path {
			if first > 0 {
				step.From = max(step.From, first)
				path = append(path, step)
			}
		}
		m.Targets[i].Path = path
	}
	return m
}

func (b *Base) decision(code string) bool {
	return slices.ContainsFunc(b.levers, func(l Lever) bool { return l.Code == code && l.Decision })
}

// usable are the decisions that touch the model at all, with what they do in
// it: those of categories that are not asked about do nothing, and contingents
// that go after its last month are not in it.
func (b *Base) usable(m *outlook.Model) (list []Lever) {
	for _, l := range b.levers {
		if !l.Decision {
			continue
		}
		l.Engine.Effects = slices.DeleteFunc(slices.Clone(l.Engine.Effects), func(e outlook.Effect) bool {
			move := e.Move == "" || slices.ContainsFunc(m.Moves, func(v outlook.Move) bool { return v.ID == e.Move })
			return !move || e.Parameter != "" && !slices.ContainsFunc(m.Parameters, func(p outlook.Parameter) bool { return p.ID == e.Parameter })
		})
		if len(l.Engine.Effects) > 0 {
			list = append(list, l)
		}
	}
	return list
}

// asking returns the places of the targets that ask for anything in the months
// of the model.
func asking(m *outlook.Model) (places []int) {
	for i, t := range m.Targets {
		if slices.ContainsFunc(t.Path, func(s outlook.TargetStep) bool { return s.Den > 0 && s.From < m.First.Add(m.Months) }) {
			places = append(places, i)
		}
	}
	return places
}

// reachable returns the targets that ask for anything, from when, and the first month that
// the earliest lever reaches, or in which the first target asks.
func (b *Base) reachable(m *outlook.Model, levers []Lever) (targets []int, asked, first civil.Month) {
	last := m.First.Add(m.Months - 1)
	targets = asking(m)
	for _, i := range targets {
		for _, step := range m.Targets[i].Path {
			if step.Den > 0 {
				asked = earliest(asked, max(step.From, m.First))
				break
			}
		}
	}
	for _, l := range levers {
		if l.kind == "nominate-women" || l.kind == "prefer-women" {
			first = earliest(first, l.month.Add(b.lengths[parameterOf(decisionLength, l.about)].months))
		} else {
			first = earliest(first, l.month)
		}
	}
	return targets, asked, min(last, max(first, asked, m.First))
}

// earliest is the earlier of two months; zero is none.
func earliest(a, b civil.Month) civil.Month {
	if a == 0 {
		return b
	}
	return min(a, b)
}

// steps turns a plan into dated work.
func (b *Base) steps(levers []Lever, plan outlook.Plan) (list []Step) {
	for i, units := range plan {
		if units == 0 {
			continue
		}
		l := levers[i]
		s := Step{Kind: Work, Lever: l, Units: units, Cost: int64(units) * l.Cost, Month: l.month}
		if l.move != "" {
			s.Kind, s.Session = Seats, l.move
			for _, e := range l.Engine.Effects {
				s.Seats, s.Women, s.Earlier = s.Seats+units*e.Seats, s.Women+units*e.Women, s.Earlier+units*e.Earlier
			}
		}
		s.By = max(b.AsOf, s.Month.Add(-s.Earlier).Start().AddDays(-7*l.Weeks))
		list = append(list, s)
	}
	slices.SortStableFunc(list, func(x, y Step) int { return cmp.Or(cmp.Compare(x.By, y.By), cmp.Compare(x.Lever.Code, y.Lever.Code)) })
	return list
}
