//! Captions in WebVTT → what is wrong with them, each with its line: a header, then cues whose times go forward.

use crate::diagnostic::Span;
use crate::document::control_character;

/// One mistake, with what to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub span: Span,
    pub words: String,
    pub help: String,
}

/// Reads captions as a player does, and tells where a player would drop a cue or the whole file.
pub(super) fn check(bytes: &[u8]) -> Vec<Fault> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let help = "Save the file again with the encoding UTF-8.";
        return vec![fault(Span::new(0, 1), "the captions are not UTF-8 text", help)];
    };
    if let Some(problem) = control_character(text, &"captions".into()) {
        return vec![fault(problem.span, problem.message, "Delete it.")];
    }
    let start = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
    let lines = lines(text, start);
    let first = lines.first().map_or("", |(_, line)| *line);
    if first != "WEBVTT" && !first.starts_with("WEBVTT ") && !first.starts_with("WEBVTT\t") {
        let help = match first.trim() {
            "1" => {
                "This looks like SubRip (.srt). Convert it to WebVTT, or write `WEBVTT` and an empty line above it and put dots for the commas in its times."
            }
            _ => "Write `WEBVTT` as the first line, then an empty line.",
        };
        return vec![fault(line_span(&lines, 0), "captions begin with a line `WEBVTT`", help)];
    }
    let mut reader = Cues { lines: &lines, faults: Vec::new(), count: 0, last: 0 };
    reader.read();
    if reader.count == 0 && reader.faults.is_empty() {
        let help = "Below an empty line write `00:01.000 --> 00:04.000`, and below that the words.";
        reader.faults.push(fault(line_span(&lines, 0), "there is no caption in this file", help));
    }
    reader.faults
}

fn fault(span: Span, words: impl Into<String>, help: impl Into<String>) -> Fault {
    Fault { span, words: words.into(), help: help.into() }
}

/// Every line without its end, with its place.
fn lines(text: &str, start: usize) -> Vec<(usize, &str)> {
    let mut at = start;
    let mut lines = Vec::new();
    for line in text[start..].split_inclusive('\n') {
        lines.push((at, line.trim_end_matches(['\n', '\r'])));
        at += line.len();
    }
    lines
}

fn line_span(lines: &[(usize, &str)], n: usize) -> Span {
    lines.get(n).map_or(Span::default(), |(at, line)| Span::new(*at, at + line.len().max(1)))
}

struct Cues<'a> {
    lines: &'a [(usize, &'a str)],
    faults: Vec<Fault>,
    count: usize,
    /// When the cue before began.
    last: u64,
}

impl Cues<'_> {
    /// Blocks are parted by empty lines; a block with an arrow in its first or second line is a cue.
    fn read(&mut self) {
        // What stands directly below the first line is the header's own.
        let mut n = self.skip(0, |line| !line.trim().is_empty());
        loop {
            n = self.skip(n, |line| line.trim().is_empty());
            if n >= self.lines.len() {
                return;
            }
            let end = self.skip(n, |line| !line.trim().is_empty());
            self.block(n, end);
            n = end;
        }
    }

    fn skip(&self, mut n: usize, matches: impl Fn(&str) -> bool) -> usize {
        while self.lines.get(n).is_some_and(|(_, line)| matches(line)) {
            n += 1;
        }
        n
    }

    fn tell(&mut self, n: usize, words: impl Into<String>, help: &str) {
        self.faults.push(fault(line_span(self.lines, n), words, help));
    }

    fn block(&mut self, start: usize, end: usize) {
        let line = self.lines[start].1;
        let word = line.split_whitespace().next().unwrap_or_default();
        if matches!(word, "NOTE" | "STYLE" | "REGION") && !line.contains("-->") {
            return;
        }
        let has_name = !line.contains("-->");
        let timing = start + usize::from(has_name);
        if timing >= end || !self.lines[timing].1.contains("-->") {
            let help = "Each caption has a line with two times, `00:01.000 --> 00:04.000`, and its words below, without an empty line between.";
            return self.tell(start, "no times stand with these words", help);
        }
        self.count += 1;
        self.timing(timing);
        if timing + 1 >= end {
            let help = "Write the words on the next line, without an empty line between.";
            self.tell(timing, "this caption has no words", help);
        }
        for n in timing + 1..end {
            if self.lines[n].1.contains("-->") {
                let help = "Put an empty line above it.";
                self.tell(n, "a new caption begins without an empty line above it", help);
            }
        }
    }

    fn timing(&mut self, n: usize) {
        let line = self.lines[n].1;
        let (from, rest) = line.split_once("-->").unwrap_or((line, ""));
        let to = rest.split_whitespace().next().unwrap_or_default();
        let (Some(from), Some(to)) = (time(from.trim()), time(to)) else {
            let help = if line.contains(',') {
                "Put dots for the commas: `00:01.000 --> 00:04.000`."
            } else {
                "Write hours (they may be left out), minutes and seconds with three decimals: `00:01.000 --> 00:04.000`."
            };
            return self.tell(n, "these times cannot be read", help);
        };
        if to <= from {
            self.tell(
                n,
                "this caption ends before it begins",
                "Let the second time be later than the first.",
            );
        }
        if from < self.last {
            self.tell(
                n,
                "this caption begins before the one above it",
                "Put the captions in the order of their times.",
            );
        }
        self.last = self.last.max(from);
    }
}

/// `[hh:]mm:ss.mmm` in milliseconds.
fn time(text: &str) -> Option<u64> {
    let (clock, milliseconds) = text.split_once('.')?;
    let parts: Vec<&str> = clock.split(':').collect();
    let (hours, minutes, seconds) = match parts[..] {
        [minutes, seconds] => ("0", minutes, seconds),
        [hours, minutes, seconds] if hours.len() >= 2 => (hours, minutes, seconds),
        _ => return None,
    };
    let number = |text: &str, digits: Option<usize>| -> Option<u64> {
        let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        (is_number && digits.is_none_or(|n| n == text.len())).then(|| text.parse().ok())?
    };
    let (minutes, seconds) = (number(minutes, Some(2))?, number(seconds, Some(2))?);
    if minutes > 59 || seconds > 59 {
        return None;
    }
    let hours = number(hours, None)?.checked_mul(3_600_000)?;
    hours.checked_add(minutes * 60_000 + seconds * 1_000 + number(milliseconds, Some(3))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(usize, String)> {
        let line = |fault: &Fault| text[..fault.span.start as usize].matches('\n').count() + 1;
        check(text.as_bytes()).iter().map(|fault| (line(fault), fault.words.clone())).collect()
    }

    #[test]
    fn captions_as_programs_write_them_are_read() {
        for fine in [
            "WEBVTT\n\n00:01.000 --> 00:04.000\nShe sits down.\n",
            "\u{FEFF}WEBVTT - a title\r\nKind: captions\r\n\r\nNOTE by hand\r\n\r\n1\r\n00:00:01.000 --> 00:00:04.000 align:start\r\n<v Nurse>Hello.\r\n",
            "WEBVTT\n\nSTYLE\n::cue { color: white }\n\nREGION\nid:a\n\n00:01.000 --> 00:02.000\na\n\n\n00:01.000 --> 00:03.000\nb\nc",
            "WEBVTT\n\n100:00:00.000 --> 100:00:01.000\nlong\n",
        ] {
            assert_eq!(told(fine), Vec::new(), "{fine}");
        }
    }

    #[test]
    fn each_mistake_is_told_at_its_line() {
        let one = |text: &str| {
            let told = told(text);
            assert_eq!(told.len(), 1, "{text}: {told:?}");
            told[0].0
        };
        assert_eq!(one(""), 1);
        assert_eq!(one("1\n00:00:01,000 --> 00:00:04,000\nHello.\n"), 1);
        assert_eq!(one("WEBVTTT\n\n00:01.000 --> 00:04.000\na\n"), 1);
        assert_eq!(one("WEBVTT\n"), 1);
        assert_eq!(one("WEBVTT\n\n00:01,000 --> 00:04,000\na\n"), 3);
        assert_eq!(one("WEBVTT\n\n00:61.000 --> 00:64.000\na\n"), 3);
        assert_eq!(one("WEBVTT\n\n00:04.000 --> 00:01.000\na\n"), 3);
        assert_eq!(one("WEBVTT\n\n00:04.000 --> 00:05.000\na\n\n00:01.000 --> 00:02.000\nb\n"), 6);
        assert_eq!(one("WEBVTT\n\n00:04.000 --> 00:05.000\n\n"), 3);
        assert_eq!(one("WEBVTT\n\nwords alone\nand more\n"), 3);
        assert_eq!(one("WEBVTT\n\n00:01.000 --> 00:02.000\na\n00:02.000 --> 00:03.000\nb\n"), 5);
        assert_eq!(check(b"WEBVTT\n\n\xFF").len(), 1);
    }
}
