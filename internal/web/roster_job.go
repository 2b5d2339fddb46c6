package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/roster"
)

// A roster that was uploaded waits in a folder that only this program may
// read, until it was brought in or discarded, or an hour has passed.
const (
	rosterLife = time.Hour
	rosterJobs = 6 // at a time, of all users
)

// rosterState is how far an uploaded roster has come.
type rosterState string

const (
	rosterReading rosterState = "reading" // the dry run is under way
	rosterLooked  rosterState = "looked"  // its outcome waits to be confirmed
	rosterTaking  rosterState = "taking"  // the import is under way
	rosterTaken   rosterState = "taken"
	rosterFailed  rosterState = "failed"
)

// rosterJob is an uploaded roster on its way in.
type rosterJob struct {
	id     string
	owner  int64
	folder string
	name   string // the file's own
	units  bool   // a table of home units came with it

	mutex       sync.Mutex
	state       rosterState
	options     roster.Options
	sheet       string
	done, total int64
	began       time.Time
	summary     *roster.Summary
	err         error
	cancel      context.CancelFunc
}

// rosterGlance is a job as it stands at a moment.
type rosterGlance struct {
	state       rosterState
	options     roster.Options
	done, total int64
	began       time.Time
	summary     *roster.Summary
	err         error
}

func (j *rosterJob) glance() rosterGlance {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return rosterGlance{j.state, j.options, j.done, j.total, j.began, j.summary, j.err}
}

func (g rosterGlance) running() bool { return g.state == rosterReading || g.state == rosterTaking }

// rosterDesk holds the uploaded rosters. The zero value is ready.
type rosterDesk struct {
	mutex sync.Mutex
	jobs  map[string]*rosterJob
}

// open makes a job with a folder of its own.
func (d *rosterDesk) open(actor account.Actor) (*rosterJob, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if len(d.jobs) >= rosterJobs {
		return nil, fault.New(fault.Conflict, "roster.page.too_many")
	}
	folder, err := os.MkdirTemp("", "beret-roster-")
	if err != nil {
		return nil, err
	}
	job := &rosterJob{id: requestID() + requestID(), owner: actor.UserID, folder: folder}
	if d.jobs == nil {
		d.jobs = map[string]*rosterJob{}
	}
	d.jobs[job.id] = job
	time.AfterFunc(rosterLife, func() { d.discard(job) })
	return job, nil
}

// find returns a job of the actor's own; nobody sees another's upload.
func (d *rosterDesk) find(actor account.Actor, id string) (*rosterJob, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	job := d.jobs[id]
	if job == nil || job.owner != actor.UserID {
		return nil, fault.New(fault.NotFound, "roster.page.gone")
	}
	return job, nil
}

// discard ends a job and removes its files.
func (d *rosterDesk) discard(job *rosterJob) {
	d.mutex.Lock()
	delete(d.jobs, job.id)
	d.mutex.Unlock()
	job.mutex.Lock()
	if job.cancel != nil {
		job.cancel()
	}
	job.mutex.Unlock()
	os.RemoveAll(job.folder)
}

// close discards every job; for the server's end.
func (d *rosterDesk) close() {
	d.mutex.Lock()
	var all []*rosterJob
	for _, job := range d.jobs {
		all = append(all, job)
	}
	d.mutex.Unlock()
	for _, job := range all {
		d.discard(job)
	}
}

func (j *rosterJob) path(name string) string { return filepath.Join(j.folder, name) }

// keep writes an uploaded file beside the job, for this program's eyes only.
func (j *rosterJob) keep(name string, from io.Reader) error {
	file, err := os.OpenFile(j.path(name), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, from)
	return errors.Join(err, file.Close())
}

const (
	rosterFile  = "roster"
	unitsFile   = "units"
	rejectsFile = "rejects.xlsx"
)

// start runs the job in the background: a dry run, or the import of what one
// has shown. A job that is running already goes on.
func (s *Server) startRoster(job *rosterJob, actor account.Actor, lang locale.Lang, o roster.Options) {
	ctx, cancel := context.WithCancel(context.Background())
	job.mutex.Lock()
	defer job.mutex.Unlock()
	if job.state == rosterReading || job.state == rosterTaking {
		cancel()
		return
	}
	job.options, job.began, job.done, job.total, job.err, job.cancel = o, time.Now(), 0, 0, nil, cancel
	job.state = rosterTaking
	if o.DryRun {
		job.state = rosterReading
	} else {
		o.Expect = job.summary
	}
	o.Printer = s.catalogue.In(lang)
	o.Progress = func(done, total int64) {
		job.mutex.Lock()
		job.done, job.total = done, total
		job.mutex.Unlock()
	}
	go func() {
		defer cancel()
		summary, err := s.runRoster(ctx, job, actor, o)
		job.end(summary, err)
		if fault.CodeOf(err) == fault.Internal && err != nil && ctx.Err() == nil {
			s.log.Error("roster", slog.Any("error", err))
		}
	}()
}

func (j *rosterJob) end(summary *roster.Summary, err error) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.err = err
	switch {
	case err != nil:
		j.state = rosterFailed
	case j.state == rosterReading:
		j.state, j.summary = rosterLooked, summary
	default:
		j.state, j.summary = rosterTaken, summary
	}
}

func (s *Server) runRoster(ctx context.Context, job *rosterJob, actor account.Actor, o roster.Options) (*roster.Summary, error) {
	file, err := roster.OpenAs(job.path(rosterFile), job.name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	file.Sheet = job.sheet
	if job.units {
		if err := file.AddUnits(job.path(unitsFile)); err != nil {
			return nil, err
		}
	}
	rejects, err := os.OpenFile(job.path(rejectsFile), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	o.Rejects = rejects
	summary, err := roster.New(s.db, s.registry, s.catalogue).Import(ctx, actor, file, o)
	return summary, errors.Join(err, rejects.Close())
}
