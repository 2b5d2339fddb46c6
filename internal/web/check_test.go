package web

import (
	"net/http/httptest"
	"strings"
	"testing"

	"beret/internal/web/htmlcheck"
)

// checkPage runs every check on a page, and asks that its links and forms lead
// to routes of the table.
func checkPage(t testing.TB, h *house, name, page string) {
	t.Helper()
	complaints, err := htmlcheck.Run(page, htmlcheck.All()...)
	if err != nil {
		t.Fatal(err)
	}
	links, err := htmlcheck.Links(page)
	if err != nil {
		t.Fatal(err)
	}
	forms, err := htmlcheck.Forms(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, link := range links {
		complaints = append(complaints, h.leads("GET", link)...)
	}
	for _, form := range forms {
		complaints = append(complaints, h.leads("POST", form)...)
	}
	for _, complaint := range complaints {
		t.Errorf("%s: %s", name, complaint)
	}
}

// leads complains of an address that no route but the last resort answers.
func (h *house) leads(method, address string) []string {
	if strings.HasPrefix(address, "#") || address == "/" {
		return nil
	}
	if !strings.HasPrefix(address, "/") {
		return []string{"link out of the house: " + address}
	}
	address, _, _ = strings.Cut(address, "#")
	if _, pattern := h.mux.Handler(httptest.NewRequest(method, address, nil)); pattern == "/" {
		return []string{method + " " + address + " leads to no route"}
	}
	return nil
}
