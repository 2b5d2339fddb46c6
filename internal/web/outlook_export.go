package web

import (
	"io"
	"math"
	"net/http"
	"os"
	"strconv"

	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/prospect"
	"beret/internal/spreadsheet"
	"beret/outlook"
)

// outlookSheet is a sheet of the outlook's file.
type outlookSheet struct {
	title Text
	heads []Text
	rows  [][]any
}

// outlookExport sends the answer as a file: as XLSX with what was asked and
// assumed, as CSV the chances month by month.
func (s *Server) outlookExport(w http.ResponseWriter, r *http.Request, actor account.Actor) (err error) {
	defer fault.Wrap(&err, "web.outlookExport")
	c, err := s.outlookScene(r, actor, r.URL.Query())
	if err != nil {
		return err
	}
	if c.Answer == nil {
		return fault.New(fault.Invalid, "outlookpage.problem.question")
	}
	sheets, format := c.sheets(), formatXLSX
	if r.URL.Query().Get("format") == formatCSV {
		sheets, format = []outlookSheet{c.chanceSheet()}, formatCSV
	}
	return s.sendSheets(w, r, actor, c.printer, export{"outlook", T("outlookpage.title"), c.AsOf}, format, sheets)
}

// sendSheets sends sheets as one file; who took it is audited.
func (s *Server) sendSheets(w http.ResponseWriter, r *http.Request, actor account.Actor, p locale.Printer, e export, format string, sheets []outlookSheet) error {
	file, err := os.CreateTemp("", "beret-outlook-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	rows, err := writeSheets(p, file, format, sheets)
	if err != nil {
		return err
	}
	if err := s.auditExport(r.Context(), actor, e, r.URL.RawQuery, rows); err != nil {
		return err
	}
	return sendFile(w, r, file, e.name+"-"+e.day.String()+"."+format)
}

func writeSheets(p locale.Printer, file io.Writer, format string, sheets []outlookSheet) (rows int, err error) {
	out := exportWriter(file, format)
	for _, sheet := range sheets {
		var heads []spreadsheet.Column
		for _, h := range sheet.heads {
			heads = append(heads, spreadsheet.Column{Title: say(p, h)})
		}
		if err := out.Sheet(say(p, sheet.title), heads); err != nil {
			return rows, err
		}
		for _, row := range sheet.rows {
			rows++
			if err := out.WriteRow(row); err != nil {
				return rows, err
			}
		}
	}
	return rows, out.Close()
}

func (c *outlookScene) sheets() []outlookSheet {
	return []outlookSheet{c.findingSheet(), c.monthSheet(), c.chanceSheet(), c.assumptionSheet()}
}

// findingSheet is the finding with the question that it answers.
func (c *outlookScene) findingSheet() outlookSheet {
	sheet := outlookSheet{title: T("outlookpage.sheet.finding"), heads: []Text{T("outlookpage.col.what"), T("outlookpage.col.value")}}
	add := func(key string, value any) { sheet.rows = append(sheet.rows, []any{say(c.printer, T(key)), value}) }
	q := c.Question
	add("outlookpage.finding", c.Answer.Finding(c.printer, c.Book))
	add("outlookpage.asked", say(c.printer, c.questionText()))
	add("outlookpage.as_of", c.Answer.AsOf)
	add("outlookpage.scenarios", q.Scenarios)
	add("outlookpage.seed", strconv.FormatUint(q.Seed, 10))
	add("outlookpage.levers_moved", say(c.printer, c.movedText(q)))
	add("outlookpage.cost_all", c.leverCost(q))
	if c.Base.Generated {
		add("outlookpage.data", say(c.printer, T("outlookpage.generated")))
	}
	return sheet
}

// monthSheet is the fans, each after the months that were counted.
func (c *outlookScene) monthSheet() outlookSheet {
	sheet := outlookSheet{title: T("outlookpage.sheet.months"), heads: []Text{T("outlookpage.category"), T("figure.month"), T("outlookpage.col.kind")}}
	for _, what := range []string{"outlookpage.col.women", "outlookpage.col.total", "outlookpage.col.share"} {
		for _, percent := range outlook.Percents() {
			sheet.heads = append(sheet.heads, T("outlookpage.col.at", "what", T(what), "percent", percent))
		}
	}
	for view, v := range c.Answer.Forecast.Views {
		if len(c.targetsOf(view)) == 0 {
			continue
		}
		name := say(c.printer, c.viewText(v.Scope))
		past := c.past(v.Scope)
		for i, share := range past {
			row := make([]any, 3+3*5)
			row[0], row[1], row[2] = name, c.Answer.Forecast.First.Add(i-len(past)), say(c.printer, T("outlookpage.counted"))
			row[5], row[10], row[15] = share.Women, share.Total, percentOf(share.Women, share.Total)
			sheet.rows = append(sheet.rows, row)
		}
		for _, f := range v.Months {
			sheet.rows = append(sheet.rows, c.fanRow(name, f))
		}
	}
	return sheet
}

func (c *outlookScene) fanRow(name string, f outlook.Fan) []any {
	row := []any{name, f.Month, say(c.printer, T("outlookpage.simulated"))}
	for _, fan := range [][5]int{f.Women, f.Total} {
		for _, n := range fan {
			row = append(row, n)
		}
	}
	for _, s := range f.Shares {
		row = append(row, percentOf(s.Women, s.Total))
	}
	return row
}

// percentOf is a rate in percent with two decimals, nothing without people.
func percentOf(part, whole int) any {
	if whole == 0 {
		return nil
	}
	return math.Round(10000*float64(part)/float64(whole)) / 100
}

// chanceSheet is the chances of each target, month by month.
func (c *outlookScene) chanceSheet() outlookSheet {
	sheet := outlookSheet{title: T("outlookpage.sheet.chances"), heads: []Text{T("outlookpage.col.target"), T("outlookpage.category"), T("figure.month"),
		T("outlookpage.col.asked_percent"), T("outlookpage.col.met"), T("outlookpage.col.of"), T("outlookpage.col.chance_percent"), T("outlookpage.col.error"),
		T("outlookpage.col.missing"), T("outlookpage.col.nobody"), T("outlookpage.col.women_median"), T("outlookpage.col.total_median")}}
	for _, t := range c.Answer.Forecast.Targets {
		name, whom := say(c.printer, c.targetName(t.Target)), say(c.printer, c.viewText(t.Scope))
		for i, ch := range t.Months {
			_, wrong := ch.Rate()
			fan := c.Answer.Forecast.Views[t.View].Months[i]
			sheet.rows = append(sheet.rows, []any{name, whom, ch.Month, percentOf(int(ch.Asked.Num), int(ch.Asked.Den)), ch.Met, ch.Of,
				percentOf(ch.Met, ch.Of), math.Ceil(1e4*wrong) / 100, ch.Missing, ch.Nobody, fan.Women[2], fan.Total[2]})
		}
	}
	return sheet
}

// assumptionSheet is what the forecast rests on, with the counts of the record.
func (c *outlookScene) assumptionSheet() outlookSheet {
	sheet := outlookSheet{title: T("outlookpage.sheet.assumptions"), heads: []Text{T("outlookpage.col.kind"), T("outlookpage.col.what"), T("outlookpage.col.assumed"),
		T("outlookpage.col.posterior_women"), T("outlookpage.col.posterior_men"), T("outlookpage.col.from"), T("outlookpage.col.confidence")}}
	for _, a := range c.Base.Assumptions() {
		row := []any{say(c.printer, T(a.Kind.Key())), a.Name(c.printer), a.Says(c.printer), nil, nil, a.Source, nil}
		if a.Kind == prospect.OfParameter {
			row[3], row[4] = a.SaysPosterior(c.printer, outlook.Women), a.SaysPosterior(c.printer, outlook.Men)
		}
		if a.Confidence != "" {
			row[6] = say(c.printer, T("referencepage.confidence."+a.Confidence))
		}
		sheet.rows = append(sheet.rows, row)
	}
	return sheet
}
