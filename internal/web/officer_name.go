package web

import (
	"strconv"
	"strings"

	"beret/internal/registry"
)

// officerPath is the page of an officer.
func officerPath(id int64) string { return "/officers/" + strconv.FormatInt(id, 10) }

// sexText names an officer's sex.
func sexText(woman bool) Text {
	if woman {
		return T("officerpage.woman")
	}
	return T("officerpage.man")
}

// exportRows is how many rows an export reads at a time.
const exportRows = 500

// head is the plain column of a key.
func head(key string) Column { return Column{Label: T(key)} }

// idValue is the value of a field that holds an id, empty for none.
func idValue(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

// unitOptions are the home units as a tree, first the choice of none.
func unitOptions(units []registry.HomeUnit, none Text) []Option {
	options := []Option{{Text: none}}
	for _, u := range units {
		options = append(options, Option{Value: idValue(u.ID), Text: Words(indent(u.Depth) + u.Name)})
	}
	return options
}

// indent sets a name in by its depth in a tree.
func indent(depth int) string {
	spaces := make([]rune, depth)
	for i := range spaces {
		spaces[i] = '\u2003'
	}
	return string(spaces)
}

// languageShort is a language's code and level: "EN B2".
func languageShort(l registry.Language) Text {
	return Words(strings.ToUpper(l.Language) + " " + l.Level)
}

// trimIndent takes the indent of a tree away again.
func trimIndent(name string) string { return strings.TrimLeft(name, "\u2003") }
