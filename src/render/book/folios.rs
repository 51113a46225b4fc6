//! A printed workbook's PDF → on which page each place stands, and a workbook with these numbers in it.
//!
//! Browsers do not count pages for a list of contents (`target-counter`), so a workbook is printed twice: once to
//! learn the numbers, and once with them. Room for them is kept, so that they do not move what they count.

use std::collections::BTreeMap;

/// The pages of a PDF on which named places stand, counted from 1. Reads what Chromium writes: objects in the open,
/// no streams of objects.
pub fn places(pdf: &[u8]) -> BTreeMap<String, usize> {
    let order = pages(pdf);
    let mut places = BTreeMap::new();
    for at in find_all(pdf, b" 0 R /XYZ") {
        // `/p12-top [8 0 R /XYZ …`: back from the page's number to the name.
        let line = &pdf[at.saturating_sub(200)..at];
        let Some(bracket) = line.iter().rposition(|byte| *byte == b'[') else { continue };
        let number = std::str::from_utf8(&line[bracket + 1..]).ok().and_then(|text| text.parse::<u32>().ok());
        let before = line[..bracket].trim_ascii_end();
        let name = before.iter().rposition(|byte| *byte == b'/').map(|slash| &before[slash + 1..]);
        if let (Some(number), Some(Ok(name))) = (number, name.map(std::str::from_utf8))
            && let Some(page) = order.iter().position(|page| *page == number)
        {
            places.insert(name.to_owned(), page + 1);
        }
    }
    places
}

/// How many pages a PDF has.
pub fn count(pdf: &[u8]) -> usize {
    pages(pdf).len()
}

/// The numbers of the pages' objects, in the order of reading.
fn pages(pdf: &[u8]) -> Vec<u32> {
    let mut kids: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut inner = Vec::new();
    for at in find_all(pdf, b"<</Type /Pages") {
        let end = find_all(&pdf[at..], b"endobj").next().map_or(pdf.len(), |end| at + end);
        let head = &pdf[at.saturating_sub(24)..at];
        let number =
            head.split(|byte| byte.is_ascii_whitespace()).rev().filter(|part| !part.is_empty()).nth(2);
        let number =
            number.and_then(|part| std::str::from_utf8(part).ok()).and_then(|part| part.parse().ok());
        let text = String::from_utf8_lossy(&pdf[at..end]).into_owned();
        let list = text.split_once("/Kids [").and_then(|(_, list)| Some(list.split_once(']')?.0.to_owned()));
        if let (Some(number), Some(list)) = (number, list) {
            let own: Vec<u32> = list.split(" 0 R").filter_map(|kid| kid.trim().parse().ok()).collect();
            inner.extend(own.iter().copied());
            kids.insert(number, own);
        }
    }
    let mut order = Vec::new();
    let mut open: Vec<u32> = kids.keys().copied().filter(|number| !inner.contains(number)).collect();
    while let Some(number) = open.pop() {
        match kids.remove(&number) {
            Some(below) => open.extend(below.into_iter().rev()),
            None => order.push(number),
        }
    }
    order
}

fn find_all<'p>(bytes: &'p [u8], wanted: &'p [u8]) -> impl Iterator<Item = usize> + 'p {
    bytes.windows(wanted.len()).enumerate().filter(move |(_, window)| *window == wanted).map(|(at, _)| at)
}

/// Where a number belongs: an empty element that names its place.
const OPEN: &str = "class=\"folio\" data-for=\"";

/// The workbook with the numbers of its pages.
pub fn numbered(html: &str, places: &BTreeMap<String, usize>) -> String {
    let mut out = String::with_capacity(html.len() + places.len() * 4);
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(OPEN) {
        out.push_str(before);
        out.push_str(OPEN);
        let (name, after) = after.split_once("\">").unwrap_or((after, ""));
        out.push_str(name);
        out.push_str("\">");
        if let Some(page) = places.get(name) {
            out.push_str(&page.to_string());
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const PDF: &str = "8 0 obj\n<</Type /Page\n/Parent 3 0 R>>\nendobj\n11 0 obj\n<</Type /Page>>\nendobj\n\
        5 0 obj\n<</Type /Pages\n/Kids [11 0 R]\n/Parent 3 0 R>>\nendobj\n3 0 obj\n<</Type /Pages\n/Count 2\n/Kids [8 0 R 5 0 R]>>\nendobj\n\
        15 0 obj\n<</p1-top [8 0 R /XYZ 6 579.2 0]\n/p2-top [11 0 R /XYZ 6 579.2 0]>>\nendobj\n/Dest [8 0 R /XYZ 49.1 530.4 0]\n";

    #[test]
    fn places_are_found_on_their_pages() {
        let places = places(PDF.as_bytes());
        assert_eq!((places.get("p1-top"), places.get("p2-top")), (Some(&1), Some(&2)));
        assert_eq!(count(PDF.as_bytes()), 2);
        assert!(super::places(b"no pdf").is_empty());
    }

    #[test]
    fn numbers_stand_where_they_belong() {
        let places = BTreeMap::from([("p2-top".to_owned(), 7)]);
        let html = "<b class=\"folio\" data-for=\"p2-top\"></b><b class=\"folio\" data-for=\"p3-top\"></b>";
        let expected =
            "<b class=\"folio\" data-for=\"p2-top\">7</b><b class=\"folio\" data-for=\"p3-top\"></b>";
        assert_eq!(numbered(html, &places), expected);
    }
}
