//! One source file → `Document`: a flat, preorder list of nodes with spans, a header, and an outline.
//!
//! Parsing cannot fail: a mistake becomes a diagnostic beside the best document that can be had.

mod builder;
pub mod clean;
pub mod date;
pub mod directive;
pub mod fence;
mod footnote;
mod gate;
pub mod header;
mod held;
pub mod highlight;
mod identity;
pub mod include;
mod lower;
mod markdown;
mod outline;
mod styled;
mod text;
pub mod to_fill_in;
mod vocabulary;
pub mod writing;
pub mod yaml;

use std::sync::Arc;

use crate::diagnostic::{Checked, Diagnostic, Span};
use crate::source::Source;
pub use builder::{MAX_BLOCKS, MAX_DEPTH};
pub use header::Header;
pub use held::Text;
pub use identity::{OF_THE_THEME, slug};
use include::Composed;
pub use include::{Includes, Pieces, Snippets};
pub use outline::{
    Activity, Anchor, AnchorKind, Field, Heading, InStory, LinkUse, Note, Outline, PromptUse, StoryUse,
};
pub use text::{control_character, is_control, plain_text, replaced};
pub use vocabulary::Core;

/// One parsed page: what other pages may see of it, and its body.
#[derive(Debug)]
pub struct Document {
    pub outline: Arc<Outline>,
    pub text: Arc<Text>,
}

/// A page's content.
///
/// `nodes` is a preorder walk of the tree: a node is followed by its children, and `size` counts both,
/// so a subtree is a slice and may be moved as a whole.
#[derive(Debug)]
pub struct Body {
    pub source: Arc<Source>,
    /// The source as text: replaced where it was not UTF-8, byte for byte as long.
    pub text: Arc<str>,
    pub nodes: Vec<Node>,
    /// Texts that do not stand in the source as they are shown: entities, ids, code.
    pub strings: Vec<Box<str>>,
    pub links: Vec<Link>,
    pub headings: Vec<HeadingData>,
    pub blocks: Vec<Block>,
}

/// A node; `F` is what a facilitator's block may hold: `()`, or in a learner's body `Never`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node<F = ()> {
    pub kind: NodeKind<F>,
    pub span: Span,
    /// How many nodes the subtree has, this one included.
    pub size: u32,
}

/// A type without values: a learner's body cannot hold a facilitator's node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Never {}

/// An index into one of the lists of `Body`.
pub type Index = u32;

/// What a node is. Prose is Markdown's; `Block` is the core vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind<F = ()> {
    Paragraph,
    Heading {
        level: u8,
        heading: Index,
    },
    Quote,
    BulletList,
    OrderedList {
        start: u32,
    },
    Item,
    CodeBlock {
        language: Option<Index>,
    },
    HtmlBlock,
    Table,
    TableHead,
    TableRow,
    TableCell {
        align: Align,
    },
    Rule,
    FootnoteDefinition {
        label: Index,
    },
    /// The span's own words.
    Text,
    /// Words that differ from the source, decoded.
    Literal(Index),
    Code(Index),
    /// Raw HTML: the span's own bytes, unless the parser read others.
    Html {
        other: Option<Index>,
    },
    SoftBreak,
    HardBreak,
    Task {
        done: bool,
    },
    Emphasis,
    Strong,
    Strikethrough,
    Link(Index),
    Image(Index),
    FootnoteReference {
        label: Index,
    },
    /// A citation; the link's `dest` is what stood between the brackets.
    Cite(Index),
    /// A glossary term; the link's `dest` is the term.
    Term(Index),
    /// The label of the block around it: inline nodes.
    Label,
    Block {
        core: Core,
        block: Index,
    },
    /// In a selection alone: a neutral line in the place of what may not be shown at present.
    Withheld {
        /// Whether it stands among words.
        inline: bool,
    },
    /// Text for the facilitator's edition alone.
    Facilitator {
        block: Index,
        only: F,
    },
}

/// A table cell's alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    None,
    Left,
    Center,
    Right,
}

/// Where a link or an image leads, as it was written (entities decoded).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub dest: Box<str>,
    pub title: Box<str>,
    pub span: Span,
    pub form: LinkForm,
}

/// How a link was written, where that changes what is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum LinkForm {
    Written,
    Email,
    Image,
    Citation,
    Term {
        shown: bool,
    },
    /// An argument of a block that names a file; `page`: it may also be a page of the course.
    File {
        page: bool,
    },
    /// An argument of a block that names a snippet, which is put in the block's place.
    Snippet,
}

/// What a block of the core vocabulary carries beside its children.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// The directive kind that it was lowered from.
    pub kind: &'static str,
    /// Empty until ids are given; unique on its page.
    pub id: Box<str>,
    /// Whether the author gave the id.
    pub id_given: bool,
    /// Prompts are numbered; `0` means no number. A facilitator's own series is told by the node around.
    pub number: u32,
    pub facilitator: bool,
    /// Arguments by name, in the order of the kind's table; defaults are filled in.
    pub args: Vec<(&'static str, Box<str>)>,
    /// The arguments that name files, each with its link.
    pub files: Vec<(&'static str, Index)>,
    /// Whether its opening line has a mistake that was told: what follows from it is not told again.
    pub is_faulty: bool,
    /// The opening line, or the heading that made the part.
    pub span: Span,
}

impl Block {
    pub fn arg(&self, name: &str) -> Option<&str> {
        self.args.iter().find(|(key, _)| *key == name).map(|(_, value)| &**value)
    }

    /// The link of an argument that names a file.
    pub fn file(&self, name: &str) -> Option<Index> {
        self.files.iter().find(|(key, _)| *key == name).map(|(_, link)| *link)
    }
}

/// What stands in braces behind a heading, and the id that it has in the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeadingData {
    /// Empty until ids are given; unique on its page.
    pub id: Box<str>,
    pub id_given: bool,
    pub classes: Vec<Box<str>>,
    /// The keys of `key=value`, none of which has a meaning there.
    pub keys: Vec<Box<str>>,
}

/// Which parts of the language are on; a course has all, the tests of plain Markdown none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Syntax {
    pub gfm: bool,
    pub directives: bool,
    /// Citations and glossary terms.
    pub references: bool,
    pub header: bool,
}

impl Syntax {
    pub const COURSE: Syntax = Syntax { gfm: true, directives: true, references: true, header: true };
    pub const COMMONMARK: Syntax = Syntax { gfm: false, directives: false, references: false, header: false };
}

/// One file read by itself: before what it includes is put in, and before ids are given.
#[derive(Debug)]
pub struct Parsed {
    pub header: Header,
    pub body: Body,
    pub problems: Vec<Diagnostic>,
}

/// Parses one page by itself; the blocks that name snippets stay as they are.
pub fn parse(source: &Arc<Source>, syntax: Syntax) -> Checked<Document> {
    finish(read(source, syntax), &Snippets::default(), syntax)
}

/// Reads one file, a page or a snippet, by itself.
pub fn read(source: &Arc<Source>, syntax: Syntax) -> Parsed {
    let mut problems = Vec::new();
    let text = text::decode(source, &mut problems);
    let file = &source.path;
    let split = if syntax.header {
        header::split(&text, file, &mut problems)
    } else {
        header::Split { header: Span::default(), body: 0, refused: false }
    };
    let header_text = &text[split.header.range()];
    let mut header = header::read(header_text, split.header.start as usize, file, &mut problems);
    header.refused = split.refused;
    let body = markdown::parse(source, &text, split.body, syntax, &mut problems);
    Parsed { header, body, problems }
}

/// The body of a page whose outline is known, once more.
pub fn again(source: &Arc<Source>, snippets: &Snippets, syntax: Syntax) -> Body {
    let mut problems = Vec::new();
    let Composed { mut body, .. } = include::compose(read(source, syntax).body, snippets, &mut problems);
    identity::assign(&mut body, syntax, &mut problems);
    body
}

/// Puts in what a page includes, gives ids and numbers, and makes the outline.
pub fn finish(page: Parsed, snippets: &Snippets, syntax: Syntax) -> Checked<Document> {
    let Parsed { header, body, problems: mut told } = page;
    let mut problems = Vec::new();
    let Composed { mut body, pieces, includes } = include::compose(body, snippets, &mut problems);
    identity::assign(&mut body, syntax, &mut problems);
    footnote::check(&body, &mut problems);
    let outline = outline::outline(header, &body, pieces, includes, &mut problems);
    problems.iter_mut().for_each(|problem| outline.pieces.relocate(&outline.file, problem));
    told.append(&mut problems);
    let text = Arc::new(Text::new(body, &outline.includes));
    let document = Document { outline: Arc::new(outline), text };
    Checked { value: document, diagnostics: told }
}

impl Link {
    /// The words that a glossary term shows.
    pub fn words(&self) -> &str {
        if self.title.is_empty() { &self.dest } else { &self.title }
    }
}

impl Body {
    pub fn string(&self, index: Index) -> &str {
        &self.strings[index as usize]
    }

    pub fn link(&self, index: Index) -> &Link {
        &self.links[index as usize]
    }

    pub fn heading(&self, index: Index) -> &HeadingData {
        &self.headings[index as usize]
    }

    pub fn block(&self, index: Index) -> &Block {
        &self.blocks[index as usize]
    }

    /// The source's own words under a span.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }
}

/// The children of a node, each as the slice of its own subtree.
pub fn children<F>(subtree: &[Node<F>]) -> Siblings<'_, F> {
    Siblings { rest: subtree.get(1..).unwrap_or_default() }
}

/// Walks over neighbours, each as the slice of its subtree.
pub struct Siblings<'a, F> {
    rest: &'a [Node<F>],
}

impl<'a, F> Siblings<'a, F> {
    /// The subtrees that follow one another in a slice.
    pub fn of(nodes: &'a [Node<F>]) -> Self {
        Siblings { rest: nodes }
    }
}

impl<'a, F> Iterator for Siblings<'a, F> {
    type Item = &'a [Node<F>];

    fn next(&mut self) -> Option<Self::Item> {
        let first = self.rest.first()?;
        let (subtree, rest) = self.rest.split_at((first.size as usize).clamp(1, self.rest.len()));
        self.rest = rest;
        Some(subtree)
    }
}
