package slate

import "math"

// master is the small linear program of the cutting planes, by columns:
//
//	maximise Σ cost·x   with   Σ column·x = rhs, x ≥ 0
//
// solved by the revised primal simplex method with an explicit inverse. Its
// prices are the next multipliers; its solution says of which slates the
// present optimum is a mixture.
type master struct {
	rows    int
	rhs     []float64
	columns []masterColumn
	basis   []int       // column of each row
	inverse [][]float64 // of the basis
	x       []float64   // of the basic columns
	price   []float64
	steps   int
	age     int // pivots since the inverse was computed anew
}

// masterColumn is dense, or has one number only.
type masterColumn struct {
	cost  float64
	at    []float64
	row   int // of the one number, with at nil
	one   float64
	basic bool
}

const masterTiny = 1e-9

func (c *masterColumn) value(row int) float64 {
	switch {
	case c.at != nil:
		return c.at[row]
	case c.row == row:
		return c.one
	}
	return 0
}

// install takes a basis; false where it is singular or not feasible.
func (m *master) install(basis []int) bool {
	for c := range m.columns {
		m.columns[c].basic = false
	}
	m.basis = append(m.basis[:0], basis...)
	for _, b := range basis {
		m.columns[b].basic = true
	}
	if !m.refactor() {
		return false
	}
	for _, x := range m.x {
		if x < -1e-7 {
			return false
		}
	}
	return true
}

// refactor computes the inverse and the solution anew; false where the basis is
// singular.
func (m *master) refactor() bool {
	n := m.rows
	wide := make([][]float64, n) // basis and unit matrix side by side
	flat := make([]float64, 2*n*n)
	for i := range n {
		wide[i] = flat[2*n*i : 2*n*(i+1)]
		for j, b := range m.basis {
			wide[i][j] = m.columns[b].value(i)
		}
		wide[i][n+i] = 1
	}
	for c := range n {
		if !reduceColumn(wide, c) {
			return false
		}
	}
	m.inverse = make([][]float64, n)
	m.x = make([]float64, n)
	for i := range n {
		m.inverse[i] = wide[i][n:]
		for k, r := range m.rhs {
			m.x[i] += m.inverse[i][k] * r
		}
	}
	m.age = 0
	return true
}

// reduceColumn is a step of Gauss and Jordan with the largest pivot.
func reduceColumn(wide [][]float64, c int) bool {
	p := c
	for i := c + 1; i < len(wide); i++ {
		if math.Abs(wide[i][c]) > math.Abs(wide[p][c]) {
			p = i
		}
	}
	if math.Abs(wide[p][c]) < 1e-11 {
		return false
	}
	wide[p], wide[c] = wide[c], wide[p]
	eliminate(wide, c, c)
	return true
}

// eliminate makes column c the unit vector of row r.
func eliminate(rows [][]float64, r, c int) {
	pivot := rows[r]
	by := 1 / pivot[c]
	for k := range pivot {
		pivot[k] *= by
	}
	for i, row := range rows {
		if f := row[c]; i != r && f != 0 {
			for k, p := range pivot {
				if p != 0 {
					row[k] -= f * p
				}
			}
		}
	}
}

// run pivots to the optimum; false where it gives up.
func (m *master) run() bool {
	m.prices()
	for steps := 0; steps < 20000; steps++ {
		m.steps++
		in := m.entering(steps > 2000)
		if in < 0 {
			return true
		}
		if !m.pivot(in) {
			return false
		}
		if m.age > 100 {
			if !m.refactor() {
				return false
			}
			m.prices()
		}
	}
	return false
}

func (m *master) prices() {
	if len(m.price) != m.rows {
		m.price = make([]float64, m.rows)
	}
	clear(m.price)
	for i, b := range m.basis {
		if cost := m.columns[b].cost; cost != 0 {
			for k, v := range m.inverse[i] {
				m.price[k] += cost * v
			}
		}
	}
}

// gain returns the reduced cost of a column.
func (m *master) gain(c int) float64 {
	column := &m.columns[c]
	if column.at == nil {
		return column.cost - m.price[column.row]*column.one
	}
	g := 0.0
	for k, a := range column.at {
		g += m.price[k] * a
	}
	return column.cost - g
}

// entering returns the column that gains most, or the first that gains.
func (m *master) entering(first bool) int {
	best, most := -1, 0.0
	for c := range m.columns {
		if m.columns[c].basic {
			continue
		}
		g := m.gain(c)
		if g <= masterTiny*(1+math.Abs(m.columns[c].cost)) || g <= most {
			continue
		}
		best, most = c, g
		if first {
			break
		}
	}
	return best
}

// pivot takes a column into the basis; false where nothing limits it.
func (m *master) pivot(in int) bool {
	change := m.change(&m.columns[in])
	out, least := -1, math.Inf(1)
	for i, d := range change {
		if d <= masterTiny {
			continue
		}
		ratio := max(0, m.x[i]) / d
		if ratio < least-1e-12 || ratio < least+1e-12 && (out < 0 || d > change[out]) {
			out, least = i, min(ratio, least)
		}
	}
	if out < 0 {
		return false
	}
	m.exchange(in, out, change)
	return true
}

// change returns the column in terms of the basis.
func (m *master) change(column *masterColumn) []float64 {
	change := make([]float64, m.rows)
	for i, row := range m.inverse {
		if column.at == nil {
			change[i] = row[column.row] * column.one
			continue
		}
		sum := 0.0
		for k, a := range column.at {
			sum += row[k] * a
		}
		change[i] = sum
	}
	return change
}

func (m *master) exchange(in, out int, change []float64) {
	step, gain := m.x[out]/change[out], m.gain(in)
	row := m.inverse[out]
	for k := range row {
		row[k] /= change[out]
		m.price[k] += gain * row[k]
	}
	for i, d := range change {
		if i == out || d == 0 {
			continue
		}
		m.x[i] -= d * step
		for k, r := range row {
			m.inverse[i][k] -= d * r
		}
	}
	m.x[out] = step
	m.columns[m.basis[out]].basic = false
	m.basis[out] = in
	m.columns[in].basic = true
	m.age++
}
