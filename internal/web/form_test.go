package web

import (
	"net/url"
	"slices"
	"testing"

	"beret/civil"
	"beret/internal/locale"
)

func TestParseDay(t *testing.T) {
	for text, want := range map[string]string{
		"31/10/2026": "2026-10-31", "1/2/2026": "2026-02-01", "01-02-2026": "2026-02-01", "1.2.2026": "2026-02-01",
		" 1 2 2026 ": "2026-02-01", "01022026": "2026-02-01", "2026-02-01": "2026-02-01", "29/02/2024": "2024-02-29",
		"29/02/2026": "", "31/04/2026": "", "1/2/26": "", "13/13/2026": "", "0/1/2026": "", "": "", "today": "", "1/2": "", "1/2/2026/3": "", "٣١/١٠/٢٠٢٦": "",
	} {
		day, ok := parseDay(text)
		if ok != (want != "") || day.String() != want {
			t.Errorf("parseDay(%q) = %s, %t; want %q", text, day, ok, want)
		}
	}
}

func FuzzParseDay(f *testing.F) {
	for _, seed := range []string{"31/10/2026", "2026-02-01", "01022026", "1.2.2026", "9/9/99", "ă/1/2026", "éé/1/2026", "0000000é"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		day, ok := parseDay(text)
		if !ok {
			return
		}
		if again, ok := parseDay(DayValue(day)); !ok || again != day {
			t.Errorf("%q reads as %s, printed as %s and read as %s", text, day, DayValue(day), again)
		}
	})
}

func TestPageNumbers(t *testing.T) {
	for _, test := range []struct {
		page, total int
		want        []int
	}{
		{1, 0, nil},
		{1, 10, []int{1}},
		{1, 30, []int{1, 2, 3}},
		{1, 100, []int{1, 2, 0, 10}},
		{5, 100, []int{1, 0, 4, 5, 6, 0, 10}},
		{3, 100, []int{1, 2, 3, 4, 0, 10}},
		{10, 100, []int{1, 0, 9, 10}},
		{99, 100, []int{1, 0, 10}},
	} {
		p := Pages{Page: test.page, Size: 10, Total: test.total}
		if got := p.Numbers(); !slices.Equal(got, test.want) {
			t.Errorf("page %d of %d rows: %v, want %v", test.page, test.total, got, test.want)
		}
	}
}

func TestFiltersLiveInTheAddress(t *testing.T) {
	address, _ := url.Parse("/officers?q=duc&rank=captain&status=ready&status=away&sort=-name&page=4")
	f := filtersOf(address,
		Field{Kind: SearchField, Name: "q", Label: Words("Name")},
		Field{Kind: SelectField, Name: "rank", Label: Words("Rank"), Options: []Option{{Value: "captain", Text: Words("Đại úy")}}},
		Field{Kind: ChecksField, Name: "status", Label: Words("Status"), Options: []Option{{Value: "ready", Text: Words("Ready")}, {Value: "away", Text: Words("Away")}}},
		Field{Kind: CheckField, Name: "women", Label: Words("Women only")})
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	want := [][2]string{
		{"Name: duc", "/officers?rank=captain&sort=-name&status=ready&status=away"},
		{"Rank: Đại úy", "/officers?q=duc&sort=-name&status=ready&status=away"},
		{"Status: Ready", "/officers?q=duc&rank=captain&sort=-name&status=away"},
		{"Status: Away", "/officers?q=duc&rank=captain&sort=-name&status=ready"},
	}
	for i, link := range f.Chosen() {
		if got := [2]string{link.Text(catalogue.In(locale.English)), link.Href}; got != want[i] {
			t.Errorf("tag %d = %v, want %v", i, got, want[i])
		}
	}
	if len(f.Chosen()) != len(want) || f.Sort() != "-name" || f.Clear() != "/officers" {
		t.Errorf("%d tags, sort %q, clear %q", len(f.Chosen()), f.Sort(), f.Clear())
	}
	table := Table{Address: address, Order: "-name"}
	if got := table.SortHref(Column{Sort: "name"}); got != "/officers?q=duc&rank=captain&sort=name&status=ready&status=away" {
		t.Errorf("sort = %s", got)
	}
	if table.AriaSort(Column{Sort: "name"}) != "descending" || table.AriaSort(Column{Sort: "rank"}) != "" {
		t.Error("aria-sort")
	}
}

func TestFormKeepsValuesAndProblems(t *testing.T) {
	form := &Form{Fields: []Field{{Kind: DateField, Name: "from"}, {Kind: NumberField, Name: "years"}, {Kind: SectionField, Name: "from"}}}
	form.fill(url.Values{"from": {" 5/2/2026 "}, "years": {"ten"}})
	if form.Day("from") != civil.MustDate("2026-02-05") || form.Int("years") != 0 || form.Day("absent") != 0 {
		t.Error("values")
	}
	if !form.Failed() || form.field("from").Failed() || !form.field("years").Failed() {
		t.Error("exactly the number has a problem")
	}
}
