package web

import (
	"net/url"
	"slices"
	"strconv"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/deployment"
	"beret/internal/eligibility"
	"beret/internal/nomination"
	"beret/internal/reference"
	"beret/internal/registry"
)

// sections are the parts of the file in the order of the page.
func (p filePage) sections() []fileSection {
	sections := []fileSection{p.assessment(), p.validities()}
	sections = append(sections, p.service()...)
	sections = append(sections, p.willingness(), p.skills(), p.career())
	if p.file.Note != "" {
		sections = append(sections, fileSection{ID: "note", Tab: T("registry.field.note"), Title: T("registry.field.note"), Items: []Item{{Label: T("registry.field.note"), Value: Cell{Text: Words(p.file.Note)}}}})
	}
	for i := range sections {
		sections[i].dropEmpty()
	}
	return sections
}

// dropEmpty names the tables without rows in one line instead.
func (s *fileSection) dropEmpty() {
	var kept []Table
	var empty []Text
	for _, t := range s.Tables {
		if len(t.Rows) > 0 {
			kept = append(kept, t)
		} else {
			empty = append(empty, t.Caption)
		}
	}
	s.Tables = kept
	if len(empty) > 0 {
		s.Empty = T("officerpage.none_recorded", "what", Joined(", ", empty...))
	}
}

// partTable lists the parts of a name, each leading to its form.
func (p filePage) partTable(name registry.PartName, caption string) Table {
	table := Table{Caption: T(caption), Cards: true}
	facts := partFacts(name)
	for _, a := range facts {
		table.Columns = append(table.Columns, Column{Label: factLabel(name, a.name), Tight: a.kind == dayFact})
	}
	for _, part := range p.file.Parts() {
		if part.Name() == name {
			table.Rows = append(table.Rows, Row{Cells: p.partCells(part, facts)})
		}
	}
	slices.Reverse(table.Rows) // the newest first
	return table
}

func (p filePage) partCells(part registry.Part, facts []fact) []Cell {
	fields := recorded(part)
	var cells []Cell
	for i, a := range facts {
		cell := Cell{Text: p.text(a, fields[a.name])}
		if i == 0 && p.edit {
			cell.Href = partPath(p.file.ID, part)
		}
		if a.name == "expires" && p.past(fields[a.name]) {
			cell.Tags = []Tag{{T("officerpage.expired_tag"), Bad}}
		}
		cells = append(cells, cell)
	}
	return cells
}

// past reports whether a recorded day has come.
func (p filePage) past(raw []byte) bool {
	day, err := civil.ParseDate(plain(raw))
	return err == nil && day != 0 && day <= p.Today
}

func partPath(id int64, part registry.Part) string {
	return officerPath(id) + "/" + string(part.Name()) + "/" + url.PathEscape(part.Key())
}

// add is the link to the form for another part.
func (p filePage) add(names ...registry.PartName) []Link {
	var links []Link
	for _, name := range names {
		if p.edit {
			links = append(links, Link{Text: T("officerpage.add", "part", T(name.TextKey())), Href: p.path("/" + string(name) + "/new")})
		}
	}
	return links
}

// assessment shows the clearance, each test's outcome and every attempt.
func (p filePage) assessment() fileSection {
	section := fileSection{ID: "assessment", Tab: T("officerpage.tab.assessment"), Title: T("officerpage.section.assessment"), Links: p.add(registry.AttemptPart, registry.ClearancePart)}
	for _, row := range p.Book.On(reference.Tests, p.Today) {
		section.Items = append(section.Items, Item{Label: p.name(reference.Tests, row.Code), Value: p.testOutcome(row.Code)})
	}
	section.Tables = []Table{p.partTable(registry.ClearancePart, "officerpage.table.clearances"), p.partTable(registry.AttemptPart, "officerpage.table.attempts")}
	return section
}

// testOutcome says whether a test was passed, when last, and after how many attempts.
func (p filePage) testOutcome(test string) Cell {
	var last registry.Attempt
	n, passed := 0, false
	for _, a := range p.file.Attempts {
		if a.Test != test {
			continue
		}
		n++
		if a.TakenOn >= last.TakenOn {
			last = a
		}
		passed = passed || a.Passed
	}
	if n == 0 {
		return Cell{Tags: []Tag{{T("officerpage.test_untaken"), Plain}}}
	}
	cell := Cell{Tags: []Tag{{T("officerpage.test_failed"), Bad}}, Note: T("officerpage.test_attempts", "n", n, "date", last.TakenOn)}
	if passed {
		cell.Tags = []Tag{{T("officerpage.test_passed"), Good}}
	}
	if last.Score != nil {
		cell.Note = Joined(" · ", cell.Note, T("officerpage.test_score", "score", *last.Score))
	}
	return cell
}

// validities are passport, medical examination and national clearance.
func (p filePage) validities() fileSection {
	o := p.file.Officer
	return fileSection{ID: "validity", Title: T("officerpage.section.validity"), Tab: T("officerpage.tab.validity"), Items: []Item{
		p.validity("eligibility.rule.passport", "passport_expires", p.until(o.PassportExpires)),
		p.validity("eligibility.rule.medical", "medical_status", Cell{Text: T(o.Medical.Key()), Tags: p.until(o.MedicalExpires).Tags,
			Note: factsNote("medical_on", o.MedicalOn, "medical_expires", o.MedicalExpires)}),
		p.validity("eligibility.rule.national", "national_clearance", Cell{Text: T(o.NationalClearance.Key()), Tags: p.until(o.NationalClearanceExpires).Tags,
			Note: Joined(" · ", factsNote("national_clearance_on", o.NationalClearanceOn, "national_clearance_expires", o.NationalClearanceExpires),
				Words(o.NationalClearanceReference))}),
	}}
}

// validity is a line of the validities, with the way to change it.
func (p filePage) validity(label, field string, value Cell) Item {
	item := Item{Label: T(label), Value: value}
	if p.edit {
		item.Action = &Link{Text: T("web.change"), Href: p.path("/edit#f-" + field)}
	}
	return item
}

// until says until when something holds, with a tag where that is over.
func (p filePage) until(day civil.Date) Cell {
	switch {
	case day == 0:
		return Cell{Text: T("eligibility.fact.nothing")}
	case day <= p.Today:
		return Cell{Text: T("eligibility.fact.expired", "date", day), Tags: []Tag{{T("officerpage.expired_tag"), Bad}}}
	}
	return Cell{Text: T("eligibility.fact.valid_until", "date", day)}
}

// factsNote is "Examined on 1 May 2026 · Medical examination expires on …" of
// two days that may be missing, nil where both are.
func factsNote(first string, on civil.Date, second string, expires civil.Date) Text {
	var texts []Text
	for _, f := range []struct {
		name string
		day  civil.Date
	}{{first, on}, {second, expires}} {
		if f.day != 0 {
			texts = append(texts, T("web.filter.chosen", "label", factLabel("", f.name), "value", Day(f.day)))
		}
	}
	if len(texts) == 0 {
		return nil
	}
	return Joined(" · ", texts...)
}

// service shows tours and nominations, to whom those are open.
func (p filePage) service() []fileSection {
	var sections []fileSection
	if p.actor.May(account.DeploymentView) {
		sections = append(sections, fileSection{ID: "tours", Tab: T("officerpage.tab.tours"), Title: T("officerpage.section.tours"), Tables: []Table{p.tours()}})
	}
	if p.actor.May(account.NominationView) && len(p.file.Nominations) > 0 {
		sections = append(sections, fileSection{ID: "nominations", Tab: T("officerpage.tab.nominations"), Title: T("officerpage.section.nominations"), Tables: []Table{p.nominations()}})
	}
	return sections
}

func (p filePage) tours() Table {
	table := Table{Caption: T("officerpage.table.tours"), Cards: true, Columns: []Column{
		head("officerpage.mission"), head("officerpage.post"), {Label: T("officerpage.from"), Tight: true}, {Label: T("officerpage.until"), Tight: true}, head("officerpage.state")}}
	for _, d := range slices.Backward(p.file.Deployments) {
		name := Cell{Text: Words(d.Mission), Note: p.short(reference.Categories, d.Category)}
		if p.open("/deployments/{id}") {
			name.Href = "/deployments/" + strconv.FormatInt(d.ID, 10)
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{name, {Text: Words(d.PostTitle), Note: p.name(reference.Tiers, d.Tier)},
			{Text: Day(d.From)}, tourEnd(d), {Tags: []Tag{p.tourState(d)}}}})
	}
	return table
}

// tourEnd is the true end with its reason or, until that is known, the agreed one.
func tourEnd(d registry.Deployment) Cell {
	if d.EndedOn == 0 {
		return Cell{Text: Day(d.PlannedEnd)}
	}
	cell := Cell{Text: Day(d.EndedOn)}
	if d.EndReason != "" {
		cell.Note = T(deployment.Reason(d.EndReason).Key())
	}
	return cell
}

func (p filePage) tourState(d registry.Deployment) Tag {
	switch {
	case d.Cancelled:
		return Tag{T(deployment.Cancelled.Key()), Plain}
	case d.Overdue(p.Today):
		return Tag{T(deployment.Overdue.Key()), Warn}
	case p.Today < d.From:
		return Tag{T(deployment.Planned.Key()), Info}
	case d.Span().Contains(p.Today):
		return Tag{T(deployment.Current.Key()), Good}
	}
	return Tag{T(deployment.Ended.Key()), Plain}
}

func (p filePage) nominations() Table {
	table := Table{Caption: T("officerpage.table.nominations"), Cards: true, Columns: []Column{
		head("officerpage.mission"), head("officerpage.post"), {Label: T("officerpage.nominated_on"), Tight: true}, {Label: T("officerpage.decided_on"), Tight: true}, head("officerpage.state")}}
	for _, n := range slices.Backward(p.file.Nominations) {
		name := Cell{Text: Words(n.Mission), Note: p.short(reference.Categories, n.Category)}
		if p.open("/nominations/{id}") {
			name.Href = "/nominations/" + strconv.FormatInt(n.ID, 10)
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{name, {Text: Words(n.PostTitle)}, {Text: Day(n.NominatedOn)}, {Text: Day(n.DecidedOn)},
			{Tags: []Tag{{T(nomination.Status(n.Status).Key()), nominationTone(nomination.Status(n.Status))}}}}})
	}
	return table
}

func nominationTone(s nomination.Status) Tone {
	switch s {
	case nomination.Selected, nomination.Deployed:
		return Good
	case nomination.Pending:
		return Info
	}
	return Plain
}

func (p filePage) willingness() fileSection {
	return fileSection{ID: "availability", Tab: T("officerpage.tab.availability"), Title: T("officerpage.section.availability"), Links: p.add(registry.AvailabilityPart),
		Tables: []Table{p.partTable(registry.AvailabilityPart, "officerpage.table.availability")}}
}

func (p filePage) skills() fileSection {
	return fileSection{ID: "skills", Tab: T("officerpage.tab.skills"), Title: T("officerpage.section.skills"),
		Links: p.add(registry.LanguagePart, registry.LicencePart, registry.SpecialismPart, registry.CertificatePart),
		Tables: []Table{p.partTable(registry.LanguagePart, "officerpage.languages"), p.partTable(registry.LicencePart, "officerpage.table.licences"),
			p.partTable(registry.SpecialismPart, "officerpage.table.specialisms"), p.partTable(registry.CertificatePart, "officerpage.table.certificates")}}
}

// career shows rank and posting of today with what comes next, and of before.
func (p filePage) career() fileSection {
	section := fileSection{ID: "career", Tab: T("officerpage.tab.career"), Title: T("officerpage.section.career"), Links: p.add(registry.PastRankPart, registry.PastPostingPart)}
	fields := recorded(p.file.Officer)
	for _, a := range officerFacts() {
		switch a.name {
		case "passport_name", "birth_date", "enlisted_on", "rank", "rank_since", "home_unit", "unit_since", "position":
			if value := p.text(a, fields[a.name]); value != nil {
				section.Items = append(section.Items, Item{Label: factLabel("", a.name), Value: Cell{Text: value}})
			}
		}
		if a.name == "rank_since" {
			section.Items = append(section.Items, p.prospects()...)
		}
	}
	section.Tables = []Table{p.partTable(registry.PastRankPart, "officerpage.table.ranks"), p.partTable(registry.PastPostingPart, "officerpage.table.postings")}
	return section
}

// prospects are the next rank and the age limit of the present one.
func (p filePage) prospects() []Item {
	var items []Item
	if on, ok := registry.NextRankOn(p.file.Officer, p.Book); ok {
		next, _ := p.Book.NextRank(p.file.Rank)
		items = append(items, Item{Label: T("officerpage.next_rank"), Value: Cell{Text: T("officerpage.eligible", "rank", p.name(reference.Ranks, next.Code), "date", on)}})
	}
	if on, ok := registry.AgeLimitOn(p.file.Officer, p.Book, p.Today); ok {
		items = append(items, Item{Label: T(eligibility.AgeLimit.Key()), Value: Cell{Text: T("eligibility.fact.limit_on", "date", on)}})
	}
	return items
}
