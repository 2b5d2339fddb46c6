// Package pack makes the papers that go with a signed list of nominees: in
// English for the United Nations a draft of the note verbale, the table of
// nominees, the sheet of completeness and the certificate of no adverse
// record; in Vietnamese the submission to the ministry's leadership, the
// official letter to the department that approves nominees, the list and the
// sheet of the files' check. It also keeps what was sent abroad
// about whom.
//
// Abroad goes what the purpose needs: names as in the passport, no medical
// facts, no internal numbers, no notes. Every paper names the hash of the
// signed list; while anything is missing it is marked as a draft.
package pack

import (
	"slices"

	"beret/civil"
	"beret/internal/call"
	"beret/internal/locale"
	"beret/internal/office"
	"beret/internal/selection"
)

// List is a list of nominees as the papers name it.
type List struct {
	SlateID     int64
	Version     int // of the slate
	Status      selection.Status
	Name        string
	Edition     int    // 0 for a list that is not signed
	SHA256      string // of the signed list
	Broken      bool   // what is kept has another hash than what was signed
	SignedOn    civil.Date
	SignedBy    string
	Mission     string
	Category    string
	Unit        string // code of the formed unit that the list is for
	Expected    civil.Interval
	Posts       []Post
	Certificate *Certificate // the one that stands for this list, nil for none
}

// Post is a post with its nominees.
type Post struct {
	Title    string // a key of the catalogue, or the office's own words
	Nominees []Nominee
}

// Nominee is an officer as far as a paper may speak of the person.
type Nominee struct {
	OfficerID     int64
	ServiceNumber string // in papers that stay at home
	Name          string // in papers that stay at home
	PassportName  string
	Woman         bool
	Rank          string
	HomeUnit      string // in papers that stay at home
	Birth         civil.Date
	Enlisted      civil.Date
	Languages     []string   // code and level, "EN B2"
	Cleared       civil.Date // until when the assessment's clearance is valid
	Passport      civil.Date // until when it is valid
	Seat          int        // number in the unit's table of organisation, 0 for none
}

// Certificate is the certificate of no adverse record.
type Certificate struct {
	Reference string
	IssuedOn  civil.Date
}

// Pack is a list with what its papers need beside it.
type Pack struct {
	Office    office.Office
	Country   map[locale.Lang]string // the office's country by name
	Call      *call.Call             // nil for a list of a formed unit
	List      List
	Documents []call.Document
	Papers    map[PaperOf]call.Paper
	Voided    bool // there was a certificate, and it is void
	Made      civil.Date
}

// PaperOf names a paper: a line of the checklist and an officer, 0 for the
// call as a whole.
type PaperOf struct{ Document, Officer int64 }

// Nominees lists everybody on the list in the order of the posts.
func (p Pack) Nominees() (all []Nominee) {
	for _, post := range p.List.Posts {
		all = append(all, post.Nominees...)
	}
	return all
}

// Women counts the women among the nominees.
func (p Pack) Women() (n int) {
	for _, nominee := range p.Nominees() {
		if nominee.Woman {
			n++
		}
	}
	return n
}

// Brought are the lines of the checklist that each nominee brings.
func (p Pack) Brought() (list []call.Document) {
	for _, d := range p.Documents {
		if d.Scope == call.EachNominee {
			list = append(list, d)
		}
	}
	return list
}

// ours are the lines of the checklist that the pack itself is: the note
// verbale carries the table and both attestations.
var ours = []string{"nominee-table", "human-rights", "no-corruption"}

// done reports whether a paper needs no more work.
func (p Pack) done(d call.Document, officer int64) bool {
	return !d.Required || p.Papers[PaperOf{d.ID, officer}].Done(p.List.Expected.From)
}

// Gap is why a pack is a draft and no more.
type Gap string

// The gaps.
const (
	NotSigned      Gap = "not-signed"
	BrokenList     Gap = "broken"
	NoCertificate  Gap = "no-certificate"
	VoidedOne      Gap = "certificate-void"
	NoPassportName Gap = "no-passport-name"
	NoPapers       Gap = "papers"
	NoCallPapers   Gap = "call-papers"
)

// Key returns the message key of the gap.
func (g Gap) Key() string { return "pack.gap." + string(g) }

// Missing is a gap with how many nominees or papers it is about.
type Missing struct {
	Gap Gap
	N   int
}

// Missing lists what stands between the pack and its being final.
func (p Pack) Missing() (list []Missing) {
	add := func(g Gap, n int) {
		if n > 0 {
			list = append(list, Missing{g, n})
		}
	}
	switch {
	case p.List.Edition == 0:
		add(NotSigned, 1)
	case p.List.Broken:
		add(BrokenList, 1)
	case p.List.Certificate == nil && p.Voided:
		add(VoidedOne, 1)
	case p.List.Certificate == nil:
		add(NoCertificate, 1)
	}
	unnamed, incomplete := 0, 0
	for _, n := range p.Nominees() {
		if n.PassportName == "" {
			unnamed++
		}
		if slices.ContainsFunc(p.Brought(), func(d call.Document) bool { return !p.done(d, n.OfficerID) }) {
			incomplete++
		}
	}
	add(NoPassportName, unnamed)
	add(NoPapers, incomplete)
	open := 0
	for _, d := range p.Documents {
		if d.Scope == call.WholeCall && !slices.Contains(ours, d.Code) && !p.done(d, 0) {
			open++
		}
	}
	add(NoCallPapers, open)
	return list
}

// Final reports whether nothing is missing.
func (p Pack) Final() bool { return len(p.Missing()) == 0 }
