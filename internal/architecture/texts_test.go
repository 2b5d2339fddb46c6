package architecture

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"testing"

	"beret/internal/account"
	"beret/internal/locale"
)

func catalogue(t *testing.T) *locale.Catalogue {
	t.Helper()
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEveryLanguageHasEveryKey(t *testing.T) {
	c := catalogue(t)
	for _, lang := range locale.Languages() {
		for _, other := range locale.Languages() {
			for _, key := range c.Keys(lang) {
				if !c.Has(other, key) {
					t.Errorf("%s has the key %s, %s has not", lang, key, other)
				}
			}
		}
	}
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// A translation may leave a placeholder out only for the bare count "{n}",
// which a plural form may spell.
func TestTranslationsHaveTheSamePlaceholders(t *testing.T) {
	c := catalogue(t)
	of := func(lang locale.Lang, key string) string {
		names := map[string]bool{}
		for _, name := range placeholder.FindAllString(c.In(lang).Text(key), -1) {
			names[name] = true
		}
		delete(names, "{n}")
		if names["{day}"] && names["{month}"] && names["{year}"] { // a date spelt out
			delete(names, "{day}")
			delete(names, "{month}")
			delete(names, "{year}")
			names["{date}"] = true
		}
		var sorted []string
		for name := range names {
			sorted = append(sorted, name)
		}
		sort.Strings(sorted)
		return strings.Join(sorted, " ")
	}
	for _, key := range c.Keys(locale.English) {
		if en, vi := of(locale.English, key), of(locale.Vietnamese, key); en != vi && c.Has(locale.Vietnamese, key) {
			t.Errorf("%s has the placeholders %s in English and %s in Vietnamese", key, en, vi)
		}
	}
}

var (
	keyShape     = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_-]+)+\.?$`)
	templateText = regexp.MustCompile("[\"`]([a-z]+(?:\\.[a-z0-9_-]+)+\\.?)[\"`]")
)

// literals returns every string in the program that has the shape of a key, or
// of the beginning of one that is completed at run time ("registry.check.").
func literals(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			switch entry.Name() {
			case ".git", "bench", "text", "testdata":
				return filepath.SkipDir
			}
			return nil
		}
		switch {
		case strings.HasSuffix(path, "_test.go"):
		case strings.HasSuffix(path, ".go"):
			collectGo(t, path, found)
		case strings.HasSuffix(path, ".html"):
			collectTemplate(t, path, found)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func collectGo(t *testing.T, path string, found map[string][]string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(node ast.Node) bool {
		if _, imports := node.(*ast.ImportSpec); imports {
			return false
		}
		literal, ok := node.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}
		if text, err := strconv.Unquote(literal.Value); err == nil && keyShape.MatchString(text) {
			found[text] = append(found[text], path)
		}
		return true
	})
}

func collectTemplate(t *testing.T, path string, found map[string][]string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, match := range templateText.FindAllStringSubmatch(string(data), -1) {
		found[match[1]] = append(found[match[1]], path)
	}
}

func TestEveryKeyInTheProgramHasWordsAndEveryTextIsUsed(t *testing.T) {
	c, found := catalogue(t), literals(t)
	rooms := map[string]bool{}
	for _, key := range c.Keys(locale.English) {
		room, _, _ := strings.Cut(key, ".")
		rooms[room] = true
		if !used(key, found) {
			t.Errorf("the text %s is used nowhere", key)
		}
	}
	actions := map[string]bool{}
	for _, action := range account.Actions() {
		actions[string(action)] = true
	}
	for literal, paths := range found {
		room, _, _ := strings.Cut(literal, ".")
		if !rooms[room] || actions[literal] || notAKey(literal) || strings.HasSuffix(literal, ".") {
			continue
		}
		if !c.Has(locale.English, literal) {
			t.Errorf("the key %s in %s has no text", literal, paths[0])
		}
	}
}

func used(key string, found map[string][]string) bool {
	if _, whole := found[key]; whole {
		return true
	}
	for i := range key {
		if key[i] == '.' {
			if _, begun := found[key[:i+1]]; begun {
				return true
			}
		}
	}
	return false
}

// notAKey lists shapes that look like a key and are something else: file
// names, and acts in the audit log, which are "<kind>.<verb>" constants.
func notAKey(literal string) bool {
	switch filepath.Ext(literal) {
	case ".html", ".css", ".js", ".svg", ".csv", ".xlsx", ".docx", ".pdf", ".json", ".db", ".txt", ".png", ".ttf", ".xml":
		return true
	}
	return false
}
