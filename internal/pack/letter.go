package pack

import (
	"strings"

	"beret/internal/document"
	"beret/internal/locale"
	"beret/internal/reference"
)

// body is the office's own name; room for it where it is not known.
func (c *composer) body() string { return orBlank(c.Office.Name.In(c.Lang)) }

func (c *composer) ministry() string { return orBlank(c.Office.Ministry.In(c.Lang)) }

func orBlank(text string) string {
	if text == "" {
		return blank
	}
	return text
}

// country is the name of the office's country.
func (c *composer) country() string { return orBlank(c.Country[c.Lang]) }

// mission is the country's mission to the United Nations.
func (c *composer) mission() string { return c.Text("pack.note.mission", "country", c.country()) }

// noteVerbale composes the draft of the note: usual opening, the nominees by
// post, the attestations, usual closing, the table on a page of its own.
func (c *composer) noteVerbale(d *document.Document) {
	addressee := c.Text("pack.note.addressee")
	d.Add(document.LetterHead{Sender: []string{c.mission(), c.Text("pack.note.place")}, Reference: c.Text("pack.note.reference"),
		Date: c.Date(c.Made), To: []string{addressee, c.Text("pack.note.united_nations")}})
	d.Add(document.Title{Kind: c.Text("pack.note.kind"), Subject: c.about()})
	women := c.Share(c.Women(), len(c.Nominees()))
	para := func(key string, args ...any) { d.Add(document.Paragraph{Text: document.Plain(c.Text(key, args...))}) }
	args := []any{"mission", c.mission(), "addressee", addressee, "ministry", c.ministry(), "n", len(c.Nominees()), "women", women,
		"post_mission", c.missionName()}
	if c.Call != nil {
		para("pack.note.opening", append(args, "note", orBlank(c.Call.NoteVerbale), "reference", c.Call.Reference, "date", c.Call.ReceivedOn)...)
	} else {
		para("pack.note.opening_unit", append(args, "unit", c.List.Unit, "from", c.List.Expected.From)...)
	}
	d.Add(c.nomineesByPost())
	c.share(para)
	para("pack.note.human_rights", "country", c.country())
	para("pack.note.no_corruption", "country", c.country())
	para("pack.note.enclosures", "documents", c.enclosures())
	para("pack.note.closing", "mission", c.mission(), "addressee", addressee)
	d.Add(document.Paragraph{Text: document.Plain(c.Text("pack.note.place_date", "date", c.Date(c.Made))), Align: document.Right})
	d.Add(document.PageBreak{}, document.Heading{Level: 1, Text: c.Text("pack.note.annex")}, c.table(c.annex(), ""))
}

// missionName names where the nominees are to go.
func (c *composer) missionName() string {
	if c.List.Mission == "" {
		return blank
	}
	return c.Text("pack.mission", "code", c.List.Mission, "name", c.book.Name(reference.Missions, c.List.Mission, c.Lang))
}

// share says how the list meets the share of women that was asked for, where
// one was.
func (c *composer) share(para func(key string, args ...any)) {
	if c.Call == nil || c.Call.Women.IsZero() {
		return
	}
	key := "pack.note.share_short"
	if c.Call.Women.Met(c.Women(), len(c.Nominees())) {
		key = "pack.note.share_met"
	}
	para(key, "asked", c.Percent(c.Call.Women.Num, c.Call.Women.Den), "women", c.Share(c.Women(), len(c.Nominees())))
}

// nomineesByPost lists how many are put forward for each post.
func (c *composer) nomineesByPost() document.List {
	var list document.List
	for _, post := range c.List.Posts {
		if len(post.Nominees) > 0 {
			list.Items = append(list.Items, document.Plain(c.Text("pack.note.post", "post", c.postTitle(post, Nominee{}), "n", len(post.Nominees))))
		}
	}
	return list
}

// annex is the table of nominees on the note's upright page: fewer columns than
// the sheet.
func (c *composer) annex() sheet {
	full := c.abroad()
	kept := []int{0, 2, 3, 4, 5, 1, 8}
	weights := []float64{6.5, 24, 7, 15, 12, 24, 12}
	s := sheet{}
	for i, at := range kept {
		col := full.columns[at]
		col.weight = weights[i]
		s.columns = append(s.columns, col)
	}
	for _, row := range full.rows {
		var cells []any
		for _, at := range kept {
			cells = append(cells, row[at])
		}
		s.rows = append(s.rows, cells)
	}
	return s
}

// enclosures names what each nominee brings.
func (c *composer) enclosures() string {
	var names []string
	for _, d := range c.Brought() {
		names = append(names, c.documentName(d))
	}
	if len(names) == 0 {
		return blank
	}
	return strings.Join(names, "; ")
}

// certificate composes the certificate of no adverse record.
func (c *composer) certificate(d *document.Document) {
	number, date := blank, blank
	if cert := c.List.Certificate; cert != nil {
		number, date = orBlank(cert.Reference), c.Date(cert.IssuedOn)
	}
	d.Add(document.LetterHead{Sender: []string{c.ministry(), c.body()}, Reference: c.Text("pack.certificate.reference", "reference", number), Date: date})
	d.Add(document.Title{Kind: c.Text("pack.certificate.kind"), Subject: c.about()})
	para := func(key string, args ...any) { d.Add(document.Paragraph{Text: document.Plain(c.Text(key, args...))}) }
	para("pack.certificate.opening", "ministry", c.ministry(), "n", len(c.Nominees()))
	var list document.List
	list.Numbered = true
	c.each(func(_ int, _ Post, n Nominee) {
		list.Items = append(list.Items, document.Plain(c.Text("pack.certificate.person", "name", c.passportName(n), "rank", c.book.Name(reference.Ranks, n.Rank, c.Lang),
			"birth", c.cell(n.Birth))))
	})
	d.Add(list)
	para("pack.certificate.statement")
	if c.List.SHA256 == "" {
		para("pack.certificate.unbound")
	} else {
		para("pack.certificate.bound", "edition", c.List.Edition, "signed", c.List.SignedOn, "hash", c.List.SHA256)
	}
	d.Add(document.Closing{Title: []string{orBlank(c.Office.Signer.In(c.Lang)), c.body()}})
}

// decreeHead is the head of a paper that stays at home.
func (c *composer) decreeHead(number string) document.DecreeHeader {
	return document.Decree(c.Printer, strings.ToUpper(c.Office.Superior.In(c.Lang)), strings.ToUpper(c.body()), number, orBlank(c.Office.Place.In(c.Lang)), c.Made)
}

// submission composes the submission to the ministry's leadership, under Decree
// 30/2020/NĐ-CP, with the list on a page of its own.
func (c *composer) submission(d *document.Document) {
	d.Add(c.decreeHead(c.Text("pack.submission.number")), document.Title{Kind: c.Text("pack.submission.kind"), Subject: c.Text("pack.submission.subject", "mission", c.missionName())},
		document.Addressees{Label: c.Text("pack.submission.to"), Names: []string{c.Text("pack.submission.leaders", "ministry", c.ministry())}})
	heading := func(n int, key string) {
		d.Add(document.Heading{Level: 1, Text: c.Number(n) + ". " + c.Text(key)})
	}
	para := func(key string, args ...any) { d.Add(document.Paragraph{Text: document.Plain(c.Text(key, args...))}) }
	for _, line := range c.grounds() {
		d.Add(document.Paragraph{Text: document.Text{document.Italic(line)}})
	}
	para("pack.submission.opening", "body", c.body())
	heading(1, "pack.submission.request")
	c.request(para)
	heading(2, "pack.submission.selection")
	para("pack.submission.selected", "n", len(c.Nominees()), "women", c.Share(c.Women(), len(c.Nominees())))
	d.Add(c.nomineesByPost())
	heading(3, "pack.submission.files")
	c.files(d, para)
	heading(4, "pack.submission.proposal")
	para("pack.submission.proposed", "ministry", c.ministry(), "n", len(c.Nominees()))
	c.signed(d)
	d.Add(document.PageBreak{}, document.Title{Kind: c.Text("pack.kind.danh-sach-de-cu"), Subject: c.about()}, c.table(c.atHomeUpright(), ""))
}

// signed adds the foot of a paper that the head of the office signs.
func (c *composer) signed(d *document.Document) {
	d.Add(document.Signature{Label: document.Recipients(c.Printer), Title: []string{strings.ToUpper(orBlank(c.Office.Signer.In(c.Lang)))},
		Recipients: []string{c.Text("report.recipient.above"), c.Text("report.recipient.file")}})
}

// grounds are what the submission rests on, a line each.
func (c *composer) grounds() []string {
	lines := []string{}
	if c.Call != nil {
		lines = append(lines, c.Text("pack.submission.ground_note", "note", orBlank(c.Call.NoteVerbale), "reference", c.Call.Reference, "date", c.Call.ReceivedOn))
	}
	if c.List.Edition > 0 {
		lines = append(lines, c.Text("pack.submission.ground_list", "list", c.List.Name, "edition", c.List.Edition, "date", c.List.SignedOn))
	}
	return lines
}

// request says what was asked for.
func (c *composer) request(para func(key string, args ...any)) {
	if c.Call == nil {
		para("pack.submission.asked_unit", "unit", c.List.Unit, "from", c.List.Expected.From, "to", c.List.Expected.To)
		return
	}
	para("pack.submission.asked", "title", orBlank(c.Call.Title), "mission", c.missionName(), "from", c.List.Expected.From, "to", c.List.Expected.To,
		"deadline", c.Call.Deadline)
	if !c.Call.Women.IsZero() {
		para("pack.submission.asked_women", "asked", c.Percent(c.Call.Women.Num, c.Call.Women.Den), "women", c.Share(c.Women(), len(c.Nominees())))
	}
}

// files says how far the papers are, and what is missing.
func (c *composer) files(d *document.Document, para func(key string, args ...any)) {
	missing := c.Missing()
	if len(missing) == 0 {
		para("pack.submission.complete")
		return
	}
	para("pack.submission.incomplete")
	var list document.List
	for _, m := range missing {
		list.Items = append(list.Items, document.Plain(c.Text(m.Gap.Key(), "n", m.N)))
	}
	d.Add(list)
}

// atHomeUpright is the list of nominees on an upright page.
func (c *composer) atHomeUpright() sheet {
	full, weights := c.atHome(), []float64{7, 23, 0, 8, 14, 14, 0, 24}
	s := sheet{}
	for i, col := range full.columns {
		if weights[i] > 0 {
			col.weight = weights[i]
			s.columns = append(s.columns, col)
		}
	}
	for _, row := range full.rows {
		var cells []any
		for i, v := range row {
			if weights[i] > 0 {
				cells = append(cells, v)
			}
		}
		s.rows = append(s.rows, cells)
	}
	return s
}

// Languages are those in which there are papers.
func Languages() []locale.Lang { return []locale.Lang{locale.English, locale.Vietnamese} }
