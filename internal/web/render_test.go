package web

import "testing"

func TestEveryTemplateIsWhole(t *testing.T) {
	h := newHouse(t)
	for lang, byName := range h.pages.byLang {
		for name := range byName {
			if _, err := h.pages.find(lang, name); err != nil {
				t.Errorf("%s in %s: %v", name, lang, err)
			}
		}
	}
}
