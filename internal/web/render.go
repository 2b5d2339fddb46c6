package web

import (
	"bytes"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/locale"
)

//go:embed template
var templateFiles embed.FS

// page is what every page has. A view struct embeds it, and the handler fills
// the first part; render fills the frame.
type page struct {
	Title   Text // the page's one h1, and the window's title; it states the finding
	Caption Text // a small line over the title
	Lead    Text // one or two sentences under it
	Crumbs  []Link
	Actions []Action   // beside the title
	AsOf    civil.Date // the day that the figures stand for, at the foot; zero for none
	Script  string     // the page's own script beside the common one, empty for none
	Refresh int        // seconds until a browser without scripts loads the page again

	// The frame, filled by render.
	Lang        locale.Lang
	Languages   []Link
	Theme       theme
	Themes      []theme
	Actor       account.Actor
	SignedIn    bool
	NavAreas    []Link // the bar under the wordmark
	NavSections []Link // of the area that is open, where it has several
	Personal    []Link
	Flash       *Notice
	Address     string // path and query, where switches of language and theme return to
	Demo        bool
	Version     string
	Request     string
	Failed      bool // the form has problems
}

func (p *page) frame() *page { return p }

// view is a pointer to a struct that embeds page.
type view interface{ frame() *page }

// pages are the templates, by language and name. Functions of a template are
// bound to the language, so components need no printer of their own. A page is
// parsed when it is first asked for: all of them in all languages would double
// the time that the program takes to start.
type pages struct {
	byLang map[locale.Lang]map[string]func() (*template.Template, error)
}

// loadPages parses layout and components, on top of which every page is
// parsed later.
func loadPages(catalogue *locale.Catalogue, assets *assets) (*pages, error) {
	names, err := fs.Glob(templateFiles, "template/*.html")
	if err != nil {
		return nil, err
	}
	p := &pages{byLang: map[locale.Lang]map[string]func() (*template.Template, error){}}
	for _, lang := range locale.Languages() {
		functions := templateFunctions(catalogue.In(lang), assets)
		base, err := template.New("").Funcs(functions).ParseFS(templateFiles, "template/frame/*.html")
		if err != nil {
			return nil, err
		}
		p.byLang[lang] = map[string]func() (*template.Template, error){}
		for _, name := range names {
			p.byLang[lang][strings.TrimSuffix(path.Base(name), ".html")] = sync.OnceValues(func() (*template.Template, error) {
				return parsePage(base, name)
			})
		}
	}
	return p, nil
}

// find returns the page of a name in a language.
func (p *pages) find(lang locale.Lang, name string) (*template.Template, error) {
	parse, ok := p.byLang[lang][name]
	if !ok {
		return nil, fmt.Errorf("web: there is no template %q in %s", name, lang)
	}
	return parse()
}

func parsePage(base *template.Template, name string) (*template.Template, error) {
	clone, err := base.Clone()
	if err != nil {
		return nil, err
	}
	parsed, err := clone.ParseFS(templateFiles, name)
	if err != nil {
		return nil, err
	}
	if parsed.Lookup("main") == nil {
		return nil, fmt.Errorf("%s does not define main", name)
	}
	return parsed, nil
}

// templateFunctions is what templates may call besides the standard ones.
func templateFunctions(p locale.Printer, assets *assets) template.FuncMap {
	return template.FuncMap{
		"t":          p.Text,
		"say":        func(text Text) string { return say(p, text) },
		"error":      func(f Field) string { return f.problemIn(p) },
		"date":       p.Date,
		"month":      p.Month,
		"num":        p.Number,
		"share":      p.Share,
		"percent":    p.Percent,
		"asset":      assets.of,
		"strong":     strong,
		"paragraphs": paragraphs,
		"rows":       drawn(p, (*draw).rows),
		"cell":       drawn(p, (*draw).cell),
		"bar":        drawn(p, (*draw).bar),
	}
}

func say(p locale.Printer, text Text) string {
	if text == nil {
		return ""
	}
	return text(p)
}

// render writes the page of a name with status 200.
func (s *Server) render(w http.ResponseWriter, r *http.Request, name string, v view) error {
	return s.renderStatus(w, r, http.StatusOK, name, v)
}

// refuse writes the page again with the problems of its form.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, name string, v view) error {
	v.frame().Failed = true
	return s.renderStatus(w, r, http.StatusUnprocessableEntity, name, v)
}

// renderStatus draws into memory first, so that a fault in a template becomes
// an error page and not half a page.
func (s *Server) renderStatus(w http.ResponseWriter, r *http.Request, status int, name string, v view) error {
	s.fillFrame(w, r, v.frame())
	tmpl, err := s.pages.find(v.frame().Lang, name)
	if err != nil {
		return err
	}
	var drawn bytes.Buffer
	if err := tmpl.ExecuteTemplate(&drawn, "layout", v); err != nil {
		return fmt.Errorf("web: template %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if _, err := drawn.WriteTo(w); err != nil {
		s.log.Debug("the browser left", "request", visitOf(r).id)
	}
	return nil
}

func (s *Server) fillFrame(w http.ResponseWriter, r *http.Request, p *page) {
	v := visitOf(r)
	p.Actor, p.SignedIn, p.Request = v.user.Actor(), v.user.ID != 0, v.id
	p.Lang = s.langOf(r)
	p.Languages = languageLinks(p.Lang)
	p.Theme, p.Themes = themeOf(r), themes()
	p.Demo, p.Version = s.demo, s.version
	p.Address = r.URL.RequestURI()
	if r.Method != http.MethodGet {
		p.Address = r.URL.Path
	}
	if p.SignedIn && !v.user.MustChangePassword() {
		p.NavAreas, p.NavSections = s.areas(p.Actor, r.URL.Path)
		p.Personal = s.open(p.Actor, personal(), r.URL.Path)
	}
	if p.Flash == nil {
		p.Flash = s.takeFlash(w, r)
	}
}

// areas returns the areas of which the actor may open anything, each leading to
// its first section, and the sections of the one that is open. An area of one
// section bears that section's name.
func (s *Server) areas(actor account.Actor, here string) (areas, sections []Link) {
	for _, a := range navigation() {
		open := s.open(actor, a.sections, here)
		if len(open) == 0 {
			continue
		}
		link := Link{Text: T(a.key), Href: open[0].Href, Current: slices.ContainsFunc(open, func(l Link) bool { return l.Current })}
		if len(open) == 1 {
			link = open[0]
		} else if link.Current {
			sections = open
		}
		areas = append(areas, link)
	}
	return areas, sections
}

// open returns the entries whose page exists and is open to the actor.
func (s *Server) open(actor account.Actor, entries []entry, here string) []Link {
	var links []Link
	for _, e := range entries {
		action, exists := s.actions["GET "+e.path]
		if !exists || !actor.May(action) || e.path == "/my-file" && actor.OfficerID == 0 {
			continue
		}
		href := strings.TrimSuffix(e.path, "{$}")
		current := here == href || href != "/" && strings.HasPrefix(here, href+"/")
		links = append(links, Link{Text: T(e.key), Href: href, Current: current})
	}
	return links
}

const flashCookie = "beret_notice"

// flash is a notice that waits in a cookie for the page after a redirect. It
// names a key of the catalogue, so that a forged one says nothing new.
type flash struct {
	Tone Tone   `json:"t"`
	Key  string `json:"k"`
	Args []any  `json:"a,omitempty"`
}

// notify leaves a notice for the next page. Args are texts and small integers.
func (s *Server) notify(w http.ResponseWriter, tone Tone, key string, args ...any) {
	data, err := json.Marshal(flash{tone, key, args})
	if err != nil {
		s.log.Error("notice", "key", key, "error", err)
		return
	}
	http.SetCookie(w, s.cookie(flashCookie, base64.RawURLEncoding.EncodeToString(data), time.Minute))
}

func (s *Server) takeFlash(w http.ResponseWriter, r *http.Request) *Notice {
	cookie, err := r.Cookie(flashCookie)
	if err != nil {
		return nil
	}
	http.SetCookie(w, s.cookie(flashCookie, "", -1))
	data, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil {
		return nil
	}
	var f flash
	if json.Unmarshal(data, &f) != nil || !s.catalogue.Has(locale.English, f.Key) || !f.Tone.known() {
		return nil
	}
	for i, arg := range f.Args {
		if number, ok := arg.(float64); ok {
			f.Args[i] = int(number) // JSON knows no integers
		}
	}
	return &Notice{Tone: f.Tone, Text: T(f.Key, f.Args...)}
}

// cookie returns a cookie of ours: out of reach of scripts and other sites. A
// life of 0 ends with the browser, a negative one at once.
func (s *Server) cookie(name, value string, life time.Duration) *http.Cookie {
	c := &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode}
	switch {
	case life > 0:
		c.MaxAge = int(life / time.Second)
	case life < 0:
		c.MaxAge = -1
	}
	return c
}
