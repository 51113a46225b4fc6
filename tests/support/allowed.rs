//! A finished page → what in it is on no list of what a page may be made of, read as a browser reads it.
//!
//! The list is the theme's elements and those that an author's text may have, each with its attributes. What is not
//! listed is told, whether it is dangerous or only new: a new element of the theme is one line more here.

use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// What may stand on every element beside `aria-…`.
const EVERYWHERE: &[&str] = &["id", "class", "lang", "dir", "role", "title", "hidden", "tabindex"];

/// What the theme's scripts are told by. Cleaned raw HTML keeps none of them.
const DATA: &[&str] = &[
    "again",
    "all",
    "as",
    "at",
    "back",
    "best",
    "choice",
    "clock",
    "course",
    "dialogue",
    "edition",
    "elsewhere",
    "ends",
    "erase",
    "failed",
    "fill",
    "filled",
    "forget",
    "journal",
    "kind",
    "locked",
    "many",
    "minutes",
    "module",
    "none",
    "note",
    "of",
    "on",
    "one",
    "page",
    "pages",
    "platform",
    "print",
    "prompt",
    "root",
    "search",
    "sheet",
    "some",
    "stop",
    "taken",
    "time",
    "type",
    "use",
    "way",
    "when",
    "word",
];

/// Elements of text and of the theme around it, each with the attributes that it may have beyond those.
const ELEMENTS: &[(&str, &str)] = &[
    ("a", "href rel hreflang"),
    ("abbr", ""),
    ("acronym", ""),
    ("area", ""),
    ("article", ""),
    ("aside", ""),
    ("audio", "controls preload src"),
    ("b", ""),
    ("bdi", ""),
    ("bdo", ""),
    ("blockquote", "cite"),
    ("body", ""),
    ("br", ""),
    ("button", "type popovertarget popovertargetaction disabled value"),
    ("caption", ""),
    ("center", ""),
    ("cite", ""),
    ("code", ""),
    ("col", "align char charoff span"),
    ("colgroup", "align char charoff span"),
    ("data", ""),
    ("dd", ""),
    ("del", "cite datetime"),
    ("details", "open"),
    ("dfn", ""),
    ("dialog", ""),
    ("div", "popover"),
    ("dl", ""),
    ("dt", ""),
    ("em", ""),
    ("fieldset", "disabled"),
    ("figcaption", ""),
    ("figure", ""),
    ("footer", ""),
    ("form", "autocomplete"),
    ("h1", ""),
    ("h2", ""),
    ("h3", ""),
    ("h4", ""),
    ("h5", ""),
    ("h6", ""),
    ("head", ""),
    ("header", ""),
    ("hgroup", ""),
    ("hr", "align size width"),
    ("html", ""),
    ("i", ""),
    ("img", "align alt height loading src width"),
    (
        "input",
        "accept autocapitalize autocomplete checked disabled enterkeyhint inputmode max min name spellcheck step type value",
    ),
    ("ins", "cite datetime"),
    ("kbd", ""),
    ("label", "for"),
    ("legend", ""),
    ("li", ""),
    ("link", "href media rel type"),
    ("main", ""),
    ("map", ""),
    ("mark", ""),
    ("meta", "charset content http-equiv name"),
    ("nav", "popover"),
    ("noscript", ""),
    ("ol", "start"),
    ("option", "value selected"),
    ("output", "for"),
    ("p", ""),
    ("pre", ""),
    ("q", "cite"),
    ("rp", ""),
    ("rt", ""),
    ("rtc", ""),
    ("ruby", ""),
    ("s", ""),
    ("samp", ""),
    ("script", "defer src"),
    ("section", ""),
    ("select", ""),
    ("small", ""),
    ("source", "src type"),
    ("span", ""),
    ("strike", ""),
    ("strong", ""),
    ("sub", ""),
    ("summary", ""),
    ("sup", ""),
    ("table", "align char charoff summary"),
    ("tbody", "align char charoff"),
    ("td", "align char charoff colspan headers rowspan"),
    ("template", ""),
    ("textarea", "autocomplete rows spellcheck"),
    ("tfoot", "align char charoff"),
    ("th", "align char charoff colspan headers rowspan scope"),
    ("thead", "align char charoff"),
    ("time", "datetime"),
    ("title", ""),
    ("tr", "align char charoff"),
    ("track", "default kind label src srclang"),
    ("tt", ""),
    ("u", ""),
    ("ul", ""),
    ("var", ""),
    ("video", "controls height playsinline poster preload src width"),
    ("wbr", ""),
];

/// The theme's icons; an author's drawing is a file and stands in `<img>`.
const DRAWINGS: &[(&str, &str)] = &[
    ("circle", "cx cy r"),
    ("g", "stroke"),
    ("path", "d transform"),
    ("svg", "fill focusable height stroke stroke-linecap stroke-linejoin stroke-width viewBox width"),
];

/// Kinds of fields: none sends anything, for no form has an address.
const FIELDS: [&str; 8] = ["checkbox", "radio", "range", "text", "search", "password", "file", "number"];

/// Attributes that hold an address.
pub const HOLD_ADDRESSES: &[&str] = &[
    "href",
    "src",
    "action",
    "formaction",
    "cite",
    "poster",
    "data",
    "background",
    "ping",
    "srcset",
    "longdesc",
    "manifest",
    "codebase",
    "lowsrc",
    "dynsrc",
];

/// What a page has that is not on the list; empty for a page that is as it may be. It is read as with scripts and as
/// without, for the two see other things in `<noscript>`.
pub fn beyond(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for scripting_enabled in [true, false] {
        let tree_builder = TreeBuilderOpts { scripting_enabled, ..TreeBuilderOpts::default() };
        let options = ParseOpts { tree_builder, ..ParseOpts::default() };
        let dom = parse_document(RcDom::default(), options).one(html);
        walk(&dom.document, &mut found);
    }
    found.dedup();
    found
}

fn walk(root: &Handle, found: &mut Vec<String>) {
    // A list of its own in the place of recursion: pages may be deep.
    let mut open: Vec<(Handle, String)> = vec![(root.clone(), String::new())];
    while let Some((node, around)) = open.pop() {
        let mut name_here = String::new();
        match &node.data {
            NodeData::Element { name, attrs, template_contents, .. } => {
                name_here = name.local.to_string();
                let is_html = &*name.ns == "http://www.w3.org/1999/xhtml";
                let attributes: Vec<(String, String)> =
                    attrs.borrow().iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
                element(&name_here, is_html, &around, &attributes, found);
                if let Some(inside) = template_contents.borrow().as_ref() {
                    open.push((inside.clone(), name_here.clone()));
                }
            }
            NodeData::Text { contents } if around == "script" && !contents.borrow().trim().is_empty() => {
                found.push(format!("a script in the page: {:.60}", contents.borrow()));
            }
            NodeData::Comment { contents } => found.push(format!("a comment: {contents:.60}")),
            NodeData::ProcessingInstruction { .. } => found.push("an instruction".into()),
            _ => {}
        }
        open.extend(node.children.borrow().iter().map(|child| (child.clone(), name_here.clone())));
    }
}

fn element(
    name: &str,
    is_html: bool,
    around: &str,
    attributes: &[(String, String)],
    found: &mut Vec<String>,
) {
    let list = if is_html { ELEMENTS } else { DRAWINGS };
    let Some((_, own)) = list.iter().find(|(listed, _)| *listed == name) else {
        return found.push(format!("<{name}>"));
    };
    let value =
        |wanted: &str| attributes.iter().find(|(key, _)| key == wanted).map(|(_, value)| value.as_str());
    for (key, value) in attributes {
        let is_known = EVERYWHERE.contains(&key.as_str())
            || own.split(' ').any(|listed| listed == key)
            || key.strip_prefix("aria-").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_lowercase()))
            || key.strip_prefix("data-").is_some_and(|rest| DATA.contains(&rest));
        if !is_known {
            found.push(format!("<{name} {key}={value:?}>"));
        } else if HOLD_ADDRESSES.contains(&key.as_str()) && !may_lead(name == "a" || key == "cite", value) {
            found.push(format!("<{name} {key}={value:?}> leads where it must not"));
        }
    }
    let is_fine = match name {
        "script" => around == "head" && value("src").is_some(),
        // What is not needed at first comes behind the text.
        "link" => {
            let is_ours =
                value("href").is_some_and(|href| href.trim_start_matches("../").starts_with("assets/"));
            is_ours && matches!(value("rel"), Some("stylesheet" | "icon"))
        }
        "meta" => {
            around == "head"
                && value("http-equiv").is_none_or(|kind| {
                    kind == "Content-Security-Policy" && value("content") == Some(bedside::render::CSP)
                })
        }
        "input" => FIELDS.contains(&value("type").unwrap_or("text")),
        _ => true,
    };
    if !is_fine {
        found.push(format!("<{name}> in <{around}> with {attributes:?}"));
    }
}

const SCHEMES: [&str; 4] = ["https", "http", "mailto", "tel"];

/// Whether an address may stand in a page, `out` of the course where nothing is loaded from it; read as browsers do:
/// blanks and controls around it and tabs and line ends in it are dropped, and a backslash is a slash.
pub fn may_lead(out: bool, address: &str) -> bool {
    let bare = address.trim_matches(|c: char| c <= ' ');
    let bare: String = bare.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let first = bare.find([':', '/', '\\', '?', '#']);
    let scheme = first.filter(|at| bare[*at..].starts_with(':')).map(|at| bare[..at].to_ascii_lowercase());
    let is_scheme = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    };
    match scheme.filter(|scheme| is_scheme(scheme)) {
        Some(scheme) => out && SCHEMES.contains(&scheme.as_str()),
        None => !bare.replace('\\', "/").starts_with("//"),
    }
}
