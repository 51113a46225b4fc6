//! A workbook → a PDF, by a browser of this machine: written beside its place first, and twice, since only the
//! first print tells on which page what stands.
#![expect(clippy::disallowed_methods, reason = "publish is one of the rooms where I/O lives")]

use std::fs;
use std::io;
use std::path::Path;

/// Makes the PDF. `fill` gives the HTML, the second time from the PDF that the first made; `print` prints a file
/// into another.
pub fn print(
    output: &Path,
    fill: &dyn Fn(Option<&[u8]>) -> Vec<u8>,
    print: &dyn Fn(&Path, &Path, &Path) -> Result<(), String>,
) -> Result<Vec<u8>, String> {
    let name = output.file_name().and_then(|name| name.to_str()).unwrap_or("workbook.pdf");
    // Not hidden: some browsers are kept out of hidden folders by the way in which they are installed.
    let folder = output.with_file_name(format!("{name}.printing"));
    let made = in_folder(output, &folder, fill, print);
    drop(clear(&folder));
    made
}

/// Removes the folder if it is one that this room made: after a kill it is still there. Anything else of that name is
/// somebody's.
fn clear(folder: &Path) -> Result<(), String> {
    let ours = ["workbook.html", "workbook.pdf", "browser"];
    let is_ours = |entry: &fs::DirEntry| ours.iter().any(|name| entry.file_name() == *name);
    match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Ok(about) if about.is_dir() => {
            let mut entries = fs::read_dir(folder).into_iter().flatten();
            if entries.all(|entry| entry.as_ref().is_ok_and(is_ours)) {
                return fs::remove_dir_all(folder)
                    .map_err(|error| format!("cannot remove `{}`: {error}", folder.display()));
            }
        }
        _ => {}
    }
    Err(format!("`{}` is in the way, and Bedside did not make it. Move it away", folder.display()))
}

fn in_folder(
    output: &Path,
    folder: &Path,
    fill: &dyn Fn(Option<&[u8]>) -> Vec<u8>,
    print: &dyn Fn(&Path, &Path, &Path) -> Result<(), String>,
) -> Result<Vec<u8>, String> {
    let failed = |doing: &'static str| {
        move |error: io::Error| format!("cannot {doing} in `{}`: {error}", folder.display())
    };
    fs::create_dir_all(folder.parent().unwrap_or(folder)).map_err(failed("make the folder"))?;
    clear(folder)?;
    fs::create_dir(folder).map_err(failed("make the folder"))?;
    let folder = fs::canonicalize(folder).map_err(failed("work"))?;
    let (html, pdf, profile) =
        (folder.join("workbook.html"), folder.join("workbook.pdf"), folder.join("browser"));
    let mut made: Option<Vec<u8>> = None;
    for _ in 0..2 {
        fs::write(&html, fill(made.as_deref())).map_err(failed("write"))?;
        print(&html, &pdf, &profile)?;
        made = Some(fs::read(&pdf).map_err(|_| "the browser has printed nothing".to_owned())?);
    }
    fs::rename(&pdf, output).map_err(failed("write the PDF"))?;
    Ok(made.unwrap_or_default())
}
