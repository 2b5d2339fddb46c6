package document

import (
	"strconv"
	"time"
)

// The namespaces of the parts, by ECMA-376.
const (
	wordNS     = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	relationNS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageNS  = "http://schemas.openxmlformats.org/package/2006/relationships"
	typesNS    = "http://schemas.openxmlformats.org/package/2006/content-types"
	drawingNS  = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
	mainNS     = "http://schemas.openxmlformats.org/drawingml/2006/main"
	pictureNS  = "http://schemas.openxmlformats.org/drawingml/2006/picture"
	wordType   = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

func (w *writer) contentTypes() []byte {
	var m markup
	m.WriteString(xmlHead)
	m.start("Types", "xmlns", typesNS)
	m.empty("Default", "Extension", "rels", "ContentType", "application/vnd.openxmlformats-package.relationships+xml")
	m.empty("Default", "Extension", "xml", "ContentType", "application/xml")
	m.empty("Default", "Extension", "png", "ContentType", "image/png")
	for _, p := range [][2]string{
		{"/word/document.xml", wordType + "document.main+xml"},
		{"/word/styles.xml", wordType + "styles+xml"},
		{"/word/settings.xml", wordType + "settings+xml"},
		{"/word/header1.xml", wordType + "header+xml"},
		{"/word/header2.xml", wordType + "header+xml"},
		{"/word/footer1.xml", wordType + "footer+xml"},
		{"/word/footer2.xml", wordType + "footer+xml"},
		{"/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"},
		{"/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"},
	} {
		m.empty("Override", "PartName", p[0], "ContentType", p[1])
	}
	m.end("Types")
	return m.Bytes()
}

func relations(rows [][3]string) []byte {
	var m markup
	m.WriteString(xmlHead)
	m.start("Relationships", "xmlns", packageNS)
	for _, r := range rows {
		m.empty("Relationship", "Id", r[0], "Type", r[1], "Target", r[2])
	}
	m.end("Relationships")
	return m.Bytes()
}

func packageRelations() []byte {
	return relations([][3]string{
		{"rId1", relationNS + "/officeDocument", "word/document.xml"},
		{"rId2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml"},
		{"rId3", relationNS + "/extended-properties", "docProps/app.xml"},
	})
}

func (w *writer) relations() []byte {
	rows := [][3]string{
		{"rId1", relationNS + "/styles", "styles.xml"},
		{"rId2", relationNS + "/settings", "settings.xml"},
		{"rId3", relationNS + "/header", "header1.xml"},
		{"rId4", relationNS + "/header", "header2.xml"},
		{"rId5", relationNS + "/footer", "footer1.xml"},
		{"rId6", relationNS + "/footer", "footer2.xml"},
	}
	for i := range w.pictures {
		rows = append(rows, [3]string{pictureRelation(i), relationNS + "/image", pictureName(i)[len("word/"):]})
	}
	return relations(rows)
}

func pictureRelation(i int) string { return "rIdImage" + strconv.Itoa(i+1) }

func (w *writer) core() []byte {
	var m markup
	m.WriteString(xmlHead)
	m.start("cp:coreProperties", "xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
		"xmlns:dc", "http://purl.org/dc/elements/1.1/", "xmlns:dcterms", "http://purl.org/dc/terms/",
		"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
	created := w.Created.UTC().Format(time.RFC3339)
	m.element("dc:title", w.Title)
	m.element("dc:subject", w.Subject)
	m.element("dc:creator", w.Author)
	m.element("dc:language", w.Language)
	m.element("dcterms:created", created, "xsi:type", "dcterms:W3CDTF")
	m.element("dcterms:modified", created, "xsi:type", "dcterms:W3CDTF")
	m.end("cp:coreProperties")
	return m.Bytes()
}

func app() []byte {
	var m markup
	m.WriteString(xmlHead)
	m.start("Properties", "xmlns", "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties")
	m.element("Application", "Beret")
	m.end("Properties")
	return m.Bytes()
}

func (w *writer) settings() []byte {
	var m markup
	m.WriteString(xmlHead)
	m.start("w:settings", "xmlns:w", wordNS)
	m.empty("w:defaultTabStop", "w:val", "720")
	m.start("w:compat")
	m.empty("w:compatSetting", "w:name", "compatibilityMode", "w:uri", "http://schemas.microsoft.com/office/word", "w:val", "15")
	m.end("w:compat")
	m.empty("w:themeFontLang", "w:val", w.locale())
	m.end("w:settings")
	return m.Bytes()
}

// locale is the language with its country, as word processors know it.
func (w *writer) locale() string {
	switch w.Language {
	case "vi":
		return "vi-VN"
	case "en", "":
		return "en-GB"
	}
	return w.Language
}

// styles holds the defaults and the few named styles that readers navigate
// by; everything else is set where it stands.
func (w *writer) styles() []byte {
	var m markup
	m.WriteString(xmlHead)
	m.start("w:styles", "xmlns:w", wordNS)
	m.start("w:docDefaults")
	m.start("w:rPrDefault")
	m.start("w:rPr")
	font := "Times New Roman"
	m.empty("w:rFonts", "w:ascii", font, "w:hAnsi", font, "w:eastAsia", font, "w:cs", font)
	m.empty("w:sz", "w:val", halves(w.Layout.Body))
	m.empty("w:szCs", "w:val", halves(w.Layout.Body))
	m.empty("w:lang", "w:val", w.locale(), "w:eastAsia", w.locale(), "w:bidi", "ar-SA")
	m.end("w:rPr")
	m.end("w:rPrDefault")
	m.start("w:pPrDefault")
	m.start("w:pPr")
	m.empty("w:spacing", "w:before", "0", "w:after", "0", "w:line", w.Layout.spacing(), "w:lineRule", "auto")
	m.end("w:pPr")
	m.end("w:pPrDefault")
	m.end("w:docDefaults")
	for _, s := range []struct {
		id, name string
		level    int
	}{{"Normal", "Normal", -1}, {"Title", "Title", -1}, {"Heading1", "heading 1", 0}, {"Heading2", "heading 2", 1}, {"Caption", "caption", -1}, {"Note", "Note", -1}} {
		m.style(s.id, s.name, s.level)
	}
	m.end("w:styles")
	return m.Bytes()
}

func (m *markup) style(id, name string, level int) {
	attributes := []string{"w:type", "paragraph", "w:styleId", id}
	switch id {
	case "Normal":
		attributes = append(attributes, "w:default", "1")
	case "Note":
		attributes = append(attributes, "w:customStyle", "1")
	}
	m.start("w:style", attributes...)
	m.empty("w:name", "w:val", name)
	if id != "Normal" {
		m.empty("w:basedOn", "w:val", "Normal")
		m.empty("w:next", "w:val", "Normal")
	}
	m.empty("w:qFormat")
	if level >= 0 {
		m.start("w:pPr")
		m.empty("w:keepNext")
		m.empty("w:outlineLvl", "w:val", strconv.Itoa(level))
		m.end("w:pPr")
	}
	m.end("w:style")
}

// margin is a header or footer with the document's mark and the page's
// number, or neither; a part without a paragraph is not allowed.
func (w *writer) margin(root string, mark, number bool) []byte {
	m := &writer{Document: w.Document}
	m.WriteString(xmlHead)
	m.start(root, "xmlns:w", wordNS, "xmlns:r", relationNS)
	if mark && w.Mark != "" {
		m.mark()
	}
	m.open(format{align: Centre})
	if number {
		for _, kind := range []string{"begin", "", "separate", "1", "end"} {
			m.field(kind)
		}
	}
	m.end("w:p")
	m.end(root)
	return m.Bytes()
}

// mark writes the document's mark in the red of the PDF's.
func (w *writer) mark() {
	w.open(format{align: Centre})
	w.start("w:r")
	w.start("w:rPr")
	w.empty("w:b")
	w.empty("w:color", "w:val", "A01E14")
	w.empty("w:sz", "w:val", halves(markSize))
	w.empty("w:szCs", "w:val", halves(markSize))
	w.end("w:rPr")
	w.words(w.Mark)
	w.end("w:r")
	w.end("w:p")
}

// field writes one of the five runs of a page number's field.
func (m *markup) field(kind string) {
	m.start("w:r")
	switch kind {
	case "":
		m.element("w:instrText", " PAGE ", "xml:space", "preserve")
	case "1":
		m.element("w:t", kind)
	default:
		m.empty("w:fldChar", "w:fldCharType", kind)
	}
	m.end("w:r")
}

// main is the document part: the body and its one section.
func (w *writer) main() []byte {
	var m markup
	l := w.Layout
	m.WriteString(xmlHead)
	m.start("w:document", "xmlns:w", wordNS, "xmlns:r", relationNS, "xmlns:wp", drawingNS, "xmlns:a", mainNS, "xmlns:pic", pictureNS)
	m.start("w:body")
	m.Write(w.Bytes())
	m.start("w:sectPr")
	m.empty("w:headerReference", "w:type", "default", "r:id", "rId3")
	m.empty("w:headerReference", "w:type", "first", "r:id", "rId4")
	m.empty("w:footerReference", "w:type", "default", "r:id", "rId5")
	m.empty("w:footerReference", "w:type", "first", "r:id", "rId6")
	m.empty("w:pgSz", "w:w", twips(l.Width), "w:h", twips(l.Height))
	m.empty("w:pgMar", "w:top", twips(l.Top), "w:right", twips(l.Right), "w:bottom", twips(l.Bottom), "w:left", twips(l.Left),
		"w:header", twips(l.Top*0.35), "w:footer", twips(l.Bottom*0.4), "w:gutter", "0")
	m.empty("w:titlePg")
	m.end("w:sectPr")
	m.end("w:body")
	m.end("w:document")
	return m.Bytes()
}
