//! Keeps each style sheet that a page went out with, so that a page gets its own and not that of a later build.
//!
//! A page names its style sheets with the hash of their content (`style.css?v=970dfacd`). Between the page and its
//! style sheet there may be a build; then the page of the one would be shown in the style of the other.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use super::{Pages, answer};

use crate::lock::lock;

/// How many files are kept: those of the last few dozen builds that changed one.
const PLACES: usize = 96;

#[derive(Default)]
pub(super) struct Shelf(Mutex<VecDeque<Copy>>);

struct Copy {
    path: String,
    version: String,
    bytes: Arc<[u8]>,
}

impl Shelf {
    /// Keeps what a page that goes out names with a version, from the same build.
    pub(super) fn keep(&self, page: &str, html: &[u8], build: &dyn Pages) {
        for (path, version) in versioned(page, html) {
            if !answer::is_page(&path)
                && self.get(&path, version).is_none()
                && let Some(bytes) = build.get(&path).filter(|bytes| is_hash(version, bytes))
            {
                let mut copies = lock(&self.0);
                copies.push_back(Copy { path, version: version.to_owned(), bytes });
                if copies.len() > PLACES {
                    copies.pop_front();
                }
            }
        }
    }

    /// The file at a path as it was when a page named it with this version. It is the last to be given away then.
    pub(super) fn get(&self, path: &str, version: &str) -> Option<Arc<[u8]>> {
        let mut copies = lock(&self.0);
        let at = copies.iter().position(|copy| copy.version == version && copy.path == path)?;
        let copy = copies.remove(at)?;
        let bytes = Arc::clone(&copy.bytes);
        copies.push_back(copy);
        Some(bytes)
    }
}

/// The version that a query asks for.
pub(super) fn version(query: &str) -> Option<&str> {
    query.split('&').find_map(|pair| pair.strip_prefix("v="))
}

/// Whether a version says what the content is; an author may write `?v=2` behind an address too.
fn is_hash(version: &str, bytes: &[u8]) -> bool {
    version.len() >= 8 && blake3::hash(bytes).to_hex().starts_with(version)
}

/// The files that a page names with a version: their paths from the top, and the versions.
fn versioned<'a>(page: &'a str, html: &'a [u8]) -> impl Iterator<Item = (String, &'a str)> {
    let html = std::str::from_utf8(html).unwrap_or_default();
    html.match_indices("?v=").filter_map(move |(at, mark)| {
        let address = html[..at].rsplit(is_end).next()?;
        let version = html[at + mark.len()..].split(is_end).next().filter(|version| !version.is_empty())?;
        Some((from_top(page, address)?, version))
    })
}

fn is_end(c: char) -> bool {
    matches!(c, '"' | '\'' | '=' | '>' | '<' | '&' | '#') || c.is_whitespace()
}

/// A plain relative address on a page, as a path from the top.
fn from_top(page: &str, address: &str) -> Option<String> {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in address.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "" | "." => return None,
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A build whose style sheet has a number in it.
    struct Build(usize);

    impl Build {
        fn css(&self) -> String {
            format!("p{{order:{}}}", self.0)
        }
        fn version(&self) -> String {
            blake3::hash(self.css().as_bytes()).to_hex()[..8].to_owned()
        }
        fn page(&self) -> String {
            format!("<link href=s.css?v={0}><img src=s.css?v=2><a href=x.html?v={0}>", self.version())
        }
    }

    impl Pages for Build {
        fn get(&self, path: &str) -> Option<Arc<[u8]>> {
            assert_ne!(path, "x.html", "no page is made for this");
            (path == "s.css").then(|| Arc::from(self.css().into_bytes()))
        }
    }

    #[test]
    fn addresses_are_read_from_the_page() {
        let found = |page, html: &'static str| versioned(page, html.as_bytes()).collect::<Vec<_>>();
        let html = "<link href=\"../../assets/style.css?v=970d\"><link href='x.css?v=1'><p>a?v=b c ?v= ../../../x?v=2";
        let expected = [("assets/style.css", "970d"), ("a/b/x.css", "1"), ("a/b/a", "b")];
        assert_eq!(found("a/b/c.html", html), expected.map(|(path, version)| (path.to_owned(), version)));
        assert_eq!(found("index.html", "<link href=/s.css?v=1><link href=http://x.y/s.css?v=2>"), []);
        assert_eq!(version("v=12&w=3"), Some("12"));
        assert_eq!(version("raw"), None);
    }

    #[test]
    fn a_file_is_kept_as_the_page_had_it_and_the_oldest_goes() {
        let shelf = Shelf::default();
        let keep = |number| shelf.keep("index.html", Build(number).page().as_bytes(), &Build(number));
        let has = |number| {
            let found = shelf.get("s.css", &Build(number).version());
            found.inspect(|bytes| assert_eq!(**bytes, *Build(number).css().as_bytes())).is_some()
        };
        (0..3).for_each(keep);
        assert!(has(0) && has(1) && has(2) && !has(3));
        assert!(shelf.get("s.css", "2").is_none(), "what is no hash may be another file tomorrow");
        for number in 3..PLACES + 2 {
            keep(number);
            assert!(has(0), "asked for again and again");
        }
        assert!(!has(1) && has(PLACES + 1));
        assert_eq!(shelf.0.lock().unwrap().len(), PLACES);
    }
}
