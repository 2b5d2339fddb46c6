package demonstration

import (
	"fmt"

	"beret/civil"
	"beret/internal/personname"
	"beret/internal/reference"
	"beret/internal/registry"
)

// rankShares is the pyramid: of a thousand officers, how many hold a rank, and
// of a thousand of those, how many are women. In all near the 15 % of 2015, and
// among senior officers near the 11 % of women commanders in 2022.
var rankShares = []struct {
	code         string
	share, women int
}{
	{"CPL", 50, 170}, {"SGT", 110, 180}, {"MSG", 120, 180}, {"2LT", 100, 190}, {"LT", 130, 180}, {"SLT", 140, 170},
	{"CPT", 140, 160}, {"MAJ", 100, 130}, {"LTC", 65, 110}, {"SLC", 33, 100}, {"COL", 11, 80}, {"MG", 1, 0},
}

// officer draws one officer of the ministry. The career is drawn backwards from
// the day: time in the rank, the ranks before it, enlistment, birth.
func (g *generator) officer(number int, divisions []int64) registry.File {
	rank := g.rank()
	f := registry.File{}
	f.ServiceNumber = fmt.Sprintf("DEMO-%06d", number)
	f.Generated = true
	f.Rank = rankShares[rank].code
	f.Woman = g.r.IntN(1000) < rankShares[rank].women
	f.FullName = g.name(f.Woman)
	f.Medical, f.NationalClearance = registry.MedicalUnknown, registry.ClearanceNone
	g.careerOf(&f, rank)
	f.HomeUnitID, f.Position = pick(g, divisions), g.position(f)
	g.postingsOf(&f, divisions)
	g.skillsOf(&f)
	return f
}

func (g *generator) rank() int {
	n := g.r.IntN(1000)
	for i, r := range rankShares {
		if n -= r.share; n < 0 {
			return i
		}
	}
	return 0
}

// firstCommissioned is the place of 2LT in rankShares: academy graduates begin there.
const firstCommissioned = 3

func (g *generator) careerOf(f *registry.File, rank int) {
	first := 0
	if rank >= firstCommissioned {
		first = firstCommissioned
	}
	longest := g.years(rank+1) + 1
	if rank == firstCommissioned-1 {
		longest = 16 // the highest rank without a commission is held for the rest of a career
	}
	f.RankSince = g.asOf.AddDays(-g.between(20, 365*longest))
	from := f.RankSince
	for r := rank - 1; r >= first; r-- {
		since := from.AddDays(-g.between(365*g.years(r+1), 365*g.years(r+1)+400))
		f.PastRanks = append([]registry.PastRank{{Rank: rankShares[r].code, From: since, To: from}}, f.PastRanks...)
		from = since
	}
	f.EnlistedOn = from
	if first == firstCommissioned {
		f.EnlistedOn = from.AddDays(-g.between(4*365, 4*365+200)) // four years at the academy
	}
	f.BirthDate = f.EnlistedOn.AddDays(-g.between(18*365+10, 20*365))
	g.retireAtLimit(f)
}

// years is how long the rank before a place in rankShares is held at least.
func (g *generator) years(rank int) int {
	if rank >= len(rankShares) {
		return 4
	}
	row, _ := g.book.Find(reference.Ranks, rankShares[rank].code)
	return max(1, row.Int("years_before"))
}

// retireAtLimit moves a life forward where it would have passed the rank's age
// limit, so that everybody in service may be.
func (g *generator) retireAtLimit(f *registry.File) {
	row, _ := g.book.Find(reference.Ranks, f.Rank)
	limit := row.Int("age_limit_man")
	if f.Woman {
		limit = row.Int("age_limit_woman")
	}
	oldest := g.asOf.AddYears(1 - limit)
	if limit > 0 && f.BirthDate < oldest {
		f.BirthDate = min(oldest.AddDays(g.between(0, 700)), f.EnlistedOn.AddYears(-18))
	}
}

func (g *generator) position(f registry.File) string {
	switch g.book.RankOrder(f.Rank) {
	case 12, 13, 14:
		return pick(g, []string{"Trưởng phòng", "Phó Trưởng phòng"})
	case 10, 11:
		return pick(g, []string{"Phó Trưởng phòng", "Đội trưởng", "Cán bộ"})
	case 8, 9:
		return pick(g, []string{"Đội trưởng", "Phó Đội trưởng", "Cán bộ", "Cán bộ"})
	}
	return "Cán bộ"
}

// postingsOf gives about half of those with some service a unit before today's.
func (g *generator) postingsOf(f *registry.File, divisions []int64) {
	f.UnitSince = f.EnlistedOn
	served := g.asOf.Sub(f.EnlistedOn)
	if served < 4*365 || g.chance(50) {
		return
	}
	moved := f.EnlistedOn.AddDays(g.between(700, served-200))
	before := pick(g, divisions)
	if before == f.HomeUnitID {
		return
	}
	f.PastPostings = []registry.PastPosting{{HomeUnitID: before, Position: "Cán bộ", From: f.EnlistedOn, To: moved}}
	f.UnitSince = moved
}

var specialismWeights = []string{"investigation", "investigation", "forensics", "organised-crime", "sgbv", "community", "community",
	"training", "operations", "operations", "public-order", "public-order", "public-order", "traffic", "traffic", "logistics",
	"medical", "it", "administration", "administration", "signals", "mechanics", "k9"}

// skillsOf draws what every file may hold: languages, licence, specialisms.
func (g *generator) skillsOf(f *registry.File) {
	if g.chance(38) {
		g.speaks(f, "en", pick(g, []string{"A1", "A2", "A2", "B1", "B1", "B1", "B2", "C1"}))
	}
	if g.chance(6) {
		g.speaks(f, pick(g, []string{"fr", "zh", "ru", "km", "fr"}), pick(g, []string{"A2", "B1", "B2"}))
	}
	if g.chance(72) {
		g.drives(f, g.asOf.AddDays(-g.between(200, 10*365-1)))
	}
	years := civil.YearsBetween(f.EnlistedOn, g.asOf)
	first := pick(g, specialismWeights)
	f.Specialisms = []registry.Specialism{{Specialism: first, Years: g.between(0, years)}}
	if second := pick(g, specialismWeights); second != first && g.chance(35) {
		f.Specialisms = append(f.Specialisms, registry.Specialism{Specialism: second, Years: g.between(0, years/2)})
	}
}

// speaks sets the level of a language, tested in the last three years.
func (g *generator) speaks(f *registry.File, language, level string) {
	tested := max(g.asOf.AddDays(-g.between(30, 1000)), f.EnlistedOn)
	for i := range f.Languages {
		if f.Languages[i].Language == language {
			f.Languages[i].Level = level
			return
		}
	}
	f.Languages = append(f.Languages, registry.Language{Language: language, Level: level, TestedOn: tested})
}

// drives gives a licence that lasts ten years, from no earlier than the
// eighteenth birthday.
func (g *generator) drives(f *registry.File, since civil.Date) {
	since = max(since, f.BirthDate.AddYears(18))
	class := pick(g, []string{"B2", "B2", "B2", "C"})
	f.Licences = []registry.Licence{{Class: class, Manual: g.chance(88), Since: since, Expires: since.AddYears(10)}}
}

// passport suggests the name as a passport prints it.
func passport(f *registry.File) { f.PassportName = personname.Passport(f.FullName) }
