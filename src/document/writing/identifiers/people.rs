//! A number beside a name or a place → initials with an age, the number of a bed or a room.

use super::{Found, Near};

impl Near<'_> {
    pub(super) fn initials(&self) -> Found {
        const WHAT: &str = "initials with an age";
        let age: u32 = self.digits().parse().ok().filter(|age| (1..=119).contains(age))?;
        if self.token.start != self.run.start {
            return None;
        }
        let after = &self.text[self.run.end..];
        // An 82-year-old, Mrs K.
        for tail in ["-year-old", " year old", " years old"] {
            if let Some(rest) = after.strip_prefix(tail) {
                let rest = rest.split_once(|c: char| c.is_uppercase()).map_or(0, |(lead, _)| lead.len());
                let name = self.run.end + tail.len() + rest;
                if rest <= 12
                    && let Some(end) = initials_at(self.text, name)
                {
                    return Some((self.run.start..end, WHAT));
                }
            }
        }
        let ends = after.chars().next().is_none_or(|c| {
            matches!(c, ',' | '.' | ')' | ';' | ':' | '?' | '!' | '-' | '–' | '—') || c.is_whitespace()
        });
        let mut next = after.chars();
        let is_decimal = next.next().is_some_and(|c| matches!(c, '.' | ',' | ':' | '-' | '–'))
            && next.next().is_some_and(|c| c.is_ascii_digit());
        let unit =
            after.trim_start().split(|c: char| !c.is_alphanumeric() && c != '%').next().unwrap_or_default();
        let measured = [
            "mg", "ml", "g", "kg", "cm", "mm", "am", "pm", "minutes", "min", "hours", "days", "weeks",
            "months", "per", "times", "percent", "beds", "people",
        ]
        .contains(&unit);
        if !ends || is_decimal || measured || age == 0 {
            return None;
        }
        let lead = self.text[..self.run.start].trim_end_matches(' ');
        let lead =
            ["aged", "age", "now"].iter().find_map(|word| lead.strip_suffix(word)).unwrap_or(lead).trim_end();
        let name = lead
            .strip_suffix([',', '(', '–', '—'])
            .map(str::trim_end)
            .or_else(|| (lead.len() + 1 < self.run.start).then_some(lead))?;
        let start = initials_end(self.text, name.len())?;
        Some((start..self.run.end, WHAT))
    }

    pub(super) fn bed(&self) -> Found {
        let lead = self.text[..self.token.start].strip_suffix([' ', '\u{A0}'])?;
        let start = lead
            .rfind(|c: char| !c.is_alphabetic())
            .map_or(0, |at| at + lead[at..].chars().next().map_or(1, char::len_utf8));
        let word = lead[start..].to_lowercase();
        let is_place = matches!(word.as_str(), "bed" | "room" | "bay" | "cubicle");
        let is_number = self.run.len() <= 4 && self.token.len() <= self.run.len() + 1;
        // “Give each bed 10 minutes”: a measure, no number of a bed.
        let after = self.text[self.token.end..].trim_start();
        let measured = ["minutes", "min", "times", "hours", "beds", "metres", "feet"]
            .iter()
            .any(|unit| after.starts_with(unit));
        (is_place && is_number && !measured)
            .then_some((start..self.token.end, "the number of a bed or a room"))
    }
}

const TITLES: &[&str] = &["mr", "mrs", "ms", "miss", "mx", "dr", "sister", "patient"];

/// `Mrs K.` or `J. K.` that begins at a place: where it ends.
fn initials_at(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let word: String = rest.chars().take_while(|c| c.is_alphabetic()).collect();
    let end = if TITLES.contains(&word.to_lowercase().as_str()) {
        let after = rest[word.len()..].trim_start_matches(['.', ' ', '\u{A0}']);
        let initial = after.chars().next().filter(|c| c.is_uppercase())?;
        text.len() - after.len() + initial.len_utf8()
    } else {
        let mut letters = rest.chars();
        let first = letters.next().filter(|c| c.is_uppercase())?;
        (letters.next() == Some('.')).then_some(())?;
        start + first.len_utf8() + 1
    };
    text[end..].chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '\'' && c != '’').then_some(end)
}

/// `Mrs K.` or `J. K.` that ends at a place: where it begins.
fn initials_end(text: &str, end: usize) -> Option<usize> {
    let name = &text[..end];
    let dotted = name.ends_with('.');
    let name = name.trim_end_matches('.');
    let initial = name.chars().next_back().filter(|c| c.is_uppercase())?;
    let rest = &name[..name.len() - initial.len_utf8()];
    if rest.ends_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    // Two initials, with or without a space.
    let pair =
        rest.trim_end().strip_suffix('.').filter(|rest| dotted && rest.ends_with(|c: char| c.is_uppercase()));
    if let Some(rest) = pair {
        let first = rest.chars().next_back().map_or(0, char::len_utf8);
        let start = rest.len() - first;
        return (!rest[..start].ends_with(|c: char| c.is_alphanumeric())).then_some(start);
    }
    let title = rest.trim_end_matches([' ', '\u{A0}', '.']);
    let start = title
        .rfind(|c: char| !c.is_alphabetic())
        .map_or(0, |at| at + title[at..].chars().next().map_or(1, char::len_utf8));
    TITLES.contains(&title[start..].to_lowercase().as_str()).then_some(start)
}
