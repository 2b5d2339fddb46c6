package reference

import (
	"strings"
	"testing"

	"beret/civil"
	"beret/internal/locale"
)

func loadBook(t *testing.T, office ...Row) *Book {
	t.Helper()
	b, err := Load(office)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryShippedRowHasASourceAndBothNames(t *testing.T) {
	b := loadBook(t)
	for _, kind := range Kinds() {
		if len(b.Rows(kind)) == 0 {
			t.Errorf("%s is empty", kind)
		}
		for _, row := range b.Rows(kind) {
			if kind == Targets {
				continue
			}
			for _, lang := range locale.Languages() {
				if row.Field("name_"+string(lang)) == "" {
					t.Errorf("%s %s has no name in %s", kind, row.Code, lang)
				}
			}
		}
	}
}

func TestTargetsOfADay(t *testing.T) {
	b := loadBook(t)
	for _, c := range []struct {
		rule, day, code string
		percent         int
		from            string
	}{
		{"a stated year", "2022-06-30", "ugps/fpu//", 12, "2022-01-01"},
		{"the last day of a year", "2025-12-31", "ugps/fpu//", 15, "2025-01-01"},
		{"a year without a value takes the next stated one", "2026-10-31", "ugps/fpu//", 20, "2028-01-01"},
		{"individual officers have an end point only", "2026-10-31", "ugps/ipo//", 30, "2028-01-01"},
		{"the ministry's minimum is a framework of its own", "2026-10-31", "ministry-minimum/*//", 20, "2025-06-12"},
		{"before the ministry said it, it is still to come", "2024-10-31", "ministry-minimum/*//", 20, "2025-06-12"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			for _, target := range b.TargetsOn(civil.MustDate(c.day)) {
				if target.Row.Code != c.code {
					continue
				}
				if target.Numerator != c.percent || target.Row.Valid.From.String() != c.from {
					t.Fatalf("%d %% from %s", target.Numerator, target.Row.Valid.From)
				}
				return
			}
			t.Fatal("no such target")
		})
	}
	for _, target := range b.TargetsOn(civil.MustDate("2026-10-31")) {
		if target.Framework == "minusma-unit" {
			t.Error("a closed mission's ask is still measured by")
		}
	}
}

func TestAnOfficeRowTakesThePlaceOfAShippedOne(t *testing.T) {
	row, err := NewRow(Policies, map[string]string{"code": "passport-margin", "value": "12", "unit": "months",
		"name_en": "x", "name_vi": "x", "valid_from": "2025-07-01", "source": "note verbale", "confidence": "office"})
	if err != nil {
		t.Fatal(err)
	}
	b := loadBook(t, row)
	if got := b.Number("passport-margin", civil.MustDate("2026-01-01")); got != 12 {
		t.Errorf("margin %d", got)
	}
	if got := b.Number("passport-margin", civil.MustDate("2025-01-01")); got != 0 {
		t.Errorf("a rule asks for %d before it is valid", got)
	}
}

func TestOfOverlappingRowsTheLaterOneHolds(t *testing.T) {
	row := func(kind Kind, fields map[string]string) Row {
		fields["source"], fields["confidence"], fields["valid_from"] = "note verbale", "office", "2026-03-01"
		row, err := NewRow(kind, fields)
		if err != nil {
			t.Fatal(err)
		}
		return row
	}
	b := loadBook(t,
		row(Policies, map[string]string{"code": "passport-margin", "value": "6"}),
		row(Targets, map[string]string{"framework": "ministry-minimum", "category": "*", "numerator": "22", "denominator": "100"}))
	for day, want := range map[string][2]int{"2026-02-28": {18, 20}, "2026-03-01": {6, 22}} {
		if got := b.Number("passport-margin", civil.MustDate(day)); got != want[0] {
			t.Errorf("%s: margin %d, want %d", day, got, want[0])
		}
		for _, target := range b.TargetsOn(civil.MustDate(day)) {
			if target.Framework == "ministry-minimum" && target.Numerator != want[1] {
				t.Errorf("%s: target %d %%, want %d", day, target.Numerator, want[1])
			}
		}
	}
}

func TestRowsWithoutASourceAreRefused(t *testing.T) {
	for rule, text := range map[string]string{
		"no source":               "code,valid_from,source,confidence\na,2020-01-01,,stated\n",
		"an unknown confidence":   "code,valid_from,source,confidence\na,2020-01-01,x,sure\n",
		"no first day":            "code,valid_from,source,confidence\na,,x,stated\n",
		"an end before the start": "code,valid_from,valid_to,source,confidence\na,2020-01-01,2019-01-01,x,stated\n",
		"a ragged row":            "code,valid_from,source,confidence\na,2020-01-01\n",
	} {
		if _, err := Read(Policies, strings.NewReader(text)); err == nil {
			t.Errorf("%s was accepted", rule)
		}
	}
}

func TestTheLadderOfRanks(t *testing.T) {
	b := loadBook(t)
	next, ok := b.NextRank("CPT")
	if !ok || next.Code != "MAJ" || next.Int("years_before") != 4 {
		t.Errorf("after captain: %v", next)
	}
	if _, ok := b.NextRank("GEN"); ok {
		t.Error("there is a rank above general")
	}
	if b.Name(Ranks, "SLC", locale.Vietnamese) != "Thượng tá" {
		t.Error("ranks are named by the table")
	}
}
