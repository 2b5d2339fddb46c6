-- Calls: what the UN asks for, and who was told of it.

-- A request with its note verbale. women_num of women_den is the share of
-- women that it asks for among the nominees, 0 of 0 where it asks for none.
-- unit_id is the formed unit that a call for a unit or its rotation is about.
-- search_key is what one looks for, folded. Posts and checklist share the
-- version of their call.
CREATE TABLE call (
	id IDENTITY,
	reference TEXT NOT NULL UNIQUE,
	note_verbale TEXT NOT NULL DEFAULT '',
	title TEXT NOT NULL DEFAULT '',
	mission TEXT NOT NULL,
	category TEXT NOT NULL,
	armed INTEGER NOT NULL DEFAULT 0 CHECK (armed IN (0, 1)),
	unit_id BIGINT REFERENCES formed_unit (id),
	received_on TEXT NOT NULL CHECK (length(received_on) = 10),
	national_deadline TEXT CHECK (length(national_deadline) = 10),
	deadline TEXT NOT NULL CHECK (length(deadline) = 10),
	expected_from TEXT NOT NULL CHECK (length(expected_from) = 10),
	expected_to TEXT NOT NULL CHECK (length(expected_to) = 10),
	women_num INTEGER NOT NULL DEFAULT 0 CHECK (women_num >= 0),
	women_den INTEGER NOT NULL DEFAULT 0 CHECK (women_den >= women_num),
	status TEXT NOT NULL CHECK (status IN ('open', 'sent', 'closed', 'withdrawn')),
	closed_on TEXT CHECK (length(closed_on) = 10),
	source TEXT NOT NULL DEFAULT '',
	note TEXT NOT NULL DEFAULT '',
	search_key TEXT NOT NULL DEFAULT '',
	generated INTEGER NOT NULL DEFAULT 0 CHECK (generated IN (0, 1)),
	version INTEGER NOT NULL DEFAULT 1,
	CHECK (expected_to > expected_from)
);
CREATE INDEX call_deadline ON call (deadline);

-- Posts of a call, alike ones in one row with a count. requirement is JSON of
-- eligibility.Requirement; nominees is how many may be put forward for each.
CREATE TABLE call_post (
	id IDENTITY,
	call_id BIGINT NOT NULL REFERENCES call (id),
	number INTEGER NOT NULL CHECK (number > 0),
	title TEXT NOT NULL CHECK (title <> ''),
	tier TEXT NOT NULL DEFAULT '',
	element TEXT NOT NULL DEFAULT '',
	count INTEGER NOT NULL CHECK (count > 0),
	nominees INTEGER NOT NULL DEFAULT 1 CHECK (nominees > 0),
	priority INTEGER NOT NULL DEFAULT 1 CHECK (priority BETWEEN 1 AND 9),
	requirement TEXT NOT NULL,
	UNIQUE (call_id, number)
);

-- What must be in the file: document is a code of the reference data. Scope
-- says whether each nominee brings one or the call as a whole.
CREATE TABLE call_document (
	id IDENTITY,
	call_id BIGINT NOT NULL REFERENCES call (id),
	document TEXT NOT NULL,
	scope TEXT NOT NULL CHECK (scope IN ('nominee', 'call')),
	required INTEGER NOT NULL CHECK (required IN (0, 1)),
	owner TEXT NOT NULL DEFAULT '',
	due TEXT CHECK (length(due) = 10),
	UNIQUE (call_id, document)
);

-- The state of one document, of a nominee or (officer_id NULL) of the call.
-- evidence says where the paper is; sha256 is of a file that was looked at.
CREATE TABLE call_paper (
	id IDENTITY,
	call_document_id BIGINT NOT NULL REFERENCES call_document (id),
	officer_id BIGINT REFERENCES officer (id),
	state TEXT NOT NULL CHECK (state IN ('asked', 'received', 'accepted', 'returned', 'waived')),
	owner TEXT NOT NULL DEFAULT '',
	expires TEXT CHECK (length(expires) = 10),
	evidence TEXT NOT NULL DEFAULT '',
	sha256 TEXT NOT NULL DEFAULT '',
	note TEXT NOT NULL DEFAULT '',
	changed_on TEXT NOT NULL CHECK (length(changed_on) = 10),
	version INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX call_paper_document ON call_paper (call_document_id, COALESCE(officer_id, 0));
CREATE INDEX call_paper_officer ON call_paper (officer_id);

-- Who was told of a call, when and how, and what was answered.
CREATE TABLE call_told (
	call_id BIGINT NOT NULL REFERENCES call (id),
	officer_id BIGINT NOT NULL REFERENCES officer (id),
	told_on TEXT NOT NULL CHECK (length(told_on) = 10),
	channel TEXT NOT NULL DEFAULT '',
	answer TEXT NOT NULL DEFAULT '' CHECK (answer IN ('', 'interested', 'declined')),
	answered_on TEXT CHECK (length(answered_on) = 10),
	reason TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (call_id, officer_id)
);
CREATE INDEX call_told_officer ON call_told (officer_id);
