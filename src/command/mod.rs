//! What was typed → what happens: each command a short use of the pipeline, with its words and its exit code.
//!
//! Results go to one stream and problems to the other, as values; only `main` prints.

mod build;
mod check;
mod facts;
mod leaks;
mod lock;
mod map;
mod package;
mod plan;
mod reading;
mod recall;
mod reference;
mod release;
mod serve;
mod stories;
mod terminal;

use std::any::Any;
use std::borrow::Cow;
use std::ffi::OsString;
use std::path::PathBuf;

use crate::cli::{Cli, Command, Format};
use crate::diagnostic::report::{self, Report};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::date::Date;
use crate::scaffold;
use crate::source::Sources;

/// What `main` reads from the machine, once.
#[derive(Clone, Debug)]
pub struct World {
    pub today: Date,
    /// Whether stderr is a terminal that wants colours.
    pub colour: bool,
    pub home: Option<PathBuf>,
    pub working: PathBuf,
    /// Equal for the same build of the program.
    pub program: String,
    /// The time that packages carry, in seconds since 1970; without one, the first that a zip can hold.
    pub epoch: Option<i64>,
    pub machine: Machine,
}

/// What `main` can start on this machine, and where it can say that something takes a while.
#[derive(Clone, Debug)]
pub struct Machine {
    /// Starts a program with these arguments, and waits for it.
    pub start: fn(&str, &[OsString]) -> Start,
    /// The browser that prints, where it is named.
    pub browser: Option<String>,
    /// Says at once that something goes on; nothing where nobody watches.
    pub say: fn(&str),
}

/// How a program that was started came off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// There is no such program.
    Absent,
    /// Whether it did what it was asked, and what it said.
    Ended(bool, String),
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Done,
    /// The course has errors; with `--strict`, warnings count.
    Errors,
    /// The command could not run.
    Failed,
}

impl Exit {
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Errors => 1,
            Exit::Failed => 2,
        }
    }
}

/// What a command says, for the two streams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub out: String,
    pub err: String,
    pub exit: Exit,
}

impl Said {
    fn done(out: impl Into<String>) -> Said {
        Said { out: out.into(), err: String::new(), exit: Exit::Done }
    }

    fn failed(words: impl Into<String>) -> Said {
        Said { out: String::new(), err: format!("bedside: {}\n", words.into()), exit: Exit::Failed }
    }
}

/// Runs a command. `print` is for what must be seen while the command goes on: the preview's address.
pub fn run(cli: Cli, world: &World, print: fn(&str)) -> Said {
    let said = told(cli, world, print);
    Said {
        out: terminal::harmless(said.out, world.colour),
        err: terminal::harmless(said.err, world.colour),
        ..said
    }
}

/// What is said when the program itself has failed.
pub fn broken(panic: &(dyn Any + Send)) -> Said {
    let words = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    let said = Said::failed(format!(
        "something went wrong that Bedside does not expect: {}.\nWhat was published is whole, as it was or as it is to be. \
Run the command again; if that does not help, please report these words.",
        words.unwrap_or("nothing is known of it")
    ));
    Said { err: terminal::harmless(said.err, false), ..said }
}

fn told(cli: Cli, world: &World, print: fn(&str)) -> Said {
    match cli.command {
        Command::Build(args) => build::run(&args, world),
        Command::Check(args) => check::run(&args, world),
        Command::Serve(args) => serve::run(&args, world, print),
        Command::New { dir, title } => match scaffold::new(&dir, title.as_deref()) {
            Ok(words) => Said::done(words),
            Err(words) => Said::failed(words),
        },
        Command::Add { kind, path, course } => match scaffold::add(&kind, &path, &course.content) {
            Ok(words) => Said::done(words),
            Err(words) => Said::failed(words),
        },
        Command::Package(args) => package::run(&args, world),
        Command::Lock(args) => lock::run(&args, world),
        Command::Plan(args) => plan::run(&args, world),
        Command::Map(args) => map::run(&args, world),
        Command::Kinds { kind, pages } => reference::kinds(kind.as_deref(), pages),
        Command::Explain { code } => reference::explain(code.as_deref()),
        Command::Schema { name } => reference::schema(name.as_deref()),
    }
}

/// Problems in the form that was asked for, and whether they stop the course.
fn tell(
    problems: &[Diagnostic],
    sources: &Sources,
    format: Format,
    strict: bool,
    world: &World,
) -> (String, Exit) {
    let text = |path: &str| -> Option<Cow<'_, [u8]>> { sources.text_of(path) };
    let report = Report { diagnostics: problems, text: &text, strict };
    let words = match format {
        Format::Human => report::human(&report, world.colour),
        Format::Short => report::short(&report),
        Format::Json => report::json(&report),
        Format::Sarif => report::sarif(&report),
    };
    (words, if report.counts().0 > 0 { Exit::Errors } else { Exit::Done })
}

/// Whether problems keep a course from being published. A story that is withheld does not: it is left out.
fn stops<'d>(problems: impl IntoIterator<Item = &'d Diagnostic>, strict: bool) -> bool {
    problems.into_iter().any(|problem| match problem.severity {
        Severity::Error => problem.code != Code::StoryWithheld,
        Severity::Warning => strict,
        Severity::Notice => false,
    })
}

/// Whether a folder is a course at all; told in words that say what to do.
fn is_course(content: &std::path::Path) -> Result<(), Said> {
    if crate::source::is_folder(content) {
        return Ok(());
    }
    let words = format!(
        "there is no folder `{}`. Run the command where the folder stands, name it with `--content DIR`, or make a \
starter course with `bedside new DIR`.",
        content.display()
    );
    Err(Said::failed(words))
}

/// The day by which dates are judged.
fn today(typed: Option<&str>, world: &World) -> Result<Date, Said> {
    match typed {
        None => Ok(world.today),
        Some(text) => Date::parse(text).ok_or_else(|| {
            Said::failed(format!("`--today` expects a date such as 2027-03-01, not `{text}`."))
        }),
    }
}
