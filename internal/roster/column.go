package roster

import (
	"strings"

	"beret/civil"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/spreadsheet"
)

// column is a column of the roster: how a cell is read into a file, how it is
// written from one, and how one file takes what it says over from another.
// Names of an officer's columns are those of the registry's fields.
type column struct {
	name     string
	title    string // message key
	required bool
	width    float64
	day      bool           // holds a date
	list     bool           // holds a list, see list.go
	kind     reference.Kind // the words it holds, "" for any
	read     func(p *parser, f *registry.File, cell spreadsheet.Cell)
	write    func(w *speller, f *registry.File) any
	take     func(to, from *registry.File)
}

// columns lists every column in the order of the template.
func columns() []column {
	return []column{
		text("service_number", 16, func(f *registry.File) *string { return &f.ServiceNumber }).must(),
		text("full_name", 28, func(f *registry.File) *string { return &f.FullName }).must(),
		sexColumn().must(),
		day("birth_date", func(f *registry.File) *civil.Date { return &f.BirthDate }).must(),
		rankColumn().must(),
		day("rank_since", func(f *registry.File) *civil.Date { return &f.RankSince }),
		unitColumn().must(),
		day("unit_since", func(f *registry.File) *civil.Date { return &f.UnitSince }),
		text("position", 24, func(f *registry.File) *string { return &f.Position }),
		day("enlisted_on", func(f *registry.File) *civil.Date { return &f.EnlistedOn }),
		list("languages", func(f *registry.File) *[]registry.Language { return &f.Languages }, language),
		list("licences", func(f *registry.File) *[]registry.Licence { return &f.Licences }, licence),
		list("specialisms", func(f *registry.File) *[]registry.Specialism { return &f.Specialisms }, specialism),
		list("certificates", func(f *registry.File) *[]registry.Certificate { return &f.Certificates }, certificate),
		list("attempts", func(f *registry.File) *[]registry.Attempt { return &f.Attempts }, attempt),
		list("clearances", func(f *registry.File) *[]registry.Clearance { return &f.Clearances }, clearance),
		list("availability", func(f *registry.File) *[]registry.Availability { return &f.Availability }, availability),
		day("passport_expires", func(f *registry.File) *civil.Date { return &f.PassportExpires }),
		text("passport_name", 28, func(f *registry.File) *string { return &f.PassportName }),
		state("medical_status", medicals, func(f *registry.File) *registry.MedicalStatus { return &f.Medical }),
		day("medical_on", func(f *registry.File) *civil.Date { return &f.MedicalOn }),
		day("medical_expires", func(f *registry.File) *civil.Date { return &f.MedicalExpires }),
		state("national_clearance", national, func(f *registry.File) *registry.NationalClearance { return &f.NationalClearance }),
		day("national_clearance_on", func(f *registry.File) *civil.Date { return &f.NationalClearanceOn }),
		day("national_clearance_expires", func(f *registry.File) *civil.Date { return &f.NationalClearanceExpires }),
		text("national_clearance_reference", 20, func(f *registry.File) *string { return &f.NationalClearanceReference }),
		list("past_ranks", func(f *registry.File) *[]registry.PastRank { return &f.PastRanks }, pastRank),
		list("past_postings", func(f *registry.File) *[]registry.PastPosting { return &f.PastPostings }, pastPosting),
		day("left_on", func(f *registry.File) *civil.Date { return &f.LeftOn }),
		text("left_reason", 20, func(f *registry.File) *string { return &f.LeftReason }),
		text("given_name", 16, func(f *registry.File) *string { return &f.GivenName }),
		noteColumn(),
		generatedColumn(),
	}
}

// must returns the column as one without which no roster is read.
func (c column) must() column {
	c.required = true
	return c
}

func columnByName(all []column, name string) *column {
	for i := range all {
		if all[i].name == name {
			return &all[i]
		}
	}
	return nil
}

// columnOf returns the column of a problem's field: the field itself, or the
// list in which a part stands ("language.en.level").
func columnOf(field string) string {
	name, _, inPart := strings.Cut(field, ".")
	if !inPart {
		if field == "woman" {
			return "sex"
		}
		return field
	}
	return map[registry.PartName]string{
		registry.LanguagePart: "languages", registry.LicencePart: "licences", registry.SpecialismPart: "specialisms",
		registry.CertificatePart: "certificates", registry.AttemptPart: "attempts", registry.ClearancePart: "clearances",
		registry.AvailabilityPart: "availability", registry.PastRankPart: "past_ranks", registry.PastPostingPart: "past_postings",
	}[registry.PartName(name)]
}

// field makes a column of one plain value.
func field[T any](name string, width float64, at func(*registry.File) *T) column {
	return column{
		name: name, title: registry.FieldKey(name), width: width,
		take: func(to, from *registry.File) { *at(to) = *at(from) },
	}
}

func text(name string, width float64, at func(*registry.File) *string) column {
	c := field(name, width, at)
	c.read = func(_ *parser, f *registry.File, cell spreadsheet.Cell) { *at(f) = cell.Text }
	c.write = func(_ *speller, f *registry.File) any { return *at(f) }
	return c
}

func day(name string, at func(*registry.File) *civil.Date) column {
	c := field(name, 14, at)
	c.day = true
	c.read = func(p *parser, f *registry.File, cell spreadsheet.Cell) { *at(f) = p.day(cell) }
	c.write = func(_ *speller, f *registry.File) any { return *at(f) }
	return c
}

// state makes a column of a list of values that are kept by their code.
func state[T ~string](name string, kind reference.Kind, at func(*registry.File) *T) column {
	c := field(name, 18, at)
	c.kind = kind
	c.read = func(p *parser, f *registry.File, cell spreadsheet.Cell) { *at(f) = T(p.code(kind, cell.Text)) }
	c.write = func(w *speller, f *registry.File) any { return w.code(kind, string(*at(f))) }
	return c
}

func rankColumn() column {
	return state("rank", reference.Ranks, func(f *registry.File) *string { return &f.Rank })
}

func sexColumn() column {
	c := field("sex", 10, func(f *registry.File) *bool { return &f.Woman })
	c.title = "roster.column.sex"
	c.read = func(p *parser, f *registry.File, cell spreadsheet.Cell) {
		if cell.Text == "" {
			p.problem("registry.problem.required")
			return
		}
		f.Woman = p.code(sexes, cell.Text) == woman
	}
	c.write = func(w *speller, f *registry.File) any { return w.either(sexes, f.Woman, woman, man) }
	return c
}

func unitColumn() column {
	c := field("home_unit", 24, func(f *registry.File) *int64 { return &f.HomeUnitID })
	c.read = func(p *parser, f *registry.File, cell spreadsheet.Cell) { f.HomeUnitID = p.unit(cell.Text) }
	c.write = func(w *speller, f *registry.File) any { return w.unit(f.HomeUnitID) }
	return c
}

// noteColumn is the one text of several lines.
func noteColumn() column {
	return text("note", 40, func(f *registry.File) *string { return &f.Note })
}

func generatedColumn() column {
	c := field("generated", 12, func(f *registry.File) *bool { return &f.Generated })
	c.read = func(p *parser, f *registry.File, cell spreadsheet.Cell) {
		f.Generated = p.code(flags, cell.Text) == yes
	}
	c.write = func(w *speller, f *registry.File) any {
		if !f.Generated {
			return nil
		}
		return w.code(flags, yes)
	}
	return c
}

// list makes a column of a list of parts.
func list[P registry.Part](name string, at func(*registry.File) *[]P, part func(i *item, p *P)) column {
	return column{
		name: name, title: "roster.column." + name, width: 30, list: true,
		read:  func(p *parser, f *registry.File, cell spreadsheet.Cell) { *at(f) = readList(p, cell.Text, part) },
		write: func(w *speller, f *registry.File) any { return writeList(w, *at(f), part) },
		take:  func(to, from *registry.File) { *at(to) = *at(from) },
	}
}
