//! Reads the XML parts of a workbook, each no further than a bound.

use std::io::{BufRead, BufReader, Read};

use casework::Refusals;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::{damaged, too_large};

/// Elements and text of one part. An empty element is told as its start and its end.
pub(super) struct Part<'a> {
    reader: Reader<Bounded<BufReader<Box<dyn Read + 'a>>>>,
    buffer: Vec<u8>,
    /// The part's name, for what is told about damage.
    name: &'static str,
}

/// Something met in a part, already decoded.
pub(super) enum Met<'a> {
    Start(Element<'a>),
    /// The local name.
    End(String),
    Text(String),
    Finish,
}

/// The start of an element.
pub(super) struct Element<'a> {
    start: BytesStart<'a>,
}

impl<'a> Part<'a> {
    pub(super) fn new(source: Box<dyn Read + 'a>, bytes_max: u64, name: &'static str) -> Part<'a> {
        let mut reader = Reader::from_reader(Bounded { source: BufReader::new(source), left: bytes_max, exceeded: false });
        reader.config_mut().expand_empty_elements = true;
        Part { reader, buffer: Vec::new(), name }
    }

    /// The next thing of interest; comments, declarations and instructions are passed over.
    pub(super) fn next(&mut self) -> Result<Met<'_>, Refusals> {
        loop {
            self.buffer.clear();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(_) if self.reader.get_ref().exceeded => return Err(too_large()),
                Err(error) => return Err(damaged(&format!("{}: {error}", self.name))),
            };
            match event {
                Event::Start(start) => return Ok(Met::Start(Element { start: start.into_owned() })),
                Event::End(end) => return Ok(Met::End(end.local_name().as_ref().to_owned())),
                Event::Text(text) => return Ok(Met::Text(text.xml10_content().into_owned())),
                Event::CData(text) => return Ok(Met::Text(text.xml10_content().into_owned())),
                Event::GeneralRef(reference) => return Ok(Met::Text(resolved(&reference))),
                Event::Eof if self.reader.get_ref().exceeded => return Err(too_large()),
                Event::Eof => return Ok(Met::Finish),
                _ => {}
            }
        }
    }
}

/// The character a reference stands for; an unknown one is kept as it is written, so that a check refuses it.
fn resolved(reference: &BytesRef<'_>) -> String {
    match reference.as_ref() {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        other => match reference.resolve_char_ref() {
            Ok(Some(character)) => character.to_string(),
            _ => format!("&{other};"),
        },
    }
}

impl Element<'_> {
    pub(super) fn is(&self, local_name: &str) -> bool {
        self.start.local_name().as_ref() == local_name
    }

    /// The value of an attribute by its local name; damage in it counts as absence.
    pub(super) fn attribute(&self, local_name: &str) -> Option<String> {
        let found =
            self.start.attributes().with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == local_name)?;
        found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
    }

    /// As [`Self::attribute`], read as a number.
    pub(super) fn number(&self, local_name: &str) -> Option<u32> {
        self.attribute(local_name)?.parse().ok()
    }
}

/// Gives out at most `left` bytes and remembers whether there were more. What a file states about its size is never asked.
struct Bounded<R> {
    source: R,
    left: u64,
    exceeded: bool,
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, target: &mut [u8]) -> std::io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(target.len());
        target[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        let left = usize::try_from(self.left).unwrap_or(usize::MAX);
        let available = self.source.fill_buf()?;
        if left == 0 && !available.is_empty() {
            self.exceeded = true;
            return Ok(&[]);
        }
        let count = available.len().min(left);
        Ok(&available[..count])
    }

    fn consume(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count as u64);
        self.source.consume(count);
    }
}
