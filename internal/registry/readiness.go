package registry

import (
	"slices"

	"beret/civil"
	"beret/internal/eligibility"
	"beret/internal/reference"
)

// Readiness says whether an officer may be nominated on a day.
type Readiness struct {
	AsOf   civil.Date
	Checks eligibility.Checks
}

// Ready reports whether nothing stands in the way.
func (r Readiness) Ready() bool { return len(r.Blocking()) == 0 }

// Blocking returns the checks that stand in the way.
func (r Readiness) Blocking() eligibility.Checks { return r.Checks.Blocking() }

// ReadyFrom returns the first day on which all that is missing will have come
// of itself, the day itself for the ready, and zero where somebody must act.
func (r Readiness) ReadyFrom() civil.Date { return r.Checks.From(r.AsOf) }

// Judge holds a file against what is asked of everybody who might be nominated
// on a day. It is a pure function of its arguments; deployments in the file
// are part of what it looks at. Whoever judges many files compiles
// eligibility.Everyday once and asks it of their Candidates.
func Judge(f File, book *reference.Book, asOf civil.Date) Readiness {
	plan := eligibility.Everyday(book, asOf)
	candidate := Candidate(plan.Codes(), f)
	return Readiness{AsOf: asOf, Checks: plan.Explain(&candidate, 0)}
}

// Candidate returns a file as the rules of eligibility look at it.
func Candidate(codes *eligibility.Codes, f File) eligibility.Candidate {
	o := f.Officer
	facts := eligibility.Facts{
		Woman: o.Woman, Birth: o.BirthDate, Enlisted: o.EnlistedOn, Left: o.LeftOn, Rank: o.Rank, RankSince: o.RankSince,
		Passport: o.PassportExpires, Medical: o.Medical.state(), MedicalExpires: o.MedicalExpires,
		National: o.NationalClearance.state(), NationalExpires: o.NationalClearanceExpires,
	}
	for _, l := range f.Languages {
		facts.Languages = append(facts.Languages, eligibility.Language{Language: l.Language, Level: l.Level})
	}
	for _, l := range f.Licences {
		facts.Licences = append(facts.Licences, eligibility.Licence{Manual: l.Manual, Since: l.Since, Expires: l.Expires})
	}
	for _, s := range f.Specialisms {
		facts.Specialisms = append(facts.Specialisms, eligibility.Specialism{Specialism: s.Specialism, Years: s.Years})
	}
	for _, c := range f.Certificates {
		facts.Certificates = append(facts.Certificates, eligibility.Certificate{Type: c.Type, Expires: c.Expires})
	}
	addService(&facts, f)
	return codes.Pack(&facts)
}

// addService adds what has a span: clearances, tests, willingness and tours.
func addService(facts *eligibility.Facts, f File) {
	for _, c := range f.Clearances {
		facts.Clearances = append(facts.Clearances, civil.Interval{From: c.ClearedOn, To: c.Expires})
	}
	for _, a := range f.Attempts {
		if a.Test == firearmsTest {
			facts.Firearms = append(facts.Firearms, eligibility.Attempt{On: a.TakenOn, Passed: a.Passed})
		}
	}
	for _, a := range f.Availability {
		facts.Windows = append(facts.Windows, eligibility.Window{Willing: a.Willing, Span: a.Span()})
	}
	for _, d := range f.Deployments {
		facts.Tours = append(facts.Tours, d.tour())
	}
}

// firearmsTest is the code of the test in reference.Tests.
const firearmsTest = "firearms"

func (m MedicalStatus) state() eligibility.Medical {
	return eligibility.Medical(max(0, slices.Index(MedicalStates(), m))) // both in one order
}

func (c NationalClearance) state() eligibility.National {
	return eligibility.National(max(0, slices.Index(NationalClearances(), c)))
}
