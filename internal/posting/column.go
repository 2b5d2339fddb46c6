package posting

import (
	"strconv"
	"strings"
	"unicode"

	"beret/internal/call"
	"beret/internal/eligibility"
	"beret/internal/fault"
	"beret/internal/personname"
	"beret/internal/reference"
)

// column is a column of a file of posts: how a cell is read into a post. Its
// name is that of the post's field, under which the rules name their problems.
type column struct {
	name  string
	width float64
	kind  reference.Kind // the words it holds, "" for any
	read  func(p *parser, text string)
}

func (c column) title() string { return "posting.column." + c.name }

// columns lists every column in the order of the template.
func columns() []column {
	return []column{
		number("number", func(p *call.Post) *int { return &p.Number }),
		{name: "title", width: 32, read: func(p *parser, text string) { p.post.Title = text }},
		code("tier", reference.Tiers, func(p *call.Post) *string { return &p.Tier }),
		{name: "element", width: 16, read: func(p *parser, text string) { p.post.Element = text }},
		number("count", func(p *call.Post) *int { return &p.Count }),
		number("nominees", func(p *call.Post) *int { return &p.Nominees }),
		number("priority", func(p *call.Post) *int { return &p.Priority }),
		code("rank_from", reference.Ranks, func(p *call.Post) *string { return &p.Requirement.RankFrom }),
		code("rank_to", reference.Ranks, func(p *call.Post) *string { return &p.Requirement.RankTo }),
		number("minimum_age", func(p *call.Post) *int { return &p.Requirement.MinimumAge }),
		number("maximum_age", func(p *call.Post) *int { return &p.Requirement.MaximumAge }),
		number("service_years", func(p *call.Post) *int { return &p.Requirement.ServiceYears }),
		{name: "languages", width: 26, kind: reference.LanguageKind, read: (*parser).languages},
		{name: "specialisms", width: 30, kind: reference.Specialisms, read: (*parser).specialisms},
		{name: "certificates", width: 30, kind: reference.CertificateTypes, read: (*parser).certificates},
		flag("driving", func(p *call.Post) *bool { return &p.Requirement.Driving }),
		flag("firearms", func(p *call.Post) *bool { return &p.Requirement.Firearms }),
		flag("assessment", func(p *call.Post) *bool { return &p.Requirement.Assessment }),
		number("passport_months", func(p *call.Post) *int { return &p.Requirement.PassportMonths }),
		number("rest_months", func(p *call.Post) *int { return &p.Requirement.RestMonths }),
	}
}

// kinds are the tables of reference data whose words a file holds.
func kinds() []reference.Kind {
	return []reference.Kind{reference.Tiers, reference.Ranks, reference.LanguageKind, reference.LanguageLevels, reference.Specialisms, reference.CertificateTypes}
}

func number(name string, field func(*call.Post) *int) column {
	return column{name: name, width: 10, read: func(p *parser, text string) {
		n, err := strconv.Atoi(strings.TrimSuffix(text, ".0"))
		if err != nil {
			p.problem("posting.problem.number", "value", text)
			return
		}
		*field(&p.post) = n
	}}
}

func code(name string, kind reference.Kind, field func(*call.Post) *string) column {
	return column{name: name, width: 20, kind: kind, read: func(p *parser, text string) { *field(&p.post) = p.code(kind, text) }}
}

func flag(name string, field func(*call.Post) *bool) column {
	return column{name: name, width: 10, kind: flagWords, read: func(p *parser, text string) { *field(&p.post) = p.code(flagWords, text) == "yes" }}
}

// parser turns the cells of a row into a post and notes what it could not read.
type parser struct {
	*Reader
	column   string
	post     call.Post
	problems []fault.Problem
}

func (p *parser) problem(key string, args ...any) {
	p.problems = append(p.problems, fault.Problem{Field: p.column, Key: key, Args: args})
}

// code finds the code that a text means, or notes that there is none.
func (p *parser) code(kind reference.Kind, text string) string {
	found := p.words[kind][folded(text)]
	if found == "" {
		p.problem("posting.problem.value", "value", text)
	}
	return found
}

// parts splits a list at semicolons, commas and new lines.
func parts(text string) (list []string) {
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == ',' || r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// languages reads "English B2; French B1".
func (p *parser) languages(text string) {
	for _, part := range parts(text) {
		name, level := lastWord(part)
		if name == "" {
			p.problem("posting.problem.language", "value", part)
			continue
		}
		l := eligibility.Language{Language: p.code(reference.LanguageKind, name), Level: p.code(reference.LanguageLevels, level)}
		if l.Language != "" && l.Level != "" {
			p.post.Requirement.Languages = append(p.post.Requirement.Languages, l)
		}
	}
}

// specialisms reads "Criminal investigation 5; Forensics", with years or
// without.
func (p *parser) specialisms(text string) {
	for _, part := range parts(text) {
		s := eligibility.Specialism{}
		if name, last := lastWord(part); name != "" {
			if years, err := strconv.Atoi(last); err == nil {
				part, s.Years = name, years
			}
		}
		if s.Specialism = p.code(reference.Specialisms, part); s.Specialism != "" {
			p.post.Requirement.Specialisms = append(p.post.Requirement.Specialisms, s)
		}
	}
}

// certificates reads names of certificates.
func (p *parser) certificates(text string) {
	for _, part := range parts(text) {
		if code := p.code(reference.CertificateTypes, part); code != "" {
			p.post.Requirement.Certificates = append(p.post.Requirement.Certificates, code)
		}
	}
}

// lastWord cuts the last word off a text; before is empty where there is one
// word only.
func lastWord(text string) (before, last string) {
	i := strings.LastIndexFunc(text, unicode.IsSpace)
	if i < 0 {
		return "", text
	}
	return strings.TrimSpace(text[:i]), strings.TrimSpace(text[i:])
}

// folded is a text without case, accents, spaces and punctuation.
func folded(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, personname.Fold(text))
}
