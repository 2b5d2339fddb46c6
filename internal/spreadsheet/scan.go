package spreadsheet

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// What a part can be refused for; origin.blame words them.
var (
	errDamaged = errors.New("spreadsheet: not well-formed")
	errDoctype = errors.New("spreadsheet: document type or entity declared")
	errNUL     = errors.New("spreadsheet: NUL byte")
	errBomb    = errors.New("spreadsheet: unpacks beyond the limit")
)

// token is what the scanner stands on.
type token uint8

const (
	tokenEnd   token = iota // </name>, also after <name/>
	tokenStart              // <name attrs>
	tokenText               // a piece of text; long texts come in several
	tokenEOF
)

const (
	scanBuffer = 64 << 10 // also the longest tag
	maxDepth   = 64
)

// scanner reads the XML of Office documents: UTF-8, no document type, no
// entities but the five of XML itself. It checks that tags nest, and nothing
// of the namespaces; a name is its part after the colon. Slices it hands out
// are valid until the next call. It allocates nothing per token.
type scanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	atEOF    bool
	read     int64 // bytes read from r

	name  []byte // of tokenStart and tokenEnd
	attrs []byte // raw, of tokenStart
	text  []byte // raw, of tokenText
	cdata bool   // text is literal, without references

	closing  bool   // the tag just started closes itself
	prefixed bool   // its name had a prefix
	open     []byte // the names of the open elements, one after another
	starts   []int  // where each begins in open
	seen     bool   // the document element is behind us
}

func newScanner(r io.Reader) *scanner {
	return &scanner{r: r, buf: make([]byte, scanBuffer)}
}

// next moves to the next token.
func (s *scanner) next() (token, error) {
	if s.closing {
		s.closing = false
		return tokenEnd, s.pop()
	}
	for {
		if s.cdata {
			if done, err := s.literal(); err != nil || !done {
				return tokenText, err
			}
			continue
		}
		if s.pos == s.end {
			if err := s.fill(); err != nil {
				return s.finish(err)
			}
		}
		if s.buf[s.pos] != '<' {
			return tokenText, s.characters()
		}
		kind, found, err := s.markup()
		if err != nil || found {
			return kind, err
		}
	}
}

// finish is the end of input, which must be outside of every element.
func (s *scanner) finish(err error) (token, error) {
	if err != io.EOF {
		return tokenEOF, err
	}
	if len(s.starts) > 0 || !s.seen {
		return tokenEOF, errDamaged
	}
	return tokenEOF, nil
}

// fill reads more behind what is not yet consumed.
func (s *scanner) fill() error {
	if s.atEOF {
		return io.EOF
	}
	if s.pos > 0 {
		s.end = copy(s.buf, s.buf[s.pos:s.end])
		s.pos = 0
	}
	if s.end == len(s.buf) {
		return errDamaged // a tag longer than the buffer
	}
	n, err := io.ReadAtLeast(s.r, s.buf[s.end:], 1)
	if bytes.IndexByte(s.buf[s.end:s.end+n], 0) >= 0 {
		return errNUL
	}
	s.end += n
	s.read += int64(n)
	if err == io.EOF && n == 0 {
		s.atEOF = true
	}
	return err
}

// characters takes the text up to the next tag, or as much of it as fits.
func (s *scanner) characters() error {
	for {
		n := bytes.IndexByte(s.buf[s.pos:s.end], '<')
		if n < 0 && !s.atEOF && s.end-s.pos < len(s.buf)/2 {
			if err := s.fill(); err != nil && err != io.EOF {
				return err
			}
			continue
		}
		if n < 0 {
			n = wholeText(s.buf[s.pos:s.end], s.atEOF)
		}
		s.text = s.buf[s.pos : s.pos+n]
		s.pos += n
		if len(s.starts) == 0 && len(bytes.Trim(s.text, " \t\r\n\ufeff")) > 0 {
			return errDamaged
		}
		return nil
	}
}

// wholeText returns how much of the text can be taken without cutting a
// reference or a line end in two.
func wholeText(text []byte, last bool) int {
	n := len(text)
	if last {
		return n
	}
	if at := bytes.LastIndexByte(text[max(0, n-maxReference):], '&'); at >= 0 {
		n = max(0, n-maxReference) + at
	}
	if n > 1 && text[n-1] == '\r' {
		n--
	}
	return max(n, 1)
}

// literal takes the text of a CDATA section; done when the section is over.
func (s *scanner) literal() (done bool, err error) {
	for {
		n := bytes.Index(s.buf[s.pos:s.end], []byte("]]>"))
		if n == 0 {
			s.pos += 3
			s.cdata = false
			return true, nil
		}
		if n < 0 && s.end-s.pos < len(s.buf)/2 {
			if err := s.fill(); err != nil {
				return false, unended(err)
			}
			continue
		}
		if n < 0 {
			n = s.end - s.pos - 3
		}
		s.text = s.buf[s.pos : s.pos+n]
		s.pos += n
		return false, nil
	}
}

// unended is what the end of input means inside of something.
func unended(err error) error {
	if err == io.EOF {
		return errDamaged
	}
	return err
}

// markup takes what starts with "<". Comments and instructions are passed
// over; then nothing is found.
func (s *scanner) markup() (kind token, found bool, err error) {
	for s.end-s.pos < len("<![CDATA[") && !s.atEOF {
		if err := s.fill(); err != nil && err != io.EOF {
			return 0, false, err
		}
	}
	rest := s.buf[s.pos:s.end]
	switch {
	case bytes.HasPrefix(rest, []byte("<?")):
		return 0, false, s.skip(2, "?>")
	case bytes.HasPrefix(rest, []byte("<!--")):
		return 0, false, s.skip(4, "-->")
	case bytes.HasPrefix(rest, []byte("<![CDATA[")) && len(s.starts) > 0:
		s.pos += len("<![CDATA[")
		s.cdata = true
		return 0, false, nil
	case bytes.HasPrefix(rest, []byte("<!")):
		return 0, false, errDoctype
	}
	tag, err := s.tag()
	if err != nil {
		return 0, false, err
	}
	if tag[0] == '/' {
		s.name = localName(bytes.TrimRight(tag[1:], " \t\r\n"))
		return tokenEnd, true, s.pop()
	}
	return tokenStart, true, s.push(tag)
}

// skip passes over everything up to and with the terminator.
func (s *scanner) skip(start int, terminator string) error {
	s.pos += start
	for {
		if n := bytes.Index(s.buf[s.pos:s.end], []byte(terminator)); n >= 0 {
			s.pos += n + len(terminator)
			return nil
		}
		s.pos = max(s.pos, s.end-len(terminator)+1)
		if err := s.fill(); err != nil {
			return unended(err)
		}
	}
}

// tag takes a whole tag and returns what stands between its brackets, which is
// never nothing.
func (s *scanner) tag() ([]byte, error) {
	at, quote := 1, byte(0)
	for {
		rest := s.buf[s.pos:s.end]
		for ; at < len(rest); at++ {
			c := rest[at]
			if c > '>' || quote != 0 && c != quote {
				continue
			}
			switch c {
			case quote:
				quote = 0
			case '"', '\'':
				quote = c
			case '<':
				return nil, errDamaged
			case '>':
				if at == 1 {
					return nil, errDamaged
				}
				s.pos += at + 1
				return rest[1:at], nil
			}
		}
		if err := s.fill(); err != nil {
			return nil, unended(err)
		}
	}
}

// push opens the element of a start tag.
func (s *scanner) push(tag []byte) error {
	if tag[len(tag)-1] == '/' {
		tag = tag[:len(tag)-1]
		s.closing = true
	}
	n := 0
	for n < len(tag) && tag[n] > ' ' {
		n++
	}
	s.name, s.attrs = localName(tag[:n]), tag[n:]
	s.prefixed = len(s.name) < n
	if len(s.name) == 0 || tag[0] == ':' || len(s.starts) >= maxDepth || len(s.starts) == 0 && s.seen {
		return errDamaged
	}
	s.starts = append(s.starts, len(s.open))
	s.open = append(s.open, s.name...)
	return nil
}

// pop closes the innermost element, whose name must be the scanner's.
func (s *scanner) pop() error {
	depth := len(s.starts) - 1
	if depth < 0 || !bytes.Equal(s.open[s.starts[depth]:], s.name) {
		return errDamaged
	}
	s.open = s.open[:s.starts[depth]]
	s.starts = s.starts[:depth]
	s.seen = s.seen || depth == 0
	return nil
}

// simple is a short cut for an element just started that holds nothing but
// before, a text without tags, and after, which closes it: it takes all of
// that, if it is in the buffer, and returns the text. Else it takes nothing.
func (s *scanner) simple(before, after string) ([]byte, bool) {
	rest := s.buf[s.pos:s.end]
	if s.closing || s.prefixed || !bytes.HasPrefix(rest, []byte(before)) {
		return nil, false
	}
	n := bytes.IndexByte(rest[len(before):], '<')
	if n < 0 || !bytes.HasPrefix(rest[len(before)+n:], []byte(after)) {
		return nil, false
	}
	s.text = rest[len(before) : len(before)+n]
	s.pos += len(before) + n + len(after)
	depth := len(s.starts) - 1
	s.open, s.starts = s.open[:s.starts[depth]], s.starts[:depth]
	return s.text, true
}

func localName(name []byte) []byte {
	return name[bytes.IndexByte(name, ':')+1:]
}

// nextAttr takes the first attribute off raw attributes: its local name, its
// raw value and what follows. A nil name is the end; a value that cannot be
// found is damage.
func nextAttr(attrs []byte) (name, value, rest []byte, err error) {
	if attrs = skipSpace(attrs); len(attrs) == 0 {
		return nil, nil, nil, nil
	}
	n := 0
	for n < len(attrs) && attrs[n] != '=' && attrs[n] > ' ' {
		n++
	}
	name = localName(attrs[:n])
	attrs = skipSpace(attrs[n:])
	if len(name) == 0 || len(attrs) == 0 || attrs[0] != '=' {
		return nil, nil, nil, errDamaged
	}
	attrs = skipSpace(attrs[1:])
	if len(attrs) < 2 || attrs[0] != '"' && attrs[0] != '\'' {
		return nil, nil, nil, errDamaged
	}
	last := bytes.IndexByte(attrs[1:], attrs[0])
	if last < 0 {
		return nil, nil, nil, errDamaged
	}
	return name, attrs[1 : 1+last], attrs[2+last:], nil
}

func skipSpace(text []byte) []byte {
	n := 0
	for n < len(text) && text[n] <= ' ' {
		n++
	}
	return text[n:]
}

// attr returns the decoded value of an attribute, or the empty string.
func (s *scanner) attr(wanted string) (string, error) {
	for rest := s.attrs; ; {
		name, value, after, err := nextAttr(rest)
		if name == nil || err != nil {
			return "", err
		}
		if string(name) == wanted {
			decoded, err := appendText(nil, value)
			return string(decoded), err
		}
		rest = after
	}
}

// appendCurrent appends the decoded text of a text token.
func (s *scanner) appendCurrent(dst []byte) ([]byte, error) {
	if s.cdata {
		return append(dst, s.text...), nil
	}
	return appendText(dst, s.text)
}

const maxReference = 12 // bytes of the longest reference, "&#x0010FFFF;"

// appendText appends raw text with its references resolved and its line ends
// made "\n", as XML 1.0 sections 2.11 and 4.1 say.
func appendText(dst, raw []byte) ([]byte, error) {
	if bytes.IndexByte(raw, '&') < 0 && bytes.IndexByte(raw, '\r') < 0 {
		return append(dst, raw...), nil // as nearly all texts are
	}
	for len(raw) > 0 {
		n := bytes.IndexAny(raw, "&\r")
		if n < 0 {
			return append(dst, raw...), nil
		}
		dst = append(dst, raw[:n]...)
		raw = raw[n:]
		if raw[0] == '\r' {
			dst = append(dst, '\n')
			raw = bytes.TrimPrefix(raw[1:], []byte("\n"))
			continue
		}
		end := bytes.IndexByte(raw[:min(len(raw), maxReference)], ';')
		if end < 0 {
			return dst, errDamaged
		}
		r, err := resolve(string(raw[1:end]))
		if err != nil {
			return dst, err
		}
		dst = utf8.AppendRune(dst, r)
		raw = raw[end+1:]
	}
	return dst, nil
}

func resolve(reference string) (rune, error) {
	switch reference {
	case "lt":
		return '<', nil
	case "gt":
		return '>', nil
	case "amp":
		return '&', nil
	case "quot":
		return '"', nil
	case "apos":
		return '\'', nil
	}
	if len(reference) < 2 || reference[0] != '#' {
		return 0, errDoctype // an entity that only a document type can declare
	}
	return resolveNumber(reference[1:])
}

func resolveNumber(digits string) (rune, error) {
	base := rune(10)
	if digits[0] == 'x' {
		base, digits = 16, digits[1:]
	}
	var r rune
	for i := range len(digits) {
		d := digitOf(digits[i])
		if d >= base || r > utf8.MaxRune {
			return 0, errDamaged
		}
		r = r*base + d
	}
	switch {
	case r == 0 && digits != "":
		return 0, errNUL
	case digits == "" || !utf8.ValidRune(r):
		return 0, errDamaged
	}
	return r, nil
}

// digitOf returns the value of a hexadecimal digit, or 99.
func digitOf(c byte) rune {
	switch {
	case '0' <= c && c <= '9':
		return rune(c - '0')
	case 'a' <= c && c <= 'f':
		return rune(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return rune(c-'A') + 10
	}
	return 99
}
