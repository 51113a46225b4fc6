//! A file that a page refers to → what must be true of it before it may be published.

use std::sync::Arc;

use super::captions;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::LinkUse;
use crate::source::{Source, svg_dangers};

/// Kinds of pictures whose hidden data cannot be taken out.
const UNCLEANED: &[&str] = &["heic", "heif", "avif", "tif", "tiff", "jxl"];

/// Kinds of files that act by themselves: opened from a page, they run with the rights of the course's own pages.
const ACTIVE: &[&str] = &[
    "html", "htm", "xhtml", "xht", "shtml", "mhtml", "svgz", "xml", "xsl", "xslt", "js", "mjs", "cjs",
    "wasm", "swf", "jar", "hta", "htc", "php", "cgi",
];

/// Looks into a file; says whether it may be published, and tells what is wrong with it at its own lines.
pub(super) fn check(
    source: &Source,
    link: &LinkUse,
    page: &Arc<str>,
    problems: &mut Vec<Diagnostic>,
) -> bool {
    let file = &source.path;
    let ending = source.extension();
    match ending.as_str() {
        "svg" => {
            let dangers = svg_dangers(&source.text_bytes());
            let is_picture = dangers.is_empty();
            for (span, words) in dangers {
                problems.push(
                    Diagnostic::new(
                        Code::UnsafeSvg,
                        file,
                        span,
                        format!("this drawing is not only a picture: {words}"),
                    )
                    .help("Save it from the drawing program as plain SVG, or as PNG.")
                    .related(page, link.span, "it is used here"),
                );
            }
            is_picture
        }
        "vtt" => {
            let faults = captions::check(&source.text_bytes());
            let is_fine = faults.is_empty();
            for fault in faults {
                problems.push(
                    Diagnostic::new(Code::CaptionsSyntax, file, fault.span, fault.words)
                        .help(fault.help)
                        .related(page, link.span, "they are used here"),
                );
            }
            is_fine
        }
        _ if ACTIVE.contains(&ending.as_str()) => {
            let words = format!("`{file}` is no picture, recording or document: it can act on a reader");
            problems.push(
                Diagnostic::new(Code::ActiveFile, page, link.span, words)
                    .help("Write it as a page of the course, or link to its own web address."),
            );
            false
        }
        _ => {
            if UNCLEANED.contains(&ending.as_str()) {
                let words =
                    format!("`{file}` may hold where and when it was taken, which cannot be taken out of it");
                problems.push(
                    Diagnostic::new(Code::UncleanedPicture, page, link.span, words)
                        .help("Save it as JPEG, PNG or WebP."),
                );
            }
            true
        }
    }
}
