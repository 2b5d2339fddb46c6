-- What became of nominees, and what was sent abroad about them.

-- reason is why a nominee was rejected or withdrawn.
ALTER TABLE nomination ADD COLUMN call_id BIGINT REFERENCES call (id);
ALTER TABLE nomination ADD COLUMN post_id BIGINT REFERENCES call_post (id);
ALTER TABLE nomination ADD COLUMN slate_id BIGINT REFERENCES slate (id);
ALTER TABLE nomination ADD COLUMN reason TEXT NOT NULL DEFAULT '';
CREATE INDEX nomination_call ON nomination (call_id);
CREATE INDEX nomination_slate ON nomination (slate_id);

-- The UN's steps with a nominee: registered, interviewed, a test of the
-- assessment, cleared; each with its outcome.
CREATE TABLE nomination_step (
	id IDENTITY,
	nomination_id BIGINT NOT NULL REFERENCES nomination (id),
	step TEXT NOT NULL CHECK (step IN ('registered', 'interviewed', 'language', 'interview', 'computer', 'driving', 'firearms', 'cleared')),
	passed INTEGER NOT NULL CHECK (passed IN (0, 1)),
	happened_on TEXT NOT NULL CHECK (length(happened_on) = 10),
	reason TEXT NOT NULL DEFAULT '',
	note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX nomination_step_nomination ON nomination_step (nomination_id);

-- What was sent abroad about whom, to whom and on which basis.
CREATE TABLE transfer (
	id IDENTITY,
	slate_id BIGINT REFERENCES slate (id),
	call_id BIGINT REFERENCES call (id),
	officer_id BIGINT NOT NULL REFERENCES officer (id),
	recipient TEXT NOT NULL CHECK (recipient <> ''),
	basis TEXT NOT NULL CHECK (basis <> ''),
	content TEXT NOT NULL CHECK (content <> ''),
	sha256 TEXT NOT NULL,
	sent_on TEXT NOT NULL CHECK (length(sent_on) = 10),
	sent_by TEXT NOT NULL
);
CREATE INDEX transfer_officer ON transfer (officer_id);
CREATE INDEX transfer_slate ON transfer (slate_id);
APPEND ONLY transfer;
