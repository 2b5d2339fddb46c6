package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"beret/slate"
)

// slatePlan says how often a size is measured: each repetition is expensive,
// and a default run shall end within half an hour.
type slatePlan struct {
	slateSize
	seeds, rounds int           // ours
	peerSeeds     int           // of the best two peers; 0 for no peer at all
	limit         time.Duration // of CPU, for each run of a peer
	raw           bool          // also the model with variables for each post
	few           bool          // peers get the form that finished most often on smaller instances, and the last stage alone
	aim           string
}

func slatePlans() []slatePlan {
	return []slatePlan{
		{slateSize{5_000, 200}, 10, 5, 10, 60 * time.Second, true, false, "≥ 30 times faster"},
		{slateSize{20_000, 1_000}, 10, 5, 3, 60 * time.Second, false, false, "≥ 30 times faster"},
		{slateSize{50_000, 1_000}, 10, 5, 1, 120 * time.Second, false, true, "≥ 40 times faster, ≤ 1/20 of the memory"},
		{slateSize{500_000, 2_000}, 3, 3, 0, 0, false, false, "proved in under 3 s, under 600 MB"},
	}
}

// ownLimit is how much CPU time our own process may take.
const ownLimit = 10 * time.Minute

// engineRun is what the process that solves says.
type engineRun struct {
	Read, Solve                              time.Duration
	Filled                                   int
	PriorityValue, Weighted, Score           int64
	BoundPriority, BoundWeighted, BoundScore int64
	Proven                                   bool
	process                                  time.Duration
	memory                                   int64
	pairs, classes, floors                   int
}

// slateBench is one run of the section.
type slateBench struct {
	folder   string
	solver   string // the program that solves an instance by our engine
	peers    []slatePeer
	versions []string
	part     string          // section of the results, one a size
	text     strings.Builder // of the part
	save     func(part, text string) error
}

// benchSlate measures the sizes asked for, all without any. Each is a part of
// its own in the results and is saved as it grows: a run may be cut.
func benchSlate(ctx context.Context, sizes string, save func(part, text string) error) (string, error) {
	folder, err := os.MkdirTemp("", "beret-slate-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	b := &slateBench{folder: folder, solver: filepath.Join(folder, "slatesolve"), save: save}
	if err := build(ctx, "slatesolve", b.solver); err != nil {
		return "", err
	}
	b.peers, b.versions = slatePeers(peersPython(ctx))
	head := fmt.Sprintf("## Slate\n\nSeeded instances (slate_generate.go): formed units of 160 seats and posts in missions, floors for women and veterans, caps of home units, couples. "+
		"One core each (taskset); CPU time of the solver alone, and of the whole process with reading the instance; peak resident memory of the process. "+
		"Ours solves all three stages and writes the certificate. Peers get the class-aggregated model in three forms, each the whole task: blended (one solve: 20000 a priority point, 3000 a weighted shortfall), "+
		"two solves (priority first; then shortfall and score blended, floors rounded where every place that can be filled is), three solves (a stage each); their times are added. "+
		"They are credited with the fastest whose optimum agrees. The last of the three solves alone, with both values given away, stands beside it and is no whole task. "+
		"%s; %s.\n", machine(), strings.Join(b.versions, ", "))
	if err := save("slate", head); err != nil {
		return "", err
	}
	wanted := func(size string) bool { return sizes == "" || slices.Contains(strings.Split(sizes, ","), size) }
	for _, plan := range slatePlans() {
		if !wanted(plan.String()) {
			continue
		}
		b.begin(plan.String())
		if err := errors.Join(b.size(ctx, plan), b.write()); err != nil {
			return head, err
		}
	}
	if !wanted("unit") {
		return head, nil
	}
	b.begin("unit")
	return head, errors.Join(b.unit(ctx), b.write())
}

// begin begins a part of the results.
func (b *slateBench) begin(size string) {
	b.part = "slate-" + size
	b.text.Reset()
}

// write saves the part as far as it is.
func (b *slateBench) write() error { return b.save(b.part, b.text.String()) }

// size measures one size: ours on every seed, every peer and model on the
// first, the best two on more.
func (b *slateBench) size(ctx context.Context, plan slatePlan) error {
	fmt.Fprintf(&b.text, "### Slate: %d officers × %d posts\n\nAim: %s. Load before %s.\n\n", plan.officers, plan.posts, plan.aim, loadAverage())
	var own []engineRun
	for seed := range uint64(plan.seeds) {
		r, err := b.own(ctx, plan, seed+1)
		if err != nil {
			return fmt.Errorf("%v seed %d: %w", plan.slateSize, seed+1, err)
		}
		own = append(own, r)
		fmt.Fprintf(os.Stderr, "slate %v seed %d: solve %s, process %s, %d MB, proven %t, %d filled, %d short, score %d\n", plan.slateSize, seed+1,
			milliseconds(r.Solve), milliseconds(r.process), r.memory>>20, r.Proven, r.Filled, r.Weighted, r.Score)
	}
	b.ownTable(plan, own)
	if err := b.write(); err != nil {
		return err
	}
	if plan.peerSeeds == 0 || len(b.peers) == 0 {
		return nil
	}
	return b.race(ctx, plan, own)
}

func (b *slateBench) instance(plan slatePlan) string {
	return filepath.Join(b.folder, plan.String()+".json")
}

// own solves an instance in processes of its own and returns the median run.
func (b *slateBench) own(ctx context.Context, plan slatePlan, seed uint64) (engineRun, error) {
	in := makeSlate(plan.slateSize, seed)
	if err := writeFile(b.instance(plan), func(f *os.File) error { return slate.Encode(f, in) }); err != nil {
		return engineRun{}, err
	}
	var runs []engineRun
	facts := engineRun{pairs: len(in.Eligible), classes: len(in.Classes), floors: len(in.Floors)}
	in = nil
	runtime.GC() // the child shall have the memory
	for range plan.rounds {
		output, r, err := oneCore(ctx, ownLimit, []string{b.solver, b.instance(plan)})
		if err != nil {
			return engineRun{}, err
		}
		own := facts
		if err := json.Unmarshal([]byte(output), &own); err != nil {
			return engineRun{}, err
		}
		own.process, own.memory = r.process, r.memory
		if runs = append(runs, own); own.Solve > 10*time.Second {
			break // far off: once is enough
		}
	}
	slices.SortFunc(runs, func(a, b engineRun) int { return cmp.Compare(a.Solve, b.Solve) })
	return runs[len(runs)/2], nil
}

func writeFile(path string, write func(f *os.File) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

func (b *slateBench) ownTable(plan slatePlan, own []engineRun) {
	b.text.WriteString("| Beret, seed | pairs | classes, floors | filled | short, weighted | score | proved | solve | process | memory |\n| ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: |\n")
	for i, r := range own {
		proved := "yes"
		if !r.Proven {
			proved = fmt.Sprintf("no: bounds %d, %d, %d", r.BoundPriority-r.PriorityValue, r.BoundWeighted-r.Weighted, r.BoundScore-r.Score)
		}
		fmt.Fprintf(&b.text, "| %d | %d | %d, %d | %d | %d | %d | %s | %s | %s | %d MB |\n", i+1, r.pairs, r.classes, r.floors, r.Filled, r.Weighted, r.Score,
			proved, milliseconds(r.Solve), milliseconds(r.process), r.memory>>20)
	}
	solve := sorted(own, func(r engineRun) time.Duration { return r.Solve })
	process := sorted(own, func(r engineRun) time.Duration { return r.process })
	fmt.Fprintf(&b.text, "\nEach the median of %d runs. Over the seeds: solve median %s (%s to %s), process median %s (%s to %s).\n", plan.rounds,
		milliseconds(solve[len(solve)/2]), milliseconds(solve[0]), milliseconds(solve[len(solve)-1]),
		milliseconds(process[len(process)/2]), milliseconds(process[0]), milliseconds(process[len(process)-1]))
}

func sorted(own []engineRun, of func(engineRun) time.Duration) []time.Duration {
	var times []time.Duration
	for _, r := range own {
		times = append(times, of(r))
	}
	slices.Sort(times)
	return times
}
