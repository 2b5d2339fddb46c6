package funnel

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"beret/slate"
)

// somePath is a path with at least one stage on record.
func somePath() *rapid.Generator[Path] {
	return rapid.Custom(func(t *rapid.T) Path {
		p := Path{Officer: int64(rapid.IntRange(1, 30).Draw(t, "officer")), Call: int64(rapid.IntRange(0, 3).Draw(t, "call")),
			Home: int64(rapid.IntRange(0, 2).Draw(t, "home")), Woman: rapid.Bool().Draw(t, "woman"), Open: rapid.Bool().Draw(t, "open")}
		for _, s := range rapid.SliceOfN(rapid.SampledFrom(Stages()), 1, 5).Draw(t, "stages") {
			p.Mark(s)
		}
		return p
	})
}

// naive counts a flow as one would with a pencil: path by path, with the
// stages on record written out.
func naive(paths []Path, woman bool, stage Stage) (f Flow) {
	for _, p := range paths {
		var marks []Stage
		for _, s := range Stages() {
			if p.OnRecord(s) {
				marks = append(marks, s)
			}
		}
		first, last := marks[0], marks[len(marks)-1]
		if p.Woman != woman || stage < first || stage > last {
			continue
		}
		f.Reached++
		if stage == first {
			f.Entered++
		}
		if stage < last || stage == Deployed {
			f.WentOn++
		} else if p.Open {
			f.Waiting++
		} else {
			f.Lost++
		}
	}
	return f
}

func TestComputeIsARecount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		paths := rapid.SliceOf(somePath()).Draw(t, "paths")
		f := Compute(paths)
		for _, step := range f {
			if want := naive(paths, true, step.Stage); step.Women != want {
				t.Fatalf("%s: women %+v, want %+v", step.Stage, step.Women, want)
			}
			if want := naive(paths, false, step.Stage); step.Men != want {
				t.Fatalf("%s: men %+v, want %+v", step.Stage, step.Men, want)
			}
		}
		women, men := f.Paths()
		if women+men != len(paths) {
			t.Fatalf("%d women and %d men of %d paths", women, men, len(paths))
		}
		for i := 1; i < len(f); i++ { // nobody appears or is lost between two steps
			if f[i].Women.Reached != f[i-1].Women.WentOn+f[i].Women.Entered || f[i].Men.Reached != f[i-1].Men.WentOn+f[i].Men.Entered {
				t.Fatalf("between %s and %s: %+v, %+v", f[i-1].Stage, f[i].Stage, f[i-1], f[i])
			}
		}
	})
}

func TestGroupsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		paths := rapid.SliceOf(somePath()).Draw(t, "paths")
		for _, d := range []Dimension{ByCall, ByUnit} {
			all, sum := Compute(paths), make([]int, stageCount)
			for _, g := range Split(paths, d) {
				for s, step := range g.Funnel {
					sum[s] += step.Women.Reached
				}
			}
			for s, step := range all {
				if sum[s] != step.Women.Reached {
					t.Fatalf("by %s at %s: %d in groups, %d in all", d, step.Stage, sum[s], step.Women.Reached)
				}
			}
		}
	})
}

// paths makes so many alike of a sex that reached a stage.
func alike(n int, woman bool, to Stage, open bool) []Path {
	p := Path{Woman: woman, Open: open}
	p.Mark(Nominated)
	p.Mark(to)
	return slices.Repeat([]Path{p}, n)
}

func TestWhereWomenFallBehind(t *testing.T) {
	even := slices.Concat(alike(4, true, Selected, false), alike(4, true, Interviewed, false), alike(40, false, Selected, false), alike(40, false, Interviewed, false))
	if _, found := Compute(even).Worst(); found {
		t.Error("women fall behind where the rates are equal")
	}
	behind := slices.Concat(even, alike(8, true, Registered, false), alike(30, true, Registered, true))
	worst, found := Compute(behind).Worst()
	if !found || worst.Stage != Registered || worst.Women != (Flow{Reached: 46, WentOn: 8, Waiting: 30, Lost: 8}) {
		t.Errorf("worst %+v", worst)
	}
	if !worst.Rates.BelowFourFifths || worst.Rates.Lower != slate.WomenLower || !worst.Rates.Few || worst.Rates.Women.Eligible != 16 {
		t.Errorf("rates %+v", worst.Rates)
	}
}

func TestTestsCountPersons(t *testing.T) {
	try := func(officer int64, woman bool, test string, passed bool) Attempt {
		return Attempt{Officer: officer, Woman: woman, Test: test, Passed: passed}
	}
	results := Tests([]Attempt{try(1, true, "driving", false), try(1, true, "driving", true), try(1, true, "language", true),
		try(2, false, "driving", false), try(2, false, "driving", false)}, []string{"language", "driving", "firearms"})
	driving := results[1].Rates
	if driving.Women.Selected != 1 || driving.Women.Eligible != 1 || driving.Men.Selected != 0 || driving.Men.Eligible != 1 {
		t.Errorf("driving %+v", driving)
	}
	if r := results[2].Rates; r.Women.Eligible != 0 || r.Men.Eligible != 0 || results[0].Test != "language" {
		t.Errorf("results %+v", results)
	}
}
