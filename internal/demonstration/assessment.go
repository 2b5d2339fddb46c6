package demonstration

import (
	"fmt"

	"beret/civil"
	"beret/internal/registry"
)

// sessions are the UN teams' visits, in days before the day. Each is a funnel:
// who fails a test sits none after it.
var sessions = []int{1690, 1270, 830, 375, 140}

// passRates are chances in a hundred by test in its order, of men and of women.
// Publicly known results scatter from 4 % to 55 % over all tests; driving and
// firearms are where women without early practice fall behind.
var passRates = []struct {
	test       string
	men, women int
}{{"language", 58, 66}, {"interview", 82, 84}, {"computer", 92, 93}, {"driving", 76, 58}, {"firearms", 84, 72}}

// candidate lets an interested officer take part: papers, wish, and the
// sessions until one is passed.
func (g *generator) candidate(f *registry.File) {
	g.papers(f)
	g.wish(f)
	if len(f.Languages) == 0 || f.Languages[0].Language != "en" {
		g.speaks(f, "en", pick(g, []string{"B1", "B1", "B2", "B2", "C1"}))
	}
	for _, days := range sessions {
		on := g.asOf.AddDays(-days)
		if civil.YearsBetween(f.EnlistedOn, on) >= 5 && civil.YearsBetween(f.BirthDate, on) >= 25 && g.chance(36) && g.sit(f, on) {
			return
		}
	}
}

// sit puts an officer through a session and reports whether it was passed. A
// test failed is tried again two days later by some, as the rules of driving
// allow.
func (g *generator) sit(f *registry.File, on civil.Date) bool {
	for i, t := range passRates {
		rate := t.men
		if f.Woman {
			rate = t.women
		}
		if t.test == "driving" && len(f.Licences) == 0 {
			rate = 15
		}
		passed := g.chance(rate)
		g.attempt(f, t.test, on.AddDays(i), passed)
		if !passed && t.test == "driving" && g.chance(50) {
			passed = g.chance(rate)
			g.attempt(f, t.test, on.AddDays(i+2), passed)
		}
		if !passed {
			return false
		}
	}
	g.clear(f, on.AddDays(8))
	return true
}

func (g *generator) attempt(f *registry.File, test string, on civil.Date, passed bool) {
	score := g.between(20, 59)
	if passed {
		score = g.between(60, 97)
	}
	f.Attempts = append(f.Attempts, registry.Attempt{Edition: "2019.19", Test: test, TakenOn: on, Passed: passed, Score: &score})
}

func (g *generator) clear(f *registry.File, on civil.Date) {
	months := g.book.Number("ams-clearance-months", on)
	f.Clearances = append(f.Clearances, registry.Clearance{Edition: "2019.19", ClearedOn: on, Expires: on.AddMonths(months)})
}

// passAll gives an officer who was or will be deployed the session passed
// before the first day, whatever was drawn for that session.
func (g *generator) passAll(f *registry.File, from civil.Date) {
	on := from.AddDays(-200)
	for _, days := range sessions {
		if day := g.asOf.AddDays(-days); day.AddDays(60) <= from && from.Sub(day) < 700 {
			on = day
		}
	}
	for _, c := range f.Clearances {
		if c.ClearedOn <= from && from < c.Expires {
			return
		}
	}
	kept := f.Attempts[:0:0]
	for _, a := range f.Attempts {
		if a.TakenOn < on || a.TakenOn > on.AddDays(10) {
			kept = append(kept, a)
		}
	}
	f.Attempts = kept
	for i, t := range passRates {
		g.attempt(f, t.test, on.AddDays(i), true)
	}
	g.clear(f, on.AddDays(8))
}

// papers draws passport, medical examination, national clearance and the
// courses of somebody in the pool. Some are missing or have lapsed, as in any
// office's files.
func (g *generator) papers(f *registry.File) {
	passport(f)
	if !g.chance(8) {
		f.PassportExpires = g.asOf.AddDays(g.between(-120, 5*365))
	}
	g.examined(f, g.asOf.AddDays(-g.between(5, 420)))
	switch g.r.IntN(10) {
	case 0:
	case 1:
		f.NationalClearance = registry.ClearancePending
	default:
		g.vetted(f, g.asOf.AddDays(-g.between(30, 1150)))
	}
	if g.chance(55) {
		g.course(f, "cptm", 40, 1200, 0)
	}
	if g.chance(35) {
		g.course(f, "stm-unpol", 40, 1000, 0)
	}
	if g.chance(60) {
		g.course(f, "first-aid", 1, 760, 24)
	}
	if g.chance(50) {
		g.course(f, "yellow-fever", 30, 2000, 0)
	}
}

func (g *generator) examined(f *registry.File, on civil.Date) {
	f.Medical, f.MedicalOn, f.MedicalExpires = registry.MedicalFit, on, on.AddMonths(12)
	switch n := g.r.IntN(50); {
	case n == 0:
		f.Medical, f.MedicalExpires = registry.MedicalLater, 0
	case n == 1:
		f.Medical, f.MedicalExpires = registry.MedicalPending, 0
	}
}

func (g *generator) vetted(f *registry.File, on civil.Date) {
	f.NationalClearance, f.NationalClearanceOn, f.NationalClearanceExpires = registry.ClearanceGiven, on, on.AddMonths(36)
	f.NationalClearanceReference = fmt.Sprintf("DEMO-AN-%05d", g.between(1, 99999))
}

// course adds a certificate issued so many days ago; months of zero last.
func (g *generator) course(f *registry.File, kind string, fewest, most, months int) {
	for _, c := range f.Certificates {
		if c.Type == kind {
			return
		}
	}
	issued := max(g.asOf.AddDays(-g.between(fewest, most)), f.EnlistedOn)
	c := registry.Certificate{Type: kind, Issuer: "DEMO", Number: fmt.Sprintf("D%06d", g.between(1, 999999)), Issued: issued}
	if months > 0 {
		c.Expires = issued.AddMonths(months)
	}
	f.Certificates = append(f.Certificates, c)
}

// wish draws what the officer said about going, and when.
func (g *generator) wish(f *registry.File) {
	consent := g.asOf.AddDays(-g.between(10, 500))
	a := registry.Availability{Willing: !g.chance(8), From: consent.AddDays(g.between(0, 30)), ConsentOn: consent}
	if g.chance(70) {
		a.To = a.From.AddMonths(g.between(9, 36))
	}
	f.Availability = []registry.Availability{a}
}

// fitToGo puts everything into the state in which a desk sends an officer out:
// what was lapsed is renewed for a departure on the day from.
func (g *generator) fitToGo(f *registry.File, from civil.Date) {
	if f.PassportName == "" {
		g.papers(f)
		g.wish(f)
	}
	g.speaks(f, "en", pick(g, []string{"B2", "B2", "C1"}))
	if len(f.Licences) == 0 || f.Licences[0].Since > from.AddYears(-2) || !f.Licences[0].Manual {
		g.drives(f, from.AddYears(-2).AddDays(-g.between(30, 1500)))
		f.Licences[0].Manual = true
	}
	f.PassportExpires = max(f.PassportExpires, max(from, g.asOf).AddMonths(g.between(19, 40)))
	g.vetted(f, min(from, g.asOf).AddDays(-g.between(40, 200)))
	if from > g.asOf.AddDays(-300) {
		f.Medical, f.MedicalOn = registry.MedicalFit, min(from, g.asOf).AddDays(-g.between(20, 60))
		f.MedicalExpires = f.MedicalOn.AddMonths(12)
	}
	for _, kind := range []string{"cptm", "stm-unpol", "yellow-fever"} {
		g.course(f, kind, g.asOf.Sub(min(from, g.asOf))+20, g.asOf.Sub(min(from, g.asOf))+300, 0)
	}
	g.passAll(f, from)
}
