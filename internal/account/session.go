package account

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"beret/internal/database"
	"beret/internal/fault"
)

const tokenBytes = 32

// seenEvery is how coarsely a session's last use is kept, so that reading a
// page does not write the record each time.
const seenEvery = time.Minute

// refused is the one answer to every failed sign-in: an unknown login, a wrong
// password, a waiting and a disabled account read alike, so that no stranger
// learns which logins exist.
func refused() error { return fault.New(fault.Invalid, "account.refused") }

// SignIn checks login and password and opens a session, whose token the
// browser keeps; the record keeps only its hash. It returns Invalid with the
// same key and after the same work for every reason of refusal.
func (g *Gate) SignIn(ctx context.Context, login, password string) (token string, err error) {
	defer fault.Wrap(&err, "account.SignIn")
	u, hash, err := g.byLogin(ctx, login)
	if err != nil {
		return "", err
	}
	matches, err := g.hasher.matches(ctx, hash, password)
	if err != nil {
		return "", err
	}
	if u.ID == 0 || u.Disabled {
		return "", refused()
	}
	if token, err = g.drawToken(); err != nil {
		return "", err
	}
	open := false
	err = g.db.Write(ctx, func(tx *database.Tx) error {
		open, err = g.decide(ctx, tx, u.ID, matches, token)
		return err
	})
	if err == nil && !open {
		err = refused()
	}
	if err != nil {
		return "", err
	}
	return token, nil
}

// byLogin returns the user of a login, or nobody with the decoy hash.
func (g *Gate) byLogin(ctx context.Context, login string) (u User, hash string, err error) {
	err = g.db.Read(ctx, func(tx *database.Tx) error {
		u, hash, err = findUser(ctx, tx, "login = ?", strings.ToLower(strings.TrimSpace(login)))
		return err
	})
	if fault.CodeOf(err) == fault.NotFound {
		return User{}, g.hasher.decoy, nil
	}
	return u, hash, err
}

// decide opens the session or counts the failure. It reads the user again,
// because many tries may have been checked at the same time: once the account
// waits, even the right password among them is refused.
func (g *Gate) decide(ctx context.Context, tx *database.Tx, id int64, matches bool, token string) (bool, error) {
	u, _, err := findUser(ctx, tx, "id = ?", id)
	if err != nil {
		return false, err
	}
	if u.Disabled || tx.Now().Before(u.LockedUntil) {
		return false, nil
	}
	if !matches {
		return false, g.fail(ctx, tx, u)
	}
	if _, err := tx.Exec(ctx, "UPDATE account_user SET failed = 0, locked_until = NULL WHERE id = ?", id); err != nil {
		return false, err
	}
	if err := sweepSessions(ctx, tx); err != nil {
		return false, err
	}
	if err := g.insertSession(ctx, tx, id, token); err != nil {
		return false, err
	}
	return true, record(ctx, tx, u.Actor(), "session.open", id, nil, nil)
}

func (g *Gate) fail(ctx context.Context, tx *database.Tx, u User) error {
	var failed int
	if err := tx.QueryRow(ctx, "UPDATE account_user SET failed = failed + 1 WHERE id = ? RETURNING failed", u.ID).Scan(&failed); err != nil {
		return err
	}
	wait := g.policy.wait(failed)
	if wait == 0 {
		return record(ctx, tx, u.Actor(), "session.refuse", u.ID, nil, nil)
	}
	if _, err := tx.Exec(ctx, "UPDATE account_user SET locked_until = ? WHERE id = ?",
		database.Micros(tx.Now().Add(wait)), u.ID); err != nil {
		return err
	}
	return record(ctx, tx, u.Actor(), "user.lock", u.ID, nil, map[string]string{"wait": wait.String()})
}

// wait returns how long an account waits after so many failures in a row:
// FirstWait at the policy's count, then twice as long each time.
func (p Policy) wait(failed int) time.Duration {
	if failed < p.Failures {
		return 0
	}
	wait := p.FirstWait
	for i := p.Failures; i < failed && wait < p.LongestWait; i++ {
		wait *= 2
	}
	return min(wait, p.LongestWait)
}

// Resume returns the user of a session's token. It returns NotFound for a
// token that is unknown, idle too long, expired, or of a disabled user.
func (g *Gate) Resume(ctx context.Context, token string) (u User, err error) {
	defer fault.Wrap(&err, "account.Resume")
	hash := tokenHash(token)
	stale := false
	err = g.db.Read(ctx, func(tx *database.Tx) error {
		u, stale, err = g.findSession(ctx, tx, hash)
		return err
	})
	if err != nil || !stale {
		return u, err
	}
	return u, g.db.Write(ctx, func(tx *database.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE account_session SET seen_at = ? WHERE token_hash = ?", database.Micros(tx.Now()), hash)
		return err
	})
}

func (g *Gate) findSession(ctx context.Context, tx *database.Tx, hash string) (u User, stale bool, err error) {
	var id, seen, expires int64
	err = tx.QueryRow(ctx, "SELECT user_id, seen_at, expires_at FROM account_session WHERE token_hash = ?", hash).Scan(&id, &seen, &expires)
	if errors.Is(err, sql.ErrNoRows) {
		return User{}, false, noSession()
	}
	if err != nil {
		return User{}, false, err
	}
	idle := tx.Now().Sub(database.Instant(seen))
	if idle >= g.policy.Idle || !tx.Now().Before(database.Instant(expires)) {
		return User{}, false, noSession()
	}
	if u, _, err = findUser(ctx, tx, "id = ?", id); err != nil {
		return User{}, false, err
	}
	if u.Disabled {
		return User{}, false, noSession()
	}
	return u, idle >= seenEvery, nil
}

func noSession() error { return fault.New(fault.NotFound, "account.no_session") }

// SignOut ends the session of a token; an unknown token is no error.
func (g *Gate) SignOut(ctx context.Context, actor Actor, token string) (err error) {
	defer fault.Wrap(&err, "account.SignOut(%d)", actor.UserID)
	return g.db.Write(ctx, func(tx *database.Tx) error {
		ended, err := tx.Exec(ctx, "DELETE FROM account_session WHERE token_hash = ?", tokenHash(token))
		if err != nil || ended == 0 {
			return err
		}
		return record(ctx, tx, actor, "session.close", actor.UserID, nil, nil)
	})
}

// SignOutEverywhere ends every session of the actor.
func (g *Gate) SignOutEverywhere(ctx context.Context, actor Actor) (err error) {
	defer fault.Wrap(&err, "account.SignOutEverywhere(%d)", actor.UserID)
	return g.db.Write(ctx, func(tx *database.Tx) error {
		if err := endSessions(ctx, tx, actor.UserID); err != nil {
			return err
		}
		return record(ctx, tx, actor, "session.close_all", actor.UserID, nil, nil)
	})
}

func (g *Gate) drawToken() (string, error) {
	drawn := make([]byte, tokenBytes)
	if _, err := io.ReadFull(g.random, drawn); err != nil {
		return "", fmt.Errorf("account: session token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(drawn), nil
}

// tokenHash is what the record keeps of a token. A plain hash serves: the
// token is 256 random bits, which nobody guesses.
func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func (g *Gate) insertSession(ctx context.Context, tx *database.Tx, user int64, token string) error {
	now := tx.Now()
	_, err := tx.Exec(ctx, "INSERT INTO account_session (token_hash, user_id, created_at, seen_at, expires_at) VALUES (?, ?, ?, ?, ?)",
		tokenHash(token), user, database.Micros(now), database.Micros(now), database.Micros(now.Add(g.policy.Absolute)))
	return err
}

func endSessions(ctx context.Context, tx *database.Tx, user int64) error {
	_, err := tx.Exec(ctx, "DELETE FROM account_session WHERE user_id = ?", user)
	return err
}

// sweepSessions removes what has expired, at each sign-in.
func sweepSessions(ctx context.Context, tx *database.Tx) error {
	_, err := tx.Exec(ctx, "DELETE FROM account_session WHERE expires_at <= ?", database.Micros(tx.Now()))
	return err
}
