//! A number with a word such as “born” before it, or written as a date of the last century → a date of birth.

use std::ops::Range;

use super::{Found, Near};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl Near<'_> {
    pub(super) fn birth(&self) -> Found {
        let words: Vec<String> = self.before().collect();
        let has = |wanted: &str| words.iter().any(|word| word == wanted);
        let cued = has("born") || has("dob") || has("birthday") || has("birth") && has("date");
        if let Some((range, year)) = self.numeric_date() {
            return (cued || (1900..2000).contains(&year)).then_some((range, "a date of birth"));
        }
        cued.then(|| self.spoken_date()).flatten().map(|range| (range, "a date of birth"))
    }

    /// `12/03/1941`, `1941-03-12`.
    fn numeric_date(&self) -> Option<(Range<usize>, u32)> {
        if self.run.start > 0 && matches!(self.bytes[self.run.start - 1], b'/' | b'.' | b'-') {
            return None;
        }
        let mark = *self.bytes.get(self.run.end).filter(|byte| matches!(byte, b'/' | b'.' | b'-'))?;
        let second = self.group(self.run.end + 1, 1..=2)?;
        (self.bytes.get(second.end) == Some(&mark)).then_some(())?;
        let third = self.group(second.end + 1, 1..=4)?;
        let number = |range: &Range<usize>| self.text[range.clone()].parse::<u32>().ok();
        let (a, b, c) = (number(&self.run)?, number(&second)?, number(&third)?);
        let range = self.run.start..third.end;
        let is_day_and_month =
            |x: u32, y: u32| (1..=31).contains(&x) && (1..=31).contains(&y) && (x <= 12 || y <= 12);
        match (self.run.len(), third.len()) {
            (4, 1 | 2) if is_day_and_month(b, c) => Some((range, a)),
            (1 | 2, 4) if is_day_and_month(a, b) => Some((range, c)),
            // Two digits leave the century open; only a word such as “born” makes a birthday of it.
            (1 | 2, 2) if is_day_and_month(a, b) && self.is_free(third.end) => Some((range, 0)),
            _ => None,
        }
    }

    /// `12 March 1941`, `March 12, 1941`; a year alone tells little.
    fn spoken_date(&self) -> Option<Range<usize>> {
        (self.run.len() <= 2).then_some(())?;
        let after = self.text[self.token.end..].trim_start_matches([' ', '\u{A0}']);
        let after = after.strip_prefix("of ").unwrap_or(after);
        let word: String = after.chars().take_while(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
        let is_month = |word: &str| word.len() >= 3 && MONTHS.iter().any(|month| month.starts_with(word));
        if is_month(&word) {
            let end = self.text.len() - after.len() + word.len();
            let year = self.text[end..].trim_start_matches([' ', ',', '.']);
            let digits = year.bytes().take_while(u8::is_ascii_digit).count();
            let end = if digits == 4 { self.text.len() - year.len() + 4 } else { end };
            return Some(self.run.start..end);
        }
        let month = self.before().next().filter(|word| is_month(word))?;
        Some(self.run.start.saturating_sub(month.len() + 1)..self.token.end)
    }
}
