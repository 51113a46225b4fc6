//! A mistyped name and the names there are → the one that was meant.

/// The nearest of `names` to what was typed, when it is near enough to be a slip of the finger.
pub fn nearest<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed_low = typed.to_lowercase();
    names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&typed_low, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= limit(typed.chars().count().max(name.chars().count())))
        // Ties go to the name that stands first in the table, the same on every run.
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// A sentence that offers the nearest name, or lists them all when they are few.
pub fn did_you_mean<'a>(typed: &str, names: impl IntoIterator<Item = &'a str> + Clone) -> Option<String> {
    if let Some(name) = nearest(typed, names.clone()) {
        return Some(format!("Did you mean “{name}”?"));
    }
    let all: Vec<&str> = names.into_iter().collect();
    (!all.is_empty() && all.len() <= 12).then(|| format!("Known here: {}.", all.join(", ")))
}

/// Edits allowed for a word of this many characters: one for short words, a third of long ones.
fn limit(characters: usize) -> usize {
    (characters / 3).clamp(1, 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_found_and_a_stranger_is_not() {
        assert_eq!(nearest("titel", ["summary", "title"]), Some("title"));
        assert_eq!(nearest("facilitater", ["facilitator", "figure"]), Some("facilitator"));
        assert_eq!(nearest("weather", ["title", "summary"]), None);
    }
}
