package spreadsheet

import (
	"fmt"
	"strings"
)

// The fixed parts of a workbook (ECMA-376 part 1): as few as Excel, LibreOffice
// and Numbers open without a question.
const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	nsMain  = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	nsLink  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	nsRels  = "http://schemas.openxmlformats.org/package/2006/relationships"
	nsTypes = "http://schemas.openxmlformats.org/package/2006/content-types"
	ctMain  = "application/vnd.openxmlformats-officedocument.spreadsheetml."

	// The cell styles by their order: 0 plain, 1 header, 2 date, 3 text. The
	// text style wraps nothing and says to Excel that digits are no number.
	stylesPart = xmlHead + `<styleSheet xmlns="` + nsMain + `">` +
		`<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>` +
		`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
		`<fill><patternFill patternType="solid"><fgColor rgb="FFE6EEF6"/></patternFill></fill></fills>` +
		`<borders count="1"><border/></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyNumberFormat="1"/>` +
		`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

	rootLinks = xmlHead + `<Relationships xmlns="` + nsRels + `"><Relationship Id="rId1" Type="` + nsLink +
		`/officeDocument" Target="xl/workbook.xml"/></Relationships>`
)

// writtenPart is a small part of a workbook.
type writtenPart struct{ name, content string }

// workbookParts returns the parts beside the sheets.
func workbookParts(sheets []string) []writtenPart {
	var types, list, links strings.Builder
	for i, name := range sheets {
		n := i + 1
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, n, ctMain)
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, escapeAttr(name), n, n)
		fmt.Fprintf(&links, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, n, nsLink, n)
	}
	return []writtenPart{
		{"[Content_Types].xml", xmlHead + `<Types xmlns="` + nsTypes + `">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + ctMain + `sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + ctMain + `styles+xml"/>` + types.String() + `</Types>`},
		{"_rels/.rels", rootLinks},
		{"xl/workbook.xml", xmlHead + `<workbook xmlns="` + nsMain + `" xmlns:r="` + nsLink + `"><sheets>` + list.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", xmlHead + `<Relationships xmlns="` + nsRels + `">` + links.String() +
			fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/>`, len(sheets)+1, nsLink) + `</Relationships>`},
		{"xl/styles.xml", stylesPart},
	}
}

func escapeAttr(text string) string {
	return strings.ReplaceAll(string(appendEscaped(nil, text)), `"`, "&quot;")
}
