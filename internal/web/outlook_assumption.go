package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/prospect"
	"beret/internal/reference"
	"beret/outlook"
)

const assumptionsPath = "/outlook/assumptions"

// assumptionsView is everything that forecasts rest on, kind by kind. Template
// "outlook_assumptions".
type assumptionsView struct {
	page
	Tabs   []Link
	Parts  []assumptionPart
	Limits []Text
}

// assumptionPart is the assumptions of a kind, with where they are changed.
type assumptionPart struct {
	ID    string
	Title Text
	Lead  Text
	Table Table
	Links []Link
}

// outlookAssumptions shows what is assumed, with its counts and sources.
func (s *Server) outlookAssumptions(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.outlookBase(r, actor)
	if err != nil {
		return err
	}
	v := &assumptionsView{Tabs: c.outlookTabs(assumptionsPath), Parts: c.assumptionParts(), Limits: knownLimits()}
	v.Title, v.Lead, v.AsOf = T("outlookplan.assumptions"), c.assumptionLead(), c.AsOf
	if c.may["GET "+assumptionsPath+"/export"] {
		v.Actions = []Action{{Text: T("outlookplan.export"), Href: assumptionsPath + "/export", Second: true}}
	}
	return s.render(w, r, "outlook_assumptions", v)
}

// assumptionsExport sends the assumptions as a workbook.
func (s *Server) assumptionsExport(w http.ResponseWriter, r *http.Request, actor account.Actor) (err error) {
	defer fault.Wrap(&err, "web.assumptionsExport")
	c, err := s.outlookBase(r, actor)
	if err != nil {
		return err
	}
	limits := outlookSheet{title: T("outlookplan.limits"), heads: []Text{T("outlookplan.limits")}}
	for _, text := range knownLimits() {
		limits.rows = append(limits.rows, []any{say(c.printer, text)})
	}
	return s.sendSheets(w, r, actor, c.printer, export{"assumptions", T("outlookplan.assumptions"), c.AsOf}, formatXLSX, []outlookSheet{c.assumptionSheet(), limits})
}

// assumptionLead says how many parameters rest on counts of the office's own.
func (c *outlookScene) assumptionLead() Text {
	own, all := 0, 0
	for _, a := range c.Base.Assumptions() {
		if a.Kind == prospect.OfParameter {
			all++
			if a.Counts[outlook.Women].Trials+a.Counts[outlook.Men].Trials > 0 {
				own++
			}
		}
	}
	return T("outlookplan.assumptions_lead", "own", own, "all", all)
}

func (c *outlookScene) assumptionParts() (parts []assumptionPart) {
	lists := map[prospect.AssumptionKind][]prospect.Assumption{}
	for _, a := range c.Base.Assumptions() {
		lists[a.Kind] = append(lists[a.Kind], a)
	}
	for _, kind := range prospect.AssumptionKinds() {
		part := assumptionPart{ID: string(kind), Title: T(kind.Key()), Lead: T("outlookplan.part." + string(kind)), Links: c.changeLinks(kind)}
		table := Table{Caption: T(kind.Key()), Empty: T("outlookplan.empty." + string(kind)), Cards: true}
		part.Table = tableOf(table, c.assumptionColumns(kind), lists[kind])
		parts = append(parts, part)
	}
	return parts
}

// changeLinks lead to where the office changes what is assumed.
func (c *outlookScene) changeLinks(kind prospect.AssumptionKind) (links []Link) {
	pages := map[prospect.AssumptionKind][][2]string{
		prospect.OfPeople:    {{"/officers", "web.nav.officers"}, {"/deployments", "web.nav.deployments"}, {"/nominations", "web.nav.nominations"}},
		prospect.OfParameter: {{"/reference?kind=" + string(reference.Priors), "outlookplan.change.priors"}},
		prospect.OfPace:      {{"/nominations", "web.nav.nominations"}},
		prospect.OfLength:    {{"/reference?kind=" + string(reference.Policies), "outlookplan.change.rules"}, {"/deployments", "web.nav.deployments"}},
		prospect.OfRule:      {{"/reference?kind=" + string(reference.Policies), "outlookplan.change.rules"}},
		prospect.OfPosts:     {{postsPath, "outlookplan.posts"}},
		prospect.OfEvent: {{rotationsPath, "outlookplan.rotations"}, {"/training", "web.nav.training"},
			{"/reference?kind=" + string(reference.Missions), "outlookplan.change.missions"}},
	}
	for _, page := range pages[kind] {
		links = append(links, Link{Text: T(page[1]), Href: page[0]})
	}
	return links
}

func (c *outlookScene) assumptionColumns(kind prospect.AssumptionKind) []listColumn[prospect.Assumption] {
	what := listColumn[prospect.Assumption]{Column: head("outlookplan.col.what"), Cell: func(a prospect.Assumption) Cell { return Cell{Text: named(a)} }}
	says := listColumn[prospect.Assumption]{Column: head("outlookplan.col.assumed"), Cell: func(a prospect.Assumption) Cell {
		return Cell{Text: func(p locale.Printer) string { return a.Says(p) }, Note: supposedText(a)}
	}}
	source := listColumn[prospect.Assumption]{Column: head("outlookpage.col.from"), Cell: sourceCell}
	switch kind {
	case prospect.OfPeople:
		return []listColumn[prospect.Assumption]{what, {Column: head("outlookplan.col.share"), Cell: func(a prospect.Assumption) Cell {
			women, men := a.Counts[outlook.Women].Events, a.Counts[outlook.Men].Events
			return Cell{Share: &Share{Women: women, Total: women + men}}
		}}}
	case prospect.OfParameter:
		return append([]listColumn[prospect.Assumption]{what}, parameterColumns()...)
	case prospect.OfPace:
		return []listColumn[prospect.Assumption]{what, countColumn(outlook.Women, "outlookplan.col.women"), countColumn(outlook.Men, "outlookplan.col.men"),
			{Column: Column{Label: T("outlookplan.col.waiting"), Numeric: true}, Cell: func(a prospect.Assumption) Cell { return Cell{Text: Num(a.Value), Note: supposedText(a)} }}}
	case prospect.OfPosts:
		return []listColumn[prospect.Assumption]{what, {Column: Column{Label: T("outlookplan.col.from"), Tight: true}, Cell: func(a prospect.Assumption) Cell { return Cell{Text: MonthText(a.Month)} }}, says, source}
	}
	return []listColumn[prospect.Assumption]{what, says, source}
}

func named(a prospect.Assumption) Text {
	return func(p locale.Printer) string { return a.Name(p) }
}

// supposedText says how something came to be assumed that is not on record.
func supposedText(a prospect.Assumption) Text {
	switch {
	case a.Kind == prospect.OfLength && a.Agreed > 0:
		return T("outlookplan.middle", "n", a.Agreed)
	case a.Supposed:
		return T("outlookplan.supposed." + string(a.Kind))
	}
	return nil
}

func countColumn(sex outlook.Sex, key string) listColumn[prospect.Assumption] {
	return listColumn[prospect.Assumption]{Column: head(key), Cell: func(a prospect.Assumption) Cell {
		return Cell{Text: func(p locale.Printer) string { return a.SaysCount(p, sex) }}
	}}
}

func posteriorColumn(sex outlook.Sex, key string) listColumn[prospect.Assumption] {
	return listColumn[prospect.Assumption]{Column: head(key), Cell: func(a prospect.Assumption) Cell {
		return Cell{Text: func(p locale.Printer) string { return a.SaysPosterior(p, sex) }}
	}}
}

// parameterColumns set counts of the record beside what was thought before, and
// what follows from both.
func parameterColumns() []listColumn[prospect.Assumption] {
	return []listColumn[prospect.Assumption]{
		countColumn(outlook.Women, "outlookplan.col.women_record"), countColumn(outlook.Men, "outlookplan.col.men_record"),
		{Column: head("outlookplan.col.prior"), Cell: func(a prospect.Assumption) Cell {
			return Cell{Text: T("outlookplan.prior", "events", a.Prior.Int("events"), "trials", a.Prior.Int("trials"), "weight", a.Prior.Int("weight")), Note: Words(a.Prior.Source),
				Tags: []Tag{confidenceTag(a.Prior.Confidence)}}
		}},
		posteriorColumn(outlook.Women, "outlookplan.col.women_follows"), posteriorColumn(outlook.Men, "outlookplan.col.men_follows"),
	}
}

// sourceCell says where an assumption is from.
func sourceCell(a prospect.Assumption) Cell {
	if a.Source == "" {
		return Cell{Text: T("outlookplan.own_record")}
	}
	cell := Cell{Text: Words(a.Source)}
	if a.Confidence != "" {
		cell.Tags = []Tag{confidenceTag(reference.Confidence(a.Confidence))}
	}
	return cell
}

// knownLimits are what the outlook leaves out.
func knownLimits() []Text {
	return []Text{T("outlookplan.limit.jobs"), T("outlookplan.limit.calls"), T("outlookplan.limit.trend"), T("outlookplan.limit.month"),
		T("outlookplan.limit.effects"), T("outlookplan.limit.past")}
}
