package registry

// FieldKey returns the message key of a field's label, as it stands in
// problems and in the audit log: of an officer, "birth_date", or of a part,
// "language.level".
func FieldKey(field string) string { return "registry.field." + field }

// TextKey returns the message key of the part's name.
func (n PartName) TextKey() string { return "registry.part." + string(n) }

// ActionKey returns the message key of an action of this room in the audit log.
func ActionKey(action string) string { return "registry.action." + action }
