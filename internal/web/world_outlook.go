package web

import (
	"net/http"
	"os"
	"slices"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/contribution"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/outlook"
	"beret/participation"
)

// worldOutlookView is the forecast of published figures. Template "world_outlook".
type worldOutlookView struct {
	worldFrame
	Picture *Picture // nil where there is too little to go by
	Months  Table
	Past    *Table // nil where no past forecast has an outcome
	Method  Text
}

// worldOutlookScene is the question with its answer.
type worldOutlookScene struct {
	*worldScene
	*worldOutlook
	whole  bool // the world
	name   string
	months []worldMonth // to come; none where there is too little to go by
}

// worldMonth is what may be counted at a month's end.
type worldMonth struct {
	month         civil.Month
	rates         []float64 // of the scenarios with people, in per cent, in order
	women, people []int     // in order
	met           int       // scenarios with people that meet the target, where there is one
}

// worldOutlookScene reads the question from the address and answers it; c is
// without an outlook where nothing was imported.
func (s *Server) worldOutlookScene(r *http.Request, actor account.Actor) (c *worldOutlookScene, err error) {
	c = &worldOutlookScene{}
	if c.worldScene, err = s.worldScene(r, actor); err != nil || c.empty() {
		return c, err
	}
	if c.worldOutlook, err = c.outlook(c.kind); err != nil {
		return c, err
	}
	c.month = c.last
	c.whole = r.URL.Query().Get("scope") == scopeWorld || c.country == ""
	country := c.country
	c.name = c.countryName(country)
	if c.whole {
		country, c.name = "", c.printer.Text("world.world")
	}
	samples, err := c.forecast(r.Context(), country)
	for i, sample := range samples {
		c.months = append(c.months, c.monthOf(c.last.Add(i+1), sample))
	}
	return c, err
}

// monthOf sorts a month's sample.
func (c *worldOutlookScene) monthOf(month civil.Month, sample []outlook.Share) worldMonth {
	m := worldMonth{month: month, rates: outlook.ShareRates(sample)}
	slices.Sort(m.rates)
	target, aimed := c.target(month)
	for _, s := range sample {
		m.women, m.people = append(m.women, s.Women), append(m.people, s.Total)
		if aimed && s.Total > 0 && s.Women*target.Denominator >= target.Numerator*s.Total {
			m.met++
		}
	}
	slices.Sort(m.women)
	slices.Sort(m.people)
	return m
}

// quantile is the smallest value that so many per cent of a sorted sample do
// not exceed.
func quantile[V any](sorted []V, percent int) (v V) {
	if len(sorted) == 0 {
		return v
	}
	return sorted[max(0, (len(sorted)*percent+99)/100-1)]
}

// worldOutlook shows what may become of the share of women that the UN publishes
// for a contributor or the world, and how good such forecasts were.
func (s *Server) worldOutlook(w http.ResponseWriter, r *http.Request, actor account.Actor) (err error) {
	defer fault.Wrap(&err, "web.worldOutlook")
	c, err := s.worldOutlookScene(r, actor)
	if err != nil {
		return err
	}
	if c.empty() {
		return s.worldEmpty(w, r, c.worldScene)
	}
	v := &worldOutlookView{worldFrame: c.frame("/outlook/world"), Method: T("worldoutlook.method")}
	v.Title, v.Lead = c.title(), c.targetChance()
	v.Ask = c.ask("/outlook/world", c.outlookScopeField(), c.countryField(), c.typeField(), c.peersField())
	v.Months = c.monthTable()
	if len(c.months) > 0 {
		picture := c.fanPicture()
		v.Picture, v.Actions = &picture, exportLinks(r, "/outlook/world/export")
	}
	if c.month.IsZero() {
		return s.render(w, r, "world_outlook", v)
	}
	past, err := c.judged()
	if err != nil {
		return err
	}
	if past != nil {
		v.Past = c.pastTable(past)
	}
	return s.render(w, r, "world_outlook", v)
}

func (c *worldOutlookScene) outlookScopeField() Field {
	f := c.scopeField(c.whole)
	f.Label = T("worldoutlook.scope")
	return f
}

// now is the last count.
func (c *worldOutlookScene) now() participation.Share {
	if c.whole {
		return c.share(contribution.World())
	}
	return c.share(contribution.Of(c.country))
}

func (c *worldOutlookScene) title() Text {
	if c.month.IsZero() {
		return T("world.title.none", "type", c.typeText())
	}
	args := []any{"type", c.typeText(), "who", c.name, "month", MonthText(c.last)}
	if len(c.months) == 0 {
		return T("worldoutlook.title_none", args...)
	}
	last, now := c.months[len(c.months)-1], c.now()
	args = append(args, "until", MonthText(last.month), "low", rateText(quantile(last.rates, 10)), "high", rateText(quantile(last.rates, 90)))
	if now.Total == 0 {
		return T("worldoutlook.title_absent", args...)
	}
	return T("worldoutlook.title", append(args, "share", ShareText(now.Women, now.Total))...)
}

// rateText prints a rate in per cent with one decimal.
func rateText(rate float64) Text {
	return func(p locale.Printer) string { return p.Text("worldoutlook.percent", "rate", p.Decimal(rate, 1)) }
}

// targetChance says in how many scenarios the UN's target is met at the end.
func (c *worldOutlookScene) targetChance() Text {
	if len(c.months) == 0 {
		return nil
	}
	last := c.months[len(c.months)-1]
	target, aimed := c.target(last.month)
	if !aimed || len(last.rates) == 0 {
		return T("worldoutlook.no_target", "month", MonthText(last.month))
	}
	return T("worldoutlook.target", "name", target.name(c.worldScene), "rate", rateText(target.percent()), "month", MonthText(last.month),
		"chance", ShareText(last.met, len(last.rates)))
}

// worldOutlookExport sends the months as a file.
func (s *Server) worldOutlookExport(w http.ResponseWriter, r *http.Request, actor account.Actor) (err error) {
	defer fault.Wrap(&err, "web.worldOutlookExport")
	c, err := s.worldOutlookScene(r, actor)
	if err != nil {
		return err
	}
	if c.empty() || len(c.months) == 0 {
		return fault.New(fault.Invalid, "worldoutlook.nothing")
	}
	format := formatXLSX
	if r.URL.Query().Get("format") == formatCSV {
		format = formatCSV
	}
	file, err := os.CreateTemp("", "beret-world-outlook-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	rows, err := writeSheets(c.printer, file, format, []outlookSheet{c.sheet()})
	if err != nil {
		return err
	}
	e := export{"world-outlook", T("worldoutlook.tab"), c.last.End()}
	if err := s.auditExport(r.Context(), actor, e, r.URL.RawQuery, rows); err != nil {
		return err
	}
	return sendFile(w, r, file, e.name+"-"+e.day.String()+"."+format)
}
