package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"time"
	"unsafe"

	"beret/civil"
	"beret/participation"
)

// The table to compute: women and total of each group (a category in a mission)
// at each month's end.
const (
	serviceRows   = 3_000_000
	serviceGroups = 48
	serviceMonths = 240
)

func serviceFirst() civil.Month { return civil.NewMonth(2006, time.January) }
func serviceLast() civil.Month  { return serviceFirst().Add(serviceMonths - 1) }

// generateServices makes tours of one month to two years spread over the
// twenty years and the year before, one in thirty still open, one in five a
// woman's.
func generateServices(seed uint64) participation.Columns {
	random := rand.New(rand.NewPCG(seed, 0))
	columns := participation.Columns{Groups: serviceGroups}
	start, end := serviceFirst().Add(-12).Start(), serviceLast().End()
	for range serviceRows {
		span := civil.Interval{From: start + civil.Date(random.IntN(int(end-start)))}
		if random.IntN(30) > 0 {
			span.To = span.From + civil.Date(30+random.IntN(700))
		}
		columns.Append(span, random.IntN(serviceGroups), random.IntN(5) == 0)
	}
	return columns
}

// cells is a computed table as [group][month], the form in which contenders
// are held against each other.
type cells [serviceGroups][serviceMonths]participation.Share

// contender computes the table in its own way; its peer has loaded the rows.
type contender struct {
	name    string
	compute func(ctx context.Context) error
	fetch   func(ctx context.Context) (*cells, error) // what compute left behind
	slow    bool                                      // far from the best: gets one run of at most patience
}

// patience is how long a slow contender may take.
const patience = 30 * time.Second

type outcome struct {
	contender
	time      time.Duration
	abandoned bool // after patience
}

func benchParticipation(ctx context.Context) (string, error) {
	columns := generateServices(1)
	engines := enginesOwn(columns)
	duck, err := duckdbContenders(ctx, columns)
	if err != nil {
		return "", err
	}
	lite, err := sqliteContenders(ctx, columns)
	if err != nil {
		return "", err
	}
	contenders := append(append(engines, duck.contenders...), lite.contenders...)
	outcomes, err := checkAll(ctx, contenders)
	if err != nil {
		return "", err
	}
	floor, err := raceAll(ctx, outcomes, func() error { return readAll(columns) })
	if err != nil {
		return "", err
	}
	count, bytes, err := allocations(func() error { return engines[0].compute(ctx) })
	if err != nil {
		return "", err
	}
	return participationText(outcomes, len(engines), floor, count, bytes, duck.version, lite.version), nil
}

// checkAll runs every contender once, which warms it up, refuses a table that
// differs from the first one's, and times the slow ones.
func checkAll(ctx context.Context, contenders []contender) ([]outcome, error) {
	var want *cells
	outcomes := make([]outcome, 0, len(contenders))
	for _, c := range contenders {
		o, err := checkOne(ctx, c)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		outcomes = append(outcomes, o)
		if o.abandoned {
			continue
		}
		got, err := c.fetch(ctx)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		if want == nil {
			want = got
		}
		if *got != *want {
			return nil, fmt.Errorf("%s: the table differs from the engine's", c.name)
		}
	}
	return outcomes, nil
}

func checkOne(ctx context.Context, c contender) (outcome, error) {
	limited, cancel := ctx, context.CancelFunc(func() {})
	if c.slow {
		limited, cancel = context.WithTimeout(ctx, patience)
	}
	defer cancel()
	start := time.Now()
	err := c.compute(limited)
	o := outcome{contender: c, time: time.Since(start)}
	if c.slow && limited.Err() != nil {
		o.abandoned, err = true, nil
	}
	fmt.Fprintf(os.Stderr, "%s: first run %s\n", c.name, milliseconds(o.time))
	return o, err
}

// raceAll times all but the slow ones, and what is read beside them.
func raceAll(ctx context.Context, outcomes []outcome, read func() error) (floor time.Duration, err error) {
	runs, of := []func() error{read}, []int{-1}
	for i, o := range outcomes {
		if !o.slow {
			runs, of = append(runs, func() error { return o.compute(ctx) }), append(of, i)
		}
	}
	medians, err := race(runs)
	if err != nil {
		return 0, err
	}
	for n, i := range of[1:] {
		outcomes[i].time = medians[n+1]
	}
	return medians[0], nil
}

func enginesOwn(columns participation.Columns) []contender {
	var engines []contender
	for _, workers := range []int{2, 1} {
		var table *participation.Table
		engines = append(engines, contender{
			name: fmt.Sprintf("participation, workers: %d", workers),
			compute: func(context.Context) (err error) {
				table, err = columns.Monthly(serviceFirst(), serviceLast(), workers)
				return err
			},
			fetch: func(context.Context) (*cells, error) { return cellsOf(table), nil },
		})
	}
	return engines
}

func cellsOf(table *participation.Table) *cells {
	var c cells
	for g := range c {
		for m := range c[g] {
			c[g][m] = table.At(g, serviceFirst().Add(m))
		}
	}
	return &c
}

// readAll reads every byte of the columns once, with two workers: what no
// computation of the table can undercut.
func readAll(columns participation.Columns) error {
	sums := make(chan uint64)
	half := len(columns.From) / 2
	for _, part := range []participation.Columns{
		{From: columns.From[:half], To: columns.To[:half], Code: columns.Code[:half]},
		{From: columns.From[half:], To: columns.To[half:], Code: columns.Code[half:]},
	} {
		go func() {
			sums <- sumWords(words(part.From)) + sumWords(words(part.To)) + sumWords(words(part.Code))
		}()
	}
	if <-sums+<-sums == 0 {
		return errors.New("the columns are empty")
	}
	return nil
}

// words views a column as 64-bit words; a last odd few bytes are left out.
func words[T any](column []T) []uint64 {
	var one T
	return unsafe.Slice((*uint64)(unsafe.Pointer(unsafe.SliceData(column))), len(column)*int(unsafe.Sizeof(one))/8)
}

func sumWords(w []uint64) uint64 {
	var a, b, c, d uint64
	for ; len(w) >= 4; w = w[4:] {
		a, b, c, d = a+w[0], b+w[1], c+w[2], d+w[3]
	}
	return a + b + c + d
}

func participationText(outcomes []outcome, own int, floor time.Duration, count, bytes uint64, versions ...string) string {
	var b strings.Builder
	engine, peer := outcomes[0], outcomes[own]
	for _, o := range outcomes[own:] {
		if o.time < peer.time && !o.abandoned {
			peer = o
		}
	}
	fmt.Fprintf(&b, "## Participation: the monthly table of %d intervals over %d years\n\n", serviceRows, serviceMonths/12)
	fmt.Fprintf(&b, "Women and total of %d groups at each of %d month ends. Every contender holds the rows in memory, may use both cores "+
		"and leaves the table in its own memory; all tables were equal cell by cell. Median of %d rounds in which the quick ones took turns; the slow ones ran once.\n\n",
		serviceGroups, serviceMonths, rounds)
	b.WriteString("| contender | time | ns an interval | times the engine's |\n| --- | ---: | ---: | ---: |\n")
	for _, o := range outcomes {
		fmt.Fprintf(&b, "| %s | %s | %.2f | %.1f |\n", o.name, o.duration(),
			float64(o.time.Nanoseconds())/serviceRows, float64(o.time)/float64(engine.time))
	}
	fmt.Fprintf(&b, "\n- The engine is **%.1f times** as fast as the best of the peers (%s).\n", float64(peer.time)/float64(engine.time), peer.name)
	fmt.Fprintf(&b, "- Memory floor: reading the columns' %d MB once with two workers takes %s; the engine takes %.1f times that.\n",
		serviceRows*10/1_000_000, milliseconds(floor), float64(engine.time)/float64(floor))
	fmt.Fprintf(&b, "- Allocations of one run: %d, %d KB together (one table a worker, the calendar).\n", count, bytes/1024)
	fmt.Fprintf(&b, "- %s; %s.\n", machine(), strings.Join(versions, ", "))
	return b.String()
}

// duration prints the time and how it was taken where that was not by rounds.
func (o outcome) duration() string {
	switch {
	case o.abandoned:
		return "given up after " + milliseconds(o.time)
	case o.slow:
		return milliseconds(o.time) + ", one run"
	}
	return milliseconds(o.time)
}
