package eligibility

import "beret/internal/reference"

// ForSeat returns what a numbered seat of a formed unit asks for: a band of
// ranks and one of the specialisms, each where it is set.
func ForSeat(rankFrom, rankTo string, specialisms ...string) Requirement {
	r := Requirement{RankFrom: rankFrom, RankTo: rankTo}
	for _, code := range specialisms {
		if code != "" {
			r.Specialisms = append(r.Specialisms, Specialism{Specialism: code})
		}
	}
	return r
}

// Describe says in plain words what the requirement asks for beside what the
// policies ask of everybody, one phrase each, in the order of the rules.
func (r Requirement) Describe(book *reference.Book) Phrases {
	var list Phrases
	add := func(on bool, key string, args ...any) {
		if on {
			list = append(list, phrase(key, args...))
		}
	}
	list = append(list, r.describeRanks(book)...)
	add(r.MinimumAge > 0, "eligibility.ask.minimum_age", "n", r.MinimumAge)
	add(r.MaximumAge > 0, "eligibility.ask.maximum_age", "n", r.MaximumAge)
	add(r.ServiceYears > 0, "eligibility.ask.service", "n", r.ServiceYears)
	add(r.Assessment, "eligibility.need.clearance")
	for _, l := range r.Languages {
		add(true, "eligibility.need.level", "language", row(book, reference.LanguageKind, l.Language), "level", l.Level)
	}
	add(r.Driving, "eligibility.ask.driving")
	add(r.Firearms, "eligibility.need.firearms")
	if len(r.Specialisms) > 0 {
		add(true, "eligibility.ask.specialism", "specialisms", r.describeSpecialisms(book))
	}
	for _, code := range r.Certificates {
		add(true, "eligibility.need.certificate", "certificate", row(book, reference.CertificateTypes, code))
	}
	add(r.PassportMonths > 0, "eligibility.ask.passport", "n", r.PassportMonths)
	add(r.RestMonths > 0, "eligibility.ask.rest", "n", r.RestMonths)
	return list
}

func (r Requirement) describeRanks(book *reference.Book) Phrases {
	from, to := row(book, reference.Ranks, r.RankFrom), row(book, reference.Ranks, r.RankTo)
	switch {
	case r.RankFrom != "" && r.RankFrom == r.RankTo:
		return Phrases{phrase("eligibility.ask.rank", "rank", from)}
	case r.RankFrom != "" && r.RankTo != "":
		return Phrases{phrase("eligibility.ask.ranks", "from", from, "to", to)}
	case r.RankFrom != "":
		return Phrases{phrase("eligibility.need.rank_from", "rank", from)}
	case r.RankTo != "":
		return Phrases{phrase("eligibility.need.rank_to", "rank", to)}
	}
	return nil
}

func (r Requirement) describeSpecialisms(book *reference.Book) Phrases {
	var names Phrases
	for _, s := range r.Specialisms {
		names = append(names, specialismPhrase(row(book, reference.Specialisms, s.Specialism), s.Years))
	}
	return names
}

// row returns the row of a code, which prints as its name, or as the code
// where the book does not hold it.
func row(book *reference.Book, kind reference.Kind, code string) reference.Row {
	found, ok := book.Find(kind, code)
	if !ok {
		found.Code = code
	}
	return found
}
