package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// rounds is how often each contender is timed; the median counts.
const rounds = 5

// roundTime is how long a contender at least works in a round: short ones
// repeat, so that their time is a mean and no lucky moment.
const roundTime = 100 * time.Millisecond

// race times the contenders in turn, round by round, so that whatever else the
// machine does meets all of them, and returns the median of each.
func race(contenders []func() error) ([]time.Duration, error) {
	times := make([][]time.Duration, len(contenders))
	for range rounds {
		for i, f := range contenders {
			took, err := repeat(f)
			if err != nil {
				return nil, err
			}
			times[i] = append(times[i], took)
		}
	}
	medians := make([]time.Duration, len(contenders))
	for i := range medians {
		slices.Sort(times[i])
		medians[i] = times[i][rounds/2]
	}
	return medians, nil
}

// repeat runs f for roundTime, once at least, and returns the mean duration.
func repeat(f func() error) (time.Duration, error) {
	start := time.Now()
	for n := 1; ; n++ {
		if err := f(); err != nil {
			return 0, err
		}
		if took := time.Since(start); took >= roundTime {
			return took / time.Duration(n), nil
		}
	}
}

// allocations returns the number and bytes of heap allocations in one run of f.
func allocations(f func() error) (count, bytes uint64, err error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err = f()
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc, err
}

// machine names what the numbers were measured on.
func machine() string {
	model := runtime.GOARCH
	info, _ := os.ReadFile("/proc/cpuinfo") // absent elsewhere than on Linux: the architecture has to do
	for line := range strings.Lines(string(info)) {
		if name, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(name) == "model name" {
			model = strings.TrimSpace(value)
			break
		}
	}
	return fmt.Sprintf("%s, %d cores, %s/%s, %s", model, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
}

// milliseconds prints a duration with three digits that matter.
func milliseconds(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	switch {
	case ms >= 100:
		return fmt.Sprintf("%.0f ms", ms)
	case ms >= 10:
		return fmt.Sprintf("%.1f ms", ms)
	}
	return fmt.Sprintf("%.2f ms", ms)
}
