//! Text → the words that search compares: in small letters, without accents, cut to their stems.
//!
//! The browser cuts and folds in the same way (`files/search/engine.js`) and never stems: the index tells it
//! which words of the course have which stem.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark, is_nfc};

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
    /// Its bytes as a number, where it has up to sixteen: that is compared without a look at where it stands. No word
    /// has a zero byte.
    pub short: Option<u128>,
}

/// The words of a text: letters, digits and the marks on them.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let from = find(text, at, true)?;
        at = find(text, from, false).unwrap_or(text.len());
        Some(Word { text: &text[from..at], short: short(text.as_bytes(), from, at) })
    })
}

/// Where the first character from a place on stands that is part of a word, or is none. Byte by byte where the text
/// is ASCII.
fn find(text: &str, from: usize, of_word: bool) -> Option<usize> {
    const OF_WORD: [bool; 256] = {
        let mut table = [false; 256];
        let mut byte = 0;
        while byte < 128 {
            table[byte] = (byte as u8).is_ascii_alphanumeric();
            byte += 1;
        }
        table
    };
    let mut at = from;
    while let Some(byte) = text.as_bytes().get(at) {
        let (is_of_word, length) = if byte.is_ascii() {
            (OF_WORD[*byte as usize], 1)
        } else {
            let c = text[at..].chars().next()?;
            (is_of_word(c), c.len_utf8())
        };
        if is_of_word == of_word {
            return Some(at);
        }
        at += length;
    }
    None
}

fn short(text: &[u8], from: usize, to: usize) -> Option<u128> {
    let unused = 16_usize.checked_sub(to - from)?;
    // Sixteen bytes are read at once, and those behind the word are cut off.
    if let Some(window) = text.get(from..from + 16) {
        let whole = u128::from_le_bytes(window.try_into().ok()?);
        return Some(whole & (u128::MAX >> (8 * unused)));
    }
    let mut bytes = [0; 16];
    bytes[..to - from].copy_from_slice(&text[from..to]);
    Some(u128::from_le_bytes(bytes))
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
        words(text).map(|word| folded(word.text)).collect()
    }

    #[test]
    fn words_are_letters_digits_and_their_marks() {
        assert_eq!(all("Don’t—wait: 24/7, l'infirmière"), ["don", "t", "wait", "24", "7", "l", "infirmiere"]);
        assert_eq!(all("cafe\u{301} CAFÉ"), ["cafe", "cafe"]);
        assert_eq!(all("** · —"), Vec::<String>::new());
    }

    #[test]
    fn a_short_word_is_the_same_number_wherever_it_stands() {
        let numbers = |text: &str| words(text).map(|word| word.short).collect::<Vec<_>>();
        assert_eq!(numbers("care, and more of it care"), numbers("care and more  of it (care"));
        assert_eq!(numbers("care")[0], Some(u128::from(u32::from_le_bytes(*b"care"))));
        assert_eq!(numbers("sixteen_letters1 abcdefghijklmnop abcdefghijklmnopq")[2..].len(), 2);
        assert_eq!(numbers("abcdefghijklmnopq"), [None]);
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
