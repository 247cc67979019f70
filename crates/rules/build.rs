//! Writes the list of every law file, so that the program carries the law it was built with.
//!
//! Only names are written here; `include_str!` reads the texts. A new or changed file rebuilds the crate.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let crate_folder = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let regions = crate_folder.join("../../regions");
    let mut files = Vec::new();
    collect(&crate_folder.join("src"), "crates/rules/src", &mut files)?;
    collect(&regions, "regions", &mut files)?;
    files.sort();
    let mut code = String::from("pub static FILES: &[(&str, &str)] = &[\n");
    for (name, path) in &files {
        code.push_str(&format!("    ({name:?}, include_str!({:?})),\n", path.display().to_string()));
    }
    code.push_str("];\n");
    let list = PathBuf::from(std::env::var("OUT_DIR")?).join("law_files.rs");
    // Written anew: in a build folder copied with hard links the old file is another checkout's too.
    fs::remove_file(&list).ok();
    fs::write(list, code)?;
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=../../regions");
    println!("cargo:rerun-if-changed=build.rs");
    Ok(())
}

fn collect(folder: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let entry_name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &entry_name, files)?;
        } else if entry_name.ends_with(".toml") {
            files.push((entry_name, entry.path()));
        }
    }
    Ok(())
}
