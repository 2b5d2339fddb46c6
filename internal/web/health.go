package web

import (
	"io"
	"net/http"

	"beret/internal/account"
	"beret/internal/database"
)

// health answers a supervisor: 200 and "ok" while the record can be read.
func (s *Server) health(w http.ResponseWriter, r *http.Request, _ account.Actor) error {
	err := s.db.Read(r.Context(), func(tx *database.Tx) error {
		var one int
		return tx.QueryRow(r.Context(), "SELECT 1").Scan(&one)
	})
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if err != nil {
		s.log.Error("health", "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		return nil
	}
	io.WriteString(w, "ok\n") // a supervisor that hung up needs no answer
	return nil
}
