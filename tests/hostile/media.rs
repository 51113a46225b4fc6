//! Drawings that act, pictures that are damaged or lie about their size, archives that are no pictures.

use bedside::course::Edition;
use bedside::pipeline;
use bedside::publish::OutPath;
use bedside::render::Fault;

use super::HANG;
use super::support::time::measured;
use super::support::{course_with, link, told};

/// What stands in a drawing and must be told.
const WRONG: &[&str] = &[
    "<script>alert(1)</script>",
    "<script href=\"data:,alert(1)\"/>",
    "<script xlink:href=\"https://host/x.js\"/>",
    "<svg:script xmlns:svg=\"http://www.w3.org/2000/svg\">alert(1)</svg:script>",
    "<h:script xmlns:h=\"http://www.w3.org/1999/xhtml\">alert(1)</h:script>",
    "<ScRiPt>alert(1)</ScRiPt>",
    "<foreignObject><body xmlns=\"http://www.w3.org/1999/xhtml\" onload=\"alert(1)\"/></foreignObject>",
    "<foreignObject><iframe src=\"javascript:alert(1)\"/></foreignObject>",
    "<g onload=\"alert(1)\"/>",
    "<g onbegin=\"alert(1)\"/>",
    "<g ONMOUSEOVER=\"alert(1)\"/>",
    "<g x:onclick=\"alert(1)\" xmlns:x=\"http://www.w3.org/2000/svg\"/>",
    "<animate onbegin=\"alert(1)\" attributeName=\"x\" dur=\"1s\"/>",
    "<set attributeName=\"onmouseover\" to=\"alert(1)\"/>",
    "<set attributeName=\"href\" to=\"javascript:alert(1)\"/>",
    "<animate attributeName=\"xlink:href\" values=\"javascript:alert(1)\"/>",
    "<animateTransform attributeName=\"HREF\" from=\"x\"/>",
    "<a href=\"javascript:alert(1)\"><text>x</text></a>",
    "<a xlink:href=\"javascript:alert(1)\"><text>x</text></a>",
    "<a href=\"java&#9;script:alert(1)\"/>",
    "<a href=\"https://host\"/>",
    "<a href=\"//host\"/>",
    "<a href=\"data:text/html,x\"/>",
    "<image href=\"https://host/t.gif\"/>",
    "<image href=\"file:///etc/passwd\"/>",
    "<image href=\"../../../etc/passwd\"/>",
    "<image href=\"data:image/svg+xml;base64,PHN2Zz4=\"/>",
    "<use href=\"https://host/x.svg#a\"/>",
    "<use href=\"data:image/svg+xml,x#a\"/>",
    "<feImage href=\"https://host/x\"/>",
    "<style>@import url(https://host/x.css);</style>",
    "<style>@IMPORT 'x';</style>",
    "<style>a{background:url(https://host)}</style>",
    "<style>a{background:u\\rl(https://host)}</style>",
    "<style>a{background:/**/url( //host )}</style>",
    "<style><![CDATA[@import 'https://host';]]></style>",
    "<style>a{b:expression(alert(1))}</style>",
    "<path style=\"fill:url(https://host#a)\"/>",
    "<path fill=\"url('https://host#a')\"/>",
    "<path filter=\"url(data:image/svg+xml,x#a)\"/>",
    "<path style=\"behavior:url(x.htc)\"/>",
    "<iframe src=\"x\"/>",
    "<embed src=\"x\"/>",
    "<object data=\"x\"/>",
    "<video src=\"https://host\"/>",
    "<audio src=\"https://host\"/>",
    "<link rel=\"stylesheet\" href=\"x.css\"/>",
    "<meta http-equiv=\"refresh\" content=\"0\"/>",
    "<base href=\"https://host\"/>",
    "<handler type=\"application/ecmascript\">x</handler>",
    "<listener handler=\"#x\"/>",
    "<g xml:base=\"https://host/\"><use href=\"#a\"/></g>",
    "<?xml-stylesheet type=\"text/xsl\" href=\"x.xsl\"?>",
    "<?php echo 1 ?>",
    "<g><path></g></path>",
    "<g a=\"1\" a=\"2\"/>",
    "<g a=1/>",
    "&xxe;",
    "<g",
];

/// Whole files.
const FILES: &[&str] = &[
    "",
    "no drawing at all",
    "<!DOCTYPE svg [<!ENTITY xxe SYSTEM \"file:///etc/passwd\">]><svg>&xxe;</svg>",
    "<!DOCTYPE svg [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\"><!ENTITY c \"&b;&b;\">]><svg>&c;</svg>",
    "<?xml version=\"1.0\" encoding=\"UTF-7\"?><svg/>",
    "<?xml version=\"1.0\" encoding=\"ISO-2022-JP\"?><svg/>",
    "<html xmlns=\"http://www.w3.org/1999/xhtml\"><script>alert(1)</script></html>",
    "\u{feff}<svg onload=\"alert(1)\"/>",
];

/// Pictures and what says that they are pictures: name, bytes, and whether such a file may be published; nothing
/// where a damaged picture may be taken as it is.
fn pictures() -> Vec<(&'static str, Vec<u8>, Option<bool>)> {
    let png = b"\x89PNG\r\n\x1a\n".to_vec();
    let chunk = |length: u32, kind: &[u8; 4], body: &[u8]| {
        [&length.to_be_bytes()[..], kind, body, b"\0\0\0\0"].concat()
    };
    let size = |width: u32, height: u32| {
        let body = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        [png.clone(), chunk(13, b"IHDR", &body)].concat()
    };
    let webp = |length: u32| {
        [b"RIFF", &length.to_le_bytes()[..], b"WEBP", b"VP8X", &u32::MAX.to_le_bytes()].concat()
    };
    vec![
        ("a.png", png.clone(), None),
        ("b.png", size(u32::MAX, u32::MAX), None),
        ("c.png", size(0, 0), None),
        ("d.png", [png.clone(), chunk(u32::MAX, b"tEXt", b"x")].concat(), None),
        ("e.png", [png, vec![0; 1_000_000]].concat(), None),
        ("f.jpg", b"\xff\xd8\xff".to_vec(), None),
        ("g.jpg", b"\xff\xd8\xff\xe1\0\0".to_vec(), None),
        ("h.jpg", b"\xff\xd8\xff\xe1\0\x01x".to_vec(), None),
        ("i.jpg", [b"\xff\xd8".to_vec(), vec![0xff; 1_000_000]].concat(), None),
        ("j.jpg", [b"\xff\xd8".to_vec(), b"\xff\xe1\0\x04xx".repeat(50_000)].concat(), None),
        ("k.jpg", b"\xff\xd8\xff\xe1\xff\xffExif\0\0MM\0*\xff\xff\xff\xff".to_vec(), None),
        ("l.webp", webp(4), None),
        ("m.webp", webp(u32::MAX), None),
        ("n.webp", b"RIFF\0\0\0\0WEBP".to_vec(), None),
        ("o.gif", b"GIF89a\xff\xff\xff\xff".to_vec(), Some(true)),
        ("p.png", b"<script>alert(1)</script>".to_vec(), Some(true)),
        ("q.jpg", b"PK\x03\x04bomb".repeat(1_000), Some(true)),
        ("r.pdf", b"%PDF-1.7\n/JS (app.alert(1))".to_vec(), Some(true)),
        ("s.zip", b"PK\x05\x06".to_vec(), Some(true)),
        ("t.html", b"<script>alert(1)</script>".to_vec(), Some(false)),
        ("u.js", b"alert(1)".to_vec(), Some(false)),
        ("v.xhtml", b"<script>alert(1)</script>".to_vec(), Some(false)),
    ]
}

pub fn count() -> usize {
    WRONG.len() + FILES.len() + pictures().len() + 4
}

#[test]
fn a_drawing_that_is_more_than_a_picture_is_told_and_not_published() {
    let inside = |inner: &&str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">{inner}</svg>"
        )
    };
    let many = |what: String| format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{what}");
    let mut drawings: Vec<String> = WRONG.iter().map(inside).collect();
    drawings.extend(FILES.iter().map(|file| (*file).to_owned()));
    drawings.push(many("<g>".repeat(100_000)));
    drawings.push(many(format!(
        "<g {}/></svg>",
        (0..20_000).map(|n| format!("a{n}='x' ")).collect::<String>() + "onload='x'"
    )));
    drawings.push(many("<style>url(".repeat(50_000)));
    drawings.push(many(format!("<g a='{}'/><script/></svg>", "&#65;".repeat(100_000))));
    let mut wrong = Vec::new();
    for drawing in &drawings {
        let what: String = drawing.chars().take(140).collect();
        let mut files = course_with("# Page\n\n![A drawing](drawing.svg)\n");
        files.insert("strand/module/drawing.svg".into(), drawing.clone().into_bytes());
        let (checked, time) = measured(|| link(&files));
        let is_told =
            told(&checked).iter().any(|t| t.code == "unsafe-svg" && t.file == "strand/module/drawing.svg");
        let artefacts = pipeline::artefacts(&checked.value, Edition::Learner, false);
        let is_there = artefacts.get(&OutPath::new("strand/module/drawing.svg").unwrap()).is_some();
        if !is_told || is_there || time > HANG {
            wrong.push(format!("{what}: told {is_told}, published {is_there}, {time:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), drawings.len(), wrong.join("\n"));
}

#[test]
fn a_damaged_picture_stops_nothing_and_is_not_published() {
    let mut wrong = Vec::new();
    for (name, bytes, may) in pictures() {
        let mut files = course_with(&format!("# Page\n\n![A picture]({name}) [file]({name})\n"));
        files.insert(format!("strand/module/{name}"), bytes);
        let ((checked, made), time) = measured(|| {
            let checked = link(&files);
            let artefacts = pipeline::artefacts(&checked.value, Edition::Learner, false);
            let path = OutPath::new(&format!("strand/module/{name}")).unwrap();
            let made = artefacts.get(&path).map(|artefact| artefacts.make(artefact, &mut Vec::new()));
            (checked, made)
        });
        let is_published = matches!(made, Some(Ok(())));
        let errors = told(&checked).iter().filter(|told| told.severity == "error").count();
        let is_stopped = !is_published || errors > 0;
        let has_failed = made == Some(Err(Fault::Panicked));
        if may == Some(is_stopped) || has_failed || time > HANG {
            wrong.push(format!("{name}: published {is_published}, {errors} errors, {time:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}
