//! What kinds whose headings are their parts have in common: minutes in headings, labels without them.

use crate::diagnostic::Code;
use crate::document::lower::{Lowering, Part, set_arg};

/// The minutes in a heading such as `Reactions (3 min)`.
pub(super) fn minutes(label: &str) -> Option<u32> {
    let inner = label.trim_end().strip_suffix(')')?;
    let (_, inside) = inner.rsplit_once('(')?;
    let inside = inside.trim();
    let digits = inside.find(|c: char| !c.is_ascii_digit()).unwrap_or(inside.len());
    let unit = inside[digits..].trim().trim_end_matches('.').to_lowercase();
    if is_unit(&unit) { inside[..digits].parse().ok().filter(|minutes| *minutes > 0) } else { None }
}

fn is_unit(word: &str) -> bool {
    matches!(word, "min" | "mins" | "minute" | "minutes" | "minuto" | "minutos" | "m" | "'" | "’")
}

/// Whether a heading means to say its minutes: its last word is a unit of them, in brackets or not.
fn means_minutes(label: &str) -> bool {
    let bare = label.trim_end_matches([')', ']', '.', ' ']).to_lowercase();
    let last = bare.rsplit([' ', '\u{A0}', '(', '[']).next().unwrap_or_default();
    let word = last.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '–' | '.' | ','));
    let has_unit = is_unit(word) && word.len() > 1;
    has_unit && (label.trim_end().ends_with([')', ']']) || bare.contains(|c: char| c.is_ascii_digit()))
}

/// Keeps each part's minutes as an argument and gives their sum; nothing if no heading has any.
pub(super) fn add_up(block: &mut Lowering<'_, '_>, parts: &[Part]) -> Option<u32> {
    let mut sum = None;
    for part in parts {
        if let Some(minutes) = minutes(&part.label) {
            set_arg(block.block_of(part), "minutes", &minutes.to_string());
            sum = Some(sum.unwrap_or(0) + minutes);
        } else if means_minutes(&part.label) {
            let words = "the minutes of this heading could not be read";
            let help = "Write them as a whole number in round brackets at its end: `(3 min)`.";
            block.tell(Code::ArgumentValue, part.span, words, help);
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::{means_minutes, minutes};

    #[test]
    fn minutes_are_read_from_the_end_of_a_heading() {
        assert_eq!(minutes("Reactions (3 min)"), Some(3));
        assert_eq!(minutes("Reactions (12 minutes)"), Some(12));
        assert_eq!(minutes("Reactions (twice)"), None);
        assert_eq!(minutes("Reactions 3 min"), None);
        assert_eq!(minutes("Reactions (0 min)"), None);
    }

    #[test]
    fn a_heading_that_means_to_say_its_minutes_is_known() {
        for label in
            ["Reactions 3 min", "Reactions (three minutes)", "Reactions (3–5 min)", "Reactions [3 min]"]
        {
            assert!(means_minutes(label) && minutes(label).is_none(), "{label}");
        }
        for label in ["Reactions", "The last minutes", "What happened (twice)", "Dr. M"] {
            assert!(!means_minutes(label), "{label}");
        }
    }
}
