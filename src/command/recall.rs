//! releases.yaml + what may be shown today → the files that have to be replaced, who has them, and what to do.

use serde::Serialize;

use super::{Exit, Said, World, tell};
use crate::cli::Format;
use crate::course::releases::{self, Release};
use crate::course::stories::{self, Copy, verdict};
use crate::diagnostic::{Diagnostic, nearest};
use crate::document::date::Date;
use crate::pipeline::Linked;
use crate::render::format;

/// A file that holds a story which is to be recalled.
#[derive(Debug, Serialize)]
pub(super) struct Held<'a> {
    story: &'a str,
    /// Why it may not be shown in such a copy today; nothing where it still may.
    reason: Option<String>,
    /// Since when the file's own script hides it, where scripts run.
    hidden_since: Option<String>,
    release: &'a str,
    file: &'a str,
    hash: &'a str,
    date: String,
    format: &'a str,
    edition: &'a str,
    recipient: &'a str,
    what_to_do: String,
}

/// The report; a list that cannot be read as a whole gives none.
pub(super) fn report(
    linked: &Linked,
    story: Option<&str>,
    json: bool,
    exit: Exit,
    problems: &[Diagnostic],
    world: &World,
) -> Said {
    let releases = &linked.course.releases;
    if !releases.readable {
        let own: Vec<Diagnostic> = problems.iter().filter(|d| *d.file == *releases::FILE).cloned().collect();
        let (words, _) = tell(&own, &linked.sources, Format::Human, false, world);
        let err =
            words + "What is to be recalled cannot be told from a damaged list: mend releases.yaml first.\n";
        return Said { out: String::new(), err, exit: Exit::Errors };
    }
    if let Some(story) = story
        && let Err(words) = is_known(linked, story)
    {
        return Said::failed(words);
    }
    let held: Vec<Held<'_>> = match story {
        Some(story) => holding(linked, move |_, id| id == story).collect(),
        None => withheld(linked),
    };
    let out = if json {
        serde_json::to_string_pretty(&held).map_or_else(|_| "[]\n".into(), |text| text + "\n")
    } else {
        words(linked, story, &held)
    };
    Said { out, err: String::new(), exit }
}

/// The files that hold a story which may not be shown in such a copy today.
pub(super) fn withheld(linked: &Linked) -> Vec<Held<'_>> {
    holding(linked, |release, id| reason(linked, release, id).is_some()).collect()
}

/// The stories among them that a file of this name holds.
pub(super) fn withheld_in<'a>(linked: &'a Linked, file: &str) -> Vec<&'a str> {
    let mut stories: Vec<&str> =
        withheld(linked).into_iter().filter(|held| held.file == file).map(|held| held.story).collect();
    stories.sort_unstable();
    stories.dedup();
    stories
}

fn holding<'a>(
    linked: &'a Linked,
    is_meant: impl Fn(&Release, &str) -> bool + 'a,
) -> impl Iterator<Item = Held<'a>> {
    let open = linked.course.releases.entries.iter().filter(|release| release.replaced.is_none());
    let pairs = open.flat_map(|release| release.stories.iter().map(move |(id, until)| (release, id, *until)));
    let meant = pairs.filter(move |(release, id, _)| is_meant(release, id));
    meant.map(|(release, id, until)| held(linked, release, id, until))
}

fn held<'a>(linked: &Linked, release: &'a Release, story: &'a str, until: Option<Date>) -> Held<'a> {
    let hidden = until.filter(|until| *until < linked.today).map(|until| until.next().to_string());
    let reason = reason(linked, release, story);
    Held {
        story,
        what_to_do: what_to_do(release, reason.is_some()),
        reason,
        hidden_since: hidden,
        release: &release.key,
        file: &release.file,
        hash: &release.hash,
        date: release.date.to_string(),
        format: &release.format,
        edition: &release.edition,
        recipient: &release.recipient,
    }
}

/// Why a story may not be shown in such a file today. One that lost its entry has no terms any more.
fn reason(linked: &Linked, release: &Release, story: &str) -> Option<String> {
    let copy = format::find(&release.format).map_or(Copy::Download, |format| format.copy);
    match linked.course.stories.get(story) {
        None => Some(format!("it has no entry in {} any more", stories::FILE)),
        Some(story) => {
            verdict(story, linked.today, linked.config.public, copy).err().map(|reason| reason.to_string())
        }
    }
}

fn what_to_do(release: &Release, is_withheld: bool) -> String {
    let edition = if release.edition == "facilitator" { " --edition facilitator" } else { "" };
    let module = match release.module.as_str() {
        "" => String::new(),
        module => format!(" --module {}", quoted(module)),
    };
    let (to, whom) = match release.recipient.as_str() {
        "" => (String::new(), "whoever has the old one"),
        who => (format!(" --to {}", quoted(who)), "them"),
    };
    let when = if is_withheld {
        "Make it anew"
    } else {
        "Nothing has to be done while the story may be shown. Once it is taken back, make the file anew"
    };
    format!(
        "{when}: `bedside package {}{edition}{module}{to}`. Give the new file to {whom}, and ask that the old one and every copy \
of it be deleted. When that is done, write `replaced:` and the day in the block `{}` of {}.",
        release.format,
        release.key,
        releases::FILE
    )
}

/// A word for a command line, in quotation marks.
fn quoted(word: &str) -> String {
    let escaped =
        word.chars().flat_map(|c| matches!(c, '"' | '\\' | '$' | '`').then_some('\\').into_iter().chain([c]));
    format!("\"{}\"", escaped.collect::<String>())
}

/// A story of stories.yaml, or one that stands in a file.
fn is_known(linked: &Linked, story: &str) -> Result<(), String> {
    let given = linked.course.releases.entries.iter().flat_map(|release| release.stories.keys());
    let mut names: Vec<&str> =
        linked.course.stories.entries.keys().chain(given).map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    if names.contains(&story) {
        return Ok(());
    }
    let help = match (nearest(story, names.iter().copied()), names.is_empty()) {
        (Some(name), _) => format!("Did you mean “{name}”?"),
        (None, true) => "The course has no story that was told by anybody.".to_owned(),
        (None, false) => "`bedside check --report stories` lists them.".to_owned(),
    };
    Err(format!(
        "`{story}` is no story of {}, and no file in {} holds it. {help}",
        stories::FILE,
        releases::FILE
    ))
}

fn words(linked: &Linked, story: Option<&str>, held: &[Held<'_>]) -> String {
    let today = linked.today;
    if held.is_empty() {
        let given = linked.course.releases.entries.iter();
        let settled = given.filter(|release| release.replaced.is_some());
        let settled =
            settled.filter(|release| story.is_none_or(|story| release.stories.contains_key(story))).count();
        let done = match settled {
            0 => String::new(),
            1 => " One that did is marked as replaced.".to_owned(),
            count => format!(" {count} that did are marked as replaced."),
        };
        return match story {
            Some(story) => {
                format!("Nothing to recall: no file in {} holds `{story}`.{done}\n", releases::FILE)
            }
            None => format!(
                "Nothing to recall: no file in {} holds a story that is withheld on {today}.\n",
                releases::FILE
            ),
        };
    }
    let mut out = String::new();
    let mut stories: Vec<&str> = held.iter().map(|held| held.story).collect();
    stories.sort_unstable();
    stories.dedup();
    for story in stories {
        let files: Vec<&Held<'_>> = held.iter().filter(|held| held.story == story).collect();
        let to_replace = files.iter().filter(|held| held.reason.is_some()).count();
        out.push_str(&match (to_replace, files.len()) {
            (0, 1) => format!("{story}: 1 file holds it, and may\n"),
            (0, count) => format!("{story}: {count} files hold it, and may\n"),
            (1, _) => format!("{story}: 1 file to replace\n"),
            (count, _) => format!("{story}: {count} files to replace\n"),
        });
        for held in files {
            out.push_str(&lines(held, today));
        }
    }
    out
}

fn lines(held: &Held<'_>, today: Date) -> String {
    let who = if held.recipient.is_empty() { "whom is not known" } else { held.recipient };
    let state = match (&held.reason, &held.hidden_since) {
        (None, _) => format!("may still be shown in it on {today}"),
        (Some(reason), None) => format!("WITHHELD: {reason}; the file still shows it"),
        (Some(reason), Some(since)) => {
            format!(
                "WITHHELD: {reason}; the file hides it since {since} where scripts run, and still holds it"
            )
        }
    };
    format!(
        "\n  {}\n    given to {who} on {} ({}, {})\n    {}\n    {state}\n    {}\n",
        held.file, held.date, held.format, held.edition, held.hash, held.what_to_do
    )
}
