package prospect

import (
	"context"
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/outlook"
)

// Risks takes the risk of a month apart: what each thing that is not known
// exactly, each rotation and each assessment does to the chance. The target is
// a place in the answer's lines; it returns Invalid where nothing is asked in
// the month.
func (b *Base) Risks(ctx context.Context, q Question, target int, month civil.Month) (r *outlook.RiskReport, err error) {
	defer fault.Wrap(&err, "prospect.Risks(%d, %s)", target, month)
	problems := b.Check(q)
	if len(problems) == 0 && (target < 0 || target >= len(b.asked(q)) || month < b.First || month > q.Until) {
		problems = append(problems, fault.Problem{Field: "month", Key: "prospect.problem.month"})
	}
	if err := fault.Check(problems); err != nil {
		return nil, err
	}
	r, err = outlook.Risks(b.Model(q), target, month, q.options())
	if err != nil {
		return nil, fault.Because(err, fault.Invalid, "prospect.problem.month")
	}
	r.Risks = slices.DeleteFunc(r.Risks, func(x outlook.Risk) bool { // what a lever could add, and does not
		return x.Cause == outlook.ByMove && x.Change == 0 && x.Error == 0 && x.Variance == 0
	})
	return r, ctx.Err()
}

// RiskName names a source of risk.
func (b *Base) RiskName(p locale.Printer, r outlook.Risk) string {
	if r.Cause == outlook.ByParameters {
		return p.Text("prospect.risk.parameters")
	}
	if x := b.parameter(r.ID); x.ID != "" {
		for _, a := range b.ofParameters() {
			if a.Code == x.ID {
				return a.Name(p)
			}
		}
	}
	parts := strings.Split(r.ID, ":")
	for _, a := range b.ofEvents() {
		if r.ID == a.Code || strings.HasPrefix(r.ID, a.Code+":") || parts[0] == "closing" && a.Code == "closing:"+missionOf(r.ID) {
			return p.Text("prospect.risk.event", "event", a.Name(p), "month", a.Month) + b.ofTier(p, r.ID)
		}
	}
	switch {
	case parts[0] == "supposed":
		return p.Text("prospect.risk.closing", "mission", missionOf(r.ID))
	case r.ID == extraSession:
		return p.Text("prospect.risk.extra")
	case len(parts) > 2:
		return p.Text("prospect.risk."+parts[0], "unit", parts[1][strings.Index(parts[1], "#")+1:], "month", parts[2]) + b.ofTier(p, r.ID)
	}
	return r.ID
}

// ofTier names the leadership tier of the posts in an id, "" where they have none.
func (b *Base) ofTier(p locale.Printer, id string) string {
	for _, g := range b.groups {
		if row, ok := b.book.Find(reference.Tiers, g.Tier); ok && strings.Contains(id, g.ID) {
			return p.Text("prospect.risk.tier", "tier", row)
		}
	}
	return ""
}

// missionOf is the mission in the id of a group behind a word.
func missionOf(id string) string {
	if parts := strings.Split(id, "/"); len(parts) > 1 {
		return parts[1]
	}
	return ""
}
