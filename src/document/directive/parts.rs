//! What kinds whose headings are their parts have in common: minutes in headings, labels without them.

use crate::document::lower::{Lowering, Part, set_arg};

/// The minutes in a heading such as `Reactions (3 min)`.
pub(super) fn minutes(label: &str) -> Option<u32> {
    let inner = label.trim_end().strip_suffix(')')?;
    let (_, inside) = inner.rsplit_once('(')?;
    let inside = inside.trim();
    let digits = inside.find(|c: char| !c.is_ascii_digit()).unwrap_or(inside.len());
    let unit = inside[digits..].trim().trim_end_matches('.').to_lowercase();
    let known = matches!(unit.as_str(), "min" | "mins" | "minute" | "minutes" | "m" | "'" | "’");
    if known { inside[..digits].parse().ok() } else { None }
}

/// Keeps each part's minutes as an argument and gives their sum; nothing if no heading has any.
pub(super) fn add_up(block: &mut Lowering<'_, '_>, parts: &[Part]) -> Option<u32> {
    let mut sum = None;
    for part in parts {
        if let Some(minutes) = minutes(&part.label) {
            set_arg(block.block_of(part), "minutes", &minutes.to_string());
            sum = Some(sum.unwrap_or(0) + minutes);
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn minutes_are_read_from_the_end_of_a_heading() {
        assert_eq!(minutes("Reactions (3 min)"), Some(3));
        assert_eq!(minutes("Reactions (12 minutes)"), Some(12));
        assert_eq!(minutes("Reactions (twice)"), None);
        assert_eq!(minutes("Reactions 3 min"), None);
    }
}
