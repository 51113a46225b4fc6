//! The words of all pages → the index: for each stem its forms, and the pages that have it, weightiest first.
//!
//! Made on plain threads and not in rayon's pool: whoever renders pages there waits for the index, and a pool
//! whose thread waits may hand that very thread another page that waits for the same index.

use std::ops::Range;
use std::sync::{Arc, Mutex};

use super::lexicon::{self, Known, Learner, Lexicon, Words as Vocabulary};
use super::numbers::Numbers;
use super::postings::{Key, Order, Posting, Postings};
use super::sections::Words;
use super::tally::{Tallies, Tally};
use super::tokens;
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
        let list = gathering.read(entry, &self.learner);
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
                    None => gathering.read(&(pages.read)(page), &self.learner),
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
    numbers: Numbers,
    /// By the number of the form, what is known of it.
    known: Vec<Option<Known>>,
    /// What the page at hand has of each form, and of each stem.
    forms: Tallies,
    stems: Tallies,
    /// The list of the page at hand.
    list: Vec<u8>,
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

impl Gathering {
    fn add(&mut self, (page, fingerprint, list): (usize, u64, Arc<[u8]>), to: &Gatherer) {
        self.share.post(&list, |weight| to.order.key(weight, page), to.cap);
        self.share.lists.push((page, fingerprint, list));
    }

    /// A page's list: its stems, each with its weight, a zero, and its forms. The numbers begin with one.
    fn read(&mut self, entry: &Entry, learner: &Mutex<Learner>) -> Arc<[u8]> {
        self.count(&entry.title, Tally::TITLE, learner);
        for term in &entry.words.terms {
            self.count(term, Tally::TERM, learner);
        }
        for section in &entry.words.sections {
            self.count(&section.heading, Tally::HEADING, learner);
            self.count(&section.text, Tally::TEXT, learner);
        }
        for (form, tally) in self.forms.touched() {
            let Some(Some(known)) = self.known.get(form as usize) else { continue };
            let tally = if known.is_common { tally.without_text() } else { tally };
            if !tally.is_empty() {
                self.stems.add(known.stem, tally);
            }
        }
        let list = &mut self.list;
        list.clear();
        self.stems.take(|stem, tally| {
            lexicon::put(stem + 1, list);
            list.push(tally.weight());
        });
        lexicon::put(0, list);
        self.forms.take(|form, _| lexicon::put(form + 1, list));
        list.as_slice().into()
    }

    fn count(&mut self, text: &str, once: Tally, learner: &Mutex<Learner>) {
        let Gathering { numbers, known, forms, .. } = self;
        tokens::for_each_word(text, |word| {
            let learn = |word: &str| {
                let found = lock(learner).learn(word)?;
                *slot(known, found.form) = Some(found);
                Some(found.form)
            };
            if let Some(form) = numbers.of(word, learn) {
                forms.add(form, once);
            }
        });
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
pub(super) fn slot<T: Default>(list: &mut Vec<T>, number: u32) -> &mut T {
    let at = number as usize;
    if at >= list.len() {
        list.resize_with(at + 1, T::default);
    }
    &mut list[at]
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
