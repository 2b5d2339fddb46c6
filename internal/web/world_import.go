package web

import (
	"errors"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	"beret/internal/account"
	"beret/internal/contribution"
	"beret/internal/fault"
)

// worldFileBytes bounds an upload: the UN's whole history is some 30 MB.
const worldFileBytes = 64 << 20

// Rows of a table of changes or issues that a page shows; the counts are whole.
const (
	changesShown = 50
	issuesShown  = 200
)

// worldImportView asks for a file and lists the past ones. Template
// "world_import".
type worldImportView struct {
	worldFrame
	Form *Form
	Past Table
}

// worldPreviewView is the dry run. Template "world_preview".
type worldPreviewView struct {
	worldFrame
	Stats   []Stat
	Items   []Item
	Changes *Table
	Issues  *Table
	Confirm *Action
	Again   Link
}

func worldImportForm() *Form {
	form := &Form{
		Action: "/world/import",
		Submit: T("world.import.check"),
		Fields: []Field{
			{Kind: FileField, Name: "file", Label: T("world.import.file"), Hint: T("world.import.file_hint"), Accept: ".csv,.txt,text/csv"},
			{Kind: RadioField, Name: "mode", Label: T("world.import.mode"), Value: string(contribution.Modes()[0])},
			{Kind: RadioField, Name: "order", Label: T("world.import.order"), Options: []Option{{Text: T("world.import.order.found")}}},
		},
	}
	modes := map[contribution.Mode][2]Text{
		contribution.WholeMonths:      {T("world.import.mode.whole"), T("world.import.mode.whole_hint")},
		contribution.OnlyContributors: {T("world.import.mode.extract"), T("world.import.mode.extract_hint")},
	}
	for _, mode := range contribution.Modes() {
		form.field("mode").Options = append(form.field("mode").Options, Option{string(mode), modes[mode][0], modes[mode][1]})
	}
	for _, order := range contribution.DateOrders() {
		form.field("order").Options = append(form.field("order").Options, Option{Value: string(order), Text: orderText(order)})
	}
	return form
}

func orderText(order contribution.DateOrder) Text {
	switch order {
	case contribution.YearMonthDay:
		return T("world.import.order.ymd")
	case contribution.DayMonthYear:
		return T("world.import.order.dmy")
	}
	return T("world.import.order.mdy")
}

func (s *Server) worldImportPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	v, err := s.worldImportView(r, actor, worldImportForm())
	if err != nil {
		return err
	}
	return s.render(w, r, "world_import", v)
}

func (s *Server) worldImportView(r *http.Request, actor account.Actor, form *Form) (*worldImportView, error) {
	c, err := s.worldScene(r, actor)
	if err != nil {
		return nil, err
	}
	v := &worldImportView{worldFrame: c.frame("/world/import"), Form: form}
	v.Title, v.Lead, v.Notices, v.AsOf = T("world.import.title"), T("world.import.lead"), nil, 0
	v.Past = Table{Caption: T("world.import.past"), Empty: T("world.import.none"), Cards: true, Columns: []Column{
		{Label: T("world.column.file")}, {Label: T("world.column.months")}, {Label: T("world.column.rows"), Numeric: true},
		{Label: T("world.column.issues"), Numeric: true}, {Label: T("world.column.when")}, {Label: T("world.column.by")},
	}}
	for _, i := range c.imports {
		v.Past.Rows = append(v.Past.Rows, Row{Cells: []Cell{
			{Text: Words(i.Name), Href: worldImportPath(i.ID), Note: shaText(i.SHA256)},
			{Text: importSpan(i)}, {Text: Num(i.Rows)}, {Text: Num(len(i.Issues))}, {Text: Moment(s.local(i.At))}, {Text: Words(i.By)},
		}})
	}
	return v, nil
}

func worldImportPath(id int64) string { return "/world/imports/" + strconv.FormatInt(id, 10) }

func shaText(sum string) Text { return T("world.import.sha", "sha", sum[:min(len(sum), 12)]) }

func importSpan(i contribution.Imported) Text {
	return Joined(" – ", MonthText(i.First), MonthText(i.Last))
}

// worldUpload reads a file and leads to its dry run.
func (s *Server) worldUpload(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	form := worldImportForm()
	if err := form.Read(r); err != nil {
		return err
	}
	if r.MultipartForm != nil {
		defer r.MultipartForm.RemoveAll()
	}
	file, err := s.readWorldFile(r, form)
	if err == nil {
		mode := contribution.Mode(form.Value("mode"))
		if _, err = s.world.store.Preview(r.Context(), actor, file, mode); err == nil {
			return redirect(w, r, "/world/import/"+s.world.pending.keep(s.clock(), actor, pendingFile{file, mode}))
		}
	}
	if !form.Refused(worldFieldOf(err)) {
		return err
	}
	v, err := s.worldImportView(r, actor, form)
	if err != nil {
		return err
	}
	return s.refuse(w, r, "world_import", v)
}

func (s *Server) readWorldFile(r *http.Request, form *Form) (*contribution.File, error) {
	basis, err := s.world.basis()
	if err != nil {
		return nil, err
	}
	in, head, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, fault.Check([]fault.Problem{{Field: "file", Key: "world.import.problem.file"}})
	}
	if err != nil {
		return nil, badForm(err)
	}
	defer in.Close()
	name := path.Base(strings.ReplaceAll(head.Filename, `\`, "/"))
	return contribution.Parse(in, name, basis.countries, contribution.DateOrder(form.Value("order")))
}

// worldFieldOf puts what is wrong with a whole file under the field where the
// reader can put it right.
func worldFieldOf(err error) error {
	var found *fault.Error
	if !errors.As(err, &found) || found.Code != fault.Invalid || len(found.Problems) > 0 {
		return err
	}
	field := "file"
	switch found.Key {
	case "contribution.dates_ambiguous":
		field = "order"
	case "contribution.partial_month":
		field = "mode"
	}
	return fault.Check([]fault.Problem{{Field: field, Key: found.Key, Args: found.Args}})
}

// worldPreview shows what an import would do.
func (s *Server) worldPreview(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.worldScene(r, actor)
	if err != nil {
		return err
	}
	token := r.PathValue("token")
	pending, err := s.world.pending.find(s.clock(), actor, token, "world.import.expired")
	if err != nil {
		return err
	}
	plan, err := s.world.store.Preview(r.Context(), actor, pending.file, pending.mode)
	if err != nil {
		return err
	}
	v := &worldPreviewView{worldFrame: c.frame("/world/import"), Again: Link{Text: T("world.import.again"), Href: "/world/import"}}
	v.Title, v.Lead = previewTitle(pending.file, plan), T("world.import.preview_lead")
	v.Notices, v.AsOf = nil, 0
	if pending.file.Rejected > 0 {
		v.Notices = []Notice{{Tone: Warn, Text: T("world.import.rejected", "n", pending.file.Rejected)}}
	}
	v.Stats, v.Items = planStats(plan), fileItems(pending)
	v.Changes, v.Issues = c.changesTable(plan), issuesTable(pending.file.Issues)
	if !plan.Empty() {
		v.Confirm = &Action{Text: T("world.import.confirm"), Href: "/world/import/" + token, Post: true}
	}
	return s.render(w, r, "world_preview", v)
}

func previewTitle(file *contribution.File, plan contribution.Plan) Text {
	if plan.Empty() {
		return T("world.import.title_same", "file", file.Name)
	}
	return T("world.import.title_preview", "file", file.Name, "n", plan.Added+len(plan.Changed)+len(plan.Removed))
}

func planStats(plan contribution.Plan) []Stat {
	return []Stat{
		{Label: T("world.import.added"), Value: Num(plan.Added)},
		{Label: T("world.import.changed"), Value: Num(len(plan.Changed))},
		{Label: T("world.import.removed"), Value: Num(len(plan.Removed))},
		{Label: T("world.import.unchanged"), Value: Num(plan.Unchanged)},
	}
}

func fileItems(p pendingFile) []Item {
	f := p.file
	mode := T("world.import.mode.whole")
	if p.mode == contribution.OnlyContributors {
		mode = T("world.import.mode.extract")
	}
	items := []Item{
		{Label: T("world.column.file"), Value: Cell{Text: Words(f.Name), Note: shaText(f.SHA256)}},
		{Label: T("world.import.shape"), Value: Cell{Text: T(f.Shape.Key())}},
		{Label: T("world.column.months"), Value: Cell{Text: Joined(" – ", MonthText(f.First()), MonthText(f.Last()))}},
		{Label: T("world.column.rows"), Value: Cell{Text: T("world.import.rows", "n", f.Rows, "rejected", f.Rejected)}},
		{Label: T("world.import.mode"), Value: Cell{Text: mode}},
		{Label: T("world.import.order"), Value: Cell{Text: orderText(f.DateOrder)}},
	}
	if f.Latin1 {
		items = append(items, Item{Label: T("world.import.encoding"), Value: Cell{Text: T("world.import.latin1")}})
	}
	return items
}

// changesTable shows figures that are recorded otherwise, and those no longer
// published; nil for none.
func (c *worldScene) changesTable(plan contribution.Plan) *Table {
	changes := append(append([]contribution.Change{}, plan.Changed...), plan.Removed...)
	if len(changes) == 0 {
		return nil
	}
	table := &Table{Caption: shownOf("world.import.changes", len(changes), changesShown), Cards: true, Columns: []Column{
		{Label: T("world.column.country")}, {Label: T("world.column.month")}, {Label: T("world.column.mission")},
		{Label: T("world.field.type")}, {Label: T("world.column.before")}, {Label: T("world.column.after")},
	}}
	for _, change := range changes[:min(len(changes), changesShown)] {
		f := change.Before
		after := ShareText(change.After.Women, change.After.Total())
		if change.After.Total() == 0 {
			after = T("world.import.withdrawn")
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{
			{Text: Words(c.countryName(f.Country))}, {Text: MonthText(f.Month)}, {Text: Words(f.Mission)}, {Text: T(f.Type.Key())},
			{Text: ShareText(f.Women, f.Total())}, {Text: after},
		}})
	}
	return table
}

// issuesTable lists what was found in a file with what to do; nil for nothing.
func issuesTable(issues []contribution.Issue) *Table {
	if len(issues) == 0 {
		return nil
	}
	table := &Table{Caption: shownOf("world.import.issues", len(issues), issuesShown), Cards: true, Columns: []Column{
		{Label: T("world.column.row")}, {Label: T("world.column.column")}, {Label: T("world.column.problem")},
		{Label: T("world.column.remedy")}, {Label: T("world.column.rows"), Numeric: true}, {Label: T("world.column.outcome")},
	}}
	for _, i := range issues[:min(len(issues), issuesShown)] {
		table.Rows = append(table.Rows, Row{Cells: []Cell{
			{Text: T("world.import.row", "row", i.Row)}, {Text: Words(i.Column)}, {Text: T(string(i.Kind), i.Args...)}, {Text: T(i.Kind.Remedy())},
			{Text: Num(i.Rows)}, {Tags: []Tag{severityTag(i.Kind.Severity())}},
		}})
	}
	return table
}

// shownOf is a table's caption, which says so where only the first rows are shown.
func shownOf(key string, n, shown int) Text {
	if n <= shown {
		return T(key, "n", n)
	}
	return T("world.import.shown", "caption", T(key, "n", n), "n", shown)
}

func severityTag(severity contribution.Severity) Tag {
	tones := map[contribution.Severity]Tone{contribution.Rejected: Bad, contribution.Doubt: Warn, contribution.Note: Plain}
	return Tag{T(severity.Key()), tones[severity]}
}

// worldImport records the file of a dry run.
func (s *Server) worldImport(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	token := r.PathValue("token")
	pending, err := s.world.pending.find(s.clock(), actor, token, "world.import.expired")
	if err != nil {
		return err
	}
	plan, err := s.world.store.Import(r.Context(), actor, pending.file, pending.mode)
	if err != nil {
		return err
	}
	s.world.pending.drop(token)
	if plan.Empty() {
		s.notify(w, Info, "world.import.nothing")
		return redirect(w, r, "/world/import")
	}
	s.notify(w, Good, "world.import.done", "added", plan.Added, "changed", len(plan.Changed), "removed", len(plan.Removed))
	return redirect(w, r, worldImportPath(plan.Import))
}

// worldImported shows a past import with what was found in its file.
func (s *Server) worldImported(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.worldScene(r, actor)
	if err != nil {
		return err
	}
	id, err := idOf(r)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(c.imports, func(i contribution.Imported) bool { return i.ID == id })
	if at < 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	past := c.imports[at]
	v := &worldPreviewView{worldFrame: c.frame("/world/import"), Again: Link{Text: T("world.import.past"), Href: "/world/import"}}
	v.Title, v.Notices, v.AsOf = T("world.import.title_past", "file", past.Name, "span", importSpan(past)), nil, 0
	v.Items, v.Issues = s.pastItems(past), issuesTable(past.Issues)
	return s.render(w, r, "world_preview", v)
}

func (s *Server) pastItems(i contribution.Imported) []Item {
	return []Item{
		{Label: T("world.column.file"), Value: Cell{Text: Words(i.Name), Note: shaText(i.SHA256)}},
		{Label: T("world.import.shape"), Value: Cell{Text: T(i.Shape.Key())}},
		{Label: T("world.column.rows"), Value: Cell{Text: Num(i.Rows)}},
		{Label: T("world.column.when"), Value: Cell{Text: Moment(s.local(i.At))}},
		{Label: T("world.column.by"), Value: Cell{Text: Words(i.By)}},
	}
}
