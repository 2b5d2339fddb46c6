package pack

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"

	"beret/internal/document"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/report"
)

// Paper is a paper of the pack.
type Paper string

// The papers.
const (
	NoteVerbale  Paper = "note-verbale"
	NomineeTable Paper = "nominees"
	Completeness Paper = "completeness"
	NoAdverse    Paper = "certificate"
	Submission   Paper = "to-trinh"
	Official     Paper = "cong-van"
	NomineeList  Paper = "danh-sach-de-cu"
	FilesChecked Paper = "phieu-ra-soat"
)

// Papers lists the papers of a language in their order: those in English go
// abroad, those in Vietnamese stay.
func Papers(lang locale.Lang) []Paper {
	if lang == locale.Vietnamese {
		return []Paper{Submission, Official, NomineeList, FilesChecked}
	}
	return []Paper{NoteVerbale, NomineeTable, Completeness, NoAdverse}
}

// Lang is the language of the paper.
func (p Paper) Lang() locale.Lang {
	if slices.Contains(Papers(locale.Vietnamese), p) {
		return locale.Vietnamese
	}
	return locale.English
}

// Key returns the message key of the paper's name.
func (p Paper) Key() string { return "pack.paper." + string(p) }

// Formats lists the formats in which there is the paper; tables are workbooks
// too.
func (p Paper) Formats() []report.Format {
	if slices.Contains([]Paper{NomineeTable, Completeness, NomineeList, FilesChecked}, p) {
		return report.Formats()
	}
	return []report.Format{report.DOCX, report.PDF}
}

// Find returns the paper and the format of a file's name, "nominees.pdf".
func Find(name string) (paper Paper, format report.Format, ok bool) {
	base, extension, _ := strings.Cut(name, ".")
	paper, format = Paper(base), report.Format(extension)
	known := slices.Contains(slices.Concat(Papers(locale.English), Papers(locale.Vietnamese)), paper)
	return paper, format, known && slices.Contains(paper.Formats(), format)
}

// Writer writes the papers of a pack.
type Writer struct {
	Pack      Pack
	Book      *reference.Book
	Catalogue *locale.Catalogue
}

// composer is a pack on its way into a paper, in the paper's language.
type composer struct {
	Pack
	locale.Printer
	book *reference.Book
}

// Write writes a paper in one of its formats.
func (w Writer) Write(paper Paper, format report.Format) ([]byte, error) {
	c := &composer{w.Pack, w.Catalogue.In(paper.Lang()), w.Book}
	if format == report.XLSX {
		return c.workbook(paper)
	}
	d := c.document(paper)
	if format == report.DOCX {
		return d.DOCX()
	}
	return d.PDF()
}

// document composes a paper.
func (c *composer) document(paper Paper) document.Document {
	d := document.Document{Layout: document.LetterLayout(), Language: string(c.Lang), Title: c.Text(paper.Key()), Author: c.body(),
		Subject: c.Text("pack.subject", "mission", c.List.Mission), Created: c.Made.Time(), Mark: c.mark()}
	if c.Lang == locale.Vietnamese {
		d.Layout = document.DecreeLayout()
	}
	switch paper {
	case NoteVerbale:
		c.noteVerbale(&d)
	case NoAdverse:
		c.certificate(&d)
	case Submission:
		c.submission(&d)
	case Official:
		c.official(&d)
	default:
		d.Layout = landscape(d.Layout)
		c.tablePaper(&d, paper)
	}
	d.Add(c.imprint())
	return d
}

// landscape turns the page.
func landscape(l document.Layout) document.Layout {
	l.Width, l.Height = l.Height, l.Width
	l.Left, l.Right = 20, 18
	return l
}

// mark stands on the head of every page: that the paper is a draft, and that
// its people are made up.
func (c *composer) mark() string {
	var marks []string
	if !c.Final() {
		marks = append(marks, c.Text("pack.mark.draft"))
	}
	if c.Office.Generated {
		marks = append(marks, c.Text("report.mark"))
	}
	return strings.Join(marks, " · ")
}

// imprint says what the paper was made from.
func (c *composer) imprint() document.Note {
	text := c.Text("pack.imprint.draft", "made", c.Made)
	if c.List.Edition > 0 {
		text = c.Text("pack.imprint", "edition", c.List.Edition, "signed", c.List.SignedOn, "hash", c.List.SHA256, "made", c.Made)
	}
	return document.Note{Text: document.Plain(text)}
}

// File is a written paper.
type File struct {
	Name string // "note-verbale.pdf"
	Data []byte
}

// All writes every paper of the languages in every format.
func (w Writer) All(langs ...locale.Lang) (files []File, err error) {
	for _, lang := range langs {
		for _, paper := range Papers(lang) {
			for _, format := range paper.Formats() {
				data, err := w.Write(paper, format)
				if err != nil {
					return nil, err
				}
				files = append(files, File{string(paper) + "." + string(format), data})
			}
		}
	}
	return files, nil
}

// Zip packs files into an archive. The same files give the same bytes.
func Zip(files []File) ([]byte, error) {
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	for _, f := range files {
		part, err := z.Create(f.Name)
		if err != nil {
			return nil, err
		}
		if _, err := part.Write(f.Data); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return archive.Bytes(), nil
}
