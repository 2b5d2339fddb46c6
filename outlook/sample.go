package outlook

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Options say how to simulate.
type Options struct {
	Scenarios int    // at least 1
	Seed      uint64 // the same seed gives the same scenarios
	First     int    // place of the first scenario; fresh ones begin after those already seen
	Workers   int    // at once; 0 for one a processor. The result does not depend on it.
}

// View is what a sample reports: the people in the posts of a scope, or in a
// stage where Stage is set.
type View struct {
	Scope
	Stage string
}

// Sample is the simulated futures as counted at each month's end.
type Sample struct {
	Scenarios int
	Months    int
	Views     []View
	width     int     // scenarios with the places left over of the last lanes
	women     []int32 // by view, month, scenario
	total     []int32
	seats     []int32 // month in which a key seat falls vacant, by seat and scenario; Months for later
}

// Share returns what a scenario counted.
func (s *Sample) Share(view, month, scenario int) Share {
	i := (view*s.Months+month)*s.width + scenario
	return Share{int(s.women[i]), int(s.total[i])}
}

// row returns the counts of all scenarios.
func (s *Sample) row(view, month int) (women, total []int32) {
	i := (view*s.Months + month) * s.width
	return s.women[i : i+s.Scenarios], s.total[i : i+s.Scenarios]
}

// Views returns what a model's sample reports: the scopes of its targets, its
// Scopes and its Watched stages, each once.
func (m *Model) Views() []View {
	var views []View
	add := func(v View) {
		for _, w := range views {
			if v == w {
				return
			}
		}
		views = append(views, v)
	}
	for _, t := range m.Targets {
		add(View{Scope: t.Scope})
	}
	for _, s := range m.Scopes {
		add(View{Scope: s})
	}
	for _, s := range m.Watched {
		add(View{Stage: s})
	}
	return views
}

// Simulate draws scenarios of the model. It fails with an [*Error] that names
// what is wrong with the model.
func Simulate(m *Model, o Options) (*Sample, error) {
	p, err := compile(m, nil)
	if err != nil {
		return nil, err
	}
	return simulate(p, m.viewCodes(m.Views()), o), nil
}

// viewCode is a view with places for names.
type viewCode struct {
	View
	groups []int
	stage  int
}

func (m *Model) viewCodes(views []View) []viewCode {
	codes := make([]viewCode, len(views))
	for i, v := range views {
		codes[i] = viewCode{View: v, stage: none}
		for s := range m.Stages {
			if v.Stage != "" && m.Stages[s].ID == v.Stage {
				codes[i].stage = s
			}
		}
		for g := range m.Groups {
			if v.Stage == "" && v.Scope.contains(m.Groups[g]) {
				codes[i].groups = append(codes[i].groups, g)
			}
		}
	}
	return codes
}

// simulate shares the scenarios out to workers, a batch of lanes at a time.
func simulate(p *program, views []viewCode, o Options) *Sample {
	batches := (max(1, o.Scenarios) + lanes - 1) / lanes
	s := &Sample{Scenarios: max(1, o.Scenarios), Months: p.months, width: batches * lanes}
	for _, v := range views {
		s.Views = append(s.Views, v.View)
	}
	s.women = make([]int32, len(views)*p.months*s.width)
	s.total = make([]int32, len(views)*p.months*s.width)
	s.seats = make([]int32, p.seats*s.width)
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(workers, batches) {
		group.Go(func() {
			w := newWorker(p, o.Seed, &recorder{sample: s, views: views, first: o.First, held: make([]vec, 2*len(p.groups))})
			for b := int(next.Add(1)) - 1; b < batches; b = int(next.Add(1)) - 1 {
				w.run(o.First + b*lanes)
			}
		})
	}
	group.Wait()
	return s
}

// recorder writes a worker's counts into the sample.
type recorder struct {
	sample *Sample
	views  []viewCode
	first  int   // scenario of the sample's first place
	held   []vec // posts held by 2·group + sex
}

// month counts the position at the month's end. The places that a scenario has
// in the sample belong to one worker, so that nobody waits.
func (r *recorder) month(w *worker, first int) {
	for g := range w.groups {
		for sex := range 2 {
			held := &r.held[2*g+sex]
			*held = w.known[2*g+sex]
			for _, s := range w.groups[g].stages {
				held.add(&w.totals[2*s+sex])
			}
		}
	}
	for i := range r.views {
		at := (i*r.sample.Months+w.month)*r.sample.width + first - r.first
		r.view(w, &r.views[i], (*vec)(r.sample.women[at:]), (*vec)(r.sample.total[at:]))
	}
}

func (r *recorder) view(w *worker, v *viewCode, women, total *vec) {
	if v.stage != none {
		*women, *total = w.totals[2*v.stage], w.totals[2*v.stage]
		total.add(&w.totals[2*v.stage+1])
		return
	}
	var sum [2]vec
	for _, g := range v.groups {
		sum[0].add(&r.held[2*g])
		sum[1].add(&r.held[2*g+1])
	}
	sum[1].add(&sum[0])
	*women, *total = sum[0], sum[1]
}

func (r *recorder) seats(w *worker, first int) {
	for i := range w.left {
		copy(r.sample.seats[i*r.sample.width+first-r.first:], w.left[i][:])
	}
}
