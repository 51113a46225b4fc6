//! The command line as types: what may be typed, with its help.

use std::iter;
use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::course::Edition;
use crate::render::format::FORMATS;

/// Turns a folder of Markdown into a compassion-training course.
#[derive(Debug, Parser)]
#[command(name = "bedside", version, about, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the course into a folder
    Build(Build),
    /// Preview the course in a browser while it is written
    Serve(Serve),
    /// Tell what is to be mended, and write nothing
    Check(Check),
    /// Make a starter course
    New {
        /// The folder to make
        dir: PathBuf,
        /// The course's title
        #[arg(long)]
        title: Option<String>,
    },
    /// Add a page from its template
    Add {
        /// The kind of page: module, or one that `bedside kinds --pages` lists
        kind: String,
        /// Where: a path in the course, such as communication-skills/03-anger
        path: PathBuf,
        #[command(flatten)]
        course: CourseArgs,
    },
    /// Make one file of the course, to take away or to upload
    Package(Package),
    /// Write down the key of every prompt, so that learners find their answers again
    Lock(Lock),
    /// Print a facilitator's run sheet for a plan of course.yaml
    Plan(PlanArgs),
    /// Show where each competency is taught, practised, reflected on and debriefed
    Map(MapArgs),
    /// List the kinds of blocks, or show how one is written
    Kinds {
        /// The kind to show
        kind: Option<String>,
        /// List the kinds of pages instead
        #[arg(long)]
        pages: bool,
    },
    /// Explain a diagnostic and how to mend it
    Explain {
        /// The code in square brackets, or `limits`; without one, all are listed
        code: Option<String>,
    },
    /// Print a JSON Schema, by which an editor completes and checks as one types
    Schema {
        /// What to describe: header, course, framework; without one, all are listed
        name: Option<String>,
    },
}

#[derive(Args, Clone, Debug)]
pub struct CourseArgs {
    /// The course's folder
    #[arg(long, value_name = "DIR", default_value = "content")]
    pub content: PathBuf,
}

#[derive(Args, Clone, Debug)]
pub struct JudgeArgs {
    /// Let warnings stop the build as errors do
    #[arg(long)]
    pub strict: bool,
    /// Judge dates as on this day [default: today, UTC]
    #[arg(long, value_name = "DATE")]
    pub today: Option<String>,
}

#[derive(Args, Debug)]
pub struct Build {
    #[command(flatten)]
    pub course: CourseArgs,
    /// The folder to fill [default: output/<edition>]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// For whom
    #[arg(long, value_enum, default_value_t = EditionArg::Learner)]
    pub edition: EditionArg,
    /// Fill a folder that has files in it which Bedside did not write; they are kept
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub judge: JudgeArgs,
    /// How to tell problems
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

#[derive(Args, Debug)]
pub struct Check {
    #[command(flatten)]
    pub course: CourseArgs,
    #[command(flatten)]
    pub judge: JudgeArgs,
    /// How to tell problems
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Print a report in place of the problems' list
    #[arg(long, value_enum)]
    pub report: Option<ReportArg>,
    /// With `--report recall`: the story; without one, all that are withheld today
    #[arg(requires = "report")]
    pub story: Option<String>,
}

#[derive(Args, Debug)]
pub struct Serve {
    #[command(flatten)]
    pub course: CourseArgs,
    /// The port to listen on; 0 takes any that is free
    #[arg(long, default_value_t = 4400)]
    pub port: u16,
    /// For whom
    #[arg(long, value_enum, default_value_t = EditionArg::Learner)]
    pub edition: EditionArg,
    /// The address to listen on; any but this computer's own needs the token in the printed address
    #[arg(long, default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// Look for changes by reading again and again, as network folders need
    #[arg(long)]
    pub poll: bool,
    /// Go to the page that was just saved
    #[arg(long)]
    pub follow: bool,
    /// Open the browser
    #[arg(long)]
    pub open: bool,
}

/// The formats of one file, as the table of formats has them.
fn formats() -> String {
    let of_one_file = FORMATS.iter().filter(|format| format.wrap.extension().is_some());
    let rows = of_one_file.map(|format| format!("\n- {}: {}", format.name, format.about));
    iter::once("The format:".to_owned()).chain(rows).collect()
}

#[derive(Args, Debug)]
pub struct Package {
    #[arg(help = formats())]
    pub format: String,
    #[command(flatten)]
    pub course: CourseArgs,
    /// The file to write [default: output/<course>-<edition>.<ending>]
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// One module alone, by its folder or address, such as communication-skills/anger
    #[arg(long, value_name = "PATH")]
    pub module: Option<String>,
    /// Also print the workbook into a PDF, by the Chromium or Chrome of this machine
    #[arg(long)]
    pub pdf: bool,
    /// Set the workbook in large letters
    #[arg(long)]
    pub large_print: bool,
    /// For whom
    #[arg(long, value_enum, default_value_t = EditionArg::Learner)]
    pub edition: EditionArg,
    #[command(flatten)]
    pub judge: JudgeArgs,
    /// Who is given the file, as releases.yaml is to say: “St Mary's, ward 4”
    #[arg(long, value_name = "RECIPIENT")]
    pub to: Option<String>,
}

#[derive(Args, Debug)]
pub struct Lock {
    #[command(flatten)]
    pub course: CourseArgs,
    /// A prompt that is gone for good; may be given several times
    #[arg(long, value_name = "ID")]
    pub retire: Vec<String>,
}

#[derive(Args, Debug)]
pub struct PlanArgs {
    /// The plan's name under `plans:`
    pub name: String,
    /// When it begins
    #[arg(long, default_value = "09:00")]
    pub start: String,
    #[command(flatten)]
    pub course: CourseArgs,
}

#[derive(Args, Debug)]
pub struct MapArgs {
    #[command(flatten)]
    pub course: CourseArgs,
    /// For people, for a spreadsheet, or for a program
    #[arg(long, value_enum, default_value_t = MapFormat::Table)]
    pub format: MapFormat,
    /// Show in its place which activities serve which objective
    #[arg(long)]
    pub objectives: bool,
}

/// The forms of the curriculum map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MapFormat {
    Table,
    Csv,
    Json,
}

/// How problems are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With the lines around and what to do
    Human,
    /// One line each
    Short,
    /// One JSON object
    Json,
    /// SARIF 2.1.0, for code hosts
    Sarif,
}

/// A report in place of the list of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportArg {
    /// Pages, blocks, words and minutes
    Facts,
    /// Each story with its terms, its places and the day on which that changes
    Stories,
    /// The packages that have to be replaced because of a story, and who has them
    Recall,
    /// Words that a facilitator's block and a learner's page have in common
    Leaks,
    /// How hard each page is to read, the hardest first
    Reading,
}

/// `Edition` as a word on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EditionArg {
    Learner,
    Facilitator,
}

impl From<EditionArg> for Edition {
    fn from(edition: EditionArg) -> Self {
        match edition {
            EditionArg::Learner => Edition::Learner,
            EditionArg::Facilitator => Edition::Facilitator,
        }
    }
}
