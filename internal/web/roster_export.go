package web

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"os"

	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/roster"
	"beret/internal/spreadsheet"
)

// templateLinks lead to the template in each format and language.
func templateLinks() []Link {
	var links []Link
	for _, lang := range languageLinks("") {
		for _, format := range []spreadsheet.Format{spreadsheet.XLSX, spreadsheet.CSV} {
			links = append(links, Link{Text: T("roster.page.template_in", "format", formatName(format), "language", lang.Text),
				Href: "/roster/template/" + lang.Href + "/roster." + string(format)})
		}
	}
	return links
}

func formatName(f spreadsheet.Format) string {
	if f == spreadsheet.XLSX {
		return "XLSX"
	}
	return "CSV"
}

func (s *Server) rosterTemplate(w http.ResponseWriter, r *http.Request, _ account.Actor) error {
	lang, ok := locale.Parse(r.PathValue("lang"))
	format, known := map[string]spreadsheet.Format{"roster.xlsx": spreadsheet.XLSX, "roster.csv": spreadsheet.CSV}[r.PathValue("file")]
	if !ok || !known {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if _, err := s.facts(r.Context()); err != nil {
		return err
	}
	return sendMade(w, r, r.PathValue("file"), func(out io.Writer) error {
		return roster.New(s.db, s.registry, s.catalogue).Template(r.Context(), out, format, s.catalogue.In(lang))
	})
}

// rosterExportPage says what an export holds and offers its formats.
func (s *Server) rosterExportPage(w http.ResponseWriter, r *http.Request, _ account.Actor) error {
	v := &rosterView{
		Notices: []Notice{{Tone: Warn, Text: T("roster.page.personal")}},
		Choices: []Action{
			{Text: T("roster.page.export_xlsx"), Href: "/roster/export/officers.xlsx"},
			{Text: T("roster.page.export_csv"), Href: "/roster/export/officers.csv", Second: true},
			{Text: T("roster.page.export_units"), Href: "/roster/export/units.csv", Second: true},
		},
	}
	v.Title, v.Lead = T("roster.page.export"), T("roster.page.export_lead")
	v.Crumbs = []Link{{Text: T("roster.page.import"), Href: "/roster/import"}}
	return s.render(w, r, "roster", v)
}

func (s *Server) rosterExport(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	if _, err := s.facts(r.Context()); err != nil {
		return err
	}
	room, p := roster.New(s.db, s.registry, s.catalogue), s.catalogue.In(s.langOf(r))
	name := r.PathValue("file")
	var write func(out io.Writer) error
	switch name {
	case "officers.xlsx", "officers.csv":
		format := spreadsheet.CSV
		if name == "officers.xlsx" {
			format = spreadsheet.XLSX
		}
		write = func(out io.Writer) error {
			_, err := room.Export(r.Context(), actor, out, format, p, nil)
			return err
		}
	case "units.csv":
		write = func(out io.Writer) error { return room.ExportUnits(r.Context(), actor, out, p) }
	default:
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return sendMade(w, r, name, write)
}

// sendMade makes a file on the disk first and sends it when it is whole: half
// an export must not look like one.
func sendMade(w http.ResponseWriter, r *http.Request, name string, write func(io.Writer) error) error {
	file, err := os.CreateTemp("", "beret-export-")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	buffered := bufio.NewWriterSize(file, 1<<20)
	err = write(buffered)
	if err = errors.Join(err, buffered.Flush()); err != nil {
		return err
	}
	return sendFile(w, r, file, name)
}
