package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// build compiles the package in a folder, seen from this one, as it is released.
func build(ctx context.Context, folder, to string) error {
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", to, ".")
	command.Dir = folder
	command.Stderr = os.Stderr
	return command.Run()
}

// child is a server that runs beside the bench.
type child struct {
	command *exec.Cmd
	stdin   io.Closer
	base    string // http://127.0.0.1:port
	first   string // the first line that it wrote
	said    *lastWords
}

// startPatience is how long a server may take to answer for the first time.
const startPatience = 3 * time.Minute

// lastWords keeps the beginning of what a server says on standard error, to
// tell why it did not start.
type lastWords struct{ text []byte }

func (l *lastWords) Write(p []byte) (int, error) {
	l.text = append(l.text, p[:min(len(p), max(0, 2000-len(l.text)))]...)
	return len(p), nil
}

// startChild starts a server, which is given its address by the function, and
// waits until the path answers.
func startChild(ctx context.Context, path string, command func(address string) *exec.Cmd) (*child, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	c := &child{command: command(address), base: "http://" + address}
	c.said = &lastWords{}
	c.command.Stderr = c.said
	if c.stdin, err = c.command.StdinPipe(); err != nil {
		return nil, err
	}
	output, err := c.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.command.Start(); err != nil {
		return nil, err
	}
	if c.first, err = bufio.NewReader(output).ReadString('\n'); err != nil {
		c.stop()
		return nil, fmt.Errorf("%s ended: %s", filepath.Base(c.command.Path), c.said.text)
	}
	go io.Copy(io.Discard, output) // ends with the server
	if err := c.await(ctx, path); err != nil {
		c.stop()
		return nil, err
	}
	return c, nil
}

// await asks until the path answers.
func (c *child) await(ctx context.Context, path string) error {
	for until := time.Now().Add(startPatience); time.Now().Before(until) && ctx.Err() == nil; time.Sleep(time.Millisecond) {
		if answer, err := http.Get(c.base + path); err == nil {
			answer.Body.Close()
			return nil
		}
	}
	return fmt.Errorf("%s does not answer", filepath.Base(c.command.Path))
}

// stop ends the server: with an interrupt, and by force where that does not do.
func (c *child) stop() {
	c.stdin.Close()
	c.command.Process.Signal(os.Interrupt)
	force := time.AfterFunc(10*time.Second, func() { c.command.Process.Kill() })
	defer force.Stop()
	c.command.Wait() // that it was interrupted is no news
}

// memory returns a figure of the process's status in MB: VmRSS or VmHWM.
func (c *child) memory(figure string) float64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.command.Process.Pid)) // absent elsewhere than on Linux: no figure
	for line := range strings.Lines(string(status)) {
		if text, found := strings.CutPrefix(line, figure+":"); found {
			kilobytes, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(text), " kB"), 64)
			return kilobytes / 1024
		}
	}
	return 0
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// serveBeret starts `beret serve` on a record.
func serveBeret(ctx context.Context, binary, record string) (*child, error) {
	return startChild(ctx, "/healthz", func(address string) *exec.Cmd {
		return exec.CommandContext(ctx, binary, "serve", "--database", record, "--listen", address)
	})
}

// loadAverage says how busy the machine was with other things, for the reader.
func loadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(text))[:3], " ")
}
