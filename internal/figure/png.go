package figure

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// PNG paints the figure on white at so many pixels a CSS pixel: 2 or 3 for
// print. At most 32 million pixels are painted; the scale shrinks to keep to
// that.
func (f *Figure) PNG(scale float64) ([]byte, error) {
	scale = min(max(scale, 0.1), math.Sqrt(32e6/(f.Width*f.Height)))
	width, height := int(math.Ceil(f.Width*scale)), int(math.Ceil(f.Height*scale))
	c := &bitmap{image.NewRGBA(image.Rect(0, 0, width, height)), scale, map[typeface]font.Face{}}
	draw.Draw(c.img, c.img.Bounds(), image.White, image.Point{}, draw.Src)
	for _, m := range f.marks {
		for _, s := range m.shapes {
			if err := c.draw(s); err != nil {
				return nil, fmt.Errorf("figure: %q: %w", f.Title, err)
			}
		}
	}
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&b, c.img); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

type bitmap struct {
	img   *image.RGBA
	scale float64
	faces map[typeface]font.Face
}

type typeface struct {
	size float64
	bold bool
}

func (c *bitmap) draw(s shape) error {
	st := styleOf(s.class)
	if st.hidden {
		return nil
	}
	if s.kind == kindText {
		return c.text(s, st)
	}
	if outline := s.polygon(); st.fill != "" && s.kind != kindPath {
		c.fill([][]point{outline}, ink8(st.fill, st))
	}
	if st.stroke != "" {
		c.fill(strokes(dashed(s.closed(), st.dash), st.width/2), ink8(st.stroke, st))
	}
	return nil
}

func ink8(name ink, st style) color.Color {
	c := lightInk(name)
	return color.NRGBA{c.r, c.g, c.b, uint8(math.Round(255 * opacity(st)))}
}

// polygon returns the corners of a shape; a circle has 48.
func (s shape) polygon() []point {
	switch s.kind {
	case kindCircle:
		return disc(s.points[0], s.radius, 48)
	case kindRect:
		p, q := s.points[0], s.points[1]
		return []point{p, {q.x, p.y}, q, {p.x, q.y}}
	}
	return s.points
}

// closed is polygon with the way back to its start, where it has one.
func (s shape) closed() []point {
	corners := s.polygon()
	if s.kind == kindPath {
		return corners
	}
	return append(append([]point{}, corners...), corners[0])
}

func disc(at point, radius float64, corners int) []point {
	all := make([]point, corners)
	for i := range all {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(corners))
		all[i] = point{at.x + radius*cos, at.y + radius*sin}
	}
	return all
}

// dashed cuts a line into the dashes of a pattern.
func dashed(points []point, dash []float64) [][]point {
	if len(dash) < 2 || dash[0] <= 0 || dash[1] <= 0 {
		return [][]point{points}
	}
	var all [][]point
	current := []point{points[0]}
	on, left := true, dash[0]
	for i := 1; i < len(points); i++ {
		from, to := points[i-1], points[i]
		length := math.Hypot(to.x-from.x, to.y-from.y)
		done := 0.0
		for length-done > left {
			done += left
			at := point{from.x + (to.x-from.x)*done/length, from.y + (to.y-from.y)*done/length}
			if on {
				all = append(all, append(current, at))
			}
			on = !on
			current, left = []point{at}, dash[1]
			if on {
				left = dash[0]
			}
		}
		left -= length - done
		current = append(current, to)
	}
	if on && len(current) > 1 {
		all = append(all, current)
	}
	return all
}

// strokes turns lines into areas: a box a segment and a disc a joint, all of
// one orientation so that their overlaps do not cancel.
func strokes(lines [][]point, half float64) [][]point {
	var all [][]point
	for _, points := range lines {
		for i := 1; i < len(points); i++ {
			a, b := points[i-1], points[i]
			length := math.Hypot(b.x-a.x, b.y-a.y)
			if length == 0 {
				continue
			}
			nx, ny := (b.y-a.y)/length*half, -(b.x-a.x)/length*half
			all = append(all, []point{{a.x + nx, a.y + ny}, {b.x + nx, b.y + ny}, {b.x - nx, b.y - ny}, {a.x - nx, a.y - ny}})
			if i > 1 {
				all = append(all, disc(a, half, 12))
			}
		}
	}
	return all
}

func (c *bitmap) fill(areas [][]point, ink color.Color) {
	box := bounds(areas, c.scale).Intersect(c.img.Bounds())
	if box.Empty() {
		return
	}
	raster := vector.NewRasterizer(box.Dx(), box.Dy())
	at := func(p point) (float32, float32) {
		return float32(p.x*c.scale - float64(box.Min.X)), float32(p.y*c.scale - float64(box.Min.Y))
	}
	for _, points := range areas {
		raster.MoveTo(at(points[0]))
		for _, p := range points[1:] {
			raster.LineTo(at(p))
		}
		raster.ClosePath()
	}
	raster.Draw(c.img, box, image.NewUniform(ink), image.Point{})
}

func bounds(areas [][]point, scale float64) image.Rectangle {
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, points := range areas {
		for _, p := range points {
			low = point{min(low.x, p.x), min(low.y, p.y)}
			high = point{max(high.x, p.x), max(high.y, p.y)}
		}
	}
	if low.x > high.x {
		return image.Rectangle{}
	}
	return image.Rect(int(math.Floor(low.x*scale)), int(math.Floor(low.y*scale)),
		int(math.Ceil(high.x*scale)), int(math.Ceil(high.y*scale)))
}

func (c *bitmap) text(s shape, st style) error {
	key := typeface{st.size, st.bold}
	face, ok := c.faces[key]
	if !ok {
		made, err := opentype.NewFace(st.face(), &opentype.FaceOptions{Size: st.size * c.scale, DPI: 72, Hinting: font.HintingNone})
		if err != nil {
			return err
		}
		face, c.faces[key] = made, made
	}
	text := Printable(s.text)
	d := font.Drawer{Dst: c.img, Src: image.NewUniform(ink8(st.fill, st)), Face: face}
	x := fixed.Int26_6(s.points[0].x * c.scale * 64)
	switch s.anchor {
	case middle:
		x -= d.MeasureString(text) / 2
	case end:
		x -= d.MeasureString(text)
	}
	d.Dot = fixed.Point26_6{X: x, Y: fixed.Int26_6(s.points[0].y * c.scale * 64)}
	d.DrawString(text)
	return nil
}
