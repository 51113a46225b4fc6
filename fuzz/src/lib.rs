//! Bytes of an attacker's choice → what must hold of everything that reads them. One function a target.
//!
//! `fuzz/targets` hands them to libFuzzer, `tests/fuzz_seeds.rs` the seeds: the same functions, so that what was found
//! once is tried on every run of the tests.

#[path = "../../tests/support/allowed.rs"]
pub mod allowed;
mod course;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::http::{HeaderName, HeaderValue, Method, Request, Uri};
use bedside::document::{clean, header};
use bedside::preview;
use bedside::publish::{MAX_COMPONENT, MAX_PATH, OutPath, manifest_of};
use course::{Course, PAGE, expect_place};

/// Takes any bytes, and fails where a promise is broken.
pub type Target = fn(&[u8]);

/// Every target by its name, which is also that of its seeds' folder.
pub const TARGETS: &[(&str, Target)] = &[
    ("header", front_matter),
    ("page", page),
    ("bibliography", bibliography),
    ("glossary", glossary),
    ("data", data),
    ("path", path),
    ("address", address),
    ("request", request),
    ("manifest", manifest),
    ("theme", theme),
];

/// The lines between `---` and `---`: every place lies in the text, and how lines end changes nothing.
pub fn front_matter(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let file: Arc<str> = PAGE.into();
    let mut problems = Vec::new();
    let split = header::split(text, &file, &mut problems);
    assert!(split.header.end as usize <= split.body, "the header ends behind the text's beginning");
    assert!(text.is_char_boundary(split.body), "the text begins within a character");
    let inner = &text[split.header.range()];
    assert!(inner.len() <= header::MAX_HEADER || problems.iter().any(|p| p.code.name() == "header-unclosed"));
    let read = header::read(inner, split.header.start as usize, &file, &mut problems);
    for problem in &problems {
        expect_place(problem, text.as_bytes());
    }
    if !text.contains('\r') {
        let windows = text.replace('\n', "\r\n");
        let mut again = Vec::new();
        let split = header::split(&windows, &file, &mut again);
        if split.refused {
            return;
        }
        let other =
            header::read(&windows[split.header.range()], split.header.start as usize, &file, &mut again);
        let codes = |problems: &[bedside::diagnostic::Diagnostic]| {
            problems.iter().map(|p| p.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(&problems), codes(&again), "lines that end as on Windows are told of otherwise");
        assert_eq!(words(&read), words(&other), "lines that end as on Windows mean something else");
    }
}

/// What a header says, without the places where it says so.
fn words(header: &header::Header) -> String {
    let text = |list: &[bedside::document::yaml::Spanned<String>]| {
        list.iter().map(|item| item.value.replace("\r\n", "\n")).collect::<Vec<_>>().join("\u{1}")
    };
    let one = |item: &Option<bedside::document::yaml::Spanned<String>>| text(item.as_slice());
    let objectives: Vec<_> = header.objectives.iter().map(|o| o.text.value.replace("\r\n", "\n")).collect();
    format!(
        "{:?}",
        (
            one(&header.title),
            one(&header.summary),
            header.minutes,
            objectives,
            text(&header.covers),
            text(&header.aliases),
            (header.draft, header.unlisted, header.order, header.reviewed, header.report_never),
        )
    )
}

/// A page with everything that it may hold, through the whole flow to both editions' HTML.
pub fn page(bytes: &[u8]) {
    let course = Course::with(&[(PAGE, bytes)]);
    course.expect_sound();
}

/// `references.bib`, cited by a page that lists all that is cited.
pub fn bibliography(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    // Keys that are there, so that works reach the list.
    let keys = text
        .split('@')
        .skip(1)
        .filter_map(|entry| entry.split_once('{')?.1.split_once(','))
        .map(|(key, _)| key.trim());
    let is_key =
        |key: &&str| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_:-.".contains(c));
    let cited: Vec<String> = keys.filter(is_key).take(4).map(|key| format!("[@{key}, p. 3]")).collect();
    let page = format!("# Page\n\nWords [@a] {} [@b; -@c].\n", cited.join(" "));
    let course = Course::with(&[("references.bib", bytes), (PAGE, page.as_bytes())]);
    course.expect_sound();
}

/// `glossary.yaml`, with a page that uses its first terms.
pub fn glossary(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let terms =
        text.lines().filter(|line| !line.starts_with([' ', '#'])).filter_map(|line| line.split_once(':'));
    let used: Vec<String> =
        terms.take(4).map(|(term, _)| format!("[[{}]]", term.trim_matches(['"', '\'']))).collect();
    let page = format!("# Page\n\nWords {} [[pity|shown]].\n", used.join(" "));
    let course = Course::with(&[("glossary.yaml", bytes), (PAGE, page.as_bytes())]);
    course.expect_sound();
}

/// Every other file that a course is made from; the first byte says which.
pub fn data(bytes: &[u8]) {
    const FILES: [&str; 8] = [
        "course.yaml",
        "stories.yaml",
        "framework.yaml",
        "prompts.lock",
        "releases.yaml",
        "strand/module/chair.svg",
        "strand/module/words.vtt",
        "snippets/rules.md",
    ];
    const USES: &str = "---\nstory: her\ncovers: [listening]\n---\n# Page\n\n![A chair](chair.svg)\n\n\
        :::media[Film]{src=film.mp4 captions=words.vtt description=\"A room.\"}\nWords.\n:::\n\n\
        :::include{src=rules.md}\n:::\n\n:::reflect{#heard}\nWrite.\n:::\n";
    let Some((first, rest)) = bytes.split_first() else { return };
    let file = FILES[usize::from(*first) % FILES.len()];
    let course = Course::with(&[("strand/module/film.mp4", b"film"), (PAGE, USES.as_bytes()), (file, rest)]);
    course.expect_sound();
}

/// Two names of files, one a line: what is taken stays inside and is a plain name on every system.
pub fn path(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (one, two) = text.split_once('\n').unwrap_or((text, ""));
    let paths: Vec<OutPath> = [one, two].into_iter().filter_map(|name| OutPath::new(name).ok()).collect();
    for path in &paths {
        let name = path.as_str();
        assert!(name.len() <= MAX_PATH);
        assert_eq!(OutPath::new(name).as_ref(), Ok(path), "a path that was taken is taken again as it is");
        for part in name.split('/') {
            assert!(!matches!(part, "" | "." | "..") && part.len() <= MAX_COMPONENT, "{name:?}");
            assert!(!part.ends_with(['.', ' ']) && !part.contains(['\\', ':', '*', '?', '"', '<', '>', '|']));
            assert!(
                !part.chars().any(|c| c.is_control() || ('\u{202A}'..='\u{202E}').contains(&c)),
                "{name:?}"
            );
            let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
            assert!(!["con", "prn", "aux", "nul", "com1", "lpt9"].contains(&stem.as_str()), "{name:?}");
        }
        let components = std::path::Path::new(name).components();
        assert!(
            components.into_iter().all(|part| matches!(part, std::path::Component::Normal(_))),
            "{name:?}"
        );
    }
    if let [from, to] = &paths[..] {
        let mut at: Vec<&str> = from.as_str().split('/').collect();
        at.pop();
        let link = from.link_to(to);
        for part in link.split('/') {
            match part {
                ".." => assert!(at.pop().is_some(), "{from} → {to}: {link} leaves the output"),
                name => at.push(name),
            }
        }
        assert_eq!(at.join("/"), to.as_str(), "{from} → {to}: {link} leads elsewhere");
        let is_one = from.as_str().to_lowercase() == to.as_str().to_lowercase();
        assert!(
            !is_one || from.collision_key() == to.collision_key(),
            "{from} and {to} are one where case is not told"
        );
    }
}

/// An address in Markdown and in raw HTML: it leads only where it may, and cleaning twice is cleaning once.
pub fn address(bytes: &[u8]) {
    let Ok(address) = std::str::from_utf8(bytes) else { return };
    let quoted = address.replace('"', "&quot;");
    let html = format!("<a href=\"{quoted}\">x</a> <img src=\"{quoted}\" alt=x> <q cite='{address}'>x</q>");
    let clean = |html: &str| {
        let mut out = String::new();
        clean::append(html, &mut out);
        out
    };
    let once = clean(&html);
    assert_eq!(clean(&once).trim_end(), once.trim_end(), "what was cleaned changes when it is cleaned again");
    let beyond = allowed::beyond(&once);
    assert!(beyond.is_empty(), "{beyond:?}");
    let text = format!(
        "# Page\n\n[x](<{address}>) ![x]({address}) <{address}>\n\n[y]\n\n{html}\n\n[y]: {address}\n"
    );
    Course::with(&[(PAGE, text.as_bytes())]).expect_sound();
}

/// The head of a request: a target on its first line, headers below.
pub fn request(bytes: &[u8]) {
    let mut lines = bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let Some(Ok(uri)) = lines.next().map(Uri::try_from) else { return };
    if let Some(path) = preview::address(uri.path()) {
        assert!(
            !path.starts_with('/') && !path.contains('\\') && !path.chars().any(char::is_control),
            "{path:?}"
        );
        assert!(path.split('/').all(|part| !matches!(part, "" | "." | "..")), "{path:?}");
        let escaped: String = path.bytes().map(|byte| format!("%{byte:02X}")).collect();
        assert_eq!(preview::address(&format!("/{escaped}")).as_deref(), Some(&*path), "decoded once");
    }
    let mut request = Request::new(());
    *request.uri_mut() = uri;
    *request.method_mut() = Method::GET;
    for line in lines {
        let Some(at) = line.iter().position(|byte| *byte == b':') else { continue };
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(&line[..at]), HeaderValue::from_bytes(line[at + 1..].trim_ascii()))
        {
            // A map of headers holds 2^15 of them and says so by a panic; the server's own reader stops at a hundred.
            if request.headers().len() < 100 {
                request.headers_mut().append(name, value);
            }
        }
    }
    let (parts, ()) = request.into_parts();
    if preview::admits(&parts, SocketAddr::from(([127, 0, 0, 1], 4400))) {
        let all = |name: &str| {
            parts
                .headers
                .get_all(name)
                .iter()
                .map(|v| v.to_str().unwrap_or("?").to_ascii_lowercase())
                .collect::<Vec<_>>()
        };
        let host = all("host");
        let own = ["localhost:4400", "127.0.0.1:4400", "[::1]:4400"];
        assert!(host.len() == 1 && own.contains(&host[0].as_str()), "answered to {host:?}");
        assert!(
            all("origin").iter().all(|origin| *origin == format!("http://{}", host[0])),
            "answered another origin"
        );
        assert!(
            parts.uri.authority().is_none_or(|authority| authority.as_str().eq_ignore_ascii_case(&host[0]))
        );
    }
}

/// A manifest that was found in an output folder: what it lists stays inside, in order, each file once.
pub fn manifest(bytes: &[u8]) {
    let Some((paths, printed)) = manifest_of(bytes) else { return };
    assert!(paths.is_sorted_by(|a, b| a < b), "out of order, or a file twice");
    for path in &paths {
        assert_eq!(OutPath::new(path.as_str()).as_ref(), Ok(path));
        assert!(
            !path.as_str().eq_ignore_ascii_case(".bedside-manifest.json"),
            "a manifest that lists itself"
        );
    }
    assert_eq!(manifest_of(&printed).map(|(again, _)| again), Some(paths), "what is printed is read back");
}

/// A theme's own part and words: told, or shown within bounds.
pub fn theme(bytes: &[u8]) {
    let course = Course::with_theme(
        &[(PAGE, b"# Page\n\n:::note[Label]\nWords.\n:::\n")],
        &[("templates/parts/callout.html", bytes), ("templates/page/own.html", bytes)],
    );
    course.expect_answers();
}
