package account

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/fault"
	"beret/internal/locale"
)

// door is a gate on an empty record with a clock that the test moves.
type door struct {
	*Gate
	t   *testing.T
	db  *database.DB
	now atomic.Int64
}

const secret = "a blue helmet in the rain"

func newDoor(t *testing.T) *door {
	t.Helper()
	d := &door{t: t}
	d.now.Store(time.Date(2026, 10, 31, 12, 0, 0, 0, time.UTC).UnixNano())
	clock := func() time.Time { return time.Unix(0, d.now.Load()).UTC() }
	var err error
	d.db, err = database.Open(context.Background(), filepath.Join(t.TempDir(), "beret.db"), database.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.db.Close() })
	if err := d.db.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	policy := DefaultPolicy()
	policy.Cost = HashCost{Memory: 64, Passes: 1, Threads: 1}
	if d.Gate, err = NewGate(d.db, policy, rand.NewChaCha8([32]byte{1})); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *door) wait(span time.Duration) { d.now.Add(int64(span)) }

func (d *door) create(login string, role Role) User {
	d.t.Helper()
	u, _, err := d.Create(context.Background(), System(), User{Login: login, Name: "Test", Role: role, Lang: locale.English}, secret)
	if err != nil {
		d.t.Fatal(err)
	}
	return u
}

func (d *door) signIn(login, password string) (string, bool) {
	d.t.Helper()
	token, err := d.SignIn(context.Background(), login, password)
	if err != nil && fault.CodeOf(err) != fault.Invalid {
		d.t.Fatal(err)
	}
	return token, err == nil
}

func (d *door) inside(token string) bool {
	d.t.Helper()
	_, err := d.Resume(context.Background(), token)
	if err != nil && fault.CodeOf(err) != fault.NotFound {
		d.t.Fatal(err)
	}
	return err == nil
}

func TestSignIn(t *testing.T) {
	d := newDoor(t)
	u := d.create("minh", Desk)
	d.create("gone", Desk)
	gone, _, _ := d.byLogin(t.Context(), "gone")
	if err := d.Disable(t.Context(), System(), gone.ID, true); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		rule, login, password string
		open                  bool
	}{
		{"the right password opens", "minh", secret, true},
		{"letter case and space of the login do not matter", " Minh ", secret, true},
		{"a wrong password is refused", "minh", "something else entirely", false},
		{"an empty password is refused", "minh", "", false},
		{"a huge password is refused", "minh", strings.Repeat("x", 1<<20), false},
		{"an unknown login is refused", "nobody", secret, false},
		{"a disabled user is refused", "gone", secret, false},
	} {
		t.Run(test.rule, func(t *testing.T) {
			token, open := d.signIn(test.login, test.password)
			if open != test.open {
				t.Fatalf("open = %t", open)
			}
			if !open {
				return
			}
			resumed, err := d.Resume(t.Context(), token)
			if err != nil || resumed.ID != u.ID {
				t.Fatalf("resume: user %d, %v", resumed.ID, err)
			}
		})
	}
}

func TestLockoutGrowsAndEnds(t *testing.T) {
	d := newDoor(t)
	d.create("minh", Desk)
	fail := func() {
		if _, open := d.signIn("minh", "wrong"); open {
			t.Fatal("a wrong password opened")
		}
	}
	for range d.policy.Failures {
		fail()
	}
	for _, wait := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute} {
		d.wait(wait - time.Second)
		if _, open := d.signIn("minh", secret); open {
			t.Fatalf("the right password opened %s too early", time.Second)
		}
		d.wait(time.Second)
		fail() // the first try after the wait is counted again
	}
	d.wait(d.policy.LongestWait)
	if _, open := d.signIn("minh", secret); !open {
		t.Fatal("the account still waits after the longest wait")
	}
	for range d.policy.Failures - 1 {
		fail()
	}
	if _, open := d.signIn("minh", secret); !open {
		t.Fatal("success did not reset the count")
	}
}

// Many guesses at once must not get more tries than one after another.
func TestLockoutHoldsAgainstParallelGuesses(t *testing.T) {
	d := newDoor(t)
	u := d.create("minh", Desk)
	var wg sync.WaitGroup
	for range 24 {
		wg.Go(func() { d.SignIn(context.Background(), "minh", "wrong") })
	}
	wg.Wait()
	if _, open := d.signIn("minh", secret); open {
		t.Fatal("the account does not wait")
	}
	err := d.db.Read(t.Context(), func(tx *database.Tx) error {
		var failed int
		err := tx.QueryRow(t.Context(), "SELECT failed FROM account_user WHERE id = ?", u.ID).Scan(&failed)
		if failed != d.policy.Failures {
			t.Errorf("%d tries were counted before the wait, want %d", failed, d.policy.Failures)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSessionEnds(t *testing.T) {
	d := newDoor(t)
	u := d.create("minh", Desk)
	open := func() string {
		token, ok := d.signIn("minh", secret)
		if !ok {
			t.Fatal("refused")
		}
		return token
	}
	for _, test := range []struct {
		rule string
		do   func(token string)
		want bool
	}{
		{"stays while in use", func(token string) {
			for range 11 {
				d.wait(time.Hour - time.Minute)
				if !d.inside(token) {
					t.Error("ended in use")
				}
			}
		}, true},
		{"ends after idleness", func(string) { d.wait(time.Hour) }, false},
		{"ends absolutely, however busy", func(token string) {
			for range 13 {
				d.wait(55 * time.Minute)
				d.inside(token)
			}
			d.wait(10 * time.Minute)
		}, false},
		{"ends by signing out", func(token string) { d.SignOut(t.Context(), u.Actor(), token) }, false},
		{"ends by signing out everywhere", func(string) { d.SignOutEverywhere(t.Context(), u.Actor()) }, false},
		{"ends when the user is disabled", func(string) {
			d.Disable(t.Context(), System(), u.ID, true)
			d.Disable(t.Context(), System(), u.ID, false)
		}, false},
	} {
		t.Run(test.rule, func(t *testing.T) {
			token := open()
			test.do(token)
			if got := d.inside(token); got != test.want {
				t.Errorf("inside = %t, want %t", got, test.want)
			}
		})
	}
	if d.inside("") || d.inside("made-up") {
		t.Error("a made-up token opens")
	}
}

func TestPasswordChangeEndsOtherSessions(t *testing.T) {
	d := newDoor(t)
	u := d.create("minh", Desk)
	here, _ := d.signIn("minh", secret)
	there, _ := d.signIn("minh", secret)
	token, err := d.ChangePassword(t.Context(), u.Actor(), secret, "another long sentence")
	if err != nil {
		t.Fatal(err)
	}
	if d.inside(here) || d.inside(there) || !d.inside(token) {
		t.Error("only the new session may live")
	}
	if _, open := d.signIn("minh", secret); open {
		t.Error("the former password opens")
	}
}

func TestPasswordRules(t *testing.T) {
	d := newDoor(t)
	u := d.create("minh.nguyen.van", Desk)
	for _, test := range []struct{ rule, old, new, field, key string }{
		{"the present password must be right", "wrong", "another long sentence", "old", "account.problem.old_password"},
		{"short is refused", secret, "short", "new", "account.problem.password_short"},
		{"empty is refused", secret, "", "new", "account.problem.password_short"},
		{"too long is refused", secret, strings.Repeat("ab", 200), "new", "account.problem.password_long"},
		{"one letter over and over is refused", secret, strings.Repeat("a", 20), "new", "account.problem.password_plain"},
		{"the login is refused", secret, "Minh.Nguyen.Van", "new", "account.problem.password_plain"},
		{"the same again is refused", secret, secret, "new", "account.problem.same_password"},
	} {
		t.Run(test.rule, func(t *testing.T) {
			_, err := d.ChangePassword(t.Context(), u.Actor(), test.old, test.new)
			problems := fault.ProblemsOf(err)
			if len(problems) != 1 || problems[0].Field != test.field || problems[0].Key != test.key {
				t.Errorf("problems = %v (%v)", problems, err)
			}
		})
	}
}

func TestOneTimePassword(t *testing.T) {
	d := newDoor(t)
	u, oneTime, err := d.Create(t.Context(), System(), User{Login: "lan", Name: "Lan", Role: Leader, Lang: locale.Vietnamese}, "")
	if err != nil || len(oneTime) != 19 {
		t.Fatalf("one-time password %q, %v", oneTime, err)
	}
	token, open := d.signIn("lan", oneTime)
	if !open {
		t.Fatal("the one-time password does not open")
	}
	if inside, err := d.Resume(t.Context(), token); err != nil || !inside.MustChangePassword() {
		t.Errorf("must change = %t, %v", inside.MustChangePassword(), err)
	}
	again, err := d.Reset(t.Context(), System(), u.ID)
	if err != nil || again == oneTime || d.inside(token) {
		t.Errorf("a reset must end sessions and draw anew: %v", err)
	}
	token, _ = d.signIn("lan", again)
	if _, err := d.ChangePassword(t.Context(), u.Actor(), again, "a sentence of her own"); err != nil {
		t.Fatal(err)
	}
	token, _ = d.signIn("lan", "a sentence of her own")
	if inside, err := d.Resume(t.Context(), token); err != nil || inside.MustChangePassword() {
		t.Errorf("must change after the change, %v", err)
	}
}

func TestUserRules(t *testing.T) {
	d := newDoor(t)
	d.create("taken", Desk)
	good := User{Login: "hoa", Name: "Hoa", Role: Desk, Lang: locale.English}
	for _, test := range []struct {
		rule   string
		change func(u *User)
		field  string
	}{
		{"a login is needed", func(u *User) { u.Login = "" }, "login"},
		{"a login has no capitals", func(u *User) { u.Login = "Hoa" }, "login"},
		{"a login is nobody else's", func(u *User) { u.Login = "taken" }, "login"},
		{"a name is needed", func(u *User) { u.Name = "  " }, "name"},
		{"a role is one of ours", func(u *User) { u.Role = "root" }, "role"},
		{"a commander has a unit", func(u *User) { u.Role = UnitCommander }, "unit"},
		{"an officer has a file", func(u *User) { u.Role = Officer }, "officer"},
		{"a language is one of ours", func(u *User) { u.Lang = "xx" }, "lang"},
	} {
		t.Run(test.rule, func(t *testing.T) {
			u := good
			test.change(&u)
			_, _, err := d.Create(t.Context(), System(), u, secret)
			if problems := fault.ProblemsOf(err); len(problems) != 1 || problems[0].Field != test.field {
				t.Errorf("problems = %v (%v)", problems, err)
			}
		})
	}
}

func TestOnlyAdministratorsManageUsers(t *testing.T) {
	d := newDoor(t)
	admin, desk := d.create("admin", Administrator), d.create("desk", Desk)
	if _, _, err := d.Create(t.Context(), desk.Actor(), User{}, ""); fault.CodeOf(err) != fault.Forbidden {
		t.Errorf("create: %v", err)
	}
	if err := d.Disable(t.Context(), desk.Actor(), admin.ID, true); fault.CodeOf(err) != fault.Forbidden {
		t.Errorf("disable: %v", err)
	}
	if _, err := d.Reset(t.Context(), desk.Actor(), admin.ID); fault.CodeOf(err) != fault.Forbidden {
		t.Errorf("reset: %v", err)
	}
	if _, err := d.List(t.Context(), desk.Actor()); fault.CodeOf(err) != fault.Forbidden {
		t.Errorf("list: %v", err)
	}
	if _, err := d.Find(t.Context(), desk.Actor(), admin.ID); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("find: %v", err)
	}
	if err := d.Disable(t.Context(), admin.Actor(), admin.ID, true); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("disable oneself: %v", err)
	}
}

// Every act is kept, and nothing secret with it.
func TestAuditWithoutSecrets(t *testing.T) {
	d := newDoor(t)
	u := d.create("minh", Desk)
	token, _ := d.signIn("minh", secret)
	d.signIn("minh", "wrong guess here")
	next, err := d.ChangePassword(t.Context(), u.Actor(), secret, "another long sentence")
	if err != nil {
		t.Fatal(err)
	}
	d.SetLanguage(t.Context(), u.Actor(), locale.Vietnamese)
	d.SignOut(t.Context(), u.Actor(), next)
	err = d.db.Read(t.Context(), func(tx *database.Tx) error {
		rows, _, err := audit.List(t.Context(), tx, System(), audit.Filter{})
		var acts []string
		for i := len(rows) - 1; i >= 0; i-- {
			acts = append(acts, rows[i].Action)
			for _, hidden := range []string{secret, "wrong guess", "another long", token, next, "argon2"} {
				if strings.Contains(rows[i].Before+rows[i].After, hidden) {
					t.Errorf("%s keeps %q", rows[i].Action, hidden)
				}
			}
		}
		want := "user.create session.open session.refuse user.change_password user.set_language session.close"
		if got := strings.Join(acts, " "); got != want {
			t.Errorf("acts = %s\nwant   %s", got, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The statements mean the same on each database that the program runs on.
func TestDoorOnEachDatabase(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		policy := DefaultPolicy()
		policy.Cost = HashCost{Memory: 64, Passes: 1, Threads: 1}
		gate, err := NewGate(db, policy, rand.NewChaCha8([32]byte{1}))
		if err != nil {
			t.Fatal(err)
		}
		d := &door{Gate: gate, t: t, db: db}
		u := d.create("minh", Administrator)
		d.signIn("minh", "wrong")
		token, _ := d.signIn("minh", secret)
		if !d.inside(token) {
			t.Fatal("not inside")
		}
		if err := d.SetLanguage(t.Context(), u.Actor(), locale.Vietnamese); err != nil {
			t.Error(err)
		}
		again, err := d.ChangePassword(t.Context(), u.Actor(), secret, "another long sentence")
		if err != nil || d.inside(token) || !d.inside(again) {
			t.Errorf("after the change: %v", err)
		}
		lan := d.create("lan", Desk)
		if _, err := d.Reset(t.Context(), u.Actor(), lan.ID); err != nil {
			t.Error(err)
		}
		if err := d.Disable(t.Context(), u.Actor(), lan.ID, true); err != nil {
			t.Error(err)
		}
		users, err := d.List(t.Context(), u.Actor())
		if err != nil || len(users) != 2 || !users[0].Disabled || !users[0].MustChangePassword() || users[1].Lang != locale.Vietnamese {
			t.Errorf("users = %+v, %v", users, err)
		}
		for range policy.Failures {
			d.signIn("minh", "wrong")
		}
		if _, open := d.signIn("minh", "another long sentence"); open {
			t.Error("the account does not wait")
		}
		if err := d.SignOut(t.Context(), u.Actor(), again); err != nil || d.inside(again) {
			t.Errorf("sign-out: %v", err)
		}
	})
}
