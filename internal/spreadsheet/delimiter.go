package spreadsheet

import "bytes"

// delimiters are those recognised, the likelier first. Excel writes semicolons
// where the decimal comma is in use, as in Vietnam.
const delimiters = ",;\t"

// recogniseDelimiter returns the delimiter that divides most of the sample's
// records into the same number of fields, and the length of a first line
// "sep=;", by which Excel is told and which is no row. whole says that nothing
// follows the sample.
func recogniseDelimiter(sample []byte, whole bool) (delimiter rune, hint int) {
	if rest, ok := bytes.CutPrefix(sample, []byte("sep=")); ok && len(rest) > 1 {
		end := bytes.IndexByte(rest, '\n')
		if bytes.IndexByte([]byte(delimiters+"|"), rest[0]) >= 0 && (end == 1 || end == 2 && rest[1] == '\r') {
			return rune(rest[0]), len("sep=") + end + 1
		}
	}
	best := 0
	delimiter = ','
	for _, d := range []byte(delimiters) {
		if score := agreement(fieldCounts(sample, d, whole)); score > best {
			best, delimiter = score, rune(d)
		}
	}
	return delimiter, 0
}

// agreement scores how well a delimiter explains the records: in thousandths
// those that share the commonest number of fields above one, then that number.
func agreement(counts []int) int {
	frequency := map[int]int{}
	best := 0
	for _, n := range counts {
		frequency[n]++
		if n > 1 {
			best = max(best, frequency[n]*1000/len(counts)*1000+min(n, 999))
		}
	}
	return best
}

// fieldCounts returns the number of fields of the sample's first records, with
// line ends and delimiters within quotes passed over. Quotes that stand where
// the delimiter allows none mean that it is not the delimiter: then it returns
// nothing.
func fieldCounts(sample []byte, delimiter byte, whole bool) []int {
	const most = 100
	var counts []int
	n, quoted, blank, before := 1, false, true, byte('\n')
	for _, c := range sample {
		switch {
		case quoted:
			quoted = c != '"'
		case c == '"' && (before == '"' || before == delimiter || before == '\n'):
			quoted, blank = true, false
		case c == '"', before == '"' && c != delimiter && c != '\r' && c != '\n':
			return nil
		case c == delimiter:
			n, blank = n+1, false
		case c == '\n':
			if !blank {
				counts = append(counts, n)
			}
			if n, blank = 1, true; len(counts) == most {
				return counts
			}
		case c != '\r':
			blank = false
		}
		before = c
	}
	if !blank && (whole || len(counts) == 0) {
		counts = append(counts, n)
	}
	return counts
}
