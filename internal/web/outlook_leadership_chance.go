package web

import (
	"beret/internal/locale"
	"beret/internal/prospect"
	"beret/internal/reference"
	"beret/outlook"
)

// readyText prints a chance with its error and the number of scenarios.
func readyText(met, of int) Text {
	if of == 0 {
		return T("leadership.never")
	}
	return func(p locale.Printer) string { return prospect.ChanceText(p, met, of) }
}

func fanText(fan [5]int) Text {
	return T("leadership.fan", "middle", fan[2], "low", fan[0], "high", fan[4])
}

// callName names a call on record by its post, an expected one by what falls
// vacant.
func (c *leadershipScene) callName(call prospect.LeaderCall) Cell {
	where := Joined(", ", c.tier(call.Scope.Tier), c.name(reference.Categories, call.Scope.Category), Words(call.Scope.Mission))
	if call.Call != 0 {
		cell := Cell{Text: Joined(": ", Words(call.Reference), Words(call.Title)), Note: where}
		if c.may["GET /calls/{id}"] {
			cell.Href = callPath(call.Call)
		}
		return cell
	}
	return Cell{Text: T("leadership.expected", "n", call.Posts, "month", call.Vacant), Note: where}
}

// callTable lists the calls to come with the chance that nominees are ready.
func (c *leadershipScene) callTable() Table {
	t := Table{Caption: T("leadership.calls"), Cards: true, Empty: T("leadership.no_calls"), Columns: []Column{head("leadership.call"), {Label: T("leadership.due"), Tight: true},
		numeric("leadership.nominees"), head("leadership.woman_ready"), head("leadership.slate_ready"), head("leadership.mended"), head("leadership.meets")}}
	for _, call := range c.Foreseen.Calls {
		r := call.AsIs
		row := Row{Cells: []Cell{c.callName(call.LeaderCall), {Text: MonthText(call.Month)}, {Text: Num(call.Nominees)},
			{Text: readyText(r.Woman, r.Of), Note: T("leadership.women_fan", "fan", fanText(r.Women))},
			{Text: readyText(r.Slate, r.Of), Note: T("leadership.people_fan", "fan", fanText(r.Total))},
			{Text: readyText(call.Mended.Woman, call.Mended.Of), Note: T("leadership.women_fan", "fan", fanText(call.Mended.Women))}, {}}}
		if call.Call != 0 {
			row.Cells[6].Text = T("leadership.meets_now", "women", call.Meets.Women, "men", call.Meets.Men)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// seatTable lists the key seats: until when they are held and who could follow.
func (c *leadershipScene) seatTable() Table {
	t := Table{Caption: T("leadership.seats"), Cards: true, Empty: T("leadership.no_seats"), Columns: []Column{head("leadership.seat"), head("leadership.holder"),
		head("leadership.vacant"), head("leadership.somebody"), head("leadership.woman_follows"), head("leadership.mended")}}
	for _, seat := range c.Foreseen.Seats {
		s := seat.AsIs
		holder := Cell{Text: Words(seat.Name), Note: sexText(seat.Woman)}
		if c.may["GET /officers/{id}"] {
			holder.Href = officerPath(seat.Officer)
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{c.seatName(seat.KeySeat), holder, {Text: vacantText(s), Note: T("leadership.vacant_in", "n", s.Vacant, "of", s.Of)},
			{Text: readyText(s.Somebody, s.Vacant)}, {Text: readyText(s.Woman, s.Vacant)}, {Text: readyText(seat.Mended.Woman, seat.Mended.Vacant)}}})
	}
	return t
}

func (c *leadershipScene) seatName(s prospect.KeySeat) Cell {
	title := Words(s.Title)
	if s.TitleKey != "" {
		title = T(s.TitleKey)
	}
	return Cell{Text: Joined(", ", title, Words(s.Unit)), Note: Joined(", ", c.tier(s.Scope.Tier), Words(s.Scope.Mission))}
}

// vacantText is when a seat falls vacant: the middle of the scenarios, and the
// earliest and latest of nine in ten.
func vacantText(s outlook.Succession) Text {
	if s.When[2] == 0 {
		return T("leadership.vacant_late")
	}
	if s.When[0] == s.When[4] {
		return MonthText(s.When[2])
	}
	if s.When[4] == 0 {
		return T("leadership.vacant_from", "middle", s.When[2], "low", s.When[0])
	}
	return T("leadership.vacant_between", "middle", s.When[2], "low", s.When[0], "high", s.When[4])
}
