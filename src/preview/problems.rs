//! Turns what is wrong with a course into the list that the preview's panel shows.

use serde::Serialize;

/// The report of one build.
#[derive(Clone, Debug, Default, Serialize, PartialEq, Eq)]
pub struct Problems {
    pub errors: usize,
    pub warnings: usize,
    pub notices: usize,
    pub list: Vec<Problem>,
}

/// One problem, in the words that the terminal uses too.
#[derive(Clone, Debug, Default, Serialize, PartialEq, Eq)]
pub struct Problem {
    pub code: String,
    /// `error`, `warning` or `notice`.
    pub severity: String,
    /// A few words that name the kind of problem.
    pub title: String,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Relative to the course folder.
    pub file: String,
    /// From 1; 0 when the problem has no place.
    pub line: usize,
    /// From 1, in Unicode scalar values; 0 when the problem has no place.
    pub column: usize,
    /// The address of the page that it stands on, such as `a/b.html#heard`.
    pub page: Option<String>,
    pub excerpt: Vec<ExcerptLine>,
    pub related: Vec<Related>,
}

/// Another place that explains a problem.
#[derive(Clone, Debug, Default, Serialize, PartialEq, Eq)]
pub struct Related {
    pub message: String,
    pub file: String,
    pub line: usize,
    /// The address of its page, if it has one.
    pub page: Option<String>,
}

/// A line of the source around a problem.
#[derive(Clone, Debug, Default, Serialize, PartialEq, Eq)]
pub struct ExcerptLine {
    pub number: usize,
    pub text: String,
    /// Whether the problem is on this line.
    pub marked: bool,
    /// The marked stretch of `text`: Unicode scalar values from 0, `to` is the first one behind it.
    pub from: usize,
    pub to: usize,
}

impl Problems {
    /// The report of a list, with its counts.
    pub fn new(list: Vec<Problem>) -> Self {
        let count = |severity: &str| list.iter().filter(|problem| problem.severity == severity).count();
        Problems { errors: count("error"), warnings: count("warning"), notices: count("notice"), list }
    }
}
