//! The pages that have a stem, on their way into the index: of very many the weightiest.

/// The highest weight: one digit to the base of 36.
pub(super) const MAX_WEIGHT: u8 = 35;

/// That a page has a stem, and the stem's weight there: in four bytes, for there are very many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Posting(u32);

impl Posting {
    /// The bits of a page; 64 million pages are more than any course has.
    const PAGE: u32 = 26;

    fn new(weight: u8, page: u32) -> Self {
        Posting(u32::from(weight.min(MAX_WEIGHT)) << Self::PAGE | page & ((1 << Self::PAGE) - 1))
    }

    pub(super) fn weight(self) -> u32 {
        self.0 >> Self::PAGE
    }

    pub(super) fn page(self) -> u32 {
        self.0 & ((1 << Self::PAGE) - 1)
    }
}

/// Of the pages that have a stem, the weightiest; the rest are only counted, so that memory does not grow with a course.
pub(super) struct Postings {
    kept: Vec<Key>,
    /// How many there are in all.
    pub(super) pages: usize,
    /// Once some have been left out: what comes behind it is left out as well.
    last: Key,
}

/// A posting as a number by which postings are in their order: the weight, reversed, and the page's place among all by
/// their ranks.
pub(super) type Key = u32;

impl Default for Postings {
    fn default() -> Self {
        Postings { kept: Vec::new(), pages: 0, last: Key::MAX }
    }
}

impl Postings {
    pub(super) fn push(&mut self, key: Key, cap: usize) {
        self.pages += 1;
        if key > self.last {
            return;
        }
        self.kept.push(key);
        if self.kept.len() / 2 >= cap {
            self.cut(cap);
        }
    }

    /// Leaves out all but the weightiest.
    fn cut(&mut self, cap: usize) {
        if self.kept.len() <= cap {
            return;
        }
        if let Some(last) = cap.checked_sub(1) {
            self.last = *self.kept.select_nth_unstable(last).1;
        }
        self.kept.truncate(cap);
    }

    pub(super) fn extend(&mut self, other: &Postings, cap: usize) {
        self.pages += other.pages;
        self.kept.extend(&other.kept);
        self.cut(cap);
    }

    pub(super) fn sorted(&mut self, cap: usize, order: &Order) -> Vec<Posting> {
        self.cut(cap);
        self.kept.sort_unstable();
        self.kept.iter().map(|key| order.posting(*key)).collect()
    }
}

/// The pages in the order of their ranks.
pub(super) struct Order {
    /// Each page's place in it.
    places: Vec<u32>,
    /// The page at each place.
    pages: Vec<u32>,
}

impl Order {
    pub(super) fn new(ranks: &[u32]) -> Order {
        let mut pages: Vec<u32> = (0..).take(ranks.len()).collect();
        pages.sort_by_key(|page| ranks.get(*page as usize));
        let mut places = vec![0; ranks.len()];
        for (place, page) in (0..).zip(&pages) {
            places[*page as usize] = place;
        }
        Order { places, pages }
    }

    pub(super) fn key(&self, weight: u8, page: usize) -> Key {
        let place = self.places.get(page).copied().unwrap_or_default();
        u32::from(MAX_WEIGHT.saturating_sub(weight)) << Posting::PAGE | place
    }

    pub(super) fn posting(&self, key: Key) -> Posting {
        let weight = MAX_WEIGHT.saturating_sub(u8::try_from(key >> Posting::PAGE).unwrap_or(MAX_WEIGHT));
        let place = key & ((1 << Posting::PAGE) - 1);
        Posting::new(weight, self.pages.get(place as usize).copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;

    use super::*;

    #[test]
    fn the_weightiest_pages_are_kept_whatever_their_order() {
        let rank: Vec<u32> = (0..1000_u32).map(|page| page.wrapping_mul(7919) % 500).collect();
        let order = Order::new(&rank);
        let all: Vec<Posting> = (0..1000).map(|page| Posting::new((page * 31 % 7) as u8, page)).collect();
        for pages in [0, 1, 10, 999, 1000, usize::MAX] {
            let mut expected = all.clone();
            expected.sort_by_key(|one| (Reverse(one.weight()), rank[one.page() as usize], one.page()));
            expected.truncate(pages);
            let mut postings = Postings::default();
            let mut later = Postings::default();
            let key = |posting: &Posting| order.key(posting.weight() as u8, posting.page() as usize);
            all[..700].iter().for_each(|posting| postings.push(key(posting), pages));
            all[700..].iter().for_each(|posting| later.push(key(posting), pages));
            postings.extend(&later, pages);
            assert_eq!(postings.pages, 1000);
            assert_eq!(postings.sorted(pages, &order), expected, "{pages}");
        }
    }
}
