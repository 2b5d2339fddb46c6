package registry

import (
	"bytes"
	"encoding/json"
	"strconv"

	"beret/internal/personname"
)

// difference returns the fields of two files that differ, each as it was and
// as it is. A part is one field, "language.en"; a field that is empty or absent
// on one side is left out there. Both are nil where nothing differs.
func difference(before, after File) (was, is any) {
	x, y := flatten(before), flatten(after)
	return only(x, y), only(y, x)
}

// only returns those fields of x that y does not have with the same value, nil
// where there are none: an untyped nil, which the audit log keeps as nothing.
func only(x, y map[string]json.RawMessage) any {
	kept := map[string]json.RawMessage{}
	for field, value := range x {
		if !bytes.Equal(value, y[field]) {
			kept[field] = value
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return kept
}

// flatten returns the fields of a file that are not empty, as JSON.
func flatten(f File) map[string]json.RawMessage {
	fields := map[string]json.RawMessage{}
	fill(fields, f.Officer)
	for i, part := range f.Parts() {
		key := part.Key()
		if key == "0" { // new and not numbered yet: several may stand beside one another
			key = "new" + strconv.Itoa(i)
		}
		data, err := json.Marshal(part)
		if err != nil {
			panic(err) // plain structs always marshal
		}
		fields[string(part.Name())+"."+key] = data
	}
	return fields
}

func fill(fields map[string]json.RawMessage, o Officer) {
	data, err := json.Marshal(o)
	if err != nil {
		panic(err) // a plain struct always marshals
	}
	if err := json.Unmarshal(data, &fields); err != nil {
		panic(err)
	}
	for field, value := range fields {
		switch string(value) {
		case `""`, "0", "false", "null":
			if !(field == "woman" && o.ServiceNumber != "") { // a man is a fact, not an empty field
				delete(fields, field)
			}
		}
	}
}

// partID returns the id of a numbered part, 0 for a new one and for others.
func partID(part Part) int64 {
	if !tableOf(part.Name()).numbered() {
		return 0
	}
	id, _ := strconv.ParseInt(part.Key(), 10, 64)
	return id
}

// normalizedPart returns the part with its free texts in stored form.
func normalizedPart(part Part) Part {
	switch p := part.(type) {
	case Licence:
		p.Class = NormalizeNumber(p.Class)
		return p
	case Certificate:
		p.Issuer, p.Number = personname.Normalize(p.Issuer), personname.Normalize(p.Number)
		return p
	case Availability:
		p.Note = personname.Normalize(p.Note)
		return p
	case PastPosting:
		p.Position = personname.Normalize(p.Position)
		return p
	}
	return part
}

// completed fills in what reference data decides.
func completed(part Part, r Rules) Part {
	c, ok := part.(Clearance)
	if !ok || c.Expires != 0 || c.ClearedOn == 0 {
		return part
	}
	if months := r.Book.Number("ams-clearance-months", c.ClearedOn); months > 0 {
		c.Expires = c.ClearedOn.AddMonths(months)
	}
	return c
}
