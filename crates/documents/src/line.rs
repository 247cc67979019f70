//! Text into lines: what is not fit for paper is taken out, and a line ends only where a Chinese or an English line may.

use values::normalise;

use crate::fonts::{Fonts, Glyph, Weight};

/// A line that is set; its width is in ems.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    pub glyphs: Vec<Glyph>,
    pub width: f32,
}

/// Never at the beginning of a line.
const NOT_FIRST: &str = "，。、；：！？）》」』】〕％…—·,.;:!?)]}%’”〉％°";
/// Never at the end of a line.
const NOT_LAST: &str = "（《「『【〔([{‘“〈￥¥";

/// The text of one paragraph without control characters and marks of direction, which could make paper say something other than
/// the data.
pub(crate) fn fit_for_paper(text: &str) -> String {
    let mut fit = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            blank if blank.is_whitespace() => fit.push(' '),
            '\u{3000}' => fit.push(' '),
            hidden if normalise::is_blank(hidden) || hidden.is_control() => {}
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FFF9}'..='\u{FFFB}' => {}
            '\u{E0000}'..='\u{E0FFF}' => {}
            other => fit.push(other),
        }
    }
    fit
}

/// One line, however long.
pub(crate) fn single(fonts: &Fonts, text: &str, weight: Weight) -> Line {
    line_of(fonts.glyphs(&fit_for_paper(text), weight))
}

/// The lines of a text in a column `width` ems wide. At least one line; a word wider than the column is broken.
pub(crate) fn lines(fonts: &Fonts, text: &str, weight: Weight, width: f32) -> Vec<Line> {
    let mut found = Vec::new();
    for paragraph in text.split('\n') {
        let mut rest = fonts.glyphs(&fit_for_paper(paragraph), weight);
        loop {
            let end = first_line_end(&rest, width);
            let tail = rest.split_off(end);
            found.push(line_of(rest));
            rest = tail;
            let blanks = rest.iter().take_while(|glyph| glyph.character == ' ').count();
            rest.drain(..blanks);
            if rest.is_empty() {
                break;
            }
        }
    }
    found
}

fn line_of(glyphs: Vec<Glyph>) -> Line {
    // A blank that ends a line is not seen, but it keeps two words apart when the text is copied.
    let seen = glyphs.iter().rposition(|glyph| glyph.character != ' ').map_or(0, |last| last + 1);
    let width = glyphs.iter().take(seen).map(|glyph| glyph.advance).sum();
    Line { glyphs, width }
}

/// How many glyphs the first line takes; at least one of a text that is not empty.
fn first_line_end(glyphs: &[Glyph], width: f32) -> usize {
    let mut reached = 0.0;
    let mut last_break = None;
    for (at, glyph) in glyphs.iter().enumerate() {
        if at > 0 && may_break(glyphs[at - 1].character, glyph.character) {
            last_break = Some(at);
        }
        reached += glyph.advance;
        if reached > width && glyph.character != ' ' {
            return last_break.unwrap_or(at).max(1);
        }
    }
    glyphs.len()
}

fn may_break(before: char, after: char) -> bool {
    if after == ' ' || NOT_FIRST.contains(after) || NOT_LAST.contains(before) || is_combining(after) {
        return false;
    }
    // Not after a hyphen or a slash: a code or an address is copied as one.
    before == ' ' || is_wide(before) || is_wide(after)
}

fn is_combining(character: char) -> bool {
    matches!(character, '\u{0300}'..='\u{036F}' | '\u{20D0}'..='\u{20FF}')
}

/// Characters of scripts written without blanks between words.
fn is_wide(character: char) -> bool {
    matches!(character, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_or_turns_text_is_taken_out() {
        assert_eq!(fit_for_paper("王\u{202E}小\u{0000}明\u{200B}\u{FEFF}\tA\u{E0041}"), "王小明 A");
        assert_eq!(fit_for_paper("#let x = $\\{}<b>&amp;"), "#let x = $\\{}<b>&amp;");
    }

    #[test]
    fn punctuation_stays_with_its_word() {
        assert!(!may_break('元', '。'));
        assert!(!may_break('《', '社'));
        assert!(may_break('保', '险'));
        assert!(!may_break('1', '2'));
        assert!(may_break('元', '1'));
        assert!(may_break(' ', 'a'));
    }
}
