//! A build that is killed at any moment leaves the old site or the new one, and the next build succeeds.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use support::random::Random;
use support::{Files, binary, is_full, read_folder, write_folder};

/// What a reader can reach below the output folder; the manifest and what stands beside it are not read by anyone.
fn site(output: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = binary::tree(output);
    files.retain(|path, _| !path.split('/').any(|part| part.starts_with('.')));
    files
}

/// The same course with other words on every page, one page more and one less.
fn other(files: &Files) -> Files {
    let mut other = files.clone();
    for (path, bytes) in &mut other {
        if path.ends_with(".md") {
            bytes.extend_from_slice(b"\n\nA line that was added.\n");
        }
    }
    other.remove("reading-list.md");
    other.insert("another-list.md".into(), b"# Another list\n\nWords.\n".to_vec());
    other
}

#[test]
fn a_killed_build_leaves_the_old_site_or_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let files = read_folder(&support::of_package("tests/courses/kitchen-sink"));
    write_folder(&folder.path().join("one"), &files);
    write_folder(&folder.path().join("two"), &other(&files));
    let output = folder.path().join("site");
    let arguments = |content: &'static str| ["build", "--content", content, "--output", "site"];

    let mut sites = BTreeMap::new();
    let mut longest = Duration::ZERO;
    for content in ["two", "one"] {
        let start = Instant::now();
        let built = binary::run(folder.path(), &arguments(content));
        longest = longest.max(start.elapsed());
        assert_eq!(built.code, 0, "{built:?}");
        sites.insert(content, site(&output));
    }
    assert_ne!(sites["one"], sites["two"]);

    let rounds = if is_full() { 2_000 } else { 20 };
    let mut random = Random::new(rounds);
    let (mut old, mut new) = ("one", "two");
    let (mut stayed, mut changed) = (0, 0);
    for round in 0..rounds {
        let mut build = binary::command(folder.path(), &arguments(new));
        let mut child =
            build.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();
        let micros = u64::try_from(longest.as_micros()).unwrap();
        std::thread::sleep(Duration::from_micros(random.below(micros + micros / 4)));
        // SIGKILL: nothing of the program runs after it.
        let _ = child.kill();
        child.wait().unwrap();
        let found = site(&output);
        if found == sites[new] {
            changed += 1;
        } else {
            assert!(
                found == sites[old],
                "round {round}: the output is neither {old} nor {new}: {:?}",
                found.keys()
            );
            stayed += 1;
        }
        let built = binary::run(folder.path(), &arguments(new));
        assert_eq!(built.code, 0, "round {round}: the build after a killed one fails: {built:?}");
        assert!(site(&output) == sites[new], "round {round}: the build after a killed one is not whole");
        std::mem::swap(&mut old, &mut new);
    }
    let beside: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(beside.len() <= 4, "something was left beside the output: {beside:?}");
    eprintln!("{rounds} builds were killed: {stayed} left the old site, {changed} the new one");
}
