//! `prompts.lock` + the prompts of all pages → the key under which each learner's answer is kept.
//!
//! A prompt's key is at first its page's address and its id. Once it is locked the key stays, whatever becomes of
//! the words: a learner's answer is found again after a prompt was reworded, renamed or, with an id of its own,
//! moved to another page. Prompts that are not in the file yet have the key that `bedside lock` will write.

mod file;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Course, Page, PageId};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::document::Field;
use crate::source::Sources;

pub use file::{Line, Lock, read};

/// The name of the file.
pub const FILE: &str = "prompts.lock";

/// The key of each prompt, and what became of those that were locked.
#[derive(Clone, Debug, Default)]
pub struct Prompts {
    /// By page and id, where the key is another than the page's address and the id.
    keys: BTreeMap<(PageId, Box<str>), Box<str>>,
    /// The file as it is.
    lock: Lock,
    pairs: Pairs,
    /// Prompts that the file has and no page.
    pub gone: Vec<Line>,
    /// Whether the file can be relied on.
    pub readable: bool,
}

/// The file as it should be, and in what it is another.
#[derive(Clone, Debug, Default)]
pub struct Renewed {
    pub lock: Lock,
    /// Prompts that the file does not have yet.
    pub fresh: usize,
    /// Prompts that were reworded, renamed or moved.
    pub changed: usize,
}

impl Prompts {
    /// The key of a prompt, where it is not told by the page and the id.
    pub fn key(&self, page: PageId, id: &str) -> Option<&str> {
        // Most courses have no such prompt at all.
        if self.keys.is_empty() {
            return None;
        }
        self.keys.get(&(page, id.into())).map(|key| &**key)
    }

    /// Makes the file as it should be.
    pub fn renewed(&self, course: &Course) -> Renewed {
        let mut renewed = Renewed::default();
        // Each line with its rank on its page: what is gone stays behind the one that it followed.
        let mut lines: Vec<(i64, usize, Line)> = Vec::new();
        let mut rank_of: BTreeMap<usize, i64> = BTreeMap::new();
        for page in &course.pages {
            for (rank, (at, field)) in (0..).zip(page.outline.fields.iter().enumerate()) {
                let known = self.pairs.get(&(page.id, at)).copied();
                let key =
                    self.key(page.id, &field.id).map_or_else(|| own_key(page, &field.id), str::to_owned);
                let line = Line {
                    file: Arc::clone(&page.outline.file),
                    place: field.id.clone(),
                    key: key.into(),
                    words: field.words.clone(),
                    label: field.label.clone(),
                    ..Line::default()
                };
                match known.map(|known| &self.lock.prompts[known]) {
                    None => renewed.fresh += 1,
                    Some(known) if !known.says_the_same(&line) => renewed.changed += 1,
                    Some(_) => {}
                }
                rank_of.extend(known.map(|known| (known, rank)));
                lines.push((rank, 0, line));
            }
        }
        for gone in &self.gone {
            let old = &self.lock.prompts;
            let at = old.iter().position(|line| line.key == gone.key).unwrap_or(old.len());
            let before = (0..at).rev().take_while(|n| old[*n].file == gone.file);
            let rank = before.filter_map(|n| rank_of.get(&n)).max().copied().unwrap_or(-1);
            lines.push((rank, at + 1, gone.clone()));
        }
        lines.sort_by(|a, b| (&a.2.file, a.0, a.1).cmp(&(&b.2.file, b.0, b.1)));
        let lines = lines.into_iter().map(|(.., line)| line).collect();
        renewed.lock = Lock { prompts: lines, retired: self.lock.retired.clone() };
        renewed
    }
}

/// The key that a prompt has by its place.
fn own_key(page: &Page, id: &str) -> String {
    format!("{}#{id}", page.out.as_str().trim_end_matches(".html"))
}

/// Finds each prompt of the course in the file.
pub(super) fn find(course: &Course, sources: &Sources) -> Checked<Prompts> {
    let mut problems = Vec::new();
    let lock = read(sources).drain_into(&mut problems);
    let readable = problems.is_empty();
    let mut prompts = Prompts { readable, lock, ..Prompts::default() };
    if !prompts.lock.prompts.is_empty() || !prompts.lock.retired.is_empty() {
        prompts.pairs = pair(course, &prompts.lock.prompts);
        settle(course, &mut prompts);
        if readable {
            tell(course, &prompts, &mut problems);
        }
    }
    Checked { value: prompts, diagnostics: problems }
}

/// The line of each prompt, by page and place among its fields.
type Pairs = BTreeMap<(PageId, usize), usize>;

fn pair(course: &Course, lines: &[Line]) -> Pairs {
    let mut pairs = Pairs::new();
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut by_file: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        by_file.entry(&line.file).or_default().push(at);
    }
    for page in &course.pages {
        let own = by_file.get(&*page.outline.file).map_or(&[][..], Vec::as_slice);
        pair_page(page, own, lines, &mut pairs, &mut taken);
    }
    // Moved to another page: under an id of its own, or with the same words.
    let mut by_place: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        by_place.entry(&line.place).or_default().push(at);
    }
    for page in &course.pages {
        for (at, field) in page.outline.fields.iter().enumerate() {
            if pairs.contains_key(&(page.id, at)) {
                continue;
            }
            let candidates = by_place.get(&*field.id).into_iter().flatten().copied();
            let is_it = |line: &Line| field.given || line.words == field.words;
            let mut found = candidates.filter(|n| !taken.contains(n) && is_it(&lines[*n]));
            if let (Some(line), None) = (found.next(), found.next()) {
                taken.insert(line);
                pairs.insert((page.id, at), line);
            }
        }
    }
    pairs
}

/// Prompts that stayed on their page: by their id, else by their words, else by standing where another stood.
fn pair_page(page: &Page, own: &[usize], lines: &[Line], pairs: &mut Pairs, taken: &mut BTreeSet<usize>) {
    let fields = &page.outline.fields;
    let ways: [fn(&Field, &Line) -> bool; 3] = [
        |field, line| line.place == field.id,
        |field, line| line.words == field.words,
        |field, line| !line.label.is_empty() && line.label == field.label,
    ];
    for is_it in ways {
        for (at, field) in fields.iter().enumerate() {
            if pairs.contains_key(&(page.id, at)) {
                continue;
            }
            if let Some(line) = own.iter().find(|n| !taken.contains(n) && is_it(field, &lines[**n])) {
                taken.insert(*line);
                pairs.insert((page.id, at), *line);
            }
        }
    }
    let mut last = None;
    for (at, field) in fields.iter().enumerate() {
        if let Some(line) = pairs.get(&(page.id, at)) {
            last = Some(*line);
            continue;
        }
        // Who gives a new id means a new prompt.
        if field.given {
            continue;
        }
        let next = (at + 1..fields.len()).find_map(|later| pairs.get(&(page.id, later)).copied());
        let between = |n: &usize| {
            last.is_none_or(|last| *n > last) && next.is_none_or(|next| *n < next) && !taken.contains(n)
        };
        if let Some(line) = own.iter().copied().find(between) {
            taken.insert(line);
            pairs.insert((page.id, at), line);
            last = Some(line);
        }
    }
}

/// Gives every prompt its key, and finds the lines that no prompt has.
fn settle(course: &Course, prompts: &mut Prompts) {
    let Prompts { keys, lock, pairs, gone, .. } = prompts;
    let mut used: BTreeSet<Box<str>> =
        lock.prompts.iter().chain(&lock.retired).map(|line| line.key.clone()).collect();
    for page in &course.pages {
        for (at, field) in page.outline.fields.iter().enumerate() {
            let known = pairs.get(&(page.id, at)).map(|line| &lock.prompts[*line]);
            let own = own_key(page, &field.id);
            let key = known.map_or_else(|| free(&own, &mut used), |line| line.key.clone());
            if *key != *own {
                keys.insert((page.id, field.id.clone()), key);
            }
        }
    }
    let paired: BTreeSet<usize> = pairs.values().copied().collect();
    let lines = lock.prompts.iter().enumerate();
    gone.extend(lines.filter(|(at, _)| !paired.contains(at)).map(|(_, line)| line.clone()));
}

/// A key that no prompt has or ever had.
fn free(wish: &str, used: &mut BTreeSet<Box<str>>) -> Box<str> {
    let mut key: Box<str> = wish.into();
    let mut n = 1;
    while used.contains(&key) {
        n += 1;
        key = format!("{wish}-{n}").into();
    }
    used.insert(key.clone());
    key
}

fn tell(course: &Course, prompts: &Prompts, problems: &mut Vec<Diagnostic>) {
    let file: Arc<str> = FILE.into();
    for line in &prompts.gone {
        let words =
            format!("the prompt `{}#{}` is gone, and learners may have answered it", line.file, line.place);
        let help = format!(
            "If it was moved, give it its id again, `{{#{}}}`. If it is to go, run `bedside lock --retire {}`, or move \
this line below `retired:`; what learners wrote is kept and shown.",
            line.place, line.key
        );
        problems.push(Diagnostic::new(Code::PromptGone, &file, line.span, words).help(help));
    }
    for page in course.pages.iter().filter(|page| !page.is_draft()) {
        for (at, field) in page.outline.fields.iter().enumerate() {
            if !prompts.pairs.contains_key(&(page.id, at)) {
                let words = format!("the prompt `{}` is not in {FILE} yet", field.id);
                problems.push(
                    Diagnostic::new(Code::PromptUnlocked, &page.outline.file, field.span, words)
                        .help("Run `bedside lock` before the course is published, and commit the file."),
                );
            }
        }
    }
}
