//! The stages of a build, each by itself, on a made-up course of 500 pages that is the same on every machine.
//!
//!     cargo bench --bench stages -- --save-baseline before
//!     cargo bench --bench stages -- --baseline before
//!
//! `scripts/bench` measures whole builds, on disk and beside other generators.
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on says so by stopping")]

use std::hint::black_box;
use std::sync::Arc;

use bedside::config;
use bedside::course::{self, Edition};
use bedside::document::date::Date;
use bedside::document::highlight;
use bedside::document::writing::HouseStyle;
use bedside::memo::Memo;
use bedside::pipeline::{self, Linked};
use bedside::render::{Artefact, Artefacts};
use bedside::source::{Source, Sources};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const PAGES: usize = 500;
const COURSE: &str = "id: 7b0c1a52-2f0e-4c53-9a3e-5f1d6c0b9e11\ntitle: A made-up course\nlanguage: en\nstrands:\n  - listening\n";
const CODE: &str = "def wait(minutes):\n    \"\"\"Be there, and say nothing.\"\"\"\n    for minute in range(minutes):\n        if minute > 10:\n            yield minute * 2  # slowly\n    return None\n";

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    /// Words as a language has them: a few are very frequent.
    fn words(&mut self, count: usize) -> String {
        const SYLLABLES: [&str; 16] = [
            "ba", "do", "fi", "ge", "ha", "ki", "lo", "me", "na", "po", "re", "si", "ta", "ve", "listen",
            "care",
        ];
        let mut words = Vec::new();
        for _ in 0..count {
            let bound = 1 + self.below(1500);
            let rank = self.below(bound);
            let syllables = [rank % 16, rank / 16 % 16, rank / 256];
            words
                .push(syllables[..1 + rank.min(400) / 200].iter().map(|n| SYLLABLES[*n]).collect::<String>());
        }
        words.join(" ")
    }
}

fn page(number: usize) -> String {
    let mut chance = Chance(number as u64);
    let mut text = format!(
        "---\ntitle: {} {number}\nsummary: {}\nobjectives:\n  - {}\n---\n\n",
        chance.words(3),
        chance.words(8),
        chance.words(6)
    );
    for section in 0..4 {
        let other = chance.below(PAGES);
        text += &format!("## {}\n\n{}.\n\n", chance.words(4), chance.words(70));
        text += &format!(
            "{}. See [{}](../module-{:02}/page-{other:03}.md).\n\n",
            chance.words(60),
            chance.words(2),
            other / 20
        );
        text += &match section {
            0 => format!("- {}\n- *{}* {}\n\n", chance.words(7), chance.words(2), chance.words(5)),
            1 => format!(
                "| {} | b |\n|---|---|\n| {} | {} |\n\n",
                chance.words(1),
                chance.words(2),
                chance.words(3)
            ),
            2 => format!("> {}\n\n", chance.words(30)),
            _ => format!(":::reflect[{}]\n{}.\n:::\n\n", chance.words(3), chance.words(12)),
        };
    }
    text
}

fn sources() -> Sources {
    let folder = |title: &str| format!("---\ntitle: {title}\nsummary: What is here.\n---\n\nWords.\n");
    let mut files = vec![
        ("course.yaml".to_owned(), COURSE.to_owned()),
        ("index.md".to_owned(), folder("Home")),
        ("listening/index.md".to_owned(), folder("Listening")),
    ];
    for module in 0..PAGES / 20 {
        files.push((format!("listening/module-{module:02}/index.md"), folder(&format!("Module {module}"))));
    }
    for number in 0..PAGES {
        files.push((format!("listening/module-{:02}/page-{number:03}.md", number / 20), page(number)));
    }
    Sources::from_memory(files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())))
}

fn linked(sources: &Sources) -> Linked {
    let today = Date::parse("2026-11-24").unwrap();
    pipeline::link(sources.clone(), &Sources::default(), &mut Memo::brief(), today).value
}

/// Makes every file of a kind; gives their bytes.
fn make(artefacts: &Artefacts, wanted: impl Fn(&Artefact) -> bool) -> usize {
    let mut buffer = Vec::new();
    let mut bytes = 0;
    for (_, artefact) in artefacts.iter().filter(|(_, artefact)| wanted(artefact)) {
        buffer.clear();
        artefacts.make(artefact, &mut buffer).unwrap();
        bytes += buffer.len();
    }
    bytes
}

fn stages(criterion: &mut Criterion) {
    let sources = sources();
    let config = Arc::new(config::read(&sources).value);
    let style = HouseStyle::of(&config);
    let pages: Vec<&Arc<Source>> = sources.iter().filter(|source| course::is_page(&source.path)).collect();
    let parse = || Memo::brief().parse(&pages, &[], &style).value;
    let outlines: Vec<_> = parse().iter().map(|document| Arc::clone(&document.value.outline)).collect();
    let linked = linked(&sources);

    let mut group = criterion.benchmark_group("stages");
    group.sample_size(20).throughput(Throughput::Elements(PAGES as u64));
    group.bench_function("parse", |b| b.iter(parse));
    group.bench_function("link", |b| b.iter(|| course::link(&config, &outlines, &sources)));
    let artefacts = pipeline::site(&linked, Edition::Learner);
    // The navigations are made with the first pages, and then are there.
    group.bench_function("render", |b| b.iter(|| make(&artefacts, |a| matches!(a, Artefact::Page(_)))));
    group.bench_function("index", |b| {
        b.iter(|| make(&pipeline::site(&linked, Edition::Learner), |a| matches!(a, Artefact::Search(_))));
    });
    group.finish();

    let mut group = criterion.benchmark_group("code");
    group.throughput(Throughput::Bytes(CODE.len() as u64));
    for language in ["python", "perl"] {
        group.bench_function(language, |b| {
            b.iter(|| highlight::highlighted(black_box(language), black_box(CODE)));
        });
    }
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
