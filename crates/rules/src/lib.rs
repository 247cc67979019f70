pub mod calendar_file;
