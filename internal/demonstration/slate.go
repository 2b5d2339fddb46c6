package demonstration

import (
	"context"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/office"
	"beret/internal/pack"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/selection"
)

// slateEntry makes slates as the desk does, and has the leader approve.
type slateEntry struct {
	ctx   context.Context
	db    *database.DB
	room  *selection.Room
	scene selection.Scene
	packs pack.Source
}

// slates makes a draft for the open call that ends next, one for the unit's
// next rotation, and a signed one that was sent for another open call. They need the record
// as it was committed: who could go is read from there.
func slates(ctx context.Context, db *database.DB, o Options, unitID int64) error {
	e := slateEntry{ctx: ctx, db: db}
	var open []call.Row
	var of office.Office
	err := db.Read(ctx, func(tx *database.Tx) error {
		var book *reference.Book
		var err error
		of, book, err = office.Read(ctx, tx)
		if err != nil {
			return err
		}
		e.room = selection.NewRoom(registry.NewStore(db, book))
		e.scene = selection.Scene{Actor: signedInAs(account.Desk), Book: book, Today: o.AsOf}
		open, _, err = call.List(ctx, tx, e.scene.Actor, call.Filter{Status: call.Open, Sort: call.SortDeadline})
		return err
	})
	if err != nil {
		return err
	}
	if e.packs, err = e.packSource(of); err != nil {
		return err
	}
	return e.make(open, unitID)
}

// signedInAs is who signs in to the demonstration in a role.
func signedInAs(role account.Role) account.Actor {
	return account.Actor{Login: string(role), Name: string(role), Role: role}
}

// rotationAhead is in how many days the unit's next rotation begins.
const rotationAhead = 150

func (e slateEntry) make(open []call.Row, unitID int64) error {
	from := e.scene.Today.AddDays(rotationAhead)
	rotation := selection.Slate{UnitID: unitID, Name: unitCode + " R2", Rotation: "R2", Generated: true,
		Expected: civil.Interval{From: from, To: from.AddMonths(12)}}
	for i, c := range open {
		switch {
		case c.UnitID != 0:
		case i == 0:
			if _, err := e.create(selection.Slate{CallID: c.ID, Name: c.Reference}); err != nil {
				return err
			}
		default:
			if err := e.sent(selection.Slate{CallID: c.ID, Name: c.Reference}); err != nil {
				return err
			}
		}
	}
	_, err := e.create(rotation)
	return err
}

func (e slateEntry) create(s selection.Slate) (sheet *selection.Sheet, err error) {
	err = e.db.Write(e.ctx, func(tx *database.Tx) error {
		sheet, err = e.room.Create(e.ctx, tx, e.scene, s)
		return err
	})
	return sheet, err
}

// sent takes a slate from the draft to the signature and its pack abroad.
func (e slateEntry) sent(s selection.Slate) error {
	sheet, err := e.create(s)
	if err != nil || len(sheet.Lines) == 0 {
		return err
	}
	id, today := sheet.ID, e.scene.Today
	return e.db.Write(e.ctx, func(tx *database.Tx) error {
		if err := e.papers(tx, sheet); err != nil {
			return err
		}
		checked, err := e.room.Check(e.ctx, tx, e.scene, id, sheet.Version, "")
		if err != nil {
			return err
		}
		approved, err := selection.Approve(e.ctx, tx, signedInAs(account.Leader), id, checked.Version,
			selection.Step{Step: "office-head", On: today, By: "leader", Reference: "DEMO/AP/1"})
		if err != nil {
			return err
		}
		if _, err := e.room.Sign(e.ctx, tx, e.scene, id, approved.Version); err != nil {
			return err
		}
		if err := selection.Issue(e.ctx, tx, e.scene.Actor, id, selection.Certificate{Reference: "DEMO/CNA/1", IssuedOn: today}); err != nil {
			return err
		}
		return e.send(tx, id)
	})
}

// papers accepts every required paper of those on a list, and of the call.
func (e slateEntry) papers(tx *database.Tx, sheet *selection.Sheet) error {
	documents, err := call.Documents(e.ctx, tx, e.scene.Actor, e.scene.Book, sheet.CallID)
	if err != nil {
		return err
	}
	for _, d := range documents {
		officers := []int64{0}
		if d.Scope == call.EachNominee {
			officers = nil
			for _, line := range sheet.Lines {
				officers = append(officers, line.OfficerID)
			}
		}
		for _, officer := range officers {
			handedIn, err := call.FindPaper(e.ctx, tx, e.scene.Actor, d.ID, officer)
			if err != nil {
				return err
			}
			paper := call.Paper{DocumentID: d.ID, OfficerID: officer, State: call.Accepted, Evidence: "DEMO/F/" + d.Code, Version: handedIn.Version}
			if _, err := call.PutPaper(e.ctx, tx, e.scene.Actor, sheet.CallID, paper, e.scene.Today); err != nil {
				return err
			}
		}
	}
	return nil
}
