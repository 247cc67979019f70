//! The fields of a form as they were typed.

/// The fields in the order sent, and the files. Kept as typed, so that a refused form is shown again unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FormData {
    fields: Vec<(String, String)>,
    files: Vec<UploadedFile>,
}

/// A file as sent. Neither its name nor its stated type is to be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadedFile {
    pub field: String,
    pub file_name: String,
    pub content_type: String,
    pub bytes: Vec<u8>,
}

/// Why a form was not read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormRefusal {
    /// Not a form, or not UTF-8.
    Malformed,
    TooLarge,
}

/// Stands where a character was sent that cannot be kept.
pub const UNREADABLE: &str = "\u{fffd}";

impl FormData {
    pub fn new() -> FormData {
        FormData::default()
    }

    /// Reads `name=value&…` as browsers write it (also an address's query).
    pub fn from_urlencoded(text: &str) -> Result<FormData, FormRefusal> {
        if text.len() > super::LARGEST_FORM {
            return Err(FormRefusal::TooLarge);
        }
        let mut data = FormData::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            data.add(&decoded(name)?, &decoded(value)?)?;
        }
        Ok(data)
    }

    /// Adds a field, as reading does; also for values a page starts with.
    pub fn add(&mut self, name: &str, value: &str) -> Result<(), FormRefusal> {
        if self.fields.len() >= super::MOST_FIELDS {
            return Err(FormRefusal::TooLarge);
        }
        if name.contains('\0') {
            return Err(FormRefusal::Malformed);
        }
        // No database keeps a NUL. A visible sign stands in its place, so that the form comes back with what was typed and the reader
        // of the field says what is wrong.
        self.fields.push((name.to_owned(), value.replace('\0', UNREADABLE)));
        Ok(())
    }

    /// The same data with one more field; what cannot be kept is left out. For pages and tests that start from known values.
    pub fn with(mut self, name: &str, value: &str) -> FormData {
        let _ = self.add(name, value);
        self
    }

    /// Keeps the fields whose name `keep` picks; files stay. For pages that number their rows anew.
    pub fn retain_fields(&mut self, keep: impl Fn(&str) -> bool) {
        self.fields.retain(|(name, _)| keep(name));
    }

    pub(super) fn add_file(&mut self, file: UploadedFile) -> Result<(), FormRefusal> {
        if self.files.len() >= super::MOST_FIELDS {
            return Err(FormRefusal::TooLarge);
        }
        self.files.push(file);
        Ok(())
    }

    /// The first value of a field as typed; empty when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or("")
    }

    /// The first value without the white space around it, the ideographic space included.
    pub fn trimmed(&self, name: &str) -> &str {
        self.get(name).trim()
    }

    /// Every value of a field, for checkboxes.
    pub fn all<'a, 'b>(&'a self, name: &'b str) -> impl Iterator<Item = &'a str> + use<'a, 'b> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    pub fn contains(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// The first file of a field that is not empty; browsers send an empty one when none was chosen.
    pub fn file(&self, name: &str) -> Option<&UploadedFile> {
        self.files(name).next()
    }

    pub fn files<'a, 'b>(&'a self, name: &'b str) -> impl Iterator<Item = &'a UploadedFile> + use<'a, 'b> {
        self.files.iter().filter(move |file| file.field == name && !(file.bytes.is_empty() && file.file_name.is_empty()))
    }

    /// Every field in order, for hidden inputs of a check-your-answers page.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Undoes the encoding of a form: `+` is a space, `%41` a byte; a `%` that starts no byte stands for itself.
fn decoded(text: &str) -> Result<String, FormRefusal> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, tail @ ..]) => match (hexadecimal(*high), hexadecimal(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high * 16 + low);
                    rest = tail;
                }
                _ => bytes.push(b'%'),
            },
            _ => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).map_err(|_| FormRefusal::Malformed)
}

fn hexadecimal(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_browsers_send() {
        let data = FormData::from_urlencoded("name=%E5%BC%A0+%E4%B8%89&kind=a&kind=b&empty&odd=100%&%3D=%26").unwrap();
        assert_eq!(data.get("name"), "张 三");
        assert_eq!(data.all("kind").collect::<Vec<_>>(), ["a", "b"]);
        assert!(data.contains("empty") && data.get("empty").is_empty());
        assert_eq!(data.get("odd"), "100%");
        assert_eq!(data.get("="), "&");
        assert_eq!(data.get("absent"), "");
    }

    #[test]
    fn refuses_what_no_browser_sends() {
        assert_eq!(FormData::from_urlencoded("a=%FF"), Err(FormRefusal::Malformed));
        assert_eq!(FormData::from_urlencoded("a=x%00y").unwrap().get("a"), "x\u{fffd}y");
        assert_eq!(FormData::from_urlencoded("a%00=x"), Err(FormRefusal::Malformed));
        assert_eq!(FormData::from_urlencoded(&"a&".repeat(super::super::MOST_FIELDS + 1)), Err(FormRefusal::TooLarge));
        assert_eq!(FormData::from_urlencoded(&"a".repeat(super::super::LARGEST_FORM + 1)), Err(FormRefusal::TooLarge));
    }

    #[test]
    fn trims_the_ideographic_space() {
        assert_eq!(FormData::new().with("name", "　张三 ").trimmed("name"), "张三");
    }
}
