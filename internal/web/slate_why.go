package web

import (
	"net/http"
	"net/url"
	"strconv"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/eligibility"
	"beret/internal/fault"
	"beret/internal/selection"
	"beret/slate"
)

// slateWhyView says why somebody is on the list or not. Template "slate_why".
type slateWhyView struct {
	page
	Ask    Filters
	Items  []Item
	Tables []Table
	Empty  Text
}

// slateWhy says of an officer and a post: which rule, what was found, what is
// needed, until when; or what choosing the officer would cost and whom it would
// displace.
func (s *Server) slateWhy(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	v := &slateWhyView{}
	v.Title, v.Caption, v.Crumbs, v.AsOf = T("slatepage.why.title"), Words(c.Name), c.crumbs(), c.Today
	officer, post := c.askedWhy(r.URL.Query())
	v.Ask = c.whyFilters(r.URL, post)
	if number := v.Ask.Value("number"); number != "" {
		if officer, err = s.pickOfficer(r, actor, c.facts, number); err != nil {
			for _, p := range fault.ProblemsOf(err) {
				v.Ask.problem("number", p.Key, p.Args...)
			}
			if !v.Ask.failed() {
				return err
			}
			officer = 0
		}
	}
	if officer == 0 {
		v.Empty = T("slatepage.why.ask")
		return s.render(w, r, "slate_why", v)
	}
	if err := s.whyFound(r, c, v, officer, post); err != nil {
		return err
	}
	return s.render(w, r, "slate_why", v)
}

// askedWhy are the officer and post of an address; without a post the one in
// which the officer stands, else the first.
func (c slateScene) askedWhy(values url.Values) (officer int64, post selection.Post) {
	officer, _ = strconv.ParseInt(values.Get("officer"), 10, 64)
	post, ok := c.PostOf(values.Get("post"))
	if line, listed := c.listed(officer); !ok && listed {
		post, ok = c.PostOf(line.Post)
	}
	if !ok {
		post = c.shownPost("")
	}
	return officer, post
}

func (c slateScene) whyFilters(address *url.URL, shown selection.Post) Filters {
	filters := *c.chooser(address, shown)
	ask := filtersOf(address, Field{Kind: TextField, Name: "number", Label: T("slatepage.why.number"), Hint: T("deploymentpage.officer_hint")},
		Field{Kind: HiddenField, Name: "officer"})
	if ask.Value("number") != "" {
		ask.Fields[1].Value = ""
	}
	ask.Fields = append(ask.Fields, filters.Fields[0])
	ask.Fields[2].Label, ask.Above = T("slatepage.post"), true
	return ask
}

// whyFound fills the page about an officer and a post.
func (s *Server) whyFound(r *http.Request, c slateScene, v *slateWhyView, officer int64, post selection.Post) error {
	var judged selection.Judgement
	err := s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		judged, err = s.slateRoom.Judge(r.Context(), tx, c.scene(c.Actor), c.Sheet, officer, post.Key)
		return err
	})
	if err != nil {
		return err
	}
	person := judged.Person
	v.Title = T("slatepage.why.title_of", "name", person.Name, "post", postText(post))
	v.Items = []Item{{Label: T("slatepage.officer"), Value: c.personCell(person)}, {Label: T("slatepage.why.marks"), Value: Cell{Tags: marksOf(person)}}}
	for _, key := range []string{post.Key, ""} {
		if ruling, ok := c.Ruling(officer, key); ok {
			v.Items = append(v.Items, Item{Label: T(ruling.Kind.Key()), Value: Cell{Text: Words(ruling.Reason), Note: Words(ruling.By)}})
		}
	}
	if err := c.whyNot(r, v, officer, post); err != nil {
		return err
	}
	v.Items = known(v.Items)
	v.Tables = append(v.Tables, checkTable(judged.Checks), scoreTable(judged.Score))
	return nil
}

// whyNot adds the engine's answer.
func (c slateScene) whyNot(r *http.Request, v *slateWhyView, officer int64, post selection.Post) error {
	why, ok, err := c.WhyNot(r.Context(), officer, post.Key)
	if err != nil {
		return err
	}
	if !ok {
		v.Lead = T("slatepage.why.ineligible")
		return nil
	}
	switch why.Verdict {
	case slate.Chosen:
		v.Lead = T("slatepage.why.chosen")
	case slate.Ineligible:
		v.Lead = T("slatepage.why.ineligible")
	case slate.Forbidden:
		v.Lead = T("slatepage.why.forbidden")
	default:
		v.Lead = T("slatepage.why.possible", "points", int(-why.Change.Score), "short", int(why.Change.Weighted))
		if why.Verdict == slate.Lifted {
			v.Lead = Joined(" ", T("slatepage.why.lifted"), v.Lead)
		}
		v.Items = append(v.Items, Item{Label: T("slatepage.why.displaces"), Value: Cell{Text: c.namesOf(why.Change.Out)}},
			Item{Label: T("slatepage.why.moves"), Value: Cell{Text: c.movesText(why.Change.Moved)}})
		if c.editable() {
			v.Actions = []Action{{Text: T("slatepage.pin"), Href: c.askPath("/pin", officer, post.Key)}}
		}
	}
	return nil
}

// movesText names those who would stand in another post.
func (c slateScene) movesText(moves []slate.Move) Text {
	if len(moves) == 0 {
		return nil
	}
	var texts []Text
	for _, m := range moves {
		texts = append(texts, T("slatepage.why.move", "name", c.Candidate(m.Officer).Name, "from", postText(c.Post(m.From)), "to", postText(c.Post(m.To))))
	}
	return Joined("; ", texts...)
}

// checkTable lays the answers of the rules out: rule, found, needed, until.
func checkTable(checks eligibility.Checks) Table {
	table := Table{Caption: T("slatepage.why.checks"), Empty: T("slatepage.why.no_checks"), Cards: true, Columns: []Column{head("slatepage.why.rule"),
		head("slatepage.why.found"), head("slatepage.why.needed"), {Label: T("slatepage.why.until"), Tight: true}}}
	tones := map[eligibility.Status]Tone{eligibility.Met: Good, eligibility.Expiring: Warn}
	for _, check := range checks {
		tone, ok := tones[check.Status]
		if !ok {
			tone = Bad
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: T(check.Rule.Key()), Tags: []Tag{{T(check.Status.Key()), tone}}},
			{Text: phraseText(check.Found)}, {Text: phraseText(check.Needed)}, {Text: Day(check.Until)}}})
	}
	return table
}
