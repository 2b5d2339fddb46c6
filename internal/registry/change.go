package registry

import (
	"context"
	"fmt"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
)

// The actions under which changes stand in the audit log.
const (
	ActionCreate   = "officer.create"
	ActionUpdate   = "officer.update"
	ActionCorrect  = "officer.correct"
	ActionPromote  = "officer.promote"
	ActionTransfer = "officer.transfer"
	ActionEnd      = "officer.end"
	ActionPut      = "officer.part.put"
	ActionRemove   = "officer.part.remove"
)

// Change says which officer is changed, from which version, and why.
type Change struct {
	OfficerID int64
	Version   int64  // the version the actor has seen; another one is a Conflict
	Reason    string // kept in the audit log; required by Correct
}

// edit is a change under way.
type edit struct {
	ctx    context.Context
	tx     *database.Tx
	store  *Store
	rules  Rules
	before File // as recorded
	file   File // as it will be; alter it
}

// change runs one audited change in one transaction: it loads the file, holds
// the version against the actor's, lets f alter the file and write its parts,
// writes the officer and audits what is different.
func (s *Store) change(ctx context.Context, actor account.Actor, c Change, action string, f func(*edit) error) (err error) {
	defer fault.Wrap(&err, "registry: %s %d", action, c.OfficerID)
	if err := actor.Require(account.OfficerEdit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *database.Tx) error {
		rules, err := s.rules(ctx, tx)
		if err != nil {
			return err
		}
		e, err := s.open(ctx, tx, actor, rules, c.OfficerID)
		if err != nil {
			return err
		}
		if e.before.Version != c.Version {
			return fault.New(fault.Conflict, "fault.conflict")
		}
		if err := f(e); err != nil {
			return err
		}
		return e.finish(actor, action, strings.TrimSpace(c.Reason))
	})
}

// open loads the file of an officer for a change.
func (s *Store) open(ctx context.Context, tx *database.Tx, actor account.Actor, rules Rules, officer int64) (*edit, error) {
	e := &edit{ctx: ctx, tx: tx, store: s, rules: rules}
	var err error
	e.before, err = s.find(ctx, tx, actor, account.OfficerEdit, officer)
	e.file = e.before
	return e, err
}

// finish writes and audits; a change that changes nothing leaves no trace.
func (e *edit) finish(actor account.Actor, action, reason string) error {
	before, after := difference(e.before, e.file)
	if before == nil && after == nil {
		return nil
	}
	if err := e.store.updateOfficer(e.ctx, e.tx, &e.file.Officer); err != nil {
		return err
	}
	return audit.Append(e.ctx, e.tx, audit.Entry{Actor: actor, Action: action, Kind: AuditKind,
		Subject: e.file.ID, Before: before, After: after, Reason: reason})
}

// replace puts other facts in the officer's place and checks them, together
// with the problems that the caller already knows.
func (e *edit) replace(o Officer, known ...fault.Problem) error {
	o = Normalize(o)
	o.ID, o.Version = e.before.ID, e.before.Version
	o.Generated, o.ImportID, o.ImportRow = e.before.Generated, e.before.ImportID, e.before.ImportRow
	problems := append(known, Validate(o, e.rules)...)
	if err := e.store.numberFree(e.ctx, e.tx, o, &problems); err != nil {
		return err
	}
	e.file.Officer = o
	return fault.Check(problems)
}

// Update records facts that changed: names, position, passport, medical status,
// national clearance and the like. Rank and home unit have a history and so an
// operation of their own, Promote and Transfer; what was entered wrongly is
// put right by Correct.
func (s *Store) Update(ctx context.Context, actor account.Actor, c Change, o Officer) error {
	return s.change(ctx, actor, c, ActionUpdate, func(e *edit) error {
		p := &problems{}
		p.add(o.Rank != e.before.Rank || o.RankSince != e.before.RankSince, "rank", "registry.problem.use_promotion")
		p.add(o.HomeUnitID != e.before.HomeUnitID || o.UnitSince != e.before.UnitSince, "home_unit", "registry.problem.use_transfer")
		return e.replace(o, p.list...)
	})
}

// Correct puts right what was entered wrongly, any field, with the reason.
func (s *Store) Correct(ctx context.Context, actor account.Actor, c Change, o Officer) error {
	return s.change(ctx, actor, c, ActionCorrect, func(e *edit) error {
		p := &problems{}
		p.required("reason", strings.TrimSpace(c.Reason))
		return e.replace(o, p.list...)
	})
}

// Promote gives the officer a rank, higher or lower, from a day on; the rank
// until then becomes a past one where its beginning is known.
func (s *Store) Promote(ctx context.Context, actor account.Actor, c Change, rank string, from civil.Date) error {
	return s.change(ctx, actor, c, ActionPromote, func(e *edit) error {
		o := e.before.Officer
		p := &problems{}
		p.add(from == 0, "rank_since", "registry.problem.required")
		p.add(rank == o.Rank, "rank", "registry.problem.unchanged")
		p.add(from != 0 && from <= o.RankSince, "rank_since", "registry.problem.before_present", "date", o.RankSince)
		past := PastRank{Rank: o.Rank, From: o.RankSince, To: from}
		o.Rank, o.RankSince = rank, from
		if err := e.replace(o, p.list...); err != nil || past.From == 0 {
			return err
		}
		e.file.PastRanks = append(e.file.PastRanks[:len(e.file.PastRanks):len(e.file.PastRanks)], past)
		_, err := insertPart(e.ctx, e.tx, o.ID, past)
		return err
	})
}

// Transfer moves the officer to a home unit and position from a day on; the
// posting until then becomes a past one where its beginning is known.
func (s *Store) Transfer(ctx context.Context, actor account.Actor, c Change, unit int64, position string, from civil.Date) error {
	return s.change(ctx, actor, c, ActionTransfer, func(e *edit) error {
		o := e.before.Officer
		p := &problems{}
		p.add(from == 0, "unit_since", "registry.problem.required")
		p.add(unit == o.HomeUnitID && position == o.Position, "home_unit", "registry.problem.unchanged")
		p.add(from != 0 && from <= o.UnitSince, "unit_since", "registry.problem.before_present", "date", o.UnitSince)
		past := PastPosting{HomeUnitID: o.HomeUnitID, Position: o.Position, From: o.UnitSince, To: from}
		o.HomeUnitID, o.Position, o.UnitSince = unit, position, from
		if err := e.replace(o, p.list...); err != nil || past.From == 0 {
			return err
		}
		e.file.PastPostings = append(e.file.PastPostings[:len(e.file.PastPostings):len(e.file.PastPostings)], past)
		_, err := insertPart(e.ctx, e.tx, o.ID, past)
		return err
	})
}

// End records that the officer leaves the service: on is the first day out of
// it, why a short reason such as retirement.
func (s *Store) End(ctx context.Context, actor account.Actor, c Change, on civil.Date, why string) error {
	return s.change(ctx, actor, c, ActionEnd, func(e *edit) error {
		o := e.before.Officer
		p := &problems{}
		p.add(on == 0, "left_on", "registry.problem.required")
		o.LeftOn, o.LeftReason = on, why
		return e.replace(o, p.list...)
	})
}

// Put adds a part to the file, or replaces the one with the same key, and
// returns its id (0 for parts that have none). A clearance without expiry gets
// the one that the policy on the day of clearance gives it.
func (s *Store) Put(ctx context.Context, actor account.Actor, c Change, part Part) (id int64, err error) {
	err = s.change(ctx, actor, c, ActionPut, func(e *edit) error {
		if id, err = e.put(part); err != nil {
			return err
		}
		return e.reload()
	})
	return id, err
}

// put checks and writes one part.
func (e *edit) put(part Part) (id int64, err error) {
	part = completed(normalizedPart(part), e.rules)
	if err := fault.Check(ValidatePart(part, e.before.Officer, e.rules)); err != nil {
		return 0, err
	}
	switch old := e.before.Part(part.Name(), part.Key()); {
	case old != nil:
		return partID(part), updatePart(e.ctx, e.tx, e.before.ID, part)
	case partID(part) != 0: // of another officer, or removed meanwhile
		return 0, fault.New(fault.NotFound, "fault.not_found")
	}
	return insertPart(e.ctx, e.tx, e.before.ID, part)
}

// Gain is what one officer's file gains by an act that concerns many officers.
type Gain struct {
	OfficerID int64
	Parts     []Part
}

// PutAll is Put for the parts of many officers in a running transaction, one
// entry in the audit log for each officer. The caller holds the version of the
// act itself; the files are taken as they stand. Problems carry the officer's
// id in front of the part: "7.certificate.issued".
func (s *Store) PutAll(ctx context.Context, tx *database.Tx, actor account.Actor, reason string, gains []Gain) (err error) {
	defer fault.Wrap(&err, "registry.PutAll")
	if err := actor.Require(account.OfficerEdit); err != nil {
		return err
	}
	rules, err := s.rules(ctx, tx)
	if err != nil {
		return err
	}
	var all []fault.Problem
	for _, gain := range gains {
		found, err := s.putOne(ctx, tx, actor, rules, reason, gain)
		if err != nil {
			return err
		}
		all = append(all, found...)
	}
	return fault.Check(all)
}

func (s *Store) putOne(ctx context.Context, tx *database.Tx, actor account.Actor, rules Rules, reason string, gain Gain) (found []fault.Problem, err error) {
	e, err := s.open(ctx, tx, actor, rules, gain.OfficerID)
	if err != nil {
		return nil, err
	}
	for _, part := range gain.Parts {
		_, err := e.put(part)
		for _, problem := range fault.ProblemsOf(err) {
			problem.Field = fmt.Sprintf("%d.%s.%s", gain.OfficerID, part.Name(), problem.Field)
			found = append(found, problem)
		}
		if err != nil && len(fault.ProblemsOf(err)) == 0 {
			return nil, err
		}
	}
	if len(found) > 0 {
		return found, nil
	}
	if err := e.reload(); err != nil {
		return nil, err
	}
	return nil, e.finish(actor, ActionPut, reason)
}

// Remove takes a part out of the file, found by its name and key.
func (s *Store) Remove(ctx context.Context, actor account.Actor, c Change, name PartName, key string) error {
	return s.change(ctx, actor, c, ActionRemove, func(e *edit) error {
		old := e.before.Part(name, key)
		if old == nil {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		if err := deletePart(e.ctx, e.tx, e.before.ID, old); err != nil {
			return err
		}
		return e.reload()
	})
}

// reload reads the file as it has become.
func (e *edit) reload() error {
	files, err := loadFiles(e.ctx, e.tx, "o.id = ?", "officer_id = ?", []any{e.before.ID}, []any{e.before.ID})
	if err == nil {
		e.file = files[0]
	}
	return err
}
