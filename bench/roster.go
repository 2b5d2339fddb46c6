package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/roster"
	"beret/internal/spreadsheet"
)

// The roster's comparison: `beret import roster` of a million people against a
// bare bulk insert of the very rows that it wrote, with the same driver, file
// settings, tables and indexes. Each contender runs in a process of its own,
// so that its peak memory can be read.

const (
	rosterRowsVariable = "BERET_BENCH_ROSTER_ROWS" // rows other than a million
	rosterJobVariable  = "BERET_BENCH_ROSTER_JOB"  // the contender that this process is
	rosterRows         = 1_000_000
)

// rosterResult is what a contender reports on its standard output.
type rosterResult struct {
	Seconds float64
	PeakMB  float64
	Rows    int
	Note    string
}

func benchRoster(ctx context.Context) (string, error) {
	if job := os.Getenv(rosterJobVariable); job != "" {
		return "", runRosterJob(ctx, job)
	}
	count := rosterRows
	if text := os.Getenv(rosterRowsVariable); text != "" {
		var err error
		if count, err = strconv.Atoi(text); err != nil {
			return "", err
		}
	}
	folder, err := os.MkdirTemp("", "beret-bench-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	size, err := writeRoster(filepath.Join(folder, "roster.csv"), count)
	if err != nil {
		return "", err
	}
	results := map[string]rosterResult{}
	for _, job := range []string{"dry", "import", "again", "bare-1", "bare-100"} {
		if results[job], err = rosterJob(ctx, job, folder); err != nil {
			return "", fmt.Errorf("%s: %w", job, err)
		}
	}
	return rosterReport(count, size, results), nil
}

func rosterReport(count int, size int64, results map[string]rosterResult) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## Roster import\n\n%d people, %d columns, CSV of %.0f MB, into an empty record on SQLite; %s.\n\n", count, len(rosterHeadings()), float64(size)/1e6, machine())
	fmt.Fprintf(&b, "| contender | seconds | rows/s | peak memory |\n| --- | ---: | ---: | ---: |\n")
	for _, line := range []struct{ job, name string }{
		{"import", "`beret import roster`: read, judged, written, audited"},
		{"bare-1", "bare insert of the same rows, one a statement"},
		{"bare-100", "bare insert of the same rows, 100 a statement"},
		{"dry", "dry run into the empty record"},
		{"again", "the same file again: nothing changes"},
	} {
		r := results[line.job]
		fmt.Fprintf(&b, "| %s | %.1f | %.0f | %.0f MB |\n", line.name, r.Seconds, float64(count)/r.Seconds, r.PeakMB)
	}
	one, hundred, own := results["bare-1"].Seconds, results["bare-100"].Seconds, results["import"].Seconds
	fmt.Fprintf(&b, "\nThe import takes %.2f times as long as the bare insert, one row a statement, and %.2f times as long as the one of 100 rows a statement. "+
		"The bare inserts find their values ready in memory; making them is not timed. Rows of the import: %s.\n", own/one, own/hundred, results["import"].Note)
	return b.String()
}

// rosterJob runs a contender in a process of its own.
func rosterJob(ctx context.Context, job, folder string) (r rosterResult, err error) {
	self, err := os.Executable()
	if err != nil {
		return r, err
	}
	command := exec.CommandContext(ctx, self, "-run", "roster", "-results", os.DevNull)
	command.Env = append(os.Environ(), rosterJobVariable+"="+job+" "+folder)
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		return r, err
	}
	line, _, _ := bytes.Cut(output, []byte("\n"))
	return r, json.Unmarshal(line, &r)
}

func runRosterJob(ctx context.Context, job string) error {
	job, folder, _ := strings.Cut(job, " ")
	var r rosterResult
	var err error
	switch job {
	case "bare-1":
		r, err = bareInsert(ctx, folder, 1)
	case "bare-100":
		r, err = bareInsert(ctx, folder, 100)
	default:
		r, err = importRoster(ctx, folder, job == "dry")
	}
	if err != nil {
		return err
	}
	r.PeakMB = peakMemory()
	return json.NewEncoder(os.Stdout).Encode(r)
}

// peakMemory returns the largest resident set of this process so far, in MB.
func peakMemory() float64 {
	status, _ := os.ReadFile("/proc/self/status") // absent elsewhere than on Linux: no figure
	for line := range strings.Lines(string(status)) {
		if text, found := strings.CutPrefix(line, "VmHWM:"); found {
			kilobytes, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(text), " kB"), 64)
			return kilobytes / 1024
		}
	}
	return 0
}

// importRoster does what the command does.
func importRoster(ctx context.Context, folder string, dry bool) (r rosterResult, err error) {
	db, err := database.Open(ctx, filepath.Join(folder, "import.db"), database.Options{})
	if err != nil {
		return r, err
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		return r, err
	}
	book, err := reference.Load(nil)
	if err != nil {
		return r, err
	}
	catalogue, err := locale.Load()
	if err != nil {
		return r, err
	}
	store := registry.NewStore(db, book)
	start := time.Now()
	file, err := roster.Open(filepath.Join(folder, "roster.csv"))
	if err != nil {
		return r, err
	}
	defer file.Close()
	s, err := roster.New(db, store, catalogue).Import(ctx, account.System(), file, roster.Options{DryRun: dry, CreateUnits: true})
	if err != nil {
		return r, err
	}
	r.Seconds, r.Rows = time.Since(start).Seconds(), s.Rows
	r.Note = fmt.Sprintf("%d new, %d unchanged, %d rejected, %d suspected duplicates", s.New, s.Unchanged, s.Rejected, s.Suspected)
	return r, nil
}

// bareTables are the tables that the import of the bench fills, each after
// those it refers to.
func bareTables() []string {
	return []string{"home_unit", "roster_import", "officer", "officer_language", "officer_licence"}
}

// bareInsert copies the rows that the import wrote into a record of its own, in
// one transaction. Only the inserting is timed.
func bareInsert(ctx context.Context, folder string, rows int) (r rosterResult, err error) {
	from, err := sql.Open("sqlite", "file:"+filepath.Join(folder, "import.db")+"?mode=ro")
	if err != nil {
		return r, err
	}
	defer from.Close()
	to, err := database.Open(ctx, filepath.Join(folder, fmt.Sprintf("bare%d.db", rows)), database.Options{})
	if err != nil {
		return r, err
	}
	defer to.Close()
	if err := to.Migrate(ctx); err != nil {
		return r, err
	}
	var spent time.Duration
	var committing time.Time
	err = to.Write(ctx, func(tx *database.Tx) error {
		for _, table := range bareTables() {
			n, took, err := copyTable(ctx, from, tx, table, rows)
			if err != nil {
				return err
			}
			r.Rows += n
			spent += took
		}
		committing = time.Now()
		return nil
	})
	r.Seconds = (spent + time.Since(committing)).Seconds()
	return r, err
}

const copyChunk = 10_000

// copyTable inserts a table's rows, several a statement, with a prepared
// statement, and returns their number and the time in the database.
func copyTable(ctx context.Context, from *sql.DB, tx *database.Tx, table string, several int) (n int, spent time.Duration, err error) {
	source, err := from.QueryContext(ctx, "SELECT * FROM "+table+" ORDER BY rowid")
	if err != nil {
		return 0, 0, err
	}
	defer source.Close()
	columns, err := source.Columns()
	if err != nil {
		return 0, 0, err
	}
	insert := &inserter{ctx: ctx, tx: tx, into: "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES ", width: len(columns)}
	for more := true; more; {
		var args []any
		for k := 0; k < copyChunk; k++ {
			if more = source.Next(); !more {
				break
			}
			row := make([]any, len(columns))
			into := make([]any, len(columns))
			for i := range row {
				into[i] = &row[i]
			}
			if err := source.Scan(into...); err != nil {
				return n, spent, err
			}
			args = append(args, row...)
		}
		start := time.Now()
		if err := insert.all(args, several); err != nil {
			return n, spent, err
		}
		spent += time.Since(start)
		n += len(args) / len(columns)
	}
	return n, spent, source.Err()
}

type inserter struct {
	ctx   context.Context
	tx    *database.Tx
	into  string
	width int
	stmt  *sql.Stmt
	takes int
}

func (i *inserter) all(args []any, several int) error {
	for len(args) > 0 {
		rows := min(several, len(args)/i.width)
		if i.stmt == nil || rows != i.takes {
			row := "(" + strings.TrimSuffix(strings.Repeat("?, ", i.width), ", ") + ")"
			var err error
			if i.stmt, err = i.tx.Prepare(i.ctx, i.into+strings.TrimSuffix(strings.Repeat(row+", ", rows), ", ")); err != nil {
				return err
			}
			i.takes = rows
		}
		if _, err := i.stmt.ExecContext(i.ctx, args[:rows*i.width]...); err != nil {
			return err
		}
		args = args[rows*i.width:]
	}
	return nil
}

func rosterHeadings() []string {
	return []string{"Số hiệu", "Họ và tên", "Giới tính", "Ngày sinh", "Cấp bậc", "Ngày phong cấp bậc", "Đơn vị công tác", "Về đơn vị từ ngày",
		"Chức vụ", "Ngày vào ngành", "Ngoại ngữ", "Giấy phép lái xe", "Họ tên theo hộ chiếu", "Hộ chiếu hết hạn ngày", "Tình trạng sức khỏe",
		"Ngày khám sức khỏe", "Kết quả khám hết hạn ngày", "Ghi chú"}
}

// writeRoster writes a roster of generated people and returns its size.
func writeRoster(path string, count int) (int64, error) {
	file, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	buffered := bufio.NewWriterSize(file, 1<<20)
	w := spreadsheet.NewCSV(buffered, true)
	var columns []spreadsheet.Column
	for _, title := range rosterHeadings() {
		columns = append(columns, spreadsheet.Column{Title: title})
	}
	if err := w.Sheet("", columns); err != nil {
		return 0, err
	}
	random := rand.New(rand.NewPCG(2026, 10))
	for i := range count {
		if err := w.WriteRow(rosterRow(random, i)); err != nil {
			return 0, err
		}
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	if err := buffered.Flush(); err != nil {
		return 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), file.Close()
}

// rosterRow is a person put together of common syllables.
func rosterRow(random *rand.Rand, i int) []any {
	pick := func(words ...string) string { return words[random.IntN(len(words))] }
	day := func(from string, days int) civil.Date { return civil.MustDate(from).AddDays(random.IntN(days)) }
	sex, middle := "Nam", pick("Văn", "Đức", "Minh", "Quốc", "Hữu", "Xuân", "Đình")
	if random.IntN(5) == 0 {
		sex, middle = "Nữ", pick("Thị", "Ngọc", "Thu", "Thanh", "Kim", "Hồng")
	}
	name := pick("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý") + " " + middle + " " +
		pick("An", "Anh", "Bình", "Châu", "Dung", "Đạt", "Giang", "Hà", "Hải", "Hạnh", "Hoa", "Hùng", "Hương", "Khánh", "Lan", "Linh", "Long", "Mai", "Nam", "Nga", "Phúc", "Quân", "Sơn", "Tâm", "Thảo", "Thủy", "Tiến", "Trang", "Tú", "Việt", "Yến")
	languages, licences := "", ""
	if random.IntN(5) < 3 {
		languages = "Tiếng Anh | " + pick("A2", "B1", "B2", "C1") + " | " + day("2022-01-01", 1400).String()
	}
	if random.IntN(5) < 2 {
		licences = pick("B2", "C") + " | Số sàn | " + day("2010-01-01", 4000).String()
	}
	return []any{fmt.Sprintf("%03d-%06d", i%997, i), name, sex, day("1968-01-01", 10_000), pick("Thiếu úy", "Trung úy", "Thượng úy", "Đại úy", "Thiếu tá", "Trung tá"),
		day("2018-01-01", 2800), fmt.Sprintf("Phòng nghiệp vụ %d", random.IntN(300)), day("2016-01-01", 3500), pick("Cán bộ", "Trinh sát", "Đội phó", "Đội trưởng", "Phó trưởng phòng"),
		day("2014-01-01", 700), languages, licences, "", day("2025-01-01", 3000), pick("Đủ sức khỏe", "Đang chờ khám", ""), day("2025-01-01", 600), day("2026-12-01", 300), ""}
}
