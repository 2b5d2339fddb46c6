// Package fault is the one error type that crosses rooms: a code that decides
// what the program does, a key that decides what the user reads, and the chain
// of causes that only the log sees.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Code classes an error by what can be done about it.
type Code string

// The codes. Whatever carries none of them is Internal for the user.
const (
	Invalid   Code = "invalid"   // the input breaks a rule; Problems says which
	NotFound  Code = "not-found" // there is no such thing, or not for this actor
	Forbidden Code = "forbidden" // the actor's role does not allow the action
	Conflict  Code = "conflict"  // the record changed meanwhile, or is in use
	Internal  Code = "internal"  // our fault; the log has the chain
)

// Problem is one broken rule of one field: a message key with its arguments.
// Args are pairs of name and value for the locale's placeholders.
type Problem struct {
	Field string `json:"field"`
	Key   string `json:"key"`
	Args  []any  `json:"args,omitempty"`
}

// Error is an error with a code. Key is looked up in the user's language.
type Error struct {
	Code     Code
	Key      string
	Args     []any
	Problems []Problem
	Err      error
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(string(e.Code))
	b.WriteString(": ")
	b.WriteString(e.Key)
	for _, p := range e.Problems {
		fmt.Fprintf(&b, "; %s: %s %v", p.Field, p.Key, p.Args)
	}
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// New returns an error of a code that the user reads as key's text.
func New(code Code, key string, args ...any) *Error {
	return &Error{Code: code, Key: key, Args: args}
}

// Because is New with a cause for the log.
func Because(err error, code Code, key string, args ...any) *Error {
	return &Error{Code: code, Key: key, Args: args, Err: err}
}

// Check returns an Invalid error with the problems, or nil where there are none.
func Check(problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	return &Error{Code: Invalid, Key: "fault.invalid", Args: []any{"n", len(problems)}, Problems: problems}
}

// CodeOf returns the code of the first Error in the chain, or Internal.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// ProblemsOf returns the problems of the first Error in the chain.
func ProblemsOf(err error) []Problem {
	var e *Error
	if errors.As(err, &e) {
		return e.Problems
	}
	return nil
}

// Wrap adds what was being done to *err, if it is set. Deferred as a
// function's first line it makes chains read like a call stack with arguments.
func Wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf(format+": %w", append(args, *err)...)
	}
}
