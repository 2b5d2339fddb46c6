package document

import (
	"fmt"

	"beret/civil"
)

// Texts looks up the prescribed words. locale.Printer is one.
type Texts interface {
	Text(key string, args ...any) string
	Date(d civil.Date) string
}

// Decree returns the head of a document with the words that Decree
// 30/2020/NĐ-CP prescribes. Number is the document's number and notation.
func Decree(t Texts, superior, body, number, place string, date civil.Date) DecreeHeader {
	return DecreeHeader{
		Superior: superior, Body: body,
		Number:    t.Text("document.number", "number", number),
		Republic:  t.Text("document.republic"),
		Motto:     t.Text("document.motto"),
		PlaceDate: PlaceDate(t, place, date),
	}
}

// About returns the head of an official letter (công văn): such a letter has no
// name of its kind, and says under its number what it is about.
func (h DecreeHeader) About(t Texts, subject string) DecreeHeader {
	h.Subject = t.Text("document.concerning", "subject", subject)
	return h
}

// PlaceDate is the line of place and date: days below 10 and the months
// January and February carry a leading nought, as the decree asks.
func PlaceDate(t Texts, place string, date civil.Date) string {
	year, month, day := date.YMD()
	monthText := fmt.Sprint(int(month))
	if month < 3 {
		monthText = "0" + monthText
	}
	return t.Text("document.place_date", "place", place, "day", fmt.Sprintf("%02d", day),
		"month", monthText, "year", fmt.Sprint(year), "date", t.Date(date))
}

// Recipients is the label above the list of those who receive a document.
func Recipients(t Texts) string { return t.Text("document.recipients") }
