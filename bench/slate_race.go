package main

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"

	"beret/slate"
)

// slateForm is how peers are asked: by one model or by several in turn.
type slateForm struct {
	name   string
	models []func(r engineRun) slate.Model
	whole  bool // the whole task, not a part of it
}

func slateForms(plan slatePlan) []slateForm {
	blended := slate.Model{Priority: 20000, Shortfall: 3000, Score: 1, AtLeast: slate.None, AtMost: slate.None}
	blend := func(engineRun) slate.Model { return blended }
	posts := func(engineRun) slate.Model {
		m := blended
		m.Posts = true
		return m
	}
	first := func(engineRun) slate.Model {
		return slate.Model{Priority: 1, AtLeast: slate.None, AtMost: slate.None}
	}
	second := func(r engineRun) slate.Model {
		return slate.Model{Shortfall: 1, AtLeast: r.PriorityValue, AtMost: slate.None}
	}
	both := func(r engineRun) slate.Model {
		return slate.Model{Shortfall: 3000, Score: 1, AtLeast: r.PriorityValue, AtMost: slate.None}
	}
	last := func(r engineRun) slate.Model {
		return slate.Model{Score: 1, AtLeast: r.PriorityValue, AtMost: r.Weighted}
	}
	type models = []func(engineRun) slate.Model
	forms := []slateForm{{"two solves", models{first, both}, true}, {"three solves", models{first, second, last}, true},
		{"blended", models{blend}, true}, {"last alone", models{last}, false}}
	if plan.few {
		return []slateForm{forms[1], forms[3]}
	}
	if plan.raw {
		forms = append(forms, slateForm{"blended, raw: a variable for each post", models{posts}, true})
	}
	return forms
}

// worth is a model's objective at our values.
func worth(m slate.Model, r engineRun) float64 {
	return float64(-m.Priority*r.PriorityValue + m.Shortfall*r.Weighted - m.Score*r.Score)
}

// entry is a peer with a form of the model.
type entry struct {
	peer slatePeer
	form slateForm
	run  slateRun
	// finding says how the optimum compares, agree whether it is ours.
	finding string
	agree   bool
}

// race has every peer solve every form for the first seed, then the best two
// the other seeds.
func (b *slateBench) race(ctx context.Context, plan slatePlan, own []engineRun) error {
	b.text.WriteString("\n| seed | peer, form | solver alone | process | memory | times ours: solver, process, memory | optimum |\n| ---: | --- | ---: | ---: | ---: | ---: | --- |\n")
	var entries []entry
	for _, form := range slateForms(plan) {
		for _, peer := range b.peers {
			e, err := b.enter(ctx, plan, entry{peer: peer, form: form}, 1, own[0])
			if err != nil {
				return err
			}
			entries = append(entries, e)
		}
	}
	entries = slices.DeleteFunc(entries, func(e entry) bool { return !e.run.optimal || !e.agree || !e.form.whole })
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.run.solve, b.run.solve) })
	if len(entries) == 0 {
		fmt.Fprintf(&b.text, "\nNo peer finished the whole task on seed 1 within %s of processor time a solve: more than **%.0f times** as long as ours.\n", plan.limit, plan.limit.Seconds()/own[0].Solve.Seconds())
		return nil
	}
	return b.repeat(ctx, plan, entries[:min(2, len(entries))], own)
}

// enter has a peer solve an instance by a form and tells what that took beside
// ours; an optimum that is another than ours is told loudly.
func (b *slateBench) enter(ctx context.Context, plan slatePlan, e entry, seed int, own engineRun) (entry, error) {
	if err := b.solve(ctx, plan, &e, seed, own); err != nil {
		return e, fmt.Errorf("%s, %s: %w", e.peer.name, e.form.name, err)
	}
	r := e.run
	fmt.Fprintf(os.Stderr, "slate %v seed %d: %s, %s: solver %s, process %s, %d MB: %s\n", plan.slateSize, seed, e.peer.name, e.form.name,
		milliseconds(r.solve), milliseconds(r.process), r.memory>>20, e.finding)
	if r.optimal {
		fmt.Fprintf(&b.text, "| %d | %s, %s | %s | %s | %d MB | %s | %s |\n", seed, e.peer.name, e.form.name, milliseconds(r.solve), milliseconds(r.process),
			r.memory>>20, timesOurs(r, own), e.finding)
	} else {
		fmt.Fprintf(&b.text, "| %d | %s, %s | – | > %s | %d MB | | %s |\n", seed, e.peer.name, e.form.name, milliseconds(r.process), r.memory>>20, e.finding)
	}
	return e, b.write()
}

// solve has a peer solve the models of a form in turn; times are added.
func (b *slateBench) solve(ctx context.Context, plan slatePlan, e *entry, seed int, own engineRun) error {
	e.run, e.agree, e.finding = slateRun{optimal: true}, true, "agrees"
	for i, of := range e.form.models {
		model := of(own)
		path, err := b.writeModel(plan, uint64(seed), model)
		if err != nil {
			return err
		}
		r, err := e.peer.run(ctx, path, plan.limit)
		if err != nil {
			return err
		}
		e.run.solve, e.run.process, e.run.memory = e.run.solve+r.solve, e.run.process+r.process, max(e.run.memory, r.memory)
		if !r.optimal {
			e.run.optimal, e.finding = false, fmt.Sprintf("solve %d not finished in %s", i+1, plan.limit)
			return nil
		}
		e.judge(model, r, own)
	}
	return nil
}

// judge compares an optimum with ours. Blended weights may trade a stage for
// another, so that their optimum may be better than our slate is by them.
func (e *entry) judge(model slate.Model, r slateRun, own engineRun) {
	want := worth(model, own)
	if math.Abs(r.value-want) < 0.5 {
		return
	}
	e.agree = false
	blends := model.Shortfall > 0 && model.Score > 0
	switch {
	case blends && r.value < want:
		e.finding = fmt.Sprintf("blends otherwise: %.0f, ours is worth %.0f by these weights", r.value, want)
	case own.Proven:
		e.finding = fmt.Sprintf("**DISAGREES: %.0f, ours %.0f**", r.value, want)
	default:
		e.finding = fmt.Sprintf("%.0f, ours, not proved, %.0f", r.value, want)
	}
}

// timesOurs is how many times more a peer took than ours.
func timesOurs(r slateRun, own engineRun) string {
	return fmt.Sprintf("%.1f, %.1f, %.1f", float64(r.solve)/float64(own.Solve), float64(r.process)/float64(own.process), float64(r.memory)/float64(own.memory))
}

// repeat has the best entries solve the first seed five times in all and other
// seeds once, and tells the medians beside ours.
func (b *slateBench) repeat(ctx context.Context, plan slatePlan, best []entry, own []engineRun) error {
	again := []slateRun{best[0].run}
	for len(again) < plan.peerRounds() {
		e := best[0]
		if err := b.solve(ctx, plan, &e, 1, own[0]); err != nil {
			return err
		}
		again = append(again, e.run)
	}
	slices.SortFunc(again, func(a, b slateRun) int { return cmp.Compare(a.solve, b.solve) })
	median := again[len(again)/2]
	ratios := []float64{float64(median.solve) / float64(own[0].Solve)}
	whole := []float64{float64(median.process) / float64(own[0].process)}
	for seed := 2; seed <= plan.peerSeeds; seed++ {
		fastest, err := b.fastest(ctx, plan, best, seed, own[seed-1])
		if err != nil {
			return err
		}
		if fastest.optimal {
			ratios = append(ratios, float64(fastest.solve)/float64(own[seed-1].Solve))
			whole = append(whole, float64(fastest.process)/float64(own[seed-1].process))
		}
	}
	slices.Sort(ratios)
	slices.Sort(whole)
	fmt.Fprintf(&b.text, "\nThe best peer on seed 1 is %s, %s: median of %d %s in the solver, %s as a process, %d MB. Over %d seeds the better of the best two takes "+
		"**%.1f times** as long as ours in the solver (%.1f to %.1f), %.1f times as a process (%.1f to %.1f).\n",
		best[0].peer.name, best[0].form.name, len(again), milliseconds(median.solve), milliseconds(median.process), median.memory>>20, len(ratios),
		ratios[len(ratios)/2], ratios[0], ratios[len(ratios)-1], whole[len(whole)/2], whole[0], whole[len(whole)-1])
	return nil
}

// peerRounds is how often the best peer is timed on the first seed.
func (p slatePlan) peerRounds() int {
	if p.peerSeeds > 1 {
		return rounds
	}
	return 1
}

// fastest has the best entries solve another seed.
func (b *slateBench) fastest(ctx context.Context, plan slatePlan, best []entry, seed int, own engineRun) (fastest slateRun, err error) {
	for _, e := range best {
		if e, err = b.enter(ctx, plan, e, seed, own); err != nil {
			return fastest, err
		}
		if e.run.optimal && e.agree && (!fastest.optimal || e.run.solve < fastest.solve) {
			fastest = e.run
		}
	}
	return fastest, nil
}

// writeModel writes a seed's model and returns its path.
func (b *slateBench) writeModel(plan slatePlan, seed uint64, model slate.Model) (string, error) {
	path := filepath.Join(b.folder, "model.lp")
	return path, writeFile(path, func(f *os.File) error { return model.Write(f, makeSlate(plan.slateSize, seed)) })
}
