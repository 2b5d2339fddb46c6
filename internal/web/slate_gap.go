package web

import (
	"slices"

	"beret/internal/eligibility"
	"beret/internal/selection"
)

// gapTable lists the posts of a unit for which fewer are eligible than it has
// seats: the gaps of the next rotation. Nil for a call.
func (c slateScene) gapTable() *Table {
	if c.Unit == nil {
		return nil
	}
	table := &Table{Caption: T("slatepage.gaps_caption"), Empty: T("slatepage.gaps_empty"), Columns: []Column{head("slatepage.post"),
		{Label: T("slatepage.seats_n"), Numeric: true}, {Label: T("slatepage.eligible"), Numeric: true}, {Label: T("slatepage.eligible_women"), Numeric: true},
		{Label: T("slatepage.missing"), Numeric: true}}}
	for _, post := range c.Posts {
		list := c.candidatesOf(post)
		places := post.Places() - c.Left(post.Key)
		if len(list) >= places {
			continue
		}
		women := 0
		for _, person := range list {
			if person.Woman {
				women++
			}
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: postText(post), Note: elementText(post.Element)}, {Text: Num(places)},
			{Text: Num(len(list))}, {Text: Num(women)}, {Text: Num(places - len(list))}}})
	}
	return table
}

// leavingTable lists the present holders whom the list does not keep. Nil for a
// call.
func (c slateScene) leavingTable() *Table {
	if c.Unit == nil {
		return nil
	}
	table := &Table{Caption: T("slatepage.leaving_caption"), Empty: T("slatepage.leaving_empty"), Cards: true,
		Columns: []Column{head("slatepage.officer"), head("slatepage.post"), head("slatepage.leaves"), head("slatepage.leaves.why"), head("slatepage.do")}}
	for _, post := range c.Posts {
		for _, seat := range post.Seats {
			if _, stays := c.listed(seat.Holder); seat.Holder != 0 && !stays {
				table.Rows = append(table.Rows, c.leavingRow(post, seat))
			}
		}
	}
	return table
}

// leavingRow says of a holder whom the list does not keep which rules stand in
// the way and since or until when, or that others were chosen.
func (c slateScene) leavingRow(post selection.Post, seat selection.Seat) Row {
	why := Cell{Tags: []Tag{{T("slatepage.leaves.not_chosen"), Plain}}, Note: T("slatepage.leaves.on", "date", c.Expected.From)}
	var reasons []Text
	for _, check := range c.Checks(seat.Holder, post.Key) {
		if check.Blocks() || check.Status == eligibility.Expiring {
			reasons = append(reasons, strikeText(check))
		}
	}
	if !c.Eligible(seat.Holder, post.Key) {
		why.Tags = []Tag{{T("slatepage.not_eligible"), Warn}}
	}
	return Row{Cells: []Cell{c.personCell(c.Person(seat.Holder)), {Text: postText(post), Note: T("slatepage.seat", "n", seat.Number)}, why,
		{Text: Joined("; ", reasons...)}, {Links: []Link{{Text: T("slatepage.why"), Href: c.askPath("/why", seat.Holder, post.Key)}}}}}
}

// strikeText says what a rule found, with its day, and from when on time alone
// turns its answer.
func strikeText(check eligibility.Check) Text {
	text := Joined(": ", T(check.Rule.Key()), phraseText(check.Found))
	if check.Until == 0 {
		return text
	}
	return Joined(", ", text, T("slatepage.leaves.turns", "date", check.Until))
}

// decisionTable lists what people decided, with their reasons.
func (c slateScene) decisionTable() Table {
	table := Table{Caption: T("slatepage.decisions_caption"), Empty: T("slatepage.decisions_empty"), Cards: true,
		Columns: []Column{head("slatepage.decision"), head("slatepage.post"), head("slatepage.reason"), head("slatepage.by")}}
	postCell := func(key string) Cell {
		if post, ok := c.PostOf(key); ok {
			return Cell{Text: postText(post)}
		}
		return Cell{Text: T("slatepage.group.all")}
	}
	for _, r := range c.Rulings {
		cell := Cell{Text: Words(c.Person(r.OfficerID).Name), Tags: []Tag{{T(r.Kind.Key()), Info}}}
		if c.editable() {
			cell.Links = []Link{{Text: T("slatepage.undo"), Href: c.askPath("/undo", r.OfficerID, r.Post), Key: "u"}}
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{cell, postCell(r.Post), {Text: Words(r.Reason)}, {Text: Words(r.By), Note: Day(r.On)}}})
	}
	for _, v := range c.Vacancies {
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: T("slatepage.left_places", "n", v.Places)}, postCell(v.Post), {Text: Words(v.Reason)},
			{Text: Words(v.By), Note: Day(v.On)}}})
	}
	return table
}

// signedTable lists the signed editions with their hashes and certificates.
func (c slateScene) signedTable() Table {
	table := Table{Caption: T("slatepage.signed_caption"), Empty: T("slatepage.signed_empty"), Cards: true,
		Columns: []Column{head("slatepage.edition"), head("slatepage.hash"), head("slatepage.signed_by"), head("slatepage.certificate")}}
	for _, f := range c.Editions {
		hash := Cell{Text: Words(f.SHA256), Tags: []Tag{{T("slatepage.intact"), Good}}}
		if !f.Intact() {
			hash.Tags = []Tag{{T("slatepage.altered"), Bad}}
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: T("slatepage.edition_n", "n", f.Edition), Href: c.path("/signed/" + idValue(int64(f.Edition)))},
			hash, {Text: Words(f.SignedBy), Note: Day(f.SignedOn)}, c.certificateCell(f)}})
	}
	return table
}

// certificateCell is the newest certificate that belongs to an edition's hash.
func (c slateScene) certificateCell(f selection.Frozen) Cell {
	i := slices.IndexFunc(c.Certificates, func(x selection.Certificate) bool { return x.SHA256 == f.SHA256 })
	if i < 0 {
		return Cell{Tags: []Tag{{T("slatepage.certificate_none"), Plain}}}
	}
	x := c.Certificates[i]
	cell := Cell{Text: Words(x.Reference), Note: Day(x.IssuedOn), Tags: []Tag{{T("slatepage.certificate_valid"), Good}}}
	if !x.Valid() {
		cell.Tags, cell.Note = []Tag{{T("slatepage.certificate_voided", "date", x.VoidedOn), Bad}}, Words(x.VoidReason)
	} else if c.editable() || c.Status.Frozen() {
		cell.Links = []Link{{Text: T("slatepage.do.void_certificate"), Href: c.path("/certificate/void")}}
	}
	return cell
}
