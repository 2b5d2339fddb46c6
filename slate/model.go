package slate

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// Model is an instance as an integer program, for checking a slate with any
// other solver. The objective, to be made as small as possible, is
//
//	−Priority·Σ priority + Shortfall·Σ weight·shortfall − Score·Σ score
//
// where the score leaves out the constant −ChangeCost·len(Previous). Three
// solves of one weight each, AtLeast and AtMost set to what the earlier ones
// found, are exact in any solver; one solve with blended weights is exact only
// where they are large enough and the solver's numbers still good enough.
type Model struct {
	Priority, Shortfall, Score int64
	AtLeast                    int64 // PriorityValue, None for any
	AtMost                     int64 // Weighted, None for any
	// Posts gives each post of a class variables of its own, as somebody would
	// who has not thought of classes. It is for comparisons only.
	Posts bool
}

// Write writes the model in the LP format of CPLEX, which GLPK, CBC, HiGHS and
// others read. Variables: x7_2 puts officer 7 into class 2, x7_2_0 into its
// first post, s3 is the shortfall of floor 3; places count from 0.
func (m Model) Write(out io.Writer, in *Instance) error {
	w := &modelWriter{model: m, Writer: bufio.NewWriterSize(out, 1<<20), in: in, rooms: in.Rooms()}
	w.prepare()
	w.objective()
	w.WriteString("\nSubject To\n")
	w.officers()
	w.classes()
	w.homes()
	w.apart()
	w.floors()
	w.limits()
	w.variables()
	w.WriteString("End\n")
	return w.Flush()
}

type modelWriter struct {
	model Model
	*bufio.Writer
	in      *Instance
	rooms   []int64
	pairs   []Pair // not banned, by officer
	from    []int  // of each officer in pairs, and the end
	kept    map[Link]bool
	of      [][]int32 // pairs by class
	terms   int       // in the line
	scratch []byte
}

func (w *modelWriter) prepare() {
	in, banned := w.in, map[Link]bool{}
	w.kept = map[Link]bool{}
	for _, l := range in.Bans {
		banned[l] = true
	}
	for _, l := range in.Previous {
		w.kept[l] = true
	}
	for _, p := range in.Eligible {
		if len(banned) == 0 || !banned[Link{p.Officer, p.Class}] {
			w.pairs = append(w.pairs, p)
		}
	}
	slices.SortStableFunc(w.pairs, func(a, b Pair) int { return int(a.Officer - b.Officer) })
	w.from, w.of = make([]int, len(in.Officers)+1), make([][]int32, len(in.Classes))
	for i, p := range w.pairs {
		w.from[p.Officer+1] = i + 1
		w.of[p.Class] = append(w.of[p.Class], int32(i))
	}
	for o := range in.Officers {
		w.from[o+1] = max(w.from[o+1], w.from[o])
	}
}

// term writes a coefficient and a variable, or nothing for 0.
func (w *modelWriter) term(coefficient int64, variable []byte) {
	if coefficient == 0 {
		return
	}
	if w.terms++; w.terms%8 == 0 {
		w.WriteByte('\n') // some readers take no long lines
	}
	w.WriteByte(' ')
	if coefficient > 0 {
		w.WriteByte('+')
	}
	w.Write(strconv.AppendInt(w.AvailableBuffer(), coefficient, 10))
	w.WriteByte(' ')
	w.Write(variable)
}

// pair writes a coefficient for each variable of a pair.
func (w *modelWriter) pair(coefficient int64, p Pair) {
	w.each(p, func(name []byte) { w.term(coefficient, name) })
}

// each names the variables of a pair: one, or one for each post.
func (w *modelWriter) each(p Pair, f func(name []byte)) {
	name := append(strconv.AppendInt(append(w.scratch[:0], 'x'), int64(p.Officer), 10), '_')
	name = strconv.AppendInt(name, int64(p.Class), 10)
	if !w.model.Posts {
		f(name)
		w.scratch = name
		return
	}
	for post := range w.in.Classes[p.Class].Places() {
		f(strconv.AppendInt(append(name, '_'), int64(post), 10))
	}
	w.scratch = name
}

func (w *modelWriter) short(f int) []byte { return []byte("s" + strconv.Itoa(f)) }

func (w *modelWriter) row(name string, args ...any) {
	w.terms = 0
	fmt.Fprintf(w, name, args...)
}

func (w *modelWriter) end(relation string, constant int64) {
	fmt.Fprintf(w, " %s %d\n", relation, constant)
}

func (w *modelWriter) objective() {
	w.row("Minimize\n value:")
	for _, p := range w.pairs {
		score := int64(p.Score)
		if w.kept[Link{p.Officer, p.Class}] {
			score += w.in.ChangeCost
		}
		w.pair(-w.model.Priority*int64(w.in.Classes[p.Class].Priority)-w.model.Score*score, p)
	}
	for f, floor := range w.in.Floors {
		w.term(w.model.Shortfall*floor.Weight, w.short(f))
	}
	w.term(1, []byte("nothing"))
}

func (w *modelWriter) officers() {
	for o := range w.in.Officers {
		pairs := w.pairs[w.from[o]:w.from[o+1]]
		if len(pairs) < 2 && !w.model.Posts || len(pairs) == 0 {
			continue // its variable is binary
		}
		w.row(" o%d:", o)
		for _, p := range pairs {
			w.pair(1, p)
		}
		w.end("<=", 1)
	}
}

func (w *modelWriter) classes() {
	for k, c := range w.in.Classes {
		if w.model.Posts {
			w.posts(k, c.Places())
			continue
		}
		if len(w.of[k]) <= c.Places() {
			continue
		}
		w.row(" c%d:", k)
		for _, i := range w.of[k] {
			w.pair(1, w.pairs[i])
		}
		w.end("<=", int64(c.Places()))
	}
}

func (w *modelWriter) posts(k, places int) {
	for post := range places {
		if len(w.of[k]) < 2 {
			return
		}
		w.row(" c%d_%d:", k, post)
		for _, i := range w.of[k] {
			w.term(1, fmt.Appendf(nil, "x%d_%d_%d", w.pairs[i].Officer, k, post))
		}
		w.end("<=", 1)
	}
}

func (w *modelWriter) homes() {
	below := make([][]int32, len(w.in.Homes)) // officers by home and above
	for o, officer := range w.in.Officers {
		for h := officer.Home; h != None; h = w.in.Homes[h].Parent {
			if w.in.Homes[h].Cap != None {
				below[h] = append(below[h], int32(o))
			}
		}
	}
	for h, home := range w.in.Homes {
		if home.Cap == None || len(below[h]) <= home.Cap {
			continue
		}
		w.row(" h%d:", h)
		w.gone(below[h], int64(home.Cap))
	}
}

// gone ends a row that lets so many of the officers go.
func (w *modelWriter) gone(officers []int32, most int64) {
	for _, o := range officers {
		for _, p := range w.pairs[w.from[o]:w.from[o+1]] {
			w.pair(1, p)
		}
	}
	w.term(1, []byte("nothing")) // a row needs a variable
	w.end("<=", most)
}

func (w *modelWriter) apart() {
	for i, a := range w.in.Apart {
		w.row(" a%d:", i)
		w.gone(a[:], 1)
	}
}

// floors writes them as they are defined, or, where AtLeast leaves no place
// empty that could be filled, with the rounded number of who is asked for.
func (w *modelWriter) floors() {
	full := w.model.AtLeast != None
	if full {
		all := int64(0)
		for k, c := range w.in.Classes {
			all += int64(c.Priority) * w.rooms[k]
		}
		full = all == w.model.AtLeast
	}
	for i, f := range w.in.Floors {
		inside, filled, places := w.group(f)
		have, other, constant := int64(1), int64(0), needed(f, filled, places)
		if f.Den > 0 && f.Of == OfFilled && !full {
			have, other, constant = f.Den-f.Num, -f.Num, 0
		}
		w.row(" f%d:", i)
		for _, p := range w.pairs {
			switch {
			case !inside[p.Class]:
			case w.in.Officers[p.Officer].Is(f.Attribute):
				w.pair(have, p)
			default:
				w.pair(other, p)
			}
		}
		w.term(have-other, w.short(i)) // Den where the row is in parts
		w.end(">=", constant)
	}
}

// group marks the classes of a floor and counts what can be filled and all
// places.
func (w *modelWriter) group(f Floor) (inside []bool, filled, places int64) {
	inside = make([]bool, len(w.in.Classes))
	for k, c := range w.in.Classes {
		if slices.Contains(c.Groups, f.Group) {
			inside[k] = true
			filled, places = filled+w.rooms[k], places+int64(c.Places())
		}
	}
	return inside, filled, places
}

func (w *modelWriter) limits() {
	if w.model.AtLeast != None {
		w.row(" priority:")
		for _, p := range w.pairs {
			w.pair(int64(w.in.Classes[p.Class].Priority), p)
		}
		w.term(1, []byte("nothing"))
		w.end(">=", w.model.AtLeast)
	}
	if w.model.AtMost != None {
		w.row(" weighted:")
		for f, floor := range w.in.Floors {
			w.term(floor.Weight, w.short(f))
		}
		w.term(1, []byte("nothing"))
		w.end("<=", w.model.AtMost)
	}
	for _, l := range w.in.Pins {
		w.row(" p%d:", l.Officer)
		w.pair(1, Pair{Officer: l.Officer, Class: l.Class})
		w.end("=", 1)
	}
	w.WriteString(" none: nothing = 0\n")
}

func (w *modelWriter) variables() {
	if len(w.in.Floors) > 0 {
		w.WriteString("General\n")
		for f := range w.in.Floors {
			fmt.Fprintf(w, " s%d\n", f)
		}
	}
	w.WriteString("Binary\n nothing\n") // so that every model has a whole variable
	for _, p := range w.pairs {
		w.each(p, func(name []byte) { w.WriteByte(' '); w.Write(name); w.WriteByte('\n') })
	}
}
