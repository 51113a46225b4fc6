//! Whatever an author pastes, nothing in a finished page acts on a reader: links and raw HTML, read as a browser does. (One long file: its cases share one small course.)
//!
//! Every vector stands in every place where its kind may stand. A page is read twice: alone, where all that is found
//! is the author's, and in the theme, where it may have nothing live beyond what the same page has without it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by stopping")]

mod support;

use std::collections::BTreeMap;

use bedside::course::Edition;
use bedside::pipeline::Linked;
use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use support::allowed::{HOLD_ADDRESSES, may_lead};
use support::{EDITIONS, course, link, link_bare, made};

/// Addresses that must lead nowhere, or nowhere but to what their first words say.
const ADDRESSES: &[&str] = &[
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "jAvAsCrIpT:alert(1)",
    "javascript:alert(1)//https://host",
    "javascript://host/%0Aalert(1)",
    "javascript:https://host",
    " javascript:alert(1)",
    "\u{1}javascript:alert(1)",
    "\u{1f}javascript:alert(1)",
    "\u{b}javascript:alert(1)",
    "\u{a0}javascript:alert(1)",
    "\u{200b}javascript:alert(1)",
    "\u{feff}javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\u{0}script:alert(1)",
    "java\u{7f}script:alert(1)",
    "javascript\t:alert(1)",
    "javascript :alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript:alert(1)",
    "&#0000106&#0000097&#0000118&#0000097script:alert(1)",
    "java&#09;script:alert(1)",
    "java&#x0A;script:alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "&#1;javascript:alert(1)",
    "javascript%3Aalert(1)",
    "%6Aavascript:alert(1)",
    "%256Aavascript:alert(1)",
    "java\\script:alert(1)",
    "javascript\\:alert(1)",
    "vbscript:msgbox(1)",
    "livescript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "DATA:image/svg+xml,<svg onload=alert(1)>",
    "data&colon;text/html,x",
    "blob:https://host/1",
    "file:///etc/passwd",
    "filesystem:https://host/temporary/x",
    "view-source:javascript:alert(1)",
    "ms-settings:x",
    "intent://x#Intent;scheme=http;end",
    "about:blank",
    "feed:javascript:alert(1)",
    "jar:javascript:alert(1)!/x",
    "//host/x",
    "\\\\host/x",
    "/\\host/x",
    "\\/host/x",
    "/\t/host/x",
    "/&#x2F;host/x",
    "&sol;&sol;host/x",
    "///host/x",
    "https:javascript:alert(1)",
    "#javascript:alert(1)",
    "?javascript:alert(1)",
    "./javascript:alert(1)",
    "x:y:z",
    ":javascript:alert(1)",
];

/// Where a link may stand; `V` is its address.
const LINKS: &[&str] = &[
    "[x](V)",
    "[x](<V>)",
    "[x](V \"title\")",
    "![x](V)",
    "![x](<V>)",
    "[![x](V)](V)",
    "<V>",
    "[x][r]\n\n[r]: V",
    "[x][r]\n\n[r]: <V>",
    "[r]\n\n[r]: V",
    "## [x](<V>)",
    "| a |\n|---|\n| [x](<V>) |",
    "- [x](<V>)\n  > [y](<V>)",
    "Note.[^1]\n\n[^1]: [x](<V>)",
    ":::note[A [label](<V>)]\n[x](<V>)\n:::",
    ":::details[<V>]\n[x](<V>)\n:::",
    ":::check\nWhich?\n\n- [x] [x](<V>)\n\n  [y](<V>)\n:::",
    ":::conversation\n### A {#a}\nB.\n- [x](<V>)\n- [y](#c)\n\n### C {#c .ending}\nD.\n:::",
    ":::scale\n- [x](<V>)\n:::",
    ":::voice[[x](<V>)]{story=fictional}\nWords.\n:::",
    ":::content-note{past=\"V\"}\nWords.\n:::",
    ":::facilitator\n[x](<V>) ![y](<V>)\n:::",
    "<a href=\"V\">x</a>",
    "<a href='V'>x</a> and <img src=\"V\" alt=x>",
    "<blockquote cite=\"V\">x</blockquote>",
    "[[V]]",
    "[@V]",
];

/// Raw HTML that must not live.
const HTML: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://host/x.js></SCRIPT>",
    "<script/x>alert(1)</script>",
    "<script\n>alert(1)</script\n>",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script>alert(1)",
    "<script src=//host/x>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script href=data:,alert(1) />",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
    "<svg><use href=\"data:image/svg+xml,x#y\"/></svg>",
    "<svg><foreignObject><iframe src=javascript:alert(1)></iframe></foreignObject></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><a xlink:href=javascript:alert(1)>x</a></math>",
    "<math href=javascript:alert(1)>x</math>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror =alert(1)>",
    "<img src=x\nonerror\n=\nalert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<img src=`x` onerror=alert(1)>",
    "<img src=x:x onerror&#61;alert(1)>",
    "<img src=javascript:alert(1)>",
    "<img src=https://host/track.gif alt=x>",
    "<img srcset=\"https://host/a 1x\" src=x alt=x>",
    "<img src=x style=\"background:url(https://host)\">",
    "<img lowsrc=javascript:alert(1) dynsrc=javascript:alert(1)>",
    "<picture><source srcset=https://host/x><img src=x alt=x></picture>",
    "<input type=image src=x onerror=alert(1)>",
    "<input onfocus=alert(1) autofocus>",
    "<input type=password name=p>",
    "<select autofocus onfocus=alert(1)><option>x</select>",
    "<textarea autofocus onfocus=alert(1)>x</textarea>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<form action=https://host><input name=x><button>Send</button></form>",
    "<isindex action=javascript:alert(1) type=image>",
    "<keygen autofocus onfocus=alert(1)>",
    "<body onload=alert(1)>",
    "<body background=javascript:alert(1)>",
    "<html onmouseover=alert(1)>",
    "<div onclick=alert(1) onmouseover='alert(1)' ONPOINTERENTER=alert(1)>x</div>",
    "<p/onclick=alert(1)>x</p>",
    "<p on\u{0}click=alert(1)>x</p>",
    "<p style=\"position:fixed;inset:0\">x</p>",
    "<p style='behavior:url(x)'>x</p>",
    "<style>body{display:none}</style>",
    "<style>@import 'https://host/x.css';</style>",
    "<link rel=stylesheet href=https://host/x.css>",
    "<link rel=prefetch href=https://host>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<meta http-equiv=Content-Security-Policy content=\"default-src *\">",
    "<base href=https://host/>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>",
    "<object data=javascript:alert(1)></object>",
    "<object type=text/html data=https://host></object>",
    "<embed src=javascript:alert(1)>",
    "<applet code=x></applet>",
    "<portal src=https://host></portal>",
    "<video src=x onerror=alert(1)></video>",
    "<video poster=javascript:alert(1)></video>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=https://host/x autoplay></audio>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<dialog open onclose=alert(1)>x</dialog>",
    "<template><script>alert(1)</script></template>",
    "<slot onslotchange=alert(1)></slot>",
    "<x-element onclick=alert(1)>x</x-element>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\" &#14; javascript:alert(1)\">x</a>",
    "<a href=jav&#x09;ascript:alert(1)>x</a>",
    "<a href=//host>x</a>",
    "<a href=/\\host>x</a>",
    "<a href=data:text/html,x>x</a>",
    "<a href=x ping=https://host>x</a>",
    "<area shape=default href=javascript:alert(1)>",
    "<map name=x><area href=javascript:alert(1)></map><img usemap=#x src=y>",
    "<table background=javascript:alert(1)><td background=https://host>x</table>",
    "<bgsound src=javascript:alert(1)>",
    "<plaintext>x",
    "<xmp><script>alert(1)</script></xmp>",
    "<title><script>alert(1)</script></title>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script>",
    "<!DOCTYPE x [<!ENTITY y \"<script>alert(1)</script>\">]>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=\"1.0\"?><script>alert(1)</script>",
    "<?php echo '<script>alert(1)</script>' ?>",
    "</main></div></body><script>alert(1)</script>",
    "</section></details></li></ul><img src=x onerror=alert(1)>",
    "<%body%><script>alert(1)</script><%navigation%>",
    "{{ site.title }}{% raw %}<script>alert(1)</script>{% endraw %}",
    "\u{2028}<script>alert(1)</script>",
    "\u{ff1c}script\u{ff1e}alert(1)\u{ff1c}/script\u{ff1e}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
];

/// Where raw HTML may stand; `V` is it.
const PLACES: &[&str] = &[
    "V",
    "Words V words.",
    "V\n\nWords.\n\n</div>",
    "- V\n- a\n\n  V\n",
    "> V\n>\n> V",
    "## V",
    "| V |\n|---|\n| V |",
    "![V](chair.png) [V](x.md \"V\")",
    "**V** *V* `V`\n\n```html\nV\n```",
    "Note.[^1]\n\n[^1]: V",
    "<div title=\"V\">V</div>",
    ":::note[V]\nV\n:::",
    ":::details[V]\nV\n:::",
    ":::reflect[V]{#a}\n### V\nV\n:::",
    ":::voice[V]{story=fictional}\nV\n:::",
    ":::check[V]\nV\n\n- [x] V\n\n  V\n:::",
    ":::role-play[V]\nV\n\n### V\nV\n\n### B\nV\n:::",
    ":::conversation\n### A {#a}\nV\n- [V](#c) V\n\n### V {#c .ending}\nV\n:::",
    ":::scale{low=\"V\" high='V'}\n- V\n:::",
    ":::facilitator[V]\nV\n:::",
];

/// What a browser would do beyond showing words.
type Live = BTreeMap<String, usize>;

/// Elements that load, send, or change the page around them.
const ELEMENTS: &[&str] = &[
    "script",
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "portal",
    "form",
    "base",
    "meta",
    "link",
    "style",
    "svg",
    "math",
    "template",
    "button",
    "input",
    "select",
    "textarea",
    "video",
    "audio",
    "source",
    "dialog",
    "noscript",
    "plaintext",
    "xmp",
    "marquee",
    "slot",
];

fn live(html: &str) -> Live {
    let mut live = Live::new();
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    collect(&dom.document, &mut live);
    live
}

fn collect(node: &Handle, live: &mut Live) {
    if let NodeData::Element { name, attrs, template_contents, .. } = &node.data {
        let tag = name.local.to_string();
        let attrs = attrs.borrow();
        let value =
            |wanted: &str| attrs.iter().find(|a| *a.name.local == *wanted).map(|a| a.value.to_string());
        // A list's own box can be neither used nor sent.
        let is_box =
            tag == "input" && value("type").as_deref() == Some("checkbox") && value("disabled").is_some();
        if ELEMENTS.contains(&tag.as_str()) && !is_box {
            *live.entry(format!("<{tag}>")).or_default() += 1;
        }
        for attribute in attrs.iter() {
            let (name, value) = (attribute.name.local.to_ascii_lowercase(), &*attribute.value);
            let acts =
                name.starts_with("on") || matches!(&*name, "style" | "srcdoc" | "autofocus" | "http-equiv");
            let leads = HOLD_ADDRESSES.contains(&&*name) && !may_lead(tag == "a" || *name == *"cite", value);
            if acts || leads {
                *live.entry(format!("<{tag} {name}={value:?}>")).or_default() += 1;
            }
        }
        if let Some(inside) = template_contents.borrow().as_ref() {
            collect(inside, live);
        }
    }
    for child in node.children.borrow().iter() {
        collect(child, live);
    }
}

/// The theme's own: an icon, room to write, something to press. An author's are seen where the page is read alone.
const OF_THE_THEME: [&str; 5] = ["<svg>", "<textarea>", "<button>", "<input>", "<select>"];

/// What a page has that the same page without the vector does not have.
fn beyond(with: &Live, without: &Live) -> Vec<String> {
    let with = with.iter().filter(|(what, _)| !OF_THE_THEME.contains(&what.as_str()));
    let more = with.filter(|(what, count)| without.get(*what).copied().unwrap_or_default() < **count);
    more.map(|(what, _)| what.clone()).collect()
}

/// What lives on each page of the vectors' module, the harmless one last.
fn read(linked: &Linked, edition: Edition, last: usize) -> Vec<Live> {
    let files = made(linked, edition);
    let page = |n: usize| std::str::from_utf8(&files[&format!("strand/module/page-{n}.html")]).unwrap();
    (0..=last).map(|n| live(page(n))).collect()
}

/// Puts each vector into each place and reads every page of it.
fn hold(vectors: &[&str], places: &[&str], harmless: &str) {
    let mut found = Vec::new();
    for place in places {
        // One course holds a page for each vector; the last page is the harmless one.
        let mut files = course();
        for (n, vector) in vectors.iter().chain([&harmless]).enumerate() {
            let text = format!("# Title\n\n{}\n", place.replace('V', vector));
            files.insert(format!("strand/module/page-{n}.md"), text.into());
        }
        let bare = link_bare(&files).value;
        let linked = link(&files).value;
        let alone = read(&bare, Edition::Facilitator, vectors.len());
        let themed = EDITIONS.map(|edition| read(&linked, edition, vectors.len()));
        for (n, vector) in vectors.iter().enumerate() {
            let mut all: Vec<String> = alone[n].keys().cloned().collect();
            for pages in &themed {
                all.extend(beyond(&pages[n], &pages[vectors.len()]));
            }
            if !all.is_empty() {
                found.push(format!("{vector:?} in {place:?}: {all:?}"));
            }
        }
    }
    assert!(
        found.is_empty(),
        "{} of {} live:\n{}",
        found.len(),
        vectors.len() * places.len(),
        found.join("\n")
    );
}

#[test]
fn no_disguise_of_an_address_leads_where_it_must_not() {
    assert!(ADDRESSES.len() >= 40);
    hold(ADDRESSES, LINKS, "https://example.org/x");
}

#[test]
fn no_raw_html_lives() {
    assert!(HTML.len() >= 60);
    hold(HTML, PLACES, "harmless");
}

/// A test of the tests: what lives is seen.
#[test]
fn what_lives_is_seen_by_these_tests() {
    for html in [
        "<script>1</script>",
        "<p onclick=x>",
        "<a href=' java\tscript:x'>",
        "<a href=/\\host>",
        "<img src=https://host>",
        "<template><iframe></iframe></template>",
        "<p style=x>",
        "<svg><a xlink:href=javascript:x></a></svg>",
        "<input>",
    ] {
        assert!(!live(html).is_empty(), "{html}");
    }
    for html in [
        "<p>x",
        "<a href=https://host>",
        "<a href=#a>",
        "<img src=../a.png>",
        "<input type=checkbox disabled>",
    ] {
        assert!(live(html).is_empty(), "{html}: {:?}", live(html));
    }
}
