//! The QR code of the address at which a document is verified.

use qrcode::{Color, EcLevel, QrCode};

/// The dark cells, as column and row, and how many cells a side has.
pub(crate) struct Cells {
    pub side: u16,
    pub dark: Vec<(u16, u16)>,
}

/// `None` where the address is longer than any QR code holds.
pub(crate) fn cells(address: &str) -> Option<Cells> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let side = u16::try_from(code.width()).ok()?;
    let colours = code.to_colors();
    let dark = (0u16..).zip(colours.chunks(usize::from(side)));
    let dark = dark.flat_map(|(row, line)| {
        (0u16..).zip(line).filter(|(_, colour)| **colour == Color::Dark).map(move |(column, _)| (column, row)).collect::<Vec<_>>()
    });
    Some(Cells { side, dark: dark.collect() })
}
