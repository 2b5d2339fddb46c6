// Package call keeps what the UN asks for: calls with their posts, deadlines
// and checklists of papers, who was told of each, what was answered, and which
// papers have come in.
package call

import (
	"slices"

	"beret/civil"
	"beret/internal/eligibility"
	"beret/internal/reference"
)

// Call is a request of the UN with its note verbale. The JSON form goes to the
// audit log.
type Call struct {
	ID               int64          `json:"-"`
	Reference        string         `json:"reference"` // the UN's own; one call has one
	NoteVerbale      string         `json:"note_verbale,omitempty"`
	Title            string         `json:"title,omitempty"`
	Mission          string         `json:"mission"`
	Category         string         `json:"category"`
	Armed            bool           `json:"armed,omitempty"`
	UnitID           int64          `json:"unit,omitempty"` // the formed unit that the call is about
	ReceivedOn       civil.Date     `json:"received_on"`
	NationalDeadline civil.Date     `json:"national_deadline,omitzero"` // by which names reach the office
	Deadline         civil.Date     `json:"deadline"`                   // the last day on which the UN takes the nominations
	Expected         civil.Interval `json:"expected"`                   // of the tours
	Women            Ask            `json:"women,omitzero"`
	Status           Status         `json:"status"`
	ClosedOn         civil.Date     `json:"closed_on,omitzero"`
	Source           string         `json:"source,omitempty"` // where the call is kept
	Note             string         `json:"note,omitempty"`
	Generated        bool           `json:"generated,omitempty"`
	Version          int            `json:"version"`
}

// Ask is the share of women among the nominees that a call asks for: Num of
// Den, nothing where Den is 0.
type Ask struct {
	Num int `json:"num"`
	Den int `json:"den"`
}

// IsZero reports whether nothing is asked for.
func (a Ask) IsZero() bool { return a.Den == 0 || a.Num == 0 }

// Needed returns the fewest women who make the share among so many nominees.
func (a Ask) Needed(total int) int {
	if a.IsZero() || total <= 0 {
		return 0
	}
	return (a.Num*total + a.Den - 1) / a.Den
}

// Met reports whether so many women among the nominees make the share.
func (a Ask) Met(women, total int) bool { return women >= a.Needed(total) }

// Status is how far a call is.
type Status string

// The statuses.
const (
	Open      Status = "open"      // nominations may still be made
	Sent      Status = "sent"      // the nominations went out
	Closed    Status = "closed"    // the UN has answered, or nothing was sent in time
	Withdrawn Status = "withdrawn" // by the UN
)

// Statuses lists the statuses in the order of a call's life.
func Statuses() []Status { return []Status{Open, Sent, Closed, Withdrawn} }

// Key returns the message key of the status.
func (s Status) Key() string { return "call.status." + string(s) }

// Ended reports whether nothing more will happen with the call.
func (s Status) Ended() bool { return s == Closed || s == Withdrawn }

// Overdue reports whether the deadline passed while the call was open.
func (c Call) Overdue(today civil.Date) bool { return c.Status == Open && today > c.Deadline }

// Post is one or several alike posts of a call.
type Post struct {
	ID          int64                   `json:"-"`
	CallID      int64                   `json:"-"`
	Number      int                     `json:"number"` // within the call
	Title       string                  `json:"title"`
	Tier        string                  `json:"tier,omitempty"`
	Element     string                  `json:"element,omitempty"` // part of a formed unit
	Count       int                     `json:"count"`
	Nominees    int                     `json:"nominees"` // who may be put forward for each
	Priority    int                     `json:"priority"` // 1 to 9, the highest is filled first
	Requirement eligibility.Requirement `json:"requirement"`
}

// Most returns how many nominees may be put forward for the posts together.
func (p Post) Most() int { return p.Count * p.Nominees }

// Places returns the number of posts and of nominees whom they take at most.
func Places(posts []Post) (count, nominees int) {
	for _, p := range posts {
		count, nominees = count+p.Count, nominees+p.Most()
	}
	return count, nominees
}

// Scope says who brings a document.
type Scope string

// The scopes.
const (
	EachNominee Scope = "nominee" // every nominee has one
	WholeCall   Scope = "call"    // one for the nominations together
)

// Key returns the message key of the scope.
func (s Scope) Key() string { return "call.scope." + string(s) }

// Document is a line of a call's checklist.
type Document struct {
	ID       int64      `json:"-"`
	CallID   int64      `json:"-"`
	Code     string     `json:"document"` // of reference.Documents
	Scope    Scope      `json:"scope"`
	Required bool       `json:"required"`
	Owner    string     `json:"owner,omitempty"` // who sees to it
	Due      civil.Date `json:"due,omitzero"`
}

// State is how far a paper is. A paper of which nothing is on record is
// missing.
type State string

// The states.
const (
	Missing  State = ""
	Asked    State = "asked"
	Received State = "received"
	Accepted State = "accepted" // looked at, and right
	Returned State = "returned" // to be done again
	Waived   State = "waived"   // not needed of this nominee, with the reason in the note
)

// States lists the states that can be entered, in order.
func States() []State { return []State{Asked, Received, Accepted, Returned, Waived} }

// Key returns the message key of the state.
func (s State) Key() string {
	if s == Missing {
		return "call.state.missing"
	}
	return "call.state." + string(s)
}

// Paper is one document of one nominee, or of the call as a whole. The paper
// itself is kept elsewhere.
type Paper struct {
	ID         int64      `json:"-"`
	DocumentID int64      `json:"-"`
	OfficerID  int64      `json:"officer,omitempty"` // 0 for the call as a whole
	State      State      `json:"state"`
	Owner      string     `json:"owner,omitempty"`
	Expires    civil.Date `json:"expires,omitzero"`
	Evidence   string     `json:"evidence,omitempty"` // where it lies: register, number, folder
	SHA256     string     `json:"sha256,omitempty"`   // of the file that was looked at, in hexadecimal
	Note       string     `json:"note,omitempty"`
	ChangedOn  civil.Date `json:"changed_on,omitzero"`
	Version    int        `json:"version"`
}

// Done reports whether the paper needs no more work for tours that begin on a
// day: accepted and then still valid, or waived.
func (p Paper) Done(first civil.Date) bool {
	return p.State == Waived || p.State == Accepted && (p.Expires == 0 || p.Expires > first)
}

// Answer is what an officer said who was told of a call.
type Answer string

// The answers.
const (
	NoAnswer   Answer = ""
	Interested Answer = "interested"
	Declined   Answer = "declined"
)

// Key returns the message key of the answer.
func (a Answer) Key() string {
	if a == NoAnswer {
		return "call.answer.none"
	}
	return "call.answer." + string(a)
}

// Told is one officer who was told of a call.
type Told struct {
	CallID     int64      `json:"-"`
	OfficerID  int64      `json:"officer"`
	On         civil.Date `json:"on"`
	Channel    string     `json:"channel,omitempty"` // how, in the office's words
	Answer     Answer     `json:"answer,omitempty"`
	AnsweredOn civil.Date `json:"answered_on,omitzero"`
	Reason     string     `json:"reason,omitempty"` // why declined, in the officer's words
}

// Checklist returns the documents that the reference data ask of a call's
// category on the day on which it was received.
func Checklist(c Call, book *reference.Book) []Document {
	var list []Document
	armed := map[bool]string{false: "0", true: "1"}[c.Armed]
	for _, row := range book.On(reference.Documents, c.ReceivedOn) {
		if !slices.Contains(fields(row.Field("categories")), c.Category) || row.Field("armed") != "" && row.Field("armed") != armed {
			continue
		}
		list = append(list, DocumentOf(row))
	}
	return list
}

// DocumentOf returns the line of a checklist that a row of reference data
// stands for.
func DocumentOf(row reference.Row) Document {
	return Document{Code: row.Code, Scope: Scope(row.Field("scope")), Required: row.Int("required") == 1}
}

// UsualNominees returns how many nominees a post of a category usually takes
// on a day: the UN advises a number for professional posts.
func UsualNominees(category string, day civil.Date, book *reference.Book) int {
	if category == "professional" {
		return max(1, book.Number("nominees-per-post", day))
	}
	return 1
}
