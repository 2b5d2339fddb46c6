package selection_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/eligibility"
	"beret/internal/fault"
	"beret/internal/nomination"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/selection"
)

var ctx = context.Background()

func day(s string) civil.Date { return civil.MustDate(s) }

// house is a record of ten captains, the first four of them women, and a call
// for two posts with two nominees each that asks for a quarter of women.
type house struct {
	t    *testing.T
	db   *database.DB
	book *reference.Book
	room *selection.Room
	call call.Call
}

func desk() account.Actor   { return account.Actor{UserID: 1, Login: "desk", Role: account.Desk} }
func leader() account.Actor { return account.Actor{UserID: 2, Login: "leader", Role: account.Leader} }

func newHouse(t *testing.T, db *database.DB) *house {
	t.Helper()
	book, err := reference.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, db: db, book: book, room: selection.NewRoom(registry.NewStore(db, book))}
	h.write(func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, "INSERT INTO home_unit (id, code, name, name_key) VALUES (1, 'A', 'A', 'a')"); err != nil {
			return err
		}
		for id := 1; id <= 10; id++ {
			if err := officer(tx, id, id <= 4); err != nil {
				return err
			}
		}
		var err error
		h.call, err = call.Create(ctx, tx, desk(), book, call.Call{Reference: "UN/1", NoteVerbale: "NV/1", Mission: "UNMISS", Category: "ipo",
			ReceivedOn: day("2026-10-01"), Deadline: day("2026-12-01"), Expected: civil.Interval{From: day("2027-02-01"), To: day("2028-02-01")},
			Women: call.Ask{Num: 1, Den: 4}})
		if err != nil {
			return err
		}
		_, err = call.AddPosts(ctx, tx, desk(), book, h.call.ID, 1, []call.Post{{Title: "Adviser", Count: 2, Nominees: 2,
			Requirement: eligibility.Requirement{Specialisms: []eligibility.Specialism{{Specialism: "operations"}}}}})
		return err
	})
	return h
}

// officer enters one who may go; those of even numbers have more years of
// operations, so that they score higher.
func officer(tx *database.Tx, id int, woman bool) error {
	if _, err := tx.Exec(ctx, `INSERT INTO officer (id, service_number, full_name, name_key, search_key, woman, birth_date, rank_code, rank_order,
		rank_since, home_unit_id, enlisted_on, passport_expires, medical_status, medical_expires, national_clearance)
		VALUES (?, ?, ?, ?, ?, ?, '1990-01-01', 'CPT', 9, '2024-01-01', 1, '2012-01-01', '2031-01-01', 'fit', '2028-01-01', 'cleared')`,
		id, fmt.Sprint("N", id), fmt.Sprint("Officer ", id), []byte{byte(id)}, fmt.Sprint("officer ", id), database.Flag(woman)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "INSERT INTO officer_specialism (officer_id, specialism, years) VALUES (?, 'operations', ?)", id, id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "INSERT INTO availability (officer_id, willing, from_date) VALUES (?, 1, '2026-01-01')", id)
	return err
}

func (h *house) write(f func(tx *database.Tx) error) {
	h.t.Helper()
	if err := h.db.Write(ctx, f); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) scene(actor account.Actor) selection.Scene {
	return selection.Scene{Actor: actor, Book: h.book, Today: day("2026-10-31")}
}

func (h *house) create() *selection.Sheet {
	h.t.Helper()
	var sheet *selection.Sheet
	h.write(func(tx *database.Tx) (err error) {
		sheet, err = h.room.Create(ctx, tx, h.scene(desk()), selection.Slate{CallID: h.call.ID, Name: "First"})
		return err
	})
	return sheet
}

func (h *house) sheet(id int64) (sheet *selection.Sheet) {
	h.t.Helper()
	h.write(func(tx *database.Tx) (err error) {
		sheet, err = h.room.Sheet(ctx, tx, h.scene(desk()), id)
		return err
	})
	return sheet
}

// try runs one act and returns what it was refused for, "" if it was taken.
func (h *house) try(act func(tx *database.Tx) error) string {
	h.t.Helper()
	err := h.db.Write(ctx, act)
	if problems := fault.ProblemsOf(err); len(problems) > 0 {
		return problems[0].Key
	}
	if err != nil {
		return string(fault.CodeOf(err))
	}
	return ""
}

func (h *house) expect(want string, act func(tx *database.Tx) error) {
	h.t.Helper()
	if got := h.try(act); got != want {
		h.t.Fatalf("refused with %q, want %q", got, want)
	}
}

func on(sheet *selection.Sheet) (ids []int64) {
	for _, line := range sheet.Lines {
		ids = append(ids, line.OfficerID)
	}
	return ids
}

func TestTheEngineProposesWhatTheCallAsks(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := newHouse(t, db)
		sheet := h.create()
		if len(sheet.Lines) != 4 || sheet.Women(selection.Whole).Women != 1 {
			t.Fatalf("on the list: %v", on(sheet))
		}
		if fmt.Sprint(on(sheet)) != "[10 9 8 4]" || !sheet.Proof.Proven || sheet.Proof.ScoreBound != sheet.Proof.Score {
			t.Errorf("the best three and the best woman: %v, %+v", on(sheet), sheet.Proof)
		}
		if floor, ok := sheet.Asked(); !ok || floor.Source != "call" || floor.Num != 1 || floor.Den != 4 {
			t.Errorf("asked: %+v", floor)
		}
		if price := sheet.Prices[0].Change; len(price.In) != 1 || sheet.Candidate(price.In[0].Officer).ID != 7 || price.Score <= 0 {
			t.Errorf("the floor costs officer 7 the place: %+v", price)
		}
	})
}

// draft makes a slate with a pinned woman and returns it.
func (h *house) draft() *selection.Sheet {
	h.t.Helper()
	sheet := h.create()
	h.expect("", func(tx *database.Tx) error {
		_, err := h.room.Rule(ctx, tx, h.scene(desk()), sheet.ID, sheet.Version,
			selection.Ruling{OfficerID: 3, Post: sheet.Posts[0].Key, Kind: selection.Pin, Reason: "speaks the local language"})
		return err
	})
	return h.sheet(sheet.ID)
}

func TestDecisionsAskForReasonsAndAreKept(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := newHouse(t, db)
		sheet := h.create()
		id, post := sheet.ID, sheet.Posts[0].Key
		rule := func(version int, officer int64, kind selection.Kind, reason string) func(tx *database.Tx) error {
			return func(tx *database.Tx) error {
				_, err := h.room.Rule(ctx, tx, h.scene(desk()), id, version, selection.Ruling{OfficerID: officer, Post: post, Kind: kind, Reason: reason})
				return err
			}
		}
		h.expect("selection.problem.reason", rule(sheet.Version, 3, selection.Pin, "  "))
		h.expect("selection.problem.not_eligible", rule(sheet.Version, 77, selection.Pin, "unknown"))
		h.expect("", rule(sheet.Version, 3, selection.Pin, "speaks the local language"))
		h.expect("conflict", rule(sheet.Version, 2, selection.Pin, "too late"))
		now := h.sheet(id)
		if fmt.Sprint(on(now)) != "[10 9 8 3]" || now.Lines[3].Proposed || !now.Lines[0].Proposed {
			t.Errorf("the pinned woman takes the other's place: %v", now.Lines)
		}
		h.expect("", rule(now.Version, 10, selection.Ban, "needed at home"))
		h.expect("", func(tx *database.Tx) error {
			_, err := h.room.Leave(ctx, tx, h.scene(desk()), id, now.Version+1, selection.Vacancy{Post: post, Places: 1, Reason: "one nominee is enough"})
			return err
		})
		now = h.sheet(id)
		if fmt.Sprint(on(now)) != "[9 8 3]" || now.Places(selection.Whole) != 3 || now.Stale() {
			t.Errorf("without the banned and with a place left: %v of %d", on(now), now.Places(selection.Whole))
		}
		h.expect("", func(tx *database.Tx) error {
			_, err := h.room.Undo(ctx, tx, h.scene(desk()), id, now.Version, 10, post, "")
			return err
		})
		h.expect("", func(tx *database.Tx) error {
			_, err := h.room.Replace(ctx, tx, h.scene(desk()), id, now.Version+1, post, 9, 5, "to learn")
			return err
		})
		if now = h.sheet(id); fmt.Sprint(on(now)) != "[5 3]" && fmt.Sprint(on(now)) != "[10 5 3]" {
			t.Errorf("replaced: %v", on(now))
		}
		h.audited(id, "selection.replace", "to learn")
	})
}

// audited asks that the newest act is the one named, with its reason.
func (h *house) audited(id int64, action, reason string) {
	h.t.Helper()
	h.write(func(tx *database.Tx) error {
		rows, _, err := audit.List(ctx, tx, account.System(), audit.Filter{Kind: "slate", Subject: id, Limit: 1})
		if err == nil && (rows[0].Action != action || rows[0].Reason != reason) {
			h.t.Errorf("the log says %s: %q", rows[0].Action, rows[0].Reason)
		}
		return err
	})
}

// moves are the acts of a slate's life, each on the version that stands.
func (h *house) check(id int64, note string) func(tx *database.Tx) error {
	return func(tx *database.Tx) error {
		s, err := selection.Find(ctx, tx, desk(), id)
		if err == nil {
			_, err = h.room.Check(ctx, tx, h.scene(desk()), id, s.Version, note)
		}
		return err
	}
}

func (h *house) approve(actor account.Actor, id int64) func(tx *database.Tx) error {
	return func(tx *database.Tx) error {
		s, err := selection.Find(ctx, tx, actor, id)
		if err == nil {
			_, err = selection.Approve(ctx, tx, actor, id, s.Version, selection.Step{Step: "office-head", On: day("2026-10-31"), By: "Head"})
		}
		return err
	}
}

func (h *house) sign(id int64) func(tx *database.Tx) error {
	return func(tx *database.Tx) error {
		s, err := selection.Find(ctx, tx, desk(), id)
		if err == nil {
			_, err = h.room.Sign(ctx, tx, h.scene(desk()), id, s.Version)
		}
		return err
	}
}

func TestASecondPersonApprovesAndTheSignedListIsFrozen(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := newHouse(t, db)
		id := h.draft().ID
		h.expect("selection.problem.status.draft", h.approve(leader(), id))
		h.expect("selection.problem.note", h.check(id, ""))
		h.expect("", h.check(id, "papers follow"))
		chief := account.Actor{UserID: 1, Login: "desk", Role: account.Administrator}
		h.expect("forbidden", h.approve(chief, id))
		h.expect("forbidden", h.approve(desk(), id))
		h.expect("selection.problem.status.checked", h.sign(id))
		h.expect("", h.approve(leader(), id))
		h.expect("", h.sign(id))
		h.expect("selection.problem.status.signed", h.sign(id))
		h.write(func(tx *database.Tx) error {
			editions, err := selection.Editions(ctx, tx, desk(), id)
			if err != nil {
				return err
			}
			list, err := editions[0].Read()
			if len(editions) != 1 || !editions[0].Intact() || len(list.Places[0].Nominees) != 4 || list.ApprovedBy != "leader" {
				t.Errorf("signed %+v", editions)
			}
			if last := list.Places[0].Nominees[3]; last.OfficerID != 3 || last.Reason != "speaks the local language" {
				t.Errorf("the override keeps its reason: %+v", last)
			}
			if !strings.HasPrefix(editions[0].Content, `{"format":"beret-slate-1","slate":1,"edition":1,`) {
				t.Errorf("content %s", editions[0].Content)
			}
			altered := editions[0]
			altered.Content = strings.Replace(altered.Content, "Officer 9", "Officer 7", 1)
			if altered.Intact() {
				t.Error("an altered list has the same hash")
			}
			_, total, err := nomination.List(ctx, tx, desk(), nomination.Filter{SlateID: id, CallID: h.call.ID})
			if total != 4 {
				t.Errorf("%d nominations", total)
			}
			return err
		})
		if h.try(func(tx *database.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE slate_signed SET content = '{}'")
			return err
		}) == "" {
			t.Error("the database lets a signed list change")
		}
	})
}

func TestAChangedListVoidsTheCertificate(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := newHouse(t, db)
		id := h.draft().ID
		issue := func(tx *database.Tx) error {
			return selection.Issue(ctx, tx, desk(), id, selection.Certificate{Reference: "C-1", IssuedOn: day("2026-10-31")})
		}
		h.expect("selection.problem.not_signed", issue)
		h.expect("", h.check(id, "papers follow"))
		h.expect("", h.approve(leader(), id))
		h.expect("", h.sign(id))
		h.expect("", issue)
		h.expect("selection.problem.certified", issue)
		reopen := func(reason string) func(tx *database.Tx) error {
			return func(tx *database.Tx) error {
				s, err := selection.Find(ctx, tx, desk(), id)
				if err == nil {
					_, err = selection.Reopen(ctx, tx, desk(), id, s.Version, day("2026-10-31"), reason)
				}
				return err
			}
		}
		h.expect("selection.problem.reason", reopen(""))
		h.expect("", reopen("officer 10 is ill"))
		sheet := h.sheet(id)
		if sheet.Status != selection.Draft || sheet.ApprovedBy != "" || len(sheet.Lines) != 4 {
			t.Errorf("reopened: %+v", sheet.Slate)
		}
		h.expect("", func(tx *database.Tx) error {
			_, err := h.room.Rule(ctx, tx, h.scene(desk()), id, sheet.Version, selection.Ruling{OfficerID: 10, Kind: selection.Ban, Reason: "ill"})
			return err
		})
		h.expect("", h.check(id, "papers follow"))
		h.expect("", h.approve(leader(), id))
		h.expect("", h.sign(id))
		h.write(func(tx *database.Tx) error {
			certificates, err := selection.Certificates(ctx, tx, desk(), id)
			if err != nil {
				return err
			}
			if len(certificates) != 1 || certificates[0].Valid() || certificates[0].VoidReason != "officer 10 is ill" {
				t.Errorf("certificates %+v", certificates)
			}
			editions, err := selection.Editions(ctx, tx, desk(), id)
			if len(editions) != 2 || editions[0].SHA256 == editions[1].SHA256 {
				t.Errorf("%d editions", len(editions))
			}
			open, _, err := nomination.List(ctx, tx, desk(), nomination.Filter{SlateID: id, Open: true})
			for _, n := range open {
				if n.OfficerID == 10 {
					t.Error("who is off the list is still put forward")
				}
			}
			if len(open) != 4 {
				t.Errorf("%d open nominations", len(open))
			}
			return err
		})
	})
}

func TestWhoDeclinedOrStandsElsewhereIsMarked(t *testing.T) {
	h := newHouse(t, databasetest.SQLite(t))
	first := h.create()
	h.write(func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, "INSERT INTO call_told (call_id, officer_id, told_on, answer, answered_on) VALUES (?, 9, '2026-10-05', 'declined', '2026-10-06')", h.call.ID); err != nil {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: desk(), Action: "call.reply", Kind: "call", Subject: h.call.ID})
	})
	second := h.create()
	if nine := second.Person(9); !nine.Barred(selection.FlagOthers) || nine.Marks[0].Key != "selection.mark.declined" {
		t.Errorf("who declined: %+v", nine.Marks)
	}
	if ten := second.Person(10); ten.Barred(selection.FlagOthers) || len(ten.Marks) != 1 || ten.Marks[0].Args[1] != "First" {
		t.Errorf("who stands on another list is marked: %+v", ten.Marks)
	}
	rules := second.Slate.Rules
	rules.Others = selection.ExcludeOthers
	h.expect("", func(tx *database.Tx) error {
		_, err := h.room.SetRules(ctx, tx, h.scene(desk()), second.ID, second.Version, rules, "no one twice")
		return err
	})
	if got := h.sheet(second.ID); fmt.Sprint(on(got)) == fmt.Sprint(on(second)) || got.Stale() {
		t.Errorf("left out where the rules say so: %v", on(got))
	}
	if sheet := h.sheet(first.ID); !sheet.Stale() {
		t.Error("the first list has one who declined and does not say that it is stale")
	}
	h.expect("selection.problem.stopped", h.check(first.ID, "no matter"))
}

// A floor that cannot be met names the cheapest remedy; once that is on record
// the list meets the floor.
func TestARemedyOnRecordMeetsTheFloor(t *testing.T) {
	h := newHouse(t, databasetest.SQLite(t))
	h.write(func(tx *database.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE officer SET passport_expires = '2026-12-01' WHERE woman = 1")
		return err
	})
	sheet := h.create()
	if sheet.Result.Shortfall[0] != 1 {
		t.Fatalf("no woman can go: %v", sheet.Result.Shortfall)
	}
	short, err := sheet.Shortage(ctx, 0, 10e9)
	if err != nil || short == nil || len(short.Remedy.Upgrades) != 1 || !short.Remedy.Removed {
		t.Fatalf("one passport is enough: %+v, %v", short, err)
	}
	upgrade := sheet.Instance.Upgrades[short.Remedy.Upgrades[0]]
	if upgrade.What != "passport" {
		t.Errorf("cheapest is %s", upgrade.What)
	}
	tried, err := sheet.With(ctx, short.Remedy.Upgrades)
	if err != nil || tried.Result.Shortfall[0] != 0 {
		t.Errorf("with it: %v, %v", tried, err)
	}
	person := sheet.Candidate(upgrade.Officer)
	h.write(func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, "UPDATE officer SET passport_expires = '2032-01-01' WHERE id = ?", person.ID); err != nil {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: desk(), Action: "officer.update", Kind: registry.AuditKind, Subject: person.ID})
	})
	if now := h.sheet(sheet.ID); !now.Stale() {
		t.Error("the list does not say that the record has changed")
	}
	h.expect("", func(tx *database.Tx) error {
		_, err := h.room.Propose(ctx, tx, h.scene(desk()), sheet.ID, sheet.Version)
		return err
	})
	if now := h.sheet(sheet.ID); now.Result.Shortfall[0] != 0 || now.Women(selection.Whole).Women != 1 {
		t.Errorf("after the new passport: %v", on(now))
	}
}
