//! `releases.yaml` ↔ the packages that were given away: what each file is, which stories stand in it, who has it.
//!
//! A site is built anew when a story ends; a file on somebody's disk is not. This list says which files have to be
//! replaced then. `bedside package` adds to it and changes nothing that stands in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Checked, Code, Diagnostic, Span};
use crate::document::date::Date;
use crate::document::yaml::{self, Codes, Entry, Key, Reader, Want};
use crate::source::Sources;

/// The name of the file.
pub const FILE: &str = "releases.yaml";

/// Every key of a release.
pub const KEYS: &[Key] = &[
    Key { name: "file", want: Want::Text, about: "the name that the file was written under" },
    Key { name: "hash", want: Want::Text, about: "the BLAKE3 hash of its bytes: blake3: and 64 digits" },
    Key { name: "date", want: Want::Date, about: "the day on which it was made" },
    Key { name: "format", want: Want::Text, about: "what it is, such as site-zip" },
    Key { name: "edition", want: Want::Word(EDITIONS), about: "for whom it is" },
    Key { name: "module", want: Want::Text, about: "the module that stands alone in it, as `--module` said" },
    Key { name: "recipient", want: Want::Text, about: "who was given it, as `--to` said" },
    Key {
        name: "replaced",
        want: Want::Date,
        about: "written by hand: the day on which it was replaced or deleted where it lay; no recall names it then",
    },
    Key {
        name: "stories",
        want: Want::NamedTexts,
        about: "the stories in it, each with the last day that it had then, or `no end`",
    },
];

/// Keys that cannot be left out.
pub const REQUIRED: &[&str] = &["file", "hash", "date", "format", "edition"];

const EDITIONS: &[&str] = &["learner", "facilitator"];

/// What stands in the place of a day for a story that has no last one.
const NO_END: &str = "no end";

const HEAD: &str = "# Written by `bedside package`; commit it with the course. It is not published. Each block is a file that was made:\n# what is in it and who has it. Once it was replaced or deleted where it lay, write `  replaced: 2028-02-01` in its block.\n";

const CODES: Codes = Codes {
    syntax: Code::ConfigSyntax,
    unknown: Code::ConfigKey,
    duplicate: Code::ConfigKey,
    value: Code::ConfigValue,
};

/// The stories of a file, each with its last day as it was when the file was made.
pub type InFile = BTreeMap<String, Option<Date>>;

/// One file that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Its key in the file: the day, and the first digits of the hash.
    pub key: String,
    pub file: String,
    pub hash: String,
    pub date: Date,
    pub format: String,
    pub edition: String,
    /// Empty: the whole course.
    pub module: String,
    /// Empty: nobody was named.
    pub recipient: String,
    pub replaced: Option<Date>,
    pub stories: InFile,
}

/// Every file that was made, in the order of the list.
#[derive(Clone, Debug, Default)]
pub struct Releases {
    pub entries: Vec<Release>,
    /// Whether all of it could be read: a list with gaps must not be taken for the whole.
    pub readable: bool,
}

/// Reads the list of a course; one without the file has given nothing away.
pub fn read(sources: &Sources) -> Checked<Releases> {
    let Some(source) = sources.get(FILE) else {
        return Checked::clean(Releases { entries: Vec::new(), readable: true });
    };
    parse(&source.text_bytes())
}

/// Reads the bytes of the list.
pub fn parse(bytes: &[u8]) -> Checked<Releases> {
    let file: Arc<str> = FILE.into();
    let mut releases = Releases::default();
    let (text, base) = match yaml::text(bytes, &file) {
        Ok(text) => text,
        Err(problem) => return Checked { value: releases, diagnostics: vec![*problem] },
    };
    let mut reader = Reader { file: &file, codes: CODES, problems: Vec::new() };
    for entry in yaml::entries(text, base, &mut reader) {
        if releases.entries.iter().any(|other| other.key == entry.key) {
            let words = format!("the release `{}` stands twice", entry.key);
            let help =
                "Give the second another name, such as the same with `-2` behind it; both were given away.";
            reader.tell(CODES.duplicate, entry.key_span, words, Some(help.into()));
        }
        releases.entries.extend(release(&entry, &mut reader));
    }
    releases.readable = reader.problems.is_empty();
    Checked { value: releases, diagnostics: reader.problems }
}

fn release(entry: &Entry<'_>, reader: &mut Reader<'_>) -> Option<Release> {
    let (block, base) = entry.block();
    let inner = yaml::entries(block, base, reader);
    let known = reader.known(&inner, KEYS);
    let missing: Vec<&str> =
        REQUIRED.iter().copied().filter(|name| !inner.iter().any(|entry| entry.key == *name)).collect();
    if !missing.is_empty() {
        let words = format!("the release `{}` does not say its `{}`", entry.key, missing.join("`, `"));
        let help =
            "Take the block back from before the change; only `bedside package` knows what stood there.";
        reader.tell(CODES.value, entry.key_span, words, Some(help.into()));
    }
    let (mut texts, mut days) = (BTreeMap::new(), BTreeMap::new());
    let mut stories = InFile::new();
    for (key, entry) in known {
        match key.name {
            "date" | "replaced" => drop(reader.date(entry).map(|day| days.insert(key.name, day))),
            "edition" => drop(reader.word(entry, EDITIONS).map(|word| texts.insert(key.name, word.value))),
            "stories" => stories = stories_of(entry, reader),
            "hash" => {
                let text = reader.text(entry)?;
                if !is_hash(&text.value) {
                    let words = "this is no hash of a file: `blake3:` and 64 digits from 0 to f".to_owned();
                    let help = "Take the line back from before the change.".to_owned();
                    reader.tell(CODES.value, text.span, words, Some(help));
                }
                texts.insert(key.name, text.value);
            }
            _ => drop(reader.text(entry).map(|text| texts.insert(key.name, text.value))),
        }
    }
    let mut text = |name: &str| texts.remove(name);
    Some(Release {
        key: entry.key.to_owned(),
        file: text("file")?,
        hash: text("hash")?,
        date: *days.get("date")?,
        format: text("format")?,
        edition: text("edition")?,
        module: text("module").unwrap_or_default(),
        recipient: text("recipient").unwrap_or_default(),
        replaced: days.get("replaced").copied(),
        stories,
    })
}

fn stories_of(entry: &Entry<'_>, reader: &mut Reader<'_>) -> InFile {
    let (block, base) = entry.block();
    let mut stories = InFile::new();
    if !entry.raw().is_empty() && block.trim().is_empty() {
        let words =
            "`stories` expects a line for each story below it, such as `blue-blanket: 2028-01-10`".to_owned();
        reader.tell(CODES.value, entry.value_span(), words, None);
    }
    for story in yaml::entries(block, base, reader) {
        let Some(text) = reader.text(&story) else { continue };
        let day = Date::parse(&text.value);
        if day.is_none() && text.value != NO_END {
            let words = format!(
                "`{}` expects the last day of the story, such as `2028-01-10`, or `{NO_END}`",
                story.key
            );
            reader.tell(CODES.value, text.span, words, None);
        }
        stories.insert(story.key.to_owned(), day);
    }
    stories
}

fn is_hash(text: &str) -> bool {
    let digits = text.strip_prefix("blake3:").unwrap_or_default();
    digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// The list with one more file: the bytes as they are, and a block behind them. Gives the block's key, which is
/// made here. A list that cannot be read stays as it is, and so does one to which a block cannot be added safely.
pub fn with(bytes: Option<&[u8]>, release: &Release) -> Result<(String, Vec<u8>), Vec<Diagnostic>> {
    let before = match bytes {
        Some(bytes) => parse(bytes),
        None => Checked::clean(Releases { entries: Vec::new(), readable: true }),
    };
    if !before.value.readable {
        return Err(before.diagnostics);
    }
    let stem =
        format!("{}-{}", release.date, release.hash.trim_start_matches("blake3:").get(..8).unwrap_or("0"));
    let is_taken = |key: &str| before.value.entries.iter().any(|other| other.key == key);
    let numbered = (2..).map(|n| format!("{stem}-{n}"));
    let key = std::iter::once(stem.clone()).chain(numbered).find(|key| !is_taken(key)).unwrap_or(stem);
    let release = Release { key: key.clone(), ..release.clone() };

    let mut text = bytes.map_or_else(|| HEAD.as_bytes().to_vec(), <[u8]>::to_vec);
    if text.last().is_some_and(|byte| *byte != b'\n') {
        text.push(b'\n');
    }
    text.extend_from_slice(format!("\n{}", block(&release)).as_bytes());
    let after = parse(&text);
    let mut expected = before.value.entries;
    expected.push(release);
    if after.value.readable && after.value.entries == expected {
        return Ok((key, text));
    }
    let words = "a block behind the last line would not be read as a release of its own";
    let problem = Diagnostic::new(CODES.syntax, &FILE.into(), Span::default(), words)
        .help("Let the name of each release begin its line, without blanks in front of it.");
    Err(vec![problem])
}

fn block(release: &Release) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
    let mut out = format!(
        "{}:\n  file: {}\n  hash: {}\n  date: {}\n  format: {}\n  edition: {}\n",
        release.key,
        quoted(&release.file),
        release.hash,
        release.date,
        release.format,
        release.edition
    );
    if !release.module.is_empty() {
        out.push_str(&format!("  module: {}\n", quoted(&release.module)));
    }
    if !release.recipient.is_empty() {
        out.push_str(&format!("  recipient: {}\n", quoted(&release.recipient)));
    }
    if !release.stories.is_empty() {
        out.push_str("  stories:\n");
    }
    for (id, until) in &release.stories {
        let until = until.map_or_else(|| NO_END.to_owned(), |day| day.to_string());
        out.push_str(&format!("    {id}: {until}\n"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(recipient: &str) -> Release {
        let day = |text: &str| Date::parse(text).unwrap();
        Release {
            key: String::new(),
            file: "a “course”: 1.zip".into(),
            hash: format!("blake3:{}", "9f3ac1d2".repeat(8)),
            date: day("2027-03-01"),
            format: "site-zip".into(),
            edition: "learner".into(),
            module: "one/module".into(),
            recipient: recipient.into(),
            replaced: None,
            stories: [("blue-blanket".into(), Some(day("2028-01-10"))), ("other".into(), None)].into(),
        }
    }

    #[test]
    fn what_is_added_is_read_again_and_what_stood_there_stays_to_the_byte() {
        let mut bytes: Option<Vec<u8>> = None;
        let who = ["St Mary's: ward 4, \"north\"", "", "École # 2\nnight", "- a list? [no]"];
        for recipient in who {
            let (_, more) = with(bytes.as_deref(), &release(recipient)).unwrap();
            assert!(more.starts_with(bytes.as_deref().unwrap_or_default()));
            bytes = Some(more);
        }
        let read = parse(bytes.as_deref().unwrap());
        assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
        let keys: Vec<&str> = read.value.entries.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(
            keys,
            [
                "2027-03-01-9f3ac1d2",
                "2027-03-01-9f3ac1d2-2",
                "2027-03-01-9f3ac1d2-3",
                "2027-03-01-9f3ac1d2-4"
            ]
        );
        for (entry, recipient) in read.value.entries.iter().zip(who) {
            assert_eq!(*entry, Release { key: entry.key.clone(), ..release(recipient) });
        }
    }

    #[test]
    fn a_list_that_somebody_damaged_is_told_at_its_place_and_never_added_to() {
        let (_, whole) = with(None, &release("Roy")).unwrap();
        let whole = String::from_utf8(whole).unwrap();
        for (from, to, told) in [
            ("hash: blake3:9", "hash: blake3:", "blake3:f3ac1d2"),
            ("date: 2027-03-01", "date: March", "March"),
            ("edition: learner", "edition: lerner", "lerner"),
            ("format: site-zip\n", "", "2027-03-01-9f3ac1d2"),
            ("  file:", "  flie:", "2027-03-01-9f3ac1d2"),
            ("2028-01-10", "next year", "next year"),
            ("other: no end", "other no end", "other no end"),
            ("2027-03-01-9f3ac1d2:", "2027-03-01-9f3ac1d2", "2027-03-01-9f3ac1d2"),
            ("  hash:", "<<<<<<< ours\n  hash:", "<<<<<<< ours"),
        ] {
            let damaged = whole.replacen(from, to, 1);
            assert_ne!(damaged, whole, "{from}");
            let read = parse(damaged.as_bytes());
            assert!(!read.value.readable, "{damaged}");
            let places: Vec<&str> = read.diagnostics.iter().map(|d| &damaged[d.span.range()]).collect();
            assert!(places.iter().any(|place| place.starts_with(told)), "{told}: {places:?}");
            assert!(with(Some(damaged.as_bytes()), &release("Roy")).is_err());
        }
        let twice = format!("{whole}\n{}", whole.split_once("\n\n").unwrap().1);
        assert!(!parse(twice.as_bytes()).value.readable);
        let indented: String = whole.lines().map(|line| format!("  {line}\n")).collect();
        assert!(parse(indented.as_bytes()).value.readable);
        assert!(
            with(Some(indented.as_bytes()), &release("Roy")).is_err(),
            "a block would join the one before it"
        );
        assert!(!parse(b"\xff").value.readable);
    }
}
