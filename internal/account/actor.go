// Package account knows who uses the program and what each may do: users,
// sessions, roles and the one table of permissions.
package account

import (
	"beret/internal/fault"
	"beret/internal/locale"
)

// Actor is who asks. Every list and find takes one, so that no row can be
// read without a decision about it.
type Actor struct {
	UserID    int64
	Login     string
	Name      string
	Role      Role
	UnitID    int64 // the formed unit of a Unit actor, otherwise 0
	OfficerID int64 // the own file of an Officer actor, otherwise 0
	Lang      locale.Lang
}

// System is the actor of the command line: whoever can read the database file
// already holds everything in it. It appears in the audit log by this name.
func System() Actor {
	return Actor{Login: "command-line", Name: "command line", Role: Administrator}
}

// Scope returns how far the actor's role reaches for an action.
func (a Actor) Scope(action Action) Scope { return ScopeOf(a.Role, action) }

// May reports whether the action is open to the actor at all.
func (a Actor) May(action Action) bool { return a.Scope(action) != None }

// Require returns a Forbidden error where the action is closed to the actor.
func (a Actor) Require(action Action) error {
	if a.May(action) {
		return nil
	}
	return fault.New(fault.Forbidden, "fault.forbidden")
}

// OfficerRows turns actor and action into a predicate on officers, for the
// WHERE clause of a statement in which the officer's table has the given
// alias. It is never empty: a role without the right sees no row.
func (a Actor) OfficerRows(action Action, alias string) (string, []any) {
	switch a.Scope(action) {
	case All:
		return "1 = 1", nil
	case Unit:
		return alias + ".id IN (SELECT h.officer_id FROM seat_holder h JOIN seat s ON s.id = h.seat_id" +
			" WHERE s.unit_id = ? AND h.to_date IS NULL)", []any{a.UnitID}
	case Own:
		return alias + ".id = ?", []any{a.OfficerID}
	}
	return "1 = 0", nil
}

// UnitRows is OfficerRows for the table of formed units.
func (a Actor) UnitRows(action Action, alias string) (string, []any) {
	switch a.Scope(action) {
	case All:
		return "1 = 1", nil
	case Unit:
		return alias + ".id = ?", []any{a.UnitID}
	}
	return "1 = 0", nil
}

// AuditName implements audit.Actor.
func (a Actor) AuditName() (login, role string) { return a.Login, string(a.Role) }

// MayReadAudit implements audit.Actor: the whole log for those who may view
// it, the trail of one officer for those who may see that officer's history,
// and the trail of one tour, nomination, unit, call, slate, training session or
// task for those who see everybody's.
func (a Actor) MayReadAudit(kind string, subject int64) bool {
	if a.May(AuditView) {
		return true
	}
	switch kind {
	case "officer":
	case "deployment", "nomination", "unit", "call", "slate", "training", "task":
		return subject != 0 && a.Scope(OfficerHistory) == All
	default:
		return false
	}
	switch a.Scope(OfficerHistory) {
	case All:
		return subject != 0
	case Own:
		return subject != 0 && subject == a.OfficerID
	}
	return false
}
