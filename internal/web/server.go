// Package web shows the record as pages.
//
// A [Server] is a value made of its dependencies. Every page stands in the one
// table of routes.go with the action that it needs; its handler takes the
// actor and returns an error, which one place logs and shows. A page is one Go
// file and one template of the same name; components are described in Go by
// the structs of component.go and form.go and drawn by template/component.html.
// Pages are plain links and forms and work without scripts.
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/locale"
	"beret/internal/prospect"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/selection"
	"beret/internal/standing"
)

// Config is what a server is made of.
type Config struct {
	DB        *database.DB
	Gate      *account.Gate
	Catalogue *locale.Catalogue
	Log       *slog.Logger     // nil discards
	Clock     func() time.Time // nil is the machine's clock
	Version   string           // printed at the foot of each page
	Demo      bool             // marks every page as generated data
	Secure    bool             // cookies for HTTPS only; set behind a proxy that ends TLS
	Registry  *registry.Store  // nil makes one
}

// Server is the office's website. It is safe for concurrent use.
type Server struct {
	db        *database.DB
	gate      *account.Gate
	catalogue *locale.Catalogue
	log       *slog.Logger
	clock     func() time.Time
	version   string
	demo      bool
	secure    bool

	world        *worldRoom
	posts        pending[pendingPosts] // of calls, read and not yet taken in
	registry     *registry.Store
	factsHeld    factsHolder
	rosters      rosterDesk
	calibrations calibrationDesk
	standing     *standing.Room
	slateRoom    *selection.Room
	prospect     *prospect.Room
	outlooks     outlookRoom

	actions map[string]account.Action // by pattern, for the navigation
	assets  *assets
	pages   *pages
	mux     *http.ServeMux
	handler http.Handler
}

// New returns a server, or an error where the layout or an asset is broken;
// that every page's template is whole is tested.
func New(c Config) (*Server, error) {
	s := &Server{
		db: c.DB, gate: c.Gate, catalogue: c.Catalogue, log: c.Log, clock: c.Clock,
		version: c.Version, demo: c.Demo, secure: c.Secure, mux: http.NewServeMux(), actions: map[string]account.Action{},
	}
	s.world = newWorldRoom(s.db)
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.clock == nil {
		s.clock = time.Now
	}
	var err error
	if s.registry = c.Registry; s.registry == nil {
		book, err := reference.Load(nil) // facts puts the office's own rows in place
		if err != nil {
			return nil, fmt.Errorf("web: reference data: %w", err)
		}
		s.registry = registry.NewStore(c.DB, book)
	}
	s.standing = standing.NewRoom(s.db, s.registry)
	s.slateRoom = selection.NewRoom(s.registry)
	s.prospect, s.outlooks = prospect.NewRoom(s.db), newOutlookRoom()
	if s.assets, err = loadAssets(); err != nil {
		return nil, fmt.Errorf("web: assets: %w", err)
	}
	if s.pages, err = loadPages(s.catalogue, s.assets); err != nil {
		return nil, fmt.Errorf("web: templates: %w", err)
	}
	for _, r := range s.routes() {
		s.actions[r.pattern] = r.action
		s.mux.Handle(r.pattern, s.serve(r))
	}
	s.mux.Handle("GET /static/{name}", s.assets)
	s.handler = s.protect(s.mux)
	return s, nil
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Warm reads ahead what the first list of officers needs, some seconds' work
// for half a million, so that nobody waits for it; then it gives back the
// memory that took.
func (s *Server) Warm(ctx context.Context) {
	if err := s.registry.Warm(ctx); err != nil && ctx.Err() == nil {
		s.log.Error("warm", "error", err)
	}
	debug.FreeOSMemory()
}

// The server's patience. Reading a roster and writing an export may take
// minutes on a slow line; headers may not.
const (
	headerPatience = 10 * time.Second
	readPatience   = 5 * time.Minute
	writePatience  = 10 * time.Minute
	idlePatience   = 2 * time.Minute
	endPatience    = 20 * time.Second
	headerBytes    = 64 << 10
)

// Run serves on the address until the context ends, then lets the requests in
// progress finish.
func (s *Server) Run(ctx context.Context, address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("web: %w", err)
	}
	return s.Serve(ctx, listener)
}

// Serve is Run on an open listener, which it closes.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: headerPatience,
		ReadTimeout:       readPatience,
		WriteTimeout:      writePatience,
		IdleTimeout:       idlePatience,
		MaxHeaderBytes:    headerBytes,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	defer s.rosters.close()
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), endPatience)
	defer cancel()
	if err := server.Shutdown(patience); err != nil {
		return fmt.Errorf("web: shutdown: %w", err)
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
