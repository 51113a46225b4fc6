//! The table of everything that Bedside may say about a course: one row a code.
//!
//! A code's name is stable for ever: courses switch it off by it (`allow:`), and code hosts remember it.

use super::Severity;

/// What a row of the table says about one code.
#[derive(Debug)]
pub struct CodeInfo {
    pub code: Code,
    /// The stable name, in kebab case.
    pub name: &'static str,
    pub severity: Severity,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// Why it matters and how to mend it: the text of `bedside explain`.
    pub explanation: &'static str,
}

/// Declares the enum and its table together, so that neither can hold a row that the other lacks.
macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $title:literal $explanation:literal)*) => {
        /// The stable identity of a kind of problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum Code { $($variant),* }

        /// Every code, in the order of the stages that tell it.
        pub const CODES: &[CodeInfo] = &[$(CodeInfo {
            code: Code::$variant,
            name: $name,
            severity: Severity::$severity,
            title: $title,
            explanation: $explanation,
        }),*];
    };
}

impl Code {
    /// The row of the table for this code.
    pub fn info(self) -> &'static CodeInfo {
        &CODES[self as usize]
    }

    /// The stable name.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The code with this stable name.
    pub fn from_name(name: &str) -> Option<Code> {
        CODES.iter().find(|info| info.name == name).map(|info| info.code)
    }
}

codes! {
    // --- scan ---
    NoCourse "no-course" Error "there is no course here"
        "A course is a folder with a file `course.yaml` in it. Run the command where a folder `content/` with such a file stands, or name the folder with `--content`. `bedside new my-course` makes a starter course."
    InvalidUtf8 "invalid-utf-8" Error "the file is not UTF-8 text"
        "Pages and data files are read as UTF-8. The message names the first byte that is not. Older Windows programs save as “ANSI” or “Unicode” (UTF-16): in the program's Save As dialogue choose the encoding UTF-8."
    ControlCharacter "control-character" Error "the file holds a character that no page can show"
        "A zero byte or another control character stands in the text, often from a damaged copy or a program's own format. Delete the character; if the file looks like gibberish, save it again as plain text."
    TooLarge "too-large" Error "the file is too large"
        "A page may have 2 MiB of text, which is about 300,000 words. Split it into several pages."
    UnsafeName "unsafe-name" Error "a file or folder name would not work everywhere"
        "The course is read on Windows, macOS, phones and learning platforms. Some names cannot exist on all of them: names with : ? * \" < > | % #, names that end in a dot or a space, names that Windows keeps for devices (con, nul, com1…), and very long ones. Rename the file."
    SymbolicLink "symbolic-link" Error "a link to another file or folder is not followed"
        "A course holds its own files: a symbolic link could bring a file of your computer that was never meant for publication. Copy the file into the course."
    Unreadable "unreadable" Error "a file of the course could not be read"
        "The system refused to open the file; the message says why. Check its permissions, and whether another program holds it."

    // --- course.yaml and the other data files ---
    ConfigSyntax "config-syntax" Error "a data file could not be understood"
        "The file is written in YAML: `key: value`, one a line, lists with a dash and a space, deeper levels indented by two spaces and never by tabs. The message names the place where reading stopped."
    ConfigValue "config-value" Error "a value in a data file is of the wrong kind"
        "Each key expects one kind of value: text, a number, yes or no, a date such as 2027-03-01, or a list. The message says which and shows how to write it."
    ConfigKey "config-key" Error "a data file has a key that is not known"
        "A key that is not known is most often a slip of the finger, and would be silently without effect. The message offers the nearest known key."

    // --- header ---
    HeaderUnclosed "header-unclosed" Error "the header is not closed"
        "A header starts with a line `---` at the top of the page and ends with another line `---`. Without the second line the whole page would be taken for the header."
    HeaderTooLarge "header-too-large" Error "the header is too large"
        "A header may have 16 KiB. Text for readers belongs below the header."
    HeaderSyntax "header-syntax" Error "the header could not be understood"
        "Each line of the header is `key: value`. A value that holds a colon and a space, or begins with a quote, a bracket or another special character, must stand in straight double quotes. The message shows the corrected line, ready to paste."
    UnknownKey "unknown-key" Error "the header has a key that is not known"
        "A key that is not known is most often a slip of the finger, and would be silently without effect. The message offers the nearest known key. `bedside schema header` lists them all."
    DuplicateKey "duplicate-key" Error "the header has the same key twice"
        "Only one of the two values could count, and nobody could tell which. Keep one."
    WrongType "wrong-type" Error "a value in the header is of the wrong kind"
        "Each key expects one kind of value: text, a number, yes or no, a date such as 2027-03-01, or a list. The message says which and shows how to write it."

    // --- page ---
    NoTitle "no-title" Error "the page has no title"
        "A page is found by its title: in the navigation, in search, in links. Give it `title: …` in the header or a first heading `# …` in the text."
    SecondTitle "second-title" Warning "the page has more than one main heading"
        "A page has one heading of the first level, its title; screen readers and the contents list rely on that. Begin further headings with `##`."
    EmptyPage "empty-page" Warning "the page has no text"
        "The page would be published with a title and nothing below it. Write its text, delete the file, or mark it `draft: true`."
    UnknownDirective "unknown-directive" Error "a block has a name that is not known"
        "A line such as `:::reflect` opens a block of a known kind. The message offers the nearest known name; `bedside kinds` lists them all. Its text is shown as an ordinary part of the page until the name is mended."
    UnclosedDirective "unclosed-directive" Error "a block is not closed"
        "A block that opens with `:::name` ends with a line `:::` of as many colons. A block that opens inside a list item or a quotation must close inside it, with the same indentation."
    StrayFence "stray-fence" Error "a line of colons closes nothing"
        "A line `:::` closes the block that was opened before it. Here no block is open: delete the line, or look above for a block that was closed too early."
    DirectiveSyntax "directive-syntax" Error "the opening line of a block could not be understood"
        "The form is `:::kind[label]{#id key=value key=\"two words\"}`: the name, then a label in square brackets, then arguments in braces; label and arguments may be left out."
    UnknownArgument "unknown-argument" Error "a block has an argument that it does not know"
        "The message offers the nearest known argument. `bedside kinds NAME` lists what a kind takes."
    ArgumentValue "argument-value" Error "an argument of a block has a value that it cannot take"
        "The message says what is expected, a number or one of a few words, and shows how to write it."
    MissingArgument "missing-argument" Error "a block lacks an argument that it needs"
        "The message names the argument and shows how to write it. `bedside kinds NAME` lists what a kind takes."
    MissingLabel "missing-label" Error "a block lacks the label that it needs"
        "Some kinds cannot be understood without a name in square brackets: who speaks, or what a scene is called. Write `:::kind[The label]`."
    DirectiveStructure "directive-structure" Error "a block lacks the parts that make it work"
        "In a role play the headings are the roles, in a debrief the phases, in a conversation the turns; a self-check needs a task list. The message says which part is missing."
    EmptyDirective "empty-directive" Warning "a block is empty"
        "Nothing would be shown but an empty frame. Write its text or delete it."
    DuplicateId "duplicate-id" Error "two things on the page have the same id"
        "An id names one place: a link, a learner's kept answer and a progress mark hang on it. Change one of the two."
    BadId "bad-id" Error "an id has a character that it cannot have"
        "An id is made of letters, digits, hyphens and underscores, and stands in a link as it is: `#first-minutes`."
    TooDeep "too-deep" Error "the page is nested too deeply"
        "Lists, quotations and blocks may stand in one another twelve levels of blocks deep and a hundred in all. No reader could follow more."
    Panicked "page-failed" Error "the page could not be processed"
        "Something in the page made the program fail. The rest of the course is not touched. Please report the page's text; until it is mended, halve the page until the paragraph that causes it is found."

    // --- directives with rules of their own ---
    TurnUnreachable "turn-unreachable" Error "no choice leads to a turn of the conversation"
        "Every turn but the first must be the target of a choice, `[words](#turn)`, or no learner will ever see it."
    ChoiceNowhere "choice-nowhere" Error "a choice of the conversation leads to no turn"
        "A choice is a link to a turn of the same conversation: `- [What one says](#turn)`. The message offers the nearest turn."
    TurnEndless "turn-endless" Error "from a turn of the conversation no ending can be reached"
        "A conversation may loop, but from each turn some way must lead to a turn marked `{.ending}`, or a learner is caught in it."
    TurnDeadEnd "turn-dead-end" Error "a turn of the conversation neither ends nor goes on"
        "Give the turn a list of choices, or mark its heading `{.ending}`."
    CheckNoAnswer "check-no-answer" Error "a self-check has no right answer"
        "Mark the right answers with `[x]` in the list: `- [x] …`; the others with `[ ]`."
    CheckNoFeedback "check-no-feedback" Warning "an answer of a self-check has no feedback"
        "What a learner takes from a self-check is the reason. Below each answer write a paragraph, indented by two spaces, that says why it is a good choice or what it overlooks."
    DebriefMinutes "debrief-minutes" Warning "the minutes of the phases do not add up"
        "The minutes in the phases' headings, as `(3 min)`, are added up and compared with the block's own `minutes`, and on a page of the kind `debrief` with the header's."
    VoiceWithoutStory "voice-without-story" Error "a voice belongs to no story"
        "Words of a patient, a relative or a colleague are shared on somebody's terms. Name the story in the header or in the block, `story=blue-blanket` (an entry of stories.yaml), or say `story=fictional` where it is invented for teaching."
    MissingTranscript "missing-transcript" Error "a recording has no transcript"
        "Some readers cannot hear, some sit in a ward at night. Give `transcript=file.md`, or write the transcript as the block's text."
    MissingCaptions "missing-captions" Error "a video has no captions"
        "Give `captions=file.vtt`: captions in WebVTT, as most video programs export them."
    MissingDescription "missing-description" Error "a video does not say what is to be seen in it"
        "Some readers cannot see. Give `description=\"…\"`: what is to be seen and is not said. If all that matters is said, say so: `no-description=\"Only her face, speaking.\"`; readers are told."
    CaptionsSyntax "captions-syntax" Error "the captions could not be read"
        "Captions are in WebVTT: a first line `WEBVTT`, then for each caption a line with two times, `00:01.000 --> 00:04.000`, and its words below. The message says which line cannot be read. Most video programs export WebVTT."
    UnsafeSvg "unsafe-svg" Error "a drawing can do more than be looked at"
        "A drawing (SVG) that is opened by itself may run scripts and load files from other places. Scripts, handlers such as `onclick`, embedded pages, and addresses outside the drawing are refused. In the drawing program, save it as plain or optimised SVG; or save it as PNG."
    ActiveFile "active-file" Error "a file can act on a reader"
        "A web page, a script or another file that acts would be opened beside the course's pages and with their rights: it could read what learners have written. Write it as a page of the course, make a PDF or a picture of it, or put it on another web address and link to that."
    UncleanedPicture "uncleaned-picture" Warning "the hidden data of a picture of this kind cannot be taken out"
        "Photographs hold where and when they were taken. Bedside takes that out of JPEG, PNG and WebP; from this kind it cannot. Save the picture as one of the three."
    IncludeMissing "include-missing" Error "the text to be included does not exist"
        "`:::include{src=name.md}` takes a file of the course's folder `snippets/`. The message offers the nearest name."
    IncludeCycle "include-cycle" Error "snippets include one another without end, or too deeply"
        "A snippet may include another, three deep at most, and never itself. The message names the way round."
    UnusedSnippet "unused-snippet" Notice "a snippet is used nowhere"
        "The file lies in `snippets/`, and no page includes it. Include it with `:::include{src=name.md}`, or delete it."

    // --- link: the course as a whole ---
    UnknownStrand "unknown-strand" Error "course.yaml lists a strand that has no folder"
        "Each name under `strands:` is a folder in the course with an `index.md`. Make the folder or correct the name; the message offers the nearest."
    MissingIndex "missing-index" Error "a folder of pages has no index.md"
        "The page of a strand, a module or a section is the `index.md` of its folder: what it is about and for whom. `bedside add module PATH` makes one."
    NoHome "no-home" Error "the course has no home page"
        "The course opens with `index.md` in its top folder."
    DuplicateAddress "duplicate-address" Error "two pages would have the same address"
        "Numbers in front of names, capitals and accents written in two ways do not make addresses different. Rename one of the two. A former address (`aliases`) can be no page's present one."
    BrokenLink "broken-link" Error "a link leads to a page that does not exist"
        "A link within the course is written relative to the page it stands in, with the file's own name: `[listening](../02-listening/index.md)`. The message offers the nearest page."
    BrokenAnchor "broken-anchor" Error "a link leads to a place that does not exist on its page"
        "The part after `#` is the id of a heading or a block on that page. A heading's id is its text in small letters with hyphens, unless it is given as `## Heading {#id}`. The message offers the nearest."
    LinkOutside "link-outside" Error "a link leads out of the course's folder"
        "Only files of the course are published. Copy the file into the course, or link to its web address."
    LinkScheme "link-scheme" Error "a link has an address of a kind that is not allowed"
        "Links may lead to pages of the course and to https:, http:, mailto: and tel: addresses. Others, such as javascript: and data:, can harm readers."
    LinkToFacilitator "link-to-facilitator" Error "a link for learners leads to a facilitator's text"
        "The learner edition does not have the place the link leads to. Move the link into a `:::facilitator` block, or link to a place that learners can see."
    LinkToDraft "link-to-draft" Warning "a link leads to a draft"
        "A draft is in the preview and nowhere else; in the published course the link's words stay, without the link."
    MissingImage "missing-image" Error "a picture or file does not exist"
        "The file is looked for relative to the page it is named in. Letters' case counts. The message offers the nearest name."
    MissingAlt "missing-alt" Error "a picture has no description"
        "Readers who cannot see the picture, and those whose connection is slow, read its description: `![What the picture shows](file.jpg)`. A picture that is only ornament has no place in the course."
    NarrativeWithoutStory "narrative-without-story" Error "a narrative does not say whose story it is"
        "A patient's story is used as its teller agreed. Name its entry in stories.yaml, `story: blue-blanket`, or say `story: fictional` where it is invented for teaching; readers are told which."
    UnknownStory "unknown-story" Error "the story is not in stories.yaml"
        "Each real story has an entry in stories.yaml with its basis, approval and scope. The message offers the nearest; an invented one is `story: fictional`."
    StoryWithheld "story-withheld" Error "a story may not be used here, and is left out"
        "The story is withdrawn, expired, not yet approved, or outside its scope. The course is published without it. Renew the agreement, or take the story out of the course."
    StoryOnHome "story-on-home" Error "the home page belongs to a story"
        "A story that may not be shown takes its page with it, and a course cannot be without its home page. Give the story a page of its own."
    StoryExpires "story-expires" Notice "the agreement on a story ends soon"
        "Within sixty days the story may no longer be shown, and the course will be published without it. Ask its teller, and write the new day as `expires:`."
    PromptGone "prompt-gone" Warning "a prompt is gone that learners may have answered"
        "prompts.lock holds it, and no page has it any more. If it was moved or renamed, give it its id again. If it is to go, `bedside lock --retire ID` puts it below `retired:`: what learners wrote is kept and shown."
    PromptUnlocked "prompt-unlocked" Notice "a prompt is not in prompts.lock yet"
        "Answers are kept under a prompt's key, which follows from its page and its words until it is locked. Run `bedside lock` before the course is published, and commit the file."
    UnknownCitation "unknown-citation" Error "a citation is not in the bibliography"
        "`[@key]` names a work of references.bib (or references.yaml) by its key, letter for letter; several stand so: `[@first; @second, p. 4]`. The message offers the nearest key."
    BibliographySyntax "bibliography-syntax" Error "the bibliography could not be read"
        "references.bib is in BibLaTeX, as Zotero and most programs export it; references.yaml is in Hayagriva's form. The course has one of the two. The message says where reading stopped."
    BibliographyDate "bibliography-date" Warning "the date of a work could not be understood"
        "A work in the bibliography has a date that no calendar knows, and is listed without it. Write it as `date = {2020}`, `{2020-03}` or `{2020-03-01}`."
    GlossarySyntax "glossary-syntax" Error "the glossary could not be read"
        "glossary.yaml holds one term a key: `Term:` and below it, indented by two spaces, `definition:` and, where there is more to say, `also:` (other words for it) and `see:` (other terms). The message says what is wrong and where."
    UnknownTerm "unknown-term" Error "a glossary term is not defined"
        "`[[term]]` shows the definition from glossary.yaml. The message offers the nearest term; or write the words without brackets."
    UnusedTerm "unused-term" Notice "a glossary term is used nowhere"
        "The term is in glossary.yaml but no page refers to it with `[[term]]`."
    Orphan "orphan" Warning "no list and no link leads to a page"
        "The page is `unlisted`, and no other page links to it: readers cannot find it. Link to it from where it is wanted, take `unlisted` out of its header, or switch this off with `allow: [orphan]` where its address is handed out."
    UndefinedFootnote "undefined-footnote" Warning "a footnote is not defined"
        "`[^1]` in the text needs a line `[^1]: …` on the same page. Without it the brackets are shown as they are."
    UnusedFootnote "unused-footnote" Warning "a footnote is not shown"
        "A line `[^1]: …` is shown at the end of the page where the text refers to it with `[^1]`. Without a reference, or as the second of that name, it would be lost."
    UnknownPrerequisite "unknown-prerequisite" Error "a prerequisite is not a page of the course"
        "Prerequisites name pages as links do: `prerequisites: [../01-start/index.md]`."
    PrerequisiteCycle "prerequisite-cycle" Error "pages want each other to be read before, in a circle"
        "Nobody can begin. The message names the whole circle; take out one of its prerequisites."
    LaterPrerequisite "later-prerequisite" Error "a prerequisite comes later in the course"
        "Readers meet the pages in the course's order. What is to be read before a page stands before it: move one of the two, or take the prerequisite out."
    UnknownObjective "unknown-objective" Error "a block serves an objective that does not exist"
        "`serves=` names objectives by the ids that they have in a header: of the page itself, of the module or section around it, or of another page of the module. An objective has an id where it is written as `{id: sit-down, text: \"…\"}`. The message offers the nearest."
    UnservedObjective "unserved-objective" Notice "no activity serves an objective"
        "Blocks in which something is done serve the objectives of their page, or those that they name: `:::reflect{serves=sit-down}`. All that are here name others. Name this one where it is practised, or take it out. `bedside map --objectives` shows which activity serves which."
    AudienceNear "audience-near" Warning "an audience is nearly the name of another"
        "Each audience that pages name has a path of its own on the course's home. `students`, `clinicians`, `mentors` and `leaders` have words in every language; others stand as they are written. The message offers the one that may have been meant."
    UnknownCompetency "unknown-competency" Error "a page covers a competency that is not in the framework"
        "`covers` names ids of framework.yaml, so that the curriculum map can show where each competency is served. The message offers the nearest."
    MapGap "map-gap" Error "a competency is not served as the framework asks"
        "framework.yaml says under `require` how often each competency must at least be taught, practised, reflected on and debriefed. What counts is the blocks on pages that cover it, not the claim. `bedside map` shows the whole map."
    PlanPage "plan-page" Error "a plan names a page that does not exist"
        "A plan lists pages by their paths in the course: `communication-skills/01-listening/index.md`. The message offers the nearest."
    PlanMinutes "plan-minutes" Warning "a plan does not fit its time"
        "The minutes of a plan's pages and breaks are added up and compared with its target. The message says by how much it is over or under."
    AccreditationExpired "accreditation-expired" Warning "the accreditation has run out"
        "The course says until when it is accredited, and that day has passed. The course is published without it: neither the page about the course nor the participation record speaks of credit. Ask the provider, and write the new day as `valid_until:`; or take `accreditation` out of course.yaml."
    AccreditationExpires "accreditation-expires" Notice "the accreditation runs out soon"
        "Sixty days before the accreditation's last day it is told, so that there is time to have it renewed. The course keeps it through that day, UTC."
    DebriefShort "debrief-short" Warning "a debrief is shorter than the scene that it follows"
        "People need at least as long to talk over a scene as to play it. Give the debrief's phases more minutes, or play a shorter scene."
    UnknownAllow "unknown-allow" Error "`allow` names a code that does not exist"
        "`allow:` switches off a diagnostic by its code. The message offers the nearest. Errors cannot be switched off."

    // --- help with the writing ---
    HeadingSkipped "heading-skipped" Notice "a heading level is skipped"
        "From `##` the next deeper level is `###`. Screen readers move by levels; a skipped one sounds like a missing part."
    LinkText "link-text" Notice "the words of a link do not say where it leads"
        "Readers who move from link to link hear only its words. Let them say what is found there, in place of “here” or “click here”."
    ReadingGrade "reading-grade" Notice "the page is hard to read"
        "The grade of Flesch and Kincaid is about the years of school that a text asks for; it grows with long sentences and long words. Above 11 it is told, on pages of a hundred words or more. People read these pages tired, on a phone, or in their second language. `bedside check --report reading` shows every page with its longest sentence."
    LongSentence "long-sentence" Notice "a sentence is long"
        "The sentence has more than 35 words. A reader must hold its beginning in mind until its end. Split it where it takes a breath, or make a list of its parts."
    PossibleIdentifier "possible-identifier" Notice "something may tell who a patient is"
        "The text holds what looks like a record number, a date of birth, a telephone number, a postcode, an e-mail address, initials with an age, or the number of a bed or a room. With one of these a colleague or a neighbour may recognise a person. Facilitators' text is looked at too, because it is printed and passed on. Take the detail out or change it; where it is invented or public, switch the notice off for the page.\n\nNo program can find every detail: a rare illness in a small town says as much as a name."
    Wording "wording" Notice "a wording may blame or label a person"
        "Some idioms of the ward turn a person into a problem or an illness: “non-compliant”, “frequent flyer”, “addict”. The message offers a kinder wording. Words in quotation marks or in italics are not told: there somebody speaks, or the word itself is what the page is about. A course adds its own in course.yaml: `words: {avoid: [{say: social admission, instead: someone with nowhere safe to go}]}`."
    ToFillIn "to-fill-in" Notice "a place waits for your own words"
        "Starter pages have places such as `[fill in: whom to write to]` for what only your school knows: an address, a name, the hours. Readers see them as they stand, so write over the brackets and all between them before you publish."
    NoSummary "no-summary" Notice "the page has no summary"
        "Lists, cards and search show one sentence for each page. Without it a reader sees the title alone. Write `summary: …` in the header."
    NoObjectives "no-objectives" Notice "a lesson or module does not say what learners will be able to do"
        "Objectives tell learners what to look for, facilitators what to check, and accreditors what was taught. Write `objectives:` in the header, one a line with a dash in front, each with a verb that can be seen: ask, sit, say, write."
    NoActivity "no-activity" Notice "nothing on the page lets learners practise its objectives"
        "The page names objectives, but has nothing to do: no reflection, discussion, role play, debrief, conversation, scale or self-check. Add one, or move the objective to the page that has it. For a module, the pages below it count."
    StyleIgnored "style-ignored" Notice "a style of a word processor has no meaning here"
        "Where a Word document was converted with its styles, a paragraph style named as a block makes that block, such as “Reflect” or “Key Points”; styles that every document has are passed over. The message names one that is neither. Its text stands as an ordinary part of the page. Rename the style in Word, or delete the lines around the text."
    UnknownLanguage "unknown-language" Notice "a code block names a language that is not known"
        "The code is shown without colours. The message offers the nearest language."
    HtmlRemoved "html-removed" Notice "raw HTML was taken out or changed"
        "Raw HTML is cleaned before it is published: scripts, styles, forms and unknown tags are removed. `html: allow` in course.yaml leaves it as it is, at your own risk."
    HtmlForbidden "html-forbidden" Error "raw HTML is not allowed in this course"
        "course.yaml says `html: forbid`. Write the part in Markdown."

    // --- theme and limits of the output ---
    ThemeError "theme-error" Error "the theme has a mistake"
        "A template, a word file or a style of the theme could not be used; the message gives the file and line. Without a theme of your own this is a fault of Bedside: please report it."
    PageTooLarge "page-too-large" Error "the finished page is too large"
        "A finished page may have 16 MiB. A table or list that repeats itself is the usual cause."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_kebab_case_and_texts_are_sentences() {
        let mut names = std::collections::BTreeSet::new();
        for info in CODES {
            assert!(names.insert(info.name), "{} stands twice", info.name);
            assert!(info.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
            assert!(info.explanation.ends_with(['.', '`', ')', '}']), "{}", info.name);
            assert!(!info.title.ends_with('.'), "{}", info.name);
            assert_eq!(Code::from_name(info.name), Some(info.code));
        }
    }
}
