//! The files of an edition → every address and every name of an id on every page, followed.

use std::collections::BTreeMap;

use super::Files;
use super::page::{Page, read};

/// Follows every address and every name of an id on every page of an edition.
pub fn check(files: &Files, what: &str) {
    let pages: BTreeMap<&str, Page> = files
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| (path.as_str(), read(std::str::from_utf8(bytes).unwrap())))
        .collect();
    let mut wrong = Vec::new();
    for (path, page) in &pages {
        wrong.extend(page.twice.iter().map(|id| format!("{path}: the id `{id}` stands twice")));
        wrong.extend(
            page.named
                .iter()
                .filter(|id| !page.ids.contains(*id))
                .map(|id| format!("{path}: no id `{id}` is there")),
        );
        for link in &page.links {
            if let Err(why) = follow(files, &pages, path, link) {
                wrong.push(format!("{path}: `{link}` {why}"));
            }
        }
    }
    assert!(pages.len() > 1, "{what} has no pages");
    assert!(wrong.is_empty(), "{what}:\n{}", wrong.join("\n"));
}

fn follow(files: &Files, pages: &BTreeMap<&str, Page>, from: &str, link: &str) -> Result<(), String> {
    if ["https:", "http:", "mailto:", "tel:"].iter().any(|scheme| link.starts_with(scheme)) {
        return Ok(());
    }
    if link.contains(':') || link.starts_with('/') {
        return Err("is not relative".into());
    }
    let decode = |text: &str| percent_decoded(text);
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
    let path = path.split('?').next().unwrap_or_default();
    let target = if path.is_empty() { from.to_owned() } else { joined(from, &decode(path))? };
    if !files.contains_key(&target) {
        return Err(format!("leads to {target}, which is not there"));
    }
    match anchor.map(decode).filter(|anchor| !anchor.is_empty()) {
        Some(anchor) if !pages.get(target.as_str()).is_some_and(|page| page.ids.contains(&anchor)) => {
            Err(format!("leads to no place of {target}"))
        }
        _ => Ok(()),
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        match (first, tail) {
            (b'%', [a, b, more @ ..]) => {
                let hex = std::str::from_utf8(&[*a, *b]).unwrap().to_owned();
                bytes.push(u8::from_str_radix(&hex, 16).unwrap());
                rest = more;
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn joined(from: &str, path: &str) -> Result<String, String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop().ok_or("leads out of the site")?),
            name => parts.push(name),
        }
    }
    Ok(parts.join("/"))
}
