package slate

import (
	"math"
	"slices"
)

// columnKey names a column of the master, so that a basis can be found again.
type columnKey struct {
	kind  columnKind
	index int
	cut   *cut
}

type columnKind uint8

const (
	cutColumn columnKind = iota
	cornerColumn
	lowColumn
	highColumn
	shortColumn
)

// planes is the state of the cutting planes in one node.
type planes struct {
	e         *engine
	v         []int64 // the best multipliers so far
	value     int64   // the bound that they give
	at        *cut    // the slate there
	coords    []int   // places in v that may move
	radius    []float64
	keys      []columnKey
	lp        master
	weight    map[*cut]float64 // mixture of slates at the optimum
	steps     int
	compactAt float64 // the gap, in points, at which the core is to be made smaller
	most      int     // steps
	failed    int     // runs of the master that gave up
	pause     float64 // the gap, in points, at which to pause; 0 for none
	paused    bool
	priced    int  // the solve after which the core was found to be enough, from 1; 0 for none
	tight     bool // the bound cannot be improved
}

// maxMultiplier keeps reduced values far from overflow.
const maxMultiplier = 1 << 52

// open starts the cutting planes from multipliers.
func (e *engine) open(v []int64, radius float64) *planes {
	p := &planes{e: e, v: v, most: 3000}
	for f := range e.floors() {
		if e.stage > 1 {
			p.coords = append(p.coords, f)
			if e.ranged(f) {
				p.coords = append(p.coords, e.slopeAt(f))
			} else {
				v[e.slopeAt(f)] = 0
			}
		}
	}
	if e.stage == 3 && e.limit > 0 {
		p.coords = append(p.coords, e.shortAt())
	}
	if e.stage > 1 && e.capped {
		p.coords = append(p.coords, e.priorityAt())
	}
	for a, on := range e.active {
		if on {
			p.coords = append(p.coords, e.apartAt(a))
		}
	}
	for range p.coords {
		p.radius = append(p.radius, radius)
	}
	p.refresh()
	return p
}

// refresh evaluates the best multipliers anew, after the core has grown.
func (p *planes) refresh() {
	p.at = p.e.evaluate(p.v)
	p.value = p.e.lagrangian(p.at, p.v)
	if p.e.keep(p.at) && p.lp.rows > 0 && p.at.stray == 0 {
		p.addCut(p.at)
	}
}

// keep puts a slate into the pool and considers it as the best; false where the
// pool has its like.
func (e *engine) keep(c *cut) bool {
	if c.stray > 0 {
		return true
	}
	e.consider(c)
	for _, old := range e.pool {
		if old.score == c.score && slices.Equal(old.counts, c.counts) && slices.Equal(old.apart, c.apart) {
			return false
		}
	}
	e.pool = append(e.pool, c)
	return true
}

// limits returns the least and most that a multiplier may be.
func (e *engine) limits(at int) (low, high int64) {
	switch {
	case at == e.priorityAt():
		return 0, 4 * e.perPriority
	case at >= e.shortAt():
		return 0, maxMultiplier
	case at >= e.floors():
		return -maxMultiplier, maxMultiplier
	case e.stage == 2:
		return 0, e.perShort * e.m.floor(int32(at)).Weight
	}
	return 0, maxMultiplier
}

// optimise moves the multipliers until the bound is as low as it can be, or done
// says that it is low enough.
func (p *planes) optimise(done func() bool) {
	for step := 0; step < p.most && !p.tight && !p.paused && !done(); step++ {
		if p.at.stray > 0 {
			return
		}
		if p.lp.rows == 0 {
			p.build()
		} else {
			p.recost()
		}
		if !p.lp.run() {
			p.failed++
			p.lp.rows, p.e.lastBasis, p.tight = 0, nil, p.failed > 3 // the bound stays true
			continue
		}
		p.step()
	}
}

// build sets up the master.
func (p *planes) build() {
	e := p.e
	rows := len(p.coords) + 1
	for f := range e.hulls {
		if e.stage > 1 && e.ranged(f) {
			rows++
		}
	}
	p.lp = master{rows: rows, rhs: make([]float64, rows)}
	p.keys = p.keys[:0]
	for r := len(p.coords); r < rows; r++ {
		p.lp.rhs[r] = 1
	}
	for r := range p.coords { // breaks ties, so that the simplex method cannot go round in a circle
		part := float64(r) * math.Phi
		p.lp.rhs[r] = 1e-10 * (1 + part - math.Floor(part))
	}
	p.addBoxes()
	p.addCorners()
	for _, c := range e.pool {
		if e.fits(c) {
			p.addCut(c)
		}
	}
	if p.keys[len(p.keys)-1].kind != cutColumn { // the master needs one; the pool's like of this one may not fit here
		p.addCut(p.at)
	}
	p.recost()
	p.install()
}

func (p *planes) add(key columnKey, column masterColumn) {
	p.keys = append(p.keys, key)
	p.lp.columns = append(p.lp.columns, column)
}

// recost sets the columns' costs around the best multipliers.
func (p *planes) recost() {
	e := p.e
	place := make(map[int]int, len(p.coords))
	for j, coord := range p.coords {
		place[coord] = j
	}
	for c, key := range p.keys {
		column, at := &p.lp.columns[c], key.index&0xffffffff
		low, high := e.limits(at)
		switch key.kind {
		case cutColumn:
			column.cost = p.cutCost(key.cut)
		case cornerColumn:
			f, corner := key.index>>32, e.hulls[key.index>>32][at]
			column.cost = float64(p.v[e.slopeAt(f)]*corner.filled-p.v[f]*corner.need) / float64(e.unit)
		case lowColumn:
			column.cost = max(-p.radius[place[at]], float64(low-p.v[at])/float64(e.unit))
		case highColumn:
			column.cost = -min(p.radius[place[at]], float64(high-p.v[at])/float64(e.unit))
		case shortColumn:
			value := p.v[at] - e.m.floor(int32(at)).Weight*p.v[e.shortAt()]
			column.cost = float64(min(0, value)) / float64(e.unit)
		}
	}
}

// cutCost returns how far a slate's bound is above the best multipliers' value.
func (p *planes) cutCost(c *cut) float64 {
	e := p.e
	value := e.unit*c.score + p.v[e.priorityAt()]*(c.priority-e.reference) - p.value
	if e.stage > 1 && e.capped {
		value = e.unit*c.score - p.value
	}
	for _, coord := range p.coords {
		value += e.slope(c, coord) * p.v[coord]
	}
	return float64(value) / float64(e.unit)
}

func (p *planes) addCut(c *cut) {
	at := make([]float64, p.lp.rows)
	for j, coord := range p.coords {
		at[j] = float64(p.e.slope(c, coord))
	}
	at[len(p.coords)] = 1
	p.add(columnKey{cutColumn, 0, c}, masterColumn{at: at})
}

// slope returns how the bound changes with a multiplier, for a slate; of floors
// with a range without what they need.
func (e *engine) slope(c *cut, coord int) int64 {
	switch {
	case coord < e.floors():
		if e.ranged(coord) {
			return c.have[coord]
		}
		return c.have[coord] - e.hulls[coord][0].need
	case coord < e.shortAt():
		return -c.filled[coord-e.floors()]
	case coord == e.shortAt():
		return e.limit
	case coord == e.priorityAt():
		return c.priority - e.reference
	}
	return int64(1 - c.apart[coord-e.apartAt(0)])
}

func (p *planes) addCorners() {
	e := p.e
	row := len(p.coords) + 1
	for j, f := range p.coords {
		if f >= e.floors() || e.stage == 1 || !e.ranged(f) {
			continue
		}
		for i, corner := range e.hulls[f] {
			at := make([]float64, p.lp.rows)
			at[j], at[j+1], at[row] = -float64(corner.need), float64(corner.filled), 1
			p.add(columnKey{cornerColumn, f<<32 | i, nil}, masterColumn{at: at})
		}
		row++
	}
}

func (p *planes) addBoxes() {
	e := p.e
	for j, coord := range p.coords {
		p.add(columnKey{lowColumn, coord, nil}, masterColumn{row: j, one: -1})
		p.add(columnKey{highColumn, coord, nil}, masterColumn{row: j, one: 1})
		if e.stage == 3 && e.limit > 0 && coord < e.floors() {
			p.addShort(j, coord)
		}
	}
}

// addShort keeps a floor's price at most at its weight times the price of
// weighted shortfall.
func (p *planes) addShort(j, f int) {
	at := make([]float64, p.lp.rows)
	at[j] = 1
	for k, coord := range p.coords {
		if coord == p.e.shortAt() {
			at[k] = -float64(p.e.m.floor(int32(f)).Weight)
		}
	}
	p.add(columnKey{shortColumn, f, nil}, masterColumn{at: at})
}

// install takes the last basis where its columns are still there, otherwise the
// slate at the best multipliers with boxes.
func (p *planes) install() {
	at := make(map[columnKey]int, len(p.keys))
	for c, key := range p.keys {
		at[key] = c
	}
	basis := make([]int, 0, p.lp.rows)
	for _, key := range p.e.lastBasis {
		if c, ok := at[key]; ok {
			basis = append(basis, c)
		}
	}
	if len(basis) == p.lp.rows && p.lp.install(basis) {
		return
	}
	p.lp.install(p.plainBasis(at))
}

func (p *planes) plainBasis(at map[columnKey]int) []int {
	e := p.e
	rest := make([]float64, len(p.coords))
	basis := make([]int, p.lp.rows)
	take := func(row, c int) {
		basis[row] = c
		for j := range rest {
			rest[j] += p.lp.columns[c].value(j)
		}
	}
	start, ok := at[columnKey{cutColumn, 0, p.at}]
	for c := 0; !ok; c++ { // its like is in the pool
		start, ok = c, p.keys[c].kind == cutColumn
	}
	take(len(p.coords), start)
	row := len(p.coords) + 1
	for _, f := range p.coords {
		if f < e.floors() && e.stage > 1 && e.ranged(f) {
			take(row, at[columnKey{cornerColumn, f << 32, nil}])
			row++
		}
	}
	for j, coord := range p.coords {
		kind := lowColumn
		if rest[j] < 0 {
			kind = highColumn
		}
		basis[j] = at[columnKey{kind, coord, nil}]
	}
	return basis
}

// step goes where the master says and sees whether the bound is lower there.
func (p *planes) step() {
	e := p.e
	p.remember()
	p.steps++
	gap := 0.0
	for r := len(p.coords); r < p.lp.rows; r++ {
		gap -= p.lp.price[r]
	}
	boxed := p.boxed()
	if p.compactAt > 0 && gap < p.compactAt {
		p.compactAt = gap / 2
		p.refresh()
		e.compact(int64((3*gap + 12) * float64(e.unit)))
	}
	if p.pause > 0 && gap < p.pause {
		p.pause, p.paused = 0, true
		return
	}
	if len(boxed) == 0 && p.hopeless(gap) {
		p.tight = true
		return
	}
	if gap <= 0.002 {
		p.tight = len(boxed) == 0
		p.widen(boxed, 16)
		return
	}
	v := p.moved()
	c := e.evaluate(v)
	value := e.lagrangian(c, v)
	fresh := e.keep(c)
	if fresh && c.stray == 0 {
		p.addCut(c)
	}
	if value < p.value {
		if float64(p.value-value) > 0.5*gap*float64(e.unit) {
			p.widen(boxed, 3)
		}
		p.v, p.value, p.at = v, value, c
		return
	}
	p.tight = !fresh && (len(boxed) == 0 || gap < 0.1)
	for j := range p.radius {
		p.radius[j] = max(p.radius[j]/2, 0.01)
	}
}

// hopeless reports whether the bound stays far above the best slate, so that
// the last of what the master still gains is not worth its steps.
func (p *planes) hopeless(gap float64) bool {
	e, most := p.e, int64(8*gap*float64(p.e.unit))
	if e.reached() < 0 || e.level(p.value-most) <= e.reached() {
		return false
	}
	far := float64(p.value-e.reached()*e.stageUnit()) / float64(e.unit)
	return e.stage == 3 && gap < far/64
}

// remember keeps the basis and the mixture.
func (p *planes) remember() {
	p.e.lastBasis = p.e.lastBasis[:0]
	p.weight = make(map[*cut]float64)
	for row, c := range p.lp.basis {
		key := p.keys[c]
		p.e.lastBasis = append(p.e.lastBasis, key)
		if key.kind == cutColumn && p.lp.x[row] > 1e-7 {
			p.weight[key.cut] += p.lp.x[row]
		}
	}
}

// boxed returns the coordinates that the trust region holds back.
func (p *planes) boxed() []int {
	var held []int
	place := make(map[int]int, len(p.coords))
	for j, coord := range p.coords {
		place[coord] = j
	}
	for row, c := range p.lp.basis {
		key := p.keys[c]
		if key.kind != lowColumn && key.kind != highColumn || p.lp.x[row] < 1e-7 {
			continue
		}
		j := place[key.index]
		low, high := p.e.limits(key.index)
		end := low
		if key.kind == highColumn {
			end = high
		}
		if math.Abs(float64(end-p.v[key.index])/float64(p.e.unit)) > p.radius[j] {
			held = append(held, j)
		}
	}
	return held
}

func (p *planes) widen(coords []int, by float64) {
	for _, j := range coords {
		p.radius[j] = min(p.radius[j]*by, 1e9)
	}
}

// moved returns the multipliers that the master's prices say.
func (p *planes) moved() []int64 {
	e := p.e
	v := append([]int64(nil), p.v...)
	for j, coord := range p.coords {
		low, high := e.limits(coord)
		v[coord] += int64(math.Round(-p.lp.price[j] * float64(e.unit)))
		v[coord] = min(max(v[coord], low), high)
	}
	if e.stage == 3 && e.limit > 0 {
		e.coverShort(v)
	}
	return v
}

// coverShort raises the price of weighted shortfall so that no floor's price is
// above its weight times it.
func (e *engine) coverShort(v []int64) {
	for f := range e.floors() {
		v[e.shortAt()] = max(v[e.shortAt()], ceilDiv(v[f], e.m.floor(int32(f)).Weight))
	}
}
