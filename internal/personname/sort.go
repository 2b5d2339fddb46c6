package personname

import (
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// Sorter makes sort keys in Vietnamese order. It is safe for concurrent use;
// keep one for the life of the program, because it remembers the keys of the
// syllables it has met: Vietnamese writes all its names with a few thousand.
type Sorter struct {
	mu       sync.RWMutex
	known    map[string][]byte
	collator *collate.Collator // not safe for concurrent use: under mu
	buffer   collate.Buffer
}

// The most syllables remembered (some 15 MB at the worst), and the longest:
// names from outside must not fill the memory.
const (
	maxKnown         = 65536
	maxKnownSyllable = 32
)

// NewSorter returns a Sorter.
func NewSorter() *Sorter {
	return &Sorter{known: map[string][]byte{}, collator: collate.New(language.Vietnamese)}
}

// Key returns the key by which bytes.Compare puts people in the order of a
// Vietnamese list: by given name, then family name, then middle names, each
// syllable by syllable, each syllable by its letters (a ă â b c d đ e ê …)
// and then by its tone (ngang, huyền, hỏi, ngã, sắc, nặng). Case and the place
// of the tone mark make no difference, so that a list typed in capitals mixes
// with one that is not. See [Split] for the override.
func (s *Sorter) Key(full, override string) []byte {
	parts := Split(full, override)
	key := make([]byte, 0, 96)
	for _, part := range [...]string{parts.Given, parts.Family, parts.Middle} {
		for syllable := range strings.FieldsSeq(part) {
			// 1 before each syllable and 0 after the last: a part that ends
			// comes before the same part with one syllable more.
			key = append(key, 1)
			key = append(key, s.syllable(syllable)...)
		}
		key = append(key, 0)
	}
	return key
}

func (s *Sorter) syllable(syllable string) []byte {
	s.mu.RLock()
	key, ok := s.known[syllable]
	s.mu.RUnlock()
	if ok {
		return key
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key = s.collate(syllable)
	if len(s.known) < maxKnown && len(syllable) <= maxKnownSyllable {
		s.known[strings.Clone(syllable)] = key
	}
	return key
}

// collate returns the collation key of the letters without their tone, closed
// by the rank of the tone.
func (s *Sorter) collate(syllable string) []byte {
	letters, tone := takeTone(strings.ToLower(syllable))
	s.buffer.Reset()
	weights := s.collator.KeyFromString(&s.buffer, letters)
	key := make([]byte, 0, len(weights)+1)
	return append(append(key, weights...), tone)
}

// takeTone returns the syllable without its first tone mark and the rank of
// that mark, from 1 for none to 6. Taking it out of its place is what makes
// "hòa" and "hoà" one syllable.
func takeTone(syllable string) (string, byte) {
	decomposed := norm.NFD.String(syllable)
	for i, r := range decomposed {
		if rank := toneRank(r); rank > 0 {
			return norm.NFC.String(decomposed[:i] + decomposed[i+utf8.RuneLen(r):]), rank
		}
	}
	return syllable, 1
}

// toneRank orders the combining tone marks as Vietnamese dictionaries do.
func toneRank(mark rune) byte {
	switch mark {
	case '\u0300': // huyền
		return 2
	case '\u0309': // hỏi
		return 3
	case '\u0303': // ngã
		return 4
	case '\u0301': // sắc
		return 5
	case '\u0323': // nặng
		return 6
	}
	return 0
}

// SortKey is [Sorter.Key] for a single name. For many, keep a Sorter.
func SortKey(full, override string) []byte { return NewSorter().Key(full, override) }
