//! An edition → an EPUB 3.3: each page a document, each role card one of its own, all of it readable without scripts.

mod cover;
mod files;
mod package;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Format, Wanted, Wrap};
use crate::course::stories::Copy;
use crate::course::{Audience, Generated, PageId, View};
use crate::document::{AnchorKind, Body, Core, Node, NodeKind, Text};
use crate::publish::OutPath;
use crate::render::artefacts::{Artefact, Artefacts, Pages};
use crate::render::book::{self, Rules};
use crate::render::escape::href_into;
use crate::render::page::{Edition, card_path};
use crate::render::profile::Profile;
use crate::render::theme::Theme;

pub(super) const FORMAT: Format = Format {
    name: "epub",
    about: "a book for reading systems: EPUB 3.3",
    copy: Copy::Download,
    wrap: Wrap::Zip { extension: "epub", media_type: Some("application/epub+zip") },
    learner: artefacts,
    facilitator: artefacts,
};

/// Where everything but the container stands.
const ROOT: &str = "EPUB/";
/// The addresses of the site below it.
const COURSE: &str = "EPUB/course/";
const STYLE: &str = "assets/style.css";

/// The files that this format makes by itself.
const CONTAINER: u32 = 0;
const PACKAGE: u32 = 1;
const NAVIGATION: u32 = 2;
const COVER: u32 = 3;
const COVER_PICTURE: u32 = 4;
/// From here on, what is shown in the place of a file that no reading system can.
const STAND_INS: u32 = 5;

fn artefacts<A: Audience>(
    view: View<A>,
    theme: &Arc<Theme>,
    bodies: Vec<Arc<Text>>,
    wanted: &Wanted,
) -> Artefacts {
    let edition = Edition::new(view, Arc::clone(theme), bodies, wanted.preview).with_profile(Profile::Epub);
    let book = Book::new(edition, wanted.epoch);
    let mut entries: BTreeMap<OutPath, Artefact> = BTreeMap::new();
    for (place, made) in &book.places {
        let artefact = match made {
            Made::Page(id) => Artefact::Page(*id),
            Made::Card(id, card) => Artefact::Card(*id, card.clone()),
            Made::Generated(generated) => Artefact::Generated(*generated),
            Made::File(at) => match book.edition.view.course().assets.get(*at) {
                Some(asset) => Artefact::File(Arc::clone(&asset.source)),
                None => continue,
            },
        };
        if let Some(path) = book.path(place) {
            entries.insert(path.clone(), artefact);
        }
    }
    let mut own = vec![
        ("META-INF/container.xml".to_owned(), Artefact::Own(CONTAINER)),
        (format!("{ROOT}package.opf"), Artefact::Own(PACKAGE)),
        (format!("{ROOT}nav.xhtml"), Artefact::Own(NAVIGATION)),
        (format!("{ROOT}cover.xhtml"), Artefact::Own(COVER)),
        (format!("{ROOT}cover.svg"), Artefact::Own(COVER_PICTURE)),
        (format!("{ROOT}style.css"), Artefact::Bytes(theme.epub_css.as_slice().into())),
    ];
    let stand_ins = book.stand_ins.iter().zip(STAND_INS..);
    own.extend(stand_ins.map(|(at, n)| (files::stand_in(*at), Artefact::Own(n))));
    for (path, artefact) in own {
        if let Ok(path) = OutPath::new(&path) {
            entries.insert(path, artefact);
        }
    }
    Artefacts::new(entries, Box::new(book))
}

/// What stands at an address of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Made {
    Page(PageId),
    Card(PageId, Box<str>),
    Generated(Generated),
    /// The place of a file in the course's list.
    File(usize),
}

/// An edition as a book.
struct Book<A: Audience> {
    edition: Edition<A>,
    epoch: Option<i64>,
    /// What there is, by its address in the site.
    places: BTreeMap<String, Made>,
    /// Where that stands in the book.
    paths: BTreeMap<String, OutPath>,
    /// The ids that stand on a card's own page, and so not on its page: with the card's address.
    on_cards: BTreeMap<(PageId, Box<str>), String>,
    /// The files in whose place something else may have to be shown.
    stand_ins: Vec<usize>,
}

impl<A: Audience> Book<A> {
    fn new(edition: Edition<A>, epoch: Option<i64>) -> Self {
        let view = &edition.view;
        let mut places = BTreeMap::new();
        let mut on_cards = BTreeMap::new();
        for page in view.pages() {
            places.insert(page.out.to_string(), Made::Page(page.id));
            let is_card = |kind: AnchorKind| kind == AnchorKind::Block(Core::Card);
            let cards: Vec<&str> =
                view.anchors(page).filter(|anchor| is_card(anchor.kind)).map(|anchor| &*anchor.id).collect();
            if cards.is_empty() {
                continue;
            }
            let body = &edition.bodies[page.id as usize].body();
            let nodes = view.select(body);
            for card in cards {
                let Some(path) = card_path(page, card) else { continue };
                for id in ids_on_card(body, &nodes, card) {
                    on_cards.insert((page.id, id.into()), path.to_string());
                }
                places.insert(path.to_string(), Made::Card(page.id, card.into()));
            }
        }
        for generated in &edition.generated {
            places.insert(generated.address(view.course()), Made::Generated(*generated));
        }
        let used: Vec<usize> = files::used(view);
        for at in &used {
            places.insert(view.course().assets[*at].out.to_string(), Made::File(*at));
        }
        let stand_ins = files::needing_stand_ins(view, &used);
        let path = |(place, made): (&String, &Made)| Some((place.clone(), path_of(place, made)?));
        let paths = places.iter().filter_map(path).collect();
        Book { edition, epoch, places, paths, on_cards, stand_ins }
    }

    /// Where what stands at an address of the site stands in the book.
    fn path(&self, place: &str) -> Option<&OutPath> {
        self.paths.get(place)
    }

    /// A finished page as a document of the book.
    fn document(
        &self,
        place: &str,
        page: Option<PageId>,
        html: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), String> {
        let html = String::from_utf8_lossy(html);
        let Some(path) = self.path(place) else { return Ok(()) };
        let rules = InBook { book: self, place, page, path };
        let done = book::rewrite(&html, &rules).map_err(|why| format!("{place}: {why}"))?;
        let answers = done.apart.get("answers").map_or("", String::as_str);
        let at = done.put.get("answers").copied().unwrap_or(done.main.len());
        out.extend_from_slice(&done.main.as_bytes()[..at]);
        out.extend_from_slice(answers.as_bytes());
        out.extend_from_slice(&done.main.as_bytes()[at..]);
        Ok(())
    }
}

/// The same address below the book's folder, as a document where it is one.
fn path_of(place: &str, made: &Made) -> Option<OutPath> {
    let is_document = !matches!(made, Made::File(_));
    let stem = if is_document { place.trim_end_matches(".html") } else { place };
    let stem: String = stem.chars().map(|c| if c.is_whitespace() { '_' } else { c }).collect();
    let ending = stem.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = if is_document { "xhtml" } else { ending };
    let name = if is_document { format!("{COURSE}{stem}.{ending}") } else { format!("{COURSE}{stem}") };
    // A name that fits the site may be too long below one more folder.
    let short =
        || OutPath::new(&format!("{COURSE}{}.{ending}", &blake3::hash(place.as_bytes()).to_hex()[..24]));
    OutPath::new(&name).or_else(|_| short()).ok()
}

/// The ids of what stands on a card, its own left out.
fn ids_on_card<'b, A: Audience>(body: &'b Body, nodes: &[Node<A>], card: &str) -> Vec<&'b str> {
    let is_it = |node: &Node<A>| matches!(node.kind, NodeKind::Block { core: Core::Card, block } if *body.block(block).id == *card);
    let Some(at) = nodes.iter().position(is_it) else { return Vec::new() };
    let inside = &nodes[at + 1..at + nodes[at].size as usize];
    let id = |node: &Node<A>| match node.kind {
        NodeKind::Block { block, .. } | NodeKind::Facilitator { block, .. } => Some(&*body.block(block).id),
        NodeKind::Heading { heading, .. } => Some(&*body.heading(heading).id),
        _ => None,
    };
    inside.iter().filter_map(id).filter(|id| !id.is_empty()).collect()
}

/// Addresses as they are from one document of the book.
struct InBook<'b, A: Audience> {
    book: &'b Book<A>,
    place: &'b str,
    page: Option<PageId>,
    path: &'b OutPath,
}

impl<A: Audience> Rules for InBook<'_, A> {
    fn xml(&self) -> bool {
        true
    }

    fn id(&self, id: &str) -> String {
        id.to_owned()
    }

    fn address(&self, _: &str, address: &str) -> Option<String> {
        let Some((place, anchor)) = book::resolve(self.place, address) else {
            return Some(address.to_owned());
        };
        if place == STYLE {
            return OutPath::new(&format!("{ROOT}style.css")).ok().map(|style| self.path.link_to(&style));
        }
        let made = self.book.places.get(&place)?;
        let (mut place, decoded) = (place, anchor.map(book::decoded));
        if let (Some(anchor), Made::Page(page) | Made::Card(page, _)) = (&decoded, made) {
            let on_card = self.book.on_cards.get(&(*page, anchor.as_str().into()));
            place = match on_card {
                Some(card) => card.clone(),
                // A place of the page around a card.
                None if self.page == Some(*page) && self.is_off_card(made, anchor) => {
                    self.book.edition.view.course().page(*page).out.to_string()
                }
                None => place,
            };
        }
        let mut link = String::new();
        if place != self.place || anchor.is_none() {
            let file = self.path.link_to(self.book.path(&place)?);
            href_into(&file, &mut link);
            link = link.replace("&amp;", "&").replace("&#x27;", "'");
        }
        if let Some(anchor) = anchor {
            link.push('#');
            link.push_str(anchor);
        }
        Some(link)
    }

    fn level(&self, level: u8) -> u8 {
        level
    }
}

impl<A: Audience> InBook<'_, A> {
    /// Whether a card's document names a place that is none of its own.
    fn is_off_card(&self, made: &Made, anchor: &str) -> bool {
        let Made::Card(page, card) = made else { return false };
        // Notes and works at its end are its own.
        let is_closing = ["fn-", "fnref-", "ref-", "cite-"].iter().any(|start| anchor.starts_with(start));
        let has = |anchor: &str| {
            self.book
                .edition
                .view
                .anchors(self.book.edition.view.course().page(*page))
                .any(|a| *a.id == *anchor)
        };
        !is_closing && *anchor != **card && has(anchor)
    }
}

impl<A: Audience> Pages for Book<A> {
    fn page(&self, page: PageId, out: &mut Vec<u8>) -> Result<(), String> {
        let mut html = Vec::new();
        self.edition.page(page, &mut html)?;
        let place = self.edition.view.course().page(page).out.as_str();
        self.document(place, Some(page), &html, out)
    }

    fn card(&self, page: PageId, card: &str, out: &mut Vec<u8>) -> Result<(), String> {
        let mut html = Vec::new();
        self.edition.card(page, card, &mut html)?;
        match card_path(self.edition.view.course().page(page), card) {
            Some(place) => self.document(place.as_str(), Some(page), &html, out),
            None => Ok(()),
        }
    }

    fn generated(&self, generated: Generated, out: &mut Vec<u8>) -> Result<(), String> {
        let mut html = Vec::new();
        self.edition.generated(generated, &mut html)?;
        let address = generated.address(self.edition.view.course());
        self.document(&address, None, &html, out)
    }

    fn own(&self, number: u32, out: &mut Vec<u8>) -> Result<(), String> {
        let written = match number {
            CONTAINER => {
                self.edition.theme.render("templates/epub/container.html", &BTreeMap::<&str, &str>::new())?
            }
            PACKAGE => self.package()?,
            NAVIGATION => self.navigation()?,
            COVER => self.cover()?,
            COVER_PICTURE => self.cover_picture()?,
            other => self.stand_in((other - STAND_INS) as usize)?,
        };
        out.extend_from_slice(written.as_bytes());
        Ok(())
    }
}
