-- Slates in the making: who is proposed for the posts of a call or for the
-- seats of a formed unit, what was decided, who agreed, what was signed.

-- prepared_by is who last changed list or rules. Who agrees to a slate is
-- nobody who made it; the rulings name the others whom the program refuses.
-- rules and proof are JSON: what is asked of the list, and what the engine
-- proved of the list as it stands.
CREATE TABLE slate (
	id IDENTITY,
	call_id BIGINT REFERENCES call (id),
	unit_id BIGINT REFERENCES formed_unit (id),
	name TEXT NOT NULL,
	rotation TEXT NOT NULL DEFAULT '',
	expected_from TEXT NOT NULL CHECK (length(expected_from) = 10),
	expected_to TEXT NOT NULL CHECK (length(expected_to) = 10),
	rules TEXT NOT NULL,
	proof TEXT NOT NULL DEFAULT '',
	status TEXT NOT NULL CHECK (status IN ('draft', 'checked', 'approved', 'signed', 'sent', 'void')),
	created_on TEXT NOT NULL CHECK (length(created_on) = 10),
	created_by TEXT NOT NULL,
	prepared_by TEXT NOT NULL,
	checked_on TEXT CHECK (length(checked_on) = 10),
	checked_by TEXT NOT NULL DEFAULT '',
	check_note TEXT NOT NULL DEFAULT '',
	approved_on TEXT CHECK (length(approved_on) = 10),
	approved_by TEXT NOT NULL DEFAULT '',
	generated INTEGER NOT NULL DEFAULT 0 CHECK (generated IN (0, 1)),
	version INTEGER NOT NULL DEFAULT 1,
	CHECK (approved_by = '' OR approved_by <> created_by AND approved_by <> prepared_by AND approved_by <> checked_by),
	CHECK ((call_id IS NULL) <> (unit_id IS NULL)),
	CHECK (expected_to > expected_from)
);
CREATE INDEX slate_call ON slate (call_id);
CREATE INDEX slate_unit ON slate (unit_id);

-- What a person decided against or ahead of the engine. post is the place's
-- key: the id of a call's post, or the key of alike seats of a unit; a ban
-- with no post keeps the officer off the whole slate.
CREATE TABLE slate_ruling (
	slate_id BIGINT NOT NULL REFERENCES slate (id),
	officer_id BIGINT NOT NULL REFERENCES officer (id),
	post TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('pin', 'ban')),
	reason TEXT NOT NULL CHECK (reason <> ''),
	ruled_by TEXT NOT NULL,
	ruled_on TEXT NOT NULL CHECK (length(ruled_on) = 10),
	PRIMARY KEY (slate_id, officer_id, post),
	CHECK (kind = 'ban' OR post <> '')
);

-- How many places of a post a person decided to leave empty.
CREATE TABLE slate_vacancy (
	slate_id BIGINT NOT NULL REFERENCES slate (id),
	post TEXT NOT NULL,
	places INTEGER NOT NULL CHECK (places > 0),
	reason TEXT NOT NULL CHECK (reason <> ''),
	ruled_by TEXT NOT NULL,
	ruled_on TEXT NOT NULL CHECK (length(ruled_on) = 10),
	PRIMARY KEY (slate_id, post)
);

-- The list as it stands. seat_id is set where the place is a unit's seat;
-- proposed is 0 where a person decided and not the engine.
CREATE TABLE slate_line (
	slate_id BIGINT NOT NULL REFERENCES slate (id),
	post TEXT NOT NULL,
	officer_id BIGINT NOT NULL REFERENCES officer (id),
	seat_id BIGINT REFERENCES seat (id),
	score INTEGER NOT NULL,
	proposed INTEGER NOT NULL CHECK (proposed IN (0, 1)),
	PRIMARY KEY (slate_id, officer_id)
);
CREATE INDEX slate_line_officer ON slate_line (officer_id);

-- Steps of agreement; the national chain and the UN's stand apart. step is a
-- code of the reference data.
CREATE TABLE slate_step (
	id IDENTITY,
	slate_id BIGINT NOT NULL REFERENCES slate (id),
	chain TEXT NOT NULL CHECK (chain IN ('national', 'un')),
	step TEXT NOT NULL,
	done_on TEXT NOT NULL CHECK (length(done_on) = 10),
	done_by TEXT NOT NULL,
	reference TEXT NOT NULL DEFAULT '',
	note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX slate_step_slate ON slate_step (slate_id);

-- The list as it was signed: never changed. content is JSON of the frozen
-- list, sha256 its hash.
CREATE TABLE slate_signed (
	id IDENTITY,
	slate_id BIGINT NOT NULL REFERENCES slate (id),
	edition INTEGER NOT NULL CHECK (edition > 0),
	content TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	signed_on TEXT NOT NULL CHECK (length(signed_on) = 10),
	signed_by TEXT NOT NULL,
	prepared_by TEXT NOT NULL,
	UNIQUE (slate_id, edition)
);
APPEND ONLY slate_signed;

-- The certificate of no adverse record belongs to one signed list, by its
-- hash; a change of the list voids it.
CREATE TABLE slate_certificate (
	id IDENTITY,
	slate_id BIGINT NOT NULL REFERENCES slate (id),
	sha256 TEXT NOT NULL,
	reference TEXT NOT NULL DEFAULT '',
	issued_on TEXT NOT NULL CHECK (length(issued_on) = 10),
	issued_by TEXT NOT NULL,
	voided_on TEXT CHECK (length(voided_on) = 10),
	void_reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX slate_certificate_slate ON slate_certificate (slate_id);
