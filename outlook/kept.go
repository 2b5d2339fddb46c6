package outlook

import "sync"

// keptBatches is how many batches of drawn parameters are remembered, at most.
const keptBatches = 128

// kept remembers the parameters' values in scenarios that are simulated again
// and again under other plans: they are the same every time.
type kept struct {
	mutex     sync.Mutex
	posterior [][2]Posterior
	values    map[int][]value // by the first scenario of a batch
}

// of returns the values of a batch, nil where nothing is remembered.
func (k *kept) of(first int) []value {
	if k == nil {
		return nil
	}
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return k.values[first]
}

// keep remembers the values of a batch, drawn by what was known of the parameters.
func (k *kept) keep(first int, posterior [][2]Posterior, values []value) {
	if k == nil {
		return
	}
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.values == nil {
		k.posterior, k.values = posterior, map[int][]value{}
	}
	if len(k.values) < keptBatches {
		k.values[first] = append([]value(nil), values...)
	}
}

// same reports whether what is known of a parameter is what the values were drawn by.
func (k *kept) same(parameter, sex int, now Posterior) bool {
	return parameter < len(k.posterior) && k.posterior[parameter][sex] == now
}
