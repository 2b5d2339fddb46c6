package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/locale"
	"beret/internal/selection"
	"beret/slate"
)

// floorView is a floor as a slider with its price.
type floorView struct {
	Name  string
	Label Text
	Value int
	Max   int
	Unit  Text // after the number
	Asked Text // where the figure comes from
	Have  Text
	Tags  []Tag
	Price Text
	Who   Text
}

func floorName(i int) string { return "f" + strconv.Itoa(i) }

// sliderOf is a floor's place on its slider: percent of a share, or a number.
func sliderOf(f selection.Floor) int {
	if f.Den == 0 {
		return f.Count
	}
	return (200*f.Num + f.Den) / (2 * f.Den)
}

// triedRules are the rules with the floors as the address has them, and whether
// any of them differs. A share that stays on its percent stays what it is.
func triedRules(values url.Values, rules selection.Rules) (selection.Rules, bool) {
	tried := false
	floors := slices.Clone(rules.Floors)
	for i := range floors {
		n, err := strconv.Atoi(values.Get(floorName(i)))
		if err != nil || n < 0 || n == sliderOf(floors[i]) {
			continue
		}
		tried, floors[i].Source = true, ""
		if floors[i].Den == 0 {
			floors[i].Count = n
		} else {
			floors[i].Num, floors[i].Den = min(n, 100), 100
		}
	}
	rules.Floors = floors
	return rules, tried
}

// floorViews are the floors, each with what the list has and what it costs.
func (c slateScene) floorViews() (views []floorView) {
	for i, f := range c.Decisions.Rules.Floors {
		view := floorView{Name: floorName(i), Label: c.floorText(f), Value: sliderOf(f), Max: 100, Unit: T("slatepage.percent"), Asked: c.sourceText(f)}
		if f.Den == 0 {
			view.Max, view.Unit = c.Places(f.Group), T("slatepage.people")
		}
		have, total := c.having(f)
		view.Have = T("slatepage.floor.have", "share", ShareText(have, total), "needed", f.Needed(total, c.Places(f.Group)))
		view.Tags = []Tag{{T("slatepage.floor.met"), Good}}
		if short := c.Result.Shortfall[i]; short > 0 {
			view.Tags = []Tag{{T("slatepage.floor.short", "n", int(short)), Bad}}
		}
		view.Price, view.Who = c.priceText(i)
		views = append(views, view)
	}
	return views
}

// having counts those on the list with a floor's attribute in its group.
func (c slateScene) having(f selection.Floor) (have, total int) {
	for _, line := range c.Lines {
		post, _ := c.PostOf(line.Post)
		if !slices.Contains(post.Groups(), f.Group) {
			continue
		}
		total++
		person := c.Person(line.OfficerID)
		if f.Attribute == selection.Women && person.Woman || f.Attribute == selection.Veterans && person.Veteran {
			have++
		}
	}
	return have, total
}

// priceText says what a floor costs, in points, and whose places.
func (c slateScene) priceText(floor int) (price, who Text) {
	i := slices.IndexFunc(c.Prices, func(p slate.Price) bool { return int(p.Floor) == floor })
	if i < 0 {
		return nil, nil
	}
	change := c.Prices[i].Change
	if len(change.In)+len(change.Out)+len(change.Moved) == 0 {
		return T("slatepage.floor.free"), nil
	}
	price = T("slatepage.floor.price", "n", int(change.Score))
	if len(change.In)+len(change.Out) > 0 {
		who = T("slatepage.floor.who", "in", c.namesOf(change.Out), "out", c.namesOf(change.In))
	}
	return price, who
}

// mostNames is how many people a sentence names.
const mostNames = 4

// namesOf names the officers of links, the first few of many.
func (c slateScene) namesOf(links []slate.Link) Text {
	var names []Text
	for _, link := range links {
		names = append(names, Words(c.Candidate(link.Officer).Name))
	}
	return func(p locale.Printer) string {
		switch {
		case len(names) == 0:
			return p.Text("slatepage.nobody")
		case len(names) > mostNames:
			return p.Text("slatepage.and_more", "names", Joined(", ", names[:mostNames]...)(p), "n", len(names)-mostNames)
		}
		return Joined(", ", names...)(p)
	}
}

// trialNotice says that floors are only tried, what that changes, and how to
// keep them.
func (c slateScene) trialNotice(address *url.URL, kept *selection.Sheet) *Notice {
	gone, come := 0, 0
	for _, line := range kept.Lines {
		if _, ok := c.listed(line.OfficerID); !ok {
			gone++
		}
	}
	come = len(c.Lines) - len(kept.Lines) + gone
	points := int(c.Result.Score - kept.Result.Score)
	notice := &Notice{Tone: Info, Text: T("slatepage.trial", "in", come, "out", gone, "points", points)}
	if c.editable() {
		notice.Links = append(notice.Links, Link{Text: T("slatepage.trial_keep"), Href: pathWithQuery(c.path("/floors"), floorQuery(address))})
	}
	notice.Links = append(notice.Links, Link{Text: T("slatepage.trial_drop"), Href: slatePath(c.ID)})
	return notice
}

// floorQuery is what an address says of floors.
func floorQuery(address *url.URL) url.Values {
	kept := url.Values{}
	for name, values := range address.Query() {
		if len(name) > 1 && name[0] == 'f' && len(values) > 0 {
			kept.Set(name, values[0])
		}
	}
	return kept
}

// floorsForm asks why floors change.
func (c slateScene) floorsForm(values url.Values) (*Form, []Item) {
	form := &Form{Action: c.path("/floors"), Submit: T("slatepage.floors.keep"), Cancel: &Link{Text: T("web.cancel"), Href: slatePath(c.ID)}}
	form.Fields = []Field{versionField(c.Version)}
	rules, _ := triedRules(values, c.Decisions.Rules)
	var items []Item
	for i, f := range rules.Floors {
		form.Fields = append(form.Fields, Field{Kind: HiddenField, Name: floorName(i), Value: strconv.Itoa(sliderOf(f))})
		if was := c.Decisions.Rules.Floors[i]; was != f {
			items = append(items, Item{Label: c.floorText(f), Value: Cell{Text: T("slatepage.floors.change", "was", askedText(was), "is", askedText(f))}})
		}
	}
	form.Fields = append(form.Fields, reasonField())
	return form, items
}

func reasonField() Field {
	return Field{Kind: AreaField, Name: "reason", Label: T("slatepage.reason"), Hint: T("slatepage.reason_hint")}
}

// floorsPage asks for the reason to keep tried floors.
func (s *Server) slateFloorsPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	form, items := c.floorsForm(r.URL.Query())
	return s.render(w, r, "slate_form", c.formView("floors", form, items))
}

// slateFloors keeps tried floors.
func (s *Server) slateFloors(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	form, items := c.floorsForm(r.PostForm)
	rules, _ := triedRules(r.PostForm, c.Decisions.Rules)
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		_, err := s.slateRoom.SetRules(r.Context(), tx, c.scene(actor), c.ID, int(form.ID("version")), rules, form.Value("reason"))
		return err
	})
	return s.slateDone(w, r, c, "floors", slatePath(c.ID), form, items, refused, err)
}

// slateFormView is a form about a slate with what it is about above it.
// Template "slate_form".
type slateFormView struct {
	formView
	Notices []Notice
	Items   []Item
	Tasks   []Task
	Tables  []Table
}

// formView is the page of a form about the slate.
func (c slateScene) formView(name string, form *Form, items []Item) *slateFormView {
	v := &slateFormView{Items: items}
	v.Form = form
	v.Title, v.Lead, v.Caption, v.Crumbs, v.AsOf = T("slatepage.form.title."+name), T("slatepage.form.lead."+name), Words(c.Name), c.crumbs(), c.Today
	return v
}

// slateDone answers a form about a slate: with its problems, or with the page
// that it leads to.
func (s *Server) slateDone(w http.ResponseWriter, r *http.Request, c slateScene, name, target string, form *Form, items []Item, refused bool, err error) error {
	if refused {
		return s.refuse(w, r, "slate_form", c.formView(name, form, items))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "slatepage.form.done."+name)
	return redirect(w, r, target)
}
