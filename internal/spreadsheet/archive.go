package spreadsheet

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"path"
	"strings"
)

// archive is an XLSX file's zip, its directory checked.
type archive struct {
	file  origin
	parts map[string]*zip.File // by lower-case name
}

const maxDirectory = 1 << 20 // bytes of the list of parts

// openArchive reads the directory of the zip and refuses what no honest
// program writes, before anything is unpacked.
func openArchive(file origin, r io.ReaderAt, size int64) (*archive, error) {
	if err := checkDirectory(file, r, size); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, file.because(err, "spreadsheet.damaged", "part", file.name)
	}
	a := &archive{file: file, parts: make(map[string]*zip.File, len(z.File))}
	var declared uint64
	for _, f := range z.File {
		key := strings.ToLower(f.Name)
		if _, twice := a.parts[key]; twice {
			return nil, file.refuse("spreadsheet.duplicate_part", "part", f.Name)
		}
		a.parts[key] = f
		declared += min(f.UncompressedSize64, 1<<40)
		if declared > uint64(file.limits.Unpacked) {
			return nil, file.refuse("spreadsheet.bomb", "part", f.Name, "limit", file.limits.Unpacked>>20)
		}
	}
	return a, nil
}

// checkDirectory bounds the directory by the record at the zip's end, since
// archive/zip reads all of it into memory. The record must fit the file
// exactly: a directory that is found elsewhere than where it says is a trick
// to show two programs two different files.
func checkDirectory(file origin, r io.ReaderAt, size int64) error {
	const recordSize, maxComment = 22, 65535
	tail := make([]byte, min(size, recordSize+maxComment))
	if n, err := r.ReadAt(tail, size-int64(len(tail))); n < len(tail) {
		return file.because(err, "spreadsheet.damaged", "part", file.name)
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || len(tail)-at < recordSize {
		return file.refuse("spreadsheet.damaged", "part", file.name)
	}
	record := tail[at:]
	entries := int(binary.LittleEndian.Uint16(record[10:]))
	length := int64(binary.LittleEndian.Uint32(record[12:]))
	offset := int64(binary.LittleEndian.Uint32(record[16:]))
	if entries > file.limits.Parts || length > maxDirectory {
		return file.refuse("spreadsheet.too_many_parts", "limit", file.limits.Parts)
	}
	if offset+length != size-int64(len(tail))+int64(at) {
		return file.refuse("spreadsheet.damaged", "part", file.name)
	}
	return nil
}

// has reports whether there is a part of that name.
func (a *archive) has(name string) bool { return a.parts[strings.ToLower(name)] != nil }

// hasFolder reports whether there is a part below the folder, "xl/x/".
func (a *archive) hasFolder(folder string) bool {
	for name := range a.parts {
		if strings.HasPrefix(name, folder) {
			return true
		}
	}
	return false
}

// open starts unpacking a part.
func (a *archive) open(name string) (*part, error) {
	f := a.parts[strings.ToLower(name)]
	if f == nil {
		return nil, a.file.refuse("spreadsheet.damaged", "part", name)
	}
	body, err := f.Open()
	if err != nil {
		return nil, a.file.because(err, "spreadsheet.damaged", "part", name)
	}
	return &part{
		name: name, body: body, size: int64(f.UncompressedSize64),
		limit: min(a.file.limits.Unpacked, max(1<<20, a.file.limits.Ratio*int64(f.CompressedSize64))),
	}, nil
}

// part is a file of the archive being unpacked, up to its limit.
type part struct {
	name  string
	body  io.ReadCloser
	size  int64 // as declared
	limit int64
	read  int64
}

func (p *part) Read(b []byte) (int, error) {
	n, err := p.body.Read(b)
	if p.read += int64(n); p.read > p.limit {
		return 0, errBomb
	}
	return n, err
}

// each scans a part and calls visit at each start tag.
func (a *archive) each(name string, visit func(s *scanner) error) error {
	p, err := a.open(name)
	if err != nil {
		return err
	}
	defer p.body.Close()
	s := newScanner(p)
	for {
		kind, err := s.next()
		if kind == tokenEOF && err == nil {
			return nil
		}
		if err == nil && kind == tokenStart {
			err = visit(s)
		}
		if err != nil {
			return a.file.blame(err, name)
		}
	}
}

// relation is a link from one part to another.
type relation struct {
	kind   string // the last element of its type, such as "worksheet"
	target string // the part's name
}

// relations reads the links of a part by their id.
func (a *archive) relations(of string) (map[string]relation, error) {
	dir, base := path.Split(of)
	links := map[string]relation{}
	name := dir + "_rels/" + base + ".rels"
	if !a.has(name) {
		return links, nil
	}
	err := a.each(name, func(s *scanner) error {
		if string(s.name) != "Relationship" {
			return nil
		}
		id, err1 := s.attr("Id")
		kind, err2 := s.attr("Type")
		target, err3 := s.attr("Target")
		if err := errors.Join(err1, err2, err3); err != nil {
			return err
		}
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", dir, target)
		}
		links[id] = relation{kind: path.Base(kind), target: strings.TrimPrefix(path.Clean(target), "/")}
		if len(links) > a.file.limits.Parts {
			return a.file.refuse("spreadsheet.too_many_parts", "limit", a.file.limits.Parts)
		}
		return nil
	})
	return links, err
}
