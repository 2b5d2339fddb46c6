package slate
import ("testing";"context";"time";"os";"strconv";"math/rand/v2")
func TestZZ(t *testing.T) {
	n,_ := strconv.Atoi(os.Getenv("ZN")); from,_ := strconv.Atoi(os.Getenv("ZF"))
	worst := time.Duration(0)
	fails := 0
	for s := from; s < from+n; s++ {
		in := randomInstance(uint64(s), 9, 4)
		t0 := time.Now()
		if _, err := Solve(context.Background(), in); err != nil && err != errNone { t.Errorf("%d %v", s, err) }
		if d := time.Since(t0); d > worst { worst = d; t.Logf("seed %d: %v", s, d) }
		if err := solveAndCheck(in); err != nil { t.Errorf("seed %d: %v", s, err); fails++; if fails > 10 { t.FailNow() } }
	}
}
func TestZGoal(t *testing.T) {
	n,_ := strconv.Atoi(os.Getenv("ZN"))
	for s := range n {
		in := randomInstance(uint64(s), 6, 3)
		r := rand.New(rand.NewPCG(uint64(s), 7))
		g := goal{capped: r.IntN(2)==0, enough: int64(r.IntN(8))}
		if r.IntN(2)==0 { for range in.Floors { g.grace = append(g.grace, int64(r.IntN(3))) } }
		if r.IntN(2)==0 { for i := range in.Eligible { in.Eligible[i].Score -= int32(r.IntN(40)) } }
		want, _ := slowly(context.Background(), in, g)
		got, err := solveGoal(context.Background(), in, g)
		if want == nil { if err == nil { t.Errorf("%d: want none", s) }; continue }
		if err != nil { t.Errorf("%d %v", s, err); continue }
		if got.Weighted != want.Weighted || got.Score != want.Score || !got.Proven { t.Errorf("seed %d: got %d %d %v %v want %d %d, goal %v", s, got.Weighted, got.Score, got.Proven, got.Bound, want.Weighted, want.Score, g) }
	}
}
