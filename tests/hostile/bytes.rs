//! Texts that are no UTF-8, or hold bytes that no text has, in every kind of file that is read.

use super::Expect;
use super::support::{Files, course, link, made, told};
use bedside::course::Edition;

/// Every kind of text with a sound one, which holds an `é`.
const FILES: &[(&str, &str)] = &[
    ("strand/module/page.md", "---\ntitle: Café\n---\n# Café\n\nWords.\n"),
    (
        "course.yaml",
        "id: test\ntitle: Café\nversion: 1\nstrands: [strand]\nallow: [no-summary, no-objectives, no-activity]\n",
    ),
    ("glossary.yaml", "café:\n  definition: A place.\n"),
    (
        "stories.yaml",
        "her:\n  basis: consented\n  teller: Renée\n  approved: 2026-01-10\n  purposes: [education]\n  copies: [site]\n",
    ),
    (
        "framework.yaml",
        "domains:\n  hearing:\n    title: Écoute\n    competencies:\n      listening: Hear a person out\n",
    ),
    ("references.bib", "@article{a, author = {Lee, Renée}, title = {One}, date = {2020}}\n"),
    ("snippets/rules.md", "What is said at the café stays there.\n"),
    ("strand/module/words.vtt", "WEBVTT\n\n00:01.000 --> 00:04.000\nCafé.\n"),
    (
        "strand/module/chair.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 4\"><title>Café</title></svg>\n",
    ),
];

/// Shows all of them.
const USES: &str = "# Uses\n\n![A chair](chair.svg) Words [@a] and [[café]].\n\n:::include{src=rules.md}\n:::\n\n\
    :::media[Film]{src=film.mp4 captions=words.vtt description=\"A room.\"}\nWords.\n:::\n";

type Change = fn(&str) -> Vec<u8>;

const FORMS: &[(&str, Change, Expect)] = &[
    ("as it is", |text| text.into(), Expect::Fine),
    ("a byte order mark", |text| format!("\u{feff}{text}").into(), Expect::Fine),
    ("CRLF", |text| text.replace('\n', "\r\n").into(), Expect::Fine),
    ("CRLF and a mark", |text| format!("\u{feff}{}", text.replace('\n', "\r\n")).into(), Expect::Fine),
    ("no end of line at the end", |text| text.trim_end().into(), Expect::Fine),
    ("mixed ends of lines", |text| text.replacen('\n', "\r\n", 1).into(), Expect::Fine),
    ("CR alone", |text| text.replace('\n', "\r").into(), Expect::Any),
    ("UTF-16 LE", |text| with_mark(text, u16::to_le_bytes), Expect::Error),
    ("UTF-16 BE", |text| with_mark(text, u16::to_be_bytes), Expect::Error),
    (
        "UTF-16 LE without a mark",
        |text| text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Expect::Error,
    ),
    ("UTF-32 LE", |text| text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(), Expect::Error),
    (
        "Latin-1",
        |text| text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect(),
        Expect::Error,
    ),
    ("surrogates as CESU-8 has them", |text| in_place(text, b"\xed\xa0\xbd\xed\xb8\x80"), Expect::Error),
    ("a lone surrogate", |text| in_place(text, b"\xed\xa0\x80"), Expect::Error),
    ("an over-long form", |text| in_place(text, b"\xc0\xaf"), Expect::Error),
    ("an over-long zero", |text| in_place(text, b"\xc0\x80"), Expect::Error),
    ("beyond Unicode", |text| in_place(text, b"\xf4\x90\x80\x80"), Expect::Error),
    ("cut off", |text| in_place(text, b"\xc3"), Expect::Error),
    ("a zero byte", |text| in_place(text, b"\0"), Expect::Error),
    ("an escape", |text| in_place(text, b"\x1b[31m"), Expect::Error),
    ("a C1 control", |text| in_place(text, "\u{9b}".as_bytes()), Expect::Error),
    ("no character", |text| in_place(text, "\u{fffe}\u{ffff}".as_bytes()), Expect::Any),
    ("turned round", |text| in_place(text, "\u{202e}".as_bytes()), Expect::Any),
    ("empty", |_| Vec::new(), Expect::Any),
    ("one end of line", |_| b"\n".to_vec(), Expect::Any),
    ("zero bytes alone", |_| vec![0; 64], Expect::Error),
    ("only a mark", |_| "\u{feff}".into(), Expect::Any),
    ("a zip", |_| b"PK\x03\x04\x14\x00\x00\x00\x08\x00\xff\xfe".to_vec(), Expect::Error),
];

fn with_mark(text: &str, bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(bytes).collect()
}

/// The bytes in the place of the text's `é`.
fn in_place(text: &str, bytes: &[u8]) -> Vec<u8> {
    let at = text.find(['é', 'É']).unwrap();
    [&text.as_bytes()[..at], bytes, &text.as_bytes()[at + 'é'.len_utf8()..]].concat()
}

/// Each form of each file.
pub fn cases() -> Vec<(&'static str, &'static str, Vec<u8>, Expect)> {
    let of = |(file, text): &(&'static str, &'static str)| {
        let (file, text) = (*file, *text);
        FORMS.iter().map(move |(name, change, expect)| (file, *name, change(text), *expect))
    };
    FILES.iter().flat_map(of).collect()
}

fn around() -> Files {
    let mut files = course();
    for (file, text) in FILES {
        files.insert((*file).into(), (*text).into());
    }
    files.insert("strand/module/uses.md".into(), USES.into());
    files.insert("strand/module/film.mp4".into(), b"film".to_vec());
    files
}

#[test]
fn every_file_in_every_form_is_read_or_told() {
    let mut wrong = Vec::new();
    for (file, form, bytes, expect) in cases() {
        let mut files = around();
        files.insert(file.into(), bytes);
        let checked = link(&files);
        let told = told(&checked);
        let errors: Vec<&str> = told
            .iter()
            .filter(|t| t.severity == "error" && t.file == file)
            .map(|t| t.code.as_str())
            .collect();
        match expect {
            Expect::Fine if !errors.is_empty() => wrong.push(format!("{file}, {form}: {errors:?}")),
            Expect::Error if errors.is_empty() => wrong.push(format!("{file}, {form}: no error names it")),
            _ if errors.contains(&"page-failed") => wrong.push(format!("{file}, {form}: a panic")),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases().len(), wrong.join("\n"));
}

#[test]
fn a_course_with_ends_of_lines_as_on_windows_is_the_same_site() {
    let plain = made(&link(&around()).value, Edition::Facilitator);
    for (what, change) in [("CRLF", FORMS[2].1), ("a mark", FORMS[1].1)] {
        let mut files = around();
        for (file, text) in
            FILES.iter().filter(|(file, _)| !file.ends_with(".svg") && !file.ends_with(".vtt"))
        {
            files.insert((*file).into(), change(text));
        }
        let other = made(&link(&files).value, Edition::Facilitator);
        for (path, bytes) in &plain {
            assert!(other.get(path) == Some(bytes), "{what}: {path} is another");
        }
    }
}
