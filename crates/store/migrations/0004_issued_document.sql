-- Documents the agency has issued. Where a code is registered stands in identifier_index, under its keyed hash, so that it is unique in
-- the city and found without knowing the area. shown is what whoever verifies a document may see, as JSON, names masked. The
-- document itself is kept beside the database under sha256.

CREATE TABLE issued_document (
    area TEXT NOT NULL,
    id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    party_kind TEXT NOT NULL,
    party_id BIGINT NOT NULL,
    issued_on TEXT NOT NULL,
    shown TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    CONSTRAINT issued_document_key PRIMARY KEY (area, id)
) /*keyed*/;
CREATE INDEX issued_document_by_party ON issued_document (area, party_kind, party_id, id);
CREATE INDEX issued_document_by_case ON issued_document (area, case_id, id);
