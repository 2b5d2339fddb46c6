-- The record of a national office. Days are ISO text (YYYY-MM-DD), instants
-- BIGINT microseconds since 1970 UTC, truth values INTEGER 0 or 1, spans of
-- days half-open [from_date, to_date) with NULL for an open end. Codes of
-- ranks, missions, categories, tiers, languages, tests and certificates are
-- those of the reference data, which is kept outside the schema.

CREATE TABLE home_unit (
	id IDENTITY,
	code TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	name_key TEXT NOT NULL,
	parent_id BIGINT REFERENCES home_unit (id) DEFERRABLE INITIALLY IMMEDIATE,
	generated INTEGER NOT NULL DEFAULT 0 CHECK (generated IN (0, 1))
);
CREATE INDEX home_unit_parent ON home_unit (parent_id);

CREATE TABLE roster_import (
	id IDENTITY,
	file_name TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	row_count INTEGER NOT NULL,
	created_count INTEGER NOT NULL,
	changed_count INTEGER NOT NULL,
	unchanged_count INTEGER NOT NULL,
	rejected_count INTEGER NOT NULL,
	rows_sha256 TEXT NOT NULL,
	imported_at BIGINT NOT NULL,
	imported_by TEXT NOT NULL
);

-- One row a person. given_name overrides the rule that the last syllable is
-- the given name. name_key orders by given, family, middle in Vietnamese
-- order; search_key is the folded name followed by the folded service number.
-- rank_code and home_unit_id are today's; earlier ones are in past_rank and
-- past_posting. version counts changes, so that a form knows it is stale.
CREATE TABLE officer (
	id IDENTITY,
	service_number TEXT NOT NULL UNIQUE,
	full_name TEXT NOT NULL CHECK (full_name <> ''),
	given_name TEXT NOT NULL DEFAULT '',
	passport_name TEXT NOT NULL DEFAULT '',
	name_key BLOB NOT NULL,
	search_key TEXT NOT NULL,
	woman INTEGER NOT NULL CHECK (woman IN (0, 1)),
	birth_date TEXT NOT NULL CHECK (length(birth_date) = 10),
	rank_code TEXT NOT NULL,
	rank_order INTEGER NOT NULL,
	rank_since TEXT CHECK (length(rank_since) = 10),
	home_unit_id BIGINT NOT NULL REFERENCES home_unit (id),
	unit_since TEXT CHECK (length(unit_since) = 10),
	position TEXT NOT NULL DEFAULT '',
	enlisted_on TEXT CHECK (length(enlisted_on) = 10),
	left_on TEXT CHECK (length(left_on) = 10),
	left_reason TEXT NOT NULL DEFAULT '',
	passport_expires TEXT CHECK (length(passport_expires) = 10),
	medical_status TEXT NOT NULL DEFAULT 'unknown' CHECK (medical_status IN ('unknown', 'fit', 'pending', 'temporarily-unfit', 'unfit')),
	medical_on TEXT CHECK (length(medical_on) = 10),
	medical_expires TEXT CHECK (length(medical_expires) = 10),
	national_clearance TEXT NOT NULL DEFAULT 'none' CHECK (national_clearance IN ('none', 'pending', 'cleared', 'refused')),
	national_clearance_on TEXT CHECK (length(national_clearance_on) = 10),
	national_clearance_expires TEXT CHECK (length(national_clearance_expires) = 10),
	national_clearance_reference TEXT NOT NULL DEFAULT '',
	note TEXT NOT NULL DEFAULT '',
	generated INTEGER NOT NULL DEFAULT 0 CHECK (generated IN (0, 1)),
	import_id BIGINT REFERENCES roster_import (id),
	import_row INTEGER,
	version INTEGER NOT NULL DEFAULT 1,
	CHECK (left_on IS NULL OR enlisted_on IS NULL OR left_on >= enlisted_on)
);
CREATE INDEX officer_name ON officer (name_key, id);
CREATE INDEX officer_unit ON officer (home_unit_id);
CREATE INDEX officer_rank ON officer (rank_order, name_key);

CREATE TABLE past_rank (
	officer_id BIGINT NOT NULL REFERENCES officer (id),
	rank_code TEXT NOT NULL,
	from_date TEXT NOT NULL CHECK (length(from_date) = 10),
	to_date TEXT NOT NULL CHECK (length(to_date) = 10),
	PRIMARY KEY (officer_id, from_date),
	CHECK (to_date > from_date)
);

CREATE TABLE past_posting (
	officer_id BIGINT NOT NULL REFERENCES officer (id),
	home_unit_id BIGINT NOT NULL REFERENCES home_unit (id),
	position TEXT NOT NULL DEFAULT '',
	from_date TEXT NOT NULL CHECK (length(from_date) = 10),
	to_date TEXT NOT NULL CHECK (length(to_date) = 10),
	PRIMARY KEY (officer_id, from_date),
	CHECK (to_date > from_date)
);

CREATE TABLE officer_language (
	officer_id BIGINT NOT NULL REFERENCES officer (id),
	language TEXT NOT NULL,
	level TEXT NOT NULL,
	tested_on TEXT CHECK (length(tested_on) = 10),
	PRIMARY KEY (officer_id, language)
);

CREATE TABLE officer_licence (
	officer_id BIGINT NOT NULL REFERENCES officer (id),
	class TEXT NOT NULL,
	manual INTEGER NOT NULL CHECK (manual IN (0, 1)),
	since TEXT CHECK (length(since) = 10),
	expires TEXT CHECK (length(expires) = 10),
	PRIMARY KEY (officer_id, class)
);
CREATE INDEX officer_licence_expires ON officer_licence (expires);

CREATE TABLE officer_specialism (
	officer_id BIGINT NOT NULL REFERENCES officer (id),
	specialism TEXT NOT NULL,
	years INTEGER NOT NULL CHECK (years BETWEEN 0 AND 60),
	PRIMARY KEY (officer_id, specialism)
);

CREATE TABLE certificate (
	id IDENTITY,
	officer_id BIGINT NOT NULL REFERENCES officer (id),
	type TEXT NOT NULL,
	issuer TEXT NOT NULL DEFAULT '',
	number TEXT NOT NULL DEFAULT '',
	issued TEXT CHECK (length(issued) = 10),
	expires TEXT CHECK (length(expires) = 10)
);
CREATE INDEX certificate_officer ON certificate (officer_id);
CREATE INDEX certificate_expires ON certificate (expires);

-- Assessment for mission service: every attempt at every test, and the
-- clearance that a passed assessment gives.
CREATE TABLE assessment_attempt (
	id IDENTITY,
	officer_id BIGINT NOT NULL REFERENCES officer (id),
	edition TEXT NOT NULL,
	test TEXT NOT NULL CHECK (test IN ('language', 'interview', 'computer', 'driving', 'firearms')),
	taken_on TEXT NOT NULL CHECK (length(taken_on) = 10),
	passed INTEGER NOT NULL CHECK (passed IN (0, 1)),
	score INTEGER CHECK (score BETWEEN 0 AND 100),
	UNIQUE (officer_id, test, taken_on)
);

CREATE TABLE assessment_clearance (
	id IDENTITY,
	officer_id BIGINT NOT NULL REFERENCES officer (id),
	edition TEXT NOT NULL,
	cleared_on TEXT NOT NULL CHECK (length(cleared_on) = 10),
	expires TEXT NOT NULL CHECK (length(expires) = 10),
	UNIQUE (officer_id, cleared_on),
	CHECK (expires > cleared_on)
);
CREATE INDEX assessment_clearance_expires ON assessment_clearance (expires);

-- When an officer is willing to go, said by the officer on consent_on.
CREATE TABLE availability (
	id IDENTITY,
	officer_id BIGINT NOT NULL REFERENCES officer (id),
	willing INTEGER NOT NULL CHECK (willing IN (0, 1)),
	from_date TEXT NOT NULL CHECK (length(from_date) = 10),
	to_date TEXT CHECK (length(to_date) = 10),
	consent_on TEXT CHECK (length(consent_on) = 10),
	note TEXT NOT NULL DEFAULT '',
	CHECK (to_date IS NULL OR to_date > from_date)
);
CREATE INDEX availability_officer ON availability (officer_id);

-- A formed unit with its table of organisation: numbered seats.
CREATE TABLE formed_unit (
	id IDENTITY,
	code TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	category TEXT NOT NULL,
	mission TEXT NOT NULL DEFAULT '',
	pcrs_level TEXT NOT NULL DEFAULT '' CHECK (pcrs_level IN ('', '1', '2', '3', 'RDL')),
	pcrs_since TEXT CHECK (length(pcrs_since) = 10),
	training_phase TEXT NOT NULL DEFAULT '',
	established_on TEXT CHECK (length(established_on) = 10),
	generated INTEGER NOT NULL DEFAULT 0 CHECK (generated IN (0, 1)),
	version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE seat (
	id IDENTITY,
	unit_id BIGINT NOT NULL REFERENCES formed_unit (id),
	number INTEGER NOT NULL CHECK (number > 0),
	element TEXT NOT NULL,
	title_key TEXT NOT NULL,
	tier TEXT NOT NULL DEFAULT '',
	rank_from TEXT NOT NULL DEFAULT '',
	rank_to TEXT NOT NULL DEFAULT '',
	specialism TEXT NOT NULL DEFAULT '',
	UNIQUE (unit_id, number)
);

CREATE TABLE seat_holder (
	seat_id BIGINT NOT NULL REFERENCES seat (id),
	officer_id BIGINT NOT NULL REFERENCES officer (id),
	from_date TEXT NOT NULL CHECK (length(from_date) = 10),
	to_date TEXT CHECK (length(to_date) = 10),
	PRIMARY KEY (seat_id, from_date),
	CHECK (to_date IS NULL OR to_date > from_date)
);
CREATE INDEX seat_holder_officer ON seat_holder (officer_id);

-- A tour. planned_end is the agreed day after the last; ended_on the true one,
-- once it is known. A deployment with from_date in the future is planned; one
-- that was called off before it began is cancelled. Where a tour was extended,
-- extended_from is the end that was agreed at first.
CREATE TABLE deployment (
	id IDENTITY,
	officer_id BIGINT NOT NULL REFERENCES officer (id),
	category TEXT NOT NULL,
	mission TEXT NOT NULL,
	unit_id BIGINT REFERENCES formed_unit (id),
	seat_id BIGINT REFERENCES seat (id),
	rotation TEXT NOT NULL DEFAULT '',
	post_title TEXT NOT NULL DEFAULT '',
	tier TEXT NOT NULL DEFAULT '',
	site TEXT NOT NULL DEFAULT '',
	from_date TEXT NOT NULL CHECK (length(from_date) = 10),
	planned_end TEXT NOT NULL CHECK (length(planned_end) = 10),
	extended_from TEXT CHECK (length(extended_from) = 10),
	ended_on TEXT CHECK (length(ended_on) = 10),
	end_reason TEXT NOT NULL DEFAULT '' CHECK (end_reason IN ('', 'end-of-tour', 'early-return', 'medical', 'disciplinary', 'mission-closed', 'death', 'transferred')),
	cancelled INTEGER NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1)),
	note TEXT NOT NULL DEFAULT '',
	generated INTEGER NOT NULL DEFAULT 0 CHECK (generated IN (0, 1)),
	version INTEGER NOT NULL DEFAULT 1,
	CHECK (planned_end > from_date),
	CHECK (ended_on IS NULL OR ended_on > from_date),
	CHECK (ended_on IS NULL OR end_reason <> '')
);
CREATE INDEX deployment_officer ON deployment (officer_id);
CREATE INDEX deployment_from ON deployment (from_date);

CREATE TABLE nomination (
	id IDENTITY,
	officer_id BIGINT NOT NULL REFERENCES officer (id),
	category TEXT NOT NULL,
	mission TEXT NOT NULL,
	post_title TEXT NOT NULL DEFAULT '',
	tier TEXT NOT NULL DEFAULT '',
	note_verbale TEXT NOT NULL DEFAULT '',
	nominated_on TEXT NOT NULL CHECK (length(nominated_on) = 10),
	expected_from TEXT NOT NULL CHECK (length(expected_from) = 10),
	expected_to TEXT NOT NULL CHECK (length(expected_to) = 10),
	status TEXT NOT NULL CHECK (status IN ('pending', 'selected', 'rejected', 'withdrawn', 'deployed')),
	decided_on TEXT CHECK (length(decided_on) = 10),
	deployment_id BIGINT REFERENCES deployment (id),
	generated INTEGER NOT NULL DEFAULT 0 CHECK (generated IN (0, 1)),
	version INTEGER NOT NULL DEFAULT 1,
	CHECK (expected_to > expected_from)
);
CREATE INDEX nomination_officer ON nomination (officer_id);
CREATE INDEX nomination_status ON nomination (status);

-- Rows of reference data that the office adds or puts in the place of shipped
-- ones: kind and code say which, content is the row as JSON.
CREATE TABLE reference_row (
	id IDENTITY,
	kind TEXT NOT NULL,
	code TEXT NOT NULL,
	valid_from TEXT NOT NULL CHECK (length(valid_from) = 10),
	content TEXT NOT NULL,
	source TEXT NOT NULL CHECK (source <> ''),
	confidence TEXT NOT NULL,
	entered_at BIGINT NOT NULL,
	entered_by TEXT NOT NULL,
	UNIQUE (kind, code, valid_from)
);

-- Facts about the office itself: its country, name, language, the as-of date
-- and seed of a demonstration.
CREATE TABLE setting (
	name TEXT PRIMARY KEY,
	value TEXT NOT NULL
);

-- A frozen month-end position: what was stated, by which formula, with a hash.
CREATE TABLE snapshot (
	month TEXT PRIMARY KEY CHECK (length(month) = 7),
	formula_version TEXT NOT NULL,
	content TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	frozen_at BIGINT NOT NULL,
	frozen_by TEXT NOT NULL
);
APPEND ONLY snapshot;

CREATE TABLE contribution_import (
	id IDENTITY,
	file_name TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	shape TEXT NOT NULL,
	row_count INTEGER NOT NULL,
	first_month TEXT NOT NULL,
	last_month TEXT NOT NULL,
	issues TEXT NOT NULL,
	imported_at BIGINT NOT NULL,
	imported_by TEXT NOT NULL
);

CREATE TABLE contribution_figure (
	month TEXT NOT NULL CHECK (length(month) = 7),
	iso3 TEXT NOT NULL,
	mission TEXT NOT NULL,
	personnel_type TEXT NOT NULL,
	women INTEGER NOT NULL CHECK (women >= 0),
	men INTEGER NOT NULL CHECK (men >= 0),
	import_id BIGINT NOT NULL REFERENCES contribution_import (id),
	PRIMARY KEY (month, iso3, mission, personnel_type)
);
CREATE INDEX contribution_country ON contribution_figure (iso3, month);

CREATE TABLE account_user (
	id IDENTITY,
	login TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	role TEXT NOT NULL CHECK (role IN ('administrator', 'desk', 'leader', 'unit', 'officer', 'partner')),
	password_hash TEXT NOT NULL,
	unit_id BIGINT REFERENCES formed_unit (id),
	officer_id BIGINT REFERENCES officer (id),
	lang TEXT NOT NULL,
	disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
	failed INTEGER NOT NULL DEFAULT 0,
	locked_until BIGINT,
	created_at BIGINT NOT NULL,
	password_changed_at BIGINT NOT NULL,
	CHECK (role <> 'unit' OR unit_id IS NOT NULL),
	CHECK (role <> 'officer' OR officer_id IS NOT NULL)
);

CREATE TABLE account_session (
	token_hash TEXT PRIMARY KEY,
	user_id BIGINT NOT NULL REFERENCES account_user (id),
	created_at BIGINT NOT NULL,
	seen_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL
);
CREATE INDEX account_session_user ON account_session (user_id);

-- Who changed what. Each row's hash covers its content and the hash before it;
-- audit_head keeps the count and the last hash, so that a cut end shows too.
CREATE TABLE audit_log (
	number BIGINT PRIMARY KEY,
	at BIGINT NOT NULL,
	actor TEXT NOT NULL,
	role TEXT NOT NULL,
	action TEXT NOT NULL,
	kind TEXT NOT NULL,
	subject BIGINT NOT NULL,
	before_state TEXT NOT NULL,
	after_state TEXT NOT NULL,
	reason TEXT NOT NULL,
	previous_hash TEXT NOT NULL,
	hash TEXT NOT NULL
);
CREATE INDEX audit_log_subject ON audit_log (kind, subject);
CREATE INDEX audit_log_at ON audit_log (at);
APPEND ONLY audit_log;

CREATE TABLE audit_head (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	count BIGINT NOT NULL,
	hash TEXT NOT NULL
);
