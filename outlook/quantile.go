package outlook

import "slices"

// Percents returns the levels of a fan in per cent: 5, 25, 50, 75, 95.
func Percents() [5]int { return [5]int{5, 25, 50, 75, 95} }

// rank returns the place, among n in order, of the smallest value that at least
// percent of the values do not exceed.
func rank(n, percent int) int { return max(0, (n*percent+99)/100-1) }

// quantiles finds fans, in memory of its own.
type quantiles struct {
	counts []int32
	keys   []uint64
	picked []uint64
}

// numbers returns the fan of whole numbers, by counting them.
func (q *quantiles) numbers(values []int32) (fan [5]int) {
	low, high := slices.Min(values), slices.Max(values)
	if int(high-low) > 1<<16 {
		return sortedNumbers(values)
	}
	q.counts = append(q.counts[:0], make([]int32, high-low+1)...)
	for _, v := range values {
		q.counts[v-low]++
	}
	seen, value := 0, -1
	for i, percent := range Percents() {
		for want := rank(len(values), percent); seen <= want; {
			value++
			seen += int(q.counts[value])
		}
		fan[i] = int(low) + value
	}
	return fan
}

func sortedNumbers(values []int32) (fan [5]int) {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	for i, percent := range Percents() {
		fan[i] = int(sorted[rank(len(sorted), percent)])
	}
	return fan
}

// The order of shares: keyBits for the rate, the rest for the scenario.
const (
	keyBits    = 34
	indexBits  = 64 - keyBits
	bucketBits = 12
)

// shareKey orders shares exactly: two different rates of fewer than 2¹⁶ people
// differ by more than 2⁻³², so rounding both down to 2⁻³² keeps them apart and
// in order. Nobody comes before everything.
func shareKey(women, total int32) uint64 {
	if total == 0 {
		return 0
	}
	return uint64(women)<<32/uint64(total) + 1
}

// shares returns the fan of the rates, each as the counts of a scenario that has it.
func (q *quantiles) shares(women, total []int32) (fan [5]Share) {
	const shift = keyBits - bucketBits
	q.keys = q.keys[:0]
	q.counts = append(q.counts[:0], make([]int32, 1<<bucketBits)...)
	for i := range women {
		key := shareKey(women[i], total[i])
		q.keys = append(q.keys, key<<indexBits|uint64(i))
		q.counts[key>>shift]++
	}
	seen, bucket, picked := 0, -1, -1
	for i, percent := range Percents() {
		want := rank(len(women), percent)
		for ; seen <= want; seen += int(q.counts[bucket]) {
			bucket++
		}
		if bucket != picked {
			q.pick(uint64(bucket), indexBits+shift)
			picked = bucket
		}
		at := q.picked[want-seen+len(q.picked)] & (1<<indexBits - 1)
		fan[i] = Share{int(women[at]), int(total[at])}
	}
	return fan
}

// pick gathers a bucket in order.
func (q *quantiles) pick(bucket uint64, shift int) {
	q.picked = q.picked[:0]
	for _, key := range q.keys {
		if key>>shift == bucket {
			q.picked = append(q.picked, key)
		}
	}
	slices.Sort(q.picked)
}
