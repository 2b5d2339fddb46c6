package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/office"
	"beret/internal/reference"
)

// calls prints what the UN asks for.
func (p *Program) calls() *cobra.Command {
	c := &cobra.Command{Use: "call", Short: p.text.Text("cli.call")}
	c.AddCommand(p.callList(), p.callShow())
	return c
}

func (p *Program) callList() *cobra.Command {
	var f call.Filter
	var status string
	c := &cobra.Command{
		Use:     "list",
		Short:   p.text.Text("cli.call.list"),
		Example: "  beret call list --status open",
		Args:    p.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			f.Status, f.Limit = call.Status(status), everyCall
			return p.with(c.Context(), func(db *database.DB) error { return p.printCalls(c.Context(), db, f) })
		},
	}
	flags := c.Flags()
	flags.StringVar(&status, "status", "", p.text.Text("cli.flag.call_status"))
	flags.StringVar(&f.Mission, "mission", "", p.text.Text("cli.flag.call_mission"))
	flags.StringVar(&f.Text, "search", "", p.text.Text("cli.flag.call_search"))
	p.formatFlag(flags)
	return c
}

// everyCall is more calls than an office ever had.
const everyCall = 1_000_000

func (p *Program) printCalls(ctx context.Context, db *database.DB, f call.Filter) error {
	facts, book, err := office.Load(ctx, db)
	if err != nil {
		return err
	}
	var rows []call.Row
	err = db.Read(ctx, func(tx *database.Tx) (err error) {
		rows, _, err = call.List(ctx, tx, account.System(), f)
		return err
	})
	if err != nil {
		return err
	}
	t := table{columns: []column{
		{"reference", p.text.Text("callpage.reference"), false}, {"mission", p.text.Text("deploymentpage.mission"), false},
		{"category", p.text.Text("deploymentpage.category"), false}, {"status", p.text.Text("callpage.status"), false},
		{"deadline", p.text.Text("callpage.deadline"), false}, {"working_days_left", p.text.Text("cli.call.days"), true},
		{"posts", p.text.Text("callpage.posts"), true}, {"women_asked", p.text.Text("callpage.women_asked"), true},
		{"told_women", p.text.Text("callpage.told_women"), true}, {"told", p.text.Text("callpage.told_all"), true},
		{"interested_women", p.text.Text("callpage.interested_women"), true}, {"interested", p.text.Text("callpage.interested_all"), true},
	}}
	calendar, today := call.CalendarOf(book), facts.Today(p.Clock())
	for _, c := range rows {
		left, days := call.WorkingDays(today, c.Deadline, calendar), ""
		if c.Status == call.Open {
			days = strconv.Itoa(left)
		}
		t.addRaw([]string{c.Reference, c.Mission, book.Name(reference.Categories, c.Category, p.text.Lang), p.text.Text(c.Status.Key()), c.Deadline.String(), days,
			p.text.Number(c.Posts), p.share(c.Women), p.text.Number(c.Reach.Told.Women), p.text.Number(c.Reach.Told.Total),
			p.text.Number(c.Reach.Interested.Women), p.text.Number(c.Reach.Interested.Total)},
			c.Reference, c.Mission, c.Category, string(c.Status), c.Deadline.String(), left, c.Posts, askOf(c.Women),
			c.Reach.Told.Women, c.Reach.Told.Total, c.Reach.Interested.Women, c.Reach.Interested.Total)
	}
	return p.print(t)
}

// share prints a share that is asked for, a line for none.
func (p *Program) share(a call.Ask) string { return p.text.Percent(a.Num, a.Den) }

// askOf is a share for machines, empty for none.
func askOf(a call.Ask) string {
	if a.IsZero() {
		return ""
	}
	return strconv.Itoa(a.Num) + "/" + strconv.Itoa(a.Den)
}

func (p *Program) callShow() *cobra.Command {
	c := &cobra.Command{
		Use:     "show REFERENCE",
		Short:   p.text.Text("cli.call.show"),
		Example: "  beret call show DPO/PD/2026/101 --format json",
		Args:    p.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.with(c.Context(), func(db *database.DB) error { return p.printCall(c.Context(), db, args[0]) })
		},
	}
	p.formatFlag(c.Flags())
	return c
}

// shownCall is a call as JSON: what it asks for, its checklist, its reach.
type shownCall struct {
	call.Call
	Posts     []call.Post     `json:"posts"`
	Checklist []call.Document `json:"checklist"`
	Reach     call.Reach      `json:"reach"`
}

// printCall prints a call: all of it as JSON, its posts as a table.
func (p *Program) printCall(ctx context.Context, db *database.DB, ref string) error {
	_, book, err := office.Load(ctx, db)
	if err != nil {
		return err
	}
	var shown shownCall
	err = db.Read(ctx, func(tx *database.Tx) (err error) {
		actor := account.System()
		if shown.Call, err = call.FindByReference(ctx, tx, actor, ref); err != nil {
			return err
		}
		if shown.Posts, err = call.Posts(ctx, tx, actor, shown.ID); err != nil {
			return err
		}
		if shown.Checklist, err = call.Documents(ctx, tx, actor, book, shown.ID); err != nil {
			return err
		}
		shown.Reach, err = call.ReachOf(ctx, tx, actor, shown.ID)
		return err
	})
	if err != nil {
		return err
	}
	if p.format == "json" {
		return writeJSON(p.Stdout, shown)
	}
	return p.print(p.postTable(shown.Posts))
}

func (p *Program) postTable(posts []call.Post) table {
	t := table{columns: []column{
		{"number", p.text.Text("posting.column.number"), true}, {"title", p.text.Text("posting.column.title"), false},
		{"count", p.text.Text("posting.column.count"), true}, {"nominees", p.text.Text("posting.column.nominees"), true},
		{"priority", p.text.Text("posting.column.priority"), true}, {"rank_from", p.text.Text("posting.column.rank_from"), false},
		{"rank_to", p.text.Text("posting.column.rank_to"), false},
	}}
	for _, post := range posts {
		t.addRaw([]string{p.text.Number(post.Number), post.Title, p.text.Number(post.Count), p.text.Number(post.Nominees), p.text.Number(post.Priority),
			post.Requirement.RankFrom, post.Requirement.RankTo},
			post.Number, post.Title, post.Count, post.Nominees, post.Priority, post.Requirement.RankFrom, post.Requirement.RankTo)
	}
	return t
}
