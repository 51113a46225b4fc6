//! A workbook → its PDF, by a Chromium of this machine that `main` starts.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use crate::command::{Machine, Start};
use crate::publish;
use crate::render::book::folios;

/// Browsers that print as Chromium does, by the names that they have on different systems.
const BROWSERS: [&str; 9] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/// Prints a workbook; gives how many pages it has, or why there is no PDF.
pub(super) fn print(html: &str, output: &Path, machine: &Machine) -> Result<usize, String> {
    let fill = |printed: Option<&[u8]>| match printed {
        Some(pdf) => folios::numbered(html, &folios::places(pdf)).into_bytes(),
        // Every number takes the room of four digits, so that the first print is as long as the second.
        None => folios::numbered(html, &BTreeMap::new()).into_bytes(),
    };
    let print = |html: &Path, pdf: &Path, profile: &Path| start(machine, html, pdf, profile);
    publish::print(output, &fill, &print).map(|pdf| folios::count(&pdf))
}

fn start(machine: &Machine, html: &Path, pdf: &Path, profile: &Path) -> Result<(), String> {
    let named = machine.browser.as_deref().map(|name| vec![name]);
    for browser in named.unwrap_or_else(|| BROWSERS.to_vec()) {
        let mut arguments: Vec<OsString> = vec![
            "--headless".into(),
            "--disable-gpu".into(),
            "--no-first-run".into(),
            "--disable-extensions".into(),
            "--no-pdf-header-footer".into(),
            "--generate-pdf-document-outline".into(),
            with("--user-data-dir=", profile),
            with("--print-to-pdf=", pdf),
        ];
        arguments.push(html.into());
        match (machine.start)(browser, &arguments) {
            Start::Absent => {}
            Start::Ended(true, _) => return Ok(()),
            // An administrator's account, as in a container, has no sandbox to be in.
            Start::Ended(false, words) if words.contains("no-sandbox") => {
                arguments.insert(0, "--no-sandbox".into());
                return match (machine.start)(browser, &arguments) {
                    Start::Ended(true, _) => Ok(()),
                    Start::Ended(false, words) => Err(failed(browser, &words)),
                    Start::Absent => Err(failed(browser, "it cannot be started again")),
                };
            }
            Start::Ended(false, words) => return Err(failed(browser, &words)),
        }
    }
    Err(match &machine.browser {
        Some(name) => format!("CHROMIUM names `{name}`, which cannot be started"),
        None => "there is no Chromium or Chrome on this machine. Open the HTML file in any browser and print it, or \
name the program in the variable CHROMIUM"
            .to_owned(),
    })
}

fn failed(browser: &str, words: &str) -> String {
    let last = words.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it said nothing");
    format!("`{browser}` could not print: {last}")
}

fn with(option: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(option);
    argument.push(path);
    argument
}
