package demonstration

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/deployment"
	"beret/internal/eligibility"
	"beret/internal/nomination"
	"beret/internal/registry"
)

// campaignDays is how far back the calls behind the rotations reach: before
// that the office kept no steps.
const campaignDays = 720

// The days from a nomination to what follows, and before the tour.
const (
	receivedBefore  = 210
	deadlineBefore  = 168
	nominatedBefore = 172
	registeredAfter = 10
	interviewAfter  = 33
	testsAfter      = 46
	clearedAfter    = 75
	answeredAfter   = 100
)

// failures are where those nominees ended who did not go, out of a hundred
// women and men: publicly known results show language and interview as the
// hurdle of most, and driving and firearms as that of women without early
// practice. Who failed nothing was withdrawn by the home unit.
var failures = []struct {
	kind       nomination.StepKind
	women, men int
}{{nomination.Registered, 8, 12}, {nomination.Interviewed, 20, 26}, {nomination.Language, 14, 32}, {nomination.Driving, 40, 12}}

// The interest of those who were told, out of a hundred.
const interestOfWomen, interestOfMen = 42, 55

// campaign is the call behind a rotation, with its posts.
type campaign struct {
	call  call.Call
	posts []call.Post
}

// outcomes enters what became of nominees: the calls behind the rotations, who
// was told and put forward, and every step with each. It draws from numbers of
// its own, so that nothing else in the demonstration hangs on it.
type outcomes struct {
	*generator
	ctx       context.Context
	tx        *database.Tx
	actor     account.Actor
	own       *rand.Rand
	campaigns map[int]campaign // by group
	taken     map[string]bool  // by service number: told or nominated already
}

func (g *generator) outcomes(ctx context.Context, tx *database.Tx, actor account.Actor) *outcomes {
	return &outcomes{g, ctx, tx, actor, rand.New(rand.NewPCG(uint64(g.asOf), uint64(g.officers))), map[int]campaign{}, map[string]bool{}}
}

// open enters the calls behind the rotations of the last two years.
func (o *outcomes) open(tours []tour) error {
	for number, group := range groups {
		if group.days > campaignDays {
			continue
		}
		from := o.asOf.AddDays(-group.days)
		var posts []call.Post
		for _, t := range tours {
			if t.group == number+1 && !slices.ContainsFunc(posts, func(p call.Post) bool { return p.Title == t.plan.PostTitle }) {
				posts = append(posts, call.Post{Title: t.plan.PostTitle, Tier: t.plan.Tier, Count: 1, Nominees: 4,
					Requirement: eligibility.Requirement{Languages: []eligibility.Language{{Language: "en", Level: "B1"}}}})
			}
		}
		c := call.Call{Reference: fmt.Sprintf("DEMO/UN/%d/%03d", from.AddDays(-receivedBefore).Year(), 20+number), NoteVerbale: fmt.Sprintf("DEMO/NV/%d", 20+number),
			Title: rotationName(number, group), Mission: group.mission, Category: group.category, ReceivedOn: from.AddDays(-receivedBefore), Deadline: from.AddDays(-deadlineBefore),
			Expected: civil.Interval{From: from, To: from.AddMonths(group.months)}, Women: call.Ask{Num: 25, Den: 100}, Source: "generated for the demonstration", Generated: true}
		c, err := call.Create(o.ctx, o.tx, o.actor, o.book, c)
		if err != nil {
			return err
		}
		if posts, err = call.AddPosts(o.ctx, o.tx, o.actor, o.book, c.ID, c.Version, posts); err != nil {
			return err
		}
		c.Version++
		o.campaigns[number] = campaign{c, posts}
	}
	return nil
}

// send enters a tour: as the end of a nomination where a call is behind it.
func (o *outcomes) send(t tour) (deployment.Deployment, error) {
	c, known := o.campaigns[t.group-1]
	if !known {
		return deployment.Plan(o.ctx, o.tx, o.actor, o.book, t.plan)
	}
	o.taken[t.officer] = true
	n, err := o.nominate(c, t.plan.OfficerID, t.plan.PostTitle)
	if err != nil {
		return deployment.Deployment{}, err
	}
	if err := o.through(n, o.chance(12)); err != nil {
		return deployment.Deployment{}, err
	}
	return nomination.Deploy(o.ctx, o.tx, o.actor, o.book, n.ID, n.Version, t.plan)
}

// chance is true so many times in a hundred, of numbers of its own.
func (o *outcomes) chance(percent int) bool { return o.own.IntN(100) < percent }

func (o *outcomes) nominate(c campaign, officer int64, post string) (*nomination.Nomination, error) {
	n := nomination.Nomination{OfficerID: officer, Category: c.call.Category, Mission: c.call.Mission, PostTitle: post, NoteVerbale: c.call.NoteVerbale,
		NominatedOn: c.call.Expected.From.AddDays(-nominatedBefore), Expected: c.call.Expected, CallID: c.call.ID, Generated: true}
	for _, p := range c.posts {
		if p.Title == post {
			n.PostID, n.Tier = p.ID, p.Tier
		}
	}
	n, err := nomination.Nominate(o.ctx, o.tx, o.actor, o.book, n)
	return &n, err
}

// step enters one step so many days after the nomination.
func (o *outcomes) step(n *nomination.Nomination, kind nomination.StepKind, passed bool, after int, reason string) error {
	err := nomination.Enter(o.ctx, o.tx, o.actor, n.ID, n.Version, nomination.Step{Kind: kind, Passed: passed, On: n.NominatedOn.AddDays(after), Reason: reason}, o.asOf)
	n.Version++
	return err
}

func (o *outcomes) answer(n *nomination.Nomination, status nomination.Status, after int, reason string) error {
	err := nomination.Decide(o.ctx, o.tx, o.actor, n.ID, n.Version, status, n.NominatedOn.AddDays(after), reason)
	n.Version++
	return err
}

// through takes a nominee to the selection; some pass the driving test only
// the second time.
func (o *outcomes) through(n *nomination.Nomination, twice bool) error {
	err := o.step(n, nomination.Registered, true, registeredAfter, "")
	if err == nil {
		err = o.step(n, nomination.Interviewed, true, interviewAfter, "")
	}
	if err == nil && twice {
		if err = o.step(n, nomination.Driving, false, afterDays(nomination.Driving), "reverse parking over time"); err == nil {
			err = o.step(n, nomination.Driving, true, afterDays(nomination.Driving)+1, "")
		}
	}
	if err == nil {
		err = o.step(n, nomination.Cleared, true, clearedAfter, "")
	}
	if err == nil {
		err = o.answer(n, nomination.Selected, answeredAfter, "")
	}
	return err
}

// fail takes a nominee to the step that is not passed, and to the rejection;
// no step is a withdrawal by the home unit.
func (o *outcomes) fail(n *nomination.Nomination, at nomination.StepKind) error {
	for _, kind := range nomination.StepKinds() {
		after := afterDays(kind)
		if err := o.step(n, kind, kind != at, after, failureReasons[kind][kind == at]); err != nil {
			return err
		}
		if kind == at {
			return o.answer(n, nomination.Rejected, after+20, answerReasons[nomination.Rejected])
		}
		if at == "" && kind == nomination.Interviewed {
			return o.answer(n, nomination.Withdrawn, interviewAfter+12, answerReasons[nomination.Withdrawn])
		}
	}
	return nil
}

// afterDays is how long after the nomination a step comes; tests follow one
// another day by day.
func afterDays(kind nomination.StepKind) int {
	switch kind {
	case nomination.Registered:
		return registeredAfter
	case nomination.Interviewed:
		return interviewAfter
	case nomination.Cleared:
		return clearedAfter
	}
	return testsAfter + slices.Index(nomination.TestKinds(), kind)
}

// failureReasons are the UN's, of a step that was not passed.
var failureReasons = map[nomination.StepKind]map[bool]string{
	nomination.Registered:  {true: "the form was not complete in every field"},
	nomination.Interviewed: {true: "below the pass mark of the interview"},
	nomination.Language:    {true: "below 60 per cent"},
	nomination.Driving:     {true: "touched a marker twice"},
}

// others enters, for each call behind a rotation, who else was told and who
// was put forward without going, and closes it.
func (o *outcomes) others(tours []tour) error {
	for number := range groups {
		c, known := o.campaigns[number]
		if !known {
			continue
		}
		told, interested := o.went(tours, number)
		failed := o.draw(true, groups[number].women*2, &told, &interested)
		failed = append(failed, o.draw(false, groups[number].men, &told, &interested)...)
		o.tellMore(true, 12, &told, &interested)
		o.tellMore(false, 26, &told, &interested)
		if err := o.tell(c.call, told, interested); err != nil {
			return err
		}
		for i, f := range failed {
			n, err := o.nominate(c, o.ids[f.ServiceNumber], c.posts[i%len(c.posts)].Title)
			if err == nil {
				err = o.fail(n, o.failure(f.Woman))
			}
			if err != nil {
				return err
			}
		}
		if err := o.close(c.call); err != nil {
			return err
		}
	}
	return nil
}

func (o *outcomes) close(c call.Call) error {
	on := c.Deadline.AddDays(120)
	if on > o.asOf {
		return call.SetStatus(o.ctx, o.tx, o.actor, c.ID, c.Version, call.Sent, c.Deadline, "")
	}
	return call.SetStatus(o.ctx, o.tx, o.actor, c.ID, c.Version, call.Closed, on, "")
}

// went are those of a rotation: told, interested, and gone.
func (o *outcomes) went(tours []tour, number int) (told, interested []int64) {
	for _, t := range tours {
		if t.group == number+1 {
			told = append(told, o.ids[t.officer])
		}
	}
	return told, slices.Clone(told)
}

// failure draws where a nominee ends who does not go.
func (o *outcomes) failure(woman bool) nomination.StepKind {
	n := o.own.IntN(100)
	for _, f := range failures {
		share := f.men
		if woman {
			share = f.women
		}
		if n -= share; n < 0 {
			return f.kind
		}
	}
	return ""
}

// draw takes so many of a sex who want to go and are at home.
func (o *outcomes) draw(woman bool, n int, told, interested *[]int64) (list []*registry.File) {
	for _, i := range o.own.Perm(len(o.files)) {
		f := &o.files[i]
		_, been := o.back[f.ServiceNumber]
		if len(list) == n {
			break
		}
		if f.Woman != woman || been || o.seated[f.ServiceNumber] || o.taken[f.ServiceNumber] || len(f.Availability) == 0 || f.EnlistedOn > o.asOf.AddYears(-8) {
			continue
		}
		o.taken[f.ServiceNumber] = true
		*told, *interested = append(*told, o.ids[f.ServiceNumber]), append(*interested, o.ids[f.ServiceNumber])
		list = append(list, f)
	}
	return list
}

// tellMore takes so many of a sex who are told and go no further; one officer
// may be told of many calls.
func (o *outcomes) tellMore(woman bool, n int, told, interested *[]int64) {
	interest := interestOfMen
	if woman {
		interest = interestOfWomen
	}
	for _, i := range o.own.Perm(len(o.files)) {
		f := &o.files[i]
		id := o.ids[f.ServiceNumber]
		if n == 0 {
			return
		}
		if f.Woman != woman || len(f.Availability) == 0 || o.seated[f.ServiceNumber] || slices.Contains(*told, id) {
			continue
		}
		n--
		*told = append(*told, id)
		if o.chance(interest) {
			*interested = append(*interested, id)
		}
	}
}

// tell records who was told, who wants to go, and of the others that half
// declined.
func (o *outcomes) tell(c call.Call, told, interested []int64) error {
	on := c.ReceivedOn.AddDays(4)
	var declined []int64
	for _, id := range told {
		if !slices.Contains(interested, id) && o.chance(50) {
			declined = append(declined, id)
		}
	}
	_, err := call.Tell(o.ctx, o.tx, o.actor, c.ID, call.Telling{Officers: told, On: on, Channel: "official letter", Chosen: "demonstration"})
	if err == nil && len(interested) > 0 {
		err = call.Reply(o.ctx, o.tx, o.actor, c.ID, interested, call.Interested, on.AddDays(3), "")
	}
	if err == nil && len(declined) > 0 {
		err = call.Reply(o.ctx, o.tx, o.actor, c.ID, declined, call.Declined, on.AddDays(3), "family reasons")
	}
	return err
}

// waiting enters the steps so far with those nominees who have none: those who
// wait, and those who were answered.
func (o *outcomes) waiting() error {
	rows, _, err := nomination.List(o.ctx, o.tx, o.actor, nomination.Filter{Limit: 1000})
	if err != nil {
		return err
	}
	steps, err := nomination.StepsOf(o.ctx, o.tx, o.actor, nomination.Filter{})
	if err != nil {
		return err
	}
	for _, row := range rows {
		if len(steps[row.ID]) == 0 {
			if err := o.soFar(row.Nomination, row.Woman); err != nil {
				return err
			}
		}
	}
	return nil
}

// soFar enters the steps that fit between a nomination and its answer or
// today. Who was rejected failed a test; who waits has come so far as days
// allow.
func (o *outcomes) soFar(n nomination.Nomination, woman bool) error {
	end := o.asOf
	if n.DecidedOn != 0 {
		end = n.DecidedOn
	}
	var failed nomination.StepKind
	if n.Status == nomination.Rejected {
		if failed = nomination.Language; woman {
			failed = nomination.Driving
		}
	}
	for _, kind := range nomination.StepKinds() {
		after := afterDays(kind)
		tested := slices.Contains(nomination.TestKinds(), kind)
		switch {
		case n.NominatedOn.AddDays(after) > end, kind == nomination.Cleared && n.Status == nomination.Withdrawn:
			return nil
		case tested && failed == "": // their clearances are on record
			continue
		}
		if err := o.step(&n, kind, kind != failed, after, failureReasons[kind][kind == failed]); err != nil || kind == failed {
			return err
		}
	}
	return nil
}
