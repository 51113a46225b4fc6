//! Turns a built page into the same page with the preview's style and script in its head.

const LINKS: &str = include_str!("../../themes/preview/head.html");

/// The ways in which a quotation mark may be written inside an attribute.
const QUOTES: [&str; 4] = ["'", "&#39;", "&#x27;", "&apos;"];

/// Adds the preview to a page: the policy lets it talk to this server, and its files stand last in the head.
/// Nothing else differs from the built bytes. `mark` tells the script which build this is, and `missing` behind
/// it that the page stands for one that does not exist.
///
/// The script is not deferred: it has to see the page as it was parsed, before the page's own scripts change it.
pub(super) fn inject(html: &[u8], mark: &str) -> Vec<u8> {
    let end = find(html, b"</head", 0).or_else(|| find(html, b"<body", 0)).unwrap_or(html.len());
    let place = LINKS.find("\"></script>").unwrap_or(LINKS.len());
    let mut page = Vec::with_capacity(html.len() + LINKS.len() + mark.len());
    open_policy(&html[..end], &mut page);
    page.extend_from_slice(&LINKS.as_bytes()[..place]);
    page.extend_from_slice(mark.as_bytes());
    page.extend_from_slice(&LINKS.as_bytes()[place..]);
    page.extend_from_slice(&html[end..]);
    page
}

/// Copies a head, with `connect-src 'none'` turned to `'self'` in its policy elements and nowhere else.
fn open_policy(head: &[u8], page: &mut Vec<u8>) {
    let mut copied = 0;
    while let Some(start) = find(head, b"<meta", copied) {
        let end = start + tag_length(&head[start..]);
        let tag = &head[start..end];
        page.extend_from_slice(&head[copied..start]);
        let policy = find(tag, b"content-security-policy", 0).is_some();
        let closed = QUOTES.iter().filter(|_| policy).find_map(|quote| {
            let words = format!("connect-src {quote}none{quote}");
            find(tag, words.as_bytes(), 0)
                .map(|at| (at + "connect-src ".len() + quote.len(), at + words.len(), *quote))
        });
        match closed {
            Some((from, to, quote)) => {
                page.extend_from_slice(&tag[..from]);
                page.extend_from_slice(b"self");
                page.extend_from_slice(&tag[to - quote.len()..]);
            }
            None => page.extend_from_slice(tag),
        }
        copied = end;
    }
    page.extend_from_slice(&head[copied..]);
}

/// The length of a tag up to and with its `>`, which a quoted value may hold too.
fn tag_length(tag: &[u8]) -> usize {
    let mut quote = None;
    for (at, &byte) in tag.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// Where `needle` (in lower case) stands, whatever its case in the text.
fn find(text: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    let at = rest.windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle))?;
    Some(from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDED: &str = "<link rel=\"stylesheet\" href=\"/.bedside/panel.css\">\n<script src=\"/.bedside/live.js\" data-build=\"r-1\"></script>\n";

    fn injected(html: &str) -> String {
        String::from_utf8(inject(html.as_bytes(), "r-1")).unwrap()
    }

    #[test]
    fn the_policy_opens_and_the_rest_stays() {
        let page = |source: &str, added: &str| {
            format!(
                "<!doctype html><html><head>\n<meta charset=utf-8><META HTTP-EQUIV=\"Content-Security-Policy\" content=\"default-src 'none'; connect-src '{source}'; img-src 'self'\">\n{added}</head><body>connect-src 'none' </head></body></html>"
            )
        };
        assert_eq!(injected(&page("none", "")), page("self", ADDED));
    }

    #[test]
    fn escaped_quotes_are_understood() {
        for quote in ["&#39;", "&#x27;", "&apos;"] {
            let page = |word: &str, added: &str| {
                format!(
                    "<head><meta content=\"connect-src {quote}{word}{quote}\" http-equiv=\"content-security-policy\">{added}</head>"
                )
            };
            assert_eq!(injected(&page("none", "")), page("self", ADDED));
        }
    }

    #[test]
    fn other_elements_and_pages_without_policy_stay() {
        let head = "<head><meta name=\"description\" content=\"connect-src 'none' > x\"><title>connect-src 'none'</title>";
        assert_eq!(injected(&format!("{head}</head>x")), format!("{head}{ADDED}</head>x"));
        assert_eq!(injected(&format!("{head}<body>x")), format!("{head}{ADDED}<body>x"));
        assert_eq!(injected("plain"), format!("plain{ADDED}"));
        assert_eq!(injected("<meta"), format!("<meta{ADDED}"));
        assert_eq!(injected(""), ADDED);
    }
}
