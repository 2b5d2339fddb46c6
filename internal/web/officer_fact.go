package web

import (
	"encoding/json"

	"beret/civil"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/registry"
)

// factKind is how a fact of an officer's file is written and read.
type factKind int

const (
	wordsFact  factKind = iota
	linesFact           // words over several lines
	dayFact             //
	numberFact          // a whole number, or none
	tickFact            // true or false, false unless ticked
	choiceFact          // true or false, to be chosen
	sexFact             // whether a woman
	codeFact            // a code of reference data
	unitFact            // a home unit
	stateFact           // one of a few states
)

// fact is a field of an officer's file under the name that it has in forms, in
// problems and in the audit log. One description serves all three and the page.
type fact struct {
	name   string
	kind   factKind
	code   reference.Kind // of a codeFact
	states func() []state // of a stateFact
}

type state struct {
	value string
	text  Text
}

func medicalStates() (states []state) {
	for _, m := range registry.MedicalStates() {
		states = append(states, state{string(m), T(m.Key())})
	}
	return states
}

func nationalStates() (states []state) {
	for _, c := range registry.NationalClearances() {
		states = append(states, state{string(c), T(c.Key())})
	}
	return states
}

// officerFacts are the facts of the officer, in the order of the forms.
func officerFacts() []fact {
	return []fact{
		{name: "full_name"}, {name: "given_name"}, {name: "passport_name"}, {name: "service_number"}, {name: "woman", kind: sexFact},
		{name: "birth_date", kind: dayFact}, {name: "enlisted_on", kind: dayFact},
		{name: "rank", kind: codeFact, code: reference.Ranks}, {name: "rank_since", kind: dayFact},
		{name: "home_unit", kind: unitFact}, {name: "unit_since", kind: dayFact}, {name: "position"},
		{name: "left_on", kind: dayFact}, {name: "left_reason"},
		{name: "passport_expires", kind: dayFact},
		{name: "medical_status", kind: stateFact, states: medicalStates}, {name: "medical_on", kind: dayFact}, {name: "medical_expires", kind: dayFact},
		{name: "national_clearance", kind: stateFact, states: nationalStates}, {name: "national_clearance_on", kind: dayFact},
		{name: "national_clearance_expires", kind: dayFact}, {name: "national_clearance_reference"},
		{name: "note", kind: linesFact}, {name: "generated", kind: tickFact},
	}
}

// partFacts are the facts of a part of the file, nil for an unknown part.
func partFacts(name registry.PartName) []fact {
	switch name {
	case registry.LanguagePart:
		return []fact{{name: "language", kind: codeFact, code: reference.LanguageKind}, {name: "level", kind: codeFact, code: reference.LanguageLevels},
			{name: "tested_on", kind: dayFact}}
	case registry.LicencePart:
		return []fact{{name: "class"}, {name: "manual", kind: tickFact}, {name: "since", kind: dayFact}, {name: "expires", kind: dayFact}}
	case registry.SpecialismPart:
		return []fact{{name: "specialism", kind: codeFact, code: reference.Specialisms}, {name: "years", kind: numberFact}}
	case registry.CertificatePart:
		return []fact{{name: "type", kind: codeFact, code: reference.CertificateTypes}, {name: "issuer"}, {name: "number"},
			{name: "issued", kind: dayFact}, {name: "expires", kind: dayFact}}
	case registry.AttemptPart:
		return []fact{{name: "test", kind: codeFact, code: reference.Tests}, {name: "taken_on", kind: dayFact}, {name: "passed", kind: choiceFact},
			{name: "score", kind: numberFact}, {name: "edition", kind: codeFact, code: reference.Editions}}
	case registry.ClearancePart:
		return []fact{{name: "cleared_on", kind: dayFact}, {name: "expires", kind: dayFact}, {name: "edition", kind: codeFact, code: reference.Editions}}
	case registry.AvailabilityPart:
		return []fact{{name: "from", kind: dayFact}, {name: "to", kind: dayFact}, {name: "willing", kind: choiceFact},
			{name: "consent_on", kind: dayFact}, {name: "note"}}
	case registry.PastRankPart:
		return []fact{{name: "rank", kind: codeFact, code: reference.Ranks}, {name: "from", kind: dayFact}, {name: "to", kind: dayFact}}
	case registry.PastPostingPart:
		return []fact{{name: "home_unit", kind: unitFact}, {name: "position"}, {name: "from", kind: dayFact}, {name: "to", kind: dayFact}}
	}
	return nil
}

// fileFacts puts the facts of officers' files into words and fields.
type fileFacts struct {
	facts
	units []registry.HomeUnit
}

// factLabel names a fact of the officer, or of a part where part is set.
func factLabel(part registry.PartName, name string) Text {
	switch {
	case part != "":
		return T(registry.FieldKey(string(part) + "." + name))
	case name == "woman":
		return T("officerpage.sex")
	}
	return T(registry.FieldKey(name))
}

// recorded are the facts of an officer or a part by name, as the audit log
// keeps them.
func recorded(of any) map[string]json.RawMessage {
	data, err := json.Marshal(of)
	if err != nil {
		panic(err) // a plain struct always marshals
	}
	return rawFields(data)
}

// rawFields reads an object of facts; what is none has none.
func rawFields(data []byte) map[string]json.RawMessage {
	var fields map[string]json.RawMessage
	if json.Unmarshal(data, &fields) != nil {
		return nil
	}
	return fields
}

// plain is a recorded value without its quotes, empty for nothing.
func plain(raw json.RawMessage) string {
	var words string
	if json.Unmarshal(raw, &words) == nil {
		return words
	}
	if string(raw) == "null" {
		return ""
	}
	return string(raw)
}

// text puts a recorded value into words, nil for nothing.
func (f fileFacts) text(a fact, raw json.RawMessage) Text {
	value := plain(raw)
	if value == "" {
		return nil
	}
	switch a.kind {
	case dayFact:
		day, err := civil.ParseDate(value)
		if err != nil {
			return Words(value)
		}
		return Day(day)
	case tickFact, choiceFact:
		return yesNo(value == "true")
	case sexFact:
		return sexText(value == "true")
	case codeFact:
		return f.name(a.code, value)
	case unitFact:
		return f.unitName(value)
	case stateFact:
		return stateText(a.states(), value)
	}
	return Words(value)
}

func stateText(states []state, value string) Text {
	for _, s := range states {
		if s.value == value {
			return s.text
		}
	}
	return Words(value)
}

// unitName names a home unit by its number, nothing for none.
func (f fileFacts) unitName(id string) Text {
	for _, u := range f.units {
		if idValue(u.ID) == id {
			return Words(u.Name)
		}
	}
	if id == "0" {
		return nil
	}
	return Words(id)
}

// field is the field of a form that asks for a fact.
func (f fileFacts) field(part registry.PartName, a fact, raw json.RawMessage) Field {
	field := Field{Kind: TextField, Name: a.name, Label: factLabel(part, a.name), Value: plain(raw)}
	switch a.kind {
	case linesFact:
		field.Kind = AreaField
	case dayFact:
		field.Kind, field.Value = DateField, dayField(field.Value)
	case numberFact:
		field.Kind = NumberField
	case tickFact:
		field.Kind = CheckField
		if field.Value == "false" {
			field.Value = ""
		}
	case choiceFact:
		field.Kind, field.Options = RadioField, []Option{{Value: "true", Text: T("officerpage.yes")}, {Value: "false", Text: T("officerpage.no")}}
	case sexFact:
		field.Kind, field.Options = RadioField, []Option{{Value: "true", Text: T("officerpage.woman")}, {Value: "false", Text: T("officerpage.man")}}
	case codeFact:
		field.Kind, field.Options = SelectField, f.options(a.code, T("officerpage.choose"), field.Value)
	case unitFact:
		field.Kind, field.Options = SelectField, unitOptions(f.units, T("officerpage.choose"))
	case stateFact:
		field.Kind = SelectField
		for _, s := range a.states() {
			field.Options = append(field.Options, Option{Value: s.value, Text: s.text})
		}
	}
	return field
}

// dayField is a recorded date as a date field holds it.
func dayField(value string) string {
	day, err := civil.ParseDate(value)
	if err != nil {
		return ""
	}
	return DayValue(day)
}

// readFacts takes the facts that a form asked for as the record keeps them. What
// cannot be read becomes a problem of its field.
func readFacts(form *Form, facts []fact) map[string]any {
	values := map[string]any{}
	for _, a := range facts {
		if form.field(a.name) == nil {
			continue
		}
		value := form.Value(a.name)
		switch a.kind {
		case dayFact:
			values[a.name] = form.Day(a.name)
		case numberFact:
			values[a.name] = readNumber(form, a.name)
		case tickFact:
			values[a.name] = value != ""
		case choiceFact, sexFact:
			if value != "true" && value != "false" {
				form.problem(fault.Problem{Field: a.name, Key: "officerpage.problem.choose"})
			}
			values[a.name] = value == "true"
		case unitFact:
			values[a.name] = form.ID(a.name)
		default:
			values[a.name] = value
		}
	}
	return values
}

// readNumber reads a whole number, nothing where the field is empty.
func readNumber(form *Form, name string) any {
	if form.Value(name) == "" {
		return nil
	}
	return form.Int(name)
}

// replaced returns a copy of an officer or a part with the facts in their place.
func replaced[T any](old T, values map[string]any) (T, error) {
	data, err := json.Marshal(values)
	if err == nil {
		err = json.Unmarshal(data, &old)
	}
	return old, err
}

// shown is a field's value as its reader sees it, for comparing two forms.
func (f Field) shown(value string) Text {
	if f.Kind == CheckField {
		return yesNo(value != "")
	}
	for _, o := range f.Options {
		if o.Value == value && value != "" {
			return func(p locale.Printer) string { return trimIndent(say(p, o.Text)) }
		}
	}
	return Words(value)
}
