package office

import (
	"testing"

	"beret/internal/reference"

	"github.com/google/go-cmp/cmp"
)

// Whatever stands in the record, reading a row does not fall over, and a row
// that can be read is written and read back as the same.
func FuzzRow(f *testing.F) {
	for _, seed := range []string{
		`{"code":"X","valid_from":"2026-01-01","source":"s","confidence":"office","name_en":"X"}`,
		`{"framework":"ugps","category":"ipo","mission":"","unit":"","numerator":"1","denominator":"3","valid_from":"2026-01-01","valid_to":"2027-01-01","source":"s","confidence":"stated"}`,
		`{"code":"X","valid_from":"2026-02-30"}`, `[]`, `{}`, ``, `null`,
	} {
		f.Add("target", seed)
		f.Add("policy", seed)
	}
	f.Fuzz(func(t *testing.T, kind, content string) {
		row, err := decodeRow(reference.Kind(kind), content)
		if err != nil {
			return
		}
		written, err := encodeRow(row)
		if err != nil {
			t.Fatal(err)
		}
		again, err := decodeRow(reference.Kind(kind), written)
		if err != nil {
			t.Fatal(err)
		}
		// NewRow keeps the code among the columns where it was given there.
		row.Fields["code"], again.Fields["code"] = "", ""
		if diff := cmp.Diff(row, again); diff != "" {
			t.Error(diff)
		}
	})
}
