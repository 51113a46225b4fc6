//! Turns bytes into an answer with the headers that every answer of the preview has.

use std::ops::Range;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;

/// No other site may read, embed, frame or guess anything; nothing is kept after the next save.
const HEADERS: [(HeaderName, &str); 6] = [
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
];

/// A whole answer of one media type.
pub(super) fn whole(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Response {
    let body: Bytes = body.into();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// A refusal: the fixed words of its status, and the connection is not used again.
pub(super) fn refusal(status: StatusCode) -> Response {
    let words = status.canonical_reason().unwrap_or("Refused");
    let mut response = whole(status, "text/plain; charset=utf-8", words);
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}

/// A file of the course, or the stretch of it that the request asks for: players move about in sound and film.
pub(super) fn file(path: &str, bytes: &Arc<[u8]>, request: &HeaderMap) -> Response {
    let all = Bytes::from_owner(Arc::clone(bytes));
    let asked = request.get(header::RANGE).and_then(|range| range.to_str().ok());
    let Some(stretch) = asked.and_then(|asked| stretch(asked, bytes.len())) else {
        let mut response = whole(StatusCode::OK, media_type(path), all);
        response.headers_mut().insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        return response;
    };
    let (status, place, body) = match stretch {
        Some(Range { start, end }) => {
            let place = format!("bytes {start}-{}/{}", end - 1, bytes.len());
            (StatusCode::PARTIAL_CONTENT, place, all.slice(start..end))
        }
        None => (StatusCode::RANGE_NOT_SATISFIABLE, format!("bytes */{}", bytes.len()), Bytes::new()),
    };
    let mut response = whole(status, media_type(path), body);
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(header::CONTENT_RANGE, place);
    }
    response
}

/// Puts the headers on that every answer has, and takes the body off for HEAD.
pub(super) fn seal(mut response: Response, head: bool) -> Response {
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    if head {
        use axum::body::HttpBody as _;
        if let Some(length) = response.body().size_hint().exact() {
            response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        *response.body_mut() = Body::empty();
    }
    response
}

/// The proper refusal in the place of the bare one that the HTTP library writes for what it cannot read as a request.
/// `None` where the bytes are anything else: every answer of our own carries the headers.
pub(super) fn dressed(bytes: &[u8]) -> Option<Vec<u8>> {
    let head = std::str::from_utf8(bytes).ok()?;
    let (version, rest) = head.split_once(' ')?;
    let status = StatusCode::from_bytes(rest.as_bytes().get(..3)?).ok()?;
    let bare = head.ends_with("\r\n\r\n") && !head.contains(HEADERS[0].0.as_str());
    if !version.starts_with("HTTP/1.") || !status.is_client_error() || !bare {
        return None;
    }
    let words = status.canonical_reason().unwrap_or("Refused");
    let mut text = format!("{version} {} {words}\r\n", status.as_str());
    for (name, value) in HEADERS {
        text += &format!("{name}: {value}\r\n");
    }
    text += &format!(
        "content-type: text/plain; charset=utf-8\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{words}",
        words.len()
    );
    Some(text.into_bytes())
}

/// Whether the preview's own files go into this one.
pub(super) fn is_page(path: &str) -> bool {
    media_type(path).starts_with("text/html")
}

fn media_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" | "md" | "csv" => "text/plain; charset=utf-8",
        "vtt" => "text/vtt; charset=utf-8",
        "xml" => "application/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/vnd.microsoft.icon",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "flac" => "audio/flac",
        "weba" => "audio/webm",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "ogv" => "video/ogg",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "pdf" => "application/pdf",
        "epub" => "application/epub+zip",
        "zip" => "application/zip",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}

/// One stretch of bytes, as a Range header asks for it. Outer `None`: not of that form, answer with the whole;
/// inner `None`: it lies outside.
fn stretch(asked: &str, length: usize) -> Option<Option<Range<usize>>> {
    let (from, to) = asked.strip_prefix("bytes=")?.split_once('-')?;
    let number = |digits: &str| {
        let plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        // More digits than a number holds are beyond any file.
        plain.then(|| digits.parse::<usize>().unwrap_or(usize::MAX))
    };
    let range = match (from, to) {
        ("", last) => length.saturating_sub(number(last)?)..length,
        (first, "") => number(first)?..length,
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            first..last.saturating_add(1).min(length)
        }
    };
    Some((range.start < range.end).then_some(range))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        for (asked, expected) in [
            ("bytes=0-3", Some(Some(0..4))),
            ("bytes=4-", Some(Some(4..10))),
            ("bytes=-3", Some(Some(7..10))),
            ("bytes=-30", Some(Some(0..10))),
            ("bytes=9-99999999999999999999999", Some(Some(9..10))),
            ("bytes=10-", Some(None)),
            ("bytes=10-12", Some(None)),
            ("bytes=99999999999999999999999-", Some(None)),
            ("bytes=-0", Some(None)),
            ("bytes=3-2", None),
            ("bytes=0-1,4-5", None),
            ("bytes=+1-2", None),
            ("bytes=-", None),
            ("lines=0-3", None),
        ] {
            assert_eq!(stretch(asked, 10), expected, "{asked}");
        }
    }

    #[test]
    fn only_bare_refusals_are_dressed() {
        let bare =
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\ndate: Tue, 24 Nov 2026 12:00:00 GMT\r\n\r\n";
        let dressed_up = String::from_utf8(dressed(bare.as_bytes()).unwrap()).unwrap();
        assert!(
            dressed_up
                .starts_with("HTTP/1.1 400 Bad Request\r\ncross-origin-resource-policy: same-origin\r\n")
        );
        assert!(dressed_up.ends_with("content-length: 11\r\n\r\nBad Request"));
        for other in [
            "",
            "HTTP/1.1",
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\ncross-origin-resource-policy: same-origin\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\n\r\nwords",
            "<p>HTTP/1.1 400 Bad Request\r\n\r\n",
        ] {
            assert_eq!(dressed(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn types_come_from_the_extension() {
        assert!(is_page("a/b.HTML"));
        assert!(!is_page("html"));
        assert_eq!(media_type("a.b/c"), "application/octet-stream");
        assert_eq!(media_type("assets/site.css"), "text/css; charset=utf-8");
    }
}
