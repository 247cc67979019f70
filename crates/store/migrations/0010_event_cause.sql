-- cause is the number of the case whose act made this one necessary, such as the end of an emergency that is carried to every case;
-- NULL where nothing but itself did. What one act moved everywhere is then read from the events alone.
ALTER TABLE case_event ADD COLUMN cause TEXT;

CREATE INDEX case_event_by_cause ON case_event (area, cause, kind, case_id, sequence) WHERE cause IS NOT NULL;
