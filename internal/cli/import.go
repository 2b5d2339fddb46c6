package cli

import "github.com/spf13/cobra"

func (p *Program) imports() *cobra.Command {
	c := &cobra.Command{Use: "import", Short: p.text.Text("cli.import")}
	c.AddCommand(p.importRoster(), p.importUN())
	return c
}
