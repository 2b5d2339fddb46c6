package slate

import "container/heap"

// subsets yields the sets of numbered things in the order of their cost, each
// once, without making them all first. Costs ascend and are at least 1.
type subsets struct {
	costs []int64
	heap  costHeap
	begun bool
}

type costedSet struct {
	items []int32 // ascending
	cost  int64
}

func newSubsets(costs []int64) *subsets { return &subsets{costs: costs} }

// next returns the next set; more is false when there is none. A set's
// successors are the set with the following thing added, and with its last
// thing exchanged for the following one: neither is cheaper, and each set has
// one predecessor.
func (s *subsets) next() (items []int32, cost int64, more bool) {
	if !s.begun {
		s.begun = true
		if len(s.costs) > 0 {
			heap.Push(&s.heap, costedSet{[]int32{0}, s.costs[0]})
		}
		return nil, 0, true
	}
	if len(s.heap) == 0 {
		return nil, 0, false
	}
	set := heap.Pop(&s.heap).(costedSet)
	last := len(set.items) - 1
	if following := set.items[last] + 1; int(following) < len(s.costs) {
		added := append(append([]int32(nil), set.items...), following)
		heap.Push(&s.heap, costedSet{added, set.cost + s.costs[following]})
		exchanged := append([]int32(nil), set.items...)
		exchanged[last] = following
		heap.Push(&s.heap, costedSet{exchanged, set.cost + s.costs[following] - s.costs[following-1]})
	}
	return set.items, set.cost, true
}

// costHeap has the cheapest on top, then the one with the first things.
type costHeap []costedSet

func (h costHeap) Len() int      { return len(h) }
func (h costHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h costHeap) Less(i, j int) bool {
	if h[i].cost != h[j].cost {
		return h[i].cost < h[j].cost
	}
	for k := range min(len(h[i].items), len(h[j].items)) {
		if h[i].items[k] != h[j].items[k] {
			return h[i].items[k] < h[j].items[k]
		}
	}
	return len(h[i].items) < len(h[j].items)
}
func (h *costHeap) Push(x any) { *h = append(*h, x.(costedSet)) }
func (h *costHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}
