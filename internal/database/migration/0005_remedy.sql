-- What is planned so that a slate's floors can be met: the steps that would make
-- an officer eligible for a post. what is the codes of the steps, cost their
-- days of work. The fact itself is entered in the officer's record once it is
-- so; done_on says that the measure was carried out.
CREATE TABLE slate_measure (
	id IDENTITY,
	slate_id BIGINT NOT NULL REFERENCES slate (id),
	officer_id BIGINT NOT NULL REFERENCES officer (id),
	post TEXT NOT NULL,
	what TEXT NOT NULL CHECK (what <> ''),
	cost INTEGER NOT NULL CHECK (cost >= 0),
	due_on TEXT NOT NULL CHECK (length(due_on) = 10),
	done_on TEXT CHECK (length(done_on) = 10),
	done_by TEXT NOT NULL DEFAULT '',
	note TEXT NOT NULL DEFAULT '',
	planned_on TEXT NOT NULL CHECK (length(planned_on) = 10),
	planned_by TEXT NOT NULL,
	UNIQUE (slate_id, officer_id, post, what)
);
CREATE INDEX slate_measure_officer ON slate_measure (officer_id);
