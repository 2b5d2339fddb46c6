package registry

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"slices"

	"beret/civil"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/personname"
)

// Index knows every recorded officer by service number with a digest of the
// content, and by name and birth date, in 56 bytes an officer: what an import
// needs to tell new from changed from unchanged in one pass, and to suspect
// that somebody is recorded twice.
type Index struct {
	seeds    [2]maphash.Seed
	known    []known   // by number
	suspects []suspect // by person
}

// Digest is a hash of an officer's content. Digests of one Index compare with
// one another and with no others; that two contents share one has a chance of
// about one in 2^128.
type Digest [2]uint64

type known struct {
	number  Digest
	id      int64
	content Digest
}

type suspect struct {
	person uint64
	id     int64
}

// indexChunk is how many officers are in memory while the index is made.
const indexChunk = 2000

// LoadIndex reads the whole record. project reduces a file to what the import
// speaks of, so that facts it does not carry make no difference; nil keeps all.
func (s *Store) LoadIndex(ctx context.Context, tx *database.Tx, project func(File) File) (x *Index, err error) {
	defer fault.Wrap(&err, "registry.LoadIndex")
	var count, last int64
	if err := tx.QueryRow(ctx, "SELECT count(*), COALESCE(max(id), 0) FROM officer").Scan(&count, &last); err != nil {
		return nil, err
	}
	x = &Index{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()},
		known: make([]known, 0, count), suspects: make([]suspect, 0, count)}
	for from := int64(0); from <= last; from += indexChunk {
		span := []any{from, from + indexChunk}
		files, err := loadFiles(ctx, tx, "o.id >= ? AND o.id < ?", "officer_id >= ? AND officer_id < ?", span, span)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			x.add(f, project)
		}
	}
	slices.SortFunc(x.known, func(a, b known) int { return compareDigests(a.number, b.number) })
	slices.SortFunc(x.suspects, func(a, b suspect) int { return cmp.Compare(a.person, b.person) })
	return x, nil
}

func (x *Index) add(f File, project func(File) File) {
	x.known = append(x.known, known{number: x.text(f.ServiceNumber), id: f.ID})
	x.suspects = append(x.suspects, suspect{x.person(f.FullName, f.BirthDate), f.ID})
	if project != nil {
		f = project(f)
	}
	x.known[len(x.known)-1].content = x.Digest(f)
}

// Len returns the number of officers.
func (x *Index) Len() int { return len(x.known) }

// Find returns the officer of a normalised service number and the digest of
// the recorded content.
func (x *Index) Find(number string) (id int64, content Digest, ok bool) {
	key := x.text(number)
	at, ok := slices.BinarySearchFunc(x.known, key, func(k known, key Digest) int { return compareDigests(k.number, key) })
	if !ok {
		return 0, Digest{}, false
	}
	return x.known[at].id, x.known[at].content, true
}

// Suspects returns the officers who have the same birth date and, folded as
// personname.DuplicateKey does, the same name.
func (x *Index) Suspects(name string, birth civil.Date) (ids []int64) {
	key := x.person(name, birth)
	at, _ := slices.BinarySearchFunc(x.suspects, key, func(s suspect, key uint64) int { return cmp.Compare(s.person, key) })
	for ; at < len(x.suspects) && x.suspects[at].person == key; at++ {
		ids = append(ids, x.suspects[at].id)
	}
	return ids
}

func compareDigests(a, b Digest) int {
	return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
}

func (x *Index) text(s string) Digest {
	return Digest{maphash.String(x.seeds[0], s), maphash.String(x.seeds[1], s)}
}

func (x *Index) person(name string, birth civil.Date) uint64 {
	return maphash.String(x.seeds[0], personname.DuplicateKey(name)+"|"+birth.String())
}

// Digest returns the digest of what a file says: the officer's own fields and
// the parts in any order, without ids, versions and the import that wrote it.
func (x *Index) Digest(f File) Digest {
	f.Officer = Normalize(f.Officer)
	f.ImportID, f.ImportRow, f.Generated = 0, 0, false
	sum := x.values("officer", f.Officer.values())
	for _, part := range f.Parts() {
		d := x.values(string(part.Name()), values(part))
		sum[0] += d[0]
		sum[1] += d[1]
	}
	return sum
}

// values hashes the name of a kind of facts and the facts.
func (x *Index) values(name string, list []any) (d Digest) {
	var space [1024]byte
	text := appendValue(space[:0], name)
	for _, v := range list {
		text = appendValue(text, plain(v))
	}
	for i, seed := range x.seeds {
		d[i] = maphash.Bytes(seed, text)
	}
	return d
}

// appendValue adds a value with its kind and length in front, so that no two
// lists of values run together into the same bytes.
func appendValue(to []byte, v any) []byte {
	var number uint64
	switch v := v.(type) {
	case nil:
		return append(to, 0)
	case string:
		to = binary.LittleEndian.AppendUint64(append(to, 1), uint64(len(v)))
		return append(to, v...)
	case sql.NullInt64:
		if !v.Valid {
			return append(to, 0)
		}
		number = uint64(v.Int64)
	case civil.Date:
		number = uint64(v)
	case int:
		number = uint64(v)
	case int64:
		number = uint64(v)
	default:
		panic(fmt.Sprintf("registry: no digest of %T", v))
	}
	return binary.LittleEndian.AppendUint64(append(to, 2), number)
}
