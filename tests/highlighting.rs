//! The style of code: its classes are those that highlighting makes, and every colour can be read on its ground.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by stopping")]

use std::collections::BTreeMap;

use bedside::document::highlight;
use bedside::render;
use bedside::source::Sources;

const PALETTE: &str = include_str!("../themes/default/css/10-colour.css");
const CODE: &str = include_str!("../themes/default/css/later/65-code.css");

/// The colours that a style sheet gives for light and for dark, by their names.
fn colours(css: &str) -> [BTreeMap<&str, [f64; 3]>; 2] {
    let (mut light, mut dark) = (BTreeMap::new(), BTreeMap::new());
    let mut is_dark = false;
    for line in css.lines() {
        is_dark |= line.contains("prefers-color-scheme: dark");
        for part in line.split([';', '{', '}']) {
            let Some((name, value)) = part.split_once(':') else { continue };
            if let Some(hex) = value.trim().strip_prefix('#') {
                let name = name.trim();
                if is_dark { &mut dark } else { &mut light }.insert(name, channels(hex));
            }
        }
        // A query on one line ends with it.
        is_dark &= !line.trim_end().ends_with("} }");
    }
    [light, dark]
}

fn channels(hex: &str) -> [f64; 3] {
    let wide = hex.len() == 6;
    std::array::from_fn(|n| {
        let digits = if wide { hex[2 * n..2 * n + 2].to_owned() } else { hex[n..=n].repeat(2) };
        f64::from(u8::from_str_radix(&digits, 16).unwrap()) / 255.0
    })
}

/// WCAG 2's contrast ratio.
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let luminance = |colour: [f64; 3]| {
        let linear = colour.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn code_can_be_read_on_its_sheet_by_day_and_by_night() {
    assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
    let used: Vec<&str> =
        CODE.split("color: var(").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert_eq!(used.len(), 4, "{used:?}");
    for (palette, own) in colours(PALETTE).iter().zip(colours(CODE)) {
        for name in used.iter().chain(&["--ink"]) {
            let colour = palette.get(name).or_else(|| own.get(name)).copied();
            let ratio =
                contrast(colour.unwrap_or_else(|| panic!("{name} has no colour")), palette["--sheet"]);
            assert!(ratio >= 4.5, "{name}: {ratio:.2}");
        }
    }
}

#[test]
fn the_style_is_short_and_in_the_one_style_sheet() {
    assert!(CODE.len() < 1200, "{} bytes", CODE.len());
    let theme = render::load_theme(&Sources::default(), "en").value;
    let css = String::from_utf8(theme.sheets["later"].clone()).unwrap();
    assert!(css.contains(CODE.trim_end()));
    assert!(CODE.contains("forced-colors: active"));
}

#[test]
fn every_class_that_has_a_style_is_one_that_highlighting_makes() {
    let samples = [
        ("python", "# note\ndef f(x):\n    return \"a\" + str(1)\nclass A: pass\n"),
        ("html", "<p class=\"a\">b</p>\n"),
        ("diff", "--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n"),
        ("markdown", "# Title\n\n*a* **b**\n"),
        ("java", "class A { static int b = 1; }\n"),
    ];
    let made: String =
        samples.iter().filter_map(|(language, code)| highlight::highlighted(language, code)).collect();
    let made: Vec<&str> = made.split(['"', ' ']).filter(|word| word.starts_with("hl-")).collect();
    let rules = CODE.split_once("*/").map_or(CODE, |(_, rules)| rules);
    let styled: Vec<&str> =
        rules.split([' ', ',', '.', '{', ':']).filter(|word| word.starts_with("hl-")).collect();
    assert!(styled.len() > 10);
    for class in styled {
        assert!(made.contains(&class), "{class}");
    }
}
