-- Whom a case concerns beside the one whose case it is, so that they find it and may look at it.
CREATE TABLE case_concern (
    area TEXT NOT NULL,
    party_kind TEXT NOT NULL,
    party_id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    CONSTRAINT case_concern_key PRIMARY KEY (area, party_kind, party_id, case_id),
    CONSTRAINT case_concern_case FOREIGN KEY (area, case_id) REFERENCES case_file (area, id)
) /*keyed*/;

-- Limits of one name: the open ones by their day, those met by the day they were met, so that a measure of a month reads that
-- month alone.
CREATE INDEX deadline_open_by_name ON deadline (area, name, due_on, case_id) WHERE closed_on IS NULL;
CREATE INDEX deadline_met_by_name ON deadline (area, name, met, closed_on, due_on) WHERE closed_on IS NOT NULL;
