package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/reference"
	"beret/internal/registry"
)

// Stands in for the pages of officers until they are there.

const interimVariable = "BERET_BENCH_REGISTRY_JOB"

func startInterim(ctx context.Context, record string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return startChild(ctx, "/healthz", func(address string) *exec.Cmd {
		command := exec.CommandContext(ctx, self, "-run", "registry", "-results", os.DevNull)
		command.Env = append(os.Environ(), interimVariable+"="+address+" "+record)
		return command
	})
}

func serveInterim(ctx context.Context, job string) error {
	address, record, _ := strings.Cut(job, " ")
	db, err := database.Open(ctx, record, database.Options{MustExist: true})
	if err != nil {
		return err
	}
	defer db.Close()
	book, err := reference.Load(nil)
	if err != nil {
		return err
	}
	gate, err := account.NewGate(db, account.DefaultPolicy(), rand.Reader)
	if err != nil {
		return err
	}
	store := registry.NewStore(db, book)
	page := template.Must(template.New("").Parse(`<!doctype html><table>{{range .}}<tr><td>{{.ServiceNumber}}<td><a href="/officers/{{.ID}}">{{.FullName}}</a><td>{{.Rank}}<td>{{.HomeUnit}}<td>{{.BirthDate}}<td>{{.Position}}<td>{{range .Languages}}{{.Language}} {{.Level}} {{end}}<td>{{.Mission}}<td>{{.NextExpiry}}</tr>{{end}}</table>`))
	file := template.Must(template.New("").Parse(`<!doctype html><h1>{{.FullName}}</h1>{{printf "%v" .}}`))
	inside := func(handle func(w http.ResponseWriter, r *http.Request, actor account.Actor) error) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			cookie, err := r.Cookie("beret_session")
			if err == nil {
				var user account.User
				if user, err = gate.Resume(r.Context(), cookie.Value); err == nil {
					err = handle(w, r, user.Actor())
				}
			}
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
			}
		}
	}
	http.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	http.HandleFunc("GET /officers", inside(func(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
		number, _ := strconv.Atoi(r.FormValue("page"))
		f := registry.Filter{AsOf: benchDay(), Text: r.FormValue("q"), Sex: registry.Sex(r.FormValue("sex")), Band: r.FormValue("band")}
		rows, _, err := store.List(r.Context(), actor, f, registry.SortName, registry.Page{Offset: 50 * max(0, number-1)})
		if err != nil {
			return err
		}
		return page.Execute(w, rows)
	}))
	http.HandleFunc("GET /officers/{id}", inside(func(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
		id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
		f, err := store.Find(r.Context(), actor, id)
		if err != nil {
			return err
		}
		return file.Execute(w, f)
	}))
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	fmt.Println("ready")
	return http.Serve(listener, nil)
}
