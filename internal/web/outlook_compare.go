package web

import (
	"net/http"
	"strconv"

	"beret/internal/account"
	"beret/internal/prospect"
)

// mostCompared is how many scenarios stand side by side.
const mostCompared = 3

// compareView sets scenarios side by side. Template "outlook_compare".
type compareView struct {
	page
	Tabs    []Link
	Notices []Notice
	Table   Table
	Columns []comparedColumn
}

// comparedColumn is one of the compared.
type comparedColumn struct {
	Name, Finding, Note Text
	Href                string
	Calendars           []Picture
}

// compareScenarios answers up to three saved scenarios side by side.
func (s *Server) compareScenarios(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.outlookBase(r, actor)
	if err != nil {
		return err
	}
	list, err := s.scenarioList(r, actor)
	if err != nil {
		return err
	}
	v := &compareView{Tabs: c.outlookTabs(scenariosPath)}
	v.Title, v.AsOf, v.Crumbs = T("outlookpage.compare_title"), c.AsOf, c.outlookCrumbs()
	var scenes []*outlookScene
	var chosen []prospect.Scenario
	for _, scenario := range chosenOf(r.URL.Query()["s"], list) {
		if len(c.Base.Check(scenario.Question)) > 0 {
			v.Notices = append(v.Notices, Notice{Tone: Warn, Text: T("outlookpage.outdated_named", "name", scenario.Name)})
			continue
		}
		scene := *c
		scene.Question = scenario.Question
		if err := s.answerOutlook(r.Context(), &scene); err != nil {
			return err
		}
		scenes, chosen = append(scenes, &scene), append(chosen, scenario)
	}
	if len(scenes) < 2 {
		v.Notices = append(v.Notices, Notice{Tone: Info, Text: T("outlookpage.compare_few"), Links: []Link{{Text: T("outlookpage.tab.scenarios"), Href: scenariosPath}}})
	}
	v.Table = compareTable(scenes, chosen)
	for i, scene := range scenes {
		v.Columns = append(v.Columns, scene.comparedColumn(i, chosen[i]))
	}
	return s.render(w, r, "outlook_compare", v)
}

// chosenOf are the scenarios that an address names, the first few.
func chosenOf(ids []string, list []prospect.Scenario) (chosen []prospect.Scenario) {
	for _, id := range ids {
		for _, scenario := range list {
			if idValue(scenario.ID) == id && len(chosen) < mostCompared {
				chosen = append(chosen, scenario)
			}
		}
	}
	return chosen
}

// compareTable has a column a scenario: levers, cost and the lowest chance of
// each target.
func compareTable(scenes []*outlookScene, chosen []prospect.Scenario) Table {
	table := Table{Caption: T("outlookpage.compare_caption"), Empty: T("outlookpage.compare_empty"), Columns: []Column{{Label: T("outlookpage.col.what")}}}
	line := func(label Text, cell func(*outlookScene) Cell) {
		row := []Cell{{Text: label}}
		for _, c := range scenes {
			row = append(row, cell(c))
		}
		table.Rows = append(table.Rows, Row{Cells: row})
	}
	for _, scenario := range chosen {
		table.Columns = append(table.Columns, Column{Label: Words(scenario.Name)})
	}
	if len(scenes) == 0 {
		return table
	}
	line(T("outlookpage.asked"), func(c *outlookScene) Cell { return Cell{Text: c.questionText()} })
	line(T("outlookpage.levers_moved"), func(c *outlookScene) Cell { return Cell{Text: c.movedText(c.Question)} })
	line(T("outlookpage.cost_all"), func(c *outlookScene) Cell { return Cell{Text: c.totalCost(c.Question)} })
	for _, title := range comparedTargets(scenes) {
		line(title.text, func(c *outlookScene) Cell { return c.comparedCell(title.key) })
	}
	return table
}

// comparedTarget is a target that any of the compared scenarios measures.
type comparedTarget struct {
	key  string
	text Text
}

func comparedTargets(scenes []*outlookScene) (targets []comparedTarget) {
	seen := map[string]bool{}
	for _, c := range scenes {
		for _, t := range c.Answer.Forecast.Targets {
			if key := targetKey(t.Target); !seen[key] {
				seen[key] = true
				targets = append(targets, comparedTarget{key, c.targetTitle(t.Target)})
			}
		}
	}
	return targets
}

func (c *outlookScene) comparedCell(key string) Cell {
	for _, t := range c.Answer.Forecast.Targets {
		if worst, ok := weakest(t); ok && targetKey(t.Target) == key {
			return Cell{Text: chanceText(worst), Note: T("outlookpage.in_month", "month", worst.Month), Tags: []Tag{{T(chanceStates[stateOf(worst)].key), toneOf(worst)}}}
		}
	}
	return Cell{Text: T("outlookpage.not_asked")}
}

func (c *outlookScene) comparedColumn(i int, scenario prospect.Scenario) comparedColumn {
	column := comparedColumn{Name: Words(scenario.Name), Note: Words(scenario.Note), Href: c.outlookHref("/outlook", c.Question), Finding: Words(c.Answer.Finding(c.printer, c.Book))}
	for place := range c.Answer.Forecast.Targets {
		column.Calendars = append(column.Calendars, c.calendarOf(place, "compare-"+strconv.Itoa(i)+"-"+strconv.Itoa(place), compareWidth))
	}
	return column
}
