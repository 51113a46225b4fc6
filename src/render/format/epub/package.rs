//! An edition → the book's package document (what there is, in which order, for whom) and its navigation.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;

use super::{Audience, Book, Made, ROOT, files};
use crate::course::{Edition, Generated, Page};
use crate::document::date::Date;
use crate::render::artefacts::Pages;
use crate::render::escape::href_into;
use crate::render::theme::direction;

/// The value of `templates/epub/package.html`.
#[derive(Serialize)]
struct PackageView<'a> {
    identifier: String,
    title: &'a str,
    part_of: &'a str,
    language: &'a str,
    direction: &'static str,
    organisation: &'a str,
    licence: &'a str,
    summary: &'a str,
    authors: BTreeSet<&'a str>,
    facilitator: bool,
    modified: String,
    modes: Vec<&'static str>,
    features: Vec<&'static str>,
    hazards: Vec<&'static str>,
    items: Vec<Item>,
    spine: Vec<InOrder>,
}

#[derive(Default, Serialize)]
struct Item {
    id: String,
    href: String,
    media: &'static str,
    properties: String,
    fallback: String,
}

#[derive(Serialize)]
struct InOrder {
    id: String,
    linear: bool,
}

/// The value of `templates/epub/navigation.html`.
#[derive(Serialize)]
struct NavigationView<'a> {
    language: &'a str,
    direction: &'static str,
    title: &'a str,
    entries: Vec<EntryView<'a>>,
    start: String,
    glossary: String,
    bibliography: String,
}

/// An entry of the contents: whether a list opens before it, and how many close behind it.
#[derive(Serialize)]
struct EntryView<'a> {
    title: &'a str,
    href: String,
    down: bool,
    closes: bool,
    up: usize,
}

/// What the documents of a book hold, as far as those must know who choose whether they can read it.
#[derive(Clone, Copy, Default)]
struct Holds {
    drawings: bool,
    formulas: bool,
    pictures: bool,
    sound: bool,
    captions: bool,
    /// A picture of a kind that can move.
    moving: bool,
}

/// How addresses of pictures end that can move.
const MOVING: [&str; 3] = [".gif\"", ".webp\"", ".avif\""];

impl Holds {
    fn of(document: &[u8]) -> Holds {
        let text = String::from_utf8_lossy(document);
        let has = |tag: &str| text.contains(tag);
        Holds {
            drawings: has("<svg"),
            formulas: has("<math"),
            pictures: has("<img") || has("<svg"),
            sound: has("<audio") || has("<video"),
            captions: has("<track"),
            moving: MOVING.iter().any(|ending| has(ending)),
        }
    }

    fn and(self, other: Holds) -> Holds {
        Holds {
            drawings: self.drawings || other.drawings,
            formulas: self.formulas || other.formulas,
            pictures: self.pictures || other.pictures,
            sound: self.sound || other.sound,
            captions: self.captions || other.captions,
            moving: self.moving || other.moving,
        }
    }

    fn properties(self) -> String {
        let named = [(self.drawings, "svg"), (self.formulas, "mathml")];
        named.iter().filter(|(has, _)| *has).map(|(_, name)| *name).collect::<Vec<_>>().join(" ")
    }
}

impl<A: Audience> Book<A> {
    /// The package document.
    pub(super) fn package(&self) -> Result<String, String> {
        let view = &self.edition.view;
        let config = &view.course().config;
        let holds = self.holds()?;
        let all = holds.values().copied().fold(Holds::default(), Holds::and);
        let (title, part_of) = match view.module() {
            Some(module) => (module.title(), config.title.as_str()),
            None => (config.title.as_str(), ""),
        };
        let value = PackageView {
            identifier: self.identifier(),
            title,
            part_of,
            language: &config.language,
            direction: direction(&config.language),
            organisation: &config.organisation,
            licence: &config.licence,
            summary: &config.summary,
            authors: view.pages().flat_map(|p| &p.outline.header.authors).map(|a| a.value.as_str()).collect(),
            facilitator: A::EDITION == Edition::Facilitator,
            modified: self.modified(),
            modes: named(&[(true, "textual"), (true, "visual"), (all.sound, "auditory")]),
            features: named(&[
                (true, "structuralNavigation"),
                (true, "tableOfContents"),
                (true, "readingOrder"),
                (true, "displayTransformability"),
                (true, "alternativeText"),
                (true, "unlocked"),
                (all.sound, "transcript"),
                (all.captions, "captions"),
            ]),
            // What moves or sounds in a file, nobody has judged here.
            hazards: if all.sound || all.moving { vec!["unknown"] } else { vec!["none"] },
            items: self.items(&holds),
            spine: self.spine(),
        };
        self.edition.theme.render("templates/epub/package.html", &value)
    }

    /// What each document holds; making them all is the one way to know it, whatever a theme does.
    fn holds(&self) -> Result<BTreeMap<&str, Holds>, String> {
        let documents: Vec<(&String, &Made)> = self.places.iter().collect();
        let read = |(_, made): &(&String, &Made)| {
            let mut out = Vec::new();
            match made {
                Made::Page(id) => self.page(*id, &mut out)?,
                Made::Card(id, card) => self.card(*id, card, &mut out)?,
                Made::Generated(generated) => Pages::generated(self, *generated, &mut out)?,
                Made::File(_) => {}
            }
            Ok(Holds::of(&out))
        };
        let held: Vec<Holds> = documents.par_iter().map(read).collect::<Result<_, String>>()?;
        Ok(documents.iter().map(|(place, _)| place.as_str()).zip(held).collect())
    }

    fn items(&self, holds: &BTreeMap<&str, Holds>) -> Vec<Item> {
        let own = |id: &str, href: &str, media: &'static str, properties: &str| Item {
            id: id.to_owned(),
            href: href.to_owned(),
            media,
            properties: properties.to_owned(),
            fallback: String::new(),
        };
        let mut items = vec![
            own("nav", "nav.xhtml", "application/xhtml+xml", "nav"),
            own("cover", "cover.xhtml", "application/xhtml+xml", ""),
            own("cover-image", "cover.svg", "image/svg+xml", "cover-image"),
            own("style", "style.css", "text/css", ""),
        ];
        for (place, made) in &self.places {
            let mut item = Item { id: self.id(place), href: self.href(place), ..Item::default() };
            if let Made::File(at) = made {
                item.media = files::media_type(place);
                if self.stand_ins.contains(at) {
                    item.fallback = format!("file-{}", at + 1);
                }
            } else {
                item.media = "application/xhtml+xml";
                item.properties =
                    holds.get(place.as_str()).map(|holds| holds.properties()).unwrap_or_default();
            }
            items.push(item);
        }
        for at in &self.stand_ins {
            let href = files::stand_in(*at);
            items.push(own(&format!("file-{}", at + 1), &href[ROOT.len()..], "application/xhtml+xml", ""));
        }
        items
    }

    /// The order of reading: the cover, the contents, the pages; cards and files are opened from where they are named.
    fn spine(&self) -> Vec<InOrder> {
        let at = |id: &str, linear| InOrder { id: id.to_owned(), linear };
        let mut spine = vec![at("cover", true), at("nav", true)];
        let course = self.edition.view.course();
        let pages = self.edition.view.pages().map(|page| page.out.to_string());
        let generated = self.edition.generated.iter().map(|generated| generated.address(course));
        spine.extend(pages.chain(generated).map(|place| InOrder { id: self.id(&place), linear: true }));
        for (place, made) in &self.places {
            match made {
                Made::Card(..) => spine.push(InOrder { id: self.id(place), linear: false }),
                Made::File(file) if self.stand_ins.contains(file) && self.is_linked(*file) => {
                    spine.push(InOrder { id: self.id(place), linear: false });
                }
                _ => {}
            }
        }
        spine
    }

    fn is_linked(&self, file: usize) -> bool {
        files::linked(&self.edition.view).contains(&file)
    }

    /// The navigation document.
    pub(super) fn navigation(&self) -> Result<String, String> {
        let view = &self.edition.view;
        let config = &view.course().config;
        let listed: Vec<(usize, &Page)> = view
            .pages()
            .filter(|page| !page.outline.header.unlisted)
            .map(|page| (self.depth(page), page))
            .collect();
        let mut rows: Vec<(usize, &str, String)> = listed
            .iter()
            .map(|(depth, page)| (*depth, page.outline.full_title(), self.href(page.out.as_str())))
            .collect();
        let generated = self.edition.generated.iter();
        rows.extend(generated.map(|g| (0, self.edition.title_of(*g), self.href(&g.address(view.course())))));
        // No entry stands more than one level below the one before it.
        let mut before = None;
        for (depth, ..) in &mut rows {
            *depth = (*depth).min(before.map_or(0, |before: usize| before + 1));
            before = Some(*depth);
        }
        let depths: Vec<usize> = rows.iter().map(|(depth, ..)| *depth).collect();
        let entries = rows.into_iter().enumerate().map(|(at, (depth, title, href))| {
            let next = depths.get(at + 1).copied();
            EntryView {
                title,
                href,
                down: at == 0 || depths[at - 1] < depth,
                closes: next.is_none_or(|next| next <= depth),
                up: depth.saturating_sub(next.unwrap_or(0)),
            }
        });
        let generated = |wanted: Generated| match self.edition.generated.contains(&wanted) {
            true => self.href(&wanted.address(view.course())),
            false => String::new(),
        };
        let value = NavigationView {
            language: &config.language,
            direction: direction(&config.language),
            title: &config.title,
            entries: entries.collect(),
            start: view.start().map(|start| self.href(start.out.as_str())).unwrap_or_default(),
            glossary: generated(Generated::Glossary),
            bibliography: generated(Generated::Bibliography),
        };
        self.edition.theme.render("templates/epub/navigation.html", &value)
    }

    /// How many pages lead to a page, the course's home left out.
    fn depth(&self, page: &Page) -> usize {
        let view = &self.edition.view;
        let mut depth = 0;
        let mut at = page.parent;
        while let Some(id) = at {
            depth += usize::from(view.has(id) && Some(id) != view.course().home);
            at = view.course().page(id).parent;
        }
        depth
    }

    /// The address of a place as the package document and the navigation have it.
    fn href(&self, place: &str) -> String {
        let path = self.path(place).map_or("", |path| path.as_str());
        let mut href = String::new();
        href_into(path.strip_prefix(ROOT).unwrap_or(path), &mut href);
        href.replace("&amp;", "&").replace("&#x27;", "'")
    }

    /// The name of an item: letters that XML takes, the same whatever else is in the book.
    fn id(&self, place: &str) -> String {
        let hash = blake3::hash(place.as_bytes()).to_hex();
        format!("i-{}", &hash[..16])
    }

    /// The same for the same course, edition and module, whatever its version: a UUID made from the course's id.
    fn identifier(&self) -> String {
        let view = &self.edition.view;
        let module = view.module().map_or("", |module| module.out.as_str());
        let text = format!("{}\n{}\n{module}", view.course().config.id, A::EDITION.name());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..16]);
        bytes[6] = bytes[6] & 0x0f | 0x80;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }

    /// When the book was last changed: as it was told, else the last day on which one of its pages was reviewed.
    fn modified(&self) -> String {
        match self.epoch {
            Some(epoch) => {
                let seconds = epoch.rem_euclid(86_400);
                let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
                format!("{}T{hours:02}:{minutes:02}:{:02}Z", Date::from_unix(epoch), seconds % 60)
            }
            None => {
                let reviewed =
                    self.edition.view.pages().filter_map(|page| page.outline.header.reviewed).max();
                let day = reviewed.map_or_else(|| "2000-01-01".to_owned(), |day| day.to_string());
                format!("{day}T00:00:00Z")
            }
        }
    }
}

fn named(list: &[(bool, &'static str)]) -> Vec<&'static str> {
    list.iter().filter(|(has, _)| *has).map(|(_, name)| *name).collect()
}
