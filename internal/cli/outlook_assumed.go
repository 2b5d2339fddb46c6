package cli

import (
	"beret/civil"
	"beret/internal/prospect"
	"beret/outlook"
)

// assumed are the assumptions that fall into the question's months.
func (s outlookScene) assumed() (list []prospect.Assumption) {
	for _, a := range s.base.Assumptions() {
		if a.Kind != prospect.OfEvent || a.Month <= s.answer.Question.Until {
			list = append(list, a)
		}
	}
	return list
}

// assumedTable prints what the forecast rests on: what is assumed with its
// counts, what follows for women and men, and where it is from.
func (s outlookScene) assumedTable() *table {
	t := &table{columns: []column{
		{"kind", s.text.Text("cli.outlook.assumed"), false},
		{"name", s.text.Text("cli.outlook.what"), false},
		{"says", s.text.Text("cli.outlook.counts"), false},
		{"women", s.text.Text("cli.outlook.of_women"), false},
		{"men", s.text.Text("cli.outlook.of_men"), false},
		{"source", s.text.Text("cli.outlook.source"), false},
	}}
	kind := ""
	for _, a := range s.assumed() {
		name := s.text.Text(a.Kind.Key())
		if name == kind {
			name = "" // named once
		} else {
			kind = name
		}
		women, men := "", ""
		if a.Kind == prospect.OfParameter {
			women, men = a.SaysPosterior(s.text, outlook.Women), a.SaysPosterior(s.text, outlook.Men)
		}
		says := a.Says(s.text)
		if a.Kind == prospect.OfPosts && a.Month > s.base.First {
			says = s.text.Text("cli.outlook.from", "what", says, "month", a.Month)
		}
		t.add(name, a.Name(s.text), says, women, men, s.sourceOf(a))
	}
	return t
}

// sourceOf is where an assumption is from: a source with its confidence, the
// office's record, or supposed for want of anything better.
func (s outlookScene) sourceOf(a prospect.Assumption) string {
	switch {
	case a.Supposed:
		return s.text.Text("cli.outlook.supposed")
	case a.Source == "":
		return s.text.Text("cli.outlook.record")
	case a.Confidence == "":
		return a.Source
	}
	return s.text.Text("cli.outlook.source_of", "source", a.Source, "confidence", s.text.Text("referencepage.confidence."+a.Confidence))
}

// outlookAssumption is an assumption as JSON; pairs are women and men.
type outlookAssumption struct {
	Kind       prospect.AssumptionKind `json:"kind"`
	Code       string                  `json:"code"`
	Name       string                  `json:"name"`
	Events     [2]int                  `json:"events"`
	Trials     [2]int                  `json:"trials"`
	Mean       *[2]float64             `json:"mean,omitempty"`
	Low        *[2]float64             `json:"low,omitempty"`
	High       *[2]float64             `json:"high,omitempty"`
	Value      int                     `json:"value,omitempty"`
	Women      int                     `json:"women,omitempty"`
	Month      civil.Month             `json:"month,omitzero"`
	Supposed   bool                    `json:"supposed,omitempty"`
	Source     string                  `json:"source,omitempty"`
	Confidence string                  `json:"confidence,omitempty"`
}

func (s outlookScene) assumptionsJSON() (list []outlookAssumption) {
	for _, a := range s.assumed() {
		x := outlookAssumption{Kind: a.Kind, Code: a.Code, Name: a.Name(s.text), Value: a.Value, Women: a.Women, Month: a.Month,
			Supposed: a.Supposed, Source: a.Source, Confidence: a.Confidence}
		for sex, c := range a.Counts {
			x.Events[sex], x.Trials[sex] = c.Events, c.Trials
		}
		if a.Kind == prospect.OfParameter {
			x.Mean, x.Low, x.High = &[2]float64{rounded(a.Posterior[0].Mean), rounded(a.Posterior[1].Mean)},
				&[2]float64{rounded(a.Low[0]), rounded(a.Low[1])}, &[2]float64{rounded(a.High[0]), rounded(a.High[1])}
		}
		list = append(list, x)
	}
	return list
}
