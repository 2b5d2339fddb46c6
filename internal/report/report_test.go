package report

import (
	"bytes"
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/demonstration"
	"beret/internal/locale"
	"beret/internal/office"
	"beret/internal/reference"
)

var (
	update = flag.Bool("update", false, "write the golden files anew")
	show   = flag.String("show", "", "folder to write the reports to, to look at")
)

var ctx = context.Background()

// demo is a demonstration's record, from a seed.
type demo struct {
	*database.DB
	book      *reference.Book
	catalogue *locale.Catalogue
}

func newDemo(t testing.TB) demo {
	t.Helper()
	d := demo{DB: databasetest.SQLite(t)}
	if _, err := demonstration.Build(ctx, d.DB, demonstration.Options{Seed: 1, Officers: 1200}, nil); err != nil {
		t.Fatal(err)
	}
	var err error
	if _, d.book, err = office.Load(ctx, d.DB); err != nil {
		t.Fatal(err)
	}
	if d.catalogue, err = locale.Load(); err != nil {
		t.Fatal(err)
	}
	return d
}

var october = Order{Month: civil.MustMonth("2026-10"), Made: civil.MustDate("2026-11-02")}

func (d demo) compose(t testing.TB, o Order, lang locale.Lang) Report {
	t.Helper()
	m, err := Load(ctx, d.DB, account.System(), d.book, o)
	if err != nil {
		t.Fatal(err)
	}
	return Compose(m, d.catalogue.In(lang), d.book)
}

func TestPaper(t *testing.T) {
	d := newDemo(t)
	for _, lang := range locale.Languages() {
		r := d.compose(t, october, lang)
		data, err := r.Write(PDF)
		if err != nil {
			t.Fatal(err)
		}
		keep(t, "report-"+string(lang)+".pdf", data)
		golden(t, "report-"+string(lang)+".txt", pdfText(t, data))
		for _, f := range []Format{DOCX, XLSX} {
			data, err := r.Write(f)
			if err != nil {
				t.Fatal(err)
			}
			keep(t, "report-"+string(lang)+"."+string(f), data)
		}
	}
}

// keep writes a file for the eye, where -show names a folder.
func keep(t *testing.T, name string, data []byte) {
	if *show == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*show, name), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func pdfText(t *testing.T, data []byte) string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not installed; Debian has it in poppler-utils")
	}
	command := exec.Command("pdftotext", "-layout", "-", "-")
	command.Stdin = bytes.NewReader(data)
	text, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}
