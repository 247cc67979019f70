//! Notifications, written in the commit of what they tell.

use casework::notification::Notification;
use casework::store::{OutboxRow, StoreResult};
use values::{AreaCode, Instant, Party, Text};

use crate::engine::{Connection, Row};
use crate::statement::statements;

macro_rules! columns {
    () => {
        "id, area, case_id, to_kind, to_id, subject_zh, subject_en, body_zh, body_en, created_at, sent_at"
    };
}

statements! {
    ADD = concat!("INSERT INTO outbox (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL)");
    OF_AREA = concat!("SELECT ", columns!(), " FROM outbox WHERE area = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
    OF_RECEIVER = concat!("SELECT ", columns!(), " FROM outbox WHERE area = $1 AND id < $2 AND to_kind = $4 AND to_id = $5 ORDER BY id DESC LIMIT $3");
}

/// Writes notifications under the numbers from `first_id` on.
pub fn add_all(
    connection: &mut dyn Connection,
    area: AreaCode,
    case_id: i64,
    first_id: i64,
    notifications: &[Notification],
    now: Instant,
) -> StoreResult<()> {
    for (id, notification) in (first_id..).zip(notifications) {
        connection.execute(
            &ADD,
            &[
                id.into(),
                (&area).into(),
                case_id.into(),
                notification.to.kind.as_str().into(),
                notification.to.id.into(),
                (&notification.subject.zh).into(),
                (&notification.subject.en).into(),
                (&notification.body.zh).into(),
                (&notification.body.en).into(),
                now.into(),
            ],
        )?;
    }
    Ok(())
}

/// Newest first, before the notification `before`.
pub fn list(
    connection: &mut dyn Connection,
    area: AreaCode,
    to: Option<Party>,
    before: Option<i64>,
    limit: u32,
) -> StoreResult<Vec<OutboxRow>> {
    let before = before.unwrap_or(i64::MAX);
    let limit = i64::from(limit);
    match to {
        None => connection.rows(&OF_AREA, &[(&area).into(), before.into(), limit.into()], read),
        Some(party) => {
            let parameters = [(&area).into(), before.into(), limit.into(), party.kind.as_str().into(), party.id.into()];
            connection.rows(&OF_RECEIVER, &parameters, read)
        }
    }
}

fn read(row: &dyn Row) -> StoreResult<OutboxRow> {
    Ok(OutboxRow {
        id: row.int(0)?,
        area: row.parsed(1)?,
        case_id: row.int(2)?,
        notification: Notification {
            to: row.party(3)?,
            subject: Text { zh: row.text(5)?, en: row.text(6)? },
            body: Text { zh: row.text(7)?, en: row.text(8)? },
        },
        created_at: row.parsed(9)?,
        sent_at: row.optional_parsed(10)?,
    })
}
