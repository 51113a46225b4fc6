//! The words of all pages → the index: for each stem its forms, and the pages that have it, weightiest first.
//!
//! Made on plain threads and not in rayon's pool: whoever renders pages there waits for the index, and a pool
//! whose thread waits may hand that very thread another page that waits for the same index.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rapidhash::RapidHashMap;

use super::sections::Words;
use super::tokens::{self, Language};

/// The index of one edition, its stems in their order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    pub stems: Vec<Stem>,
}

/// One stem: what stands in the pages in one of its forms.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stem {
    pub name: String,
    /// Folded, sorted: how the course writes it.
    pub forms: Vec<String>,
    /// How many pages have it, also those that the cap leaves out.
    pub pages: usize,
    /// Weight and page, the weightiest first.
    pub postings: Vec<(u8, u32)>,
}

/// A page on its way into the index.
pub(super) struct Entry {
    pub title: String,
    pub words: Words,
}

/// The highest weight: one digit to the base of 36.
pub(super) const MAX_WEIGHT: u8 = 35;

/// Makes the index of `pages` pages with `threads` threads; `read` gives the words of each.
/// A stem keeps its `cap` weightiest pages; `rank` orders those of one weight.
pub(super) fn make(
    language: &str,
    pages: usize,
    threads: usize,
    cap: usize,
    read: &(dyn Fn(usize) -> Entry + Sync),
    rank: &[u32],
) -> Index {
    let share = pages.div_ceil(threads.max(1)).max(1);
    let gathered: Vec<Gathering> = std::thread::scope(|scope| {
        let run = |from: usize| {
            scope.spawn(move || {
                let mut gathering = Gathering::new(language);
                (from..(from + share).min(pages)).for_each(|page| gathering.add(page, &read(page)));
                gathering
            })
        };
        let running: Vec<_> = (0..pages).step_by(share).map(run).collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    merge(gathered, cap, rank)
}

/// What one thread has gathered from its share of the pages.
struct Gathering {
    language: Language,
    /// Words as they stand in the text; nothing for those that are no entry. Almost all are short, and a number
    /// is compared without a look at where it stands.
    known_short: RapidHashMap<u128, Option<u32>>,
    known_long: RapidHashMap<Box<str>, Option<u32>>,
    by_stem: RapidHashMap<String, u32>,
    stems: Vec<Gathered>,
    /// What the page at hand has of each stem, and the stems that it has any of.
    tallies: Vec<Tally>,
    touched: Vec<u32>,
}

struct Gathered {
    name: String,
    forms: BTreeSet<String>,
    /// A word that stands everywhere: its place in running text is not noted.
    stop: bool,
    postings: Vec<(u8, u32)>,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    title: u16,
    heading: u16,
    term: u16,
    text: u16,
}

#[derive(Clone, Copy)]
enum Field {
    Title,
    Heading,
    Term,
    Text,
}

impl Gathering {
    fn new(language: &str) -> Self {
        Gathering {
            language: Language::new(language),
            known_short: RapidHashMap::default(),
            known_long: RapidHashMap::default(),
            by_stem: RapidHashMap::default(),
            stems: Vec::new(),
            tallies: Vec::new(),
            touched: Vec::new(),
        }
    }

    fn add(&mut self, page: usize, entry: &Entry) {
        self.count(&entry.title, Field::Title);
        for term in &entry.words.terms {
            self.count(term, Field::Term);
        }
        for section in &entry.words.sections {
            self.count(&section.heading, Field::Heading);
            self.count(&section.text, Field::Text);
        }
        let page = u32::try_from(page).unwrap_or(u32::MAX);
        for at in self.touched.drain(..) {
            let tally = std::mem::take(&mut self.tallies[at as usize]);
            let stem = &mut self.stems[at as usize];
            let weight = weight(tally, stem.stop);
            if weight > 0 {
                stem.postings.push((weight, page));
            }
        }
    }

    fn count(&mut self, text: &str, field: Field) {
        for word in tokens::words(text) {
            let Some(at) = self.stem_of(word) else { continue };
            let tally = &mut self.tallies[at as usize];
            if tally.is_empty() {
                self.touched.push(at);
            }
            let counter = match field {
                Field::Title => &mut tally.title,
                Field::Heading => &mut tally.heading,
                Field::Term => &mut tally.term,
                Field::Text => &mut tally.text,
            };
            *counter = counter.saturating_add(1);
        }
    }

    fn stem_of(&mut self, word: &str) -> Option<u32> {
        let short = packed(word);
        let known = match short {
            Some(short) => self.known_short.get(&short),
            None => self.known_long.get(word),
        };
        if let Some(known) = known {
            return *known;
        }
        let found = self.learn(word);
        match short {
            Some(short) => self.known_short.insert(short, found),
            None => self.known_long.insert(word.into(), found),
        };
        found
    }

    fn learn(&mut self, word: &str) -> Option<u32> {
        let form = tokens::folded(word);
        if !tokens::counts(&form) {
            return None;
        }
        let stop = self.language.stops().binary_search(&form.as_str()).is_ok();
        // A common word is its own stem: "being" does not make "be" worth an entry.
        let name = if stop { form.clone() } else { self.language.stem(&tokens::lowered(word)) };
        let at = *self.by_stem.entry(name.clone()).or_insert_with(|| {
            self.stems.push(Gathered { name, forms: BTreeSet::new(), stop: true, postings: Vec::new() });
            self.tallies.push(Tally::default());
            u32::try_from(self.stems.len() - 1).unwrap_or(u32::MAX)
        });
        let stem = self.stems.get_mut(at as usize)?;
        stem.stop &= stop;
        stem.forms.insert(form);
        Some(at)
    }
}

/// A word of up to sixteen bytes as a number; no word has a zero byte.
fn packed(word: &str) -> Option<u128> {
    let mut bytes = [0; 16];
    bytes.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
    Some(u128::from_le_bytes(bytes))
}

impl Tally {
    fn is_empty(self) -> bool {
        self.title == 0 && self.heading == 0 && self.term == 0 && self.text == 0
    }
}

/// How much a page is about a stem. The page's length has no part in it: else every word that is added would
/// change the weight of all others, and one edit most of the index.
fn weight(tally: Tally, stop: bool) -> u8 {
    let text = match tally.text {
        _ if stop => 0,
        0 => 0,
        1 => 1,
        2 => 2,
        3..=4 => 3,
        5..=8 => 4,
        _ => 5,
    };
    let sum = 18 * tally.title.min(1) + 6 * tally.heading.min(2) + 5 * tally.term.min(1) + text;
    u8::try_from(sum).unwrap_or(MAX_WEIGHT).min(MAX_WEIGHT)
}

type Merged = (BTreeSet<String>, Vec<(u8, u32)>);

/// Shares are merged in the order of their pages, so that the number of threads changes nothing.
fn merge(gathered: Vec<Gathering>, cap: usize, rank: &[u32]) -> Index {
    let mut merged: BTreeMap<String, Merged> = BTreeMap::new();
    for stem in gathered.into_iter().flat_map(|gathering| gathering.stems) {
        let (forms, postings) = merged.entry(stem.name).or_default();
        forms.extend(stem.forms);
        postings.extend(stem.postings);
    }
    let stems = merged.into_iter().filter(|(_, (_, postings))| !postings.is_empty());
    let stems = stems.map(|(name, (forms, mut postings))| {
        let pages = postings.len();
        let key = |(weight, page): &(u8, u32)| (Reverse(*weight), rank.get(*page as usize), *page);
        if postings.len() > cap {
            postings.select_nth_unstable_by_key(cap, key);
            postings.truncate(cap);
        }
        postings.sort_unstable_by_key(key);
        postings.shrink_to_fit();
        Stem { name, forms: forms.into_iter().collect(), pages, postings }
    });
    Index { stems: stems.collect() }
}
