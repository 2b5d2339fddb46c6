package web

import (
	"context"
	"time"

	"beret/internal/account"
	"beret/internal/figure"
)

// briefWait is how long the overview waits for the outlook. Of a large office
// that has just changed the first page comes at once with a link instead, and
// the next one finds the answer ready.
const briefWait = 200 * time.Millisecond

// outlookBrief is the outlook in short: its finding and the chances as a strip.
type outlookBrief struct {
	Finding Text // nil while it is being worked out
	Picture *Picture
	Link    Link
}

// outlookBrief answers the usual question, nil for those who may not ask it.
func (s *Server) outlookBrief(ctx context.Context, p *positionScene) (*outlookBrief, error) {
	if !p.actor.May(account.OutlookView) || p.AsOf != p.Today {
		return nil, nil
	}
	brief := &outlookBrief{Link: Link{Text: T("outlookpage.overview_link"), Href: "/outlook"}}
	type answered struct {
		scene *outlookScene
		err   error
	}
	ready := make(chan answered, 1)
	go func() {
		c := &outlookScene{positionScene: p}
		ready <- answered{c, s.answerUsual(context.WithoutCancel(ctx), c)}
	}()
	select {
	case a := <-ready:
		if a.err != nil {
			return nil, a.err
		}
		a.scene.fillBrief(brief)
	case <-time.After(briefWait):
	}
	return brief, nil
}

// answerUsual answers the question that the outlook's page begins with.
func (s *Server) answerUsual(ctx context.Context, c *outlookScene) (err error) {
	if c.Base, err = s.prospect.Load(ctx, c.actor, c.Book, c.Today); err != nil {
		return err
	}
	c.Question = c.Base.Usual()
	return s.answerOutlook(ctx, c)
}

func (c *outlookScene) fillBrief(brief *outlookBrief) {
	brief.Finding = Words(c.Answer.Finding(c.printer, c.Book))
	if len(c.Answer.Forecast.Targets) > 0 {
		strip := c.stripPicture()
		brief.Picture = &strip
	}
}

// stripPicture draws a line a target: its chance, month by month.
func (c *outlookScene) stripPicture() Picture {
	strip := figure.Strip{Axis: monthOf, Printer: c.printer}
	for _, state := range chanceStates {
		strip.States = append(strip.States, figure.State{Name: c.printer.Text(state.key), Pattern: state.pattern})
	}
	for _, t := range c.Answer.Forecast.Targets {
		row := figure.StripRow{Name: say(c.printer, c.targetTitle(t.Target))}
		strip.Months = strip.Months[:0]
		for _, ch := range t.Months {
			strip.Months = append(strip.Months, ch.Month)
			row.States, row.Notes = append(row.States, stateOf(ch)), append(row.Notes, c.chanceNote(ch))
		}
		strip.Rows = append(strip.Rows, row)
	}
	title := T("outlookpage.strip")
	strip.Title = say(c.printer, title)
	p := Picture{Title: title, Source: c.sampleOf("outlookpage.strip_source")}
	p.Drawing, p.Phone, _ = drawings("overview-outlook", pageWidth, func(width float64) *figure.Figure {
		strip.Width = width
		return strip.Draw()
	})
	return p
}
