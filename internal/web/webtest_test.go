package web

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/locale"
)

// house is a server on an empty record in a temporary file, for tests of
// pages. Fill the record through house.DB before asking for pages.
type house struct {
	*Server
	DB      *database.DB
	Gate    *account.Gate
	Clock   *clock
	address string
}

// clock is a clock that a test sets.
type clock struct{ nanos atomic.Int64 }

func (c *clock) Now() time.Time          { return time.Unix(0, c.nanos.Load()).UTC() }
func (c *clock) Advance(d time.Duration) { c.nanos.Add(int64(d)) }

// testPassword opens every user of a test's house.
const testPassword = "a blue helmet in the rain"

// newHouse returns a house in English at noon of 31 October 2026.
func newHouse(t testing.TB) *house {
	t.Helper()
	return newHouseAt(t, filepath.Join(t.TempDir(), "beret.db"))
}

// newHouseAt is newHouse on a record that may be there already.
func newHouseAt(t testing.TB, path string) *house {
	t.Helper()
	h := &house{Clock: &clock{}}
	h.Clock.nanos.Store(time.Date(2026, 10, 31, 12, 0, 0, 0, time.UTC).UnixNano())
	ctx := context.Background()
	var err error
	h.DB, err = database.Open(ctx, path, database.Options{Clock: h.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.DB.Close() })
	if err := h.DB.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	policy := account.DefaultPolicy()
	policy.Cost = account.HashCost{Memory: 64, Passes: 1, Threads: 1}
	if h.Gate, err = account.NewGate(h.DB, policy, rand.NewChaCha8([32]byte{1})); err != nil {
		t.Fatal(err)
	}
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	h.Server, err = New(Config{DB: h.DB, Gate: h.Gate, Catalogue: catalogue, Clock: h.Clock.Now, Version: "test", Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h.Server)
	t.Cleanup(server.Close)
	h.address = server.URL
	return h
}

// visitor is a browser of one user.
type visitor struct {
	t      testing.TB
	house  *house
	client *http.Client
}

// stranger returns a browser that nobody signed in with.
func (h *house) stranger(t testing.TB) *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t: t, house: h, client: &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// as returns a browser signed in as a user of a role, who is made on the way.
// A unit's commander has unit 1 and an officer has file 1, made if absent.
func (h *house) as(t testing.TB, role account.Role) *visitor {
	t.Helper()
	h.user(t, role)
	v := h.stranger(t)
	answer := v.post("/sign-in", "login", "test-"+string(role), "password", testPassword)
	if answer.Status != http.StatusSeeOther {
		t.Fatalf("sign-in as %s: status %d", role, answer.Status)
	}
	return v
}

func (h *house) user(t testing.TB, role account.Role) {
	t.Helper()
	u := account.User{Login: "test-" + string(role), Name: "Test " + string(role), Role: role, Lang: locale.English}
	switch role {
	case account.UnitCommander:
		h.ensureUnit(t)
		u.UnitID = 1
	case account.Officer:
		h.ensureOfficer(t)
		u.OfficerID = 1
	}
	_, _, err := h.Gate.Create(context.Background(), account.System(), u, testPassword)
	if err != nil && !strings.Contains(err.Error(), "login_taken") {
		t.Fatal(err)
	}
}

func (h *house) ensureUnit(t testing.TB) {
	h.write(t, `INSERT INTO formed_unit (id, code, name, category) VALUES (1, 'TEST-1', 'Test unit 1', 'fpu') ON CONFLICT DO NOTHING`)
}

func (h *house) ensureOfficer(t testing.TB) {
	h.write(t, `INSERT INTO home_unit (id, code, name, name_key) VALUES (1, 'T1', 'Test department', 'x') ON CONFLICT DO NOTHING`)
	h.write(t, `INSERT INTO officer (id, service_number, full_name, name_key, search_key, woman, birth_date, rank_code, rank_order, home_unit_id)
		VALUES (1, 'T-1', 'Nguyễn Thị Thử', x'00', 'nguyen thi thu t-1', 1, '1990-01-01', 'captain', 1, 1) ON CONFLICT DO NOTHING`)
}

func (h *house) write(t testing.TB, statement string, args ...any) {
	t.Helper()
	err := h.DB.Write(context.Background(), func(tx *database.Tx) error {
		_, err := tx.Exec(context.Background(), statement, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// reply is what a browser got.
type reply struct {
	Status int
	Header http.Header
	Body   string
}

func (v *visitor) get(path string) reply {
	v.t.Helper()
	request, err := http.NewRequest(http.MethodGet, v.house.address+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.do(request)
}

// post sends a form of pairs of name and value, from the site itself.
func (v *visitor) post(path string, pairs ...string) reply {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	request, err := http.NewRequest(http.MethodPost, v.house.address+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	return v.do(request)
}

func (v *visitor) do(request *http.Request) reply {
	v.t.Helper()
	response, err := v.client.Do(request)
	if err != nil {
		v.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return reply{response.StatusCode, response.Header, string(body)}
}
