package roster

import (
	"beret/internal/fault"
	"beret/internal/registry"
)

// merge returns the recorded file with what the present columns say in its
// place. Parts that stay what they were keep their ids.
func merge(before, row registry.File, h *header) registry.File {
	after := before
	for _, c := range h.columns {
		if c != nil {
			c.take(&after, &row)
		}
	}
	after.Certificates = keepIDs(before.Certificates, after.Certificates, sameCertificate)
	after.Attempts = keepIDs(before.Attempts, after.Attempts, func(a, b *registry.Attempt) bool { return identity(*a) == identity(*b) })
	after.Clearances = keepIDs(before.Clearances, after.Clearances, func(a, b *registry.Clearance) bool { return identity(*a) == identity(*b) })
	after.Availability = keepIDs(before.Availability, after.Availability, func(a, b *registry.Availability) bool { return a.From == b.From })
	return after
}

func sameCertificate(a, b *registry.Certificate) bool {
	return a.Type == b.Type && a.Number == b.Number && a.Issued == b.Issued
}

// numbered is a part that the record knows by an id.
type numbered interface {
	registry.Certificate | registry.Attempt | registry.Clearance | registry.Availability
}

// keepIDs gives each part the id of the recorded one that is the same thing,
// each id once.
func keepIDs[P numbered](before, after []P, same func(a, b *P) bool) []P {
	if len(before) == 0 || len(after) == 0 {
		return after
	}
	kept := append([]P(nil), after...)
	used := make([]bool, len(before))
	for i := range kept {
		setID(&kept[i], 0)
		for k := range before {
			if !used[k] && same(&kept[i], &before[k]) {
				used[k] = true
				setID(&kept[i], idOf(&before[k]))
				break
			}
		}
	}
	return kept
}

func idOf[P numbered](part *P) int64 { return *idField(part) }

func setID[P numbered](part *P, id int64) { *idField(part) = id }

func idField[P numbered](part *P) *int64 {
	switch p := any(part).(type) {
	case *registry.Certificate:
		return &p.ID
	case *registry.Attempt:
		return &p.ID
	case *registry.Clearance:
		return &p.ID
	}
	return &any(part).(*registry.Availability).ID
}

// judgeChange validates a changed officer's merged file. What the row's own
// columns broke has been found before; a rule that the record broke already is
// no reason to refuse a row that does not touch it.
func judgeChange(c *candidate, before registry.File, r registry.Rules) {
	old := map[string]bool{}
	for _, problem := range registry.ValidateFile(before, r) {
		old[problem.Field+" "+problem.Key] = true
	}
	for _, problem := range registry.ValidateFile(c.file, r) {
		if !old[problem.Field+" "+problem.Key] {
			c.problems = append(c.problems, fault.Problem{Field: problem.Field, Key: problem.Key, Args: problem.Args})
		}
	}
	if len(c.problems) > 0 {
		c.status = rejected
	}
}
