-- The schema, understood by both dialects. The runner puts BIGINT, TEXT and the marks after a closing bracket into each
-- dialect's words. Every key of what belongs to an area begins with the area. A month is the number yyyymm, an amount is in
-- fen, a day is YYYY-MM-DD, an instant is UTC with microseconds, a flag is 0 or 1.

CREATE TABLE area (
    code TEXT NOT NULL,
    CONSTRAINT area_key PRIMARY KEY (code)
) /*keyed*/;

-- Numbers handed out by the program; next_value is the first one not yet handed out.
CREATE TABLE counter (
    area TEXT NOT NULL,
    name TEXT NOT NULL,
    next_value BIGINT NOT NULL,
    CONSTRAINT counter_key PRIMARY KEY (area, name)
) /*keyed*/;

-- What must be unique in the whole city: the keyed hash of an identifier, and where it is registered.
CREATE TABLE identifier_index (
    kind TEXT NOT NULL,
    index_hash TEXT NOT NULL,
    area TEXT NOT NULL,
    id BIGINT NOT NULL,
    CONSTRAINT identifier_index_key PRIMARY KEY (kind, index_hash)
) /*keyed*/;

-- Columns named sealed hold ciphertext.
CREATE TABLE person (
    area TEXT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    id_number_sealed TEXT NOT NULL,
    telephone_sealed TEXT,
    registered_on TEXT NOT NULL,
    CONSTRAINT person_key PRIMARY KEY (area, id)
) /*keyed*/;
CREATE INDEX person_by_name ON person (area, name, id);

CREATE TABLE employer (
    area TEXT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    credit_code TEXT NOT NULL,
    address TEXT NOT NULL,
    contact_name TEXT NOT NULL,
    telephone_sealed TEXT,
    injury_class BIGINT NOT NULL,
    injury_factor_permille BIGINT NOT NULL,
    founded_on TEXT NOT NULL,
    registered_on TEXT NOT NULL,
    CONSTRAINT employer_key PRIMARY KEY (area, id)
) /*keyed*/;
CREATE INDEX employer_by_name ON employer (area, name, id);

CREATE TABLE employment (
    area TEXT NOT NULL,
    employer_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    from_month INTEGER NOT NULL,
    until_month INTEGER,
    declared_wage_fen BIGINT NOT NULL,
    CONSTRAINT employment_key PRIMARY KEY (area, employer_id, person_id, from_month)
) /*keyed*/;
CREATE INDEX employment_by_person ON employment (area, person_id);

-- The rows of a run by the million: numbers only beside the area.
CREATE TABLE contribution_month (
    area TEXT NOT NULL,
    employer_id BIGINT NOT NULL,
    month INTEGER NOT NULL,
    person_id BIGINT NOT NULL,
    obligation_id BIGINT NOT NULL,
    base_fen BIGINT NOT NULL,
    pension_employer_fen BIGINT NOT NULL,
    pension_employee_fen BIGINT NOT NULL,
    unemployment_employer_fen BIGINT NOT NULL,
    unemployment_employee_fen BIGINT NOT NULL,
    injury_employer_fen BIGINT NOT NULL,
    CONSTRAINT contribution_month_key PRIMARY KEY (area, employer_id, month, person_id)
) /*keyed*/;
CREATE INDEX contribution_month_by_person ON contribution_month (area, person_id, month);

-- The head of a case: what the queue, the search and the status page need. queue_rank is the priority negated and due_on is
-- 9999-12-31 where there is no deadline, so that the queue is one ascending index.
CREATE TABLE case_file (
    area TEXT NOT NULL,
    id BIGINT NOT NULL,
    number TEXT NOT NULL,
    procedure_name TEXT NOT NULL,
    party_kind TEXT NOT NULL,
    party_id BIGINT NOT NULL,
    subject_zh TEXT NOT NULL,
    subject_en TEXT NOT NULL,
    subject_search TEXT NOT NULL,
    stage TEXT NOT NULL,
    is_open BIGINT NOT NULL,
    awaiting TEXT,
    opened_by BIGINT NOT NULL,
    queue_rank BIGINT NOT NULL,
    opened_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT case_file_key PRIMARY KEY (area, id),
    CONSTRAINT case_file_number UNIQUE (area, number)
) /*strict*/;
CREATE INDEX case_file_queue ON case_file (area, is_open, queue_rank, due_on, id);
CREATE INDEX case_file_awaiting ON case_file (area, is_open, awaiting, queue_rank, due_on, id);
CREATE INDEX case_file_by_party ON case_file (area, party_kind, party_id, is_open, queue_rank, due_on, id);
CREATE INDEX case_file_by_opener ON case_file (area, opened_by, is_open, queue_rank, due_on, id);

CREATE TABLE case_event (
    area TEXT NOT NULL,
    case_id BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    kind TEXT NOT NULL,
    payload_sealed TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    actor_name TEXT NOT NULL,
    channel TEXT NOT NULL,
    on_behalf_of TEXT,
    on_day TEXT NOT NULL,
    at TEXT NOT NULL,
    CONSTRAINT case_event_key PRIMARY KEY (area, case_id, sequence),
    CONSTRAINT case_event_case FOREIGN KEY (area, case_id) REFERENCES case_file (area, id)
) /*strict*/;

-- The answer to an act under its key, so that a repeat answers as the first time.
CREATE TABLE idempotency (
    area TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    case_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT idempotency_key PRIMARY KEY (area, idempotency_key)
) /*keyed*/;

CREATE TABLE deadline (
    area TEXT NOT NULL,
    case_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    started_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    derivation_zh TEXT NOT NULL,
    derivation_en TEXT NOT NULL,
    citation TEXT NOT NULL,
    closed_on TEXT,
    met BIGINT NOT NULL,
    CONSTRAINT deadline_key PRIMARY KEY (area, case_id, name),
    CONSTRAINT deadline_case FOREIGN KEY (area, case_id) REFERENCES case_file (area, id)
) /*strict*/;
CREATE INDEX deadline_open ON deadline (area, due_on) WHERE closed_on IS NULL;

CREATE TABLE material (
    area TEXT NOT NULL,
    case_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    received_at TEXT NOT NULL,
    CONSTRAINT material_key PRIMARY KEY (area, case_id, position),
    CONSTRAINT material_case FOREIGN KEY (area, case_id) REFERENCES case_file (area, id)
) /*keyed*/;

-- due_kind is on, with due_on, or when_emergency_ends, without.
CREATE TABLE obligation (
    area TEXT NOT NULL,
    id BIGINT NOT NULL,
    debtor_kind TEXT NOT NULL,
    debtor_id BIGINT NOT NULL,
    month INTEGER NOT NULL,
    original_due_on TEXT NOT NULL,
    due_kind TEXT NOT NULL,
    due_on TEXT,
    deferral_case_id BIGINT,
    snaps_back BIGINT NOT NULL,
    settled_on TEXT,
    owed_pension_employer_fen BIGINT NOT NULL,
    owed_pension_employee_fen BIGINT NOT NULL,
    owed_unemployment_employer_fen BIGINT NOT NULL,
    owed_unemployment_employee_fen BIGINT NOT NULL,
    owed_injury_employer_fen BIGINT NOT NULL,
    owed_late_fee_fen BIGINT NOT NULL,
    paid_pension_employer_fen BIGINT NOT NULL,
    paid_pension_employee_fen BIGINT NOT NULL,
    paid_unemployment_employer_fen BIGINT NOT NULL,
    paid_unemployment_employee_fen BIGINT NOT NULL,
    paid_injury_employer_fen BIGINT NOT NULL,
    paid_late_fee_fen BIGINT NOT NULL,
    CONSTRAINT obligation_key PRIMARY KEY (area, id)
) /*keyed*/;
CREATE INDEX obligation_by_debtor ON obligation (area, debtor_kind, debtor_id, month, id);
CREATE INDEX obligation_deferred ON obligation (area, id) WHERE deferral_case_id IS NOT NULL;

CREATE TABLE transfer (
    area TEXT NOT NULL,
    id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    on_day TEXT NOT NULL,
    text_zh TEXT NOT NULL,
    text_en TEXT NOT NULL,
    CONSTRAINT transfer_key PRIMARY KEY (area, id)
) /*keyed*/;

-- month is 0 for a posting that is about no month.
CREATE TABLE posting (
    area TEXT NOT NULL,
    transfer_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    account TEXT NOT NULL,
    party_kind TEXT NOT NULL,
    party_id BIGINT NOT NULL,
    month INTEGER NOT NULL,
    amount_fen BIGINT NOT NULL,
    CONSTRAINT posting_key PRIMARY KEY (area, transfer_id, position),
    CONSTRAINT posting_transfer FOREIGN KEY (area, transfer_id) REFERENCES transfer (area, id)
) /*keyed*/;
CREATE INDEX posting_by_party ON posting (area, party_kind, party_id, transfer_id);

-- Kept in the same commit as the postings it sums.
CREATE TABLE account_balance (
    area TEXT NOT NULL,
    party_kind TEXT NOT NULL,
    party_id BIGINT NOT NULL,
    account TEXT NOT NULL,
    month INTEGER NOT NULL,
    balance_fen BIGINT NOT NULL,
    CONSTRAINT account_balance_key PRIMARY KEY (area, party_kind, party_id, account, month)
) /*keyed*/;

-- The version of a party's book; no row means 0.
CREATE TABLE book (
    area TEXT NOT NULL,
    party_kind TEXT NOT NULL,
    party_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT book_key PRIMARY KEY (area, party_kind, party_id)
) /*keyed*/;

CREATE TABLE emergency (
    notice_id TEXT NOT NULL,
    declared_on TEXT NOT NULL,
    ended_on TEXT,
    version BIGINT NOT NULL,
    CONSTRAINT emergency_key PRIMARY KEY (notice_id)
) /*keyed*/;

-- One row that changes with every change of any emergency: what a decision locks to rest on the whole list.
CREATE TABLE emergency_list (
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT emergency_list_key PRIMARY KEY (id)
) /*keyed*/;
INSERT INTO emergency_list (id, version) VALUES (1, 0);

CREATE TABLE outbox (
    area TEXT NOT NULL,
    id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    to_kind TEXT NOT NULL,
    to_id BIGINT NOT NULL,
    subject_zh TEXT NOT NULL,
    subject_en TEXT NOT NULL,
    body_zh TEXT NOT NULL,
    body_en TEXT NOT NULL,
    created_at TEXT NOT NULL,
    sent_at TEXT,
    CONSTRAINT outbox_key PRIMARY KEY (area, id)
) /*strict*/;
CREATE INDEX outbox_by_receiver ON outbox (area, to_kind, to_id, id);

CREATE TABLE audit_entry (
    area TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    at TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    what TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT audit_entry_key PRIMARY KEY (area, sequence)
) /*strict*/;

-- The end of each area's chain; locked to append.
CREATE TABLE audit_head (
    area TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT audit_head_key PRIMARY KEY (area)
) /*keyed*/;

CREATE TABLE user_account (
    area TEXT NOT NULL,
    id BIGINT NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    roles TEXT NOT NULL,
    party_kind TEXT,
    party_id BIGINT,
    language TEXT NOT NULL,
    active BIGINT NOT NULL,
    failed_count BIGINT NOT NULL,
    locked_until TEXT,
    CONSTRAINT user_account_key PRIMARY KEY (area, id),
    CONSTRAINT user_account_login UNIQUE (login)
) /*strict*/;

CREATE TABLE session (
    token_sha256 TEXT NOT NULL,
    area TEXT NOT NULL,
    user_id BIGINT NOT NULL,
    csrf_token TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    CONSTRAINT session_key PRIMARY KEY (token_sha256)
) /*keyed*/;

CREATE TABLE run_chunk (
    area TEXT NOT NULL,
    run_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    month INTEGER NOT NULL,
    first_party_id BIGINT NOT NULL,
    last_party_id BIGINT NOT NULL,
    lease_holder TEXT,
    lease_until TEXT,
    done_at TEXT,
    items BIGINT NOT NULL,
    total_fen BIGINT NOT NULL,
    CONSTRAINT run_chunk_key PRIMARY KEY (area, run_id, number)
) /*keyed*/;
