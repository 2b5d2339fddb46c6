package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/eligibility"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/registry"
)

const candidateRows = 50

// callPool is everybody in service with what the posts of a call ask for.
type callPool struct {
	pool *registry.Pool
	plan *eligibility.Plan
}

// callPool compiles the posts of a call against the record of today.
func (s *Server) callPool(r *http.Request, actor account.Actor, c callScene) (p callPool, err error) {
	if p.pool, err = s.registry.Pool(r.Context(), actor, account.CallView); err != nil {
		return p, err
	}
	asked := make([]eligibility.Requirement, len(c.Posts))
	for i, post := range c.Posts {
		asked[i] = post.Requirement
	}
	p.plan = p.pool.Compile(c.Today, c.Call.Expected, c.Call.Armed, asked)
	return p, nil
}

// eligibleCounts are the eligible by sex: for each post, for any, and of the
// latter those who were told, answered and are interested.
type eligibleCounts struct {
	posts                           []call.Count
	any, told, answered, interested call.Count
}

func add(n *call.Count, woman bool) {
	if n.Total++; woman {
		n.Women++
	}
}

func (p callPool) count(told map[int64]call.Told) eligibleCounts {
	n := eligibleCounts{posts: make([]call.Count, p.plan.Classes())}
	set := p.plan.NewSet()
	for who := range p.pool.All() {
		if set = p.plan.Evaluate(&who.Candidate, set); set.Len() == 0 {
			continue
		}
		for class := range n.posts {
			if set.Has(class) {
				add(&n.posts[class], who.Woman)
			}
		}
		add(&n.any, who.Woman)
		if t, was := told[who.ID]; was {
			n.reached(t.Answer, who.Woman)
		}
	}
	return n
}

func (n *eligibleCounts) reached(answer call.Answer, woman bool) {
	add(&n.told, woman)
	if answer != call.NoAnswer {
		add(&n.answered, woman)
	}
	if answer == call.Interested {
		add(&n.interested, woman)
	}
}

// The tabs of the people for a post.
const (
	tabEligible = ""
	tabNearly   = "nearly"
)

// mostLacking is how much may stand in the way of somebody nearly eligible.
const mostLacking = 1

// forPost is somebody for a post.
type forPost struct {
	who    *registry.Person
	score  int
	person call.Person
	told   call.Told // OfficerID 0 who was not told
	checks eligibility.Checks
}

// peopleList is the list of people for a post, or for any post of a call.
type peopleList struct {
	callScene
	callPool
	post    call.Post // zero for any
	class   int       // of the post, -1 for any
	told    map[int64]call.Told
	filters Filters
	within  map[int64]bool // home units of the filter, nil for all
	found   map[int64]bool // whom the search finds, nil for all
	order   string
	tab     string
}

func (s *Server) peopleList(r *http.Request, actor account.Actor) (l peopleList, err error) {
	if l.callScene, err = s.callScene(r, actor); err != nil {
		return l, err
	}
	if l.class, err = l.classOf(r.PathValue("post")); err != nil {
		return l, err
	}
	if l.class >= 0 {
		l.post = l.Posts[l.class]
	}
	if l.callPool, err = s.callPool(r, actor, l.callScene); err != nil {
		return l, err
	}
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		l.told, err = call.ToldSet(r.Context(), tx, actor, l.Call.ID)
		return err
	})
	if err != nil {
		return l, err
	}
	l.filter(r)
	return l, s.search(r, actor, &l)
}

// search finds whom the list's words name.
func (s *Server) search(r *http.Request, actor account.Actor, l *peopleList) error {
	words := l.filters.Value("q")
	if strings.TrimSpace(words) == "" {
		return nil
	}
	ids, err := s.registry.Named(r.Context(), actor, account.CallView, words)
	l.found = make(map[int64]bool, len(ids))
	for _, id := range ids {
		l.found[id] = true
	}
	return err
}

// classOf returns the place of a post, -1 for none in the address.
func (c callScene) classOf(post string) (int, error) {
	if post == "" {
		return -1, nil
	}
	id, err := strconv.ParseInt(post, 10, 64)
	i := slices.IndexFunc(c.Posts, func(p call.Post) bool { return p.ID == id })
	if err != nil || i < 0 {
		return 0, fault.New(fault.NotFound, "fault.not_found")
	}
	return i, nil
}

func (l *peopleList) filter(r *http.Request) {
	l.filters = filtersOf(r.URL,
		Field{Kind: HiddenField, Name: "tab"},
		Field{Kind: SearchField, Name: "q", Label: T("officerpage.search"), Hint: T("officerpage.search_hint")},
		Field{Kind: SelectField, Name: "sex", Label: T("officerpage.sex"), Options: sexOptions()},
		Field{Kind: SelectField, Name: "unit", Label: T("registry.field.home_unit"), Options: unitOptions(l.pool.Units, T("officerpage.any"))},
		Field{Kind: SelectField, Name: "told", Label: T("callpage.told_filter"), Options: []Option{{Text: T("officerpage.any")},
			{Value: "yes", Text: T("callpage.told_filter.yes")}, {Value: "no", Text: T("callpage.told_filter.no")}}})
	l.filters.Above = true
	if unit := l.filters.id("unit"); unit != 0 {
		l.within = map[int64]bool{}
		for _, id := range registry.Descendants(l.pool.Units, unit) {
			l.within[id] = true
		}
	}
	if l.filters.Value("tab") == tabNearly && l.class >= 0 {
		l.tab = tabNearly
	}
	l.order, _, _ = sortOf(r, "-score", "score", "rank")
}

// path is the page's own address.
func (l peopleList) address() string {
	if l.class < 0 {
		return l.path() + "/people"
	}
	return l.postPath(l.post.ID)
}

// wants reports whether the filters select somebody.
func (l peopleList) wants(who *registry.Person) bool {
	sex := l.filters.Value("sex")
	_, told := l.told[who.ID]
	return (sex == "" || (sex == string(registry.Women)) == who.Woman) && (l.within == nil || l.within[who.HomeUnit]) &&
		(l.found == nil || l.found[who.ID]) && (l.filters.Value("told") == "" || (l.filters.Value("told") == "yes") == told)
}

// fits reports whether somebody belongs to a tab.
func (l peopleList) fits(who *registry.Person, tab string, set eligibility.Set) bool {
	switch {
	case tab == tabNearly:
		lacks := l.plan.Lacks(&who.Candidate, l.class, mostLacking)
		return lacks > 0 && lacks <= mostLacking
	case l.class >= 0:
		return l.plan.Eligible(&who.Candidate, l.class)
	}
	return l.plan.Evaluate(&who.Candidate, set).Len() > 0
}

// score is what somebody scores for the post, or for the best of those that
// are open to them.
func (l peopleList) score(who *registry.Person) (best int) {
	if l.class >= 0 {
		return l.plan.Score(&who.Candidate, l.class)
	}
	for class := range l.Posts {
		if l.plan.Eligible(&who.Candidate, class) {
			best = max(best, l.plan.Score(&who.Candidate, class))
		}
	}
	return best
}

// people are those whom tab and filters select, in order, without their names;
// counts are by tab, whatever is listed.
func (l peopleList) people() (list []forPost, counts map[string]call.Count) {
	counts = map[string]call.Count{}
	set := l.plan.NewSet()
	for who := range l.pool.All() {
		if !l.wants(who) {
			continue
		}
		for _, tab := range l.tabs() {
			if !l.fits(who, tab, set) {
				continue
			}
			n := counts[tab]
			add(&n, who.Woman)
			counts[tab] = n
			if tab == l.tab {
				list = append(list, forPost{who: who, score: l.score(who), told: l.told[who.ID]})
			}
		}
	}
	slices.SortStableFunc(list, l.compare)
	return list, counts
}

func (l peopleList) tabs() []string {
	if l.class < 0 {
		return []string{tabEligible}
	}
	return []string{tabEligible, tabNearly}
}

func (l peopleList) compare(a, b forPost) int {
	score, rank := cmp.Compare(b.score, a.score), cmp.Compare(b.who.Seniority, a.who.Seniority)
	switch l.order {
	case "score":
		return -score
	case "rank":
		return -rank
	case "-rank":
		return rank
	}
	return cmp.Or(score, rank)
}

// fill gives the people of a page their names and, where something stands in
// the way or runs out, what.
func (l peopleList) fill(r *http.Request, tx *database.Tx, actor account.Actor, list []forPost) error {
	ids := make([]int64, len(list))
	for i, c := range list {
		ids[i] = c.who.ID
	}
	people, err := call.People(r.Context(), tx, actor, ids)
	for i := range list {
		list[i].person = people[list[i].who.ID]
		if l.class >= 0 {
			list[i].checks = l.plan.Explain(&list[i].who.Candidate, l.class)
		}
	}
	return err
}

// callPeople lists who is eligible for a post, or for any post of a call.
func (s *Server) callPeople(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.peopleList(r, actor)
	if err != nil {
		return err
	}
	v, err := s.peopleView(r, actor, l, l.tellForm(r))
	if err != nil {
		return err
	}
	return s.render(w, r, "ticked", v)
}

func (s *Server) peopleView(r *http.Request, actor account.Actor, l peopleList, form *Form) (*tickView, error) {
	list, counts := l.people()
	pages := pagesOf(r.URL, candidateRows, len(list))
	from := min(pages.Offset(), len(list))
	page := list[from:min(from+pages.Size, len(list))]
	err := s.db.Read(r.Context(), func(tx *database.Tx) error { return l.fill(r, tx, actor, page) })
	v := &tickView{Heading: T("callpage.tell_heading"), Items: l.postItems()}
	v.listView.Filters, v.Pages, v.AsOf = &l.filters, pages, l.Today
	n := counts[tabEligible]
	v.Title, v.Caption, v.Crumbs = T("callpage.people_title", "women", T("callpage.women_count", "n", n.Women), "men", T("callpage.men_count", "n", n.Men())), l.named(), callCrumbs(l.crumb())
	for _, tab := range l.tabs() {
		v.Tabs = append(v.Tabs, Link{Text: T("callpage.tab", "status", T("callpage.people_tab."+tabName(tab)), "n", counts[tab].Total),
			Href: withQuery(r.URL, "tab", tab, "page", ""), Current: tab == l.tab})
	}
	v.Actions = l.peopleActions(r, actor, len(list))
	columns := l.columns()
	if actor.May(account.CallEdit) && l.Call.Status == call.Open && len(list) > 0 {
		v.Form = form
		form.Fields[0].Label = T("callpage.everybody", "n", len(list))
		marked, name := ticked(r), columns[0].Cell
		columns[0].Cell = func(c forPost) Cell {
			cell := name(c)
			cell.Tick = tickOf(c.who.ID, c.person.Name, marked)
			return cell
		}
	}
	v.Table = tableOf(Table{Caption: T("callpage.people_caption." + tabName(l.tab)), Empty: T("callpage.people_empty"), Address: r.URL, Order: l.order, Cards: true}, columns, page)
	return v, err
}

func tabName(tab string) string {
	if tab == tabEligible {
		return "eligible"
	}
	return tab
}

func (l peopleList) peopleActions(r *http.Request, actor account.Actor, n int) (actions []Action) {
	if l.class >= 0 && actor.May(account.CallEdit) {
		actions = append(actions, Action{Text: T("callpage.act.edit_post"), Href: l.address() + "/edit", Second: true})
	}
	if actor.May(account.RosterExport) && n > 0 {
		actions = append(actions, exportLinks(r, l.address()+"/export")...)
	}
	return actions
}

// postItems say which post it is and what it asks for.
func (l peopleList) postItems() []Item {
	if l.class < 0 {
		return nil
	}
	return known([]Item{
		{Label: T("deploymentpage.post"), Value: Cell{Text: T("callpage.post_named", "number", l.post.Number, "title", l.post.Title), Note: l.name(reference.Tiers, l.post.Tier)}},
		{Label: T("callpage.places"), Value: Cell{Text: placesText(l.post.Count, l.post.Most())}},
		{Label: T("callpage.asks"), Value: Cell{Text: l.requirementText(l.post.Requirement), Note: T("callpage.asks_note")}},
	})
}

// columns are those of the list and of its export.
func (l peopleList) columns() []listColumn[forPost] {
	type row = forPost
	columns := []listColumn[row]{
		{Column: head("officerpage.name"), Width: 28,
			Cell: func(c row) Cell {
				return Cell{Text: Words(c.person.Name), Href: officerPath(c.who.ID), Note: Joined(" · ", Words(c.person.ServiceNumber), sexText(c.who.Woman))}
			},
			Value: written(func(c row) Text { return Words(c.person.Name) })},
		{Column: head("registry.field.service_number"), Width: 14, Value: written(func(c row) Text { return Words(c.person.ServiceNumber) })},
		{Column: head("officerpage.sex"), Value: written(func(c row) Text { return sexText(c.who.Woman) })},
		{Column: Column{Label: T("registry.field.rank"), Sort: "rank"}, Width: 18,
			Cell: func(c row) Cell {
				return Cell{Text: l.name(reference.Ranks, c.person.Rank), Note: Words(c.person.HomeUnit)}
			},
			Value: written(func(c row) Text { return l.name(reference.Ranks, c.person.Rank) })},
		{Column: head("registry.field.home_unit"), Width: 30, Value: written(func(c row) Text { return Words(c.person.HomeUnit) })},
		{Column: Column{Label: T("callpage.score"), Sort: "score", Numeric: true},
			Cell: func(c row) Cell { return Cell{Text: Num(c.score)} }, Value: func(_ locale.Printer, c row) any { return c.score }},
	}
	if l.class >= 0 {
		columns = append(columns, listColumn[row]{Column: head("callpage.standing"), Width: 50, Cell: l.standingCell,
			Value: written(func(c row) Text { return checksText(c.checks) })})
	}
	return append(columns, listColumn[row]{Column: Column{Label: T("callpage.told_answer"), Tight: true}, Width: 18,
		Cell: toldCell, Value: written(func(c row) Text { return toldCell(c).Tags[0].Text })})
}

// standingCell says what stands in the way or runs out within the tour, with
// what was found and from which day it changes.
func (l peopleList) standingCell(c forPost) Cell {
	if text := checksText(c.checks); text != nil {
		return Cell{Text: text}
	}
	return Cell{Tags: []Tag{{T("callpage.ready"), Good}}}
}

// checksText lists what stands in the way, or else what runs out; nil where
// nothing does.
func checksText(checks eligibility.Checks) Text {
	list := checks.Blocking()
	if len(list) == 0 {
		list = checks.Warnings()
	}
	var texts []Text
	for _, c := range list {
		text := T("callpage.check", "rule", T(c.Rule.Key()), "found", phraseText(c.Found), "needed", phraseText(c.Needed))
		if c.Blocks() && c.Until != 0 {
			text = Joined(" ", text, T("officerpage.check_comes", "date", c.Until))
		}
		texts = append(texts, text)
	}
	if len(texts) == 0 {
		return nil
	}
	return Joined("; ", texts...)
}

func toldCell(c forPost) Cell {
	if c.told.OfficerID == 0 {
		return Cell{Tags: []Tag{{T("callpage.not_told"), Plain}}}
	}
	return Cell{Tags: []Tag{answerTag(c.told.Answer)}, Note: T("callpage.told_day", "date", c.told.On)}
}

// tellForm records that the ticked, or everybody on the list, were told.
func (l peopleList) tellForm(r *http.Request) *Form {
	return &Form{Action: withQuery(r.URL, "page", ""), Submit: T("callpage.tell"), Fields: []Field{everybodyField(0),
		{Kind: DateField, Name: "told_on", Label: T("callpage.told_on"), Value: DayValue(l.Today)},
		{Kind: TextField, Name: "channel", Label: T("callpage.channel"), Hint: T("callpage.channel_hint"), Width: "medium"}}}
}

// tell records that people were told.
func (s *Server) tell(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.peopleList(r, actor)
	if err != nil {
		return err
	}
	form, n := l.tellForm(r), 0
	refused, err := s.submit(r, form, func(tx *database.Tx) (err error) {
		telling := call.Telling{Officers: ticked(r), On: form.Day("told_on"), Channel: form.Value("channel"), Chosen: say(s.catalogue.In(l.Office.Lang), T("callpage.chosen.ticked"))}
		if form.Value("everybody") != "" {
			telling.Chosen, telling.Officers = say(s.catalogue.In(l.Office.Lang), l.chosen()), nil
			list, _ := l.people()
			for _, c := range list {
				telling.Officers = append(telling.Officers, c.who.ID)
			}
		}
		n, err = call.Tell(r.Context(), tx, actor, l.Call.ID, telling)
		return err
	})
	if refused {
		v, err := s.peopleView(r, actor, l, form)
		if err != nil {
			return err
		}
		return s.refuse(w, r, "ticked", v)
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "callpage.done.tell", "n", n)
	return redirect(w, r, withQuery(r.URL, "page", ""))
}

// chosen says in words who was chosen by tab and filters.
func (l peopleList) chosen() Text {
	parts := []Text{T("callpage.people_tab." + tabName(l.tab))}
	if l.class >= 0 {
		parts = append(parts, T("callpage.post_named", "number", l.post.Number, "title", l.post.Title))
	}
	for _, link := range l.filters.Chosen() {
		parts = append(parts, link.Text)
	}
	return Joined(" · ", parts...)
}

// exportCallPeople sends the list as a file.
func (s *Server) exportCallPeople(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.peopleList(r, actor)
	if err != nil {
		return err
	}
	list, _ := l.people()
	each := func(do func(forPost) error) error {
		for chunk := range slices.Chunk(list, exportRows) {
			if err := s.db.Read(r.Context(), func(tx *database.Tx) error { return l.fill(r, tx, actor, chunk) }); err != nil {
				return err
			}
			for _, c := range chunk {
				if err := do(c); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return sendExport(s, w, r, actor, export{"call-people", T("callpage.people_sheet"), l.Today}, l.columns(), each)
}
