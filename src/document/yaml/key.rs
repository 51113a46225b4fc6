//! The keys that a header or a data file may have, as data: from them come the reading, the help and the schemas.

/// One key that a header or a data file may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    pub name: &'static str,
    pub want: Want,
    /// One line of help, for `bedside schema` and the authoring reference.
    pub about: &'static str,
}

/// What kind of value a key expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    Text,
    /// A whole number of minutes; `10 min` is understood.
    Minutes,
    Whole,
    Flag,
    Date,
    /// A list of texts; one text alone is understood as a list of one.
    Texts,
    /// A list of texts or of `{id, text}`.
    Objectives,
    Word(&'static [&'static str]),
    /// A mapping with these keys.
    Map(&'static [Key]),
    /// A mapping of ids, which the author chooses, to mappings with these keys.
    Named(&'static [Key]),
    /// A mapping of ids to texts.
    NamedTexts,
    /// A list of mappings, each with all of these keys.
    Items(&'static [Key]),
    /// Read by whoever owns the key.
    Any,
}

impl Want {
    /// What to write instead, as a line to copy.
    pub(super) fn fix(self, key: &str) -> String {
        let example = match self {
            Want::Text => return format!("Write one text behind the colon: `{key}: \"…\"`."),
            Want::Minutes => "10",
            Want::Whole => "3",
            Want::Flag => "true",
            Want::Date => "2027-03-01",
            Want::Texts => "[one, two]",
            Want::Objectives => "\n  - Sit down before speaking",
            Want::Word(words) => words.first().copied().unwrap_or_default(),
            Want::Map(keys) | Want::Named(keys) | Want::Items(keys) => {
                return format!("Write below `{key}:`, indented by two spaces: {}.", names(keys));
            }
            Want::NamedTexts => "\n  sit-down: Sit down before speaking",
            Want::Any => return format!("Look at `{key}` in the authoring reference."),
        };
        format!("Write it like this:\n{}", format!("{key}: {example}").replace(": \n", ":\n"))
    }

    /// What is expected, with an example, to complete “expects …”.
    pub fn words(self) -> String {
        match self {
            Want::Text => "text, such as `A first visit`".into(),
            Want::Minutes => "a whole number of minutes, such as `10`".into(),
            Want::Whole => "a whole number, such as `3`".into(),
            Want::Flag => "`true` or `false`".into(),
            Want::Date => "a date, such as `2027-03-01`".into(),
            Want::Texts => "a list of texts, such as `[students, nurses]`".into(),
            Want::Objectives => "a list, one objective a line, each with a dash in front".into(),
            Want::Word(words) => format!("one of: {}", words.join(", ")),
            Want::Map(keys) => format!("deeper lines with the keys {}", names(keys)),
            Want::Named(keys) => format!("an id for each, and in deeper lines {}", names(keys)),
            Want::NamedTexts => "lines such as `sit-down: Sit down before speaking`".into(),
            Want::Items(keys) => format!("a list, each with {}", names(keys)),
            Want::Any => "a value".into(),
        }
    }
}

pub(super) fn names(keys: &[Key]) -> String {
    keys.iter().map(|key| format!("`{}`", key.name)).collect::<Vec<_>>().join(", ")
}
