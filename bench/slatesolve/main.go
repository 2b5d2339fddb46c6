// Command slatesolve solves an instance in a process of its own, for the bench:
// it says what reading and solving took of the processor, and what it found.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"syscall"
	"time"

	"beret/slate"
)

// limit ends the search where it does not end by itself.
const limit = 60 * time.Second

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	start := used()
	in, err := slate.Decode(file)
	if err != nil {
		return err
	}
	read := used()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	r, err := slate.Solve(ctx, in)
	if err != nil {
		return err
	}
	solved := used()
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"Read": read - start, "Solve": solved - read, "Filled": r.Filled, "Proven": r.Proven,
		"PriorityValue": r.PriorityValue, "Weighted": r.Weighted, "Score": r.Score,
		"BoundPriority": r.Bound.PriorityValue, "BoundWeighted": r.Bound.Weighted, "BoundScore": r.Bound.Score,
	})
}

// used is what this process has used of the processor.
func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
