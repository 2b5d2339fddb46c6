package web

import (
	"math"
	"net/http"
	"strconv"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/outlook"
)

// outlookRisksView takes the risk of one target in one month apart. Template
// "outlook_risks".
type outlookRisksView struct {
	page
	Tabs   []Link
	Chance Text
	Table  Table
	Luck   Text
	Others *Table // the other months of the target
}

// leastRisk is the part of a chance, and of a variance, below which a source is
// not worth a line.
const leastRisk = 0.0005

// outlookRisks shows what drives the risk of missing a target in a month.
func (s *Server) outlookRisks(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.outlookScene(r, actor, r.URL.Query())
	if err != nil {
		return err
	}
	if c.Answer == nil {
		return fault.New(fault.Invalid, "outlookpage.problem.question")
	}
	place, chance, err := c.askedTarget(r)
	if err != nil {
		return err
	}
	var report *outlook.RiskReport
	q := c.Question
	q.Until = chance.Month // what comes later does not change the month
	err = s.outlooks.risks.take(r.Context(), func() (err error) {
		report, err = c.Base.Risks(r.Context(), q, place, chance.Month)
		return err
	})
	if err != nil {
		return err
	}
	t := c.Answer.Forecast.Targets[place]
	v := &outlookRisksView{Tabs: c.outlookTabs(""), Table: c.riskTable(t, chance.Month, report), Luck: luckText(report), Others: c.monthsTable(place)}
	v.Title, v.AsOf = T("outlookpage.risks_title", "target", c.targetTitle(t.Target), "month", chance.Month), c.AsOf
	v.Caption = c.questionText()
	v.Chance = T("outlookpage.risks_chance", "month", chance.Month, "chance", chanceText(report.Chance))
	v.Crumbs = []Link{{Text: T("web.nav.outlook"), Href: c.outlookHref("/outlook", c.Question)}}
	return s.render(w, r, "outlook_risks", v)
}

// askedTarget reads which target and month an address speaks of: those of the
// finding where it names none.
func (c *outlookScene) askedTarget(r *http.Request) (place int, chance outlook.Chance, err error) {
	targets := c.Answer.Forecast.Targets
	if lead := c.Answer.Lead(); lead != nil {
		place = lead.Place
	}
	if text := r.URL.Query().Get("target"); text != "" {
		place, err = strconv.Atoi(text)
	}
	if err != nil || place < 0 || place >= len(targets) {
		return 0, chance, fault.New(fault.NotFound, "outlookpage.problem.target")
	}
	month, err := civil.ParseMonth(r.URL.Query().Get("month"))
	for _, ch := range targets[place].Months {
		if err == nil && ch.Month == month && stateOf(ch) >= 0 {
			return place, ch, nil
		}
	}
	worst, ok := weakest(targets[place])
	if !ok {
		return 0, chance, fault.New(fault.NotFound, "outlookpage.problem.target")
	}
	return place, worst, nil
}

// riskTable lists the sources of a month's risk, the greatest first.
func (c *outlookScene) riskTable(t outlook.TargetForecast, month civil.Month, report *outlook.RiskReport) Table {
	table := Table{Caption: T("outlookpage.risks_caption", "target", c.targetTitle(t.Target), "month", month), Empty: T("outlookpage.risks_empty"), Cards: true,
		Columns: []Column{{Label: T("outlookpage.col.source")}, {Label: T("outlookpage.col.without"), Numeric: true},
			{Label: T("outlookpage.col.variance"), Numeric: true}, {Label: T("outlookpage.col.swing"), Numeric: true}}}
	for _, risk := range report.Risks {
		if math.Abs(risk.Change) < leastRisk && risk.Variance < leastRisk {
			continue
		}
		cells := []Cell{{Text: Words(c.Base.RiskName(c.printer, risk)), Note: T("outlookpage.cause." + string(risk.Cause))},
			{Text: signedShift(risk.Change), Note: errorText(risk.Error)}, {Text: partText(risk.Variance)}, {}}
		if risk.Cause == outlook.ByParameter {
			cells[3].Text = T("outlookpage.swing", "lower", signedShift(risk.Lower), "higher", signedShift(risk.Higher))
		}
		table.Rows = append(table.Rows, Row{Cells: cells})
	}
	return table
}

// signedShift prints a difference of two chances in points: "+2.8".
func signedShift(shift float64) Text {
	return func(p locale.Printer) string {
		tenths := math.Round(1000 * shift)
		return signOf(tenths) + p.Decimal(math.Abs(tenths)/10, 1)
	}
}

func signOf(v float64) string {
	switch {
	case v > 0:
		return "+"
	case v < 0:
		return "−"
	}
	return "±"
}

// errorText prints the standard error of a difference, rounded up.
func errorText(wrong float64) Text {
	return func(p locale.Printer) string { return "± " + p.Decimal(math.Ceil(1000*wrong)/10, 1) }
}

// partText prints a part of a variance as a percentage; noise below nought is
// nought.
func partText(part float64) Text {
	return func(p locale.Printer) string { return p.Decimal(math.Round(100*max(part, 0)), 0) + "\u00a0%" }
}

// luckText says what would remain uncertain if every parameter were known.
func luckText(report *outlook.RiskReport) Text {
	return T("outlookpage.luck", "part", partText(report.Luck))
}

// monthsTable leads to the other months of a target.
func (c *outlookScene) monthsTable(place int) *Table {
	t := c.Answer.Forecast.Targets[place]
	table := &Table{Caption: T("outlookpage.months"), Columns: []Column{{Label: T("figure.month"), Tight: true}, {Label: T("outlookpage.col.chance"), Numeric: true}}}
	for _, ch := range t.Months {
		if stateOf(ch) >= 0 {
			table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: MonthText(ch.Month), Href: c.risksHref(place, ch)}, {Text: chanceText(ch)}}})
		}
	}
	return table
}
