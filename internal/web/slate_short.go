package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"beret/internal/account"
	"beret/internal/eligibility"
	"beret/internal/fault"
	"beret/internal/selection"
	"beret/slate"
)

// shortageView says why a floor cannot be met and what would help.
type shortageView struct {
	Title  Text
	Blocks []Text
	Remedy *Table
	Result Text
	Try    *Link
}

// The engine explains small shortfalls at once; for others the page leads to
// one of their own, which waits.
const (
	shortWait = 150 * time.Millisecond
	longWait  = 20 * time.Second
	// longestWait is what a person may ask for who wants to know.
	longestWait = 3 * time.Minute
)

// shortageViews are the floors that are not met.
func (c slateScene) shortageViews(ctx context.Context, wait time.Duration) (views []shortageView, err error) {
	for i, floor := range c.Decisions.Rules.Floors {
		if c.Result.Shortfall[i] == 0 {
			continue
		}
		view := shortageView{Title: T("slatepage.short.title", "floor", c.floorText(floor), "asked", askedText(floor), "n", int(c.Result.Shortfall[i]))}
		s, err := c.Shortage(ctx, i, wait)
		if err != nil {
			return nil, err
		}
		if s == nil {
			view.Result = T("slatepage.short.not_asked")
			view.Try = &Link{Text: T("slatepage.short.why"), Href: c.remedyPath(i)}
		} else {
			view.fill(c, s)
		}
		views = append(views, view)
	}
	return views, nil
}

func (c slateScene) remedyPath(floor int) string {
	return pathWithQuery(c.path("/remedy"), url.Values{"floor": {strconv.Itoa(floor)}})
}

// mostBlocks is how many rules a page names; where more keep a floor short, it
// says how many.
const mostBlocks = 8

func (v *shortageView) fill(c slateScene, s *slate.Shortage) {
	for _, block := range s.Blocks[:min(len(s.Blocks), mostBlocks)] {
		v.Blocks = append(v.Blocks, c.blockText(block))
	}
	if more := len(s.Blocks) - len(v.Blocks); more > 0 {
		v.Blocks = append(v.Blocks, T("slatepage.short.more", "n", more))
	}
	switch {
	case s.Remedy == nil:
		v.Result = T("slatepage.short.no_answer")
		v.Try = &Link{Text: T("slatepage.short.why"), Href: c.remedyPath(int(s.Floor))}
	case len(s.Remedy.Upgrades) == 0 && !s.Remedy.Proven:
		v.Result = T("slatepage.short.none_found")
	case len(s.Remedy.Upgrades) == 0:
		v.Result = T("slatepage.short.no_remedy")
	default:
		table, key := c.remedyTable(s.Remedy), "slatepage.short.removes"
		if !s.Remedy.Proven {
			key = "slatepage.short.removes_found"
		}
		v.Remedy = &table
		v.Result = T(key, "before", int(s.Remedy.Before[s.Floor]), "after", int(s.Remedy.After[s.Floor]), "cost", int(s.Remedy.Cost))
		v.Try = &Link{Text: T("slatepage.short.try"), Href: c.remedyPath(int(s.Floor))}
	}
	if s.Remedy != nil {
		v.Result = Joined(" ", v.Result, c.offeredText())
	}
}

// offeredText says among how many trainings and renewals a remedy was looked
// for, where it was not among all: what is cheapest holds of those only.
func (c slateScene) offeredText() Text {
	offered := len(c.Pool.Upgrades)
	if offered >= c.Pool.Possible {
		return nil
	}
	return T("slatepage.short.offered", "n", offered, "all", c.Pool.Possible, "least", selection.LeastOffered)
}

// remedyTable lists whom to train, renew or waive what for, and where it is
// recorded.
func (c slateScene) remedyTable(remedy *slate.Remedy) Table {
	table := Table{Caption: T("slatepage.remedy.caption", "n", len(remedy.Upgrades), "cost", int(remedy.Cost)), Cards: true,
		Columns: []Column{head("slatepage.officer"), head("slatepage.post"), head("slatepage.remedy.what"), {Label: T("slatepage.remedy.cost"), Numeric: true}}}
	for _, i := range remedy.Upgrades {
		u := c.Instance.Upgrades[i]
		person, post := c.Candidate(u.Officer), c.Post(u.Class)
		table.Rows = append(table.Rows, Row{Cells: []Cell{c.personCell(person), {Text: postText(post)},
			c.upgradeCell(person.ID, u.What), {Text: Num(int(u.Cost))}}})
	}
	return table
}

// upgradeCell lists the steps of an upgrade, each with the page on which it is
// recorded once it is done.
func (c slateScene) upgradeCell(officer int64, what string) (cell Cell) {
	phrases := eligibility.UpgradePhrases(c.Book, what)
	for i, step := range strings.Split(what, "+") {
		if i >= len(phrases) {
			break
		}
		if place := recordPlace(ruleOf(step)); place != "" && c.Actor.May(account.OfficerEdit) {
			cell.Links = append(cell.Links, Link{Text: phraseText(phrases[i]), Href: officerPath(officer) + place})
		} else {
			cell.Text = Joined("; ", cell.Text, phraseText(phrases[i]))
		}
	}
	return cell
}

// ruleOf is the rule that a step of an upgrade mends.
func ruleOf(step string) eligibility.Rule {
	code, _, _ := strings.Cut(step, ":")
	for _, rule := range eligibility.Rules() {
		if rule.Name() == code {
			return rule
		}
	}
	return 0
}

// blockText names a rule that keeps a floor short.
func (c slateScene) blockText(b slate.Block) Text {
	without := T("slatepage.block.without", "n", int(b.Without))
	switch b.Kind {
	case slate.Qualification:
		return Joined(" ", T("slatepage.block.qualification", "post", postText(c.Post(b.Index)), "n", b.Eligible), without)
	case slate.HomeCap:
		return Joined(" ", T("slatepage.block.home_cap", "unit", c.homeName(b.Index)), without)
	case slate.ApartPair:
		pair := c.Instance.Apart[b.Index]
		return Joined(" ", T("slatepage.block.apart", "names", c.namesOf([]slate.Link{{Officer: pair[0]}, {Officer: pair[1]}})), without)
	case slate.Pinned, slate.Banned:
		links, key := c.Instance.Pins, "slatepage.block.pinned"
		if b.Kind == slate.Banned {
			links, key = c.Instance.Bans, "slatepage.block.banned"
		}
		return Joined(" ", T(key, "name", c.Candidate(links[b.Index].Officer).Name, "post", postText(c.Post(links[b.Index].Class))), without)
	case slate.OtherFloor:
		return Joined(" ", T("slatepage.block.other_floor", "floor", c.floorText(c.Decisions.Rules.Floors[b.Index])), without)
	case slate.Places:
		return T("slatepage.block.places")
	case slate.People:
		return T("slatepage.block.people")
	}
	return Joined(" ", T("slatepage.block.fill"), without)
}

// homeName names a home unit of the instance.
func (c slateScene) homeName(home int32) string { return c.Pool.Homes[home].Name }

// remedyOf asks why the floor of an address is short and what would help. The
// answer is nil where the engine does not know yet.
func (c slateScene) remedyOf(r *http.Request) (floor int, shortage *slate.Shortage, err error) {
	floor, err = strconv.Atoi(r.FormValue("floor"))
	switch {
	case err != nil || floor < 0 || floor >= len(c.Result.Shortfall):
		return 0, nil, fault.New(fault.NotFound, "slatepage.remedy.none")
	case c.Result.Shortfall[floor] == 0:
		return 0, nil, fault.New(fault.NotFound, "slatepage.remedy.met")
	}
	wait := longWait
	if r.URL.Query().Get("wait") != "" {
		wait = longestWait
	}
	shortage, err = c.Shortage(r.Context(), floor, wait)
	return floor, shortage, err
}

// slateRemedy shows the list as it would be with a remedy.
func (s *Server) slateRemedy(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	floor, shortage, err := c.remedyOf(r)
	if err != nil {
		return err
	}
	var form *Form
	if c.editable() {
		form = c.planForm(floor)
	}
	v, err := c.remedyView(r, floor, shortage, form)
	if err != nil {
		return err
	}
	return s.render(w, r, "slate_remedy", v)
}

// slateRemedyView is a shortfall with its cheapest remedy and the list after
// it. Template "slate_remedy".
type slateRemedyView struct {
	page
	Notice *Notice
	Blocks []Text
	Result Text
	Items  []Item
	Tables []Table
	Form   *Form // to note the remedy as planned, nil where there is none
}

// remedyView is the page about a floor that is short: what is known of it.
func (c slateScene) remedyView(r *http.Request, floor int, shortage *slate.Shortage, form *Form) (*slateRemedyView, error) {
	v := &slateRemedyView{}
	v.Title, v.Caption, v.AsOf, v.Crumbs = c.titleOf(), Words(c.Name), c.Today, c.crumbs()
	v.Actions = []Action{{Text: T("slatepage.back"), Href: slatePath(c.ID), Second: true}}
	if shortage == nil || shortage.Remedy == nil {
		v.Notice = c.unknownNotice(r, floor)
	}
	if shortage == nil {
		return v, nil
	}
	short := shortageView{}
	short.fill(c, shortage)
	v.Blocks, v.Result = short.Blocks, short.Result
	if shortage.Remedy == nil || len(shortage.Remedy.Upgrades) == 0 {
		return v, nil
	}
	table, kept := c.remedyTable(shortage.Remedy), c
	var err error
	if c.Sheet, err = c.With(r.Context(), shortage.Remedy.Upgrades); err != nil {
		return nil, err
	}
	v.Title, v.Lead, v.Form, v.Items, v.Tables = c.titleOf(), T("slatepage.remedy.lead"), form, c.floorItems(), []Table{table, c.changeTable(kept)}
	return v, nil
}

// unknownNotice says that the time ended before the engine knew, which says
// nothing of whether there is a remedy, and how to give it more.
func (c slateScene) unknownNotice(r *http.Request, floor int) *Notice {
	longer := Link{Text: T("slatepage.remedy.longer", "n", int(longestWait.Minutes())), Href: c.remedyPath(floor) + "&wait=long"}
	rules := Link{Text: T("slatepage.do.rules"), Href: c.path("/rules")}
	notice := &Notice{Tone: Warn, Text: T("slatepage.remedy.unknown", "n", int(longWait.Seconds())), Links: []Link{longer}}
	if r.URL.Query().Get("wait") != "" {
		notice.Text = T("slatepage.remedy.unknown_long", "n", int(longestWait.Minutes()))
	}
	if c.editable() {
		notice.Links = append(notice.Links, rules)
	}
	return notice
}

// floorItems are the floors with how far the list meets them.
func (c slateScene) floorItems() (items []Item) {
	for i, f := range c.Decisions.Rules.Floors {
		have, total := c.having(f)
		tag := Tag{T("slatepage.floor.met"), Good}
		if short := c.Result.Shortfall[i]; short > 0 {
			tag = Tag{T("slatepage.floor.short", "n", int(short)), Bad}
		}
		items = append(items, Item{Label: c.floorText(f), Value: Cell{Text: ShareText(have, total), Tags: []Tag{tag}}})
	}
	return items
}

// changeTable lists who comes and goes between two lists of one slate.
func (c slateScene) changeTable(from slateScene) Table {
	table := Table{Caption: T("slatepage.change_caption"), Empty: T("slatepage.change_empty"), Cards: true,
		Columns: []Column{head("slatepage.officer"), head("slatepage.post"), head("slatepage.change")}}
	row := func(line selection.Line, tag Tag) {
		post, _ := c.PostOf(line.Post)
		table.Rows = append(table.Rows, Row{Cells: []Cell{c.personCell(c.Person(line.OfficerID)), {Text: postText(post)}, {Tags: []Tag{tag}}}})
	}
	for _, line := range c.Lines {
		was, ok := from.listed(line.OfficerID)
		switch {
		case !ok:
			row(line, Tag{T("slatepage.comes"), Good})
		case was.Post != line.Post:
			row(line, Tag{T("slatepage.moves"), Info})
		}
	}
	for _, line := range from.Lines {
		if _, ok := c.listed(line.OfficerID); !ok {
			row(line, Tag{T("slatepage.goes"), Warn})
		}
	}
	return table
}
