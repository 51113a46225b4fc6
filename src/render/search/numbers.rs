//! Words as they stand in a text → the numbers of their forms.

use rapidhash::RapidHashMap;

use super::tokens::Word;

/// So many words have a place in what is looked at first, as a power of two: 128 KB, which stay in the processor's own
/// memory. Twice as many are no faster, half as many are slower (10,000 pages with 28,000 words, of which 256 are
/// more than half of all text).
const NEAR: u32 = 13;

/// What one thread knows of words: of a course's text almost each is one of a few frequent ones. A table of all words takes
/// twice the time for each of them.
pub(super) struct Numbers {
    /// A short word and its number plus one, where its own bits lead; the last that led there.
    near: Vec<(u64, u32)>,
    short: RapidHashMap<u64, u32>,
    long: RapidHashMap<Box<str>, u32>,
}

impl Default for Numbers {
    fn default() -> Self {
        Numbers {
            near: vec![(0, 0); 1 << NEAR],
            short: RapidHashMap::default(),
            long: RapidHashMap::default(),
        }
    }
}

impl Numbers {
    /// The number of a word's form, which `learn` says of a word that was not met before; nothing if it is no entry.
    #[inline]
    pub(super) fn of(&mut self, word: Word<'_>, learn: impl FnOnce(&str) -> Option<u32>) -> Option<u32> {
        let learn = |word: &str| learn(word).map_or(0, |number| number + 1);
        let number = match word.short {
            Some(short) => {
                let place = short.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - NEAR);
                let near = &mut self.near[place as usize];
                if near.0 != short {
                    *near = (short, *self.short.entry(short).or_insert_with(|| learn(word.text)));
                }
                near.1
            }
            None => match self.long.get(word.text) {
                Some(number) => *number,
                None => *self.long.entry(word.text.into()).or_insert_with(|| learn(word.text)),
            },
        };
        number.checked_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::for_each_word;
    use super::*;

    #[test]
    fn each_word_is_learned_once_and_has_its_number_however_many_there_are() {
        let mut numbers = Numbers::default();
        let mut learned = Vec::new();
        let all: Vec<String> = (0..40_000)
            .map(|n| format!("{}{n:x}", if n % 3 == 0 { "longer-than-eight" } else { "w" }))
            .collect();
        for _ in 0..2 {
            for word in &all {
                for_each_word(word, |word| {
                    let learn = |word: &str| {
                        learned.push(word.to_owned());
                        (word != "longer").then(|| u32::try_from(learned.len() - 1).unwrap())
                    };
                    let number = numbers.of(word, learn);
                    let expected = learned.get(number.map_or(usize::MAX, |number| number as usize));
                    assert_eq!(expected.map_or("longer", String::as_str), word.text);
                });
            }
        }
        let count = learned.len();
        learned.sort();
        learned.dedup();
        assert_eq!(learned.len(), count);
    }
}
