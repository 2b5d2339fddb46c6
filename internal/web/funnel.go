package web

import (
	"net/http"
	"net/url"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/figure"
	"beret/internal/funnel"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/registry"
)

// funnelView is the funnel by sex. Template "funnel".
type funnelView struct {
	page
	Ask     Filters
	Notice  *Notice
	Picture *Picture
	Tables  []Table
	Notes   []Text
}

// funnelScene is a funnel with what it takes to put it into words.
type funnelScene struct {
	facts
	funnel.Data
	printer locale.Printer
	actor   account.Actor
	ask     Filters
	filter  funnel.Filter
	by      funnel.Dimension
	all     funnel.Funnel
}

// funnelScene reads what is asked for from the address.
func (s *Server) funnelScene(r *http.Request, actor account.Actor) (c *funnelScene, err error) {
	c = &funnelScene{actor: actor, printer: s.catalogue.In(s.langOf(r))}
	if c.facts, err = s.facts(r.Context()); err != nil {
		return nil, err
	}
	units, err := s.registry.HomeUnits(r.Context(), actor)
	if err != nil {
		return nil, err
	}
	if err := c.read(s, r, units); err != nil {
		return nil, err
	}
	c.Data, err = funnel.Load(r.Context(), s.db, actor, c.Book, c.filter, c.Today)
	c.all = funnel.Compute(c.Paths)
	return c, err
}

func (c *funnelScene) read(s *Server, r *http.Request, units []registry.HomeUnit) error {
	calls, err := funnel.Calls(r.Context(), s.db, c.actor)
	if err != nil {
		return err
	}
	c.ask = filtersOf(r.URL, c.fields(calls, units)...)
	c.ask.Above = true
	c.filter = funnel.Filter{Call: c.ask.id("call"), Mission: c.ask.Value("mission"), Unit: c.ask.id("unit"), Language: c.ask.Value("language"),
		Span: civil.Interval{From: c.ask.day("from")}}
	if to := c.ask.day("to"); to != 0 {
		c.filter.Span.To = to.AddDays(1) // the field names the last day
	}
	for _, d := range funnel.Dimensions() {
		if string(d) == c.ask.Value("by") {
			c.by = d
		}
	}
	return nil
}

func (c *funnelScene) fields(calls []funnel.Call, units []registry.HomeUnit) []Field {
	callOptions, by := []Option{{Text: T("officerpage.any")}}, []Option{{Text: T("funnelpage.by_none")}}
	for _, call := range calls {
		callOptions = append(callOptions, Option{Value: idValue(call.ID), Text: Words(call.Reference + " · " + call.Mission)})
	}
	for _, d := range funnel.Dimensions() {
		by = append(by, Option{Value: string(d), Text: T(d.Key())})
	}
	return []Field{
		{Kind: SelectField, Name: "call", Label: T("funnel.by.call"), Options: callOptions},
		{Kind: SelectField, Name: "mission", Label: T("deploymentpage.mission"), Options: c.everyOption(reference.Missions)},
		{Kind: SelectField, Name: "unit", Label: T("funnel.by.unit"), Options: unitOptions(units, T("officerpage.any"))},
		{Kind: SelectField, Name: "language", Label: T("funnel.by.language"), Options: c.everyOption(reference.LanguageKind)},
		{Kind: DateField, Name: "from", Label: T("funnelpage.from")},
		{Kind: DateField, Name: "to", Label: T("funnelpage.to")},
		{Kind: SelectField, Name: "by", Label: T("funnelpage.by"), Options: by},
	}
}

// funnel shows how far women and men come from being told to a tour.
func (s *Server) funnel(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.funnelScene(r, actor)
	if err != nil {
		return err
	}
	v := &funnelView{Ask: c.ask, Picture: c.picture(), Tables: []Table{c.stageTable()}, Notes: []Text{T("funnelpage.note_rates"), T("funnelpage.note_four_fifths")}}
	v.Title, v.Lead, v.AsOf = Words(c.all.Finding(c.printer)), T("funnelpage.lead"), c.Today
	switch c.by {
	case "":
	case funnel.ByTest:
		v.Tables = append(v.Tables, c.testTable())
	default:
		v.Tables = append(v.Tables, c.groupTable())
	}
	if n := len(funnel.Split(c.Paths, c.by)); n > mostGroups {
		v.Notes = append(v.Notes, T("funnelpage.more_groups", "n", n-mostGroups))
	}
	if c.by == funnel.ByLanguage {
		v.Notes = append(v.Notes, T("funnelpage.note_languages"))
	}
	if worst, found := c.all.Worst(); found && funnel.Caution(worst.Rates) != "" {
		v.Notice = &Notice{Tone: Info, Text: T(string(funnel.Caution(worst.Rates)))}
	}
	if actor.May(account.RosterExport) && len(c.Paths) > 0 {
		v.Actions = exportLinks(r, "/funnel/export")
	}
	return s.render(w, r, "funnel", v)
}

// picture draws the funnel where there is anybody in it.
func (c *funnelScene) picture() *Picture {
	if len(c.Paths) == 0 {
		return nil
	}
	drawing := figure.Stages{Printer: c.printer}
	drawing.Title, drawing.Description = c.printer.Text("funnelpage.picture"), c.all.Finding(c.printer)
	for _, step := range c.all {
		drawing.Steps = append(drawing.Steps, figure.StageStep{Name: c.printer.Text(step.Stage.Key()),
			Women: figure.StageCount{Reached: step.Women.Reached, Waiting: step.Women.Waiting},
			Men:   figure.StageCount{Reached: step.Men.Reached, Waiting: step.Men.Waiting}})
	}
	p := &Picture{Title: T("funnelpage.picture"), Source: T("funnelpage.source", "n", len(c.Paths), "date", c.Today)}
	p.Drawing, p.Phone, _ = drawings("funnel", pageWidth, func(width float64) *figure.Figure {
		drawing.Width = width
		return drawing.Draw()
	})
	return p
}

// href returns an address of the funnel's pages for what is asked for, with
// more or other parameters.
func (c *funnelScene) href(path string, pairs ...string) string {
	query := url.Values{}
	for _, name := range []string{"call", "mission", "unit", "language", "from", "to"} {
		if value := c.ask.Value(name); value != "" {
			query.Set(name, value)
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
	}
	return pathWithQuery(path, query)
}
