package web

// listView is the page of a list: filters, table, pages. Template "list".
type listView struct {
	page
	Filters *Filters // nil for none
	Table   Table
	Pages   Pages
}

// Beside reports whether the filters stand in a column beside the list.
func (v listView) Beside() bool { return v.Filters != nil && !v.Filters.Above }

// formView is the page of one form. Template "form".
type formView struct {
	page
	Notice *Notice // over the form, nil for none
	Form   *Form
}
