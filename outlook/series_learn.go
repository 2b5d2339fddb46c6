package outlook

import "math"

// What the model of [SeriesModel] is made of.
const (
	seriesSizeWidth   = 0.6    // of the kernel, in ln people
	seriesOddsWidth   = 0.8    // and in log odds of the share
	seriesOtherKind   = 1. / 3 // weight of a change of another kind
	seriesAlike       = 60     // changes that must be near, by Kish's count
	seriesAny         = 0.1    // part of the draws that takes any change
	seriesReturn      = 0.4    // weight of the level to which a share returns
	seriesKeep        = 0.95   // what a month's counts weigh against the next one's
	seriesPriorMonths = 12     // person-months of the kind's share in a level
	seriesTilt        = 6      // bound of the tilt
	seriesEach        = 24     // changes kept of a series, evenly from its record
)

// standing is what kind of state a series is in; the changes from one say
// nothing of the others.
type standing uint8

const (
	absent  standing = iota // nobody now, but people before
	without                 // people, no women
	mixed                   // women among them
	standings
)

// seriesState is what a forecast starts from.
type seriesState struct {
	standing
	kind       string
	now        Share
	size, odds float64 // ln people, log odds of the share
	level      float64 // share to which it returns
	start      uint64  // of its random numbers, but for the seed
}

// logOdds returns the log odds of a share, with half a person added on each side.
func logOdds(s Share) float64 {
	return math.Log((float64(s.Women) + 0.5) / (float64(s.Total-s.Women) + 0.5))
}

// odds is the inverse of the logarithm of odds: the share.
func shareOfOdds(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// standingAt returns the state of a series in a month; false where there never
// were people. Its size while nobody is there is that of the last time.
func standingAt(s Series, i int) (st standing, size float64, ok bool) {
	switch {
	case s.Women[i] > 0:
		return mixed, math.Log(float64(s.Total[i])), true
	case s.Total[i] > 0:
		return without, math.Log(float64(s.Total[i])), true
	}
	for ; i >= 0; i-- {
		if s.Total[i] > 0 {
			return absent, math.Log(float64(s.Total[i])), true
		}
	}
	return absent, 0, false
}

// state returns where a series stands at its end; false where it never had people.
func (m *SeriesModel) state(s Series) (seriesState, bool) {
	end := len(s.Total) - 1
	if end < 0 {
		return seriesState{}, false
	}
	st, size, ok := standingAt(s, end)
	state := seriesState{standing: st, kind: s.Kind, now: Share{s.Women[end], s.Total[end]}, size: size}
	if !ok || st == absent {
		return state, ok
	}
	state.odds = logOdds(state.now)
	women, people := 0.0, 0.0
	for i, n := range s.Total {
		women, people = women*seriesKeep+float64(s.Women[i]), people*seriesKeep+float64(n)
		state.start = mix(state.start + golden*uint64(n) + uint64(s.Women[i]))
	}
	rate := m.rates[s.Kind]
	of := (float64(rate.Women) + 0.5) / (float64(rate.Total) + 1)
	own := (women + seriesPriorMonths*of) / (people + seriesPriorMonths)
	now := float64(state.now.Women) / float64(state.now.Total)
	state.level = (1-seriesReturn)*now + seriesReturn*own
	return state, true
}

// change is what happened to a series over the asked number of months.
type change struct {
	kind       string
	size, odds float64
	from, to   Share
	grown      float64 // ln of the ratio of people; −∞ where all left
	moved      float64 // change of the log odds
}

// changes are what a panel has to teach about a number of months ahead.
type changes struct {
	of [standings][]change
}

// learn gathers the changes of the panel. A series gives the newest and so many
// before it, evenly, that no more than seriesEach are kept: those of neighbouring
// months are nearly the same.
func (m *SeriesModel) learn(ahead int) *changes {
	c := &changes{}
	over := min(ahead, max(1, m.months*2/3))
	enlarged := math.Sqrt(float64(ahead) / float64(over))
	for _, s := range m.panel {
		last := len(s.Total) - 1 - over
		for i := last; i >= 0; i -= max(1, (last+seriesEach)/seriesEach) {
			st, size, ok := standingAt(s, i)
			if !ok {
				continue
			}
			from, to := Share{s.Women[i], s.Total[i]}, Share{s.Women[i+over], s.Total[i+over]}
			found := change{kind: s.Kind, size: size, from: from, to: to}
			if st != absent {
				found.odds = logOdds(from)
				found.grown = enlarged * math.Log(float64(to.Total)/float64(from.Total))
			}
			if st == mixed && to.Total > 0 {
				found.moved = enlarged * (logOdds(to) - found.odds)
			}
			c.of[st] = append(c.of[st], found)
		}
	}
	return c
}

// share returns the share that the change leads to from a state.
func (c *change) share(s *seriesState) float64 {
	switch {
	case c.to.Total == 0:
		return 0
	case s.standing != mixed:
		return float64(c.to.Women) / float64(c.to.Total)
	case c.to.Women*c.from.Total == c.from.Women*c.to.Total: // stays exactly
		return float64(s.now.Women) / float64(s.now.Total)
	}
	return shareOfOdds(s.odds + c.moved)
}

// apply puts the change on a state's counts; u rounds.
func (c *change) apply(s *seriesState, u float64) Share {
	switch {
	case c.to.Total == 0:
		return Share{}
	case s.standing == absent:
		return c.to
	case c.to == c.from:
		return s.now
	}
	people := max(1, int(math.Round(math.Exp(c.grown)*float64(s.now.Total))))
	women := int(math.Floor(c.share(s)*float64(people) + u))
	return Share{min(women, people), people}
}
