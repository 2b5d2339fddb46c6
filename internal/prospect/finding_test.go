package prospect

import (
	"strings"
	"testing"

	"beret/civil"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/outlook"
)

// answerOf is an answer with one line, as it might have come out.
func answerOf(t *testing.T, book *reference.Book, l TargetLine) *Answer {
	t.Helper()
	l.Target.Framework, l.Target.Category = "ugps", "fpu"
	l.Target.Name, _ = book.Find(reference.Frameworks, "ugps")
	l.First, l.Last = civil.MustMonth("2026-11"), civil.MustMonth("2028-12")
	view := outlook.ViewForecast{View: outlook.View{Scope: outlook.Scope{Category: "fpu"}}}
	view.Months = []outlook.Fan{{Month: l.Last, Total: [5]int{140, 145, 150, 155, 160}, Shares: [5]outlook.Share{{Women: 28, Total: 150}, {}, {}, {}, {Women: 40, Total: 150}}}}
	return &Answer{Question: Question{Category: "fpu", Until: l.Last}, Now: l.Now, Lines: []TargetLine{l},
		Forecast: &outlook.Forecast{Views: []outlook.ViewForecast{view}}}
}

func weakMonth(met int, event Event) Weak {
	w := Weak{Event: event, Women: 11, Unit: "VNFPU-1", Mission: "UNMISS"}
	w.Month, w.Asked, w.Met, w.Of, w.Missing = civil.MustMonth("2027-07"), outlook.TargetStep{Num: 20, Den: 100}, met, 2000, 12
	return w
}

func TestFindingsRead(t *testing.T) {
	book, err := reference.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	en, vi := printer(t, locale.English), printer(t, locale.Vietnamese)
	through := func(months ...string) (list [3]civil.Month) {
		for i, m := range months {
			if m != "" {
				list[i] = civil.MustMonth(m)
			}
		}
		return list
	}
	now := outlook.Share{Women: 30, Total: 150}
	remedy := &Remedy{Lever: Lever{NameKey: "prospect.lever.unit-women", UnitKey: "prospect.unit.unit-women", NameArgs: []any{"unit", "VNFPU-1"}, kind: "unit-women"}, Units: 12,
		By: civil.MustDate("2027-03-01"), Chance: outlook.Chance{Met: 1930, Of: 2000}}
	for _, c := range []struct {
		name   string
		line   TargetLine
		remedy *Remedy
		en, vi string
	}{
		{"holds", TargetLine{Now: now, Through: through("2028-12", "2028-12", "2028-12"), Weak: weakMonth(1960, Nothing)}, nil,
			"Formed police units: 20.0 % (UN Uniformed Gender Parity Strategy 2018-2028) holds from November 2026 through December 2028 with at least 98.0 % (± 0.3 points, 2,000 futures).",
			"Đơn vị cảnh sát thành lập: mức 20,0 % (Chiến lược bình đẳng giới trong lực lượng mặc sắc phục của LHQ 2018-2028) được giữ từ tháng 11/2026 đến hết tháng 12/2028 với xác suất ít nhất 98,0 % (± 0,3 điểm, 2.000 lượt mô phỏng)."},
		{"rotation and remedy", TargetLine{Now: now, Through: through("2027-06", "2027-06", "2028-12"), Weak: weakMonth(1400, Turn)}, remedy,
			"Formed police units: 20.0 % (UN Uniformed Gender Parity Strategy 2018-2028) holds through June 2027 with at least 95 %. The weak month is July 2027, when the rotation of VNFPU-1 returns 11 women: 70.0 % (± 1.0 points, 2,000 futures). Women in the next contingents of VNFPU-1: 12 more in each contingent, decided by 1 March 2027, would lift every month that it reaches to at least 96.5 % (± 0.4 points, 2,000 futures).",
			"Đơn vị cảnh sát thành lập: mức 20,0 % (Chiến lược bình đẳng giới trong lực lượng mặc sắc phục của LHQ 2018-2028) được giữ đến hết tháng 6/2027 với xác suất ít nhất 95 %. Tháng yếu nhất là tháng 7/2027, khi đợt luân phiên của VNFPU-1 đưa 11 nữ về nước: 70,0 % (± 1,0 điểm, 2.000 lượt mô phỏng). Nữ trong các đợt quân số tới của VNFPU-1: thêm 12 mỗi đợt, quyết định trước 01/03/2027, sẽ nâng mọi tháng chịu tác động lên ít nhất 96,5 % (± 0,4 điểm, 2.000 lượt mô phỏng)."},
		{"missed, nobody in some", TargetLine{Now: outlook.Share{Women: 2, Total: 40}, Weak: func() Weak {
			w := weakMonth(100, Closing)
			w.Nobody, w.Of = 500, 1500
			return w
		}()}, nil,
			"Formed police units: 20.0 % (UN Uniformed Gender Parity Strategy 2018-2028) will more likely be missed than met from November 2026 on. Today: 2 of 40 (5.0 %). The weak month is July 2027, when UN Mission in South Sudan closes: 6.7 % (± 0.6 points, 1,500 futures). 12 more women in posts, in the place of men, would lift it to 95 %. In July 2027 nobody is in a post in 500 of 2,000 simulated futures; they count neither way.",
			"Đơn vị cảnh sát thành lập: mức 20,0 % (Chiến lược bình đẳng giới trong lực lượng mặc sắc phục của LHQ 2018-2028) nhiều khả năng không đạt kể từ tháng 11/2026. Hiện nay: 2/40 (5,0 %). Tháng yếu nhất là tháng 7/2027, khi Phái bộ Liên hợp quốc tại Nam Xu-đăng đóng cửa: 6,7 % (± 0,6 điểm, 1.500 lượt mô phỏng). Thêm 12 nữ tại vị trí, thay cho nam, sẽ đưa xác suất lên 95 %. Vào tháng 7/2027, 500 trên 2.000 lượt mô phỏng không có ai tại vị trí; các lượt này không tính vào xác suất."},
		{"no target", TargetLine{Now: now}, nil,
			"Formed police units: no target can be held against the months until December 2028. Today: 30 of 150 (20.0 %). In nine of ten futures the share then lies between 28 of 150 (18.7 %) and 40 of 150 (26.7 %).",
			"Đơn vị cảnh sát thành lập: không có chỉ tiêu nào để đối chiếu với các tháng đến tháng 12/2028. Hiện nay: 30/150 (20,0 %). Trong chín trên mười lượt mô phỏng, tỷ lệ khi đó nằm giữa 28/150 (18,7 %) và 40/150 (26,7 %)."},
	} {
		a := answerOf(t, book, c.line)
		a.Remedy = c.remedy
		if got := plainSpaces(a.Finding(en, book)); got != c.en {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.en)
		}
		if got := plainSpaces(a.Finding(vi, book)); got != c.vi {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.vi)
		}
	}
}

// plainSpaces puts spaces in the place of those that do not break.
func plainSpaces(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }
