//! A finished staging folder → the public site, in one step.
#![expect(clippy::disallowed_methods, reason = "publish is one of the rooms where I/O lives")]

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::OutPath;
use super::beneath::Folder;
use super::error::{Trouble, While};
use super::guard::{Place, refuse_exchange};
use super::manifest::{MANIFEST, Manifest};

/// Where the manifest waits while one file is replaced. `#` cannot stand in an `OutPath`, so that no file of a site
/// has this name.
pub(super) const NEXT_MANIFEST: &str = "next#manifest.json";

/// Makes the first site public.
pub(super) fn reveal(place: &Place) -> Result<(), Trouble> {
    fs::rename(place.staging(), &place.output).while_doing("publish to", &place.output)
}

/// Puts the new site in the place of the old one, and says where the old one lies now.
///
/// Linux and macOS exchange two folders in a single step. On a disk that does not, there is a moment without a
/// site; a build that is killed in that moment is healed by the next one.
pub(super) fn exchange(place: &Place) -> Result<PathBuf, Trouble> {
    keep_permissions(place)?;
    match in_one_step(place) {
        Ok(()) => Ok(place.staging()),
        Err(error) if is_beyond_this_disk(&error) => refuse_exchange(&place.output),
        Err(error) if is_unsupported(&error) => in_two_steps(place),
        Err(error) => Err(error).while_doing("publish to", &place.output),
    }
}

/// Replaces one file of the site, and then the manifest.
///
/// In this order: a manifest that runs ahead of its file would vouch for old bytes for ever, while one that lags
/// behind is put right by the next build, which finds the new manifest in the staging folder.
pub(super) fn replace_one(place: &Place, path: &OutPath, manifest: &Manifest) -> Result<(), Trouble> {
    let staging_path = place.staging();
    manifest.write(&staging_path.join(NEXT_MANIFEST))?;
    let staging = Folder::open(&staging_path).while_doing("enter", &staging_path)?;
    let output = Folder::open(&place.output).while_doing("enter", &place.output)?;
    let (folder, name) = path.as_str().rsplit_once('/').unwrap_or(("", path.as_str()));
    let (folder, name) = (Path::new(folder), OsStr::new(name));
    let from = staging.enter(folder).while_doing("enter", &staging_path.join(folder))?;
    let to = output.enter(folder).while_doing("enter", &place.output.join(folder))?;
    from.rename(name, &to, name).while_doing("replace", &place.output.join(path.as_str()))?;
    replace_manifest(&staging, &output).while_doing("replace", &place.output.join(MANIFEST))
}

pub(super) fn replace_manifest(staging: &Folder, output: &Folder) -> io::Result<()> {
    staging.rename(OsStr::new(NEXT_MANIFEST), output, OsStr::new(MANIFEST))
}

/// The folder itself may have been opened to a group or a web server; the new one should be no less.
fn keep_permissions(place: &Place) -> Result<(), Trouble> {
    may_be_emptied(&place.output).while_doing("change", &place.output)?;
    let staging = place.staging();
    fs::metadata(&place.output)
        .and_then(|about| fs::set_permissions(&staging, about.permissions()))
        .while_doing("set the permissions of", &staging)
}

/// An exchange needs no right to change the old folder, but removing it afterwards does.
#[cfg(unix)]
fn may_be_emptied(output: &Path) -> io::Result<()> {
    use rustix::fs::Access;
    Ok(rustix::fs::access(output, Access::WRITE_OK | Access::EXEC_OK)?)
}

#[cfg(not(unix))]
fn may_be_emptied(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn in_one_step(place: &Place) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, place.staging(), CWD, &place.output, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn in_one_step(_: &Place) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// "Invalid" is how several file systems say that they do not know the flag.
fn is_unsupported(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

fn is_beyond_this_disk(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::CrossesDevices | io::ErrorKind::ResourceBusy)
}

fn in_two_steps(place: &Place) -> Result<PathBuf, Trouble> {
    let retired = place.retired();
    match fs::rename(&place.output, &retired) {
        Err(error) if is_beyond_this_disk(&error) => return refuse_exchange(&place.output),
        moved => moved.while_doing("move", &place.output)?,
    }
    if let Err(error) = fs::rename(place.staging(), &place.output) {
        fs::rename(&retired, &place.output).while_doing("move back", &place.output)?;
        return Err(error).while_doing("publish to", &place.output);
    }
    Ok(retired)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::Guard;

    #[test]
    fn two_steps_do_what_one_does() {
        let root = tempfile::tempdir().unwrap();
        let guard = Guard { working: root.path().join("elsewhere"), ..Guard::default() };
        let place = guard.admit(&root.path().join("site")).unwrap();
        fs::create_dir(&place.output).unwrap();
        fs::write(place.output.join("a"), "old").unwrap();
        fs::create_dir(place.staging()).unwrap();
        fs::write(place.staging().join("a"), "new").unwrap();
        let old = in_two_steps(&place).unwrap();
        assert_eq!(fs::read_to_string(place.output.join("a")).unwrap(), "new");
        assert_eq!(fs::read_to_string(old.join("a")).unwrap(), "old");
        assert!(!place.staging().exists());
    }
}
