// Command pocketbase serves the officers of a Beret record through PocketBase,
// for the bench beside it: a collection with the same columns and the same
// indexes, read by signed-in users only, as Beret's pages are. It is a module
// of its own because PocketBase wants its own versions of what both use.
//
//	pocketbase FOLDER RECORD ADDRESS
//
// prepares PocketBase's data in FOLDER from the SQLite record RECORD where it
// is not there yet, prints a line of JSON with a session's token, and serves
// until its standard input is closed.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	_ "github.com/pocketbase/pocketbase/migrations" // PocketBase's own tables
)

// connections is how many PocketBase opens to its data, as many as Beret does.
// With its own default of 120, fifty users at once made it take 5 GB of memory
// at 100,000 rows and end at 500,000.
const connections = 8

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: pocketbase FOLDER RECORD ADDRESS")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "pocketbase:", err)
		os.Exit(1)
	}
}

func run(folder, record, address string) error {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: folder, DataMaxOpenConns: connections, DataMaxIdleConns: connections,
		QueryTimeout: 2 * time.Minute}) // its own 30 seconds are not enough for fifty searches at once
	if err := app.Bootstrap(); err != nil {
		return err
	}
	if err := app.RunAllMigrations(); err != nil {
		return err
	}
	settings := app.Settings()
	settings.Logs.MaxDays = 0 // no log of requests: it would only cost PocketBase time
	if err := app.Save(settings); err != nil {
		return err
	}
	if _, err := app.FindCollectionByNameOrId("officers"); err != nil {
		if err := prepare(app, record); err != nil {
			return err
		}
	}
	token, err := signIn(app)
	if err != nil {
		return err
	}
	if err := json.NewEncoder(os.Stdout).Encode(map[string]string{"token": token}); err != nil {
		return err
	}
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		e.InstallerFunc = nil // it would open a browser
		return e.Next()
	})
	go func() {
		io.Copy(io.Discard, os.Stdin) // ends with the bench
		os.Exit(0)
	}()
	return apis.Serve(app, apis.ServeConfig{HttpAddr: address})
}

// signIn makes a user and a session of an hour.
func signIn(app core.App) (string, error) {
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return "", err
	}
	user := core.NewRecord(users)
	user.SetEmail(fmt.Sprintf("bench%d@example.org", time.Now().UnixNano()))
	user.SetRandomPassword()
	if err := app.Save(user); err != nil {
		return "", err
	}
	return user.NewStaticAuthToken(time.Hour)
}

// prepare makes the collection and copies the rows straight into its table.
func prepare(app core.App, record string) error {
	signedIn := `@request.auth.id != ""`
	units := core.NewBaseCollection("home_units")
	units.ListRule, units.ViewRule = &signedIn, &signedIn
	units.Fields.Add(&core.TextField{Name: "name"})
	if err := app.Save(units); err != nil {
		return err
	}
	officers := core.NewBaseCollection("officers")
	officers.ListRule, officers.ViewRule = &signedIn, &signedIn
	officers.Fields.Add(fields(units.Id)...)
	officers.AddIndex("officers_number", true, "service_number", "")
	officers.AddIndex("officers_name", false, "name_key, id", "")
	officers.AddIndex("officers_unit", false, "home_unit", "")
	officers.AddIndex("officers_rank", false, "rank_order, name_key", "")
	if err := app.Save(officers); err != nil {
		return err
	}
	return copyRows(app, record)
}

// textColumns and numberColumns are Beret's columns of an officer.
func textColumns() []string {
	return []string{"service_number", "full_name", "given_name", "passport_name", "search_key", "birth_date", "rank_code", "rank_since",
		"unit_since", "position", "enlisted_on", "left_on", "left_reason", "passport_expires", "medical_status", "medical_on", "medical_expires",
		"national_clearance", "national_clearance_on", "national_clearance_expires", "national_clearance_reference", "note"}
}

func numberColumns() []string { return []string{"rank_order", "import_id", "import_row", "version"} }

func fields(units string) (list []core.Field) {
	for _, name := range append(textColumns(), "name_key") { // bytes as hexadecimal text: there is no field for bytes
		list = append(list, &core.TextField{Name: name})
	}
	for _, name := range numberColumns() {
		list = append(list, &core.NumberField{Name: name})
	}
	return append(list, &core.BoolField{Name: "woman"}, &core.BoolField{Name: "generated"},
		&core.RelationField{Name: "home_unit", CollectionId: units, MaxSelect: 1})
}

// copyRows fills both tables. PocketBase's ids are texts of 15 characters; an
// officer's is the number with leading zeros.
func copyRows(app core.App, record string) error {
	names, values := "id, home_unit, name_key, woman, generated", "printf('%015d', id), printf('%015d', home_unit_id), hex(name_key), woman, generated"
	for _, column := range textColumns() {
		names, values = names+", "+column, values+", COALESCE("+column+", '')"
	}
	for _, column := range numberColumns() {
		names, values = names+", "+column, values+", COALESCE("+column+", 0)"
	}
	for _, statement := range []string{
		"ATTACH DATABASE '" + record + "' AS record",
		"INSERT INTO home_units (id, name) SELECT printf('%015d', id), name FROM record.home_unit",
		"INSERT INTO officers (" + names + ") SELECT " + values + " FROM record.officer ORDER BY id",
		"DETACH DATABASE record",
		"ANALYZE",
	} {
		if _, err := app.NonconcurrentDB().NewQuery(statement).Execute(); err != nil {
			return fmt.Errorf("%.30s: %w", statement, err)
		}
	}
	return nil
}
