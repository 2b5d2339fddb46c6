package call

import (
	"regexp"
	"strings"

	"beret/internal/fault"
	"beret/internal/reference"
)

// Bounds of what a call may hold; more is a slip of the pen.
const (
	mostPosts = 2000 // alike posts in one row, nominees for one
	mostRows  = 500  // rows of posts of one call
	longest   = 300  // characters of a title or reference
	farthest  = 1000 // days from a call to its deadline; openings stay up 15 to 90
)

type problems struct{ list []fault.Problem }

func (p *problems) add(field, key string, args ...any) {
	p.list = append(p.list, fault.Problem{Field: field, Key: key, Args: args})
}

func (p *problems) code(book *reference.Book, kind reference.Kind, field, code, key string, required bool) {
	if code == "" && !required {
		return
	}
	if _, ok := book.Find(kind, code); !ok {
		p.add(field, key)
	}
}

// Check returns the rules that a call breaks.
func Check(c Call, book *reference.Book) []fault.Problem {
	p := &problems{}
	if c.Reference == "" || len(c.Reference) > longest {
		p.add("reference", "call.problem.reference")
	}
	if len(c.Title) > longest {
		p.add("title", "call.problem.title_long", "n", longest)
	}
	p.code(book, reference.Missions, "mission", c.Mission, "call.problem.mission", true)
	p.code(book, reference.Categories, "category", c.Category, "call.problem.category", true)
	c.checkDays(p)
	if c.Women.Num < 0 || c.Women.Den < 0 || c.Women.Num > c.Women.Den {
		p.add("women", "call.problem.women")
	}
	return p.list
}

func (c Call) checkDays(p *problems) {
	if c.ReceivedOn == 0 {
		p.add("received_on", "call.problem.received_on")
	}
	switch {
	case c.Deadline == 0:
		p.add("deadline", "call.problem.deadline")
	case c.Deadline < c.ReceivedOn:
		p.add("deadline", "call.problem.deadline_before", "date", c.ReceivedOn)
	case c.Deadline > c.ReceivedOn.AddDays(farthest):
		p.add("deadline", "call.problem.deadline_far", "date", c.ReceivedOn)
	}
	if c.NationalDeadline != 0 && (c.NationalDeadline < c.ReceivedOn || c.NationalDeadline > c.Deadline) {
		p.add("national_deadline", "call.problem.national_deadline")
	}
	switch {
	case c.Expected.From == 0:
		p.add("expected_from", "call.problem.expected_from")
	case c.Expected.To == 0 || c.Expected.Empty():
		p.add("expected_to", "call.problem.expected_to")
	}
	if c.Expected.From != 0 && c.Expected.From < c.ReceivedOn {
		p.add("expected_from", "call.problem.expected_before", "date", c.ReceivedOn)
	}
}

// CheckPost returns the rules that a post breaks. Fields of the requirement
// have the names of their JSON form.
func CheckPost(post Post, book *reference.Book) []fault.Problem {
	p := &problems{}
	if post.Title == "" || len(post.Title) > longest {
		p.add("title", "call.problem.post_title")
	}
	if post.Number < 1 || post.Number > 9999 {
		p.add("number", "call.problem.post_number")
	}
	p.code(book, reference.Tiers, "tier", post.Tier, "call.problem.tier", false)
	if post.Count < 1 || post.Count > mostPosts {
		p.add("count", "call.problem.count", "n", mostPosts)
	}
	if post.Nominees < 1 || post.Nominees > mostPosts {
		p.add("nominees", "call.problem.nominees", "n", mostPosts)
	}
	if post.Priority < 1 || post.Priority > 9 {
		p.add("priority", "call.problem.priority")
	}
	p.list = append(p.list, post.Requirement.Problems(book)...)
	return p.list
}

var hexadecimal = regexp.MustCompile(`^[0-9a-f]{64}$`)

// CheckPaper returns the rules that a paper of a document breaks.
func CheckPaper(paper Paper, d Document) []fault.Problem {
	p := &problems{}
	known := false
	for _, s := range States() {
		known = known || s == paper.State
	}
	if !known {
		p.add("state", "call.problem.state")
	}
	if (d.Scope == EachNominee) != (paper.OfficerID != 0) {
		p.add("officer", "call.problem.paper_scope")
	}
	if paper.State == Accepted && strings.TrimSpace(paper.Evidence) == "" {
		p.add("evidence", "call.problem.evidence")
	}
	if paper.State == Waived && strings.TrimSpace(paper.Note) == "" {
		p.add("note", "call.problem.waived")
	}
	if paper.SHA256 != "" && !hexadecimal.MatchString(paper.SHA256) {
		p.add("sha256", "call.problem.sha256")
	}
	return p.list
}

// fields splits a column that holds several codes.
func fields(text string) []string { return strings.Fields(text) }
