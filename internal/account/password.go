package account

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"beret/internal/fault"

	"golang.org/x/crypto/argon2"
)

// HashCost is what one password hash costs. It is kept in each hash, so that a
// later cost does not shut out earlier users.
type HashCost struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

const (
	saltBytes = 16
	keyBytes  = 32
	// longestPassword bounds the work that a stranger can ask for.
	longestPassword = 256
)

// hasher makes and checks argon2id hashes, so many at a time as there are
// slots: each takes its memory, and sign-in must not be able to exhaust it.
type hasher struct {
	cost   HashCost
	random io.Reader
	slots  chan struct{}
	decoy  string // hash that nobody's password has, checked for unknown users
}

func newHasher(cost HashCost, parallel int, random io.Reader) (*hasher, error) {
	h := &hasher{cost: cost, random: random, slots: make(chan struct{}, parallel)}
	drawn := make([]byte, saltBytes+keyBytes) // a drawn key is as good as a hashed one, and the program starts sooner
	if _, err := io.ReadFull(random, drawn); err != nil {
		return nil, fmt.Errorf("account: decoy: %w", err)
	}
	h.decoy = cost.write(drawn[:saltBytes], drawn[saltBytes:])
	return h, nil
}

// write returns a hash in the PHC text form,
// $argon2id$v=19$m=19456,t=2,p=1$salt$key.
func (c HashCost) write(salt, key []byte) string {
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.Memory, c.Passes, c.Threads, encode(salt), encode(key))
}

func (h *hasher) take(ctx context.Context) error {
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *hasher) free() { <-h.slots }

// hash returns the password's hash with a new salt.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(h.random, salt); err != nil {
		return "", fmt.Errorf("account: salt: %w", err)
	}
	if err := h.take(ctx); err != nil {
		return "", err
	}
	defer h.free()
	key := argon2.IDKey([]byte(password), salt, h.cost.Passes, h.cost.Memory, h.cost.Threads, keyBytes)
	return h.cost.write(salt, key), nil
}

// matches reports whether the password has the hash. An unreadable hash is
// an error and matches nothing.
func (h *hasher) matches(ctx context.Context, hash, password string) (bool, error) {
	cost, salt, key, err := readHash(hash)
	if err != nil {
		return false, err
	}
	if len(password) > longestPassword {
		password = password[:longestPassword+1] // longer than any that could be set
	}
	if err := h.take(ctx); err != nil {
		return false, err
	}
	defer h.free()
	given := argon2.IDKey([]byte(password), salt, cost.Passes, cost.Memory, cost.Threads, uint32(len(key)))
	return subtle.ConstantTimeCompare(given, key) == 1, nil
}

func readHash(hash string) (cost HashCost, salt, key []byte, err error) {
	unreadable := func() (HashCost, []byte, []byte, error) {
		return HashCost{}, nil, nil, fmt.Errorf("account: unreadable password hash")
	}
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return unreadable()
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &cost.Memory, &cost.Passes, &cost.Threads); err != nil {
		return unreadable()
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return unreadable()
	}
	key, err = base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(key) < 16 || cost.Passes == 0 || cost.Threads == 0 || cost.Memory > 1<<20 {
		return unreadable()
	}
	return cost, salt, key, nil
}

// checkPassword returns what is wrong with a new password: too short, too
// long, or nothing but the login or one letter over and over. Rules of
// composition are left out on purpose; length is what counts (NIST SP 800-63B).
func checkPassword(field, login, password string, least int) []fault.Problem {
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password), len(password) > longestPassword:
		return []fault.Problem{{Field: field, Key: "account.problem.password_long", Args: []any{"n", longestPassword}}}
	case n < least:
		return []fault.Problem{{Field: field, Key: "account.problem.password_short", Args: []any{"n", least}}}
	case strings.EqualFold(password, login), strings.Trim(password, password[:1]) == "":
		return []fault.Problem{{Field: field, Key: "account.problem.password_plain"}}
	}
	return nil
}

// oneTimeAlphabet leaves out what is confused when read aloud or copied by
// hand: 0 and o, 1, l and i. Of 32 places a random byte's low five bits choose.
const oneTimeAlphabet = "abcdefghjkmnpqrstuvwxyz23456789+"

// oneTimePassword returns a password such as "k7mp-3xqr-a9tn-vh2c" (80 bits),
// good until the first sign-in.
func oneTimePassword(random io.Reader) (string, error) {
	drawn := make([]byte, 16)
	if _, err := io.ReadFull(random, drawn); err != nil {
		return "", fmt.Errorf("account: one-time password: %w", err)
	}
	var b strings.Builder
	for i, d := range drawn {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(oneTimeAlphabet[d&31])
	}
	return b.String(), nil
}
