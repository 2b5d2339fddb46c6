package pack

import (
	"context"
	"fmt"
	"testing"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/fault"
)

var ctx = context.Background()

// recorded is a record that knows the officers, the call and the slate of
// smallPack.
func recorded(t *testing.T, db *database.DB) {
	t.Helper()
	err := db.Write(ctx, func(tx *database.Tx) error {
		for _, text := range []string{
			"INSERT INTO home_unit (id, code, name, name_key) VALUES (1, 'A', 'A', 'a')",
			`INSERT INTO call (id, reference, mission, category, received_on, deadline, expected_from, expected_to, status)
				VALUES (5, 'UN/31', 'UNMISS', 'ipo', '2026-09-01', '2026-11-20', '2027-01-15', '2028-01-15', 'open')`,
			`INSERT INTO slate (id, call_id, name, expected_from, expected_to, rules, status, created_on, created_by, prepared_by)
				VALUES (3, 5, 'October', '2027-01-15', '2028-01-15', '{}', 'signed', '2026-10-01', 'desk', 'desk')`,
		} {
			if _, err := tx.Exec(ctx, text); err != nil {
				return err
			}
		}
		for id := 1; id <= 3; id++ {
			if _, err := tx.Exec(ctx, `INSERT INTO officer (id, service_number, full_name, name_key, search_key, woman, birth_date, rank_code, rank_order, home_unit_id)
				VALUES (?, ?, 'Người Thử', ?, 'nguoi thu', 0, '1990-01-01', 'CPT', 9, 1)`, id, fmt.Sprint("T-", id), []byte{byte(id)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatWasSentAbroadIsKept(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		recorded(t, db)
		today := day("2026-10-31")
		send := func(actor account.Actor, p Pack, s Sending) error {
			return db.Write(ctx, func(tx *database.Tx) error { return Record(ctx, tx, actor, p, s, today) })
		}
		good := Sending{"Police Division", "nomination; agreement of 2014", "note verbale, table", day("2026-10-30")}
		draft, late := smallPack(), good
		draft.List.Certificate, late.On = nil, day("2026-10-27")
		for name, c := range map[string]struct {
			pack Pack
			send Sending
			key  string
		}{
			"to nobody":            {smallPack(), Sending{" ", "x", "y", today}, "pack.problem.recipient"},
			"without a basis":      {smallPack(), Sending{"x", "", "y", today}, "pack.problem.basis"},
			"nothing":              {smallPack(), Sending{"x", "y", "", today}, "pack.problem.content"},
			"before the signature": {smallPack(), late, "pack.problem.sent_on"},
			"a draft":              {draft, good, "pack.gap.no-certificate"},
		} {
			if problems := fault.ProblemsOf(send(account.System(), c.pack, c.send)); len(problems) != 1 || problems[0].Key != c.key {
				t.Errorf("%s: %v", name, problems)
			}
		}
		if err := send(account.Actor{Role: account.Leader}, smallPack(), good); fault.CodeOf(err) != fault.Forbidden {
			t.Errorf("a leader sends: %v", err)
		}
		if err := send(account.System(), smallPack(), good); err != nil {
			t.Fatal(err)
		}
		if err := send(account.System(), smallPack(), good); fault.CodeOf(err) != fault.Conflict {
			t.Errorf("a pack of a slate that has changed since: %v", err)
		}
		transfersAreRead(t, db)
		if err := db.Write(ctx, func(tx *database.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE transfer SET recipient = 'x'")
			return err
		}); err == nil {
			t.Error("a transfer was changed")
		}
	})
}

func transfersAreRead(t *testing.T, db *database.DB) {
	t.Helper()
	err := db.Read(ctx, func(tx *database.Tx) error {
		for name, c := range map[string]struct {
			actor  account.Actor
			filter TransferFilter
			want   int
		}{
			"all":        {account.System(), TransferFilter{}, 3},
			"an officer": {account.System(), TransferFilter{OfficerID: 2}, 1},
			"a call":     {account.System(), TransferFilter{CallID: 5, SlateID: 3}, 3},
			"a number":   {account.System(), TransferFilter{Text: "thử"}, 3},
			"the day":    {account.System(), TransferFilter{Span: civil.Interval{From: day("2026-10-30"), To: day("2026-10-31")}}, 3},
			"later":      {account.System(), TransferFilter{Span: civil.Interval{From: day("2026-10-31")}}, 0},
			"one's own":  {account.Actor{Role: account.Officer, OfficerID: 3}, TransferFilter{}, 1},
			"a partner":  {account.Actor{Role: account.Partner}, TransferFilter{}, 0},
		} {
			rows, total, err := Transfers(ctx, tx, c.actor, c.filter)
			if err != nil || total != c.want || len(rows) != c.want {
				t.Errorf("%s: %d of %d, want %d (%v)", name, len(rows), total, c.want, err)
			}
			if len(rows) > 0 && (rows[0].Call != "UN/31" || rows[0].Slate != "October" || rows[0].SHA256 == "" || rows[0].SentOn != day("2026-10-30")) {
				t.Errorf("%s: %+v", name, rows[0])
			}
		}
		_, acts, err := audit.List(ctx, tx, account.System(), audit.Filter{Kind: "slate", Subject: 3})
		if acts != 2 { // it is sent, and what of it
			t.Errorf("%d acts", acts)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
