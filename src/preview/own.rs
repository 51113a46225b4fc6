//! Turns requests for the preview's own files and data into answers: all of them stand below `/.bedside/`.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

use super::board::{Report, Shown};
use super::{Problem, answer, inject};

const SCRIPT: &str = concat!(
    include_str!("../../themes/preview/morph.js"),
    include_str!("../../themes/preview/lines.js"),
    include_str!("../../themes/preview/bar.js"),
    include_str!("../../themes/preview/panel.js"),
    include_str!("../../themes/preview/gone.js"),
    include_str!("../../themes/preview/jump.js"),
    include_str!("../../themes/preview/about.js"),
    include_str!("../../themes/preview/looks.js"),
    include_str!("../../themes/preview/notes.js"),
    include_str!("../../themes/preview/point.js"),
    include_str!("../../themes/preview/stream.js"),
    include_str!("../../themes/preview/live.js"),
);
const STYLE: &str = concat!(
    include_str!("../../themes/preview/panel.css"),
    include_str!("../../themes/preview/bar.css"),
    include_str!("../../themes/preview/notes.css"),
);
const MISSING: &str = include_str!("../../themes/preview/missing.html");

const PAGE: &str = "text/html; charset=utf-8";
const FILES: [(&str, &str, &str); 5] = [
    ("/.bedside/live.js", "text/javascript; charset=utf-8", SCRIPT),
    ("/.bedside/panel.css", "text/css; charset=utf-8", STYLE),
    ("/.bedside/frame.html", PAGE, include_str!("../../themes/preview/frame.html")),
    ("/.bedside/frame.css", "text/css; charset=utf-8", include_str!("../../themes/preview/frame.css")),
    ("/.bedside/frame.js", "text/javascript; charset=utf-8", include_str!("../../themes/preview/frame.js")),
];

/// A file that is the same for every build.
pub(super) fn file(path: &str) -> Option<Response> {
    let (_, kind, text) = FILES.into_iter().find(|(name, ..)| *name == path)?;
    Some(answer::whole(StatusCode::OK, kind, text))
}

/// What is known of a build, at a decoded address.
pub(super) fn data(shown: &Shown, path: &str) -> Option<Response> {
    match path.strip_prefix(".bedside/")? {
        "problems.json" => Some(json(&shown.report)),
        "pages.json" => Some(json(&shown.pages.list())),
        other => {
            let about = || other.strip_prefix("about/").map(|page| json(&shown.pages.about(page)));
            other.strip_prefix("problems/").map_or_else(about, |page| {
                Some(json(&PageReport { report: &shown.report, own: shown.pages.problems(page) }))
            })
        }
    }
}

/// The report for somebody who is on a page.
#[derive(Serialize)]
struct PageReport<'a> {
    #[serde(flatten)]
    report: &'a Report,
    /// All problems of the page, of which some may be in the report's list.
    own: Vec<Problem>,
}

/// The page for an address where there is none. Its script asks what there is instead.
pub(super) fn missing(build: &str) -> Response {
    let page = inject::inject(MISSING.as_bytes(), &format!("{build} missing"));
    answer::whole(StatusCode::NOT_FOUND, PAGE, page)
}

/// The path of an address as a link from the root.
pub(super) fn link(path: &str) -> String {
    let mut link = String::from("/");
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' | b'~' => {
                link.push(char::from(byte));
            }
            _ => link.push_str(&format!("%{byte:02X}")),
        }
    }
    link
}

const JSON: &str = "application/json";

fn json(value: &impl Serialize) -> Response {
    // Plain strings and numbers always serialise; the empty object is for the compiler.
    let text = serde_json::to_vec(value).unwrap_or_else(|_| b"{}".to_vec());
    answer::whole(StatusCode::OK, JSON, text)
}
