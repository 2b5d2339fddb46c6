package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"beret/internal/account"
	"beret/internal/contribution"
	"beret/internal/reference"
	"beret/participation"
)

const rankRows = 25

// worldRankView is the rank of contributors of a size. Template "world_rank".
type worldRankView struct {
	worldFrame
	Table Table
	Pages Pages
	Rules []Item
	Whose *Notice
}

// worldRank ranks all contributors of a month and type among those of their
// size, each with its colour.
func (s *Server) worldRank(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.worldScene(r, actor)
	if err != nil {
		return err
	}
	if c.empty() {
		return s.worldEmpty(w, r, c)
	}
	v := &worldRankView{worldFrame: c.frame("/world/rank")}
	standings := c.standings()
	v.Title, v.Lead = c.rankTitle(standings), c.targetLead()
	v.Ask = c.ask("/world/rank", c.countryField(), c.typeField(), c.monthField(), c.areaField(), c.bandField(standings), c.peersField())
	shown := c.chosenOf(standings)
	v.Pages = pagesOf(r.URL, rankRows, len(shown))
	v.Table, v.Actions = c.rankTable(shown, v.Pages), c.findAction(shown, v.Pages)
	v.Rules, v.Whose = c.colourRules(standings)
	return s.render(w, r, "world_rank", v)
}

func (c *worldScene) standings() []contribution.Standing {
	var rational participation.Rational
	if target, ok := c.target(c.month); ok {
		rational = target.rational()
	}
	return contribution.Standings(c.in(c.kind, c.month), c.month, c.kind, c.rules, rational)
}

func (c *worldScene) rankTitle(standings []contribution.Standing) Text {
	if c.month.IsZero() {
		return T("world.title.none", "type", c.typeText())
	}
	for _, s := range standings {
		if s.Country == c.country {
			return T("world.rank.title", "type", c.typeText(), "country", c.countryName(c.country), "rank", s.Rank,
				"of", s.Of, "band", bandText(s.Band), "share", ShareText(s.Share.Women, s.Share.Total), "month", MonthText(c.month))
		}
	}
	women := 0
	for _, s := range standings {
		if s.Share.Women > 0 {
			women++
		}
	}
	return T("world.rank.title_absent", "type", c.typeText(), "women", women, "of", len(standings), "month", MonthText(c.month))
}

// targetLead names the target that the colours are decided by.
func (c *worldScene) targetLead() Text {
	if c.month.IsZero() {
		return nil
	}
	target, ok := c.target(c.month)
	if !ok {
		return T("world.rank.no_target", "month", MonthText(c.month))
	}
	key := "world.rank.target"
	if target.ahead {
		key = "world.rank.target_next"
	}
	framework := target.framework.Name(c.printer.Lang)
	return T(key, "name", framework, "rate", c.printer.Percent(target.Numerator, target.Denominator),
		"year", yearText(target.Row.Valid.From))
}

func bandText(b contribution.Band) Text {
	if b.Code == "" {
		return T("world.band.none")
	}
	return T(b.Key(), "from", b.From, "to", b.To)
}

func (c *worldScene) areaField() Field {
	f := Field{Kind: SelectField, Name: "area", Label: T("world.field.area"), Value: c.address.Query().Get("area"),
		Options: []Option{{Text: T("world.field.all_areas")}}}
	for _, area := range reference.Areas() {
		f.Options = append(f.Options, Option{Value: strconv.Itoa(int(area)), Text: Words(c.areaName(area))})
	}
	return f
}

func (c *worldScene) bandField(standings []contribution.Standing) Field {
	f := Field{Kind: SelectField, Name: "band", Label: T("world.field.band"), Value: c.address.Query().Get("band"),
		Options: []Option{{Text: T("world.field.all_bands")}}}
	seen := map[string]bool{}
	for _, s := range standings {
		if !seen[s.Band.Code] && s.Band.Code != "" {
			seen[s.Band.Code] = true
			f.Options = append(f.Options, Option{Value: s.Band.Code, Text: bandText(s.Band)})
		}
	}
	return f
}

// chosenOf keeps the standings of the region and band asked for, in the order
// asked for.
func (c *worldScene) chosenOf(standings []contribution.Standing) []contribution.Standing {
	query := c.address.Query()
	inArea := contribution.World()
	if area, ok := reference.ParseArea(query.Get("area")); ok {
		inArea = contribution.In(c.countries, area)
	}
	var kept []contribution.Standing
	for _, s := range standings {
		// A band of another type is no band here: the reader changed the type.
		if inArea(s.Country) && (!c.knownBand(query.Get("band")) || s.Band.Code == query.Get("band")) {
			kept = append(kept, s)
		}
	}
	order, descending := strings.CutPrefix(query.Get("sort"), "-")
	compare, ok := c.rankOrders()[order]
	if !ok {
		return kept // by band and rank, as they are
	}
	slices.SortStableFunc(kept, func(a, b contribution.Standing) int {
		if descending {
			a, b = b, a
		}
		return compare(a, b)
	})
	return kept
}

// findAction leads to the page of the list on which the country stands, where
// that is another one.
func (c *worldScene) findAction(shown []contribution.Standing, pages Pages) []Action {
	at := slices.IndexFunc(shown, func(s contribution.Standing) bool { return s.Country == c.country })
	page := at/pages.Size + 1
	if at < 0 || page == pages.Page {
		return nil
	}
	return []Action{{Text: T("world.rank.find", "country", c.countryName(c.country)), Href: pages.Href(page), Second: true}}
}

func (c *worldScene) knownBand(code string) bool {
	return slices.ContainsFunc(c.rules.Bands, func(b contribution.Band) bool { return b.Code == code && b.Type == c.kind })
}

func (c *worldScene) rankOrders() map[string]func(a, b contribution.Standing) int {
	return map[string]func(a, b contribution.Standing) int{
		"rank": func(a, b contribution.Standing) int {
			return cmp.Or(cmp.Compare(a.Band.Order, b.Band.Order), cmp.Compare(a.Rank, b.Rank))
		},
		"country": func(a, b contribution.Standing) int {
			return strings.Compare(c.countryName(a.Country), c.countryName(b.Country))
		},
		"people": func(a, b contribution.Standing) int { return cmp.Compare(a.Share.Total, b.Share.Total) },
		"women":  func(a, b contribution.Standing) int { return cmp.Compare(a.Share.Women, b.Share.Women) },
		"share":  func(a, b contribution.Standing) int { return a.Share.Cmp(b.Share) },
	}
}

func (c *worldScene) rankTable(standings []contribution.Standing, pages Pages) Table {
	order := c.address.Query().Get("sort")
	if _, ok := c.rankOrders()[strings.TrimPrefix(order, "-")]; !ok {
		order = "rank"
	}
	table := Table{
		Caption: T("world.rank.caption", "type", c.typeText(), "month", MonthText(c.month)),
		Address: c.address, Order: order, Empty: T("world.rank.empty"),
		Columns: []Column{
			{Label: T("world.column.country"), Sort: "country"}, {Label: T("world.column.share"), Sort: "share"},
			{Label: T("world.column.band_rank"), Sort: "rank"}, {Label: T("world.column.colour")},
			{Label: T("world.column.women"), Sort: "women", Numeric: true}, {Label: T("world.column.people"), Sort: "people", Numeric: true},
		},
	}
	from, to := min(pages.Offset(), len(standings)), min(pages.Offset()+pages.Size, len(standings))
	for _, s := range standings[from:to] {
		table.Rows = append(table.Rows, c.rankRow(s))
	}
	return table
}

func (c *worldScene) rankRow(s contribution.Standing) Row {
	name := Cell{Text: Words(c.countryName(s.Country)), Href: c.href("/world", "country", s.Country)}
	if s.Country == c.country {
		name.Tags = []Tag{{T("world.rank.this"), Info}}
	}
	share := &Share{Women: s.Share.Women, Total: s.Share.Total}
	if target, ok := c.target(c.month); ok {
		share.Target = target.percent()
	}
	return Row{Cells: []Cell{
		name, {Share: share, Note: c.intervalText(s.Share)},
		{Text: T("world.rank.place", "rank", s.Rank, "of", s.Of), Note: bandText(s.Band)},
		{Tags: []Tag{colourTag(s.Colour)}}, {Text: Num(s.Share.Women)}, {Text: Num(s.Share.Total)},
	}}
}

// intervalText is the interval beneath a share of few people.
func (c *worldScene) intervalText(s participation.Share) Text {
	if s.Total == 0 || s.Total >= c.smallNumber() {
		return nil
	}
	low, high := s.Wilson(wilson95)
	percent := func(rate float64) string { return c.printer.Decimal(100*rate, 1) }
	return T("world.interval_of", "low", percent(low), "high", percent(high))
}

// colourTag names a colour in a word; what it means stands beneath the table.
func colourTag(colour contribution.Colour) Tag {
	tones := map[contribution.Colour]Tone{contribution.Green: Good, contribution.Yellow: Warn, contribution.Red: Bad}
	tone, ok := tones[colour]
	if !ok {
		tone = Plain
	}
	words := map[contribution.Colour]string{
		contribution.Green: "world.colour.green", contribution.Yellow: "world.colour.yellow",
		contribution.Red: "world.colour.red", contribution.Unrated: "world.colour.unrated",
	}
	return Tag{T(words[colour]), tone}
}

// colourRules prints the rules in force with how many countries each decided,
// and whose rules they are.
func (c *worldScene) colourRules(standings []contribution.Standing) ([]Item, *Notice) {
	counts := map[contribution.Colour]int{}
	for _, s := range standings {
		counts[s.Colour]++
	}
	var items []Item
	var whose *Notice
	for _, rule := range c.rules.Colours {
		if c.month.IsZero() || !rule.Valid.Contains(c.month.End()) {
			continue
		}
		items = append(items, Item{Label: T(rule.Colour.Key()),
			Value: Cell{Text: T("world.rank.countries", "n", counts[rule.Colour]), Note: Words(rule.Source)}})
		if whose == nil {
			whose = &Notice{Tone: Info, Text: T(rule.Label(c.kind))}
		}
	}
	if n := counts[contribution.Unrated]; n > 0 {
		items = append(items, Item{Label: T(contribution.Unrated.Key()),
			Value: Cell{Text: T("world.rank.countries", "n", n), Note: T("world.rank.unrated")}})
	}
	return items, whose
}
