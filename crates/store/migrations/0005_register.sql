-- Registers: what is written down day by day in an area, only ever added to. entries is the number of the last entry; the row is
-- locked by whoever adds to the day or decides on it.
CREATE TABLE register_day (
    area TEXT NOT NULL,
    register_name TEXT NOT NULL,
    on_day TEXT NOT NULL,
    entries BIGINT NOT NULL,
    CONSTRAINT register_day_key PRIMARY KEY (area, register_name, on_day)
) /*keyed*/;

CREATE TABLE register_entry (
    area TEXT NOT NULL,
    register_name TEXT NOT NULL,
    on_day TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    actor_name TEXT NOT NULL,
    at TEXT NOT NULL,
    CONSTRAINT register_entry_key PRIMARY KEY (area, register_name, on_day, sequence),
    CONSTRAINT register_entry_case FOREIGN KEY (area, case_id) REFERENCES case_file (area, id)
) /*keyed*/;
