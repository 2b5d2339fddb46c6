package selection

import "slices"

// With returns the decisions with a ruling among them. It takes the place of
// those that it contradicts: an officer stands in one post only, and a ban from
// the whole slate leaves nothing else to say of the officer.
func (d Decisions) With(r Ruling) Decisions {
	d.Rulings = slices.DeleteFunc(slices.Clone(d.Rulings), func(other Ruling) bool {
		switch {
		case other.OfficerID != r.OfficerID:
			return false
		case other.Post == r.Post, r.Post == "":
			return true
		}
		return r.Kind == Pin && (other.Kind == Pin || other.Post == "")
	})
	d.Rulings = append(d.Rulings, r)
	return d
}

// Ruling returns the ruling on an officer and a post, and whether there is one.
func (d Decisions) Ruling(officer int64, post string) (Ruling, bool) {
	i := slices.IndexFunc(d.Rulings, func(r Ruling) bool { return r.OfficerID == officer && r.Post == post })
	if i < 0 {
		return Ruling{}, false
	}
	return d.Rulings[i], true
}

// Without returns the decisions without the ruling on an officer and a post,
// and whether there was one.
func (d Decisions) Without(officer int64, post string) (Decisions, bool) {
	before := len(d.Rulings)
	d.Rulings = slices.DeleteFunc(slices.Clone(d.Rulings), func(r Ruling) bool { return r.OfficerID == officer && r.Post == post })
	return d, len(d.Rulings) < before
}

// Leave returns the decisions with so many places of a post left empty; none
// takes that back.
func (d Decisions) Leave(v Vacancy) Decisions {
	d.Vacancies = slices.DeleteFunc(slices.Clone(d.Vacancies), func(other Vacancy) bool { return other.Post == v.Post })
	if v.Places > 0 {
		d.Vacancies = append(d.Vacancies, v)
	}
	return d
}

// Left returns how many places of a post are left empty.
func (d Decisions) Left(post string) int {
	for _, v := range d.Vacancies {
		if v.Post == post {
			return v.Places
		}
	}
	return 0
}

// makers lists everybody who had a hand in the list.
func (s Slate) makers(d Decisions) []string {
	makers := []string{s.CreatedBy, s.PreparedBy, s.CheckedBy}
	for _, r := range d.Rulings {
		makers = append(makers, r.By)
	}
	for _, v := range d.Vacancies {
		makers = append(makers, v.By)
	}
	return makers
}

// MadeBy reports whether somebody had a hand in the list, and so must not
// approve it.
func (sh *Sheet) MadeBy(login string) bool {
	return slices.Contains(sh.makers(sh.Decisions), login)
}
