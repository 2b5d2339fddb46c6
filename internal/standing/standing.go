// Package standing is where the record meets the engine: it reads tours, seats,
// nominations and clearances, gives them to package participation, and holds
// the answer as one value, so that page, command, sheet and report print the
// same figures.
//
// Call [Load] for the position on a day and [Standing.Finding] for the sentence
// that states it. [Freeze] and [Verify] keep month-end positions.
package standing

import (
	"slices"

	"beret/civil"
	"beret/internal/office"
	"beret/internal/reference"
	"beret/participation"
)

// HorizonDays is how far ahead planned ends and starts are looked at.
const HorizonDays = 90

// Standing is where the office stands on a day, with the people behind every
// figure. For an actor who may see aggregates only, Release is set and all that
// speaks of people is empty.
type Standing struct {
	AsOf    civil.Date
	Office  office.Office
	Formula string

	Overall participation.Figure
	// Groups holds the people in service by every dimension but All. The group
	// of each category of the book is there, with nobody in it where need be.
	Groups map[participation.Dimension][]participation.Figure
	// Assessments sets the figures beside the targets, each framework by itself.
	Assessments []Assessment

	SinceMonth Change // since the end of the month before
	SinceYear  Change // since the end of the same month a year before
	Since      Change // since Options.Since, where that was asked

	Plan   participation.Plan // today, at the horizon, and with every nomination accepted
	Events []Event            // planned starts and ends up to the horizon, and overdue ends, by day

	LoneWomen    []participation.Lone // each at the narrowest place: site, unit or mission
	Tiers        []participation.Figure
	KeyPositions participation.Figure

	// Populations are the others that are counted, never mixed with the
	// deployed: assigned to seats, nominated, cleared, ready, serving, and the
	// people and tours of all time. Of the serving there are counts only.
	Populations []participation.Figure
	Units       []participation.Figure // assigned to seats, by formed unit

	Trend  Trend
	Doubts []participation.Doubt

	People map[int64]Person // whoever stands behind a figure
	Tours  map[int64]Tour   // by deployment, for the tours behind Deployments

	SmallNumber int // below so many people one person moves the share too far

	Release *Release
}

// Assessment is a figure beside a target of a framework.
type Assessment struct {
	participation.Assessment
	Name reference.Row // of the framework
}

// Change is a difference between two days with its causes.
type Change struct {
	participation.Change
	Causes []participation.Cause
}

// Person is who stands behind a figure.
type Person struct {
	ID            int64  `json:"id"`
	ServiceNumber string `json:"service_number"`
	Name          string `json:"name"`
	Woman         bool   `json:"woman"`
	Rank          string `json:"rank"`
}

// Tour is a tour as far as the figures need it.
type Tour struct {
	ID         int64
	Officer    int64
	Category   string
	Mission    string
	Unit       string
	Rotation   string
	Post       string
	Tier       string
	Site       string
	From       civil.Date
	PlannedEnd civil.Date
	EndedOn    civil.Date
}

// EventKind is what happens on a day.
type EventKind string

// The kinds of events.
const (
	Starts  EventKind = "starts"
	Ends    EventKind = "ends"
	Overdue EventKind = "overdue" // the agreed end has passed and no end is on record
)

// Key returns the message key of the kind.
func (k EventKind) Key() string { return "standing.event." + string(k) }

// Event is a planned start or end.
type Event struct {
	Kind EventKind
	Day  civil.Date
	Tour Tour
}

// Trend is the share at each month's end, in all and by the groups of a dimension.
type Trend struct {
	Months []civil.Month
	Lines  []TrendLine // the first is everybody
}

// TrendLine is one group of a trend; Key is empty for everybody.
type TrendLine struct {
	Dimension participation.Dimension
	Key       string
	Shares    []participation.Share // one a month
}

// Options say what to look at besides the day.
type Options struct {
	Months int                     // of trend, the month of the day included; 0 means 36
	By     participation.Dimension // whose groups the trend shows beside everybody; empty means Category
	Since  civil.Date              // another day to compare with; zero for none
}

// compute turns what was read into the standing.
func compute(in input, book *reference.Book, o Options) (Standing, error) {
	s := Standing{AsOf: in.asOf, Office: in.office, Formula: participation.FormulaVersion, Tours: in.tours,
		SmallNumber: book.Number("small-number", in.asOf)}
	s.Overall = participation.Whole(in.services, in.asOf)
	s.Groups = groups(in, book)
	s.Units = participation.Count(participation.Assigned, participation.Unit, in.asOf, in.assigned)
	s.Assessments = assess(in, book, s.Units)
	s.SinceMonth = change(in, in.asOf.Month().Add(-1).End())
	s.SinceYear = change(in, in.asOf.Month().Add(-12).End())
	if o.Since != 0 {
		s.Since = change(in, o.Since)
	}
	horizon := in.asOf.AddDays(HorizonDays)
	s.Plan = participation.Plans(in.services, participation.Scope{}, in.asOf, horizon)
	s.Events = events(in, horizon)
	s.LoneWomen = loneWomen(in)
	s.Tiers, s.KeyPositions = leadership(in, book)
	s.Populations = populations(in)
	s.Doubts = participation.Doubts(in.services, in.asOf)
	var err error
	s.Trend, err = trend(in, book, o)
	return s, err
}

func groups(in input, book *reference.Book) map[participation.Dimension][]participation.Figure {
	all := map[participation.Dimension][]participation.Figure{}
	for _, d := range participation.Dimensions() {
		if d != participation.All {
			all[d] = participation.At(in.services, d, in.asOf)
		}
	}
	all[participation.Category] = inOrder(all[participation.Category], book.On(reference.Categories, in.asOf),
		nobody(participation.Category, in.asOf))
	return all
}

func nobody(d participation.Dimension, asOf civil.Date) participation.Figure {
	return participation.Figure{Population: participation.DeployedNow, Dimension: d, AsOf: asOf,
		Women: []int64{}, Men: []int64{}, Formula: participation.FormulaVersion}
}

// inOrder returns a figure for each row of the book, in the book's order, and
// after them those of codes that the book does not know.
func inOrder(figures []participation.Figure, rows []reference.Row, empty participation.Figure) []participation.Figure {
	var ordered []participation.Figure
	known := map[string]bool{}
	for _, row := range rows {
		known[row.Code] = true
		i := slices.IndexFunc(figures, func(f participation.Figure) bool { return f.Key == row.Code })
		if i >= 0 {
			ordered = append(ordered, figures[i])
			continue
		}
		empty.Key = row.Code
		ordered = append(ordered, empty)
	}
	for _, f := range figures {
		if !known[f.Key] {
			ordered = append(ordered, f)
		}
	}
	return ordered
}

func change(in input, since civil.Date) Change {
	c := participation.Changes(in.services, participation.Scope{}, since, in.asOf)
	return Change{c, c.Causes()}
}

func leadership(in input, book *reference.Book) ([]participation.Figure, participation.Figure) {
	rows := book.On(reference.Tiers, in.asOf)
	var keys []string
	for _, row := range rows {
		if row.Field("key_position") == "1" {
			keys = append(keys, row.Code)
		}
	}
	tiers, positions := participation.Leadership(in.services, keys, in.asOf)
	tiers = slices.DeleteFunc(tiers, func(f participation.Figure) bool { return f.Key == "" })
	return inOrder(tiers, rows, nobody(participation.Tier, in.asOf)), positions
}

// loneWomen names each woman once, at the narrowest place where she is the only
// one: who is alone at a site and in the mission besides is one alert, not two.
func loneWomen(in input) []participation.Lone {
	var list []participation.Lone
	for _, d := range []participation.Dimension{participation.Site, participation.Unit, participation.Mission} {
		for _, l := range participation.LoneWomen(in.services, d, in.asOf) {
			if !slices.ContainsFunc(list, func(seen participation.Lone) bool { return seen.Person == l.Person }) {
				list = append(list, l)
			}
		}
	}
	return list
}

func events(in input, horizon civil.Date) []Event {
	var list []Event
	for _, t := range in.tours {
		end, kind := t.EndedOn, Ends
		if end == 0 {
			end = t.PlannedEnd
		}
		if t.EndedOn == 0 && end <= in.asOf {
			kind = Overdue
		}
		switch {
		case t.From > in.asOf && t.From <= horizon:
			list = append(list, Event{Starts, t.From, t})
		case t.From <= in.asOf && (kind == Overdue || end > in.asOf && end <= horizon):
			list = append(list, Event{kind, end, t})
		}
	}
	slices.SortFunc(list, func(a, b Event) int {
		if a.Day != b.Day {
			return int(a.Day - b.Day)
		}
		return int(a.Tour.ID - b.Tour.ID)
	})
	return list
}

func populations(in input) []participation.Figure {
	count := func(p participation.Population, members []participation.Member) participation.Figure {
		for i := range members {
			members[i].Key = ""
		}
		if figures := participation.Count(p, participation.All, in.asOf, members); len(figures) > 0 {
			return figures[0]
		}
		empty := nobody(participation.All, in.asOf)
		empty.Population = p
		return empty
	}
	serving := nobody(participation.All, in.asOf)
	serving.Population, serving.Share = participation.Serving, in.serving
	return []participation.Figure{
		serving,
		count(participation.Cleared, in.cleared),
		count(participation.Ready, in.ready),
		count(participation.NominatedFor, in.nominated),
		count(participation.Assigned, slices.Clone(in.assigned)),
		participation.Ever(in.services, participation.All, in.asOf)[0],
		participation.Tours(in.services, participation.All, in.asOf)[0],
	}
}

func trend(in input, book *reference.Book, o Options) (t Trend, err error) {
	if o.Months == 0 {
		o.Months = 36
	}
	if o.By == "" {
		o.By = participation.Category
	}
	last := in.asOf.Month()
	if in.asOf != last.End() {
		last = last.Add(-1) // the month is not over: its end is not known
	}
	first := last.Add(1 - o.Months)
	for m := first; m <= last; m++ {
		t.Months = append(t.Months, m)
	}
	for _, d := range slices.Compact([]participation.Dimension{participation.All, o.By}) {
		series, err := participation.Monthly(in.services, d, first, last)
		if err != nil {
			return t, err
		}
		keys := series.Keys
		switch d {
		case participation.All:
			keys = []string{""}
		case participation.Category:
			keys = codes(book.On(reference.Categories, in.asOf))
		}
		for _, key := range keys {
			t.Lines = append(t.Lines, TrendLine{d, key, series.Line(key)})
		}
	}
	return t, nil
}

func codes(rows []reference.Row) []string {
	list := make([]string, len(rows))
	for i, row := range rows {
		list[i] = row.Code
	}
	return list
}
