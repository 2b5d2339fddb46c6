package personname

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// names draws names as people and hostile files write them.
func names() *rapid.Generator[string] {
	syllable := rapid.OneOf(
		rapid.SampledFrom([]string{"Nguyễn", "Trần", "Đỗ", "Thị", "Văn", "Hoà", "Hòa", "Đức", "Ân", "An", "Ánh", "Ý", "NGUYỄN", "thuý", "Thúy"}),
		rapid.StringOfN(rapid.RuneFrom([]rune("aăâbcdđeêghiklmnoôơpqrstuưvxyAĐẠỶỰ̃́̉̃̀")), 1, 7, -1),
		rapid.String(),
	)
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(syllable, 0, 6).Draw(t, "syllables"), rapid.SampledFrom([]string{" ", "  ", "\u00a0", "\t"}).Draw(t, "space"))
	})
}

func TestNormalize(t *testing.T) {
	for _, c := range []struct{ rule, in, want string }{
		{"composed stays", "Nguyễn Thị Ánh", "Nguyễn Thị Ánh"},
		{"decomposed is composed", norm.NFD.String("Nguyễn Thị Ánh"), "Nguyễn Thị Ánh"},
		{"spaces collapse, also no-break ones and line ends", " \tLê\u00a0\u00a0Văn \r\n A ", "Lê Văn A"},
		{"zero-width, direction and control characters drop", "\ufeffLê\u200b \u202eVăn\u0000 A\u00ad", "Lê Văn A"},
		{"case stays", "lê VĂN a", "lê VĂN a"},
		{"the old place of the tone stays", "Hoà", "Hoà"},
		{"the new place of the tone stays", "Hòa", "Hòa"},
		{"plain letters stay", "Anna Smith", "Anna Smith"},
		{"plain letters are trimmed", " Anna  Smith ", "Anna Smith"},
		{"nothing is nothing", " \u200b ", ""},
	} {
		if got := Normalize(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", c.rule, got, c.want)
		}
	}
	if n := utf8.RuneCountInString(Normalize(norm.NFD.String("Nguyễn"))); n != 6 {
		t.Errorf("Nguyễn has 6 code points when composed, got %d", n)
	}
}

func TestFold(t *testing.T) {
	for _, c := range []struct{ rule, in, want string }{
		{"đ is d", "Đức", "duc"},
		{"horn, breve and circumflex drop", "Ơ ơ Ư ư Ă â Ê ô", "o o u u a a e o"},
		{"old place of the tone", "Hoà", "hoa"},
		{"new place of the tone", "Hòa", "hoa"},
		{"decomposed", norm.NFD.String("NGUYỄN ĐỨC"), "nguyen duc"},
		{"every tone", "ma mà mả mã má mạ", "ma ma ma ma ma ma"},
		{"spaces", "  Trà\u00a0 Vinh ", "tra vinh"},
	} {
		if got := Fold(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", c.rule, got, c.want)
		}
	}
}

func TestDuplicateKey(t *testing.T) {
	for _, c := range []struct {
		rule, a, b string
		same       bool
	}{
		{"accents", "Nguyễn Thị Lan", "NGUYEN THI LAN", true},
		{"order", "Lan Nguyễn Thị", "Nguyễn Thị Lan", true},
		{"punctuation", "Nguyễn-Thị, Lan", "Nguyễn Thị Lan", true},
		{"y and i after a consonant", "Lý Vy", "Lí Vi", true},
		{"y and i alone after qu", "Quý", "Quí", true},
		{"uy and ui are different sounds", "Thúy", "Thúi", false},
		{"ay and ai are different sounds", "Hay", "Hai", false},
		{"another name", "Nguyễn Thị Lan", "Nguyễn Thị Lam", false},
		{"one syllable less", "Nguyễn Thị Lan", "Nguyễn Lan", false},
	} {
		if got := DuplicateKey(c.a) == DuplicateKey(c.b); got != c.same {
			t.Errorf("%s: %q and %q: %v", c.rule, DuplicateKey(c.a), DuplicateKey(c.b), got)
		}
	}
}

func TestPassport(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Nguyễn Văn A", "NGUYEN VAN A"},
		{"Đỗ Thị Mỹ Ý", "DO THI MY Y"},
		{"Jean-Luc D’Aubigné", "JEAN-LUC DAUBIGNE"},
		{"Bjørn Straße", "BJOERN STRASSE"},
		{"Иван", ""},
	} {
		if got := Passport(c.in); got != c.want {
			t.Errorf("Passport(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		rule, full, override string
		want                 Parts
	}{
		{"family, middle, given", "Nguyễn Thị Lan", "", Parts{"Nguyễn", "Thị", "Lan"}},
		{"two middle names", "Nguyễn Thị Minh Lan", "", Parts{"Nguyễn", "Thị Minh", "Lan"}},
		{"no middle name", "Lương Vinh", "", Parts{"Lương", "", "Vinh"}},
		{"one syllable is a given name", "Lan", "", Parts{"", "", "Lan"}},
		{"nothing", "  ", "", Parts{}},
		{"given name of two syllables", "Lương Trà Vinh", "Trà Vinh", Parts{"Lương", "", "Trà Vinh"}},
		{"override without accents", "Lương Trà Vinh", "tra vinh", Parts{"Lương", "", "tra vinh"}},
		{"given name first", "Anna Maria Smith", "Anna", Parts{"Maria", "Smith", "Anna"}},
		{"override that is the whole name", "Lan", "Lan", Parts{"", "", "Lan"}},
		{"override that is not in the name", "Nguyễn Thị Lan", "Hoa", Parts{"Nguyễn", "Thị Lan", "Hoa"}},
		{"the last place counts", "An Thị An", "An", Parts{"An", "Thị", "An"}},
	} {
		if got := Split(c.full, c.override); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.rule, got, c.want)
		}
	}
	if got := GivenName("Lương Trà Vinh", "Trà Vinh"); got != "Trà Vinh" {
		t.Errorf("GivenName = %q", got)
	}
}

func TestLawsOfNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkLaws(t, names().Draw(t, "name")) })
}

// checkLaws states what holds for any text whatever.
func checkLaws(t interface{ Fatalf(string, ...any) }, s string) {
	n := Normalize(s)
	if Normalize(n) != n || !norm.NFC.IsNormalString(n) || strings.TrimSpace(n) != n {
		t.Fatalf("Normalize(%q) = %q is not normal", s, n)
	}
	if f := Fold(s); f != Fold(n) || f != Fold(norm.NFD.String(n)) || strings.ContainsFunc(f, func(r rune) bool { return unicode.Is(unicode.Mn, r) }) {
		t.Fatalf("Fold(%q) = %q depends on the form typed", s, f)
	}
	for _, r := range Passport(s) {
		if r != ' ' && r != '-' && (r < 'A' || r > 'Z') {
			t.Fatalf("Passport(%q) = %q", s, Passport(s))
		}
	}
	p := Split(s, "")
	if joined := strings.TrimSpace(strings.Join(strings.Fields(p.Family+" "+p.Middle+" "+p.Given), " ")); joined != strings.Join(strings.Fields(n), " ") {
		t.Fatalf("Split(%q) loses a part: %+v", s, p)
	}
}

func FuzzName(f *testing.F) {
	for _, seed := range []string{"", "Nguyễn Thị Lan", "Đ\u0323", "\u0323\u0301", "a\u200bb", "\xff", " \u0344 "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkLaws(t, s)
		SortKey(s, "")
		DuplicateKey(s)
	})
}
