//! Pages into the bytes of a PDF/A-2a: archival, tagged for readers that read aloud, fonts embedded in part.

use std::collections::HashMap;
use std::num::NonZeroU16;

use krilla::Document;
use krilla::SerializeSettings;
use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, TableHeaderScope, Tag, TagGroup, TagKind, TagTree};
use krilla::text::KrillaGlyph;

use crate::PressError;
use crate::flow::{Child, Colour, Element, Flow, Mark, PAGE_HEIGHT, PAGE_WIDTH, Role, Style};
use crate::fonts::{FaceId, Fonts, Glyph};
use crate::paper::Imprint;

/// Marks that belong to the structure, by page and position.
type Identifiers = HashMap<(usize, usize), Identifier>;

pub(crate) fn write(flow: &Flow<'_>, title: &str, imprint: &Imprint) -> Result<Vec<u8>, PressError> {
    let failed = |reason: String| PressError::Pdf(reason);
    let configuration =
        ConfigurationBuilder::new().with_archival_validator(Archival::A2_A).with_accessibility_validator(Accessibility::UA1);
    let configuration = configuration.finish().map_err(|error| failed(format!("{error:?}")))?;
    let settings =
        SerializeSettings { configuration, enable_tagging: true, compress_content_streams: true, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    let mut identifiers = Identifiers::new();
    let belonging: std::collections::HashSet<(usize, usize)> = flow.elements.iter().flat_map(marks_of).collect();
    for (number, marks) in flow.pages.iter().enumerate() {
        let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT).ok_or_else(|| failed("the page has no size".into()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for (position, mark) in marks.iter().enumerate() {
            let place = (number, position);
            let tag = if belonging.contains(&place) { ContentTag::Other } else { decoration() };
            let identifier = surface.start_tagged(tag);
            draw(&mut surface, flow.fonts, mark);
            surface.end_tagged();
            identifiers.insert(place, identifier);
        }
        surface.finish();
        page.finish();
    }
    document.set_tag_tree(tree(flow, &identifiers));
    document.set_metadata(metadata(title, imprint));
    document.set_outline(outline(flow));
    document.finish().map_err(|error| failed(format!("{error:?}")))
}

fn outline(flow: &Flow<'_>) -> Outline {
    let mut outline = Outline::new();
    for (words, page, y) in &flow.outline {
        outline.push_child(OutlineNode::new(words.clone(), XyzDestination::new(*page, Point::from_xy(0.0, *y))));
    }
    outline
}

fn decoration() -> ContentTag<'static> {
    ContentTag::Artifact(Artifact::with_kind(ArtifactType::Other))
}

fn marks_of(element: &Element) -> Vec<(usize, usize)> {
    let place = |child: &Child| match child {
        Child::Mark(page, position) => Some((*page, *position)),
        Child::Element(_) => None,
    };
    element.children.iter().filter_map(place).collect()
}

fn metadata(title: &str, imprint: &Imprint) -> Metadata {
    let number = |part: i8| u8::try_from(part).unwrap_or(1);
    let issued = DateTime::new(u16::try_from(imprint.issued_on.year()).unwrap_or(0))
        .month(number(imprint.issued_on.month()))
        .day(number(imprint.issued_on.day()));
    Metadata::new()
        .title(title.to_owned())
        .language("zh-CN".into())
        .authors(vec![imprint.agency.zh.clone()])
        .creator("Yunban".into())
        .creation_date(issued)
        .document_id(format!("{}/{}", imprint.number, imprint.code))
}

fn tree(flow: &Flow<'_>, identifiers: &Identifiers) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some("zh-CN".into()));
    for root in &flow.roots {
        if let Some(group) = group(flow, *root, identifiers) {
            tree.push(group);
        }
    }
    tree
}

fn group(flow: &Flow<'_>, element: usize, identifiers: &Identifiers) -> Option<TagGroup> {
    let element = flow.elements.get(element)?;
    let mut group = TagGroup::new(tag(&element.role));
    for child in &element.children {
        match child {
            Child::Element(child) => {
                if let Some(inner) = self::group(flow, *child, identifiers) {
                    group.push(inner);
                }
            }
            Child::Mark(page, position) => {
                if let Some(identifier) = identifiers.get(&(*page, *position)) {
                    group.push(*identifier);
                }
            }
        }
    }
    Some(group)
}

fn tag(role: &Role) -> TagKind {
    match role {
        Role::Heading(level, words) => Tag::Hn(NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN), Some(words.clone())).into(),
        Role::Paragraph => Tag::P.into(),
        Role::Table => Tag::Table.into(),
        Role::Row => Tag::TR.into(),
        Role::HeaderCell => Tag::TH(TableHeaderScope::Column).into(),
        Role::RowHeaderCell => Tag::TH(TableHeaderScope::Row).into(),
        Role::Cell => Tag::TD.into(),
    }
}

fn draw(surface: &mut Surface<'_>, fonts: &Fonts, mark: &Mark) {
    match mark {
        Mark::Text { x, baseline, style, glyphs } => draw_text(surface, fonts, *x, *baseline, *style, glyphs),
        Mark::Fill { x, y, width, height, colour } => {
            let mut path = PathBuilder::new();
            if let Some(area) = Rect::from_xywh(*x, *y, *width, *height) {
                path.push_rect(area);
            }
            fill_path(surface, path, *colour);
        }
        Mark::Squares { x, y, side, cells } => {
            let mut path = PathBuilder::new();
            for (column, row) in cells {
                if let Some(cell) = Rect::from_xywh(x + side * f32::from(*column), y + side * f32::from(*row), *side, *side) {
                    path.push_rect(cell);
                }
            }
            fill_path(surface, path, Colour(0, 0, 0));
        }
    }
}

fn fill_path(surface: &mut Surface<'_>, path: PathBuilder, colour: Colour) {
    let Some(path) = path.finish() else { return };
    surface.set_fill(Some(fill(colour)));
    surface.draw_path(&path);
}

fn fill(colour: Colour) -> Fill {
    Fill { paint: rgb::Color::new(colour.0, colour.1, colour.2).into(), opacity: krilla::num::NormalizedF32::ONE, rule: FillRule::NonZero }
}

/// Draws a line; glyphs of one font after the other go together.
fn draw_text(surface: &mut Surface<'_>, fonts: &Fonts, x: f32, baseline: f32, style: Style, glyphs: &[Glyph]) {
    surface.set_fill(Some(fill(style.colour)));
    let mut x = x;
    for run in glyphs.chunk_by(|one, next| one.face == next.face) {
        let Some(first) = run.first() else { continue };
        x += draw_run(surface, fonts, first.face, Point::from_xy(x, baseline), style.size, run);
    }
}

fn draw_run(surface: &mut Surface<'_>, fonts: &Fonts, face: FaceId, start: Point, size: f32, run: &[Glyph]) -> f32 {
    let mut text = String::with_capacity(run.len() * 3);
    let mut placed = Vec::with_capacity(run.len());
    for glyph in run {
        let begins = text.len();
        text.push(glyph.character);
        placed.push(KrillaGlyph::new(glyph.id, glyph.advance, 0.0, 0.0, 0.0, begins..text.len(), None));
    }
    if let Some(face) = fonts.face(face) {
        surface.draw_glyphs(start, &placed, face.font.clone(), &text, size, false);
    }
    run.iter().map(|glyph| glyph.advance).sum::<f32>() * size
}
