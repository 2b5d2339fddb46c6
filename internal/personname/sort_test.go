package personname

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"pgregory.net/rapid"
)

func TestListOrder(t *testing.T) {
	for _, c := range []struct {
		rule  string
		order []string
	}{
		{"given name before family name", []string{"Vũ Thị An", "Bùi Văn Bình", "An Văn Cường"}},
		{"family name decides among equal given names", []string{"Bùi Thị Lan", "Đỗ Thị Lan", "Nguyễn An Lan", "Trần Lan"}},
		{"middle names decide last, none first", []string{"Nguyễn Lan", "Nguyễn Ngọc Lan", "Nguyễn Thị Lan", "Nguyễn Thị Minh Lan"}},
		{"tones: ngang, huyền, hỏi, ngã, sắc, nặng", []string{"Ma", "Mà", "Mả", "Mã", "Má", "Mạ"}},
		{"a ă â are three letters", []string{"Lan", "Lang", "Lăn", "Lân"}},
		{"d before đ, whatever follows", []string{"Duy", "Dương", "Đan", "Đào", "Đức", "Em"}},
		{"e before ê, o ô ơ, u ư", []string{"Le", "Lê", "Lo", "Lô", "Lơ", "Lu", "Lư"}},
		{"case makes no difference", []string{"BÙI VĂN AN", "Lê Văn An", "NGUYỄN VĂN AN"}},
		{"tone is weighed after the letters", []string{"Hà", "Hai", "Hải"}},
	} {
		for i := 1; i < len(c.order); i++ {
			if bytes.Compare(SortKey(c.order[i-1], ""), SortKey(c.order[i], "")) >= 0 {
				t.Errorf("%s: %s must come before %s", c.rule, c.order[i-1], c.order[i])
			}
		}
	}
}

func TestEqualPlaces(t *testing.T) {
	s := NewSorter()
	for _, c := range [][2]string{{"Hoà", "Hòa"}, {"Thuý", "Thúy"}, {"LAN", "Lan"}, {"Nguye\u0302\u0303n", "Nguyễn"}} {
		if !bytes.Equal(s.Key(c[0], ""), s.Key(c[1], "")) {
			t.Errorf("%s and %s take the same place", c[0], c[1])
		}
	}
	if bytes.Compare(s.Key("Lương Trà Vinh", "Trà Vinh"), s.Key("Lương Trà Vinh", "")) >= 0 {
		t.Error("the override decides: T before V")
	}
}

// The oracle: whole syllables compared by the collator itself, which agrees
// wherever the tone stands in the same place.
func TestSyllableOrderAgreesWithCollator(t *testing.T) {
	oracle := collate.New(language.Vietnamese, collate.IgnoreCase)
	s := NewSorter()
	vowels := []string{"aàảãáạ", "ăằẳẵắặ", "âầẩẫấậ", "eèẻẽéẹ", "êềểễếệ", "iìỉĩíị", "oòỏõóọ", "ôồổỗốộ", "ơờởỡớợ", "uùủũúụ", "ưừửữứự", "yỳỷỹýỵ"}
	syllable := rapid.Custom(func(t *rapid.T) string {
		vowel := []rune(rapid.SampledFrom(vowels).Draw(t, "vowel"))
		return rapid.SampledFrom([]string{"", "b", "d", "đ", "ng", "NG", "tr"}).Draw(t, "initial") +
			string(vowel[rapid.IntRange(0, 5).Draw(t, "tone")]) +
			rapid.SampledFrom([]string{"", "n", "ng", "nh", "ch"}).Draw(t, "final")
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := syllable.Draw(t, "a"), syllable.Draw(t, "b")
		want := oracle.CompareString(strings.ToLower(a), strings.ToLower(b))
		if got := bytes.Compare(s.Key(a, ""), s.Key(b, "")); got != want {
			t.Fatalf("%s, %s: %d, collator says %d", a, b, got, want)
		}
	})
}

func TestSorterIsSafeForConcurrentUse(t *testing.T) {
	s := NewSorter()
	want := fmt.Sprintf("%x", SortKey("Nguyễn Thị Lan", ""))
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for i := range 200 {
				s.Key(fmt.Sprintf("Trần Văn S%d", i), "")
				if got := fmt.Sprintf("%x", s.Key("Nguyễn Thị Lan", "")); got != want {
					t.Errorf("key changed: %s", got)
				}
			}
		})
	}
	wait.Wait()
}

func TestSorterRemembersNoMoreThanItsBound(t *testing.T) {
	s := NewSorter()
	s.Key(strings.Repeat("a", 10000), "")
	if len(s.known) != 0 {
		t.Error("a syllable of 10,000 letters was remembered")
	}
}

// roster returns n names from a few hundred syllables, as a real one has.
func roster(n int) []string {
	families := strings.Fields("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý")
	middles := strings.Fields("Thị Văn Minh Ngọc Đức Thanh Hữu Xuân Quang Thu Kim Anh Bảo Gia Khánh Tuấn Hồng")
	givens := strings.Fields("An Ánh Bình Cường Dung Duy Đạt Đức Giang Hà Hải Hạnh Hoà Hùng Hương Khoa Lan Linh Long Mai Nam Nga Oanh Phúc Quân Sơn Tâm Thảo Trang Uyên Vân Yến")
	list := make([]string, n)
	for i := range list {
		list[i] = families[i%len(families)] + " " + middles[i/7%len(middles)] + " " + middles[i/31%len(middles)] + " " + givens[i/3%len(givens)]
	}
	return list
}

func BenchmarkKey(b *testing.B) {
	list, s := roster(10000), NewSorter()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.Key(list[i%len(list)], "")
	}
}

func BenchmarkFold(b *testing.B) {
	list := roster(10000)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		Fold(list[i%len(list)])
	}
}

func BenchmarkSortKeyAlone(b *testing.B) {
	for b.Loop() {
		SortKey("Nguyễn Thị Lan", "")
	}
}

func BenchmarkSortMillion(b *testing.B) {
	list := roster(1_000_000)
	for b.Loop() {
		s := NewSorter()
		keys := make([][]byte, len(list))
		for i, name := range list {
			keys[i] = s.Key(name, "")
		}
		slices.SortFunc(keys, bytes.Compare)
	}
}
