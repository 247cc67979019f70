-- What a case is about, under a keyed hash, so that a second case about the same thing is found when it is handed in.
CREATE TABLE case_reference (
    area TEXT NOT NULL,
    kind TEXT NOT NULL,
    index_hash TEXT NOT NULL,
    case_id BIGINT NOT NULL,
    CONSTRAINT case_reference_key PRIMARY KEY (area, kind, index_hash, case_id),
    CONSTRAINT case_reference_case FOREIGN KEY (area, case_id) REFERENCES case_file (area, id)
) /*keyed*/;
