package selection

import (
	"context"
	"slices"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
)

// act changes a slate that stands in one of the given statuses, in one
// transaction with its audit entry. It returns Conflict where the version is
// stale and Invalid where the status forbids it.
func act(ctx context.Context, tx *database.Tx, actor account.Actor, action account.Action, id int64, version int, name, reason string,
	from []Status, change func(*Slate) error) (s Slate, err error) {
	defer fault.Wrap(&err, "%s(%d)", name, id)
	if err := actor.Require(action); err != nil {
		return s, err
	}
	before, err := Find(ctx, tx, actor, id)
	if err != nil {
		return s, err
	}
	if before.Version != version {
		return s, fault.New(fault.Conflict, "fault.conflict")
	}
	if !slices.Contains(from, before.Status) {
		return s, invalid("status", "selection.problem.status."+string(before.Status))
	}
	s = before
	if err := change(&s); err != nil {
		return s, err
	}
	if err := update(ctx, tx, &s); err != nil {
		return s, err
	}
	return s, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: name, Kind: "slate", Subject: id, Before: before, After: s, Reason: reason})
}

// Approve records that a second person agrees to a checked list, and the first
// step of the national chain with it. It refuses whoever made the list: who
// created it, changed it, ruled on anybody or checked it.
func Approve(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int, step Step) (Slate, error) {
	return act(ctx, tx, actor, account.SlateApprove, id, version, "selection.approve", step.Note, []Status{Checked}, func(s *Slate) error {
		d, err := loadDecisions(ctx, tx, *s)
		if err != nil {
			return err
		}
		if slices.Contains(s.makers(d), actor.Login) {
			return fault.New(fault.Forbidden, "selection.problem.own_slate")
		}
		if step.On < s.CheckedOn {
			return invalid("done_on", "selection.problem.before_check", "date", s.CheckedOn)
		}
		s.Status, s.ApprovedOn, s.ApprovedBy = Approved, step.On, actor.Login
		if step.Step == "" {
			return nil
		}
		step.SlateID, step.Chain = id, National
		return insertStep(ctx, tx, step)
	})
}

// Return gives a checked list back to its preparer with a reason.
func Return(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int, reason string) (Slate, error) {
	reason, err := needReason(reason)
	if err != nil {
		return Slate{}, err
	}
	return act(ctx, tx, actor, account.SlateApprove, id, version, "selection.return", reason, []Status{Checked}, func(s *Slate) error {
		s.redraft()
		return nil
	})
}

// Reopen makes a draft of a list that was checked, approved or signed. A
// certificate of no adverse record that belongs to the signed list is void from
// then on, with the reason.
func Reopen(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int, day civil.Date, reason string) (Slate, error) {
	reason, err := needReason(reason)
	if err != nil {
		return Slate{}, err
	}
	from := []Status{Checked, Approved, Signed, Sent}
	return act(ctx, tx, actor, account.SlateEdit, id, version, "selection.reopen", reason, from, func(s *Slate) error {
		s.redraft()
		return voidCertificates(ctx, tx, id, day, reason)
	})
}

// Discard ends a slate that comes to nothing.
func Discard(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int, reason string) (Slate, error) {
	reason, err := needReason(reason)
	if err != nil {
		return Slate{}, err
	}
	return act(ctx, tx, actor, account.SlateEdit, id, version, "selection.discard", reason, []Status{Draft, Checked, Approved}, func(s *Slate) error {
		s.Status = Void
		return nil
	})
}

// MarkSent records that the pack of a signed list went to the UN.
func MarkSent(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int) (Slate, error) {
	return act(ctx, tx, actor, account.PackMake, id, version, "selection.send", "", []Status{Signed}, func(s *Slate) error {
		s.Status = Sent
		return nil
	})
}

// redraft takes back what was agreed: it was agreed of another list.
func (s *Slate) redraft() {
	s.Status = Draft
	s.CheckedOn, s.CheckedBy, s.CheckNote = 0, "", ""
	s.ApprovedOn, s.ApprovedBy = 0, ""
}
