package slate

// restore makes the flow fit changed bounds by the dual simplex method: each
// step takes a tree arc that is beyond a bound out, and the cheapest arc that
// can carry the rest across the cut in. The tree must be optimal for the bounds
// before. Where no arc can, artificial arcs take over and the next run decides.
func (n *network) restore(changed []int32) {
	for _, a := range changed {
		n.rebound(a)
	}
	order := n.order()
	n.treeFlows(order)
	d := dual{network: n, mark: make([]bool, len(n.nodes))}
	for _, v := range order[1:] {
		d.watch(n.nodes[v].pred)
	}
	for steps := 0; len(d.beyond) > 0; {
		a := d.beyond[len(d.beyond)-1]
		if n.arcs[a].state != inTree || n.excess(a) == 0 {
			d.beyond = d.beyond[:len(d.beyond)-1]
			continue
		}
		if steps++; steps > 3000 || !d.pivot(a) {
			n.settle()
			return
		}
	}
}

// rebound puts an arc outside the tree on the bound that its price asks for.
func (n *network) rebound(a int32) {
	e := &n.arcs[a]
	if e.state == inTree {
		return
	}
	e.state, e.flow = atLow, e.low
	if e.up > e.low && n.reduced(a) < 0 {
		e.state, e.flow = atUp, e.up
	}
}

// treeFlows computes the flow on the tree from the flow outside it, whatever
// the bounds.
func (n *network) treeFlows(order []int32) {
	excess := n.outside()
	for i := len(order) - 1; i > 0; i-- {
		v := order[i]
		node := &n.nodes[v]
		e := &n.arcs[node.pred]
		if e.from == v {
			e.flow = int32(excess[v])
		} else {
			e.flow = -int32(excess[v])
		}
		excess[node.parent] += excess[v]
	}
}

// outside returns what the arcs outside the tree bring to each node.
func (n *network) outside() []int64 {
	excess := make([]int64, len(n.nodes))
	for i := range n.arcs {
		if e := &n.arcs[i]; e.state != inTree && e.flow != 0 {
			excess[e.from] -= int64(e.flow)
			excess[e.to] += int64(e.flow)
		}
	}
	return excess
}

// excess returns by how much an arc is beyond its upper bound, or, below zero,
// its lower bound.
func (n *network) excess(a int32) int32 {
	e := &n.arcs[a]
	switch {
	case e.flow > e.up:
		return e.flow - e.up
	case e.flow < e.low:
		return e.flow - e.low
	}
	return 0
}

// dual is the state of a restoration.
type dual struct {
	*network
	mark     []bool
	below    []int32 // the marked nodes
	beyond   []int32 // tree arcs that were seen beyond their bounds
	crossing []crossing
}

type crossing struct {
	arc  int32
	cost int64
}

func (d *dual) watch(a int32) {
	if d.excess(a) != 0 {
		d.beyond = append(d.beyond, a)
	}
}

// pivot brings an arc of the tree to its bound. Cheap arcs that cannot carry all
// of what is left go to their other bound first.
func (d *dual) pivot(a int32) bool {
	by, leave := d.excess(a), &d.arcs[a]
	v := leave.from
	if d.nodes[v].pred != a {
		v = leave.to
	}
	d.markBelow(v)
	d.cross((by > 0) == (leave.from == v))
	left, in, top := max(by, -by), int32(-1), int32(-1)
	for len(d.crossing) > 0 {
		in = d.cheapest()
		e := &d.arcs[in]
		if top = e.from; !d.mark[top] {
			top = e.to
		}
		room := e.up - e.low
		d.move(in, min(room, left))
		if room >= left {
			break
		}
		e.state, left, in = -e.state, left-room, -1
	}
	d.clearMarks()
	if in < 0 {
		return false
	}
	d.pivots++
	leave.state = atUp
	if by < 0 || leave.low == leave.up {
		leave.state = atLow
	}
	if a == d.links[v] {
		leave.state = inTree
	}
	d.rehang(top, d.arcs[in].from+d.arcs[in].to-top, v, in)
	d.watch(in)
	return true
}

// move moves flow round the cycle of an arc outside the tree.
func (d *dual) move(in, by int32) {
	e := &d.arcs[in]
	first, second := e.from, e.to
	if e.state == atUp {
		first, second = second, first
	}
	join := d.join(first, second)
	d.push(in, first, second, join, by)
	for _, u := range [2]int32{first, second} {
		for ; u != join; u = d.nodes[u].parent {
			d.watch(d.nodes[u].pred)
		}
	}
}

// markBelow marks a subtree.
func (d *dual) markBelow(top int32) {
	d.below = append(d.below[:0], top)
	d.mark[top] = true
	for i := 0; i < len(d.below); i++ {
		for c := d.nodes[d.below[i]].first; c >= 0; c = d.nodes[c].after {
			d.mark[c] = true
			d.below = append(d.below, c)
		}
	}
}

func (d *dual) clearMarks() {
	for _, v := range d.below {
		d.mark[v] = false
	}
}

// cross lists the arcs that can carry more out of the marked nodes, or into
// them.
func (d *dual) cross(out bool) {
	d.crossing = d.crossing[:0]
	if len(d.below) > len(d.nodes)/6 {
		for a := range d.arcs {
			d.crosses(int32(a), out)
		}
		return
	}
	for _, v := range d.below {
		for at := d.heads[v]; at >= 0; at = d.nexts[at] {
			d.crosses(at>>1, out)
		}
	}
}

func (d *dual) crosses(a int32, out bool) {
	e := &d.arcs[a]
	from := d.mark[e.from]
	if from == d.mark[e.to] || e.state == inTree || e.low == e.up || (from == out) != (e.state == atLow) {
		return
	}
	c := d.reduced(a)
	d.crossing = append(d.crossing, crossing{a, max(c, -c)})
}

// cheapest takes the arc of least price from the list; the first of equals.
func (d *dual) cheapest() int32 {
	best := 0
	for i, c := range d.crossing {
		if least := d.crossing[best]; c.cost < least.cost || c.cost == least.cost && c.arc < least.arc {
			best = i
		}
	}
	arc, last := d.crossing[best].arc, len(d.crossing)-1
	d.crossing[best] = d.crossing[last]
	d.crossing = d.crossing[:last]
	return arc
}
