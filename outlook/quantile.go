package outlook

import (
	"cmp"
	"slices"
)

// Percents returns the levels of a fan in per cent: 5, 25, 50, 75, 95.
func Percents() [5]int { return [5]int{5, 25, 50, 75, 95} }

// rank returns the place, among n in order, of the smallest value that at least
// percent of the values do not exceed.
func rank(n, percent int) int { return max(0, (n*percent+99)/100-1) }

// tally is how many scenarios count so many women among so many people.
type tally struct{ women, total, scenarios int32 }

// counter counts scenarios and finds fans, in memory of its own.
type counter struct {
	tallies     []tally
	least, most [2]int32 // women, total
	table       []int32
	classes     []int16
	picked      []tally
}

// count counts scenarios. Where women and total lie within narrow bounds each
// pair stands once, in order, so that all that follows looks at few pairs
// instead of all scenarios.
func (c *counter) count(women, total []int32) []tally {
	c.tallies = c.tallies[:0]
	leastWomen, mostWomen, leastTotal, mostTotal := bounds(women, total)
	c.least, c.most = [2]int32{leastWomen, leastTotal}, [2]int32{mostWomen, mostTotal}
	width := int(mostTotal-leastTotal) + 1
	if rows := int(mostWomen-leastWomen) + 1; rows <= 1<<20 && width <= 1<<20 && rows*width <= 4*len(women) {
		c.zero(rows * width)
		for i, w := range women {
			c.table[int(w-leastWomen)*width+int(total[i]-leastTotal)]++
		}
		for row := range rows {
			for column, n := range c.table[row*width:][:width] {
				if n > 0 {
					c.tallies = append(c.tallies, tally{leastWomen + int32(row), leastTotal + int32(column), n})
				}
			}
		}
		return c.tallies
	}
	for i, w := range women {
		c.tallies = append(c.tallies, tally{w, total[i], 1})
	}
	return c.tallies
}

// bounds returns the least and most of both.
func bounds(a, b []int32) (leastA, mostA, leastB, mostB int32) {
	leastA, mostA, leastB, mostB = a[0], a[0], b[0], b[0]
	for i, x := range a {
		y := b[i]
		leastA, mostA = min(leastA, x), max(mostA, x)
		leastB, mostB = min(leastB, y), max(mostB, y)
	}
	return leastA, mostA, leastB, mostB
}

// zero makes the table so many zeros.
func (c *counter) zero(n int) {
	c.table = slices.Grow(c.table[:0], n)[:n]
	clear(c.table)
}

// numbers returns the fan of whole numbers.
func (c *counter) numbers(values []int32) [5]int {
	tallies := c.count(values, values)
	return c.fan(tallies, 0)
}

// fan returns the fan of the number of women (part 0) or people (part 1) in what
// was counted last: by a table or, over a very wide range, by sorting.
func (c *counter) fan(tallies []tally, part int) (fan [5]int) {
	least, width, n := c.least[part], int(c.most[part])-int(c.least[part])+1, 0
	if width > 1<<16 {
		return sorted(tallies, part)
	}
	c.zero(width)
	for _, t := range tallies {
		c.table[t.number(part)-least] += t.scenarios
		n += int(t.scenarios)
	}
	seen, value := 0, -1
	for i, percent := range Percents() {
		for want := rank(n, percent); seen <= want; {
			value++
			seen += int(c.table[value])
		}
		fan[i] = int(least) + value
	}
	return fan
}

// number is women (part 0) or total (part 1).
func (t tally) number(part int) int32 {
	if part == 0 {
		return t.women
	}
	return t.total
}

func sorted(tallies []tally, part int) (fan [5]int) {
	order, n := slices.Clone(tallies), 0
	slices.SortFunc(order, func(a, b tally) int { return cmp.Compare(a.number(part), b.number(part)) })
	for _, t := range tallies {
		n += int(t.scenarios)
	}
	seen, at := int(order[0].scenarios), 0
	for i, percent := range Percents() {
		for ; seen <= rank(n, percent); seen += int(order[at].scenarios) {
			at++
		}
		fan[i] = int(order[at].number(part))
	}
	return fan
}

// buckets is how many classes of rates are told apart before any is put in order.
const buckets = 1024

// rate is the share as a number that orders shares exactly: fractions of numbers
// below 2²⁶ that differ do so as float64 too. Nobody comes before everything.
func (t tally) rate() float64 {
	if t.total == 0 {
		return -1
	}
	return float64(t.women) / float64(t.total)
}

// bucket is the class of a rate; a higher rate is in no lower class.
func bucket(rate float64) int { return 1 + int(rate*(buckets-2)) }

// shares returns the fan of the rates, each as the counts of a scenario that has it.
func (c *counter) shares(tallies []tally) (fan [5]Share) {
	c.zero(buckets + 1)
	c.classes = slices.Grow(c.classes[:0], len(tallies))[:len(tallies)]
	n := 0
	for i, t := range tallies {
		class := max(0, bucket(t.rate()))
		c.classes[i] = int16(class)
		c.table[class] += t.scenarios
		n += int(t.scenarios)
	}
	seen, at, picked := 0, -1, -1
	for i, percent := range Percents() {
		want := rank(n, percent)
		for ; seen <= want; seen += int(c.table[at]) {
			at++
		}
		if at != picked {
			c.pick(tallies, at)
			picked = at
		}
		place := want - seen + int(c.table[at])
		for _, t := range c.picked {
			if place -= int(t.scenarios); place < 0 {
				fan[i] = Share{int(t.women), int(t.total)}
				break
			}
		}
	}
	return fan
}

// pick gathers a class in order.
func (c *counter) pick(tallies []tally, class int) {
	c.picked = c.picked[:0]
	for i, other := range c.classes {
		if int(other) == class {
			c.picked = append(c.picked, tallies[i])
		}
	}
	slices.SortFunc(c.picked, func(a, b tally) int { return cmp.Compare(a.rate(), b.rate()) })
}
