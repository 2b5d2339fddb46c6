package web

import (
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path"
	"strconv"
	"strings"
	"time"

	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/roster"
)

// rosterFileBytes bounds an upload. It is what the spreadsheet room takes.
const rosterFileBytes = 1 << 30

// rosterView is a page of the roster's way in or out; what is empty is not
// drawn. Template "roster".
type rosterView struct {
	page
	Notices  []Notice
	Problems []Text
	Progress *Progress
	Counts   []Item
	Choices  []Action
	Tables   []Table
	Form     *Form
	Heading  Text // over the links
	Links    []Link
}

func rosterForm() *Form {
	return &Form{
		Action: "/roster/import",
		Submit: T("roster.page.check"),
		Fields: []Field{
			{Kind: FileField, Name: "file", Label: T("roster.page.file"), Hint: T("roster.page.file_hint"), Accept: ".xlsx,.csv,.tsv,.txt"},
			{Kind: FileField, Name: "units", Label: T("roster.page.units"), Hint: T("roster.page.units_hint"), Accept: ".csv,.xlsx"},
			{Kind: TextField, Name: "sheet", Label: T("roster.page.sheet"), Hint: T("roster.page.sheet_hint"), Width: "medium"},
			{Kind: CheckField, Name: "create_units", Label: T("roster.page.create_units"), Hint: T("roster.page.create_units_hint")},
			{Kind: CheckField, Name: "hold_suspects", Label: T("roster.page.hold_suspects"), Hint: T("roster.page.hold_suspects_hint")},
		},
	}
}

func rosterAsk(form *Form) *rosterView {
	v := &rosterView{Form: form, Heading: T("roster.page.template"), Links: templateLinks()}
	v.Title, v.Lead = T("roster.page.import"), T("roster.page.import_lead")
	v.Actions = []Action{{Text: T("roster.page.export"), Href: "/roster/export", Second: true}}
	return v
}

func (s *Server) rosterImportPage(w http.ResponseWriter, r *http.Request, _ account.Actor) error {
	return s.render(w, r, "roster", rosterAsk(rosterForm()))
}

// rosterUpload keeps the file and starts the dry run.
func (s *Server) rosterUpload(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	if _, err := s.facts(r.Context()); err != nil { // the registry judges by the office's reference data
		return err
	}
	job, err := s.rosters.open(actor)
	form := rosterForm()
	if form.Refused(err) {
		return s.refuse(w, r, "roster", rosterAsk(form))
	}
	if err != nil {
		return err
	}
	if err := job.receive(r, form); err != nil {
		s.rosters.discard(job)
		return err
	}
	if job.name == "" {
		s.rosters.discard(job)
		form.problem(fault.Problem{Field: "file", Key: "roster.page.no_file"})
		return s.refuse(w, r, "roster", rosterAsk(form))
	}
	job.sheet = form.Value("sheet")
	s.startRoster(job, actor, s.langOf(r), rosterOptions(form, true))
	return redirect(w, r, rosterPath(job))
}

func rosterOptions(form *Form, dry bool) roster.Options {
	return roster.Options{DryRun: dry, CreateUnits: form.Value("create_units") != "", HoldSuspects: form.Value("hold_suspects") != ""}
}

func rosterPath(job *rosterJob) string { return "/roster/import/" + job.id }

// receive takes a form with files from the line straight to the disk.
func (j *rosterJob) receive(r *http.Request, form *Form) error {
	reader, err := r.MultipartReader()
	if err != nil {
		return badForm(err)
	}
	values := url.Values{}
	for {
		part, err := reader.NextPart()
		if err == io.EOF {
			form.fill(values)
			return nil
		}
		if err != nil {
			return badForm(err)
		}
		if err := j.receivePart(part, values); err != nil {
			return badForm(err)
		}
	}
}

const longestValue = 1000 // of a text field beside the files

func (j *rosterJob) receivePart(part *multipart.Part, values url.Values) error {
	name := path.Base(strings.ReplaceAll(part.FileName(), `\`, "/"))
	switch {
	case part.FormName() == "file" && part.FileName() != "":
		j.name = name
		return j.keep(rosterFile, part)
	case part.FormName() == "units" && part.FileName() != "":
		j.units = true
		return j.keep(unitsFile, part)
	}
	value, err := io.ReadAll(io.LimitReader(part, longestValue))
	values.Add(part.FormName(), string(value))
	return err
}

// rosterJobPage shows how far an uploaded roster is.
func (s *Server) rosterJobPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	job, err := s.rosters.find(actor, r.PathValue("job"))
	if err != nil {
		return err
	}
	now := job.glance()
	var v *rosterView
	switch now.state {
	case rosterLooked:
		v = rosterLook(job, now)
	case rosterTaken:
		v = s.rosterDone(job, now, actor)
	case rosterFailed:
		v = rosterRefused(now.err)
	default:
		v = rosterWait(job, now)
	}
	v.Caption = Words(job.name)
	v.Crumbs = []Link{{Text: T("roster.page.import"), Href: "/roster/import"}}
	return s.render(w, r, "roster", v)
}

func rosterWait(job *rosterJob, now rosterGlance) *rosterView {
	title := T("roster.page.reading")
	if now.state == rosterTaking {
		title = T("roster.page.taking")
	}
	v := &rosterView{Progress: &Progress{Label: title, Done: int(now.done >> 10), Total: int(now.total >> 10), Address: rosterPath(job)}}
	if spent := time.Since(now.began).Seconds(); now.done > 0 && spent > 1 {
		left := int(spent * float64(now.total-now.done) / float64(now.done))
		v.Progress.Note = T("roster.page.left", "done", int(now.done>>20), "total", int(now.total>>20), "rate", int(float64(now.done)/spent)>>10, "left", left)
	}
	v.Title, v.Refresh = title, 2
	v.Choices = []Action{{Text: T("roster.page.stop"), Href: rosterPath(job) + "/discard", Post: true, Second: true}}
	return v
}

// rosterLook shows what the dry run found and asks for the word.
func rosterLook(job *rosterJob, now rosterGlance) *rosterView {
	s := now.summary
	v := &rosterView{Counts: rosterCounts(s), Notices: rosterNotices(s), Tables: rosterTables(s)}
	v.Title, v.Lead = T("roster.page.looked", "n", s.Accepted()), T("roster.page.looked_lead", "rows", s.Rows, "sheet", s.Sheet)
	if s.Accepted() == 0 {
		v.Title = T("roster.page.nothing")
	} else {
		v.Choices = append(v.Choices, Action{Text: T("roster.page.take", "n", s.Accepted()), Href: rosterPath(job) + "/take", Post: true})
	}
	v.Choices = append(v.Choices, rejectsAction(job, s)...)
	v.Choices = append(v.Choices, Action{Text: T("roster.page.discard"), Href: rosterPath(job) + "/discard", Post: true, Second: true})
	v.Form = rosterAgain(job, now.options)
	return v
}

func rejectsAction(job *rosterJob, s *roster.Summary) []Action {
	if s.Rejected+s.Suspected == 0 {
		return nil
	}
	return []Action{{Text: T("roster.page.rejects"), Href: rosterPath(job) + "/rejects", Second: true}}
}

// rosterAgain offers the choices once more, under the outcome.
func rosterAgain(job *rosterJob, o roster.Options) *Form {
	form := rosterForm()
	form.Action, form.Submit = rosterPath(job)+"/look", T("roster.page.again")
	form.Fields = append([]Field{{Kind: SectionField, Name: "again", Label: T("roster.page.choices")}}, *form.field("create_units"), *form.field("hold_suspects"))
	form.Fields[1].Value, form.Fields[2].Value = checked(o.CreateUnits), checked(o.HoldSuspects)
	return form
}

func checked(on bool) string {
	if on {
		return "1"
	}
	return ""
}

func rosterCounts(s *roster.Summary) []Item {
	return []Item{
		{Label: T("roster.page.new"), Value: Cell{Text: Num(s.New)}},
		{Label: T("roster.page.changed"), Value: Cell{Text: Num(s.Changed)}},
		{Label: T("roster.page.unchanged"), Value: Cell{Text: Num(s.Unchanged)}},
		{Label: T("roster.page.rejected"), Value: Cell{Text: Num(s.Rejected)}},
		{Label: T("roster.page.suspected"), Value: Cell{Text: Num(s.Suspected)}},
	}
}

func rosterNotices(s *roster.Summary) []Notice {
	var list []Notice
	if s.Suspected > 0 {
		list = append(list, Notice{Tone: Warn, Text: T("roster.page.suspected_note", "n", s.Suspected)})
	}
	if len(s.UnknownColumns) > 0 {
		list = append(list, Notice{Tone: Warn, Text: T("roster.page.unknown_columns", "columns", strings.Join(s.UnknownColumns, ", "))})
	}
	if s.UnitsAdded > 0 {
		list = append(list, Notice{Tone: Info, Text: T("roster.page.units_added", "n", s.UnitsAdded, "units", firstUnits(s))})
	}
	return list
}

const unitsShown = 10

func firstUnits(s *roster.Summary) string {
	names := strings.Join(s.Units[:min(len(s.Units), unitsShown)], ", ")
	if s.UnitsAdded > unitsShown {
		names += " …"
	}
	return names
}

// rosterTables lists changes by column, reasons, rejected rows and suspects.
func rosterTables(s *roster.Summary) []Table {
	fields := Table{Caption: T("roster.page.fields"), Columns: []Column{{Label: T("roster.instructions.column")}, {Label: T("roster.page.officers"), Numeric: true}}}
	for _, c := range s.Fields {
		fields.Rows = append(fields.Rows, Row{Cells: []Cell{{Text: columnText(c.Column)}, {Text: Num(c.N)}}})
	}
	reasons := Table{Caption: T("roster.page.reasons"), Columns: []Column{{Label: T("roster.reason_column")}, {Label: T("roster.page.rows"), Numeric: true}, {Label: T("roster.page.first"), Numeric: true}}}
	for _, reason := range s.Reasons {
		reasons.Rows = append(reasons.Rows, Row{Cells: []Cell{{Text: rosterProblem(reason.Problem)}, {Text: Num(reason.Rows)}, {Text: Num(reason.First)}}})
	}
	people := []Column{{Label: T("registry.field.full_name")}, {Label: T("roster.row_column"), Numeric: true}, {Label: T("roster.reason_column")}}
	rejected := Table{Caption: T("roster.page.rejected_rows", "shown", len(s.RejectedRows), "n", s.Rejected), Columns: people, Cards: true}
	for _, row := range s.RejectedRows {
		var why []Text
		for _, problem := range row.Problems {
			why = append(why, rosterProblem(problem))
		}
		rejected.Rows = append(rejected.Rows, personRow(row.Number, row.Service, row.Name, Joined(" ", why...)))
	}
	columns := append(append([]Column(nil), people[:2]...), Column{Label: T("roster.page.suspicion")})
	suspects := Table{Caption: T("roster.page.suspects", "shown", len(s.Suspects), "n", s.Suspected), Columns: columns, Cards: true}
	for _, suspect := range s.Suspects {
		suspects.Rows = append(suspects.Rows, personRow(suspect.Number, suspect.Service, suspect.Name, rosterProblem(suspect.Problem())))
	}
	var filled []Table
	for _, t := range []Table{fields, reasons, rejected, suspects} {
		if len(t.Rows) > 0 {
			filled = append(filled, t)
		}
	}
	return filled
}

// personRow is named by the person, or by the number where the name is missing.
func personRow(row int, service, name string, why Text) Row {
	first := Cell{Text: Words(name), Note: Words(service)}
	if name == "" {
		first = Cell{Text: Words(service)}
	}
	if first.Text == nil {
		first.Text = T("roster.page.nameless")
	}
	return Row{Cells: []Cell{first, {Text: Num(row)}, {Text: why}}}
}

func columnText(name string) Text { return T(roster.ColumnKey(name)) }

// rosterProblem is a problem with its column, in the reader's language.
func rosterProblem(problem fault.Problem) Text {
	return func(p locale.Printer) string { return roster.ProblemText(p, problem) }
}

func (s *Server) rosterDone(job *rosterJob, now rosterGlance, actor account.Actor) *rosterView {
	v := &rosterView{Counts: rosterCounts(now.summary), Notices: rosterNotices(now.summary), Tables: rosterTables(now.summary)}
	v.Title, v.Lead = T("roster.page.taken", "n", now.summary.Accepted()), T("roster.page.taken_lead")
	v.Choices = append(rejectsAction(job, now.summary), Action{Text: T("roster.page.another"), Href: "/roster/import", Second: true})
	v.Heading = T("roster.page.next")
	v.Links = s.open(actor, []entry{{"/officers", "web.nav.officers"}, {"/audit", "web.nav.audit"}}, "")
	return v
}

// rosterRefused tells why a file was not read or not brought in.
func rosterRefused(err error) *rosterView {
	v := &rosterView{Heading: T("roster.page.template"), Links: templateLinks(),
		Notices: []Notice{{Tone: Bad, Text: func(p locale.Printer) string { return p.Error(err) }}}}
	for _, problem := range fault.ProblemsOf(err) {
		v.Problems = append(v.Problems, T(problem.Key, problem.Args...))
	}
	v.Title, v.Lead = T("roster.page.refused"), T("roster.page.refused_lead")
	v.Choices = []Action{{Text: T("roster.page.another"), Href: "/roster/import"}}
	return v
}

// rosterLookAgain runs the dry run again with other choices.
func (s *Server) rosterLookAgain(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	job, err := s.rosters.find(actor, r.PathValue("job"))
	if err != nil {
		return err
	}
	form := rosterAgain(job, roster.Options{})
	if err := form.Read(r); err != nil {
		return err
	}
	if state := job.glance().state; state == rosterLooked || state == rosterFailed {
		s.startRoster(job, actor, s.langOf(r), rosterOptions(form, true))
	}
	return redirect(w, r, rosterPath(job))
}

// rosterTake brings in what the dry run has shown.
func (s *Server) rosterTake(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	job, err := s.rosters.find(actor, r.PathValue("job"))
	if err != nil {
		return err
	}
	if now := job.glance(); now.state == rosterLooked {
		now.options.DryRun = false
		s.startRoster(job, actor, s.langOf(r), now.options)
	}
	return redirect(w, r, rosterPath(job))
}

func (s *Server) rosterDiscard(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	job, err := s.rosters.find(actor, r.PathValue("job"))
	if err != nil {
		return err
	}
	s.rosters.discard(job)
	s.notify(w, Info, "roster.page.discarded")
	return redirect(w, r, "/roster/import")
}

// rosterRejects sends the workbook of rejected rows.
func (s *Server) rosterRejects(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	job, err := s.rosters.find(actor, r.PathValue("job"))
	if err != nil {
		return err
	}
	now := job.glance()
	if now.running() || now.summary == nil || now.summary.Rejected+now.summary.Suspected == 0 {
		return fault.New(fault.NotFound, "roster.page.gone")
	}
	file, err := os.Open(job.path(rejectsFile))
	if err != nil {
		return err
	}
	defer file.Close()
	return sendFile(w, r, file, rejectsFile)
}

// sendFile sends a whole file as a download.
func sendFile(w http.ResponseWriter, r *http.Request, file *os.File, name string) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	kind := "text/csv; charset=utf-8"
	if path.Ext(name) == ".xlsx" {
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", "attachment; filename="+strconv.Quote(name))
	http.ServeContent(w, r, name, info.ModTime(), file)
	return nil
}
