package registry

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/personname"
)

// HomeUnit is a unit of the ministry in which officers serve at home. Units
// form a tree.
type HomeUnit struct {
	ID        int64  `json:"-"`
	Code      string `json:"code"`
	Name      string `json:"name"`
	ParentID  int64  `json:"parent"` // 0 at the top
	Generated bool   `json:"generated"`

	Depth int `json:"-"` // below the top, filled in by HomeUnits
}

// HomeUnits returns all units in the order of the tree, each parent before its
// children, siblings by name. The names of units are no secret inside the
// office; an actor who may list nobody gets none.
func (s *Store) HomeUnits(ctx context.Context, actor account.Actor) (units []HomeUnit, err error) {
	defer fault.Wrap(&err, "registry.HomeUnits")
	if !actor.May(account.OfficerList) && !actor.May(account.OfficerView) {
		return nil, nil
	}
	err = s.read(ctx, func(tx *database.Tx) error {
		units, err = s.units(ctx, tx)
		return err
	})
	return units, err
}

// units takes the units from the lists' view where there is one: every page of
// an officer asks for them. To load the view for their sake would be too much.
func (s *Store) units(ctx context.Context, tx *database.Tx) ([]HomeUnit, error) {
	v := s.view
	v.mu.RLock()
	loaded := v.loaded
	v.mu.RUnlock()
	if !loaded {
		return loadUnits(ctx, tx)
	}
	if err := v.acquire(ctx, tx); err != nil {
		return nil, err
	}
	defer v.mu.RUnlock()
	return slices.Clone(v.units), nil
}

func loadUnits(ctx context.Context, tx *database.Tx) ([]HomeUnit, error) {
	children := map[int64][]HomeUnit{}
	err := tx.Each(ctx, func(rows *sql.Rows) error {
		var u HomeUnit
		var parent sql.NullInt64
		err := rows.Scan(&u.ID, &u.Code, &u.Name, &parent, (*flag)(&u.Generated))
		u.ParentID = parent.Int64
		children[u.ParentID] = append(children[u.ParentID], u)
		return err
	}, "SELECT id, code, name, parent_id, generated FROM home_unit ORDER BY name_key, code")
	return inTreeOrder(children, nil, 0, 0), err
}

func inTreeOrder(children map[int64][]HomeUnit, list []HomeUnit, parent int64, depth int) []HomeUnit {
	for _, u := range children[parent] {
		u.Depth = depth
		list = inTreeOrder(children, append(list, u), u.ID, depth+1)
	}
	return list
}

// Descendants returns a unit's id and those of all units below it, out of a
// list in tree order.
func Descendants(units []HomeUnit, id int64) []int64 {
	within := map[int64]bool{id: true}
	list := []int64{id}
	for _, u := range units {
		if within[u.ParentID] && !within[u.ID] {
			within[u.ID] = true
			list = append(list, u.ID)
		}
	}
	return list
}

// PutHomeUnit adds a unit, or changes the one of its id, and returns the id.
// Invalid is returned where the code is taken or the parent lies below it.
func (s *Store) PutHomeUnit(ctx context.Context, actor account.Actor, u HomeUnit) (id int64, err error) {
	defer fault.Wrap(&err, "registry.PutHomeUnit(%d)", u.ID)
	if err := actor.Require(account.OfficerEdit); err != nil {
		return 0, err
	}
	u.Code, u.Name = NormalizeNumber(u.Code), personname.Normalize(u.Name)
	err = s.db.Write(ctx, func(tx *database.Tx) error {
		id, err = s.putHomeUnit(ctx, tx, actor, u)
		return err
	})
	return id, err
}

func (s *Store) putHomeUnit(ctx context.Context, tx *database.Tx, actor account.Actor, u HomeUnit) (int64, error) {
	units, err := loadUnits(ctx, tx)
	if err != nil {
		return 0, err
	}
	if err := fault.Check(checkUnit(u, units)); err != nil {
		return 0, err
	}
	entry := audit.Entry{Actor: actor, Action: "home_unit.put", Kind: UnitKind, After: u}
	if u.ID == 0 {
		u.ID, err = s.InsertHomeUnit(ctx, tx, u)
	} else {
		old := units[indexOf(units, u.ID)]
		if old.Depth, u.Depth = 0, 0; old == u {
			return u.ID, nil
		}
		entry.Before = old
		_, err = tx.Exec(ctx, "UPDATE home_unit SET code = ?, name = ?, name_key = ?, parent_id = ? WHERE id = ?",
			u.Code, u.Name, unitKey(s.sorter, u), database.NullID(u.ParentID), u.ID)
	}
	if err != nil {
		return 0, err
	}
	entry.Subject = u.ID
	return u.ID, audit.Append(ctx, tx, entry)
}

// InsertHomeUnit adds a unit in a running transaction and returns its id: for
// imports and generators, which check and audit as a whole.
func (s *Store) InsertHomeUnit(ctx context.Context, tx *database.Tx, u HomeUnit) (id int64, err error) {
	err = tx.QueryRow(ctx, "INSERT INTO home_unit (code, name, name_key, parent_id, generated) VALUES (?, ?, ?, ?, ?) RETURNING id",
		u.Code, u.Name, unitKey(s.sorter, u), database.NullID(u.ParentID), database.Flag(u.Generated)).Scan(&id)
	return id, err
}

// unitKey orders units by their name's first word on. The column is text, so
// the collation key of each syllable is written in hexadecimal digits.
func unitKey(sorter *personname.Sorter, u HomeUnit) string {
	const digits = "0123456789abcdef"
	var b strings.Builder
	for _, word := range strings.Fields(u.Name) {
		for _, c := range sorter.Key(word, "") {
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
	return b.String()
}

func checkUnit(u HomeUnit, units []HomeUnit) []fault.Problem {
	p := &problems{}
	p.required("code", u.Code)
	p.required("name", u.Name)
	p.text("code", u.Code, 50)
	p.text("name", u.Name, longestText)
	p.add(u.ID != 0 && indexOf(units, u.ID) < 0, "code", "registry.problem.unknown_unit")
	p.add(u.ParentID != 0 && indexOf(units, u.ParentID) < 0, "parent", "registry.problem.unknown_unit")
	for _, other := range units {
		p.add(other.ID != u.ID && other.Code == u.Code, "code", "registry.problem.code_taken")
	}
	if u.ID != 0 && u.ParentID != 0 {
		below := slices.Contains(Descendants(units, u.ID), u.ParentID)
		p.add(below, "parent", "registry.problem.parent_below")
	}
	return p.list
}

func indexOf(units []HomeUnit, id int64) int {
	for i := range units {
		if units[i].ID == id {
			return i
		}
	}
	return -1
}

// RemoveHomeUnit removes a unit that nobody serves or served in and that has
// no units below it; otherwise Conflict is returned.
func (s *Store) RemoveHomeUnit(ctx context.Context, actor account.Actor, id int64) (err error) {
	defer fault.Wrap(&err, "registry.RemoveHomeUnit(%d)", id)
	if err := actor.Require(account.OfficerEdit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *database.Tx) error {
		units, err := loadUnits(ctx, tx)
		if err != nil {
			return err
		}
		at := indexOf(units, id)
		if at < 0 {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		if _, err := tx.Exec(ctx, "DELETE FROM home_unit WHERE id = ?", id); fault.CodeOf(err) == fault.Conflict {
			return fault.Because(err, fault.Conflict, "registry.unit_in_use", "name", units[at].Name)
		} else if err != nil {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "home_unit.remove", Kind: UnitKind, Subject: id, Before: units[at]})
	})
}
