//! `yunban backup` and `yunban restore`: a copy of everything a data directory holds, and the way back.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::failure::{CommandError, CommandResult};
use crate::place::{Place, is_vacant};

/// Names each file of a backup with its SHA-256, one a line.
const MANIFEST: &str = "MANIFEST";

/// Files that lie in a data directory and are no data: who writes it, and what SQLite keeps beside its database.
fn is_data(name: &str) -> bool {
    let database = store::database_file_name();
    name != "writer.lock" && name != MANIFEST && !(name.starts_with(database) && name != database)
}

/// Copies the data while they are in use. The database comes first: documents are only ever added, so those copied afterwards are
/// all it speaks of.
pub fn back_up(place: &Place, to: &Path, output: &mut dyn Write) -> CommandResult {
    if !place.exists() {
        return Err(
            CommandError::new(format!("there is no data store in {}", place.directory.display())).hint("name its directory with --data")
        );
    }
    if !is_vacant(to) {
        return Err(CommandError::new(format!("{} is not empty", to.display())).hint("back up to a new directory"));
    }
    fs::create_dir_all(to).map_err(|error| CommandError::file(to, &error))?;
    let database = store::database_file_name();
    store::back_up(&place.location, &to.join(database))?;
    let mut names = Vec::new();
    files_below(&place.directory, Path::new(""), &mut names)?;
    for name in names.iter().filter(|name| name.as_path() != Path::new(database)) {
        copy(&place.directory.join(name), &to.join(name))?;
    }
    if !names.iter().any(|name| name.as_path() == Path::new(database)) {
        names.push(PathBuf::from(database));
    }
    let mut manifest = String::new();
    for name in &names {
        manifest.push_str(&format!("{}  {}\n", sha256_of(&to.join(name))?, name.display()));
    }
    let path = to.join(MANIFEST);
    fs::write(&path, manifest).map_err(|error| CommandError::file(&path, &error))?;
    writeln!(output, "{} files in {}", names.len(), to.display())?;
    writeln!(output, "the backup holds the keys; keep it as safe as the data")?;
    Ok(())
}

/// Makes a data directory out of a backup whose every file is as it was written.
pub fn restore(place: &Place, from: &Path, output: &mut dyn Write) -> CommandResult {
    if !is_vacant(&place.directory) {
        return Err(CommandError::new(format!("{} is not empty", place.directory.display())).hint("restore to a new directory with --data"));
    }
    let path = from.join(MANIFEST);
    let manifest = fs::read_to_string(&path).map_err(|error| CommandError::file(&path, &error))?;
    let mut names = Vec::new();
    for line in manifest.lines() {
        let (sha256, name) = line.split_once("  ").ok_or_else(|| damaged(&path))?;
        let name = PathBuf::from(name);
        // A manifest from elsewhere must not reach outside the two directories.
        if name.components().any(|part| !matches!(part, std::path::Component::Normal(_))) {
            return Err(damaged(&path));
        }
        if sha256_of(&from.join(&name))? != sha256 {
            return Err(CommandError::new(format!("{} is not as it was backed up", from.join(&name).display()))
                .hint("use another backup; nothing was restored"));
        }
        names.push(name);
    }
    fs::create_dir_all(&place.directory).map_err(|error| CommandError::file(&place.directory, &error))?;
    for name in &names {
        copy(&from.join(name), &place.directory.join(name))?;
    }
    writeln!(output, "{} files in {}", names.len(), place.directory.display())?;
    Ok(())
}

fn damaged(path: &Path) -> CommandError {
    CommandError::new(format!("{} is no list of a backup's files", path.display())).hint("use another backup; nothing was restored")
}

fn files_below(root: &Path, below: &Path, names: &mut Vec<PathBuf>) -> CommandResult {
    let folder = root.join(below);
    for entry in fs::read_dir(&folder).map_err(|error| CommandError::file(&folder, &error))? {
        let entry = entry.map_err(|error| CommandError::file(&folder, &error))?;
        let name = below.join(entry.file_name());
        if entry.path().is_dir() {
            files_below(root, &name, names)?;
        } else if is_data(&entry.file_name().to_string_lossy()) {
            names.push(name);
        }
    }
    names.sort();
    Ok(())
}

fn copy(from: &Path, to: &Path) -> CommandResult {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(|error| CommandError::file(folder, &error))?;
    }
    fs::copy(from, to).map_err(|error| CommandError::file(from, &error))?;
    fs::File::open(to).and_then(|file| file.sync_all()).map_err(|error| CommandError::file(to, &error))
}

fn sha256_of(path: &Path) -> CommandResult<String> {
    let mut file = fs::File::open(path).map_err(|error| CommandError::file(path, &error))?;
    let mut digest = Sha256::new();
    let mut part = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut part).map_err(|error| CommandError::file(path, &error))?;
        if read == 0 {
            return Ok(hex::encode(digest.finalize()));
        }
        digest.update(&part[..read]);
    }
}
