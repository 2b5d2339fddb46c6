package slate

import "beret/participation"

const (
	normal95 = 1.959963984540054 // the 97.5 % quantile of the standard normal distribution
	fewBelow = 30                // eligible of a sex, by the office's custom for small numbers
)

// CompareRates counts, from the eligible pairs and the slate, how many of the
// eligible women and men are chosen: overall, for each class and for each
// group. A ban does not make anybody ineligible: it is part of what is judged.
// Counts and findings are exact; the ends of the intervals are Wilson's score
// interval as in participation.Share.
func CompareRates(in *Instance, r *Result) Rates {
	links := make([]Link, len(in.Eligible))
	for i, p := range in.Eligible {
		links[i] = Link{p.Officer, p.Class}
	}
	eligible, chosen := spread(in, links), spread(in, r.Assignment)
	rates := Rates{Overall: compare(chosen.overall, eligible.overall)}
	for k := range in.Classes {
		rates.Classes = append(rates.Classes, compare(chosen.classes[k], eligible.classes[k]))
	}
	for g := range in.Groups {
		rates.Groups = append(rates.Groups, compare(chosen.groups[g], eligible.groups[g]))
	}
	return rates
}

// Compare compares the rates at which so many of so many women and men are
// selected, as CompareRates does for a slate. Only the counts are read.
func Compare(women, men Chances) Selection {
	return compare(bySex{men.Selected, women.Selected}, bySex{men.Eligible, women.Eligible})
}

// bySex counts officers: men, then women.
type bySex [2]int

// headcount is how many different officers some links name.
type headcount struct {
	overall         bySex
	classes, groups []bySex
}

// spread counts each officer once overall, once a class and once a group.
func spread(in *Instance, links []Link) headcount {
	n := headcount{classes: make([]bySex, len(in.Classes)), groups: make([]bySex, len(in.Groups))}
	byOfficer := make([][]int32, len(in.Officers))
	for _, l := range links {
		byOfficer[l.Officer] = append(byOfficer[l.Officer], l.Class)
	}
	seen := make([]int, len(in.Groups)) // the officer counted last, from 1
	for i, classes := range byOfficer {
		if len(classes) > 0 {
			n.count(in, i, classes, seen)
		}
	}
	return n
}

func (n *headcount) count(in *Instance, officer int, classes []int32, seen []int) {
	sex := 0
	if in.Officers[officer].Is(Woman) {
		sex = 1
	}
	n.overall[sex]++
	for _, k := range classes {
		n.classes[k][sex]++
		for _, g := range in.Classes[k].Groups {
			if seen[g] != officer+1 {
				seen[g] = officer + 1
				n.groups[g][sex]++
			}
		}
	}
}

func compare(chosen, eligible bySex) Selection {
	s := Selection{Men: chances(chosen[0], eligible[0]), Women: chances(chosen[1], eligible[1])}
	s.Few = min(eligible[0], eligible[1]) < fewBelow
	women, men := chosen[1]*eligible[0], chosen[0]*eligible[1] // the rates over one denominator
	lower, higher := s.Women, s.Men
	switch {
	case women < men:
		s.Lower = WomenLower
	case women > men:
		s.Lower, lower, higher = MenLower, s.Men, s.Women
	default:
		return s
	}
	s.BelowFourFifths = belowFourFifths(lower, higher)
	lower.Selected++
	higher.Selected--
	s.Flips = s.BelowFourFifths && !belowFourFifths(lower, higher)
	return s
}

// belowFourFifths reports whether the rate of the first is less than four
// fifths of the second's, by cross-multiplication.
func belowFourFifths(a, b Chances) bool {
	return 5*a.Selected*b.Eligible < 4*b.Selected*a.Eligible
}

func chances(selected, eligible int) Chances {
	low, high := participation.Share{Women: selected, Total: eligible}.Wilson(normal95)
	return Chances{Selected: selected, Eligible: eligible, Low: low, High: high}
}
