package web

import (
	"net/http"
	"strings"
	"time"

	"beret/internal/account"
	"beret/internal/locale"
)

// theme is how the page is coloured.
type theme string

const (
	themeAuto  theme = "auto" // as the reader's system
	themeLight theme = "light"
	themeDark  theme = "dark"
)

func themes() []theme { return []theme{themeAuto, themeLight, themeDark} }

// Fixed reports whether the page says so itself instead of the system.
func (t theme) Fixed() bool { return t != themeAuto }

const (
	themeCookie = "beret_theme"
	langCookie  = "beret_lang"
	preferFor   = 365 * 24 * time.Hour
)

func themeOf(r *http.Request) theme {
	if cookie, err := r.Cookie(themeCookie); err == nil {
		return parseTheme(cookie.Value)
	}
	return themeAuto
}

func parseTheme(name string) theme {
	for _, t := range themes() {
		if string(t) == name {
			return t
		}
	}
	return themeAuto
}

// langOf returns the language of the answer: the user's own; for a stranger
// the one chosen before, else the first of the browser's that we speak.
func (s *Server) langOf(r *http.Request) locale.Lang {
	if v := visitOf(r); v.user.ID != 0 {
		return v.user.Lang
	}
	if lang, ok := locale.Parse(r.URL.Query().Get("lang")); ok {
		return lang
	}
	if cookie, err := r.Cookie(langCookie); err == nil {
		if lang, ok := locale.Parse(cookie.Value); ok {
			return lang
		}
	}
	for _, wish := range strings.Split(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(wish), ";")
		if lang, ok := locale.Parse(tag); ok {
			return lang
		}
	}
	return locale.English
}

// languageLinks lists the languages, each by its own name; Href is its tag.
func languageLinks(current locale.Lang) []Link {
	own := map[locale.Lang]string{locale.English: "web.language.en", locale.Vietnamese: "web.language.vi"}
	var links []Link
	for _, lang := range locale.Languages() {
		links = append(links, Link{Text: T(own[lang]), Href: string(lang), Current: lang == current})
	}
	return links
}

// setPreferences keeps language and theme and returns to the page.
func (s *Server) setPreferences(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	if lang, ok := locale.Parse(r.PostForm.Get("lang")); ok {
		http.SetCookie(w, s.cookie(langCookie, string(lang), preferFor))
		if actor.UserID != 0 {
			if err := s.gate.SetLanguage(r.Context(), actor, lang); err != nil {
				return err
			}
		}
	}
	if name := r.PostForm.Get("theme"); name != "" {
		http.SetCookie(w, s.cookie(themeCookie, string(parseTheme(name)), preferFor))
	}
	return redirect(w, r, localPath(r.PostForm.Get("back"), "/"))
}
