//! Passages and a list of wordings → idioms that blame a person or make them an illness, with a kinder one.
//!
//! A word in quotation marks or in italics is one that is spoken of, or somebody's in the story: it is not told.

use std::collections::BTreeMap;
use std::ops::Range;

use super::flow::{self, Flow, Passage};

/// A wording that is better avoided, and what can be said instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    pub say: String,
    pub instead: String,
}

/// What the list of the house says in English: one line a wording. A last word may also stand in the plural.
const ENGLISH: &[(&str, &str)] = &[
    ("non-compliant", "say what got in the way: “has not been able to take the tablets”"),
    ("noncompliant", "say what got in the way: “has not been able to take the tablets”"),
    ("non-compliance", "say what got in the way of the treatment"),
    ("noncompliance", "say what got in the way of the treatment"),
    ("uncooperative patient", "say what the person did, and what came before"),
    ("difficult patient", "“a conversation that I find difficult”"),
    ("problem patient", "say what the problem is, and whose"),
    ("demanding patient", "say what the person asked for"),
    ("manipulative patient", "say what the person did, and what they may need"),
    ("heartsink", "say what makes the meeting hard"),
    ("heart-sink", "say what makes the meeting hard"),
    ("frequent flyer", "“someone who comes often”"),
    ("frequent flier", "“someone who comes often”"),
    ("bed blocker", "“someone who is waiting for a place to go”"),
    ("bed-blocking", "“waiting for a place to go”"),
    ("addict", "“a person with an addiction”"),
    ("junkie", "“a person who uses drugs”"),
    ("drug abuser", "“a person who uses drugs”"),
    ("substance abuser", "“a person who uses drugs”"),
    ("drug-seeking", "“asking for pain relief”"),
    ("drug seeker", "“a person who asks for pain relief”"),
    ("attention-seeking", "say what the person may need"),
    ("malingerer", "say what was found and what was not"),
    ("suffering from", "“living with” or “has”"),
    ("suffers from", "“lives with” or “has”"),
    ("suffered from", "“lived with” or “had”"),
    ("sufferer", "“a person with …”"),
    ("cancer victim", "“a person with cancer”"),
    ("stroke victim", "“a person who has had a stroke”"),
    ("victim of cancer", "“a person with cancer”"),
    ("failed treatment", "“the treatment did not work”"),
    ("failed chemotherapy", "“the chemotherapy did not work”"),
    ("failed the treatment", "“the treatment did not work”"),
    ("patient failed", "“the treatment did not work for …”"),
    ("patient refused", "“the patient declined”"),
    ("patient refuses", "“the patient declines”"),
    ("refused treatment", "“declined treatment”"),
    ("refused medication", "“declined the medicine”"),
    ("poor historian", "“the history was hard to take”, and why"),
    ("committed suicide", "“died by suicide”"),
    ("commit suicide", "“end one's life”"),
    ("successful suicide", "“died by suicide”"),
    ("failed suicide", "“survived a suicide attempt”"),
    ("lost his battle", "“died of”"),
    ("lost her battle", "“died of”"),
    ("lost their battle", "“died of”"),
    ("wheelchair-bound", "“uses a wheelchair”"),
    ("confined to a wheelchair", "“uses a wheelchair”"),
    ("bedridden", "“cannot leave the bed”"),
    ("the mentally ill", "“people with a mental illness”"),
    ("mental patient", "“a person with a mental illness”"),
    ("mentally retarded", "“a person with a learning disability”"),
    ("handicapped", "“disabled”"),
    ("cripple", "“a disabled person”"),
    ("crippled", "“disabled”"),
    ("demented", "“living with dementia”"),
    ("senile", "“living with dementia”"),
    ("diabetics", "“people with diabetes”"),
    ("epileptics", "“people with epilepsy”"),
    ("schizophrenics", "“people with schizophrenia”"),
    ("the obese", "“people with obesity”"),
    ("morbidly obese", "“living with severe obesity”"),
    ("illegal immigrant", "“a person without papers”"),
    ("illegal alien", "“a person without papers”"),
];

/// A list of wordings, ready to be looked for.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// By their first word in small letters.
    by_first: BTreeMap<Box<str>, Vec<Entry>>,
    /// For the first two bytes the lengths of the first words, so that most words are passed over at once.
    lengths: Vec<u64>,
}

#[derive(Debug)]
struct Entry {
    rest: Vec<Box<str>>,
    instead: Box<str>,
}

impl Lexicon {
    /// The list of the house, where the course is in English, and the course's own.
    pub fn new(english: bool, own: &[Wording]) -> Lexicon {
        let mut lexicon = Lexicon { by_first: BTreeMap::new(), lengths: vec![0; 1024] };
        let ours = ENGLISH.iter().filter(|_| english).map(|(say, instead)| (*say, (*instead).to_owned()));
        let theirs = own.iter().map(|wording| (&*wording.say, format!("“{}”", wording.instead.trim())));
        for (say, instead) in ours.chain(theirs) {
            lexicon.add(say, &instead);
        }
        lexicon
    }

    fn add(&mut self, say: &str, instead: &str) {
        let low = say.to_lowercase();
        let mut words = Vec::new();
        flow::words(&low, &(0..low.len()), &mut words);
        let mut words = words.into_iter().map(|range| Box::<str>::from(&low[range]));
        let Some(first) = words.next() else { return };
        let rest: Vec<Box<str>> = words.collect();
        // A word alone may end in an s of its own; with it the first word has one byte more.
        for spelling in
            [Some(first.to_string()), rest.is_empty().then(|| format!("{first}s"))].into_iter().flatten()
        {
            self.lengths[place(spelling.as_bytes())] |= bit(spelling.len());
            let entry = Entry { rest: rest.clone(), instead: instead.into() };
            self.by_first.entry(spelling.into()).or_default().push(entry);
        }
    }

    /// Gives each wording that stands in learners' text, with its place in the flow.
    pub(super) fn find(&self, flow: &Flow, mut tell: impl FnMut(Range<usize>, &str)) {
        let mut words = Vec::new();
        for passage in flow.blocks.iter().filter(|passage| !passage.facilitator) {
            flow::words(&flow.text, &passage.range, &mut words);
            for at in 0..words.len() {
                let first = flow.text[words[at].clone()].as_bytes();
                let lengths = self.lengths.get(place(first)).copied().unwrap_or_default();
                if lengths & bit(first.len()) != 0
                    && let Some((count, instead)) = self.at(flow, &words[at..])
                {
                    let range = words[at].start..words[at + count - 1].end;
                    if !flow.is_emphasised(range.start) && !is_quoted(&flow.text, passage, range.start) {
                        tell(range, instead);
                    }
                }
            }
        }
    }

    /// The longest wording that begins with the first of these words: its words and what to say instead.
    fn at(&self, flow: &Flow, words: &[Range<usize>]) -> Option<(usize, &str)> {
        let first = flow.text[words[0].clone()].to_lowercase();
        let entries = self.by_first.get(first.as_str())?;
        let fits = |entry: &&Entry| {
            entry.rest.len() < words.len()
                && entry.rest.iter().enumerate().all(|(n, wanted)| {
                    let gap = &flow.text[words[n].end..words[n + 1].start];
                    let word = flow.text[words[n + 1].clone()].to_lowercase();
                    let is_last = n + 1 == entry.rest.len();
                    let is_plural = is_last && word.strip_suffix('s') == Some(wanted);
                    gap.chars().all(|c| c.is_whitespace() || c == '-' || c == '\u{2011}')
                        && (word == **wanted || is_plural)
                })
        };
        let longest = entries.iter().filter(fits).max_by_key(|entry| entry.rest.len())?;
        Some((longest.rest.len() + 1, &longest.instead))
    }
}

/// The same for small and capital letters.
fn place(word: &[u8]) -> usize {
    let low = |at: usize| usize::from(word.get(at).copied().unwrap_or_default() & 31);
    low(0) << 5 | low(1)
}

fn bit(length: usize) -> u64 {
    1 << length.min(63)
}

/// Whether quotation marks are open at this place of a passage.
fn is_quoted(text: &str, passage: &Passage, at: usize) -> bool {
    let mut straight = false;
    let mut curly = 0i32;
    let mut letters = text[passage.range.start..at].chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '"' => straight = !straight,
            '“' | '«' | '„' | '‘' => curly += 1,
            '”' | '»' => curly = (curly - 1).max(0),
            // Between letters it is an apostrophe.
            '’' if letters.peek().is_none_or(|next| !next.is_alphabetic()) => curly = (curly - 1).max(0),
            _ => {}
        }
    }
    straight || curly > 0
}
