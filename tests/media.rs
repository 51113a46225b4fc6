//! Recordings, captions, drawings and photographs: what is checked, what is shown, what is published.
#![allow(clippy::unwrap_used, reason = "a test that meets nothing where something must be has failed")]

use bedside::course::Edition;
use bedside::diagnostic::Checked;
use bedside::document::date::Date;
use bedside::memo::Memo;
use bedside::pipeline::{self, Linked};
use bedside::publish::OutPath;
use bedside::source::Sources;

const COURSE: &[u8] = b"id: media-test\ntitle: Media\nallow: [no-summary, no-objectives, no-activity]\n";
const CAPTIONS: &[u8] = b"WEBVTT\n\n00:01.000 --> 00:04.000\nShe sits down.\n";

fn link(page: &str, files: &[(&str, &[u8])]) -> Checked<Linked> {
    let text = format!("# Home\n\n{page}\n");
    let mut all: Vec<(&str, &[u8])> = vec![("course.yaml", COURSE), ("index.md", text.as_bytes())];
    all.extend_from_slice(files);
    pipeline::link(Sources::from_memory(all), &Sources::default(), &mut Memo::default(), today())
}

/// Code, file and the words under the span of each problem.
fn told(checked: &Checked<Linked>) -> Vec<(&'static str, String, String)> {
    let words = |file: &str, span: bedside::diagnostic::Span| {
        let text = checked.value.sources.text_of(file).unwrap_or_default().into_owned();
        String::from_utf8_lossy(text.get(span.range()).unwrap_or_default()).into_owned()
    };
    let row =
        |d: &bedside::diagnostic::Diagnostic| (d.code.name(), d.file.to_string(), words(&d.file, d.span));
    checked.diagnostics.iter().map(row).collect()
}

fn today() -> Date {
    Date::parse("2027-03-01").unwrap()
}

fn codes(checked: &Checked<Linked>) -> Vec<&'static str> {
    let mut sorted = checked.diagnostics.clone();
    bedside::diagnostic::sort(&mut sorted);
    sorted.iter().map(|d| d.code.name()).collect()
}

fn home(checked: &Checked<Linked>) -> String {
    let artefacts = pipeline::artefacts(&checked.value, Edition::Learner, false);
    let path = OutPath::new("index.html").unwrap();
    let mut out = Vec::new();
    artefacts.make(artefacts.get(&path).unwrap(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn published(checked: &Checked<Linked>) -> Vec<String> {
    let artefacts = pipeline::artefacts(&checked.value, Edition::Learner, false);
    artefacts.paths().map(ToString::to_string).collect()
}

#[test]
fn an_audio_file_is_published_with_its_transcript() {
    let page = ":::media[At the window]{src=sounds/window.mp3}\nShe says: “You can sit down.”\n:::";
    let checked = link(page, &[("sounds/window.mp3", b"ID3")]);
    assert!(checked.diagnostics.is_empty(), "{:?}", told(&checked));
    let html = home(&checked);
    assert!(html.contains("<audio controls preload=\"none\" aria-label=\"At the window\"><source src=\"sounds/window.mp3\" type=\"audio/mpeg\">"));
    assert!(html.contains("<summary>Transcript</summary>\n<p>She says:"), "{html}");
    assert!(published(&checked).contains(&"sounds/window.mp3".to_string()));
}

#[test]
fn a_video_has_captions_a_description_and_a_transcript() {
    let page = ":::media[The door]{src=door.mp4 captions=door.vtt transcript=door.md no-description=\"Only her face.\"}\n:::";
    let files: &[(&str, &[u8])] =
        &[("door.mp4", b"x"), ("door.vtt", CAPTIONS), ("door.md", b"# The words\n\nAll of them.\n")];
    let checked = link(page, files);
    assert!(checked.diagnostics.is_empty(), "{:?}", told(&checked));
    let html = home(&checked);
    for part in [
        "<source src=\"door.mp4\" type=\"video/mp4\">",
        "<track kind=\"captions\" src=\"door.vtt\" srclang=\"en\"",
        "There is no description of the pictures: Only her face.",
        "<a href=\"door.html\">Transcript</a>",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    for file in ["door.mp4", "door.vtt"] {
        assert!(published(&checked).contains(&file.to_string()), "{file}");
    }
}

#[test]
fn a_recording_elsewhere_is_a_plain_link_and_loads_nothing() {
    let checked = link(":::media[A talk]{src=https://example.org/talk.mp4}\nEvery word.\n:::", &[]);
    assert!(checked.diagnostics.is_empty(), "{:?}", told(&checked));
    let html = home(&checked);
    assert!(html.contains("<a href=\"https://example.org/talk.mp4\""), "{html}");
    for loading in ["<video", "<audio", "<iframe", "src=\"https"] {
        assert!(!html.contains(loading), "{loading} in {html}");
    }
}

#[test]
fn what_a_recording_lacks_is_told() {
    let of = |arguments: &str, text: &str, files: &[(&str, &[u8])]| {
        codes(&link(&format!(":::media[A]{{{arguments}}}\n{text}\n:::"), files))
    };
    let video: &[(&str, &[u8])] = &[("a.mp4", b"x"), ("a.vtt", CAPTIONS)];
    assert_eq!(of("src=a.mp4 captions=a.vtt description=\"A door.\"", "Words.", video), [""; 0]);
    assert_eq!(of("src=a.mp4 captions=a.vtt description=\"A door.\"", "", video), ["missing-transcript"]);
    assert_eq!(of("src=a.mp4 description=\"A door.\"", "Words.", video), ["missing-captions"]);
    assert_eq!(of("src=a.mp4 captions=a.vtt", "Words.", video), ["missing-description"]);
    assert_eq!(of("transcript=a.md", "", video), ["missing-argument", "broken-link"]);
    assert_eq!(of("src=a.exe", "Words.", &[("a.exe", b"x")]), ["argument-value"]);
    assert_eq!(of("src=http://example.org/a.mp3", "Words.", &[]), ["link-scheme"]);
    assert_eq!(of("src=javascript:a.mp3", "Words.", &[]), ["link-scheme"]);
    assert_eq!(of("src=../a.mp3", "Words.", &[]), ["link-outside"]);
    assert_eq!(of("src=a.mp3 colour=red", "Words.", &[("a.mp3", b"x")]), ["unknown-argument"]);
}

#[test]
fn a_missing_file_is_told_with_the_nearest() {
    let page = ":::media[A]{src=sounds/windw.mp3}\nWords.\n:::";
    let checked = link(page, &[("sounds/window.mp3", b"ID3")]);
    assert_eq!(told(&checked), [("missing-image", "index.md".into(), "sounds/windw.mp3".into())]);
    assert_eq!(checked.diagnostics[0].help.as_deref(), Some("Did you mean `sounds/window.mp3`?"));
}

#[test]
fn captions_are_told_in_their_own_file() {
    let page = ":::media[A]{src=a.mp4 captions=a.vtt description=\"A door.\"}\nWords.\n:::";
    let bad = b"WEBVTT\n\n00:04.000 --> 00:01.000\nBackwards.\n";
    let checked = link(page, &[("a.mp4", b"x"), ("a.vtt", bad)]);
    assert_eq!(told(&checked), [("captions-syntax", "a.vtt".into(), "00:04.000 --> 00:01.000".into())]);
    assert!(!home(&checked).contains("<track"));
}

#[test]
fn a_drawing_that_can_act_is_refused_and_a_picture_is_shown_with_its_size() {
    let fine = b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 30\"><path d=\"M0 0\"/></svg>";
    let bad = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>a()</script></svg>";
    let checked = link("![A chair](a.svg) ![A door](b.svg)", &[("a.svg", fine), ("b.svg", bad)]);
    assert_eq!(told(&checked), [("unsafe-svg", "b.svg".into(), "<script>".into())]);
    let html = home(&checked);
    assert!(html.contains("<img src=\"a.svg\" alt=\"A chair\" width=\"40\" height=\"30\""), "{html}");
    assert!(!published(&checked).contains(&"b.svg".to_string()));
}

#[test]
fn a_published_photograph_has_lost_its_place() {
    let mut photo = vec![0xFF, 0xD8];
    let exif = b"Exif\0\0II*\0\x08\0\0\0\0\0GPSLatitude 51.5";
    photo.extend_from_slice(&[0xFF, 0xE1, 0, u8::try_from(exif.len() + 2).unwrap()]);
    photo.extend_from_slice(exif);
    photo.extend_from_slice(&[0xFF, 0xC0, 0, 11, 8, 0, 30, 0, 40, 1, 1, 0x11, 0]);
    photo.extend_from_slice(&[0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3, 0xFF, 0xD9]);
    let checked = link("![A corridor](a.jpg)", &[("a.jpg", &photo)]);
    assert!(checked.diagnostics.is_empty(), "{:?}", told(&checked));
    assert!(home(&checked).contains("width=\"40\" height=\"30\""));
    let artefacts = pipeline::artefacts(&checked.value, Edition::Learner, false);
    let mut out = Vec::new();
    artefacts.make(artefacts.get(&OutPath::new("a.jpg").unwrap()).unwrap(), &mut out).unwrap();
    assert!(photo.windows(3).any(|w| w == b"GPS") && !out.windows(3).any(|w| w == b"GPS"));
    assert!(out.windows(3).any(|w| w == [1, 2, 3]));
}

#[test]
fn the_courses_own_data_is_never_published() {
    for file in ["stories.yaml", "course.yaml", "prompts.lock", "snippets/a.md"] {
        let checked = link(
            &format!("[It]({file})"),
            &[("stories.yaml", b""), ("prompts.lock", b""), ("snippets/a.md", b"x")],
        );
        assert!(codes(&checked).contains(&"link-outside"), "{file}: {:?}", told(&checked));
        assert!(!published(&checked).contains(&file.to_string()));
    }
}
