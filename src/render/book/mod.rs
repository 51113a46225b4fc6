//! What the formats share that are read as a book: finished pages go through a writer that makes ids, addresses
//! and the form of tags fit the book around them.

pub mod folios;
mod markup;
mod tag;

pub(super) use markup::{Rules, rewrite};

/// The place in the site that an address on a page leads to, and the anchor behind `#`; nothing for an address
/// that leads out of the course.
pub(super) fn resolve<'a>(from: &str, address: &'a str) -> Option<(String, Option<&'a str>)> {
    let (path, anchor) = match address.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (address, None),
    };
    if path.is_empty() {
        return Some((from.to_owned(), anchor));
    }
    if path.starts_with('/') || path.split('/').next().is_some_and(|first| first.contains(':')) {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    let path = decoded(path.split('?').next().unwrap_or_default());
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some((parts.join("/"), anchor))
}

/// `%C3%BC` → `ü`; what is no such pair stays.
pub(super) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let pair = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn addresses_are_followed_from_where_they_stand() {
        let to =
            |address| resolve("a/b/c.html", address).map(|(path, anchor)| (path, anchor.map(str::to_owned)));
        assert_eq!(to("#x"), Some(("a/b/c.html".into(), Some("x".into()))));
        assert_eq!(to("../d/%C3%BC%20b.html#y"), Some(("a/d/ü b.html".into(), Some("y".into()))));
        assert_eq!(to("../../index.html"), Some(("index.html".into(), None)));
        assert_eq!(to("https://example.org/a"), None);
        assert_eq!(to("mailto:a@example.org"), None);
        assert_eq!(to("100%.html"), Some(("a/b/100%.html".into(), None)));
    }
}
