//! A passage → what may tell who a patient is: record numbers, dates of birth, telephone numbers, postcodes,
//! addresses of electronic mail, initials with an age, the number of a bed or a room.
//!
//! Everything is looked for around digits and `@`, so that most passages are passed over at once.

mod dates;
mod people;

use std::ops::Range;

/// Gives each find with what it looks like.
pub(super) fn find(text: &str, mut tell: impl FnMut(Range<usize>, &'static str)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(step) = bytes[at..].iter().position(|byte| byte.is_ascii_digit() || *byte == b'@') {
        let place = at + step;
        let near = Near::new(text, place);
        let found = if bytes[place] == b'@' { near.mail() } else { near.number() };
        match found {
            Some((range, what)) => {
                at = range.end.max(place + 1);
                tell(range, what);
            }
            None => at = near.run.end.max(place + 1),
        }
    }
}

type Found = Option<(Range<usize>, &'static str)>;

/// Words behind which a number is a number of records, if `number`, `no` or `id` stands there too.
const RECORDS: &[&str] = &[
    "hospital",
    "record",
    "records",
    "patient",
    "chart",
    "nhs",
    "chi",
    "medical",
    "case",
    "file",
    "insurance",
    "medicare",
    "health",
];

/// Numbers of studies and publications, not of people.
const PUBLIC: &[&str] =
    &["pmc", "nct", "isrctn", "isbn", "issn", "pmid", "doi", "iso", "en", "covid", "grant", "orcid"];

/// A run of digits, or an `@`, with the text around it.
struct Near<'a> {
    text: &'a str,
    bytes: &'a [u8],
    /// The digits.
    run: Range<usize>,
    /// The digits with the letters that touch them.
    token: Range<usize>,
}

impl<'a> Near<'a> {
    fn new(text: &'a str, place: usize) -> Self {
        let bytes = text.as_bytes();
        let run = place..forward(bytes, place, u8::is_ascii_digit);
        let token = backward(bytes, place, u8::is_ascii_alphanumeric)
            ..forward(bytes, run.end, u8::is_ascii_alphanumeric);
        Near { text, bytes, run, token }
    }

    fn number(&self) -> Found {
        self.birth()
            .or_else(|| self.record())
            .or_else(|| self.postcode())
            .or_else(|| self.telephone())
            .or_else(|| self.initials())
            .or_else(|| self.bed())
    }

    /// Up to five words in front of the number, the nearest first, in small letters.
    fn before(&self) -> impl Iterator<Item = String> + use<'a> {
        let mut start = self.token.start.saturating_sub(48);
        while !self.text.is_char_boundary(start) {
            start += 1;
        }
        let window: &'a str = &self.text[start..self.token.start];
        let words = window.rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.take(5).map(str::to_lowercase)
    }

    fn digits(&self) -> &'a str {
        &self.text[self.run.clone()]
    }

    /// Digits of a given count at a place.
    fn group(&self, at: usize, counts: std::ops::RangeInclusive<usize>) -> Option<Range<usize>> {
        let end = forward(self.bytes, at, u8::is_ascii_digit);
        (end > at && counts.contains(&(end - at))).then_some(at..end)
    }

    fn is_free(&self, at: usize) -> bool {
        self.bytes.get(at).is_none_or(|byte| !byte.is_ascii_alphanumeric())
    }

    // --- record numbers ---

    fn record(&self) -> Found {
        const WHAT: &str = "a record number";
        let prefix = self.text[self.token.start..self.run.start].to_lowercase();
        let words: Vec<String> = self.before().collect();
        if PUBLIC.contains(&prefix.as_str())
            || words.iter().take(2).any(|word| PUBLIC.contains(&word.as_str()))
        {
            return None;
        }
        if self.token.start > 0
            && matches!(self.bytes[self.token.start - 1], b'/' | b'.' | b'-' | b'_' | b'=')
        {
            return None;
        }
        if let Some(range) = self.grouped(&[3, 2, 4], b"-") {
            return Some((range, "a social security number"));
        }
        if let Some(range) =
            self.grouped(&[3, 3, 4], b" -").filter(|range| is_nhs_number(&self.text[range.clone()]))
        {
            return Some((range, "an NHS number"));
        }
        let has = |wanted: &str| words.iter().any(|word| word == wanted);
        let numbered = ["number", "no", "nr", "id"].iter().any(|word| has(word));
        let cued = has("mrn")
            || prefix == "mrn"
            || numbered && words.iter().any(|word| RECORDS.contains(&word.as_str()));
        let whole = self.token.start..forward(self.bytes, self.token.end, |byte| {
            byte.is_ascii_digit() || matches!(byte, b'-' | b' ')
        });
        let digits = self.text[whole.clone()].bytes().filter(u8::is_ascii_digit).count();
        if cued && digits >= 4 {
            return Some((whole.start..self.text[..whole.end].trim_end_matches([' ', '-']).len(), WHAT));
        }
        // One to three capitals and six to nine digits, or seven to ten digits alone.
        let letters = self.run.start - self.token.start;
        let capitals =
            self.text[self.token.start..self.run.start].bytes().all(|byte| byte.is_ascii_uppercase());
        let shape = match letters {
            0 => (7..=10).contains(&self.run.len()),
            _ => letters <= 3 && capitals && (6..=9).contains(&self.run.len()),
        };
        let alone = self.token.end == self.run.end
            && !matches!(self.bytes.get(self.run.end), Some(b'/' | b'.' | b',' | b'-') if self.bytes.get(self.run.end + 1).is_some_and(u8::is_ascii_digit));
        (shape && alone && !self.digits().starts_with('0') && !self.is_signed())
            .then(|| (self.token.clone(), WHAT))
    }

    fn is_signed(&self) -> bool {
        self.token.start > 0 && matches!(self.bytes[self.token.start - 1], b'+' | b'$' | b'#' | b'(')
            || self.text[..self.token.start].ends_with(['£', '€'])
    }

    /// Groups of digits of these lengths with one mark between them, and nothing else around.
    fn grouped(&self, lengths: &[usize], marks: &[u8]) -> Option<Range<usize>> {
        if self.token.start != self.run.start {
            return None;
        }
        let mut at = self.run.start;
        for (n, length) in lengths.iter().enumerate() {
            if n > 0 {
                marks.contains(self.bytes.get(at)?).then_some(())?;
                at += 1;
            }
            at = self.group(at, *length..=*length)?.end;
        }
        self.is_free(at).then_some(self.run.start..at)
    }

    // --- postcodes ---

    fn postcode(&self) -> Found {
        const WHAT: &str = "a postcode";
        if let Some(range) = self.grouped(&[5, 4], b"-") {
            return Some((range, WHAT));
        }
        let outward = &self.bytes[self.token.clone()];
        let (capital, digit) = (u8::is_ascii_uppercase, u8::is_ascii_digit);
        let gap = usize::from(self.bytes.get(self.token.end) == Some(&b' '));
        let inward = self.bytes.get(self.token.end + 1..self.token.end + 4)?;
        let whole = self.token.start..self.token.end + 4;
        if gap == 0 || !self.is_free(whole.end) {
            return None;
        }
        let letters = outward.iter().take_while(|byte| capital(byte)).count();
        let rest = &outward[letters..];
        let british = (1..=2).contains(&letters)
            && (1..=2).contains(&rest.len())
            && digit(&rest[0])
            && rest[1..].iter().all(|byte| digit(byte) || capital(byte))
            && digit(&inward[0])
            && inward[1..].iter().all(|byte| capital(byte) && !b"CIKMOV".contains(byte));
        let canadian = letters == 1
            && rest.len() == 2
            && digit(&rest[0])
            && capital(&rest[1])
            && digit(&inward[0])
            && capital(&inward[1])
            && digit(&inward[2]);
        (british || canadian).then_some((whole, WHAT))
    }

    // --- telephone numbers ---

    fn telephone(&self) -> Found {
        if self.token.start != self.run.start {
            return None;
        }
        let before = self.run.start.checked_sub(1).map(|at| self.bytes[at]);
        if matches!(before, Some(b'.' | b'-' | b'/' | b':' | b'_' | b'=')) {
            return None;
        }
        let is_part = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b' ' | b'-' | b'.' | b'(' | b')');
        let mut end = forward(self.bytes, self.run.start, is_part);
        while !self.bytes[end - 1].is_ascii_digit() {
            end -= 1;
        }
        let written = &self.text[self.run.start..end];
        let digits: String = written.chars().filter(char::is_ascii_digit).collect();
        let groups: Vec<usize> =
            written.split(|c: char| !c.is_ascii_digit()).map(str::len).filter(|length| *length > 0).collect();
        let international = before == Some(b'+') && (8..=15).contains(&digits.len());
        let trunk = digits.starts_with('0')
            && !digits.starts_with("00")
            && (9..=11).contains(&digits.len())
            && groups.len() <= 5
            && groups.iter().all(|length| *length >= 2);
        let american = matches!(groups.as_slice(), [3, 3, 4] | [1, 3, 3, 4]) && digits.len() >= 10;
        if !(international || trunk || american) || !self.is_free(end) || is_public_line(&digits) {
            return None;
        }
        let start = if matches!(before, Some(b'+' | b'(')) { self.run.start - 1 } else { self.run.start };
        Some((start..end, "a telephone number"))
    }

    // --- electronic mail ---

    fn mail(&self) -> Found {
        let is_name =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-');
        let start = backward(self.bytes, self.run.start, is_name);
        let mut end = forward(self.bytes, self.run.start + 1, |byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')
        });
        while end > self.run.start && matches!(self.bytes[end - 1], b'.' | b'-') {
            end -= 1;
        }
        let host = self.text[self.run.start + 1..end.max(self.run.start + 1)].to_lowercase();
        let (name, top) = host.rsplit_once('.')?;
        let is_host =
            !name.is_empty() && top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_alphabetic());
        let invented =
            matches!(top, "example" | "test" | "invalid") || name == "example" || name.ends_with(".example");
        (start < self.run.start && is_host && !invented).then_some((start..end, "an e-mail address"))
    }
}

/// Free numbers that everybody may call, and those that are kept for stories.
fn is_public_line(digits: &str) -> bool {
    let national = digits.strip_prefix('1').filter(|rest| rest.len() == 10).unwrap_or(digits);
    let free = ["0800", "0808", "0300", "0330"].iter().any(|lead| digits.starts_with(lead))
        || ["800", "888", "877", "866", "855", "844", "833"]
            .iter()
            .any(|lead| national.len() == 10 && national.starts_with(lead));
    let invented = national.len() == 10 && &national[3..8] == "55501"
        || digits.starts_with("01632")
        || digits.starts_with("07700900");
    free || invented
}

/// The tenth digit of an NHS number checks the nine before it.
fn is_nhs_number(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits.iter().take(9).zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    digits.len() == 10 && (11 - sum % 11) % 11 == digits[9]
}

fn forward(bytes: &[u8], from: usize, is: impl Fn(&u8) -> bool) -> usize {
    bytes[from..].iter().position(|byte| !is(byte)).map_or(bytes.len(), |step| from + step)
}

fn backward(bytes: &[u8], from: usize, is: impl Fn(&u8) -> bool) -> usize {
    bytes[..from].iter().rposition(|byte| !is(byte)).map_or(0, |at| at + 1)
}
