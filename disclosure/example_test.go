package disclosure_test

import (
	"fmt"

	"beret/disclosure"
)

// A partner asks for women by mission. Two women in one mission would be known
// by name; the next smallest mission is withheld with it, for the total minus
// the rest would give them back.
func ExampleShares() {
	names := []string{"all", "A", "B", "C"}
	lines, _ := disclosure.Shares([]disclosure.Group{
		{Parent: -1, Women: 30, Total: 90},
		{Parent: 0, Women: 2, Total: 20},
		{Parent: 0, Women: 8, Total: 30},
		{Parent: 0, Women: 20, Total: 40},
	}, disclosure.Rule{Threshold: 5})
	for i, l := range lines {
		fmt.Println(names[i], l.Women, l.Total, l.RateShown())
	}
	// Output:
	// all {shown 30} {shown 90} true
	// A {withheld 0} {shown 20} false
	// B {withheld 0} {shown 30} false
	// C {shown 20} {shown 40} true
}
