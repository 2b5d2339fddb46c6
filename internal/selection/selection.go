// Package selection keeps slates in the making: who is proposed for the posts
// of a call or for the seats of a formed unit. The engine proposes the best list
// under the stated rules and proves it; a person decides, and gives a reason
// for whatever the engine would not have done. A second person approves. The
// signed list is frozen with its hash, and the certificate of no adverse record
// belongs to that hash.
//
// A draft's list is always the engine's answer to the decisions taken: to pin,
// to ban, to leave a place empty and to change a rule each solve anew, so that
// the proof on the page is of the list on the page.
package selection

import (
	"strings"

	"beret/civil"
	"beret/internal/fault"
)

// Slate is a list in the making for a call or for a formed unit.
type Slate struct {
	ID         int64          `json:"-"`
	CallID     int64          `json:"call,omitempty"`
	UnitID     int64          `json:"unit,omitempty"`
	Name       string         `json:"name"`
	Rotation   string         `json:"rotation,omitempty"`
	Expected   civil.Interval `json:"expected"` // of the tour
	Rules      Rules          `json:"rules"`
	Proof      *Proof         `json:"proof,omitempty"` // of the list as it stands, nil before the first proposal
	Status     Status         `json:"status"`
	CreatedOn  civil.Date     `json:"created_on"`
	CreatedBy  string         `json:"created_by"`
	PreparedBy string         `json:"prepared_by"` // who last changed list or rules
	CheckedOn  civil.Date     `json:"checked_on,omitzero"`
	CheckedBy  string         `json:"checked_by,omitempty"`
	CheckNote  string         `json:"check_note,omitempty"` // what the preparer says to what is not as asked
	ApprovedOn civil.Date     `json:"approved_on,omitzero"`
	ApprovedBy string         `json:"approved_by,omitempty"`
	Generated  bool           `json:"generated,omitempty"`
	Version    int            `json:"version"`
}

// Status is where a slate stands in its life.
type Status string

// The statuses. Only a draft changes; any other is reopened first, with a reason.
const (
	Draft    Status = "draft"
	Checked  Status = "checked"  // the preparer has checked the answers
	Approved Status = "approved" // by a second person
	Signed   Status = "signed"   // frozen with its hash
	Sent     Status = "sent"     // the pack went to the UN
	Void     Status = "void"
)

// Statuses lists the statuses in the order of a slate's life.
func Statuses() []Status { return []Status{Draft, Checked, Approved, Signed, Sent, Void} }

// Key returns the message key of the status.
func (s Status) Key() string { return "selection.status." + string(s) }

// Frozen reports whether the list is signed.
func (s Status) Frozen() bool { return s == Signed || s == Sent }

// Open reports whether the list may still come to something.
func (s Status) Open() bool { return s != Void }

// Kind is what a person decided about an officer.
type Kind string

// The kinds of rulings.
const (
	Pin Kind = "pin" // must stand in the post
	Ban Kind = "ban" // must not
)

// Key returns the message key of the kind.
func (k Kind) Key() string { return "selection.ruling." + string(k) }

// act names what the audit log says of such a ruling.
func (k Kind) act() string {
	if k == Pin {
		return "selection.pin"
	}
	return "selection.ban"
}

// Ruling is a person's decision about an officer and a post, with its reason.
type Ruling struct {
	OfficerID int64      `json:"officer"`
	Post      string     `json:"post,omitempty"` // key of a post; "" in a ban keeps off the whole slate
	Kind      Kind       `json:"kind"`
	Reason    string     `json:"reason"`
	By        string     `json:"by"`
	On        civil.Date `json:"on"`
}

// Vacancy is a person's decision to leave places of a post empty.
type Vacancy struct {
	Post   string     `json:"post"`
	Places int        `json:"places"`
	Reason string     `json:"reason"`
	By     string     `json:"by"`
	On     civil.Date `json:"on"`
}

// Line is an officer in a post of the list.
type Line struct {
	Post      string `json:"post"`
	OfficerID int64  `json:"officer"`
	SeatID    int64  `json:"seat,omitempty"` // where the post is seats of a unit
	Score     int    `json:"score"`
	Proposed  bool   `json:"proposed"` // by the engine; otherwise a person decided
}

// Proof is what the engine proved of a list: stage by stage its value and the
// bound that no list under the same rules can better.
type Proof struct {
	Places        int     `json:"places"`
	Filled        int     `json:"filled"`
	Women         int     `json:"women"`
	PriorityValue int64   `json:"priority_value"`
	PriorityBound int64   `json:"priority_bound"`
	Weighted      int64   `json:"weighted_shortfall"`
	WeightedBound int64   `json:"weighted_shortfall_bound"`
	Score         int64   `json:"score"`
	ScoreBound    int64   `json:"score_bound"`
	Shortfall     []int64 `json:"shortfall"` // of each floor of the rules
	Proven        bool    `json:"proven"`
}

func invalid(field, key string, args ...any) error {
	return fault.Check([]fault.Problem{{Field: field, Key: key, Args: args}})
}

func notFound() error { return fault.New(fault.NotFound, "fault.not_found") }

// needReason returns the reason without the blanks around it, and Invalid where
// nothing is left.
func needReason(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return "", invalid("reason", "selection.problem.reason")
	}
	return reason, nil
}
