//! Writes a sample of each document to a folder, to look at: `cargo run -p documents --example samples -- FOLDER`.

#[path = "../tests/samples/mod.rs"]
mod samples;

use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name the folder to write to")?);
    std::fs::create_dir_all(&folder)?;
    let press = documents::Press::new();
    for (name, document) in samples::all() {
        let begun = std::time::Instant::now();
        let pdf = press.print(document.as_ref(), &samples::imprint())?;
        println!("{name}: {} bytes, {} ms", pdf.len(), begun.elapsed().as_millis());
        std::fs::write(folder.join(format!("{name}.pdf")), pdf)?;
    }
    Ok(())
}
