package registry

import (
	"context"
	"database/sql"
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

// days returns the band as days left: above low, up to high.
func (b Band) days() (low, high int) {
	switch b {
	case Overdue:
		return -200 * 366, 0
	case Within30:
		return 0, 30
	case Within60:
		return 30, 60
	case Within90:
		return 60, 90
	}
	return -200 * 366, 90
}

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
// officers in service whom the actor may see, soonest first, and how many
// lines there are in all.
func (s *Store) Expiries(ctx context.Context, actor account.Actor, f ExpiryFilter, page Page) (list []Expiry, total int, err error) {
	defer fault.Wrap(&err, "registry.Expiries")
	if page.Limit <= 0 {
		page.Limit = 50
	}
	from, args := f.from(actor)
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		if err := tx.QueryRow(ctx, "SELECT count(*) "+from, args...).Scan(&total); err != nil {
			return err
		}
		return tx.Each(ctx, func(rows *sql.Rows) error {
			var e Expiry
			err := rows.Scan(&e.OfficerID, &e.ServiceNumber, &e.FullName, (*flag)(&e.Woman), &e.Rank, &e.HomeUnit, &e.Kind, &e.Item, &e.Date)
			e.DaysLeft = e.Date.Sub(f.AsOf)
			e.Band = bandOf(e.DaysLeft)
			list = append(list, e)
			return err
		}, `SELECT o.id, o.service_number, o.full_name, o.woman, o.rank_code, u.name, item.kind, item.item, item.day `+from+
			" ORDER BY item.day, o.name_key, o.id, item.kind, item.item LIMIT ? OFFSET ?", append(args, page.Limit, page.Offset)...)
	})
	return list, total, err
}

// from is the statement's tail from FROM on, shared by page and count.
func (f ExpiryFilter) from(actor account.Actor) (string, []any) {
	low, high := f.Band.days()
	items, args := expiring(f.AsOf.AddDays(high), f.Kinds)
	visible, visibleArgs := actor.OfficerRows(account.ExpiryView, "o")
	text := "FROM (" + items + `) item JOIN officer o ON o.id = item.officer_id JOIN home_unit u ON u.id = o.home_unit_id
		WHERE item.day > ? AND (o.left_on IS NULL OR o.left_on > ?) AND ` + visible
	args = append(append(args, f.AsOf.AddDays(low), f.AsOf), visibleArgs...)
	if f.Sex != AnySex {
		text += " AND o.woman = ?"
		args = append(args, database.Flag(f.Sex == Women))
	}
	return text, args
}

// ExpiryCounts returns the number of lines of the work-list by band and kind,
// under the filter without its band.
func (s *Store) ExpiryCounts(ctx context.Context, actor account.Actor, f ExpiryFilter) (counts map[Band]map[ExpiryKind]int, err error) {
	defer fault.Wrap(&err, "registry.ExpiryCounts")
	f.Band = ""
	from, args := f.from(actor)
	counts = map[Band]map[ExpiryKind]int{}
	for _, band := range Bands() {
		counts[band] = map[ExpiryKind]int{}
	}
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		return tx.Each(ctx, func(rows *sql.Rows) error {
			var kind ExpiryKind
			var day civil.Date
			var n int
			err := rows.Scan(&kind, &day, &n)
			counts[bandOf(day.Sub(f.AsOf))][kind] += n
			return err
		}, "SELECT item.kind, item.day, count(*) "+from+" GROUP BY item.kind, item.day", args...)
	})
	return counts, err
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
