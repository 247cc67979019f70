-- Payroll runs. A payment is named by its run, its batch and its entitlement; rows are only added.
CREATE TABLE benefit_payment (
    area TEXT NOT NULL,
    run_id BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    entitlement_id BIGINT NOT NULL,
    fund TEXT NOT NULL,
    payee_kind TEXT NOT NULL,
    payee_id BIGINT NOT NULL,
    account_sequence BIGINT NOT NULL,
    amount_fen BIGINT NOT NULL,
    CONSTRAINT benefit_payment_key PRIMARY KEY (area, run_id, batch, entitlement_id)
) /*keyed*/;

-- A payment with a mark was held out before it was sent, or sent back by the bank.
CREATE TABLE benefit_payment_mark (
    area TEXT NOT NULL,
    run_id BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    entitlement_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    on_day TEXT NOT NULL,
    CONSTRAINT benefit_payment_mark_key PRIMARY KEY (area, run_id, batch, entitlement_id)
) /*keyed*/;

CREATE TABLE payroll_finding (
    area TEXT NOT NULL,
    run_id BIGINT NOT NULL,
    entitlement_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    amount_fen BIGINT NOT NULL,
    CONSTRAINT payroll_finding_key PRIMARY KEY (area, run_id, entitlement_id, kind)
) /*keyed*/;

CREATE INDEX entitlement_ended_by_death ON entitlement (area, beneficiary_kind, beneficiary_id) WHERE end_reason = 'death';

-- The bank has told what became of a batch.
CREATE TABLE payroll_batch_result (
    area TEXT NOT NULL,
    run_id BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    on_day TEXT NOT NULL,
    CONSTRAINT payroll_batch_result_key PRIMARY KEY (area, run_id, batch)
) /*keyed*/;
