-- born is the month of birth by the personnel file where it was found to prevail over the ID number; NULL where the ID number holds.
ALTER TABLE pension_record ADD COLUMN born BIGINT;

-- Amounts to be determined again when a figure of the year is published are few among all.
CREATE INDEX benefit_amount_by_provisional ON benefit_amount (area, provisional, entitlement_id);
CREATE INDEX entitlement_by_kind ON entitlement (area, kind, id);
