//! The words of all pages → the index: for each stem its forms, and the pages that have it, weightiest first.
//!
//! Made on plain threads and not in rayon's pool: whoever renders pages there waits for the index, and a pool
//! whose thread waits may hand that very thread another page that waits for the same index.

use std::ops::Range;
use std::sync::{Arc, Mutex};

use rapidhash::RapidHashMap;

use super::lexicon::{self, Known, Learner, Lexicon, Words as Vocabulary};
use super::postings::{Key, MAX_WEIGHT, Order, Posting, Postings};
use super::sections::Words;
use super::tokens::{self, Word};
use crate::lock::lock;

/// The index of one edition, its stems in their order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    pub stems: Vec<Stem>,
}

/// One stem: what stands in the pages in one of its forms.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Stem {
    pub name: String,
    /// Folded, sorted: how the course writes it.
    pub forms: Vec<String>,
    /// How many pages have it, also those that the cap leaves out.
    pub pages: usize,
    /// The weightiest first.
    pub postings: Vec<Posting>,
}

/// A page on its way into the index.
pub(super) struct Entry {
    pub title: String,
    pub words: Words,
}

/// What the index is made from: so many pages, the words of each and the fingerprint of all that these hang on.
pub(super) struct Pages<'a> {
    pub count: usize,
    pub read: &'a (dyn Fn(usize) -> Entry + Sync),
    pub fingerprint: &'a (dyn Fn(usize) -> u64 + Sync),
}

/// What is known of the pages' words while the index is not made yet. Whoever has a page's words at hand may have them
/// learned; the index then reads the others.
pub(super) struct Gatherer {
    known: Lexicon,
    order: Order,
    /// A stem keeps so many pages, the weightiest.
    cap: usize,
    learner: Mutex<Learner>,
    /// By the number of the thread in its pool, so that a thread goes on with what is in its own processor's memory;
    /// taken out while it learns.
    idle: Vec<Mutex<Vec<Gathering>>>,
}

impl Gatherer {
    /// `known`: the words of an earlier time; `ranks` order pages of one weight.
    pub(super) fn new(mut known: Lexicon, ranks: &[u32], cap: usize) -> Gatherer {
        let learner = Mutex::new(Learner::new(std::mem::take(&mut known.words)));
        let idle = (0..rayon::current_num_threads()).map(|_| Mutex::default()).collect();
        Gatherer { known, order: Order::new(ranks), cap, learner, idle }
    }

    /// Notes the words of one page.
    pub(super) fn learn(&self, page: usize, fingerprint: u64, entry: &Entry) {
        let Some(idle) = self.idle.get(rayon::current_thread_index().unwrap_or_default()) else { return };
        let mut gathering = lock(idle).pop().unwrap_or_default();
        let list = gathering.read(page, entry, &self.learner);
        gathering.add((page, fingerprint, list), self);
        lock(idle).push(gathering);
    }

    /// Makes the index with `threads` threads, and the lexicon for the next time. A page that was learned, or that was
    /// known before, is not read. To be asked for once.
    pub(super) fn finish(&self, pages: &Pages<'_>, threads: usize) -> (Index, Lexicon) {
        let learned: Vec<Gathering> =
            self.idle.iter().flat_map(|idle| std::mem::take(&mut *lock(idle))).collect();
        let mut is_learned = vec![false; pages.count];
        for (page, ..) in learned.iter().flat_map(|gathering| &gathering.share.lists) {
            is_learned[*page] = true;
        }
        let gather = |range: Range<usize>| {
            let mut gathering = Gathering::default();
            for page in range.filter(|page| !is_learned[*page]) {
                let fingerprint = (pages.fingerprint)(page);
                let list = match self.known.list(fingerprint) {
                    Some(list) => Arc::clone(list),
                    None => gathering.read(page, &(pages.read)(page), &self.learner),
                };
                gathering.add((page, fingerprint, list), self);
            }
            gathering
        };
        let gathered = in_threads(pages.count, threads, &gather);
        let shares = learned.into_iter().chain(gathered).map(|gathering| gathering.share).collect();
        let words = lock(&self.learner).take_words();
        merge(shares, words, &self.order, (threads, self.cap))
    }
}

/// Deals so many things to threads, a range to each, and gives what each has made of its range.
fn in_threads<T: Send>(count: usize, threads: usize, work: &(dyn Fn(Range<usize>) -> T + Sync)) -> Vec<T> {
    let share = count.div_ceil(threads.max(1)).max(1);
    std::thread::scope(|scope| {
        let run = |from: usize| scope.spawn(move || work(from..(from + share).min(count)));
        let running: Vec<_> = (0..count).step_by(share).map(run).collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

/// One thread at work on its share of the pages.
#[derive(Default)]
struct Gathering {
    /// Words as they stand in the text; nothing for those that are no entry. Almost all are short, and a number
    /// is compared without a look at where it stands.
    known_short: RapidHashMap<u128, Option<Known>>,
    known_long: RapidHashMap<Box<str>, Option<Known>>,
    /// What the page at hand has of each stem, the stems that it has any of, and its forms.
    tallies: Vec<Tally>,
    touched: Vec<u32>,
    forms: Vec<u32>,
    /// The list of the page at hand.
    list: Vec<u8>,
    /// For each form the last page that had it, counted from one.
    last_page: Vec<usize>,
    share: Share,
}

/// What one thread has gathered.
#[derive(Default)]
struct Share {
    /// By the number of the stem.
    postings: Vec<Postings>,
    /// By the number of the form.
    used: Vec<bool>,
    /// Its pages, each with the fingerprint of all that its list hangs on.
    lists: Vec<(usize, u64, Arc<[u8]>)>,
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
    fn add(&mut self, (page, fingerprint, list): (usize, u64, Arc<[u8]>), to: &Gatherer) {
        self.share.post(&list, |weight| to.order.key(weight, page), to.cap);
        self.share.lists.push((page, fingerprint, list));
    }

    /// A page's list: its stems, each with its weight, a zero, and its forms. The numbers begin with one.
    fn read(&mut self, page: usize, entry: &Entry, learner: &Mutex<Learner>) -> Arc<[u8]> {
        self.count(page, &entry.title, Field::Title, learner);
        for term in &entry.words.terms {
            self.count(page, term, Field::Term, learner);
        }
        for section in &entry.words.sections {
            self.count(page, &section.heading, Field::Heading, learner);
            self.count(page, &section.text, Field::Text, learner);
        }
        self.list.clear();
        for at in self.touched.drain(..) {
            let weight = weight(std::mem::take(&mut self.tallies[at as usize]));
            if weight > 0 {
                lexicon::put(at + 1, &mut self.list);
                self.list.push(weight);
            }
        }
        lexicon::put(0, &mut self.list);
        self.forms.drain(..).for_each(|form| lexicon::put(form + 1, &mut self.list));
        self.list.as_slice().into()
    }

    fn count(&mut self, page: usize, text: &str, field: Field, learner: &Mutex<Learner>) {
        for word in tokens::words(text) {
            let Some(Known { form, stem, is_common }) = self.known(word, learner) else { continue };
            let last_page = slot(&mut self.last_page, form);
            if std::mem::replace(last_page, page + 1) != page + 1 {
                self.forms.push(form);
            }
            if is_common && matches!(field, Field::Text) {
                continue;
            }
            let tally = slot(&mut self.tallies, stem);
            if tally.is_empty() {
                self.touched.push(stem);
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

    fn known(&mut self, word: Word<'_>, learner: &Mutex<Learner>) -> Option<Known> {
        let known = match word.short {
            Some(short) => self.known_short.get(&short),
            None => self.known_long.get(word.text),
        };
        if let Some(known) = known {
            return *known;
        }
        let found = lock(learner).learn(word.text);
        match word.short {
            Some(short) => self.known_short.insert(short, found),
            None => self.known_long.insert(word.text.into(), found),
        };
        found
    }
}

impl Share {
    /// Notes in the index what stands in a page's list.
    fn post(&mut self, mut list: &[u8], key: impl Fn(u8) -> Key, cap: usize) {
        while let Some(stem @ 1..) = lexicon::take(&mut list) {
            let Some((weight, rest)) = list.split_first() else { return };
            list = rest;
            slot(&mut self.postings, stem - 1).push(key(*weight), cap);
        }
        while let Some(form @ 1..) = lexicon::take(&mut list) {
            *slot(&mut self.used, form - 1) = true;
        }
    }
}

/// The place of a number in a list that grows with the numbers.
fn slot<T: Default>(list: &mut Vec<T>, number: u32) -> &mut T {
    let at = number as usize;
    if at >= list.len() {
        list.resize_with(at + 1, T::default);
    }
    &mut list[at]
}

impl Tally {
    fn is_empty(self) -> bool {
        self.title == 0 && self.heading == 0 && self.term == 0 && self.text == 0
    }
}

/// How much a page is about a stem. The page's length has no part in it: else every word that is added would
/// change the weight of all others, and one edit most of the index.
fn weight(tally: Tally) -> u8 {
    let text = match tally.text {
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

/// Stems are merged in the order of their names, so that neither the number of threads nor what was known before changes
/// anything.
fn merge(
    shares: Vec<Share>,
    words: Vocabulary,
    order: &Order,
    (threads, cap): (usize, usize),
) -> (Index, Lexicon) {
    let mut used = vec![false; words.forms.len()];
    for share in &shares {
        used.iter_mut().zip(&share.used).for_each(|(all, more)| *all |= more);
    }
    let mut forms: Vec<Vec<&str>> = vec![Vec::new(); words.stems.len()];
    for ((form, stem), _) in words.forms.iter().zip(&used).filter(|(_, used)| **used) {
        forms[*stem as usize].push(form);
    }
    let stem = |at: usize| {
        let mut postings = Postings::default();
        let parts = shares.iter().filter_map(|share| share.postings.get(at));
        parts.for_each(|part| postings.extend(part, cap));
        let mut forms: Vec<String> = forms[at].iter().map(|form| (*form).to_owned()).collect();
        forms.sort_unstable();
        let name = words.stems[at].to_string();
        Stem { name, forms, pages: postings.pages, postings: postings.sorted(cap, order) }
    };
    // Words of the first pages are the frequent ones: each thread has its share of them.
    let (count, threads) = (words.stems.len(), threads.max(1));
    let share = |first: Range<usize>| first.flat_map(|at| (at..count).step_by(threads)).map(&stem).collect();
    let made: Vec<Vec<Stem>> = in_threads(threads, threads, &share);
    let mut stems: Vec<Stem> = made.into_iter().flatten().filter(|stem| stem.pages > 0).collect();
    stems.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    let used = used.iter().filter(|used| **used).count();
    let lists = shares.into_iter().flat_map(|share| share.lists);
    let lexicon = Lexicon::new(words, lists.map(|(_, fingerprint, list)| (fingerprint, list)));
    (Index { stems }, lexicon.unless_stale(used))
}
