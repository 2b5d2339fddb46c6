package cli

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"beret/internal/database/databasetest"
)

// The stories in testdata run the real program, as a user, an administrator
// and somebody who means harm would, and are read by people who do not program.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"beret": func() {
			program := Program{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Environment: os.Getenv}
			os.Exit(program.Run(context.Background(), os.Args[1:]))
		},
	})
}

func TestStories(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		stories(t, "sqlite", func(env *testscript.Env) string { return env.WorkDir + "/record/beret.db" })
	})
	t.Run("postgres", func(t *testing.T) {
		databasetest.PostgresAddress(t) // skips here, not in each story
		stories(t, "postgres", func(*testscript.Env) string { return databasetest.PostgresAddress(t) })
	})
}

func stories(t *testing.T, kind string, address func(env *testscript.Env) string) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("BERET_DATABASE", address(env))
			env.Setenv("BERET_LANG", "en")
			return nil
		},
		Cmds:      map[string]func(ts *testscript.TestScript, neg bool, args []string){"rises": rises, "reaches": reaches},
		Condition: func(condition string) (bool, error) { return condition == kind, nil },
	})
}

// rises COLUMN BEFORE AFTER fails unless the column's sum in the second CSV file
// is above that in the first.
func rises(ts *testscript.TestScript, _ bool, args []string) {
	before, after := sumOf(ts, args[0], args[1]), sumOf(ts, args[0], args[2])
	if after <= before {
		ts.Fatalf("%s: %g in %s, %g in %s", args[0], before, args[1], after, args[2])
	}
}

// reaches PLAN fails unless the plan's chance on fresh scenarios is at least the
// level that was asked for.
func reaches(ts *testscript.TestScript, _ bool, args []string) {
	var plan struct {
		Level float64
		Fresh struct{ Chance float64 }
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &plan))
	if plan.Level == 0 || plan.Fresh.Chance < plan.Level {
		ts.Fatalf("%g asked, %g in fresh scenarios", plan.Level, plan.Fresh.Chance)
	}
}

func sumOf(ts *testscript.TestScript, name, file string) (sum float64) {
	rows, err := csv.NewReader(strings.NewReader(ts.ReadFile(file))).ReadAll()
	ts.Check(err)
	column := slices.Index(rows[0], name)
	for _, row := range rows[1:] {
		if row[column] != "" {
			x, err := strconv.ParseFloat(row[column], 64)
			ts.Check(err)
			sum += x
		}
	}
	return sum
}
