package cli

import (
	"context"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
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
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("BERET_DATABASE", env.WorkDir+"/record/beret.db")
			env.Setenv("BERET_LANG", "en")
			return nil
		},
	})
}
