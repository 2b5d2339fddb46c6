package web

import (
	"context"
	"net/http"
	"sync"
	"time"

	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/prospect"
	"beret/outlook"
)

// calibrationPatience is how long a page waits before it shows that past
// forecasts are being made.
const calibrationPatience = 500 * time.Millisecond

// calibrationLife is how long a result is shown again. Every sign-in is an act
// on record, so that in a busy office a result would be out of date before
// anybody saw it; of a past of years one more act changes next to nothing.
const calibrationLife = 10 * time.Minute

// calibrationDesk makes past forecasts in the background, once for all who ask.
// The zero value is ready.
type calibrationDesk struct {
	mutex sync.Mutex
	run   *calibrationRun
}

// calibrationRun is a calibration under way. Its fields are read after done.
type calibrationRun struct {
	facts  facts
	began  time.Time
	done   chan struct{}
	result *prospect.Calibration
	err    error
}

// ask joins the run of the same day and reference data, or begins one where
// there is none or it is too old. A run outlives who began it.
func (d *calibrationDesk) ask(f facts, do func(ctx context.Context) (*prospect.Calibration, error)) *calibrationRun {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.run != nil && d.run.facts.Book == f.Book && d.run.facts.Today == f.Today && time.Since(d.run.began) < calibrationLife {
		return d.run
	}
	run := &calibrationRun{facts: f, began: time.Now(), done: make(chan struct{})}
	d.run = run
	go func() {
		run.result, run.err = do(context.Background())
		if run.err != nil {
			d.forget(run)
		}
		close(run.done)
	}()
	return run
}

// forget drops a run that failed, so that the next who asks tries again.
func (d *calibrationDesk) forget(run *calibrationRun) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.run == run {
		d.run = nil
	}
}

// calibration returns how good past forecasts were, nil while that is still
// being computed.
func (s *Server) calibration(ctx context.Context, actor account.Actor, f facts) (*prospect.Calibration, error) {
	if err := actor.Require(account.OutlookView); err != nil {
		return nil, err
	}
	run := s.calibrations.ask(f, func(ctx context.Context) (c *prospect.Calibration, err error) {
		err = s.outlooks.risks.take(ctx, func() (err error) {
			c, err = s.prospect.Calibrate(ctx, actor, f.Book, f.Today)
			return err
		})
		return c, err
	})
	patience := time.NewTimer(calibrationPatience)
	defer patience.Stop()
	select {
	case <-run.done:
		return run.result, run.err
	case <-patience.C:
		return nil, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// calibrationPage shows how good the office's forecasts would have been.
func (s *Server) calibrationPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.outlookBase(r, actor)
	if err != nil {
		return err
	}
	good, err := s.calibration(r.Context(), actor, c.facts)
	if err != nil {
		return err
	}
	v := &tablesView{Tabs: c.outlookTabs("/outlook/calibration")}
	v.Title, v.AsOf = T("outlookcalibration.title"), c.AsOf
	switch {
	case good == nil:
		v.Title, v.Refresh = T("outlookcalibration.working"), 2
		v.Progress = &Progress{Label: T("outlookcalibration.working"), Address: "/outlook/calibration", Note: T("outlookcalibration.working_text")}
	case len(good.Scores) == 0:
		v.Notices = []Notice{{Tone: Info, Text: T("outlookcalibration.none"), Links: c.worldLinks()}}
	default:
		c.showCalibration(v, good)
	}
	return s.render(w, r, "outlook_tables", v)
}

// showCalibration fills the page with the scores.
func (c *outlookScene) showCalibration(v *tablesView, good *prospect.Calibration) {
	lead := leadScore(good.Scores)
	v.Title = T("outlookcalibration.finding", "n", lead.Cases, "months", lead.Horizon, "within", lead.Within[1], "measure", T("outlookcalibration.measure."+string(lead.Measure)))
	v.Lead = Joined(" ", T("outlookcalibration.closest."+closest(lead)), othersText(good.Scores, lead), T("outlookcalibration.lead", "n", good.Every, "from", good.First, "to", good.Last, "scenarios", good.Scenarios))
	v.Notices = c.calibrationNotices(good)
	v.Parts = []tablePart{{T("outlookcalibration.cover_text"), c.coverTable(good)}, {T("outlookcalibration.error_text"), c.errorTable(good)}}
	for _, format := range []string{formatXLSX, formatCSV} {
		v.Files = append(v.Files, Link{Text: T("outlookcalibration.file." + format), Href: pathWithQuery("/outlook/calibration/export", map[string][]string{"format": {format}})})
	}
	v.Files = append(v.Files, c.worldLinks()...)
}

// worldLinks lead to the forecasts of the UN's series, where there are many more
// cases than an office of its own has.
func (c *outlookScene) worldLinks() []Link {
	if !c.may["GET /outlook/world"] {
		return nil
	}
	return []Link{{Text: T("outlookcalibration.world"), Href: "/outlook/world"}}
}

// leadScore is the score of which the finding speaks: the share of everybody a
// year ahead, or the first there is.
func leadScore(scores []outlook.Score) outlook.Score {
	for _, s := range scores {
		if s.View == (outlook.View{}) && s.Horizon == 12 && s.Measure == outlook.ShareRate {
			return s
		}
	}
	return scores[0]
}

// closest is which of the three came closest to what happened, by the mean error.
func closest(s outlook.Score) string {
	switch {
	case s.CRPS <= s.Stays && s.CRPS <= s.Trend:
		return "better"
	case s.Trend < s.Stays:
		return "trend"
	}
	return "worse"
}

// othersText says how the numbers of people did where the finding is of their
// share: a share may be met while both its parts are missed.
func othersText(scores []outlook.Score, lead outlook.Score) Text {
	var parts []Text
	for _, s := range scores {
		if s.View == lead.View && s.Horizon == lead.Horizon && s.Measure != lead.Measure {
			parts = append(parts, T("outlookcalibration.other", "measure", T("outlookcalibration.measure."+string(s.Measure)), "within", ShareText(s.Within[1], s.Cases)))
		}
	}
	return Joined(" ", parts...)
}

// calibrationNotices warn where there are few cases, or forecasts that look at
// the same months.
func (c *outlookScene) calibrationNotices(good *prospect.Calibration) (notices []Notice) {
	for _, s := range good.Scores {
		if s.Cases < prospect.Few {
			notices = append(notices, Notice{Tone: Warn, Text: T("outlookcalibration.few", "n", prospect.Few)})
			break
		}
	}
	if lead := leadScore(good.Scores); lead.Horizon > good.Every {
		notices = append(notices, Notice{Tone: Info, Text: T("outlookcalibration.overlap", "months", lead.Horizon, "n", apart(lead, good))})
	}
	return notices
}

// apart is how many of a score's forecasts could be made one after the other
// without looking at the same month twice.
func apart(s outlook.Score, good *prospect.Calibration) int {
	return max(1, s.Cases*good.Every/s.Horizon)
}

// scoreCells name a score: whom, how far ahead, what.
func (c *outlookScene) scoreCells(s outlook.Score) []Cell {
	cell := Cell{Text: c.viewText(s.View.Scope)}
	if s.Cases < prospect.Few {
		cell.Tags = []Tag{{T("outlookcalibration.few_tag"), Warn}}
	}
	return []Cell{cell, {Text: T("outlookcalibration.ahead", "n", s.Horizon)}, {Text: T("outlookcalibration.measure." + string(s.Measure))}, {Text: Num(s.Cases)}}
}

func scoreColumns() []Column {
	return []Column{head("outlookcalibration.whom"), {Label: T("outlookcalibration.horizon"), Tight: true}, head("outlookcalibration.measure"), numeric("outlookcalibration.cases")}
}

// coverTable is how often what came lay within the bands.
func (c *outlookScene) coverTable(good *prospect.Calibration) Table {
	t := Table{Caption: T("outlookcalibration.cover"), Cards: true, Columns: scoreColumns()}
	for _, band := range outlook.Bands() {
		t.Columns = append(t.Columns, Column{Label: T("outlookcalibration.band", "percent", band), Numeric: true})
	}
	for _, s := range good.Scores {
		cells := c.scoreCells(s)
		for _, within := range s.Within {
			cells = append(cells, Cell{Text: ShareText(within, s.Cases)})
		}
		t.Rows = append(t.Rows, Row{Cells: cells})
	}
	return t
}

// errorTable is how far the forecasts were off, beside two simpler ones.
func (c *outlookScene) errorTable(good *prospect.Calibration) Table {
	t := Table{Caption: T("outlookcalibration.error"), Cards: true, Columns: append(scoreColumns(), numeric("outlookcalibration.crps"), numeric("outlookcalibration.stays"),
		numeric("outlookcalibration.trend"), head("outlookcalibration.verdict"))}
	for _, s := range good.Scores {
		tones := map[string]Tone{"better": Good, "trend": Warn, "worse": Warn}
		tag := Tag{T("outlookcalibration.verdict." + closest(s)), tones[closest(s)]}
		t.Rows = append(t.Rows, Row{Cells: append(c.scoreCells(s), Cell{Text: crpsText(s.Measure, s.CRPS)}, Cell{Text: crpsText(s.Measure, s.Stays)},
			Cell{Text: crpsText(s.Measure, s.Trend)}, Cell{Tags: []Tag{tag}})})
	}
	return t
}

// crpsText prints an error in people, or of a share in points.
func crpsText(m outlook.Measure, x float64) Text {
	key := "outlookcalibration.people"
	if m == outlook.ShareRate {
		key = "outlookcalibration.points"
	}
	return func(p locale.Printer) string { return p.Text(key, "n", p.Decimal(x, 2)) }
}

// exportCalibration sends both tables as a file.
func (s *Server) exportCalibration(w http.ResponseWriter, r *http.Request, actor account.Actor) (err error) {
	defer fault.Wrap(&err, "web.exportCalibration")
	c, err := s.outlookBase(r, actor)
	if err != nil {
		return err
	}
	good, err := s.calibration(r.Context(), actor, c.facts)
	if err != nil {
		return err
	}
	if good == nil {
		http.Redirect(w, r, "/outlook/calibration", http.StatusSeeOther)
		return nil
	}
	tables := []Table{c.coverTable(good), c.errorTable(good)}
	if r.URL.Query().Get("format") == formatCSV {
		tables = tables[:1]
	}
	return s.sendTables(w, r, actor, export{"calibration", T("outlookpage.tab.calibration"), c.AsOf}, tables)
}
