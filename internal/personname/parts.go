package personname

import "strings"

// Parts are a full name's family name (họ), middle names (tên đệm, often
// several syllables) and given name (tên), each in the spelling of the name.
type Parts struct {
	Family, Middle, Given string
}

// Split divides a full name. By rule the given name is the last syllable and
// the family name the first; a name of one syllable is a given name.
//
// The rule fails for given names of two syllables and for names in another
// order, so an override that is not empty decides: its syllables are taken out
// of the full name where they stand (compared without accents, the last place
// first), and what remains is family name and middle names. An override that
// does not occur in the full name is the given name beside the whole of it.
func Split(full, override string) Parts {
	syllables := strings.Fields(Normalize(full))
	given := strings.Fields(Normalize(override))
	if len(given) == 0 {
		return splitByRule(syllables)
	}
	at := lastIndexFolded(syllables, given)
	if at < 0 {
		return Parts{Family: first(syllables), Middle: rest(syllables), Given: strings.Join(given, " ")}
	}
	others := make([]string, 0, len(syllables))
	others = append(others, syllables[:at]...)
	others = append(others, syllables[at+len(given):]...)
	return Parts{Family: first(others), Middle: rest(others), Given: strings.Join(given, " ")}
}

func splitByRule(syllables []string) Parts {
	if len(syllables) == 0 {
		return Parts{}
	}
	last := len(syllables) - 1
	return Parts{
		Family: first(syllables[:last]),
		Middle: rest(syllables[:last]),
		Given:  syllables[last],
	}
}

// GivenName returns the name by which the person is addressed: "Ms Lan", not
// "Ms Nguyễn". See [Split] for the override.
func GivenName(full, override string) string { return Split(full, override).Given }

// lastIndexFolded returns the last place where part stands in whole, compared
// by Fold, or -1.
func lastIndexFolded(whole, part []string) int {
	for at := len(whole) - len(part); at >= 0; at-- {
		if foldedEqual(whole[at:at+len(part)], part) {
			return at
		}
	}
	return -1
}

func foldedEqual(a, b []string) bool {
	for i := range a {
		if a[i] != b[i] && Fold(a[i]) != Fold(b[i]) {
			return false
		}
	}
	return true
}

func first(syllables []string) string {
	if len(syllables) == 0 {
		return ""
	}
	return syllables[0]
}

func rest(syllables []string) string {
	if len(syllables) < 2 {
		return ""
	}
	return strings.Join(syllables[1:], " ")
}
