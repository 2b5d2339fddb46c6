// Package office keeps the facts about the office itself: whose it is, how its
// letters are headed, and the rows of reference data that it has put in the
// place of the shipped ones.
package office

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/reference"
)

// Text is a name in every language in which the office writes.
type Text map[locale.Lang]string

// In returns the text in a language, or in the first language that has one.
func (t Text) In(lang locale.Lang) string {
	if t[lang] != "" {
		return t[lang]
	}
	for _, l := range locale.Languages() {
		if t[l] != "" {
			return t[l]
		}
	}
	return ""
}

// Office is the office as it names itself. The JSON form goes to the audit log.
type Office struct {
	Country   string      `json:"country"`             // ISO 3166-1 alpha-3
	Ministry  Text        `json:"ministry"`            // whose officers it sends
	Superior  Text        `json:"superior,omitempty"`  // body above it, first line of a letter's head
	Name      Text        `json:"name"`                // second line of a letter's head
	Place     Text        `json:"place,omitempty"`     // before the date of a letter
	Signer    Text        `json:"signer,omitempty"`    // title above the signature
	Personnel Text        `json:"personnel,omitempty"` // department that approves nominees
	Lang      locale.Lang `json:"lang"`                // of those who have chosen none

	// Of a demonstration only.
	Generated bool       `json:"generated,omitempty"`
	AsOf      civil.Date `json:"as_of,omitzero"` // the day the demonstration takes for today
	Seed      uint64     `json:"seed,omitempty"`
}

// Today returns the office's day: the one a demonstration stands still at, or
// the day of now.
func (o Office) Today(now time.Time) civil.Date {
	if o.AsOf != 0 {
		return o.AsOf
	}
	return civil.FromTime(now)
}

// Check returns the problems of the office's fields.
func (o Office) Check() []fault.Problem {
	var problems []fault.Problem
	add := func(field, key string) { problems = append(problems, fault.Problem{Field: field, Key: key}) }
	if !isISO3(o.Country) {
		add("country", "office.problem.country")
	}
	if o.Ministry.In(o.Lang) == "" {
		add("ministry", "office.problem.ministry")
	}
	if o.Name.In(o.Lang) == "" {
		add("name", "office.problem.name")
	}
	if lang, ok := locale.Parse(string(o.Lang)); !ok || lang != o.Lang {
		add("lang", "office.problem.lang")
	}
	return problems
}

func isISO3(s string) bool {
	return len(s) == 3 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// texts names the settings that have one value a language.
func (o *Office) texts() map[string]*Text {
	return map[string]*Text{"ministry": &o.Ministry, "superior": &o.Superior, "name": &o.Name,
		"place": &o.Place, "signer": &o.Signer, "personnel": &o.Personnel}
}

// settings returns the office as rows of the setting table.
func (o Office) settings() map[string]string {
	rows := map[string]string{"country": o.Country, "lang": string(o.Lang), "generated": strconv.FormatBool(o.Generated),
		"as_of": o.AsOf.String(), "seed": strconv.FormatUint(o.Seed, 10)}
	for name, text := range o.texts() {
		for _, lang := range locale.Languages() {
			rows[name+"."+string(lang)] = strings.TrimSpace((*text)[lang])
		}
	}
	return rows
}

func officeOf(rows map[string]string) (Office, error) {
	o := Office{Country: rows["country"], Lang: locale.Lang(rows["lang"]), Generated: rows["generated"] == "true"}
	if o.Lang == "" {
		o.Lang = locale.English
	}
	for name, text := range o.texts() {
		*text = Text{}
		for _, lang := range locale.Languages() {
			if value := rows[name+"."+string(lang)]; value != "" {
				(*text)[lang] = value
			}
		}
	}
	if err := o.AsOf.UnmarshalText([]byte(rows["as_of"])); err != nil {
		return o, err
	}
	var err error
	if rows["seed"] != "" {
		o.Seed, err = strconv.ParseUint(rows["seed"], 10, 64)
	}
	return o, err
}

// Load returns the office and the reference data in its hands: the shipped
// rows with the office's own in their place. A record that nobody has set up
// yet gives an office with empty names.
func Load(ctx context.Context, db *database.DB) (o Office, book *reference.Book, err error) {
	err = db.Read(ctx, func(tx *database.Tx) error {
		o, book, err = Read(ctx, tx)
		return err
	})
	return o, book, err
}

// Read is Load within a running transaction.
func Read(ctx context.Context, tx *database.Tx) (o Office, book *reference.Book, err error) {
	defer fault.Wrap(&err, "office.Read")
	if o, err = read(ctx, tx); err != nil {
		return o, nil, err
	}
	own, err := rows(ctx, tx)
	if err != nil {
		return o, nil, err
	}
	book, err = reference.Load(own)
	return o, book, err
}

func read(ctx context.Context, tx *database.Tx) (Office, error) {
	settings := map[string]string{}
	err := tx.Each(ctx, func(r *sql.Rows) error {
		var name, value string
		err := r.Scan(&name, &value)
		settings[name] = value
		return err
	}, "SELECT name, value FROM setting")
	if err != nil {
		return Office{}, err
	}
	return officeOf(settings)
}

// Edit replaces the facts about the office. It returns Invalid with problems
// of the fields country, ministry, name and lang, and Forbidden to everybody
// but the administrator.
func Edit(ctx context.Context, tx *database.Tx, actor account.Actor, o Office) (err error) {
	defer fault.Wrap(&err, "office.Edit")
	if err := actor.Require(account.ReferenceEdit); err != nil {
		return err
	}
	if err := fault.Check(o.Check()); err != nil {
		return err
	}
	before, err := read(ctx, tx)
	if err != nil {
		return err
	}
	for name, value := range o.settings() {
		if _, err := tx.Exec(ctx, `INSERT INTO setting (name, value) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "office.edit", Kind: "office", Before: before, After: o})
}
