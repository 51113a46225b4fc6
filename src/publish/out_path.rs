//! A course's words for an address → `OutPath`, the only way to name a file to be written.

use std::fmt;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

/// The longest component and the longest whole path, in bytes: both fit every file system and zip reader in use.
pub const MAX_COMPONENT: usize = 120;
pub const MAX_PATH: usize = 240;

/// A relative path below the output folder, `/`-separated, safe on Linux, macOS, Windows and in archives.
///
/// Its one constructor checks each component; whatever holds an `OutPath` may be written or zipped. A copy shares the
/// words: each file is named in several lists.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutPath(Arc<str>);

/// Why a path may not name a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutPathError {
    Empty,
    /// `.`, `..`, or an absolute path.
    Escapes,
    /// A character that some system cannot hold, named.
    Character(char),
    /// A name that Windows keeps for devices, whatever its extension.
    Reserved,
    /// A component that ends in a dot or a space, which Windows drops.
    Ending,
    TooLong,
}

impl fmt::Display for OutPathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OutPathError::Empty => f.write_str("a part of the path is empty"),
            OutPathError::Escapes => f.write_str("the path would leave the output folder"),
            OutPathError::Character(c) => {
                write!(f, "the character {c:?} cannot stand in a file name on every system")
            }
            OutPathError::Reserved => f.write_str("Windows keeps this name for a device"),
            OutPathError::Ending => f.write_str("a name may not end with a dot or a space"),
            OutPathError::TooLong => {
                write!(f, "the path is too long (a name: {MAX_COMPONENT} bytes, the whole: {MAX_PATH} bytes)")
            }
        }
    }
}

impl std::error::Error for OutPathError {}

impl OutPath {
    /// Checks `path` and puts it into Unicode's composed form (NFC).
    pub fn new(path: &str) -> Result<Self, OutPathError> {
        let path: String = if path.is_ascii() { path.to_owned() } else { path.nfc().collect() };
        if path.len() > MAX_PATH {
            return Err(OutPathError::TooLong);
        }
        path.split('/').try_for_each(check_component)?;
        Ok(OutPath(path.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two paths share if a system that ignores case would take them for one.
    pub fn collision_key(&self) -> String {
        if self.0.is_ascii() {
            return self.0.to_ascii_lowercase();
        }
        // By way of capitals, so that letters that share one are one: `ß` and `ss`, `ς` and `σ`, `ſ` and `s`.
        self.0.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc().collect()
    }

    /// How many folders lie between the output folder and the file.
    pub fn depth(&self) -> usize {
        self.0.matches('/').count()
    }

    /// `../` once for each folder above: from this file to the output folder.
    pub fn to_root(&self) -> String {
        "../".repeat(self.depth())
    }

    /// The shortest relative link from this file to another.
    pub fn link_to(&self, target: &OutPath) -> String {
        let from: Vec<&str> = self.0.split('/').collect();
        let to: Vec<&str> = target.0.split('/').collect();
        let shared =
            from[..from.len() - 1].iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
        let mut link = "../".repeat(from.len() - 1 - shared);
        link.push_str(&to[shared..].join("/"));
        link
    }
}

impl fmt::Display for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl serde::Serialize for OutPath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// A manifest is read back through the same check as everything else.
impl<'de> serde::Deserialize<'de> for OutPath {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let path = String::deserialize(deserializer)?;
        OutPath::new(&path).map_err(serde::de::Error::custom)
    }
}

fn check_component(name: &str) -> Result<(), OutPathError> {
    if name.is_empty() {
        return Err(OutPathError::Empty);
    }
    if name == "." || name == ".." {
        return Err(OutPathError::Escapes);
    }
    if name.len() > MAX_COMPONENT {
        return Err(OutPathError::TooLong);
    }
    if let Some(c) = name.chars().find(|c| is_forbidden(*c)) {
        return Err(OutPathError::Character(c));
    }
    if name.ends_with(['.', ' ']) {
        return Err(OutPathError::Ending);
    }
    if is_device(name) {
        return Err(OutPathError::Reserved);
    }
    Ok(())
}

/// Characters that Windows, a shell or a reader's eye would take for something else.
fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\' | '%' | '#')
        // Marks that reverse or hide text, and the characters that are no characters.
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFF}')
}

/// Device names of Windows: the part before the first dot counts, in any case.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    if stem.len() > "CONOUT$".len() {
        return false;
    }
    let stem = stem.to_ascii_uppercase();
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || (stem.chars().count() == 4
            && (stem.starts_with("COM") || stem.starts_with("LPT"))
            && stem.ends_with(['1', '2', '3', '4', '5', '6', '7', '8', '9', '¹', '²', '³']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_the_shortest_relative_ones() {
        let link = |a: &str, b: &str| OutPath::new(a).unwrap().link_to(&OutPath::new(b).unwrap());
        assert_eq!(link("a/b/c.html", "a/b/d.html"), "d.html");
        assert_eq!(link("a/b/c.html", "index.html"), "../../index.html");
        assert_eq!(link("index.html", "a/b/c.html"), "a/b/c.html");
        assert_eq!(link("a/b/c.html", "a/x/c.html"), "../x/c.html");
        // A file and a folder of one name are not the same place.
        assert_eq!(link("a/b", "a/b/c.html"), "b/c.html");
        assert_eq!(link("a/b/c.html", "a/b"), "../b");
    }

    #[test]
    fn hostile_names_are_refused() {
        for name in [
            "",
            "/",
            "/etc/passwd",
            "a//b",
            "..",
            "../a",
            "a/../b",
            "./a",
            "a/.",
            "a\\b",
            "c:/x",
            "con",
            "CON.html",
            "a/nul.txt",
            "com1",
            "LPT9.html",
            "aux .html",
            "a.",
            "a ",
            "a/b./c",
            "a\0b",
            "a\nb",
            "a\u{202E}b",
            "a?b",
            "a*b",
            "a|b",
            "a<b",
            "a>b",
            "a\"b",
            "x\u{FEFF}",
            "%2e%2e/a",
            "a#b",
        ] {
            assert!(OutPath::new(name).is_err(), "{name:?} was taken");
        }
        assert!(OutPath::new(&"é".repeat(61)).is_err());
        assert!(OutPath::new(&"abc/".repeat(61)).is_err());
    }

    #[test]
    fn a_refusal_says_what_it_is_about() {
        for (name, why) in [
            ("a//b", "a part of the path is empty"),
            (".", "the path would leave the output folder"),
            ("a/../b", "the path would leave the output folder"),
            ("a?b", "the character '?' cannot stand in a file name on every system"),
            ("CONOUT$", "Windows keeps this name for a device"),
            ("conin$.txt", "Windows keeps this name for a device"),
            ("a.", "a name may not end with a dot or a space"),
        ] {
            assert_eq!(OutPath::new(name).unwrap_err().to_string(), why, "{name}");
        }
        let too_long = "the path is too long (a name: 120 bytes, the whole: 240 bytes)";
        assert_eq!(OutPath::new(&"a".repeat(121)).unwrap_err().to_string(), too_long);
    }

    #[test]
    fn names_may_be_as_long_as_is_said_and_like_a_device() {
        assert!(OutPath::new(&"a".repeat(MAX_COMPONENT)).is_ok());
        let (one, other) = ("a".repeat(119), "b".repeat(120));
        assert!(OutPath::new(&format!("{one}/{other}")).is_ok());
        assert_eq!(OutPath::new(&format!("{other}/{other}")), Err(OutPathError::TooLong));
        for name in ["week1/day2.html", "COM.html", "com10", "console", "lpt", "nulls.txt", "xcom1"] {
            assert!(OutPath::new(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_path_knows_its_way_to_the_top() {
        for (path, depth, up) in [("a.html", 0, ""), ("a/b.html", 1, "../"), ("a/b/c.html", 2, "../../")] {
            let path = OutPath::new(path).unwrap();
            assert_eq!((path.depth(), path.to_root().as_str()), (depth, up), "{path}");
        }
        assert_eq!(OutPath::new("a/b.html").unwrap().to_string(), "a/b.html");
    }

    #[test]
    fn names_are_composed_and_case_is_folded_for_collisions() {
        assert_eq!(OutPath::new("e\u{301}.html").unwrap().as_str(), "é.html");
        let key = |name: &str| OutPath::new(name).unwrap().collision_key();
        assert_eq!(key("Übung/A.html"), key("übung/a.html"));
        assert_eq!(key("straße.html"), key("STRASSE.html"));
    }
}
