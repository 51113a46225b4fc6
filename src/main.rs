//! Arguments in, words out, exit code: the only place that prints, exits, and reads clock and environment.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "printing is what main is for")]
#![expect(clippy::disallowed_methods, reason = "main reads the clock and the few named variables, once")]

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::panic::catch_unwind;
use std::process::{ExitCode, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use bedside::cli::Cli;
use bedside::command::{self, Machine, Start, World};
use bedside::document::date::Date;
use clap::Parser;

/// Pages are made of many small texts, each freed soon after: this allocator serves them on each thread by itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // A page that makes a dependency fail becomes a diagnostic; the trace would only hide it.
    std::panic::set_hook(Box::new(|_| {}));
    let cli = Cli::parse();
    let Ok(said) = catch_unwind(|| command::run(cli, &world(), |line| println!("{line}"))) else {
        eprintln!("error: Bedside failed, by a fault of its own. What was published before is as it was.");
        eprintln!(
            "  help: Please tell its makers what was built and which version this is: {}.",
            env!("CARGO_PKG_VERSION")
        );
        return ExitCode::from(2);
    };
    // A closed pipe, as behind `head`, is no failure of ours.
    let _ = std::io::stdout().write_all(said.out.as_bytes());
    let _ = std::io::stderr().write_all(said.err.as_bytes());
    ExitCode::from(said.exit.code())
}

/// Starts a program without a shell, and keeps what it says.
fn start(program: &str, arguments: &[OsString]) -> Start {
    match std::process::Command::new(program).args(arguments).stdin(Stdio::null()).output() {
        Ok(output) => {
            let words = [output.stdout, output.stderr].concat();
            Start::Ended(output.status.success(), String::from_utf8_lossy(&words).into_owned())
        }
        Err(_) => Start::Absent,
    }
}

fn world() -> World {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let wants_colour = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    World {
        today: Date::from_unix(i64::try_from(since).unwrap_or(0)),
        colour: wants_colour && std::io::stderr().is_terminal(),
        home: std::env::var_os("HOME").map(Into::into),
        working: std::env::current_dir().unwrap_or_default(),
        program: program(),
        machine: Machine {
            start,
            browser: std::env::var("CHROMIUM").ok().filter(|name| !name.is_empty()),
            say: if std::io::stderr().is_terminal() { |line| eprintln!("{line}") } else { |_| {} },
        },
        epoch: std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|epoch| epoch.parse().ok()),
    }
}

/// The version, and what the file system says of the program's own file: another build of it makes other pages.
fn program() -> String {
    let file = std::env::current_exe().and_then(std::fs::metadata);
    let file = file.map(|about| format!("{} {:?}", about.len(), about.modified().ok())).unwrap_or_default();
    format!("{} {file}", env!("CARGO_PKG_VERSION"))
}
