package web

import (
	"net/http"
	"net/url"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/standing"
	"beret/participation"
)

// positionScene is where the office stands on the day that a page is asked
// about, with what it takes to put it into words.
type positionScene struct {
	facts
	standing.Standing
	printer locale.Printer
	actor   account.Actor
	address *url.URL
	units   map[string]string // home units by code
	may     map[string]bool   // pages of other rooms that are there for the actor, by pattern
}

// position answers for the day in the address, or for today.
func (s *Server) position(r *http.Request, actor account.Actor, o standing.Options) (*positionScene, error) {
	f, err := s.facts(r.Context())
	if err != nil {
		return nil, err
	}
	return s.positionOn(r, actor, f.askedDay(r.URL), o)
}

// positionOn answers for a day that is not in the future.
func (s *Server) positionOn(r *http.Request, actor account.Actor, day civil.Date, o standing.Options) (*positionScene, error) {
	c := &positionScene{actor: actor, address: r.URL, printer: s.catalogue.In(s.langOf(r)), units: map[string]string{}, may: map[string]bool{}}
	var err error
	if c.facts, err = s.facts(r.Context()); err != nil {
		return nil, err
	}
	if c.Standing, err = s.standing.Load(r.Context(), actor, c.Book, min(day, c.Today), o); err != nil {
		return nil, err
	}
	units, err := s.registry.HomeUnits(r.Context(), actor)
	for _, u := range units {
		c.units[u.Code] = u.Name
	}
	for pattern, action := range s.actions {
		c.may[pattern] = actor.May(action)
	}
	return c, err
}

// oldestDay bounds how far back a page may be asked: before, there were no
// peace operations.
var oldestDay = civil.MustDate("1948-05-29")

// askedDay reads the day of the address; today where it names none, or one
// that is not in the past.
func (f facts) askedDay(address *url.URL) civil.Date {
	day, ok := parseDay(address.Query().Get("as-of"))
	if !ok || day > f.Today || day < oldestDay {
		return f.Today
	}
	return day
}

// href returns an address within these pages for the same day.
func (c *positionScene) href(path string, pairs ...string) string {
	query := url.Values{}
	if c.AsOf != c.Today {
		query.Set("as-of", c.AsOf.String())
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			query.Set(pairs[i], pairs[i+1])
		}
	}
	return pathWithQuery(path, query)
}

// linkTo returns the address where the page of the pattern is open to the
// actor, otherwise nothing.
func (c *positionScene) linkTo(pattern, href string) string {
	if c.may["GET "+pattern] {
		return href
	}
	return ""
}

// peopleHref leads to the people behind a figure. Of those who serve at home
// there are counts only: their list is the registry's.
func (c *positionScene) peopleHref(f participation.Figure) string {
	switch {
	case f.Share.Total == 0:
		return ""
	case f.Population == participation.Serving:
		return c.linkTo("/officers", "/officers")
	}
	return c.href("/participation/people", "of", string(f.Population), "by", string(f.Dimension), "key", keyParameter(f))
}

// noKey stands in the address for the group of those without a code.
const noKey = "none"

func keyParameter(f participation.Figure) string {
	if f.Key == "" && f.Dimension != participation.All {
		return noKey
	}
	return f.Key
}

// targetHref leads to the people and the formula behind a figure beside a
// target.
func (c *positionScene) targetHref(a standing.Assessment) string {
	t := a.Target
	return c.href("/participation/people", "framework", t.Framework, "category", t.Category, "mission", t.Mission,
		"unit", t.Unit, "valid-from", t.Valid.From.String())
}

// groupText names a group of a dimension.
func (c *positionScene) groupText(d participation.Dimension, key string) Text {
	return func(p locale.Printer) string { return standing.GroupName(p, c.Book, d, key, c.units) }
}

// everybodyText names everybody deployed.
func everybodyText() Text { return T("standing.group.everybody") }

// scopeText names whom a target speaks of.
func (c *positionScene) scopeText(s participation.Scope) Text {
	var parts []Text
	if s.Category != "" && s.Category != "*" {
		parts = append(parts, c.name(reference.Categories, s.Category))
	}
	if s.Mission != "" && s.Mission != "*" {
		parts = append(parts, Words(s.Mission))
	}
	if s.Unit != "" {
		parts = append(parts, Words(s.Unit))
	}
	if len(parts) == 0 {
		return everybodyText()
	}
	return Joined(", ", parts...)
}

// targetText says what a framework asks: "UN strategy: 30 %, next stated target
// 2028".
func (c *positionScene) targetText(a standing.Assessment) Text {
	key := "participation.target.minimum"
	switch {
	case a.Ahead:
		key = "participation.target.ahead"
	case a.Target.Kind == participation.Aim:
		key = "participation.target.aim"
	}
	return T(key, "name", Words(a.Name.Short(c.printer.Lang)), "rate", targetRate(a.Target.Share), "year", Words(yearText(a.Target.Valid.From)))
}

func targetRate(r participation.Rational) Text {
	return func(p locale.Printer) string { return standing.Rate(p, r) }
}

// verdictTag says how a figure stands beside a target, counted in women.
func verdictTag(a participation.Assessment) Tag {
	switch {
	case a.Verdict == participation.Nobody:
		return Tag{T("participation.verdict.nobody"), Plain}
	case a.Gap.Sign() == 0:
		return Tag{T("participation.verdict.exactly"), Good}
	case a.Surplus == 0:
		return Tag{T("participation.verdict.enough"), Good}
	case a.Surplus > 0:
		return Tag{T("participation.verdict.more", "n", a.Surplus), Good}
	case a.Ahead:
		return Tag{T("participation.verdict.to_come", "n", -a.Surplus), Warn}
	}
	return Tag{T("participation.verdict.short", "n", -a.Surplus), Bad}
}

// neededText says how many women are still needed, both ways.
func neededText(a participation.Assessment) Text {
	switch {
	case a.Verdict == participation.Nobody:
		return nil
	case a.Verdict == participation.Met:
		return T("participation.needed.none")
	case !a.Attainable:
		return T("participation.needed.replacement", "n", a.ByReplacement)
	}
	return T("participation.needed.both", "replacement", a.ByReplacement, "addition", a.ByAddition)
}

// confidenceTag says how sure a row of reference data is.
func confidenceTag(c reference.Confidence) Tag {
	tones := map[reference.Confidence]Tone{reference.Stated: Good, reference.Secondary: Info, reference.Inferred: Warn,
		reference.Unverified: Bad, reference.OfficeOwn: Plain}
	return Tag{T("referencepage.confidence." + string(c)), tones[c]}
}

// smallText warns where one person moves the share too far, nothing elsewhere.
func (c *positionScene) smallText(s participation.Share) Text {
	step, ok := s.OnePerson()
	if !ok || !s.Small(c.SmallNumber) {
		return nil
	}
	return T("participation.small", "points", pointsText(step))
}

// pointsText prints a difference of rates in percentage points without sign.
func pointsText(r participation.Rational) Text {
	return func(p locale.Printer) string {
		tenths := r.PercentTenths()
		return p.Decimal(float64(max(tenths, -tenths))/10, 1)
	}
}

// signedPoints prints a change of rate in percentage points: "+2.8".
func signedPoints(r participation.Rational) Text {
	sign := map[int]string{-1: "−", 0: "±", 1: "+"}[r.Sign()]
	return func(p locale.Printer) string { return sign + pointsText(r)(p) }
}

// pageShare returns a share with its bar and the mark of the target.
func pageShare(s participation.Share, target *participation.Rational) *Share {
	share := &Share{Women: s.Women, Total: s.Total}
	if target != nil {
		share.Target = 100 * target.Float()
	}
	return share
}
