package slate

import "slices"

// nearPoints is how many points a pair may be worth less than where its officer
// is, at the prices of the certificate, to be in the core from the beginning.
const nearPoints = 30

// seed takes the pairs of the slate and those that the certificate of its third
// stage prices near enough; what else a question has use for, it takes in. Without
// a certificate the best of each kind are taken.
func (w *warm) seed(e *engine) {
	near := w.near()
	if near == nil {
		e.seed()
		return
	}
	for o, officer := range e.m.officers {
		for at := e.m.start[o]; at < e.m.start[o+1]; at++ {
			if near[Link{officer, e.m.classes[e.m.offers[at].class]}] {
				e.addPair(int32(o), at)
			}
		}
	}
}

// near marks the pairs for seed; nil without a certificate.
func (w *warm) near() map[Link]bool {
	if w.result.Certificate == nil {
		return nil
	}
	proof := &w.result.Certificate.Stages[2]
	at := slices.IndexFunc(proof.Nodes, func(n Node) bool { return n.Low == 0 && n.High == 0 && len(n.Multipliers) > 0 })
	if at < 0 {
		return nil
	}
	v, unit := newVerifier(w.base, w.result), proof.Nodes[at].Unit
	v.stage, v.proof = 2, proof
	v.begin(unit)
	for _, m := range proof.Nodes[at].Multipliers {
		v.row(m, nil)
	}
	v.settleHomes()
	v.reduce(unit)
	near := linkSet(w.result.Assignment)
	for i, p := range w.base.Eligible {
		value := unit*int64(p.Score) + v.worth(Link{p.Officer, p.Class})
		if v.flags[i]&kept != 0 {
			value += unit * w.base.ChangeCost
		}
		if v.pinned[p.Officer] || max(0, v.best[p.Officer])-value <= nearPoints*unit {
			near[Link{p.Officer, p.Class}] = true
		}
	}
	return near
}
