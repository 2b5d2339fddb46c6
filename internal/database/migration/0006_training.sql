-- Training: sessions with their places; and tasks.

-- A course, a preparation or an assessment for mission service. code is what a
-- session is about by the reference data: the type of certificate of a course,
-- the language of a language course (with the level that it reaches), the
-- edition of an assessment; a preparation has none. women_seats of the seats
-- are kept for women. deadline is the last day to ask for the session or to
-- name participants. source says which plan a session came from. search_key is
-- what one looks for, folded. Places share the version of their session.
CREATE TABLE training_session (
	id IDENTITY,
	kind TEXT NOT NULL CHECK (kind IN ('course', 'language', 'preparation', 'assessment')),
	code TEXT NOT NULL DEFAULT '',
	level TEXT NOT NULL DEFAULT '',
	armed INTEGER NOT NULL DEFAULT 0 CHECK (armed IN (0, 1)),
	title TEXT NOT NULL CHECK (title <> ''),
	place TEXT NOT NULL DEFAULT '',
	organiser TEXT NOT NULL DEFAULT '',
	from_date TEXT NOT NULL CHECK (length(from_date) = 10),
	to_date TEXT NOT NULL CHECK (length(to_date) = 10),
	seats INTEGER NOT NULL CHECK (seats > 0),
	women_seats INTEGER NOT NULL DEFAULT 0 CHECK (women_seats BETWEEN 0 AND seats),
	deadline TEXT CHECK (length(deadline) = 10),
	status TEXT NOT NULL CHECK (status IN ('planned', 'requested', 'confirmed', 'held', 'cancelled')),
	cost TEXT NOT NULL DEFAULT '',
	source TEXT NOT NULL DEFAULT '',
	note TEXT NOT NULL DEFAULT '',
	search_key TEXT NOT NULL DEFAULT '',
	generated INTEGER NOT NULL DEFAULT 0 CHECK (generated IN (0, 1)),
	version INTEGER NOT NULL DEFAULT 1,
	CHECK (to_date > from_date)
);
CREATE INDEX training_session_from ON training_session (from_date);

-- Who is on a session, waits for a seat, or was. failed_test is the test at
-- which an assessment ended, result_on the day of the result, reason why a rule
-- was set aside for this place.
CREATE TABLE training_place (
	session_id BIGINT NOT NULL REFERENCES training_session (id),
	officer_id BIGINT NOT NULL REFERENCES officer (id),
	enrolled_on TEXT NOT NULL CHECK (length(enrolled_on) = 10),
	status TEXT NOT NULL CHECK (status IN ('enrolled', 'waiting', 'attended', 'passed', 'failed', 'absent', 'withdrawn')),
	failed_test TEXT NOT NULL DEFAULT '',
	result_on TEXT CHECK (length(result_on) = 10),
	reason TEXT NOT NULL DEFAULT '',
	note TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (session_id, officer_id)
);
CREATE INDEX training_place_officer ON training_place (officer_id);

-- Work to be done by a day. user_id is the user who is responsible, or else
-- responsible names who is. origin_kind and origin_id say what a task came
-- from: a plan of the outlook, a call, a training session. target_women and
-- target_number are what is to be reached, of women and of all, 0 where the
-- task has no number.
CREATE TABLE task (
	id IDENTITY,
	title TEXT NOT NULL CHECK (title <> ''),
	detail TEXT NOT NULL DEFAULT '',
	due_on TEXT NOT NULL CHECK (length(due_on) = 10),
	user_id BIGINT REFERENCES account_user (id),
	responsible TEXT NOT NULL DEFAULT '',
	status TEXT NOT NULL CHECK (status IN ('open', 'done', 'dropped')),
	closed_on TEXT CHECK (length(closed_on) = 10),
	closed_by TEXT NOT NULL DEFAULT '',
	origin_kind TEXT NOT NULL DEFAULT '' CHECK (origin_kind IN ('', 'plan', 'call', 'session')),
	origin_id BIGINT NOT NULL DEFAULT 0,
	origin TEXT NOT NULL DEFAULT '',
	target_women INTEGER NOT NULL DEFAULT 0 CHECK (target_women >= 0),
	target_number INTEGER NOT NULL DEFAULT 0 CHECK (target_number >= 0),
	search_key TEXT NOT NULL DEFAULT '',
	generated INTEGER NOT NULL DEFAULT 0 CHECK (generated IN (0, 1)),
	version INTEGER NOT NULL DEFAULT 1,
	CHECK ((status = 'open') = (closed_on IS NULL))
);
CREATE INDEX task_due ON task (status, due_on);
