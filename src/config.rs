//! `course.yaml` → `Config`: what a course says of itself as a whole, strictly read.

use std::sync::Arc;

mod about;
mod platform;
mod to_fill_in;
mod words;

use crate::diagnostic::{Checked, Code, Diagnostic, Span, did_you_mean};
use crate::document::writing::Wording;
use crate::document::yaml::{self, Codes, Key, Reader, Spanned, Want};
use crate::source::Sources;

pub use about::{Accreditation, Reviewer};
pub use platform::{Completion, Platform, Units};

/// The name of the file that makes a folder a course.
pub const FILE: &str = "course.yaml";

/// Every key of course.yaml.
pub const KEYS: &[Key] = &[
    Key {
        name: "id",
        want: Want::Text,
        about: "made by `bedside new` and never changed: journals and packages hang on it",
    },
    Key { name: "title", want: Want::Text, about: "the course's title" },
    Key { name: "summary", want: Want::Text, about: "one sentence on the course" },
    Key { name: "language", want: Want::Text, about: "the language of the course, such as en, fr, es" },
    Key { name: "organisation", want: Want::Text, about: "who offers the course" },
    Key { name: "licence", want: Want::Text, about: "how the course may be used" },
    Key { name: "version", want: Want::Text, about: "the course's version" },
    Key {
        name: "authors",
        want: Want::Texts,
        about: "who wrote the course, beside the authors of its pages",
    },
    Key { name: "made", want: Want::Text, about: "how the course was made, in a few sentences for readers" },
    Key {
        name: "reviewers",
        want: Want::Items(about::REVIEWER),
        about: "who has read the course over, in which role, and when",
    },
    Key {
        name: "disclosures",
        want: Want::Texts,
        about: "what readers are to know of money and interests behind the course",
    },
    Key { name: "strands", want: Want::Texts, about: "the folders of the strands, in their order" },
    Key {
        name: "publication",
        want: Want::Word(&["restricted", "public"]),
        about: "restricted (the default) asks search engines to stay away",
    },
    Key {
        name: "words",
        want: Want::Map(&[Key {
            name: "avoid",
            want: Want::Items(WORDING),
            about: "wordings that are better avoided, each with a kinder one",
        }]),
        about: "the course's own words: `avoid:` lists wordings to be told, each as `{say: …, instead: …}`",
    },
    Key { name: "plans", want: Want::Named(crate::course::PLAN_KEYS), about: "delivery plans" },
    Key { name: "signposts", want: Want::Items(SIGNPOST), about: "where support is found, by kind" },
    Key {
        name: "accreditation",
        want: Want::Map(about::ACCREDITATION),
        about: "who has accredited the course, and until when",
    },
    Key { name: "style", want: Want::Text, about: "the citation style; Vancouver by default" },
    Key {
        name: "journal",
        want: Want::Word(&["off", "visit", "device"]),
        about: "where a learner's journal may be kept",
    },
    Key {
        name: "platform",
        want: Want::Map(platform::KEYS),
        about: "what a learning platform lists and is told, in packages for one (scorm12, scorm2004, cmi5)",
    },
    Key {
        name: "html",
        want: Want::Word(&["sanitize", "forbid", "allow"]),
        about: "what happens to raw HTML in pages",
    },
    Key {
        name: "search",
        want: Want::Flag,
        about: "whether the site has a search; yes by default. A list of all pages stands in its place",
    },
    Key { name: "show_minutes", want: Want::Flag, about: "whether learners see how long a page takes" },
    Key {
        name: "theme",
        want: Want::Text,
        about: "a folder in the course's or beside it, whose files replace those of the default theme",
    },
    Key { name: "allow", want: Want::Texts, about: "codes of diagnostics to switch off in the whole course" },
    Key {
        name: "base_url",
        want: Want::Text,
        about: "the course's web address, used only where a standard demands one",
    },
];

/// The keys of one wording under `words: avoid:`.
const WORDING: &[Key] = &[
    Key { name: "say", want: Want::Text, about: "the wording that is better avoided" },
    Key { name: "instead", want: Want::Text, about: "what can be said in its place" },
];

/// The keys of one signpost.
const SIGNPOST: &[Key] = &[
    Key { name: "title", want: Want::Text, about: "what is found there, in a few words" },
    Key { name: "text", want: Want::Text, about: "where and how it is found" },
];

const CODES: Codes = Codes {
    syntax: Code::ConfigSyntax,
    unknown: Code::ConfigKey,
    duplicate: Code::ConfigKey,
    value: Code::ConfigValue,
};

/// What happens to raw HTML in pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HtmlPolicy {
    #[default]
    Sanitize,
    Forbid,
    Allow,
}

/// Where a learner's journal may be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Journal {
    /// Nowhere: a place to write is a plain field.
    Off,
    /// In the browser until the visit ends.
    Visit,
    /// Also from one visit to the next, if the learner chooses so.
    #[default]
    Device,
}

impl Journal {
    /// The word of course.yaml.
    pub fn name(self) -> &'static str {
        match self {
            Journal::Off => "off",
            Journal::Visit => "visit",
            Journal::Device => "device",
        }
    }
}

/// The course's own settings; what the file does not say has its default here.
#[derive(Clone, Debug)]
pub struct Config {
    pub id: String,
    pub title: String,
    pub summary: String,
    pub language: String,
    pub organisation: String,
    pub licence: String,
    pub version: String,
    pub authors: Vec<Spanned<String>>,
    pub made: String,
    pub reviewers: Vec<Reviewer>,
    pub disclosures: Vec<Spanned<String>>,
    pub accreditation: Option<Accreditation>,
    pub strands: Vec<Spanned<String>>,
    pub public: bool,
    pub words: Vec<Wording>,
    pub signposts: Vec<Signpost>,
    /// The text of the delivery plans and where it starts; read once the pages are known.
    pub plans: Option<(String, usize)>,
    pub style: Option<Spanned<String>>,
    pub journal: Journal,
    pub platform: Platform,
    pub html: HtmlPolicy,
    pub search: bool,
    pub show_minutes: bool,
    pub theme: Option<Spanned<String>>,
    pub allow: Vec<Spanned<String>>,
    pub base_url: Option<String>,
}

impl Config {
    /// Where a learner's journal may be kept in a package for a platform: nowhere that the course itself forbids.
    pub fn journal_in_platform(&self) -> Journal {
        match (self.journal, self.platform.journal) {
            (Journal::Off, _) | (_, Journal::Off) => Journal::Off,
            (Journal::Visit, _) | (_, Journal::Visit) => Journal::Visit,
            (Journal::Device, Journal::Device) => Journal::Device,
        }
    }
}

/// Where support is found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Signpost {
    pub title: String,
    pub text: String,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            id: String::new(),
            title: "Course".into(),
            summary: String::new(),
            language: "en".into(),
            organisation: String::new(),
            licence: String::new(),
            version: String::new(),
            authors: Vec::new(),
            made: String::new(),
            reviewers: Vec::new(),
            disclosures: Vec::new(),
            accreditation: None,
            strands: Vec::new(),
            public: false,
            words: Vec::new(),
            signposts: Vec::new(),
            plans: None,
            style: None,
            journal: Journal::Device,
            platform: Platform::default(),
            html: HtmlPolicy::Sanitize,
            search: true,
            show_minutes: false,
            theme: None,
            allow: Vec::new(),
            base_url: None,
        }
    }
}

/// Reads the course's settings; a course without the file is told and has the defaults.
pub fn read(sources: &Sources) -> Checked<Config> {
    let file: Arc<str> = FILE.into();
    let Some(source) = sources.get(FILE) else {
        let problem = Diagnostic::new(
            Code::NoCourse,
            &file,
            Span::default(),
            "there is no file course.yaml in this folder",
        )
        .help("Name the course's folder with `--content`, or make a starter course with `bedside new DIR`.");
        return Checked { value: Config::default(), diagnostics: vec![problem] };
    };
    let bytes = source.text_bytes();
    let (text, base) = match yaml::text(&bytes, &file) {
        Ok(text) => text,
        Err(problem) => return Checked { value: Config::default(), diagnostics: vec![*problem] },
    };
    let mut reader = Reader { file: &file, codes: CODES, problems: Vec::new() };
    let config = settings(text, base, &mut reader);
    to_fill_in::tell(text, base, &mut reader);
    Checked { value: config, diagnostics: reader.problems }
}

fn settings(text: &str, base: usize, reader: &mut Reader<'_>) -> Config {
    let mut config = Config::default();
    let entries = yaml::entries(text, base, reader);
    for (key, entry) in reader.known(&entries, KEYS) {
        let mut text = |into: &mut String| {
            if let Some(value) = reader.text(entry) {
                *into = value.value;
            }
        };
        match key.name {
            "id" => text(&mut config.id),
            "title" => text(&mut config.title),
            "summary" => text(&mut config.summary),
            "language" => {
                text(&mut config.language);
                check_language(reader, entry, &config.language);
            }
            "organisation" => text(&mut config.organisation),
            "licence" => text(&mut config.licence),
            "version" => text(&mut config.version),
            "made" => text(&mut config.made),
            "authors" => config.authors = reader.texts(entry),
            "reviewers" => config.reviewers = about::reviewers(reader, entry),
            "disclosures" => config.disclosures = reader.texts(entry),
            "strands" => config.strands = reader.texts(entry),
            "publication" => {
                let Want::Word(words) = key.want else { continue };
                config.public = reader.word(entry, words).is_some_and(|word| word.value == "public");
            }
            "words" => config.words = words::read(reader, entry),
            "signposts" => config.signposts = signposts(reader, entry),
            "style" => config.style = reader.text(entry),
            "journal" => {
                let Want::Word(words) = key.want else { continue };
                config.journal = match reader.word(entry, words).as_ref().map(|word| word.value.as_str()) {
                    Some("off") => Journal::Off,
                    Some("visit") => Journal::Visit,
                    _ => Journal::Device,
                };
            }
            "platform" => config.platform = platform::read(reader, entry),
            "html" => {
                let Want::Word(words) = key.want else { continue };
                config.html = match reader.word(entry, words).as_ref().map(|word| word.value.as_str()) {
                    Some("forbid") => HtmlPolicy::Forbid,
                    Some("allow") => HtmlPolicy::Allow,
                    _ => HtmlPolicy::Sanitize,
                };
            }
            "plans" => {
                let (block, base) = entry.block();
                if block.trim().is_empty() && !matches!(entry.raw(), "" | "[]" | "{}") {
                    let help =
                        "Write each plan below `plans:`, indented by two spaces, with its keys below it.";
                    let words = "`plans` expects a name for each plan, and its keys in deeper lines";
                    reader.tell(Code::ConfigValue, entry.value_span(), words.into(), Some(help.into()));
                }
                config.plans = Some((block.to_owned(), base));
            }
            "search" => config.search = reader.flag(entry).unwrap_or(true),
            "show_minutes" => config.show_minutes = reader.flag(entry).unwrap_or(false),
            "theme" => config.theme = reader.text(entry),
            "allow" => config.allow = reader.texts(entry),
            "base_url" => {
                config.base_url = reader.text(entry).map(|url| url.value);
                check_address(reader, entry, config.base_url.as_deref());
            }
            "accreditation" => config.accreditation = about::accreditation(reader, entry),
            other => debug_assert!(false, "the key `{other}` has a row and no reader"),
        }
    }
    tell_missing(&config, text, base, reader);
    config
}

/// A language is told to browsers, voices and the citation styles: by its code alone can they know it.
fn check_language(reader: &mut Reader<'_>, entry: &yaml::Entry<'_>, language: &str) {
    let main = language.split(['-', '_']).next().unwrap_or_default();
    if !(2..=3).contains(&main.len()) || !main.bytes().all(|letter| letter.is_ascii_alphabetic()) {
        let words = format!("`{language}` is not the code of a language");
        let help = "Write the code: `language: en`, `fr`, `es`, `de` or `pt-BR`.";
        reader.tell(Code::ConfigValue, entry.value_span(), words, Some(help.into()));
    }
}

fn check_address(reader: &mut Reader<'_>, entry: &yaml::Entry<'_>, address: Option<&str>) {
    let Some(address) = address else { return };
    if !address.starts_with("https://") && !address.starts_with("http://") {
        let words = format!("`{address}` is not a whole web address");
        let help = format!(
            "Write it with `https://` in front: `base_url: https://{}`.",
            address.trim_start_matches('/')
        );
        reader.tell(Code::ConfigValue, entry.value_span(), words, Some(help));
    }
}

/// An id and a title are what a course cannot be without.
fn tell_missing(config: &Config, text: &str, base: usize, reader: &mut Reader<'_>) {
    let first = Span::new(base, base + text.lines().next().map_or(0, str::len));
    let says_id = text.lines().any(|line| line.starts_with("id:") || line.starts_with("id "));
    if config.id.is_empty() && !says_id {
        let help = "Add a line `id: ` with a name that no other course has and that never changes; `bedside new` makes one.";
        reader.tell(Code::ConfigValue, first, "course.yaml has no `id`".into(), Some(help.into()));
    }
    if !text.lines().any(|line| line.starts_with("title")) {
        reader.tell(
            Code::ConfigValue,
            first,
            "course.yaml has no `title`".into(),
            Some("Add a line `title: ` with the course's title.".into()),
        );
    }
}

fn signposts(reader: &mut Reader<'_>, entry: &yaml::Entry<'_>) -> Vec<Signpost> {
    let Some(value) = reader.value(entry) else { return Vec::new() };
    let items = value.as_sequence().cloned().unwrap_or_default();
    let text =
        |item: &serde_yaml::Value, key: &str| item.get(key).and_then(|v| v.as_str()).map(str::to_owned);
    let mut signposts = Vec::new();
    for item in &items {
        match (text(item, "title"), text(item, "text")) {
            (Some(title), Some(text)) => signposts.push(Signpost { title, text }),
            _ => {
                let help =
                    "Each signpost is written so:\n- title: Someone to talk to\n  text: Where they are found"
                        .to_owned();
                reader.tell(
                    Code::ConfigValue,
                    entry.value_span(),
                    "a signpost needs a `title` and a `text`".into(),
                    Some(help),
                );
            }
        }
    }
    signposts
}

/// Tells codes in `allow` that do not exist or cannot be switched off.
pub fn check_allow(allow: &[Spanned<String>], file: &Arc<str>, problems: &mut Vec<Diagnostic>) {
    use crate::diagnostic::{CODES, Severity};
    for allowed in allow {
        let words = match Code::from_name(&allowed.value) {
            Some(code) if code.info().severity == Severity::Error => {
                format!("`{}` is an error and cannot be switched off", allowed.value)
            }
            Some(_) => continue,
            None => format!("`{}` is not a code of a diagnostic", allowed.value),
        };
        let mut problem = Diagnostic::new(Code::UnknownAllow, file, allowed.span, words);
        problem.help = Some(match Code::from_name(&allowed.value) {
            Some(_) => "Mend what it tells, and take it out of `allow`.".into(),
            None => did_you_mean(&allowed.value, CODES.iter().map(|info| info.name))
                .unwrap_or_else(|| "`bedside explain` lists all codes.".into()),
        });
        problems.push(problem);
    }
}
