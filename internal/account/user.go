package account

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"regexp"
	"strings"
	"time"

	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/locale"
)

// Policy is how strict the office is at its door.
type Policy struct {
	PasswordLength int           // least characters of a chosen password
	Failures       int           // wrong passwords in a row before the account waits
	FirstWait      time.Duration // the first wait; each further failure doubles it
	LongestWait    time.Duration
	Idle           time.Duration // a session ends after so long without a request
	Absolute       time.Duration // and in any case after so long
	Cost           HashCost
	ParallelHashes int
}

// DefaultPolicy is a working day's session, ended by an hour's absence, and
// the argon2id cost that OWASP recommends as its first choice (19 MiB, two
// passes, one thread).
func DefaultPolicy() Policy {
	return Policy{
		PasswordLength: 12,
		Failures:       5,
		FirstWait:      time.Minute,
		LongestWait:    time.Hour,
		Idle:           time.Hour,
		Absolute:       12 * time.Hour,
		Cost:           HashCost{Memory: 19 * 1024, Passes: 2, Threads: 1},
		ParallelHashes: 2,
	}
}

// Gate keeps the users and lets them in. It is safe for concurrent use.
type Gate struct {
	db     *database.DB
	policy Policy
	random io.Reader
	hasher *hasher
}

// NewGate returns the gate to a record. Random is the source of salts, tokens
// and one-time passwords: crypto/rand.Reader outside of tests.
func NewGate(db *database.DB, policy Policy, random io.Reader) (*Gate, error) {
	hasher, err := newHasher(policy.Cost, policy.ParallelHashes, random)
	if err != nil {
		return nil, err
	}
	return &Gate{db: db, policy: policy, random: random, hasher: hasher}, nil
}

// Policy returns the gate's policy.
func (g *Gate) Policy() Policy { return g.policy }

// User is somebody who may sign in.
type User struct {
	ID        int64       `json:"-"`
	Login     string      `json:"login"`
	Name      string      `json:"name"`
	Role      Role        `json:"role"`
	UnitID    int64       `json:"unit,omitempty"`    // of a unit's commander
	OfficerID int64       `json:"officer,omitempty"` // of an officer with access to the own file
	Lang      locale.Lang `json:"lang"`
	Disabled  bool        `json:"disabled,omitempty"`

	LockedUntil time.Time `json:"-"` // zero unless waiting after failures
	CreatedAt   time.Time `json:"-"`
	// PasswordChangedAt is zero while a one-time password waits to be replaced.
	PasswordChangedAt time.Time `json:"-"`
}

// Actor returns the user as one who acts.
func (u User) Actor() Actor {
	return Actor{UserID: u.ID, Login: u.Login, Name: u.Name, Role: u.Role, UnitID: u.UnitID, OfficerID: u.OfficerID, Lang: u.Lang}
}

// MustChangePassword reports whether the password is a one-time one.
func (u User) MustChangePassword() bool { return u.PasswordChangedAt.IsZero() }

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,39}$`)

// Check returns the problems of the user's fields, named as the fields of the
// form: login, name, role, unit, officer, lang.
func (u User) Check() []fault.Problem {
	var problems []fault.Problem
	add := func(field, key string) { problems = append(problems, fault.Problem{Field: field, Key: key}) }
	if !loginForm.MatchString(u.Login) {
		add("login", "account.problem.login")
	}
	if name := strings.TrimSpace(u.Name); name == "" || len(name) > 200 {
		add("name", "account.problem.name")
	}
	if !u.Role.known() {
		add("role", "account.problem.role")
	}
	if u.Role == UnitCommander && u.UnitID == 0 {
		add("unit", "account.problem.unit")
	}
	if u.Role == Officer && u.OfficerID == 0 {
		add("officer", "account.problem.officer")
	}
	if lang, ok := locale.Parse(string(u.Lang)); !ok || lang != u.Lang {
		add("lang", "account.problem.lang")
	}
	return problems
}

func (r Role) known() bool {
	for _, role := range Roles() {
		if role == r {
			return true
		}
	}
	return false
}

// Create adds a user. With an empty password a one-time password is drawn and
// returned; the user replaces it at the first sign-in. It returns Invalid with
// problems, and Conflict as a problem of the login where that is taken.
func (g *Gate) Create(ctx context.Context, actor Actor, u User, password string) (created User, oneTime string, err error) {
	defer fault.Wrap(&err, "account.Create")
	if err := actor.Require(UserManage); err != nil {
		return User{}, "", err
	}
	problems := u.Check()
	if password != "" {
		problems = append(problems, checkPassword("password", u.Login, password, g.policy.PasswordLength)...)
	}
	if err := fault.Check(problems); err != nil {
		return User{}, "", err
	}
	u.Name = strings.TrimSpace(u.Name)
	hash, oneTime, err := g.hashOrDraw(ctx, password)
	if err != nil {
		return User{}, "", err
	}
	err = g.db.Write(ctx, func(tx *database.Tx) error {
		u.CreatedAt = tx.Now()
		if oneTime == "" {
			u.PasswordChangedAt = tx.Now()
		}
		if err := insertUser(ctx, tx, &u, hash); err != nil {
			return err
		}
		return record(ctx, tx, actor, "user.create", u.ID, nil, u)
	})
	return u, oneTime, err
}

// hashOrDraw hashes the password, or draws a one-time password and hashes it.
func (g *Gate) hashOrDraw(ctx context.Context, password string) (hash, oneTime string, err error) {
	if password == "" {
		if oneTime, err = oneTimePassword(g.random); err != nil {
			return "", "", err
		}
		password = oneTime
	}
	hash, err = g.hasher.hash(ctx, password)
	return hash, oneTime, err
}

// Disable shuts a user out, ending every session, or lets the user in again.
// Nobody disables oneself, so that an administrator always remains.
func (g *Gate) Disable(ctx context.Context, actor Actor, id int64, disabled bool) (err error) {
	defer fault.Wrap(&err, "account.Disable(%d, %t)", id, disabled)
	if err := actor.Require(UserManage); err != nil {
		return err
	}
	if id == actor.UserID {
		return fault.New(fault.Conflict, "account.problem.own_account")
	}
	return g.db.Write(ctx, func(tx *database.Tx) error {
		before, _, err := findUser(ctx, tx, "id = ?", id)
		if err != nil || before.Disabled == disabled {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE account_user SET disabled = ? WHERE id = ?", database.Flag(disabled), id); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, id); err != nil {
			return err
		}
		after := before
		after.Disabled = disabled
		action := "user.enable"
		if disabled {
			action = "user.disable"
		}
		return record(ctx, tx, actor, action, id, before, after)
	})
}

// Reset gives a user a one-time password, ends the sessions and any wait.
func (g *Gate) Reset(ctx context.Context, actor Actor, id int64) (oneTime string, err error) {
	defer fault.Wrap(&err, "account.Reset(%d)", id)
	if err := actor.Require(UserManage); err != nil {
		return "", err
	}
	hash, oneTime, err := g.hashOrDraw(ctx, "")
	if err != nil {
		return "", err
	}
	err = g.db.Write(ctx, func(tx *database.Tx) error {
		if _, _, err := findUser(ctx, tx, "id = ?", id); err != nil {
			return err
		}
		if err := setPassword(ctx, tx, id, hash, 0); err != nil {
			return err
		}
		return record(ctx, tx, actor, "user.reset_password", id, nil, nil)
	})
	return oneTime, err
}

// ChangePassword replaces the actor's own password and ends every session of
// the user, the present one too; the new token takes its place. It returns
// Invalid with problems of the fields "old" and "new".
func (g *Gate) ChangePassword(ctx context.Context, actor Actor, old, new string) (token string, err error) {
	defer fault.Wrap(&err, "account.ChangePassword(%d)", actor.UserID)
	hash, err := g.checkChange(ctx, actor, old, new)
	if err != nil {
		return "", err
	}
	if token, err = g.drawToken(); err != nil {
		return "", err
	}
	err = g.db.Write(ctx, func(tx *database.Tx) error {
		if err := setPassword(ctx, tx, actor.UserID, hash, database.Micros(tx.Now())); err != nil {
			return err
		}
		if err := record(ctx, tx, actor, "user.change_password", actor.UserID, nil, nil); err != nil {
			return err
		}
		return g.insertSession(ctx, tx, actor.UserID, token)
	})
	return token, err
}

// checkChange checks the old password and the new one, and returns the hash of
// the new.
func (g *Gate) checkChange(ctx context.Context, actor Actor, old, new string) (string, error) {
	u, hash, err := g.byID(ctx, actor.UserID)
	if err != nil {
		return "", err
	}
	same, err := g.hasher.matches(ctx, hash, old)
	if err != nil {
		return "", err
	}
	var problems []fault.Problem
	if !same {
		problems = append(problems, fault.Problem{Field: "old", Key: "account.problem.old_password"})
	}
	problems = append(problems, checkPassword("new", u.Login, new, g.policy.PasswordLength)...)
	if same && old == new {
		problems = append(problems, fault.Problem{Field: "new", Key: "account.problem.same_password"})
	}
	if err := fault.Check(problems); err != nil {
		return "", err
	}
	return g.hasher.hash(ctx, new)
}

// SetLanguage keeps the language in which the actor reads the program.
func (g *Gate) SetLanguage(ctx context.Context, actor Actor, lang locale.Lang) (err error) {
	defer fault.Wrap(&err, "account.SetLanguage(%d, %s)", actor.UserID, lang)
	if actor.Lang == lang {
		return nil
	}
	return g.db.Write(ctx, func(tx *database.Tx) error {
		before, _, err := findUser(ctx, tx, "id = ?", actor.UserID)
		if err != nil {
			return err
		}
		after := before
		after.Lang = lang
		if _, err := tx.Exec(ctx, "UPDATE account_user SET lang = ? WHERE id = ?", string(lang), actor.UserID); err != nil {
			return err
		}
		return record(ctx, tx, actor, "user.set_language", actor.UserID, before, after)
	})
}

// List returns every user by login.
func (g *Gate) List(ctx context.Context, actor Actor) (users []User, err error) {
	defer fault.Wrap(&err, "account.List")
	if err := actor.Require(UserManage); err != nil {
		return nil, err
	}
	err = g.db.Read(ctx, func(tx *database.Tx) error {
		return tx.Each(ctx, func(rows *sql.Rows) error {
			u, _, err := scanUser(rows)
			users = append(users, u)
			return err
		}, "SELECT "+userColumns+" FROM account_user ORDER BY login")
	})
	return users, err
}

// Find returns one user, to the administrator and to the user. It returns
// NotFound for everybody else.
func (g *Gate) Find(ctx context.Context, actor Actor, id int64) (User, error) {
	if !actor.May(UserManage) && actor.UserID != id {
		return User{}, fault.New(fault.NotFound, "fault.not_found")
	}
	u, _, err := g.byID(ctx, id)
	return u, err
}

func (g *Gate) byID(ctx context.Context, id int64) (u User, hash string, err error) {
	err = g.db.Read(ctx, func(tx *database.Tx) error {
		u, hash, err = findUser(ctx, tx, "id = ?", id)
		return err
	})
	return u, hash, err
}

// record audits an act on a user; users carry no password into it.
func record(ctx context.Context, tx *database.Tx, actor Actor, action string, id int64, before, after any) error {
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: action, Kind: "user", Subject: id, Before: before, After: after})
}

const userColumns = `id, login, name, role, password_hash, unit_id, officer_id, lang, disabled, locked_until, created_at, password_changed_at`

type scanner interface{ Scan(into ...any) error }

func scanUser(row scanner) (u User, hash string, err error) {
	var unit, officer, locked sql.NullInt64
	var disabled int
	var created, changed int64
	err = row.Scan(&u.ID, &u.Login, &u.Name, &u.Role, &hash, &unit, &officer, &u.Lang, &disabled, &locked, &created, &changed)
	u.UnitID, u.OfficerID, u.Disabled = unit.Int64, officer.Int64, disabled == 1
	u.LockedUntil, u.CreatedAt, u.PasswordChangedAt =
		database.Instant(locked.Int64), database.Instant(created), database.Instant(changed)
	return u, hash, err
}

func findUser(ctx context.Context, tx *database.Tx, where string, arg any) (User, string, error) {
	u, hash, err := scanUser(tx.QueryRow(ctx, "SELECT "+userColumns+" FROM account_user WHERE "+where, arg))
	if errors.Is(err, sql.ErrNoRows) {
		return User{}, "", fault.New(fault.NotFound, "fault.not_found")
	}
	return u, hash, err
}

func insertUser(ctx context.Context, tx *database.Tx, u *User, hash string) error {
	if _, _, err := findUser(ctx, tx, "login = ?", u.Login); err == nil {
		return fault.Check([]fault.Problem{{Field: "login", Key: "account.problem.login_taken"}})
	} else if fault.CodeOf(err) != fault.NotFound {
		return err
	}
	return tx.QueryRow(ctx, `INSERT INTO account_user
		(login, name, role, password_hash, unit_id, officer_id, lang, disabled, created_at, password_changed_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		u.Login, u.Name, string(u.Role), hash, database.NullID(u.UnitID), database.NullID(u.OfficerID),
		string(u.Lang), database.Flag(u.Disabled), database.Micros(u.CreatedAt), changedMicros(*u)).Scan(&u.ID)
}

func changedMicros(u User) int64 {
	if u.MustChangePassword() {
		return 0
	}
	return database.Micros(u.PasswordChangedAt)
}

// setPassword stores the hash, lifts any wait and ends all sessions. A changed
// instant of 0 marks the password as a one-time one.
func setPassword(ctx context.Context, tx *database.Tx, id int64, hash string, changed int64) error {
	if _, err := tx.Exec(ctx, `UPDATE account_user
		SET password_hash = ?, password_changed_at = ?, failed = 0, locked_until = NULL WHERE id = ?`,
		hash, changed, id); err != nil {
		return err
	}
	return endSessions(ctx, tx, id)
}
