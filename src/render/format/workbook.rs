//! An edition → a workbook: one HTML file, ready to be printed, with room for a pen where the site has fields.
//!
//! Nothing lies beside it: its style and its pictures are in the file. Each page keeps its own ids behind a prefix.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::{Format, Wanted, Wrap};
use crate::course::stories::Copy;
use crate::course::{self, Audience, Generated, Page, PageId, View};
use crate::document::{AnchorKind, Core, Text};
use crate::publish::OutPath;
use crate::render::artefacts::{Artefact, Artefacts, Pages};
use crate::render::book::{self, Rules};
use crate::render::page::{Edition, card_path, splice, view_number};
use crate::render::picture;
use crate::render::profile::Profile;
use crate::render::theme::{BODY, NAVIGATION, Theme, direction};
use crate::render::view::Slot;

pub(super) const FORMAT: Format = Format {
    name: "workbook",
    about: "one file to print: text, room to write, role cards on sheets of their own",
    copy: Copy::Print,
    wrap: Wrap::File { extension: "html" },
    learner: artefacts,
    facilitator: artefacts,
};

fn artefacts<A: Audience>(
    view: View<A>,
    theme: &Arc<Theme>,
    bodies: Vec<Arc<Text>>,
    wanted: &Wanted,
) -> Artefacts {
    let edition =
        Edition::new(view, Arc::clone(theme), bodies, wanted.preview).with_profile(Profile::Workbook);
    let places = places(&edition);
    let workbook = Workbook { edition, places, large: wanted.large_print };
    let file = OutPath::new("workbook.html").map(|path| (path, Artefact::Own(0)));
    Artefacts::new(file.into_iter().collect(), Box::new(workbook))
}

/// An edition as one document.
struct Workbook<A: Audience> {
    edition: Edition<A>,
    /// What there is, by its address in the site.
    places: BTreeMap<String, Place>,
    large: bool,
}

/// Where what stands at an address of the site stands in the document.
enum Place {
    /// Behind this prefix, or at the place of this id.
    Id(String),
    /// A file of the course, by its place in the list.
    File(usize),
}

fn places<A: Audience>(edition: &Edition<A>) -> BTreeMap<String, Place> {
    let view = &edition.view;
    let mut places = BTreeMap::new();
    for page in view.pages() {
        places.insert(page.out.to_string(), Place::Id(prefix(page.id)));
        for card in view.anchors(page).filter(|a| a.kind == AnchorKind::Block(Core::Card)) {
            if let Some(path) = card_path(page, &card.id) {
                places.insert(path.to_string(), Place::Id(format!("{}-{}", prefix(page.id), card.id)));
            }
        }
    }
    for generated in &edition.generated {
        let address = generated.address(view.course());
        let id = prefix_of(&address);
        places.insert(address, Place::Id(id));
    }
    for (at, asset) in view.course().assets.iter().enumerate() {
        places.insert(asset.out.to_string(), Place::File(at));
    }
    places
}

fn prefix(page: PageId) -> String {
    format!("p{}", page + 1)
}

/// A page that is made from the course's data is called as its file is.
fn prefix_of(address: &str) -> String {
    address.trim_end_matches(".html").replace('/', "-")
}

/// The value of `templates/workbook/document.html`.
#[derive(Serialize)]
struct DocumentView<'a> {
    language: &'a str,
    direction: &'static str,
    title: &'a str,
    /// The course, where the workbook is of one module.
    part_of: &'a str,
    organisation: &'a str,
    licence: &'a str,
    version: &'a str,
    edition: &'static str,
    /// The last day on which all of it may be shown; empty without one.
    valid_until: String,
    large: bool,
    css: &'a str,
    contents: Vec<EntryView<'a>>,
    has_answers: bool,
    slot: Slot,
}

#[derive(Serialize)]
struct EntryView<'a> {
    level: usize,
    number: String,
    title: &'a str,
    id: String,
}

/// The value of `templates/workbook/answers.html`: the answers of one page.
#[derive(Serialize)]
struct AnswersView<'a> {
    number: String,
    title: &'a str,
    id: String,
    slot: Slot,
}

impl<A: Audience> Workbook<A> {
    fn document(&self, out: &mut Vec<u8>) -> Result<(), String> {
        let view = &self.edition.view;
        let config = &view.course().config;
        let pages: Vec<&Page> = view.pages().collect();
        let leaves: Vec<Leaf> =
            pages.par_iter().map(|page| self.leaf(page)).collect::<Result<_, String>>()?;
        let (mut body, mut answers) = (String::new(), String::new());
        for (page, leaf) in pages.iter().zip(leaves) {
            body.push_str(&leaf.main);
            body.push_str(&leaf.cards);
            if !leaf.answers.is_empty() {
                self.append_answers(page, &leaf.answers, &mut answers)?;
            }
        }
        for generated in &self.edition.generated {
            body.push_str(&self.generated_leaf(*generated)?);
        }
        let (title, part_of) = match view.module() {
            Some(module) => (module.title(), config.title.as_str()),
            None => (config.title.as_str(), ""),
        };
        let css = String::from_utf8_lossy(&self.edition.theme.workbook_css);
        let value = DocumentView {
            language: &config.language,
            direction: direction(&config.language),
            title,
            part_of,
            organisation: &config.organisation,
            licence: &config.licence,
            version: &config.version,
            edition: A::EDITION.name(),
            valid_until: self.edition.valid_until.map(|day| day.to_string()).unwrap_or_default(),
            large: self.large,
            css: &css,
            contents: self.contents(),
            has_answers: !answers.is_empty(),
            slot: slot(),
        };
        let document = self.edition.theme.render("templates/workbook/document.html", &value)?;
        splice(&document, &body, &answers, out);
        Ok(())
    }

    fn leaf(&self, page: &Page) -> Result<Leaf, String> {
        let mut html = Vec::new();
        self.edition.page(page.id, &mut html)?;
        let rules = InWorkbook {
            book: self,
            place: page.out.as_str(),
            prefix: prefix(page.id),
            down: 1 + self.level(page),
        };
        let html = String::from_utf8_lossy(&html);
        let mut done = book::rewrite(&html, &rules).map_err(|why| format!("{}: {why}", page.out))?;
        Ok(Leaf {
            main: done.main,
            cards: done.apart.remove("cards").unwrap_or_default(),
            answers: done.apart.remove("answers").unwrap_or_default(),
        })
    }

    fn generated_leaf(&self, generated: Generated) -> Result<String, String> {
        let mut html = Vec::new();
        self.edition.generated(generated, &mut html)?;
        let address = generated.address(self.edition.view.course());
        let rules = InWorkbook { book: self, place: &address, prefix: prefix_of(&address), down: 1 };
        let html = String::from_utf8_lossy(&html);
        Ok(book::rewrite(&html, &rules).map_err(|why| format!("{address}: {why}"))?.main)
    }

    fn append_answers(&self, page: &Page, answers: &str, out: &mut String) -> Result<(), String> {
        let number = view_number(&self.edition.view, page);
        let value =
            AnswersView { number, title: page.outline.full_title(), id: prefix(page.id), slot: slot() };
        let rendered = self.edition.theme.render("templates/workbook/answers.html", &value)?;
        let mut bytes = Vec::new();
        splice(&rendered, answers, "", &mut bytes);
        out.push_str(&String::from_utf8_lossy(&bytes));
        Ok(())
    }

    /// How many pages lead to a page, the course's home left out.
    fn level(&self, page: &Page) -> u8 {
        let view = &self.edition.view;
        let mut level = 0;
        let mut at = page.parent;
        while let Some(id) = at {
            level += u8::from(level < 5 && view.has(id) && Some(id) != view.course().home);
            at = view.course().page(id).parent;
        }
        level
    }

    fn contents(&self) -> Vec<EntryView<'_>> {
        let view = &self.edition.view;
        let listed = view.pages().filter(|page| !page.outline.header.unlisted);
        let pages = listed.map(|page| EntryView {
            level: usize::from(self.level(page)),
            number: view_number(view, page),
            title: page.outline.full_title(),
            id: prefix(page.id),
        });
        let generated = self.edition.generated.iter().map(|generated| EntryView {
            level: 0,
            number: String::new(),
            title: self.edition.title_of(*generated),
            id: prefix_of(&generated.address(self.edition.view.course())),
        });
        pages.chain(generated).collect()
    }
}

/// A page of the course, and what of it stands elsewhere.
struct Leaf {
    main: String,
    cards: String,
    answers: String,
}

fn slot() -> Slot {
    Slot { navigation: NAVIGATION, body: BODY }
}

/// Addresses as they are from one page of the document.
struct InWorkbook<'b, A: Audience> {
    book: &'b Workbook<A>,
    place: &'b str,
    prefix: String,
    /// How many levels headings step down.
    down: u8,
}

impl<A: Audience> Rules for InWorkbook<'_, A> {
    fn xml(&self) -> bool {
        false
    }

    fn id(&self, id: &str) -> String {
        if id.is_empty() { self.prefix.clone() } else { format!("{}-{id}", self.prefix) }
    }

    fn address(&self, tag: &str, address: &str) -> Option<String> {
        let Some((place, anchor)) = book::resolve(self.place, address) else {
            return Some(address.to_owned());
        };
        match self.book.places.get(&place)? {
            Place::Id(id) => match anchor {
                Some(anchor) if !anchor.is_empty() => Some(format!("#{id}-{anchor}")),
                _ => Some(format!("#{id}")),
            },
            Place::File(at) if tag == "img" => {
                picture_within(self.book.edition.view.course().assets.get(*at)?)
            }
            // A file beside the workbook would be lost as soon as it is passed on.
            Place::File(_) => None,
        }
    }

    fn level(&self, level: u8) -> u8 {
        level + self.down
    }
}

/// A picture as an address that holds it.
fn picture_within(asset: &course::Asset) -> Option<String> {
    let media = match asset.out.as_str().rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "svg" => "image/svg+xml",
        _ => return None,
    };
    let bytes = picture::without_hidden_data(asset.source.bytes().ok()?.into_owned()).ok()?;
    Some(format!("data:{media};base64,{}", base64(&bytes)))
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let number = three.iter().fold(0_u32, |n, byte| n << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let sign = SIGNS[(number >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= three.len() { char::from(sign) } else { '=' });
        }
    }
    out
}

impl<A: Audience> Pages for Workbook<A> {
    fn own(&self, _: u32, out: &mut Vec<u8>) -> Result<(), String> {
        self.document(out)
    }
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn bytes_become_letters() {
        for (bytes, letters) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
        {
            assert_eq!(base64(bytes.as_bytes()), letters);
        }
        assert_eq!(base64(&[251, 255, 191]), "+/+/");
    }
}
