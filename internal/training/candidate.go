package training

import (
	"cmp"
	"slices"

	"beret/civil"
	"beret/internal/eligibility"
	"beret/internal/reference"
	"beret/internal/registry"
)

// Candidate is somebody who lacks what a session gives.
type Candidate struct {
	Who     *registry.Person
	Missing eligibility.Checks // what else stands in the way of a tour after the session
	Ready   civil.Date         // from when a tour could begin by time alone, zero where somebody must act
	First   bool               // put first for a seat that is kept for women
}

// Choice says who is looked at for the seats of a session.
type Choice struct {
	Except  map[int64]bool // who has a place, or something else on the days
	Anybody bool           // also those who are not willing
	Kept    int            // free seats that are kept for women
}

// MostMissing is how much else may stand in the way of a candidate: who lacks
// more is not helped by one session.
const MostMissing = 3

// Far counts those who lack what a session gives and so much else that they
// are not proposed, and those who lack it but are not willing.
type Far struct {
	Lacking   Count
	Unwilling Count
}

// Candidates returns the officers of a pool to whom the seats of a session
// would bring most, in the order in which to ask them: who could begin a tour
// soonest after it, then who lacks least else, then in the order of the record.
// As many women as seats are kept for them come first, in the same order.
//
// A candidate is in service and lacks what the session gives: the certificate,
// the level of the language, a clearance that is valid on the first day after
// it. What else is asked is what is asked of everybody who might be nominated
// for an individual post, for a usual tour from that day.
func Candidates(pool *registry.Pool, book *reference.Book, s Session, choice Choice) (list []Candidate, far Far) {
	plan := s.plan(pool, book)
	for who := range pool.All() {
		if choice.Except[who.ID] {
			continue
		}
		if plan.Lacks(&who.Candidate, 0, MostMissing+1) > MostMissing+1 {
			far.Lacking.add(who.Woman)
			continue
		}
		c, lacks := s.candidate(plan, who)
		switch {
		case !lacks:
		case !choice.Anybody && slices.ContainsFunc(c.Missing, unwilling):
			far.Unwilling.add(who.Woman)
		case len(c.Missing) > MostMissing:
			far.Lacking.add(who.Woman)
		default:
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, inOrder)
	return womenFirst(list, choice.Kept), far
}

// plan asks what is asked after the session, with what the session gives.
func (s Session) plan(pool *registry.Pool, book *reference.Book) *eligibility.Plan {
	asked := eligibility.Requirement{Assessment: true, Driving: true}
	switch s.Kind {
	case Course:
		asked.Certificates = []string{s.Code}
	case Language:
		asked.Languages = []eligibility.Language{{Language: s.Code, Level: s.Level}}
	}
	months := max(1, book.Number("tour-months", s.Span.To))
	return pool.Compile(s.Span.To, eligibility.Tour{From: s.Span.To, To: s.Span.To.AddMonths(months)}, false, []eligibility.Requirement{asked})
}

// gives returns the rule that a passed session answers.
func (s Session) gives() eligibility.Rule {
	switch s.Kind {
	case Course:
		return eligibility.Certified
	case Language:
		return eligibility.Speaks
	}
	return eligibility.Assessed
}

// candidate reports whether somebody lacks what the session gives, and what
// else is missing.
func (s Session) candidate(plan *eligibility.Plan, who *registry.Person) (c Candidate, lacks bool) {
	c.Who = who
	for _, check := range plan.Explain(&who.Candidate, 0).Blocking() {
		if check.Rule == s.gives() {
			lacks = true
		} else {
			c.Missing = append(c.Missing, check)
		}
	}
	c.Ready = c.Missing.From(s.Span.To)
	return c, lacks
}

func unwilling(c eligibility.Check) bool { return c.Rule == eligibility.Willing }

func inOrder(a, b Candidate) int {
	if (a.Ready == 0) != (b.Ready == 0) {
		return cmp.Compare(b.Ready, a.Ready) // who needs nobody to act comes first
	}
	return cmp.Or(cmp.Compare(a.Ready, b.Ready), cmp.Compare(len(a.Missing), len(b.Missing)), cmp.Compare(a.Who.ID, b.Who.ID))
}

// womenFirst puts so many of the women in front, each part in its order.
func womenFirst(list []Candidate, kept int) []Candidate {
	var first, rest []Candidate
	for _, c := range list {
		if c.Who.Woman && len(first) < kept {
			c.First = true
			first = append(first, c)
		} else {
			rest = append(rest, c)
		}
	}
	return append(first, rest...)
}
