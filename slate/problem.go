package slate

import (
	"fmt"
	"strings"
)

// Problem says what is wrong with an element of an instance or an answer. Its
// text is a key, so that a program can say it in its user's language.
type Problem string

// The problems. Their sentences stand in problemTexts.
const (
	ProblemSyntaxValue   Problem = "syntax_value"   // wanted
	ProblemNotText       Problem = "not_text"       //
	ProblemNotWhole      Problem = "not_whole"      //
	ProblemSyntaxEnd     Problem = "syntax_end"     //
	ProblemSyntaxText    Problem = "syntax_text"    // text that is not valid
	ProblemTooLong       Problem = "too_long"       // most
	ProblemUnknownField  Problem = "unknown_field"  // name, fields
	ProblemTwiceField    Problem = "twice_field"    // name
	ProblemMissingField  Problem = "missing_field"  // name
	ProblemUnknownValue  Problem = "unknown_value"  // value, values
	ProblemRange         Problem = "range"          // value, least, most
	ProblemTooMany       Problem = "too_many"       // most
	ProblemTwice         Problem = "twice"          // name
	ProblemNoOfficer     Problem = "no_officer"     // name
	ProblemNoClass       Problem = "no_class"       // name
	ProblemNoHome        Problem = "no_home"        // name
	ProblemNoGroup       Problem = "no_group"       // name
	ProblemNoAttribute   Problem = "no_attribute"   // name
	ProblemCircle        Problem = "circle"         // name
	ProblemNoTarget      Problem = "no_target"      //
	ProblemShareAbove    Problem = "share_above"    // num, den
	ProblemSelf          Problem = "self"           // name
	ProblemNotEligible   Problem = "not_eligible"   // officer, class
	ProblemPinnedTwice   Problem = "pinned_twice"   // officer, class, other
	ProblemPinnedBanned  Problem = "pinned_banned"  // officer, class
	ProblemPinnedApart   Problem = "pinned_apart"   // officer, other
	ProblemPinnedPlaces  Problem = "pinned_places"  // class, pins, places
	ProblemPinnedCap     Problem = "pinned_cap"     // home, pins, cap
	ProblemAlready       Problem = "already"        // officer, class
	ProblemNoPlace       Problem = "no_place"       // value: a place outside its slice
	ProblemNoCertificate Problem = "no_certificate" //
	ProblemStated        Problem = "stated"         // stated, found
	ProblemOrder         Problem = "order"          // name
	ProblemNotAllowed    Problem = "not_allowed"    // officer, class
	ProblemOver          Problem = "over"           // name, most
	ProblemPinBroken     Problem = "pin_broken"     // officer, class
	ProblemBothGo        Problem = "both_go"        // officer, other
	ProblemTree          Problem = "tree"           //
	ProblemRow           Problem = "row"            // row, index
	ProblemPaid          Problem = "paid"           //
	ProblemSize          Problem = "size"           //
	ProblemBound         Problem = "bound"          // stated, found
)

// problemTexts are the plain English sentences; {name} is replaced by the
// argument of that name.
func problemTexts() map[Problem]string {
	return map[Problem]string{
		ProblemSyntaxValue:   "{wanted} is expected here",
		ProblemNotText:       "a text in quotes is expected here",
		ProblemNotWhole:      "a whole number is expected here",
		ProblemSyntaxEnd:     "there is more after the end",
		ProblemSyntaxText:    "the text is not valid: it needs a closing quote, UTF-8 and escapes as in JSON",
		ProblemTooLong:       "a text or a number is too long; at most {most} bytes",
		ProblemUnknownField:  "there is no field {name} here; the fields are {fields}",
		ProblemTwiceField:    "the field {name} stands here twice",
		ProblemMissingField:  "the field {name} is missing",
		ProblemUnknownValue:  "{value} is not one of {values}",
		ProblemRange:         "{value} is outside {least} to {most}",
		ProblemTooMany:       "more than {most}",
		ProblemTwice:         "{name} stands here for the second time",
		ProblemNoOfficer:     "no officer {name}",
		ProblemNoClass:       "no class {name}",
		ProblemNoHome:        "no home {name}",
		ProblemNoGroup:       "no class belongs to the group {name}",
		ProblemNoAttribute:   "no officer has the attribute {name}, and attributes does not list it",
		ProblemCircle:        "the parents of {name} lead in a circle",
		ProblemNoTarget:      "a floor needs either share or count",
		ProblemShareAbove:    "a share of {num} in {den} is more than all",
		ProblemSelf:          "{name} cannot be kept apart from itself",
		ProblemNotEligible:   "{officer} is not eligible for {class}, so the pin cannot be kept",
		ProblemPinnedTwice:   "{officer} is pinned to {class} and to {other}; one officer takes one post",
		ProblemPinnedBanned:  "{officer} in {class} is pinned and banned",
		ProblemPinnedApart:   "{officer} and {other} are both pinned but may not both go",
		ProblemPinnedPlaces:  "{pins} officers are pinned to {class}, which has {places} places",
		ProblemPinnedCap:     "{pins} officers of {home} and the units below it are pinned, but at most {cap} may go",
		ProblemAlready:       "{officer} is eligible for {class} already, so nothing is to be upgraded",
		ProblemNoPlace:       "{value} is not a place in its list",
		ProblemNoCertificate: "the answer has no certificate",
		ProblemStated:        "{stated} is stated, {found} is right",
		ProblemOrder:         "{name} stands twice or out of the order of ids",
		ProblemNotAllowed:    "{officer} is not eligible for {class}, or is banned or pinned elsewhere",
		ProblemOver:          "{name} takes at most {most}",
		ProblemPinBroken:     "{officer} is pinned to {class} and is not there",
		ProblemBothGo:        "{officer} and {other} may not both go",
		ProblemTree:          "the proof's tree is not one, or a split in it counts nothing that is there",
		ProblemRow:           "the multiplier of row kind {row}, index {index} has no place here, is negative, too large or there twice",
		ProblemPaid:          "the floors' multipliers are worth more than the shortfalls cost",
		ProblemSize:          "the multipliers together are too large",
		ProblemBound:         "the proof shows {found}, which is beyond the {stated} that it states",
	}
}

// Problems lists every problem, for catalogues of texts.
func Problems() []Problem {
	var all []Problem
	for problem := range problemTexts() {
		all = append(all, problem)
	}
	return all
}

// InstanceError says which element of an instance or an answer is wrong, and
// how. Line and Column, from 1, are there where the text was being read.
type InstanceError struct {
	Element      string // as eligible[17].officer; empty for the whole
	Line, Column int
	Problem      Problem
	Args         []any // pairs of name and value
}

func (e *InstanceError) Error() string {
	var b strings.Builder
	if e.Line > 0 {
		fmt.Fprintf(&b, "line %d, column %d: ", e.Line, e.Column)
	}
	if e.Element != "" {
		b.WriteString(e.Element + ": ")
	}
	text := problemTexts()[e.Problem]
	for i := 0; i+1 < len(e.Args); i += 2 {
		value := fmt.Sprint(e.Args[i+1])
		if s, ok := e.Args[i+1].(string); ok && e.Problem != ProblemSyntaxValue && e.Args[i] != "fields" && e.Args[i] != "values" {
			value = fmt.Sprintf("%q", s)
		}
		text = strings.ReplaceAll(text, "{"+fmt.Sprint(e.Args[i])+"}", value)
	}
	return b.String() + text
}

func problem(element string, p Problem, args ...any) *InstanceError {
	return &InstanceError{Element: element, Problem: p, Args: args}
}

// at names the place of an element in a list.
func at(list string, place int) string { return fmt.Sprintf("%s[%d]", list, place) }
