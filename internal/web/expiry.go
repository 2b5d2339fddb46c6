package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/registry"
)

const expiryRows = 50

// expiryView is the work-list of what expires. Template "expiry".
type expiryView struct {
	listView
	Bands []Stat
}

// expiryList is a work-list that somebody asks for.
type expiryList struct {
	facts
	filters Filters
	filter  registry.ExpiryFilter
}

// expiry shows what has expired and what expires within 90 days.
func (s *Server) expiry(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.expiryList(r, actor)
	if err != nil {
		return err
	}
	pages := pagesOf(r.URL, expiryRows, 0)
	rows, total, err := s.registry.Expiries(r.Context(), actor, l.filter, registry.Page{Limit: pages.Size, Offset: pages.Offset()})
	if err != nil {
		return err
	}
	counts, err := s.registry.ExpiryCounts(r.Context(), actor, l.filter)
	if err != nil {
		return err
	}
	pages.Total = total
	v := &expiryView{listView: listView{Filters: &l.filters, Pages: pages, Table: tableOf(Table{
		Caption: T("expirypage.caption"), Empty: T("expirypage.empty"), Address: r.URL, Cards: true}, l.columns(), rows)}, Bands: l.bands(r, counts)}
	v.Title, v.AsOf = expiryFinding(counts), l.Today
	if actor.May(account.RosterExport) && total > 0 {
		v.Actions = exportLinks(r, "/expiring/export")
	}
	return s.render(w, r, "expiry", v)
}

func (s *Server) expiryList(r *http.Request, actor account.Actor) (l expiryList, err error) {
	if l.facts, err = s.facts(r.Context()); err != nil {
		return l, err
	}
	bands, kinds := []Option{{Text: T("officerpage.any")}}, []Option(nil)
	for _, band := range registry.Bands() {
		bands = append(bands, Option{Value: string(band), Text: T(band.Key())})
	}
	for _, kind := range registry.ExpiryKinds() {
		kinds = append(kinds, Option{Value: string(kind), Text: T(kind.Key())})
	}
	l.filters = filtersOf(r.URL,
		Field{Kind: SelectField, Name: "band", Label: T("expirypage.band"), Options: bands},
		Field{Kind: ChecksField, Name: "kind", Label: T("expirypage.kind"), Options: kinds},
		Field{Kind: SelectField, Name: "sex", Label: T("officerpage.sex"), Options: sexOptions()})
	l.filter = registry.ExpiryFilter{AsOf: l.Today, Band: registry.Band(l.filters.Value("band")), Sex: registry.Sex(l.filters.Value("sex"))}
	for _, kind := range registry.ExpiryKinds() {
		if l.filters.holds("kind", string(kind)) {
			l.filter.Kinds = append(l.filter.Kinds, kind)
		}
	}
	return l, nil
}

// bandCounts adds a band's kinds up.
func bandCounts(counts map[registry.Band]map[registry.ExpiryKind]int, band registry.Band) (n int) {
	for _, count := range counts[band] {
		n += count
	}
	return n
}

func expiryFinding(counts map[registry.Band]map[registry.ExpiryKind]int) Text {
	overdue, soon := bandCounts(counts, registry.Overdue), bandCounts(counts, registry.Within30)
	if overdue+soon == 0 {
		return T("expirypage.title_none")
	}
	return T("expirypage.title", "overdue", overdue, "soon", soon)
}

// bands are the counts of the bands, each the way to its lines.
func (l expiryList) bands(r *http.Request, counts map[registry.Band]map[registry.ExpiryKind]int) []Stat {
	var stats []Stat
	for _, band := range registry.Bands() {
		stat := Stat{Label: T(band.Key()), Value: Num(bandCounts(counts, band)), Note: kindsNote(counts[band]),
			Evidence: &Link{Text: T("expirypage.show", "band", T(band.Key())), Href: withQuery(r.URL, "band", string(band), "page", "")}}
		stats = append(stats, stat)
	}
	return stats
}

// kindsNote is "12 passports · 3 licences" of the kinds that occur.
func kindsNote(counts map[registry.ExpiryKind]int) Text {
	var texts []Text
	for _, kind := range registry.ExpiryKinds() {
		if n := counts[kind]; n > 0 {
			texts = append(texts, T("expirypage.count", "n", n, "kind", T(kind.Key())))
		}
	}
	if len(texts) == 0 {
		return nil
	}
	return Joined(" · ", texts...)
}

// columns are those of the work-list and of its export.
func (l expiryList) columns() []listColumn[registry.Expiry] {
	type row = registry.Expiry
	return []listColumn[row]{
		{Column: Column{Label: T("officerpage.name"), Tight: true}, Width: 28,
			Cell: func(e row) Cell {
				return Cell{Text: Words(e.FullName), Href: officerPath(e.OfficerID), Note: Words(e.ServiceNumber)}
			},
			Value: written(func(e row) Text { return Words(e.FullName) })},
		{Column: Column{Label: T("registry.field.service_number")}, Width: 14, Value: written(func(e row) Text { return Words(e.ServiceNumber) })},
		{Column: Column{Label: T("officerpage.sex")}, Value: written(func(e row) Text { return sexText(e.Woman) })},
		{Column: head("registry.field.rank"), Width: 18,
			Cell:  func(e row) Cell { return Cell{Text: l.name(reference.Ranks, e.Rank)} },
			Value: written(func(e row) Text { return l.name(reference.Ranks, e.Rank) })},
		{Column: Column{Label: T("registry.field.home_unit")}, Width: 32, Cell: func(e row) Cell { return Cell{Text: Words(e.HomeUnit)} },
			Value: written(func(e row) Text { return Words(e.HomeUnit) })},
		{Column: Column{Label: T("expirypage.kind")}, Width: 22, Cell: func(e row) Cell { return Cell{Text: T(e.Kind.Key()), Note: l.item(e)} },
			Value: written(func(e row) Text { return Joined(": ", T(e.Kind.Key()), l.item(e)) })},
		{Column: Column{Label: T("expirypage.date"), Tight: true}, Width: 14, Cell: func(e row) Cell { return Cell{Text: Day(e.Date)} },
			Value: func(_ locale.Printer, e row) any { return e.Date }},
		{Column: Column{Label: T("expirypage.left"), Tight: true}, Cell: func(e row) Cell { return Cell{Tags: []Tag{leftTag(e)}} },
			Value: func(_ locale.Printer, e row) any { return e.DaysLeft }},
	}
}

// item names the certificate or licence that expires.
func (l expiryList) item(e registry.Expiry) Text {
	if e.Kind == registry.ExpiryCert {
		return l.name(reference.CertificateTypes, e.Item)
	}
	return Words(e.Item)
}

func leftTag(e registry.Expiry) Tag {
	switch {
	case e.DaysLeft < 0:
		return Tag{T("expirypage.ago", "n", -e.DaysLeft), Bad}
	case e.DaysLeft == 0:
		return Tag{T("expirypage.today"), Bad}
	case e.Band == registry.Within30:
		return Tag{T("expirypage.days", "n", e.DaysLeft), Warn}
	}
	return Tag{T("expirypage.days", "n", e.DaysLeft), Info}
}

// exportExpiry sends the work-list as a file.
func (s *Server) exportExpiry(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.expiryList(r, actor)
	if err != nil {
		return err
	}
	each := func(do func(registry.Expiry) error) error {
		return eachPage(exportRows, func(limit, offset int) ([]registry.Expiry, int, error) {
			return s.registry.Expiries(r.Context(), actor, l.filter, registry.Page{Limit: limit, Offset: offset})
		}, do)
	}
	return sendExport(s, w, r, actor, export{"expiring", T("expirypage.sheet"), l.Today}, l.columns(), each)
}
