//! The accreditation of course.yaml × a day → whether it may still be spoken of, and what its keeper is told.

use crate::config::{self, Config};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::date::Date;

/// So many days ahead its end is told.
const NOTICE_DAYS: i64 = 60;

/// Whether the course has an accreditation, and it has run out.
pub fn has_lapsed(config: &Config, today: Date) -> bool {
    config.accreditation.as_ref().is_some_and(|accreditation| accreditation.valid_until.value < today)
}

/// The day on which the published course will be another because the accreditation runs out.
pub fn next_change(config: &Config, today: Date) -> Option<Date> {
    let until = config.accreditation.as_ref()?.valid_until.value;
    (until >= today).then(|| until.next())
}

/// Tells, at its line, an accreditation that has run out or soon will.
pub fn judge(config: &Config, today: Date) -> Option<Diagnostic> {
    let accreditation = config.accreditation.as_ref()?;
    let until = &accreditation.valid_until;
    let days = until.value.days() - today.days();
    let tell = |code: Code, words: String| Diagnostic::new(code, &config::FILE.into(), until.span, words);
    if days < 0 {
        let words = format!(
            "the accreditation by {} ended with {}: the course is published without it",
            accreditation.provider, until.value
        );
        let help = "Have it renewed and write the new day, or take `accreditation` out.";
        return Some(tell(Code::AccreditationExpired, words).help(help));
    }
    if days > NOTICE_DAYS {
        return None;
    }
    let left = match days {
        0 => "today is its last day".to_owned(),
        1 => "one day is left".to_owned(),
        _ => format!("{days} days are left"),
    };
    let words = format!("the accreditation by {} ends with {}: {left}", accreditation.provider, until.value);
    Some(
        tell(Code::AccreditationExpires, words)
            .help("Ask the provider, and write the new day once you have it."),
    )
}
