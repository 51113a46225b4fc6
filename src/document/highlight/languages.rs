//! The languages that courses mostly show: their comments, strings and words. A language is a row.

use super::Kind;

/// What the reader needs to know of a language. Words are sorted.
pub(super) struct Language {
    pub names: &'static [&'static str],
    pub line_comments: &'static [&'static str],
    /// Whether such a comment begins only after a space.
    pub comments_stand_apart: bool,
    pub block_comments: &'static [(&'static str, &'static str)],
    /// The longest first.
    pub strings: &'static [Quote],
    keywords: &'static [&'static str],
    constants: &'static [&'static str],
    /// Words behind which a name is made.
    makers: &'static [&'static str],
    /// Whether words are the same in small and in capital letters.
    any_case: bool,
    /// In settings: what stands between a key and its value.
    pub keys: Option<u8>,
}

/// How a string begins and ends.
pub(super) enum Quote {
    /// One character in single quotes.
    Char,
    /// Ends with its line at the latest; a backslash escapes.
    Line(&'static str),
    /// May have several lines; a backslash escapes.
    Lines(&'static str),
    /// Begins and ends with these; nothing escapes.
    Raw(&'static str, &'static str),
}

impl Quote {
    pub(super) fn start(&self) -> &'static str {
        match self {
            Quote::Char => "'",
            Quote::Line(mark) | Quote::Lines(mark) | Quote::Raw(mark, _) => mark,
        }
    }
}

impl Language {
    /// Whether a comment or a string can begin with a byte.
    pub(super) fn may_begin(&self, byte: u8) -> bool {
        let begins = |mark: &&str| mark.as_bytes().first() == Some(&byte);
        self.line_comments.iter().any(&begins)
            || self.block_comments.iter().any(|(mark, _)| begins(mark))
            || self.strings.iter().any(|quote| begins(&quote.start()))
    }

    /// What a word is in this language.
    pub(super) fn kind(&self, word: &[u8]) -> Option<Kind> {
        if self.has(self.keywords, word) {
            return Some(Kind::Keyword);
        }
        self.has(self.constants, word).then_some(Kind::Constant)
    }

    pub(super) fn names_after(&self, word: &[u8]) -> bool {
        self.has(self.makers, word)
    }

    fn has(&self, words: &[&str], word: &[u8]) -> bool {
        let mut small = [0; 24];
        let word = match small.get_mut(..word.len()) {
            Some(small) if self.any_case => {
                small.copy_from_slice(word);
                small.make_ascii_lowercase();
                &*small
            }
            _ => word,
        };
        words.binary_search_by(|known| known.as_bytes().cmp(word)).is_ok()
    }
}

pub(super) fn find(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.names.iter().any(|known| known.eq_ignore_ascii_case(name)))
}

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().flat_map(|language| language.names).copied()
}

/// Most languages of today descend from one.
const C_LIKE: Language = Language {
    names: &[],
    line_comments: &["//"],
    comments_stand_apart: false,
    block_comments: &[("/*", "*/")],
    strings: &[Quote::Line("\""), Quote::Char],
    keywords: &[],
    constants: &["false", "null", "true"],
    makers: &["class", "enum", "interface", "struct"],
    any_case: false,
    keys: None,
};

const SCRIPT: Language = Language {
    line_comments: &["#"],
    block_comments: &[],
    strings: &[Quote::Lines("\""), Quote::Lines("'")],
    ..C_LIKE
};

// By hand, several words to a line: formatted, it would have one to a line.
#[rustfmt::skip]
const C_WORDS: &[&str] = &[
    "auto", "bool", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum",
    "extern", "float", "for", "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short",
    "signed", "sizeof", "static", "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while",
];

#[rustfmt::skip]
const JS_WORDS: &[&str] = &[
    "abstract", "any", "as", "async", "await", "boolean", "break", "case", "catch", "class", "const", "continue",
    "debugger", "declare", "default", "delete", "do", "else", "enum", "export", "extends", "finally", "for", "from",
    "function", "get", "if", "implements", "import", "in", "instanceof", "interface", "keyof", "let", "namespace",
    "never", "new", "number", "of", "private", "protected", "public", "readonly", "return", "set", "static",
    "string", "super", "switch", "this", "throw", "try", "type", "typeof", "unknown", "var", "void", "while",
    "with", "yield",
];

#[rustfmt::skip]
const LANGUAGES: &[Language] = &[
    Language {
        names: &["python", "py", "python3"],
        strings: &[Quote::Lines("\"\"\""), Quote::Lines("'''"), Quote::Line("\""), Quote::Line("'")],
        keywords: &[
            "and", "as", "assert", "async", "await", "break", "case", "class", "continue", "def", "del", "elif",
            "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "match",
            "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
        ],
        constants: &["False", "None", "True"],
        makers: &["class", "def"],
        ..SCRIPT
    },
    Language { names: &["json", "json5", "jsonc"], strings: &[Quote::Line("\"")], makers: &[], ..C_LIKE },
    Language {
        names: &["yaml", "yml"],
        comments_stand_apart: true,
        strings: &[Quote::Line("\""), Quote::Line("'")],
        constants: &["false", "null", "true"],
        makers: &[],
        keys: Some(b':'),
        ..SCRIPT
    },
    Language {
        names: &["toml"],
        strings: &[Quote::Lines("\"\"\""), Quote::Raw("'''", "'''"), Quote::Line("\""), Quote::Raw("'", "'")],
        makers: &[],
        keys: Some(b'='),
        ..SCRIPT
    },
    Language {
        names: &["ini", "cfg", "conf", "properties", "env"],
        line_comments: &["#", ";"],
        comments_stand_apart: true,
        strings: &[Quote::Line("\"")],
        makers: &[],
        keys: Some(b'='),
        ..SCRIPT
    },
    Language {
        names: &["bash", "sh", "shell", "zsh", "console"],
        comments_stand_apart: true,
        strings: &[Quote::Lines("\""), Quote::Raw("'", "'")],
        keywords: &[
            "alias", "break", "case", "cd", "continue", "declare", "do", "done", "echo", "elif", "else", "esac",
            "eval", "exec", "exit", "export", "fi", "for", "function", "if", "in", "local", "printf", "read",
            "readonly", "return", "select", "set", "shift", "source", "test", "then", "trap", "unset", "until",
            "while",
        ],
        constants: &["false", "true"],
        makers: &["function"],
        ..SCRIPT
    },
    Language {
        names: &["javascript", "js", "jsx", "mjs", "typescript", "ts", "tsx"],
        strings: &[Quote::Lines("`"), Quote::Line("\""), Quote::Line("'")],
        keywords: JS_WORDS,
        constants: &["Infinity", "NaN", "false", "null", "true", "undefined"],
        makers: &["class", "enum", "function", "interface", "namespace"],
        ..C_LIKE
    },
    Language {
        names: &["rust", "rs"],
        strings: &[
            Quote::Raw("r##\"", "\"##"),
            Quote::Raw("r#\"", "\"#"),
            Quote::Raw("r\"", "\""),
            Quote::Lines("\""),
            Quote::Char,
        ],
        keywords: &[
            "Self", "as", "async", "await", "bool", "break", "char", "const", "continue", "crate", "dyn", "else",
            "enum", "extern", "f32", "f64", "fn", "for", "i128", "i16", "i32", "i64", "i8", "if", "impl", "in",
            "isize", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "static", "str",
            "struct", "super", "trait", "type", "u128", "u16", "u32", "u64", "u8", "union", "unsafe", "use",
            "usize", "where", "while",
        ],
        constants: &["false", "true"],
        makers: &["enum", "fn", "mod", "struct", "trait", "type"],
        ..C_LIKE
    },
    Language { names: &["c", "h"], keywords: C_WORDS, constants: &["NULL", "false", "true"], ..C_LIKE },
    Language {
        names: &["cpp", "c++", "cc", "cxx", "hpp"],
        keywords: &[
            "auto", "bool", "break", "case", "catch", "char", "class", "const", "constexpr", "continue", "default",
            "delete", "do", "double", "else", "enum", "explicit", "extern", "final", "float", "for", "friend", "if",
            "inline", "int", "long", "mutable", "namespace", "new", "noexcept", "operator", "override", "private",
            "protected", "public", "return", "short", "signed", "sizeof", "static", "struct", "switch", "template",
            "this", "throw", "try", "typedef", "typename", "union", "unsigned", "using", "virtual", "void", "while",
        ],
        constants: &["NULL", "false", "nullptr", "true"],
        makers: &["class", "enum", "namespace", "struct"],
        ..C_LIKE
    },
    Language {
        names: &["java"],
        strings: &[Quote::Lines("\"\"\""), Quote::Line("\""), Quote::Char],
        keywords: &[
            "abstract", "assert", "boolean", "break", "byte", "case", "catch", "char", "class", "continue",
            "default", "do", "double", "else", "enum", "extends", "final", "finally", "float", "for", "if",
            "implements", "import", "instanceof", "int", "interface", "long", "native", "new", "package", "private",
            "protected", "public", "record", "return", "sealed", "short", "static", "super", "switch",
            "synchronized", "this", "throw", "throws", "try", "var", "void", "volatile", "while", "yield",
        ],
        makers: &["class", "enum", "interface", "record"],
        ..C_LIKE
    },
    Language {
        names: &["csharp", "cs", "c#"],
        strings: &[Quote::Raw("@\"", "\""), Quote::Line("\""), Quote::Char],
        keywords: &[
            "abstract", "as", "async", "await", "base", "bool", "break", "byte", "case", "catch", "char", "class",
            "const", "continue", "decimal", "default", "delegate", "do", "double", "else", "enum", "event",
            "finally", "float", "for", "foreach", "get", "if", "in", "int", "interface", "internal", "is", "lock",
            "long", "namespace", "new", "object", "out", "override", "private", "protected", "public", "readonly",
            "record", "ref", "return", "sealed", "set", "static", "string", "struct", "switch", "this", "throw",
            "try", "using", "var", "virtual", "void", "while", "yield",
        ],
        makers: &["class", "enum", "interface", "namespace", "record", "struct"],
        ..C_LIKE
    },
    Language {
        names: &["go", "golang"],
        strings: &[Quote::Raw("`", "`"), Quote::Line("\""), Quote::Char],
        keywords: &[
            "bool", "break", "byte", "case", "chan", "const", "continue", "default", "defer", "else", "error",
            "fallthrough", "float64", "for", "func", "go", "goto", "if", "import", "int", "int64", "interface",
            "map", "package", "range", "return", "rune", "select", "string", "struct", "switch", "type", "var",
        ],
        constants: &["false", "iota", "nil", "true"],
        makers: &["func", "package", "type"],
        ..C_LIKE
    },
    Language {
        names: &["kotlin", "kt"],
        strings: &[Quote::Raw("\"\"\"", "\"\"\""), Quote::Line("\""), Quote::Char],
        keywords: &[
            "as", "break", "class", "companion", "continue", "data", "do", "else", "enum", "for", "fun", "if",
            "import", "in", "interface", "internal", "is", "object", "open", "override", "package", "private",
            "protected", "return", "sealed", "suspend", "this", "throw", "try", "val", "var", "when", "while",
        ],
        makers: &["class", "fun", "interface", "object"],
        ..C_LIKE
    },
    Language {
        names: &["swift"],
        strings: &[Quote::Lines("\"\"\""), Quote::Line("\"")],
        keywords: &[
            "as", "async", "await", "break", "case", "catch", "class", "continue", "default", "do", "else", "enum",
            "extension", "for", "func", "guard", "if", "import", "in", "init", "is", "let", "private", "protocol",
            "public", "return", "self", "static", "struct", "super", "switch", "throw", "throws", "try", "var",
            "where", "while",
        ],
        constants: &["false", "nil", "true"],
        makers: &["class", "enum", "extension", "func", "protocol", "struct"],
        ..C_LIKE
    },
    Language {
        names: &["css", "scss"],
        strings: &[Quote::Line("\""), Quote::Line("'")],
        line_comments: &[],
        keywords: &["charset", "container", "font", "import", "keyframes", "layer", "media", "supports"],
        constants: &["auto", "inherit", "initial", "none"],
        makers: &[],
        ..C_LIKE
    },
    Language {
        names: &["sql", "mysql", "postgresql", "sqlite"],
        line_comments: &["--"],
        strings: &[Quote::Raw("'", "'"), Quote::Raw("\"", "\"")],
        keywords: &[
            "add", "all", "alter", "and", "as", "asc", "between", "by", "case", "check", "column", "constraint",
            "create", "cross", "default", "delete", "desc", "distinct", "drop", "else", "end", "except", "exists",
            "foreign", "from", "full", "group", "having", "in", "index", "inner", "insert", "into", "is", "join",
            "key", "left", "like", "limit", "not", "offset", "on", "or", "order", "outer", "over", "partition",
            "primary", "references", "returning", "right", "select", "set", "table", "then", "union", "unique",
            "update", "using", "values", "view", "when", "where", "with",
        ],
        makers: &[],
        any_case: true,
        ..C_LIKE
    },
    Language {
        names: &["r"],
        strings: &[Quote::Lines("\""), Quote::Lines("'")],
        keywords: &["break", "else", "for", "function", "if", "in", "library", "next", "repeat", "return", "while"],
        constants: &["FALSE", "Inf", "NA", "NULL", "NaN", "TRUE"],
        makers: &[],
        ..SCRIPT
    },
    Language {
        names: &["ruby", "rb"],
        block_comments: &[("=begin", "=end")],
        keywords: &[
            "alias", "and", "begin", "break", "case", "class", "def", "do", "else", "elsif", "end", "ensure", "for",
            "if", "in", "module", "next", "not", "or", "redo", "require", "rescue", "retry", "return", "self",
            "super", "then", "unless", "until", "when", "while", "yield",
        ],
        constants: &["false", "nil", "true"],
        makers: &["class", "def", "module"],
        ..SCRIPT
    },
    Language {
        names: &["php"],
        line_comments: &["//", "#"],
        strings: &[Quote::Lines("\""), Quote::Lines("'")],
        keywords: &[
            "abstract", "array", "as", "break", "case", "catch", "class", "const", "continue", "default", "do",
            "echo", "else", "elseif", "extends", "final", "finally", "fn", "for", "foreach", "function", "global",
            "if", "implements", "include", "instanceof", "interface", "match", "namespace", "new", "private",
            "protected", "public", "readonly", "require", "return", "static", "switch", "throw", "trait", "try",
            "use", "var", "while", "yield",
        ],
        makers: &["class", "function", "interface", "trait"],
        ..C_LIKE
    },
    Language {
        names: &["lua"],
        line_comments: &["--"],
        block_comments: &[("--[[", "]]")],
        strings: &[Quote::Raw("[[", "]]"), Quote::Line("\""), Quote::Line("'")],
        keywords: &[
            "and", "break", "do", "else", "elseif", "end", "for", "function", "goto", "if", "in", "local", "not",
            "or", "repeat", "return", "then", "until", "while",
        ],
        constants: &["false", "nil", "true"],
        makers: &["function"],
        ..SCRIPT
    },
    Language {
        names: &["dockerfile", "docker"],
        comments_stand_apart: true,
        keywords: &[
            "add", "arg", "as", "cmd", "copy", "entrypoint", "env", "expose", "from", "healthcheck", "label", "run",
            "shell", "user", "volume", "workdir",
        ],
        makers: &[],
        any_case: true,
        ..SCRIPT
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted_and_no_name_stands_twice() {
        for language in LANGUAGES {
            for words in [language.keywords, language.constants, language.makers] {
                assert!(words.is_sorted(), "{:?}: {words:?}", language.names);
            }
        }
        let mut names: Vec<_> = names().chain(crate::document::highlight::markup::names()).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    }
}
