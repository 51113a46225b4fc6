//! Disks and folders that resist: no permission, nothing to write to, another disk, an output that goes away meanwhile.
//! The old site stays whole, and the message says what is in the way.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use support::binary::{self, Run};
use support::jail;
use support::{course, is_full, write_folder};

const PAGE: &str = "strand/module/page.md";

struct Desk {
    root: tempfile::TempDir,
}

impl Desk {
    /// A course with an old site of it, and one page or two of the course changed since.
    fn new(changed: usize) -> Desk {
        let desk = Desk { root: tempfile::tempdir().unwrap() };
        let mut files = course();
        files.insert(PAGE.into(), b"# Page\n\nWords.\n".to_vec());
        files.insert("strand/module/other.md".into(), b"# Other\n\nWords.\n".to_vec());
        write_folder(&desk.path("work/content"), &files);
        fs::create_dir_all(desk.path("outside")).unwrap();
        fs::write(desk.path("outside/precious.txt"), "precious").unwrap();
        jail::give_away(desk.root.path());
        jail::program_in(desk.root.path());
        assert_eq!(desk.build().code, 0);
        assert_eq!(desk.run(&["package", "epub", "--output", "books/a.epub"]).code, 0);
        for page in ["page", "other"].iter().take(changed) {
            let page = desk.path("work/content/strand/module").join(format!("{page}.md"));
            fs::write(page, "# Another title\n\nOther words.\n").unwrap();
        }
        desk
    }

    fn path(&self, below: &str) -> PathBuf {
        self.root.path().join(below)
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let program = self.path("bedside");
        binary::of(jail::without_rights(&program, &self.path("work"), arguments))
    }

    fn build(&self) -> Run {
        self.run(&["build", "--output", "public/site", "--today", "2027-03-01"])
    }

    fn mode(&self, below: &str, mode: u32) {
        fs::set_permissions(self.path("work").join(below), fs::Permissions::from_mode(mode)).unwrap();
    }

    fn site(&self) -> BTreeMap<String, Vec<u8>> {
        binary::tree(&self.path("work/public/site"))
    }
}

#[test]
fn without_permission_the_old_site_stays_and_it_is_said_why() {
    for (what, changed, path, mode) in [
        ("the site may not be changed", 2, "public/site", 0o555),
        ("the site may not be changed, and one page is another", 1, "public/site", 0o555),
        ("the folder around the site may not be changed", 2, "public", 0o555),
        ("the folder around the site may not be changed, and one page is another", 1, "public", 0o555),
        ("the site may not be entered", 2, "public/site", 0o000),
        ("the folder around the site may not be entered", 2, "public", 0o000),
        ("the manifest may not be read", 2, "public/site/.bedside-manifest.json", 0o000),
    ] {
        let desk = Desk::new(changed);
        let before = desk.site();
        let usual = fs::metadata(desk.path("work").join(path)).unwrap().permissions();
        desk.mode(path, mode);
        let said = desk.build();
        fs::set_permissions(desk.path("work").join(path), usual).unwrap();
        assert_eq!(said.code, 2, "{what}: {said:?}");
        assert!(said.err.contains("ermission") && said.err.contains("public"), "{what}: {said:?}");
        assert_eq!(desk.site(), before, "{what}: the old site is another");
        whole_again(&desk, what);
    }
}

#[test]
fn what_of_a_site_cannot_be_touched_is_no_reason_to_lose_it() {
    for (what, path, mode) in [
        ("a folder of the site may not be changed", "public/site/strand/module", 0o555),
        ("a folder of the site may not be entered", "public/site/strand/module", 0o000),
        ("a page of the site may not be read", "public/site/strand/module/page.html", 0o000),
        ("the cache may not be changed", ".bedside-cache", 0o555),
        ("the cache may not be entered", ".bedside-cache", 0o000),
        ("a page of the course may not be read", "content/strand/module/page.md", 0o000),
        ("a folder of the course may not be entered", "content/strand", 0o000),
        ("the course may not be entered", "content", 0o000),
    ] {
        let desk = Desk::new(2);
        let before = desk.site();
        let usual = fs::metadata(desk.path("work").join(path)).unwrap().permissions();
        desk.mode(path, mode);
        let said = desk.build();
        // The folder may be that of the old site, which has left its place.
        for at in [
            desk.path("work").join(path),
            desk.path("work").join(path.replace("site", ".site.bedside-staging")),
        ] {
            if at.exists() {
                fs::set_permissions(at, usual.clone()).unwrap();
            }
        }
        let after = desk.site();
        let mut new = after.clone();
        if said.code == 0 {
            whole_again(&desk, what);
            new = desk.site();
        }
        assert!(after == if said.code == 0 { new } else { before }, "{what}: neither old nor new: {said:?}");
        assert!(
            said.code == 0 || said.err.contains("ermission") || said.err.contains("content"),
            "{what}: {said:?}"
        );
        whole_again(&desk, what);
    }
}

/// A build after the trouble is over: it succeeds, is as one into a new folder, and leaves nothing beside.
fn whole_again(desk: &Desk, what: &str) {
    let said = desk.build();
    assert_eq!(said.code, 0, "{what}: {said:?}");
    let clean = desk.run(&["build", "--output", "clean/site", "--today", "2027-03-01"]);
    assert_eq!(clean.code, 0, "{what}: {clean:?}");
    assert!(desk.site() == binary::tree(&desk.path("work/clean/site")), "{what}: it is not as a clean build");
    let beside: Vec<_> =
        fs::read_dir(desk.path("work/public")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(beside, ["site"], "{what}: something was left");
    fs::remove_dir_all(desk.path("work/clean")).unwrap();
}

#[test]
fn a_package_that_cannot_be_written_leaves_the_old_one() {
    let desk = Desk::new(2);
    let before = fs::read(desk.path("work/books/a.epub")).unwrap();
    desk.mode("books", 0o555);
    let said = desk.run(&["package", "epub", "--output", "books/a.epub"]);
    assert!(said.code == 2 && said.err.contains("ermission"), "{said:?}");
    assert_eq!(fs::read(desk.path("work/books/a.epub")).unwrap(), before);
    desk.mode("books", 0o755);
    assert_eq!(desk.run(&["package", "epub", "--output", "books/a.epub"]).code, 0);
    assert_eq!(fs::read_dir(desk.path("work/books")).unwrap().count(), 1);
}

#[test]
fn a_cache_that_is_something_else_is_not_needed() {
    for kind in ["a file", "a link", "a link to nothing"] {
        let desk = Desk::new(2);
        let cache = desk.path("work/.bedside-cache");
        fs::remove_dir_all(&cache).unwrap();
        match kind {
            "a file" => fs::write(&cache, "mine").unwrap(),
            "a link" => symlink("../outside", &cache).unwrap(),
            _ => symlink("nowhere", &cache).unwrap(),
        }
        whole_again(&desk, kind);
        assert_eq!(fs::read(desk.path("outside/precious.txt")).unwrap(), b"precious");
        assert!(kind != "a file" || fs::read(&cache).unwrap() == b"mine");
    }
}

#[test]
fn other_disks_are_taken_or_told() {
    let desk = Desk::new(2);
    let tree = "find disk/site public content -type f -exec sha256sum {} + | sort -k2";
    let ended = jail::with_own_mounts(
        &desk.path("work"),
        &format!(
            "mkdir -p disk; mount -t tmpfs -o size=8m tmpfs disk
            \"$B\" build --output disk/site >/dev/null; \"$B\" build --output public/site >/dev/null
            diff -r disk/site public/site; echo alike
            printf '\\nMore.\\n' >> content/index.md; printf '\\nMore.\\n' >> content/{PAGE}
            {tree} > /tmp/before.$$
            said() {{ code=0; \"$B\" build --output \"$1\" 2>&1 || code=$?; echo \"code $code\"; }}
            said disk
            mount -o remount,ro disk; said disk/site
            mount --bind public public; mount -o remount,ro,bind public; said public/site; said public/other/site
            {tree} | diff - /tmp/before.$$; rm /tmp/before.$$; echo untouched
            umount public; mount --bind public/site/strand public/site/strand; said public/site
            test -f public/site/strand/module/page.html; grep -q More public/site/index.html; echo whole"
        ),
    );
    assert!(ended.starts_with("alike\n"), "{ended}");
    assert!(ended.contains("another disk") && ended.contains("untouched\n"), "{ended}");
    assert_eq!(ended.matches("Nothing can be written there").count(), 3, "{ended}");
    assert_eq!(ended.matches("code 2").count(), 4, "{ended}");
    assert!(ended.ends_with("whole\n"), "{ended}");
}

#[test]
fn an_output_that_goes_away_meanwhile_is_made_again() {
    let desk = Desk::new(0);
    let done = AtomicBool::new(false);
    let page = desk.path("work/content").join(PAGE);
    for (what, gone) in [("the site", "public/site"), ("the folder around it", "public")] {
        done.store(false, Ordering::Relaxed);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    // What is being filled at the same time resists now and then.
                    let _ = fs::remove_dir_all(desk.path("work").join(gone));
                    std::thread::sleep(std::time::Duration::from_millis(7));
                }
            });
            for round in 0..if is_full() { 200 } else { 12 } {
                fs::write(&page, format!("# Page\n\nRound {round}.\n")).unwrap();
                let said = desk.build();
                let is_told = said.err.contains("public") && said.err.contains("No such file");
                assert!(said.code == 0 || said.code == 2 && is_told, "{what}: {said:?}");
            }
            done.store(true, Ordering::Relaxed);
        });
        fs::create_dir_all(desk.path("work/public")).unwrap();
        jail::give_away(&desk.path("work"));
        whole_again(&desk, what);
    }
}

#[test]
fn nothing_is_left_where_a_first_build_fails() {
    let desk = Desk::new(0);
    desk.mode("books", 0o555);
    let before: Vec<_> = listed(&desk.path("work"));
    let said = desk.run(&["build", "--output", "books/new/site"]);
    assert!(said.code == 2 && said.err.contains("ermission"), "{said:?}");
    assert_eq!(listed(&desk.path("work")), before);
}

fn listed(folder: &Path) -> Vec<String> {
    binary::stats(folder).into_keys().collect()
}

/// Builds and packages on disks of this many blocks, or with room for this many files; each is then given more room.
const FULL: &str = r#"
    mkdir -p disk
    tree() { if [ -d "$1" ]; then (cd "$1"; find . -type f ! -name '.*' | sort | xargs -r sha256sum | sha256sum | cut -c1-16); else echo none; fi; }
    "$B" build --output new/site >/dev/null; "$B" package epub --output new.epub >/dev/null
    NEW=$(tree new/site); OLD=$(tree public/site); BOOK=$(sha256sum < books/a.epub); NEWBOOK=$(sha256sum < new.epub)
    try() { # kind, option of the mount
        mount -t tmpfs -o "$2" tmpfs disk
        if [ "$1" != first ] && ! cp -a public/site books disk/ 2>/dev/null; then umount disk; return; fi
        output=disk/site; code=0
        case $1 in
            book) said=$("$B" package epub --output disk/books/a.epub 2>&1) || code=$? ;;
            *) said=$("$B" build --output disk/site 2>&1) || code=$? ;;
        esac
        after=$(tree disk/site)
        case $1 in
            book) case $(sha256sum < disk/books/a.epub) in "$BOOK") is=old ;; "$NEWBOOK") is=new ;; *) is=broken ;; esac ;;
            *) case $after in "$NEW") is=new ;; "$OLD"|none) is=old ;; *) is=broken ;; esac ;;
        esac
        case $said in *"no room left"*) words=told ;; *) words=else ;; esac
        mount -o remount,size=64m,nr_inodes=9999 disk
        healed=yes
        case $1 in
            book) "$B" package epub --output disk/books/a.epub >/dev/null 2>&1 || healed=no; cmp -s disk/books/a.epub new.epub || healed=no ;;
            *) "$B" build --output disk/site >/dev/null 2>&1 || healed=no; [ "$(tree disk/site)" = "$NEW" ] || healed=no ;;
        esac
        [ -z "$(find disk -name '.*bedside-[slop]*')" ] || healed=left
        umount disk
        echo "$1 $code $is $words $healed"
    }
    base=$(find public/site books -type f -printf '%s\n' | awk '{s += int(($1 + 4095) / 4096) * 4} END {print s}'); files=$(find public/site books | wc -l)
    for more in $SIZES; do
        try first "size=$((more + 4))k"; try again "size=$((base + more))k"; try book "size=$((base + more))k"
    done
    for more in $FILES; do
        try first "size=64m,nr_inodes=$((more + 2))"; try again "size=64m,nr_inodes=$((files + more))"; try book "size=64m,nr_inodes=$((files + more))"
    done
"#;

#[test]
fn on_a_full_disk_the_old_site_stays_and_with_room_the_new_one_comes() {
    let desk = Desk::new(2);
    // In the long form a disk grows by its smallest unit.
    let (sizes, files) = match is_full() {
        true => ("$(seq 0 4 700)", "$(seq 0 1 60)"),
        false => ("0 8 24 64 160 400 600", "0 1 3 10 50"),
    };
    let script = format!("SIZES=\"{sizes}\" FILES=\"{files}\"\n{FULL}");
    let ended = jail::with_own_mounts(&desk.path("work"), &script);
    let mut ends = BTreeMap::<&str, usize>::new();
    for line in ended.lines() {
        *ends.entry(line).or_default() += 1;
    }
    eprintln!(
        "{} disks by what was done, exit code, what was there, what was said, and whether it healed: {ends:#?}",
        ended.lines().count()
    );
    for line in ends.keys() {
        let is_right = ["0 new else yes", "2 old told yes"].iter().any(|end| line.ends_with(end));
        assert!(is_right, "{line}");
    }
    for kind in ["first", "again", "book"] {
        for end in ["0 new", "2 old"] {
            assert!(
                ends.keys().any(|line| line.starts_with(&format!("{kind} {end}"))),
                "no disk of that size: {kind} {end}"
            );
        }
    }
}
