// Beret is the record-and-planning system of a national office that sends
// police to UN peace operations and wants more women in the field and in
// command.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"beret/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	program := cli.Program{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Environment: os.Getenv}
	code := program.Run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}
