package eligibility

import (
	"beret/internal/fault"
	"beret/internal/reference"
)

// The bounds of what a requirement may ask for: slips of the pen lie beyond.
const (
	mostYears  = 80
	mostMonths = 120
)

// Problems returns what is wrong with the requirement, by the names of its
// fields in JSON.
func (r Requirement) Problems(book *reference.Book) []fault.Problem {
	p := &problems{book: book}
	p.code(reference.Ranks, "rank_from", r.RankFrom)
	p.code(reference.Ranks, "rank_to", r.RankTo)
	from, to := book.RankOrder(r.RankFrom), book.RankOrder(r.RankTo)
	p.add(from > 0 && to > 0 && from > to, "rank_to", "eligibility.problem.rank_order")
	p.between("minimum_age", r.MinimumAge, mostYears)
	p.between("maximum_age", r.MaximumAge, mostYears)
	p.add(r.MaximumAge > 0 && r.MaximumAge <= r.MinimumAge, "maximum_age", "eligibility.problem.age_order")
	p.between("service_years", r.ServiceYears, mostYears)
	p.between("passport_months", r.PassportMonths, mostMonths)
	p.between("rest_months", r.RestMonths, mostMonths)
	r.checkLists(p)
	return p.list
}

// checkLists looks at what may stand several times: each code once.
func (r Requirement) checkLists(p *problems) {
	seen := map[string]bool{}
	once := func(kind reference.Kind, field, code string) {
		p.add(code == "", field, "eligibility.problem.required")
		p.code(kind, field, code)
		p.add(code != "" && seen[field+code], field, "eligibility.problem.twice", "code", code)
		seen[field+code] = true
	}
	for _, l := range r.Languages {
		once(reference.LanguageKind, "languages", l.Language)
		p.add(l.Level == "", "languages", "eligibility.problem.level_required", "code", l.Language)
		p.code(reference.LanguageLevels, "languages", l.Level)
	}
	for _, s := range r.Specialisms {
		once(reference.Specialisms, "specialisms", s.Specialism)
		p.between("specialisms", s.Years, mostYears)
	}
	for _, code := range r.Certificates {
		once(reference.CertificateTypes, "certificates", code)
	}
}

type problems struct {
	book *reference.Book
	list []fault.Problem
}

func (p *problems) add(broken bool, field, key string, args ...any) {
	if broken {
		p.list = append(p.list, fault.Problem{Field: field, Key: key, Args: args})
	}
}

// code refuses a code that the reference data do not hold; none is fine.
func (p *problems) code(kind reference.Kind, field, code string) {
	_, known := p.book.Find(kind, code)
	p.add(code != "" && !known, field, "eligibility.problem.unknown_code", "code", code)
}

func (p *problems) between(field string, n, most int) {
	p.add(n < 0 || n > most, field, "eligibility.problem.out_of_range", "from", 0, "to", most)
}
