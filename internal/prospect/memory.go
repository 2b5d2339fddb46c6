package prospect

import (
	"context"
	"sync"
)

// memory keeps the answers to questions without moved levers: those are the
// ones that everybody asks. Answers are shared and only read from.
type memory struct {
	mu      sync.Mutex
	answers map[asked]*Answer
}

// asked tells such questions apart.
type asked struct {
	category, mission, framework string
	until, scenarios             int
	seed                         uint64
}

// mostAnswers bounds the memory.
const mostAnswers = 32

// get returns the answer kept or makes it. Two who ask at once may both make it.
func (m *memory) get(ctx context.Context, q Question, answer func() (*Answer, error)) (*Answer, error) {
	key := asked{q.Category, q.Mission, q.Framework, int(q.Until), q.Scenarios, q.Seed}
	m.mu.Lock()
	kept := m.answers[key]
	m.mu.Unlock()
	if kept != nil {
		return kept, ctx.Err()
	}
	made, err := answer()
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.answers == nil || len(m.answers) >= mostAnswers {
		m.answers = map[asked]*Answer{}
	}
	m.answers[key] = made
	return made, nil
}
