package web

import (
	"net"
	"net/http"
	"net/url"
	"os"
	"sync"
	"testing"

	"html/template"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/figure"
	"beret/internal/locale"
)

// galleryView shows every component once, for the eye and for the checks.
type galleryView struct {
	page
	Identity Identity
	Tabs     []Link
	Finding  Finding
	Stats    []Stat
	Picture  Picture
	Notices  []Notice
	Filters  Filters
	Table    Table
	Pages    Pages
	Items    []Item
	Tasks    []Task
	Events   []Event
	Progress Progress
	Choices  []Action
	Form     *Form
}

func gallery(address *url.URL, p locale.Printer) *galleryView {
	v := &galleryView{
		Identity: Identity{Name: Words("Nguyễn Thị Thử"), Tags: []Tag{{Words("Ready"), Good}}, Items: []Item{
			{Label: Words("Number"), Value: Cell{Text: Words("T-1")}}, {Label: Words("Unit"), Value: Cell{Text: Words("Phòng Thử nghiệm"), Href: "/help"}}}},
		Tabs:    []Link{{Text: Words("Record"), Href: "/gallery", Current: true}, {Text: Words("Deployments"), Href: "/help"}, {Text: Words("History"), Href: "/help"}},
		Finding: Finding{Words("**12 of 36** deployed officers are women **(33.3 %)**, 4 more than the 20 % minimum that the ministry quotes; individual officers 9 of 30 (30.0 %), exactly at their 2028 target.")},
		Stats: []Stat{
			{Label: Words("Individual officers"), Value: Words("9 of 30"), Unit: Words("30.0 %"), Share: &Share{9, 30, 30}, Tags: []Tag{{Words("At target"), Good}}, Note: Words("One woman more or less moves this by 3.3 points."), Evidence: &Link{Text: Words("The 30 people"), Href: "/help"}},
			{Label: Words("Formed units"), Value: Words("0 of 0"), Note: Words("None is deployed."), Evidence: &Link{Text: Words("Units"), Href: "/help"}},
			{Label: Words("Seconded posts"), Value: Words("3 of 6"), Unit: Words("50.0 %"), Share: &Share{3, 6, 32}, Tags: []Tag{{Words("Above target"), Good}}, Evidence: &Link{Text: Words("The 6 people"), Href: "/help"}},
			{Label: Words("Leadership"), Value: Words("1 of 9"), Unit: Words("11.1 %"), Share: &Share{1, 9, 20}, Tags: []Tag{{Words("2 women short"), Warn}}, Evidence: &Link{Text: Words("The 9 people"), Href: "/help"}},
		},
		Notices: []Notice{{Tone: Good, Text: Words("The record is saved.")}, {Tone: Warn, Text: Words("Below 30 people one person moves the share by 3.3 points.")}, {Tone: Bad, Text: Words("Two passports have expired."), Links: []Link{{Text: Words("Show them"), Href: "/help"}}}, {Tone: Info, Text: Words("A rotation ends on 30 November 2026.")}},
		Pages:   Pages{Address: address, Page: 5, Size: 25, Total: 2413},
		Items: []Item{
			{Label: Words("Rank"), Value: Cell{Text: Words("Đại úy"), Note: Words("since 1 July 2024")}, Action: &Link{Text: Words("Change"), Href: "/help"}},
			{Label: Words("Clearance"), Value: Cell{Tags: []Tag{{Words("Cleared"), Good}}, Note: Words("to 12 March 2027")}},
			{Label: Words("Share"), Value: Cell{Share: &Share{12, 36, 20}}}},
		Tasks: []Task{
			{Text: Words("Language test"), Href: "/help", Status: Tag{Words("Passed"), Good}},
			{Text: Words("Driving test"), Note: Words("second attempt on 4 November 2026"), Href: "/help", Status: Tag{Words("Planned"), Info}},
			{Text: Words("Passport"), Status: Tag{Words("Expires in 21 days"), Warn}},
			{Text: Words("Medical"), Status: Tag{Words("Expired"), Bad}}},
		Events: []Event{
			{What: Words("Deployed to UNMISS"), When: Day(civil.MustDate("2026-02-05")), Who: Words("minh.desk"), Note: Words("Fourth rotation")},
			{What: Words("AMS passed"), When: Day(civil.MustDate("2025-11-20")), Href: "/help"},
			{What: Words("Nominated"), When: Day(civil.MustDate("2025-09-01"))}},
		Progress: Progress{Label: Words("Reading the roster"), Done: 640, Total: 1000, Note: Words("640 of 1,000 rows, 12 seconds left")},
		Choices:  []Action{{Text: Words("Nominate"), Href: "/help"}, {Text: Words("Export"), Href: "/help", Second: true}, {Text: Words("End"), Href: "/sign-out", Post: true, Danger: true, Confirm: Words("Sure?")}},
	}
	v.Title = Words("A third of the deployed are women")
	v.Caption, v.Lead = Words("Gallery"), Words("Every component once, as the pages use them.")
	v.Crumbs = []Link{{Text: Words("Overview"), Href: "/"}, {Text: Words("Officers"), Href: "/help"}}
	v.Actions = []Action{{Text: Words("Add an officer"), Href: "/help"}}
	v.AsOf = civil.MustDate("2026-10-31")
	v.Filters = filtersOf(address,
		Field{Kind: SearchField, Name: "q", Label: Words("Name or number")},
		Field{Kind: SelectField, Name: "rank", Label: Words("Rank"), Options: []Option{{"", Words("Any"), nil}, {"captain", Words("Đại úy"), nil}}},
		Field{Kind: ChecksField, Name: "status", Label: Words("Status"), Options: []Option{{"ready", Words("Ready"), nil}, {"deployed", Words("Deployed"), nil}}},
		Field{Kind: CheckField, Name: "women", Label: Words("Women only")})
	v.Table = Table{Caption: Words("Officers by given name"), Address: address, Order: "name", Cards: true,
		Columns: []Column{{Label: Words("Name"), Sort: "name"}, {Label: Words("Rank"), Sort: "rank"}, {Label: Words("Home unit")}, {Label: Words("Status")}, {Label: Words("Months"), Sort: "months", Numeric: true}},
	}
	for _, name := range []string{"Trần Thị An", "Lê Văn Bình", "Nguyễn Thị Thử", "Phạm Minh Đức"} {
		v.Table.Rows = append(v.Table.Rows, Row{Cells: []Cell{{Text: Words(name), Href: "/help", Note: Words("T-1024")}, {Text: Words("Đại úy")}, {Text: Words("Cục Thử nghiệm")}, {Tags: []Tag{{Words("Ready"), Good}}}, {Text: Num(1312)}}})
	}
	numbers := &Table{Caption: Words("Share by month"), Columns: []Column{{Label: Words("Month")}, {Label: Words("Women"), Numeric: true}, {Label: Words("Share")}},
		Rows: []Row{{Cells: []Cell{{Text: Words("October 2026")}, {Text: Num(12)}, {Share: &Share{12, 36, 20}}}}, {Total: true, Cells: []Cell{{Text: Words("Total")}, {Text: Num(12)}, {Share: &Share{12, 36, 20}}}}}}
	v.Picture = Picture{Title: Words("Women among the deployed"), Drawing: sampleDrawing(p, "gallery-wide", 720), Phone: sampleDrawing(p, "gallery-phone", 360), Table: numbers, Source: Words("Source: the record, frozen 31 October 2026.")}
	v.Form = galleryForm()
	return v
}

func sampleDrawing(p locale.Printer, id string, width float64) template.HTML {
	trend := figure.Trend{
		Head:    figure.Head{Title: "Women among the deployed", Description: "From 6 of 30 to 12 of 36.", Width: width},
		Months:  []civil.Month{civil.MustMonth("2026-07"), civil.MustMonth("2026-08"), civil.MustMonth("2026-09"), civil.MustMonth("2026-10")},
		Series:  []figure.Series{{Name: "Women", Shares: []figure.Share{{Women: 6, Total: 30}, {Women: 8, Total: 32}, {Women: 11, Total: 36}, {Women: 12, Total: 36}}}},
		Targets: []figure.Target{{Name: "Ministry's minimum", Percent: []float64{20}}},
		Printer: p,
	}
	return trend.Draw().SVG(id)
}

func galleryForm() *Form {
	form := &Form{Action: "/gallery", Submit: Words("Save"), Cancel: &Link{Text: Words("Cancel"), Href: "/help"}, Fields: []Field{
		{Kind: SectionField, Name: "who", Label: Words("Who"), Hint: Words("As in the passport.")},
		{Kind: TextField, Name: "name", Label: Words("Full name"), Value: "Nguyễn Thị Thử"},
		{Kind: DateField, Name: "born", Label: Words("Date of birth"), Hint: Words("For example 31/10/1990"), Value: "31/02/1990"},
		{Kind: SelectField, Name: "rank", Label: Words("Rank"), Width: "medium", Options: []Option{{"captain", Words("Đại úy"), nil}}},
		{Kind: RadioField, Name: "sex", Label: Words("Sex"), Value: "f", Options: []Option{{"f", Words("Woman"), nil}, {"m", Words("Man"), Words("As in the service record")}}},
		{Kind: ChecksField, Name: "tests", Label: Words("Tests"), Values: []string{"l"}, Options: []Option{{"l", Words("Language"), nil}, {"d", Words("Driving"), nil}}},
		{Kind: CheckField, Name: "agree", Label: Words("Consent is on file")},
		{Kind: AreaField, Name: "note", Label: Words("Note")},
		{Kind: FileField, Name: "file", Label: Words("Certificate"), Accept: ".pdf"},
	}}
	form.Day("born")
	form.problem(fault.Problem{Field: "sex", Key: "account.problem.role"})
	return form
}

// addGallery gives a test's house the gallery as a page.
func addGallery(t testing.TB, h *house) {
	t.Helper()
	for _, lang := range locale.Languages() {
		base, err := template.New("").Funcs(templateFunctions(h.catalogue.In(lang), h.assets)).ParseFS(templateFiles, "template/frame/*.html")
		if err != nil {
			t.Fatal(err)
		}
		h.pages.byLang[lang]["gallery"] = sync.OnceValues(func() (*template.Template, error) { return base.ParseFiles("testdata/gallery.html") })
	}
	for _, e := range sections() { // sections that have no page yet lead to the help
		if pattern := "GET " + e.path; h.actions[pattern] == public {
			h.actions[pattern] = account.HelpView
			h.mux.Handle(pattern, h.serve(route{pattern: pattern, action: account.HelpView, handle: h.help}))
		}
	}
	h.mux.Handle("/gallery", h.serve(route{pattern: "/gallery", action: account.HelpView, handle: func(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
		return h.render(w, r, "gallery", gallery(r.URL, h.catalogue.In(actor.Lang)))
	}}))
}

// GalleryVariable names the address at which TestGallery serves the gallery
// for a look with a browser, until the test's deadline. Sign in as
// test-administrator with the tests' password.
const GalleryVariable = "BERET_GALLERY"

func TestGallery(t *testing.T) {
	h := newHouse(t)
	addGallery(t, h)
	visitor := h.as(t, account.Administrator)
	for _, address := range []string{"/gallery", "/gallery?q=duc&rank=captain&status=ready&status=deployed&women=1&sort=-months&page=3"} {
		answer := visitor.get(address)
		if answer.Status != http.StatusOK {
			t.Fatalf("%s: status %d\n%s", address, answer.Status, answer.Body)
		}
		checkPage(t, h, address, answer.Body)
	}
	if address := os.Getenv(GalleryVariable); address != "" {
		listener, err := net.Listen("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Log(h.Serve(t.Context(), listener))
	}
}
