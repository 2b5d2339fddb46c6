package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"beret/internal/locale"
)

// progress draws a bar with rate and remaining time on standard error, where
// that is a terminal; elsewhere it says nothing, so that logs stay clean.
type progress struct {
	out   io.Writer
	text  locale.Printer
	clock func() time.Time
	label string
	began time.Time
	drawn time.Time
	shown bool
}

func (p *Program) progress(label string) *progress {
	bar := &progress{out: p.Stderr, text: p.text, clock: p.Clock, label: label, began: p.Clock()}
	if file, ok := p.Stderr.(*os.File); ok {
		if info, err := file.Stat(); err == nil {
			bar.shown = info.Mode()&os.ModeCharDevice != 0
		}
	}
	return bar
}

const barWidth = 24

// at draws the bar for done of total, at most ten times a second.
func (b *progress) at(done, total int) {
	now := b.clock()
	if !b.shown || total <= 0 || done < total && now.Sub(b.drawn) < 100*time.Millisecond {
		return
	}
	b.drawn = now
	filled := min(barWidth, barWidth*done/total)
	elapsed := now.Sub(b.began).Seconds()
	rate, left := 0, 0
	if elapsed > 0 && done > 0 {
		rate = int(float64(done) / elapsed)
		left = int(elapsed * float64(total-done) / float64(done))
	}
	fmt.Fprintf(b.out, "\r\x1b[K%s %s%s %s", b.label, strings.Repeat("█", filled), strings.Repeat("░", barWidth-filled),
		b.text.Text("cli.progress", "done", done, "total", total, "rate", rate, "left", left))
}

// end clears the bar's line.
func (b *progress) end() {
	if b.shown {
		fmt.Fprint(b.out, "\r\x1b[K")
	}
}

// ticking says every second for how long something has been going on, on a
// terminal only and after the first second; the function it returns ends it.
func (p *Program) ticking(key string) (end func()) {
	bar := p.progress("")
	if !bar.shown {
		return func() {}
	}
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		defer bar.end()
		for seconds := 1; ; seconds++ {
			select {
			case <-stop:
				return
			case <-time.After(time.Second):
				fmt.Fprintf(bar.out, "\r\x1b[K%s", p.text.Text(key, "n", seconds))
			}
		}
	}()
	return func() { close(stop); <-done }
}
