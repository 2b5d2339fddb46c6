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

// slateModel is a form of the model that peers get.
type slateModel struct {
	name  string
	model func(r engineRun) slate.Model
}

func slateModels(posts bool) []slateModel {
	models := []slateModel{
		{"blended", func(engineRun) slate.Model {
			return slate.Model{Priority: 20000, Shortfall: 3000, Score: 1, AtLeast: slate.None, AtMost: slate.None}
		}},
		{"strong", func(r engineRun) slate.Model {
			return slate.Model{Shortfall: 3000, Score: 1, AtLeast: r.PriorityValue, AtMost: slate.None}
		}},
		{"last", func(r engineRun) slate.Model {
			return slate.Model{Score: 1, AtLeast: r.PriorityValue, AtMost: r.Weighted}
		}},
	}
	if posts {
		models = append(models, slateModel{"posts (raw)", func(engineRun) slate.Model {
			return slate.Model{Priority: 20000, Shortfall: 3000, Score: 1, AtLeast: slate.None, AtMost: slate.None, Posts: true}
		}})
	}
	return models
}

// worth is a model's objective at our values.
func worth(m slate.Model, r engineRun) float64 {
	return float64(-m.Priority*r.PriorityValue + m.Shortfall*r.Weighted - m.Score*r.Score)
}

// entry is a peer with a form of the model.
type entry struct {
	peer  slatePeer
	model slateModel
	run   slateRun
	agree bool
}

// race has every peer solve every form for the first seed, then the best two
// the other seeds.
func (b *slateBench) race(ctx context.Context, plan slatePlan, own []engineRun) error {
	b.text.WriteString("\n| seed | peer, model | solver alone | process | memory | times ours: solver, process, memory | optimum |\n| ---: | --- | ---: | ---: | ---: | ---: | --- |\n")
	var entries []entry
	for _, model := range slateModels(plan.raw) {
		path, err := b.writeModel(plan, 1, model.model(own[0]))
		if err != nil {
			return err
		}
		for _, peer := range b.peers {
			e, err := b.enter(ctx, plan, entry{peer: peer, model: model}, path, 1, own[0])
			if err != nil {
				return err
			}
			entries = append(entries, e)
		}
	}
	entries = slices.DeleteFunc(entries, func(e entry) bool { return !e.run.optimal || !e.agree })
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.run.solve, b.run.solve) })
	if len(entries) == 0 {
		fmt.Fprintf(&b.text, "\nNo peer finished within %s.\n", plan.limit)
		return nil
	}
	return b.repeat(ctx, plan, entries[:min(2, len(entries))], own)
}

// enter runs a peer on a model once, tells what it took beside ours, and says
// loudly where an optimum is another than ours.
func (b *slateBench) enter(ctx context.Context, plan slatePlan, e entry, path string, seed int, own engineRun) (entry, error) {
	var err error
	if e.run, err = e.peer.run(ctx, path, plan.limit); err != nil {
		return e, fmt.Errorf("%s, %s: %w", e.peer.name, e.model.name, err)
	}
	want := worth(e.model.model(own), own)
	e.agree = math.Abs(e.run.value-want) < 0.5
	finding := "agrees"
	switch {
	case !e.run.optimal:
		finding = fmt.Sprintf("not finished in %s", plan.limit)
	case !e.agree && e.model.name != "last" && e.run.value < want:
		finding = fmt.Sprintf("blends otherwise: %.0f, ours is worth %.0f there", e.run.value, want)
	case !e.agree && own.Proven:
		finding = fmt.Sprintf("**DISAGREES: %.0f, ours %.0f**", e.run.value, want)
	case !e.agree:
		finding = fmt.Sprintf("%.0f, ours (not proved) %.0f", e.run.value, want)
	}
	fmt.Fprintf(os.Stderr, "slate %v seed %d: %s, %s: solver %s, process %s, %d MB: %s\n", plan.slateSize, seed, e.peer.name, e.model.name,
		milliseconds(e.run.solve), milliseconds(e.run.process), e.run.memory>>20, finding)
	if !e.run.optimal {
		fmt.Fprintf(&b.text, "| %d | %s, %s | – | > %s | %d MB | | %s |\n", seed, e.peer.name, e.model.name, milliseconds(e.run.process), e.run.memory>>20, finding)
		return e, b.write(b.text.String())
	}
	fmt.Fprintf(&b.text, "| %d | %s, %s | %s | %s | %d MB | %s | %s |\n", seed, e.peer.name, e.model.name, milliseconds(e.run.solve), milliseconds(e.run.process),
		e.run.memory>>20, timesOurs(e.run, own), finding)
	return e, b.write(b.text.String())
}

// timesOurs is how many times more a peer took than ours.
func timesOurs(r slateRun, own engineRun) string {
	return fmt.Sprintf("%.1f, %.1f, %.1f", float64(r.solve)/float64(own.Solve), float64(r.process)/float64(own.process), float64(r.memory)/float64(own.memory))
}

// repeat has the best entries solve the first seed five times in all and other
// seeds once, and tells the medians beside ours.
func (b *slateBench) repeat(ctx context.Context, plan slatePlan, best []entry, own []engineRun) error {
	median := best[0].run
	again := []slateRun{best[0].run}
	path, err := b.writeModel(plan, 1, best[0].model.model(own[0]))
	if err != nil {
		return err
	}
	for len(again) < plan.peerRounds() {
		r, err := best[0].peer.run(ctx, path, plan.limit)
		if err != nil {
			return err
		}
		again = append(again, r)
	}
	slices.SortFunc(again, func(a, b slateRun) int { return cmp.Compare(a.solve, b.solve) })
	median = again[len(again)/2]
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
		best[0].peer.name, best[0].model.name, len(again), milliseconds(median.solve), milliseconds(median.process), median.memory>>20, len(ratios),
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
	for i, e := range best {
		path, err := b.writeModel(plan, uint64(seed), e.model.model(own))
		if err != nil {
			return fastest, err
		}
		if e, err = b.enter(ctx, plan, e, path, seed, own); err != nil {
			return fastest, err
		}
		if e.run.optimal && e.agree && (i == 0 || !fastest.optimal || e.run.solve < fastest.solve) {
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
