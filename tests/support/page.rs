//! A finished page → what a browser makes of it: its ids, its references, its words.

use std::collections::BTreeSet;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// What the tests ask of a page.
#[derive(Debug, Default)]
pub struct Page {
    pub ids: BTreeSet<String>,
    pub twice: Vec<String>,
    /// `href` and `src`, as they stand.
    pub links: Vec<String>,
    /// The ids that labels, descriptions and popovers name.
    pub named: Vec<String>,
    /// All text that is not script or style.
    pub text: String,
    pub elements: BTreeSet<String>,
    /// The names of attributes.
    pub attributes: BTreeSet<String>,
}

/// Reads a page as a browser does.
pub fn read(html: &str) -> Page {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    let mut page = Page::default();
    walk(&dom.document, &mut page);
    page
}

const NAMING: [&str; 8] = [
    "for",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-owns",
    "aria-details",
    "popovertarget",
    "list",
];

fn walk(node: &Handle, page: &mut Page) {
    match &node.data {
        NodeData::Text { contents } => page.text.push_str(&contents.borrow()),
        NodeData::Element { name, attrs, .. } => {
            page.elements.insert(name.local.to_string());
            for attribute in attrs.borrow().iter() {
                let (name, value) = (attribute.name.local.to_string(), attribute.value.to_string());
                match name.as_str() {
                    "id" if !page.ids.insert(value.clone()) => {
                        page.twice.push(value);
                    }
                    "href" | "src" => page.links.push(value),
                    other if NAMING.contains(&other) => {
                        page.named.extend(value.split_whitespace().map(str::to_owned));
                    }
                    _ => {}
                }
                page.attributes.insert(name);
            }
            // Blocks part words that inline elements do not.
            page.text.push_str(if is_inline(&name.local) { "" } else { "\n" });
        }
        _ => {}
    }
    for child in node.children.borrow().iter() {
        walk(child, page);
    }
    if let NodeData::Element { name, .. } = &node.data
        && !is_inline(&name.local)
    {
        page.text.push('\n');
    }
}

fn is_inline(name: &str) -> bool {
    matches!(name, "a" | "b" | "code" | "del" | "em" | "i" | "span" | "strong" | "sub" | "sup" | "small")
}
