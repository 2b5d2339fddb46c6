package standing

import "beret/participation"

// Line is a line of a table of participation: a group's figure, and beside it
// one target asked of just that group, or none.
type Line struct {
	Figure     participation.Figure
	Assessment *Assessment // nil where no target is stated
}

// Lines returns the groups of a dimension, each as often as it has targets, at
// least once; everybody deployed comes last, or alone for All. Units are those
// of the people in their seats, another population, without a last line.
// framework is the code of the one whose targets are set beside the groups,
// empty for every one.
func (s Standing) Lines(d participation.Dimension, framework string) []Line {
	if d == participation.Unit {
		return s.unitLines(framework)
	}
	var lines []Line
	for _, f := range s.Groups[d] {
		lines = append(lines, s.linesOf(f, framework)...)
	}
	return append(lines, s.linesOf(s.Overall, framework)...)
}

func (s Standing) linesOf(f participation.Figure, framework string) []Line {
	var lines []Line
	for i, a := range s.Assessments {
		if asks(a.Target.Scope, f) && (framework == "" || framework == a.Target.Framework) {
			lines = append(lines, Line{f, &s.Assessments[i]})
		}
	}
	if lines == nil {
		lines = []Line{{Figure: f}}
	}
	return lines
}

// asks reports whether a target asks its share of exactly the group: of a
// category wherever it serves, of a whole mission, of everybody.
func asks(c participation.Scope, f participation.Figure) bool {
	any := func(code string) bool { return code == "" || code == "*" }
	switch f.Dimension {
	case participation.All:
		return any(c.Category) && any(c.Mission) && c.Unit == ""
	case participation.Category:
		return c.Category == f.Key && any(c.Mission) && c.Unit == ""
	case participation.Mission:
		return c.Mission == f.Key && any(c.Category) && c.Unit == ""
	}
	return false
}

// unitLines counts the people in the seats of each unit, deployed or not: what
// is asked of a unit is asked before it goes.
func (s Standing) unitLines(framework string) []Line {
	var lines []Line
	for _, f := range s.Units {
		found := false
		for i, a := range s.Assessments {
			if a.Target.Unit == f.Key && (framework == "" || framework == a.Target.Framework) {
				lines, found = append(lines, Line{f, &s.Assessments[i]}), true
			}
		}
		if !found {
			lines = append(lines, Line{Figure: f})
		}
	}
	return lines
}
