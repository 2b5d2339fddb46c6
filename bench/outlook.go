package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"beret/outlook"
)

//go:embed outlook/vectorised.py
var vectorised string

// How many scenarios each contender simulates in a round, so that rounds take
// about as long.
const (
	outlookEngineRuns = 6400
	outlookNumpyRuns  = 1000
	outlookNaiveRuns  = 30
	outlookRounds     = 3
)

// futures is a contender's speed and what it found at the years' ends.
type futures struct {
	name          string
	perSecond     float64 // scenarios a second by the clock, the best round
	perCoreSecond float64 // of the processor's time
	women, total  [][2]float64
}

// clocked times f by the clock and by the processor.
func clocked(f func() error) (wall, core time.Duration, err error) {
	var before, after syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &before); err != nil {
		return 0, 0, err
	}
	start := time.Now()
	err = f()
	wall = time.Since(start)
	if e := syscall.Getrusage(syscall.RUSAGE_SELF, &after); e != nil {
		return 0, 0, e
	}
	return wall, time.Duration(after.Utime.Nano() + after.Stime.Nano() - before.Utime.Nano() - before.Stime.Nano()), err
}

func (f *futures) took(runs int, wall, core time.Duration) {
	f.perSecond = max(f.perSecond, float64(runs)/wall.Seconds())
	f.perCoreSecond = max(f.perCoreSecond, float64(runs)/core.Seconds())
}

func benchOutlook(ctx context.Context) (string, error) {
	python, err := numpyPython(ctx)
	if err != nil {
		return "", err
	}
	one, two, naive := &futures{name: "outlook, one worker"}, &futures{name: "outlook, two workers"}, &futures{name: "person by person, Go"}
	var numpy []*futures
	version := ""
	for round := range outlookRounds {
		if err := engineRound(one, 1, round); err != nil {
			return "", err
		}
		if version, err = numpyRound(ctx, python, &numpy, round); err != nil {
			return "", err
		}
		if err := engineRound(two, 2, round); err != nil {
			return "", err
		}
		if err := naiveRound(naive, round); err != nil {
			return "", err
		}
	}
	all := append([]*futures{one, two}, append(numpy, naive)...)
	if err := agree(all); err != nil {
		return "", err
	}
	extra, err := outlookExtra()
	if err != nil {
		return "", err
	}
	return outlookText(all, version) + extra + fmt.Sprintf("- %s; load of the machine before %s.\n", machine(), loadAverage()), nil
}

func engineRound(f *futures, workers, round int) error {
	var sample *outlook.Sample
	m := outlookModel()
	wall, core, err := clocked(func() (err error) {
		sample, err = outlook.Simulate(m, outlook.Options{Scenarios: outlookEngineRuns, Seed: uint64(round), Workers: workers})
		return err
	})
	if err != nil {
		return err
	}
	f.took(outlookEngineRuns, wall, core)
	f.women, f.total = nil, nil
	for month := 11; month < outlookMonths; month += 12 {
		var women, total spread
		for i := range outlookEngineRuns {
			share := sample.Share(0, month, i)
			women.add(share.Women)
			total.add(share.Total)
		}
		f.women, f.total = append(f.women, women.pair()), append(f.total, total.pair())
	}
	return nil
}

// spread gathers a mean and a deviation.
type spread struct{ n, sum, squares float64 }

func (s *spread) add(x int) { s.n++; s.sum += float64(x); s.squares += float64(x * x) }
func (s *spread) pair() [2]float64 {
	mean := s.sum / s.n
	return [2]float64{mean, math.Sqrt(max(0, s.squares/s.n-mean*mean))}
}

func naiveRound(f *futures, round int) error {
	women, total := make([]spread, outlookMonths/12), make([]spread, outlookMonths/12)
	wall, core, err := clocked(func() error {
		for i := range outlookNaiveRuns {
			w, n := newNaiveOffice(uint64(round*outlookNaiveRuns + i)).run()
			for year := range w {
				women[year].add(w[year])
				total[year].add(n[year])
			}
		}
		return nil
	})
	f.took(outlookNaiveRuns, wall, core)
	f.women, f.total = nil, nil
	for year := range women {
		f.women, f.total = append(f.women, women[year].pair()), append(f.total, total[year].pair())
	}
	return err
}

// numpyQuestion is what vectorised.py reads.
type numpyQuestion struct {
	Scenarios int         `json:"scenarios"`
	Months    int         `json:"months"`
	Posts     int         `json:"posts"`
	Seed      int         `json:"seed"`
	Counts    []numpyPair `json:"counts"`
	Start     []numpyRow  `json:"start"`
}

type numpyPair struct {
	ID string `json:"id"`
	X  [2]int `json:"x"`
	N  [2]int `json:"n"`
}

type numpyRow struct {
	Stage   string `json:"stage"`
	Sex     int    `json:"sex"`
	Count   int    `json:"count"`
	Due     int    `json:"due"`
	Expires int    `json:"expires"`
}

func numpyRound(ctx context.Context, python string, forms *[]*futures, round int) (version string, err error) {
	question := numpyQuestion{Scenarios: outlookNumpyRuns, Months: outlookMonths, Posts: outlookPosts, Seed: round}
	for _, c := range outlookCounts() {
		question.Counts = append(question.Counts, numpyPair{c.id, [2]int{c.womenX, c.menX}, [2]int{c.womenN, c.menN}})
	}
	outlookCrowds(func(stage string, sex, count, due, expires int) {
		question.Start = append(question.Start, numpyRow{stage, sex, count, due, expires})
	})
	text, err := json.Marshal(question)
	if err != nil {
		return "", err
	}
	command := exec.CommandContext(ctx, python, "-c", vectorised)
	command.Stdin, command.Stderr = bytes.NewReader(text), os.Stderr
	output, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("numpy: %w", err)
	}
	var answer struct {
		Version string
		Forms   []struct {
			Name          string
			Seconds, Core float64
			Women, Total  [][2]float64
		}
	}
	if err := json.Unmarshal(output, &answer); err != nil {
		return "", err
	}
	for i, form := range answer.Forms {
		if len(*forms) <= i {
			*forms = append(*forms, &futures{name: "numpy, " + form.Name})
		}
		f := (*forms)[i]
		f.took(outlookNumpyRuns, time.Duration(form.Seconds*1e9), time.Duration(form.Core*1e9))
		f.women, f.total = form.Women, form.Total
	}
	return answer.Version, nil
}

// numpyPython returns an interpreter that has numpy: Debian's python3-numpy, or
// an environment of the bench's own.
func numpyPython(ctx context.Context) (string, error) {
	if exec.CommandContext(ctx, "python3", "-c", "import numpy").Run() == nil {
		return "python3", nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	folder := filepath.Join(cache, "beret", "bench-numpy")
	python := filepath.Join(folder, "bin", "python")
	if exec.CommandContext(ctx, python, "-c", "import numpy").Run() == nil {
		return python, nil
	}
	for _, words := range [][]string{{"python3", "-m", "venv", folder}, {python, "-m", "pip", "install", "--quiet", "numpy"}} {
		command := exec.CommandContext(ctx, words[0], words[1:]...)
		command.Stderr = os.Stderr
		if err := command.Run(); err != nil {
			return "", fmt.Errorf("numpy is not here (Debian: python3-numpy) and cannot be fetched: %w", err)
		}
	}
	return python, nil
}

// agree refuses contenders that do not simulate the same model: their means
// must lie within five standard errors of the engine's.
func agree(all []*futures) error {
	runs := func(name string) float64 {
		switch {
		case strings.HasPrefix(name, "outlook"):
			return outlookEngineRuns
		case strings.HasPrefix(name, "numpy"):
			return outlookNumpyRuns
		}
		return outlookNaiveRuns
	}
	for _, f := range all[1:] {
		for year := range f.women {
			for _, pair := range [][2][2]float64{{all[0].women[year], f.women[year]}, {all[0].total[year], f.total[year]}} {
				a, b := pair[0], pair[1]
				limit := 5 * math.Sqrt(a[1]*a[1]*(1/runs(all[0].name)+1/runs(f.name)))
				if math.Abs(a[0]-b[0]) > limit {
					return fmt.Errorf("%s: year %d has a mean of %.2f, the engine %.2f, limit %.2f", f.name, year+1, b[0], a[0], limit)
				}
			}
		}
	}
	return nil
}

func outlookText(all []*futures, version string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## Outlook: scenarios of ten years\n\nOne model: 37 states, two sexes, %d months, 15 transitions by sex with Beta posteriors drawn for each scenario, courses and "+
		"assessments with places kept for women, monthly nominations, posts filled as they fall free; some 7,700 people. All contenders agree in the means of women and total "+
		"at every year's end within five standard errors. Best of %d rounds in turn; the ratio is by the processor's time, which other work on the machine disturbs less.\n\n", outlookMonths, outlookRounds)
	b.WriteString("| contender | scenarios/s by the clock | a second of processor time | times numpy |\n| --- | ---: | ---: | ---: |\n")
	numpy := 0.0
	for _, f := range all {
		if strings.HasPrefix(f.name, "numpy") {
			numpy = max(numpy, f.perCoreSecond)
		}
	}
	for _, f := range all {
		fmt.Fprintf(&b, "| %s | %.0f | %.0f | %.2g |\n", f.name, f.perSecond, f.perCoreSecond, f.perCoreSecond/numpy)
	}
	fmt.Fprintf(&b, "\n- Two workers against one, by the clock: %.2f times; a scenario takes %.2f times the processor time that it takes one worker. "+
		"What is missing to two by the clock beyond that is other work on the machine.\n- numpy %s.\n",
		all[1].perSecond/all[0].perSecond, all[0].perCoreSecond/all[1].perCoreSecond, version)
	return b.String()
}
