//! `plans:` of course.yaml + the linked pages → delivery plans: the same content in a lunch hour or in six weeks.

use std::sync::Arc;

use serde_yaml::Value;

use super::{Course, PageId};
use crate::config;
use crate::diagnostic::{Code, Diagnostic, Span, did_you_mean, nearest};
use crate::document::yaml::{self, Codes, Entry, Key, Reader, Want};

/// Keys of a plan.
pub const PLAN_KEYS: &[Key] = &[
    Key { name: "title", want: Want::Text, about: "the plan's name for people" },
    Key {
        name: "target",
        want: Want::Minutes,
        about: "how many minutes there are; for a plan of several sessions, in each",
    },
    Key { name: "group", want: Want::Text, about: "how many people take part" },
    Key { name: "room", want: Want::Text, about: "what the room needs" },
    Key { name: "materials", want: Want::Texts, about: "what to bring" },
    Key { name: "roles", want: Want::Texts, about: "who does what" },
    Key {
        name: "pages",
        want: Want::Any,
        about: "a list of pages, `{page, minutes}` and `{break: minutes}`",
    },
    Key {
        name: "sessions",
        want: Want::Any,
        about: "in place of `pages`: a list of `{title, target, pages}`",
    },
];

const CODES: Codes = Codes {
    syntax: Code::ConfigSyntax,
    unknown: Code::ConfigKey,
    duplicate: Code::ConfigKey,
    value: Code::ConfigValue,
};

/// Minutes that may be left over before it is told: people arrive, chairs are moved.
const SLACK: u32 = 5;

/// One way to teach the course, or a part of it.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub name: String,
    pub title: String,
    pub group: String,
    pub room: String,
    pub materials: Vec<String>,
    pub roles: Vec<String>,
    pub sessions: Vec<Session>,
}

/// A stretch of time without days between.
#[derive(Clone, Debug, Default)]
pub struct Session {
    pub title: String,
    pub target: u32,
    pub items: Vec<Item>,
}

/// What fills some minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// A page, or nothing: a break.
    pub page: Option<PageId>,
    pub minutes: u32,
    /// Where it stands in course.yaml.
    pub span: Span,
}

impl Session {
    pub fn minutes(&self) -> u32 {
        self.items.iter().map(|item| item.minutes).sum()
    }
}

/// Reads the plans; what is over or under its target is told with the minutes.
pub(super) fn read(course: &Course, text: &str, base: usize, problems: &mut Vec<Diagnostic>) -> Vec<Plan> {
    let file: Arc<str> = config::FILE.into();
    let mut reader = Reader { file: &file, codes: CODES, problems: Vec::new() };
    let entries = yaml::entries(text, base, &mut reader);
    let mut plans = Vec::new();
    for entry in &entries {
        plans.push(PlanReader { course, reader: &mut reader, read_to: 0 }.plan(entry));
    }
    problems.append(&mut reader.problems);
    plans
}

struct PlanReader<'a, 'r> {
    course: &'a Course,
    reader: &'a mut Reader<'r>,
    /// How far into its text an entry has been read, for the places of what is named twice.
    read_to: usize,
}

impl PlanReader<'_, '_> {
    fn plan(&mut self, entry: &Entry<'_>) -> Plan {
        let mut plan = Plan { name: entry.key.to_owned(), title: entry.key.to_owned(), ..Plan::default() };
        let (block, base) = entry.block();
        let entries = yaml::entries(block, base, self.reader);
        let (mut target, whole) = (0, entry.key_span);
        let mut spans: Vec<Span> = Vec::new();
        for (key, entry) in self.reader.known(&entries, PLAN_KEYS) {
            let mut text = || self.reader.text(entry).map(|text| text.value).unwrap_or_default();
            match key.name {
                "title" => plan.title = text(),
                "group" => plan.group = text(),
                "room" => plan.room = text(),
                "materials" => {
                    plan.materials = self.reader.texts(entry).into_iter().map(|t| t.value).collect();
                }
                "roles" => plan.roles = self.reader.texts(entry).into_iter().map(|t| t.value).collect(),
                "target" => target = self.minutes(entry),
                "pages" => {
                    let items = self.items(entry);
                    plan.sessions.push(Session { title: String::new(), target: 0, items });
                    spans.push(whole);
                }
                _ => {
                    for (session, span) in self.sessions(entry) {
                        plan.sessions.push(session);
                        spans.push(span.unwrap_or(whole));
                    }
                }
            }
        }
        for session in &mut plan.sessions {
            if session.target == 0 {
                session.target = target;
            }
        }
        self.tell_target(&plan, &spans);
        plan
    }

    fn minutes(&mut self, entry: &Entry<'_>) -> u32 {
        self.reader.whole(entry, Want::Minutes).and_then(|n| u32::try_from(n).ok()).unwrap_or_default()
    }

    /// The sessions, each with the place of its title.
    fn sessions(&mut self, entry: &Entry<'_>) -> Vec<(Session, Option<Span>)> {
        let Some(value) = self.reader.value(entry) else { return Vec::new() };
        let Some(list) = value.as_sequence() else {
            let help = "Write each with a dash in front: `- {title: Week 1, pages: […]}`.".to_owned();
            let words = "`sessions` expects a list".to_owned();
            self.reader.tell(Code::ConfigValue, entry.value_span(), words, Some(help));
            return Vec::new();
        };
        self.read_to = 0;
        let mut sessions = Vec::new();
        for (at, value) in list.iter().enumerate() {
            let title = value.get("title").and_then(Value::as_str);
            let span = title.and_then(|title| self.place_of(entry, title));
            self.check_keys(entry, value, &["title", "target", "pages"], "a session");
            let pages = value.get("pages").and_then(Value::as_sequence);
            let session = Session {
                title: title.map_or_else(|| (at + 1).to_string(), str::to_owned),
                target: number(value.get("target")),
                items: self.list(entry, pages.map_or(&[][..], Vec::as_slice)),
            };
            sessions.push((session, span));
        }
        sessions
    }

    /// Tells keys that a session or an item does not have.
    fn check_keys(&mut self, entry: &Entry<'_>, value: &Value, keys: &[&str], what: &str) {
        let written =
            value.as_mapping().into_iter().flat_map(|mapping| mapping.keys()).filter_map(Value::as_str);
        let wrong: Vec<&str> = written.filter(|key| !keys.contains(key)).collect();
        for key in wrong {
            let span = self.place_of(entry, key).unwrap_or_else(|| entry.value_span());
            let words = format!("`{key}` is not a key of {what}");
            let help = did_you_mean(key, keys.iter().copied());
            self.reader.tell(Code::ConfigKey, span, words, help);
        }
    }

    /// Where something is next named within an entry.
    fn place_of(&mut self, entry: &Entry<'_>, named: &str) -> Option<Span> {
        let at = self.read_to + entry.text.get(self.read_to..)?.find(named)?;
        self.read_to = at + named.len();
        Some(Span::new(entry.base + at, entry.base + at + named.len()))
    }

    fn items(&mut self, entry: &Entry<'_>) -> Vec<Item> {
        let Some(value) = self.reader.value(entry) else { return Vec::new() };
        self.read_to = 0;
        match value.as_sequence() {
            Some(list) => self.list(entry, list),
            None => {
                let help =
                    "Write one a line, each with a dash in front: `- strand/module/page.md`.".to_owned();
                self.reader.tell(
                    Code::ConfigValue,
                    entry.value_span(),
                    "`pages` expects a list of pages".into(),
                    Some(help),
                );
                Vec::new()
            }
        }
    }

    fn list(&mut self, entry: &Entry<'_>, list: &[Value]) -> Vec<Item> {
        list.iter().filter_map(|value| self.item(entry, value)).collect()
    }

    fn item(&mut self, entry: &Entry<'_>, value: &Value) -> Option<Item> {
        if let Some(path) = value.as_str() {
            return self.page(entry, path, 0);
        }
        if let Some(minutes) = value.get("break") {
            let span = self.place_of(entry, "break").unwrap_or_else(|| entry.value_span());
            self.check_keys(entry, value, &["break"], "a break");
            return Some(Item { page: None, minutes: number(Some(minutes)), span });
        }
        self.check_keys(entry, value, &["page", "minutes"], "a page of a plan");
        match value.get("page").and_then(Value::as_str) {
            Some(path) => self.page(entry, path, number(value.get("minutes"))),
            None => {
                let words = "an item of a plan is a page, `{page, minutes}` or `{break: minutes}`".to_owned();
                self.reader.tell(Code::ConfigValue, entry.value_span(), words, None);
                None
            }
        }
    }

    fn page(&mut self, entry: &Entry<'_>, path: &str, minutes: u32) -> Option<Item> {
        let span = self.place_of(entry, path).unwrap_or_else(|| entry.value_span());
        let Some(page) = self.course.find(path).or_else(|| self.course.find(&format!("{path}/index.md")))
        else {
            let words = format!("there is no page `{path}` in the course");
            let help = nearest(path, self.course.pages.iter().map(|page| &*page.outline.file));
            let help = help.map(|near| format!("Did you mean `{near}`?"));
            self.reader.tell(Code::PlanPage, span, words, help);
            return None;
        };
        let minutes = if minutes > 0 { minutes } else { page.outline.header.minutes.unwrap_or_default() };
        if minutes == 0 {
            let words = format!("nobody says how long `{path}` takes");
            let help = "Write `minutes:` in the page's header, or `{page: …, minutes: …}` here.".to_owned();
            self.reader.tell(Code::PlanMinutes, span, words, Some(help));
        }
        if page.is_draft() {
            let words = format!("`{path}` is a draft, which the published course does not have");
            self.reader.tell(Code::LinkToDraft, span, words, None);
        }
        Some(Item { page: Some(page.id), minutes, span })
    }

    fn tell_target(&mut self, plan: &Plan, spans: &[Span]) {
        let sessions = plan.sessions.iter().zip(spans).filter(|(session, _)| session.target > 0);
        for (session, span) in sessions {
            let (there, target) = (session.minutes(), session.target);
            let name = if session.title.is_empty() {
                plan.title.clone()
            } else {
                format!("{}, {}", plan.title, session.title)
            };
            let words = if there > target {
                format!("{name}: {there} minutes, {} over the target of {target}", there - target)
            } else if there + SLACK < target {
                format!("{name}: {there} minutes, {} under the target of {target}", target - there)
            } else {
                continue;
            };
            self.reader.tell(
                Code::PlanMinutes,
                *span,
                words,
                Some("Change the pages, their minutes, or the target.".into()),
            );
        }
    }
}

fn number(value: Option<&Value>) -> u32 {
    value.and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok()).unwrap_or_default()
}

/// The plan of this name; the words for who asked otherwise.
pub fn find<'a>(plans: &'a [Plan], name: &str) -> Result<&'a Plan, String> {
    plans.iter().find(|plan| plan.name == name).ok_or_else(|| {
        let help = did_you_mean(name, plans.iter().map(|plan| plan.name.as_str()));
        let none = "course.yaml has no `plans:`.".to_owned();
        format!("there is no plan `{name}`. {}", help.unwrap_or(none))
    })
}
