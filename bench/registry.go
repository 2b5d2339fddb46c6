package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"beret/internal/personname"
)

// The registry's comparison: the pages of half a million officers, as their
// users get them, beside PocketBase's answers in JSON over the same rows. Both
// run in processes of their own on this machine, both check a session on each
// request, neither compresses.

const (
	registryRowsVariable = "BERET_BENCH_OFFICERS" // officers other than half a million
	registryRows         = 500_000
	registryUsers        = 50
	registryRounds       = 3
	registryRound        = 3 * time.Second
)

// scenario is a question to both, a different one for each i where that
// matters.
type scenario struct {
	name              string
	beret, pocketbase func(i int) string // paths
}

func registryScenarios(officers int) []scenario {
	records := "/api/collections/officers/records"
	person := func(i int) int { return 1 + (i*7919)%officers }
	return []scenario{
		{"list, first page by name", func(int) string { return "/officers" },
			func(int) string { return records + "?perPage=50&sort=name_key,id" }},
		{"women of the senior ranks, page 3", func(int) string { return "/officers?sex=women&band=senior&page=3" },
			func(int) string {
				return records + "?perPage=50&page=3&sort=name_key,id&filter=" + url.QueryEscape("woman=true && rank_order>=10 && rank_order<=13")
			}},
		{"search, each another", func(i int) string { return "/officers?q=" + url.QueryEscape(strings.Join(searchTerm(i), " ")) },
			func(i int) string {
				words := searchTerm(i)
				return records + "?perPage=50&sort=name_key,id&filter=" + url.QueryEscape(fmt.Sprintf("search_key~'%s' && search_key~'%s'", words[0], words[1]))
			}},
		{"a person", func(i int) string { return fmt.Sprintf("/officers/%d", person(i)) },
			func(i int) string { return fmt.Sprintf("%s/%015d", records, person(i)) }},
	}
}

// searchTerm is a folded given name and three digits of a service number.
func searchTerm(i int) []string {
	names := givenNames()
	return []string{personname.Fold(names[i%len(names)]), fmt.Sprintf("%03d", (i*7)%1000)}
}

func benchRegistry(ctx context.Context) (string, error) {
	officers, err := numberFrom(registryRowsVariable, registryRows)
	if err != nil {
		return "", err
	}
	folder, err := os.MkdirTemp("", "beret-bench-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	path := func(name string) string { return filepath.Join(folder, name) }
	if err := errors.Join(build(ctx, "..", path("beret")), build(ctx, "pocketbase", path("pocketbase"))); err != nil {
		return "", err
	}
	session, err := buildRecord(ctx, path("beret.db"), officers)
	if err != nil {
		return "", err
	}
	beret, err := serveBeret(ctx, path("beret"), path("beret.db"))
	if err != nil {
		return "", err
	}
	defer beret.stop()
	own := visitor{beret.base, http.Header{"Cookie": {"beret_session=" + session}}}
	rival, err := startChild(ctx, "/api/health", func(address string) *exec.Cmd {
		return exec.CommandContext(ctx, path("pocketbase"), path("pocketbase-data"), path("beret.db"), address)
	})
	if err != nil {
		return "", err
	}
	defer rival.stop()
	var signed struct{ Token string }
	if err := json.Unmarshal([]byte(rival.first), &signed); err != nil {
		return "", err
	}
	other := visitor{rival.base, http.Header{"Authorization": {signed.Token}}}
	text, err := compareRegistry(ctx, officers, own, other)
	if err != nil {
		return "", fmt.Errorf("%w; PocketBase said: %s", err, rival.said.text)
	}
	return text + fmt.Sprintf("\nMemory after this (resident): Beret %.0f MB, PocketBase %.0f MB.\n", beret.memory("VmRSS"), rival.memory("VmRSS")), nil
}

func compareRegistry(ctx context.Context, officers int, own, other visitor) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "## Registry over HTTP\n\n%d officers, %d users at once, each asking again as soon as answered, %d rounds of %s in turn; %s; load of the machine before %s.\n",
		officers, registryUsers, registryRounds, registryRound, machine(), loadAverage())
	fmt.Fprintf(&b, "Beret sends whole pages (HTML, session checked, with languages, clearances and tours of each row); PocketBase 0.38 sends JSON of the officer's own row; each has 8 connections to its SQLite.\n\n")
	fmt.Fprintf(&b, "| question | Beret answers/s | p50 | p99 | PocketBase answers/s | p50 | p99 | Beret ÷ PocketBase |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	refusals := ""
	for _, s := range registryScenarios(officers) {
		var ours, theirs load
		for range registryRounds {
			for _, side := range []struct {
				who   visitor
				path  func(int) string
				total *load
			}{{own, s.beret, &ours}, {other, s.pocketbase, &theirs}} {
				if err := side.who.press(ctx, side.path, side.total); err != nil {
					return "", fmt.Errorf("%s: %w", s.name, err)
				}
			}
		}
		if ours.refused+theirs.refused > 0 {
			refusals += fmt.Sprintf(" %s: Beret refused %d, PocketBase %d.", s.name, ours.refused, theirs.refused)
		}
		fmt.Fprintf(&b, "| %s | %.0f | %s | %s | %.1f | %s | %s | %.1f |\n", s.name, ours.rate(), ours.percentile(50), ours.percentile(99),
			theirs.rate(), theirs.percentile(50), theirs.percentile(99), ours.rate()/theirs.rate())
	}
	if refusals != "" {
		fmt.Fprintf(&b, "\nNot answered:%s\n", refusals)
	}
	return b.String(), nil
}

// visitor is somebody who asks a server, with what a signed-in user sends.
type visitor struct {
	base   string
	header http.Header
}

// get asks for a path and returns the length of the answer.
func (c visitor) get(ctx context.Context, client *http.Client, path string) (int64, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return 0, err
	}
	request.Header = c.header
	answer, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	n, err := io.Copy(io.Discard, answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", path, answer.Status)
	}
	return n, err
}

// load is what all rounds of a question came to.
type load struct {
	took    []time.Duration
	rates   []float64 // answers a second, by round
	asked   int
	refused int // asked and not answered with 200
}

// press lets the users ask for a round's time. The question goes on where the
// last round stopped.
func (c visitor) press(ctx context.Context, path func(int) string, total *load) error {
	client := &http.Client{Timeout: 3 * time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{MaxIdleConnsPerHost: registryUsers, DisableCompression: true}}
	defer client.CloseIdleConnections()
	if _, err := c.get(ctx, client, path(total.asked)); err != nil { // both are asked once before the clock runs
		return err
	}
	took, refused := make([][]time.Duration, registryUsers), make([]int, registryUsers)
	begun := time.Now()
	var users sync.WaitGroup
	for u := range registryUsers {
		users.Go(func() {
			for i := total.asked + u + 1; time.Since(begun) < registryRound; i += registryUsers {
				from := time.Now()
				if _, err := c.get(ctx, client, path(i)); err != nil {
					refused[u]++
					continue
				}
				took[u] = append(took[u], time.Since(from))
			}
		})
	}
	users.Wait()
	all := slices.Concat(took...)
	total.rates = append(total.rates, float64(len(all))/time.Since(begun).Seconds())
	total.took = append(total.took, all...)
	total.asked += len(all) + registryUsers
	for _, n := range refused {
		total.refused += n
	}
	return nil
}

// rate returns the median of the rounds.
func (l *load) rate() float64 {
	rates := slices.Sorted(slices.Values(l.rates))
	return rates[len(rates)/2]
}

func (l *load) percentile(p int) string {
	if len(l.took) == 0 {
		return "—"
	}
	slices.Sort(l.took)
	return milliseconds(l.took[min(len(l.took)*p/100, len(l.took)-1)])
}

// numberFrom reads a number from the environment.
func numberFrom(variable string, usual int) (int, error) {
	text := os.Getenv(variable)
	if text == "" {
		return usual, nil
	}
	return strconv.Atoi(text)
}
