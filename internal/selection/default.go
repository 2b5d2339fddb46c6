package selection

import (
	"beret/civil"
	"beret/internal/reference"
)

// veteransPolicy is the rule of the reference data that says how many of every
// hundred in a unit shall have been on a tour before.
const veteransPolicy = "rotation-veterans"

// defaults are the rules that a new slate begins with: the share of women that
// the call asks for, else the target for the unit or its category; for a unit
// also the office's rule on veterans. A person may change them all.
func (sh *Sheet) defaults(posts []Post, scene Scene) Rules {
	y, m, d := scene.Today.Time().Date()
	rules := Rules{Seed: uint64(y*10000 + int(m)*100 + d)}
	if floor, ok := sh.womenFloor(scene); ok {
		rules.Floors = append(rules.Floors, floor)
	}
	if percent := scene.Book.Number(veteransPolicy, scene.Today); sh.Unit != nil && percent > 0 {
		rules.Floors = append(rules.Floors, Floor{Group: Whole, Attribute: Veterans, Num: percent, Den: 100, Of: OfFilled,
			Weight: veteranWeight, Source: "policy:" + veteransPolicy})
	}
	return rules
}

// womenFloor is the share of women that call or targets ask for.
func (sh *Sheet) womenFloor(scene Scene) (Floor, bool) {
	floor := Floor{Group: Whole, Attribute: Women, Of: OfFilled, Weight: womenWeight}
	if sh.Call != nil && !sh.Call.Women.IsZero() {
		floor.Num, floor.Den, floor.Source = sh.Call.Women.Num, sh.Call.Women.Den, "call"
		return floor, true
	}
	code := ""
	if sh.Unit != nil {
		code = sh.Unit.Code
	}
	target, ok := targetFor(scene.Book, scene.Today, sh.category(), sh.mission(), code)
	if ok {
		floor.Num, floor.Den, floor.Source = target.Numerator, target.Denominator, "target:"+target.Row.Code
	}
	return floor, ok
}

// targetFor returns the target that is closest to a unit or category: one that
// names the unit before one of the mission, that before one of the category
// anywhere, that before one of everybody; of equally close ones the highest.
func targetFor(book *reference.Book, day civil.Date, category, mission, unit string) (best reference.Target, ok bool) {
	closest := 0
	for _, t := range book.TargetsOn(day) {
		near := nearness(t, category, mission, unit)
		higher := t.Numerator*best.Denominator > best.Numerator*t.Denominator
		if near > closest || near > 0 && near == closest && higher {
			best, closest, ok = t, near, true
		}
	}
	return best, ok
}

// nearness is 0 where a target does not concern the list at all.
func nearness(t reference.Target, category, mission, unit string) int {
	switch {
	case t.Unit != "" && t.Unit == unit:
		return 4
	case t.Unit != "", t.Mission != "" && t.Mission != mission:
		return 0
	case t.Category == category && t.Mission != "":
		return 3
	case t.Category == category:
		return 2
	case t.Category == "*":
		return 1
	}
	return 0
}
