package contribution

import (
	"slices"
	"strings"
	"testing"

	"beret/civil"
	"beret/internal/locale"
	"beret/participation"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func share(women, total int) participation.Share {
	return participation.Share{Women: women, Total: total}
}

func loadRules(t tester) *Rules {
	t.Helper()
	rules, err := LoadRules()
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

func TestWorldIsTheSumOfItsRegionsAndCountries(t *testing.T) {
	known := countries(t)
	rapid.Check(t, func(t *rapid.T) {
		figures := drawFigures(t)
		for _, kind := range Types() {
			world := Shares(figures, kind, World())
			byCountry := make([]participation.Share, len(world))
			for _, c := range []string{"VNM", "RWA", "GHA", "JOR", "CIV"} {
				for i, p := range Shares(figures, kind, Of(c)) {
					byCountry[i] = byCountry[i].Add(p.Share)
				}
			}
			byRegion := make([]participation.Share, len(world))
			for _, p := range append(Shares(figures, kind, In(known, 2)), Shares(figures, kind, In(known, 142))...) {
				i := slices.IndexFunc(world, func(w Point) bool { return w.Month == p.Month })
				byRegion[i] = byRegion[i].Add(p.Share)
			}
			for i, p := range world {
				if p.Share != byCountry[i] || p.Share != byRegion[i] {
					t.Fatalf("%s %s: world %v, countries %v, regions %v", kind.Code(), p.Month, p.Share, byCountry[i], byRegion[i])
				}
			}
		}
	})
}

// drawFigures draws figures without two of one cell.
func drawFigures(t *rapid.T) []Figure {
	cells := rapid.SliceOfDistinct(rapid.Custom(func(t *rapid.T) cell {
		return cell{
			civil.MustMonth("2024-01").Add(rapid.IntRange(0, 3).Draw(t, "month")),
			rapid.SampledFrom([]string{"VNM", "RWA", "GHA", "JOR", "CIV"}).Draw(t, "country"),
			rapid.SampledFrom([]string{"UNMISS", "UNISFA", "MINUSCA"}).Draw(t, "mission"),
			rapid.SampledFrom(Types()).Draw(t, "type"),
		}
	}), func(c cell) cell { return c }).Draw(t, "cells")
	figures := make([]Figure, 0, len(cells))
	for _, c := range cells {
		women := rapid.IntRange(0, 20).Draw(t, "women")
		figures = append(figures, Figure{c.month, c.country, c.mission, c.kind, women, rapid.IntRange(1, 300).Draw(t, "men")})
	}
	slices.SortFunc(figures, compareFigures)
	return figures
}

func TestShareHasEveryMonthOfTheTypeAndAnInterval(t *testing.T) {
	may := civil.MustMonth("2024-05")
	figures := []Figure{
		{may, "VNM", "UNMISS", IndividualPolice, 3, 5},
		{may, "RWA", "UNMISS", IndividualPolice, 20, 30},
		{may.Add(1), "RWA", "UNMISS", IndividualPolice, 21, 30},
		{may.Add(2), "RWA", "UNMISS", Troops, 1, 30},
	}
	points := Shares(figures, IndividualPolice, Of("VNM"))
	if len(points) != 2 || points[0].Share != share(3, 8) || points[1].Share != share(0, 0) {
		t.Fatalf("points: %+v", points)
	}
	if p := points[0]; p.Contributors != 1 || p.Low < 0.13 || p.Low > 0.14 || p.High < 0.69 || p.High > 0.70 {
		t.Errorf("3 of 8 lie between 13.7 %% and 69.4 %% with 95 %%: %+v", p)
	}
}

func TestRankIsWithinTheBandOfContributionSize(t *testing.T) {
	may := civil.MustMonth("2024-05")
	figures := []Figure{
		{may, "VNM", "UNMISS", IndividualPolice, 3, 4}, // 3/8 over two missions
		{may, "VNM", "UNISFA", IndividualPolice, 0, 1},
		{may, "ALB", "UNMISS", IndividualPolice, 0, 9},
		{may, "FIN", "UNMISS", IndividualPolice, 6, 3}, // 2/3
		{may, "FJI", "UNMISS", IndividualPolice, 2, 1}, // 2/3 as well
		{may, "RWA", "UNMISS", IndividualPolice, 60, 240},
		{may, "GHA", "UNMISS", IndividualPolice, 90, 210},
		{may, "JOR", "UNMISS", Troops, 9, 1},
	}
	type place struct {
		country  string
		rank, of int
		colour   Colour
	}
	var got []place
	for _, s := range Standings(figures, may, IndividualPolice, loadRules(t), participation.NewRational(3, 10)) {
		got = append(got, place{s.Country, s.Rank, s.Of, s.Colour})
	}
	want := []place{
		{"GHA", 1, 2, Green}, {"RWA", 2, 2, Yellow},
		{"FIN", 1, 4, Green}, {"FJI", 1, 4, Green}, {"VNM", 3, 4, Green}, {"ALB", 4, 4, Red},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(place{})); diff != "" {
		t.Error(diff)
	}
}

func TestColourFollowsTheRule(t *testing.T) {
	rules, day := loadRules(t), civil.MustDate("2024-05-31")
	target := participation.NewRational(3, 10)
	for name, c := range map[string]struct {
		share  participation.Share
		target participation.Rational
		want   Colour
	}{
		"exactly the target is green":            {share(3, 10), target, Green},
		"one third meets one third":              {share(3, 9), participation.NewRational(1, 3), Green},
		"below the target is yellow":             {share(2, 10), target, Yellow},
		"one in a thousand is yellow":            {share(1, 1000), target, Yellow},
		"fewer than one in a thousand: no rule":  {share(1, 1001), target, Unrated},
		"no women is red":                        {share(0, 10), target, Red},
		"no women is red without a target too":   {share(0, 10), participation.Rational{}, Red},
		"women without a known target: no rule":  {share(5, 10), participation.Rational{}, Unrated},
		"nobody is not rated":                    {share(0, 0), target, Unrated},
		"a target of nothing leaves nobody over": {share(0, 0), participation.NewRational(0, 1), Unrated},
	} {
		got, rule := rules.Colour(c.share, c.target, day)
		if got != c.want {
			t.Errorf("%s: %q", name, got)
		}
		if got != Unrated && (!rule.Ours(IndividualPolice) || rule.Ours(Troops) || rule.Source == "") {
			t.Errorf("%s: the rule is the UN's for troops and ours for police: %+v", name, rule)
		}
	}
}

func TestBandsCoverEverySizeOnce(t *testing.T) {
	rules := loadRules(t)
	for _, kind := range Types() {
		for people := 1; people < 3000; people++ {
			n := 0
			for _, b := range rules.Bands {
				if b.Type == kind && b.From <= people && (b.To == 0 || people <= b.To) {
					n++
				}
			}
			if n != 1 {
				t.Fatalf("%s: %d people lie in %d bands", kind.Code(), people, n)
			}
		}
	}
}

func TestMissionsArePartedByWhetherWomenServe(t *testing.T) {
	may := civil.MustMonth("2024-05")
	figures := []Figure{
		{may, "VNM", "UNISFA", IndividualPolice, 0, 2},
		{may, "VNM", "UNMISS", IndividualPolice, 3, 4},
		{may, "RWA", "UNMISS", IndividualPolice, 1, 12},
		{may, "VNM", "MINUSCA", IndividualPolice, 1, 1},
		{may, "VNM", "MINUSCA", Troops, 50, 1},
	}
	women, none := Missions(figures, may, IndividualPolice, World())
	if len(women) != 2 || women[0].Mission != "MINUSCA" || women[0].Share != share(1, 2) || women[1].Share != share(4, 20) || women[1].Contributors != 2 {
		t.Errorf("with women: %+v", women)
	}
	if len(none) != 1 || none[0].Mission != "UNISFA" {
		t.Errorf("without: %+v", none)
	}
}

func TestReconcileComparesLineByLine(t *testing.T) {
	may := civil.MustMonth("2024-05")
	office := []Figure{
		{may, "VNM", "A", IndividualPolice, 3, 4},
		{may, "VNM", "B", IndividualPolice, 3, 4},
		{may, "VNM", "C", IndividualPolice, 3, 4},
		{may, "VNM", "D", IndividualPolice, 3, 4},
		{may, "VNM", "E", FormedPoliceUnits, 3, 4},
		{may.Add(-1), "VNM", "F", IndividualPolice, 9, 9},
	}
	un := []Figure{
		{may, "VNM", "A", IndividualPolice, 3, 4},
		{may, "VNM", "B", IndividualPolice, 2, 4},
		{may, "VNM", "C", IndividualPolice, 3, 6},
		{may, "VNM", "D", IndividualPolice, 2, 5},
		{may, "VNM", "E", IndividualPolice, 1, 1},
		{may, "VNM", "A", Troops, 5, 5},
		{may, "RWA", "A", IndividualPolice, 50, 50},
	}
	got := Reconcile(may, "VNM", office, un, IndividualPolice, FormedPoliceUnits)
	want := []Line{
		{"A", IndividualPolice, share(3, 7), share(3, 7), 0, 0, Equal},
		{"B", IndividualPolice, share(3, 7), share(2, 6), 1, 0, OfficeHigher},
		{"C", IndividualPolice, share(3, 7), share(3, 9), 0, -2, UNHigher},
		{"D", IndividualPolice, share(3, 7), share(2, 7), 1, -1, SexDiffers},
		{"E", IndividualPolice, share(0, 0), share(1, 2), -1, -1, OnlyUN},
		{"E", FormedPoliceUnits, share(3, 7), share(0, 0), 3, 4, OnlyOffice},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPublishedWorldBySharesAndStandings(t *testing.T) {
	file := published(t)
	points := Shares(file.Figures, IndividualPolice, World())
	if len(points) != 52 || points[0].Share != share(598, 6964) {
		t.Errorf("%d months, the first %+v", len(points), points[0])
	}
	month := civil.MustMonth("2013-11")
	var sum participation.Share
	for _, s := range Standings(file.Figures, month, FormedPoliceUnits, loadRules(t), participation.NewRational(2, 10)) {
		sum = sum.Add(s.Share)
		if s.Band.Code == "" || s.Rank < 1 || s.Rank > s.Of || s.Colour == Unrated {
			t.Errorf("%+v", s)
		}
	}
	if sum != share(483, 7774) {
		t.Errorf("the contributors' sum is the world: %v", sum)
	}
}

func TestEveryKeyHasItsTextInBothLanguages(t *testing.T) {
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	keys := []string{Wide.Key(), Long.Key(), Rejected.Key(), Doubt.Key(), Note.Key(), Band{}.Key(), Band{To: 1}.Key(),
		ColourRule{StatedFor: Troops}.Label(Troops), ColourRule{StatedFor: Troops}.Label(IndividualPolice)}
	for _, kind := range Types() {
		keys = append(keys, kind.Key())
		if parsed, ok := ParseType(kind.Code()); !ok || parsed != kind {
			t.Errorf("%s is not read back", kind.Code())
		}
	}
	for _, colour := range []Colour{Green, Yellow, Red, Unrated} {
		keys = append(keys, colour.Key())
	}
	for _, status := range []Status{Equal, OfficeHigher, UNHigher, SexDiffers, OnlyOffice, OnlyUN} {
		keys = append(keys, status.Key())
	}
	for _, kind := range []Kind{RowWidth, DateUnreadable, CountryUnknown, MissionBlank, TypeUnknown, CountBad, CountsBlank,
		BlankAsZero, SumDiffers, CodeUnknown, CodeDisagrees, DuplicateDiffers, BlankDerived, CodeBlank, NameUnknown, DuplicateSame, DateNotMonthEnd} {
		keys = append(keys, string(kind), kind.Remedy(), kind.Severity().Key())
	}
	for _, lang := range locale.Languages() {
		for _, key := range keys {
			if !catalogue.Has(lang, key) {
				t.Errorf("%s has no text for %s", lang, key)
			}
		}
	}
}

func TestIssueIsToldWithoutAGapInBothLanguages(t *testing.T) {
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	file := parse(t, openData+strings.Join([]string{
		"1,VNM,704,Viet Nam,UNMISS,Troops,1,2", "1,VNM,704,Viet Nam,UNMISS,Troops,1,2,soon",
		"1,,,Atlantis,UNMISS,Troops,1,2,2024-05-31", "1,VNM,704,Viet Nam,,Troops,1,2,2024-05-31",
		"1,VNM,704,Viet Nam,UNMISS,Dragoons,1,2,2024-05-31", "1,VNM,704,Viet Nam,UNMISS,Troops,x,2,2024-05-31",
		"1,VNM,704,Viet Nam,UNMISS,Troops,,,2024-05-31", "1,VNM,704,Viet Nam,A,Troops,,2,2024-05-31",
		"1,GHA,704,Togo,UNMISS,Troops,1,2,2024-05-31", "1,XYZ,704,Togo,B,Troops,1,2,2024-05-31",
		"1,,704,Togo,C,Troops,1,2,2024-05-31", "1,TGO,704,Togoland,D,Troops,1,2,2024-05-31",
		"1,TGO,704,Togo,D,Troops,1,2,2024-05-31", "1,TGO,704,Togo,D,Troops,1,3,2024-05-31",
		"1,TGO,704,Togo,D,Troops,1,3,2024-06-05"}, "\n")+"\n")
	if len(file.Issues) < 14 {
		t.Errorf("%d issues", len(file.Issues))
	}
	for _, lang := range locale.Languages() {
		printer := catalogue.In(lang)
		for _, issue := range file.Issues {
			if text := printer.Text(string(issue.Kind), issue.Args...); strings.ContainsAny(text, "{}⟦") {
				t.Errorf("%s: %s", lang, text)
			}
		}
	}
}
