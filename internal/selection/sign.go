package selection

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
)

// Frozen is an edition of a list as it was signed. Content is the JSON of SignedList,
// byte by byte what the hash is of.
type Frozen struct {
	ID         int64
	SlateID    int64
	Edition    int
	Content    string
	SHA256     string
	SignedOn   civil.Date
	SignedBy   string
	PreparedBy string
}

// SignedList is what a signed list says. Its JSON has its fields in this order and
// names in the order of the posts, so that one list has one text.
type SignedList struct {
	Format     string         `json:"format"`
	Slate      int64          `json:"slate"`
	Edition    int            `json:"edition"`
	Name       string         `json:"name"`
	Call       string         `json:"call,omitempty"` // the UN's reference
	Unit       string         `json:"unit,omitempty"` // code of the formed unit
	Mission    string         `json:"mission,omitempty"`
	Category   string         `json:"category"`
	Expected   civil.Interval `json:"expected"`
	Places     []Place        `json:"places"`
	Proof      *Proof         `json:"proof,omitempty"`
	Rules      Rules          `json:"rules"`
	CheckedOn  civil.Date     `json:"checked_on"`
	CheckedBy  string         `json:"checked_by"`
	CheckNote  string         `json:"check_note,omitempty"`
	ApprovedOn civil.Date     `json:"approved_on"`
	ApprovedBy string         `json:"approved_by"`
	SignedOn   civil.Date     `json:"signed_on"`
}

// listFormat names the form of the JSON of a SignedList.
const listFormat = "beret-slate-1"

// Place is a post with those who stand in it.
type Place struct {
	Post     string    `json:"post"`
	Title    string    `json:"title"`
	Element  string    `json:"element,omitempty"`
	Tier     string    `json:"tier,omitempty"`
	Places   int       `json:"places"`
	Left     int       `json:"left_empty,omitempty"`
	Nominees []Nominee `json:"nominees"`
}

// Nominee is an officer on a signed list.
type Nominee struct {
	OfficerID     int64  `json:"officer"`
	ServiceNumber string `json:"service_number"`
	Name          string `json:"name"`
	Woman         bool   `json:"woman"`
	Rank          string `json:"rank"`
	Seat          int    `json:"seat,omitempty"` // number in the unit's table of organisation
	Score         int    `json:"score"`
	Reason        string `json:"reason,omitempty"` // where a person decided and not the engine
}

// Read returns what the edition says.
func (f Frozen) Read() (l SignedList, err error) {
	err = json.Unmarshal([]byte(f.Content), &l)
	return l, err
}

// Intact reports whether the content still has the hash that was signed.
func (f Frozen) Intact() bool { return hashOf(f.Content) == f.SHA256 }

func hashOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// Editions returns the signed editions of a slate, the newest first.
func Editions(ctx context.Context, tx *database.Tx, actor account.Actor, slateID int64) (list []Frozen, err error) {
	defer fault.Wrap(&err, "selection.Editions(%d)", slateID)
	return listOf(ctx, tx, actor, slateID, func(rows *sql.Rows) (Frozen, error) {
		f := Frozen{SlateID: slateID}
		err := rows.Scan(&f.ID, &f.Edition, &f.Content, &f.SHA256, &f.SignedOn, &f.SignedBy, &f.PreparedBy)
		return f, err
	}, "SELECT id, edition, content, sha256, signed_on, signed_by, prepared_by FROM slate_signed WHERE slate_id = ? ORDER BY edition DESC")
}

// freeze keeps the list as an edition with its hash.
func freeze(ctx context.Context, tx *database.Tx, actor account.Actor, s Slate, l SignedList) (f Frozen, err error) {
	content, err := encode(l)
	if err != nil {
		return f, err
	}
	f = Frozen{SlateID: s.ID, Edition: l.Edition, Content: content, SHA256: hashOf(content), SignedOn: l.SignedOn, SignedBy: actor.Login, PreparedBy: s.PreparedBy}
	return f, tx.QueryRow(ctx, `INSERT INTO slate_signed (slate_id, edition, content, sha256, signed_on, signed_by, prepared_by)
		VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`, f.SlateID, f.Edition, f.Content, f.SHA256, f.SignedOn, f.SignedBy, f.PreparedBy).Scan(&f.ID)
}

// Sign freezes an approved list with its hash and puts everybody on it forward.
// It returns Invalid where a step of the national chain that comes before the
// signature is not on record.
func (r *Room) Sign(ctx context.Context, tx *database.Tx, scene Scene, id int64, version int) (f Frozen, err error) {
	defer fault.Wrap(&err, "selection.Sign(%d)", id)
	if err := scene.Actor.Require(account.SlateEdit); err != nil {
		return f, err
	}
	sheet, err := r.Sheet(ctx, tx, scene, id)
	if err != nil {
		return f, err
	}
	s := sheet.Slate
	if err := sheet.signable(ctx, tx, scene, version); err != nil {
		return f, err
	}
	editions, err := Editions(ctx, tx, scene.Actor, id)
	if err != nil {
		return f, err
	}
	s.Status = Signed
	if err := update(ctx, tx, &s); err != nil {
		return f, err
	}
	if f, err = freeze(ctx, tx, scene.Actor, s, sheet.list(len(editions)+1, scene.Today)); err != nil {
		return f, err
	}
	if err := sheet.nominate(ctx, tx, scene); err != nil {
		return f, err
	}
	return f, audit.Append(ctx, tx, audit.Entry{Actor: scene.Actor, Action: "selection.sign", Kind: "slate", Subject: id, Before: sheet.Slate,
		After: struct {
			Slate
			Edition int    `json:"edition"`
			SHA256  string `json:"sha256"`
		}{s, f.Edition, f.SHA256}})
}

func (sh *Sheet) signable(ctx context.Context, tx *database.Tx, scene Scene, version int) error {
	switch {
	case sh.Version != version:
		return fault.New(fault.Conflict, "fault.conflict")
	case sh.Status != Approved:
		return invalid("status", "selection.problem.status."+string(sh.Status))
	}
	steps, err := Steps(ctx, tx, scene.Actor, sh.ID)
	if err != nil {
		return err
	}
	var problems []fault.Problem
	for _, row := range Missing(scene.Book, scene.Today, steps) {
		problems = append(problems, fault.Problem{Field: "step", Key: "selection.problem.step_missing", Args: []any{"step", row}})
	}
	return fault.Check(problems)
}

// list is the sheet as a signed list says it.
func (sh *Sheet) list(edition int, day civil.Date) SignedList {
	l := SignedList{Format: listFormat, Slate: sh.ID, Edition: edition, Name: sh.Name, Expected: sh.Expected, Category: sh.category(), Mission: sh.mission(),
		Proof: sh.Proof, Rules: sh.Slate.Rules, CheckedOn: sh.CheckedOn, CheckedBy: sh.CheckedBy, CheckNote: sh.CheckNote,
		ApprovedOn: sh.ApprovedOn, ApprovedBy: sh.ApprovedBy, SignedOn: day}
	if sh.Call != nil {
		l.Call = sh.Call.Reference
	}
	if sh.Unit != nil {
		l.Unit = sh.Unit.Code
	}
	for _, post := range sh.Posts {
		l.Places = append(l.Places, sh.place(post))
	}
	return l
}

func (sh *Sheet) place(post Post) Place {
	p := Place{Post: post.Key, Title: post.Title, Element: post.Element, Tier: post.Tier, Places: post.Places(), Left: sh.Left(post.Key), Nominees: []Nominee{}}
	for _, line := range sh.LinesOf(post.Key) {
		c := sh.Person(line.OfficerID)
		n := Nominee{OfficerID: c.ID, ServiceNumber: c.ServiceNumber, Name: c.Name, Woman: c.Woman, Rank: c.Rank, Score: line.Score}
		for _, seat := range post.Seats {
			if seat.ID == line.SeatID {
				n.Seat = seat.Number
			}
		}
		if ruling, ok := sh.Ruling(line.OfficerID, post.Key); ok && !line.Proposed {
			n.Reason = ruling.Reason
		}
		p.Nominees = append(p.Nominees, n)
	}
	return p
}
