//! Outlines by path → pages in reading order, each with its parent, strand, module and children.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::address::{self, Role};
use super::{Page, PageId};
use crate::config::{self, Config};
use crate::diagnostic::{Code, Diagnostic, Span, did_you_mean};
use crate::document::Outline;
use crate::document::header::PAGE_KINDS;

/// The tree as a list in reading order.
pub(super) struct Tree {
    pub pages: Vec<Page>,
    pub home: Option<PageId>,
    pub strands: Vec<PageId>,
}

/// One folder: the page that speaks for it, and what stands in it.
#[derive(Default)]
struct Folder<'a> {
    index: Option<&'a Arc<Outline>>,
    pages: Vec<&'a Arc<Outline>>,
    folders: Vec<&'a str>,
}

/// Makes the tree; addresses that two pages would share are told.
pub(super) fn grow(config: &Config, outlines: &[Arc<Outline>], problems: &mut Vec<Diagnostic>) -> Tree {
    let mut grower = Grower {
        folders: folders(outlines),
        order: strand_order(config, outlines, problems),
        tree: Tree { pages: Vec::with_capacity(outlines.len()), home: None, strands: Vec::new() },
        addresses: BTreeMap::new(),
        problems,
    };
    grower.home();
    grower.tree
}

fn folders(outlines: &[Arc<Outline>]) -> BTreeMap<&str, Folder<'_>> {
    let mut folders: BTreeMap<&str, Folder<'_>> = BTreeMap::from([("", Folder::default())]);
    for outline in outlines {
        let path: &str = &outline.file;
        let mut folder = address::folder(path);
        // A folder that only sorts pages by kind is looked through.
        while !folder.is_empty() && address::is_kind_folder(folder) {
            folder = address::folder(folder);
        }
        register(&mut folders, folder);
        let entry = folders.entry(folder).or_default();
        if address::file_name(path) == "index.md" {
            entry.index = Some(outline);
        } else {
            entry.pages.push(outline);
        }
    }
    folders
}

/// Makes a folder known to the one around it, and that one to its own.
fn register<'a>(folders: &mut BTreeMap<&'a str, Folder<'a>>, folder: &'a str) {
    if folders.contains_key(folder) {
        return;
    }
    folders.insert(folder, Folder::default());
    let around = address::folder(folder);
    register(folders, around);
    if let Some(parent) = folders.get_mut(around) {
        parent.folders.push(folder);
    }
}

/// The strands that course.yaml lists, in its order; one without a folder is told.
fn strand_order(config: &Config, outlines: &[Arc<Outline>], problems: &mut Vec<Diagnostic>) -> Vec<String> {
    let mut there: Vec<&str> =
        outlines.iter().filter_map(|o| o.file.split_once('/').map(|(top, _)| top)).collect();
    there.dedup();
    for strand in &config.strands {
        if !there
            .iter()
            .any(|folder| address::split_number(folder).1 == strand.value || *folder == strand.value)
        {
            let words = format!("there is no folder `{}` with pages in it", strand.value);
            let mut problem = Diagnostic::new(Code::UnknownStrand, &config::FILE.into(), strand.span, words);
            problem.help = did_you_mean(&strand.value, there.iter().copied());
            problems.push(problem);
        }
    }
    config.strands.iter().map(|strand| strand.value.clone()).collect()
}

/// Where a new page stands in the tree.
#[derive(Clone, Copy, Default)]
struct Around {
    parent: Option<PageId>,
    strand: Option<PageId>,
    module: Option<PageId>,
}

struct Grower<'a, 'p> {
    folders: BTreeMap<&'a str, Folder<'a>>,
    order: Vec<String>,
    tree: Tree,
    /// Addresses as a system that ignores case sees them.
    addresses: BTreeMap<String, Arc<str>>,
    problems: &'p mut Vec<Diagnostic>,
}

/// A folder or a page among its neighbours.
enum Item<'a> {
    Folder(&'a str),
    Page(&'a Arc<Outline>),
}

impl<'a> Grower<'a, '_> {
    fn home(&mut self) {
        let Some(top) = self.folders.remove("") else { return };
        let mut around = Around::default();
        match top.index {
            Some(outline) => {
                self.tree.home = self.page(outline, Role::Home, around);
                around.parent = self.tree.home;
            }
            None => {
                let file: Arc<str> = "index.md".into();
                let words = "the course has no home page: there is no index.md in its top folder";
                self.problems.push(
                    Diagnostic::new(Code::NoHome, &file, Span::default(), words)
                        .help("Write index.md: what the course is, for whom, and where to begin."),
                );
            }
        }
        let mut strands = top.folders;
        strands.sort_by_key(|folder| (self.strand_place(folder), self.place_of_folder(folder)));
        for folder in strands {
            if let Some(id) = self.folder(folder, Role::Strand, around) {
                self.tree.strands.push(id);
            }
        }
        let mut pages = top.pages;
        pages.sort_by_key(|outline| place_of_page(outline));
        for outline in pages {
            self.page(outline, Role::Page, around);
        }
    }

    fn strand_place(&self, folder: &str) -> usize {
        let name = address::split_number(folder).1;
        let listed = self.order.iter().position(|strand| strand == name || strand == folder);
        listed.unwrap_or(self.order.len())
    }

    fn place_of_folder(&self, folder: &str) -> (bool, i64, String) {
        let order = self.folders.get(folder).and_then(|f| f.index).and_then(|index| index.header.order);
        place(order, address::file_name(folder), folder)
    }

    /// A folder's own page and all below it; gives the id of that page.
    fn folder(&mut self, path: &'a str, role: Role, mut around: Around) -> Option<PageId> {
        let folder = self.folders.remove(path)?;
        let own = match folder.index {
            Some(outline) => self.page(outline, role, around),
            None => {
                if matches!(role, Role::Strand | Role::Module) {
                    self.tell_missing_index(path, &folder);
                }
                None
            }
        };
        if own.is_some() {
            around.parent = own;
        }
        match role {
            Role::Strand => around.strand = own,
            Role::Module => around.module = own,
            _ => {}
        }
        let inner = match role {
            Role::Strand => Role::Module,
            _ => Role::Section,
        };
        let mut items: Vec<((bool, i64, String), Item<'a>)> = Vec::new();
        items.extend(folder.pages.iter().map(|outline| (place_of_page(outline), Item::Page(outline))));
        items.extend(folder.folders.iter().map(|path| (self.place_of_folder(path), Item::Folder(path))));
        items.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (_, item) in items {
            match item {
                Item::Page(outline) => drop(self.page(outline, Role::Page, around)),
                Item::Folder(path) => drop(self.folder(path, inner, around)),
            }
        }
        own
    }

    fn tell_missing_index(&mut self, path: &str, folder: &Folder<'_>) {
        let file: Arc<str> = match folder.pages.first() {
            Some(outline) => Arc::clone(&outline.file),
            None => format!("{path}/index.md").into(),
        };
        let words = format!("the folder `{path}` has pages and no index.md");
        self.problems.push(
            Diagnostic::new(Code::MissingIndex, &file, Span::new(0, 1), words)
                .help(format!("Write `{path}/index.md`: what this part is about and for whom.")),
        );
    }

    /// Adds a page; nothing if its address cannot be used or is taken.
    fn page(&mut self, outline: &Arc<Outline>, role: Role, around: Around) -> Option<PageId> {
        let file = &outline.file;
        let out = match address::address(file) {
            Ok(out) => out,
            Err(why) => {
                let words = format!("the name of this file cannot be an address: {why}");
                self.problems.push(
                    Diagnostic::new(Code::UnsafeName, file, Span::default(), words).help("Rename the file."),
                );
                return None;
            }
        };
        let key = out.collision_key();
        if let Some(first) = self.addresses.get(&key) {
            let words = format!("this page would have the address `{out}`, which {first} has already");
            self.problems.push(
                Diagnostic::new(Code::DuplicateAddress, file, Span::default(), words)
                    .help("Rename one of the two files.")
                    .related(first, Span::default(), "the other page"),
            );
            return None;
        }
        self.addresses.insert(key, Arc::clone(file));
        let id = PageId::try_from(self.tree.pages.len()).ok()?;
        if let Some(parent) = around.parent.and_then(|parent| self.tree.pages.get_mut(parent as usize)) {
            parent.children.push(id);
        }
        self.tree.pages.push(Page {
            id,
            out,
            role,
            kind: kind(outline),
            outline: Arc::clone(outline),
            parent: around.parent,
            strand: if role == Role::Strand { Some(id) } else { around.strand },
            module: if role == Role::Module { Some(id) } else { around.module },
            children: Vec::new(),
            targets: Vec::new(),
            prerequisites: Vec::new(),
        });
        Some(id)
    }
}

/// The kind that a page says it has, else its folder's, else lesson.
fn kind(outline: &Outline) -> &'static str {
    let said = outline.header.kind.as_ref().map(|kind| kind.value.as_str());
    let known =
        said.and_then(|said| PAGE_KINDS.iter().find(|(name, ..)| *name == said).map(|(name, ..)| *name));
    known.or_else(|| address::kind_from_folder(&outline.file)).unwrap_or("lesson")
}

fn place_of_page(outline: &Outline) -> (bool, i64, String) {
    place(outline.header.order, address::file_name(&outline.file), &outline.file)
}

/// Numbers first, the header's before the name's; then by path.
fn place(order: Option<i64>, name: &str, path: &str) -> (bool, i64, String) {
    let number = order.or_else(|| address::split_number(name).0);
    (number.is_none(), number.unwrap_or_default(), path.to_owned())
}
