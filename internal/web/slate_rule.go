package web

import (
	"net/http"
	"net/url"
	"strconv"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/selection"
)

// slateAsk is a form that decides about an officer and a post, or about a post.
type slateAsk struct {
	name string // of the page, and of its texts
	more func(c slateScene, person selection.Candidate, post selection.Post) []Field
	do   func(s *Server, r *http.Request, tx *database.Tx, c slateScene, form *Form) error
}

// slateAsks are the decisions by their names.
func slateAsks() map[string]slateAsk {
	ruling := func(kind selection.Kind) func(s *Server, r *http.Request, tx *database.Tx, c slateScene, form *Form) error {
		return func(s *Server, r *http.Request, tx *database.Tx, c slateScene, form *Form) error {
			post := form.Value("post")
			if form.Value("everywhere") != "" {
				post = ""
			}
			_, err := s.slateRoom.Rule(r.Context(), tx, c.scene(c.Actor), c.ID, int(form.ID("version")),
				selection.Ruling{OfficerID: form.ID("officer"), Post: post, Kind: kind, Reason: form.Value("reason")})
			return err
		}
	}
	return map[string]slateAsk{
		"pin": {name: "pin", do: ruling(selection.Pin)},
		"ban": {name: "ban", do: ruling(selection.Ban), more: banFields},
		"undo": {name: "undo", do: func(s *Server, r *http.Request, tx *database.Tx, c slateScene, form *Form) error {
			_, err := s.slateRoom.Undo(r.Context(), tx, c.scene(c.Actor), c.ID, int(form.ID("version")), form.ID("officer"), form.Value("post"), form.Value("reason"))
			return err
		}},
		"replace": {name: "replace", more: replaceFields, do: func(s *Server, r *http.Request, tx *database.Tx, c slateScene, form *Form) error {
			_, err := s.slateRoom.Replace(r.Context(), tx, c.scene(c.Actor), c.ID, int(form.ID("version")), form.Value("post"),
				form.ID("officer"), form.ID("by"), form.Value("reason"))
			return err
		}},
		"leave": {name: "leave", more: leaveFields, do: func(s *Server, r *http.Request, tx *database.Tx, c slateScene, form *Form) error {
			_, err := s.slateRoom.Leave(r.Context(), tx, c.scene(c.Actor), c.ID, int(form.ID("version")),
				selection.Vacancy{Post: form.Value("post"), Places: form.Int("places"), Reason: form.Value("reason")})
			return err
		}},
	}
}

func banFields(slateScene, selection.Candidate, selection.Post) []Field {
	return []Field{{Kind: CheckField, Name: "everywhere", Label: T("slatepage.ban.everywhere")}}
}

// replaceFields choose who takes the place: those eligible who are not on the
// list, the highest score first.
func replaceFields(c slateScene, _ selection.Candidate, post selection.Post) []Field {
	field := Field{Kind: SelectField, Name: "by", Label: T("slatepage.replace.by")}
	for _, person := range c.candidatesOf(post) {
		if person.on == "" && len(field.Options) < mostCandidates {
			field.Options = append(field.Options, Option{Value: idValue(person.ID),
				Text: T("slatepage.replace.option", "name", person.Name, "sex", sexText(person.Woman), "n", person.score)})
		}
	}
	return []Field{field}
}

func leaveFields(c slateScene, _ selection.Candidate, post selection.Post) []Field {
	empty := post.Places() - len(c.LinesOf(post.Key))
	return []Field{{Kind: NumberField, Name: "places", Label: T("slatepage.leave.places"), Hint: T("slatepage.leave.hint"), Value: strconv.Itoa(empty)}}
}

// form describes the decision about the officer and post of an address.
func (a slateAsk) form(c slateScene, values url.Values) (*Form, []Item, error) {
	items := []Item{}
	var person selection.Candidate
	post, known := c.PostOf(values.Get("post"))
	if a.name != "leave" {
		var err error
		if person, post, err = c.chosen(values); err != nil {
			return nil, nil, err
		}
		items = append(items, Item{Label: T("slatepage.officer"), Value: c.personCell(person)})
	} else if !known {
		return nil, nil, fault.New(fault.NotFound, "slatepage.no_post")
	}
	if post.Key != "" {
		items = append(items, Item{Label: T("slatepage.post"), Value: Cell{Text: postText(post), Note: elementText(post.Element)}})
	}
	form := &Form{Action: c.path("/" + a.name), Submit: T("slatepage.form.submit." + a.name), Cancel: &Link{Text: T("web.cancel"), Href: slatePath(c.ID)}}
	form.Fields = []Field{versionField(c.Version), {Kind: HiddenField, Name: "officer", Value: values.Get("officer")},
		{Kind: HiddenField, Name: "post", Value: values.Get("post")}}
	if a.more != nil {
		form.Fields = append(form.Fields, a.more(c, person, post)...)
	}
	form.Fields = append(form.Fields, reasonField())
	return form, items, nil
}

// slateAskPage asks for a decision and its reason.
func (s *Server) slateAskPage(name string) handler {
	return func(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
		c, err := s.slateScene(r, actor)
		if err != nil {
			return err
		}
		form, items, err := slateAsks()[name].form(c, r.URL.Query())
		if err != nil {
			return err
		}
		return s.render(w, r, "slate_form", c.formView(name, form, items))
	}
}

// slateDecide takes a decision.
func (s *Server) slateDecide(name string) handler {
	return func(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
		c, err := s.slateScene(r, actor)
		if err != nil {
			return err
		}
		if err := r.ParseForm(); err != nil {
			return badForm(err)
		}
		ask := slateAsks()[name]
		form, items, err := ask.form(c, r.PostForm)
		if err != nil {
			return err
		}
		refused, err := s.submit(r, form, func(tx *database.Tx) error { return ask.do(s, r, tx, c, form) })
		return s.slateDone(w, r, c, name, slatePath(c.ID)+"#o"+form.Value("officer"), form, items, refused, err)
	}
}

// slatePropose asks the engine anew.
func (s *Server) slatePropose(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(r.URL.Query().Get("version"))
	if err != nil {
		return fault.New(fault.Conflict, "fault.conflict")
	}
	err = s.db.Write(r.Context(), func(tx *database.Tx) error {
		_, err := s.slateRoom.Propose(r.Context(), tx, c.scene(actor), c.ID, version)
		return err
	})
	if err != nil {
		return err
	}
	s.notify(w, Good, "slatepage.proposed_anew")
	return redirect(w, r, slatePath(c.ID))
}
