package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/prospect"
	"beret/internal/reference"
)

const postsPath = "/outlook/posts"

// entriesView is what somebody entered for the outlook, and what it assumes
// where nothing is entered. Template "outlook_entries".
type entriesView struct {
	page
	Tabs    []Link
	Notices []Notice
	Tables  []Table
}

// authorisedPosts lists the authorised posts, and the posts that the outlook
// assumes where none are entered.
func (s *Server) authorisedPosts(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.outlookBase(r, actor)
	if err != nil {
		return err
	}
	var list []prospect.Post
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		list, err = prospect.Posts(r.Context(), tx, actor)
		return err
	})
	if err != nil {
		return err
	}
	v := &entriesView{Tabs: c.outlookTabs(postsPath), Tables: []Table{c.postTable(r.URL, list), c.heldTable()}}
	v.Title, v.Lead, v.Crumbs, v.AsOf = T("outlookplan.posts_count", "n", len(list)), T("outlookplan.posts_lead"), assumptionCrumbs(), c.AsOf
	if actor.May(account.OutlookEdit) {
		v.Actions = []Action{{Text: T("outlookplan.post.do.new"), Href: postsPath + "/new"}}
	}
	return s.render(w, r, "outlook_entries", v)
}

func assumptionCrumbs(rest ...Link) []Link {
	return append([]Link{{Text: T("web.nav.outlook"), Href: "/outlook"}, {Text: T("outlookpage.tab.assumptions"), Href: assumptionsPath}}, rest...)
}

func (c *outlookScene) postTable(address *url.URL, list []prospect.Post) Table {
	return tableOf(Table{Caption: T("outlookplan.posts"), Empty: T("outlookplan.posts_empty"), Address: address, Cards: true}, []listColumn[prospect.Post]{
		{Column: head("outlookpage.category"), Cell: func(p prospect.Post) Cell { return Cell{Text: c.name(reference.Categories, p.Category)} }},
		{Column: head("outlookplan.col.mission"), Cell: func(p prospect.Post) Cell { return Cell{Text: Words(p.Mission)} }},
		{Column: head("outlookplan.col.tier"), Cell: func(p prospect.Post) Cell { return Cell{Text: c.tierText(p.Tier)} }},
		{Column: Column{Label: T("outlookplan.col.from"), Tight: true}, Cell: func(p prospect.Post) Cell { return Cell{Text: MonthText(p.From)} }},
		{Column: Column{Label: T("outlookplan.col.posts"), Numeric: true}, Cell: func(p prospect.Post) Cell { return Cell{Text: Num(p.Posts)} }},
		{Column: head("outlookpage.col.from"), Cell: func(p prospect.Post) Cell { return Cell{Text: Words(p.Source)} }},
		{Column: head("outlookpage.do"), Cell: func(p prospect.Post) Cell { return Cell{Links: c.entryLinks(postsPath, p.ID)} }},
	}, list)
}

func (c *outlookScene) tierText(code string) Text {
	if code == "" {
		return T("outlookplan.no_tier")
	}
	return c.name(reference.Tiers, code)
}

// entryLinks are what can be done with an entry.
func (c *outlookScene) entryLinks(path string, id int64) []Link {
	if !c.actor.May(account.OutlookEdit) {
		return nil
	}
	at := path + "/" + idValue(id)
	return []Link{{Text: T("outlookplan.do.edit"), Href: at + "/edit"}, {Text: T("outlookplan.do.remove"), Href: at + "/remove"}}
}

// heldTable lists the posts that are assumed because people hold them.
func (c *outlookScene) heldTable() Table {
	var held []prospect.Assumption
	for _, a := range c.Base.Assumptions() {
		if a.Kind == prospect.OfPosts && a.Supposed && !strings.Contains(a.Code, "#") {
			held = append(held, a)
		}
	}
	return tableOf(Table{Caption: T("outlookplan.held"), Empty: T("outlookplan.held_empty"), Cards: true}, []listColumn[prospect.Assumption]{
		{Column: head("outlookplan.col.what"), Cell: func(a prospect.Assumption) Cell { return Cell{Text: named(a)} }},
		{Column: Column{Label: T("outlookplan.col.posts"), Numeric: true}, Cell: func(a prospect.Assumption) Cell { return Cell{Text: Num(a.Value)} }},
		{Column: head("outlookpage.do"), Cell: func(a prospect.Assumption) Cell {
			if !c.actor.May(account.OutlookEdit) {
				return Cell{}
			}
			return Cell{Links: []Link{{Text: T("outlookplan.enter"), Href: enterHref(a.Code)}}}
		}},
	}, held)
}

// enterHref opens the form for the scope of a group of posts.
func enterHref(group string) string {
	query := url.Values{}
	for i, part := range strings.Split(group, "/") {
		if names := []string{"category", "mission", "tier"}; i < len(names) && part != "" {
			query.Set(names[i], part)
		}
	}
	return pathWithQuery(postsPath+"/new", query)
}

func (f facts) postForm(p prospect.Post, action, submit string) *Form {
	form := &Form{Action: action, Submit: T(submit), Cancel: &Link{Text: T("web.cancel"), Href: postsPath}, Fields: []Field{
		{Kind: SelectField, Name: "category", Label: T("outlookpage.category"), Options: f.options(reference.Categories, T("referencepage.choose"), p.Category), Value: p.Category},
		{Kind: SelectField, Name: "mission", Label: T("outlookplan.col.mission"), Options: f.options(reference.Missions, T("referencepage.choose"), p.Mission), Value: p.Mission},
		{Kind: SelectField, Name: "tier", Label: T("outlookplan.col.tier"), Options: f.options(reference.Tiers, T("outlookplan.no_tier"), p.Tier), Value: p.Tier},
		{Kind: TextField, Name: "from", Label: T("outlookplan.col.from"), Hint: T("outlookplan.from_hint"), Value: monthValue(p.From), Width: "short"},
		{Kind: NumberField, Name: "posts", Label: T("outlookplan.col.posts"), Hint: T("outlookplan.posts_hint"), Width: "short"},
		{Kind: TextField, Name: "source", Label: T("outlookpage.col.from"), Hint: T("outlookplan.source_hint"), Value: p.Source},
	}}
	if p.ID != 0 {
		form.field("posts").Value = strconv.Itoa(p.Posts)
		form.Fields = append(form.Fields, versionField(p.Version))
	}
	return form
}

// readPost takes the fields into a row; what cannot be read becomes a field's
// problem, and then everything else that is wrong is said at once.
func (f facts) readPost(form *Form, p *prospect.Post) {
	p.Category, p.Mission, p.Tier, p.Source = form.Value("category"), form.Value("mission"), form.Value("tier"), form.Value("source")
	p.From, p.Posts, p.Version = form.month("from"), form.Int("posts"), int(form.ID("version"))
	if form.Value("posts") == "" {
		form.problem(fault.Problem{Field: "posts", Key: "prospect.problem.posts"})
	}
	if form.Failed() {
		form.Refused(fault.Check(p.Check(f.Book)))
	}
}

// monthValue prints a month as a field holds it, mm/yyyy.
func monthValue(m civil.Month) string {
	if m.IsZero() {
		return ""
	}
	return m.Start().Time().Format("01/2006")
}

// month reads a month field: mm/yyyy or the ISO form; zero where it is empty.
func (f *Form) month(name string) civil.Month {
	text := f.Value(name)
	if text == "" {
		return 0
	}
	if month, err := civil.ParseMonth(text); err == nil {
		return month
	}
	day, ok := parseDay("1/" + text)
	if !ok {
		f.problem(fault.Problem{Field: name, Key: "outlookplan.problem.month"})
		return 0
	}
	return day.Month()
}

// foundPost is a row of authorised posts with what its forms need; a new one
// has no id.
type foundPost struct {
	facts
	prospect.Post
}

func (s *Server) foundAuthorised(r *http.Request, actor account.Actor) (f foundPost, err error) {
	if f.facts, err = s.facts(r.Context()); err != nil || r.PathValue("id") == "" {
		query := r.URL.Query()
		f.Category, f.Mission, f.Tier = query.Get("category"), query.Get("mission"), query.Get("tier")
		return f, err
	}
	id, err := idOf(r)
	if err != nil {
		return f, err
	}
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		f.Post, err = prospect.FindPost(r.Context(), tx, actor, id)
		return err
	})
	return f, err
}

func (f foundPost) form(do string) *Form {
	action := postsPath + "/" + do
	if f.ID != 0 {
		action = postsPath + "/" + idValue(f.ID) + "/" + do
	}
	if do == "remove" {
		return removeForm(action, postsPath, f.Version)
	}
	return f.postForm(f.Post, action, "outlookplan.save")
}

// removeForm asks whether an entry is removed.
func removeForm(action, back string, version int) *Form {
	return &Form{Action: action, Submit: T("outlookplan.do.remove"), Danger: true, Cancel: &Link{Text: T("web.cancel"), Href: back}, Fields: []Field{versionField(version)}}
}

func (f foundPost) view(do string, form *Form) *formView {
	v := &formView{Form: form}
	v.Title, v.AsOf, v.Crumbs = T("outlookplan.post.do."+do), f.Today, assumptionCrumbs(Link{Text: T("outlookplan.posts"), Href: postsPath})
	if f.ID != 0 {
		v.Caption = Joined(" · ", f.name(reference.Categories, f.Category), Words(f.Mission), MonthText(f.From))
	}
	v.Lead = T("outlookplan.post.lead." + do)
	return v
}

// postAsk returns the page that asks about a row of authorised posts.
func (s *Server) postAsk(do string) handler {
	return func(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
		f, err := s.foundAuthorised(r, actor)
		if err != nil {
			return err
		}
		return s.render(w, r, "form", f.view(do, f.form(do)))
	}
}

// postDone returns what enters, changes or removes it.
func (s *Server) postDone(do string) handler {
	return func(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
		f, err := s.foundAuthorised(r, actor)
		if err != nil {
			return err
		}
		form, put := f.form(do), f.Post
		refused, err := s.submitRead(r, form, func() {
			if do != "remove" {
				f.readPost(form, &put)
			}
		}, func(tx *database.Tx) error {
			if do == "remove" {
				return prospect.RemovePost(r.Context(), tx, actor, f.ID, int(form.ID("version")))
			}
			_, err := prospect.PutPost(r.Context(), tx, actor, f.Book, put)
			return err
		})
		if refused {
			return s.refuse(w, r, "form", f.view(do, form))
		}
		if err != nil {
			return err
		}
		s.notify(w, Good, "outlookplan.post.done."+do)
		return redirect(w, r, postsPath)
	}
}
