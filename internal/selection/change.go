package selection

import (
	"context"
	"strings"

	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
)

// decision is what somebody decided, as the audit log keeps it: with what it
// did to the list.
type decision struct {
	Decision any     `json:"decision,omitempty"`
	Filled   int     `json:"filled"`
	Women    int     `json:"women"`
	Score    int64   `json:"score"`
	In       []Line  `json:"in,omitempty"`
	Out      []Line  `json:"out,omitempty"`
	Short    []int64 `json:"shortfall,omitempty"`
}

// decide changes the decisions of a draft, asks the engine anew, and keeps list
// and proof, in one transaction with its audit entry.
func (r *Room) decide(ctx context.Context, tx *database.Tx, scene Scene, id int64, version int, name, reason string,
	edit func(*Sheet) (Decisions, any, error)) (sh *Sheet, err error) {
	defer fault.Wrap(&err, "%s(%d)", name, id)
	if err := scene.Actor.Require(account.SlateEdit); err != nil {
		return nil, err
	}
	before, err := r.Sheet(ctx, tx, scene, id)
	if err != nil {
		return nil, err
	}
	switch {
	case before.Version != version:
		return nil, fault.New(fault.Conflict, "fault.conflict")
	case before.Status != Draft:
		return nil, invalid("status", "selection.problem.status."+string(before.Status))
	}
	d, what, err := edit(before)
	if err != nil {
		return nil, err
	}
	if sh, err = r.under(ctx, before, d); err != nil {
		return nil, err
	}
	return sh, sh.keep(ctx, tx, scene, name, reason, before.Lines, what)
}

// keep writes decisions, list and proof of a draft, and the audit entry.
func (sh *Sheet) keep(ctx context.Context, tx *database.Tx, scene Scene, name, reason string, was []Line, what any) error {
	sh.Slate.Rules, sh.Proof, sh.PreparedBy = sh.Decisions.Rules, sh.proof(), scene.Actor.Login
	if err := update(ctx, tx, &sh.Slate); err != nil {
		return err
	}
	if err := replaceDecisions(ctx, tx, sh.ID, sh.Decisions); err != nil {
		return err
	}
	if err := replaceLines(ctx, tx, sh.ID, sh.Lines); err != nil {
		return err
	}
	in, out := difference(was, sh.Lines)
	return audit.Append(ctx, tx, audit.Entry{Actor: scene.Actor, Action: name, Kind: "slate", Subject: sh.ID, Reason: reason,
		After: decision{what, sh.Proof.Filled, sh.Proof.Women, sh.Proof.Score, in, out, sh.Proof.Shortfall}})
}

// Create makes a slate for a call or for a unit with the rules that call and
// reference data ask for, and the engine's first proposal.
func (r *Room) Create(ctx context.Context, tx *database.Tx, scene Scene, s Slate) (sh *Sheet, err error) {
	defer fault.Wrap(&err, "selection.Create(%d, %d)", s.CallID, s.UnitID)
	if err := scene.Actor.Require(account.SlateEdit); err != nil {
		return nil, err
	}
	s.Name, s.Rotation = strings.TrimSpace(s.Name), strings.TrimSpace(s.Rotation)
	s.Status, s.Version, s.CreatedOn, s.CreatedBy, s.PreparedBy = Draft, 1, scene.Today, scene.Actor.Login, scene.Actor.Login
	sh = &Sheet{Slate: s}
	posts, err := sh.readPosts(ctx, tx, scene)
	if err != nil {
		return nil, err
	}
	if err := sh.begin(posts, scene); err != nil {
		return nil, err
	}
	if err := insert(ctx, tx, &sh.Slate); err != nil {
		return nil, err
	}
	if err := r.fill(ctx, tx, scene, sh); err != nil {
		return nil, err
	}
	sh.Lines = sh.Proposal()
	return sh, sh.keep(ctx, tx, scene, "selection.create", "", nil, nil)
}

// begin fills what a new slate leaves out, and checks it.
func (sh *Sheet) begin(posts []Post, scene Scene) error {
	if sh.Call != nil {
		if sh.Expected.From == 0 {
			sh.Expected = sh.Call.Expected
		}
		if sh.Call.Status.Ended() {
			return invalid("name", "selection.problem.call_ended")
		}
		sh.Generated = sh.Call.Generated
	}
	var problems []fault.Problem
	add := func(field, key string) { problems = append(problems, fault.Problem{Field: field, Key: key}) }
	if sh.Name == "" {
		add("name", "selection.problem.name")
	}
	if sh.Expected.From == 0 || sh.Expected.To == 0 || sh.Expected.Empty() {
		add("expected_to", "selection.problem.expected")
	}
	if len(posts) == 0 {
		add("name", "selection.problem.no_posts")
	}
	if len(problems) == 0 {
		sh.Slate.Rules = sh.defaults(posts, scene)
		sh.Decisions.Rules = sh.Slate.Rules
	}
	return fault.Check(problems)
}

// Propose asks the engine anew, after the record has changed.
func (r *Room) Propose(ctx context.Context, tx *database.Tx, scene Scene, id int64, version int) (*Sheet, error) {
	return r.decide(ctx, tx, scene, id, version, "selection.propose", "", func(sh *Sheet) (Decisions, any, error) {
		d := sh.Decisions
		for _, lapsed := range sh.Lapsed {
			d, _ = d.Without(lapsed.OfficerID, lapsed.Post)
		}
		return d, sh.Lapsed, nil
	})
}

// Rule pins or bans an officer, with a reason. A pin asks for somebody who is
// eligible for the post: who is not needs another requirement or record.
func (r *Room) Rule(ctx context.Context, tx *database.Tx, scene Scene, id int64, version int, ruling Ruling) (*Sheet, error) {
	reason, err := needReason(ruling.Reason)
	if err != nil {
		return nil, err
	}
	ruling.Reason, ruling.By, ruling.On = reason, scene.Actor.Login, scene.Today
	return r.decide(ctx, tx, scene, id, version, ruling.Kind.act(), reason, func(sh *Sheet) (Decisions, any, error) {
		return sh.Decisions.With(ruling), ruling, sh.rulable(ruling)
	})
}

// rulable returns why a ruling cannot be made.
func (sh *Sheet) rulable(r Ruling) error {
	if r.Kind != Pin && r.Kind != Ban {
		return invalid("kind", "selection.problem.kind")
	}
	if _, ok := sh.PostOf(r.Post); !ok && (r.Kind == Pin || r.Post != "") {
		return invalid("post", "selection.problem.post")
	}
	if r.Kind == Pin && !sh.Eligible(r.OfficerID, r.Post) {
		return invalid("officer", "selection.problem.not_eligible")
	}
	if sh.Person(r.OfficerID).ID == 0 {
		return invalid("officer", "selection.problem.officer")
	}
	return nil
}

// Replace puts one officer in the place of another, with one reason: the one is
// banned from the post, the other pinned.
func (r *Room) Replace(ctx context.Context, tx *database.Tx, scene Scene, id int64, version int, post string, out, in int64, reason string) (*Sheet, error) {
	reason, err := needReason(reason)
	if err != nil {
		return nil, err
	}
	ban := Ruling{OfficerID: out, Post: post, Kind: Ban, Reason: reason, By: scene.Actor.Login, On: scene.Today}
	pin := Ruling{OfficerID: in, Post: post, Kind: Pin, Reason: reason, By: scene.Actor.Login, On: scene.Today}
	return r.decide(ctx, tx, scene, id, version, "selection.replace", reason, func(sh *Sheet) (Decisions, any, error) {
		if err := sh.rulable(ban); err != nil {
			return Decisions{}, nil, err
		}
		return sh.Decisions.With(ban).With(pin), []Ruling{ban, pin}, sh.rulable(pin)
	})
}

// Undo takes a ruling back.
func (r *Room) Undo(ctx context.Context, tx *database.Tx, scene Scene, id int64, version int, officer int64, post, reason string) (*Sheet, error) {
	return r.decide(ctx, tx, scene, id, version, "selection.undo", strings.TrimSpace(reason), func(sh *Sheet) (Decisions, any, error) {
		taken, _ := sh.Ruling(officer, post)
		d, ok := sh.Decisions.Without(officer, post)
		if !ok {
			return d, nil, invalid("officer", "selection.problem.no_ruling")
		}
		return d, taken, nil
	})
}

// Leave leaves places of a post empty, with a reason; 0 places fills them again.
func (r *Room) Leave(ctx context.Context, tx *database.Tx, scene Scene, id int64, version int, v Vacancy) (*Sheet, error) {
	reason, err := needReason(v.Reason)
	if err != nil {
		return nil, err
	}
	v.Reason, v.By, v.On = reason, scene.Actor.Login, scene.Today
	return r.decide(ctx, tx, scene, id, version, "selection.leave", reason, func(sh *Sheet) (Decisions, any, error) {
		post, ok := sh.PostOf(v.Post)
		switch {
		case !ok:
			return Decisions{}, nil, invalid("post", "selection.problem.post")
		case v.Places < 0 || v.Places > post.Places():
			return Decisions{}, nil, invalid("places", "selection.problem.places", "n", post.Places())
		}
		return sh.Decisions.Leave(v), v, nil
	})
}

// SetRules changes what is asked of the list, with a reason.
func (r *Room) SetRules(ctx context.Context, tx *database.Tx, scene Scene, id int64, version int, rules Rules, reason string) (*Sheet, error) {
	reason, err := needReason(reason)
	if err != nil {
		return nil, err
	}
	return r.decide(ctx, tx, scene, id, version, "selection.rules", reason, func(sh *Sheet) (Decisions, any, error) {
		d := sh.Decisions
		d.Rules = rules
		return d, rules, nil
	})
}
