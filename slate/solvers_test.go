package slate

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// outside is another solver: run solves a model in an LP file and returns the
// value of its objective.
type outside struct {
	name string
	run  func(ctx context.Context, file string) (float64, error)
}

// otherSolvers are the solvers that are here.
func otherSolvers(t *testing.T) []outside {
	var here []outside
	for _, o := range []outside{{"glpsol", glpsol}, {"cbc", cbc}} {
		if _, err := exec.LookPath(o.name); err == nil {
			here = append(here, o)
		}
	}
	if python := os.Getenv("BERET_ORACLE_PYTHON"); python != "" {
		here = append(here, outside{"highs", startHighs(t, python)})
	}
	return here
}

// startHighs starts a Python process that solves each model whose path it is
// told by HiGHS and answers with the objective; it ends with the test.
func startHighs(t *testing.T, python string) func(ctx context.Context, file string) (float64, error) {
	const program = `
import sys, highspy
for path in sys.stdin:
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.setOptionValue("mip_rel_gap", 0.0)
    h.readModel(path.strip())
    h.run()
    print(h.modelStatusToString(h.getModelStatus()), h.getInfo().objective_function_value, flush=True)
`
	command := exec.CommandContext(t.Context(), python, "-c", program)
	in, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		command.Wait() // the context may have ended it; either is fine
	})
	answers := bufio.NewReader(out)
	return func(_ context.Context, file string) (value float64, err error) {
		var status string
		fmt.Fprintln(in, file)
		if _, err = fmt.Fscanln(answers, &status, &value); err == nil && status != "Optimal" {
			err = fmt.Errorf("HiGHS: %s", status)
		}
		return value, err
	}
}

func glpsol(ctx context.Context, file string) (float64, error) {
	text, err := exec.CommandContext(ctx, "glpsol", "--lp", file, "--mipgap", "0", "-o", file+".glpsol").CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("%w: %s", err, text)
	}
	solution, err := os.ReadFile(file + ".glpsol")
	if err != nil || !bytes.Contains(solution, []byte("INTEGER OPTIMAL")) {
		return 0, fmt.Errorf("no optimum (%v): %s", err, text)
	}
	return valueAfter(solution, `Objective: +\S+ = (\S+)`)
}

func cbc(ctx context.Context, file string) (float64, error) {
	text, err := exec.CommandContext(ctx, "cbc", file, "-ratioGap", "0", "-allowableGap", "0", "-solve", "-solution", file+".cbc").CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("%w: %s", err, text)
	}
	solution, err := os.ReadFile(file + ".cbc")
	if err != nil || !bytes.HasPrefix(solution, []byte("Optimal")) {
		return 0, fmt.Errorf("no optimum (%v): %s", err, text)
	}
	return valueAfter(solution, `objective value +(\S+)`)
}

func valueAfter(text []byte, pattern string) (float64, error) {
	m := regexp.MustCompile(pattern).FindSubmatch(text)
	if m == nil {
		return 0, fmt.Errorf("no objective in %s", text)
	}
	return strconv.ParseFloat(string(m[1]), 64)
}

// optimum asks another solver for the three stages, each in its own numbers.
func (o outside) optimum(ctx context.Context, in *Instance, file string) (v value, err error) {
	ask := func(m Model) int64 {
		if err != nil {
			return 0
		}
		var text bytes.Buffer
		if err = m.Write(&text, in); err == nil {
			err = os.WriteFile(file, text.Bytes(), 0o600)
		}
		if err != nil {
			return 0
		}
		var found float64
		found, err = o.run(ctx, file)
		whole := int64(found + 0.5)
		if found < 0 {
			whole = int64(found - 0.5)
		}
		if off := found - float64(whole); err == nil && (off > 1e-3 || off < -1e-3) {
			err = fmt.Errorf("the objective %v is not whole", found)
		}
		return whole
	}
	v.priority = -ask(Model{Priority: 1, AtLeast: None, AtMost: None})
	v.weighted = ask(Model{Shortfall: 1, AtLeast: v.priority, AtMost: None})
	v.score = -ask(Model{Score: 1, AtLeast: v.priority, AtMost: v.weighted}) - in.ChangeCost*int64(len(in.Previous))
	return v, err
}

// comparisons is how many instances are compared; BERET_ORACLE asks for more.
// `make test` asks for 200, `make oracle` for a thousand.
func comparisons(t *testing.T) uint64 {
	if text := os.Getenv("BERET_ORACLE"); text != "" {
		n, err := strconv.ParseUint(text, 10, 32)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return 40
}

// compareWithOutsiders solves instances by the way given and by other solvers.
func compareWithOutsiders(t *testing.T, solve func(in *Instance) value, officers, classes int, n uint64) {
	solvers := otherSolvers(t)
	if len(solvers) == 0 {
		t.Skip("neither glpsol nor cbc is here: Debian's packages glpk-utils and coinor-cbc")
	}
	for _, o := range solvers {
		t.Run(o.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "model.lp")
			for seed := range n {
				in := randomInstance(seed, officers, classes)
				want, err := o.optimum(t.Context(), in, file)
				if err != nil {
					t.Fatalf("seed %d: %v", seed, err)
				}
				if got := solve(in); got != want {
					t.Errorf("seed %d: got %+v, %s says %+v", seed, got, o.name, want)
				}
			}
		})
	}
}

func TestOtherSolversAgreeWithTryingEverySlate(t *testing.T) {
	compareWithOutsiders(t, bruteForce, 6, 3, comparisons(t)/2)
}

func TestModelIsWrittenAsDocumented(t *testing.T) {
	in := &Instance{Attributes: []string{"woman", "veteran"}, Groups: []string{"g"},
		Officers: []Officer{{ID: "a", Home: 0}, {ID: "w", Attributes: 1, Home: None}},
		Homes:    []Home{{ID: "h", Cap: 0, Parent: None}},
		Classes:  []Class{{ID: "x", Count: 1, Priority: 3, Groups: []int32{0}}},
		Eligible: []Pair{{0, 0, 9}, {1, 0, 1}},
		Floors:   []Floor{{Group: 0, Attribute: Woman, Num: 1, Den: 2, Weight: 5}}}
	var text strings.Builder
	if err := (Model{Priority: 100, Shortfall: 10, Score: 1, AtLeast: None, AtMost: 0}).Write(&text, in); err != nil {
		t.Fatal(err)
	}
	want := `Minimize
 value: -309 x0_0 -301 x1_0 +50 s0 +1 nothing
Subject To
 c0: +1 x0_0 +1 x1_0 <= 1
 h0: +1 x0_0 +1 nothing <= 0
 f0: -1 x0_0 +1 x1_0 +2 s0 >= 0
 weighted: +5 s0 +1 nothing <= 0
 none: nothing = 0
General
 s0
Binary
 nothing
 x0_0
 x1_0
End
`
	if text.String() != want {
		t.Errorf("got\n%s", text.String())
	}
}

func TestOtherSolversAgreeWithSolve(t *testing.T) {
	solve := func(in *Instance) value {
		r, err := Solve(t.Context(), in)
		if err != nil {
			t.Error(err)
			return value{}
		}
		if err := Check(in, r); err != nil || !r.Proven {
			t.Error(err, r.Proven)
		}
		return value{r.PriorityValue, r.Weighted, r.Score}
	}
	compareWithOutsiders(t, solve, 30, 6, comparisons(t))
}
