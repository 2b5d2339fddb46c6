package slate

import (
	"encoding/json"
	"io"
	"math"
)

// rowNames are the names of the rows in the format, by RowKind.
func rowNames() []string {
	return []string{"class", "home", "apart", "floor", "at_most", "above", "priority", "weighted"}
}

// answerDocument is an answer in the format of FORMAT.md.
type answerDocument struct {
	Filled        int                  `json:"filled"`
	PriorityValue int64                `json:"priority_value"`
	Shortfall     []int64              `json:"shortfall"`
	Weighted      int64                `json:"weighted_shortfall"`
	Score         int64                `json:"score"`
	Bound         [3]int64             `json:"bound"`
	Proven        bool                 `json:"proven"`
	Assignment    [][2]string          `json:"assignment"`
	Explanations  any                  `json:"explanations,omitempty"`
	Certificate   *certificateDocument `json:"certificate,omitempty"`
}

type certificateDocument struct {
	Stages [3]proofDocument `json:"stages"`
}

type proofDocument struct {
	Bound int64          `json:"bound"`
	Nodes []nodeDocument `json:"nodes"`
}

type nodeDocument struct {
	Count       *countDocument `json:"count,omitempty"`
	Split       int64          `json:"split,omitempty"`
	Low         int32          `json:"low,omitempty"`
	High        int32          `json:"high,omitempty"`
	Unit        int64          `json:"unit,omitempty"`
	Multipliers [][]any        `json:"multipliers,omitempty"`
}

type countDocument struct {
	Classes []int32 `json:"classes"`
	Mask    uint8   `json:"mask,omitempty"`
	Equal   uint8   `json:"equal,omitempty"`
	Officer *int32  `json:"officer,omitempty"`
}

// EncodeAnswer writes an answer in the format of FORMAT.md. Explanations, where not
// nil, are written as they are; the certificate is written where asked for.
func EncodeAnswer(out io.Writer, in *Instance, r *Result, explanations any, certificate bool) error {
	d := answerDocument{Filled: r.Filled, PriorityValue: r.PriorityValue, Shortfall: r.Shortfall, Weighted: r.Weighted, Score: r.Score,
		Bound:  [3]int64{r.Bound.PriorityValue, r.Bound.Weighted, r.Bound.Score},
		Proven: r.Proven, Assignment: make([][2]string, len(r.Assignment)), Explanations: explanations}
	if d.Shortfall == nil {
		d.Shortfall = []int64{}
	}
	for i, l := range r.Assignment {
		d.Assignment[i] = [2]string{in.Officers[l.Officer].ID, in.Classes[l.Class].ID}
	}
	if certificate && r.Certificate != nil {
		d.Certificate = documentOf(r.Certificate)
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	return e.Encode(d)
}

func documentOf(c *Certificate) *certificateDocument {
	d := &certificateDocument{}
	for s, proof := range c.Stages {
		d.Stages[s] = proofDocument{Bound: proof.Bound, Nodes: make([]nodeDocument, len(proof.Nodes))}
		for i, n := range proof.Nodes {
			d.Stages[s].Nodes[i] = nodeOf(n)
		}
	}
	return d
}

func nodeOf(n Node) nodeDocument {
	if n.Low != 0 || n.High != 0 {
		count := &countDocument{Classes: n.Count.Classes, Mask: n.Count.Mask, Equal: n.Count.Equal}
		if count.Classes == nil {
			count.Classes = []int32{}
		}
		if n.Count.Officer != None {
			count.Officer = &n.Count.Officer
		}
		return nodeDocument{Count: count, Split: n.Split, Low: n.Low, High: n.High}
	}
	d := nodeDocument{Unit: n.Unit, Multipliers: make([][]any, len(n.Multipliers))}
	names := rowNames()
	for i, m := range n.Multipliers {
		d.Multipliers[i] = []any{names[m.Row], m.Index, m.Value}
		if m.Slope != 0 {
			d.Multipliers[i] = append(d.Multipliers[i], m.Slope)
		}
	}
	return d
}

// DecodeAnswer reads an answer to an instance, with its certificate where there
// is one. Explanations are passed over. It does not judge: Check does.
func DecodeAnswer(from io.Reader, in *Instance) (*Result, error) {
	a := answerReader{reader: newReader(from), result: &Result{}, officers: newNames(), classes: newNames()}
	for i := range in.Officers {
		a.officers.mention([]byte(in.Officers[i].ID))
	}
	for i := range in.Classes {
		a.classes.mention([]byte(in.Classes[i].ID))
	}
	a.known = [2]int{len(in.Officers), len(in.Classes)}
	a.object([]string{"filled", "priority_value", "shortfall", "score", "bound", "proven", "assignment", "weighted_shortfall", "explanations", "certificate"},
		0b1111111, a.member)
	return a.result, a.finish()
}

type answerReader struct {
	*reader
	result            *Result
	officers, classes *names
	known             [2]int
}

func (a *answerReader) any() int64 { return a.integer(math.MinInt64/2, math.MaxInt64/2) }

func (a *answerReader) place() int32 { return int32(a.integer(0, math.MaxInt32)) }

func (a *answerReader) member(field int) {
	r, name := a.result, a.field
	switch field {
	case 0:
		r.Filled = int(a.integer(0, MaxPlaces))
	case 1:
		r.PriorityValue = a.any()
	case 2:
		a.elements(name, MaxFloors, func(int) { r.Shortfall = append(r.Shortfall, a.any()) })
	case 3:
		r.Score = a.any()
	case 4:
		bounds := []*int64{&r.Bound.PriorityValue, &r.Bound.Weighted, &r.Bound.Score}
		a.elements(name, len(bounds), func(i int) { *bounds[i] = a.any() })
	case 5:
		r.Proven = a.boolean()
	case 6:
		a.elements(name, MaxPlaces, func(int) { a.link() })
	case 7:
		r.Weighted = a.any()
	case 8:
		a.skip(0)
	case 9:
		a.certificate()
	}
}

// link reads an officer and a class of the instance.
func (a *answerReader) link() {
	if !a.open('[') {
		return
	}
	l := Link{Officer: a.officers.mention(a.bytes())}
	if int(l.Officer) >= a.known[0] {
		a.fail(ProblemNoOfficer, "name", a.officers.texts[l.Officer])
	}
	if !a.take(',') {
		a.want(",")
	}
	l.Class = a.classes.mention(a.bytes())
	if int(l.Class) >= a.known[1] {
		a.fail(ProblemNoClass, "name", a.classes.texts[l.Class])
	}
	if !a.take(']') {
		a.want("]")
	}
	a.result.Assignment = append(a.result.Assignment, l)
}

func (a *answerReader) certificate() {
	c := &Certificate{}
	a.result.Certificate = c
	a.object([]string{"stages"}, 1, func(int) {
		a.each(func(stage int) {
			if stage >= len(c.Stages) {
				a.fail(ProblemTooMany, "most", len(c.Stages))
				return
			}
			a.proof(&c.Stages[stage])
		})
	})
}

func (a *answerReader) proof(p *Proof) {
	a.object([]string{"bound", "nodes"}, 3, func(field int) {
		if field == 0 {
			p.Bound = a.any()
			return
		}
		a.each(func(int) { p.Nodes = append(p.Nodes, a.node()) })
	})
}

func (a *answerReader) node() Node {
	n := Node{}
	a.object([]string{"count", "split", "low", "high", "unit", "multipliers"}, 0, func(field int) {
		switch field {
		case 0:
			n.Count = a.count()
		case 1:
			n.Split = a.any()
		case 2:
			n.Low = a.place()
		case 3:
			n.High = a.place()
		case 4:
			n.Unit = a.any()
		case 5:
			a.each(func(int) { n.Multipliers = append(n.Multipliers, a.multiplier()) })
		}
	})
	return n
}

func (a *answerReader) count() Count {
	c := Count{Officer: None}
	a.object([]string{"classes", "mask", "equal", "officer"}, 1, func(field int) {
		switch field {
		case 0:
			a.each(func(int) { c.Classes = append(c.Classes, a.place()) })
		case 1:
			c.Mask = uint8(a.integer(0, math.MaxUint8))
		case 2:
			c.Equal = uint8(a.integer(0, math.MaxUint8))
		case 3:
			c.Officer = a.place()
		}
	})
	return c
}

func (a *answerReader) multiplier() Multiplier {
	m := Multiplier{}
	a.each(func(i int) {
		switch i {
		case 0:
			m.Row = RowKind(a.oneOf(rowNames()...))
		case 1:
			m.Index = a.place()
		case 2:
			m.Value = a.any()
		case 3:
			m.Slope = a.any()
		default:
			a.fail(ProblemTooMany, "most", i)
		}
	})
	return m
}
