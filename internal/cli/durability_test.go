package cli

import (
	"bufio"
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"beret/internal/account"
	"beret/internal/custody"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/locale"
)

// A write that was answered is on record, whatever happens to the server in
// the next instant: it is killed without warning while several people write.
func TestAnAcknowledgedWriteSurvivesAKilledServer(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killed(t, filepath.Join(t.TempDir(), "beret.db")) })
	t.Run("postgres", func(t *testing.T) { killed(t, databasetest.PostgresAddress(t)) })
}

const clerkPassword = "a long password of a clerk"

func killed(t *testing.T, address string) {
	withRecord(t, address, addClerk)
	server, base := startServer(t, address)
	client := signIn(t, base)

	const writers, enough = 4, 120
	acknowledged := make(chan string, writers*enough)
	var wait sync.WaitGroup
	for w := range writers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := range enough {
				code := fmt.Sprintf("W%d-%d", w, i)
				if !addHomeUnit(client, base, code) {
					return // the server is gone
				}
				acknowledged <- code
			}
		}()
	}
	stopped := make(chan struct{})
	go func() { wait.Wait(); close(stopped) }()
	for len(acknowledged) < enough {
		select {
		case <-stopped:
			t.Fatalf("the server answered %d of %d writes", len(acknowledged), enough)
		case <-time.After(time.Millisecond):
		}
	}
	if err := server.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	server.Wait()
	<-stopped
	close(acknowledged)

	withRecord(t, address, func(t *testing.T, db *database.DB) {
		kept := homeUnitCodes(t, db)
		answered := 0
		for code := range acknowledged {
			answered++
			if !kept[code] {
				t.Errorf("%s was acknowledged and is lost", code)
			}
		}
		if answered < enough || len(kept) > answered+writers {
			t.Errorf("%d answered, %d kept: more than the %d in flight differ", answered, len(kept), writers)
		}
		findings, err := custody.Examine(context.Background(), db)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			if f.Status != custody.Sound {
				t.Errorf("after the kill: %s is %s, %s %v", f.Key, f.Status, f.Detail, f.Args)
			}
		}
	})
}

func withRecord(t *testing.T, address string, f func(t *testing.T, db *database.DB)) {
	t.Helper()
	db, err := database.Open(context.Background(), address, database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	f(t, db)
}

func addClerk(t *testing.T, db *database.DB) {
	gate, err := account.NewGate(db, account.DefaultPolicy(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	clerk := account.User{Login: "clerk", Name: "Clerk", Role: account.Desk, Lang: locale.English}
	if _, _, err := gate.Create(context.Background(), account.System(), clerk, clerkPassword); err != nil {
		t.Fatal(err)
	}
}

var served = regexp.MustCompile(`http://[0-9.:]+`)

// startServer runs the real program and returns it with its address.
func startServer(t *testing.T, address string) (*exec.Cmd, string) {
	t.Helper()
	server := exec.Command("beret", "serve", "--listen", "127.0.0.1:0", "--database", address)
	server.Env = append(os.Environ(), "BERET_LANG=en")
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	base := strings.TrimSuffix(served.FindString(line), ".")
	if err != nil || base == "" {
		t.Fatalf("the server said %q, %v", line, err)
	}
	return server, base
}

func signIn(t *testing.T, base string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.PostForm(base+"/sign-in", url.Values{"login": {"clerk"}, "password": {clerkPassword}})
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusSeeOther {
		t.Fatalf("sign-in: %s", response.Status)
	}
	return client
}

// addHomeUnit reports whether the server answered that the unit is on record.
func addHomeUnit(client *http.Client, base, code string) bool {
	response, err := client.PostForm(base+"/home-units/new", url.Values{"code": {code}, "name": {"Unit " + code}})
	if err != nil {
		return false
	}
	response.Body.Close()
	return response.StatusCode == http.StatusSeeOther
}

func homeUnitCodes(t *testing.T, db *database.DB) map[string]bool {
	t.Helper()
	codes := map[string]bool{}
	ctx := context.Background()
	if err := db.Read(ctx, func(tx *database.Tx) error {
		return tx.Each(ctx, func(rows *sql.Rows) error {
			var code string
			err := rows.Scan(&code)
			codes[code] = true
			return err
		}, "SELECT code FROM home_unit")
	}); err != nil {
		t.Fatal(err)
	}
	return codes
}
