//! Words → the same words where HTML would take them for marks: between tags, in attributes, in addresses.

use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};

/// Words between tags.
pub fn text(words: &str, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = escape_html_body_text(out, words);
}

/// Words in an attribute's quotes.
pub fn escape(words: &str, out: &mut String) {
    let _ = escape_html(out, words);
}

/// An address in an attribute's quotes.
pub fn href_into(address: &str, out: &mut String) {
    let _ = escape_href(out, address);
}

/// ` name="value"`.
pub fn attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(value, out);
    out.push('"');
}

/// Ends a line that has begun.
pub(super) fn fresh_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}
