package demonstration

import (
	"context"
	"fmt"
	"strings"

	"beret/internal/database"
	"beret/internal/office"
	"beret/internal/reference"
	"beret/internal/registry"
)

// The demonstration's ministry: structure as such ministries have it, names of
// units generic. It is no picture of a real one's staff.
var directorates = strings.Split(`Văn phòng Bộ|Cục Tổ chức cán bộ|Cục Đào tạo|Cục Đối ngoại|Cục Cảnh sát hình sự|Cục Cảnh sát giao thông|
Cục Cảnh sát quản lý hành chính|Cục Cảnh sát phòng, chống ma túy|Bộ Tư lệnh Cảnh sát cơ động|Cục An ninh mạng|Cục Y tế|
Cục Hậu cần|Cục Công nghệ thông tin|Viện Khoa học hình sự|Học viện Cảnh sát nhân dân|Học viện An ninh nhân dân|
Văn phòng thường trực về gìn giữ hòa bình`, "|")

var provinces = strings.Split(`Hà Nội|Huế|Lai Châu|Điện Biên|Sơn La|Lạng Sơn|Quảng Ninh|Thanh Hóa|Nghệ An|Hà Tĩnh|Cao Bằng|Tuyên Quang|
Lào Cai|Thái Nguyên|Phú Thọ|Bắc Ninh|Hưng Yên|Hải Phòng|Ninh Bình|Quảng Trị|Đà Nẵng|Quảng Ngãi|Gia Lai|Khánh Hòa|Lâm Đồng|Đắk Lắk|
Thành phố Hồ Chí Minh|Đồng Nai|Tây Ninh|Cần Thơ|Vĩnh Long|Đồng Tháp|Cà Mau|An Giang`, "|")

var (
	directorateDivisions = []string{"Phòng Tham mưu tổng hợp", "Phòng Nghiệp vụ 1", "Phòng Nghiệp vụ 2"}
	provinceDivisions    = []string{"Phòng Tham mưu", "Phòng Cảnh sát hình sự", "Phòng Cảnh sát giao thông", "Phòng Cảnh sát cơ động"}
)

// insertHomeUnits adds the tree and returns the ids of the divisions, where
// officers serve.
func insertHomeUnits(ctx context.Context, tx *database.Tx, store *registry.Store) (divisions []int64, err error) {
	add := func(code, name string, below []string) error {
		top, err := store.InsertHomeUnit(ctx, tx, registry.HomeUnit{Code: code, Name: name, Generated: true})
		for i, division := range below {
			if err != nil {
				return err
			}
			var id int64
			id, err = store.InsertHomeUnit(ctx, tx, registry.HomeUnit{Code: fmt.Sprintf("%s-%d", code, i+1),
				Name: division + ", " + name, ParentID: top, Generated: true})
			divisions = append(divisions, id)
		}
		return err
	}
	for i, name := range directorates {
		if err := add(fmt.Sprintf("DEMO-C%02d", i+1), strings.TrimSpace(name), directorateDivisions); err != nil {
			return nil, err
		}
	}
	for i, name := range provinces {
		if err := add(fmt.Sprintf("DEMO-P%02d", i+1), "Công an "+strings.TrimSpace(name), provinceDivisions); err != nil {
			return nil, err
		}
	}
	return divisions, nil
}

// demoOffice is the office as the demonstration heads its letters.
func demoOffice(o Options) office.Office {
	return office.Office{
		Country:   "VNM",
		Ministry:  office.Text{"vi": "Bộ Công an (dữ liệu minh họa)", "en": "Ministry of Public Security (demonstration data)"},
		Superior:  office.Text{"vi": "BỘ CÔNG AN (MINH HỌA)", "en": "MINISTRY OF PUBLIC SECURITY (DEMONSTRATION)"},
		Name:      office.Text{"vi": "Văn phòng thường trực về gìn giữ hòa bình (minh họa)", "en": "Standing Office on Peacekeeping (demonstration)"},
		Place:     office.Text{"vi": "Hà Nội", "en": "Ha Noi"},
		Signer:    office.Text{"vi": "CHÁNH VĂN PHÒNG", "en": "Head of the Standing Office"},
		Personnel: office.Text{"vi": "Cục Tổ chức cán bộ, Bộ Công an (minh họa)", "en": "Department of Personnel, Ministry of Public Security (demonstration)"},
		Lang:      "vi",
		Generated: true,
		AsOf:      o.AsOf,
		Seed:      o.Seed,
	}
}

// askSource marks the reference rows that exist in the demonstration only.
const askSource = "generated for the demonstration"

// askRows are what a mission asks of the unit: a quarter of its seats for women.
func askRows(o Options) []reference.Row {
	common := func(kind reference.Kind, code string, fields map[string]string) reference.Row {
		row := reference.Row{Kind: kind, Code: code, Fields: fields, Source: askSource, Confidence: reference.OfficeOwn}
		row.Valid.From = o.AsOf.AddDays(-420)
		return row
	}
	return []reference.Row{
		common(reference.Frameworks, "demo-unit-ask", map[string]string{"order": "5", "kind": "mission",
			"name_en": "The mission's ask for the unit (demonstration)", "name_vi": "Yêu cầu của phái bộ đối với đơn vị (minh họa)",
			"short_en": "Mission's ask", "short_vi": "Yêu cầu của phái bộ"}),
		common(reference.Targets, "", map[string]string{"framework": "demo-unit-ask", "category": "fpu", "mission": "",
			"unit": unitCode, "numerator": "25", "denominator": "100"}),
	}
}
