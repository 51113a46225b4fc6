//! Text → the places `[fill in: …]` that wait for a school's own words.

use std::ops::Range;

const OPEN: &str = "[fill in";

/// The places, brackets included.
pub fn find(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let starts = text.match_indices('[').map(|(at, _)| at);
    let is_open =
        |at: &usize| text.get(*at..at + OPEN.len()).is_some_and(|start| start.eq_ignore_ascii_case(OPEN));
    starts.filter(is_open).filter_map(|at| {
        let end = at + text[at..].find(']')? + 1;
        text[at + OPEN.len()..end].starts_with([':', ']', ' ']).then_some(at..end)
    })
}

/// What is told of such a place, and what to do.
pub fn told(place: &str) -> (String, &'static str) {
    let place = place.split_whitespace().collect::<Vec<_>>().join(" ");
    (
        format!("`{place}` waits for your own words"),
        "Write over the brackets and what stands between them; readers see it as it is.",
    )
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn only_what_asks_to_be_filled_in_is_found() {
        let found = |text: &'static str| find(text).map(|place| &text[place]).collect::<Vec<_>>();
        assert_eq!(
            found("Write to [fill in: a name], or [Fill in: two]."),
            ["[fill in: a name]", "[Fill in: two]"]
        );
        assert_eq!(found("[fill in]"), ["[fill in]"]);
        assert!(found("Fill in: the form. [filling in] [fill in").is_empty());
        assert!(found("[fill inside]").is_empty());
        assert!(found("[été [œ").is_empty());
    }
}
