//! `bedside check`: everything that a build would say, and nothing written.

use super::{Exit, Said, World, facts, is_course, leaks, reading, recall, stories, tell, today};
use crate::cli::{Check, Format, ReportArg};
use crate::pipeline::{self, Memory, Place};

pub(super) fn run(args: &Check, world: &World) -> Said {
    let judged = is_course(&args.course.content).and_then(|()| today(args.judge.today.as_deref(), world));
    let today = match judged {
        Ok(today) => today,
        Err(said) => return said,
    };
    if let (Some(story), true) = (&args.story, args.report != Some(ReportArg::Recall)) {
        return Said::failed(format!(
            "`{story}` belongs to `--report recall` alone; name a folder with `--content DIR`."
        ));
    }
    let place = Place { content: args.course.content.clone(), leave_out: Vec::new(), today };
    let read = pipeline::read(&place, &mut Memory::default());
    let (words, exit) = tell(&read.diagnostics, &read.value.sources, args.format, args.judge.strict, world);
    if let Some(report) = args.report {
        let json = args.format == Format::Json;
        let out = match report {
            ReportArg::Recall => {
                return recall::report(
                    &read.value,
                    args.story.as_deref(),
                    json,
                    exit,
                    &read.diagnostics,
                    world,
                );
            }
            ReportArg::Facts => facts::report(&read.value, json),
            ReportArg::Stories => stories::report(&read.value, json),
            ReportArg::Leaks => leaks::report(&read.value, json),
            ReportArg::Reading => reading::report(&read.value, json),
        };
        return Said { out, err: String::new(), exit };
    }
    match args.format {
        // What another program reads is the result of the command.
        Format::Json | Format::Sarif => Said { out: words, err: String::new(), exit },
        Format::Human | Format::Short if words.is_empty() && exit == Exit::Done => {
            let pages = read.value.course.pages.len();
            Said { out: format!("{pages} pages, nothing to mend.\n"), err: String::new(), exit }
        }
        Format::Human | Format::Short => Said { out: String::new(), err: words, exit },
    }
}
