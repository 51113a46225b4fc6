//! Words → the order in which a reader of the course's language looks for them: simple, and the same everywhere.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What two words are compared by: accents and case do not count, signs do not either.
/// In Spanish ñ is a letter of its own, behind n.
pub fn key(words: &str, language: &str) -> String {
    let is_spanish = main(language) == "es";
    let composed = words.nfc().flat_map(char::to_lowercase);
    let mut key = String::with_capacity(words.len());
    for c in composed {
        match c {
            'ñ' if is_spanish => key.push_str("n\u{10FFFF}"),
            'œ' => key.push_str("oe"),
            'æ' => key.push_str("ae"),
            'ß' => key.push_str("ss"),
            c if c.is_whitespace() || c == '-' => key.push(' '),
            c => {
                key.extend(
                    std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c) && c.is_alphanumeric()),
                );
            }
        }
    }
    key
}

/// The heading that a word stands under: its first letter, without accent; `#` for what is no letter.
pub fn letter(words: &str, language: &str) -> char {
    let key = key(words, language);
    let mut chars = key.trim_start().chars();
    match (chars.next(), chars.next()) {
        (Some('n'), Some('\u{10FFFF}')) => 'Ñ',
        (Some(c), _) if c.is_alphabetic() => c.to_uppercase().next().unwrap_or(c),
        _ => '#',
    }
}

fn main(language: &str) -> &str {
    language.split(['-', '_']).next().unwrap_or(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted<'a>(words: &[&'a str], language: &str) -> Vec<&'a str> {
        let mut words = words.to_vec();
        words.sort_by_key(|word| key(word, language));
        words
    }

    #[test]
    fn accents_and_case_do_not_part_what_belongs_together() {
        assert_eq!(sorted(&["zone", "Écoute", "ecrire", "abri"], "fr"), ["abri", "Écoute", "ecrire", "zone"]);
        assert_eq!(sorted(&["ñandú", "nube", "oso"], "es"), ["nube", "ñandú", "oso"]);
        assert_eq!(sorted(&["ñandú", "nube", "oso"], "en"), ["ñandú", "nube", "oso"]);
        assert_eq!((letter("écoute", "fr"), letter("ñandú", "es"), letter("3 steps", "en")), ('E', 'Ñ', '#'));
    }
}
