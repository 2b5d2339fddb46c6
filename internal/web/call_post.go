package web

import (
	"net/http"
	"strconv"

	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/eligibility"
	"beret/internal/fault"
	"beret/internal/reference"
)

func (c callScene) postPath(id int64) string { return c.path() + "/posts/" + idValue(id) }

func (c callScene) postActions(edits bool) []Action {
	if !edits {
		return nil
	}
	return []Action{{Text: T("callpage.act.post"), Href: c.path() + "/posts/new", Second: true}, {Text: T("callpage.import"), Href: c.path() + "/import", Second: true}}
}

// postTable lists the posts with what each asks for and, while the call is
// open, how many women and men are eligible.
func (c callScene) postTable(counts *eligibleCounts) Table {
	table := Table{Caption: T("callpage.posts_caption"), Empty: T("callpage.posts_empty"), Cards: true, Columns: []Column{
		head("deploymentpage.post"), {Label: T("callpage.count"), Numeric: true}, {Label: T("callpage.nominees_each"), Numeric: true},
		{Label: T("callpage.priority"), Numeric: true}, head("callpage.asks")}}
	if counts != nil {
		table.Columns = append(table.Columns, Column{Label: T("callpage.eligible_women"), Numeric: true}, Column{Label: T("callpage.eligible_men"), Numeric: true})
	}
	for i, p := range c.Posts {
		row := Row{Cells: []Cell{
			{Text: T("callpage.post_named", "number", p.Number, "title", p.Title), Href: c.postPath(p.ID), Note: Joined(" · ", c.name(reference.Tiers, p.Tier), c.elementNote(p))},
			{Text: Num(p.Count)}, {Text: Num(p.Nominees)}, {Text: Num(p.Priority)}, {Text: c.requirementText(p.Requirement)}}}
		if counts != nil {
			n := counts.posts[i]
			row.Cells = append(row.Cells, Cell{Text: Num(n.Women), Href: c.postPath(p.ID) + "?sex=women"}, Cell{Text: Num(n.Men()), Href: c.postPath(p.ID) + "?sex=men"})
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

func (c callScene) elementNote(p call.Post) Text {
	if p.Element == "" {
		return nil
	}
	return elementText(p.Element)
}

// requirementText says in a line what a post asks for.
func (f facts) requirementText(r eligibility.Requirement) Text {
	var parts []Text
	add := func(on bool, text Text) {
		if on {
			parts = append(parts, text)
		}
	}
	add(r.RankFrom != "" && r.RankTo != "", T("callpage.asks.ranks", "from", f.name(reference.Ranks, r.RankFrom), "to", f.name(reference.Ranks, r.RankTo)))
	add(r.RankFrom != "" && r.RankTo == "", T("callpage.asks.rank_from", "rank", f.name(reference.Ranks, r.RankFrom)))
	add(r.RankFrom == "" && r.RankTo != "", T("callpage.asks.rank_to", "rank", f.name(reference.Ranks, r.RankTo)))
	add(r.MinimumAge > 0, T("callpage.asks.minimum_age", "n", r.MinimumAge))
	add(r.MaximumAge > 0, T("callpage.asks.maximum_age", "n", r.MaximumAge))
	add(r.ServiceYears > 0, T("callpage.asks.service_years", "n", r.ServiceYears))
	for _, l := range r.Languages {
		add(true, Joined(" ", f.name(reference.LanguageKind, l.Language), Words(l.Level)))
	}
	for _, text := range f.skillTexts(r) {
		add(true, text)
	}
	add(r.Driving, T("callpage.asks.driving"))
	add(r.Firearms, T("callpage.asks.firearms"))
	add(r.Assessment, T("callpage.asks.assessment"))
	add(r.PassportMonths > 0, T("callpage.asks.passport", "n", r.PassportMonths))
	add(r.RestMonths > 0, T("callpage.asks.rest", "n", r.RestMonths))
	if len(parts) == 0 {
		return T("callpage.asks.nothing")
	}
	return Joined(" · ", parts...)
}

// skillTexts are the specialisms, any of which will do, and the certificates.
func (f facts) skillTexts(r eligibility.Requirement) (texts []Text) {
	var any []Text
	for _, s := range r.Specialisms {
		name := f.name(reference.Specialisms, s.Specialism)
		if s.Years > 0 {
			name = T("callpage.asks.specialism", "name", name, "n", s.Years)
		}
		any = append(any, name)
	}
	if len(any) > 0 {
		texts = append(texts, Joined(" / ", any...))
	}
	for _, code := range r.Certificates {
		texts = append(texts, f.name(reference.CertificateTypes, code))
	}
	return texts
}

// postFields ask for what a post is and what it asks of its holder.
func (f facts) postFields(p call.Post) []Field {
	fields := []Field{
		section("post"),
		{Kind: NumberField, Name: "number", Label: T("callpage.number"), Hint: T("callpage.number_hint"), Value: countValue(p.Number)},
		{Kind: TextField, Name: "title", Label: T("deploymentpage.post"), Value: p.Title},
		{Kind: SelectField, Name: "tier", Label: T("deploymentpage.tier"), Options: f.options(reference.Tiers, T("deploymentpage.no_tier"), p.Tier), Value: p.Tier},
		{Kind: TextField, Name: "element", Label: T("callpage.element"), Hint: T("callpage.element_hint"), Value: p.Element, Width: "medium"},
		{Kind: NumberField, Name: "count", Label: T("callpage.count"), Value: countValue(p.Count)},
		{Kind: NumberField, Name: "nominees", Label: T("callpage.nominees"), Hint: T("callpage.nominees_hint"), Value: countValue(p.Nominees)},
		{Kind: NumberField, Name: "priority", Label: T("callpage.priority"), Hint: T("callpage.priority_hint"), Value: countValue(p.Priority)},
	}
	r := p.Requirement
	fields = append(fields, f.personFields(r)...)
	fields = append(fields, f.languageFields(r)...)
	fields = append(fields, f.specialismFields(r)...)
	return append(fields,
		section("certificates"),
		Field{Kind: ChecksField, Name: "certificates", Label: T("callpage.certificates"), Hint: T("callpage.certificates_hint"), Options: f.options(reference.CertificateTypes, nil, ""), Values: r.Certificates},
		section("fitness"),
		Field{Kind: CheckField, Name: "driving", Label: T("callpage.driving"), Value: checked(r.Driving)},
		Field{Kind: CheckField, Name: "firearms", Label: T("callpage.firearms"), Value: checked(r.Firearms)},
		Field{Kind: CheckField, Name: "assessment", Label: T("callpage.assessment"), Value: checked(r.Assessment)},
		Field{Kind: NumberField, Name: "passport_months", Label: T("callpage.passport_months"), Hint: T("callpage.policy_hint"), Value: countValue(r.PassportMonths)},
		Field{Kind: NumberField, Name: "rest_months", Label: T("callpage.rest_months"), Hint: T("callpage.policy_hint"), Value: countValue(r.RestMonths)})
}

// countValue is a number as a form holds it, empty for none.
func countValue(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (f facts) personFields(r eligibility.Requirement) []Field {
	ranks := func(name string, label Text, value string) Field {
		return Field{Kind: SelectField, Name: name, Label: label, Options: f.options(reference.Ranks, T("callpage.any_rank"), value), Value: value, Width: "medium"}
	}
	return []Field{section("person"), ranks("rank_from", T("callpage.rank_from"), r.RankFrom), ranks("rank_to", T("callpage.rank_to"), r.RankTo),
		{Kind: NumberField, Name: "minimum_age", Label: T("callpage.minimum_age"), Hint: T("callpage.policy_hint"), Value: countValue(r.MinimumAge)},
		{Kind: NumberField, Name: "maximum_age", Label: T("callpage.maximum_age"), Hint: T("callpage.policy_hint"), Value: countValue(r.MaximumAge)},
		{Kind: NumberField, Name: "service_years", Label: T("callpage.service_years"), Hint: T("callpage.policy_hint"), Value: countValue(r.ServiceYears)}}
}

// spare is how many pairs of fields are open beside those in use, so that some
// can be added.
const spare = 2

// pairName names the i-th of several like fields; the first has the name that
// the rules give their problems.
func pairName(name string, i int) string {
	if i == 0 {
		return name
	}
	return name + "_" + strconv.Itoa(i+1)
}

func (f facts) languageFields(r eligibility.Requirement) []Field {
	fields := []Field{section("languages")}
	for i := range len(r.Languages) + spare {
		var l eligibility.Language
		if i < len(r.Languages) {
			l = r.Languages[i]
		}
		fields = append(fields,
			Field{Kind: SelectField, Name: pairName("languages", i), Label: T("callpage.language", "n", i+1), Width: "medium", Value: l.Language,
				Options: f.options(reference.LanguageKind, T("callpage.no_language"), l.Language)},
			Field{Kind: SelectField, Name: pairName("level", i), Label: T("callpage.level", "n", i+1), Width: "medium", Value: l.Level,
				Options: f.options(reference.LanguageLevels, T("referencepage.choose"), l.Level)})
	}
	return fields
}

func (f facts) specialismFields(r eligibility.Requirement) []Field {
	fields := []Field{section("specialisms")}
	for i := range len(r.Specialisms) + spare {
		var s eligibility.Specialism
		if i < len(r.Specialisms) {
			s = r.Specialisms[i]
		}
		fields = append(fields,
			Field{Kind: SelectField, Name: pairName("specialisms", i), Label: T("callpage.specialism", "n", i+1), Value: s.Specialism,
				Options: f.options(reference.Specialisms, T("callpage.no_specialism"), s.Specialism)},
			Field{Kind: NumberField, Name: pairName("years", i), Label: T("callpage.years", "n", i+1), Value: countValue(s.Years)})
	}
	return fields
}

// readPost puts the fields of a form into a post.
func readPost(form *Form, p *call.Post) {
	p.Number, p.Title, p.Tier, p.Element = form.Int("number"), form.Value("title"), form.Value("tier"), form.Value("element")
	p.Count, p.Nominees, p.Priority = form.Int("count"), form.Int("nominees"), form.Int("priority")
	p.Requirement = eligibility.Requirement{RankFrom: form.Value("rank_from"), RankTo: form.Value("rank_to"),
		MinimumAge: form.Int("minimum_age"), MaximumAge: form.Int("maximum_age"), ServiceYears: form.Int("service_years"),
		Driving: form.Value("driving") != "", Firearms: form.Value("firearms") != "", Assessment: form.Value("assessment") != "",
		PassportMonths: form.Int("passport_months"), RestMonths: form.Int("rest_months")}
	if field := form.field("certificates"); len(field.Values) > 0 {
		p.Requirement.Certificates = field.Values
	}
	for i := 0; form.field(pairName("languages", i)) != nil; i++ {
		language, level := form.Value(pairName("languages", i)), form.Value(pairName("level", i))
		switch {
		case language == "" && level != "":
			form.problem(fault.Problem{Field: pairName("languages", i), Key: "call.problem.language"})
		case language != "" && level == "":
			form.problem(fault.Problem{Field: pairName("level", i), Key: "call.problem.level"})
		case language != "":
			p.Requirement.Languages = append(p.Requirement.Languages, eligibility.Language{Language: language, Level: level})
		}
	}
	for i := 0; form.field(pairName("specialisms", i)) != nil; i++ {
		if code := form.Value(pairName("specialisms", i)); code != "" {
			p.Requirement.Specialisms = append(p.Requirement.Specialisms, eligibility.Specialism{Specialism: code, Years: form.Int(pairName("years", i))})
		} else if form.Int(pairName("years", i)) != 0 {
			form.problem(fault.Problem{Field: pairName("specialisms", i), Key: "call.problem.specialism"})
		}
	}
}

// postForm asks for a post; the zero one is new.
func (c callScene) postForm(p call.Post) *Form {
	path := c.path() + "/posts/new"
	if p.ID != 0 {
		path = c.postPath(p.ID) + "/edit"
	}
	return &Form{Action: path, Submit: T("callpage.save_post"), Cancel: &Link{Text: T("callpage.back"), Href: c.path() + "#posts"},
		Fields: append([]Field{versionField(c.Call.Version)}, c.postFields(p)...)}
}

// newPostPage asks for a post.
func (s *Server) newPostPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.callScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.formView("post", c.postForm(c.freshPost())))
}

// freshPost is what a new post usually is: one more, like calls of its
// category.
func (c callScene) freshPost() call.Post {
	return call.Post{Count: 1, Nominees: call.UsualNominees(c.Call.Category, c.Call.ReceivedOn, c.Book), Priority: 1,
		Requirement: eligibility.Requirement{Firearms: c.Call.Armed, Assessment: c.Call.Category == "ipo", Driving: c.Call.Category == "ipo"}}
}

// newPost adds a post.
func (s *Server) newPost(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.callScene(r, actor)
	if err != nil {
		return err
	}
	var p call.Post
	form := c.postForm(p)
	refused, err := s.submitRead(r, form, func() { readPost(form, &p) }, func(tx *database.Tx) error {
		_, err := call.AddPosts(r.Context(), tx, actor, c.Book, c.Call.ID, int(form.ID("version")), []call.Post{p})
		return err
	})
	return s.callSaved(w, r, c, "post", form, refused, err)
}

// postScene finds the post of the address.
func (s *Server) postScene(r *http.Request, actor account.Actor) (c callScene, p call.Post, err error) {
	if c, err = s.callScene(r, actor); err != nil {
		return c, p, err
	}
	id, err := strconv.ParseInt(r.PathValue("post"), 10, 64)
	for _, p := range c.Posts {
		if err == nil && p.ID == id {
			return c, p, nil
		}
	}
	return c, p, fault.New(fault.NotFound, "fault.not_found")
}

// editPostPage asks what of a post is different.
func (s *Server) editPostPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, p, err := s.postScene(r, actor)
	if err != nil {
		return err
	}
	v := c.formView("edit_post", c.postForm(p))
	v.Actions = []Action{{Text: T("callpage.act.remove_post"), Href: c.postPath(p.ID) + "/remove", Danger: true}}
	return s.render(w, r, "form", v)
}

// editPost replaces a post.
func (s *Server) editPost(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, p, err := s.postScene(r, actor)
	if err != nil {
		return err
	}
	form := c.postForm(p)
	refused, err := s.submitRead(r, form, func() { readPost(form, &p) }, func(tx *database.Tx) error {
		return call.EditPost(r.Context(), tx, actor, c.Book, int(form.ID("version")), p)
	})
	return s.callSaved(w, r, c, "edit_post", form, refused, err)
}

func (c callScene) removePostForm(p call.Post) *Form {
	return &Form{Action: c.postPath(p.ID) + "/remove", Submit: T("callpage.act.remove_post"), Danger: true, Cancel: &Link{Text: T("callpage.back"), Href: c.path()},
		Fields: []Field{versionField(c.Call.Version)}}
}

// removePostPage asks whether a post goes.
func (s *Server) removePostPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, p, err := s.postScene(r, actor)
	if err != nil {
		return err
	}
	v := c.formView("remove_post", c.removePostForm(p))
	v.Lead = Joined(" · ", T("callpage.post_named", "number", p.Number, "title", p.Title), c.requirementText(p.Requirement))
	return s.render(w, r, "form", v)
}

// removePost takes a post from the call.
func (s *Server) removePost(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, p, err := s.postScene(r, actor)
	if err != nil {
		return err
	}
	form := c.removePostForm(p)
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		return call.RemovePost(r.Context(), tx, actor, c.Call.ID, int(form.ID("version")), p.ID)
	})
	return s.callSaved(w, r, c, "remove_post", form, refused, err)
}
