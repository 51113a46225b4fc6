//! A directive as it was written → core vocabulary: what every kind needs, before its own file takes over.

use super::builder::Builder;
use super::directive::grammar::Opener;
use super::directive::{self, Kind, Label, Style, Takes};
use super::{Block, Core, HeadingData, Index, Link, LinkForm, Node, NodeKind, plain_text};
use crate::diagnostic::{Code, Span};

/// A finished block in the hands of its kind. It is always the last subtree of the body.
pub struct Lowering<'l, 'b> {
    pub(super) builder: &'l mut Builder<'b>,
    node: usize,
    block: Index,
    pub kind: &'static Kind,
    pub name_span: Span,
    pub span: Span,
    /// The arguments whose values were told.
    pub bad: Vec<&'static str>,
    /// Whether the block as a whole was told already: what it then lacks follows from that.
    is_told: bool,
}

/// One part of a block whose headings are its parts.
pub struct Part {
    pub block: Index,
    pub label: String,
    pub span: Span,
    pub classes: Vec<Box<str>>,
    /// Whether anything stands below the heading.
    pub empty: bool,
}

/// Lowers the block at `node`, the last subtree of the body.
pub(super) fn lower(builder: &mut Builder<'_>, node: usize, opener: &Opener, span: Span) {
    let NodeKind::Block { block, .. } = builder.body.nodes[node].kind else { return };
    let found = match &opener.style {
        Some(style) => match directive::of_style(style) {
            Style::Kind(kind) => Some(kind),
            Style::Plain => return builder.unwrap_block(node),
            Style::Unknown(meant) => {
                builder.unwrap_block(node);
                let words = format!("the style “{style}” is not a kind of block; its text stands as it is");
                let help = meant.map_or_else(
                    || "Where it is to be more, name the style as a block, such as “Reflect”. `bedside kinds` lists them.".to_owned(),
                    |kind| format!("Did you mean “{}”?", kind.name),
                );
                return builder.tell(Code::StyleIgnored, opener.name_span, words, help);
            }
        },
        None => directive::find(&opener.name),
    };
    let Some(kind) = found else {
        let loose = opener.loose.map(|loose| builder.body.slice(loose)).unwrap_or_default();
        let words = format!("`{}` is not a kind of block", opener.name);
        let help = directive::meant_by(&opener.name, loose).map_or_else(
            || "`bedside kinds` lists all kinds.".to_owned(),
            |kind| format!("Did you mean “{}”?", kind.name),
        );
        return builder.tell(Code::UnknownDirective, opener.name_span, words, help);
    };
    let has_fault = !opener.faults.is_empty();
    let (args, bad) = directive::read_arguments(builder, kind, opener);
    let id = opener.attributes.id.as_ref();
    if let Some((id, place)) = id.filter(|(id, _)| !is_id(id)) {
        tell_bad_id(builder, id, *place);
    }
    let files = if has_fault { Vec::new() } else { files(builder, kind, opener, &args) };
    let entry = &mut builder.body.blocks[block as usize];
    entry.kind = kind.name;
    entry.args = args;
    entry.files = files;
    entry.is_faulty = has_fault || bad.contains(&"story");
    if let Some((id, _)) = id.filter(|(id, _)| is_id(id)) {
        entry.id = id.as_str().into();
        entry.id_given = true;
    }
    let mut lowering = Lowering {
        builder,
        node,
        block,
        kind,
        name_span: opener.name_span,
        span,
        bad,
        is_told: has_fault || opener.is_cut,
    };
    lowering.check_label();
    if lowering.is_empty() && !kind.may_be_empty(lowering.arg("frame").as_deref()) {
        let words = format!("the block `{}` is empty", kind.name);
        lowering.tell(Code::EmptyDirective, opener.name_span, words, "Write its text, or delete it.");
    }
    (kind.lower)(&mut lowering);
}

/// Makes a link of each argument that names a file, so that it is resolved, checked and published as links are.
fn files(
    builder: &mut Builder<'_>,
    kind: &Kind,
    opener: &Opener,
    args: &[(&'static str, Box<str>)],
) -> Vec<(&'static str, Index)> {
    let mut files = Vec::new();
    for argument in kind.arguments {
        let form = match argument.takes {
            Takes::Path => LinkForm::File { page: false },
            Takes::Reading => LinkForm::File { page: true },
            Takes::Snippet => LinkForm::Snippet,
            _ => continue,
        };
        let value = args.iter().find(|(name, _)| *name == argument.name);
        let pair = opener.attributes.pairs.iter().find(|pair| pair.key == argument.name);
        if let (Some((_, dest)), Some(pair)) = (value, pair) {
            let link = Link { dest: dest.clone(), title: "".into(), span: pair.value_span, form };
            files.push((argument.name, builder.link(link)));
        }
    }
    files
}

/// Letters, digits, hyphens and underscores.
pub(super) fn is_id(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

pub(super) fn tell_bad_id(builder: &mut Builder<'_>, id: &str, place: Span) {
    let words = format!("the id `{id}` has a character that an id cannot have");
    let help = format!("Write `#{}`.", super::slug(id));
    builder.tell(Code::BadId, place, words, help);
}

impl Lowering<'_, '_> {
    pub fn tell(&mut self, code: Code, span: Span, words: impl Into<String>, help: impl Into<String>) {
        if !self.is_told || (span != self.name_span && span != self.span) {
            self.builder.tell(code, span, words, help);
        }
    }

    /// What this block is in the core vocabulary.
    pub fn set_core(&mut self, core: Core) {
        self.builder.body.nodes[self.node].kind = NodeKind::Block { core, block: self.block };
    }

    /// Text for the facilitator's edition alone.
    pub fn set_facilitator(&mut self) {
        self.builder.body.nodes[self.node].kind = NodeKind::Facilitator { block: self.block, only: () };
    }

    /// Lets the choices of this block that fit stay where they are; used for those that lead nowhere.
    pub fn lead_nowhere(&mut self, is_lost: impl Fn(&str) -> bool) {
        let mut in_list_until = self.node;
        for at in self.node..self.builder.body.nodes.len() {
            let node = self.builder.body.nodes[at];
            match node.kind {
                NodeKind::BulletList | NodeKind::OrderedList { .. } => {
                    in_list_until = in_list_until.max(at + node.size as usize);
                }
                NodeKind::Link(index) if at < in_list_until => {
                    let link = &mut self.builder.body.links[index as usize];
                    if link.dest.strip_prefix('#').is_some_and(&is_lost) {
                        link.dest = "#".into();
                    }
                }
                _ => {}
            }
        }
    }

    /// Lets a link of this block that lacks its hash lead to the place that was meant.
    pub fn lead_to(&mut self, at: Span, id: &str) {
        if let Some(link) = self.builder.body.links.iter_mut().find(|link| link.span == at) {
            link.dest = format!("#{id}").into();
        }
    }

    pub fn block(&self) -> &Block {
        self.builder.body.block(self.block)
    }

    /// Makes of one part something else than of the others.
    pub fn set_core_of(&mut self, part: &Part, core: Core) {
        for node in &mut self.builder.body.nodes[self.node..] {
            if matches!(node.kind, NodeKind::Block { block, .. } if block == part.block) {
                node.kind = NodeKind::Block { core, block: part.block };
            }
        }
    }

    pub fn block_of(&mut self, part: &Part) -> &mut Block {
        &mut self.builder.body.blocks[part.block as usize]
    }

    pub fn arg(&self, name: &str) -> Option<String> {
        self.block().arg(name).map(str::to_owned)
    }

    pub fn set_arg(&mut self, name: &'static str, value: &str) {
        set_arg(&mut self.builder.body.blocks[self.block as usize], name, value);
    }

    /// The block's nodes: itself, its label if it has one, its content.
    pub fn nodes(&self) -> &[Node] {
        &self.builder.body.nodes[self.node..]
    }

    pub fn body(&self) -> &super::Body {
        &self.builder.body
    }

    /// The content as subtrees, the label left out.
    pub fn content(&self) -> impl Iterator<Item = &[Node]> {
        super::children(self.nodes()).filter(|subtree| subtree[0].kind != NodeKind::Label)
    }

    pub fn has_label(&self) -> bool {
        self.nodes().get(1).is_some_and(|node| node.kind == NodeKind::Label)
    }

    pub fn is_empty(&self) -> bool {
        self.content().next().is_none()
    }

    fn check_label(&mut self) {
        if let Label::Required(what) = self.kind.label
            && !self.has_label()
        {
            let words = format!("`{}` needs a label: {what}", self.kind.name);
            let help = format!("Write `:::{}[{what}]`.", self.kind.name);
            self.tell(Code::MissingLabel, self.name_span, words, help);
        }
    }

    /// Makes a part of each heading of the outermost level, with what follows it; what stands before
    /// the first heading stays as it is. Gives the parts in their order. `marks` are the classes that a part
    /// may have.
    pub fn split_at_headings(&mut self, core: Core, marks: &[&str]) -> Vec<Part> {
        let level = self.content().filter_map(heading_level).min();
        let Some(level) = level else { return Vec::new() };
        let nodes = self.builder.body.nodes.split_off(self.node);
        let mut parts: Vec<Part> = Vec::new();
        let mut open: Option<usize> = None;
        self.builder.body.nodes.push(nodes[0]);
        for subtree in super::children(&nodes) {
            if heading_level(subtree) != Some(level) {
                if let Some(part) = parts.last_mut() {
                    part.empty = false;
                }
                self.builder.body.nodes.extend_from_slice(subtree);
                continue;
            }
            if let Some(start) = open {
                self.builder.finish(start);
            }
            let (start, mut part) = self.open_part(core, subtree);
            self.check_marks(&mut part, subtree, marks);
            open = Some(start);
            parts.push(part);
        }
        if let Some(start) = open {
            self.builder.finish(start);
        }
        self.builder.finish(self.node);
        parts
    }

    /// Tells what stands in a heading's braces and has no meaning there.
    fn check_marks(&mut self, part: &mut Part, heading: &[Node], marks: &[&str]) {
        let NodeKind::Heading { heading: index, .. } = heading[0].kind else { return };
        for class in part.classes.iter_mut().filter(|class| !marks.contains(&&***class)) {
            if let Some(meant) = crate::diagnostic::nearest(class, marks.iter().copied()) {
                // It is taken as it was meant, so that nothing is told that follows from the slip.
                let class = std::mem::replace(class, meant.into());
                let words = format!("a heading in `{}` does not know the mark `.{class}`", self.kind.name);
                self.tell(Code::UnknownArgument, part.span, words, format!("Did you mean `.{meant}`?"));
            }
        }
        for key in self.builder.body.heading(index).keys.clone() {
            let words = format!("a heading does not take `{key}=…`");
            let help = if &*key == "minutes" {
                "Minutes stand at the end of its words: `### Reactions (3 min)`.".to_owned()
            } else {
                "In the braces behind a heading stand `#id` and marks such as `.ending`.".to_owned()
            };
            self.tell(Code::UnknownArgument, part.span, words, help);
        }
    }

    fn open_part(&mut self, core: Core, heading: &[Node]) -> (usize, Part) {
        let span = heading[0].span;
        let data = match heading[0].kind {
            NodeKind::Heading { heading, .. } => self.builder.body.heading(heading).clone(),
            _ => HeadingData::default(),
        };
        if data.id_given && !is_id(&data.id) {
            tell_bad_id(self.builder, &data.id, span);
        }
        let block = self.builder.block(Block {
            kind: self.kind.name,
            id: if is_id(&data.id) { data.id.clone() } else { "".into() },
            id_given: data.id_given && is_id(&data.id),
            span,
            ..Block::default()
        });
        let start = self.builder.body.nodes.len();
        self.builder.leaf(NodeKind::Block { core, block }, span);
        let label = self.builder.body.nodes.len();
        self.builder.leaf(NodeKind::Label, span);
        self.builder.body.nodes.extend_from_slice(&heading[1..]);
        self.builder.finish(label);
        let words = plain_text(&self.builder.body, &heading[1..]);
        let part = Part { block, label: words, span, classes: data.classes, empty: true };
        (start, part)
    }
}

/// Sets or replaces an argument.
pub(super) fn set_arg(block: &mut Block, name: &'static str, value: &str) {
    match block.args.iter_mut().find(|(key, _)| *key == name) {
        Some((_, old)) => *old = value.into(),
        None => block.args.push((name, value.into())),
    }
}

fn heading_level(subtree: &[Node]) -> Option<u8> {
    match subtree[0].kind {
        NodeKind::Heading { level, .. } => Some(level),
        _ => None,
    }
}
