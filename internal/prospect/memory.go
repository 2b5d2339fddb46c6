package prospect

import (
	"context"
	"fmt"
	"sync"
)

// memory keeps the answers to questions without moved levers: those are the
// ones that everybody asks; and plans, which take long to find and are asked
// for again by their file and by who puts them into force. Both are shared and
// only read from.
type memory struct {
	mu      sync.Mutex
	answers map[asked]*Answer
	plans   map[string]*Plan
	leading *Leadership // the tiers' pipelines, once somebody asked
}

func (m *memory) leaders() *Leadership {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.leading
}

func (m *memory) lead(l *Leadership) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.leading = l
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

// plan returns the plan kept or makes it.
func (m *memory) plan(ctx context.Context, q Question, level int, search func() (*Plan, error)) (*Plan, error) {
	key := fmt.Sprint(level, q)
	m.mu.Lock()
	kept := m.plans[key]
	m.mu.Unlock()
	if kept != nil {
		return kept, ctx.Err()
	}
	made, err := search()
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.plans == nil || len(m.plans) >= mostAnswers {
		m.plans = map[string]*Plan{}
	}
	m.plans[key] = made
	return made, ctx.Err()
}
