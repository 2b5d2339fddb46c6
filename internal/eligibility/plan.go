package eligibility

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/reference"
)

// Plan is a list of requirements turned into the elementary questions that
// they have in common. It is only read from after Compile, and serves the
// candidates packed with codes of the same book.
type Plan struct {
	codes    *Codes
	moment   moment
	atoms    []*atom // distinct ones
	classes  [][]int // for each requirement, places of its atoms in the order of answers
	gates    []gate  // those atoms that can stand in the way, the most telling first
	all      Set     // every class
	asked    []Requirement
	lists    [][]wanted // of languages or specialisms; the first is empty
	levels   []int      // order of a numbered level
	ladder   []step
	policies map[string]int  // numbers of the rules of the day
	weights  []weight        // of the score
	upgrades []reference.Row // what can be mended

	assessedAtStart bool
}

// wanted is one of a list of which any will do.
type wanted struct {
	code  uint16
	years uint8
}

// gate is an atom with the classes that ask it.
type gate struct {
	atom  *atom
	shuts Set
}

// Set is a set of classes, by their places in the list that was compiled.
type Set []uint64

// Has reports whether the class of a place is in the set.
func (s Set) Has(class int) bool { return s[class/64]>>(class%64)&1 == 1 }

func (s Set) add(class int) { s[class/64] |= 1 << (class % 64) }

// Len returns the number of classes in the set.
func (s Set) Len() int {
	n := 0
	for _, word := range s {
		n += bits.OnesCount64(word)
	}
	return n
}

// The policies that the rules read, by their codes in reference data. A
// policy that the office has withdrawn asks for nothing and leaves no check;
// one of ones and noughts asks for the thing where it is 1.
const (
	policyMinimumAge = "minimum-age"
	policyMaximumAge = "maximum-age"
	policyAdvisedAge = "advised-age"
	policyService    = "minimum-service"
	policyPassport   = "passport-margin"
	policyLanguage   = "language-level"
	policyMission    = "mission-languages" // codes apart by spaces; without it any language serves
	policyLicence    = "licence-years"
	policyManual     = "licence-manual"
	policyRest       = "rest-months"
	policyTour       = "tour-months"

	policyAssessed  = "clearance-at-start" // the clearance must be valid on the first day of the tour too
	policyLeaving   = "leaving-in-tour"    // leaving the service within the tour stands in the way
	policyAgeLimit  = "age-limit-in-tour"  // so does the age limit of the rank
	policyPromotion = "promotion-in-tour"  // so does a promotion that falls due
	policyWilling   = "willing-whole-tour" // so does a willingness that ends within the tour
)

// Compile turns requirements into a plan: by the policies of the book on a
// day, for a tour that begins on the day or later, with arms or without. Place
// i of the list is class i of the plan.
func Compile(book *reference.Book, day civil.Date, tour Tour, armed bool, list []Requirement) *Plan {
	return compile(NewCodes(book), moment{day: day, from: tour.From, to: orNever(tour.To), fixed: true}, armed, list)
}

// Everyday returns the plan of one class that asks what everybody is asked who
// might be nominated for an individual post on a day, for a usual tour.
func Everyday(book *reference.Book, day civil.Date) *Plan {
	months := book.Number(policyTour, day)
	m := moment{day: day, from: day, to: day.AddMonths(months), months: months}
	return compile(NewCodes(book), m, false, []Requirement{{Assessment: true, Driving: true}})
}

func compile(codes *Codes, m moment, armed bool, list []Requirement) *Plan {
	p := &Plan{codes: codes, moment: m, asked: list, lists: [][]wanted{nil}, ladder: ladderOf(codes, m.day),
		weights: weights(codes.book, m.day), upgrades: codes.book.On(reference.Upgrades, m.day),
		policies: policiesOn(codes.book, m.day)}
	p.assessedAtStart = p.policy(policyAssessed) == 1
	p.levels = make([]int, len(codes.code[reference.LanguageLevels]))
	for i := range p.levels {
		p.levels[i] = codes.name(reference.LanguageLevels, uint16(i)).Int("order")
	}
	known := map[ask]int{}
	for _, r := range list {
		r.Firearms = r.Firearms || armed
		var class []int
		for _, a := range p.asks(r) {
			if _, seen := known[a]; !seen {
				known[a] = len(p.atoms)
				p.atoms = append(p.atoms, p.atom(a))
			}
			class = append(class, known[a])
		}
		p.classes = append(p.classes, class)
	}
	p.gate()
	return p
}

// Codes returns the codes of the candidates that the plan reads.
func (p *Plan) Codes() *Codes { return p.codes }

// Classes returns the number of classes.
func (p *Plan) Classes() int { return len(p.classes) }

// Questions returns the number of distinct questions of all classes.
func (p *Plan) Questions() int { return len(p.atoms) }

// Requirement returns what a class asks for, beside the policies.
func (p *Plan) Requirement(class int) Requirement { return p.asked[class] }

// Tour returns the tour that the plan is for.
func (p *Plan) Tour() Tour { return Tour{From: p.moment.from, To: p.moment.to} }

// policy returns the number of a rule that is valid on the day, 0 without.
func (p *Plan) policy(code string) int { return p.policies[code] }

// policiesOn reads the numbers of the rules of a day.
func policiesOn(book *reference.Book, day civil.Date) map[string]int {
	numbers := map[string]int{}
	for _, row := range book.On(reference.Policies, day) {
		numbers[row.Code] = row.Int("value")
	}
	return numbers
}

func (p *Plan) atom(a ask) *atom {
	x := &atom{ask: a, plan: p}
	if p.moment.fixed {
		switch a.rule {
		case Serving:
			x.strict = p.policy(policyLeaving) == 1
		case AgeLimit:
			x.strict = p.policy(policyAgeLimit) == 1
		case PromotionDue:
			x.strict = p.policy(policyPromotion) == 1
		case Willing:
			x.strict = p.policy(policyWilling) == 1
		case AtHome:
			x.strict = true
		}
	}
	return x.bind(p.moment)
}

// canBlock reports whether any answer of the atom stands in the way.
func (a *atom) canBlock() bool {
	switch a.rule {
	case AdvisedAge:
		return false
	case AgeLimit, PromotionDue:
		return a.strict
	}
	return true
}

// gate puts the questions that most classes ask first, and those that shut
// the most people out before others, so that few are asked of most people.
func (p *Plan) gate() {
	p.all = p.NewSet()
	shuts := make([]Set, len(p.atoms))
	for i := range shuts {
		shuts[i] = p.NewSet()
	}
	for class, atoms := range p.classes {
		p.all.add(class)
		for _, i := range atoms {
			shuts[i].add(class)
		}
	}
	for i, a := range p.atoms {
		if a.canBlock() {
			p.gates = append(p.gates, gate{a, shuts[i]})
		}
	}
	slices.SortStableFunc(p.gates, func(a, b gate) int {
		return cmp.Or(cmp.Compare(b.shuts.Len(), a.shuts.Len()), cmp.Compare(rarity(a.atom.rule), rarity(b.atom.rule)))
	})
}

// rarity orders rules by how few people pass them in a usual record.
func rarity(r Rule) int {
	order := []Rule{Assessed, FirearmsTest, Certified, Willing, MedicallyFit, NationallyCleared, PassportValid, Specialised, Speaks}
	if i := slices.Index(order, r); i >= 0 {
		return i
	}
	return len(order)
}

// NewSet returns an empty set for the classes of the plan.
func (p *Plan) NewSet() Set { return make(Set, (len(p.classes)+63)/64) }

// Evaluate returns the classes for which nothing stands in the way of the
// candidate. It reuses the given set, which may be nil.
func (p *Plan) Evaluate(c *Candidate, into Set) Set {
	if into = append(into[:0], p.all...); len(into) == 1 {
		into[0] = p.single(c, into[0])
		return into
	}
	for _, g := range p.gates {
		if open, asked := meets(into, g.shuts); !open {
			return into
		} else if asked && g.atom.judge(c).status.Blocks() {
			for w := range into {
				into[w] &^= g.shuts[w]
			}
		}
	}
	return into
}

// single is Evaluate for up to 64 classes.
func (p *Plan) single(c *Candidate, left uint64) uint64 {
	for i := range p.gates {
		g := &p.gates[i]
		if left&g.shuts[0] != 0 && g.atom.judge(c).status.Blocks() {
			if left &^= g.shuts[0]; left == 0 {
				return 0
			}
		}
	}
	return left
}

// Near returns the classes for which the candidate is not eligible, but misses
// no more than an upgrade may mend, each of which could be mended by itself:
// those for which Upgrade may find something. It reuses the given set.
func (p *Plan) Near(c *Candidate, into Set) Set {
	into = append(into[:0], p.all...)
	var few [8]uint64
	misses := Set(few[:]) // the classes of which one is missed, then those of which two are
	if len(misses) < mostMended*len(into) {
		misses = make(Set, mostMended*len(into))
	}
	for _, g := range p.gates {
		if open, asked := meets(into, g.shuts); !open {
			return into
		} else if !asked {
			continue
		}
		o := g.atom.judge(c)
		if !o.status.Blocks() {
			continue
		}
		_, mends := g.atom.mend(c, o)
		for w, shut := range g.shuts {
			one, two := &misses[w], &misses[len(into)+w]
			if !mends {
				into[w] &^= shut
			}
			into[w] &^= *two & shut
			*two |= *one & shut
			*one |= shut
		}
	}
	for w := range into {
		into[w] &= misses[w]
	}
	return into
}

// meets reports whether the first set holds anything, and anything of the other.
func meets(s, other Set) (open, both bool) {
	for w := range s {
		open = open || s[w] != 0
		both = both || s[w]&other[w] != 0
	}
	return open, both
}

// Eligible reports whether nothing stands in the way of the candidate for a class.
func (p *Plan) Eligible(c *Candidate, class int) bool {
	for _, i := range p.classes[class] {
		if p.atoms[i].judge(c).status.Blocks() {
			return false
		}
	}
	return true
}

// Lacks returns how many questions of a class stand in the way of the
// candidate; it counts no further than one more than most.
func (p *Plan) Lacks(c *Candidate, class, most int) (n int) {
	for _, i := range p.classes[class] {
		if n > most {
			break
		}
		if p.atoms[i].judge(c).status.Blocks() {
			n++
		}
	}
	return n
}

// asks lists the questions of one requirement in the order of the rules.
func (p *Plan) asks(r Requirement) []ask {
	list := []ask{{rule: Serving}}
	add := func(rule Rule, n int) {
		if n > 0 {
			list = append(list, ask{rule: rule, n: n})
		}
	}
	add(LowestRank, p.codes.book.RankOrder(r.RankFrom))
	add(HighestRank, p.codes.book.RankOrder(r.RankTo))
	add(MinimumAge, max(r.MinimumAge, p.policy(policyMinimumAge)))
	add(MaximumAge, leastAsked(r.MaximumAge, p.policy(policyMaximumAge)))
	add(AdvisedAge, p.policy(policyAdvisedAge))
	add(ServiceYears, max(r.ServiceYears, p.policy(policyService)))
	if r.Assessment {
		list = append(list, ask{rule: Assessed})
	}
	list = append(list, p.languages(r)...)
	if r.Driving {
		if add(LicenceYears, p.policy(policyLicence)); p.policy(policyLicence) > 0 {
			add(ManualGears, p.policy(policyManual))
		}
	}
	return append(list, p.rest(r)...)
}

// rest are the questions from firearms on.
func (p *Plan) rest(r Requirement) []ask {
	var list []ask
	if r.Firearms {
		list = append(list, ask{rule: FirearmsTest})
	}
	if len(r.Specialisms) > 0 {
		list = append(list, ask{rule: Specialised, list: p.specialisms(r.Specialisms)})
	}
	for _, code := range r.Certificates {
		list = append(list, ask{rule: Certified, code: p.codes.of(reference.CertificateTypes, code)})
	}
	list = append(list, ask{rule: PassportValid, n: cmp.Or(r.PassportMonths, p.policy(policyPassport))},
		ask{rule: MedicallyFit}, ask{rule: NationallyCleared}, ask{rule: Willing}, ask{rule: AtHome})
	if n := cmp.Or(r.RestMonths, p.policy(policyRest)); n > 0 {
		list = append(list, ask{rule: Rested, n: n})
	}
	return append(list, ask{rule: PromotionDue}, ask{rule: AgeLimit})
}

// leastAsked returns the smaller of two limits, of which either may be none.
func leastAsked(a, b int) int {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// languages are those that the requirement names; where it names none and asks
// for an assessment, whose language test is one of the mission's languages,
// any of those at the level of the policy.
func (p *Plan) languages(r Requirement) []ask {
	var list []ask
	for _, l := range r.Languages {
		code := []wanted{{code: p.codes.of(reference.LanguageKind, l.Language)}}
		list = append(list, p.language(code, l.Level))
	}
	level, asked := p.codes.book.Policy(policyLanguage, p.moment.day)
	if len(list) > 0 || !r.Assessment || !asked {
		return list
	}
	mission, _ := p.codes.book.Policy(policyMission, p.moment.day)
	var anyOf []wanted
	for _, code := range strings.Fields(mission.Field("value")) {
		anyOf = append(anyOf, wanted{code: p.codes.of(reference.LanguageKind, code)})
	}
	return []ask{p.language(anyOf, level.Field("value"))}
}

func (p *Plan) language(anyOf []wanted, level string) ask {
	place := p.codes.of(reference.LanguageLevels, level)
	return ask{rule: Speaks, n: p.levels[place], grade: place, list: p.list(anyOf)}
}

func (p *Plan) specialisms(list []Specialism) int {
	anyOf := make([]wanted, len(list))
	for i, s := range list {
		anyOf[i] = wanted{p.codes.of(reference.Specialisms, s.Specialism), uint8(min(max(0, s.Years), 255))}
	}
	return p.list(anyOf)
}

// list returns the place of a list among the plan's, of which each stands once.
func (p *Plan) list(anyOf []wanted) int {
	slices.SortFunc(anyOf, func(a, b wanted) int { return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.years, b.years)) })
	anyOf = slices.Compact(anyOf)
	for i, known := range p.lists {
		if slices.Equal(known, anyOf) {
			return i
		}
	}
	p.lists = append(p.lists, anyOf)
	return len(p.lists) - 1
}

// String describes the plan for logs and tests.
func (p *Plan) String() string {
	return fmt.Sprintf("%d classes, %d questions, tour %s to %s", len(p.classes), len(p.atoms), p.moment.from, p.moment.to)
}
