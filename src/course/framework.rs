//! `framework.yaml` → the domains and competencies that a course is to cover.

use std::sync::Arc;

use crate::diagnostic::{Checked, Code, Span};
use crate::document::yaml::{self, Codes, Entry, Key, Reader, Want};
use crate::source::Sources;

/// The name of the file.
pub const FILE: &str = "framework.yaml";

/// Keys of the whole file.
pub const KEYS: &[Key] = &[
    Key {
        name: "require",
        want: Want::Map(REQUIRE_KEYS),
        about: "how often each competency must at least be taught, practised, reflected on and debriefed",
    },
    Key {
        name: "domains",
        want: Want::Named(DOMAIN_KEYS),
        about: "the domains by their ids, each with its competencies",
    },
];

/// Keys of `require`.
pub const REQUIRE_KEYS: &[Key] = &[
    Key { name: "taught", want: Want::Whole, about: "pages that teach it" },
    Key { name: "practised", want: Want::Whole, about: "role plays, conversations and self-checks" },
    Key { name: "reflected", want: Want::Whole, about: "reflection prompts and scales" },
    Key { name: "debriefed", want: Want::Whole, about: "debriefs" },
];

/// Keys of a domain.
pub const DOMAIN_KEYS: &[Key] = &[
    Key { name: "title", want: Want::Text, about: "the domain's name" },
    Key { name: "about", want: Want::Text, about: "what it is, and where it comes from" },
    Key {
        name: "competencies",
        want: Want::NamedTexts,
        about: "its competencies: `id: what learners can do`",
    },
];

const CODES: Codes = Codes {
    syntax: Code::ConfigSyntax,
    unknown: Code::ConfigKey,
    duplicate: Code::ConfigKey,
    value: Code::ConfigValue,
};

/// What a course is to cover.
#[derive(Clone, Debug, Default)]
pub struct Framework {
    pub domains: Vec<Domain>,
    pub require: Require,
}

/// A part of compassion with what belongs to it.
#[derive(Clone, Debug, Default)]
pub struct Domain {
    pub id: String,
    pub title: String,
    pub about: String,
    pub competencies: Vec<Competency>,
}

/// Something that learners can do in the end.
#[derive(Clone, Debug)]
pub struct Competency {
    pub id: String,
    pub title: String,
    pub span: Span,
}

/// How often each competency must at least be met; `0` asks for nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Require {
    pub taught: usize,
    pub practised: usize,
    pub reflected: usize,
    pub debriefed: usize,
}

impl Framework {
    /// Every competency, in the order of the file.
    pub fn competencies(&self) -> impl Iterator<Item = &Competency> + Clone {
        self.domains.iter().flat_map(|domain| &domain.competencies)
    }
}

/// Reads the framework; a course without the file has none, which is no mistake.
pub(super) fn read(sources: &Sources) -> Checked<Framework> {
    let Some(source) = sources.get(FILE) else { return Checked::clean(Framework::default()) };
    let file: Arc<str> = FILE.into();
    let mut framework = Framework::default();
    let bytes = source.text_bytes();
    let (text, base) = match yaml::text(&bytes, &file) {
        Ok(text) => text,
        Err(problem) => return Checked { value: framework, diagnostics: vec![*problem] },
    };
    let mut reader = Reader { file: &file, codes: CODES, problems: Vec::new() };
    let entries = yaml::entries(text, base, &mut reader);
    for (key, entry) in reader.known(&entries, KEYS) {
        match key.name {
            "require" => framework.require = require(&mut reader, entry),
            _ => framework.domains = domains(&mut reader, entry),
        }
    }
    tell_repeats(&framework, &mut reader);
    Checked { value: framework, diagnostics: reader.problems }
}

fn require(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Require {
    let mut require = Require::default();
    let Some(value) = reader.value(entry) else { return require };
    let Some(mapping) = value.as_mapping() else {
        let help = "Write `require: {practised: 1, reflected: 1}`.".to_owned();
        reader.tell(
            Code::ConfigValue,
            entry.value_span(),
            "`require` expects a number for each column".into(),
            Some(help),
        );
        return require;
    };
    for (key, value) in mapping {
        let name = key.as_str().unwrap_or_default();
        let number = value.as_u64().and_then(|n| usize::try_from(n).ok());
        let column = match name {
            "taught" => &mut require.taught,
            "practised" => &mut require.practised,
            "reflected" => &mut require.reflected,
            "debriefed" => &mut require.debriefed,
            _ => {
                let help = crate::diagnostic::did_you_mean(name, REQUIRE_KEYS.iter().map(|key| key.name));
                reader.tell(
                    Code::ConfigKey,
                    entry.value_span(),
                    format!("`{name}` is not a column of the map"),
                    help,
                );
                continue;
            }
        };
        match number {
            Some(number) => *column = number,
            None => reader.tell(
                Code::ConfigValue,
                entry.value_span(),
                format!("`{name}` expects a whole number"),
                None,
            ),
        }
    }
    require
}

fn domains(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Vec<Domain> {
    let (block, base) = entry.block();
    let entries = yaml::entries(block, base, reader);
    entries.iter().map(|entry| domain(reader, entry)).collect()
}

fn domain(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Domain {
    let mut domain = Domain { id: entry.key.to_owned(), title: entry.key.to_owned(), ..Domain::default() };
    let (block, base) = entry.block();
    let entries = yaml::entries(block, base, reader);
    for (key, entry) in reader.known(&entries, DOMAIN_KEYS) {
        match key.name {
            "title" => domain.title = reader.text(entry).map_or_else(String::new, |text| text.value),
            "about" => domain.about = reader.text(entry).map_or_else(String::new, |text| text.value),
            _ => {
                let (block, base) = entry.block();
                for entry in yaml::entries(block, base, reader) {
                    let title = reader.text(&entry).map_or_else(|| entry.key.to_owned(), |text| text.value);
                    domain.competencies.push(Competency {
                        id: entry.key.to_owned(),
                        title,
                        span: entry.key_span,
                    });
                }
            }
        }
    }
    domain
}

fn tell_repeats(framework: &Framework, reader: &mut Reader<'_>) {
    let mut seen: Vec<&str> = Vec::new();
    for competency in framework.competencies() {
        if seen.contains(&competency.id.as_str()) {
            let words = format!("the competency `{}` stands twice", competency.id);
            reader.tell(
                Code::ConfigKey,
                competency.span,
                words,
                Some("Give each competency an id of its own.".into()),
            );
        }
        seen.push(&competency.id);
    }
}
