package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/locale"
)

func (p *Program) user() *cobra.Command {
	c := &cobra.Command{Use: "user", Short: p.text.Text("cli.user")}
	c.AddCommand(p.userAdd(), p.userList(), p.userReset(), p.userDisable("disable", true), p.userDisable("enable", false))
	return c
}

func (p *Program) withGate(ctx context.Context, f func(gate *account.Gate) error) error {
	return p.withNew(ctx, func(db *database.DB) error {
		gate, err := p.gate(db)
		if err != nil {
			return err
		}
		return f(gate)
	})
}

func (p *Program) userAdd() *cobra.Command {
	var u account.User
	var role, lang string
	c := &cobra.Command{
		Use:     "add LOGIN",
		Short:   p.text.Text("cli.user.add"),
		Example: "  beret user add desk1 --name 'Desk officer 1' --role desk",
		Args:    p.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			u.Login, u.Role, u.Lang = args[0], account.Role(role), locale.Lang(lang)
			return p.withGate(c.Context(), func(gate *account.Gate) error {
				_, oneTime, err := gate.Create(c.Context(), account.System(), u, "")
				return p.printOneTime(u.Login, oneTime, err)
			})
		},
	}
	flags := c.Flags()
	flags.StringVar(&u.Name, "name", "", p.text.Text("cli.flag.name"))
	flags.StringVar(&role, "role", string(account.Desk), p.text.Text("cli.flag.role"))
	flags.StringVar(&lang, "user-lang", string(p.text.Lang), p.text.Text("cli.flag.user_lang"))
	flags.Int64Var(&u.UnitID, "unit", 0, p.text.Text("cli.flag.unit"))
	flags.Int64Var(&u.OfficerID, "officer", 0, p.text.Text("cli.flag.officer"))
	return c
}

func (p *Program) printOneTime(login, oneTime string, err error) error {
	if err == nil {
		fmt.Fprintln(p.Stdout, p.text.Text("cli.user.password", "login", login, "password", oneTime))
	}
	return err
}

func (p *Program) userList() *cobra.Command {
	c := &cobra.Command{
		Use:   "list",
		Short: p.text.Text("cli.user.list"),
		Args:  p.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return p.withGate(c.Context(), func(gate *account.Gate) error {
				users, err := gate.List(c.Context(), account.System())
				if err != nil {
					return err
				}
				return p.print(p.userTable(users))
			})
		},
	}
	p.formatFlag(c.Flags())
	return c
}

func (p *Program) userTable(users []account.User) table {
	t := table{columns: []column{
		{"login", p.text.Text("cli.user.login"), false},
		{"name", p.text.Text("cli.user.name"), false},
		{"role", p.text.Text("cli.user.role"), false},
		{"state", p.text.Text("cli.user.state"), false},
	}}
	for _, u := range users {
		state := "active"
		if u.Disabled {
			state = "disabled"
		}
		t.addRaw([]string{u.Login, u.Name, string(u.Role), p.text.Text("cli.user.state." + state)}, u.Login, u.Name, u.Role, state)
	}
	return t
}

// byLogin runs f on the user of a login.
func (p *Program) byLogin(ctx context.Context, login string, f func(gate *account.Gate, u account.User) error) error {
	return p.withGate(ctx, func(gate *account.Gate) error {
		users, err := gate.List(ctx, account.System())
		if err != nil {
			return err
		}
		for _, u := range users {
			if u.Login == login {
				return f(gate, u)
			}
		}
		return fault.New(fault.NotFound, "cli.user.unknown", "login", login)
	})
}

func (p *Program) userReset() *cobra.Command {
	return &cobra.Command{
		Use:   "reset LOGIN",
		Short: p.text.Text("cli.user.reset"),
		Args:  p.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.byLogin(c.Context(), args[0], func(gate *account.Gate, u account.User) error {
				oneTime, err := gate.Reset(c.Context(), account.System(), u.ID)
				return p.printOneTime(u.Login, oneTime, err)
			})
		},
	}
}

func (p *Program) userDisable(verb string, disabled bool) *cobra.Command {
	return &cobra.Command{
		Use:   verb + " LOGIN",
		Short: p.text.Text("cli.user." + verb),
		Args:  p.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.byLogin(c.Context(), args[0], func(gate *account.Gate, u account.User) error {
				return gate.Disable(c.Context(), account.System(), u.ID, disabled)
			})
		},
	}
}
