//! Pages being filled from the top: what is drawn where, and which part of the document's structure it belongs to.

use crate::fonts::{Fonts, Glyph, Weight};
use crate::line::{Line, lines, single};

/// A4 and its margins, in points.
pub(crate) const PAGE_WIDTH: f32 = 595.28;
pub(crate) const PAGE_HEIGHT: f32 = 841.89;
pub(crate) const LEFT: f32 = 62.0;
pub(crate) const RIGHT: f32 = PAGE_WIDTH - 62.0;
pub(crate) const WIDTH: f32 = RIGHT - LEFT;
const TOP: f32 = 78.0;
/// Where the text ends and the footer's room begins.
pub(crate) const BOTTOM: f32 = PAGE_HEIGHT - 116.0;

/// The few colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Colour(pub u8, pub u8, pub u8);

pub(crate) const INK: Colour = Colour(0x1c, 0x23, 0x2b);
pub(crate) const SOFT: Colour = Colour(0x5b, 0x66, 0x70);
pub(crate) const ACCENT: Colour = Colour(0x1d, 0x4f, 0x73);
pub(crate) const HAIRLINE: Colour = Colour(0xd3, 0xd9, 0xde);
pub(crate) const SHADE: Colour = Colour(0xf1, 0xf4, 0xf6);
pub(crate) const WARNING: Colour = Colour(0xa3, 0x2a, 0x20);

/// Type of one kind: size in points, weight and colour.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub size: f32,
    pub weight: Weight,
    pub colour: Colour,
}

impl Style {
    pub const fn new(size: f32, weight: Weight, colour: Colour) -> Style {
        Style { size, weight, colour }
    }

    /// From one line to the next.
    pub fn leading(self) -> f32 {
        self.size * 1.5
    }
}

pub(crate) const BODY: Style = Style::new(10.0, Weight::Regular, INK);
pub(crate) const BODY_BOLD: Style = Style::new(10.0, Weight::Bold, INK);
pub(crate) const SMALL: Style = Style::new(8.0, Weight::Regular, SOFT);

/// Something drawn.
pub(crate) enum Mark {
    Text {
        x: f32,
        baseline: f32,
        style: Style,
        glyphs: Vec<Glyph>,
    },
    Fill {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        colour: Colour,
    },
    /// Squares of one size, as one shape.
    Squares {
        x: f32,
        y: f32,
        side: f32,
        cells: Vec<(u16, u16)>,
    },
}

/// What a part of the document is, for readers that read it aloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    /// Its level, and what it says.
    Heading(u16, String),
    Paragraph,
    Table,
    Row,
    HeaderCell,
    /// The first cell of a row that names what the others say.
    RowHeaderCell,
    Cell,
}

pub(crate) struct Element {
    pub role: Role,
    pub children: Vec<Child>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Child {
    Element(usize),
    /// A mark, by page and position on it.
    Mark(usize, usize),
}

/// Pages and structure so far.
pub(crate) struct Flow<'a> {
    pub fonts: &'a Fonts,
    pub pages: Vec<Vec<Mark>>,
    pub elements: Vec<Element>,
    /// The elements of the outermost level, in reading order.
    pub roots: Vec<usize>,
    open: Vec<usize>,
    /// What each section begins with: its heading, page and height on it.
    pub outline: Vec<(String, usize, f32)>,
    pub y: f32,
}

impl<'a> Flow<'a> {
    pub fn new(fonts: &'a Fonts) -> Flow<'a> {
        Flow { fonts, pages: vec![Vec::new()], elements: Vec::new(), roots: Vec::new(), open: Vec::new(), outline: Vec::new(), y: TOP }
    }

    /// Goes to the next page unless `height` is left on this one; whether it did.
    pub fn need(&mut self, height: f32) -> bool {
        let full = self.y + height > BOTTOM && self.y > TOP;
        if full {
            self.pages.push(Vec::new());
            self.y = TOP;
        }
        full
    }

    /// Everything drawn inside belongs to a part of the document.
    pub fn element<T>(&mut self, role: Role, inside: impl FnOnce(&mut Flow<'a>) -> T) -> T {
        if let Role::Heading(_, words) = &role {
            self.outline.push((words.clone(), self.pages.len() - 1, self.y));
        }
        let element = self.elements.len();
        self.elements.push(Element { role, children: Vec::new() });
        match self.open.last().and_then(|parent| self.elements.get_mut(*parent)) {
            Some(parent) => parent.children.push(Child::Element(element)),
            None => self.roots.push(element),
        }
        self.open.push(element);
        let answer = inside(self);
        self.open.pop();
        answer
    }

    /// Draws on the page in progress.
    pub fn mark(&mut self, mark: Mark) {
        let page = self.pages.len() - 1;
        let Some(marks) = self.pages.last_mut() else { return };
        let is_text = matches!(mark, Mark::Text { .. });
        marks.push(mark);
        let position = marks.len() - 1;
        // Lines and fields of colour are decoration, which is not read aloud; so is the QR code, whose address is there in words.
        let belongs = self.open.last().and_then(|element| self.elements.get_mut(*element));
        if let Some(element) = belongs
            && is_text
        {
            element.children.push(Child::Mark(page, position));
        }
    }

    pub fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Colour) {
        self.mark(Mark::Fill { x, y, width, height, colour });
    }

    /// A line that is set, from `x` on.
    pub fn line(&mut self, x: f32, baseline: f32, line: Line, style: Style) {
        if !line.glyphs.is_empty() {
            self.mark(Mark::Text { x, baseline, style, glyphs: line.glyphs });
        }
    }

    /// A text on one line from `x` on; answers where it ends.
    pub fn text(&mut self, x: f32, baseline: f32, text: &str, style: Style) -> f32 {
        let line = single(self.fonts, text, style.weight);
        let end = x + line.width * style.size;
        self.line(x, baseline, line, style);
        end
    }

    /// A text on one line that ends at `right`.
    pub fn text_to(&mut self, right: f32, baseline: f32, text: &str, style: Style) {
        let line = single(self.fonts, text, style.weight);
        self.line(right - line.width * style.size, baseline, line, style);
    }

    pub fn text_centred(&mut self, baseline: f32, text: &str, style: Style) {
        let line = single(self.fonts, text, style.weight);
        self.line((PAGE_WIDTH - line.width * style.size) / 2.0, baseline, line, style);
    }

    /// A text broken into lines of a width in points.
    pub fn broken(&self, text: &str, style: Style, width: f32) -> Vec<Line> {
        lines(self.fonts, text, style.weight, width / style.size)
    }

    /// Lines one below the other from the place in progress, over pages where needed.
    pub fn lines(&mut self, x: f32, lines: Vec<Line>, style: Style) {
        for line in lines {
            self.need(style.leading());
            let baseline = self.y + style.size * 1.1;
            self.line(x, baseline, line, style);
            self.y += style.leading();
        }
    }

    pub fn paragraph(&mut self, x: f32, text: &str, style: Style, width: f32) {
        let lines = self.broken(text, style, width);
        self.element(Role::Paragraph, |flow| flow.lines(x, lines, style));
    }

    pub fn space(&mut self, height: f32) {
        self.y += height;
    }
}

impl<'a> Flow<'a> {
    /// Everything drawn inside is decoration: nothing reads it aloud.
    pub fn outside(&mut self, inside: impl FnOnce(&mut Flow<'a>)) {
        let open = std::mem::take(&mut self.open);
        inside(self);
        self.open = open;
    }
}
