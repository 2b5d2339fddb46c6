package slate

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// forged is a result of an instance with a certificate of every kind of node.
func forged(seed uint64) (*Instance, *Result) {
	in := randomInstance(seed, 6, 3)
	f := &forger{rand.New(rand.NewPCG(seed, 2)), in, nil}
	everySlate(in, func(v value, chosen []int32) {
		if f.r == nil || f.IntN(100) == 0 {
			f.r = resultOf(in, chosen, v)
		}
	})
	for s := range f.r.Certificate.Stages {
		nodes := f.tree()
		leaves(nodes, 0, nil, func(node int32, path []side) {
			nodes[node].Unit = 1
			for range f.IntN(4) {
				nodes[node].Multipliers = append(nodes[node].Multipliers, f.multiplier(path))
			}
		})
		f.r.Certificate.Stages[s] = Proof{Bound: f.Int64N(100) - 50, Nodes: nodes}
	}
	return in, f.r
}

func TestAnswersComeBackAsTheyWere(t *testing.T) {
	for seed := range uint64(200) {
		in, r := forged(seed)
		var text bytes.Buffer
		if err := EncodeAnswer(&text, in, r, map[string]any{"note": []any{1.5e3, nil, "x", true, map[string]any{}}}, true); err != nil {
			t.Fatal(err)
		}
		back, err := DecodeAnswer(&text, in)
		if err != nil {
			t.Fatal(err)
		}
		// A leaf has no Count; decoded and made ones may differ in it.
		leaf := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Count" }, cmp.Comparer(func(a, b Count) bool {
			return len(a.Classes) == 0 && len(b.Classes) == 0 || cmp.Equal(a, b)
		}))
		if diff := cmp.Diff(r, back, leaf, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	in, _ := forged(1)
	const rest = `"filled":1,"priority_value":1,"shortfall":[],"score":1,"bound":[1,0,1],"proven":true`
	for _, c := range []struct{ text, want string }{
		{`{` + rest + `}`, `the field "assignment" is missing`},
		{`{` + rest + `,"assignment":[["nobody","c0"]]}`, `assignment[0]: no officer "nobody"`},
		{`{` + rest + `,"assignment":[["o0","c0"],["o0","c99"]]}`, `assignment[1]: no class "c99"`},
		{`{` + rest + `,"assignment":[],"certificate":{"stages":[{"bound":1,"nodes":[{"unit":1,"multipliers":[["row",1,2]]}]}]}}`,
			`certificate.stages.nodes.multipliers: "row" is not one of class, home,`},
		{`{` + rest + `,"assignment":[],"explanations":{"a":[1,2}}`, `, ] is expected`},
	} {
		_, err := DecodeAnswer(strings.NewReader(c.text), in)
		var e *InstanceError
		if !errors.As(err, &e) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s:\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

func FuzzDecodeAnswer(f *testing.F) {
	in, r := forged(3)
	var text bytes.Buffer
	if err := EncodeAnswer(&text, in, r, nil, true); err != nil {
		f.Fatal(err)
	}
	f.Add(text.Bytes())
	f.Fuzz(func(t *testing.T, text []byte) {
		if r, err := DecodeAnswer(bytes.NewReader(text), in); err == nil {
			Check(in, r) // whatever stands there, it judges
		}
	})
}

func TestInstancesComeBackAsTheyWere(t *testing.T) {
	for seed := range uint64(300) {
		in := randomInstance(seed, 9, 5)
		in.Officers[0].ID = "Nguyễn \"\\\x01"
		var text bytes.Buffer
		if err := Encode(&text, in); err != nil {
			t.Fatal(err)
		}
		back, err := Decode(&text)
		if err != nil {
			// A group of floors alone has no class; that is refused on purpose.
			var e *InstanceError
			if errors.As(err, &e) && e.Problem == ProblemNoGroup {
				continue
			}
			t.Fatal(err)
		}
		// The order of groups is that of their mention.
		named := func(in *Instance, groups []int32) (names []string) {
			for _, g := range groups {
				names = append(names, in.Groups[g])
			}
			return names
		}
		for k := range in.Classes {
			if diff := cmp.Diff(named(in, in.Classes[k].Groups), named(back, back.Classes[k].Groups)); diff != "" {
				t.Fatal(diff)
			}
			back.Classes[k].Groups = in.Classes[k].Groups
		}
		for f := range in.Floors {
			if a, b := in.Groups[in.Floors[f].Group], back.Groups[back.Floors[f].Group]; a != b {
				t.Fatal(a, b)
			}
			back.Floors[f].Group = in.Floors[f].Group
		}
		back.Groups = in.Groups
		if diff := cmp.Diff(in, back, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}
