package cli

import (
	"beret/civil"
	"beret/internal/prospect"
	"beret/outlook"
)

// outlookAnswer is the JSON form of an answer; cli.outlook_long documents it.
type outlookAnswer struct {
	Finding  string              `json:"finding"`
	AsOf     civil.Date          `json:"as_of"`
	Question prospect.Question   `json:"question"`
	Today    string              `json:"today"`
	Targets  []outlookTarget     `json:"targets"`
	Views    []outlookView       `json:"views"`
	Assumed  []outlookAssumption `json:"assumptions"`
}

type outlookTarget struct {
	Framework string          `json:"framework"`
	Category  string          `json:"category,omitempty"`
	Mission   string          `json:"mission,omitempty"`
	Source    string          `json:"source"`
	Today     string          `json:"today"`
	Through   outlookThrough  `json:"through"`
	Weak      *outlookWeak    `json:"weak,omitempty"`
	Months    []outlookChance `json:"months"`
}

type outlookThrough struct {
	P95 string `json:"95,omitempty"`
	P80 string `json:"80,omitempty"`
	P50 string `json:"50,omitempty"`
}

type outlookWeak struct {
	outlookChance
	Event   prospect.Event `json:"event"`
	Women   int            `json:"women"`
	Unit    string         `json:"unit,omitempty"`
	Mission string         `json:"mission,omitempty"`
}

type outlookChance struct {
	Month   civil.Month `json:"month"`
	Asked   string      `json:"asked,omitempty"`
	Met     int         `json:"met"`
	Of      int         `json:"of"`
	Nobody  int         `json:"nobody"`
	Chance  float64     `json:"chance"`
	Error   float64     `json:"error"`
	Missing int         `json:"missing"`
}

type outlookView struct {
	Category string       `json:"category,omitempty"`
	Mission  string       `json:"mission,omitempty"`
	Tier     string       `json:"tier,omitempty"`
	Stage    string       `json:"stage,omitempty"`
	Months   []outlookFan `json:"months"`
}

type outlookFan struct {
	Month  civil.Month `json:"month"`
	Women  [5]int      `json:"women"`
	Total  [5]int      `json:"total"`
	Shares [5]string   `json:"shares"`
}

// json is the whole answer.
func (s outlookScene) json() outlookAnswer {
	a := outlookAnswer{Finding: s.answer.Finding(s.text, s.book), AsOf: s.answer.AsOf, Question: s.answer.Question, Today: fraction(s.answer.Now),
		Targets: []outlookTarget{}, Assumed: s.assumptionsJSON()}
	for _, l := range s.answer.Lines {
		a.Targets = append(a.Targets, targetJSON(l, s.answer.Forecast.Targets[l.Place].Months))
	}
	for _, v := range s.answer.Forecast.Views {
		view := outlookView{Category: v.Category, Mission: v.Mission, Tier: v.Tier, Stage: v.Stage}
		for _, fan := range v.Months {
			f := outlookFan{Month: fan.Month, Women: fan.Women, Total: fan.Total}
			for i, share := range fan.Shares {
				f.Shares[i] = fraction(share)
			}
			view.Months = append(view.Months, f)
		}
		a.Views = append(a.Views, view)
	}
	return a
}

func targetJSON(l prospect.TargetLine, months []outlook.Chance) outlookTarget {
	t := outlookTarget{Framework: l.Target.Framework, Category: l.Target.Category, Mission: l.Target.Mission, Source: l.Target.Source, Today: fraction(l.Now)}
	for i, at := range []*string{&t.Through.P95, &t.Through.P80, &t.Through.P50} {
		if !l.Through[i].IsZero() {
			*at = l.Through[i].String()
		}
	}
	if w := l.Weak; !w.Month.IsZero() {
		t.Weak = &outlookWeak{chanceJSON(w.Chance), w.Event, w.Women, w.Unit, w.Mission}
	}
	for _, c := range months {
		t.Months = append(t.Months, chanceJSON(c))
	}
	return t
}

func chanceJSON(c outlook.Chance) outlookChance {
	rate, wrong := c.Rate()
	return outlookChance{Month: c.Month, Asked: askedFraction(c.Asked), Met: c.Met, Of: c.Of, Nobody: c.Nobody, Chance: rounded(rate), Error: rounded(wrong), Missing: c.Missing}
}
