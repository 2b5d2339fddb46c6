package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"beret/internal/fault"
	"beret/slate"
)

func (p *Program) slates() *cobra.Command {
	c := &cobra.Command{Use: "slate", Short: p.text.Text("cli.slate"), Long: p.text.Text("cli.slate_long")}
	c.AddCommand(p.slateSolve(), p.slateCheck(), p.slateModel())
	return c
}

// slateAsk is what `beret slate solve` was asked for.
type slateAsk struct {
	limit       time.Duration
	explain     bool
	why         []string
	reserves    int
	format      string
	certificate string
}

func (p *Program) slateSolve() *cobra.Command {
	var ask slateAsk
	c := &cobra.Command{
		Use:     "solve INSTANCE.json",
		Short:   p.text.Text("cli.slate_solve"),
		Example: "  beret slate solve instance.json --format table --explain\n  beret slate solve - --time-limit 10s --certificate proof.json < instance.json",
		Args:    p.exactly(1),
		RunE:    func(c *cobra.Command, args []string) error { return p.runSlateSolve(c.Context(), args[0], ask) },
	}
	flags := c.Flags()
	flags.DurationVar(&ask.limit, "time-limit", 0, p.text.Text("cli.flag.time_limit"))
	flags.BoolVar(&ask.explain, "explain", false, p.text.Text("cli.flag.explain"))
	flags.StringArrayVar(&ask.why, "why", nil, p.text.Text("cli.flag.why"))
	flags.IntVar(&ask.reserves, "reserves", 3, p.text.Text("cli.flag.reserves"))
	flags.StringVar(&ask.format, "format", "json", p.text.Text("cli.flag.slate_format"))
	flags.StringVar(&ask.certificate, "certificate", "", p.text.Text("cli.flag.certificate"))
	return c
}

func (p *Program) runSlateSolve(ctx context.Context, path string, ask slateAsk) error {
	if ask.format != "json" && ask.format != "table" {
		return usageError{fmt.Errorf("%s", p.text.Text("cli.unknown_format", "format", ask.format))}
	}
	if ask.limit < 0 || ask.reserves < 0 {
		return usageError{fmt.Errorf("%s", p.text.Text("cli.slate_bad_limit"))}
	}
	in, err := p.readInstance(path)
	if err != nil {
		return err
	}
	r, err := p.solveSlate(ctx, in, ask.limit)
	if err != nil {
		return err
	}
	if ask.certificate != "" {
		err := writeNew(ask.certificate, func(w io.Writer) error { return slate.EncodeAnswer(w, in, r, nil, true) })
		if err != nil {
			return err
		}
	}
	if !r.Proven {
		fmt.Fprintln(p.Stderr, p.text.Text("cli.slate_unproven", "limit", ask.limit))
	}
	return p.printSlate(ctx, in, r, ask)
}

// printSlate prints a slate with the explanations that were asked for.
func (p *Program) printSlate(ctx context.Context, in *slate.Instance, r *slate.Result, ask slateAsk) error {
	e, err := p.explainSlate(ctx, in, r, ask)
	switch {
	case err != nil:
		return err
	case ask.format == "json" && e == nil:
		return slate.EncodeAnswer(p.Stdout, in, r, nil, false)
	case ask.format == "json":
		return slate.EncodeAnswer(p.Stdout, in, r, e.Document(in), false)
	}
	if err := p.printSlateTables(in, r); err != nil || e == nil {
		return err
	}
	return p.printExplanation(in, e)
}

// explainSlate explains what was asked for, nil for nothing.
func (p *Program) explainSlate(ctx context.Context, in *slate.Instance, r *slate.Result, ask slateAsk) (*slate.Explanation, error) {
	if !ask.explain && len(ask.why) == 0 {
		return nil, nil
	}
	options := slate.ExplainOptions{Reserves: ask.reserves}
	for _, why := range ask.why {
		l, ok := linkOf(in, why)
		if !ok {
			return nil, usageError{fmt.Errorf("%s", p.text.Text("cli.slate_bad_why", "value", why))}
		}
		options.WhyNot = append(options.WhyNot, l)
	}
	defer p.ticking("cli.slate_explaining")()
	return slate.Explain(ctx, in, r, options)
}

// linkOf reads OFFICER=CLASS; either may have "=" in its id.
func linkOf(in *slate.Instance, text string) (l slate.Link, ok bool) {
	for at := range text {
		if text[at] != '=' {
			continue
		}
		o := slices.IndexFunc(in.Officers, func(o slate.Officer) bool { return o.ID == text[:at] })
		c := slices.IndexFunc(in.Classes, func(c slate.Class) bool { return c.ID == text[at+1:] })
		if o >= 0 && c >= 0 {
			return slate.Link{Officer: int32(o), Class: int32(c)}, true
		}
	}
	return l, false
}

// solveSlate solves within the limit, 0 for none, and shows for how long.
func (p *Program) solveSlate(ctx context.Context, in *slate.Instance, limit time.Duration) (*slate.Result, error) {
	defer p.ticking("cli.slate_solving")()
	if limit > 0 {
		limited, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		ctx = limited
	}
	r, err := slate.Solve(ctx, in)
	if err != nil && ctx.Err() == nil {
		return nil, fault.Because(err, fault.Invalid, "cli.slate_no_slate")
	}
	return r, err
}

// readInstance reads a file, or standard input where the path is "-".
func (p *Program) readInstance(path string) (*slate.Instance, error) {
	var in *slate.Instance
	err := p.readFile(path, func(r io.Reader) (err error) {
		in, err = slate.Decode(r)
		return err
	})
	return in, err
}

// readFile hands a file, or standard input where the path is "-", to read and
// says in the user's language what is wrong with an element.
func (p *Program) readFile(path string, read func(r io.Reader) error) error {
	in := p.Stdin
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return fault.Because(err, fault.NotFound, "cli.no_file", "path", path)
		}
		defer file.Close()
		in = file
	}
	return p.elementFault(read(in), path)
}

// elementFault puts what an InstanceError says into the user's language.
func (p *Program) elementFault(err error, path string) error {
	var e *slate.InstanceError
	if !errors.As(err, &e) {
		return err
	}
	where := ""
	if e.Line > 0 {
		where = p.text.Text("cli.slate_position", "line", fmt.Sprint(e.Line), "column", fmt.Sprint(e.Column))
	}
	if e.Element != "" {
		where += e.Element + ": "
	}
	return fault.Because(err, fault.Invalid, "cli.slate_wrong", "path", path, "where", where,
		"problem", p.text.Text("cli.slate.problem."+string(e.Problem), e.Args...))
}

func (p *Program) slateCheck() *cobra.Command {
	c := &cobra.Command{
		Use:     "check INSTANCE.json ANSWER.json",
		Short:   p.text.Text("cli.slate_check"),
		Long:    p.text.Text("cli.slate_check_long"),
		Example: "  beret slate solve instance.json --certificate proof.json > answer.json\n  beret slate check instance.json proof.json",
		Args:    p.exactly(2),
		RunE:    func(_ *cobra.Command, args []string) error { return p.runSlateCheck(args[0], args[1]) },
	}
	return c
}

// runSlateCheck judges an answer. One without a certificate may be a right
// slate, but its bounds stay unproved: that ends as work done with a rest.
func (p *Program) runSlateCheck(instance, answer string) error {
	in, err := p.readInstance(instance)
	if err != nil {
		return err
	}
	var r *slate.Result
	err = p.readFile(answer, func(from io.Reader) (err error) {
		if r, err = slate.DecodeAnswer(from, in); err != nil {
			return err
		}
		defer p.ticking("cli.slate_checking")()
		if r.Certificate == nil {
			return slate.CheckAssignment(in, r)
		}
		return slate.Check(in, r)
	})
	switch {
	case err != nil:
		return err
	case r.Certificate == nil:
		fmt.Fprintln(p.Stdout, p.text.Text("cli.slate_checked_slate"))
		return errRejected
	case r.Proven:
		fmt.Fprintln(p.Stdout, p.text.Text("cli.slate_checked_best"))
	default:
		fmt.Fprintln(p.Stdout, p.text.Text("cli.slate_checked_bounds"))
	}
	return p.printStages(r)
}

func (p *Program) slateModel() *cobra.Command {
	m := slate.Model{}
	c := &cobra.Command{
		Use:     "model INSTANCE.json",
		Short:   p.text.Text("cli.slate_model"),
		Long:    p.text.Text("cli.slate_model_long"),
		Example: "  beret slate model instance.json --priority 1 > stage1.lp\n  glpsol --lp stage1.lp",
		Args:    p.exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			in, err := p.readInstance(args[0])
			if err != nil {
				return err
			}
			return m.Write(p.Stdout, in)
		},
	}
	flags := c.Flags()
	flags.Int64Var(&m.Priority, "priority", 0, p.text.Text("cli.flag.weight_priority"))
	flags.Int64Var(&m.Shortfall, "shortfall", 0, p.text.Text("cli.flag.weight_shortfall"))
	flags.Int64Var(&m.Score, "score", 0, p.text.Text("cli.flag.weight_score"))
	flags.Int64Var(&m.AtLeast, "at-least", slate.None, p.text.Text("cli.flag.at_least"))
	flags.Int64Var(&m.AtMost, "at-most", slate.None, p.text.Text("cli.flag.at_most"))
	return c
}
