package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"

	"beret/internal/fault"
)

// contentPolicy allows the page what comes from this server and nothing else;
// neither scripts nor styles stand in the markup.
const contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; " +
	"img-src 'self' data:; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// protect stands before all routes: it refuses changes sent by other sites,
// sets the headers that keep the browser strict, and compresses text.
func (s *Server) protect(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(s.serve(route{pattern: "cross-origin", action: public, handle: refuseForeign}))
	return s.strict(compress(origin.Handler(next)))
}

func (s *Server) strict(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("Cache-Control", "no-store") // pages are personal; assets say otherwise
		if s.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// compress sends text gzipped to browsers that take it. Pages carry no secret
// that a stranger could guess by their length: there is no token in a form.
func compress(next http.Handler) http.Handler {
	writers := &sync.Pool{New: func() any {
		z, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // the level is a valid constant
		return z
	}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			next.ServeHTTP(w, r)
			return
		}
		squeezed := &squeezed{ResponseWriter: w, writers: writers}
		defer squeezed.end()
		next.ServeHTTP(squeezed, r)
	})
}

// squeezed decides at the first byte whether the answer is worth compressing.
type squeezed struct {
	http.ResponseWriter
	writers *sync.Pool
	z       *gzip.Writer
	begun   bool
}

func (s *squeezed) WriteHeader(status int) {
	if !s.begun && status >= http.StatusOK {
		s.begun = true
		h := s.Header()
		if isText(h.Get("Content-Type")) && h.Get("Content-Encoding") == "" &&
			status != http.StatusNoContent && status != http.StatusPartialContent && status != http.StatusNotModified {
			h.Set("Content-Encoding", "gzip")
			h.Add("Vary", "Accept-Encoding")
			h.Del("Content-Length")
			s.z = s.writers.Get().(*gzip.Writer)
			s.z.Reset(s.ResponseWriter)
		}
	}
	s.ResponseWriter.WriteHeader(status)
}

func (s *squeezed) Write(data []byte) (int, error) {
	if !s.begun {
		s.WriteHeader(http.StatusOK)
	}
	if s.z != nil {
		return s.z.Write(data)
	}
	return s.ResponseWriter.Write(data)
}

func (s *squeezed) end() {
	if s.z != nil {
		s.z.Close() // the answer is already on its way; a broken line shows in the browser
		s.writers.Put(s.z)
	}
}

// Flush sends what is written so far, for long answers.
func (s *squeezed) Flush() {
	if s.z != nil {
		s.z.Flush()
	}
	http.NewResponseController(s.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (s *squeezed) Unwrap() http.ResponseWriter { return s.ResponseWriter }

func isText(contentType string) bool {
	return strings.HasPrefix(contentType, "text/") || strings.HasPrefix(contentType, "application/json") ||
		strings.HasPrefix(contentType, "image/svg")
}

// foreign is the error of a change that another site asks for.
func foreign() error { return fault.New(fault.Forbidden, "web.error.foreign") }
