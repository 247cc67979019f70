-- Benefits: who is owed what from when, what was paid of it, and where to.

-- end_reason is a word such as death, NULL while nothing ended it. settled_through is the last month up to which everything is paid
-- exactly as due. version grows by one with each change and each payment.
CREATE TABLE entitlement (
    area TEXT NOT NULL,
    id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    fund TEXT NOT NULL,
    beneficiary_kind TEXT NOT NULL,
    beneficiary_id BIGINT NOT NULL,
    payee_kind TEXT NOT NULL,
    payee_id BIGINT NOT NULL,
    first_month INTEGER NOT NULL,
    last_month INTEGER,
    end_reason TEXT,
    granted_case_id BIGINT NOT NULL,
    settled_through INTEGER NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT entitlement_key PRIMARY KEY (area, id)
) /*keyed*/;
CREATE INDEX entitlement_by_beneficiary ON entitlement (area, beneficiary_kind, beneficiary_id, id);

-- Every amount ever decided, in the order of the decisions.
CREATE TABLE benefit_amount (
    area TEXT NOT NULL,
    entitlement_id BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    from_month INTEGER NOT NULL,
    monthly_fen BIGINT NOT NULL,
    provisional BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    CONSTRAINT benefit_amount_key PRIMARY KEY (area, entitlement_id, sequence)
) /*keyed*/;

CREATE TABLE benefit_suspension (
    area TEXT NOT NULL,
    entitlement_id BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    from_month INTEGER NOT NULL,
    until_month INTEGER,
    reason TEXT NOT NULL,
    case_id BIGINT NOT NULL,
    is_void BIGINT NOT NULL,
    CONSTRAINT benefit_suspension_key PRIMARY KEY (area, entitlement_id, sequence)
) /*keyed*/;

-- What was paid for a month, less what was recovered: case_id is the payroll run or the act that recovered. Rows are only added.
CREATE TABLE benefit_item (
    area TEXT NOT NULL,
    entitlement_id BIGINT NOT NULL,
    month INTEGER NOT NULL,
    case_id BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    amount_fen BIGINT NOT NULL,
    CONSTRAINT benefit_item_key PRIMARY KEY (area, entitlement_id, month, case_id, sequence)
) /*keyed*/;

-- years is a JSON list of [year, months, index sum, credits in fen].
CREATE TABLE pension_record (
    area TEXT NOT NULL,
    person_id BIGINT NOT NULL,
    category TEXT,
    first_employment INTEGER,
    deemed_months BIGINT NOT NULL,
    special_work_months BIGINT NOT NULL,
    account_start INTEGER,
    paid_months_before_account BIGINT,
    opening_year BIGINT NOT NULL,
    opening_balance_fen BIGINT NOT NULL,
    years TEXT NOT NULL,
    verified_case_id BIGINT,
    CONSTRAINT pension_record_key PRIMARY KEY (area, person_id)
) /*keyed*/;

-- The account with the highest sequence is the one in use; payments name the one they went to. case_id is 0 for what was loaded.
CREATE TABLE payee_account (
    area TEXT NOT NULL,
    party_kind TEXT NOT NULL,
    party_id BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    holder TEXT NOT NULL,
    bank_name TEXT NOT NULL,
    bank_code TEXT NOT NULL,
    number_sealed TEXT NOT NULL,
    number_index TEXT NOT NULL,
    case_id BIGINT NOT NULL,
    CONSTRAINT payee_account_key PRIMARY KEY (area, party_kind, party_id, sequence)
) /*keyed*/;
CREATE INDEX payee_account_by_number ON payee_account (area, number_index);

CREATE TABLE certification (
    area TEXT NOT NULL,
    person_id BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    certified_on TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    way TEXT NOT NULL,
    case_id BIGINT NOT NULL,
    CONSTRAINT certification_key PRIMARY KEY (area, person_id, sequence)
) /*keyed*/;
