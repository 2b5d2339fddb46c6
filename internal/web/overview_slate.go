package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/selection"
)

// mostSlateNotices is how many slates of a kind the overview names.
const mostSlateNotices = 5

// slateNotices say which slates wait for a second person, and which drafts are
// for a call that closes soon; nothing for those who may not see slates.
func (s *Server) slateNotices(r *http.Request, actor account.Actor) (notices []Notice, err error) {
	if !actor.May(account.SlateView) {
		return nil, nil
	}
	f, err := s.facts(r.Context())
	if err != nil {
		return nil, err
	}
	err = s.db.Read(r.Context(), func(tx *database.Tx) error {
		waiting, n, err := selection.List(r.Context(), tx, actor, selection.Filter{Status: selection.Checked, Limit: mostSlateNotices})
		if err != nil {
			return err
		}
		if n > 0 {
			notices = append(notices, waitingNotice(actor, waiting, n))
		}
		closing, err := f.closingDrafts(r, tx, actor)
		notices = append(notices, closing...)
		return err
	})
	return notices, err
}

// waitingNotice leads who may approve straight to the approval.
func waitingNotice(actor account.Actor, waiting []selection.Slate, n int) Notice {
	notice := Notice{Tone: Info, Text: T("overview.slates_waiting", "n", n)}
	for _, slate := range waiting {
		href := slatePath(slate.ID)
		if actor.May(account.SlateApprove) {
			href += "/approve"
		}
		notice.Links = append(notice.Links, Link{Text: Words(slate.Name), Href: href})
	}
	if n > len(waiting) {
		notice.Links = append(notice.Links, Link{Text: T("overview.slates_all"), Href: "/slates?status=" + string(selection.Checked)})
	}
	return notice
}

// closingDrafts are the drafts whose open call closes within few working days,
// or should have been answered already.
func (f facts) closingDrafts(r *http.Request, tx *database.Tx, actor account.Actor) (notices []Notice, err error) {
	drafts, _, err := selection.List(r.Context(), tx, actor, selection.Filter{Status: selection.Draft})
	if err != nil {
		return nil, err
	}
	calendar := call.CalendarOf(f.Book)
	for _, slate := range drafts {
		if slate.CallID == 0 || len(notices) == mostSlateNotices {
			continue
		}
		c, err := call.Find(r.Context(), tx, actor, slate.CallID)
		if err != nil {
			return nil, err
		}
		if c.Status != call.Open || call.WorkingDays(f.Today, c.Deadline, calendar) > fewDays {
			continue
		}
		notice := Notice{Tone: Warn, Text: T("overview.slate_closing", "slate", slate.Name, "call", c.Reference, "date", c.Deadline),
			Links: []Link{{Text: T("overview.slate_open"), Href: slatePath(slate.ID)}}}
		if c.Overdue(f.Today) {
			notice.Tone, notice.Text = Bad, T("overview.slate_late", "slate", slate.Name, "call", c.Reference, "date", c.Deadline)
		}
		notices = append(notices, notice)
	}
	return notices, nil
}
