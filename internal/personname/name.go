// Package personname reads, folds and orders people's names as Vietnamese
// does: family name first, given name last, lists ordered by given name.
//
// A name is kept as one text, exactly as its bearer writes it. [Normalize] is
// the only change made before it is stored; [Fold] and [DuplicateKey] are keys
// for finding, [Sorter.Key] is the key for ordering, [Passport] a suggestion
// for forms in Latin capitals. None of these keys is ever shown as the name.
package personname

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Normalize returns the name in Unicode's composed form (NFC), with white
// space trimmed and collapsed to single spaces and invisible characters
// (control, zero-width, direction marks) dropped. Letters, case and the place
// of the tone mark stay as typed. Without composition "Nguyễn" from one
// keyboard does not equal "Nguyễn" from another.
func Normalize(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
		case unicode.In(r, unicode.Cc, unicode.Cf):
		default:
			if space {
				b.WriteByte(' ')
				space = false
			}
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// isPlain reports whether s is already normal, which nearly every stored name
// is: letters and single spaces, composed.
func isPlain(s string) bool {
	before := ' '
	for _, r := range s {
		if r == ' ' && before == ' ' || r != ' ' && !isLetterOrMark(r) {
			return false
		}
		before = r
	}
	return len(s) == 0 || before != ' ' && norm.NFC.IsNormalString(s)
}

func isLetterOrMark(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	return unicode.IsLetter(r) || unicode.Is(unicode.Mn, r)
}

// Fold returns the key by which names are searched: normalised, lower case,
// without accents and tones, đ as d. "Đức" and "duc" fold alike, and so do the
// old and the new place of the tone in "Hòa" and "Hoà".
func Fold(s string) string {
	s = Normalize(s)
	out := make([]byte, 0, len(s))
	for i, r := range s {
		if r < utf8.RuneSelf {
			out = append(out, lowerASCII(byte(r)))
			continue
		}
		decomposed := norm.NFD.PropertiesString(s[i:]).Decomposition()
		if decomposed == nil {
			out = appendFolded(out, r)
		}
		for len(decomposed) > 0 {
			d, size := utf8.DecodeRune(decomposed)
			out = appendFolded(out, d)
			decomposed = decomposed[size:]
		}
	}
	return string(out)
}

func lowerASCII(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// appendFolded appends a decomposed rune unless it is a mark. Đ is a letter of
// its own in Unicode and does not decompose, so it is named here.
func appendFolded(out []byte, r rune) []byte {
	switch {
	case r == 'đ' || r == 'Đ':
		return append(out, 'd')
	case unicode.Is(unicode.Mn, r):
		return out
	}
	return utf8.AppendRune(out, unicode.ToLower(r))
}

// DuplicateKey returns a key that is equal for names that may be the same
// person's: folded, letters and digits only, y after a consonant read as i
// ("Lý" and "Lí", "Vy" and "Vi"), the syllables in alphabetical order, so that
// "Lan Nguyễn Thị" meets "Nguyễn Thị Lan". Equal keys are a suspicion to be
// looked at with the birth date, never a proof.
func DuplicateKey(full string) string {
	syllables := strings.FieldsFunc(Fold(full), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	for i, s := range syllables {
		syllables[i] = plainI(s)
	}
	slices.Sort(syllables)
	return strings.Join(syllables, " ")
}

// plainI replaces a final y that is the syllable's only vowel, or that follows
// qu, by i: both spellings are in use for the same name.
func plainI(s string) string {
	stem, ok := strings.CutSuffix(s, "y")
	if !ok || stem == "" {
		return s
	}
	if stem != "qu" && strings.ContainsRune("aeiou", rune(stem[len(stem)-1])) {
		return s
	}
	return stem + "i"
}

// machineReadable spells the letters that do not decompose as ICAO Doc 9303,
// part 3, section 6 recommends for the machine-readable zone.
var machineReadable = strings.NewReplacer(
	"ß", "SS", "æ", "AE", "œ", "OE", "ø", "OE", "ł", "L", "þ", "TH", "ð", "D", "ı", "I",
	"’", "", "'", "")

// Passport returns the name in the ASCII capitals of a Vietnamese passport and
// of UN forms, family name first: "NGUYEN VAN A". It is a suggestion for the
// officer to confirm; the passport itself decides. Letters of other alphabets
// have no spelling here and are left out.
func Passport(full string) string {
	spelled := strings.ToUpper(machineReadable.Replace(Fold(full)))
	kept := strings.Map(func(r rune) rune {
		switch {
		case 'A' <= r && r <= 'Z' || r == ' ' || r == '-':
			return r
		case unicode.IsLetter(r):
			return -1
		}
		return ' '
	}, spelled)
	return strings.Join(strings.Fields(kept), " ")
}
