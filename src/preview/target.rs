//! Turns the path of a request into the exact address of a page, or refuses it.

/// The address that a request path asks for: decoded once, a folder meaning its `index.html`.
/// `None` for anything that is not a plain path: the lookup is exact anyway, so this only keeps odd
/// requests from ever reaching it.
pub fn address(path: &str) -> Option<String> {
    let decoded = String::from_utf8(decode(path.as_bytes())?).ok()?;
    let relative = decoded.strip_prefix('/')?;
    let odd = |c: char| c.is_control() || c == '\\';
    if relative.contains(odd) {
        return None;
    }
    let folder = relative.is_empty() || relative.ends_with('/');
    let segments = relative.strip_suffix('/').unwrap_or(relative);
    if !relative.is_empty() && segments.split('/').any(|segment| matches!(segment, "" | "." | "..")) {
        return None;
    }
    Some(if folder { format!("{relative}index.html") } else { relative.to_owned() })
}

fn decode(path: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(path.len());
    let mut rest = path.iter();
    while let Some(&byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(*rest.next()?).to_digit(16)?;
            let low = char::from(*rest.next()?).to_digit(16)?;
            decoded.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            decoded.push(byte);
        }
    }
    Some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_paths_become_addresses() {
        for (path, expected) in [
            ("/", "index.html"),
            ("/a/", "a/index.html"),
            ("/a/b.html", "a/b.html"),
            ("/a%20b.html", "a b.html"),
            ("/caf%C3%A9.html", "café.html"),
            ("/a%2fb.html", "a/b.html"),
            ("/%252e%252e/x", "%2e%2e/x"),
            ("/.env", ".env"),
            ("/...", "..."),
            ("/con", "con"),
        ] {
            assert_eq!(address(path).as_deref(), Some(expected), "{path}");
        }
    }

    #[test]
    fn odd_paths_are_refused() {
        for path in [
            "",
            "*",
            "a",
            "//",
            "//etc/passwd",
            "/a//b",
            "/a//",
            "/.",
            "/..",
            "/./a",
            "/../a",
            "/a/..",
            "/a/../b",
            "/%2e%2e/a",
            "/%2E./a",
            "/a/%2e",
            "/..%2fa",
            "/..%5ca",
            "/a\\b",
            "/%00",
            "/a%0ab",
            "/a%7f",
            "/%c2%80",
            "/%",
            "/%4",
            "/%zz",
            "/%+1",
            "/%c0%ae%c0%ae/a",
            "/%ff",
            "/%2f",
            "/%2fetc/passwd",
            "/c:\\windows\\win.ini",
        ] {
            assert_eq!(address(path), None, "{path}");
        }
    }
}
