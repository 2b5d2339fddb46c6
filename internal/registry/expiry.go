package registry

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
)

// ExpiryKind is a kind of thing that expires.
type ExpiryKind string

// The kinds. Of clearances, of certificates of one type and of licences of one
// class only the one that lasts longest counts: a renewed one is no work.
const (
	ExpiryAssessment ExpiryKind = "assessment"
	ExpiryPassport   ExpiryKind = "passport"
	ExpiryLicence    ExpiryKind = "licence"
	ExpiryMedical    ExpiryKind = "medical"
	ExpiryCert       ExpiryKind = "certificate"
	ExpiryNational   ExpiryKind = "national"
)

// ExpiryKinds lists the kinds in the order of the work-list's filter.
func ExpiryKinds() []ExpiryKind {
	return []ExpiryKind{ExpiryAssessment, ExpiryPassport, ExpiryLicence, ExpiryMedical, ExpiryCert, ExpiryNational}
}

// Key returns the message key of the kind.
func (k ExpiryKind) Key() string {
	switch k {
	case ExpiryAssessment:
		return "registry.expiry.assessment"
	case ExpiryPassport:
		return "registry.expiry.passport"
	case ExpiryLicence:
		return "registry.expiry.licence"
	case ExpiryMedical:
		return "registry.expiry.medical"
	case ExpiryCert:
		return "registry.expiry.certificate"
	}
	return "registry.expiry.national"
}

// Band says how soon something expires.
type Band string

// The bands: overdue is everything that has expired by the day; the others are
// days left, up to and including the number.
const (
	Overdue  Band = "overdue"
	Within30 Band = "30"
	Within60 Band = "60"
	Within90 Band = "90"
)

// Bands lists the bands, most urgent first.
func Bands() []Band { return []Band{Overdue, Within30, Within60, Within90} }

// Key returns the message key of the band.
func (b Band) Key() string {
	switch b {
	case Overdue:
		return "registry.band.overdue"
	case Within30:
		return "registry.band.30"
	case Within60:
		return "registry.band.60"
	}
	return "registry.band.90"
}

// bandOf returns the band of so many days left, up to 90.
func bandOf(days int) Band {
	switch {
	case days <= 0:
		return Overdue
	case days <= 30:
		return Within30
	case days <= 60:
		return Within60
	}
	return Within90
}

// lookAhead is how many days the last band reaches.
const lookAhead = 90

// Expiry is one line of the work-list.
type Expiry struct {
	OfficerID     int64
	ServiceNumber string
	FullName      string
	Woman         bool
	Rank          string
	HomeUnit      string
	Kind          ExpiryKind
	Item          string     // type of the certificate, class of the licence, otherwise ""
	Date          civil.Date // the first day on which it is no longer valid
	DaysLeft      int        // 0 or less once it has expired
	Band          Band
}

// ExpiryFilter selects lines of the work-list; zero fields select all of them.
type ExpiryFilter struct {
	AsOf  civil.Date // required
	Band  Band
	Kinds []ExpiryKind
	Sex   Sex
}

// Expiries returns a page of what expires within 90 days or has expired, of
// officers in service whom the actor may see, soonest first, then by name, and
// how many lines there are in all.
func (s *Store) Expiries(ctx context.Context, actor account.Actor, f ExpiryFilter, page Page) (list []Expiry, total int, err error) {
	defer fault.Wrap(&err, "registry.Expiries")
	page = page.bounded()
	err = s.read(ctx, func(tx *database.Tx) error {
		list, total = nil, 0
		q := s.question(actor, account.ExpiryView, Filter{AsOf: f.AsOf, Sex: f.Sex}, SortName)
		if err := s.view.due(ctx, tx, q, f, func(e Expiry) {
			if total++; total > page.Offset && len(list) < page.Limit {
				list = append(list, e)
			}
		}); err != nil {
			return err
		}
		list, err = fillExpiries(ctx, tx, q, list)
		return err
	})
	return list, total, err
}

// ExpiryCounts returns the number of lines of the work-list by band and kind,
// under the filter without its band.
func (s *Store) ExpiryCounts(ctx context.Context, actor account.Actor, f ExpiryFilter) (counts map[Band]map[ExpiryKind]int, err error) {
	defer fault.Wrap(&err, "registry.ExpiryCounts")
	f.Band = ""
	err = s.read(ctx, func(tx *database.Tx) error {
		counts = map[Band]map[ExpiryKind]int{}
		for _, band := range Bands() {
			counts[band] = map[ExpiryKind]int{}
		}
		q := s.question(actor, account.ExpiryView, Filter{AsOf: f.AsOf, Sex: f.Sex}, SortName)
		return s.view.due(ctx, tx, q, f, func(e Expiry) { counts[e.Band][e.Kind]++ })
	})
	return counts, err
}

// item is a thing that expires, of an officer by place in the view.
type item struct {
	slot int32
	kind ExpiryKind
	item string
	day  civil.Date
}

// due calls do with every line of the work-list, soonest first. The lines hold
// the officer's id only; fillExpiries reads the rest of those that are shown.
func (v *view) due(ctx context.Context, tx *database.Tx, q question, f ExpiryFilter, do func(Expiry)) error {
	if err := v.acquire(ctx, tx); err != nil {
		return err
	}
	defer v.mu.RUnlock()
	selected, err := v.selected(ctx, tx, q)
	if err != nil {
		return err
	}
	items, err := v.items(ctx, tx, f.AsOf)
	if err != nil {
		return err
	}
	for _, i := range items {
		left := i.day.Sub(f.AsOf)
		band := bandOf(left)
		if !selected.has(i.slot) || f.Band != "" && f.Band != band || len(f.Kinds) > 0 && !slices.Contains(f.Kinds, i.kind) {
			continue
		}
		do(Expiry{OfficerID: v.row.id[i.slot], Kind: i.kind, Item: i.item, Date: i.day, DaysLeft: left, Band: band})
	}
	return nil
}

// items returns what expires by the end of the last band, soonest first, then
// in the order of names.
func (v *view) items(ctx context.Context, tx *database.Tx, asOf civil.Date) ([]item, error) {
	return remembered(v, "items|"+asOf.String(), func() (list []item, err error) {
		place := make([]int32, len(v.row.id))
		for at, slot := range v.order {
			place[slot] = int32(at)
		}
		text, args := expiring(asOf.AddDays(lookAhead), nil)
		err = tx.Each(ctx, func(rows *sql.Rows) error {
			var id int64
			var i item
			err := rows.Scan(&id, &i.kind, &i.item, &i.day)
			if i.slot = v.slot(id); i.slot >= 0 {
				list = append(list, i)
			}
			return err
		}, "SELECT officer_id, kind, item, day FROM ("+text+") item", args...)
		slices.SortFunc(list, func(a, b item) int {
			return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(place[a.slot], place[b.slot]),
				cmp.Compare(a.kind, b.kind), cmp.Compare(a.item, b.item))
		})
		return list, err
	})
}

// fillExpiries reads who the officers of the lines are, under the actor's
// predicate.
func fillExpiries(ctx context.Context, tx *database.Tx, q question, list []Expiry) ([]Expiry, error) {
	if len(list) == 0 {
		return nil, nil
	}
	lines := map[int64][]int{}
	var ids []int64
	for i, e := range list {
		if lines[e.OfficerID] == nil {
			ids = append(ids, e.OfficerID)
		}
		lines[e.OfficerID] = append(lines[e.OfficerID], i)
	}
	err := tx.Each(ctx, func(rows *sql.Rows) error {
		var e Expiry
		err := rows.Scan(&e.OfficerID, &e.ServiceNumber, &e.FullName, (*flag)(&e.Woman), &e.Rank, &e.HomeUnit)
		for _, i := range lines[e.OfficerID] {
			e.Kind, e.Item, e.Date, e.DaysLeft, e.Band = list[i].Kind, list[i].Item, list[i].Date, list[i].DaysLeft, list[i].Band
			list[i] = e
		}
		return err
	}, `SELECT o.id, o.service_number, o.full_name, o.woman, o.rank_code, u.name
		FROM officer o JOIN home_unit u ON u.id = o.home_unit_id WHERE o.id IN (`+marks(len(ids))+") AND "+q.visible.text,
		append(anys(ids), q.visible.args...)...)
	return list, err
}

// farFuture is a day after every day in the record.
func farFuture() civil.Date { return civil.NewDate(9999, 12, 31) }

// expiring is the statement for things of the kinds that expire until a day,
// including it: officer_id, kind, item, day. No kinds are all of them; no ids
// are all officers.
func expiring(until civil.Date, kinds []ExpiryKind, ids ...int64) (string, []any) {
	if len(kinds) == 0 {
		kinds = ExpiryKinds()
	}
	var parts []string
	var args []any
	for _, kind := range kinds {
		among := func(column string) string {
			if len(ids) == 0 {
				return ""
			}
			args = append(args, anys(ids)...)
			return " AND " + column + " IN (" + marks(len(ids)) + ")"
		}
		part := expiringOf(kind, among)
		parts = append(parts, part)
		args = append(args, until)
	}
	return strings.Join(parts, " UNION ALL "), args
}

// expiringOf is the statement for one kind. The condition on officers comes
// before the only other placeholder, the day.
func expiringOf(kind ExpiryKind, among func(column string) string) string {
	switch kind {
	case ExpiryAssessment:
		return "SELECT officer_id, 'assessment' AS kind, '' AS item, max(expires) AS day FROM assessment_clearance WHERE 1 = 1" +
			among("officer_id") + " GROUP BY officer_id HAVING max(expires) <= ?"
	case ExpiryLicence:
		return "SELECT officer_id, 'licence' AS kind, class AS item, expires AS day FROM officer_licence WHERE 1 = 1" +
			among("officer_id") + " AND expires <= ?"
	case ExpiryCert:
		return "SELECT officer_id, 'certificate' AS kind, type AS item, max(expires) AS day FROM certificate WHERE 1 = 1" +
			among("officer_id") + " GROUP BY officer_id, type HAVING count(*) = count(expires) AND max(expires) <= ?"
	case ExpiryMedical:
		return "SELECT id AS officer_id, 'medical' AS kind, '' AS item, medical_expires AS day FROM officer WHERE 1 = 1" +
			among("id") + " AND medical_expires <= ?"
	case ExpiryNational:
		return "SELECT id AS officer_id, 'national' AS kind, '' AS item, national_clearance_expires AS day FROM officer" +
			" WHERE national_clearance = 'cleared'" + among("id") + " AND national_clearance_expires <= ?"
	}
	return "SELECT id AS officer_id, 'passport' AS kind, '' AS item, passport_expires AS day FROM officer WHERE 1 = 1" +
		among("id") + " AND passport_expires <= ?"
}
