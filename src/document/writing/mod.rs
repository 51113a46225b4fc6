//! A parsed page and the style of the house → help with the writing, as notices with exact places.
//!
//! Nothing here stops anybody: each notice is an offer, and can be switched off by `allow`.

mod flow;
mod html;
mod identifiers;
mod reading;
mod wording;

use std::sync::Arc;

use super::{Document, NodeKind, highlight, to_fill_in};
use crate::config::{Config, HtmlPolicy};
use crate::diagnostic::{Code, Diagnostic, Span};
use flow::Flow;
pub use reading::Reading;
use wording::Lexicon;
pub use wording::Wording;

/// What a course says of how its pages are written. The grade of reading is made for English; what only English
/// has is left alone elsewhere.
#[derive(Debug, Default)]
pub struct HouseStyle {
    english: bool,
    html: HtmlPolicy,
    lexicon: Lexicon,
    /// Equal for styles that tell the same.
    pub fingerprint: u64,
}

impl HouseStyle {
    pub fn of(config: &Config) -> HouseStyle {
        let english =
            config.language.split(['-', '_']).next().is_some_and(|main| main.eq_ignore_ascii_case("en"));
        let mut text = format!("{english} {:?}", config.html);
        config.words.iter().for_each(|wording| text.push_str(&format!("\n{wording:?}")));
        HouseStyle {
            english,
            html: config.html,
            lexicon: Lexicon::new(english, &config.words),
            fingerprint: rapidhash::v3::rapidhash_v3(text.as_bytes()),
        }
    }
}

/// How hard a page is to read, with the words of its longest sentence.
pub fn reading(document: &Document) -> (Reading, String) {
    let flow = Flow::new(&document.text.body());
    let mut longest = 0..0;
    let mut most = 0;
    let reading = reading::measure(&flow, |words, range| {
        if words > most {
            (most, longest) = (words, range);
        }
    });
    let words = flow.text[longest].split_whitespace().collect::<Vec<_>>().join(" ");
    (reading, words)
}

/// Reads a page over: its sentences, its wordings, what may tell who somebody is.
pub fn read_over(document: &Document, style: &HouseStyle, problems: &mut Vec<Diagnostic>) {
    let mut review = Review { document, file: Arc::clone(&document.outline.file), problems };
    let flow = Flow::new(&document.text.body());
    if style.english {
        review.sentences(&flow);
    }
    review.identifiers(&flow);
    review.wordings(&flow, style);
    review.unfilled(&flow);
}

/// Tells raw HTML and languages of code that will not be shown as they were meant.
pub fn check(document: &Document, style: &HouseStyle, problems: &mut Vec<Diagnostic>) {
    let mut review = Review { document, file: Arc::clone(&document.outline.file), problems };
    if document.outline.has_code {
        review.languages();
    }
    if document.outline.has_html {
        review.html(style.html);
    }
}

struct Review<'r> {
    document: &'r Document,
    file: Arc<str>,
    problems: &'r mut Vec<Diagnostic>,
}

impl Review<'_> {
    fn tell(&mut self, code: Code, span: Span, words: String, help: String) {
        let mut problem = Diagnostic::new(code, &self.file, span, words).help(help);
        self.document.outline.pieces.relocate(&self.file, &mut problem);
        self.problems.push(problem);
    }

    fn sentences(&mut self, flow: &Flow) {
        let mut long = Vec::new();
        let reading = reading::measure(flow, |words, range| {
            if words > reading::LONG_SENTENCE {
                long.push((words, range));
            }
        });
        for (words, range) in long {
            let help = "Two sentences, or a list, are easier to follow. Twenty words are easy.";
            self.tell(
                Code::LongSentence,
                flow.span(&range),
                format!("this sentence has {words} words"),
                help.into(),
            );
        }
        let grade = reading.grade();
        if reading.words >= reading::LEAST_WORDS && grade > reading::GRADE {
            let per_sentence = reading.words.div_ceil(reading.sentences);
            let words = format!(
                "the page reads at grade {grade:.0}, with {per_sentence} words in a sentence; up to {} is easy after a long shift",
                reading::GRADE
            );
            let help = "Shorten the longest sentences, and use everyday words. `bedside check --report reading` shows them.";
            self.tell(Code::ReadingGrade, self.start(), words, help.into());
        }
    }

    /// The page's title, else its first character.
    fn start(&self) -> Span {
        self.document.outline.heading.as_ref().map_or(Span::new(0, 1), |(_, span, _)| *span)
    }

    fn identifiers(&mut self, flow: &Flow) {
        let mut found = Vec::new();
        for passage in &flow.blocks {
            let base = passage.range.start;
            identifiers::find(&flow.text[passage.range.clone()], |range, what| {
                let range = base + range.start..base + range.end;
                if !flow.is_address(range.start) {
                    found.push((flow.span(&range), flow.text[range].to_owned(), what));
                }
            });
        }
        let header = &self.document.outline.header;
        let texts =
            header.content_notes.iter().chain(&header.summary).chain(&header.teller).chain(&header.title);
        for text in texts.chain(header.objectives.iter().map(|objective| &objective.text)) {
            identifiers::find(&text.value, |range, what| {
                found.push((text.span, text.value[range].to_owned(), what));
            });
        }
        for (span, words, what) in found {
            let message = format!("`{words}` looks like {what}: could somebody be recognised by it?");
            let help = "Take it out, or change it so that it fits nobody. Where it is invented or public, `allow: [possible-identifier]` in the header says so.";
            self.tell(Code::PossibleIdentifier, span, message, help.into());
        }
    }

    fn unfilled(&mut self, flow: &Flow) {
        for place in to_fill_in::find(&flow.text) {
            let (words, help) = to_fill_in::told(&flow.text[place.clone()]);
            self.tell(Code::ToFillIn, flow.span(&place), words, help.into());
        }
    }

    fn wordings(&mut self, flow: &Flow, style: &HouseStyle) {
        let mut found = Vec::new();
        style.lexicon.find(flow, |range, instead| {
            found.push((flow.span(&range), flow.text[range].to_owned(), instead.to_owned()));
        });
        for (span, words, instead) in found {
            self.tell(
                Code::Wording,
                span,
                format!("“{words}” may hurt the person it is about"),
                format!("Kinder: {instead}."),
            );
        }
    }

    fn languages(&mut self) {
        let body = self.document.text.body();
        for node in &body.nodes {
            let NodeKind::CodeBlock { language: Some(index) } = node.kind else { continue };
            let language = body.string(index);
            if highlight::is_plain(language) || highlight::knows(language) {
                continue;
            }
            let help = highlight::nearest(language).map_or_else(
                || "Name another, or `text` for none.".to_owned(),
                |nearest| format!("Did you mean “{nearest}”? `text` is for none."),
            );
            let line = body.slice(node.span).lines().next().map_or(0, |line| line.trim_end().len());
            let span = Span::new(node.span.start as usize, node.span.start as usize + line.max(1));
            self.tell(
                Code::UnknownLanguage,
                span,
                format!("`{language}` is not a language that can be coloured"),
                help,
            );
        }
    }

    fn html(&mut self, policy: HtmlPolicy) {
        let mut found = Vec::new();
        html::find(&self.document.text.body(), |span, removed| found.push((span, removed)));
        for (span, removed) in found {
            match policy {
                HtmlPolicy::Allow => {}
                HtmlPolicy::Forbid => {
                    let help = "Write it in Markdown, or say `html: sanitize` in course.yaml.";
                    self.tell(
                        Code::HtmlForbidden,
                        span,
                        "raw HTML is not allowed in this course".into(),
                        help.into(),
                    );
                }
                HtmlPolicy::Sanitize if removed.is_empty() => {}
                HtmlPolicy::Sanitize => {
                    let shown = removed.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
                    let more = removed.len().saturating_sub(3);
                    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                    let help = "Most of it can be said in Markdown or by a block. `html: allow` in course.yaml keeps it, at your own risk.";
                    self.tell(
                        Code::HtmlRemoved,
                        span,
                        format!("taken out of the raw HTML: {shown}{more}"),
                        help.into(),
                    );
                }
            }
        }
    }
}
