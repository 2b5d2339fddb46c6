package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"beret/internal/account"
	"beret/internal/reference"
	"beret/internal/selection"
)

// slateView is a slate: seats and candidates side by side, the floors with
// their prices, what is short and what would help, the checks. Template "slate".
type slateView struct {
	page
	Identity   Identity
	Notices    []Notice
	Trial      *Notice // over what is only tried
	Floors     []floorView
	Asked      []Field // hidden: what else the address asks
	Action     string
	Shortages  []shortageView
	Stats      []Stat
	Seats      Table
	Choose     *Filters // whose candidates are shown
	Candidates Table
	Rates      Table
	Reserves   Table
	Gaps       *Table
	Leaving    *Table
	Measures   *Table // planned, of a remedy
	MeasureOut []Action
	Decisions  Table
	Signed     Table
	Downloads  []Link
	Editable   bool
}

// slate shows a slate, or what it would be under the floors of the address.
func (s *Server) slate(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	rules, tried := triedRules(r.URL.Query(), c.Decisions.Rules)
	var trial *Notice
	if tried {
		kept := c.Sheet
		if c.Sheet, err = s.slateRoom.Try(r.Context(), kept, rules); err != nil {
			return err
		}
		trial = c.trialNotice(r.URL, kept)
	}
	v := &slateView{Trial: trial, Floors: c.floorViews(), Action: slatePath(c.ID), Stats: c.stats(),
		Seats: c.seatTable(r.URL), Rates: c.rateTable(), Reserves: c.reserveTable(), Gaps: c.gapTable(), Leaving: c.leavingTable(), Measures: c.measureTable(), MeasureOut: c.measureFiles(r),
		Decisions: c.decisionTable(), Signed: c.signedTable(), Downloads: c.downloads(), Identity: c.identity(), Editable: c.editable()}
	v.Title, v.Caption, v.AsOf = c.titleOf(), Words(c.Name), c.Today
	v.Crumbs = c.crumbs()[:1]
	v.Notices = c.notices()
	v.Actions = c.actions()
	wait := shortWait
	if tried {
		wait = 0
	}
	if v.Shortages, err = c.shortageViews(r.Context(), wait); err != nil {
		return err
	}
	post := c.shownPost(r.URL.Query().Get("post"))
	v.Candidates = c.candidateTable(r.URL, post)
	v.Choose = c.chooser(r.URL, post)
	v.Asked = []Field{{Kind: HiddenField, Name: "post", Value: r.URL.Query().Get("post")}}
	return s.render(w, r, "slate", v)
}

// identity says what the slate is for and how far it is.
func (c slateScene) identity() Identity {
	id := Identity{Name: c.subjectText(), Tags: []Tag{slateTag(c.Status)}, Items: []Item{
		{Label: T("slatepage.tour"), Value: Cell{Text: T("slatepage.span", "from", c.Expected.From, "to", c.Expected.To)}},
		{Label: T("slatepage.prepared_by"), Value: Cell{Text: Words(c.PreparedBy)}}}}
	add := func(key string, value Text) {
		if value != nil {
			id.Items = append(id.Items, Item{Label: T(key), Value: Cell{Text: value}})
		}
	}
	if c.Call != nil {
		id.Items = append([]Item{{Label: T("slatepage.for"), Value: Cell{Text: Words(c.Call.Reference), Href: callPath(c.CallID)}}}, id.Items...)
		add("slatepage.deadline", Day(c.Call.Deadline))
	} else {
		id.Items = append([]Item{{Label: T("slatepage.for"), Value: Cell{Text: Words(c.Unit.Name), Href: formedUnitPath(c.UnitID)}}}, id.Items...)
	}
	add("slatepage.checked_by", Words(c.CheckedBy))
	add("slatepage.approved_by", Words(c.ApprovedBy))
	return id
}

func (c slateScene) subjectText() Text {
	if c.Call != nil {
		return Joined(" · ", Words(c.Call.Mission), c.name(reference.Categories, c.Call.Category))
	}
	return Joined(" · ", Words(c.Unit.Code), Words(c.Rotation))
}

// notices are what stands over everything else.
func (c slateScene) notices() (list []Notice) {
	if c.Status == selection.Draft && len(c.Editions) > 0 {
		list = append(list, Notice{Tone: Warn, Text: T("slatepage.reopened", "edition", c.Editions[0].Edition, "date", c.Editions[0].SignedOn)})
	}
	for _, certificate := range c.Certificates {
		if !certificate.Valid() && len(c.Editions) > 0 && certificate.SHA256 == c.Editions[0].SHA256 {
			list = append(list, Notice{Tone: Bad, Text: T("slatepage.certificate_void", "reference", certificate.Reference,
				"date", certificate.VoidedOn, "reason", certificate.VoidReason)})
		}
	}
	if c.CheckNote != "" {
		list = append(list, Notice{Tone: Info, Text: T("slatepage.check_note", "by", c.CheckedBy, "note", c.CheckNote)})
	}
	for _, pin := range c.Lapsed {
		list = append(list, Notice{Tone: Warn, Text: T("slatepage.lapsed", "name", c.Person(pin.OfficerID).Name),
			Links: []Link{{Text: T("slatepage.why"), Href: c.askPath("/why", pin.OfficerID, pin.Post)}}})
	}
	for _, notice := range []*Notice{c.seatingNotice(), c.missionNotice()} {
		if notice != nil {
			list = append(list, *notice)
		}
	}
	if c.Status.Open() && c.Stale() {
		list = append(list, Notice{Tone: Warn, Text: T("slatepage.stale")})
	}
	return list
}

// actions are what can be done with the slate in its status.
func (c slateScene) actions() (list []Action) {
	edit, approve := c.Actor.May(account.SlateEdit), c.Actor.May(account.SlateApprove)
	add := func(may bool, key, page string, second bool) {
		if may {
			list = append(list, Action{Text: T(key), Href: c.path(page), Second: second})
		}
	}
	switch c.Status {
	case selection.Draft:
		add(edit, "slatepage.do.check", "/check", false)
		if edit && c.Stale() {
			list = append(list, Action{Text: T("slatepage.do.propose"), Href: pathWithQuery(c.path("/propose"), url.Values{"version": {strconv.Itoa(c.Version)}}), Post: true, Second: true})
		}
		add(edit, "slatepage.do.rules", "/rules", true)
	case selection.Checked:
		add(approve, "slatepage.do.approve", "/approve", false)
		add(approve, "slatepage.do.return", "/return", true)
	case selection.Approved:
		add(edit, "slatepage.do.sign", "/sign", false)
	case selection.Signed, selection.Sent:
		add(c.maySeat() && c.Seating != nil && !c.Seating.Done(), "slatepage.do.seat", "/seat", !c.certified())
		add(edit && !c.certified(), "slatepage.do.certificate", "/certificate", false)
		add(true, "packpage.pack", "/pack", edit && !c.certified())
	}
	add(c.Unit != nil, "slatepage.do.next", "/next", true)
	add(c.Status != selection.Void, "slatepage.do.steps", "/steps", true)
	add(edit && c.Status != selection.Draft && c.Status != selection.Void, "slatepage.do.reopen", "/reopen", true)
	return list
}

func (c slateScene) certified() bool {
	return slices.ContainsFunc(c.Certificates, selection.Certificate.Valid)
}

// downloads are the files of the slate.
func (c slateScene) downloads() (links []Link) {
	add := func(may bool, key, page string) {
		if may {
			links = append(links, Link{Text: T(key), Href: c.path(page)})
		}
	}
	export := c.Actor.May(account.RosterExport)
	add(len(c.Lines) > 0 && !c.Status.Frozen(), "packpage.draft", "/pack")
	add(export, "slatepage.download.xlsx", "/export?format=xlsx")
	add(export, "slatepage.download.csv", "/export?format=csv")
	add(export, "slatepage.download.instance", "/instance")
	add(export, "slatepage.download.proof", "/proof")
	add(true, "slatepage.history", "/history")
	add(c.Actor.May(account.SlateEdit) && (c.Status == selection.Draft || c.Status == selection.Checked || c.Status == selection.Approved), "slatepage.do.discard", "/discard")
	return links
}

// stats are the checks at a glance: women against what is asked, fairness, the
// proof.
func (c slateScene) stats() []Stat {
	women, places := c.Women(selection.Whole), c.Places(selection.Whole)
	share := Stat{Label: T("slatepage.stat.women"), Value: ShareText(women.Women, women.Total), Share: &Share{Women: women.Women, Total: women.Total}}
	if floor, ok := c.Asked(); ok {
		needed := floor.Needed(women.Total, places)
		share.Share.Target = floorMark(c.Decisions.Rules)
		share.Note = T("slatepage.stat.asked", "asked", askedText(floor), "needed", needed, "source", Joined("", c.sourceText(floor)))
		share.Tags = []Tag{{T("slatepage.stat.met"), Good}}
		if women.Women < needed {
			share.Tags = []Tag{{T("slatepage.stat.short", "n", needed-women.Women), Bad}}
		}
	}
	return []Stat{share, c.fairStat(), c.proofStat()}
}

// fairStat holds the chances of women and men against each other.
func (c slateScene) fairStat() Stat {
	overall := c.Rates.Overall
	stat := Stat{Label: T("slatepage.stat.fair"), Value: fairText(overall),
		Note:     T("slatepage.stat.fair_note", "women", ShareText(overall.Women.Selected, overall.Women.Eligible), "men", ShareText(overall.Men.Selected, overall.Men.Eligible)),
		Evidence: &Link{Text: T("slatepage.stat.fair_link"), Href: "#fairness"}}
	if !overall.Few {
		stat.Tags = []Tag{fairTag(overall)}
	}
	return stat
}

// proofStat says how sure the list is.
func (c slateScene) proofStat() Stat {
	r := c.Result
	stat := Stat{Label: T("slatepage.stat.proof"), Value: Num(int(r.Score)), Unit: T("slatepage.points"),
		Note: T("slatepage.stat.proof_note", "bound", int(r.Bound.Score)), Tags: []Tag{{T("slatepage.stat.proven"), Good}},
		Evidence: &Link{Text: T("slatepage.stat.proof_link"), Href: "#proof"}}
	if !r.Proven {
		stat.Tags = []Tag{{T("slatepage.stat.gap", "n", int(r.Bound.Score-r.Score)), Warn}}
	}
	return stat
}
