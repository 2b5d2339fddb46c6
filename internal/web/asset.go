package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"beret/internal/figure"
)

//go:embed static
var staticFiles embed.FS

// assets are the stylesheet, the script and the icon. Each is served under a
// name with its content's hash, which a browser may keep for ever.
type assets struct {
	byName  map[string]asset  // "beret.1a2b3c4d5e6f.css"
	address map[string]string // "beret.css" → "/static/beret.1a2b3c4d5e6f.css"
}

type asset struct {
	contentType, etag string
	data              []byte
}

func loadAssets() (*assets, error) {
	a := &assets{byName: map[string]asset{}, address: map[string]string{}}
	entries, err := fs.ReadDir(staticFiles, "static")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		data, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			return nil, err
		}
		if e.Name() == "beret.css" {
			data = append(append([]byte{}, data...), figure.Stylesheet()...)
		}
		a.add(e.Name(), data)
	}
	return a, nil
}

func (a *assets) add(name string, data []byte) {
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:6])
	extension := path.Ext(name)
	hashed := strings.TrimSuffix(name, extension) + "." + hash + extension
	a.byName[hashed] = asset{contentType: mime.TypeByExtension(extension), etag: `"` + hash + `"`, data: data}
	a.address[name] = "/static/" + hashed
}

// Of returns the address of an asset by its plain name.
func (a *assets) of(name string) string { return a.address[name] }

// ServeHTTP implements http.Handler for /static/{name}.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	found, ok := a.byName[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", found.contentType)
	h.Set("ETag", found.etag)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(found.data))
}
