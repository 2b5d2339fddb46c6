package web

import (
	"net/http"

	"beret/internal/account"
)

// topic is a section of the help page. Its body's empty lines part paragraphs.
type topic struct {
	ID    string
	Title Text
	Body  Text
}

// helpView is the page of help. Template "help".
type helpView struct {
	page
	Topics []topic
}

// topics is the help in reading order; a page adds its own section here.
func (s *Server) topics() []topic {
	policy := s.gate.Policy()
	return []topic{
		{"shares", T("web.help.shares"), T("web.help.shares_text")},
		{"targets", T("web.help.targets"), T("web.help.targets_text")},
		{"needed", T("web.help.needed"), T("web.help.needed_text")},
		{"ready", T("web.help.ready"), T("web.help.ready_text")},
		{"calls", T("web.help.calls"), T("web.help.calls_text")},
		{"slates", T("web.help.slates"), T("web.help.slates_text")},
		{"fairness", T("web.help.fairness"), T("web.help.fairness_text")},
		{"approval", T("web.help.approval"), T("web.help.approval_text")},
		{"pack", T("web.help.pack"), T("web.help.pack_text")},
		{"training", T("trainingpage.help"), T("trainingpage.help_text")},
		{"tasks", T("taskpage.help"), T("taskpage.help_text")},
		{"outlook", T("outlookpage.help"), T("outlookpage.help_text")},
		{"roster", T("web.help.roster"), T("web.help.roster_text")},
		{"world", T("web.help.world"), T("web.help.world_text")},
		{"frozen", T("web.help.frozen"), T("web.help.frozen_text")},
		{"lists", T("web.help.lists"), T("web.help.lists_text")},
		{"dates", T("web.help.dates"), T("web.help.dates_text")},
		{"account", T("web.help.account"), T("web.help.account_text", "idle", int(policy.Idle.Minutes()), "absolute", int(policy.Absolute.Hours()))},
		{"privacy", T("web.help.privacy"), T("web.help.privacy_text")},
		{"keys", T("web.help.keys"), T("web.help.keys_text")},
	}
}

func (s *Server) help(w http.ResponseWriter, r *http.Request, _ account.Actor) error {
	v := &helpView{Topics: s.topics()}
	v.Title = T("web.help.title")
	return s.render(w, r, "help", v)
}
