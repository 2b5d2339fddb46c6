package report

import (
	"strings"

	"beret/internal/document"
	"beret/internal/office"
)

// blank is where the office has left a name open: room to write.
const blank = "……"

func (c *composer) in(t office.Text) string {
	if s := t.In(c.Lang); s != "" {
		return s
	}
	return blank
}

// body is the office's own name.
func (c *composer) body() string { return c.in(c.Office.Name) }

// head fills the head and foot that the language's paper asks for.
func (c *composer) head(subject string) Head {
	ministry, signer := c.in(c.Office.Ministry), c.Office.Signer.In(c.Lang)
	if signer == "" {
		signer = c.Text("report.signer")
	}
	number := c.Order.Number
	if number == "" {
		number = c.Text("report.number")
	}
	leaders := c.Text("report.addressee", "ministry", ministry)
	h := Head{Kind: c.Text("report.kind"), Author: c.body(), Salutation: c.Text("report.salutation")}
	h.Decree = document.Decree(c.Printer, strings.ToUpper(c.Office.Superior.In(c.Lang)), strings.ToUpper(c.body()), number,
		c.in(c.Office.Place), c.Made)
	h.Addressees = document.Addressees{Label: c.Text("report.to"), Names: []string{leaders}}
	h.Signature = document.Signature{Label: document.Recipients(c.Printer), Title: []string{strings.ToUpper(signer)},
		Recipients: []string{c.Text("report.recipient.above"), c.Text("report.recipient.units"), c.Text("report.recipient.file")}}
	h.Letter = document.LetterHead{Sender: c.sender(ministry), Reference: c.Text("report.reference", "number", number),
		Date: c.Date(c.Made), To: []string{leaders}, Subject: subject}
	h.Farewell = document.Closing{Phrase: c.Text("report.farewell"), Title: []string{signer, c.body()}}
	return h
}

// sender is the letterhead: the body, the ministry it belongs to, the place.
func (c *composer) sender(ministry string) []string {
	lines := []string{c.body(), ministry}
	if place := c.Office.Place.In(c.Lang); place != "" {
		lines = append(lines, place)
	}
	return lines
}
