package figure

import (
	"fmt"
	"strconv"
	"strings"
)

// class names what a shape is. The page's stylesheet and the two paper
// canvases both take its looks from styles, so there is one truth.
type class string

// ink is a colour by its role, as a custom property of the page.
type ink string

type colour struct{ r, g, b uint8 }

// inkOf is the palette: paper and light page, then dark page. Women are of the
// UN's blue family and men a warm grey, a pair that stays apart in every
// colour blindness and in black and white; the target is a burnt orange.
type inkOf struct {
	name        ink
	light, dark string
}

var inks = []inkOf{
	{"ink", "#1d2830", "#e6ebee"},
	{"muted", "#55626c", "#a9b6bf"},
	{"axis", "#8a969e", "#71808a"},
	{"grid", "#e2e7ea", "#2f3a42"},
	{"surface", "#ffffff", "#12191e"},
	{"women", "#0072b0", "#4db5ee"},
	{"men", "#918879", "#9d9486"},
	{"target", "#b04a08", "#f0a05c"},
	{"series-1", "#0072b0", "#4db5ee"},
	{"series-2", "#6d6558", "#bdb4a5"},
	{"series-3", "#00745a", "#43c59e"},
	{"series-4", "#87408a", "#d393d6"},
	{"series-5", "#846600", "#d8b64a"},
	{"series-6", "#39496b", "#9fb2dd"},
}

// seriesInks is how many series can be told apart by colour; a seventh takes
// the first's again and is told by its label alone.
const seriesInks = 6

// style is how a class looks. Lengths are in CSS pixels.
type style struct {
	fill, stroke ink
	width        float64
	dash         []float64
	alpha        float64 // of the whole shape, 0 for opaque
	size         float64 // of text
	bold         bool
	hidden       bool // answers the pointer, prints nothing
}

type styled struct {
	class class
	style style
}

const (
	textSize  = 13.0
	smallSize = 12.0
)

var styles = append([]styled{
	{"axis", style{stroke: "axis", width: 1}},
	{"grid", style{stroke: "grid", width: 1}},
	{"tick", style{fill: "muted", size: smallSize}},
	{"label", style{fill: "ink", size: textSize}},
	{"strong", style{fill: "ink", size: textSize, bold: true}},
	{"note", style{fill: "muted", size: smallSize}},
	{"leader", style{stroke: "axis", width: 0.75}},
	{"hit", style{fill: "surface", hidden: true}},
	{"target", style{stroke: "target", width: 1.5, dash: []float64{6, 4}}},
	{"target-tick", style{stroke: "target", width: 2.5}},
	{"target-name", style{fill: "target", size: smallSize}},
	{"back", style{fill: "surface"}},
	{"event", style{stroke: "muted", width: 1, dash: []float64{2, 3}}},
	{"event-name", style{fill: "muted", size: smallSize}},
	{"women", style{fill: "women"}},
	{"women-name", style{fill: "women", size: textSize, bold: true}},
	{"men", style{fill: "men"}},
	{"men-open", style{fill: "surface", stroke: "men", width: 1.5}},
	{"men-name", style{fill: "series-2", size: textSize, bold: true}},
	{"needed", style{fill: "surface", stroke: "target", width: 2.25}},
	{"whisker", style{stroke: "ink", width: 1.25}},
	{"dot", style{fill: "women", stroke: "surface", width: 1.5}},
	{"dot-other", style{fill: "series-2", stroke: "surface", width: 1.5}},
	{"cell-full", style{fill: "women"}},
	{"cell-pale", style{fill: "women", alpha: 0.16}},
	{"cell-line", style{stroke: "women", width: 1.5}},
	{"cell-alert", style{fill: "target"}},
	{"cell-edge", style{stroke: "axis", width: 1}},
}, seriesStyles()...)

func seriesStyles() []styled {
	var all []styled
	for i := 1; i <= seriesInks; i++ {
		of := ink("series-" + strconv.Itoa(i))
		width := 2.0
		if i == 1 {
			width = 2.75
		}
		all = append(all,
			styled{seriesClass("line", i-1), style{stroke: of, width: width}},
			styled{seriesClass("median", i-1), style{stroke: of, width: 1.75, dash: []float64{3, 3}}},
			styled{seriesClass("point", i-1), style{fill: of, stroke: "surface", width: 1}},
			styled{seriesClass("band", i-1), style{fill: of, alpha: 0.15}},
			styled{seriesClass("name", i-1), style{fill: of, size: textSize, bold: true}})
	}
	return all
}

func seriesClass(what string, series int) class {
	return class(what + "-" + strconv.Itoa(series%seriesInks+1))
}

// styleOf returns the looks of a class. A class without looks is a mistake of
// ours that a test finds; it is drawn as plain text or line.
func styleOf(c class) style {
	for _, s := range styles {
		if s.class == c {
			return s.style
		}
	}
	return style{fill: "ink", stroke: "ink", width: 1, size: textSize}
}

// lightInk returns a colour as it stands on paper.
func lightInk(name ink) colour {
	for _, i := range inks {
		if i.name == name {
			v, err := strconv.ParseUint(i.light[1:], 16, 32)
			if err != nil {
				return colour{}
			}
			return colour{uint8(v >> 16), uint8(v >> 8), uint8(v)}
		}
	}
	return colour{}
}

// Classes lists every class name that SVG can write, without the prefix
// "figure-" that stands before each in markup and stylesheet.
func Classes() []string {
	names := make([]string, len(styles))
	for i, s := range styles {
		names[i] = string(s.class)
	}
	return names
}

// Stylesheet returns the rules that colour the figures of a page. Serve it
// with the page's own stylesheet. Its colours are custom properties
// (--figure-women, --figure-men, --figure-target, --figure-series-1 …) that
// follow the reader's system, an attribute data-theme="light" or "dark" on the
// root element, and print.
func Stylesheet() string {
	var b strings.Builder
	light, dark := properties(func(i inkOf) string { return i.light }), properties(func(i inkOf) string { return i.dark })
	fmt.Fprintf(&b, ":root{%s}\n", light)
	fmt.Fprintf(&b, "@media screen and (prefers-color-scheme:dark){:root:not([data-theme=\"light\"]){%s}}\n", dark)
	fmt.Fprintf(&b, "@media screen{:root[data-theme=\"dark\"]{%s}}\n", dark)
	b.WriteString("svg.figure{display:block;max-width:100%;height:auto;break-inside:avoid}\n")
	b.WriteString("svg.figure text{font-family:\"Liberation Sans\",Arial,Helvetica,sans-serif;font-variant-numeric:tabular-nums}\n")
	for _, s := range styles {
		fmt.Fprintf(&b, ".figure-%s{%s}\n", s.class, s.style.css())
	}
	b.WriteString("@media (hover:hover){.figure-mark:hover .figure-hit{fill:var(--figure-ink);fill-opacity:.12}}\n")
	return b.String()
}

func properties(of func(inkOf) string) string {
	var b strings.Builder
	for _, i := range inks {
		fmt.Fprintf(&b, "--figure-%s:%s;", i.name, of(i))
	}
	return b.String()
}

func (s style) css() string {
	rules := []string{"fill:" + s.fill.css()}
	if s.hidden {
		return "fill-opacity:0;pointer-events:all"
	}
	if s.stroke != "" {
		rules = append(rules, "stroke:"+s.stroke.css(), "stroke-width:"+number(s.width), "stroke-linejoin:round")
		if s.dash == nil {
			rules = append(rules, "stroke-linecap:round")
		}
	}
	if s.dash != nil {
		rules = append(rules, fmt.Sprintf("stroke-dasharray:%s %s", number(s.dash[0]), number(s.dash[1])))
	}
	if s.alpha != 0 {
		rules = append(rules, "opacity:"+number(s.alpha))
	}
	if s.size != 0 {
		rules = append(rules, "font-size:"+number(s.size)+"px")
	}
	if s.bold {
		rules = append(rules, "font-weight:700")
	}
	return strings.Join(rules, ";")
}

func (i ink) css() string {
	if i == "" {
		return "none"
	}
	return "var(--figure-" + string(i) + ")"
}
