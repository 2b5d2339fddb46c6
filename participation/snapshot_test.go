package participation

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"beret/civil"

	"pgregory.net/rapid"
)

func TestSnapshotRoundTripVerifiesAndShowsEachAlteredByte(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		services := drawServices(t)
		for i := range services {
			services[i].HomeUnit = rapid.String().Draw(t, "home unit")
		}
		frozen := Freeze(services, testFirst.Add(rapid.IntRange(0, 29).Draw(t, "month")))
		data := frozen.Encode()
		again, err := Decode(data)
		if err != nil || !reflect.DeepEqual(again, frozen) || again.Hash() != frozen.Hash() {
			t.Fatalf("%v\n%+v\n%+v", err, again, frozen)
		}
		if err := again.Verify(); err != nil {
			t.Fatal(err)
		}
		if added, removed := again.Drift(services); len(added)+len(removed) != 0 {
			t.Fatalf("drifted by %v and %v without a change", added, removed)
		}
		at := rapid.IntRange(0, len(data)-1).Draw(t, "at")
		altered := bytes.Clone(data)
		altered[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "bits"))
		if _, err := Decode(altered); err == nil {
			t.Fatalf("byte %d changed from %q to %q unseen", at, data[at], altered[at])
		}
	})
}

func TestSnapshotShowsWhatWasCorrectedSince(t *testing.T) {
	month := civil.MustMonth("2026-10")
	services := office("IPO", 1, 2, 1)
	frozen := Freeze(services, month)
	services[0].Mission = "A" // corrected
	services = services[:2]   // and one withdrawn
	added, removed := frozen.Drift(services)
	if len(added) != 1 || added[0].Mission != "A" || len(removed) != 2 {
		t.Errorf("added %v, removed %v", added, removed)
	}
}

func TestSnapshotWithARehashedLieDoesNotVerify(t *testing.T) {
	frozen := Freeze(office("IPO", 1, 2, 1), civil.MustMonth("2026-10"))
	frozen.Lines[0].Share.Women++
	lie, err := Decode(frozen.Encode())
	if err != nil || !errors.Is(lie.Verify(), ErrReproduced) {
		t.Errorf("decode %v, verify %v", err, lie.Verify())
	}
	lie.Formula = "participation/0"
	if !errors.Is(lie.Verify(), ErrFormula) {
		t.Error("another formula's figures cannot be held to this one")
	}
}

func TestFrozenBytesDoNotChange(t *testing.T) {
	got := string(Freeze(office("IPO", 1, 1, 1), civil.MustMonth("2026-10")).Encode())
	want := `beret snapshot
formula "participation/1"
month 2026-10
row 1 1 true "IPO" "" "" "" "" "" ""
row 2 2 false "IPO" "" "" "" "" "" ""
line all "" 1 2
line category "IPO" 1 2
line mission "" 1 2
line unit "" 1 2
line tier "" 1 2
line home-unit "" 1 2
line rank-band "" 1 2
line site "" 1 2
sha256 `
	if len(got) != len(want)+65 || got[:len(want)] != want {
		t.Errorf("got\n%s", got)
	}
}

// The fuzzer cannot find a hash, so the test adds the right one.
func FuzzDecode(f *testing.F) {
	whole := Freeze(office("IPO", 2, 1, 1), civil.MustMonth("2026-10")).text()
	f.Add(whole)
	f.Add(Snapshot{}.text())
	f.Add([]byte("beret snapshot\nrow 1 1 true \"\\x00\"\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		sum := sha256.Sum256(text)
		data := fmt.Appendf(bytes.Clone(text), "sha256 %x\n", sum)
		s, err := Decode(data)
		if err == nil && !bytes.Equal(s.Encode(), data) {
			t.Fatalf("%q decoded and encoded is %q", data, s.Encode())
		}
	})
}
