package web

import (
	"net/http"
	"strconv"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/eligibility"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/selection"
)

// measureTable lists the planned measures of the slate, nil without any.
func (c slateScene) measureTable() *Table {
	if len(c.Measures) == 0 {
		return nil
	}
	table := &Table{Caption: T("slatepage.measures_caption", "n", c.openMeasures(), "total", len(c.Measures)), Cards: true,
		Columns: []Column{head("slatepage.officer"), head("slatepage.post"), head("slatepage.remedy.what"), {Label: T("slatepage.remedy.cost"), Numeric: true},
			{Label: T("slatepage.measure.due"), Tight: true}, head("slatepage.measure.state"), head("slatepage.do")}}
	for _, m := range c.Measures {
		row := Row{ID: "m" + idValue(m.ID), Cells: []Cell{c.personCell(c.Person(m.OfficerID)), c.measurePost(m), c.upgradeCell(m.OfficerID, m.What), {Text: Num(m.Cost)},
			{Text: Day(m.Due), Note: Words(m.PlannedBy)}, c.measureState(m), {}}}
		if c.editable() {
			row.Cells[6].Links = []Link{{Text: T("slatepage.measure.change"), Href: c.measurePath(m)}}
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

func (c slateScene) openMeasures() (n int) {
	for _, m := range c.Measures {
		if !m.Done() {
			n++
		}
	}
	return n
}

func (c slateScene) measurePath(m selection.Measure) string {
	return c.path("/measures/" + idValue(m.ID))
}

// measurePost names the post of a measure.
func (c slateScene) measurePost(m selection.Measure) Cell {
	post, _ := c.PostOf(m.Post)
	return Cell{Text: postText(post), Note: elementText(post.Element)}
}

// measureState says whether the measure is done, and whether the record makes
// the officer eligible by now.
func (c slateScene) measureState(m selection.Measure) Cell {
	cell := Cell{Note: Words(m.Note), Tags: []Tag{{T("slatepage.measure.open"), Info}}}
	switch {
	case m.Done():
		cell.Tags = []Tag{{T("slatepage.measure.done", "date", m.DoneOn), Good}}
	case m.Due < c.Today:
		cell.Tags = []Tag{{T("slatepage.measure.late"), Bad}}
	}
	if c.Eligible(m.OfficerID, m.Post) {
		cell.Tags = append(cell.Tags, Tag{T("slatepage.measure.on_record"), Good})
	} else if m.Done() {
		cell.Tags = append(cell.Tags, Tag{T("slatepage.measure.not_on_record"), Warn})
	}
	return cell
}

// measureFiles are the buttons that give the measures as files.
func (c slateScene) measureFiles(r *http.Request) []Action {
	if len(c.Measures) == 0 || !c.Actor.May(account.RosterExport) {
		return nil
	}
	return exportLinks(r, c.path("/measures"))
}

// slateMeasures sends the planned measures as a file.
func (s *Server) slateMeasures(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	each := func(do func(selection.Measure) error) error {
		for _, m := range c.Measures {
			if err := do(m); err != nil {
				return err
			}
		}
		return nil
	}
	return sendExport(s, w, r, actor, export{"slate-measures-" + idValue(c.ID), T("slatepage.measures"), c.Today}, c.measureColumns(), each)
}

func (c slateScene) measureColumns() []listColumn[selection.Measure] {
	type measure = selection.Measure
	text := func(key string, width float64, value func(measure) Text) listColumn[measure] {
		return listColumn[measure]{Column: head(key), Width: width, Value: written(value)}
	}
	return []listColumn[measure]{
		text("registry.field.service_number", 14, func(m measure) Text { return Words(c.Person(m.OfficerID).ServiceNumber) }),
		text("officerpage.name", 28, func(m measure) Text { return Words(c.Person(m.OfficerID).Name) }),
		text("slatepage.post", 28, func(m measure) Text { return c.measurePost(m).Text }),
		text("slatepage.remedy.what", 40, func(m measure) Text { return c.upgradeText(m.What, "; ") }),
		{Column: head("slatepage.remedy.cost"), Value: func(_ locale.Printer, m measure) any { return m.Cost }},
		text("slatepage.measure.due", 12, func(m measure) Text { return Day(m.Due) }),
		text("slatepage.measure.done_on", 12, func(m measure) Text { return Day(m.DoneOn) }),
		text("slatepage.measure.done_by", 14, func(m measure) Text { return Words(m.DoneBy) }),
		text("slatepage.note", 30, func(m measure) Text { return Words(m.Note) }),
	}
}

// upgradeText names the steps of an upgrade, with something between them.
func (c slateScene) upgradeText(what, between string) Text {
	var texts []Text
	for _, phrase := range eligibility.UpgradePhrases(c.Book, what) {
		texts = append(texts, phraseText(phrase))
	}
	return Joined(between, texts...)
}

// planForm asks until when a remedy is to be done.
func (c slateScene) planForm(floor int) *Form {
	return &Form{Action: c.path("/remedy"), Submit: T("slatepage.form.submit.plan"), Fields: []Field{versionField(c.Version),
		{Kind: HiddenField, Name: "floor", Value: strconv.Itoa(floor)},
		{Kind: DateField, Name: "due", Label: T("slatepage.measure.due"), Hint: T("slatepage.measure.due_hint", "date", c.Expected.From), Value: DayValue(c.Expected.From)},
		{Kind: AreaField, Name: "note", Label: T("slatepage.note")}}}
}

// slatePlanRemedy notes what a remedy asks for as planned.
func (s *Server) slatePlanRemedy(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	floor, shortage, err := c.remedyOf(r)
	if err != nil {
		return err
	}
	if shortage == nil || shortage.Remedy == nil || len(shortage.Remedy.Upgrades) == 0 {
		return redirect(w, r, c.remedyPath(floor)) // which says what is known
	}
	form := c.planForm(floor)
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		_, err := selection.PlanMeasures(r.Context(), tx, c.scene(actor), c.ID, int(form.ID("version")), c.Remedy(shortage.Remedy.Upgrades), form.Day("due"), form.Value("note"))
		return err
	})
	if refused {
		v, err := c.remedyView(r, floor, shortage, form)
		if err != nil {
			return err
		}
		return s.refuse(w, r, "slate_remedy", v)
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "slatepage.form.done.plan")
	return redirect(w, r, slatePath(c.ID)+"#measures")
}

// measureScene opens a slate with the measure of the address.
func (s *Server) measureScene(r *http.Request, actor account.Actor) (c slateScene, m selection.Measure, err error) {
	if c, err = s.slateScene(r, actor); err != nil {
		return c, m, err
	}
	id, err := strconv.ParseInt(r.PathValue("measure"), 10, 64)
	for _, m := range c.Measures {
		if err == nil && m.ID == id {
			return c, m, nil
		}
	}
	return c, m, fault.New(fault.NotFound, "fault.not_found")
}

func (c slateScene) measureForm(m selection.Measure) *Form {
	return &Form{Action: c.measurePath(m), Submit: T("slatepage.form.submit.measure"), Cancel: &Link{Text: T("web.cancel"), Href: slatePath(c.ID)}, Fields: []Field{
		{Kind: HiddenField, Name: "was", Value: DayValue(m.DoneOn)},
		{Kind: DateField, Name: "done_on", Label: T("slatepage.measure.done_on"), Hint: T("slatepage.measure.done_hint"), Value: DayValue(m.DoneOn)},
		{Kind: DateField, Name: "due", Label: T("slatepage.measure.due"), Value: DayValue(m.Due)},
		{Kind: AreaField, Name: "note", Label: T("slatepage.note"), Value: m.Note}}}
}

// measureView is the form about a measure, with where the fact is entered.
func (c slateScene) measureView(m selection.Measure, form *Form) *slateFormView {
	return c.formView("measure", form, []Item{{Label: T("slatepage.officer"), Value: c.personCell(c.Person(m.OfficerID))},
		{Label: T("slatepage.post"), Value: c.measurePost(m)}, {Label: T("slatepage.measure.record"), Value: c.upgradeCell(m.OfficerID, m.What)},
		{Label: T("slatepage.measure.state"), Value: c.measureState(m)}})
}

// slateMeasurePage asks whether a measure is done.
func (s *Server) slateMeasurePage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, m, err := s.measureScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "slate_form", c.measureView(m, c.measureForm(m)))
}

// slateMeasure records whether a measure is done.
func (s *Server) slateMeasure(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, m, err := s.measureScene(r, actor)
	if err != nil {
		return err
	}
	form := c.measureForm(m)
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		return selection.EditMeasure(r.Context(), tx, c.scene(actor), c.ID, m.ID, form.Day("was"), form.Day("due"), form.Day("done_on"), form.Value("note"))
	})
	if refused {
		return s.refuse(w, r, "slate_form", c.measureView(m, form))
	}
	return s.slateDone(w, r, c, "measure", slatePath(c.ID)+"#measures", form, nil, false, err)
}
