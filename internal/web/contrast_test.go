package web

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Every pair of ink and ground that the stylesheet uses has the contrast that
// WCAG 2.2 AA asks for: 4.5 for text (1.4.3), 3 for what only has a shape
// (1.4.11), in the light page, the dark page, and the dark one by the system.
func TestContrast(t *testing.T) {
	themes := paletteOf(t)
	if len(themes) != 3 {
		t.Fatalf("%d palettes in the stylesheet, want 3", len(themes))
	}
	for _, pair := range []struct {
		ink, ground string
		least       float64
	}{
		{"ink", "paper", 7}, {"ink", "surface", 7}, {"ink", "sunken", 7},
		{"muted", "paper", 4.5}, {"muted", "surface", 4.5}, {"muted", "sunken", 4.5},
		{"link", "paper", 4.5}, {"link", "surface", 4.5}, {"link", "info-wash", 4.5}, {"link", "bad-wash", 4.5}, {"link", "warn-wash", 4.5}, {"link", "good-wash", 4.5},
		{"link-hover", "surface", 4.5}, {"link-hover", "sunken", 4.5},
		{"button-ink", "button", 4.5}, {"button-ink", "button-hover", 4.5},
		{"good", "good-wash", 4.5}, {"warn", "warn-wash", 4.5}, {"bad", "bad-wash", 4.5}, {"info", "info-wash", 4.5}, {"quiet", "quiet-wash", 4.5},
		{"bad", "surface", 4.5}, {"bad", "paper", 4.5}, {"ink", "good-wash", 4.5}, {"ink", "warn-wash", 4.5}, {"ink", "bad-wash", 4.5}, {"ink", "info-wash", 4.5},
		{"rule-strong", "surface", 3}, {"rule-strong", "paper", 3}, {"focus", "focus-ink", 3}, {"focus-ink", "focus", 4.5},
	} {
		for name, palette := range themes {
			if got := contrast(t, palette, pair.ink, pair.ground); got < pair.least {
				t.Errorf("%s: %s on %s has %.2f, want %.1f", name, pair.ink, pair.ground, got, pair.least)
			}
		}
	}
}

// paletteOf reads the colour tokens of each theme; dark ones fall back to light.
func paletteOf(t *testing.T) map[string]map[string]string {
	t.Helper()
	css, err := staticFiles.ReadFile("static/beret.css")
	if err != nil {
		t.Fatal(err)
	}
	themes, token := map[string]map[string]string{}, regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`)
	screen, _, _ := strings.Cut(string(css), "@media print")
	for _, block := range regexp.MustCompile(`:root([^{]*)\{([^}]*)\}`).FindAllStringSubmatch(screen, -1) {
		palette := map[string]string{}
		for name, value := range themes["light"] {
			palette[name] = value
		}
		for _, m := range token.FindAllStringSubmatch(block[2], -1) {
			palette[m[1]] = m[2]
		}
		name := strings.TrimSpace(block[1])
		if name == "" {
			name = "light"
		}
		themes[name] = palette
	}
	return themes
}

func contrast(t *testing.T, palette map[string]string, ink, ground string) float64 {
	t.Helper()
	a, b := luminance(t, palette[ink]), luminance(t, palette[ground])
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) != 7 {
		t.Fatalf("colour %q", hex)
	}
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(v) / 255
		if c <= 0.04045 {
			sum += weight * c / 12.92
		} else {
			sum += weight * math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return sum
}

// Both dark palettes say the same: one for the system's wish, one for the
// reader's own.
func TestDarkPalettesAgree(t *testing.T) {
	themes := paletteOf(t)
	wish, own := themes[`:not([data-theme])`], themes[`[data-theme="dark"]`]
	for name, value := range own {
		if wish[name] != value {
			t.Errorf("%s is %s by the system and %s by choice", name, wish[name], value)
		}
	}
}
