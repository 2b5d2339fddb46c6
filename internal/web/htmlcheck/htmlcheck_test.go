package htmlcheck

import (
	"strings"
	"testing"
)

const sound = `<!doctype html><html lang="en"><head><title>Officers</title></head><body>
<h1>Officers</h1><h2>Filter</h2><form><label for="q">Name</label><input id="q" aria-describedby="h"><p id="h">hint</p>
<label>Sex <select><option>f</option></select></label><input type="hidden" name="x"></form>
<table><caption>People</caption><tr><th scope="col">Name</th></tr></table><svg aria-hidden="true"></svg><a href="#q">to name</a></body></html>`

func TestSoundPage(t *testing.T) {
	if complaints, err := Run(sound, All()...); err != nil || len(complaints) > 0 {
		t.Errorf("%v, %v", complaints, err)
	}
}

func TestEachFaultIsFound(t *testing.T) {
	for _, test := range []struct{ rule, from, to string }{
		{"a page has a language", ` lang="en"`, ""},
		{"a page has a title", "<title>Officers</title>", ""},
		{"a page has a first heading", "<h1>Officers</h1>", ""},
		{"a page has one first heading", "<h2>Filter</h2>", "<h1>Filter</h1>"},
		{"no level is skipped", "<h2>Filter</h2>", "<h3>Filter</h3>"},
		{"a heading has words", "<h2>Filter</h2>", "<h2> </h2>"},
		{"an id stands once", `<p id="h">`, `<p id="h"></p><p id="h">`},
		{"a field has a label", `for="q"`, ""},
		{"a link has words", "to name</a>", "</a>"},
		{"a description exists", `<p id="h">`, "<p>"},
		{"a link within the page leads somewhere", `href="#q"`, `href="#z"`},
		{"no style in the markup", "<h1>", `<h1 style="color:red">`},
		{"no script in the markup", "<h1>", "<script>1</script><h1>"},
		{"no handler in the markup", "<h1>", `<h1 onclick="x">`},
		{"nothing from elsewhere", "</head>", `<link href="https://example.org/x.css"></head>`},
		{"no text is missing", "Filter", "⟦web.filter⟧"},
		{"a table has a caption", "<caption>People</caption>", ""},
		{"a table head has a scope", ` scope="col"`, ""},
		{"a picture has a name", ` aria-hidden="true"`, ""},
	} {
		t.Run(test.rule, func(t *testing.T) {
			page := strings.Replace(sound, test.from, test.to, 1)
			if complaints, _ := Run(page, All()...); page == sound || len(complaints) == 0 {
				t.Error("not found")
			}
		})
	}
}
