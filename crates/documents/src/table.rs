//! Tables: figures at the right under each other, the head repeated on every page.

use values::Text;

use crate::flow::{ACCENT, Flow, HAIRLINE, INK, LEFT, RIGHT, Role, SHADE, SOFT, Style, WIDTH};
use crate::fonts::Weight;
use crate::line::Line;
use crate::paper::{Column, Holds, Table};

const HEAD: Style = Style::new(8.5, Weight::Bold, INK);
const HEAD_ENGLISH: Style = Style::new(7.0, Weight::Regular, SOFT);
const CELL: Style = Style::new(9.0, Weight::Regular, INK);
const TOTAL: Style = Style::new(9.0, Weight::Bold, INK);
/// Between the text of a cell and its edge.
const PADDING: f32 = 5.0;

/// A column's place on the page.
struct Place {
    left: f32,
    right: f32,
    holds: Holds,
}

pub(crate) fn set(flow: &mut Flow<'_>, table: &Table) {
    let places = places(&table.columns);
    flow.element(Role::Table, |flow| {
        // The head is not left alone.
        flow.need(60.0);
        head(flow, &table.columns, &places, true);
        for row in &table.rows {
            set_row(flow, table, &places, row, CELL);
        }
        if let Some(total) = &table.total {
            flow.fill(LEFT, flow.y, WIDTH, 0.9, ACCENT);
            set_row(flow, table, &places, total, TOTAL);
        }
    });
    flow.space(10.0);
}

fn places(columns: &[Column]) -> Vec<Place> {
    let all: u32 = columns.iter().map(|column| u32::from(column.parts)).sum();
    let unit = WIDTH / all.max(1) as f32;
    let mut left = LEFT;
    let place = |column: &Column| {
        let right = left + unit * f32::from(column.parts);
        let place = Place { left: left + PADDING, right: right - PADDING, holds: column.holds };
        left = right;
        place
    };
    columns.iter().map(place).collect()
}

/// The head. Where it is only repeated it is decoration, so that it is not read aloud again on each page.
fn head(flow: &mut Flow<'_>, columns: &[Column], places: &[Place], is_first: bool) {
    let titles: Vec<(Vec<Line>, Vec<Line>)> = columns.iter().zip(places).map(|(column, place)| title(flow, &column.title, place)).collect();
    let height_of = |(chinese, english): &(Vec<Line>, Vec<Line>)| chinese.len() as f32 * 12.5 + english.len() as f32 * 9.5;
    let height = titles.iter().map(height_of).fold(0.0, f32::max) + 8.0;
    flow.fill(LEFT, flow.y, RIGHT - LEFT, height, SHADE);
    let top = flow.y + 4.0;
    let draw = |flow: &mut Flow<'_>, place: &Place, (chinese, english): (Vec<Line>, Vec<Line>)| {
        let mut y = top;
        for (lines, style, leading) in [(chinese, HEAD, 12.5), (english, HEAD_ENGLISH, 9.5)] {
            for line in lines {
                cell_line(flow, place, y + leading * 0.78, line, style);
                y += leading;
            }
        }
    };
    if is_first {
        flow.element(Role::Row, |flow| {
            for (place, lines) in places.iter().zip(titles) {
                flow.element(Role::HeaderCell, |flow| draw(flow, place, lines));
            }
        });
    } else {
        flow.outside(|flow| places.iter().zip(titles).for_each(|(place, lines)| draw(flow, place, lines)));
    }
    flow.y = top - 4.0 + height;
}

fn title(flow: &Flow<'_>, title: &Text, place: &Place) -> (Vec<Line>, Vec<Line>) {
    let width = place.right - place.left;
    // The titles are ours and short; a head never fills a page.
    let first = |lines: Vec<Line>| lines.into_iter().take(4).collect();
    let english = if title.en == title.zh { Vec::new() } else { first(flow.broken(&title.en, HEAD_ENGLISH, width)) };
    (first(flow.broken(&title.zh, HEAD, width)), english)
}

fn set_row(flow: &mut Flow<'_>, table: &Table, places: &[Place], row: &[String], style: Style) {
    let broken = |(cell, place): (&String, &Place)| flow.broken(cell, style, place.right - place.left);
    let mut cells: Vec<Vec<Line>> = row.iter().zip(places).map(broken).collect();
    let mut left = cells.iter().map(Vec::len).max().unwrap_or(0);
    flow.element(Role::Row, |flow| {
        let mut is_first_part = true;
        // A row higher than a page goes on on the next.
        while left > 0 || is_first_part {
            let leading = 13.5;
            if flow.need((left.min(4) as f32) * leading + 6.0) {
                head(flow, &table.columns, places, false);
            }
            let room = ((crate::flow::BOTTOM - flow.y - 6.0) / leading).max(1.0) as usize;
            let taken = left.min(room);
            let top = flow.y + 3.0;
            for (place, lines) in places.iter().zip(&mut cells) {
                let rest = lines.split_off(taken.min(lines.len()));
                let now = std::mem::replace(lines, rest);
                flow.element(Role::Cell, |flow| {
                    for (position, line) in now.into_iter().enumerate() {
                        cell_line(flow, place, top + leading * (position as f32 + 0.76), line, style);
                    }
                });
            }
            flow.y = top + leading * taken as f32 + 3.0;
            left -= taken;
            is_first_part = false;
        }
    });
    flow.fill(LEFT, flow.y, WIDTH, 0.5, HAIRLINE);
}

fn cell_line(flow: &mut Flow<'_>, place: &Place, baseline: f32, line: Line, style: Style) {
    let x = match place.holds {
        Holds::Words => place.left,
        Holds::Figures => place.right - line.width * style.size,
    };
    flow.line(x, baseline, line, style);
}
