package slate_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"beret/slate"
)

// issued is an instance in every field of the format.
const issued = `{"attributes":["french"],
 "officers":[{"id":"o1","woman":true,"home":"u3","veteran":false,"attributes":["french"],"seniority":12},
   {"id":"o2","veteran":true},{"id":"o7","home":"r1"},{"id":"o9","home":null}],
 "homes":[{"id":"u3","cap":4,"parent":"r1"},{"id":"r1","cap":30}],
 "classes":[{"id":"c1","count":12,"priority":3,"groups":["fpu1","fpu1/tactical"]},{"id":"c3","count":1,"nominees":3}],
 "eligible":[["o1","c1",812],["o2","c3",5]],
 "floors":[{"group":"fpu1","attribute":"woman","share":[30,100],"of":"filled","weight":10},
   {"group":"fpu1","attribute":"veteran","count":20,"of":"posts","weight":3},
   {"group":"fpu1/tactical","attribute":"french","share":[1,2],"of":"posts"}],
 "apart":[["o1","o7"]], "pins":[["o1","c1"]], "bans":[["o2","c3"]],
 "upgrades":[{"officer":"o9","class":"c1","score":640,"cost":3,"what":"driving course"}],
 "previous":[["o1","c1"]], "change_cost":5, "seed":18446744073709551615, "ties":"seniority"}`

func decoded(t *testing.T, text string) *slate.Instance {
	t.Helper()
	in, err := slate.Decode(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestDecodeReadsEveryField(t *testing.T) {
	want := &slate.Instance{
		Attributes: []string{"woman", "veteran", "french"},
		Officers: []slate.Officer{{ID: "o1", Attributes: 0b101, Home: 0, Seniority: 12}, {ID: "o2", Attributes: 0b10, Home: slate.None},
			{ID: "o7", Home: 1}, {ID: "o9", Home: slate.None}},
		Homes: []slate.Home{{ID: "u3", Cap: 4, Parent: 1}, {ID: "r1", Cap: 30, Parent: slate.None}},
		Classes: []slate.Class{{ID: "c1", Count: 12, Priority: 3, Groups: []int32{0, 1}},
			{ID: "c3", Count: 1, Nominees: 3, Priority: 1}},
		Groups:   []string{"fpu1", "fpu1/tactical"},
		Eligible: []slate.Pair{{Officer: 0, Class: 0, Score: 812}, {Officer: 1, Class: 1, Score: 5}},
		Floors: []slate.Floor{{Group: 0, Attribute: slate.Woman, Num: 30, Den: 100, Weight: 10},
			{Group: 0, Attribute: slate.Veteran, Count: 20, Of: slate.OfPosts, Weight: 3},
			{Group: 1, Attribute: 2, Num: 1, Den: 2, Of: slate.OfPosts, Weight: 1}},
		Apart:    [][2]int32{{0, 2}},
		Pins:     []slate.Link{{Officer: 0, Class: 0}},
		Bans:     []slate.Link{{Officer: 1, Class: 1}},
		Upgrades: []slate.Upgrade{{Officer: 3, Class: 0, Score: 640, Cost: 3, What: "driving course"}},
		Previous: []slate.Link{{Officer: 0, Class: 0}}, ChangeCost: 5, Seed: 1<<64 - 1, Ties: slate.Seniority,
	}
	if diff := cmp.Diff(want, decoded(t, issued)); diff != "" {
		t.Error(diff)
	}
	oneByte, err := slate.Decode(iotest.OneByteReader(strings.NewReader(issued)))
	if err != nil || !cmp.Equal(want, oneByte) {
		t.Errorf("byte by byte: %v", err)
	}
}

func TestDecodeTakesTheSectionsInAnyOrder(t *testing.T) {
	shuffled := `{"pins":[["b","y"]],"eligible":[["b","x",1],["b","y",2],["a","y",3]],"floors":[{"count":1,"attribute":"woman","group":"h"}],
	  "classes":[{"id":"y","count":2,"groups":["g","h"]},{"id":"x","count":1}],
	  "officers":[{"id":"a","home":"u"},{"id":"b","woman":true}],"homes":[{"id":"v"},{"id":"u","parent":"v"}]}`
	ordered := `{"homes":[{"id":"v"},{"id":"u","parent":"v"}],"officers":[{"id":"a","home":"u"},{"id":"b","woman":true}],
	  "classes":[{"id":"y","count":2,"groups":["g","h"]},{"id":"x","count":1}],"floors":[{"group":"h","attribute":"woman","count":1}],
	  "eligible":[["b","x",1],["b","y",2],["a","y",3]],"pins":[["b","y"]]}`
	if diff := cmp.Diff(decoded(t, ordered), decoded(t, shuffled)); diff != "" {
		t.Error(diff)
	}
}

func TestDecodeReadsTextsAsJSONDoes(t *testing.T) {
	in := decoded(t, `{"officers":[{"id":"Nguy\u1ec5n \"\ud83d\ude00\"\n\/"}],"classes":[]}`)
	if want := "Nguyễn \"😀\"\n/"; in.Officers[0].ID != want {
		t.Errorf("got %q, want %q", in.Officers[0].ID, want)
	}
}

// frame is an instance with one list replaced.
func frame(list, text string) string {
	lists := []struct{ name, text string }{
		{"officers", `[{"id":"a","home":"u"},{"id":"b","woman":true,"home":"u"},{"id":"c"}]`},
		{"homes", `[{"id":"u","cap":5,"parent":"r"},{"id":"r"}]`},
		{"classes", `[{"id":"x","count":1,"groups":["g"]},{"id":"y","count":2}]`},
		{"eligible", `[["a","x",1],["b","x",2],["b","y",3],["c","y",0]]`},
		{list, text},
	}
	var b strings.Builder
	for i, l := range lists {
		if i < len(lists)-1 && l.name == list {
			continue
		}
		b.WriteString(`,"` + l.name + `":` + l.text)
	}
	return "{" + b.String()[1:] + "}"
}

func TestDecodeNamesWhatIsWrong(t *testing.T) {
	long := strings.Repeat("x", 5000)
	for _, c := range []struct{ text, want string }{
		{"", `line 1, column 1: { is expected here`},
		{"{\n \"officers\":[\n  {\"id\":1}]}", `line 3, column 9: officers[0].id: a text in quotes is expected here`},
		{`{"officers":[]`, `, } is expected`},
		{`{"officers":[]}`, `the field "classes" is missing`},
		{`{"officers":[],"classes":[]} x`, `there is more after the end`},
		{`{"officers":[],"classes":[],"officers":[]}`, `the field "officers" stands here twice`},
		{`{"oficers":[]}`, `there is no field "oficers" here; the fields are attributes, officers,`},
		{frame("officers", `[{"id":"a","woman":1}]`), `officers[0].woman: true, false is expected`},
		{frame("officers", `[{"woman":true}]`), `officers[0]: the field "id" is missing`},
		{frame("officers", `[{"id":""}]`), `officers[0].id: a text in quotes`},
		{frame("officers", `[{"id":"a\ud800"}]`), `officers[0].id: the text is not valid`},
		{frame("officers", "[{\"id\":\"\xff\"}]"), `officers[0].id: the text is not valid`},
		{frame("officers", `[{"id":"`+long+`"}]`), `officers[0].id: a text or a number is too long`},
		{frame("officers", `[{"id":"a"},{"id":"b"},{"id":"c"},{"id":"a"}]`), `officers[3].id: "a" stands here for the second time`},
		{frame("officers", `[{"id":"a","home":"q"},{"id":"b"},{"id":"c"}]`), `officers[0].home: no home "q"`},
		{frame("officers", `[{"id":"a","attributes":["1","2","3","4","5","6","7"]}]`), `officers[0].attributes: more than 8`},
		{frame("homes", `[{"id":"u","parent":"r"},{"id":"r","parent":"u"}]`), `homes[0].parent: the parents of "u" lead in a circle`},
		{frame("homes", `[{"id":"u","cap":-1}]`), `homes[0].cap: -1 is outside 0 to`},
		{frame("classes", `[{"id":"x"}]`), `classes[0]: the field "count" is missing`},
		{frame("classes", `[{"id":"x","count":1,"groups":["g","h","g"]},{"id":"y","count":1}]`), `classes[0].groups[2]: "g" stands here for the second time`},
		{frame("classes", `[{"id":"x","count":600000},{"id":"y","count":600000}]`), `classes[1].count: more than 1000000`},
		{frame("classes", `[{"id":"x","count":1.5}]`), `classes[0].count: a whole number is expected`},
		{frame("classes", `[{"id":"x","count":01}]`), `classes[0].count: a whole number is expected`},
		{frame("classes", `[{"id":"x","count":99999999999999999999}]`), `is outside 0 to 1000000`},
		{frame("classes", `[{"id":"x","count":1,"priority":0}]`), `classes[0].priority: 0 is outside 1 to 1000`},
		{frame("eligible", `[["a","x",1],["o9","x",2]]`), `eligible[1]: no officer "o9"`},
		{frame("eligible", `[["a","z",1]]`), `eligible[0]: no class "z"`},
		{frame("eligible", `[["a","x",1001]]`), `eligible[0]: 1001 is outside 0 to 1000`},
		{frame("eligible", `[["a","x"]]`), `eligible[0]: , is expected`},
		{frame("eligible", `[["a","x",1,2]]`), `eligible[0]: ] is expected`},
		{frame("eligible", `[["a","x",1],["b","x",1],["a","x",2]]`), `eligible[2]: "a, x" stands here for the second time`},
		{frame("eligible", `[["a","x",1],["a","x",2]]`), `eligible[1]: "a, x" stands here for the second time`},
		{frame("floors", `[{"group":"q","attribute":"woman","count":1}]`), `floors[0].group: no class belongs to the group "q"`},
		{frame("floors", `[{"group":"g","attribute":"tall","count":1}]`), `floors[0].attribute: no officer has the attribute "tall"`},
		{frame("floors", `[{"group":"g","attribute":"woman"}]`), `floors[0]: a floor needs either share or count`},
		{frame("floors", `[{"group":"g","attribute":"woman","count":1,"share":[1,2]}]`), `floors[0]: a floor needs either share or count`},
		{frame("floors", `[{"group":"g","attribute":"woman","share":[3,2]}]`), `floors[0].share: a share of 3 in 2 is more than all`},
		{frame("floors", `[{"group":"g","attribute":"woman","share":[3,0]}]`), `floors[0].share: 0 is outside 1 to`},
		{frame("floors", `[{"group":"g","attribute":"woman","count":1,"weight":0}]`), `floors[0].weight: 0 is outside 1 to`},
		{frame("floors", `[{"group":"g","attribute":"woman","count":1,"of":"all"}]`), `floors[0].of: "all" is not one of filled, posts`},
		{frame("apart", `[["a","a"]]`), `apart[0]: "a" cannot be kept apart from itself`},
		{frame("apart", `[["a","b"],["a","q"]]`), `apart[1]: no officer "q"`},
		{frame("previous", `[["a","x"],["a","x"]]`), `previous[1]: "a, x" stands here for the second time`},
		{frame("upgrades", `[{"officer":"a","class":"x","score":1,"cost":1}]`), `upgrades[0]: "a" is eligible for "x" already`},
		{frame("upgrades", `[{"officer":"a","class":"y","score":1,"cost":0}]`), `upgrades[0].cost: 0 is outside 1 to`},
		{frame("pins", `[["a","y"]]`), `pins[0]: "a" is not eligible for "y", so the pin cannot be kept`},
		{frame("pins", `[["b","x"],["b","y"]]`), `pins[1]: "b" is pinned to "y" and to "x"`},
		{frame("pins", `[["a","x"],["b","x"]]`), `pins[1]: 2 officers are pinned to "x", which has 1 places`},
		{frame("pins", `[["a","x"]],"bans":[["a","x"]]`), `bans[0]: "a" in "x" is pinned and banned`},
		{frame("pins", `[["a","x"],["b","y"]],"apart":[["b","a"]]`), `apart[0]: "b" and "a" are both pinned`},
		{`{"officers":[{"id":"a","home":"u"},{"id":"b","home":"r"}],"homes":[{"id":"u","parent":"r"},{"id":"r","cap":1}],
		  "classes":[{"id":"x","count":2}],"eligible":[["a","x",1],["b","x",1]],"pins":[["a","x"],["b","x"]]}`,
			`pins[1]: 2 officers of "r" and the units below it are pinned, but at most 1 may go`},
		{frame("ties", `"age"`), `ties: "age" is not one of lottery, seniority`},
		{frame("seed", `-1`), `seed: "" is outside 0 to`},
		{frame("change_cost", `-1`), `change_cost: -1 is outside 0 to`},
	} {
		_, err := slate.Decode(strings.NewReader(c.text))
		var e *slate.InstanceError
		if !errors.As(err, &e) {
			t.Errorf("%.100s: got %v, want an InstanceError", c.text, err)
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.100s:\n got %s\nwant %s", c.text, err, c.want)
		}
	}
}

func TestDecodePassesOnWhatReadingFailedWith(t *testing.T) {
	broken := errors.New("the disk is gone")
	if _, err := slate.Decode(io.MultiReader(strings.NewReader(issued[:200]), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(issued))
	f.Add([]byte(frame("pins", `[["b","y"]]`)))
	f.Add([]byte(`{"officers":[{"id":"\u00e9\ud83d\ude00"}],"classes":[{"id":"x","count":0}],"seed":null}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		whole, err := slate.Decode(bytes.NewReader(text))
		parts, err2 := slate.Decode(iotest.HalfReader(bytes.NewReader(text)))
		if (err == nil) != (err2 == nil) || err != nil && err.Error() != err2.Error() || !cmp.Equal(whole, parts) {
			t.Fatalf("in one piece %v, in pieces %v", err, err2)
		}
		if err == nil && whole.Validate() != nil {
			t.Fatal("decoded and not valid")
		}
	})
}

func TestValidateNamesOfficersWhoStandTwice(t *testing.T) {
	in := decoded(t, issued)
	in.Officers[2].ID = in.Officers[0].ID
	if err := in.Validate(); err == nil || err.Error() != `officers[2].id: "o1" stands here for the second time` {
		t.Errorf("got %v", err)
	}
}
