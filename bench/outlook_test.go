package main

import (
	"syscall"
	"testing"
	"time"

	"beret/outlook"
)

// BenchmarkOutlook reports the scenarios of ten years per second of one core's
// time, whatever else the machine does.
func BenchmarkOutlook(b *testing.B) {
	m := outlookModel()
	if problems := m.Validate(); len(problems) > 0 {
		b.Fatal(problems)
	}
	busy := func() time.Duration {
		var use syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
			b.Fatal(err)
		}
		return time.Duration(use.Utime.Nano())
	}
	start := busy()
	for range b.N {
		if _, err := outlook.Simulate(m, outlook.Options{Scenarios: 3200, Seed: 1, Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(3200*b.N)/(busy()-start).Seconds(), "scenarios/core-s")
}
