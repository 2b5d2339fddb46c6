package web

import (
	"context"
	"net/http"

	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/pack"
	"beret/internal/reference"
	"beret/internal/report"
)

// packView is what goes with a slate: what is missing, the papers, what was
// sent. Template "pack".
type packView struct {
	page
	Notice *Notice
	Tasks  []Task
	Items  []Item
	Papers []Table
}

// packScene is a pack with what its pages need beside it.
type packScene struct {
	facts
	pack.Pack
	id   int64
	sent []pack.TransferRow
}

func packPath(slateID int64) string { return slatePath(slateID) + "/pack" }

// packSource is what packs are loaded from.
func (s *Server) packSource(ctx context.Context, actor account.Actor, f facts) (source pack.Source, err error) {
	source = pack.Source{Store: s.registry, Office: f.Office, Book: f.Book, Today: f.Today}
	if source.Units, err = s.registry.HomeUnits(ctx, actor); err != nil {
		return source, err
	}
	source.Countries, err = reference.LoadCountries()
	return source, err
}

// packScene loads the pack of the slate of the address.
func (s *Server) packScene(r *http.Request, actor account.Actor) (c packScene, err error) {
	if c.id, err = idOf(r); err != nil {
		return c, err
	}
	if c.facts, err = s.facts(r.Context()); err != nil {
		return c, err
	}
	source, err := s.packSource(r.Context(), actor, c.facts)
	if err != nil {
		return c, err
	}
	return c, s.db.Read(r.Context(), func(tx *database.Tx) error {
		if c.Pack, err = source.Load(r.Context(), tx, actor, c.id); err != nil {
			return err
		}
		c.sent, _, err = pack.Transfers(r.Context(), tx, actor, pack.TransferFilter{SlateID: c.id, Limit: 1})
		return err
	})
}

func (c packScene) writer(s *Server) pack.Writer {
	return pack.Writer{Pack: c.Pack, Book: c.Book, Catalogue: s.catalogue}
}

func (c packScene) crumbs() []Link {
	return []Link{{Text: T("web.nav.slates"), Href: "/slates"}, {Text: Words(c.List.Name), Href: slatePath(c.id)}}
}

// pack shows what the pack contains and what is missing.
func (s *Server) pack(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.packScene(r, actor)
	if err != nil {
		return err
	}
	may := actor.May(account.PackMake)
	v := &packView{Tasks: c.tasks(), Items: c.items(), Papers: []Table{c.paperTable(locale.English, may), c.paperTable(locale.Vietnamese, may)}}
	v.Caption, v.Crumbs, v.AsOf = Words(c.List.Name), c.crumbs(), c.Today
	v.Title, v.Lead = T("packpage.title_draft", "n", len(c.Missing())), T("packpage.lead_draft")
	if c.Final() {
		v.Title, v.Lead = T("packpage.title_final", "n", len(c.Nominees())), T("packpage.lead_final")
	}
	if len(c.sent) > 0 {
		v.Notice = &Notice{Tone: Good, Text: T("packpage.sent", "recipient", c.sent[0].Recipient, "date", c.sent[0].SentOn),
			Links: []Link{{Text: T("packpage.transfers"), Href: "/transfers?slate=" + idValue(c.id)}}}
	}
	if may {
		v.Actions = []Action{{Text: T("packpage.send"), Href: slatePath(c.id) + "/send", Second: !c.Final()},
			{Text: T("packpage.zip"), Href: packPath(c.id) + "/" + allPapers, Second: c.Final()}}
	}
	return s.render(w, r, "pack", v)
}

// tasks are the gaps, each with the page on which it is closed.
func (c packScene) tasks() (tasks []Task) {
	to := map[pack.Gap]string{pack.NotSigned: slatePath(c.id), pack.BrokenList: slatePath(c.id), pack.NoCertificate: slatePath(c.id) + "/certificate",
		pack.VoidedOne: slatePath(c.id) + "/certificate"}
	if c.List.Edition == 0 {
		delete(to, pack.NoCertificate)
	}
	if c.Call != nil {
		to[pack.NoPapers], to[pack.NoCallPapers] = callPath(c.Call.ID)+"/papers", callPath(c.Call.ID)+"/papers"
	}
	for _, n := range c.Nominees() {
		if n.PassportName == "" {
			to[pack.NoPassportName] = officerPath(n.OfficerID)
		}
	}
	for _, m := range c.Missing() {
		tasks = append(tasks, Task{Text: T(m.Gap.Key(), "n", m.N), Href: to[m.Gap], Status: Tag{T("packpage.to_do"), Warn}})
	}
	return tasks
}

// items say which list the papers are of.
func (c packScene) items() []Item {
	items := []Item{
		{Label: T("packpage.nominees"), Value: Cell{Text: ShareText(c.Women(), len(c.Nominees())), Note: T("packpage.women_of")}},
		{Label: T("packpage.edition"), Value: Cell{Text: editionText(c.List), Note: Words(c.List.SHA256)}},
		{Label: T("packpage.certificate"), Value: c.certificateCell()},
	}
	if c.Call != nil {
		items = append([]Item{{Label: T("nominationpage.call"), Value: Cell{Text: Words(c.Call.Reference), Href: callPath(c.Call.ID), Note: Words(c.Call.NoteVerbale)}}}, items...)
	}
	return known(items)
}

func editionText(l pack.List) Text {
	if l.Edition == 0 {
		return T("packpage.unsigned")
	}
	return T("packpage.signed", "edition", l.Edition, "date", l.SignedOn, "by", l.SignedBy)
}

func (c packScene) certificateCell() Cell {
	if c.List.Certificate == nil {
		return Cell{}
	}
	return Cell{Text: Words(c.List.Certificate.Reference), Note: Day(c.List.Certificate.IssuedOn)}
}

// paperTable lists the papers of a language with a link for each format.
func (c packScene) paperTable(lang locale.Lang, may bool) Table {
	t := Table{Caption: T("packpage.papers." + string(lang)), Columns: []Column{head("packpage.paper"), head("packpage.docx"), head("packpage.pdf"), head("packpage.xlsx")}}
	for _, paper := range pack.Papers(lang) {
		cells := []Cell{{Text: T(paper.Key())}, {}, {}, {}}
		for _, format := range paper.Formats() {
			place := map[report.Format]int{report.DOCX: 1, report.PDF: 2, report.XLSX: 3}[format]
			cells[place] = Cell{Text: Words(string(paper) + "." + string(format))}
			if may {
				cells[place].Href = packPath(c.id) + "/" + string(paper) + "." + string(format)
			}
		}
		t.Rows = append(t.Rows, Row{Cells: cells})
	}
	return t
}

// allPapers is the file with every paper in it.
const allPapers = "all-papers.zip"

// packFile sends one paper in one format, or all of them, and logs it.
func (s *Server) packFile(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.packScene(r, actor)
	if err != nil {
		return err
	}
	name := r.PathValue("file")
	data, kind, err := c.file(s, name)
	if err != nil {
		return err
	}
	if err := s.db.Write(r.Context(), func(tx *database.Tx) error {
		return audit.Append(r.Context(), tx, audit.Entry{Actor: actor, Action: "pack.make", Kind: "slate", Subject: c.id,
			After: map[string]any{"file": name, "sha256": c.List.SHA256, "draft": !c.Final()}})
	}); err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(data)
	return err
}

func (c packScene) file(s *Server, name string) (data []byte, kind string, err error) {
	if name == allPapers {
		files, err := c.writer(s).All(pack.Languages()...)
		if err != nil {
			return nil, "", err
		}
		data, err = pack.Zip(files)
		return data, "application/zip", err
	}
	paper, format, known := pack.Find(name)
	if !known {
		return nil, "", fault.New(fault.NotFound, "fault.not_found")
	}
	data, err = c.writer(s).Write(paper, format)
	return data, format.ContentType(), err
}

// sendForm asks what was sent to whom.
func (c packScene) sendForm(p locale.Printer) *Form {
	return &Form{Action: slatePath(c.id) + "/send", Submit: T("packpage.send"), Cancel: &Link{Text: T("web.cancel"), Href: packPath(c.id)},
		Fields: []Field{versionField(c.List.Version),
			{Kind: TextField, Name: "recipient", Label: T("packpage.recipient"), Value: p.Text("pack.note.addressee")},
			{Kind: AreaField, Name: "basis", Label: T("packpage.basis"), Hint: T("packpage.basis_hint")},
			{Kind: AreaField, Name: "content", Label: T("packpage.content"), Hint: T("packpage.content_hint"), Value: c.contents(p)},
			{Kind: DateField, Name: "sent_on", Label: T("packpage.sent_on"), Value: DayValue(c.Today)}}}
}

// contents are the papers that go abroad, by name.
func (c packScene) contents(p locale.Printer) (text string) {
	for i, paper := range pack.Papers(locale.English) {
		if i > 0 {
			text += "; "
		}
		text += p.Text(paper.Key())
	}
	return text
}

func (c packScene) sendView(form *Form) *formView {
	v := &formView{Form: form}
	v.Title, v.Lead, v.Caption = T("packpage.send_title", "n", len(c.Nominees())), T("packpage.send_lead"), Words(c.List.Name)
	v.Crumbs = append(c.crumbs(), Link{Text: T("packpage.pack"), Href: packPath(c.id)})
	return v
}

// sendPage asks for the record of a sending.
func (s *Server) sendPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.packScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.sendView(c.sendForm(s.catalogue.In(s.langOf(r)))))
}

// send records that the pack was sent.
func (s *Server) send(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.packScene(r, actor)
	if err != nil {
		return err
	}
	form := c.sendForm(s.catalogue.In(s.langOf(r)))
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		p := c.Pack
		p.List.Version = int(form.ID("version"))
		return pack.Record(r.Context(), tx, actor, p, pack.Sending{Recipient: form.Value("recipient"), Basis: form.Value("basis"), Content: form.Value("content"),
			On: form.Day("sent_on")}, c.Today)
	})
	if refused {
		return s.refuse(w, r, "form", c.sendView(form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "packpage.done", "n", len(c.Nominees()))
	return redirect(w, r, packPath(c.id))
}
