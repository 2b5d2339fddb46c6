package cli

import "github.com/spf13/cobra"

// commands lists the program's commands, in the order of a day's work.
func (p *Program) commands() []*cobra.Command {
	return []*cobra.Command{
		p.demo(), p.serve(), p.imports(), p.exports(), p.participation(), p.calls(), p.slates(), p.pack(), p.funnel(), p.outlook(), p.reports(), p.backup(), p.restore(), p.doctor(), p.user(), p.version(),
	}
}
