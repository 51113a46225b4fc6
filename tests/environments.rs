//! Twenty-four surroundings, one course: every file that is made is the same to the byte.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bedside::render::format::FORMATS;
use support::binary::{self, Run};
use support::random::Random;
use support::{Files, is_full, read_folder};

const LOCALES: [Option<&str>; 5] =
    [None, Some("C"), Some("C.UTF-8"), Some("de_DE.UTF-8"), Some("tr_TR.UTF-8")];
const ZONES: [Option<&str>; 4] = [None, Some("UTC"), Some("Asia/Kathmandu"), Some("America/St_Johns")];
const MASKS: [&str; 3] = ["000", "022", "077"];
const THREADS: [Option<&str>; 4] = [None, Some("1"), Some("2"), Some("7")];
const ORDERS: [Order; 3] = [Order::ByName, Order::Reversed, Order::Shuffled];
const PLACES: [&str; 4] =
    ["c", "a/b/c/d/e/f/g/h/i/j/k/l/m/n", "my courses/Übung für Ärztinnen", "dots.and-Caps/COURSE"];
const HOMES: [Option<&str>; 3] = [None, Some("/"), Some("/nonexistent")];
const EPOCH: &str = "1700000000";

/// In which order the files of the course come to the disk, and so, on some disks, in which they are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    ByName,
    Reversed,
    Shuffled,
}

#[derive(Debug)]
struct Surroundings {
    locale: Option<&'static str>,
    zone: Option<&'static str>,
    mask: &'static str,
    threads: Option<&'static str>,
    order: Order,
    place: &'static str,
    home: Option<&'static str>,
    /// On a disk in memory, which lists files in the order in which they came.
    in_memory: bool,
}

fn all() -> Vec<Surroundings> {
    // Steps that have no common measure: no two things change together all the time.
    let of = |n: usize| Surroundings {
        locale: LOCALES[n % 5],
        zone: ZONES[n % 4],
        mask: MASKS[n % 3],
        threads: THREADS[(n / 2) % 4],
        order: ORDERS[(n / 3) % 3],
        place: PLACES[(n / 5) % 4],
        home: HOMES[(n / 4) % 3],
        in_memory: n.is_multiple_of(2),
    };
    (0..24).map(of).collect()
}

fn course() -> Files {
    let mut files = read_folder(&support::of_package("tests/courses/kitchen-sink"));
    let page = "# Ärger und ı İ i I ß\n\nWorte, которые сортируются, و كلمات.\n\n- ä\n- z\n- Z\n- a\n";
    for name in ["Zorn.md", "ärger.md", "inhalt.md", "Itself.md"] {
        let folder = files.keys().find(|path| path.ends_with("/index.md")).unwrap().replace("index.md", "");
        files.insert(format!("{folder}{name}"), page.replace("Ärger", name).into_bytes());
    }
    files
}

impl Surroundings {
    fn write(&self, root: &Path, files: &Files) {
        let mut files: Vec<_> = files.iter().collect();
        match self.order {
            Order::ByName => {}
            Order::Reversed => files.reverse(),
            Order::Shuffled => {
                let mut random = Random::new(3);
                files.sort_by_cached_key(|_| random.next());
            }
        }
        for (path, bytes) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }

    fn run(&self, root: &Path, epoch: &str, arguments: &str) -> Run {
        let line = format!("umask {}; exec \"$0\" {arguments} --today 2027-03-01", self.mask);
        let mut command = Command::new("/bin/sh");
        command.args(["-c", &line, env!("CARGO_BIN_EXE_bedside")]).current_dir(root).env_clear();
        command.env("SOURCE_DATE_EPOCH", epoch).stdin(Stdio::null());
        for name in ["LC_ALL", "LANG"] {
            command.envs(self.locale.map(|locale| (name, locale)));
        }
        command.envs(self.zone.map(|zone| ("TZ", zone)));
        command.envs(self.threads.map(|threads| ("RAYON_NUM_THREADS", threads)));
        command.envs(self.home.map(|home| ("HOME", home)));
        binary::of(command)
    }
}

/// What is made: a site for each edition, and each package.
fn works() -> Vec<(String, String)> {
    let packages =
        FORMATS.iter().filter(|format| format.wrap.extension().is_some()).map(|format| format.name);
    let packages = packages.filter(|name| is_full() || ["epub", "scorm2004"].contains(name));
    let packages = packages.map(|name| (name.to_owned(), format!("package {name} --output made/{name}")));
    let editions = ["learner", "facilitator"].iter().take(if is_full() { 2 } else { 1 });
    let sites = editions
        .map(|name| (format!("site for a {name}"), format!("build --edition {name} --output made/{name}")));
    sites.chain(packages).collect()
}

/// The hash of a file, or of all paths and bytes below a folder.
fn hash(path: &Path) -> String {
    let mut hasher = blake3::Hasher::new();
    let files = match path.is_dir() {
        true => binary::tree(path),
        false => BTreeMap::from([(String::new(), fs::read(path).unwrap())]),
    };
    for (name, bytes) in files {
        hasher.update(name.as_bytes()).update(&[0]).update(blake3::hash(&bytes).as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// A folder on a disk in memory.
fn in_memory() -> tempfile::TempDir {
    let disk = Path::new("/dev/shm");
    assert!(
        disk.is_dir(),
        "this test needs a disk in memory at /dev/shm, whose folders list files in another order"
    );
    tempfile::tempdir_in(disk).unwrap()
}

#[test]
fn every_surrounding_gives_the_same_bytes() {
    let files = course();
    let all = all();
    let distinct: BTreeSet<String> = all.iter().map(|one| format!("{one:?}")).collect();
    assert_eq!(distinct.len(), 24);
    let works = works();
    let made: Vec<Vec<BTreeMap<&str, String>>> = std::thread::scope(|scope| {
        let halves = all
            .chunks(12)
            .map(|half| scope.spawn(|| half.iter().map(|one| made(one, &files, &works)).collect()));
        halves.collect::<Vec<_>>().into_iter().map(|half| half.join().unwrap()).collect()
    });
    let made = made.concat();
    for (name, _) in &works {
        let hashes: BTreeSet<&String> = made.iter().map(|hashes| &hashes[name.as_str()]).collect();
        assert_eq!(
            hashes.len(),
            1,
            "{name} hangs on its surroundings: {:?}",
            all.iter().zip(&made).map(|(one, hashes)| (one, &hashes[name.as_str()])).collect::<Vec<_>>()
        );
        eprintln!("{name}: 24 surroundings, 1 hash");
    }
}

fn made<'w>(one: &Surroundings, files: &Files, works: &'w [(String, String)]) -> BTreeMap<&'w str, String> {
    let folder = if one.in_memory { in_memory() } else { tempfile::tempdir().unwrap() };
    let root = folder.path().join(one.place);
    one.write(&root.join("content"), files);
    let made = works.iter().map(|(name, arguments)| {
        let said = one.run(&root, EPOCH, arguments);
        assert_eq!(said.code, 0, "{one:?}: {said:?}");
        (name.as_str(), hash(&root.join(arguments.split(' ').next_back().unwrap())))
    });
    made.collect()
}

#[test]
fn folders_really_are_listed_in_another_order() {
    let listed = |order: Order| -> Vec<_> {
        let folder = in_memory();
        Surroundings { order, ..all().remove(0) }.write(folder.path(), &course());
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect()
    };
    assert_ne!(listed(Order::ByName), listed(Order::Reversed));
}

#[test]
fn the_time_that_is_asked_for_is_that_of_a_package_and_of_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let one = all().remove(0);
    one.write(&folder.path().join("content"), &course());
    let make = |format: &str, epoch: &str| -> PathBuf {
        let file = format!("{format}-{epoch}");
        let said = one.run(folder.path(), epoch, &format!("package {format} --output {file}"));
        assert_eq!(said.code, 0, "{said:?}");
        folder.path().join(file)
    };
    let times = |file: &Path| -> BTreeSet<String> {
        let mut archive = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
        let count = archive.len();
        (0..count).map(|at| archive.by_index(at).unwrap().last_modified().unwrap().to_string()).collect()
    };
    for format in ["site-zip", "epub", "scorm12", "scorm2004", "cmi5"] {
        let (early, late) = (make(format, EPOCH), make(format, "1800000000"));
        assert_eq!(times(&early), BTreeSet::from(["2023-11-14 22:13:20".to_owned()]), "{format}");
        assert_eq!(times(&late), BTreeSet::from(["2027-01-15 08:00:00".to_owned()]), "{format}");
        let (early, late) = (binary::unzipped(&early), binary::unzipped(&late));
        assert!(early.keys().eq(late.keys()));
        let others: Vec<&String> = early.keys().filter(|path| early[*path] != late[*path]).collect();
        // A book has to say when it was made.
        let expected: &[&str] = if format == "epub" { &["EPUB/package.opf"] } else { &[] };
        assert_eq!(others, expected, "{format}");
    }
    let (early, late) = (make("workbook", EPOCH), make("workbook", "1800000000"));
    assert!(fs::read(early).unwrap() == fs::read(late).unwrap());
    // What is no time counts as none, and what no archive can hold is moved to what it can.
    for (epoch, time) in [
        ("", "1980-01-01 00:00:00"),
        ("soon", "1980-01-01 00:00:00"),
        ("-5", "1980-01-01 00:00:00"),
        ("0", "1980-01-01 00:00:00"),
        ("99999999999", "2107-12-31 23:59:58"),
    ] {
        assert_eq!(times(&make("site-zip", epoch)), BTreeSet::from([time.to_owned()]), "{epoch}");
    }
}
