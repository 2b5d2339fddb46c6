package slate

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// reader takes JSON apart token by token, in one pass and one buffer: an
// instance of half a million officers has millions of pairs. The first error
// stays; after it every list and object ends, so that loops do.
type reader struct {
	in       io.Reader
	buf      []byte
	pos, end int
	drained  bool
	line     int // of buf[0], from 0
	column   int // of buf[0] in its line, from 0
	err      error

	text  []byte // of the last string, until the next token
	list  string // what is being read, for errors
	place int    // in the list, -1 outside of it
	field string
}

// Sizes of the buffer and of the longest text or number.
const (
	bufferSize  = 256 << 10
	longestText = 4 << 10
	ahead       = longestText + 16 // what window makes available
)

func newReader(in io.Reader) *reader {
	return &reader{in: in, buf: make([]byte, bufferSize), place: -1}
}

// window makes the next longest token available at once, unless the input ends.
func (r *reader) window() {
	if r.end-r.pos >= ahead || r.drained || r.err != nil {
		return
	}
	gone := r.buf[:r.pos]
	if n := bytes.Count(gone, []byte{'\n'}); n > 0 {
		r.line, r.column = r.line+n, len(gone)-1-bytes.LastIndexByte(gone, '\n')
	} else {
		r.column += len(gone)
	}
	r.end = copy(r.buf, r.buf[r.pos:r.end])
	r.pos = 0
	for empty := 0; r.end < ahead && !r.drained; {
		n, err := r.in.Read(r.buf[r.end:])
		r.end += n
		if empty++; n > 0 {
			empty = 0
		}
		switch {
		case err == io.EOF:
			r.drained = true
		case err != nil:
			r.err, r.drained = err, true
		case empty > 100:
			r.err, r.drained = io.ErrNoProgress, true
		}
	}
}

// peek returns the next byte that is no white space, 0 at the end.
func (r *reader) peek() byte {
	for {
		for ; r.pos < r.end; r.pos++ {
			if c := r.buf[r.pos]; c > ' ' || c != ' ' && c != '\n' && c != '\t' && c != '\r' {
				return c
			}
		}
		if r.window(); r.pos == r.end || r.err != nil {
			return 0
		}
	}
}

// take consumes the byte where it comes next.
func (r *reader) take(c byte) bool {
	if r.err == nil && r.peek() == c && r.pos < r.end {
		r.pos++
		return true
	}
	return false
}

// element names what is being read.
func (r *reader) element() string {
	var b strings.Builder
	b.WriteString(r.list)
	if r.place >= 0 {
		fmt.Fprintf(&b, "[%d]", r.place)
	}
	if r.field != "" {
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(r.field)
	}
	return b.String()
}

// fail keeps the first error, with where it is.
func (r *reader) fail(p Problem, args ...any) {
	if r.err != nil {
		return
	}
	e := problem(r.element(), p, args...)
	seen := r.buf[:r.pos]
	e.Line = r.line + 1 + bytes.Count(seen, []byte{'\n'})
	e.Column = r.column + len(seen) + 1
	if last := bytes.LastIndexByte(seen, '\n'); last >= 0 {
		e.Column = len(seen) - last
	}
	r.err = e
}

func (r *reader) want(what string) { r.fail(ProblemSyntaxValue, "wanted", what) }

// next steps through a list or an object up to its closing byte.
func (r *reader) next(first *bool, closing byte) bool {
	if r.err != nil || r.take(closing) {
		return false
	}
	if !*first && !r.take(',') {
		r.want(", " + string(closing))
		return false
	}
	*first = false
	return r.err == nil
}

// open consumes the byte that opens a list or an object.
func (r *reader) open(c byte) bool {
	ok := r.take(c)
	if !ok {
		r.want(string(c))
	}
	return ok
}

// each reads a list and calls f at each element with its place.
func (r *reader) each(f func(place int)) {
	first := true
	for n, ok := 0, r.open('['); ok && r.next(&first, ']'); n++ {
		f(n)
	}
}

// elements reads a list of the top level, whose places errors name.
func (r *reader) elements(list string, most int, f func(place int)) {
	r.list, r.field = list, ""
	r.each(func(n int) {
		r.place = n
		if n >= most {
			r.fail(ProblemTooMany, "most", most)
			return
		}
		f(n)
	})
	r.list, r.place = "", -1
}

// object reads an object and calls f at the value of each field with the
// field's place in names. A field that is null is as if it were not there.
func (r *reader) object(names []string, required uint32, f func(field int)) {
	outer, seen, first := r.field, uint32(0), true
	for ok := r.open('{'); ok && r.next(&first, '}'); {
		i := r.name(names)
		if r.err != nil {
			break
		}
		if seen>>i&1 == 1 {
			r.fail(ProblemTwiceField, "name", names[i])
			break
		}
		if r.peek() == 'n' {
			r.literal("null")
			continue
		}
		seen |= 1 << i
		r.field = joined(outer, names[i])
		f(i)
		r.field = outer
	}
	for i := range names {
		if missing := required &^ seen; missing>>i&1 == 1 {
			r.fail(ProblemMissingField, "name", names[i])
		}
	}
}

func joined(outer, name string) string {
	if outer == "" {
		return name
	}
	return outer + "." + name
}

// name reads a field's name and the colon, and returns its place in names.
func (r *reader) name(names []string) int {
	name := r.bytes()
	for i := range names {
		if string(name) == names[i] {
			if !r.take(':') {
				r.want(":")
			}
			return i
		}
	}
	r.fail(ProblemUnknownField, "name", string(name), "fields", strings.Join(names, ", "))
	return 0
}

// literal consumes true, false or null.
func (r *reader) literal(word string) bool {
	r.peek()
	r.window()
	if bytes.HasPrefix(r.buf[r.pos:r.end], []byte(word)) {
		r.pos += len(word)
		return true
	}
	r.want(word)
	return false
}

func (r *reader) boolean() bool {
	switch r.peek() {
	case 't':
		return r.literal("true")
	case 'f':
		r.literal("false")
		return false
	}
	r.want("true, false")
	return false
}

// integer reads a whole number from least to most.
func (r *reader) integer(least, most int64) int64 {
	r.peek()
	r.window()
	start := r.pos
	n, digits, negative := uint64(0), 0, false
	if r.pos < r.end && r.buf[r.pos] == '-' {
		negative = true
		r.pos++
	}
	for ; r.pos < r.end && r.buf[r.pos]-'0' < 10; r.pos++ {
		n = n*10 + uint64(r.buf[r.pos]-'0')
		digits++
	}
	if digits > 18 || digits == 0 || digits > 1 && n < 10 || r.pos < r.end && strings.IndexByte(".eE", r.buf[r.pos]) >= 0 {
		return r.oddNumber(start, digits, least, most)
	}
	value := int64(n)
	if negative {
		value = -value
	}
	if value < least || value > most {
		r.pos = start
		r.fail(ProblemRange, "value", value, "least", least, "most", most)
		return least
	}
	return value
}

// oddNumber says what is wrong with what stands where a number should.
func (r *reader) oddNumber(start, digits int, least, most int64) int64 {
	text := r.buf[start:min(r.pos, start+40)]
	r.pos = start
	if digits > 18 {
		r.fail(ProblemRange, "value", string(text), "least", least, "most", most)
	} else {
		r.fail(ProblemNotWhole)
	}
	return least
}

// unsigned reads a whole number of up to 64 bits.
func (r *reader) unsigned() uint64 {
	r.peek()
	r.window()
	start := r.pos
	for r.pos < r.end && r.buf[r.pos]-'0' < 10 {
		r.pos++
	}
	digits := r.buf[start:r.pos]
	n, err := strconv.ParseUint(string(digits), 10, 64)
	if err != nil || len(digits) > 1 && digits[0] == '0' || r.pos < r.end && strings.IndexByte(".eE", r.buf[r.pos]) >= 0 {
		r.pos = start
		r.fail(ProblemRange, "value", string(digits[:min(len(digits), 40)]), "least", 0, "most", uint64(math.MaxUint64))
	}
	return n
}

// string reads a text.
func (r *reader) string() string { return string(r.bytes()) }

// bytes reads a text; the result holds until the next token.
func (r *reader) bytes() []byte {
	if r.peek() != '"' || r.err != nil {
		r.fail(ProblemNotText)
		return nil
	}
	r.window()
	rest := r.buf[r.pos+1 : min(r.end, r.pos+1+longestText)]
	for i, c := range rest {
		switch {
		case c == '"':
			if !utf8.Valid(rest[:i]) {
				r.fail(ProblemSyntaxText)
			}
			r.pos += i + 2
			return rest[:i]
		case c == '\\':
			return r.escaped(rest, i)
		case c < ' ':
			r.pos += i + 1
			r.fail(ProblemSyntaxText)
			return nil
		}
	}
	if len(rest) < longestText {
		r.fail(ProblemSyntaxText)
	} else {
		r.fail(ProblemTooLong, "most", longestText)
	}
	return nil
}

// escaped reads the rest of a text whose first escape stands at i.
func (r *reader) escaped(rest []byte, i int) []byte {
	r.text = append(r.text[:0], rest[:i]...)
	for i < len(rest) && rest[i] != '"' && rest[i] >= ' ' {
		if rest[i] != '\\' {
			r.text = append(r.text, rest[i])
			i++
			continue
		}
		char, size := unescape(rest[i:])
		if size == 0 {
			break
		}
		r.text = utf8.AppendRune(r.text, char)
		i += size
	}
	if i == len(rest) || rest[i] != '"' || !utf8.Valid(r.text) {
		r.pos += i + 1
		r.fail(ProblemSyntaxText)
		return nil
	}
	r.pos += i + 2
	return r.text
}

// unescape returns the character of an escape and the escape's length, 0 for
// none: also a surrogate that stands alone is none.
func unescape(s []byte) (char rune, size int) {
	if len(s) < 2 {
		return 0, 0
	}
	if i := strings.IndexByte(`"\/bfnrt`, s[1]); i >= 0 {
		return rune("\"\\/\b\f\n\r\t"[i]), 2
	}
	char, ok := hex(s)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(char) {
		return char, 6
	}
	low, ok := hex(s[6:])
	if char = utf16.DecodeRune(char, low); !ok || char == utf8.RuneError {
		return 0, 0
	}
	return char, 12
}

// hex reads \uXXXX.
func hex(s []byte) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(s[2:6]), 16, 16)
	return rune(n), err == nil
}

// oneOf reads one of the words and returns its place.
func (r *reader) oneOf(words ...string) int {
	word := r.bytes()
	if i := slices.Index(words, string(word)); i >= 0 || r.err != nil {
		return max(i, 0)
	}
	r.fail(ProblemUnknownValue, "value", string(word), "values", strings.Join(words, ", "))
	return 0
}

// deepest bounds how deep lists and objects may lie in what is passed over.
const deepest = 100

// skip passes over any value.
func (r *reader) skip(depth int) {
	first := true
	switch c := r.peek(); {
	case depth > deepest:
		r.fail(ProblemTooMany, "most", deepest)
	case c == '[':
		r.each(func(int) { r.skip(depth + 1) })
	case c == '{':
		for r.open('{'); r.next(&first, '}'); r.skip(depth + 1) {
			if r.bytes(); !r.take(':') {
				r.want(":")
			}
		}
	case c == '"':
		r.bytes()
	case c == 't' || c == 'f':
		r.boolean()
	case c == 'n':
		r.literal("null")
	default:
		r.number()
	}
}

// number passes over a number of any kind.
func (r *reader) number() {
	r.peek()
	r.window()
	start := r.pos
	for r.pos < r.end && strings.IndexByte("+-.0123456789eE", r.buf[r.pos]) >= 0 {
		r.pos++
	}
	if _, err := strconv.ParseFloat(string(r.buf[start:r.pos]), 64); err != nil && !errors.Is(err, strconv.ErrRange) {
		r.fail(ProblemNotWhole)
	}
}

// finish asks that nothing follows and returns the first error.
func (r *reader) finish() error {
	if r.err == nil && (r.peek() != 0 || r.pos < r.end) {
		r.fail(ProblemSyntaxEnd)
	}
	return r.err
}
