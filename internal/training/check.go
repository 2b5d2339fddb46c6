package training

import (
	"slices"

	"beret/internal/fault"
	"beret/internal/reference"
)

// Bounds of what a session may hold; more is a slip of the pen.
const (
	mostSeats   = 2000 // one team of the UN assesses 50 to 800
	longest     = 300  // characters of a title, place or organiser
	longestNote = 4000
	longestDays = 3 * 366 // a language course may take years
	farYears    = 10
)

type problems struct{ list []fault.Problem }

func (p *problems) add(broken bool, field, key string, args ...any) {
	if broken {
		p.list = append(p.list, fault.Problem{Field: field, Key: key, Args: args})
	}
}

// Check returns the rules that a session breaks.
func Check(s Session, book *reference.Book) []fault.Problem {
	p := &problems{}
	p.add(!slices.Contains(Kinds(), s.Kind), "kind", "training.problem.kind")
	p.add(s.Title == "" || len(s.Title) > longest, "title", "training.problem.title", "n", longest)
	p.add(len(s.Place) > longest, "place", "training.problem.long", "n", longest)
	p.add(len(s.Organiser) > longest, "organiser", "training.problem.long", "n", longest)
	p.add(len(s.Cost) > longest, "cost", "training.problem.long", "n", longest)
	p.add(len(s.Source) > longest, "source", "training.problem.long", "n", longest)
	p.add(len(s.Note) > longestNote, "note", "training.problem.long", "n", longestNote)
	s.checkCode(book, p)
	s.checkDays(p)
	p.add(s.Seats < 1 || s.Seats > mostSeats, "seats", "training.problem.seats", "n", mostSeats)
	p.add(s.WomenSeats < 0 || s.WomenSeats > s.Seats, "women_seats", "training.problem.women_seats")
	return p.list
}

func (s Session) checkCode(book *reference.Book, p *problems) {
	if codes := s.Kind.Codes(); codes != "" {
		_, known := book.Find(codes, s.Code)
		p.add(!known, string(s.Kind)+"_code", "training.problem.code."+string(s.Kind))
	}
	if s.Kind == Language {
		_, known := book.Find(reference.LanguageLevels, s.Level)
		p.add(!known, "level", "training.problem.level")
	}
}

func (s Session) checkDays(p *problems) {
	p.add(s.Span.From == 0, "from", "training.problem.from")
	switch {
	case s.Span.To == 0:
		p.add(true, "to", "training.problem.to")
	case s.Span.Empty():
		p.add(true, "to", "training.problem.to_before")
	case s.Span.From != 0 && s.Span.To.Sub(s.Span.From) > longestDays:
		p.add(true, "to", "training.problem.to_far")
	}
	p.add(s.Deadline != 0 && s.Span.From != 0 && s.Deadline > s.Span.From, "deadline", "training.problem.deadline", "date", s.Span.From)
	p.add(s.Deadline != 0 && s.Span.From != 0 && s.Deadline < s.Span.From.AddYears(-farYears), "deadline", "training.problem.deadline_far")
}
