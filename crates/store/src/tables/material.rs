//! Papers handed in with cases.

use casework::material::Material;
use casework::store::StoreResult;
use values::AreaCode;

use crate::engine::Connection;
use crate::statement::statements;

statements! {
    /// The case's own version keeps two acts from taking the same position.
    NEXT_POSITION = "SELECT COALESCE(MAX(position), 0) + 1 FROM material WHERE area = $1 AND case_id = $2";
    ADD = "INSERT INTO material (area, case_id, position, kind, file_name, media_type, size_bytes, sha256, received_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    OF_CASE = "SELECT kind, file_name, media_type, size_bytes, sha256, received_at FROM material
               WHERE area = $1 AND case_id = $2 ORDER BY position";
}

pub fn add_all(connection: &mut dyn Connection, area: AreaCode, case_id: i64, materials: &[Material]) -> StoreResult<()> {
    if materials.is_empty() {
        return Ok(());
    }
    let next = connection.first(&NEXT_POSITION, &[(&area).into(), case_id.into()], |row| row.int(0))?.unwrap_or(1);
    for (position, material) in (next..).zip(materials) {
        connection.execute(
            &ADD,
            &[
                (&area).into(),
                case_id.into(),
                position.into(),
                (&material.kind).into(),
                (&material.file_name).into(),
                (&material.media_type).into(),
                material.size_bytes.into(),
                (&material.sha256).into(),
                material.received_at.into(),
            ],
        )?;
    }
    Ok(())
}

pub fn of_case(connection: &mut dyn Connection, area: AreaCode, case_id: i64) -> StoreResult<Vec<Material>> {
    connection.rows(&OF_CASE, &[(&area).into(), case_id.into()], |row| {
        Ok(Material {
            kind: row.text(0)?,
            file_name: row.text(1)?,
            media_type: row.text(2)?,
            size_bytes: row.int(3)?,
            sha256: row.text(4)?,
            received_at: row.parsed(5)?,
        })
    })
}
