package slate

import (
	"math"
	"slices"
)

// network is a circulation of least cost, solved by the primal simplex method on
// strongly feasible trees. Node 0 is the root. Between runs costs and bounds may
// change and arcs and nodes may be added: each run starts from the tree of the
// last. All numbers are whole, so that a run ends with an exact optimum.
//
// The first arcs are artificial, one for each node to or from the root. Flow on
// them costs more than all else, so flow left there means that the bounds
// contradict each other. Once out of the tree they stay out: where the bounds
// can be kept, nobody needs them.
type network struct {
	nodes  []treeNode
	price  []int64 // of each node
	arcs   []arc
	links  []int32 // artificial arc of each node
	big    int64   // cost of artificial arcs
	next   int     // where the search for an entering arc goes on
	pivots int
	stack  []int32
	heads  []int32 // of each node: its first arc; twice the arc, and one more at its head
	nexts  []int32 // of each arc the next at its tail and at its head
}

type arc struct {
	from, to      int32
	low, up, flow int32
	state         int32
	cost          int64
}

const (
	atLow  int32 = 1
	inTree int32 = 0 // or artificial and out of use
	atUp   int32 = -1
)

type treeNode struct {
	parent, pred      int32 // pred is the arc to the parent
	first, after, pre int32 // children as a list
	depth             int32
}

func newNetwork(nodes int, big int64) *network {
	n := &network{big: big}
	n.nodes = append(n.nodes, treeNode{parent: -1, pred: -1, first: -1, after: -1, pre: -1})
	n.price = append(n.price, 0)
	n.links = append(n.links, -1)
	n.heads = append(n.heads, -1)
	for i := 1; i < nodes; i++ {
		n.addNode()
	}
	return n
}

// addNode adds a node that hangs from the root by its artificial arc.
func (n *network) addNode() int32 {
	v := int32(len(n.nodes))
	n.nodes = append(n.nodes, treeNode{parent: -1, first: -1, after: -1, pre: -1})
	n.heads = append(n.heads, -1)
	n.links = append(n.links, n.addArc(v, 0, math.MaxInt32, n.big))
	n.hang(v, 0, n.links[v])
	n.nodes[v].depth = 1
	n.price = append(n.price, -n.big)
	return v
}

// addArc adds an arc without flow; low must be 0 until the next bound.
func (n *network) addArc(from, to, up int32, cost int64) int32 {
	a := int32(len(n.arcs))
	n.arcs = append(n.arcs, arc{from: from, to: to, up: up, state: atLow, cost: cost})
	n.nexts = append(n.nexts, n.heads[from], n.heads[to])
	n.heads[from], n.heads[to] = 2*a, 2*a+1
	return a
}

func (n *network) hang(v, parent, pred int32) {
	node := &n.nodes[v]
	node.parent, node.pred = parent, pred
	node.pre, node.after = -1, n.nodes[parent].first
	if node.after >= 0 {
		n.nodes[node.after].pre = v
	}
	n.nodes[parent].first = v
	n.arcs[pred].state = inTree
}

func (n *network) unhang(v int32) {
	node := &n.nodes[v]
	if node.pre >= 0 {
		n.nodes[node.pre].after = node.after
	} else {
		n.nodes[node.parent].first = node.after
	}
	if node.after >= 0 {
		n.nodes[node.after].pre = node.pre
	}
}

// reduced returns the reduced cost of an arc.
func (n *network) reduced(a int32) int64 {
	e := &n.arcs[a]
	return e.cost + n.price[e.from] - n.price[e.to]
}

// bound sets the bounds of an arc; settle must follow before the next run.
func (n *network) bound(a, low, up int32) {
	n.arcs[a].low, n.arcs[a].up = low, up
}

// settle makes the tree fit changed bounds and costs.
func (n *network) settle() {
	order := n.order()
	for i := range n.arcs {
		e := &n.arcs[i]
		switch {
		case e.state == inTree:
		case e.state == atUp && e.up > e.low:
			e.flow = e.up
		default:
			e.flow, e.state = e.low, atLow
		}
	}
	for !n.flows(order) {
		order = n.order()
	}
	n.reprice()
}

// order returns the nodes, parents first.
func (n *network) order() []int32 {
	order := append(n.stack[:0], 0)
	for i := 0; i < len(order); i++ {
		for c := n.nodes[order[i]].first; c >= 0; c = n.nodes[c].after {
			order = append(order, c)
		}
	}
	n.stack = order
	return order
}

// flows computes the flow on the tree from the flow outside it. An arc that
// cannot carry its flow, or would make the tree not strongly feasible, leaves it
// for the node's artificial arc; then the answer is false.
func (n *network) flows(order []int32) bool {
	excess := n.outside()
	whole := true
	for i := len(order) - 1; i > 0; i-- {
		v := order[i]
		node := &n.nodes[v]
		e := &n.arcs[node.pred]
		if node.pred == n.links[v] {
			n.turn(v, excess[v])
			excess[0] += excess[v]
			continue
		}
		up := e.from == v
		flow := excess[v]
		if !up {
			flow = -flow
		}
		low, high := int64(e.low), int64(e.up)
		if up && flow >= low && flow < high || !up && flow > low && flow <= high {
			e.flow = int32(flow)
			excess[node.parent] += excess[v]
			continue
		}
		whole = false
		e.flow, e.state = e.low, atLow
		if flow >= high && high > low {
			e.flow, e.state = e.up, atUp
		}
		moved := int64(e.flow)
		if up {
			excess[v] -= moved
			excess[node.parent] += moved
		} else {
			excess[v] += moved
			excess[node.parent] -= moved
		}
		n.unhang(v)
		n.hang(v, 0, n.links[v])
		n.turn(v, excess[v])
		excess[0] += excess[v]
	}
	return whole
}

// turn gives the artificial arc of a node a flow that takes up the excess.
func (n *network) turn(v int32, excess int64) {
	e := &n.arcs[n.links[v]]
	e.from, e.to, e.flow = v, 0, int32(excess)
	if excess < 0 {
		e.from, e.to, e.flow = 0, v, int32(-excess)
	}
}

// reprice computes depths and prices from the costs on the tree.
func (n *network) reprice() {
	for _, v := range n.order()[1:] {
		node := &n.nodes[v]
		node.depth = n.nodes[node.parent].depth + 1
		e := &n.arcs[node.pred]
		if e.from == v {
			n.price[v] = n.price[node.parent] - e.cost
		} else {
			n.price[v] = n.price[node.parent] + e.cost
		}
	}
}

// run solves the circulation; whether the bounds can be kept is told by
// feasible.
func (n *network) run() {
	for most := n.pivots + 20*len(n.arcs) + 10000; ; {
		in := n.entering()
		if in < 0 {
			return
		}
		n.pivot(in)
		if n.pivots == most {
			n.restart()
		}
	}
}

// restart hangs all nodes from the root, which makes a strongly feasible tree
// of any: a run from there cannot go round in a circle.
func (n *network) restart() {
	for v := range n.nodes[1:] {
		node := int32(v + 1)
		e := &n.arcs[n.nodes[node].pred]
		if n.nodes[node].pred != n.links[node] {
			e.state, e.flow = atLow, e.low
		}
		n.unhang(node)
		n.hang(node, 0, n.links[node])
	}
	n.settle()
}

// attach hangs a node that has no other tree arc than its artificial one from
// the other end of an arc without flow.
func (n *network) attach(v, arc int32) {
	e := &n.arcs[arc]
	parent := e.from + e.to - v
	link := &n.arcs[n.links[v]]
	link.state, link.flow = inTree, 0
	n.unhang(v)
	n.hang(v, parent, arc)
	n.nodes[v].depth = n.nodes[parent].depth + 1
	n.price[v] = n.price[parent] + e.cost
	if e.from == v {
		n.price[v] = n.price[parent] - e.cost
	}
}

// feasible reports whether no flow is left on artificial arcs.
func (n *network) feasible() bool {
	for _, a := range n.links[1:] {
		if n.arcs[a].flow != 0 {
			return false
		}
	}
	return true
}

// entering returns the best arc of the next block that has one that improves,
// or -1.
func (n *network) entering() int32 {
	size := max(64, int(math.Sqrt(float64(len(n.arcs)))))
	price, at := n.price, n.next
	if at >= len(n.arcs) {
		at = 0
	}
	for left := len(n.arcs); left > 0; {
		end := min(at+size, at+left, len(n.arcs))
		block := n.arcs[at:end]
		best, least := -1, int64(0)
		for i := range block { // what is in the tree comes to nought: no need to ask
			e := &block[i]
			if c := int64(e.state) * (e.cost + price[e.from] - price[e.to]); c < least && e.low < e.up {
				best, least = i, c
			}
		}
		if n.next = end; best >= 0 {
			return int32(at + best)
		}
		left -= end - at
		if at = end; at == len(n.arcs) {
			at = 0
		}
	}
	return -1
}

// pivot takes an arc into the tree and the arc that blocks it first out.
func (n *network) pivot(in int32) {
	n.pivots++
	e := &n.arcs[in]
	first, second := e.from, e.to
	if e.state == atUp {
		first, second = second, first
	}
	join := n.join(first, second)
	delta, out, side := n.blocking(in, first, second, join)
	if delta > 0 {
		n.push(in, first, second, join, delta)
	}
	if side == 0 {
		e.state = -e.state
		return
	}
	top, bottom := first, second // top joins T2 by in
	if side == 2 {
		top, bottom = second, first
	}
	leave := &n.arcs[n.nodes[out].pred]
	leave.state = atLow
	if leave.flow == leave.up && leave.up > leave.low {
		leave.state = atUp
	}
	if n.nodes[out].pred == n.links[out] {
		leave.state = inTree
	}
	n.rehang(top, bottom, out, in)
}

func (n *network) join(u, v int32) int32 {
	nodes := n.nodes
	for u != v {
		if nodes[u].depth >= nodes[v].depth {
			u = nodes[u].parent
		} else {
			v = nodes[v].parent
		}
	}
	return u
}

// blocking returns how far the flow can change, and the node whose arc to its
// parent blocks on which side; side 0 is the entering arc itself.
func (n *network) blocking(in, first, second, join int32) (delta, out int32, side int) {
	delta = n.arcs[in].up - n.arcs[in].low
	for u := first; u != join; u = n.nodes[u].parent {
		e := &n.arcs[n.nodes[u].pred]
		d := e.flow - e.low
		if e.to == u {
			d = e.up - e.flow
		}
		if d < delta {
			delta, out, side = d, u, 1
		}
	}
	for u := second; u != join; u = n.nodes[u].parent {
		e := &n.arcs[n.nodes[u].pred]
		d := e.flow - e.low
		if e.from == u {
			d = e.up - e.flow
		}
		if d <= delta {
			delta, out, side = d, u, 2
		}
	}
	return delta, out, side
}

func (n *network) push(in, first, second, join, delta int32) {
	n.arcs[in].flow += n.arcs[in].state * delta
	for u := first; u != join; u = n.nodes[u].parent {
		e := &n.arcs[n.nodes[u].pred]
		if e.from == u {
			e.flow -= delta
		} else {
			e.flow += delta
		}
	}
	for u := second; u != join; u = n.nodes[u].parent {
		e := &n.arcs[n.nodes[u].pred]
		if e.from == u {
			e.flow += delta
		} else {
			e.flow -= delta
		}
	}
}

// rehang hangs the subtree of out from the other end of the entering arc: the
// path from top up to out turns round.
func (n *network) rehang(top, bottom, out, in int32) {
	parent, pred := bottom, in
	for v := top; ; {
		oldParent, oldPred := n.nodes[v].parent, n.nodes[v].pred
		n.unhang(v)
		n.hang(v, parent, pred)
		if v == out {
			break
		}
		parent, pred, v = v, oldPred, oldParent
	}
	shift := n.reduced(in)
	if n.arcs[in].from == top {
		shift = -shift
	}
	n.shift(top, shift)
}

// shift adds to the prices of a subtree and renews its depths.
func (n *network) shift(top int32, by int64) {
	nodes := n.nodes
	nodes[top].depth = nodes[nodes[top].parent].depth + 1
	n.price[top] += by
	v := top
	for {
		if c := nodes[v].first; c >= 0 {
			nodes[c].depth = nodes[v].depth + 1
			n.price[c] += by
			v = c
			continue
		}
		for v != top && nodes[v].after < 0 {
			v = nodes[v].parent
		}
		if v == top {
			return
		}
		v = nodes[v].after
		nodes[v].depth = nodes[nodes[v].parent].depth + 1
		n.price[v] += by
	}
}

// filter takes arcs out that carry nothing, and nodes without flow that nothing
// hangs from, with all their arcs. It returns the new place of each, or None.
func (n *network) filter(goes, drop []bool) (arcs, nodes []int32) {
	for v := range n.nodes {
		if drop[v] {
			n.unhang(int32(v))
		}
	}
	arcs, nodes = places(goes), places(drop)
	to := func(v int32) int32 {
		if v < 0 {
			return v
		}
		return nodes[v]
	}
	for v, place := range nodes {
		if place == None {
			continue
		}
		node := n.nodes[v]
		node.parent, node.first, node.after, node.pre = to(node.parent), to(node.first), to(node.after), to(node.pre)
		if node.pred >= 0 {
			node.pred = arcs[node.pred]
			n.links[place] = arcs[n.links[v]]
		}
		n.nodes[place], n.price[place], n.heads[place] = node, n.price[v], None
	}
	count := len(n.nodes) - len(slices.DeleteFunc(slices.Clone(drop), func(out bool) bool { return !out }))
	n.nodes, n.price, n.links, n.heads = n.nodes[:count], n.price[:count], n.links[:count], n.heads[:count]
	old := n.arcs
	n.arcs, n.nexts, n.next = n.arcs[:0], n.nexts[:0], 0
	for a, place := range arcs {
		if place == None {
			continue
		}
		e := old[a]
		e.from, e.to = nodes[e.from], nodes[e.to]
		n.arcs = append(n.arcs, e)
		n.nexts = append(n.nexts, n.heads[e.from], n.heads[e.to])
		n.heads[e.from], n.heads[e.to] = 2*place, 2*place+1
	}
	return arcs, nodes
}

// places numbers those that stay.
func places(goes []bool) []int32 {
	at, next := make([]int32, len(goes)), int32(0)
	for i, out := range goes {
		if at[i] = None; !out {
			at[i] = next
			next++
		}
	}
	return at
}
