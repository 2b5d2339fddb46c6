package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

//go:embed slate_peers.py
var peersProgram []byte

// slateRun is what one process took to solve an instance.
type slateRun struct {
	optimal bool
	value   float64 // of the model's objective
	solve   time.Duration
	process time.Duration // CPU of the whole process, reading included
	memory  int64         // peak resident bytes
}

// slatePeer is another solver: it says how to call it and how to read what it
// found.
type slatePeer struct {
	name string
	args func(model string, limit time.Duration) []string
	read func(output, model string) (optimal bool, value float64, solve time.Duration, err error)
}

// slatePeers lists the solvers that are here; python is of the bench's own
// environment.
func slatePeers(python, program string) (peers []slatePeer, versions []string) {
	if _, err := exec.LookPath("cbc"); err == nil {
		peers = append(peers, slatePeer{"CBC", cbcArgs, cbcRead})
		versions = append(versions, "CBC "+versionOf(`Version: (\S+)`, "cbc", "-quit"))
	}
	if _, err := exec.LookPath("glpsol"); err == nil {
		peers = append(peers, slatePeer{"GLPK", glpkArgs, glpkRead})
		versions = append(versions, "GLPK "+versionOf(`Solver (\S+)`, "glpsol", "--version"))
	}
	for _, p := range []struct{ name, key, module string }{{"HiGHS", "highs", "highspy"}, {"HiGHS, presolve off", "highs-off", ""}, {"CP-SAT", "cpsat", "ortools"}} {
		if python == "" {
			continue
		}
		peers = append(peers, slatePeer{p.name, func(model string, limit time.Duration) []string {
			return []string{python, program, p.key, model, fmt.Sprint(20 * limit.Seconds())} // by the clock; the processor's limit comes first
		}, pythonRead})
		if p.module != "" {
			versions = append(versions, p.module+" "+versionOf(`(\S+)`, python, "-c", "import importlib.metadata as m; print(m.version('"+p.module+"'))"))
		}
	}
	return peers, versions
}

func versionOf(pattern, name string, args ...string) string {
	text, _ := exec.Command(name, args...).CombinedOutput() // without a version the name has to do
	if m := regexp.MustCompile(pattern).FindSubmatch(text); m != nil {
		return string(m[1])
	}
	return "(version unknown)"
}

func cbcArgs(model string, limit time.Duration) []string {
	return []string{"cbc", model, "-threads", "0", "-ratioGap", "0", "-allowableGap", "0.99", "-solve", "-solution", model + ".cbc"}
}

func cbcRead(output, model string) (bool, float64, time.Duration, error) {
	solution, err := os.ReadFile(model + ".cbc")
	if err != nil {
		return false, 0, 0, err
	}
	value, err := numberAfter(string(solution), `objective value +(\S+)`)
	seconds, err2 := numberAfter(output, `Total time \(CPU seconds\): +(\S+)`)
	return strings.HasPrefix(string(solution), "Optimal"), value, time.Duration(seconds * float64(time.Second)), errors.Join(err, err2)
}

func glpkArgs(model string, limit time.Duration) []string {
	return []string{"glpsol", "--lp", model, "--mipgap", "0", "--cuts", "-o", model + ".glpsol"}
}

func glpkRead(output, model string) (bool, float64, time.Duration, error) {
	solution, err := os.ReadFile(model + ".glpsol")
	if err != nil {
		return false, 0, 0, err
	}
	value, err := numberAfter(string(solution), `Objective: +\S+ = (\S+)`)
	seconds, err2 := numberAfter(output, `Time used: +(\S+) secs`)
	return strings.Contains(string(solution), "INTEGER OPTIMAL"), value, time.Duration(seconds * float64(time.Second)), errors.Join(err, err2)
}

func pythonRead(output, _ string) (bool, float64, time.Duration, error) {
	var answer struct {
		Optimal        bool
		Value, Seconds float64
	}
	lines := strings.Split(strings.TrimSpace(output), "\n")
	err := json.Unmarshal([]byte(lines[len(lines)-1]), &answer)
	return answer.Optimal, answer.Value, time.Duration(answer.Seconds * float64(time.Second)), err
}

func numberAfter(text, pattern string) (float64, error) {
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if m == nil {
		return 0, fmt.Errorf("%s is not in %.200s", pattern, text)
	}
	return strconv.ParseFloat(m[1], 64)
}

// run has a peer solve a model on one core, for so much CPU time at most.
func (p slatePeer) run(ctx context.Context, model string, limit time.Duration) (slateRun, error) {
	for _, old := range []string{".cbc", ".glpsol"} {
		os.Remove(model + old) // is not there the first time
	}
	output, r, err := oneCore(ctx, limit, p.args(model, limit))
	if err != nil || r.process >= limit {
		return r, nil // ended by the limit, or out of memory: not finished
	}
	r.optimal, r.value, r.solve, err = p.read(output, model)
	r.solve = min(r.solve, r.process) // some measure by the clock
	return r, err
}

// oneCore runs a command on one core and for so much CPU time at most.
func oneCore(ctx context.Context, limit time.Duration, args []string) (output string, r slateRun, err error) {
	wrapped := append([]string{"-c", `ulimit -t "$1"; shift; exec taskset -c 0 "$@"`, "sh", fmt.Sprint(int(limit.Seconds()) + 1)}, args...)
	command := exec.CommandContext(ctx, "sh", wrapped...)
	command.Env = append(os.Environ(), "GOMAXPROCS=1", "OMP_NUM_THREADS=1")
	text, err := command.Output()
	if state := command.ProcessState; state != nil {
		r.process = state.UserTime() + state.SystemTime()
		r.memory = state.SysUsage().(*syscall.Rusage).Maxrss * 1024
	}
	return string(text), r, err
}

// peersPython makes the bench's own environment with highspy and ortools, once,
// in the user's cache, and returns its python; "" where that is not possible.
func peersPython(ctx context.Context) (python, program string) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", ""
	}
	folder := filepath.Join(cache, "beret", "bench-peers")
	python, program = filepath.Join(folder, "bin", "python"), filepath.Join(folder, "slate_peers.py")
	if exec.CommandContext(ctx, python, "-c", "import highspy, ortools.sat.python.cp_model").Run() != nil {
		for _, args := range [][]string{{"python3", "-m", "venv", folder}, {python, "-m", "pip", "install", "-q", "highspy==1.15.1", "ortools==9.15.6755"}} {
			if text, err := exec.CommandContext(ctx, args[0], args[1:]...).CombinedOutput(); err != nil {
				fmt.Fprintf(os.Stderr, "HiGHS and CP-SAT are left out: %v: %s\n", err, text)
				return "", ""
			}
		}
	}
	if err := os.WriteFile(program, peersProgram, 0o644); err != nil {
		return "", ""
	}
	return python, program
}
