package web

import (
	"io"
	"net/http"
	"path"
	"strings"

	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/posting"
	"beret/internal/spreadsheet"
)

// postFileBytes bounds an upload of posts: the file and the form around it.
const postFileBytes = posting.FileBytes + 64<<10

// pendingPosts is a file of posts that was read and not yet taken in.
type pendingPosts struct {
	callID int64
	list   *posting.List
}

func (c callScene) importForm() *Form {
	return &Form{Action: c.path() + "/import", Submit: T("callpage.import_check"), Cancel: &Link{Text: T("callpage.back"), Href: c.path()},
		Fields: []Field{{Kind: FileField, Name: "file", Label: T("callpage.import_file"), Hint: T("callpage.import_hint"), Accept: ".xlsx,.csv,.tsv,.txt"}}}
}

func (c callScene) importView(form *Form) *rosterView {
	v := &rosterView{Form: form, Heading: T("callpage.import_template")}
	v.Title, v.Lead, v.Caption, v.Crumbs = T("callpage.import"), T("callpage.import_lead"), c.named(), callCrumbs(c.crumb())
	for _, lang := range locale.Languages() {
		for _, format := range []spreadsheet.Format{spreadsheet.XLSX, spreadsheet.CSV} {
			v.Links = append(v.Links, Link{Text: T("callpage.template." + string(lang) + "." + string(format)), Href: c.path() + "/import/template/" + string(lang) + "/posts." + string(format)})
		}
	}
	return v
}

// postImportPage asks for a file of posts.
func (s *Server) postImportPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.callScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "roster", c.importView(c.importForm()))
}

// postUpload reads a file of posts and leads to its dry run.
func (s *Server) postUpload(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.callScene(r, actor)
	if err != nil {
		return err
	}
	form := c.importForm()
	if err := form.Read(r); err != nil {
		return err
	}
	defer r.MultipartForm.RemoveAll()
	list, err := s.readPosts(r, c)
	if form.Refused(fileFault(err)) {
		return s.refuse(w, r, "roster", c.importView(form))
	}
	if err != nil {
		return err
	}
	token := s.posts.keep(s.clock(), actor, pendingPosts{c.Call.ID, list})
	return redirect(w, r, c.path()+"/import/"+token)
}

// fileFault is a refusal of a file as a problem of the field it came in.
func fileFault(err error) error {
	if fault.CodeOf(err) != fault.Invalid || len(fault.ProblemsOf(err)) > 0 {
		return err
	}
	return fault.Check([]fault.Problem{{Field: "file", Key: "callpage.problem.file", Args: []any{"why", Text(func(p locale.Printer) string { return p.Error(err) })}}})
}

func (s *Server) readPosts(r *http.Request, c callScene) (*posting.List, error) {
	file, header, err := r.FormFile("file")
	if err != nil {
		return nil, fault.Check([]fault.Problem{{Field: "file", Key: "callpage.problem.no_file"}})
	}
	defer file.Close()
	name := path.Base(strings.ReplaceAll(header.Filename, `\`, "/"))
	return posting.NewReader(c.Book, s.catalogue).Read(file, header.Size, name, c.Call, c.Posts)
}

// postPreviewPage shows what a file of posts would add, and what is wrong.
func (s *Server) postPreviewPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, held, err := s.heldPosts(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "roster", c.previewView(held.list, r.PathValue("token")))
}

// heldPosts finds the call and the file of the address.
func (s *Server) heldPosts(r *http.Request, actor account.Actor) (c callScene, held pendingPosts, err error) {
	if c, err = s.callScene(r, actor); err != nil {
		return c, held, err
	}
	held, err = s.posts.find(s.clock(), actor, r.PathValue("token"), "callpage.problem.expired")
	if err == nil && held.callID != c.Call.ID {
		err = fault.New(fault.NotFound, "callpage.problem.expired")
	}
	return c, held, err
}

func (c callScene) previewView(list *posting.List, token string) *rosterView {
	faulty := list.Faulty()
	v := &rosterView{}
	v.Title, v.Caption = T("callpage.import_ready", "n", len(list.Rows)), c.named()
	v.Lead = T("callpage.import_read", "file", list.File, "sheet", list.Sheet)
	v.Crumbs = callCrumbs(c.crumb(), Link{Text: T("callpage.import"), Href: c.path() + "/import"})
	if faulty > 0 {
		v.Title = T("callpage.import_faulty", "n", faulty, "all", len(list.Rows))
		v.Notices = append(v.Notices, Notice{Tone: Bad, Text: T("callpage.import_faulty_notice")})
	} else {
		v.Choices = append(v.Choices, Action{Text: T("callpage.import_take", "n", len(list.Rows)), Href: c.path() + "/import/" + token, Post: true})
	}
	if len(list.Unknown) > 0 {
		v.Notices = append(v.Notices, Notice{Tone: Warn, Text: T("roster.page.unknown_columns", "columns", strings.Join(list.Unknown, ", "))})
	}
	v.Choices = append(v.Choices, Action{Text: T("callpage.import_again"), Href: c.path() + "/import", Second: true})
	v.Tables = []Table{c.previewTable(list)}
	return v
}

func (c callScene) previewTable(list *posting.List) Table {
	table := Table{Caption: T("callpage.import_rows"), Cards: true, Columns: []Column{{Label: T("callpage.row"), Numeric: true},
		head("deploymentpage.post"), {Label: T("callpage.count"), Numeric: true}, head("callpage.asks"), head("callpage.problems")}}
	for _, row := range list.Rows {
		problems := Cell{Tags: []Tag{{T("callpage.row_good"), Good}}}
		if len(row.Problems) > 0 {
			problems = Cell{Text: problemsText(row.Problems)}
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: Num(row.Number)}, {Text: Words(row.Post.Title)}, {Text: Num(row.Post.Count)},
			{Text: c.requirementText(row.Post.Requirement)}, problems}})
	}
	return table
}

// problemsText names the column of each problem and what to do.
func problemsText(problems []fault.Problem) Text {
	var texts []Text
	for _, p := range problems {
		texts = append(texts, T("callpage.column_problem", "column", T("posting.column."+p.Field), "problem", T(p.Key, p.Args...)))
	}
	return Joined(" ", texts...)
}

// takePosts adds the posts of a file that was looked at, all or none.
func (s *Server) takePosts(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, held, err := s.heldPosts(r, actor)
	if err != nil {
		return err
	}
	form := &Form{}
	if held.list.Faulty() == 0 {
		err = s.db.Write(r.Context(), func(tx *database.Tx) error {
			_, err := call.ImportPosts(r.Context(), tx, actor, c.Book, c.Call.ID, c.Call.Version, held.list.Posts(),
				call.File{Name: held.list.File, SHA256: held.list.SHA256})
			return err
		})
	} else {
		err = fault.Check([]fault.Problem{{Field: "file", Key: "callpage.import_faulty_notice"}})
	}
	if form.Refused(err) {
		v := c.importView(c.importForm())
		v.Problems = form.general
		return s.refuse(w, r, "roster", v)
	}
	if err != nil {
		return err
	}
	s.posts.drop(r.PathValue("token"))
	s.notify(w, Good, "callpage.done.import", "n", len(held.list.Rows))
	return redirect(w, r, c.path()+"#posts")
}

// postTemplate sends an empty table of posts to fill in.
func (s *Server) postTemplate(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.callScene(r, actor)
	if err != nil {
		return err
	}
	lang, ok := locale.Parse(r.PathValue("lang"))
	format, known := map[string]spreadsheet.Format{"posts.xlsx": spreadsheet.XLSX, "posts.csv": spreadsheet.CSV}[r.PathValue("file")]
	if !ok || !known {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return sendMade(w, r, r.PathValue("file"), func(out io.Writer) error {
		return posting.NewReader(c.Book, s.catalogue).Template(out, format, s.catalogue.In(lang))
	})
}
