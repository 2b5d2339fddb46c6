package web

import (
	"cmp"
	"net/url"
	"slices"

	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/selection"
	"beret/slate"
)

// seatTable is the list: each post with those in it and its empty places.
func (c slateScene) seatTable(address *url.URL) Table {
	table := Table{Caption: T("slatepage.seats_caption"), Empty: T("slatepage.seats_empty"), Cards: true,
		Columns: []Column{head("slatepage.post"), head("slatepage.officer"), {Label: T("slatepage.score"), Numeric: true}, head("slatepage.how")}}
	for _, post := range c.Posts {
		lines := c.LinesOf(post.Key)
		for _, line := range lines {
			table.Rows = append(table.Rows, c.lineRow(address, post, line))
		}
		left := c.Left(post.Key)
		if empty := post.Places() - left - len(lines); empty > 0 {
			table.Rows = append(table.Rows, c.emptyRow(address, post, Tag{T("slatepage.empty_places", "n", empty), Bad}, nil))
		}
		if left > 0 {
			table.Rows = append(table.Rows, c.emptyRow(address, post, Tag{T("slatepage.left_places", "n", left), Plain}, c.leftReason(post.Key)))
		}
	}
	return table
}

// postCell names a post; it leads to the post's candidates.
func (c slateScene) postCell(address *url.URL, post selection.Post, seat int) Cell {
	cell := Cell{Text: postText(post), Href: withQuery(address, "post", post.Key) + "#candidates"}
	switch {
	case seat > 0:
		cell.Note = Joined(" · ", T("slatepage.seat", "n", seat), elementText(post.Element))
	case post.Element != "" || post.Tier != "":
		cell.Note = c.name(reference.Tiers, post.Tier)
	}
	return cell
}

func (c slateScene) lineRow(address *url.URL, post selection.Post, line selection.Line) Row {
	seat := 0
	for _, s := range post.Seats {
		if s.ID == line.SeatID {
			seat = s.Number
		}
	}
	person := c.Person(line.OfficerID)
	how := Cell{Links: c.lineLinks(post, line)}
	if !line.Proposed {
		how.Tags = append(how.Tags, Tag{T("slatepage.pinned"), Info})
		if ruling, ok := c.Ruling(line.OfficerID, post.Key); ok {
			how.Note = Words(ruling.Reason)
		}
	}
	how.Tags = append(how.Tags, marksOf(person)...)
	if !c.Eligible(line.OfficerID, post.Key) {
		how.Tags = append(how.Tags, Tag{T("slatepage.not_eligible"), Bad})
	}
	return Row{ID: "o" + idValue(line.OfficerID), Cells: []Cell{c.postCell(address, post, seat), c.personCell(person), {Text: Num(line.Score)}, how}}
}

func (c slateScene) personCell(person selection.Candidate) Cell {
	return Cell{Text: Words(person.Name), Href: officerPath(person.ID),
		Note: Joined(" · ", c.name(reference.Ranks, person.Rank), sexText(person.Woman), Words(person.ServiceNumber))}
}

// lineLinks are what can be done with somebody on the list.
func (c slateScene) lineLinks(post selection.Post, line selection.Line) []Link {
	links := []Link{{Text: T("slatepage.why"), Href: c.askPath("/why", line.OfficerID, post.Key), Key: "w"}}
	if !c.editable() {
		return links
	}
	if line.Proposed {
		links = append(links, Link{Text: T("slatepage.pin"), Href: c.askPath("/pin", line.OfficerID, post.Key), Key: "p"})
	} else {
		links = append(links, Link{Text: T("slatepage.undo"), Href: c.askPath("/undo", line.OfficerID, post.Key), Key: "u"})
	}
	return append(links, Link{Text: T("slatepage.ban"), Href: c.askPath("/ban", line.OfficerID, post.Key), Key: "b"},
		Link{Text: T("slatepage.replace"), Href: c.askPath("/replace", line.OfficerID, post.Key), Key: "r"})
}

func (c slateScene) emptyRow(address *url.URL, post selection.Post, tag Tag, reason Text) Row {
	last := Cell{}
	if c.editable() {
		last.Links = []Link{{Text: T("slatepage.leave"), Href: pathWithQuery(c.path("/leave"), url.Values{"post": {post.Key}})}}
	}
	return Row{Cells: []Cell{c.postCell(address, post, 0), {Tags: []Tag{tag}, Note: reason}, {}, last}}
}

func (c slateScene) leftReason(post string) Text {
	for _, v := range c.Vacancies {
		if v.Post == post {
			return Words(v.Reason)
		}
	}
	return nil
}

// shownPost is the post whose candidates are shown: the one asked for, else the
// first with an empty place, else the first.
func (c slateScene) shownPost(key string) selection.Post {
	if post, ok := c.PostOf(key); ok {
		return post
	}
	for _, post := range c.Posts {
		if len(c.LinesOf(post.Key)) < post.Places()-c.Left(post.Key) {
			return post
		}
	}
	if len(c.Posts) > 0 {
		return c.Posts[0]
	}
	return selection.Post{}
}

// chooser chooses whose candidates are shown.
func (c slateScene) chooser(address *url.URL, shown selection.Post) *Filters {
	field := Field{Kind: SelectField, Name: "post", Label: T("slatepage.candidates_for")}
	for _, post := range c.Posts {
		text := postText(post)
		if post.Element != "" {
			text = Joined(" · ", text, elementText(post.Element))
		}
		field.Options = append(field.Options, Option{Value: post.Key, Text: text})
	}
	filters := filtersOf(address, field)
	for name, values := range floorQuery(address) {
		filters.Fields = append(filters.Fields, Field{Kind: HiddenField, Name: name, Value: values[0], filter: true})
	}
	filters.Fields[0].Value, filters.Above = shown.Key, true
	return &filters
}

// candidate is somebody eligible for the post that is shown.
type candidate struct {
	selection.Candidate
	score int
	on    string // post on the list, "" for none
}

// mostCandidates is how many candidates the page shows; the export of the
// engine's instance holds all.
const mostCandidates = 40

// candidatesOf are those eligible for a post, the highest score first.
func (c slateScene) candidatesOf(post selection.Post) (list []candidate) {
	class, ok := c.Class(post.Key)
	if !ok {
		return nil
	}
	on := map[int64]string{}
	for _, line := range c.Lines {
		on[line.OfficerID] = line.Post
	}
	for _, pair := range c.Instance.Eligible {
		if pair.Class == class {
			person := c.Candidate(pair.Officer)
			list = append(list, candidate{person, int(pair.Score), on[person.ID]})
		}
	}
	slices.SortFunc(list, func(a, b candidate) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.ID, b.ID)) })
	return list
}

// candidateTable shows who is eligible for a post.
func (c slateScene) candidateTable(address *url.URL, post selection.Post) Table {
	list := c.candidatesOf(post)
	women := 0
	for _, person := range list {
		if person.Woman {
			women++
		}
	}
	table := Table{Caption: T("slatepage.candidates_caption", "post", postText(post), "share", ShareText(women, len(list))),
		Empty: T("slatepage.candidates_empty"), Cards: true,
		Columns: []Column{head("slatepage.officer"), {Label: T("slatepage.score"), Numeric: true}, head("slatepage.stands"), head("slatepage.do")}}
	for _, person := range list[:min(len(list), mostCandidates)] {
		table.Rows = append(table.Rows, c.candidateRow(post, person))
	}
	return table
}

func (c slateScene) candidateRow(post selection.Post, person candidate) Row {
	stands := Cell{Tags: marksOf(person.Candidate)}
	links := []Link{{Text: T("slatepage.why"), Href: c.askPath("/why", person.ID, post.Key), Key: "w"}}
	ruling, ruled := c.Ruling(person.ID, post.Key)
	if !ruled {
		ruling, ruled = c.Ruling(person.ID, "")
	}
	switch {
	case person.on == post.Key:
		stands.Tags = append([]Tag{{T("slatepage.on_list"), Good}}, stands.Tags...)
	case person.on != "":
		other, _ := c.PostOf(person.on)
		stands.Tags = append([]Tag{{T("slatepage.on_other", "post", postText(other)), Plain}}, stands.Tags...)
	case ruled && ruling.Kind == selection.Ban:
		stands.Tags, stands.Note = append([]Tag{{T("slatepage.banned"), Bad}}, stands.Tags...), Words(ruling.Reason)
	}
	if c.editable() {
		links = append(links, c.candidateLinks(post, person, ruling, ruled)...)
	}
	return Row{Cells: []Cell{c.personCell(person.Candidate), {Text: Num(person.score)}, stands, {Links: links}}}
}

func (c slateScene) candidateLinks(post selection.Post, person candidate, ruling selection.Ruling, ruled bool) (links []Link) {
	if ruled {
		links = append(links, Link{Text: T("slatepage.undo"), Href: c.askPath("/undo", person.ID, ruling.Post), Key: "u"})
	}
	if !ruled || ruling.Kind == selection.Ban {
		links = append(links, Link{Text: T("slatepage.pin"), Href: c.askPath("/pin", person.ID, post.Key), Key: "p"})
	}
	if !ruled || ruling.Kind == selection.Pin {
		links = append(links, Link{Text: T("slatepage.ban"), Href: c.askPath("/ban", person.ID, post.Key), Key: "b"})
	}
	return links
}

// rateTable compares the chances of eligible women and men, whole and by group.
func (c slateScene) rateTable() Table {
	table := Table{Caption: T("slatepage.rates_caption"), Columns: []Column{head("slatepage.group"), head("slatepage.women_chosen"),
		head("slatepage.men_chosen"), head("slatepage.finding")}}
	row := func(name Text, s slate.Selection, total bool) {
		table.Rows = append(table.Rows, Row{Total: total, Cells: []Cell{{Text: name}, chanceCell(s.Women), chanceCell(s.Men), {Tags: []Tag{fairTag(s)}}}})
	}
	rates := c.Rates
	for i, group := range c.Instance.Groups {
		if group != selection.Whole && i < len(rates.Groups) {
			row(c.groupText(group), rates.Groups[i], false)
		}
	}
	row(T("slatepage.group.all"), rates.Overall, true)
	return table
}

func chanceCell(n slate.Chances) Cell {
	if n.Eligible == 0 {
		return Cell{Text: T("slatepage.none_eligible")}
	}
	return Cell{Text: ShareText(n.Selected, n.Eligible), Note: func(p locale.Printer) string {
		return p.Text("slatepage.interval", "low", p.Decimal(100*n.Low, 1), "high", p.Decimal(100*n.High, 1))
	}}
}

// fairText is the finding of a comparison in a word.
func fairText(s slate.Selection) Text {
	switch {
	case s.Few:
		return T("slatepage.fair.unknown")
	case !s.BelowFourFifths:
		return T("slatepage.fair.fine")
	case s.Lower == slate.MenLower:
		return T("slatepage.fair.men_lower")
	}
	return T("slatepage.fair.women_lower")
}

// fairTag is the finding of a comparison, with how much it says.
func fairTag(s slate.Selection) Tag {
	switch {
	case s.Women.Eligible == 0 || s.Men.Eligible == 0:
		return Tag{T("slatepage.fair.one_sex"), Plain}
	case s.Few:
		return Tag{T("slatepage.fair.few"), Plain}
	case !s.BelowFourFifths:
		return Tag{T("slatepage.fair.within"), Good}
	case s.Flips:
		return Tag{T("slatepage.fair.flips"), Warn}
	}
	return Tag{T("slatepage.fair.below"), Bad}
}

// reserveTable ranks who could take a place if everybody else stays.
func (c slateScene) reserveTable() Table {
	table := Table{Caption: T("slatepage.reserves_caption"), Empty: T("slatepage.reserves_empty"), Cards: true,
		Columns: []Column{head("slatepage.post"), head("slatepage.holders"), head("slatepage.alternates")}}
	for _, bench := range c.Reserves {
		holders := make([]slate.Link, len(bench.Holders))
		for i, o := range bench.Holders {
			holders[i] = slate.Link{Officer: o, Class: bench.Class}
		}
		alternates := Cell{Text: T("slatepage.no_alternate")}
		if len(bench.Alternates) > 0 {
			alternates.Text = c.alternatesText(bench)
		}
		post := c.Post(bench.Class)
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: postText(post), Note: elementText(post.Element)}, {Text: c.namesOf(holders)}, alternates}})
	}
	return table
}

// alternatesText names the alternates in their order with what each costs.
func (c slateScene) alternatesText(bench slate.Bench) Text {
	var texts []Text
	for i, a := range bench.Alternates {
		texts = append(texts, T("slatepage.alternate", "n", i+1, "name", c.Candidate(a.Officer).Name,
			"points", int(a.Points), "short", int(a.Weighted-c.Result.Weighted)))
	}
	return Joined("; ", texts...)
}
