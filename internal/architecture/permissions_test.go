package architecture

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"beret/internal/account"
)

// The table of permissions in ARCHITECTURE.md is the one in the program.
func TestThePrintedPermissionsAreTheProgramsOwn(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(root, "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(data), "<!-- permissions:begin -->\n")
	printed, _, closed := strings.Cut(rest, "<!-- permissions:end -->")
	if !found || !closed {
		t.Fatal("ARCHITECTURE.md has no table of permissions")
	}
	if want := permissionTable(); printed != want {
		t.Errorf("ARCHITECTURE.md's table of permissions is not the program's; it should read:\n%s", want)
	}
}

func permissionTable() string {
	var b strings.Builder
	b.WriteString("| action |")
	for _, role := range account.Roles() {
		fmt.Fprintf(&b, " %s |", role)
	}
	b.WriteString("\n|" + strings.Repeat(" --- |", 1+len(account.Roles())) + "\n")
	for _, action := range account.Actions() {
		fmt.Fprintf(&b, "| `%s` |", action)
		for _, role := range account.Roles() {
			scope := account.ScopeOf(role, action)
			if scope == account.None {
				scope = "–"
			}
			fmt.Fprintf(&b, " %s |", scope)
		}
		b.WriteString("\n")
	}
	return b.String()
}
