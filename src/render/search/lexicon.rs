//! Words as they stand in texts → numbers, and pages → lists of these: what the index is made from, and what one build
//! leaves for the next, so that only pages whose words have changed are read again.

use std::collections::BTreeMap;
use std::sync::Arc;

use rapidhash::RapidHashMap;
use serde::{Deserialize, Serialize};

use super::tokens::{self, Language};

/// The words of an edition's pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lexicon {
    pub(super) words: Words,
    /// Each page's list, by the fingerprint of all that the page's words hang on.
    lists: BTreeMap<u64, List>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct List(#[serde(with = "crate::bytes")] Arc<[u8]>);

/// Every word that some page has, each with a number: its place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Words {
    language: String,
    pub stems: Vec<Box<str>>,
    /// How a stem is written in the texts: folded, with the number of its stem.
    pub forms: Vec<(Box<str>, u32)>,
}

/// A word's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub form: u32,
    pub stem: u32,
    /// It stands everywhere: its place in running text is not noted.
    pub is_common: bool,
}

impl Lexicon {
    /// Nothing, if what there is was made for another language.
    pub(super) fn of_language(self, language: &str) -> Lexicon {
        let is_same = self.words.language == language;
        if is_same { self } else { Lexicon { words: Words::new(language), ..Lexicon::default() } }
    }

    pub(super) fn list(&self, page: u64) -> Option<&Arc<[u8]>> {
        self.lists.get(&page).map(|list| &list.0)
    }

    pub(super) fn new(words: Words, lists: impl Iterator<Item = (u64, Arc<[u8]>)>) -> Lexicon {
        Lexicon { words, lists: lists.map(|(page, list)| (page, List(list))).collect() }
    }

    /// Without words that no page has any more, once these are more than the others: then all pages are read again.
    pub(super) fn unless_stale(self, used: usize) -> Lexicon {
        if used * 2 < self.words.forms.len() { Lexicon::default() } else { self }
    }
}

impl Words {
    fn new(language: &str) -> Words {
        Words { language: language.to_owned(), ..Words::default() }
    }
}

/// The words again, and how to find and to add one; shared by those that read pages, each of which remembers what it
/// has asked for.
pub(super) struct Learner {
    language: Language,
    words: Words,
    stems: RapidHashMap<Box<str>, u32>,
    forms: RapidHashMap<(Box<str>, u32), u32>,
}

impl Learner {
    pub fn new(words: Words) -> Learner {
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let stems = words.stems.iter().enumerate().map(|(at, stem)| (stem.clone(), number(at))).collect();
        let forms = words.forms.iter().enumerate().map(|(at, form)| (form.clone(), number(at))).collect();
        Learner { language: Language::new(&words.language), stems, forms, words }
    }

    /// A word as it stands in a text; nothing if it is worth no entry.
    pub fn learn(&mut self, word: &str) -> Option<Known> {
        let form = tokens::folded(word);
        if !tokens::counts(&form) {
            return None;
        }
        let common = self.language.stops();
        let is_common = |word: &str| common.binary_search(&word).is_ok();
        // A common word is its own stem, and its stem alone: "being" does not make "be" worth an entry, and "willing"
        // has one of its own.
        let stem = if is_common(&form) { form.clone() } else { self.language.stem(&tokens::lowered(word)) };
        let stem = if is_common(&stem) { form.clone() } else { stem };
        let is_common = is_common(&form);
        let Words { stems, forms, .. } = &mut self.words;
        let stem = *self.stems.entry(stem.into()).or_insert_with_key(|name| {
            stems.push(name.clone());
            u32::try_from(stems.len() - 1).unwrap_or(u32::MAX)
        });
        let form = *self.forms.entry((form.into(), stem)).or_insert_with_key(|form| {
            forms.push(form.clone());
            u32::try_from(forms.len() - 1).unwrap_or(u32::MAX)
        });
        Some(Known { form, stem, is_common })
    }

    /// All words; what is learned later has numbers that nobody knows.
    pub fn take_words(&mut self) -> Words {
        std::mem::take(&mut self.words)
    }
}

/// Adds a number, seven bits to a byte, the lowest first.
pub(super) fn put(mut number: u32, list: &mut Vec<u8>) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            return list.push(low & 0x7F);
        }
        list.push(low | 0x80);
    }
}

/// Takes a number from the beginning.
pub(super) fn take(list: &mut &[u8]) -> Option<u32> {
    let mut number = 0;
    for shift in (0..32).step_by(7) {
        let (byte, rest) = list.split_first()?;
        *list = rest;
        number |= u32::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_as_they_were_put() {
        let numbers = [0, 1, 127, 128, 300, 16_383, 16_384, u32::MAX];
        let mut list = Vec::new();
        numbers.iter().for_each(|number| put(*number, &mut list));
        let mut rest = &list[..];
        let taken: Vec<u32> = std::iter::from_fn(|| take(&mut rest)).collect();
        assert_eq!(taken, numbers);
    }

    #[test]
    fn a_common_word_shares_its_stem_with_none() {
        let mut learner = Learner::new(Words::new("en"));
        let mut stem = |word: &str| learner.learn(word).map(|known| (known.stem, known.is_common));
        assert_ne!(stem("be"), stem("being"));
        assert_ne!(stem("will"), stem("willing"));
        assert_eq!(stem("listen"), stem("Listening"));
        assert_eq!(stem("s"), None);
        assert_eq!(stem("The").map(|(_, is_common)| is_common), Some(true));
    }
}
