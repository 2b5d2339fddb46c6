package contribution

import (
	"strconv"
	"strings"
)

// count reads one count. A blank beside a total is the rest; a blank without
// one is nobody. Where needed, women and men may not both be blank.
func (p *parser) count(c counts, needed bool) (women, men int, ok bool) {
	women, okWomen := p.number(c.women)
	men, okMen := p.number(c.men)
	total, okTotal := p.number(c.total)
	if !okWomen || !okMen || !okTotal {
		return 0, 0, false
	}
	switch {
	case women < 0 && men < 0:
		if needed || total > 0 {
			p.issues.row(CountsBlank, p.line, p.layout.name(c.women))
			return 0, 0, false
		}
		return 0, 0, true
	case women < 0:
		women = p.fill(c.women, men, total)
	case men < 0:
		men = p.fill(c.men, women, total)
	}
	if total >= 0 && women+men != total {
		p.issues.row(SumDiffers, p.line, p.layout.name(c.total), "women", women, "men", men, "total", total)
	}
	return women, men, true
}

// fill returns the number of a blank cell, given the other and the total.
func (p *parser) fill(column, other, total int) int {
	if total >= other {
		p.issues.row(BlankDerived, p.line, p.layout.name(column), "n", total-other)
		return total - other
	}
	p.issues.row(BlankAsZero, p.line, p.layout.name(column))
	return 0
}

// checkWhole compares the sums over the types with the row's own.
func (p *parser) checkWhole(all counts) {
	women, okWomen := p.number(p.layout.whole.women)
	men, okMen := p.number(p.layout.whole.men)
	total, okTotal := p.number(p.layout.whole.total)
	differs := women >= 0 && women != all.women || men >= 0 && men != all.men ||
		total >= 0 && total != all.women+all.men
	if okWomen && okMen && okTotal && differs {
		column := max(p.layout.whole.women, p.layout.whole.men, p.layout.whole.total)
		p.issues.row(SumDiffers, p.line, p.layout.name(column), "women", all.women, "men", all.men, "total", total)
	}
}

// maxCount is more people than any contributor ever had in one mission.
const maxCount = 1_000_000

// number reads a count, −1 where the cell or the column is blank. It takes the
// "1,234" and "12.0" that spreadsheets make.
func (p *parser) number(column int) (n int, ok bool) {
	cell := p.cell(column)
	for i, c := range cell {
		if c < '0' || c > '9' || i > 6 {
			return p.oddNumber(column)
		}
		n = n*10 + int(c-'0')
	}
	if len(cell) == 0 {
		return -1, true
	}
	if n > maxCount {
		return p.oddNumber(column)
	}
	return n, true
}

func (p *parser) oddNumber(column int) (n int, ok bool) {
	cell := p.cell(column)
	if isBlank(cell) {
		return -1, true
	}
	text := strings.ReplaceAll(string(cell), ",", "")
	if whole, part, ok := strings.Cut(text, "."); ok && strings.Trim(part, "0") == "" {
		text = whole
	}
	v, err := strconv.ParseUint(text, 10, 32)
	if err != nil || v > maxCount {
		p.issues.row(CountBad, p.line, p.layout.name(column), "text", excerpt(cell))
		return 0, false
	}
	return int(v), true
}

// isBlank knows the words that people write into cells without a value.
func isBlank(cell []byte) bool {
	switch strings.ToUpper(string(cell)) {
	case "", "-", "–", "—", "NA", "N/A", "#N/A", "NULL", "NAN", "NONE":
		return true
	}
	return false
}
