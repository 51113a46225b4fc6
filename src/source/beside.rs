//! The path of a folder that a course names → whether it may be read: it lies in the course's folder or beside it.
//!
//! Whoever writes a course says what its pages look like, not what is read from the computer that builds it.
#![expect(clippy::disallowed_methods, reason = "source is the room where a course is read from disk")]

use std::path::{Component, Path};

/// Judges the words of the path, and then where it leads on this disk.
pub fn is_beside(root: &Path, named: &str) -> bool {
    let mut parts = Path::new(named).components().filter(|part| *part != Component::CurDir).peekable();
    let goes_up = parts.next_if_eq(&Component::ParentDir).is_some();
    let mut names = 0;
    for part in parts {
        match part {
            Component::Normal(name) if !name.as_encoded_bytes().starts_with(b".") => names += 1,
            _ => return false,
        }
    }
    if names == 0 {
        return false;
    }
    let (Ok(root), Ok(folder)) = (root.canonicalize(), root.join(named).canonicalize()) else {
        return true; // One of them is not there, which is told by whoever reads it.
    };
    // What lies at the top of the disk belongs to no course.
    let around = root.parent().filter(|parent| goes_up && parent.parent().is_some());
    let is_below = |above: &Path| folder.starts_with(above) && folder != above;
    is_below(&root) || around.is_some_and(is_below) && !root.starts_with(&folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_reads_its_own_folder_and_those_beside_it() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("project/content");
        for folder in ["project/content/look", "project/theme/dark", "project/.ssh", "outside"] {
            std::fs::create_dir_all(place.path().join(folder)).unwrap();
        }
        std::os::unix::fs::symlink("../outside", place.path().join("project/door")).unwrap();
        std::os::unix::fs::symlink("/etc", root.join("link")).unwrap();
        for named in
            ["look", "./look/", "../theme", "../theme/dark", "./../theme/./dark", "../not-there", "nor-this"]
        {
            assert!(is_beside(&root, named), "{named}");
        }
        for named in [
            "",
            ".",
            "..",
            "../",
            "../..",
            "../../outside",
            "/",
            "/etc",
            "../content",
            "../content/..",
            "look/..",
            "look/../..",
            "../.ssh",
            "../door",
            "link",
            "link/ssl",
            "../theme/../../outside",
            "../content/link",
        ] {
            assert!(!is_beside(&root, named), "{named}");
        }
        assert!(!is_beside(Path::new("/usr"), "../etc"));
    }
}
