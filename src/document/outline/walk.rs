//! One walk over a body's nodes → everything in its outline, and what only the whole page shows.

use std::sync::Arc;

use super::{Activity, Anchor, AnchorKind, Field, Heading, LinkUse, Outline, PromptUse, StoryUse, note};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::header::Header;
use crate::document::text::count_words;
use crate::document::yaml::Spanned;
use crate::document::{
    Block, Body, Core, InStory, Includes, Index, LinkForm, Node, NodeKind, Pieces, plain_text,
};
use crate::fingerprint;

/// Makes the outline and tells what only the whole page shows.
pub(in crate::document) fn outline(
    header: Header,
    body: &Body,
    pieces: Pieces,
    includes: Includes,
    problems: &mut Vec<Diagnostic>,
) -> Outline {
    let file = &body.source.path;
    let has_story = header.story.is_some();
    let own_length = pieces.own_length(body);
    let mut walk = Walk {
        body,
        problems,
        has_story,
        around: Vec::new(),
        outline: Outline {
            file: Arc::clone(file),
            pieces,
            includes,
            header,
            heading: None,
            headings: Vec::new(),
            anchors: Vec::new(),
            links: Vec::with_capacity(body.links.len()),
            prompts: Vec::new(),
            fields: Vec::new(),
            stories: Vec::new(),
            activities: Vec::new(),
            notes: Vec::new(),
            kinds: Vec::new(),
            learner_kinds: Vec::new(),
            words: 0,
            has_html: false,
            has_code: false,
            has_facilitator: false,
            seen: 0,
        },
    };
    walk.run();
    let included = body.links.iter().filter(|link| link.form == LinkForm::Snippet).count();
    if included > 0 {
        walk.outline.kinds.push(("include", u32::try_from(included).unwrap_or(u32::MAX)));
    }
    walk.outline.links.extend(body.links.iter().map(|link| LinkUse {
        dest: link.dest.clone(),
        form: link.form,
        span: link.span,
        // Until its node is met, so that what is in doubt is not a learner's.
        facilitator: true,
        empty: false,
        story: None,
    }));
    walk.mark_links();
    let is_empty = body
        .nodes
        .iter()
        .all(|n| n.kind == NodeKind::Label || matches!(n.kind, NodeKind::Heading { level: 1, .. }))
        || body.nodes.first().is_some_and(|n| {
            matches!(n.kind, NodeKind::Heading { level: 1, .. }) && n.size as usize == body.nodes.len()
        });
    let mut outline = walk.outline;
    outline.seen = fingerprint::of(&outline);
    crate::document::gate::check(&outline, body, problems);
    if is_empty && !outline.header.draft {
        let end = Span::new(own_length.saturating_sub(1), own_length);
        problems.push(
            Diagnostic::new(Code::EmptyPage, file, end, "the page has no text")
                .help("Write its text, or mark it `draft: true` in the header."),
        );
    }
    outline
}

struct Walk<'a> {
    body: &'a Body,
    problems: &'a mut Vec<Diagnostic>,
    has_story: bool,
    /// The blocks around with a story of their own: where each ends, and its place in the outline.
    around: Vec<(usize, u32)>,
    outline: Outline,
}

impl Walk<'_> {
    fn tell(&mut self, code: Code, span: Span, words: String, help: &str) {
        let problem = Diagnostic::new(code, &self.body.source.path, span, words);
        self.problems.push(if help.is_empty() { problem } else { problem.help(help) });
    }

    fn run(&mut self) {
        let mut facilitator_until = 0;
        // Headings of a block whose kind is not known may be parts.
        let mut unknown_until = 0;
        let mut last_level = 1;
        let mut next_outermost = 0;
        for (at, node) in self.body.nodes.iter().enumerate() {
            let is_outermost = at == next_outermost;
            if is_outermost {
                next_outermost = at + node.size as usize;
            }
            let subtree = &self.body.nodes[at..at + node.size as usize];
            if matches!(node.kind, NodeKind::Facilitator { .. }) && at >= facilitator_until {
                facilitator_until = at + node.size as usize;
                self.outline.has_facilitator = true;
            }
            let facilitator = at < facilitator_until;
            self.enter_story(at, facilitator);
            if let NodeKind::Block { block, .. } = node.kind
                && self.body.block(block).kind.is_empty()
            {
                unknown_until = unknown_until.max(at + node.size as usize);
            }
            match node.kind {
                NodeKind::Heading { level, heading } => {
                    // The title of a page stands in no block and no quotation.
                    let may_be_title = is_outermost && !facilitator;
                    let in_unknown = at < unknown_until;
                    let place = (facilitator, may_be_title, in_unknown);
                    self.heading(subtree, level, heading, place, &mut last_level);
                }
                NodeKind::Block { core, block } => {
                    self.block(core, block, facilitator);
                    if !facilitator {
                        self.field(subtree, core, block);
                    }
                }
                NodeKind::Facilitator { block, .. } => {
                    self.count("facilitator", true);
                    self.note(subtree, block);
                    self.anchor(&self.body.block(block).id, AnchorKind::Block(Core::Section), true);
                }
                NodeKind::Text if !facilitator => {
                    self.outline.words += count_words(self.body.slice(node.span));
                }
                NodeKind::Literal(index) if !facilitator => {
                    self.outline.words += count_words(self.body.string(index));
                }
                NodeKind::Image(index) if plain_text(self.body, subtree).trim().is_empty() => {
                    let dest = &self.body.link(index).dest;
                    let words = format!("the picture `{dest}` has no description");
                    self.tell(
                        Code::MissingAlt,
                        node.span,
                        words,
                        "Say in the brackets what it shows: `![A chair beside a bed](…)`.",
                    );
                }
                NodeKind::Link(index) => self.link_text(subtree, index),
                NodeKind::HtmlBlock | NodeKind::Html { .. } => self.outline.has_html = true,
                NodeKind::CodeBlock { language: Some(_) } => self.outline.has_code = true,
                _ => {}
            }
        }
    }

    fn heading(
        &mut self,
        subtree: &[Node],
        level: u8,
        heading: Index,
        (facilitator, may_be_title, in_unknown): (bool, bool, bool),
        last_level: &mut u8,
    ) {
        let span = subtree[0].span;
        let text = plain_text(self.body, subtree);
        if level == 1 && !facilitator {
            if self.outline.heading.is_none() && may_be_title {
                self.outline.heading = Some((text, span, heading));
                return;
            }
            let words = if may_be_title {
                "this is a second main heading on the page"
            } else {
                "this main heading stands in a block or a quotation, where it cannot be the page's title"
            };
            self.tell(Code::SecondTitle, span, words.into(), "Write it with two marks: `## …`.");
        }
        if level > *last_level + 1 && !in_unknown {
            let words = format!("a heading of level {level} follows one of level {}", *last_level);
            self.tell(
                Code::HeadingSkipped,
                span,
                words,
                &format!("Write it with {} marks.", *last_level + 1),
            );
        }
        *last_level = level;
        let id = self.body.heading(heading).id.clone();
        self.anchor(&id, AnchorKind::Heading, facilitator);
        let link = subtree.iter().find_map(|node| match node.kind {
            NodeKind::Link(index) => Some(index),
            _ => None,
        });
        let story = self.story();
        self.outline.headings.push(Heading { level, id, text, span, facilitator, story, link });
    }

    fn block(&mut self, core: Core, block: Index, facilitator: bool) {
        let data = self.body.block(block);
        self.anchor(&data.id, AnchorKind::Block(core), facilitator);
        if core == Core::Prompt {
            let prompt = PromptUse { id: data.id.clone(), number: data.number, facilitator, span: data.span };
            self.outline.prompts.push(prompt);
        }
        if !matches!(core, Core::Step | Core::Turn | Core::Card | Core::Answer) && !data.kind.is_empty() {
            self.count(data.kind, facilitator);
            self.outline.activities.push(activity(data, facilitator));
        }
        if core == Core::Voice && !self.has_story && data.arg("story").is_none() && !data.is_faulty {
            let words = "this voice belongs to no story".to_owned();
            self.tell(Code::VoiceWithoutStory, data.span, words, "Write `story=fictional` in its braces where it is invented for teaching, or name an entry of stories.yaml.");
        }
    }

    fn field(&mut self, subtree: &[Node], core: Core, block: Index) {
        let data = self.body.block(block);
        let has_room = match core {
            Core::Prompt => data.arg("frame") != Some("own"),
            Core::Step => data.arg("lines").is_some(),
            _ => false,
        };
        if !has_room || data.id.is_empty() {
            return;
        }
        let label = subtree.get(1).filter(|node| node.kind == NodeKind::Label);
        let label = label.map_or(&[][..], |label| &subtree[1..1 + label.size as usize]);
        let in_line =
            |nodes: &[Node]| plain_text(self.body, nodes).split_whitespace().collect::<Vec<_>>().join(" ");
        // The label is a name, which may change while the question stays; a prompt of a label alone has nothing else.
        let asked = in_line(&subtree[1 + label.len()..]);
        let asked = if asked.is_empty() { in_line(label) } else { asked };
        let words: Box<str> = blake3::hash(asked.as_bytes()).to_hex()[..12].into();
        let field = Field {
            id: data.id.clone(),
            given: data.id_given,
            words,
            label: in_line(label),
            span: data.span,
        };
        self.outline.fields.push(field);
    }

    fn note(&mut self, subtree: &[Node], block: Index) {
        self.outline.notes.push(note::read(self.body, subtree, block, self.story()));
    }

    /// Leaves the stories that end before a node, and enters the one that begins with it.
    fn enter_story(&mut self, at: usize, facilitator: bool) {
        while self.around.last().is_some_and(|(end, _)| *end <= at) {
            self.around.pop();
        }
        let node = self.body.nodes[at];
        let NodeKind::Block { block, .. } = node.kind else { return };
        let data = self.body.block(block);
        let Some(id) = data.arg("story") else { return };
        let (kind, span, around) = (data.kind, data.span, self.story());
        let used = StoryUse { id: id.into(), kind, span, facilitator, around };
        let place = u32::try_from(self.outline.stories.len()).unwrap_or(u32::MAX);
        self.around.push((at + node.size as usize, place));
        self.outline.stories.push(used);
    }

    fn story(&self) -> InStory {
        self.around.last().map(|(_, place)| *place)
    }

    fn anchor(&mut self, id: &str, kind: AnchorKind, facilitator: bool) {
        if !id.is_empty() {
            let story = self.story();
            self.outline.anchors.push(Anchor { id: id.into(), kind, facilitator, story });
        }
    }

    fn count(&mut self, kind: &'static str, facilitator: bool) {
        if !facilitator && !self.outline.learner_kinds.contains(&kind) {
            self.outline.learner_kinds.push(kind);
        }
        match self.outline.kinds.iter_mut().find(|(name, _)| *name == kind) {
            Some((_, count)) => *count += 1,
            None => self.outline.kinds.push((kind, 1)),
        }
    }

    fn link_text(&mut self, subtree: &[Node], index: Index) {
        let words = plain_text(self.body, subtree);
        let bare = words.trim().trim_end_matches(['.', '!', ':']).to_lowercase();
        if VAGUE.contains(&bare.as_str()) {
            let help = "Let the words say what is found there.";
            let span = self.body.link(index).span;
            self.tell(
                Code::LinkText,
                span,
                format!("“{}” does not say where the link leads", words.trim()),
                help,
            );
        }
    }

    /// Marks the links that stand in facilitators' text, and those without words.
    fn mark_links(&mut self) {
        let mut facilitator_until = 0;
        let mut around: Vec<(usize, u32)> = Vec::new();
        let mut entered = 0;
        for (at, node) in self.body.nodes.iter().enumerate() {
            around.retain(|(end, _)| *end > at);
            if matches!(node.kind, NodeKind::Block { block, .. } if self.body.block(block).arg("story").is_some())
            {
                around.push((at + node.size as usize, entered));
                entered += 1;
            }
            let story = around.last().map(|(_, place)| *place);
            if matches!(node.kind, NodeKind::Facilitator { .. }) && at >= facilitator_until {
                facilitator_until = at + node.size as usize;
            }
            if let NodeKind::Block { block, .. } | NodeKind::Facilitator { block, .. } = node.kind {
                for (_, index) in &self.body.block(block).files {
                    if let Some(link) = self.outline.links.get_mut(*index as usize) {
                        link.facilitator = at < facilitator_until;
                        link.story = story;
                    }
                }
            }
            if let NodeKind::Link(index)
            | NodeKind::Image(index)
            | NodeKind::Cite(index)
            | NodeKind::Term(index) = node.kind
                && let Some(link) = self.outline.links.get_mut(index as usize)
            {
                link.facilitator = at < facilitator_until;
                link.empty = node.size == 1;
                link.story = story;
            }
        }
    }
}

fn activity(block: &Block, facilitator: bool) -> Activity {
    let ids = |name: &str| {
        let ids = block.arg(name).unwrap_or_default().split([' ', ',']).filter(|id| !id.is_empty());
        ids.map(|id| Spanned { value: id.to_owned(), span: block.span }).collect()
    };
    Activity {
        kind: block.kind,
        id: block.id.clone(),
        covers: ids("covers"),
        serves: ids("serves"),
        minutes: block.arg("minutes").and_then(|minutes| minutes.parse().ok()),
        span: block.span,
        facilitator,
    }
}

/// Words that say nothing of where a link leads, in the interface's languages.
const VAGUE: &[&str] = &[
    "here",
    "click here",
    "this",
    "this page",
    "link",
    "this link",
    "read more",
    "more",
    "ici",
    "cliquez ici",
    "lire la suite",
    "aquí",
    "haga clic aquí",
    "leer más",
];
