package pack

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/office"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/selection"
	"beret/internal/unit"
)

// Source is what packs are loaded from, beside the record itself.
type Source struct {
	Store     *registry.Store
	Units     []registry.HomeUnit
	Office    office.Office
	Book      *reference.Book
	Countries *reference.Countries
	Today     civil.Date
}

// Load returns the pack of a slate: of its last signed edition while it is
// signed, otherwise of the list as it stands, which is a draft. It returns
// NotFound where there is no such slate for the actor.
func (s Source) Load(ctx context.Context, tx *database.Tx, actor account.Actor, id int64) (p Pack, err error) {
	defer fault.Wrap(&err, "pack.Load(%d)", id)
	found, err := selection.Find(ctx, tx, actor, id)
	if err != nil {
		return p, err
	}
	p = Pack{Office: s.Office, Country: map[locale.Lang]string{}, Papers: map[PaperOf]call.Paper{}, Made: s.Today}
	for _, lang := range locale.Languages() {
		p.Country[lang] = s.Countries.Name(s.Office.Country, lang)
	}
	if found.CallID != 0 {
		if err := s.loadCall(ctx, tx, actor, found.CallID, &p); err != nil {
			return p, err
		}
	}
	if err := s.loadList(ctx, tx, actor, found, &p); err != nil {
		return p, err
	}
	if err := loadCertificate(ctx, tx, actor, &p); err != nil {
		return p, err
	}
	return p, s.describe(ctx, tx, &p)
}

func (s Source) loadCall(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, p *Pack) error {
	c, err := call.Find(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	p.Call = &c
	if p.Documents, err = call.Documents(ctx, tx, actor, s.Book, id); err != nil {
		return err
	}
	papers, err := call.Papers(ctx, tx, actor, id)
	for _, paper := range papers {
		p.Papers[PaperOf{paper.DocumentID, paper.OfficerID}] = paper
	}
	return err
}

func (s Source) loadList(ctx context.Context, tx *database.Tx, actor account.Actor, found selection.Slate, p *Pack) error {
	p.List = List{SlateID: found.ID, Version: found.Version, Status: found.Status, Name: found.Name, Expected: found.Expected}
	if p.Call != nil {
		p.List.Mission, p.List.Category = p.Call.Mission, p.Call.Category
	}
	var of unit.Unit
	if found.UnitID != 0 {
		var err error
		if of, err = unit.Find(ctx, tx, actor, found.UnitID); err != nil {
			return err
		}
		p.List.Mission, p.List.Category, p.List.Unit = of.Mission, of.Category, of.Name
	}
	if found.Status.Frozen() {
		return p.readSigned(ctx, tx, actor)
	}
	return s.readDraft(ctx, tx, actor, found, p)
}

// readSigned takes the list from its last signed edition.
func (p *Pack) readSigned(ctx context.Context, tx *database.Tx, actor account.Actor) error {
	editions, err := selection.Editions(ctx, tx, actor, p.List.SlateID)
	if err != nil || len(editions) == 0 {
		return err
	}
	frozen := editions[0]
	signed, err := frozen.Read()
	if err != nil {
		return err
	}
	p.List.Edition, p.List.SHA256, p.List.SignedOn, p.List.SignedBy = frozen.Edition, frozen.SHA256, frozen.SignedOn, frozen.SignedBy
	p.List.Broken, p.List.Mission, p.List.Expected = !frozen.Intact(), signed.Mission, signed.Expected
	for _, place := range signed.Places {
		post := Post{Title: place.Title}
		for _, n := range place.Nominees {
			post.Nominees = append(post.Nominees, Nominee{OfficerID: n.OfficerID, ServiceNumber: n.ServiceNumber, Name: n.Name, Woman: n.Woman, Rank: n.Rank, Seat: n.Seat})
		}
		p.List.Posts = append(p.List.Posts, post)
	}
	return nil
}

// readDraft takes the list as it stands: its posts by the titles of the call's
// posts, or of the unit's seats.
func (s Source) readDraft(ctx context.Context, tx *database.Tx, actor account.Actor, found selection.Slate, p *Pack) error {
	lines, err := selection.Lines(ctx, tx, actor, found.ID)
	if err != nil {
		return err
	}
	titles, seats := map[string]string{}, map[int64]unit.Filled{}
	if found.CallID != 0 {
		posts, err := call.Posts(ctx, tx, actor, found.CallID)
		if err != nil {
			return err
		}
		for _, post := range posts {
			titles[strconv.FormatInt(post.ID, 10)] = post.Title
		}
	} else {
		filled, err := unit.Seats(ctx, tx, actor, found.UnitID, s.Today)
		if err != nil {
			return err
		}
		for _, seat := range filled {
			seats[seat.ID] = seat
		}
	}
	for _, line := range lines {
		title, seat := titles[line.Post], seats[line.SeatID]
		if title == "" {
			title = seat.Title
		}
		p.List.put(title, Nominee{OfficerID: line.OfficerID, Seat: seat.Number})
	}
	return nil
}

// put adds a nominee to the post of a title, the last one where there are two.
func (l *List) put(title string, n Nominee) {
	if last := len(l.Posts) - 1; last < 0 || l.Posts[last].Title != title {
		l.Posts = append(l.Posts, Post{Title: title})
	}
	last := &l.Posts[len(l.Posts)-1]
	last.Nominees = append(last.Nominees, n)
}

// loadCertificate finds the certificate that stands for the list's hash.
func loadCertificate(ctx context.Context, tx *database.Tx, actor account.Actor, p *Pack) error {
	certificates, err := selection.Certificates(ctx, tx, actor, p.List.SlateID)
	for _, c := range certificates {
		if c.Valid() && c.SHA256 == p.List.SHA256 && p.List.Edition > 0 {
			p.List.Certificate = &Certificate{Reference: c.Reference, IssuedOn: c.IssuedOn}
			return err
		}
	}
	p.Voided = len(certificates) > 0
	return err
}

// describe fills in what the record says of the nominees. Of a signed list name
// and rank stay as they were signed. Who may see the slate may see these facts,
// so it reads as the program itself.
func (s Source) describe(ctx context.Context, tx *database.Tx, p *Pack) error {
	var ids []int64
	for _, n := range p.Nominees() {
		ids = append(ids, n.OfficerID)
	}
	slices.Sort(ids)
	for chunk := range slices.Chunk(ids, 500) {
		files, err := s.Store.Load(ctx, tx, account.System(), chunk)
		if err != nil {
			return err
		}
		for _, f := range files {
			p.List.each(f.ID, func(n *Nominee) { s.fill(n, f) })
		}
	}
	return nil
}

// each calls do with every nominee of an officer.
func (l *List) each(officer int64, do func(*Nominee)) {
	for i := range l.Posts {
		for j := range l.Posts[i].Nominees {
			if n := &l.Posts[i].Nominees[j]; n.OfficerID == officer {
				do(n)
			}
		}
	}
}

func (s Source) fill(n *Nominee, f registry.File) {
	if n.Name == "" {
		n.ServiceNumber, n.Name, n.Woman, n.Rank = f.ServiceNumber, f.FullName, f.Woman, f.Rank
	}
	n.PassportName, n.Birth, n.Enlisted, n.Passport = f.PassportName, f.BirthDate, f.EnlistedOn, f.PassportExpires
	for _, u := range s.Units {
		if u.ID == f.HomeUnitID {
			n.HomeUnit = u.Name
		}
	}
	for _, l := range f.Languages {
		n.Languages = append(n.Languages, strings.ToUpper(l.Language)+" "+l.Level)
	}
	for _, c := range f.Clearances {
		n.Cleared = max(n.Cleared, c.Expires)
	}
}
