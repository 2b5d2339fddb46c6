package contribution_test

import (
	"context"
	"strings"
	"testing"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/contribution"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/fault"
	"beret/internal/reference"

	"github.com/google/go-cmp/cmp"
)

const head = "isocode3,mission_acronym,personnel_type,female_personnel,male_personnel,last_reporting_date\n"

const may = head + `VNM,UNMISS,Individual Police,3,5,2024-05-31
VNM,UNISFA,Individual Police,1,1,2024-05-31
RWA,UNMISS,Formed Police Units,40,120,2024-05-31
GHA,UNMISS,Troops,90,700,2024-05-31
JOR,UNMISS,Individual Police,0,9,2024-05-31
`

func read(t *testing.T, text string) *contribution.File {
	t.Helper()
	known, err := reference.LoadCountries()
	if err != nil {
		t.Fatal(err)
	}
	file, err := contribution.Parse(strings.NewReader(text), "may.csv", known, "")
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func mustImport(t *testing.T, store *contribution.Store, text string, mode contribution.Mode) contribution.Plan {
	t.Helper()
	plan, err := store.Import(context.Background(), account.System(), read(t, text), mode)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func auditRows(t *testing.T, db *database.DB) int {
	t.Helper()
	var total int
	err := db.Read(context.Background(), func(tx *database.Tx) error {
		rows, n, err := audit.List(context.Background(), tx, account.System(), audit.Filter{Kind: "contribution_import"})
		total = n
		if err == nil && n > 0 && rows[0].Action != "world.import" {
			t.Errorf("audited as %q", rows[0].Action)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return total
}

func TestImportIsRecordedOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		store := contribution.NewStore(db)
		first := mustImport(t, store, may, contribution.WholeMonths)
		if first.Added != 5 || first.Import == 0 || len(first.Changed)+len(first.Removed) != 0 {
			t.Errorf("first import: %+v", first)
		}
		if again := mustImport(t, store, may, contribution.WholeMonths); !again.Empty() || again.Unchanged != 5 || again.Import != 0 {
			t.Errorf("the same file again: %+v", again)
		}
		got, err := store.Figures(context.Background(), account.System(), contribution.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(read(t, may).Figures, got); diff != "" {
			t.Error(diff)
		}
		imports, err := store.Imports(context.Background(), account.System())
		if err != nil || len(imports) != 1 || imports[0].Rows != 5 || imports[0].First != civil.MustMonth("2024-05") || !imports[0].At.Equal(databasetest.Noon) {
			t.Errorf("imports: %+v, %v", imports, err)
		}
		if n := auditRows(t, db); n != 1 {
			t.Errorf("%d audit rows", n)
		}
	})
}

func TestLaterFileReplacesTheMonthAndSaysWhatChanged(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		store := contribution.NewStore(db)
		mustImport(t, store, may, contribution.WholeMonths)
		later := strings.NewReplacer("VNM,UNMISS,Individual Police,3,5", "VNM,UNMISS,Individual Police,4,4",
			"VNM,UNISFA,Individual Police,1,1,2024-05-31\n", "").Replace(may)
		preview, err := store.Preview(context.Background(), account.System(), read(t, later), contribution.WholeMonths)
		if err != nil {
			t.Fatal(err)
		}
		plan := mustImport(t, store, later, contribution.WholeMonths)
		if len(plan.Changed) != 1 || plan.Changed[0].Before.Women != 3 || plan.Changed[0].After.Women != 4 ||
			len(plan.Removed) != 1 || plan.Removed[0].Before.Mission != "UNISFA" || plan.Unchanged != 3 {
			t.Errorf("plan: %+v", plan)
		}
		if diff := cmp.Diff(preview.Changed, plan.Changed); diff != "" {
			t.Errorf("the preview promised other changes: %s", diff)
		}
		got, err := store.Figures(context.Background(), account.System(), contribution.Filter{Country: "VNM"})
		if err != nil || len(got) != 1 || got[0].Women != 4 {
			t.Errorf("figures: %+v, %v", got, err)
		}
		if n := auditRows(t, db); n != 2 {
			t.Errorf("%d audit rows", n)
		}
	})
}

func TestExtractLeavesOtherCountriesAlone(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		store := contribution.NewStore(db)
		mustImport(t, store, may, contribution.WholeMonths)
		extract := head + "VNM,UNMISS,Individual Police,4,4,2024-05-31\n"
		_, err := store.Import(context.Background(), account.System(), read(t, extract), contribution.WholeMonths)
		if fault.CodeOf(err) == fault.Invalid {
			t.Error("one of two contributors of individual police is half of them and no less")
		}
		mustImport(t, store, may+"FJI,UNMISS,Individual Police,1,1,2024-05-31\n", contribution.WholeMonths)
		_, err = store.Import(context.Background(), account.System(), read(t, extract), contribution.WholeMonths)
		if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "partial_month") {
			t.Errorf("an extract as whole months is refused: %v", err)
		}
		plan := mustImport(t, store, extract, contribution.OnlyContributors)
		if len(plan.Changed) != 1 || len(plan.Removed) != 1 || plan.Removed[0].Before.Country != "VNM" {
			t.Errorf("plan: %+v", plan)
		}
		got, err := store.Figures(context.Background(), account.System(), contribution.Filter{})
		if err != nil || len(got) != 5 {
			t.Errorf("figures: %+v, %v", got, err)
		}
	})
}

func TestOnlyWhoMayImportsAndSees(t *testing.T) {
	store := contribution.NewStore(databasetest.SQLite(t))
	ctx := context.Background()
	for _, role := range account.Roles() {
		actor := account.Actor{Role: role}
		_, err := store.Import(ctx, actor, read(t, may), contribution.WholeMonths)
		if actor.May(account.WorldImport) != (fault.CodeOf(err) != fault.Forbidden || err == nil) {
			t.Errorf("%s imports: %v", role, err)
		}
		_, err = store.Figures(ctx, actor, contribution.Filter{})
		if actor.May(account.WorldView) != (err == nil) {
			t.Errorf("%s sees: %v", role, err)
		}
	}
}

func TestIssuesComeBackAsTheyWereTold(t *testing.T) {
	store := contribution.NewStore(databasetest.SQLite(t))
	file := read(t, may+"VNM,UNMISS,Individual Police,3,6,2024-05-31\nATL,UNMISS,Troops,1,1,2024-05-31\nVNM,M,Troops,,1,2024-06-29\n")
	if _, err := store.Import(context.Background(), account.System(), file, contribution.WholeMonths); err != nil {
		t.Fatal(err)
	}
	imports, err := store.Imports(context.Background(), account.System())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(file.Issues, imports[0].Issues); diff != "" || len(file.Issues) != 4 {
		t.Error(diff)
	}
}
