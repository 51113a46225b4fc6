//! The words of pages → what one thread has gathered of them for the index.

use std::sync::{Arc, Mutex};

use super::index::{Entry, Gatherer};
use super::lexicon::{self, Known, Learner};
use super::numbers::Numbers;
use super::postings::{Key, Postings};
use super::tally::{Tallies, Tally};
use super::tokens;
use crate::lock::lock;

/// One thread at work on its share of the pages.
#[derive(Default)]
pub(super) struct Gathering {
    waiting: Waiting,
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

/// The words of some pages, which are counted together: between them, what a thread does with a page's files takes the
/// tables of words out of the processor's own memory.
#[derive(Default)]
struct Waiting {
    text: String,
    /// Where each piece of the text ends, and what a word in it counts for.
    pieces: Vec<(usize, Tally)>,
    /// Each page with its fingerprint, and how many of the pieces end with it.
    pages: Vec<(usize, u64, usize)>,
}

/// So many bytes of text may wait.
const WAITING: usize = 1 << 18;

/// What one thread has gathered.
#[derive(Default)]
pub(super) struct Share {
    /// By the number of the stem.
    pub postings: Vec<Postings>,
    /// By the number of the form.
    pub used: Vec<bool>,
    /// Its pages, each with the fingerprint of all that its list hangs on.
    pub lists: Vec<(usize, u64, Arc<[u8]>)>,
}

impl Gathering {
    /// Takes the words of a page in, which has this fingerprint.
    pub(super) fn read(&mut self, page: (usize, u64), entry: &Entry, to: &Gatherer) {
        self.waiting.push(page, entry);
        if self.waiting.text.len() >= WAITING {
            self.count_waiting(to);
        }
    }

    /// Takes a page in of which the list is known.
    pub(super) fn add(&mut self, (page, fingerprint, list): (usize, u64, Arc<[u8]>), to: &Gatherer) {
        self.share.post(&list, |weight| to.order.key(weight, page), to.cap);
        self.share.lists.push((page, fingerprint, list));
    }

    pub(super) fn finish(mut self, to: &Gatherer) -> Share {
        self.count_waiting(to);
        self.share
    }

    fn count_waiting(&mut self, to: &Gatherer) {
        let mut waiting = std::mem::take(&mut self.waiting);
        let (mut from, mut first) = (0, 0);
        let mut lists = Vec::with_capacity(waiting.pages.len());
        for (page, fingerprint, end) in waiting.pages.drain(..) {
            for (to_here, once) in &waiting.pieces[first..end] {
                self.count(&waiting.text[from..*to_here], *once, &to.learner);
                from = *to_here;
            }
            first = end;
            lists.push((page, fingerprint, self.list()));
        }
        for list in lists {
            self.add(list, to);
        }
        waiting.text.clear();
        waiting.pieces.clear();
        self.waiting = waiting;
    }

    /// The list of the page whose words were counted: its stems, each with its weight, a zero, and its forms. The numbers
    /// begin with one.
    fn list(&mut self) -> Arc<[u8]> {
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

impl Waiting {
    fn push(&mut self, (page, fingerprint): (usize, u64), entry: &Entry) {
        let Entry { title, words } = entry;
        self.piece(title, Tally::TITLE);
        words.terms.iter().for_each(|term| self.piece(term, Tally::TERM));
        for section in &words.sections {
            self.piece(&section.heading, Tally::HEADING);
            self.piece(&section.text, Tally::TEXT);
        }
        self.pages.push((page, fingerprint, self.pieces.len()));
    }

    fn piece(&mut self, text: &str, once: Tally) {
        self.text.push_str(text);
        self.pieces.push((self.text.len(), once));
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
