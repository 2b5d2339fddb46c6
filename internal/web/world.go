package web

import (
	"net/http"
	"net/url"
	"slices"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/contribution"
	"beret/internal/locale"
	"beret/participation"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// worldFrame is what the pages of the world have in common.
type worldFrame struct {
	page
	Tabs    []Link
	Ask     *Filters // applied with a button: the title states the finding and must follow
	Notices []Notice
	Source  Text
}

// worldView is the country beside the world. Template "world".
type worldView struct {
	worldFrame
	Stats    []Stat
	Pictures []Picture
	Peers    []Link // each removes one
	Kept     []Field
	Add      *Field // nil where no more peers fit
}

// worldEmptyView says what to do where nothing was imported. Template
// "world_empty".
type worldEmptyView struct {
	worldFrame
	Command string
}

// worldPage shows a country's share by type over time beside the world, its
// part of the world and chosen peers.
func (s *Server) worldPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.worldScene(r, actor)
	if err != nil {
		return err
	}
	if c.empty() {
		return s.worldEmpty(w, r, c)
	}
	v := &worldView{worldFrame: c.frame("/world")}
	v.Title, v.Lead = c.worldTitle(), c.rankLead()
	v.Ask = c.ask("/world", c.countryField(), c.typeField(), c.monthField(), c.peersField())
	if !c.month.IsZero() {
		v.Stats = c.worldStats()
		v.Pictures = []Picture{c.trendPicture(), c.comparisonPicture()}
		c.fillPeers(v)
	}
	return s.render(w, r, "world", v)
}

func (s *Server) worldEmpty(w http.ResponseWriter, r *http.Request, c *worldScene) error {
	v := &worldEmptyView{worldFrame: c.frame(""), Command: "beret import un FILE"}
	v.Title, v.Lead, v.Notices = T("world.empty.title"), T("world.empty.lead"), nil
	if c.actor.May(account.WorldImport) {
		v.Actions = []Action{{Text: T("world.empty.import"), Href: "/world/import"}}
	} else {
		v.Notices = []Notice{{Tone: Info, Text: T("world.empty.ask")}}
	}
	return s.render(w, r, "world_empty", v)
}

// frame fills what every page of the world has; here is the page's own path.
func (c *worldScene) frame(here string) worldFrame {
	f := worldFrame{Tabs: c.tabs(here), Notices: c.cautions()}
	if !c.month.IsZero() {
		f.AsOf, f.Source = c.month.End(), c.monthSource()
	}
	return f
}

func (c *worldScene) tabs(here string) []Link {
	var tabs []Link
	for _, tab := range []struct {
		path, key string
		action    account.Action
	}{
		{"/world", "world.tab.trend", account.WorldView},
		{"/world/rank", "world.tab.rank", account.WorldView},
		{"/world/missions", "world.tab.missions", account.WorldView},
		{"/outlook/world", "worldoutlook.tab", account.WorldView},
		{"/world/reconcile", "world.tab.reconcile", account.ReconcileView},
		{"/world/import", "world.tab.import", account.WorldImport},
	} {
		if c.actor.May(tab.action) {
			tabs = append(tabs, Link{Text: T(tab.key), Href: c.href(tab.path), Current: tab.path == here})
		}
	}
	return tabs
}

// cautions are what the reader must know before comparing.
func (c *worldScene) cautions() []Notice {
	var notices []Notice
	mixed, without := c.mixesStaff(c.kind)
	if mixed {
		notices = append(notices, Notice{Tone: Warn, Text: T("world.caution.mixed",
			"month", c.months[contribution.StaffOfficers][0])})
	}
	if without {
		notices = append(notices, Notice{Tone: Warn, Text: T("world.caution.no_staff")})
	}
	return notices
}

// monthSource names who is counted in the month, and the files.
func (c *worldScene) monthSource() Text {
	population := T("world.population", "type", c.typeText(), "month", MonthText(c.month))
	return Joined(" ", population, c.files(c.month, c.month))
}

// files names the imports that the figures of a span of months come from.
func (c *worldScene) files(from, to civil.Month) Text {
	var texts []Text
	for _, i := range c.sources(from, to) {
		texts = append(texts, T("world.source", "file", i.Name, "sha", i.SHA256[:min(len(i.SHA256), 12)],
			"date", civil.FromTime(i.At)))
	}
	return Joined(" ", texts...)
}

func (c *worldScene) typeText() Text { return T(c.kind.Key()) }

func (c *worldScene) worldTitle() Text {
	if c.month.IsZero() {
		return T("world.title.none", "type", c.typeText())
	}
	own, world := c.share(contribution.Of(c.country)), c.share(contribution.World())
	args := []any{
		"type", c.typeText(), "month", MonthText(c.month), "country", c.countryName(c.country),
		"share", ShareText(own.Women, own.Total), "world", ShareText(world.Women, world.Total),
	}
	switch {
	case c.country == "":
		return T("world.title.world", args...)
	case own.Total == 0:
		return T("world.title.absent", args...)
	}
	return T("world.title.with", args...)
}

// rankLead says where the country stands among contributors of its size.
func (c *worldScene) rankLead() Text {
	for _, standing := range c.standings() {
		if standing.Country == c.country {
			return T("world.lead.rank", "country", c.countryName(c.country), "rank", standing.Rank,
				"of", standing.Of, "band", bandText(standing.Band))
		}
	}
	return nil
}

// worldStats are the counts of the month: the country, the world, the gap to
// the target.
func (c *worldScene) worldStats() []Stat {
	var stats []Stat
	target, aimed := c.target(c.month)
	add := func(name Text, share participation.Share, evidence *Link) {
		stat := Stat{Label: name, Value: T("world.counts", "women", share.Women, "total", share.Total), Evidence: evidence}
		if share.Total > 0 {
			stat.Unit = func(p locale.Printer) string { return p.Percent(share.Women, share.Total) }
			stat.Share = &Share{Women: share.Women, Total: share.Total}
			if aimed {
				stat.Share.Target = target.percent()
			}
		}
		stats = append(stats, stat)
	}
	own := c.share(contribution.Of(c.country))
	if own.Total > 0 {
		add(Words(c.countryName(c.country)), own, &Link{Text: T("world.missions_of"), Href: c.href("/world/missions", "country", c.country, "scope", "")})
		stats[0].Note = c.smallNote(own)
	}
	for _, area := range c.areas() {
		add(Words(c.areaName(area)), c.share(contribution.In(c.countries, area)), nil)
	}
	add(T("world.world"), c.share(contribution.World()), &Link{Text: T("world.contributors_of"), Href: c.href("/world/rank")})
	return stats
}

// smallNote warns where one person moves the share too far.
func (c *worldScene) smallNote(s participation.Share) Text {
	if s.Total == 0 || s.Total >= c.smallNumber() {
		return nil
	}
	return func(p locale.Printer) string {
		return p.Text("world.small", "points", p.Decimal(100/float64(s.Total), 1))
	}
}

// fillPeers offers to take peers away and to add one.
func (c *worldScene) fillPeers(v *worldView) {
	for _, peer := range c.peers {
		rest := slices.DeleteFunc(slices.Clone(c.peers), func(p string) bool { return p == peer })
		v.Peers = append(v.Peers, Link{Text: Words(c.countryName(peer)), Href: c.href("/world", "peers", peersParameter(rest))})
	}
	if len(c.peers) >= peersAtMost {
		return
	}
	address, _ := url.Parse(c.href("/world", "peers", peersParameter(c.peers))) // made of our own address
	for _, name := range []string{"country", "type", "month", "peers"} {
		if value := address.Query().Get(name); value != "" {
			v.Kept = append(v.Kept, Field{Kind: HiddenField, Name: name, Value: value})
		}
	}
	v.Add = &Field{Kind: SelectField, Name: "add", Label: T("world.peers.add"), Width: "medium",
		Options: []Option{{Text: T("world.field.choose")}}}
	for _, o := range c.countryOptions() {
		if o.Value != c.country && !slices.Contains(c.peers, o.Value) {
			v.Add.Options = append(v.Add.Options, o)
		}
	}
}

// ask returns the panel of the page's question.
func (c *worldScene) ask(path string, fields ...Field) *Filters {
	filters := Filters{Address: &url.URL{Path: path, RawQuery: c.address.RawQuery}, Fields: fields, Above: true}
	for i := range filters.Fields {
		filters.Fields[i].filter = true
	}
	return &filters
}

func (c *worldScene) countryField() Field {
	f := Field{Kind: SelectField, Name: "country", Label: T("world.field.country"), Value: c.country, Options: c.countryOptions()}
	if c.country == "" {
		f.Options = slices.Insert(f.Options, 0, Option{Text: T("world.field.choose")})
	}
	return f
}

func (c *worldScene) typeField() Field {
	f := Field{Kind: SelectField, Name: "type", Label: T("world.field.type"), Value: c.kind.Code()}
	for _, t := range contribution.Types() {
		f.Options = append(f.Options, Option{Value: t.Code(), Text: T(t.Key())})
	}
	return f
}

func (c *worldScene) monthField() Field {
	return monthField(c.months[c.kind], c.month)
}

// monthField offers months, the newest first.
func monthField(months []civil.Month, chosen civil.Month) Field {
	f := Field{Kind: SelectField, Name: "month", Label: T("world.field.month"), Value: chosen.String()}
	for _, m := range slices.Backward(months) {
		f.Options = append(f.Options, Option{Value: m.String(), Text: MonthText(m)})
	}
	if len(f.Options) == 0 {
		f.Options = []Option{{Text: T("world.field.no_month")}}
	}
	return f
}

// peersField keeps the peers while another question is asked.
func (c *worldScene) peersField() Field {
	f := Field{Kind: HiddenField, Name: "peers"}
	if c.address.Query().Get("peers") != "" || c.address.Query().Get("add") != "" {
		f.Value = peersParameter(c.peers)
	}
	return f
}

// countryOptions are the contributors of the type and the country itself, in
// the order of the reader's language.
func (c *worldScene) countryOptions() []Option {
	codes := map[string]bool{c.country: c.country != ""}
	for _, f := range c.figures[c.kind] {
		codes[f.Country] = true
	}
	var options []Option
	names := map[string]string{}
	for code, is := range codes {
		if is {
			names[code] = c.countryName(code)
			options = append(options, Option{Value: code, Text: Words(names[code])})
		}
	}
	order := collate.New(language.Make(string(c.printer.Lang)), collate.IgnoreCase)
	slices.SortFunc(options, func(a, b Option) int { return order.CompareString(names[a.Value], names[b.Value]) })
	return options
}
