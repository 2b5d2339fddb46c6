package account

import (
	"context"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func testHasher(t testing.TB, parallel int) *hasher {
	t.Helper()
	h, err := newHasher(HashCost{Memory: 64, Passes: 1, Threads: 1}, parallel, rand.NewChaCha8([32]byte{2}))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestHash(t *testing.T) {
	h := testHasher(t, 2)
	first, err := h.hash(t.Context(), "mật khẩu của tôi")
	if err != nil {
		t.Fatal(err)
	}
	second, _ := h.hash(t.Context(), "mật khẩu của tôi")
	if first == second {
		t.Error("two hashes of one password are the same: there is no salt")
	}
	if !strings.HasPrefix(first, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Errorf("hash = %s", first)
	}
	for password, want := range map[string]bool{"mật khẩu của tôi": true, "mat khau cua toi": false, "": false} {
		if got, err := h.matches(t.Context(), first, password); got != want || err != nil {
			t.Errorf("matches(%q) = %t, %v", password, got, err)
		}
	}
	h.cost = HashCost{Memory: 128, Passes: 2, Threads: 1}
	if ok, err := h.matches(t.Context(), first, "mật khẩu của tôi"); !ok || err != nil {
		t.Errorf("a hash of an earlier cost no longer matches: %v", err)
	}
}

// The reference implementation's vector: argon2 0123…, test.c of phc-winner-argon2,
// version 19, t=2, m=65536 KiB, p=1, "password", salt "somesalt".
func TestHashAgreesWithReference(t *testing.T) {
	hash := "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if ok, err := testHasher(t, 1).matches(t.Context(), hash, "password"); !ok || err != nil {
		t.Errorf("matches = %t, %v", ok, err)
	}
}

func TestParallelHashesAreBounded(t *testing.T) {
	h := testHasher(t, 2)
	var most atomic.Int64
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if h.take(context.Background()) != nil {
				return
			}
			most.Store(max(most.Load(), int64(len(h.slots))))
			time.Sleep(time.Millisecond)
			h.free()
		})
	}
	wg.Wait()
	if most.Load() > 2 {
		t.Errorf("%d hashes ran at once", most.Load())
	}
	h.take(t.Context())
	h.take(t.Context())
	patience, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := h.hash(patience, "x"); err == nil {
		t.Error("a visitor who left still waits for a slot")
	}
}

func TestOneTimeAlphabet(t *testing.T) {
	if len(oneTimeAlphabet) != 32 {
		t.Fatalf("%d characters: not every five bits choose one", len(oneTimeAlphabet))
	}
	for _, r := range "0o1li" {
		if strings.ContainsRune(oneTimeAlphabet, r) {
			t.Errorf("%q is easily confused", r)
		}
	}
}

func FuzzReadHash(f *testing.F) {
	f.Add("$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	f.Add("$argon2id$v=19$m=64,t=0,p=0$$")
	f.Add("")
	f.Fuzz(func(t *testing.T, hash string) {
		cost, _, key, err := readHash(hash)
		if err == nil && (cost.Passes == 0 || cost.Threads == 0 || len(key) < 16) {
			t.Errorf("%q was read as %v with %d bytes", hash, cost, len(key))
		}
	})
}
