package selection

import (
	"context"
	"strings"

	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/slate"
)

// Verdict is how serious an answer is.
type Verdict uint8

// The verdicts.
const (
	Fine  Verdict = iota
	Doubt         // the preparer says in a note why it goes on all the same
	Stop          // to be put right first
)

// Finding is one answer of the check before approval: a message key with its
// arguments.
type Finding struct {
	Name    string // of the question, for the message key and the field
	Args    []any
	Verdict Verdict
}

// Key returns the message key of the answer.
func (f Finding) Key() string {
	return "selection.finding." + f.Name + [...]string{".fine", ".doubt", ".stop"}[f.Verdict]
}

// Papers counts the required documents of the nominees of a call and of the
// call as a whole, and how many of them are done.
type Papers struct{ Done, Needed int }

// Review answers the questions that a preparer checks before approval.
func (r *Room) Review(ctx context.Context, tx *database.Tx, scene Scene, sh *Sheet) (findings []Finding, err error) {
	findings = []Finding{sh.currentFinding(), sh.eligibleFinding(), sh.fillFinding(), sh.womenFinding()}
	findings = append(findings, sh.floorFindings()...)
	findings = append(findings, sh.fairFinding(), sh.proofFinding(), sh.reasonFinding())
	if sh.Call == nil {
		return findings, nil
	}
	papers, err := papersOf(ctx, tx, scene, sh)
	if err != nil {
		return nil, err
	}
	return append(findings, papers.finding(), sh.deadlineFinding(scene)), nil
}

// Answers reports whether nothing stops the list, and whether a note is needed.
func Answers(findings []Finding) (ready, note bool) {
	ready = true
	for _, f := range findings {
		ready = ready && f.Verdict != Stop
		note = note || f.Verdict == Doubt
	}
	return ready, note
}

func judged(name string, doubt, stop bool, args ...any) Finding {
	f := Finding{Name: name, Args: args}
	switch {
	case stop:
		f.Verdict = Stop
	case doubt:
		f.Verdict = Doubt
	}
	return f
}

// currentFinding asks that the list is the engine's answer to the record and
// decisions as they stand.
func (sh *Sheet) currentFinding() Finding { return judged("current", false, sh.Stale()) }

// eligibleFinding asks that everybody on the list may still go.
func (sh *Sheet) eligibleFinding() Finding {
	n := len(sh.Lapsed)
	for _, line := range sh.Lines {
		if !sh.Eligible(line.OfficerID, line.Post) {
			n++
		}
	}
	return judged("eligible", false, n > 0 || len(sh.Lines) == 0, "n", n, "total", len(sh.Lines))
}

// fillFinding counts the places without anybody, of those that are to be filled.
func (sh *Sheet) fillFinding() Finding {
	places := sh.Places(Whole)
	return judged("fill", len(sh.Lines) < places, false, "n", len(sh.Lines), "total", places)
}

// womenFinding holds the share of women against what the call or target asks.
func (sh *Sheet) womenFinding() Finding {
	count := sh.Women(Whole)
	floor, ok := sh.Asked()
	if !ok {
		return Finding{Name: "women_not_asked", Args: []any{"women", count.Women, "total", count.Total}}
	}
	needed := floor.Needed(count.Total, sh.Places(Whole))
	return judged("women", count.Women < needed, false, "women", count.Women, "total", count.Total, "needed", needed)
}

// Asked returns the floor on women in the whole list, and whether there is one.
func (sh *Sheet) Asked() (Floor, bool) {
	for _, f := range sh.Decisions.Rules.Floors {
		if f.Group == Whole && f.Attribute == Women {
			return f, true
		}
	}
	return Floor{}, false
}

// floorFindings holds the other floors against the list.
func (sh *Sheet) floorFindings() (findings []Finding) {
	short, total := 0, 0
	for i, f := range sh.Decisions.Rules.Floors {
		if f.Group == Whole && f.Attribute == Women {
			continue
		}
		total++
		if sh.Result.Shortfall[i] > 0 {
			short++
		}
	}
	if total == 0 {
		return nil
	}
	return []Finding{judged("floors", short > 0, false, "n", total-short, "total", total)}
}

// fairFinding holds the rates at which eligible women and men are chosen
// against each other.
func (sh *Sheet) fairFinding() Finding {
	s := sh.Rates.Overall
	return judged("fair", s.BelowFourFifths && !s.Few, false, "women", s.Women.Selected, "women_eligible", s.Women.Eligible,
		"men", s.Men.Selected, "men_eligible", s.Men.Eligible)
}

func (sh *Sheet) proofFinding() Finding {
	return judged("proof", !sh.Result.Proven, false, "gap", int(sh.Result.Bound.Score-sh.Result.Score))
}

// reasonFinding counts what people decided; each has its reason.
func (sh *Sheet) reasonFinding() Finding {
	return Finding{Name: "decided", Args: []any{"n", len(sh.Rulings) + len(sh.Vacancies)}}
}

func (sh *Sheet) deadlineFinding(scene Scene) Finding {
	return judged("deadline", scene.Today > sh.Call.Deadline, false, "date", sh.Call.Deadline)
}

// papersOf counts the required papers of those on a list for a call.
func papersOf(ctx context.Context, tx *database.Tx, scene Scene, sh *Sheet) (p Papers, err error) {
	documents, err := call.Documents(ctx, tx, scene.Actor, scene.Book, sh.CallID)
	if err != nil {
		return p, err
	}
	papers, err := call.Papers(ctx, tx, scene.Actor, sh.CallID)
	if err != nil {
		return p, err
	}
	type key struct{ document, officer int64 }
	done := map[key]bool{}
	for _, paper := range papers {
		done[key{paper.DocumentID, paper.OfficerID}] = paper.Done(sh.Expected.From)
	}
	count := func(d call.Document, officer int64) {
		p.Needed++
		if done[key{d.ID, officer}] {
			p.Done++
		}
	}
	for _, d := range documents {
		switch {
		case !d.Required:
		case d.Scope == call.WholeCall:
			count(d, 0)
		default:
			for _, line := range sh.Lines {
				count(d, line.OfficerID)
			}
		}
	}
	return p, nil
}

func (p Papers) finding() Finding {
	return judged("papers", p.Done < p.Needed, false, "n", p.Done, "total", p.Needed)
}

// Eligible reports whether the engine may put an officer in a post.
func (p *Problem) Eligible(officer int64, post string) bool {
	_, ok := p.ScoreOf(officer, post)
	return ok
}

// ScoreOf returns an officer's score for a post, and whether there is one.
func (p *Problem) ScoreOf(officer int64, post string) (int, bool) {
	o, ok := p.Officer(officer)
	class, known := p.Class(post)
	if !ok || !known {
		return 0, false
	}
	score, ok := p.scores()[slate.Link{Officer: o, Class: class}]
	return int(score), ok
}

// Check records that the preparer has checked the answers of a draft. It
// returns Invalid where an answer stops the list, or where one is in doubt and
// no note says why the list goes on all the same.
func (r *Room) Check(ctx context.Context, tx *database.Tx, scene Scene, id int64, version int, note string) (s Slate, err error) {
	note = strings.TrimSpace(note)
	return act(ctx, tx, scene.Actor, account.SlateEdit, id, version, "selection.check", note, []Status{Draft}, func(s *Slate) error {
		sh, err := r.Sheet(ctx, tx, scene, id)
		if err != nil {
			return err
		}
		findings, err := r.Review(ctx, tx, scene, sh)
		if err != nil {
			return err
		}
		ready, needed := Answers(findings)
		switch {
		case !ready:
			return invalid("", "selection.problem.stopped")
		case needed && note == "":
			return invalid("note", "selection.problem.note")
		}
		s.Status, s.CheckedOn, s.CheckedBy, s.CheckNote = Checked, scene.Today, scene.Actor.Login, note
		return nil
	})
}
