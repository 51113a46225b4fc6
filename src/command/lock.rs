//! `bedside lock`: writes down the key of every prompt, so that learners find their answers again.

use super::{Exit, Said, World, is_course, tell};
use crate::cli::{Format, Lock};
use crate::course::prompts::{self, Line, Prompts};
use crate::diagnostic::{Code, Diagnostic};
use crate::pipeline::{self, Memory, Place};
use crate::source;

pub(super) fn run(args: &Lock, world: &World) -> Said {
    if let Err(said) = is_course(&args.course.content) {
        return said;
    }
    let place = Place { content: args.course.content.clone(), leave_out: Vec::new(), today: world.today };
    let read = pipeline::read(&place, &mut Memory::brief());
    let linked = &read.value;
    let prompts = &linked.course.prompts;
    // What could not be read would be taken for gone, and a list of its own that could not be read for one never made.
    let file = args.course.content.join(prompts::FILE);
    let is_unread = linked.sources.get(prompts::FILE).is_none() && source::is_there(&file);
    let unread = |d: &&Diagnostic| d.code == Code::Unreadable || is_unread && *d.file == *prompts::FILE;
    let unread: Vec<Diagnostic> = read.diagnostics.iter().filter(unread).cloned().collect();
    if is_unread || !unread.is_empty() {
        let (words, _) = tell(&unread, &linked.sources, Format::Human, false, world);
        let err = words + "Nothing was written: a part of the course could not be read.\n";
        return Said { out: String::new(), err, exit: Exit::Errors };
    }
    if !prompts.readable {
        let own: Vec<Diagnostic> =
            read.diagnostics.iter().filter(|d| *d.file == *prompts::FILE).cloned().collect();
        let (words, _) = tell(&own, &linked.sources, Format::Human, false, world);
        let err = words + "Nothing was written: mend prompts.lock first.\n";
        return Said { out: String::new(), err, exit: Exit::Errors };
    }
    let renewed = prompts.renewed(&linked.course);
    let mut lock = renewed.lock;
    for id in &args.retire {
        if let Err(words) = retire(id, prompts, &mut lock) {
            return Said::failed(words);
        }
    }
    lock.retired.sort_by(|a, b| a.key.cmp(&b.key));
    let text = lock.text();
    let before = linked.sources.get(prompts::FILE).map(|source| source.text_bytes().to_vec());
    if before.as_deref() != Some(text.as_bytes())
        && let Err(words) = pipeline::write_file(&file, text.as_bytes())
    {
        return Said::failed(words);
    }
    let gone: Vec<&Line> =
        prompts.gone.iter().filter(|line| !lock.retired.iter().any(|r| r.key == line.key)).collect();
    let mut out = format!(
        "{}: {} prompts, {} of them new, {} reworded or moved; {} retired.\n",
        file.display(),
        lock.prompts.len() - gone.len(),
        renewed.fresh,
        renewed.changed,
        lock.retired.len()
    );
    for line in gone {
        out.push_str(&format!(
            "gone: {}#{} ({})\n  if it is to go: bedside lock --retire {}\n",
            line.file, line.place, line.label, line.key
        ));
    }
    Said::done(out)
}

/// Moves a prompt that is gone below `retired:`.
fn retire(id: &str, prompts: &Prompts, lock: &mut prompts::Lock) -> Result<(), String> {
    let is_meant =
        |line: &Line| *line.key == *id || *line.place == *id || format!("{}#{}", line.file, line.place) == id;
    let meant: Vec<&Line> = prompts.gone.iter().filter(|line| is_meant(line)).collect();
    match meant[..] {
        [line] => {
            lock.prompts.retain(|other| other.key != line.key);
            lock.retired.push(line.clone());
            Ok(())
        }
        [] if lock.prompts.iter().any(is_meant) => {
            Err(format!("the prompt `{id}` still stands in the course: take it out first."))
        }
        [] => {
            let gone: Vec<&str> = prompts.gone.iter().map(|line| &*line.key).collect();
            let known = match gone.is_empty() {
                true => "No prompt is gone.".to_owned(),
                false => format!("Gone are: {}.", gone.join(", ")),
            };
            Err(format!("no prompt `{id}` is gone. {known}"))
        }
        _ => Err(format!("`{id}` is the id of several prompts that are gone; give the whole key.")),
    }
}
