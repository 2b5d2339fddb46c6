package figure

// Stages shows how many women and men came to each of several stages on one
// way, a bar for each sex. The end of a bar is pale for those who wait there.
type Stages struct {
	Head
	Steps   []StageStep
	Printer Printer
}

// StageStep is one stage.
type StageStep struct {
	Name       string
	Women, Men StageCount
}

// StageCount is how many reached a stage, and how many of them wait there.
type StageCount struct{ Reached, Waiting int }

// sound keeps a count drawable whatever it was computed from.
func (c StageCount) sound() StageCount {
	c.Reached = max(c.Reached, 0)
	c.Waiting = min(max(c.Waiting, 0), c.Reached)
	return c
}

const (
	stageBar   = 13.0 // the height of a bar
	stageGap   = 2.0  // between the bars of a stage
	stageSpace = 13.0 // between stages
	nameLine   = 20.0 // the height of a name over its bars
)

// stagesPlot is the stages with their room measured.
type stagesPlot struct {
	Stages
	*Figure
	narrow      bool // names stand above their bars
	left, right float64
	x           scale
}

// Draw draws the stages from the first to the last.
func (s Stages) Draw() *Figure {
	p := &stagesPlot{Stages: s, Figure: s.figure()}
	p.measure()
	y := 4.0
	for _, step := range s.Steps {
		y = p.drawStep(step, y)
	}
	p.Height = y
	p.Table = s.table()
	return p.Figure
}

// measure gives the names, and the words behind the longest bar, their room.
func (p *stagesPlot) measure() {
	p.narrow = p.Width < 520
	most, names, words := 1, 0.0, 0.0
	for _, step := range p.Steps {
		names = max(names, widthOf("label", step.Name))
		for i, c := range []StageCount{step.Women.sound(), step.Men.sound()} {
			most = max(most, c.Reached)
			words = max(words, widthOf("women-name", p.words(i == 0, c)))
		}
	}
	p.left = 4
	if !p.narrow {
		p.left = 4 + min(names, 0.3*p.Width) + 14
	}
	p.right = max(p.Width-min(words, 0.5*p.Width)-12, p.left+40)
	p.x = scale{0, float64(most), p.left, p.right}
}

func (p *stagesPlot) drawStep(step StageStep, y float64) (next float64) {
	bars := 2*stageBar + stageGap
	if p.narrow {
		p.frame(label("label", p.left, y+13, start, fit("label", step.Name, p.Width-8)))
		y += nameLine
	} else {
		p.frame(label("label", 4, y+bars/2+4.5, start, fit("label", step.Name, p.left-18)))
	}
	p.drawBar(step.Name, true, step.Women.sound(), y)
	p.drawBar(step.Name, false, step.Men.sound(), y+stageBar+stageGap)
	p.frame(line("axis", p.left, y-2, p.left, y+bars+2))
	return y + bars + stageSpace
}

// drawBar draws a sex: those who do not wait, then those who do.
func (p *stagesPlot) drawBar(name string, women bool, c StageCount, y float64) {
	solid, pale, words := class("men"), class("men-open"), class("men-name")
	if women {
		solid, pale, words = "women", "cell-pale", "women-name"
	}
	split, end := p.x.at(float64(c.Reached-c.Waiting)), p.x.at(float64(c.Reached))
	var shapes []shape
	if split > p.left {
		shapes = append(shapes, rect(solid, p.left, y, split-p.left, stageBar))
	}
	if end > split {
		inset := 0.0
		if !women {
			inset = 0.75 // half the line around it
		}
		shapes = append(shapes, rect(pale, split+inset, y+inset, max(end-split-2*inset, 0.5), stageBar-2*inset))
	}
	text := p.words(women, c)
	p.mark(name+": "+text, shapes...)
	p.frame(label(words, end+6, y+11, start, fit(words, text, p.Width-end-8)))
}

// words name a bar: "12 women, 2 wait".
func (s Stages) words(women bool, c StageCount) string {
	key := "figure.n_men"
	if women {
		key = "figure.n_women"
	}
	text := s.Printer.Text(key, "n", c.Reached)
	if c.Waiting > 0 {
		text = s.Printer.Text("figure.and_waiting", "text", text, "n", c.Waiting)
	}
	return text
}

func (s Stages) table() Table {
	p := s.Printer
	table := Table{
		Header: []string{p.Text("figure.stage"), p.Text("figure.women"), p.Text("figure.waiting"), p.Text("figure.men"), p.Text("figure.waiting"),
			p.Text("figure.share")},
		Numeric: []bool{false, true, true, true, true, true},
	}
	for _, step := range s.Steps {
		w, m := step.Women.sound(), step.Men.sound()
		table.Rows = append(table.Rows, []string{step.Name, p.Number(w.Reached), p.Number(w.Waiting), p.Number(m.Reached), p.Number(m.Waiting),
			p.Percent(w.Reached, w.Reached+m.Reached)})
	}
	return table
}
