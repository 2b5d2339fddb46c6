package pack

import "beret/internal/document"

// official composes the official letter (công văn) that asks the ministry's
// competent department to approve the nominees, under Decree 30/2020/NĐ-CP: its
// subject stands under the number and no kind of document is named. The list is
// on a page of its own.
func (c *composer) official(d *document.Document) {
	department, number := orBlank(c.Office.Personnel.In(c.Lang)), c.Text("pack.official.number")
	d.Add(c.decreeHead(number).About(c.Printer, c.Text("pack.official.subject", "mission", orBlank(c.List.Mission))),
		document.Addressees{Label: c.Text("pack.submission.to"), Names: []string{department}})
	para := func(key string, args ...any) { d.Add(document.Paragraph{Text: document.Plain(c.Text(key, args...))}) }
	c.asked(para)
	para("pack.official.selected", "body", c.body(), "n", len(c.Nominees()), "women", c.Share(c.Women(), len(c.Nominees())))
	d.Add(c.nomineesByPost())
	c.files(d, para)
	para("pack.official.asks", "body", c.body(), "department", department, "by", c.answerBy())
	para("pack.official.thanks", "department", department)
	c.signed(d)
	d.Add(document.PageBreak{}, document.Title{Kind: c.Text("pack.kind.danh-sach-de-cu"), Subject: c.about()},
		document.Paragraph{Text: document.Text{document.Italic(c.Text("pack.official.annexed", "number", number, "date", c.Made, "body", c.body()))}, Align: document.Centre},
		c.table(c.atHomeUpright(), ""))
}

// asked says what the nominees are for and whose request it answers.
func (c *composer) asked(para func(key string, args ...any)) {
	if c.Call != nil {
		para("pack.official.call", "body", c.body(), "note", orBlank(c.Call.NoteVerbale), "reference", c.Call.Reference, "date", c.Call.ReceivedOn)
	}
	c.request(para)
}

// answerBy is the day by which the answer is needed: a call's deadline, or the
// first day of a unit's tour.
func (c *composer) answerBy() string {
	if c.Call != nil {
		return c.cell(c.Call.Deadline)
	}
	return c.cell(c.List.Expected.From)
}
