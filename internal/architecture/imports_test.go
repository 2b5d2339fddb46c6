// Package architecture holds the tests that keep the house as ARCHITECTURE.md
// draws it: which room may import which, and that every text has its words.
package architecture

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

// allowed reads the table of imports between the markers in ARCHITECTURE.md:
// one line a room, "| room | rooms it may import |".
func allowed(t *testing.T) map[string]map[string]bool {
	t.Helper()
	file, err := os.Open(filepath.Join(root, "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	table, inside := map[string]map[string]bool{}, false
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := lines.Text()
		switch {
		case strings.Contains(line, "imports:begin"):
			inside = true
		case strings.Contains(line, "imports:end"):
			inside = false
		case inside && strings.HasPrefix(line, "| `"):
			cells := strings.Split(line, "|")
			table[words(cells[1])[0]] = map[string]bool{}
			for _, room := range words(cells[2]) {
				table[words(cells[1])[0]][room] = true
			}
		}
	}
	return table
}

func words(cell string) []string {
	return strings.Fields(strings.NewReplacer("`", " ", ",", " ").Replace(cell))
}

func TestRoomsImportOnlyWhatTheTableAllows(t *testing.T) {
	table := allowed(t)
	command := exec.Command("go", "list", "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, "./...")
	command.Dir = root
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(string(output)), "\n") {
		fields := strings.Fields(line)
		room := roomOf(fields[0])
		if room == "" || room == "architecture" { // these tests
			continue
		}
		seen[room] = true
		may, known := table[room]
		if !known {
			t.Errorf("room %s is not in ARCHITECTURE.md's table of imports", room)
			continue
		}
		for _, path := range fields[1:] {
			if other := roomOf(path); other != "" && other != room && !may[other] {
				t.Errorf("%s imports %s, which the table in ARCHITECTURE.md does not allow", room, other)
			}
		}
	}
	for room := range table {
		if !seen[room] {
			t.Errorf("ARCHITECTURE.md names the room %s, which is not there", room)
		}
	}
}

// roomOf returns the room of an import path, "" for anything outside. Rooms
// for tests only and folders inside a room count as the room.
func roomOf(path string) string {
	inner, ok := strings.CutPrefix(path, "beret/")
	if path == "beret" {
		return "main"
	}
	if !ok {
		return ""
	}
	inner = strings.TrimPrefix(inner, "internal/")
	room, _, _ := strings.Cut(inner, "/")
	return room
}
