// Command bench measures Beret beside its peers and writes what it found to
// RESULTS.md, each section between its own markers. All numbers of a section
// come from one run on one machine: only ratios travel.
//
// It is a module of its own so that the peers' code never enters Beret.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
)

// section is one comparison: its name is what -run takes and what the markers
// in RESULTS.md say; run returns the Markdown below the markers.
type section struct {
	name string
	run  func(ctx context.Context) (string, error)
}

// sections lists every comparison in the order of RESULTS.md. The one of slates
// takes the sizes to measure and writes what it has to the results as it goes.
func sections(sizes, results string) []section {
	return []section{
		{"participation", benchParticipation},
		{"roster", benchRoster},
		{"registry", benchRegistry},
		{"start", benchStart},
		{"slate", func(ctx context.Context) (string, error) {
			return benchSlate(ctx, sizes, func(part, text string) error { return writeSection(results, part, text) })
		}},
		{"outlook", benchOutlook},
		{"series", benchSeries},
		{"eligibility", benchEligibility},
	}
}

func main() {
	only := flag.String("run", "", "name of the only section to run; all without it")
	results := flag.String("results", "RESULTS.md", "file to write the sections to")
	sizes := flag.String("size", "", "sizes of slates to measure, as 5000x200,unit; all without it")
	flag.Parse()
	if err := run(context.Background(), *only, *sizes, *results); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, only, sizes, results string) error {
	wanted := slices.DeleteFunc(sections(sizes, results), func(s section) bool { return only != "" && s.name != only })
	if len(wanted) == 0 {
		return fmt.Errorf("there is no section %q", only)
	}
	for _, s := range wanted {
		text, err := s.run(ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		fmt.Println(text)
		if err := writeSection(results, s.name, text); err != nil {
			return err
		}
	}
	return nil
}

// writeSection replaces what stands between the section's markers, or adds the
// section at the end.
func writeSection(path, name, text string) error {
	old, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	content := string(old)
	if content == "" {
		content = "# Benches\n\nWritten by `go run .` in this folder (`-run name` for one section). Ratios within a section come from one run.\n"
	}
	begin, end := "<!-- "+name+":begin -->\n", "<!-- "+name+":end -->\n"
	before, rest, found := strings.Cut(content, begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		before, after = content+"\n", ""
	}
	return os.WriteFile(path, []byte(before+begin+text+end+after), 0o644)
}
