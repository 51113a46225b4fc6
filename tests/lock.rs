//! Prompts keep their answers: the key of a prompt stays, whatever becomes of its words and its place.

#![allow(clippy::unwrap_used, reason = "a test that meets nothing where something must be has failed")]
#![allow(clippy::disallowed_methods, reason = "tests drive the program from outside")]

mod support;

use std::path::Path;

use support::binary::{Run, run, tree};

/// A course with one page of prompts, and a second page.
struct Desk(tempfile::TempDir);

const PAGE: &str = ":::reflect[A moment you were heard]\nThink of a time when someone listened.\n:::\n\n:::reflect[What you did]{frame=driscoll}\nThink of it again.\n:::\n\n:::reflect[By itself]{#own}\nThink of it once more.\n:::\n\n:::reflect[In stages]\n### Then\nWhat was it?\n\n### Now\nWhat is it?\n:::\n";

impl Desk {
    fn new() -> Desk {
        let desk = Desk(tempfile::tempdir().unwrap());
        std::fs::create_dir_all(desk.root().join("content/strand/module")).unwrap();
        desk.put("course.yaml", "id: lock\ntitle: Lock\nversion: 1\nallow: [no-summary, no-objectives]\n");
        for page in ["index.md", "strand/index.md", "strand/module/index.md", "strand/module/other.md"] {
            desk.put(page, "# A page\n\nWords.\n");
        }
        desk.page(PAGE);
        desk
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn put(&self, path: &str, text: &str) {
        std::fs::write(self.root().join("content").join(path), text).unwrap();
    }

    fn page(&self, text: &str) {
        self.put("strand/module/page.md", &format!("# Prompts\n\n{text}"));
    }

    fn run(&self, arguments: &[&str]) -> Run {
        run(self.root(), arguments)
    }

    fn lock(&self) -> String {
        let locked = self.run(&["lock"]);
        assert_eq!(locked.code, 0, "{}", locked.err);
        std::fs::read_to_string(self.root().join("content/prompts.lock")).unwrap()
    }

    /// The codes that `check` tells.
    fn codes(&self) -> Vec<String> {
        let checked = self.run(&["check", "--format", "json"]);
        let value: serde_json::Value = serde_json::from_str(&checked.out).unwrap();
        let codes = value["diagnostics"].as_array().unwrap().iter();
        codes
            .map(|d| format!("{} {}:{}", d["code"].as_str().unwrap(), d["file"].as_str().unwrap(), d["line"]))
            .collect()
    }

    /// The keys of the fields of a page, as its scripts see them.
    fn keys(&self, page: &str) -> Vec<String> {
        let built = self.run(&["build"]);
        assert_eq!(built.code, 0, "{}", built.err);
        let html = String::from_utf8(tree(&self.root().join("output/learner"))[page].clone()).unwrap();
        let address = page.trim_end_matches(".html");
        let keys = html.split("data-prompt=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        keys.map(|key| if key.contains('#') { key.to_owned() } else { format!("{address}#{key}") }).collect()
    }
}

const ADDRESS: &str = "strand/module/page.html";

fn of_page(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| format!("strand/module/page#{id}")).collect()
}

const AT_FIRST: [&str; 7] =
    ["a-moment-you-were-heard", "what-you-did-1", "what-you-did-2", "what-you-did-3", "own", "then", "now"];

#[test]
fn locking_changes_no_key_and_is_done_once() {
    let desk = Desk::new();
    assert_eq!(desk.keys(ADDRESS), of_page(&AT_FIRST));
    assert_eq!(desk.codes(), [""; 0], "without the file nothing is said");
    let first = desk.lock();
    assert_eq!(first.matches("strand/module/page.md#").count(), 5, "{first}");
    assert!(first.contains("  strand/module/page.md#own | strand/module/page#own | "), "{first}");
    assert_eq!(desk.keys(ADDRESS), of_page(&AT_FIRST));
    assert_eq!(desk.lock(), first);
    assert_eq!(desk.codes(), [""; 0]);
    let left: Vec<String> =
        tree(&desk.root().join("content")).into_keys().filter(|p| p.contains(".bedside")).collect();
    assert_eq!(left, [""; 0]);
}

#[test]
fn a_reworded_prompt_keeps_its_answers() {
    let desk = Desk::new();
    desk.lock();
    desk.page(
        &PAGE
            .replace("A moment you were heard", "Being heard")
            .replace("What you did", "Your part")
            .replace("### Then", "### At that time"),
    );
    assert_eq!(desk.keys(ADDRESS), of_page(&AT_FIRST));
    assert_eq!(desk.codes(), [""; 0]);
    let lock = desk.lock();
    assert!(lock.contains("page.md#being-heard | strand/module/page#a-moment-you-were-heard | "), "{lock}");
    assert_eq!(desk.keys(ADDRESS), of_page(&AT_FIRST));
}

#[test]
fn prompts_that_change_places_are_known_by_their_words() {
    let desk = Desk::new();
    desk.lock();
    let parts: Vec<&str> = PAGE.split_inclusive("\n:::\n\n").collect();
    desk.page(&[parts[1], parts[0], parts[2], parts[3]].concat().replace("What you did", "Your part"));
    let keys = desk.keys(ADDRESS);
    assert_eq!(keys[3], "strand/module/page#a-moment-you-were-heard", "{keys:?}");
    assert_eq!(keys[0], "strand/module/page#what-you-did-1", "{keys:?}");
}

#[test]
fn a_new_prompt_takes_no_answer_of_another() {
    let desk = Desk::new();
    desk.lock();
    // The old one is renamed, and a new one takes its name.
    let renamed = PAGE.replace("A moment you were heard", "Being heard");
    desk.page(&format!(
        "{renamed}\n:::reflect[A moment you were heard]{{#a-moment-you-were-heard}}\nSomething else.\n:::\n"
    ));
    let keys = desk.keys(ADDRESS);
    assert_eq!(
        keys.last().unwrap(),
        "strand/module/page#a-moment-you-were-heard",
        "an id that is given is meant"
    );
    let desk = Desk::new();
    desk.lock();
    let between =
        PAGE.replacen(":::reflect[What", ":::reflect[A new one]{#new}\nWords.\n:::\n\n:::reflect[What", 1);
    desk.page(&between);
    assert_eq!(desk.codes(), ["prompt-unlocked strand/module/page.md:7"]);
    let keys = desk.keys(ADDRESS);
    assert_eq!(keys[0], "strand/module/page#a-moment-you-were-heard");
    assert_eq!(keys[1], "strand/module/page#new");
    assert!(desk.run(&["lock"]).out.contains("1 of them new"));
}

#[test]
fn a_prompt_with_an_id_of_its_own_moves_with_its_answers() {
    let desk = Desk::new();
    desk.lock();
    let parts: Vec<&str> = PAGE.split_inclusive("\n:::\n\n").collect();
    desk.page(&[parts[0], parts[1], parts[3]].concat());
    desk.put(
        "strand/module/other.md",
        "# Other\n\n:::reflect[Renamed on the way]{#own}\nOther words.\n:::\n",
    );
    assert_eq!(desk.codes(), [""; 0]);
    assert_eq!(desk.keys("strand/module/other.html"), ["strand/module/page#own"]);
    let lock = desk.lock();
    assert!(lock.contains("strand/module/other.md#own | strand/module/page#own | "), "{lock}");
}

#[test]
fn a_prompt_that_is_gone_is_told_until_it_is_retired() {
    let desk = Desk::new();
    desk.lock();
    let parts: Vec<&str> = PAGE.split_inclusive("\n:::\n\n").collect();
    desk.page(&[parts[0], parts[1], parts[3]].concat());
    assert_eq!(desk.codes(), ["prompt-gone prompts.lock:6"]);
    let locked = desk.run(&["lock"]);
    assert!(locked.out.contains("bedside lock --retire strand/module/page#own"), "{}", locked.out);
    assert_eq!(desk.codes(), ["prompt-gone prompts.lock:6"], "locking alone does not forget it");
    let wrong = desk.run(&["lock", "--retire", "no-such"]);
    assert!(wrong.code == 2 && wrong.err.contains("Gone are: strand/module/page#own"), "{}", wrong.err);
    let wrong = desk.run(&["lock", "--retire", "strand/module/page#now"]);
    assert!(wrong.code == 2 && wrong.err.contains("still stands"), "{}", wrong.err);
    assert_eq!(desk.run(&["lock", "--retire", "own"]).code, 0);
    assert_eq!(desk.codes(), [""; 0]);
    // Its key is not given to another.
    desk.page(PAGE);
    let keys = desk.keys(ADDRESS);
    assert_eq!(keys[4], "strand/module/page#own-2", "{keys:?}");
}

#[test]
fn a_lock_that_cannot_be_read_is_left_as_it_is() {
    let desk = Desk::new();
    let text = format!("<<<<<<< ours\n{}", desk.lock());
    desk.put("prompts.lock", &text);
    assert_eq!(desk.codes(), ["config-syntax prompts.lock:1"]);
    let locked = desk.run(&["lock"]);
    assert_eq!(locked.code, 1);
    assert!(locked.err.contains("Keep the lines of both"), "{}", locked.err);
    assert_eq!(std::fs::read_to_string(desk.root().join("content/prompts.lock")).unwrap(), text);
}

#[test]
fn a_lock_that_is_there_and_was_not_read_is_never_made_anew() {
    let desk = Desk::new();
    let text = desk.lock();
    let (lock, moved) = (desk.root().join("content/prompts.lock"), desk.root().join("moved"));
    std::fs::rename(&lock, &moved).unwrap();
    std::os::unix::fs::symlink("../moved", &lock).unwrap();
    let locked = desk.run(&["lock"]);
    assert!(locked.code == 1 && locked.err.contains("Nothing was written"), "{locked:?}");
    assert!(std::fs::symlink_metadata(&lock).unwrap().is_symlink());
    assert_eq!(std::fs::read_to_string(moved).unwrap(), text);
}

#[test]
fn a_facilitators_prompt_is_nobodys_journal() {
    let desk = Desk::new();
    desk.page(&format!("{PAGE}\n:::facilitator\n:::reflect[For you]\nWords.\n:::\n:::\n"));
    assert!(!desk.lock().contains("for-you"));
}
