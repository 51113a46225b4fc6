//! What the long runs of `scripts/fuzz` begin with and what they have found, tried on every run of the tests.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

#[allow(dead_code, reason = "libFuzzer calls the targets by their names, these tests by their list")]
#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::path::Path;

#[test]
fn every_seed_of_every_target_holds() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    let mut tried = 0;
    for (name, target) in targets::TARGETS {
        let folder = seeds.join(name);
        let mut files: Vec<_> = std::fs::read_dir(&folder)
            .unwrap_or_else(|_| panic!("the target {name} has no seeds"))
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        assert!(files.len() >= 8, "the target {name} has {} seeds", files.len());
        for file in files {
            // The test's own output says which seed it was.
            println!("{}", file.display());
            target(&std::fs::read(&file).unwrap());
            tried += 1;
        }
    }
    println!("{tried} seeds of {} targets", targets::TARGETS.len());
}

/// A test of the tests: what may not be in a page is seen.
#[test]
fn what_is_not_on_the_list_is_seen() {
    for html in [
        "<script>1</script>",
        "<body><script src=x.js></script>",
        "<p onclick=x>",
        "<p style=x>",
        "<a href=' java\tscript:x'>x</a>",
        "<img src=https://host>",
        "<svg><script/></svg>",
        "<svg><a href=x></svg>",
        "<math>",
        "<template><iframe></template>",
        "<noscript><iframe></noscript>",
        "<form action=x>",
        "<meta http-equiv=refresh content=0>",
        "<base href=x>",
        "<!-- x -->",
        "<input type=image>",
        "<x-y>",
    ] {
        assert!(!targets::allowed::beyond(html).is_empty(), "{html}");
    }
    for html in ["<p>x", "<a href=https://host>x</a>", "<head><script src=../a.js defer></script>"] {
        assert!(targets::allowed::beyond(html).is_empty(), "{html}: {:?}", targets::allowed::beyond(html));
    }
}
