//! The files of a published site ↔ the manifest that lies among them and marks the folder as ours.
#![expect(clippy::disallowed_methods, reason = "publish is one of the rooms where I/O lives")]

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::SystemTime;

use blake3::Hash;
use serde::{Deserialize, Deserializer};

use super::OutPath;
use super::error::{Trouble, While};

/// The manifest's name in the output folder. No file of a site may have it.
pub(super) const MANIFEST: &str = ".bedside-manifest.json";

/// A manifest of any other version was written by a program with other rules, and its folder is not ours.
const VERSION: u32 = 1;

/// What a build wrote: each file once, sorted by path, and no times, so that equal sites have equal manifests.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub path: OutPath,
    pub bytes: u64,
    #[serde(rename = "blake3", deserialize_with = "hash_from_hex")]
    pub hash: Hash,
}

impl Manifest {
    /// Takes entries that are sorted by path.
    pub fn new(entries: Vec<Entry>) -> Self {
        Manifest { entries }
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn find(&self, path: &str) -> Option<&Entry> {
        let at = self.entries.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok()?;
        self.entries.get(at)
    }

    /// Whether a build wrote something below this folder.
    pub fn has_folder(&self, folder: &str) -> bool {
        let prefix = format!("{folder}/");
        let at = self.entries.partition_point(|entry| entry.path.as_str() < prefix.as_str());
        self.entries.get(at).is_some_and(|entry| entry.path.as_str().starts_with(&prefix))
    }

    /// The manifest at `path` and when it was written; `None` where there is none, or where what lies there is
    /// damaged, hostile, a link, or of another version: then the folder around it counts as somebody else's.
    pub fn read(path: &Path) -> Result<Option<(Manifest, SystemTime)>, Trouble> {
        let about = match fs::symlink_metadata(path) {
            Ok(about) if about.is_file() => about,
            Ok(_) => return Ok(None),
            Err(error) if is_absence(&error) => return Ok(None),
            Err(error) => return Err(error).while_doing("look at", path),
        };
        let bytes = fs::read(path).while_doing("read", path)?;
        let written = about.modified().while_doing("read the time of", path)?;
        Ok(Manifest::parse(&bytes).map(|manifest| (manifest, written)))
    }

    /// Writes a new file; one that is there already is an error.
    pub fn write(&self, path: &Path) -> Result<(), Trouble> {
        fs::File::create_new(path)
            .and_then(|file| self.print(BufWriter::new(file)))
            .while_doing("write", path)
    }

    fn parse(bytes: &[u8]) -> Option<Manifest> {
        let file: File = serde_json::from_slice(bytes).ok()?;
        let sorted = file.files.is_sorted_by(|a, b| a.path < b.path);
        let lists_itself = file.files.iter().any(|entry| is_manifest(&entry.path));
        (file.version == VERSION && sorted && !lists_itself).then_some(Manifest { entries: file.files })
    }

    /// One line for each file, so that two manifests can be compared by eye.
    fn print(&self, mut to: impl Write) -> io::Result<()> {
        write!(to, "{{\"bedside-manifest\":{VERSION},\"files\":[")?;
        for (at, entry) in self.entries.iter().enumerate() {
            to.write_all(if at == 0 { b"\n" } else { b",\n" })?;
            to.write_all(b"{\"path\":")?;
            serde_json::to_writer(&mut to, &entry.path)?;
            write!(to, ",\"bytes\":{},\"blake3\":\"{}\"}}", entry.bytes, entry.hash.to_hex())?;
        }
        to.write_all(b"\n]}\n")?;
        to.flush()
    }
}

/// The paths of a manifest and its bytes as we would write them; nothing where it would count as absent. For the tests
/// that try to slip something past it.
pub fn manifest_of(bytes: &[u8]) -> Option<(Vec<OutPath>, Vec<u8>)> {
    let manifest = Manifest::parse(bytes)?;
    let mut printed = Vec::new();
    manifest.print(&mut printed).ok()?;
    Some((manifest.entries.into_iter().map(|entry| entry.path).collect(), printed))
}

/// Whether a file of this name would lie where the manifest lies, also on a disk that ignores case.
pub(super) fn is_manifest(path: &OutPath) -> bool {
    path.as_str().eq_ignore_ascii_case(MANIFEST)
}

/// Nothing lies at the path, or something other than a folder stands on the way to it.
pub(super) fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "bedside-manifest")]
    version: u32,
    files: Vec<Entry>,
}

fn hash_from_hex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Hash, D::Error> {
    let hex = String::deserialize(deserializer)?;
    Hash::from_hex(hex).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str) -> Entry {
        Entry { path: OutPath::new(path).unwrap(), bytes: 3, hash: blake3::hash(path.as_bytes()) }
    }

    #[test]
    fn what_is_printed_is_read_back() {
        for paths in [&[][..], &["a.html"], &["a b/é.html", "a.html", "z/\u{1F600}.html"]] {
            let manifest = Manifest::new(paths.iter().map(|path| entry(path)).collect());
            let mut bytes = Vec::new();
            manifest.print(&mut bytes).unwrap();
            assert_eq!(Manifest::parse(&bytes).unwrap().entries(), manifest.entries());
            let expected: Vec<OutPath> = paths.iter().map(|path| OutPath::new(path).unwrap()).collect();
            assert_eq!(manifest_of(&bytes), Some((expected, bytes)));
        }
        assert_eq!(manifest_of(b"{}"), None);
    }

    #[test]
    fn only_what_is_not_there_is_absent() {
        use io::ErrorKind::{InvalidFilename, NotADirectory, NotFound, PermissionDenied};
        let absent = |kind: io::ErrorKind| is_absence(&kind.into());
        assert!(absent(NotFound) && absent(NotADirectory));
        assert!(!absent(PermissionDenied) && !absent(InvalidFilename));
        assert!(Manifest::read(Path::new("nowhere/to/be/found")).unwrap().is_none());
        // A name that no disk can hold is not known to be absent.
        assert!(Manifest::read(Path::new(&"n".repeat(5000))).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_manifest_is_a_file_and_nothing_else() {
        let desk = tempfile::tempdir().unwrap();
        let (file, link) = (desk.path().join("file"), desk.path().join("link"));
        Manifest::new(vec![entry("a")]).write(&file).unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert!(Manifest::read(&file).unwrap().is_some());
        assert!(Manifest::read(&link).unwrap().is_none());
        assert!(Manifest::read(desk.path()).unwrap().is_none());
    }

    #[test]
    fn a_damaged_or_hostile_manifest_counts_as_absent() {
        let line = |path: &str| {
            format!(r#"{{"path":{path:?},"bytes":1,"blake3":"{}"}}"#, blake3::hash(b"").to_hex())
        };
        let of = |version: u32, files: &[String]| {
            format!(r#"{{"bedside-manifest":{version},"files":[{}]}}"#, files.join(","))
        };
        assert!(Manifest::parse(of(1, &[line("a"), line("b")]).as_bytes()).is_some());
        for bad in [
            String::new(),
            "{}".into(),
            "[]".into(),
            of(2, &[line("a")]),
            of(1, &[line("../a")]),
            of(1, &[line("/etc/passwd")]),
            of(1, &[line("b"), line("a")]),
            of(1, &[line("a"), line("a")]),
            of(1, &[line(MANIFEST)]),
            of(1, &[line("a")]).replace("blake3\":\"", "blake3\":\"zz"),
            of(1, &[line("a")]).replace(']', ""),
        ] {
            assert!(Manifest::parse(bad.as_bytes()).is_none(), "{bad} was taken");
        }
    }

    #[test]
    fn folders_are_known_by_what_lies_in_them() {
        let manifest = Manifest::new(vec![entry("a.html"), entry("a/b/c.html"), entry("ab/c.html")]);
        assert!(manifest.has_folder("a") && manifest.has_folder("a/b") && manifest.has_folder("ab"));
        assert!(!manifest.has_folder("b") && !manifest.has_folder("a/b/c") && !manifest.has_folder("a.html"));
        assert!(manifest.find("a/b/c.html").is_some() && manifest.find("a/b").is_none());
    }
}
