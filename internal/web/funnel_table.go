package web

import (
	"net/http"
	"strconv"

	"beret/internal/account"
	"beret/internal/funnel"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/slate"
)

// countCell is a number that leads to its people.
func (c *funnelScene) countCell(n int, pairs ...string) Cell {
	cell := Cell{Text: Num(n)}
	if n > 0 {
		cell.Href = c.href("/funnel/people", pairs...)
	}
	return cell
}

func sexValue(women bool) string {
	if women {
		return string(registry.Women)
	}
	return string(registry.Men)
}

// stageTable lists the stages: who reached each, who went on, who waits, who
// was lost.
func (c *funnelScene) stageTable() Table {
	t := Table{Caption: T("funnelpage.stages"), Columns: []Column{head("funnelpage.step"),
		numeric("funnelpage.women"), head("funnelpage.women_on"), numeric("funnelpage.women_lost"),
		numeric("funnelpage.men"), head("funnelpage.men_on"), numeric("funnelpage.men_lost"), head("funnelpage.ratio")}}
	for _, step := range c.all {
		row := Row{Cells: []Cell{{Text: T(step.Stage.Key())}}}
		for _, women := range []bool{true, false} {
			row.Cells = append(row.Cells, c.flowCells(step, women)...)
		}
		row.Cells = append(row.Cells, ratioCell(step.Rates))
		t.Rows = append(t.Rows, row)
	}
	return t
}

func numeric(key string) Column { return Column{Label: T(key), Numeric: true} }

// flowCells are those of one sex: reached, went on, lost.
func (c *funnelScene) flowCells(step funnel.Step, women bool) []Cell {
	flow, chances := step.Men, step.Rates.Men
	if women {
		flow, chances = step.Women, step.Rates.Women
	}
	to := func(n int, fate funnel.Fate) Cell {
		return c.countCell(n, "stage", step.Stage.String(), "sex", sexValue(women), "fate", string(fate))
	}
	reached := to(flow.Reached, funnel.Everybody)
	if flow.Waiting > 0 {
		reached.Note = T("funnelpage.waiting", "n", flow.Waiting)
	}
	if step.Stage == funnel.Deployed {
		return []Cell{reached, {}, {}}
	}
	on := to(flow.WentOn, funnel.WentOn)
	on.Text, on.Note = chancesText(chances), intervalText(chances)
	return []Cell{reached, on, to(flow.Lost, funnel.Lost)}
}

// chancesText prints how many of how many went on, nothing of nobody.
func chancesText(c slate.Chances) Text {
	if c.Eligible == 0 {
		return nil
	}
	return ShareText(c.Selected, c.Eligible)
}

func intervalText(c slate.Chances) Text {
	if c.Eligible == 0 {
		return nil
	}
	return func(p locale.Printer) string { return funnel.Interval(p, c) }
}

// ratioCell is women's rate as a part of men's, with what the four-fifths
// check says of it.
func ratioCell(s slate.Selection) Cell {
	cell := Cell{Text: func(p locale.Printer) string { return funnel.Ratio(p, s) }}
	verdict := funnel.Verdict(s)
	if verdict == "" {
		return Cell{}
	}
	tone := Good
	if s.BelowFourFifths {
		tone = Warn
	}
	cell.Tags = []Tag{{T(string(verdict)), tone}}
	if caution := funnel.Caution(s); caution != "" {
		cell.Note = T(string(caution))
	}
	return cell
}

// testTable lists the tests of the assessment.
func (c *funnelScene) testTable() Table {
	t := Table{Caption: T("funnelpage.tests"), Columns: []Column{head("funnel.by.test"), head("funnelpage.women_passed"), head("funnelpage.men_passed"), head("funnelpage.ratio")}}
	for _, result := range funnel.Tests(c.Attempts, c.Tests) {
		cell := func(women bool, chances slate.Chances) Cell {
			cell := c.countCell(chances.Eligible, "test", result.Test, "sex", sexValue(women))
			cell.Text, cell.Note = chancesText(chances), intervalText(chances)
			return cell
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: c.name(reference.Tests, result.Test)},
			cell(true, result.Rates.Women), cell(false, result.Rates.Men), ratioCell(result.Rates)}})
	}
	return t
}

// mostGroups is how many groups the page shows; the export has all of them.
const mostGroups = 20

// groupTable splits the funnel: a line for each of the largest groups.
func (c *funnelScene) groupTable() Table {
	t := Table{Caption: T("funnelpage.groups", "by", T(c.by.Key())), Cards: true, Columns: []Column{head(c.by.Key()), numeric("funnelpage.women"), numeric("funnelpage.women_nominated"),
		numeric("funnelpage.women_selected"), numeric("funnelpage.men"), numeric("funnelpage.men_nominated"), numeric("funnelpage.men_selected"), head("funnelpage.widest")}}
	groups := funnel.Split(c.Paths, c.by)
	for _, g := range groups[:min(mostGroups, len(groups))] {
		women, men := g.Funnel.Paths()
		nominated, selected := g.Funnel[funnel.Nominated], g.Funnel[funnel.Selected]
		cells := []Cell{{Text: c.groupName(g.Key)}, {Text: Num(women)}, {Text: Num(nominated.Women.Reached)}, {Text: Num(selected.Women.Reached)},
			{Text: Num(men)}, {Text: Num(nominated.Men.Reached)}, {Text: Num(selected.Men.Reached)}, widestCell(g.Funnel)}
		if g.Key != "" {
			cells[0].Href = c.href("/funnel", string(c.by), g.Key)
		}
		t.Rows = append(t.Rows, Row{Cells: cells})
	}
	return t
}

// widestCell names the step at which women fall behind most.
func widestCell(f funnel.Funnel) Cell {
	worst, found := f.Worst()
	if !found {
		return Cell{Text: T("funnelpage.no_gap")}
	}
	cell := ratioCell(worst.Rates)
	cell.Text = T("funnelpage.gap", "stage", T(worst.Stage.Key()), "ratio", cell.Text)
	return cell
}

// groupName names a group of the dimension.
func (c *funnelScene) groupName(key string) Text {
	id, _ := strconv.ParseInt(key, 10, 64)
	switch {
	case key == "":
		return T("funnelpage.without." + string(c.by))
	case c.by == funnel.ByCall:
		return Words(c.Calls[id].Reference + " · " + c.Calls[id].Mission)
	case c.by == funnel.ByUnit:
		return Words(c.Units[id].Name)
	}
	return c.name(reference.LanguageKind, key)
}

// funnelLine is a row of the export: a stage of a group, one sex.
type funnelLine struct {
	group Text
	stage funnel.Stage
	woman bool
	flow  funnel.Flow
	rate  slate.Chances
}

func linesOf(group Text, f funnel.Funnel) (lines []funnelLine) {
	for _, step := range f {
		lines = append(lines, funnelLine{group, step.Stage, true, step.Women, step.Rates.Women}, funnelLine{group, step.Stage, false, step.Men, step.Rates.Men})
	}
	return lines
}

// exportFunnel sends the counts of all, and of each group, as a file.
func (s *Server) exportFunnel(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.funnelScene(r, actor)
	if err != nil {
		return err
	}
	lines := linesOf(T("funnelpage.all"), c.all)
	for _, g := range funnel.Split(c.Paths, c.by) {
		lines = append(lines, linesOf(c.groupName(g.Key), g.Funnel)...)
	}
	return sendExport(s, w, r, actor, export{"funnel", T("funnelpage.sheet"), c.Today}, funnelColumns(), func(do func(funnelLine) error) error {
		for _, line := range lines {
			if err := do(line); err != nil {
				return err
			}
		}
		return nil
	})
}

func funnelColumns() []listColumn[funnelLine] {
	number := func(key string, of func(funnel.Flow) int) listColumn[funnelLine] {
		return listColumn[funnelLine]{Column: head(key), Value: func(_ locale.Printer, l funnelLine) any { return of(l.flow) }}
	}
	bound := func(key string, of func(slate.Chances) float64) listColumn[funnelLine] {
		return listColumn[funnelLine]{Column: head(key), Value: func(_ locale.Printer, l funnelLine) any {
			if l.rate.Eligible == 0 {
				return nil
			}
			return of(l.rate)
		}}
	}
	return []listColumn[funnelLine]{
		{Column: head("funnelpage.group"), Width: 28, Value: written(func(l funnelLine) Text { return l.group })},
		{Column: head("funnelpage.step"), Width: 20, Value: written(func(l funnelLine) Text { return T(l.stage.Key()) })},
		{Column: head("officerpage.sex"), Value: written(func(l funnelLine) Text { return sexText(l.woman) })},
		number("funnelpage.reached", func(f funnel.Flow) int { return f.Reached }),
		number("funnelpage.entered", func(f funnel.Flow) int { return f.Entered }),
		number("funnelpage.went_on", func(f funnel.Flow) int { return f.WentOn }),
		number("funnelpage.wait", func(f funnel.Flow) int { return f.Waiting }),
		number("funnelpage.lost", func(f funnel.Flow) int { return f.Lost }),
		bound("funnelpage.rate", func(c slate.Chances) float64 { return float64(c.Selected) / float64(c.Eligible) }),
		bound("funnelpage.low", func(c slate.Chances) float64 { return c.Low }),
		bound("funnelpage.high", func(c slate.Chances) float64 { return c.High }),
	}
}
