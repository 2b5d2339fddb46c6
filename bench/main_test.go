package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSectionsStandBesideEachOther(t *testing.T) {
	path := filepath.Join(t.TempDir(), "RESULTS.md")
	for _, s := range [][2]string{{"first", "one\n"}, {"second", "two\n"}, {"first", "three\n"}} {
		if err := writeSection(path, s[0], s[1]); err != nil {
			t.Fatal(err)
		}
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := "<!-- first:begin -->\nthree\n<!-- first:end -->\n\n<!-- second:begin -->\ntwo\n<!-- second:end -->\n"
	if !strings.HasSuffix(string(content), want) || strings.Contains(string(content), "one\n<") {
		t.Errorf("got\n%s", content)
	}
}
