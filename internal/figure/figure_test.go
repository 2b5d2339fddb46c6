package figure

import (
	"bytes"
	"encoding/xml"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/google/go-cmp/cmp"

	"beret/civil"
	"beret/internal/locale"
)

var (
	update = flag.Bool("update", false, "write the golden files anew")
	show   = flag.String("show", "", "folder to write each example to as a page, a PNG and a PDF, to look at")
)

func printer(t testing.TB, lang locale.Lang) locale.Printer {
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.In(lang)
}

func months(from string, n int) []civil.Month {
	all := make([]civil.Month, n)
	for i := range all {
		all[i] = civil.MustMonth(from).Add(i)
	}
	return all
}

// wave is a made series for pictures: it rises from a fifth to a third.
func wave(n, people int) []Share {
	all := make([]Share, n)
	for i := range all {
		total := people + i%4
		all[i] = Share{int(math.Round(float64(total) * (0.2 + 0.13*float64(i)/float64(n)))), total}
	}
	return all
}

func examples(t testing.TB) map[string]*Figure {
	en, vi := printer(t, locale.English), printer(t, locale.Vietnamese)
	year := func(m civil.Month) string { return m.Start().Time().Format("Jan 2006") }
	gap := wave(34, 33)
	gap[5], gap[6], gap[7] = Share{}, Share{}, Share{}
	bounds := make([]Interval, 34)
	for i, s := range gap {
		v, _ := s.percent()
		bounds[i] = Interval{v - 12, v + 15}
	}
	stair := make([]float64, 34)
	for i := range stair {
		stair[i] = []float64{22, 24, 26}[i/12]
	}
	fan := make([]Fan, 24)
	for i := 12; i < 24; i++ {
		d := float64(i - 11)
		fan[i] = Fan{31 - d, 31 - d/2.5, 31, 31 + d/2, 31 + 1.2*d}
	}
	states := make([]int, 24)
	for i := range states {
		states[i] = []int{2, 2, 3, 1, 1, 0, 0, -1}[i/3]
	}
	two := months("2022-01", 34)
	return map[string]*Figure{
		"trend": Trend{Head: Head{Title: "Women’s share of deployed police, by month", Description: "12 of 36 in October 2026."},
			Months: two, Axis: year, Series: []Series{{Name: "All deployed", Shares: gap, Bounds: bounds}},
			Targets: []Target{{"Ministry’s minimum", []float64{20}}, {"UN strategy, individual officers", stair}},
			Events:  []Event{{two[8], "Second rotation"}, {two[10], "First unit deployed"}, {two[30], "Unit returns"}}, Printer: en}.Draw(),
		"trend-many": Trend{Head: Head{Title: "The country beside its peers"}, Months: two, Axis: year, Printer: en,
			Series: []Series{{Name: "Viet Nam", Shares: wave(34, 36)}, {Name: "World", Shares: wave(34, 9000)}, {Name: "South-East Asia", Shares: wave(34, 1200)},
				{Name: "Philippines", Shares: wave(34, 130)}, {Name: "Senegal", Shares: wave(20, 1300)}, {Name: "Rwanda", Shares: wave(34, 1100)}}}.Draw(),
		"trend-fan-vi": Trend{Head: Head{Title: "Tỷ lệ nữ dự báo"}, Months: months("2026-01", 24), Axis: vi.Month,
			Series:  []Series{{Name: "Sĩ quan cảnh sát cá nhân", Shares: wave(12, 30), Fan: fan}},
			Targets: []Target{{"Chỉ tiêu của Liên hợp quốc năm 2028", []float64{30}}}, Printer: vi}.Draw(),
		"trend-phone": Trend{Head: Head{Title: "Phone", Width: 360}, Months: two, Axis: year, Series: []Series{{Name: "All deployed", Shares: gap}},
			Targets: []Target{{"Ministry’s minimum", []float64{20}}}, Printer: en}.Draw(),
		"comparison": Comparison{Head: Head{Title: "Each category against its target"}, Printer: vi, Rows: []Row{
			{Name: "Sĩ quan cảnh sát cá nhân", Share: Share{9, 30}, Target: &RowTarget{"Liên hợp quốc, năm 2028", 30}},
			{Name: "Đơn vị cảnh sát thành lập sẵn", Share: Share{0, 0}, Target: &RowTarget{"Liên hợp quốc, năm 2028", 20}},
			{Name: "Chuyên gia biệt phái", Share: Share{1, 1}, Target: &RowTarget{"Liên hợp quốc, năm 2028", 38}}}}.Draw(),
		"comparison-dots": Comparison{Head: Head{Title: "Country beside peers"}, Dots: true, Printer: en, Rows: []Row{
			{Name: "Viet Nam", Share: Share{12, 36}, Interval: &Interval{20.2, 49.7}},
			{Name: "Philippines", Share: Share{31, 130}, Interval: &Interval{17.3, 31.8}, Other: true},
			{Name: "World", Share: Share{1510, 9012}, Interval: &Interval{16, 17.5}, Other: true, Target: &RowTarget{"2028", 20}}}}.Draw(),
		"comparison-phone": Comparison{Head: Head{Title: "Phone", Width: 360}, Printer: en, Rows: []Row{
			{Name: "Individual police officers", Share: Share{9, 30}, Target: &RowTarget{"UN strategy 2028", 30}},
			{Name: "Formed police units", Share: Share{3, 6}, Target: &RowTarget{"UN strategy 2028", 20}}}}.Draw(),
		"units":        Units{Head: Head{Title: "12 of 36"}, Share: Share{12, 36}, Printer: en}.Draw(),
		"units-large":  Units{Head: Head{Title: "Đơn vị 160 ghế"}, Share: Share{26, 160}, Needed: 6, Target: "mức 20 %", Printer: vi}.Draw(),
		"stages":       Stages{Head: Head{Title: "From told to deployed"}, Printer: en, Steps: stageSteps()}.Draw(),
		"stages-phone": Stages{Head: Head{Title: "Từ thông báo đến triển khai", Width: 326}, Printer: vi, Steps: stageSteps()}.Draw(),
		"strip": Strip{Head: Head{Title: "Months in which the target was met"}, Months: months("2024-11", 24), Axis: year, Printer: en,
			Rows:   []StripRow{{Name: "Individual officers", States: states}, {Name: "Formed units", States: states[3:]}},
			States: []State{{"Target met", Full}, {"Within five points", Striped}, {"Below", Open}, {"No women at all", Alert}}}.Draw(),
		"calendar":       chanceCalendar(en, 0).Draw(),
		"calendar-phone": chanceCalendar(vi, 326).Draw(),
	}
}

// chanceCalendar is 32 months of chances that fall and rise again.
func chanceCalendar(p locale.Printer, width float64) Calendar {
	c := Calendar{Head: Head{Title: "Chance to hold the target", Width: width}, First: civil.MustMonth("2026-11"), Printer: p,
		States: []State{{"95 % or more", Full}, {"80 % to 95 %", Striped}, {"50 % to 80 %", Open}, {"below 50 %", Alert}}}
	for i := range 32 {
		met := []int{1000, 996, 940, 830, 610, 430, 702, 910}[i/4]
		c.Cells = append(c.Cells, CalendarCell{State: []int{0, 0, 1, 1, 2, 3, 2, 1}[i/4], Text: CalendarPercent(p, met, 1000)})
	}
	c.Cells[20].State = -1
	return c
}

// stageSteps are a way of three stages: nobody, some of whom wait, everybody.
func stageSteps() []StageStep {
	return []StageStep{{"told of the call", StageCount{42, 0}, StageCount{118, 6}}, {"interviewed", StageCount{9, 9}, StageCount{31, 12}},
		{"deployed", StageCount{0, 0}, StageCount{7, 0}}}
}

// TestGolden holds the pictures to the ones that were looked at.
func TestGolden(t *testing.T) {
	for name, f := range examples(t) {
		got := string(f.SVG("figure"))
		file := filepath.Join("testdata", name+".svg")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// element is what the checks look at in the markup.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []element  `xml:",any"`
	Text     string     `xml:",chardata"`
}

func (e element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (e element) walk(visit func(element)) {
	visit(e)
	for _, c := range e.Children {
		c.walk(visit)
	}
}

func parse(t interface{ Fatalf(string, ...any) }, svg string) element {
	var root element
	if err := xml.Unmarshal([]byte(svg), &root); err != nil {
		t.Fatalf("not well-formed: %v\n%s", err, svg)
	}
	return root
}

func TestMarkupIsStrict(t *testing.T) {
	classes := Classes()
	for name, f := range examples(t) {
		root := parse(t, string(f.SVG("x")))
		if root.attr("role") != "img" || !strings.Contains(root.attr("aria-labelledby"), "x-title") {
			t.Errorf("%s: no accessible name", name)
		}
		root.walk(func(e element) {
			for _, a := range e.Attrs {
				if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "fill" || a.Name.Local == "stroke" {
					t.Errorf("%s: attribute %s", name, a.Name.Local)
				}
			}
			if e.XMLName.Local == "style" || e.XMLName.Local == "script" {
				t.Errorf("%s: element %s", name, e.XMLName.Local)
			}
			if c := strings.TrimPrefix(e.attr("class"), "figure-"); c != e.attr("class") && c != "mark" && !slices.Contains(classes, c) {
				t.Errorf("%s: class %s has no looks", name, c)
			}
		})
	}
}

func TestEveryMarkHasATitle(t *testing.T) {
	for name, f := range examples(t) {
		titled := 0
		for _, m := range f.marks {
			if m.title != "" {
				titled++
				continue
			}
			for _, s := range m.shapes {
				switch s.class {
				case "axis", "grid", "tick", "label", "strong", "note", "leader", "target-name", "women-name", "men-name", "women", "men-open", "needed":
				default:
					if !strings.HasPrefix(string(s.class), "name-") {
						t.Errorf("%s: %s without a title", name, s.class)
					}
				}
			}
		}
		if titled == 0 {
			t.Errorf("%s: no mark", name)
		}
	}
}

func TestTextIsEscaped(t *testing.T) {
	f := Comparison{Head: Head{Title: `<script>"&`}, Printer: printer(t, locale.English), Rows: []Row{{Name: "<b>\x00&", Share: Share{1, 2}}}}.Draw()
	root := parse(t, string(f.SVG(`"><b>`)))
	root.walk(func(e element) {
		if e.XMLName.Local == "b" || e.XMLName.Local == "script" {
			t.Errorf("element %s from text", e.XMLName.Local)
		}
	})
}

func TestGapHasNoLine(t *testing.T) {
	f := Trend{Months: months("2026-01", 5), Printer: printer(t, locale.English), Series: []Series{{Name: "s",
		Shares: []Share{{1, 2}, {1, 3}, {}, {1, 3}, {1, 2}}}}}.Draw()
	lines := 0
	for _, m := range f.marks {
		for _, s := range m.shapes {
			if s.class == "line-1" {
				lines++
			}
		}
	}
	if lines != 2 {
		t.Errorf("%d lines, want 2 about the gap", lines)
	}
	want := []string{"March 2026", "–"}
	if diff := cmp.Diff(want, f.Table.Rows[2]); diff != "" {
		t.Error(diff)
	}
}

func TestTicksAreNice(t *testing.T) {
	for top, want := range map[float64][]float64{
		0: {0, 1, 2, 3, 4}, 33.3: {0, 10, 20, 30, 40}, 17: {0, 5, 10, 15, 20}, 100: {0, 20, 40, 60, 80, 100}, math.NaN(): {0, 1, 2, 3, 4},
	} {
		if diff := cmp.Diff(want, percentTicks(top)); diff != "" {
			t.Errorf("%v: %s", top, diff)
		}
	}
}

func TestStylesheetCoversClassesAndThemes(t *testing.T) {
	css := Stylesheet()
	for _, c := range Classes() {
		if strings.Count(css, "\n.figure-"+c+"{") != 1 {
			t.Errorf("class %s is not styled once", c)
		}
	}
	for _, want := range []string{"prefers-color-scheme:dark", `data-theme="dark"`, "--figure-women"} {
		if !strings.Contains(css, want) {
			t.Errorf("no %s", want)
		}
	}
}

// luminance is relative luminance by WCAG 2.2.
func luminance(hex string) float64 {
	channel := func(s string) float64 {
		v, err := strconv.ParseUint(s, 16, 8)
		if err != nil {
			panic(err)
		}
		c := float64(v) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(hex[1:3]) + 0.7152*channel(hex[3:5]) + 0.0722*channel(hex[5:7])
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// TestColoursStandOut asks for the contrast of WCAG 2.2 AA on both themes:
// 4.5 for text, 3 for marks. Grid lines are decoration.
func TestColoursStandOut(t *testing.T) {
	hex := map[ink]inkOf{}
	for _, i := range inks {
		hex[i.name] = i
	}
	for _, s := range styles {
		if s.style.hidden || s.style.alpha != 0 {
			continue
		}
		for _, name := range []ink{s.style.fill, s.style.stroke} {
			least := 3.0
			if s.style.size > 0 {
				least = 4.5
			}
			if name == "" || name == "surface" || name == "grid" || s.class == "leader" || name == "axis" {
				continue
			}
			of := hex[name]
			if c := contrast(of.light, hex["surface"].light); c < least {
				t.Errorf("%s: %s has contrast %.2f on light", s.class, name, c)
			}
			if c := contrast(of.dark, hex["surface"].dark); c < least {
				t.Errorf("%s: %s has contrast %.2f on dark", s.class, name, c)
			}
		}
	}
	if c := contrast(hex["women"].light, hex["men"].light); c < 1.4 {
		t.Errorf("women and men differ by %.2f without colour", c)
	}
}

// TestEveryClassIsDrawn keeps the stylesheet free of what no picture uses.
func TestEveryClassIsDrawn(t *testing.T) {
	drawn := map[class]bool{}
	for _, f := range examples(t) {
		for _, m := range f.marks {
			for _, s := range m.shapes {
				drawn[s.class] = true
			}
		}
	}
	for _, s := range styles {
		if !drawn[s.class] && !strings.ContainsAny(string(s.class), "23456") {
			t.Errorf("no example draws %s", s.class)
		}
	}
}

func TestConcurrentDrawingAgrees(t *testing.T) {
	want := examples(t)["trend"]
	image, err := want.PNG(1)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			f := examples(t)["trend"]
			got, err := f.PNG(1)
			if err != nil || !bytes.Equal(got, image) || f.SVG("x") != want.SVG("x") {
				t.Errorf("differs: %v", err)
			}
		})
	}
	group.Wait()
}

func BenchmarkTrend(b *testing.B) {
	p := printer(b, locale.English)
	shares := wave(120, 36)
	for b.Loop() {
		Trend{Months: months("2016-11", 120), Series: []Series{{Name: "All deployed", Shares: shares}},
			Targets: []Target{{"Minimum", []float64{20}}}, Printer: p}.Draw().SVG("f")
	}
}

func TestPaperDrawsAll(t *testing.T) {
	for name, f := range examples(t) {
		image, err := f.PNG(1)
		if err != nil || len(image) < 300 {
			t.Errorf("%s: PNG of %d bytes: %v", name, len(image), err)
		}
		pdf := fpdf.New("P", "mm", "A4", "")
		pdf.AddPage()
		f.PDF(pdf, 20, 20, 170)
		if err := pdf.Output(io.Discard); err != nil {
			t.Errorf("%s: PDF: %v", name, err)
		}
		if *show != "" {
			write(t, name, f, image)
		}
	}
}

func write(t *testing.T, name string, f *Figure, _ []byte) {
	image, err := f.PNG(2)
	if err != nil {
		t.Fatal(err)
	}
	page := "<!doctype html><meta charset=utf-8><style>body{margin:16px;background:var(--figure-surface)}" + Stylesheet() + "</style>" + string(f.SVG("f"))
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.AddPage()
	f.PDF(pdf, 20, 20, 170)
	file, err := os.Create(filepath.Join(*show, name+".pdf"))
	if err != nil {
		t.Fatal(err)
	}
	if err := pdf.OutputAndClose(file); err != nil {
		t.Fatal(err)
	}
	for ext, data := range map[string][]byte{".html": []byte(page), ".png": image} {
		if err := os.WriteFile(filepath.Join(*show, name+ext), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
