package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"

	"github.com/spf13/cobra"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/office"
	"beret/internal/web"
)

const defaultListen = "127.0.0.1:8080"

func (p *Program) serve() *cobra.Command {
	var listen string
	var secure bool
	c := &cobra.Command{
		Use:   "serve",
		Short: p.text.Text("cli.serve"),
		Args:  p.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return p.withNew(c.Context(), func(db *database.DB) error {
				if err := p.hintFirstUser(c.Context(), db); err != nil {
					return err
				}
				return p.serveOn(c.Context(), db, listen, secure, nil)
			})
		},
	}
	p.listenFlags(c, &listen, &secure)
	return c
}

func (p *Program) listenFlags(c *cobra.Command, listen *string, secure *bool) {
	c.Flags().StringVar(listen, "listen", p.setting("BERET_LISTEN", defaultListen), p.text.Text("cli.flag.listen"))
	c.Flags().BoolVar(secure, "secure", p.setting("BERET_SECURE", "") != "", p.text.Text("cli.flag.secure"))
}

// hintFirstUser tells on standard error how to let the first person in.
func (p *Program) hintFirstUser(ctx context.Context, db *database.DB) error {
	gate, err := p.gate(db)
	if err != nil {
		return err
	}
	users, err := gate.List(ctx, account.System())
	if err == nil && len(users) == 0 {
		fmt.Fprintln(p.Stderr, p.text.Text("cli.serve_no_user"))
	}
	return err
}

// serveOn serves until the context ends. It listens first and then calls
// ready, which may be nil: a port in use is told before anything else.
func (p *Program) serveOn(ctx context.Context, db *database.DB, listen string, secure bool, ready func(address string) error) error {
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("%s: %w", p.text.Text("cli.serve_port", "address", listen), err)
	}
	server, err := p.server(ctx, db, secure)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	address := "http://" + listener.Addr().String()
	if ready == nil {
		fmt.Fprintln(p.Stdout, p.text.Text("cli.serve_at", "address", address))
	} else if err := ready(address); err != nil {
		return err
	}
	go server.Warm(ctx)
	return server.Serve(ctx, listener)
}

// server makes the pages over a record. Those of a demonstration say so, and
// its log keeps to warnings: it runs in a terminal that somebody reads.
func (p *Program) server(ctx context.Context, db *database.DB, secure bool) (*web.Server, error) {
	gate, err := p.gate(db)
	if err != nil {
		return nil, err
	}
	facts, _, err := office.Load(ctx, db)
	if err != nil {
		return nil, err
	}
	level := slog.LevelInfo
	if facts.Generated {
		level = slog.LevelWarn
	}
	return web.New(web.Config{
		DB: db, Gate: gate, Catalogue: p.catalogue, Clock: p.Clock, Version: Version, Secure: secure, Demo: facts.Generated,
		Log: slog.New(slog.NewJSONHandler(p.Stderr, &slog.HandlerOptions{Level: level})),
	})
}
