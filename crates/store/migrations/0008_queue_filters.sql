-- Each filter of the queue has an index that begins with what it asks for and goes on in the order of the queue, so that a page is
-- read from its beginning, and a filter nothing fits finds nothing at once.
CREATE INDEX case_file_by_procedure ON case_file (area, is_open, procedure_name, queue_rank, due_on, id);
CREATE INDEX case_file_by_stage ON case_file (area, is_open, stage, queue_rank, due_on, id);
-- Words are looked for in the index alone; only the cases that have them are read.
CREATE INDEX case_file_by_words ON case_file (area, is_open, queue_rank, due_on, id, subject_search);
