package demonstration

import (
	"slices"
	"strings"
)

// Names are put together from common syllables at random, so that no name is
// taken from anybody. Repetition makes a syllable as common as it is.
var (
	families = strings.Fields(`Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Trần Lê Lê Lê Phạm Phạm
		Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trương Lương Mai Tạ Hà Chu Tô Cao Quách Lò Nông`)
	womenMiddles = strings.Fields("Thị Thị Thị Thị Thị Thu Thanh Ngọc Minh Phương Hồng Kim Khánh Bích Thùy Diệu Hoài Mỹ Tuyết Quỳnh")
	menMiddles   = strings.Fields("Văn Văn Văn Văn Đức Minh Quang Hữu Quốc Thanh Xuân Ngọc Duy Mạnh Trọng Đình Công Tiến Việt Hoàng")
	womenGivens  = strings.Fields(`Lan Hoa Hương Hà Hòa Linh Trang Thảo Ngân Mai Yến Nhung Vân Thủy Hạnh Oanh Dung Nga Phượng Hiền
		Loan My Quỳnh Giang Anh Châu Chi Tâm Thư Uyên Ngọc Liên Huệ Cúc Ánh`)
	menGivens = strings.Fields(`Đức Hùng Dũng Cường Tuấn Nam Sơn Hải Long Minh Quân Thắng Trung Kiên Hiếu Tùng Việt Bình Phong Khoa
		Huy Tú Đạt An Toàn Thành Lâm Nghĩa Hòa Phúc Khánh Lộc Tài Vương Quý`)
)

func (g *generator) name(woman bool) string {
	middles, givens := menMiddles, menGivens
	if woman {
		middles, givens = womenMiddles, womenGivens
	}
	parts := []string{pick(g, families), pick(g, middles)}
	if second := pick(g, middles); g.chance(30) && second != "Thị" && second != "Văn" { // these two come first only
		parts = append(parts, second)
	}
	parts = append(parts, pick(g, givens))
	if repeats(parts) {
		return g.name(woman) // nobody is called Hoàng Hoàng
	}
	return strings.Join(parts, " ")
}

func repeats(parts []string) bool {
	sorted := slices.Sorted(slices.Values(parts))
	return len(slices.Compact(sorted)) < len(parts)
}
