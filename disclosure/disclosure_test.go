package disclosure

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// show prints a release as an outsider reads it.
func show(released ...Released) string {
	var words []string
	for _, r := range released {
		switch r.State {
		case Shown:
			words = append(words, fmt.Sprint(r.Count))
		case Withheld:
			words = append(words, "·")
		default:
			words = append(words, string(r.State))
		}
	}
	return strings.Join(words, " ")
}

func TestSharesRules(t *testing.T) {
	for _, c := range []struct {
		rule   string
		groups []Group
		want   string // women men total of each group
	}{
		{"nothing small, nothing withheld", []Group{{-1, 12, 36, false}}, "12 24 36"},
		{"few women: men go too, or subtraction gives them", []Group{{-1, 3, 30, false}}, "· · 30"},
		{"few men are persons as well", []Group{{-1, 30, 32, false}}, "· · 32"},
		{"a zero is shown", []Group{{-1, 0, 20, false}}, "0 20 20"},
		{"a total below the threshold is withheld with all it is made of", []Group{{-1, 1, 3, false}}, "· · ·"},
		{"few women and no men: the total is the women", []Group{{-1, 3, 3, false}}, "· 0 ·"},
		{"no data is not below the threshold", []Group{{-1, 0, 0, true}}, "no-data no-data no-data"},
		{"a small mission hides the next smallest, in women and in men",
			[]Group{{-1, 30, 90, false}, {0, 2, 20, false}, {0, 8, 30, false}, {0, 20, 40, false}},
			"30 60 90 | · · 20 | · · 30 | 20 20 40"},
		{"two small siblings that make up the threshold hide each other",
			[]Group{{-1, 30, 90, false}, {0, 4, 30, false}, {0, 4, 30, false}, {0, 22, 30, false}},
			"30 60 90 | · · 30 | · · 30 | 22 8 30"},
		{"two small siblings that do not, take a third",
			[]Group{{-1, 30, 90, false}, {0, 2, 30, false}, {0, 1, 30, false}, {0, 27, 30, false}},
			"30 60 90 | · · 30 | · · 30 | · · 30"},
		{"an only child tells of its parent", []Group{{-1, 2, 20, false}, {0, 2, 20, false}}, "· · 20 | · · 20"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			lines, err := Shares(c.groups, Rule{Threshold: 5})
			if err != nil {
				t.Fatal(err)
			}
			var words []string
			for _, l := range lines {
				words = append(words, show(l.Women, l.Men, l.Total))
				if l.RateShown() && (l.Women.State != Shown || l.Men.State != Shown) {
					t.Error("a rate beside a total gives the count away")
				}
			}
			if got := strings.Join(words, " | "); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestWithoutPeopleThereIsNoRate(t *testing.T) {
	if (Line{Released{Shown, 0}, Released{Shown, 0}, Released{Shown, 0}}).RateShown() {
		t.Error("nobody has no rate")
	}
}

func TestThresholdBelowTwoWithholdsNothing(t *testing.T) {
	lines, err := Shares([]Group{{-1, 1, 2, false}}, Rule{Threshold: 1})
	if err != nil || show(lines[0].Women, lines[0].Men, lines[0].Total) != "1 1 2" {
		t.Errorf("%v, %v", lines, err)
	}
}

func TestTablesThatDoNotAddUpAreRefused(t *testing.T) {
	for rule, groups := range map[string][]Group{
		"children are a partition": {{-1, 3, 9, false}, {0, 3, 8, false}},
		"parents come first":       {{1, 3, 9, false}, {-1, 3, 9, false}},
		"parents exist":            {{-2, 3, 9, false}},
		"more women than people":   {{-1, 3, 2, false}},
		"no data has no count":     {{-1, 1, 2, true}},
	} {
		if _, err := Shares(groups, Rule{5}); !errors.Is(err, ErrTable) {
			t.Errorf("%s: %v", rule, err)
		}
	}
	if _, err := Protect(Table{Cells: make([]Cell, 1), Sums: []Sum{{0, []int{1}}}}, Rule{5}); !errors.Is(err, ErrTable) {
		t.Errorf("sums name cells of the table: %v", err)
	}
}

// The two ways a table reaches a partner, tiny, so that every rival can be
// tried by the auditor.
func drawTable(t *rapid.T) Table {
	count := rapid.IntRange(0, 6)
	if rapid.Bool().Draw(t, "grid") {
		rows := make([][]int, rapid.IntRange(1, 3).Draw(t, "rows"))
		columns := rapid.IntRange(1, 2).Draw(t, "columns")
		for r := range rows {
			rows[r] = rapid.SliceOfN(count, columns, columns).Draw(t, "row")
		}
		return Grid(rows)
	}
	table, err := sharesTable(drawGroups(t, count, 3))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// drawGroups makes a root with up to leaves children, some under a middle group.
func drawGroups(t *rapid.T, count *rapid.Generator[int], leaves int) []Group {
	groups := []Group{{Parent: -1}}
	if rapid.Bool().Draw(t, "middle") {
		groups = append(groups, Group{Parent: 0})
	}
	inner := len(groups)
	for range rapid.IntRange(1, leaves).Draw(t, "leaves") {
		women, men := count.Draw(t, "women"), count.Draw(t, "men")
		groups = append(groups, Group{Parent: rapid.IntRange(0, inner-1).Draw(t, "parent"), Women: women, Total: women + men})
	}
	for i := len(groups) - 1; i > 0; i-- {
		parent := &groups[groups[i].Parent]
		parent.Women, parent.Total = parent.Women+groups[i].Women, parent.Total+groups[i].Total
	}
	return groups
}

func TestNothingWithheldIsRecoverable(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		table, rule := drawTable(rt), Rule{rapid.IntRange(1, 6).Draw(rt, "threshold")}
		release, err := Protect(table, rule)
		if err != nil {
			rt.Fatal(err)
		}
		for i, r := range release {
			if c := table.Cells[i].Count; r.State == Shown && (r.Count != c || rule.small(c)) || r.State == Withheld && (c == 0 || r.Count != 0) {
				rt.Fatalf("cell %d with %d is released as %+v", i, c, r)
			}
		}
		if found := recoverable(t, table, release); len(found) != 0 {
			rt.Fatalf("cells %v of %+v are recoverable from %s", found, table, show(release...))
		}
		if unproved, err := Audit(table, release); err != nil || len(unproved) != 0 {
			rt.Fatalf("unproved %v, %v", unproved, err)
		}
	})
}

// On releases that hide cells at random the audit may doubt too much, never
// too little.
func TestAuditMissesNoRecoverableCell(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		table := drawTable(rt)
		release := make([]Released, len(table.Cells))
		for i, c := range table.Cells {
			release[i] = Released{Shown, c.Count}
			if c.Count > 0 && rapid.Bool().Draw(rt, "hide") {
				release[i] = Released{State: Withheld}
			}
		}
		unproved, err := Audit(table, release)
		if err != nil {
			rt.Fatal(err)
		}
		doubted := make(map[int]bool)
		for _, i := range unproved {
			doubted[i] = true
		}
		for _, i := range recoverable(t, table, release) {
			if !doubted[i] {
				rt.Fatalf("cell %d of %+v is recoverable from %s", i, table, show(release...))
			}
		}
	})
}

func TestRemaindersReachTheThreshold(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		groups := drawGroups(rt, rapid.IntRange(0, 40), 12)
		table, _ := sharesTable(groups)
		rule := Rule{rapid.SampledFrom([]int{5, 10}).Draw(rt, "threshold")}
		release, err := Protect(table, rule)
		if err != nil {
			rt.Fatal(err)
		}
		for _, s := range table.Sums {
			hidden, people := 0, 0
			for _, p := range s.Parts {
				if release[p].State == Withheld {
					hidden, people = hidden+1, people+table.Cells[p].Count
				}
			}
			if release[s.Total].State == Shown && hidden > 0 && (hidden < 2 || people < rule.Threshold) {
				rt.Fatalf("%d withheld parts with %d people in %s", hidden, people, show(release...))
			}
		}
		again, _ := Protect(table, rule)
		if !reflect.DeepEqual(again, release) {
			rt.Fatal("the same table gave two releases")
		}
	})
}

// Deep trees of mostly tiny groups leave little to hide behind; a release is
// found all the same, and without wandering.
func TestLargeTreesOfTinyGroupsAreReleased(t *testing.T) {
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 0))
		groups := make([]Group, 20+random.IntN(100))
		groups[0].Parent = -1
		inner := min(len(groups), 12)
		for i := range groups[1:] {
			groups[i+1].Parent = random.IntN(min(i+1, inner))
		}
		scale := 1 + random.IntN(30)
		for i := len(groups) - 1; i > 0; i-- {
			if i >= inner {
				groups[i].Women = random.IntN(scale)
				groups[i].Total = groups[i].Women + random.IntN(2*scale)
			}
			parent := &groups[groups[i].Parent]
			parent.Women, parent.Total = parent.Women+groups[i].Women, parent.Total+groups[i].Total
		}
		if _, err := Shares(groups, Rule{10}); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}

func TestTwoBreakdownsOfOnePopulationAreProtectedTogether(t *testing.T) {
	// Women by mission: 3 and 20; the same women by rank band: 9 and 14. Alone,
	// the second table shows 9 and 14, and gives nothing of the first away; with
	// a cell for each mission and band it would.
	release, err := Protect(Grid([][]int{{1, 2}, {8, 12}}), Rule{5})
	if err != nil {
		t.Fatal(err)
	}
	if got := show(release...); got != "· · · · · · 9 14 23" {
		t.Errorf("got %s", got)
	}
}

func TestSeparableSeesFewInTheDifference(t *testing.T) {
	rule := Rule{3}
	for _, c := range []struct {
		rule       string
		one, other []int64
		want       bool
	}{
		{"the same people", []int64{1, 2, 3}, []int64{3, 2, 1, 1}, false},
		{"one more", []int64{1, 2, 3}, []int64{1, 2, 3, 4}, true},
		{"one less", []int64{1, 2, 3, 4}, []int64{1, 2, 3}, true},
		{"as many as the threshold", []int64{1}, []int64{1, 2, 3, 4}, false},
	} {
		if Separable(c.one, c.other, rule) != c.want {
			t.Errorf("%s: want %v", c.rule, c.want)
		}
	}
}

func BenchmarkShares(b *testing.B) {
	groups := []Group{{Parent: -1}}
	for m := range 20 {
		groups = append(groups, Group{Parent: 0})
		for u := range 6 {
			g := Group{Parent: 7*m + 1, Women: (m*7 + u*5) % 13, Total: 12 + (m*3+u)%30}
			groups = append(groups, g)
			groups[7*m+1].Women, groups[7*m+1].Total = groups[7*m+1].Women+g.Women, groups[7*m+1].Total+g.Total
			groups[0].Women, groups[0].Total = groups[0].Women+g.Women, groups[0].Total+g.Total
		}
	}
	for b.Loop() {
		if _, err := Shares(groups, Rule{5}); err != nil {
			b.Fatal(err)
		}
	}
}
