package nomination_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/fault"
	"beret/internal/nomination"
)

var today = day("2026-10-31")

// steps reads "registered+ 2026-10-02" as a step passed, "-" as one failed.
func steps(texts ...string) (list []nomination.Step) {
	for _, text := range texts {
		kind, on := text[:len(text)-12], text[len(text)-10:]
		list = append(list, nomination.Step{Kind: nomination.StepKind(kind), Passed: text[len(text)-12] == '+', On: day(on)})
	}
	return list
}

func TestRulesOfSteps(t *testing.T) {
	rejected := plain()
	rejected.Status, rejected.DecidedOn = nomination.Rejected, day("2026-10-10")
	for _, rule := range []struct {
		name  string
		of    nomination.Nomination
		steps []nomination.Step
		key   string
	}{
		{"the whole way", plain(), steps("registered+ 2026-10-02", "interviewed+ 2026-10-05", "language+ 2026-10-06", "driving+ 2026-10-06", "cleared+ 2026-10-20"), ""},
		{"a test without registration", plain(), steps("language+ 2026-10-06"), ""},
		{"a repeated test", plain(), steps("registered+ 2026-10-02", "driving- 2026-10-06", "driving+ 2026-10-06", "firearms+ 2026-10-07"), ""},
		{"before an answer, entered after it", rejected, steps("registered+ 2026-10-10"), ""},
		{"after a rejection", rejected, steps("registered+ 2026-10-11"), "nomination.problem.step_late"},
		{"before the nomination", plain(), steps("registered+ 2026-09-30"), "nomination.problem.step_early"},
		{"in the future", plain(), steps("registered+ 2026-11-01"), "nomination.problem.step_future"},
		{"an interview of nobody registered", plain(), steps("interviewed+ 2026-10-02"), "nomination.problem.step_order"},
		{"registered after the interview", plain(), steps("interviewed+ 2026-10-02", "registered+ 2026-10-03"), "nomination.problem.step_order"},
		{"a test after a failed one", plain(), steps("language- 2026-10-06", "driving+ 2026-10-07"), "nomination.problem.step_failed"},
		{"cleared after a failed test", plain(), steps("registered+ 2026-10-02", "driving- 2026-10-06", "cleared+ 2026-10-07"), "nomination.problem.step_failed"},
		{"passed twice", plain(), steps("language+ 2026-10-06", "language+ 2026-10-07"), "nomination.problem.step_twice"},
		{"failed after it was passed", plain(), steps("language+ 2026-10-06", "language- 2026-10-07"), "nomination.problem.step_twice"},
		{"no such step", plain(), []nomination.Step{{Kind: "medical", On: day("2026-10-06")}}, "nomination.problem.step"},
		{"no day", plain(), []nomination.Step{{Kind: nomination.Registered}}, "nomination.problem.step_day"},
	} {
		key := ""
		if problems := nomination.CheckSteps(rule.of, rule.steps, today); len(problems) > 0 {
			key = problems[0].Key
		}
		if key != rule.key {
			t.Errorf("%s: got %q, want %q", rule.name, key, rule.key)
		}
	}
}

// Steps mean the same in whatever order they were entered, and what was right
// stays right without its last day.
func TestOrderOfEntryIsNoMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) nomination.Step {
			return nomination.Step{Kind: rapid.SampledFrom(nomination.StepKinds()).Draw(t, "kind"), Passed: rapid.Bool().Draw(t, "passed"),
				On: day("2026-10-01").AddDays(rapid.IntRange(0, 8).Draw(t, "day"))}
		}), 0, 6).Draw(t, "steps")
		right := len(nomination.CheckSteps(plain(), list, today)) == 0
		if other := len(nomination.CheckSteps(plain(), rapid.Permutation(list).Draw(t, "other"), today)) == 0; other != right {
			t.Fatalf("right %v in one order, %v in another", right, other)
		}
		if !right || len(list) == 0 {
			return
		}
		last := slices.MaxFunc(list, func(a, b nomination.Step) int { return int(a.On - b.On) }).On
		kept := slices.DeleteFunc(slices.Clone(list), func(s nomination.Step) bool { return s.On == last })
		if problems := nomination.CheckSteps(plain(), kept, today); len(problems) > 0 {
			t.Fatalf("wrong without its last day: %v", problems)
		}
	})
}

func TestStepsAreKept(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		people(t, db)
		actor := account.System()
		write(t, db, func(tx *database.Tx) error {
			_, err := nomination.Nominate(ctx, tx, actor, book(t), plain())
			return err
		})
		enter := func(version int, step nomination.Step) error {
			return db.Write(ctx, func(tx *database.Tx) error {
				return nomination.Enter(ctx, tx, actor, 1, version, step, today)
			})
		}
		list := steps("registered+ 2026-10-02", "language- 2026-10-06", "language+ 2026-10-08")
		for i, step := range list[:2] {
			if err := enter(i+1, step); err != nil {
				t.Fatal(err)
			}
		}
		if err := enter(1, list[2]); fault.CodeOf(err) != fault.Conflict {
			t.Errorf("a stale step: %v", err)
		}
		decide := func(answer nomination.Status, on civil.Date, reason string) error {
			return db.Write(ctx, func(tx *database.Tx) error {
				return nomination.Decide(ctx, tx, actor, 1, 3, answer, on, reason)
			})
		}
		for key, err := range map[string]error{
			"nomination.problem.selected_failed":     decide(nomination.Selected, day("2026-10-20"), ""),
			"nomination.problem.decided_before_step": decide(nomination.Rejected, day("2026-10-05"), "failed"),
			"nomination.problem.reason":              decide(nomination.Rejected, day("2026-10-20"), " "),
		} {
			if problems := fault.ProblemsOf(err); len(problems) != 1 || problems[0].Key != key {
				t.Errorf("want %s, got %v", key, err)
			}
		}
		correctAndRemove(t, db)
	})
}

// correctAndRemove goes on from registered and a failed language test.
func correctAndRemove(t *testing.T, db *database.DB) {
	actor := account.System()
	write(t, db, func(tx *database.Tx) error {
		kept, err := nomination.Steps(ctx, tx, actor, 1)
		if err != nil || len(kept) != 2 {
			t.Fatalf("kept %v: %v", kept, err)
		}
		failed := kept[1]
		failed.Passed, failed.Note = true, "misread"
		if err := nomination.Correct(ctx, tx, actor, 1, 3, failed, today, ""); len(fault.ProblemsOf(err)) != 1 {
			t.Errorf("corrected without a reason: %v", err)
		}
		if err := nomination.Correct(ctx, tx, actor, 1, 3, failed, today, "the letter says passed"); err != nil {
			return err
		}
		if err := nomination.Remove(ctx, tx, actor, 1, 4, 987, today, "no such"); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("removed what is not there: %v", err)
		}
		return nomination.Remove(ctx, tx, actor, 1, 4, kept[0].ID, today, "another person's")
	})
	read(t, db, func(tx *database.Tx) error {
		kept, err := nomination.StepsOf(ctx, tx, actor, nomination.Filter{Mission: "UNMISS"})
		if len(kept[1]) != 1 || !kept[1][0].Passed || kept[1][0].Note != "misread" {
			t.Errorf("kept %+v", kept)
		}
		acts, _, _ := audit.List(ctx, tx, actor, audit.Filter{Kind: "nomination"})
		if len(acts) != 5 || acts[0].Action != "nomination.step_remove" || acts[0].Reason != "another person's" {
			t.Errorf("%d acts, last %+v", len(acts), acts[0])
		}
		if hidden, _ := nomination.Steps(ctx, tx, account.Actor{Role: account.Partner}, 1); len(hidden) != 0 {
			t.Errorf("a partner sees %v", hidden)
		}
		return err
	})
}

func TestResultsOfManyAtOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		people(t, db)
		actor := account.System()
		write(t, db, func(tx *database.Tx) error {
			for officer := int64(1); officer <= 2; officer++ {
				n := plain()
				n.OfficerID = officer
				if _, err := nomination.Nominate(ctx, tx, actor, book(t), n); err != nil {
					return err
				}
			}
			return nil
		})
		enter := func(results ...nomination.Result) error {
			return db.Write(ctx, func(tx *database.Tx) error {
				return nomination.EnterResults(ctx, tx, actor, today, results)
			})
		}
		good := nomination.Result{NominationID: 1, Version: 1, Steps: steps("cleared+ 2026-10-05", "interviewed+ 2026-10-05", "registered+ 2026-10-05"),
			Answer: nomination.Selected, AnsweredOn: day("2026-10-09")}
		err := enter(good, nomination.Result{NominationID: 2, Version: 1, Steps: steps("cleared+ 2026-10-05")},
			nomination.Result{NominationID: 2, Version: 1, Answer: nomination.Rejected, AnsweredOn: day("2026-10-05")})
		var fields []string
		for _, p := range fault.ProblemsOf(err) {
			fields = append(fields, p.Field)
		}
		if !slices.Equal(fields, []string{"step-2", "reason-2"}) {
			t.Errorf("refused for %v: %v", fields, err)
		}
		if err := enter(good); err != nil {
			t.Fatalf("all or none: %v", err)
		}
		read(t, db, func(tx *database.Tx) error {
			n, err := nomination.Find(ctx, tx, actor, 1)
			if n.Status != nomination.Selected || n.Version != 5 {
				t.Errorf("%+v", n)
			}
			return err
		})
	})
}
