package registry

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
)

// officerColumns are the stored columns of an Officer in the order of
// Officer.fields; name_key, search_key and rank_order are derived on writing.
const officerColumns = `service_number, full_name, given_name, passport_name, woman, birth_date,
	rank_code, rank_since, home_unit_id, unit_since, position, enlisted_on, left_on, left_reason,
	passport_expires, medical_status, medical_on, medical_expires,
	national_clearance, national_clearance_on, national_clearance_expires, national_clearance_reference,
	note, generated, import_id, import_row`

func (o *Officer) fields(importID, importRow *sql.NullInt64) []any {
	return []any{&o.ServiceNumber, &o.FullName, &o.GivenName, &o.PassportName, (*flag)(&o.Woman), &o.BirthDate,
		&o.Rank, &o.RankSince, &o.HomeUnitID, &o.UnitSince, &o.Position, &o.EnlistedOn, &o.LeftOn, &o.LeftReason,
		&o.PassportExpires, &o.Medical, &o.MedicalOn, &o.MedicalExpires,
		&o.NationalClearance, &o.NationalClearanceOn, &o.NationalClearanceExpires, &o.NationalClearanceReference,
		&o.Note, (*flag)(&o.Generated), importID, importRow}
}

// values returns the columns of officerColumns for writing.
func (o *Officer) values() []any {
	return []any{o.ServiceNumber, o.FullName, o.GivenName, o.PassportName, database.Flag(o.Woman), o.BirthDate,
		o.Rank, o.RankSince, o.HomeUnitID, o.UnitSince, o.Position, o.EnlistedOn, o.LeftOn, o.LeftReason,
		o.PassportExpires, string(o.Medical), o.MedicalOn, o.MedicalExpires,
		string(o.NationalClearance), o.NationalClearanceOn, o.NationalClearanceExpires, o.NationalClearanceReference,
		o.Note, database.Flag(o.Generated), database.NullID(o.ImportID), database.NullID(int64(o.ImportRow))}
}

func (o *Officer) scan(rows *sql.Rows) error {
	var importID, importRow sql.NullInt64
	err := rows.Scan(append([]any{&o.ID, &o.Version}, o.fields(&importID, &importRow)...)...)
	o.ImportID, o.ImportRow = importID.Int64, int(importRow.Int64)
	return err
}

// Find returns the whole file of an officer. NotFound is returned both where
// there is no such officer and where the actor may not see the person: the
// answer must not tell which. Tours and nominations are left out where the
// actor may not see those.
func (s *Store) Find(ctx context.Context, actor account.Actor, id int64) (file File, err error) {
	defer fault.Wrap(&err, "registry.Find(%d)", id)
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		file, err = s.find(ctx, tx, actor, account.OfficerView, id)
		return err
	})
	return file, err
}

// FindByNumber is Find by service number, in any spelling that normalises to
// the stored one.
func (s *Store) FindByNumber(ctx context.Context, actor account.Actor, number string) (file File, err error) {
	defer fault.Wrap(&err, "registry.FindByNumber")
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		var id int64
		err := tx.QueryRow(ctx, "SELECT id FROM officer WHERE service_number = ?", NormalizeNumber(number)).Scan(&id)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		file, err = s.find(ctx, tx, actor, account.OfficerView, id)
		return err
	})
	return file, err
}

func (s *Store) find(ctx context.Context, tx *database.Tx, actor account.Actor, action account.Action, id int64) (File, error) {
	visible, args := actor.OfficerRows(action, "o")
	files, err := loadFiles(ctx, tx, "o.id = ? AND "+visible, "officer_id = ?", append([]any{id}, args...), []any{id})
	if err != nil {
		return File{}, err
	}
	if len(files) == 0 {
		return File{}, fault.New(fault.NotFound, "fault.not_found")
	}
	file := files[0]
	if file.Deployments, err = deployments(ctx, tx, actor, id); err != nil {
		return File{}, err
	}
	file.Nominations, err = nominations(ctx, tx, actor, id)
	return file, err
}

// loadFiles reads officers by one condition (table alias o) and their parts by
// another, in the order of ids: ten statements for however many people.
func loadFiles(ctx context.Context, tx *database.Tx, where, whereParts string, args, partArgs []any) ([]File, error) {
	var files []File
	err := tx.Each(ctx, func(rows *sql.Rows) error {
		files = append(files, File{})
		return files[len(files)-1].Officer.scan(rows)
	}, "SELECT o.id, o.version, "+officerColumns+" FROM officer o WHERE "+where+" ORDER BY o.id", args...)
	if err != nil || len(files) == 0 {
		return nil, err
	}
	at := make(map[int64]*File, len(files))
	for i := range files {
		at[files[i].ID] = &files[i]
	}
	for _, name := range partNames() {
		if err := loadParts(ctx, tx, name, whereParts, partArgs, at); err != nil {
			return nil, err
		}
	}
	return files, nil
}

func partNames() []PartName {
	return []PartName{LanguagePart, LicencePart, SpecialismPart, CertificatePart, AttemptPart,
		ClearancePart, AvailabilityPart, PastRankPart, PastPostingPart}
}

// order is how the parts of one officer follow one another.
func (t table) order() string {
	switch t.name {
	case "assessment_attempt":
		return "taken_on, id"
	case "assessment_clearance":
		return "cleared_on, id"
	case "availability":
		return "from_date, id"
	case "certificate":
		return "type, issued, id"
	}
	return t.key
}

func loadParts(ctx context.Context, tx *database.Tx, name PartName, where string, args []any, at map[int64]*File) error {
	t := tableOf(name)
	id := "0"
	if t.numbered() {
		id = "id"
	}
	return tx.Each(ctx, func(rows *sql.Rows) error {
		return scanPart(rows, name, at)
	}, "SELECT officer_id, "+id+", "+t.columns+" FROM "+t.name+" WHERE "+where+" ORDER BY officer_id, "+t.order(), args...)
}

// scanPart reads a row of a part and puts it into its officer's file.
func scanPart(rows *sql.Rows, name PartName, at map[int64]*File) error {
	var officer, id int64
	scan := func(fields ...any) (*File, error) {
		err := rows.Scan(append([]any{&officer, &id}, fields...)...)
		file := at[officer]
		if err == nil && file == nil {
			file = &File{} // of an officer whom the first condition left out
		}
		return file, err
	}
	switch name {
	case LanguagePart:
		var p Language
		file, err := scan(&p.Language, &p.Level, &p.TestedOn)
		return put(err, file, func(f *File) { f.Languages = append(f.Languages, p) })
	case LicencePart:
		var p Licence
		file, err := scan(&p.Class, (*flag)(&p.Manual), &p.Since, &p.Expires)
		return put(err, file, func(f *File) { f.Licences = append(f.Licences, p) })
	case SpecialismPart:
		var p Specialism
		file, err := scan(&p.Specialism, &p.Years)
		return put(err, file, func(f *File) { f.Specialisms = append(f.Specialisms, p) })
	case CertificatePart:
		var p Certificate
		file, err := scan(&p.Type, &p.Issuer, &p.Number, &p.Issued, &p.Expires)
		p.ID = id
		return put(err, file, func(f *File) { f.Certificates = append(f.Certificates, p) })
	case AttemptPart:
		var p Attempt
		file, err := scan(&p.Edition, &p.Test, &p.TakenOn, (*flag)(&p.Passed), optional{&p.Score})
		p.ID = id
		return put(err, file, func(f *File) { f.Attempts = append(f.Attempts, p) })
	case ClearancePart:
		var p Clearance
		file, err := scan(&p.Edition, &p.ClearedOn, &p.Expires)
		p.ID = id
		return put(err, file, func(f *File) { f.Clearances = append(f.Clearances, p) })
	case AvailabilityPart:
		var p Availability
		file, err := scan((*flag)(&p.Willing), &p.From, &p.To, &p.ConsentOn, &p.Note)
		p.ID = id
		return put(err, file, func(f *File) { f.Availability = append(f.Availability, p) })
	case PastRankPart:
		var p PastRank
		file, err := scan(&p.Rank, &p.From, &p.To)
		return put(err, file, func(f *File) { f.PastRanks = append(f.PastRanks, p) })
	case PastPostingPart:
		var p PastPosting
		file, err := scan(&p.HomeUnitID, &p.Position, &p.From, &p.To)
		return put(err, file, func(f *File) { f.PastPostings = append(f.PastPostings, p) })
	}
	return fmt.Errorf("registry: no part %s", name)
}

func put(err error, file *File, add func(*File)) error {
	if err == nil {
		add(file)
	}
	return err
}

func deployments(ctx context.Context, tx *database.Tx, actor account.Actor, id int64) (list []Deployment, err error) {
	visible, args := actor.OfficerRows(account.DeploymentView, "o")
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		var d Deployment
		err := rows.Scan(&d.ID, &d.Category, &d.Mission, &d.Unit, &d.PostTitle, &d.Tier,
			&d.From, &d.PlannedEnd, &d.EndedOn, &d.EndReason, (*flag)(&d.Cancelled))
		list = append(list, d)
		return err
	}, `SELECT d.id, d.category, d.mission, COALESCE(u.code, ''), d.post_title, d.tier,
			d.from_date, d.planned_end, d.ended_on, d.end_reason, d.cancelled
		FROM deployment d JOIN officer o ON o.id = d.officer_id LEFT JOIN formed_unit u ON u.id = d.unit_id
		WHERE d.officer_id = ? AND `+visible+` ORDER BY d.from_date, d.id`, append([]any{id}, args...)...)
	return list, err
}

func nominations(ctx context.Context, tx *database.Tx, actor account.Actor, id int64) (list []Nomination, err error) {
	visible, args := actor.OfficerRows(account.NominationView, "o")
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		var n Nomination
		err := rows.Scan(&n.ID, &n.Category, &n.Mission, &n.PostTitle, &n.NominatedOn,
			&n.Expected.From, &n.Expected.To, &n.Status, &n.DecidedOn)
		list = append(list, n)
		return err
	}, `SELECT n.id, n.category, n.mission, n.post_title, n.nominated_on, n.expected_from, n.expected_to, n.status, n.decided_on
		FROM nomination n JOIN officer o ON o.id = n.officer_id
		WHERE n.officer_id = ? AND `+visible+` ORDER BY n.nominated_on, n.id`, append([]any{id}, args...)...)
	return list, err
}
