//! A drawing's text (SVG) → its width and height, and what in it could act on a reader or call another site.
//!
//! A drawing is a document: opened by itself it may run scripts and load files. A course's drawings are still
//! pictures, so what would make one more than that is refused and told at its place.

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::QName;
use quick_xml::{Reader, XmlVersion};

use crate::diagnostic::Span;

/// Elements in elements, and attributes of one: drawing programs need a few dozen.
const MAX_DEPTH: usize = 256;
const MAX_ATTRIBUTES: usize = 256;

/// Elements that run, load or embed something.
const ELEMENTS: &[&str] = &[
    "script",
    "foreignobject",
    "iframe",
    "embed",
    "object",
    "audio",
    "video",
    "handler",
    "listener",
    "link",
    "meta",
    "base",
];

/// What is unsafe in a drawing, each with its place; none means that it is a picture and nothing else.
pub fn dangers(bytes: &[u8]) -> Vec<(Span, String)> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return vec![(
            Span::new(0, 1),
            "the drawing is not UTF-8 text, so it cannot be looked through".into(),
        )];
    };
    let mut found = Vec::new();
    if let Some((at, c)) =
        text.char_indices().find(|(_, c)| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        let words = format!("it holds the character U+{:04X}, which no drawing has", u32::from(c));
        return vec![(Span::new(at, at + c.len_utf8()), words)];
    }
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut in_style = false;
    let (mut depth, mut is_drawing) = (0_usize, false);
    loop {
        let start = position(&reader);
        let event = reader.read_event();
        let span = Span::new(start, position(&reader));
        let mut tell = |words: String| found.push((span, words));
        match event {
            Ok(Event::Start(element)) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    tell(format!("more than {MAX_DEPTH} elements stand in one another"));
                    return found;
                }
                is_drawing |= depth == 1 && local(element.name()) == "svg";
                in_style = local(element.name()) == "style";
                look_at(&element, &mut tell);
            }
            Ok(Event::Empty(element)) => {
                is_drawing |= depth == 0 && local(element.name()) == "svg";
                look_at(&element, &mut tell);
            }
            Ok(Event::End(_)) => {
                depth = depth.saturating_sub(1);
                in_style = false;
            }
            Ok(Event::GeneralRef(name)) if !is_known(&name) => {
                tell("it uses a short name (`&…;`) that is not known".into());
            }
            Ok(Event::Text(words)) if in_style => look_at_style(&words, &mut tell),
            Ok(Event::CData(words)) if in_style => look_at_style(&words, &mut tell),
            Ok(Event::PI(_)) => tell("an instruction `<?…?>` may load a style from elsewhere".into()),
            Ok(Event::DocType(kind)) if kind.contains('[') => {
                tell("it declares entities, which can hide anything".into());
            }
            Ok(Event::Decl(declaration)) => {
                let encoding = declaration.encoding().and_then(Result::ok).unwrap_or_default();
                let encoding = encoding.to_ascii_lowercase();
                if !matches!(encoding.as_str(), "" | "utf-8" | "utf8" | "us-ascii") {
                    tell(format!(
                        "it says that it is written in `{encoding}`, and only UTF-8 can be looked through"
                    ));
                }
            }
            Ok(Event::Eof) => {
                if depth > 0 {
                    tell("it ends before all of its elements do".into());
                } else if !is_drawing && found.is_empty() {
                    found.push((Span::new(0, 1), "it is no drawing: it has no element `<svg>`".into()));
                }
                return found;
            }
            Ok(_) => {}
            Err(error) => {
                tell(format!("it is damaged: {error}"));
                return found;
            }
        }
    }
}

/// The five short names that XML has by itself, and numbers.
fn is_known(name: &str) -> bool {
    matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") || name.starts_with('#')
}

/// Width and height in pixels, from the outermost element's own words, else from its view box.
pub(super) fn size(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut reader = Reader::from_str(std::str::from_utf8(bytes).ok()?);
    let root = loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element) => break element,
            Event::Eof => return None,
            _ => {}
        }
    };
    if local(root.name()) != "svg" {
        return None;
    }
    let value = |name: &str| {
        let attribute = root.try_get_attribute(name).ok()??;
        Some(attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
    };
    let pixels = |name: &str| value(name).and_then(|text| whole(text.trim().trim_end_matches("px")));
    match (pixels("width"), pixels("height")) {
        (Some(width), Some(height)) => Some((width, height)),
        _ => {
            let view_box = value("viewBox")?;
            let mut numbers = view_box.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
            Some((whole(numbers.next()?)?, whole(numbers.next()?)?))
        }
    }
}

/// A length as whole pixels; nothing for one that is no length, or none at all.
fn whole(text: &str) -> Option<usize> {
    let number: f64 = text.trim().parse().ok()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
    (1.0..=100_000.0).contains(&number).then(|| number.round() as usize)
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// The name without its prefix, in small letters.
fn local(name: QName<'_>) -> String {
    name.local_name().as_ref().to_lowercase()
}

fn look_at(element: &BytesStart<'_>, tell: &mut impl FnMut(String)) {
    let name = local(element.name());
    // To look for an attribute that stands twice takes the square of their number.
    if element.attributes().with_checks(false).count() > MAX_ATTRIBUTES {
        return tell(format!("`<{name}>` has more than {MAX_ATTRIBUTES} attributes"));
    }
    if ELEMENTS.contains(&name.as_str()) {
        tell(format!("`<{name}>` can run or load something"));
    }
    for attribute in element.attributes() {
        let Ok(attribute) = attribute else { return tell(format!("an attribute of `<{name}>` is damaged")) };
        let key = local(attribute.key);
        let Ok(value) = attribute.normalized_value(XmlVersion::Implicit1_0) else {
            tell(format!("the value of `{key}` cannot be read"));
            continue;
        };
        let bare: String = value
            .chars()
            .filter(|c| !c.is_control() && !c.is_whitespace())
            .collect::<String>()
            .to_lowercase();
        match key.as_str() {
            _ if key.starts_with("on") => tell(format!("`{key}` runs a script")),
            "href" | "src" if !is_inside(&bare) => tell(format!("`{key}` leads out of the drawing")),
            "attributename" if bare.ends_with("href") || bare.starts_with("on") => {
                tell("an animation changes an address or a script".into());
            }
            // Any prefix may be bound to any space of names; the drawing's own are told by their local names.
            "base" => tell("`base` lets the drawing's links lead elsewhere".into()),
            _ => look_at_style(&value, tell),
        }
    }
}

/// A place in the same drawing, or a picture that is part of it.
fn is_inside(address: &str) -> bool {
    let pictures = ["data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp"];
    address.is_empty() || address.starts_with('#') || pictures.iter().any(|kind| address.starts_with(kind))
}

/// Styles load through `url(…)` and `@import`; escapes could hide both.
fn look_at_style(style: &str, tell: &mut impl FnMut(String)) {
    let bare: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    if bare.contains("@import") || bare.contains("javascript:") || bare.contains("expression(") {
        tell("a style loads or runs something".into());
    }
    let mut rest = bare.as_str();
    while let Some((_, after)) = rest.split_once("url(") {
        if !is_inside(after.trim_start_matches(['"', '\''])) {
            tell("a style loads something from outside the drawing".into());
        }
        rest = after;
    }
    if bare.contains('\\') {
        tell("a style hides characters behind `\\`".into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(inner: &str) -> Vec<String> {
        let text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">{inner}</svg>"
        );
        dangers(text.as_bytes()).into_iter().map(|(_, words)| words).collect()
    }

    #[test]
    fn a_drawing_that_is_only_a_picture_is_taken() {
        for fine in [
            "<path d=\"M0 0h4\" fill=\"url(#a)\" style=\"stroke: #333\"/>",
            "<defs><linearGradient id=\"a\"/></defs><use href=\"#a\" xlink:href=\"#a\"/>",
            "<style>path { fill: url('#a') }</style><text>on the way</text>",
            "<image href=\"data:image/png;base64,AAAA\"/>",
            "<animate attributeName=\"opacity\" values=\"0;1\" dur=\"1s\"/><title>A chair</title>",
        ] {
            assert_eq!(told(fine), Vec::<String>::new(), "{fine}");
        }
        assert!(
            dangers(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><!DOCTYPE svg PUBLIC \"x\" \"y\"><svg/>")
                .is_empty()
        );
    }

    #[test]
    fn whatever_runs_or_loads_is_told() {
        for bad in [
            "<script>alert(1)</script>",
            "<x:script xmlns:x=\"http://www.w3.org/2000/svg\"/>",
            "<SCRIPT/>",
            "<foreignObject><p/></foreignObject>",
            "<path onclick=\"a()\"/>",
            "<g ONLOAD=\"a()\"/>",
            "<a href=\"https://example.org\"/>",
            "<a xlink:href=\"java\nscript:alert(1)\"/>",
            "<a href=\"&#106;avascript:alert(1)\"/>",
            "<image href=\"photo.jpg\"/>",
            "<image href=\"data:image/svg+xml,%3Csvg\"/>",
            "<use href=\"other.svg#a\"/>",
            "<path style=\"fill: url( 'https://example.org/a' )\"/>",
            "<path fill=\"url(//example.org/a)\"/>",
            "<style>@import 'x.css';</style>",
            "<style><![CDATA[a{background:url(https://example.org)}]]></style>",
            "<style>a { b: \\75rl(x) }</style>",
            "<set attributeName=\"xlink:href\" to=\"javascript:a()\"/>",
            "<animate attributeName=\"onclick\" to=\"a()\"/>",
            "<iframe src=\"x\"/>",
            "<g xml:base=\"https://example.org\"/>",
            "<?xml-stylesheet href=\"x.css\"?>",
        ] {
            assert!(!told(bad).is_empty(), "{bad}");
        }
        for bad in [
            "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>",
            "<?xml version=\"1.0\" encoding=\"UTF-7\"?><svg/>",
            "<svg><g></svg>",
        ] {
            assert!(!dangers(bad.as_bytes()).is_empty(), "{bad}");
        }
        assert!(!dangers(b"\xFF\xFE<\0s\0").is_empty());
    }

    #[test]
    fn a_danger_is_told_at_its_place() {
        let text = "<svg>\n<path d=\"M0\"/>\n<script>x</script></svg>";
        let (span, _) = dangers(text.as_bytes()).remove(0);
        assert_eq!(&text[span.range()], "<script>");
    }

    #[test]
    fn the_size_is_read_from_the_drawing() {
        assert_eq!(size(b"<?xml version=\"1.0\"?><svg width=\"40px\" height=\"30.4\"/>"), Some((40, 30)));
        assert_eq!(size(b"<svg width=\"100%\" height=\"100%\" viewBox=\"0 0 24,12\"/>"), Some((24, 12)));
        assert_eq!(size(b"<svg/>"), None);
        assert_eq!(size(b"<html width=\"1\" height=\"2\"/>"), None);
    }
}
