// Package htmlcheck checks a page's HTML for what every page promises: it
// speaks a language, has one title and one first heading, names its fields,
// keeps ids unique and carries neither scripts, styles nor missing texts. The
// checks are plain functions from a parsed page to complaints, so that a test
// can put together those it wants.
package htmlcheck

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
)

// Check looks at a page and returns what is wrong with it.
type Check func(root *html.Node) []string

// All is every check that needs nothing but the page.
func All() []Check {
	return []Check{Language, Title, Headings, UniqueIDs, Labels, References, NoInline, NoMissingText, Tables, Images}
}

// Run parses a page and returns the complaints of the checks, in their order.
func Run(page string, checks ...Check) ([]string, error) {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return nil, fmt.Errorf("htmlcheck: %w", err)
	}
	var complaints []string
	for _, check := range checks {
		complaints = append(complaints, check(root)...)
	}
	return complaints, nil
}

// Language asks for a lang attribute on the root element.
func Language(root *html.Node) []string {
	for n := range elements(root, "html") {
		if attribute(n, "lang") != "" {
			return nil
		}
	}
	return []string{"the page has no lang attribute"}
}

// Title asks for one title with words in it.
func Title(root *html.Node) []string {
	count := 0
	for n := range elements(root, "title") {
		if n.Parent.Data == "head" && strings.TrimSpace(Words(n)) != "" {
			count++
		}
	}
	if count != 1 {
		return []string{fmt.Sprintf("the page has %d titles", count)}
	}
	return nil
}

// Headings asks for one h1 that comes first, and no level skipped on the way
// down.
func Headings(root *html.Node) []string {
	var complaints []string
	last, firsts := 0, 0
	for n := range elements(root, "h1", "h2", "h3", "h4", "h5", "h6") {
		level := int(n.Data[1] - '0')
		if level == 1 {
			firsts++
		}
		if level > last+1 {
			complaints = append(complaints, fmt.Sprintf("heading %q is an %s after an h%d", Words(n), n.Data, last))
		}
		if strings.TrimSpace(Words(n)) == "" {
			complaints = append(complaints, "an empty "+n.Data)
		}
		last = level
	}
	if firsts != 1 {
		complaints = append(complaints, fmt.Sprintf("the page has %d h1", firsts))
	}
	return complaints
}

// UniqueIDs asks that no id stands twice.
func UniqueIDs(root *html.Node) []string {
	var complaints []string
	seen := map[string]bool{}
	for n := range elements(root) {
		id := attribute(n, "id")
		if id == "" {
			continue
		}
		if seen[id] {
			complaints = append(complaints, fmt.Sprintf("id %q stands twice", id))
		}
		seen[id] = true
	}
	return complaints
}

// Labels asks that each field has a label, each button words, each link words.
func Labels(root *html.Node) []string {
	labelled := map[string]bool{}
	for n := range elements(root, "label") {
		labelled[attribute(n, "for")] = true
	}
	var complaints []string
	for n := range elements(root, "input", "select", "textarea") {
		kind := attribute(n, "type")
		if kind == "hidden" || kind == "submit" {
			continue
		}
		if id := attribute(n, "id"); id != "" && labelled[id] || inside(n, "label") || attribute(n, "aria-label") != "" {
			continue
		}
		complaints = append(complaints, fmt.Sprintf("%s %q has no label", n.Data, attribute(n, "name")))
	}
	for n := range elements(root, "a", "button", "summary") {
		if strings.TrimSpace(Words(n)) == "" && attribute(n, "aria-label") == "" {
			complaints = append(complaints, fmt.Sprintf("%s %q has no words", n.Data, attribute(n, "href")))
		}
	}
	return complaints
}

// References asks that for, aria-labelledby, aria-describedby and links within
// the page lead to an id that is there.
func References(root *html.Node) []string {
	ids := map[string]bool{}
	for n := range elements(root) {
		ids[attribute(n, "id")] = true
	}
	var complaints []string
	for n := range elements(root) {
		for _, name := range []string{"for", "aria-labelledby", "aria-describedby", "aria-controls"} {
			for _, id := range strings.Fields(attribute(n, name)) {
				if !ids[id] {
					complaints = append(complaints, fmt.Sprintf("%s=%q leads nowhere", name, id))
				}
			}
		}
		if fragment, ok := strings.CutPrefix(attribute(n, "href"), "#"); ok && !ids[fragment] {
			complaints = append(complaints, fmt.Sprintf("link to #%s leads nowhere", fragment))
		}
	}
	return complaints
}

// NoInline asks for a page that the strict content policy does not break: no
// script, style or handler in the markup, nothing from elsewhere.
func NoInline(root *html.Node) []string {
	var complaints []string
	for n := range elements(root) {
		if n.Data == "style" || n.Data == "script" && attribute(n, "src") == "" {
			complaints = append(complaints, "inline "+n.Data)
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				complaints = append(complaints, fmt.Sprintf("%s has the attribute %s", n.Data, a.Key))
			}
			if (a.Key == "src" || a.Key == "href" && n.Data == "link") && !strings.HasPrefix(a.Val, "/") {
				complaints = append(complaints, fmt.Sprintf("%s loads %s", n.Data, a.Val))
			}
		}
	}
	return complaints
}

// NoMissingText asks that no key of the catalogue is left unresolved.
func NoMissingText(root *html.Node) []string {
	var complaints []string
	look := func(s string) {
		if i := strings.Index(s, "⟦"); i >= 0 {
			complaints = append(complaints, "missing text "+s[i:])
		}
	}
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			look(n.Data)
		}
		for _, a := range n.Attr {
			look(a.Val)
		}
	}
	return complaints
}

// Tables asks that each table has a caption and scoped heads.
func Tables(root *html.Node) []string {
	var complaints []string
	for n := range elements(root, "table") {
		captions := 0
		for range elements(n, "caption") {
			captions++
		}
		if captions != 1 {
			complaints = append(complaints, "a table without a caption")
		}
	}
	for n := range elements(root, "th") {
		if attribute(n, "scope") == "" {
			complaints = append(complaints, fmt.Sprintf("table head %q has no scope", Words(n)))
		}
	}
	return complaints
}

// Images asks that each picture has a name or is hidden from screen readers.
func Images(root *html.Node) []string {
	var complaints []string
	for n := range elements(root, "img", "svg") {
		named := attribute(n, "alt") != "" || attribute(n, "aria-labelledby") != "" || attribute(n, "aria-label") != ""
		if !named && attribute(n, "aria-hidden") != "true" && !has(n, "alt") {
			complaints = append(complaints, n.Data+" has no name")
		}
	}
	return complaints
}

// Links returns the addresses of all links of the page.
func Links(page string) ([]string, error) { return collect(page, "a", "href") }

// Forms returns where the page's forms that change something post to.
func Forms(page string) ([]string, error) { return collect(page, "form", "action") }

func collect(page, element, name string) ([]string, error) {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return nil, fmt.Errorf("htmlcheck: %w", err)
	}
	var found []string
	for n := range elements(root, element) {
		if element != "form" || attribute(n, "method") == "post" {
			found = append(found, attribute(n, name))
		}
	}
	return found, nil
}

// Words returns the text of an element.
func Words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// elements walks the elements of the given names, or all of them.
func elements(root *html.Node, names ...string) func(yield func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		for n := range root.Descendants() {
			if n.Type == html.ElementNode && wanted(n.Data, names) && !yield(n) {
				return
			}
		}
	}
}

func wanted(name string, names []string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return len(names) == 0
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func inside(n *html.Node, name string) bool {
	for p := range n.Ancestors() {
		if p.Data == name {
			return true
		}
	}
	return false
}
