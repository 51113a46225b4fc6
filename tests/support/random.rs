//! Seeded chance: the same courses on every run and every machine.

/// A small generator of numbers (SplitMix64).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, and without, `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[usize::try_from(self.below(list.len() as u64)).unwrap()]
    }
}

/// Words that a reader must find again, each its own.
pub struct Words {
    prefix: &'static str,
    count: u32,
}

impl Words {
    pub fn new(prefix: &'static str) -> Self {
        Words { prefix, count: 0 }
    }

    /// A word that no other call gives: letters only, so that no Markdown is in it.
    pub fn next(&mut self) -> String {
        self.count += 1;
        let letters: String =
            format!("{:04}", self.count).bytes().map(|b| char::from(b - b'0' + b'a')).collect();
        format!("{}{letters}", self.prefix)
    }
}

/// Lines of Markdown with blocks in lists, quotations and each other: mostly right, sometimes not.
pub fn soup(random: &mut Random, words: &mut Words) -> String {
    let mut lines = Vec::new();
    let mut prefix = String::new();
    let mut open: Vec<(String, usize)> = Vec::new();
    for _ in 0..4 + random.below(24) {
        let word = words.next();
        let line = match random.below(17) {
            0 | 1 => {
                let colons = 3 + usize::try_from(random.below(3)).unwrap();
                open.push((prefix.clone(), colons));
                format!(
                    "{}{}{}",
                    ":".repeat(colons),
                    random.pick(&["note", " tip", "details", "discussion", "nota"]),
                    random.pick(&["", "[A label]", "{#id}", " extra"])
                )
            }
            2 | 3 => match open.pop() {
                Some((at, colons)) => {
                    prefix = at;
                    ":".repeat(colons)
                }
                None => ":::".into(),
            },
            4 => {
                prefix.push_str("> ");
                word
            }
            5 => {
                let line = format!("{prefix}- {word}");
                prefix.push_str("  ");
                lines.push(line);
                continue;
            }
            6 => {
                prefix.clear();
                String::new()
            }
            7 => format!("### {word}"),
            8 => format!("```\n{prefix}:::note {word}\n{prefix}```"),
            9 => format!("| {word} | b |\n{prefix}|---|---|\n{prefix}| c | {} |", words.next()),
            10 => format!("<div>{word}</div>"),
            11 => format!("[^{}]: {word}", random.below(3)),
            12 => format!("{word}[^{}]", random.below(3)),
            13 => format!("1. {word}"),
            14 => format!("- [x] *{word}*"),
            15 => String::new(),
            _ => word,
        };
        lines.push(format!("{prefix}{line}"));
    }
    for (prefix, colons) in open.into_iter().rev() {
        if !random.one_in(4) {
            lines.push(format!("{prefix}{}", ":".repeat(colons)));
        }
    }
    lines.join(if random.one_in(3) { "\r\n" } else { "\n" })
}
