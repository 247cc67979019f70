//! What is written is read again, in blocks of another size; what is no table of whole numbers and texts is refused by name.

use std::fs::{self, File};

use columnar::{Column, ColumnKind, ROWS_PER_GROUP, Reader, Writer};

const ROWS: usize = ROWS_PER_GROUP + 5000;

fn block(rows: std::ops::Range<usize>) -> Vec<Column> {
    let whole = |factor: i64| Column::Whole(rows.clone().map(|row| Some(row as i64 * factor)).collect());
    vec![Column::Text(rows.clone().map(|row| Some(format!("人{row}"))).collect()), whole(1), whole(-4_000_000_000)]
}

#[test]
fn blocks_come_back_as_they_were_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let columns = [("person_id", ColumnKind::Text), ("months", ColumnKind::Small), ("fen", ColumnKind::Whole)];
    let mut writer = Writer::create(File::create(&path).unwrap(), &columns).unwrap();
    for first in (0..ROWS).step_by(3000) {
        writer.block(&block(first..ROWS.min(first + 3000))).unwrap();
    }
    writer.finish().unwrap();
    let mut reader = Reader::open(&path).unwrap();
    assert_eq!(reader.names(), ["person_id", "months", "fen"]);
    reader.choose(vec![2, 0]).unwrap();
    let (mut read, mut into) = (0, Vec::new());
    loop {
        let rows = reader.next_block(8192, &mut into).unwrap();
        if rows == 0 {
            break;
        }
        let written = block(read..read + rows);
        assert_eq!(into, [written[2].clone(), written[0].clone()]);
        read += rows;
    }
    assert_eq!(read, ROWS);
}

#[test]
fn numbers_too_large_and_columns_mixed_up_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = || File::create(folder.path().join("t.parquet")).unwrap();
    let mut writer = Writer::create(file(), &[("months", ColumnKind::Small)]).unwrap();
    assert!(writer.block(&[Column::Whole(vec![Some(3_000_000_000)])]).unwrap_err().contains("3000000000"));
    assert!(writer.block(&[Column::Text(vec![Some("x".into())])]).is_err());
    assert!(writer.block(&[Column::Whole(vec![None])]).unwrap_err().contains("missing"));
    assert!(writer.block(&[]).is_err());
}

#[test]
fn a_broken_file_is_refused_and_never_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let mut writer = Writer::create(File::create(&path).unwrap(), &[("n", ColumnKind::Whole)]).unwrap();
    writer.block(&[Column::Whole((0..1000).map(Some).collect())]).unwrap();
    writer.finish().unwrap();
    let good = fs::read(&path).unwrap();
    let mut refused = 0;
    for cut in (0..good.len()).step_by(97) {
        fs::write(&path, &good[..cut]).unwrap();
        refused += usize::from(Reader::open(&path).is_err());
    }
    assert_eq!(refused, good.len().div_ceil(97), "every truncated file is refused when it is opened");
    for at in (4..good.len() - 8).step_by(13) {
        let mut spoilt = good.clone();
        spoilt[at] ^= 0xff;
        fs::write(&path, &spoilt).unwrap();
        // Some spoilt bytes change a value and no structure; none may end the program.
        if let Ok(mut reader) = Reader::open(&path)
            && reader.choose(vec![0]).is_ok()
        {
            let mut into = Vec::new();
            while matches!(reader.next_block(100, &mut into), Ok(rows) if rows > 0) {}
        }
    }
}
