package web

import (
	"net/http"
	"strconv"

	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/eligibility"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/registry"
)

// asking is a post of an open call with the answer of its rules for somebody.
type asking struct {
	call    call.Call
	post    call.Post
	checks  eligibility.Checks
	upgrade eligibility.Upgrade // zero where nothing would help in time
	score   []eligibility.Part
}

func (a asking) eligible() bool { return len(a.checks.Blocking()) == 0 }

// askings hold an officer against the posts of a call. What is missing must be
// mended before the tour begins.
func askings(f facts, file registry.File, c call.Call, posts []call.Post) []asking {
	requirements := make([]eligibility.Requirement, len(posts))
	for i, p := range posts {
		requirements[i] = p.Requirement
	}
	plan := eligibility.Compile(f.Book, f.Today, c.Expected, c.Armed, requirements)
	candidate := registry.Candidate(plan.Codes(), file)
	list := make([]asking, len(posts))
	for i, p := range posts {
		list[i] = asking{call: c, post: p, checks: plan.Explain(&candidate, i), score: plan.ScoreParts(&candidate, i)}
		list[i].upgrade, _ = plan.Upgrade(&candidate, i, c.Expected.From)
	}
	return list
}

// mostOpenCalls bounds the calls whose posts a page lists.
const mostOpenCalls = 100

// officerPosts lists the posts of open calls with whether the officer may go.
func (s *Server) officerPosts(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	file, f, err := s.officerFile(r, actor)
	if err != nil {
		return err
	}
	var list []asking
	err = s.db.Read(r.Context(), func(tx *database.Tx) error {
		open, _, err := call.List(r.Context(), tx, actor, call.Filter{Status: call.Open, From: f.Today, Sort: call.SortDeadline, Limit: mostOpenCalls})
		if err != nil {
			return err
		}
		for _, row := range open {
			posts, err := call.Posts(r.Context(), tx, actor, row.Call.ID)
			if err != nil {
				return err
			}
			list = append(list, askings(f.facts, file, row.Call, posts)...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	v := &recordView{Tables: []Table{f.askingTable(file, list)}}
	v.Title, v.Caption, v.AsOf = askingFinding(file, list), Words(file.FullName), f.Today
	v.Crumbs = officerCrumbs(actor, file)
	return s.render(w, r, "record", v)
}

func askingFinding(file registry.File, list []asking) Text {
	n := 0
	for _, a := range list {
		if a.eligible() {
			n++
		}
	}
	return T("candidatepage.finding", "name", file.FullName, "eligible", n, "total", len(list))
}

func (f facts) askingTable(file registry.File, list []asking) Table {
	table := Table{Caption: T("candidatepage.posts"), Empty: T("candidatepage.posts_empty"), Cards: true, Columns: []Column{
		head("deploymentpage.post"), head("candidatepage.call"), head("candidatepage.answer"), head("candidatepage.missing"), head("candidatepage.remedy")}}
	for _, a := range list {
		table.Rows = append(table.Rows, Row{Cells: []Cell{
			{Text: a.named(), Href: a.path(file), Note: Joined(" · ", Words(a.call.Mission), f.name(reference.Categories, a.call.Category))},
			{Text: Words(a.call.Reference), Href: callPath(a.call.ID), Note: T("candidatepage.deadline", "date", a.call.Deadline)},
			{Tags: []Tag{a.tag()}}, {Text: missingText(a.checks)}, {Text: f.remedyText(a.upgrade)}}})
	}
	return table
}

func (a asking) named() Text {
	return T("callpage.post_named", "number", a.post.Number, "title", a.post.Title)
}

func (a asking) path(file registry.File) string {
	return callPath(a.call.ID) + "/posts/" + idValue(a.post.ID) + "/officers/" + idValue(file.ID)
}

// tag is the answer in a word: eligible, with warnings, or how much is missing.
func (a asking) tag() Tag {
	switch blocking := len(a.checks.Blocking()); {
	case blocking > 0:
		return Tag{T("candidatepage.lacks", "n", blocking), Bad}
	case len(a.checks.Warnings()) > 0:
		return Tag{T("candidatepage.warned"), Warn}
	}
	return Tag{T("candidatepage.eligible"), Good}
}

// missingText names what stands in the way, each with the day on which it
// comes of itself, where it does.
func missingText(checks eligibility.Checks) Text {
	var parts []Text
	for _, c := range checks.Blocking() {
		name := T(c.Rule.Key())
		if c.Until != 0 {
			name = T("candidatepage.comes", "rule", name, "date", c.Until)
		}
		parts = append(parts, name)
	}
	if len(parts) == 0 {
		return nil
	}
	return Joined(", ", parts...)
}

// remedyText says what would make somebody eligible, nil where nothing would.
func (f facts) remedyText(u eligibility.Upgrade) Text {
	if u.What == "" {
		return nil
	}
	return T("candidatepage.remedied", "what", Text(eligibility.UpgradePhrases(f.Book, u.What).Print), "cost", int(u.Cost), "date", u.Ready)
}

// postOfficer explains why somebody may, or may not, go to a post.
func (s *Server) postOfficer(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.callScene(r, actor)
	if err != nil {
		return err
	}
	post, err := c.askedPost(r)
	if err != nil {
		return err
	}
	officer, err := strconv.ParseInt(r.PathValue("officer"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	file, err := s.registry.Find(r.Context(), actor, officer)
	if err != nil {
		return err
	}
	a := askings(c.facts, file, c.Call, []call.Post{post})[0]
	v := &recordView{Notice: c.verdictNotice(a, file), Items: c.askedItems(a, file), Tables: []Table{checkTable(a.checks), scoreTable(a.score)}}
	v.Title, v.Caption, v.AsOf = a.finding(file), c.named(), c.Today
	v.Crumbs = append(callCrumbs(), c.crumb())
	return s.render(w, r, "record", v)
}

func (c callScene) askedPost(r *http.Request) (call.Post, error) {
	for _, p := range c.Posts {
		if idValue(p.ID) == r.PathValue("post") {
			return p, nil
		}
	}
	return call.Post{}, fault.New(fault.NotFound, "fault.not_found")
}

func (a asking) finding(file registry.File) Text {
	if n := len(a.checks.Blocking()); n > 0 {
		return T("candidatepage.not_eligible", "name", file.FullName, "post", a.post.Title, "n", n)
	}
	return T("candidatepage.may_go", "name", file.FullName, "post", a.post.Title)
}

// verdictNotice says what can be done, where something stands in the way.
func (c callScene) verdictNotice(a asking, file registry.File) *Notice {
	links := []Link{{Text: T("candidatepage.file"), Href: officerPath(file.ID)}}
	switch comes := a.checks.From(c.Call.Expected.From); {
	case a.eligible():
		return nil
	case a.upgrade.What != "":
		return &Notice{Tone: Info, Text: T("candidatepage.remedy_notice", "remedy", c.remedyText(a.upgrade)), Links: links}
	case comes != 0:
		return &Notice{Tone: Info, Text: T("candidatepage.waits", "date", comes), Links: links}
	}
	return &Notice{Tone: Warn, Text: T("candidatepage.no_remedy", "date", c.Call.Expected.From), Links: links}
}

func (c callScene) askedItems(a asking, file registry.File) []Item {
	return []Item{
		{Label: T("candidatepage.officer"), Value: Cell{Text: Words(file.FullName), Href: officerPath(file.ID), Note: c.name(reference.Ranks, file.Rank)}},
		{Label: T("deploymentpage.post"), Value: Cell{Text: a.named(), Note: c.requirementText(a.post.Requirement)}},
		{Label: T("candidatepage.tour"), Value: Cell{Text: T("candidatepage.span", "from", c.Call.Expected.From, "to", c.Call.Expected.To-1)}},
	}
}

// scoreTable shows what the score is made of.
func scoreTable(parts []eligibility.Part) Table {
	table := Table{Caption: T("candidatepage.score"), Columns: []Column{
		head("candidatepage.component"), head("candidatepage.brings"), {Label: T("candidatepage.points"), Numeric: true}, {Label: T("candidatepage.most"), Numeric: true}}}
	points, most := 0, 0
	for _, p := range parts {
		points, most = points+p.Points, most+p.Most
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: rowName(p.Component)}, {Text: phraseText(p.Found())}, {Text: Num(p.Points)}, {Text: Num(p.Most)}}})
	}
	table.Rows = append(table.Rows, Row{Total: true, Cells: []Cell{{Text: T("candidatepage.sum")}, {}, {Text: Num(points)}, {Text: Num(most)}}})
	return table
}

// rowName prints a row of the reference data by its name.
func rowName(row reference.Row) Text {
	return func(p locale.Printer) string { return row.Name(p.Lang) }
}
