-- What the outlook needs to know beside the people: the posts that are
-- authorised, when units rotate, and the questions that somebody kept.

-- Posts authorised in a category, mission and tier from a month on, until the
-- next row of the same three; 0 ends them. Where there is no row, the posts held
-- on the day count.
CREATE TABLE authorised_post (
	id IDENTITY,
	category TEXT NOT NULL,
	mission TEXT NOT NULL,
	tier TEXT NOT NULL DEFAULT '',
	from_month TEXT NOT NULL CHECK (length(from_month) = 7),
	posts INTEGER NOT NULL CHECK (posts BETWEEN 0 AND 100000),
	source TEXT NOT NULL CHECK (source <> ''),
	generated INTEGER NOT NULL DEFAULT 0 CHECK (generated IN (0, 1)),
	version INTEGER NOT NULL DEFAULT 1,
	UNIQUE (category, mission, tier, from_month)
);

-- A formed unit's contingent goes to the mission on a day and takes the place of
-- the one before. women is how many of it are planned to be women, NULL where
-- nothing is planned.
CREATE TABLE unit_rotation (
	id IDENTITY,
	unit_id BIGINT NOT NULL REFERENCES formed_unit (id),
	mission TEXT NOT NULL CHECK (mission <> ''),
	rotates_on TEXT NOT NULL CHECK (length(rotates_on) = 10),
	contingent INTEGER NOT NULL CHECK (contingent BETWEEN 1 AND 10000),
	women INTEGER CHECK (women BETWEEN 0 AND contingent),
	source TEXT NOT NULL CHECK (source <> ''),
	generated INTEGER NOT NULL DEFAULT 0 CHECK (generated IN (0, 1)),
	version INTEGER NOT NULL DEFAULT 1,
	UNIQUE (unit_id, rotates_on)
);

-- A question to the outlook that was kept under a name; question is JSON.
CREATE TABLE outlook_scenario (
	id IDENTITY,
	name TEXT NOT NULL UNIQUE CHECK (name <> ''),
	question TEXT NOT NULL,
	note TEXT NOT NULL DEFAULT '',
	saved_at BIGINT NOT NULL,
	saved_by TEXT NOT NULL,
	generated INTEGER NOT NULL DEFAULT 0 CHECK (generated IN (0, 1)),
	version INTEGER NOT NULL DEFAULT 1
);
