//! Text → the words that search compares: in small letters, without accents, cut to their stems.
//!
//! The browser cuts and folds in the same way (`files/search/engine.js`) and never stems: the index tells it
//! which words of the course have which stem.

use std::ops::Range;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark, is_nfc};

use crate::runs::for_each_run;

/// What a course's language means for its words.
pub(super) struct Language {
    stemmer: Option<Stemmer>,
    stops: &'static [&'static str],
}

impl Language {
    /// `tag`: as in `language:` of the course. A language without a stemmer has its words whole.
    pub(super) fn new(tag: &str) -> Self {
        let main = tag.split(['-', '_']).next().unwrap_or(tag).to_ascii_lowercase();
        let algorithm = ALGORITHMS.iter().find(|(name, _)| *name == main).map(|(_, algorithm)| *algorithm);
        let stops = STOPS.iter().find(|(name, _)| *name == main).map_or(&[][..], |(_, stops)| *stops);
        Language { stemmer: algorithm.map(Stemmer::create), stops }
    }

    /// The stem of a word that stands in small letters, itself without accents.
    pub(super) fn stem(&self, word: &str) -> String {
        match &self.stemmer {
            Some(stemmer) => folded(&stemmer.stem(word)),
            None => folded(word),
        }
    }

    /// Words that stand everywhere and say little, folded: searched in titles and headings alone.
    pub(super) fn stops(&self) -> &'static [&'static str] {
        self.stops
    }
}

/// A word as it stands in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'t> {
    pub text: &'t str,
    /// Its bytes as a number, where it has up to eight: that is compared without a look at where it stands. No word has
    /// a zero byte.
    pub short: Option<u64>,
}

/// The words of a text: letters, digits and the marks on them.
#[inline]
pub(super) fn for_each_word<'t>(text: &'t str, mut each: impl FnMut(Word<'t>)) {
    let mut hand_on = |word: Range<usize>| {
        let short = short(text.as_bytes(), &word);
        each(Word { text: &text[word], short });
    };
    let may_be_of_word = |byte: u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    for_each_run(text.as_bytes(), may_be_of_word, |run| {
        if text.as_bytes()[run.clone()].is_ascii() {
            return hand_on(run);
        }
        // The characters decide which of them make words.
        let mut at = run.start;
        for part in text[run].split_inclusive(|c| !is_of_word(c)) {
            let word = part.trim_end_matches(|c| !is_of_word(c));
            if !word.is_empty() {
                hand_on(at..at + word.len());
            }
            at += part.len();
        }
    });
}

#[inline]
fn short(text: &[u8], word: &Range<usize>) -> Option<u64> {
    let unused = 8_usize.checked_sub(word.len())?;
    // Eight bytes are read at once, and those behind the word are cut off.
    if let Some(window) = text[word.start..].first_chunk::<8>() {
        return Some(u64::from_le_bytes(*window) & (u64::MAX >> (8 * unused)));
    }
    let mut bytes = [0; 8];
    bytes[..word.len()].copy_from_slice(&text[word.clone()]);
    Some(u64::from_le_bytes(bytes))
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// A word in small letters, composed (NFC), as stemmers expect it.
pub(super) fn lowered(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let low: String = word.chars().flat_map(char::to_lowercase).collect();
    if is_nfc(&low) { low } else { low.nfc().collect() }
}

/// A word in small letters without accents and ligatures: what is compared.
pub(super) fn folded(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase).nfd().filter(|c| !is_combining_mark(*c)) {
        match LIGATURES.iter().find(|(from, _)| *from == c) {
            Some((_, to)) => out.push_str(to),
            None => out.push(c),
        }
    }
    out
}

/// Whether a folded word is worth an entry: one letter alone is not, a digit is.
pub(super) fn counts(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|first| !first.is_ascii_alphabetic() || letters.next().is_some())
}

/// Letters that Unicode does not take apart by itself; `engine.js` has the same.
const LIGATURES: [(char, &str); 9] = [
    ('ß', "ss"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('ø', "o"),
    ('đ', "d"),
    ('ð', "d"),
    ('ł', "l"),
    ('ı', "i"),
    ('ς', "σ"),
];

const ALGORITHMS: [(&str, Algorithm); 20] = [
    ("ar", Algorithm::Arabic),
    ("da", Algorithm::Danish),
    ("de", Algorithm::German),
    ("el", Algorithm::Greek),
    ("en", Algorithm::English),
    ("es", Algorithm::Spanish),
    ("fi", Algorithm::Finnish),
    ("fr", Algorithm::French),
    ("hu", Algorithm::Hungarian),
    ("it", Algorithm::Italian),
    ("nb", Algorithm::Norwegian),
    ("nl", Algorithm::Dutch),
    ("nn", Algorithm::Norwegian),
    ("no", Algorithm::Norwegian),
    ("pt", Algorithm::Portuguese),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("sv", Algorithm::Swedish),
    ("ta", Algorithm::Tamil),
    ("tr", Algorithm::Turkish),
];

/// Folded, sorted.
const STOPS: [(&str, &[&str]); 3] = [
    (
        "en",
        &[
            "an", "and", "are", "as", "at", "be", "been", "but", "by", "do", "for", "from", "had", "has",
            "have", "he", "her", "his", "if", "in", "is", "it", "its", "not", "of", "on", "or", "she", "so",
            "than", "that", "the", "their", "them", "then", "there", "they", "this", "to", "was", "we",
            "were", "what", "when", "which", "who", "will", "with", "you", "your",
        ],
    ),
    (
        "es",
        &[
            "al", "como", "con", "de", "del", "el", "ella", "en", "es", "esta", "este", "ha", "la", "las",
            "lo", "los", "mas", "no", "para", "pero", "por", "que", "se", "si", "son", "su", "sus", "un",
            "una", "y", "ya",
        ],
    ),
    (
        "fr",
        &[
            "au", "aux", "avec", "ce", "ces", "cette", "dans", "de", "des", "du", "elle", "en", "est", "et",
            "il", "ils", "je", "la", "le", "les", "leur", "mais", "ne", "nous", "on", "ou", "par", "pas",
            "plus", "pour", "qu", "que", "qui", "sa", "se", "ses", "son", "sont", "sur", "un", "une", "vous",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        for_each_word(text, |word| all.push(folded(word.text)));
        all
    }

    #[test]
    fn words_are_letters_digits_and_their_marks() {
        assert_eq!(all("Don’t—wait: 24/7, l'infirmière"), ["don", "t", "wait", "24", "7", "l", "infirmiere"]);
        assert_eq!(all("cafe\u{301} CAFÉ"), ["cafe", "cafe"]);
        assert_eq!(all("** · —"), Vec::<String>::new());
    }

    #[test]
    fn a_short_word_is_the_same_number_wherever_it_stands() {
        let numbers = |text: &str| {
            let mut all = Vec::new();
            for_each_word(text, |word| all.push(word.short));
            all
        };
        assert_eq!(numbers("care, and more of it care"), numbers("care and more  of it (care"));
        assert_eq!(numbers("care"), [Some(u32::from_le_bytes(*b"care").into())]);
        assert_eq!(numbers("abcdefgh abcdefghi"), [Some(u64::from_le_bytes(*b"abcdefgh")), None]);
    }

    #[test]
    fn words_are_those_that_are_found_character_by_character() {
        let pieces =
            ["care", "e", "s", "l’hôpital", "o\u{301}", "你好", "·", " ", ", ", "\u{a0}", "-", "7", "—"];
        let mut number = 1_u32;
        for length in 0..300 {
            let mut text = String::new();
            for _ in 0..length {
                number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                text.push_str(pieces[(number >> 16) as usize % pieces.len()]);
            }
            let expected: Vec<&str> =
                text.split(|c| !is_of_word(c)).filter(|word| !word.is_empty()).collect();
            let mut found = Vec::new();
            for_each_word(&text, |word| found.push(word.text));
            assert_eq!(found, expected, "{text:?}");
        }
    }

    #[test]
    fn accents_ligatures_and_capitals_are_folded() {
        for (word, expected) in [
            ("Évaluées", "evaluees"),
            ("ŒUVRE", "oeuvre"),
            ("Straße", "strasse"),
            ("İstanbul", "istanbul"),
            ("Smørrebrød", "smorrebrod"),
            ("ΟΔΟΣ", "οδοσ"),
            ("niño", "nino"),
        ] {
            assert_eq!(folded(word), expected);
        }
    }

    #[test]
    fn stems_join_what_a_reader_takes_for_one_word() {
        let english = Language::new("en-GB");
        assert_eq!(english.stem("listening"), english.stem("listened"));
        assert_eq!(english.stem("families"), english.stem("family"));
        let french = Language::new("fr");
        assert_eq!(french.stem("soignée"), french.stem("soigner"));
        let spanish = Language::new("es");
        assert_eq!(spanish.stem("compasión"), spanish.stem("compasiones"));
        // No stemmer: words as they are.
        assert_eq!(Language::new("cy").stem("gwrando"), "gwrando");
    }

    #[test]
    fn one_letter_is_no_word_but_a_digit_is() {
        assert!(!counts("s"));
        assert!(counts("7"));
        assert!(counts("ok"));
        assert!(counts("ø"));
    }

    #[test]
    fn common_words_are_written_as_they_are_compared() {
        for (_, stops) in STOPS {
            assert!(stops.is_sorted());
            assert!(stops.iter().all(|word| folded(word) == *word));
        }
    }
}
