package web

import (
	"bytes"
	"html/template"
	"strings"
	"testing"

	"beret/internal/locale"

	"pgregory.net/rapid"
)

// oracle is what the template engine would draw: slowly, with its own escaping.
const oracle = `{{define "cell"}}
{{- if .Href}}<a href="{{.Href}}">{{end}}
{{- with .Share}}<span class="share"><span>{{share .Women .Total}}</span>{{template "sharebar" .}}</span>{{end}}
{{- say .Text}}
{{- if .Href}}</a>{{end}}
{{- range .Tags}} <span class="tag {{.Tone}}">{{say .Text}}</span>{{end}}
{{- with .Note}} <span class="note">{{say .}}</span>{{end}}
{{- end}}
{{- define "sharebar"}}<svg class="share-bar" aria-hidden="true" focusable="false"><rect width="{{.Percent}}" height="100%"/>{{if .Target}}<line x1="{{.Mark}}" x2="{{.Mark}}" y1="0" y2="100%"/>{{end}}</svg>{{end}}
{{- $table := .}}
{{- range .Rows}}
<tr{{if .Total}} class="total"{{end}}>
{{- range $i, $cell := .Cells}}
{{- if eq $i 0}}<th scope="row"{{with $table.ClassOf $i $cell}} class="{{.}}"{{end}}>{{template "cell" $cell}}</th>
{{- else}}<td data-label="{{say ($table.LabelOf $i)}}"{{with $table.ClassOf $i $cell}} class="{{.}}"{{end}}><div>{{template "cell" $cell}}</div></td>
{{- end}}{{end}}
</tr>
{{- end}}`

func TestRowsAreDrawnAsTheTemplateEngineWould(t *testing.T) {
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	p := catalogue.In(locale.Vietnamese)
	slow := template.Must(template.New("").Funcs(templateFunctions(p, nil)).Parse(oracle))
	rapid.Check(t, func(t *rapid.T) {
		table := drawTable(t)
		var want bytes.Buffer
		if err := slow.Execute(&want, table); err != nil {
			t.Fatal(err)
		}
		got := string(drawn(p, (*draw).rows)(table))
		if plain := strings.ReplaceAll(want.String(), "&#43;", "+"); got != plain {
			t.Fatalf("drawn\n%s\nthe engine\n%s", got, plain)
		}
	})
}

func drawTable(t *rapid.T) Table {
	words := rapid.Custom(func(t *rapid.T) Text {
		if rapid.Bool().Draw(t, "none") {
			return nil
		}
		return Words(rapid.StringOf(rapid.RuneFrom([]rune("aĐ <>&\"'`+/\\={}é"))).Draw(t, "words"))
	})
	href := rapid.OneOf(rapid.SampledFrom([]string{"", "/officers/1?a=1&b=2", "#part", "javascript:alert(1)", "JavaScript:x", "data:text/html,x", "mailto:a@b.c", "?a:b", "/a%20b%zz%"}),
		rapid.StringMatching(`/[a-z0-9?&=/ "<>'đ+:;,._~!*()#\[\]@$-]{0,12}`))
	cell := rapid.Custom(func(t *rapid.T) Cell {
		c := Cell{Text: words.Draw(t, "text"), Note: words.Draw(t, "note"), Href: href.Draw(t, "href")}
		for range rapid.IntRange(0, 2).Draw(t, "tags") {
			c.Tags = append(c.Tags, Tag{Text: words.Draw(t, "tag"), Tone: Tone(rapid.SampledFrom([]string{"good", "a\"b"}).Draw(t, "tone"))})
		}
		if rapid.Bool().Draw(t, "share") {
			c.Share = &Share{Women: 1, Total: rapid.IntRange(0, 3).Draw(t, "total"), Target: float64(rapid.IntRange(0, 100).Draw(t, "target"))}
		}
		return c
	})
	row := rapid.Custom(func(t *rapid.T) Row {
		return Row{Total: rapid.Bool().Draw(t, "sum"), Cells: rapid.SliceOfN(cell, 0, 4).Draw(t, "cells")}
	})
	return Table{Columns: []Column{{Label: words.Draw(t, "a")}, {Label: words.Draw(t, "b"), Numeric: true}, {Label: words.Draw(t, "c"), Tight: true}},
		Rows: rapid.SliceOfN(row, 0, 3).Draw(t, "rows")}
}
