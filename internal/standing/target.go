package standing

import (
	"cmp"
	"slices"

	"beret/internal/reference"
	"beret/participation"
)

// assess sets the figures beside the targets in force and beside the next one
// ahead. A target that names a unit speaks of the people in its seats, whether
// the unit is deployed or not: it is asked of the unit before it goes. "*" in
// its place asks it of each unit. A framework speaks from its first day to its
// last: of a year before it, it says nothing, whatever its targets span.
func assess(in input, book *reference.Book, units []participation.Figure) []Assessment {
	var onService []participation.Target
	var list []Assessment
	speaking := codes(book.On(reference.Frameworks, in.asOf))
	for _, t := range book.AllTargets() {
		if !slices.Contains(speaking, t.Framework) {
			continue
		}
		converted := targetOf(t)
		if t.Unit == "" {
			onService = append(onService, converted)
			continue
		}
		if t.Row.Valid.Contains(in.asOf) || t.Row.Valid.From > in.asOf {
			list = append(list, assessUnits(in, units, converted)...)
		}
	}
	for _, a := range participation.Assess(in.services, onService, in.asOf) {
		list = append(list, Assessment{Assessment: a})
	}
	for i := range list {
		list[i].Name, _ = book.Find(reference.Frameworks, list[i].Target.Framework)
	}
	slices.SortStableFunc(list, func(a, b Assessment) int {
		return cmp.Or(cmp.Compare(a.Name.Int("order"), b.Name.Int("order")), cmp.Compare(a.Target.Framework, b.Target.Framework))
	})
	return list
}

func targetOf(t reference.Target) participation.Target {
	kind := participation.Aim
	if row := t.Row.Field("kind"); row != "" {
		kind = participation.Kind(row)
	}
	return participation.Target{Framework: t.Framework,
		Scope: participation.Scope{Category: t.Category, Mission: t.Mission, Unit: t.Unit}, Valid: t.Row.Valid,
		Share: participation.NewRational(int64(t.Numerator), int64(t.Denominator)), Kind: kind,
		Source: t.Row.Source, Confidence: string(t.Row.Confidence)}
}

func assessUnits(in input, units []participation.Figure, target participation.Target) []Assessment {
	var list []Assessment
	target.Population = participation.Assigned
	for _, u := range in.units {
		asked := target.Unit == u.code || target.Unit == "*"
		if !asked || !fits(target.Category, u.category) || !fits(target.Mission, u.mission) {
			continue
		}
		own := target
		own.Unit = u.code
		figure := nobody(participation.Unit, in.asOf)
		figure.Population, figure.Key = participation.Assigned, u.code
		if i := slices.IndexFunc(units, func(f participation.Figure) bool { return f.Key == u.code }); i >= 0 {
			figure = units[i]
		}
		list = append(list, Assessment{Assessment: participation.Against(figure, own)})
	}
	return list
}

func fits(wanted, got string) bool { return wanted == "" || wanted == "*" || wanted == got }
