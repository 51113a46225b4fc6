//! How often words stand in each part of a page → how much the page is about them.

use super::gathering::slot;
use super::postings::MAX_WEIGHT;

/// How often something stands in a page's title, headings, terms and text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally([u16; 4]);

impl Tally {
    pub(super) const TITLE: Tally = Tally([1, 0, 0, 0]);
    pub(super) const HEADING: Tally = Tally([0, 1, 0, 0]);
    pub(super) const TERM: Tally = Tally([0, 0, 1, 0]);
    pub(super) const TEXT: Tally = Tally([0, 0, 0, 1]);

    pub(super) fn is_empty(self) -> bool {
        self.0 == [0; 4]
    }

    pub(super) fn without_text(self) -> Tally {
        let [title, heading, term, _] = self.0;
        Tally([title, heading, term, 0])
    }

    fn plus(self, more: Tally) -> Tally {
        Tally(std::array::from_fn(|part| self.0[part].saturating_add(more.0[part])))
    }

    /// How much a page is about a stem. The page's length has no part in it: else every word that is added would
    /// change the weight of all others, and one edit most of the index.
    pub(super) fn weight(self) -> u8 {
        let [title, heading, term, text] = self.0;
        let text = match text {
            0 => 0,
            1 => 1,
            2 => 2,
            3..=4 => 3,
            5..=8 => 4,
            _ => 5,
        };
        let sum = 18 * title.min(1) + 6 * heading.min(2) + 5 * term.min(1) + text;
        u8::try_from(sum).unwrap_or(MAX_WEIGHT).min(MAX_WEIGHT)
    }
}

/// The tallies of one page by number, and which of them are not empty.
#[derive(Default)]
pub(super) struct Tallies {
    all: Vec<Tally>,
    /// The numbers that were touched, in their order, are the first `count`; there is always room for one more.
    touched: Vec<u32>,
    count: usize,
}

impl Tallies {
    /// `more` is not empty.
    #[inline]
    pub(super) fn add(&mut self, number: u32, more: Tally) {
        let tally = slot(&mut self.all, number);
        let is_first = tally.is_empty();
        *tally = tally.plus(more);
        if self.touched.len() <= self.count {
            self.touched.resize(2 * self.count + 1, 0);
        }
        // Written in any case, and counted if it is the first: whether it is cannot be guessed.
        self.touched[self.count] = number;
        self.count += usize::from(is_first);
    }

    pub(super) fn touched(&self) -> impl Iterator<Item = (u32, Tally)> {
        self.touched[..self.count].iter().map(|number| (*number, self.all[*number as usize]))
    }

    /// Hands on those that are not empty, in the order in which they were touched, and empties them.
    pub(super) fn take(&mut self, mut each: impl FnMut(u32, Tally)) {
        for number in &self.touched[..self.count] {
            each(*number, std::mem::take(&mut self.all[*number as usize]));
        }
        self.count = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_is_handed_on_once_with_all_that_was_added() {
        let mut tallies = Tallies::default();
        for _ in 0..2 {
            for (number, part) in [(7, Tally::TEXT), (3, Tally::TITLE), (7, Tally::TEXT), (0, Tally::TERM)] {
                tallies.add(number, part);
            }
            let expected = [(7, Tally([0, 0, 0, 2])), (3, Tally::TITLE), (0, Tally::TERM)];
            assert_eq!(tallies.touched().collect::<Vec<_>>(), expected);
            let mut taken = Vec::new();
            tallies.take(|number, tally| taken.push((number, tally)));
            assert_eq!(taken, expected);
        }
        assert_eq!(tallies.touched().count(), 0);
    }
}
