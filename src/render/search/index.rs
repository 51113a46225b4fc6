//! The words of all pages → the index: for each stem its forms, and the pages that have it, weightiest first.
//!
//! Made on plain threads and not in rayon's pool: whoever renders pages there waits for the index, and a pool
//! whose thread waits may hand that very thread another page that waits for the same index.

use std::ops::Range;
use std::sync::{Arc, Mutex};

use super::gathering::{Gathering, Share};
use super::lexicon::{Learner, Lexicon, Words as Vocabulary};
use super::postings::{Order, Posting, Postings};
use super::sections::Words;
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
    pub order: Order,
    /// A stem keeps so many pages, the weightiest.
    pub cap: usize,
    pub learner: Mutex<Learner>,
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
        gathering.read((page, fingerprint), entry, self);
        lock(idle).push(gathering);
    }

    /// Makes the index with `threads` threads, and the lexicon for the next time. A page that was learned, or that was
    /// known before, is not read. To be asked for once.
    pub(super) fn finish(&self, pages: &Pages<'_>, threads: usize) -> (Index, Lexicon) {
        let idle = self.idle.iter().flat_map(|idle| std::mem::take(&mut *lock(idle)));
        let learned: Vec<Share> = idle.map(|gathering| gathering.finish(self)).collect();
        let mut is_learned = vec![false; pages.count];
        for (page, ..) in learned.iter().flat_map(|share| &share.lists) {
            is_learned[*page] = true;
        }
        let gather = |range: Range<usize>| {
            let mut gathering = Gathering::default();
            for page in range.filter(|page| !is_learned[*page]) {
                let fingerprint = (pages.fingerprint)(page);
                match self.known.list(fingerprint) {
                    Some(list) => gathering.add((page, fingerprint, Arc::clone(list)), self),
                    None => gathering.read((page, fingerprint), &(pages.read)(page), self),
                }
            }
            gathering.finish(self)
        };
        let gathered = in_threads(pages.count, threads, &gather);
        let shares = learned.into_iter().chain(gathered).collect();
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
