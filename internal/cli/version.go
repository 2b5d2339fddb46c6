package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// Version is the program's version; releases set it at build time by
// -ldflags "-X beret/internal/cli.Version=…".
var Version = "development"

func (p *Program) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: p.text.Text("cli.version"),
		Args:  p.exactly(0),
		RunE: func(*cobra.Command, []string) error {
			revision := ""
			if info, ok := debug.ReadBuildInfo(); ok {
				for _, setting := range info.Settings {
					if setting.Key == "vcs.revision" {
						revision = " " + setting.Value
					}
				}
			}
			_, err := fmt.Fprintf(p.Stdout, "beret %s%s %s %s/%s\n", Version, revision, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
