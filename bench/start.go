package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The start: how long `beret serve` takes from its call to its first answer,
// and what it keeps in memory while nobody asks, on the demonstration and on
// half a million officers.

const (
	startsTimed = 10
	idleTime    = 5 * time.Second
)

func benchStart(ctx context.Context) (string, error) {
	officers, err := numberFrom(registryRowsVariable, registryRows)
	if err != nil {
		return "", err
	}
	folder, err := os.MkdirTemp("", "beret-bench-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	path := func(name string) string { return filepath.Join(folder, name) }
	if err := build(ctx, "..", path("beret")); err != nil {
		return "", err
	}
	if output, err := exec.CommandContext(ctx, path("beret"), "demo", "--folder", folder, "--build-only").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, output)
	}
	session, err := buildRecord(ctx, path("large.db"), officers)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "## Start and rest\n\n`beret serve` built with `-trimpath`, called until it answers /healthz, median of %d (least, most); resident memory %s later, and after the first list; %s; load of the machine before %s.\n\n",
		startsTimed, idleTime, machine(), loadAverage())
	fmt.Fprintf(&b, "| record | start | idle | after the first list |\n| --- | ---: | ---: | ---: |\n")
	for _, record := range []struct{ name, file, session string }{
		{"demonstration", "beret.db", ""}, {fmt.Sprintf("%d officers", officers), "large.db", session},
	} {
		line, err := measureStart(ctx, path("beret"), path(record.file), record.session)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "| %s | %s |\n", record.name, line)
	}
	return b.String(), nil
}

// measureStart returns the cells of a record's line; the list is asked for
// where there is a session.
func measureStart(ctx context.Context, binary, record, session string) (string, error) {
	var took []time.Duration
	for range startsTimed {
		begun := time.Now()
		server, err := serveBeret(ctx, binary, record)
		if err != nil {
			return "", err
		}
		took = append(took, time.Since(begun))
		server.stop()
	}
	slices.Sort(took)
	server, err := serveBeret(ctx, binary, record)
	if err != nil {
		return "", err
	}
	defer server.stop()
	time.Sleep(idleTime)
	idle, listed := server.memory("VmRSS"), "—"
	if session != "" {
		_, err = visitor{server.base, http.Header{"Cookie": {"beret_session=" + session}}}.get(ctx, http.DefaultClient, "/officers")
		listed = fmt.Sprintf("%.0f MB", server.memory("VmRSS"))
		if err != nil {
			listed = "no page yet"
		}
	}
	return fmt.Sprintf("%s (%s, %s) | %.0f MB | %s", milliseconds(took[startsTimed/2]), milliseconds(took[0]), milliseconds(took[startsTimed-1]), idle, listed), errors.Join(ctx.Err())
}
