package demonstration

import (
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/office"
	"beret/internal/pack"
	"beret/internal/reference"
	"beret/internal/registry"
)

// packSource is what the demonstration's packs are loaded from.
func (e slateEntry) packSource(of office.Office) (source pack.Source, err error) {
	source = pack.Source{Store: registry.NewStore(e.db, e.scene.Book), Office: of, Book: e.scene.Book, Today: e.scene.Today}
	if source.Units, err = source.Store.HomeUnits(e.ctx, account.System()); err != nil {
		return source, err
	}
	source.Countries, err = reference.LoadCountries()
	return source, err
}

// send records that a signed list's pack went to the United Nations, as the
// desk records it; that it is made up stands with it.
func (e slateEntry) send(tx *database.Tx, id int64) error {
	p, err := e.packs.Load(e.ctx, tx, e.scene.Actor, id)
	if err != nil {
		return err
	}
	return pack.Record(e.ctx, tx, e.scene.Actor, p, pack.Sending{
		Recipient: "Police Division, Department of Peace Operations, New York (generated for the demonstration)",
		Basis:     "Nomination in answer to note verbale " + p.Call.NoteVerbale + " (generated for the demonstration)",
		Content:   "Note verbale, table of nominees, sheet of completeness, certificate " + p.List.Certificate.Reference,
		On:        e.scene.Today,
	}, e.scene.Today)
}
