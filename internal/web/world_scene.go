package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/contribution"
	"beret/internal/locale"
	"beret/internal/office"
	"beret/internal/reference"
	"beret/participation"
)

// Bounds of what a page sets beside the country.
const (
	peersAtFirst = 3 // the largest of the country's part of the world
	peersAtMost  = 8
	peersDrawn   = 3 // as lines; with country, area and world every line has a colour of its own
)

// worldScene is what a page of the world is asked, with what it takes to answer.
type worldScene struct {
	*worldBook
	worldBasis
	office  office.Office
	book    *reference.Book
	today   civil.Date
	printer locale.Printer
	actor   account.Actor
	address *url.URL

	country string // ISO 3166 alpha-3; empty where neither the address nor the office names one
	kind    contribution.Type
	month   civil.Month // of the type's figures; zero where there are none
	peers   []string
}

// worldScene reads the question from the address. What it does not say, or
// says of something that is not there, is the office's own country, the first
// type with figures, the newest month.
func (s *Server) worldScene(r *http.Request, actor account.Actor) (*worldScene, error) {
	c := &worldScene{actor: actor, address: r.URL, printer: s.catalogue.In(s.langOf(r))}
	var err error
	if c.worldBasis, err = s.world.basis(); err != nil {
		return nil, err
	}
	if c.worldBook, err = s.world.read(r.Context(), actor); err != nil {
		return nil, err
	}
	facts, err := s.facts(r.Context())
	if err != nil {
		return nil, err
	}
	c.office, c.book, c.today = facts.Office, facts.Book, facts.Today
	query := r.URL.Query()
	c.kind = c.askedType(query.Get("type"))
	c.month = nearest(c.months[c.kind], query.Get("month"))
	c.country = c.office.Country
	if found, ok := c.countries.CountryByISO3(query.Get("country")); ok {
		c.country = found.ISO3
	}
	c.peers = c.askedPeers(query)
	return c, nil
}

func (c *worldScene) askedType(text string) contribution.Type {
	for _, t := range contribution.Types() {
		if t.Code() == text {
			return t
		}
	}
	for _, t := range contribution.Types() {
		if len(c.months[t]) > 0 {
			return t
		}
	}
	return contribution.IndividualPolice
}

// nearest returns the month asked for, or the last one before it, or the last
// of all where none is asked for.
func nearest(months []civil.Month, text string) civil.Month {
	if len(months) == 0 {
		return 0
	}
	asked, err := civil.ParseMonth(text)
	if err != nil {
		return months[len(months)-1]
	}
	i, exact := slices.BinarySearch(months, asked)
	if !exact {
		i--
	}
	return months[max(i, 0)]
}

// noPeers stands in the address where the reader took every peer away.
const noPeers = "none"

// askedPeers reads the countries of "peers", and "add" behind them.
func (c *worldScene) askedPeers(query url.Values) []string {
	asked := query.Get("peers")
	codes := strings.Split(asked, ",")
	if asked == "" {
		codes = c.neighbours()
	}
	var peers []string
	for _, code := range append(codes, query.Get("add")) {
		found, ok := c.countries.CountryByISO3(code)
		if ok && found.ISO3 != c.country && !slices.Contains(peers, found.ISO3) && len(peers) < peersAtMost {
			peers = append(peers, found.ISO3)
		}
	}
	return peers
}

// neighbours returns the largest contributors of the month in the country's
// part of the world.
func (c *worldScene) neighbours() []string {
	own, ok := c.countries.CountryByISO3(c.country)
	if !ok {
		return nil
	}
	near := contribution.In(c.countries, own.SubRegion)
	totals := c.totals()
	var codes []string
	for code := range totals {
		if code != c.country && near(code) {
			codes = append(codes, code)
		}
	}
	slices.SortFunc(codes, func(a, b string) int {
		if totals[a] != totals[b] {
			return totals[b] - totals[a]
		}
		return strings.Compare(a, b)
	})
	return codes[:min(len(codes), peersAtFirst)]
}

// totals returns how many people each contributor has in the month.
func (c *worldScene) totals() map[string]int {
	totals := map[string]int{}
	for _, f := range c.in(c.kind, c.month) {
		totals[f.Country] += f.Total()
	}
	return totals
}

// share returns the month's share within a scope.
func (c *worldScene) share(scope contribution.Scope) (s participation.Share) {
	for _, f := range c.in(c.kind, c.month) {
		if scope(f.Country) {
			s = s.Add(participation.Share{Women: f.Women, Total: f.Total()})
		}
	}
	return s
}

// smallNumber is the count of people below which a rate is shown with its
// interval, by today's rule: it is about how a figure is shown, not about what
// was true in its month.
func (c *worldScene) smallNumber() int { return c.book.Number("small-number", c.today) }

func (c *worldScene) countryName(iso3 string) string { return c.countries.Name(iso3, c.printer.Lang) }

func (c *worldScene) areaName(a reference.Area) string {
	return c.countries.AreaName(a, c.printer.Lang)
}

// areas returns the country's part of the world and its continent.
func (c *worldScene) areas() []reference.Area {
	own, _ := c.countries.CountryByISO3(c.country)
	var areas []reference.Area
	for _, a := range []reference.Area{own.SubRegion, own.Region} {
		if a != 0 && !slices.Contains(areas, a) {
			areas = append(areas, a)
		}
	}
	return areas
}

// href is an address of a page of the world with the same question, changed
// by pairs of parameter and value.
func (c *worldScene) href(path string, pairs ...string) string {
	kept := url.Values{}
	for _, name := range []string{"country", "type", "month", "peers"} {
		if value := c.address.Query().Get(name); value != "" {
			kept.Set(name, value)
		}
	}
	return withQuery(&url.URL{Path: path, RawQuery: kept.Encode()}, pairs...)
}

// peersParameter writes peers as the address has them.
func peersParameter(peers []string) string {
	if len(peers) == 0 {
		return noPeers
	}
	return strings.Join(peers, ",")
}
