//! What stands in a block's braces, against its kind's table → arguments, defaults filled in.

use super::Kind;
use super::grammar::{Attributes, Opener, Pair};
use crate::diagnostic::{Code, did_you_mean, nearest};
use crate::document::builder::Builder;

/// One argument that a kind takes.
#[derive(Debug)]
pub struct Argument {
    pub name: &'static str,
    pub takes: Takes,
    pub required: bool,
    pub default: Option<&'static str>,
    /// One line of help.
    pub about: &'static str,
}

/// What every activity takes that the curriculum map counts.
pub(super) const COVERS: Argument = Argument {
    name: "covers",
    takes: Takes::Text,
    required: false,
    default: None,
    about: "ids of the competencies that it serves, where not all of the page's",
};

/// What every activity takes that objectives are traced to.
pub(super) const SERVES: Argument = Argument {
    name: "serves",
    takes: Takes::Text,
    required: false,
    default: None,
    about: "ids of the objectives that it serves, where not all of the page's",
};

/// The values that an argument can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    Text,
    /// A whole number within these bounds.
    Number {
        least: u32,
        most: u32,
    },
    Word(&'static [&'static str]),
    /// A file of the course, relative to the page: resolved, checked and published as a link's target is.
    Path,
    /// A page or a file of the course to read, relative to the page.
    Reading,
    /// A file of the course's folder `snippets/`.
    Snippet,
}

impl Takes {
    /// What is expected, to complete “takes …”.
    pub fn words(self) -> String {
        match self {
            Takes::Text => "text; put several words in straight quotes".into(),
            Takes::Number { least, most } => format!("a whole number from {least} to {most}"),
            Takes::Word(words) => format!("one of: {}", words.join(", ")),
            Takes::Path => "a file of the course, relative to the page".into(),
            Takes::Reading => "a page or a file of the course, relative to the page".into(),
            Takes::Snippet => "a file of the course's folder snippets/".into(),
        }
    }

    /// The value as it is kept; nothing if it cannot be taken.
    fn read(self, value: &str) -> Option<String> {
        match self {
            Takes::Text | Takes::Path | Takes::Reading | Takes::Snippet => {
                (!value.trim().is_empty()).then(|| value.trim().to_owned())
            }
            Takes::Number { least, most } => {
                let digits =
                    value.trim().trim_end_matches(|c: char| c.is_alphabetic() || c == '.' || c == ' ');
                let number: u32 = digits.parse().ok()?;
                (least..=most).contains(&number).then(|| number.to_string())
            }
            Takes::Word(words) => {
                let value = value.trim().to_lowercase();
                words.iter().find(|word| **word == value).map(|word| (*word).to_owned())
            }
        }
    }
}

/// Reads the arguments of one block, in the order of the table; every mistake is told at its place.
pub fn read(
    builder: &mut Builder<'_>,
    kind: &'static Kind,
    opener: &Opener,
) -> (Vec<(&'static str, Box<str>)>, Vec<&'static str>) {
    let attributes = &opener.attributes;
    // What could not be read in a line makes the rest of it uncertain.
    let is_told = !opener.faults.is_empty();
    let strangers = if is_told { Vec::new() } else { tell_unknown(builder, kind, attributes) };
    let mut arguments = Vec::new();
    let mut bad = Vec::new();
    for argument in kind.arguments {
        let written: Vec<&Pair> = attributes.pairs.iter().filter(|pair| pair.key == argument.name).collect();
        if let Some(second) = written.get(1) {
            let words = format!("`{}` stands twice; only one can count", argument.name);
            builder.tell(Code::ArgumentValue, second.key_span, words, "Keep one of the two.");
        }
        let value = match written.first() {
            Some(pair) => {
                let value = taken(builder, argument, pair);
                if value.is_none() {
                    bad.push(argument.name);
                }
                value
            }
            None => {
                let is_misspelt = strangers.contains(&argument.name);
                if argument.required && !is_told && !is_misspelt {
                    let words = format!("`{}` needs `{}=…`: {}", kind.name, argument.name, argument.about);
                    let help = format!("Write `:::{}{{{}=…}}`.", kind.name, argument.name);
                    builder.tell(Code::MissingArgument, opener.name_span, words, help);
                }
                None
            }
        };
        if let Some(value) = value.or_else(|| argument.default.map(str::to_owned)) {
            arguments.push((argument.name, value.into()));
        }
    }
    let classes: Vec<&str> = attributes.classes.iter().map(|(class, _)| class.as_str()).collect();
    if !classes.is_empty() {
        arguments.push(("class", classes.join(" ").into()));
    }
    (arguments, bad)
}

fn taken(builder: &mut Builder<'_>, argument: &Argument, pair: &Pair) -> Option<String> {
    let value = argument.takes.read(&pair.value);
    if value.is_none() {
        let words = format!("`{}` takes {}", argument.name, argument.takes.words());
        let name = argument.name;
        let help = match argument.takes {
            Takes::Word(words) => nearest(&pair.value, words.iter().copied()).map_or_else(
                || format!("Write one of these words, such as `{name}={}`.", words.last().unwrap_or(&"")),
                |word| format!("Did you mean “{word}”?"),
            ),
            Takes::Number { least, most } => {
                let example =
                    argument.default.map_or_else(|| least.max(10.min(most)).to_string(), str::to_owned);
                format!("Write the number in digits: `{name}={example}`.")
            }
            Takes::Text => format!("Write `{name}=\"…\"` with words between the quotes, or leave it out."),
            Takes::Path | Takes::Reading | Takes::Snippet => {
                format!("Write the name of the file behind `{name}=`.")
            }
        };
        builder.tell(Code::ArgumentValue, pair.value_span, words, help);
    }
    value
}

/// Tells arguments that the kind does not know, and gives those that were meant.
fn tell_unknown(builder: &mut Builder<'_>, kind: &Kind, attributes: &Attributes) -> Vec<&'static str> {
    let mut meant = Vec::new();
    for pair in &attributes.pairs {
        if kind.arguments.iter().any(|argument| argument.name == pair.key) {
            continue;
        }
        let words = format!("`{}` does not know the argument `{}`", kind.name, pair.key);
        let names = || kind.arguments.iter().map(|a| a.name);
        let near = nearest(&pair.key, names());
        meant.extend(near);
        let help = if near.is_none()
            && matches!(pair.key.as_str(), "title" | "label" | "name" | "heading" | "who")
        {
            Some(format!("The label stands in square brackets: `:::{}[{}]`.", kind.name, pair.value))
        } else if kind.arguments.is_empty() {
            Some(format!("`{}` takes no arguments but an id, `{{#id}}`.", kind.name))
        } else {
            did_you_mean(&pair.key, names())
        };
        builder.tell(Code::UnknownArgument, pair.key_span, words, help.unwrap_or_default());
    }
    meant
}
