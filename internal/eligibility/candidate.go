package eligibility

import (
	"math"
	"unsafe"

	"beret/civil"
	"beret/internal/reference"
)

// never stands for the end of what has none.
const never civil.Date = math.MaxInt32

// Facts are what the record says of an officer, as far as any rule looks at
// it. Zero dates are unknown, or open where they end something.
type Facts struct {
	Woman           bool // read by nothing but the legal age limit of the rank
	Birth           civil.Date
	Enlisted        civil.Date
	Left            civil.Date // first day out of service
	Rank            string
	RankSince       civil.Date
	Passport        civil.Date // first day on which it is no longer valid
	Medical         Medical
	MedicalExpires  civil.Date
	National        National
	NationalExpires civil.Date

	Languages    []Language
	Licences     []Licence
	Specialisms  []Specialism
	Certificates []Certificate
	Clearances   []civil.Interval // of the assessment for mission service
	Firearms     []Attempt        // at the firearms test
	Windows      []Window
	Tours        []Deployment // without those cancelled
}

// Licence is a driving licence.
type Licence struct {
	Manual         bool
	Since, Expires civil.Date
}

// Certificate is a course or examination passed.
type Certificate struct {
	Type    string
	Expires civil.Date
}

// Attempt is one try at a test.
type Attempt struct {
	On     civil.Date
	Passed bool
}

// Window is a span in which the officer said to be willing to go, or not to be.
type Window struct {
	Willing bool
	Span    civil.Interval
}

// Deployment is a tour, past, running or planned.
type Deployment struct {
	Mission string
	Span    civil.Interval // to the true end or, until that is known, to the agreed one
	Ended   bool           // the true end is on record
}

// Medical is the outcome of the last examination.
type Medical uint8

// The medical states.
const (
	MedicalUnknown Medical = iota
	MedicalFit
	MedicalPending
	MedicalLater // temporarily unfit
	MedicalUnfit
)

func (m Medical) key() string {
	return [...]string{"registry.medical.unknown", "registry.medical.fit", "registry.medical.pending", "registry.medical.later", "registry.medical.unfit"}[m]
}

// National is the state of the national security clearance.
type National uint8

// The states of national clearance.
const (
	NationalNone National = iota
	NationalPending
	NationalGiven
	NationalRefused
)

func (n National) key() string {
	return [...]string{"registry.clearance.none", "registry.clearance.pending", "registry.clearance.given", "registry.clearance.refused"}[n]
}

// Candidate is an officer's facts packed into some 150 bytes. It is made by
// Codes.Pack and read by the plans that use the same codes.
type Candidate struct {
	birth, enlisted, left, rankSince civil.Date
	passport, medicalTo, nationalTo  civil.Date
	rank                             uint16
	woman                            bool
	restWaived                       bool // by the office, for the tour that is asked about
	medical                          Medical
	national                         National
	first                            [itemKinds + 1]uint16 // items of a kind are those from first[kind] to first[kind+1]
	items                            []item
}

// item is a fact of which an officer may have several.
type item struct {
	code     uint16 // of a language, specialism, certificate type or mission
	n        uint8  // level, years, or 1 for manual, passed, willing, ended
	from, to civil.Date
}

type itemKind uint8

// The kinds of items.
const (
	languageItem itemKind = iota
	licenceItem
	specialismItem
	certificateItem
	clearanceItem
	firearmsItem
	windowItem
	tourItem
	itemKinds
)

// What a candidate takes in memory, without and for each item.
const (
	candidateBytes = int(unsafe.Sizeof(Candidate{}))
	itemBytes      = int(unsafe.Sizeof(item{}))
)

// mostItems is how many items a candidate holds; a file with more is told by
// its first ones, those of each kind in the order of the facts.
const mostItems = math.MaxUint16

func (c *Candidate) of(kind itemKind) []item { return c.items[c.first[kind]:c.first[kind+1]] }

// Bytes returns what the candidate takes in memory.
func (c *Candidate) Bytes() int { return candidateBytes + cap(c.items)*itemBytes }

// Pack returns the facts as a candidate.
func (c *Codes) Pack(f *Facts) Candidate {
	p := Candidate{birth: f.Birth, enlisted: f.Enlisted, left: orNever(f.Left), rankSince: f.RankSince, passport: f.Passport,
		medicalTo: orNever(f.MedicalExpires), nationalTo: orNever(f.NationalExpires),
		rank: c.of(reference.Ranks, f.Rank), woman: f.Woman, medical: f.Medical, national: f.National}
	p.items = make([]item, 0, min(mostItems, len(f.Languages)+len(f.Licences)+len(f.Specialisms)+len(f.Certificates)+
		len(f.Clearances)+len(f.Firearms)+len(f.Windows)+len(f.Tours)))
	for kind := range itemKinds {
		p.first[kind] = uint16(len(p.items))
		c.pack(&p, f, kind)
	}
	p.first[itemKinds] = uint16(len(p.items))
	return p
}

func (c *Codes) pack(p *Candidate, f *Facts, kind itemKind) {
	switch kind {
	case languageItem:
		for _, l := range f.Languages {
			p.add(item{code: c.of(reference.LanguageKind, l.Language), n: uint8(c.of(reference.LanguageLevels, l.Level))})
		}
	case licenceItem:
		for _, l := range f.Licences {
			p.add(item{n: bit(l.Manual), from: l.Since, to: orNever(l.Expires)})
		}
	case specialismItem:
		for _, s := range f.Specialisms {
			p.add(item{code: c.of(reference.Specialisms, s.Specialism), n: uint8(min(s.Years, math.MaxUint8))})
		}
	case certificateItem:
		for _, x := range f.Certificates {
			p.add(item{code: c.of(reference.CertificateTypes, x.Type), to: orNever(x.Expires)})
		}
	default:
		c.packSpans(p, f, kind)
	}
}

func (c *Codes) packSpans(p *Candidate, f *Facts, kind itemKind) {
	switch kind {
	case clearanceItem:
		for _, span := range f.Clearances {
			p.add(item{from: span.From, to: orNever(span.To)})
		}
	case firearmsItem:
		for _, a := range f.Firearms {
			p.add(item{n: bit(a.Passed), from: a.On})
		}
	case windowItem:
		for _, w := range f.Windows {
			p.add(item{n: bit(w.Willing), from: w.Span.From, to: orNever(w.Span.To)})
		}
	case tourItem:
		for _, t := range f.Tours {
			if !t.Span.Empty() {
				p.add(item{code: c.of(reference.Missions, t.Mission), n: bit(t.Ended), from: t.Span.From, to: orNever(t.Span.To)})
			}
		}
	}
}

func (c *Candidate) add(i item) {
	if len(c.items) < mostItems {
		c.items = append(c.items, i)
	}
}

func bit(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}

func orNever(d civil.Date) civil.Date {
	if d == 0 {
		return never
	}
	return d
}
