package document

import "strconv"

// pixels is how finely a picture is painted, per CSS pixel: three give 300
// dots an inch at the usual width.
const pixels = 3

// figure writes a picture inline, its title and description as the
// alternative text.
func (w *writer) figure(f Figure) error {
	picture, err := f.Figure.PNG(pixels)
	if err != nil {
		return err
	}
	w.caption(f.Caption)
	width := pictureWidth(w.Layout, f)
	w.pictures = append(w.pictures, picture)
	w.open(format{keep: f.Source != "", before: w.Layout.Gap, align: Left})
	w.start("w:r")
	w.drawing(f, len(w.pictures)-1, emu(width), emu(f.Figure.HeightAt(width)))
	w.end("w:r")
	w.end("w:p")
	if f.Source != "" {
		w.note(Plain(f.Source))
	}
	return nil
}

func (w *writer) drawing(f Figure, i int, cx, cy string) {
	id := strconv.Itoa(i + 1)
	alternative := f.Figure.Title
	if f.Figure.Description != "" {
		alternative += ". " + f.Figure.Description
	}
	w.start("w:drawing")
	w.start("wp:inline", "distT", "0", "distB", "0", "distL", "0", "distR", "0")
	w.empty("wp:extent", "cx", cx, "cy", cy)
	w.empty("wp:docPr", "id", id, "name", "Figure "+id, "descr", alternative)
	w.start("a:graphic")
	w.start("a:graphicData", "uri", pictureNS)
	w.start("pic:pic")
	w.start("pic:nvPicPr")
	w.empty("pic:cNvPr", "id", id, "name", "Figure "+id, "descr", alternative)
	w.empty("pic:cNvPicPr")
	w.end("pic:nvPicPr")
	w.start("pic:blipFill")
	w.empty("a:blip", "r:embed", pictureRelation(i))
	w.start("a:stretch")
	w.empty("a:fillRect")
	w.end("a:stretch")
	w.end("pic:blipFill")
	w.start("pic:spPr")
	w.start("a:xfrm")
	w.empty("a:off", "x", "0", "y", "0")
	w.empty("a:ext", "cx", cx, "cy", cy)
	w.end("a:xfrm")
	w.start("a:prstGeom", "prst", "rect")
	w.empty("a:avLst")
	w.end("a:prstGeom")
	w.end("pic:spPr")
	w.end("pic:pic")
	w.end("a:graphicData")
	w.end("a:graphic")
	w.end("wp:inline")
	w.end("w:drawing")
}
