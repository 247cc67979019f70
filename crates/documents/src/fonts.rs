//! The fonts documents are set in: taken from the system, because Chinese fonts are too large to carry along.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use krilla::text::{Font, GlyphId};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

use crate::PressError;

/// Families with Simplified Chinese, the first found is taken.
const CHINESE: [&str; 13] = [
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "HarmonyOS Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Serif CJK SC",
    "SimHei",
    "SimSun",
    "Droid Sans Fallback",
];

/// Where a character is looked for that the first font has not: rare ideographs, and letters of other scripts.
const SPARE: [&str; 9] = [
    "Noto Sans CJK TC",
    "Noto Serif CJK SC",
    "SimSun-ExtB",
    "HanaMinB",
    "Plangothic P1",
    "Plangothic P2",
    "Noto Sans",
    "DejaVu Sans",
    "FreeSans",
];

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// The fonts in use. Where they are is found once; each is read when it is first needed.
pub(crate) struct Fonts {
    regular: Face,
    bold: Face,
    spare: Vec<Spare>,
}

/// A font that is read.
pub(crate) struct Face {
    data: Arc<Vec<u8>>,
    index: u32,
    pub font: Font,
    units_per_em: f32,
}

/// A font that is read when a character asks for it.
struct Spare {
    place: Place,
    face: OnceLock<Option<Face>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    path: PathBuf,
    index: u32,
}

/// A character as it is drawn; the advance is in ems.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Glyph {
    pub character: char,
    pub face: FaceId,
    pub id: GlyphId,
    pub advance: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FaceId {
    Regular,
    Bold,
    Spare(usize),
}

impl Fonts {
    /// Looks through the fonts of the system, and through `folder` where one is given.
    pub fn find(folder: Option<&Path>) -> Result<Fonts, PressError> {
        let mut database = fontdb::Database::new();
        match folder {
            Some(folder) => database.load_fonts_dir(folder),
            None => database.load_system_fonts(),
        }
        let chinese = CHINESE.iter().find_map(|family| Some((place(&database, family, 400)?, place(&database, family, 700)?)));
        let (regular, bold) = chinese.ok_or(PressError::NoChineseFont)?;
        let spare = SPARE.iter().filter_map(|family| place(&database, family, 400)).filter(|place| *place != regular);
        let spare = spare.map(|place| Spare { place, face: OnceLock::new() }).collect();
        Ok(Fonts { bold: Face::read(&bold)?, regular: Face::read(&regular)?, spare })
    }

    pub fn face(&self, id: FaceId) -> Option<&Face> {
        match id {
            FaceId::Regular => Some(&self.regular),
            FaceId::Bold => Some(&self.bold),
            FaceId::Spare(position) => self.spare.get(position)?.read(),
        }
    }

    /// The glyphs of a text. A character that no font has is written as its number, 〔U+2B7F0〕, so that nothing is left out
    /// unseen.
    pub fn glyphs(&self, text: &str, weight: Weight) -> Vec<Glyph> {
        let (id, face) = match weight {
            Weight::Regular => (FaceId::Regular, &self.regular),
            Weight::Bold => (FaceId::Bold, &self.bold),
        };
        let lookup = Lookup::of(face);
        let mut glyphs = Vec::with_capacity(text.len());
        for character in text.chars() {
            if let Some(glyph) = lookup.as_ref().and_then(|lookup| lookup.glyph(id, character)) {
                glyphs.push(glyph);
            } else if let Some(glyph) = self.spare_glyph(character) {
                glyphs.push(glyph);
            } else {
                let number = format!("〔U+{:04X}〕", u32::from(character));
                glyphs.extend(number.chars().filter_map(|character| lookup.as_ref()?.glyph(id, character)));
            }
        }
        glyphs
    }

    fn spare_glyph(&self, character: char) -> Option<Glyph> {
        (0..self.spare.len()).find_map(|position| {
            let face = self.spare.get(position)?.read()?;
            Lookup::of(face)?.glyph(FaceId::Spare(position), character)
        })
    }
}

impl Spare {
    fn read(&self) -> Option<&Face> {
        // A spare font that cannot be read is as good as none.
        self.face.get_or_init(|| Face::read(&self.place).ok()).as_ref()
    }
}

impl Face {
    fn read(place: &Place) -> Result<Face, PressError> {
        let unusable = |reason: String| PressError::UnusableFont { path: place.path.clone(), reason };
        let data = Arc::new(std::fs::read(&place.path).map_err(|error| unusable(error.to_string()))?);
        let no_font = || unusable("it is not an OpenType font".into());
        let font = Font::new(Arc::clone(&data).into(), place.index).ok_or_else(no_font)?;
        let units_per_em = FontRef::from_index(&data, place.index)
            .map(|font| f32::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em))
            .map_err(|_| no_font())?;
        Ok(Face { data, index: place.index, font, units_per_em })
    }
}

/// The tables of a font in which characters are looked up.
struct Lookup<'a> {
    characters: skrifa::charmap::Charmap<'a>,
    metrics: skrifa::metrics::GlyphMetrics<'a>,
    units_per_em: f32,
}

impl<'a> Lookup<'a> {
    fn of(face: &'a Face) -> Option<Lookup<'a>> {
        let font = FontRef::from_index(&face.data, face.index).ok()?;
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        Some(Lookup { characters: font.charmap(), metrics, units_per_em: face.units_per_em })
    }

    fn glyph(&self, face: FaceId, character: char) -> Option<Glyph> {
        // What has no agreed meaning may not stand in a document that is kept: its glyph is whatever a font says.
        let private = matches!(character, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..) || u32::from(character) & 0xFFFE == 0xFFFE;
        let id = self.characters.map(character).filter(|id| id.to_u32() != 0 && !private)?;
        let advance = self.metrics.advance_width(id)? / self.units_per_em;
        Some(Glyph { character, face, id: GlyphId::new(id.to_u32()), advance })
    }
}

/// Where the upright face of a family and weight is.
fn place(database: &fontdb::Database, family: &str, weight: u16) -> Option<Place> {
    let query = fontdb::Query { families: &[fontdb::Family::Name(family)], weight: fontdb::Weight(weight), ..fontdb::Query::default() };
    let face = database.face(database.query(&query)?)?;
    match &face.source {
        fontdb::Source::File(path) | fontdb::Source::SharedFile(path, _) => Some(Place { path: path.clone(), index: face.index }),
        fontdb::Source::Binary(_) => None,
    }
}
