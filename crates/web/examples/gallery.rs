//! Writes every component and some sample pages as static HTML, in both languages.
//!
//! `cargo run -p web --example gallery -- some-folder` writes `zh-start.html`, `en-start.html` and so on, with the
//! style and the script beside them. To see a page at the width of a phone open `phone-zh-start.html`, which shows the
//! page in a frame 360 pixels wide: headless browsers do not make a window that narrow.

#[path = "gallery/desk.rs"]
mod desk;
#[path = "gallery/forms.rs"]
mod forms;
#[path = "gallery/pages.rs"]
mod pages;

use std::path::Path;

use values::Language;

use web::assets;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("name a folder to write to")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("style.css"), assets::STYLE)?;
    std::fs::write(folder.join("app.js"), assets::SCRIPT)?;
    std::fs::write(folder.join("icon.svg"), assets::ICON)?;
    for language in [Language::Chinese, Language::English] {
        for (name, page) in pages::all(language) {
            let file = format!("{}-{name}.html", language.code());
            std::fs::write(folder.join(&file), local(&page))?;
            std::fs::write(folder.join(format!("phone-{file}")), phone(&file))?;
        }
    }
    Ok(())
}

/// The same page with its assets beside it instead of at the server's root.
fn local(page: &str) -> String {
    page.replace(&assets::style_address(), "style.css")
        .replace(&assets::script_address(), "app.js")
        .replace(&assets::icon_address(), "icon.svg")
        .replace(r#"<link rel="manifest" href="/manifest.webmanifest">"#, "")
}

/// A page that shows another at the width of a small phone.
fn phone(file: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{file}</title></head>\
         <body style=\"margin:0;background:#888\"><iframe title=\"{file}\" src=\"{file}\" width=\"360\" height=\"3000\" style=\"border:0;background:#fff\"></iframe></body></html>"
    )
}
