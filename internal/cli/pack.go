package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/locale"
	"beret/internal/office"
	"beret/internal/pack"
	"beret/internal/reference"
	"beret/internal/registry"
)

// packAsk is what `beret pack` was asked for.
type packAsk struct{ folder, papers string }

func (p *Program) pack() *cobra.Command {
	var ask packAsk
	c := &cobra.Command{
		Use:     "pack SLATE",
		Short:   p.text.Text("cli.pack"),
		Example: "  beret pack 3 --folder nominations --papers en",
		Args:    p.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.with(c.Context(), func(db *database.DB) error { return p.runPack(c.Context(), db, args[0], ask) })
		},
	}
	c.Flags().StringVar(&ask.folder, "folder", ".", p.text.Text("cli.flag.pack_folder"))
	c.Flags().StringVar(&ask.papers, "papers", "", p.text.Text("cli.flag.papers"))
	return c
}

// languages are those of the papers that are asked for, all of them by default.
func (p *Program) paperLanguages(papers string) ([]locale.Lang, error) {
	if papers == "" {
		return pack.Languages(), nil
	}
	lang, ok := locale.Parse(papers)
	if !ok {
		return nil, usageError{fmt.Errorf("%s", p.text.Text("cli.bad_papers", "value", papers))}
	}
	return []locale.Lang{lang}, nil
}

// runPack writes the papers of a slate into new files of a folder, and says
// what is missing.
func (p *Program) runPack(ctx context.Context, db *database.DB, slate string, ask packAsk) error {
	id, err := strconv.ParseInt(slate, 10, 64)
	if err != nil {
		return usageError{fmt.Errorf("%s", p.text.Text("cli.bad_slate", "value", slate))}
	}
	languages, err := p.paperLanguages(ask.papers)
	if err != nil {
		return err
	}
	w, err := p.packWriter(ctx, db, id)
	if err != nil {
		return err
	}
	files, err := w.All(languages...)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(ask.folder, 0o755); err != nil {
		return err
	}
	for _, f := range files {
		if err := writeNew(filepath.Join(ask.folder, f.Name), func(out io.Writer) error {
			_, err := out.Write(f.Data)
			return err
		}); err != nil {
			return err
		}
	}
	for _, m := range w.Pack.Missing() {
		fmt.Fprintln(p.Stderr, p.text.Text(m.Gap.Key(), "n", m.N))
	}
	fmt.Fprintln(p.Stdout, p.text.Text("cli.pack_done", "n", len(files), "folder", ask.folder))
	return p.auditPack(ctx, db, w.Pack, len(files))
}

// packWriter loads the pack of a slate.
func (p *Program) packWriter(ctx context.Context, db *database.DB, id int64) (w pack.Writer, err error) {
	facts, book, err := office.Load(ctx, db)
	if err != nil {
		return w, err
	}
	source := pack.Source{Store: registry.NewStore(db, book), Office: facts, Book: book, Today: facts.Today(p.Clock())}
	if source.Units, err = source.Store.HomeUnits(ctx, account.System()); err != nil {
		return w, err
	}
	if source.Countries, err = reference.LoadCountries(); err != nil {
		return w, err
	}
	w = pack.Writer{Book: book, Catalogue: p.catalogue}
	return w, db.Read(ctx, func(tx *database.Tx) error {
		w.Pack, err = source.Load(ctx, tx, account.System(), id)
		return err
	})
}

// auditPack keeps that papers of a list were made.
func (p *Program) auditPack(ctx context.Context, db *database.DB, made pack.Pack, files int) error {
	return db.Write(ctx, func(tx *database.Tx) error {
		return audit.Append(ctx, tx, audit.Entry{Actor: account.System(), Action: "pack.make", Kind: "slate", Subject: made.List.SlateID,
			After: map[string]any{"files": files, "sha256": made.List.SHA256, "draft": !made.Final()}})
	})
}
