//! A page read by itself + the snippets that it includes → one body, as if the snippets' text stood in the page.
//!
//! Each file is read once, by itself. The pieces are put together before ids are given and the outline is made, so
//! that whatever comes later (numbers, contents, links, editions, every format) meets one flat body and knows nothing
//! of snippets: a snippet's nodes are copied in, with their indices moved, and its text is appended to the page's, with
//! their spans moved by as much. So a span beyond the page's own text lies in a snippet, and `Pieces` says in which:
//! diagnostics are led back to the snippet's own file and line, and links are resolved from its folder. A page is
//! read anew when it or a snippet that it includes has changed (see `memo`), which keeps warm and clean builds equal.
//!
//! (Tried on paper: putting snippets in at selection would have given each format, the outline and the numbers two
//! bodies to walk; a span with a file index would have cost every node of every page four bytes.)

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Body, Index, LinkForm, Node, NodeKind, Parsed, Siblings};
use crate::diagnostic::{Code, Diagnostic, Span, nearest};

/// The folder of the snippets.
pub const FOLDER: &str = "snippets/";

/// How deep a snippet may include another.
pub const MAX_DEPTH: usize = 3;

/// Every snippet of a course, read.
#[derive(Debug, Default)]
pub struct Snippets {
    files: BTreeMap<Arc<str>, (u64, Arc<Parsed>)>,
    /// Equal while no snippet has come, gone or been renamed; none where a page is read without its course.
    names: Option<u64>,
}

impl Snippets {
    /// By path, each with the fingerprint of its source.
    pub fn new(files: BTreeMap<Arc<str>, (u64, Arc<Parsed>)>) -> Self {
        let names: Vec<&str> = files.keys().map(|path| &**path).collect();
        let names = rapidhash::v3::rapidhash_v3(names.join("\n").as_bytes());
        Snippets { files, names: Some(names) }
    }

    pub fn get(&self, path: &str) -> Option<&(u64, Arc<Parsed>)> {
        self.files.get(path)
    }

    /// In the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Parsed>> {
        self.files.values().map(|(_, parsed)| parsed)
    }

    /// What a page that includes this path depends on: the snippet, or, where there is none, the names to choose from.
    fn mark(&self, path: &str) -> u64 {
        self.files.get(path).map_or(self.names.unwrap_or_default(), |(fingerprint, _)| *fingerprint)
    }
}

/// The snippets that a page includes, at any depth, each with what it was when the page was put together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Includes(BTreeMap<Arc<str>, u64>);

impl Includes {
    /// Whether all of them are still the same.
    pub fn hold(&self, snippets: &Snippets) -> bool {
        self.0.iter().all(|(path, mark)| snippets.mark(path) == *mark)
    }

    pub fn paths(&self) -> impl Iterator<Item = &Arc<str>> {
        self.0.keys()
    }
}

/// Where in a body's text the texts of snippets begin.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Pieces(Vec<(u32, Arc<str>)>);

impl Pieces {
    /// The file that a span of a page's body lies in, and its place there.
    pub fn place(&self, page: &Arc<str>, span: Span) -> (Arc<str>, Span) {
        match self.0.iter().rev().find(|(start, _)| *start <= span.start) {
            Some((start, file)) => {
                (Arc::clone(file), Span { start: span.start - start, end: span.end.saturating_sub(*start) })
            }
            None => (Arc::clone(page), span),
        }
    }

    /// Leads a diagnostic that was told of a page to the file that it is really about.
    pub fn relocate(&self, page: &Arc<str>, problem: &mut Diagnostic) {
        if self.0.is_empty() {
            return;
        }
        if problem.file == *page {
            (problem.file, problem.span) = self.place(page, problem.span);
        }
        for related in problem.related.iter_mut().filter(|related| related.file == *page) {
            (related.file, related.span) = self.place(page, related.span);
        }
    }

    /// How long the page's own text is.
    pub fn own_length(&self, body: &Body) -> usize {
        self.0.first().map_or(body.text.len(), |(start, _)| *start as usize)
    }
}

/// A body with what it was put together from.
pub(super) struct Composed {
    pub body: Body,
    pub pieces: Pieces,
    pub includes: Includes,
}

/// Puts the snippets in. Diagnostics are told of the page, with spans of the composed text.
pub(super) fn compose(body: Body, snippets: &Snippets, problems: &mut Vec<Diagnostic>) -> Composed {
    let is_alone = snippets.names.is_none();
    if is_alone || !body.links.iter().any(|link| snippet_of(link.form, &link.dest).is_some()) {
        return Composed { body, pieces: Pieces::default(), includes: Includes::default() };
    }
    let mut body = body;
    let nodes = std::mem::take(&mut body.nodes);
    let mut composer = Composer {
        text: body.text.to_string(),
        body,
        snippets,
        problems,
        pieces: Pieces::default(),
        bases: BTreeMap::new(),
        includes: Includes::default(),
        copies: 0,
    };
    composer.splice(&nodes, Moved::default(), &mut Vec::new());
    composer.body.text = composer.text.into();
    Composed { body: composer.body, pieces: composer.pieces, includes: composer.includes }
}

/// The path of the snippet that an argument names: `ground-rules.md`, or as a transcript `../snippets/visit.md`.
fn snippet_of(form: LinkForm, dest: &str) -> Option<String> {
    let within = dest.trim_start_matches("../").trim_start_matches("./").trim_start_matches('/');
    match (form, within.strip_prefix(FOLDER)) {
        (LinkForm::Snippet, inner) => Some(format!("{FOLDER}{}", inner.unwrap_or(within))),
        (LinkForm::File { page: true }, Some(inner)) => Some(format!("{FOLDER}{inner}")),
        _ => None,
    }
}

/// By how much the spans and indices of a copied snippet are moved.
#[derive(Clone, Copy, Default)]
struct Moved {
    text: u32,
    strings: Index,
    links: Index,
    headings: Index,
    blocks: Index,
    /// Tells the footnotes of one copy from those of another; the page's own have none.
    copy: usize,
}

struct Composer<'a> {
    body: Body,
    text: String,
    snippets: &'a Snippets,
    problems: &'a mut Vec<Diagnostic>,
    pieces: Pieces,
    /// Where the text of each snippet begins; it is appended once, however often it is included.
    bases: BTreeMap<Arc<str>, u32>,
    includes: Includes,
    copies: usize,
}

impl Composer<'_> {
    /// Copies neighbours with all below them, and puts snippets in the place of the blocks that name them.
    fn splice(&mut self, nodes: &[Node], moved: Moved, around: &mut Vec<Arc<str>>) {
        for subtree in Siblings::of(nodes) {
            let node = self.moved(subtree[0], moved);
            let snippet = match node.kind {
                NodeKind::Block { block, .. } => self.snippet(block),
                _ => None,
            };
            let start = self.body.nodes.len();
            let is_include = matches!(node.kind, NodeKind::Block { block, .. } if self.body.block(block).kind == "include");
            if !is_include {
                self.body.nodes.push(node);
            }
            if let (Some((path, span)), true) = (&snippet, is_include) {
                self.include(path, *span, around);
            }
            self.splice(&subtree[1..], moved, around);
            if let (Some((path, span)), false) = (&snippet, is_include) {
                self.include(path, *span, around);
            }
            if !is_include {
                self.body.nodes[start].size = size(self.body.nodes.len() - start);
            }
        }
    }

    /// The snippet that a block takes its text from, with the place where it is named. A transcript that is put in is
    /// no file to be linked to any more.
    fn snippet(&mut self, block: Index) -> Option<(String, Span)> {
        let data = &mut self.body.blocks[block as usize];
        let links = &mut self.body.links;
        let found = data.files.iter().position(|(_, link)| {
            let link = &links[*link as usize];
            snippet_of(link.form, &link.dest).is_some()
        })?;
        let (name, link) = data.files.remove(found);
        data.args.retain(|(key, _)| *key != name);
        let link = &mut links[link as usize];
        let path = snippet_of(link.form, &link.dest)?;
        link.form = LinkForm::Snippet;
        Some((path, link.span))
    }

    fn include(&mut self, path: &str, span: Span, around: &mut Vec<Arc<str>>) {
        let name = path.trim_start_matches(FOLDER);
        self.includes.0.insert(path.into(), self.snippets.mark(path));
        let Some((_, snippet)) = self.snippets.files.get(path) else {
            let names = self.snippets.files.keys().map(|path| path.trim_start_matches(FOLDER));
            let help = nearest(name, names).map_or_else(
                || "Put the file into the course's folder `snippets/`.".to_owned(),
                |near| format!("Did you mean `{near}`?"),
            );
            return self.tell(Code::IncludeMissing, span, format!("there is no snippet `{name}`"), help);
        };
        if around.iter().any(|file| **file == *path) {
            let words = format!("`{name}` includes itself");
            let way: Vec<&str> = around.iter().map(|file| file.trim_start_matches(FOLDER)).collect();
            let help =
                format!("The way round is: {} → {name}. Take one of the includes out.", way.join(" → "));
            return self.tell(Code::IncludeCycle, span, words, help);
        }
        if around.len() >= MAX_DEPTH {
            let words = format!("`{name}` is included more than {MAX_DEPTH} snippets deep");
            return self.tell(Code::IncludeCycle, span, words, "Write its text where it is needed.".into());
        }
        let snippet = Arc::clone(snippet);
        let moved = self.append(&snippet.body);
        around.push(Arc::clone(&snippet.body.source.path));
        self.splice(&snippet.body.nodes, moved, around);
        around.pop();
    }

    fn tell(&mut self, code: Code, span: Span, words: String, help: String) {
        self.problems.push(Diagnostic::new(code, &self.body.source.path, span, words).help(help));
    }

    /// Appends a snippet's lists and, the first time, its text; says by how much its nodes are to be moved.
    fn append(&mut self, snippet: &Body) -> Moved {
        let path = &snippet.source.path;
        let text = match self.bases.get(path) {
            Some(base) => *base,
            None => {
                let base = size(self.text.len());
                self.text.push_str(&snippet.text);
                // The next snippet begins behind a byte of its own, so that a span at an end belongs to one file.
                self.text.push('\n');
                self.pieces.0.push((base, Arc::clone(path)));
                self.bases.insert(Arc::clone(path), base);
                base
            }
        };
        self.copies += 1;
        let moved = Moved {
            text,
            strings: size(self.body.strings.len()),
            links: size(self.body.links.len()),
            headings: size(self.body.headings.len()),
            blocks: size(self.body.blocks.len()),
            copy: self.copies,
        };
        self.body.strings.extend(snippet.strings.iter().cloned());
        self.body.headings.extend(snippet.headings.iter().cloned());
        self.body.links.extend(snippet.links.iter().cloned().map(|mut link| {
            link.span = link.span.shifted(text as usize);
            link
        }));
        self.body.blocks.extend(snippet.blocks.iter().cloned().map(|mut block| {
            block.span = block.span.shifted(text as usize);
            block.files.iter_mut().for_each(|(_, link)| *link += moved.links);
            block
        }));
        moved
    }

    fn moved(&mut self, node: Node, by: Moved) -> Node {
        let kind = match node.kind {
            NodeKind::Heading { level, heading } => {
                NodeKind::Heading { level, heading: heading + by.headings }
            }
            NodeKind::CodeBlock { language } => {
                NodeKind::CodeBlock { language: language.map(|index| index + by.strings) }
            }
            NodeKind::FootnoteDefinition { label } => {
                NodeKind::FootnoteDefinition { label: self.label(label, by) }
            }
            NodeKind::FootnoteReference { label } => {
                NodeKind::FootnoteReference { label: self.label(label, by) }
            }
            NodeKind::Literal(index) => NodeKind::Literal(index + by.strings),
            NodeKind::Code(index) => NodeKind::Code(index + by.strings),
            NodeKind::Html { other } => NodeKind::Html { other: other.map(|index| index + by.strings) },
            NodeKind::Link(index) => NodeKind::Link(index + by.links),
            NodeKind::Image(index) => NodeKind::Image(index + by.links),
            NodeKind::Cite(index) => NodeKind::Cite(index + by.links),
            NodeKind::Term(index) => NodeKind::Term(index + by.links),
            NodeKind::Block { core, block } => NodeKind::Block { core, block: block + by.blocks },
            NodeKind::Facilitator { block, only } => NodeKind::Facilitator { block: block + by.blocks, only },
            other => other,
        };
        Node { kind, span: node.span.shifted(by.text as usize), size: node.size }
    }

    /// The footnote `1` of a snippet is not the page's.
    fn label(&mut self, label: Index, by: Moved) -> Index {
        let label = label + by.strings;
        if by.copy > 0 {
            let own = format!("{}\u{1F}{}", self.body.string(label), by.copy);
            self.body.strings[label as usize] = own.into();
        }
        label
    }
}

/// A body's lists stay far below four thousand million entries.
fn size(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
