//! Passages → how hard they are to read: words, sentences, syllables, the grade, the longest sentence.
//!
//! The grade is that of Flesch and Kincaid: about the years of school that a reader needs. It is made for English.

use std::ops::Range;

use super::flow::{self, Flow};
use crate::diagnostic::Span;

/// A page with fewer words says nothing reliable.
pub(super) const LEAST_WORDS: u32 = 100;
/// Above this grade a page is told.
pub(super) const GRADE: f32 = 11.0;
/// A longer sentence is told.
pub(super) const LONG_SENTENCE: u32 = 35;

/// How hard a page is to read, from its learners' paragraphs and lists; headings and tables are left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    pub words: u32,
    pub sentences: u32,
    pub syllables: u32,
    /// How many words the longest sentence has.
    pub longest: u32,
    pub longest_span: Span,
}

impl Reading {
    /// Whether there are words enough for the grade to say something.
    pub fn is_telling(&self) -> bool {
        self.words >= LEAST_WORDS
    }

    /// The grade of Flesch and Kincaid; 0 for a page without words.
    pub fn grade(&self) -> f32 {
        if self.words == 0 || self.sentences == 0 {
            return 0.0;
        }
        let words = self.words as f32;
        0.39 * words / self.sentences as f32 + 11.8 * self.syllables as f32 / words - 15.59
    }
}

/// Measures a page; `tell` hears of each sentence with its words.
pub(super) fn measure(flow: &Flow, mut tell: impl FnMut(u32, Range<usize>)) -> Reading {
    let mut reading = Reading::default();
    let mut longest = 0..0;
    let mut words: Vec<Range<usize>> = Vec::new();
    for passage in flow.blocks.iter().filter(|passage| passage.is_prose && !passage.facilitator) {
        flow::words(&flow.text, &passage.range, &mut words);
        let mut first = 0;
        for at in 0..words.len() {
            reading.syllables += syllables(&flow.text[words[at].clone()]);
            let next = words.get(at + 1).map_or(passage.range.end, |next| next.start);
            let is_last = at + 1 == words.len();
            if !is_last
                && !ends(&flow.text[words[at].clone()], &flow.text[words[at].end..next], &flow.text[next..])
            {
                continue;
            }
            let count = u32::try_from(at + 1 - first).unwrap_or(u32::MAX);
            let range = words[first].start..words[at].end;
            if count > reading.longest {
                (reading.longest, longest) = (count, range.clone());
            }
            tell(count, range);
            reading.words += count;
            reading.sentences += 1;
            first = at + 1;
        }
    }
    reading.longest_span = flow.span(&longest);
    reading
}

/// Words that end in a full stop which ends no sentence.
const SHORTENED: &[&str] =
    &["dr", "mr", "mrs", "ms", "prof", "st", "vs", "eg", "ie", "cf", "fig", "approx", "sr", "jr"];

/// Whether a sentence ends in the gap behind a word.
fn ends(word: &str, gap: &str, rest: &str) -> bool {
    // The gap of most words.
    if gap.len() == 1 && gap.as_bytes() != b"." {
        return matches!(gap.as_bytes(), b"!" | b"?") && !rest.starts_with(|c: char| c.is_lowercase());
    }
    let Some(mark) = gap.find(['.', '!', '?', '…']) else { return false };
    if gap[mark..].starts_with('.') {
        let is_initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic) && word != "I";
        let short = SHORTENED.iter().any(|short| short.eq_ignore_ascii_case(word));
        // A stop that touches the next word begins it, as in “.net”, or stands in a number.
        if is_initial || short || !gap[mark..].contains(char::is_whitespace) {
            return false;
        }
    }
    // “Really?” she said: one sentence.
    !rest.starts_with(|c: char| c.is_lowercase())
}

/// How many syllables an English word has, by its groups of vowels and the usual exceptions; at least one.
pub(super) fn syllables(word: &str) -> u32 {
    let mut letters = [0u8; 32];
    let mut length = 0;
    let mut add = |letter: u8| {
        if length < letters.len() {
            letters[length] = letter;
            length += 1;
        }
    };
    if word.is_ascii() {
        word.bytes()
            .take_while(|byte| *byte != b'\'')
            .filter(u8::is_ascii_alphabetic)
            .for_each(|byte| add(byte | 0x20));
    } else {
        word.chars().take_while(|c| !matches!(c, '\'' | '’')).filter_map(plain).for_each(add);
    }
    let word = &letters[..length];
    if length <= 3 {
        return groups(word).max(1);
    }
    let count = i64::from(groups(word)) + apart(word) - silent(word);
    u32::try_from(count).unwrap_or(0).max(1)
}

/// A letter of Latin script as a small letter without its accent.
fn plain(c: char) -> Option<u8> {
    match c {
        'a'..='z' | 'A'..='Z' => Some(c.to_ascii_lowercase() as u8),
        'à'..='å' | 'À'..='Å' => Some(b'a'),
        'è'..='ë' | 'È'..='Ë' => Some(b'e'),
        'ì'..='ï' | 'Ì'..='Ï' => Some(b'i'),
        'ò'..='ö' | 'Ò'..='Ö' => Some(b'o'),
        'ù'..='ü' | 'Ù'..='Ü' => Some(b'u'),
        _ => None,
    }
}

/// A bit for each of the vowels, by its place in the alphabet.
const VOWELS: u32 = 1 << 1 | 1 << 5 | 1 << 9 | 1 << 15 | 1 << 21 | 1 << 25;

/// Of small letters only.
fn is_vowel(byte: u8) -> bool {
    VOWELS >> (byte & 31) & 1 == 1
}

fn groups(word: &[u8]) -> u32 {
    let mut count = 0;
    let mut inside = false;
    for (at, byte) in word.iter().enumerate() {
        let silent_u = *byte == b'u' && at > 0 && word[at - 1] == b'q';
        let vowel = is_vowel(*byte) && !silent_u && !(*byte == b'y' && at == 0);
        count += u32::from(vowel && !inside);
        inside = vowel;
    }
    count
}

/// Neighbouring vowels that are spoken apart.
fn apart(word: &[u8]) -> i64 {
    let mut more = 0;
    for at in 1..word.len() {
        if !is_vowel(word[at]) || !is_vowel(word[at - 1]) && word[at - 1] != b'w' {
            continue;
        }
        let before = if at >= 2 { word[at - 2] } else { b' ' };
        let next = word.get(at + 1).copied().unwrap_or(b' ');
        let soft = matches!(before, b'c' | b't' | b's' | b'g' | b'x');
        let marries = before == b'r' && next == b'g';
        let spoken_apart = match (word[at - 1], word[at]) {
            (b'i', b'a') => !soft && !marries,
            (b'i', b'o') => !soft && next != b'n',
            (b'i', b'e') => {
                next == b'n' && !soft && before != b'r'
                    || next == b't' && before != b'd' && at < word.len() - 1
                    || word.get(at + 1..) == Some(b"nce") && before == b'r'
                    || before == b'd' && next == b't'
            }
            (b'e', b'o') => next != b'u' && before != b'p' && before != b'g',
            (b'e', b'a') => {
                at + 1 == word.len() && at > 2 || before == b'r' && next == b't' && word.starts_with(b"crea")
            }
            (b'u', b'a') => matches!(next, b'l' | b't') && before != b'q' && before != b'g',
            (b'i' | b'y' | b'o' | b'e' | b'u' | b'w', b'i') => {
                next == b'n' && word.get(at + 2) == Some(&b'g') && word[at - 1] != b'w'
            }
            (b'o', b'e') => matches!(next, b'm' | b't') && before == b'p',
            _ => false,
        };
        more += i64::from(spoken_apart);
    }
    more
}

/// An `e` that is written and not spoken.
fn silent(word: &[u8]) -> i64 {
    let end = word.len();
    let before = |back: usize| word.get(end.wrapping_sub(back)).copied().unwrap_or(b' ');
    // The last syllable of `table` is heard, and a vowel's own e, as in `agree`.
    let heard_le = |back: usize| before(back) == b'l' && !is_vowel(before(back + 1));
    let quiet = |back: usize| !is_vowel(before(back)) && !heard_le(back);
    let at_end = match word {
        [.., b'e'] => quiet(2),
        [.., b'e', b'd'] => quiet(3) && !matches!(before(3), b't' | b'd'),
        [.., b'e', b's'] => {
            let hisses = matches!(before(3), b's' | b'x' | b'z' | b'c' | b'g')
                || before(3) == b'h' && matches!(before(4), b's' | b'c');
            quiet(3) && !hisses
        }
        _ => false,
    };
    let inside = [&b"eful"[..], b"ely", b"eness", b"eless", b"efully", b"elessly", b"ement", b"ements"]
        .iter()
        .any(|suffix| {
            let cut = end.saturating_sub(suffix.len());
            word.ends_with(suffix)
                && cut > 1
                && !is_vowel(word[cut - 1])
                && !(word[cut - 1] == b'l' && suffix.starts_with(b"ement"))
        });
    let some = word.starts_with(b"some") && end > 5 && !is_vowel(word[4]);
    i64::from(at_end) + i64::from(inside) + i64::from(some)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words as they are spoken in careful English.
    const SPOKEN: &[(&str, u32)] = &[
        ("a", 1),
        ("the", 1),
        ("be", 1),
        ("bed", 1),
        ("care", 1),
        ("nurse", 1),
        ("grace", 1),
        ("asked", 1),
        ("waited", 2),
        ("patient", 2),
        ("patients", 2),
        ("doctor", 2),
        ("silence", 2),
        ("little", 2),
        ("table", 2),
        ("nurses", 2),
        ("breathe", 1),
        ("breathing", 2),
        ("being", 2),
        ("sometimes", 2),
        ("something", 2),
        ("compassion", 3),
        ("compassionate", 4),
        ("suffering", 3),
        ("empathy", 3),
        ("hospital", 3),
        ("family", 3),
        ("medicine", 3),
        ("carefully", 3),
        ("careful", 2),
        ("movement", 2),
        ("management", 3),
        ("element", 3),
        ("experience", 4),
        ("idea", 3),
        ("area", 3),
        ("period", 3),
        ("radio", 3),
        ("previous", 3),
        ("emotion", 3),
        ("special", 2),
        ("social", 2),
        ("quiet", 2),
        ("question", 2),
        ("quickly", 2),
        ("actual", 3),
        ("individual", 5),
        ("conversation", 4),
        ("communication", 5),
        ("organization", 5),
        ("responsibility", 6),
        ("rhythm", 1),
        ("poem", 2),
        ("create", 2),
        ("relationship", 4),
        ("understand", 3),
        ("anxiety", 4),
        ("society", 4),
        ("science", 2),
        ("people", 2),
        ("someone", 2),
        ("facilitator", 5),
        ("don't", 1),
        ("Éva", 2),
    ];

    #[test]
    fn syllables_are_counted_as_they_are_spoken() {
        let wrong: Vec<_> = SPOKEN
            .iter()
            .filter(|(word, count)| syllables(word) != *count)
            .map(|(word, count)| (word, count, syllables(word)))
            .collect();
        assert!(wrong.len() * 20 <= SPOKEN.len(), "{wrong:?}");
    }

    #[test]
    fn sentences_end_where_a_reader_would_stop() {
        assert!(ends("home", ". ", "He"));
        assert!(ends("home", ".” ", "He"));
        assert!(ends("home", "… ", "He"));
        assert!(!ends("Dr", ". ", "Osei"));
        assert!(!ends("K", "., ", "eighty"));
        assert!(!ends("Really", "?” ", "she"));
        assert!(!ends("3", ".", "5"));
        assert!(!ends("home", ", ", "He"));
        // Where a citation stood.
        assert!(ends("doing", " . ", "The"));
    }
}
