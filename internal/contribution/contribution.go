// Package contribution keeps the published United Nations figures of women and
// men in peacekeeping, by month, contributing country, mission and personnel
// type, and answers how a country stands beside the world.
//
// [Parse] reads a published file of either shape into a [File] of [Figure]s
// with every doubt it had. The questions are pure functions on figures:
// [Shares] over time, [Standings] of a month, [Missions], [Reconcile]. [Store]
// keeps the figures.
//
// Shares are counted within one personnel type; nothing here adds up two.
package contribution

import (
	"strings"
	"unicode"

	"beret/civil"
)

// Type is a personnel type of the UN's figures.
type Type uint8

// The personnel types, in the order in which they are shown.
const (
	IndividualPolice Type = iota + 1
	FormedPoliceUnits
	ExpertsOnMission
	StaffOfficers
	Troops
)

// Types returns every personnel type in the order in which they are shown.
func Types() []Type {
	return []Type{IndividualPolice, FormedPoliceUnits, ExpertsOnMission, StaffOfficers, Troops}
}

// Code is the short name under which the type is stored and asked for.
func (t Type) Code() string {
	switch t {
	case IndividualPolice:
		return "ipo"
	case FormedPoliceUnits:
		return "fpu"
	case ExpertsOnMission:
		return "expert"
	case StaffOfficers:
		return "staff"
	case Troops:
		return "troops"
	}
	return ""
}

// Key is the catalogue key of the type's name.
func (t Type) Key() string {
	switch t {
	case IndividualPolice:
		return "contribution.type.ipo"
	case FormedPoliceUnits:
		return "contribution.type.fpu"
	case ExpertsOnMission:
		return "contribution.type.expert"
	case StaffOfficers:
		return "contribution.type.staff"
	}
	return "contribution.type.troops"
}

// ParseType reads a type by its code or by a name as the UN publishes it,
// whatever the case, spaces and plural.
func ParseType(s string) (Type, bool) {
	switch strings.TrimSuffix(foldHeader(s), "s") {
	case "ipo", "individualpolice", "individualpoliceofficer", "police", "unpol":
		return IndividualPolice, true
	case "fpu", "formedpoliceunit", "formedpolice":
		return FormedPoliceUnits, true
	case "expert", "expertonmission", "expertsonmission", "eom", "unmo", "militaryobserver", "missionexpert":
		return ExpertsOnMission, true
	case "staff", "staffofficer":
		return StaffOfficers, true
	case "troop", "contingenttroop", "militarycontingent":
		return Troops, true
	}
	return 0, false
}

// foldHeader keeps the letters and digits in lower case, so that
// "Contributing_Country" and "contributing country " are one.
func foldHeader(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// Figure is one published count: the women and men of a personnel type whom a
// country had in a mission at the end of a month. Nobody at all is no figure.
type Figure struct {
	Month   civil.Month `json:"month"`
	Country string      `json:"country"` // ISO 3166 alpha-3
	Mission string      `json:"mission"` // the UN's acronym, in capitals
	Type    Type        `json:"type"`
	Women   int         `json:"women"`
	Men     int         `json:"men"`
}

// Total is the number of people.
func (f Figure) Total() int { return f.Women + f.Men }

// cell is what a figure is a count of; it is the figure's primary key.
type cell struct {
	month            civil.Month
	country, mission string
	kind             Type
}

func (f Figure) cell() cell { return cell{f.Month, f.Country, f.Mission, f.Type} }

// MarshalText writes the type's code.
func (t Type) MarshalText() ([]byte, error) { return []byte(t.Code()), nil }
