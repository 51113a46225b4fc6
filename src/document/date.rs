//! `2027-03-01` → a day that can be compared.

use std::fmt;

/// A calendar day; what is due or expires is held through the whole day, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Date {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

impl Date {
    /// Reads `YYYY-MM-DD`; nothing for a day that no calendar has.
    pub fn parse(text: &str) -> Option<Date> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' || !text.is_ascii() {
            return None;
        }
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?;
        let (year, month, day): (u16, u16, u16) =
            (digits(&text[..4])?, digits(&text[5..7])?, digits(&text[8..])?);
        let month = u8::try_from(month).ok()?;
        let day = u8::try_from(day).ok()?;
        let exists = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
        exists.then_some(Date { year, month, day })
    }

    /// How many days lie between 1970-01-01 and this one.
    pub fn days(self) -> i64 {
        let years: i64 = (1970..self.year).map(|year| i64::from(year_length(year))).sum();
        let months: i64 = (1..self.month).map(|month| i64::from(days_in(self.year, month))).sum();
        years + months + i64::from(self.day) - 1
    }

    /// The day after.
    #[must_use]
    pub fn next(self) -> Date {
        if self.day < days_in(self.year, self.month) {
            return Date { day: self.day + 1, ..self };
        }
        match self.month {
            12 => Date { year: self.year.saturating_add(1), month: 1, day: 1 },
            month => Date { month: month + 1, day: 1, ..self },
        }
    }

    /// The day that holds this many seconds since 1970, UTC.
    pub fn from_unix(seconds: i64) -> Date {
        let mut days = seconds.div_euclid(86_400).max(0);
        let mut year = 1970u16;
        while days >= i64::from(year_length(year)) {
            days -= i64::from(year_length(year));
            year += 1;
        }
        let mut month = 1u8;
        while days >= i64::from(days_in(year, month)) {
            days -= i64::from(days_in(year, month));
            month += 1;
        }
        Date { year, month, day: u8::try_from(days + 1).unwrap_or(1) }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn year_length(year: u16) -> u16 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_in(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_counted() {
        assert_eq!(Date::parse("2028-02-29").map(|d| d.to_string()).as_deref(), Some("2028-02-29"));
        for wrong in
            ["2027-02-29", "2027-13-01", "2027-00-10", "27-01-01", "2027/01/01", "2027-1-1", "２027-01-1"]
        {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
        for (day, next) in
            [("2027-12-31", "2028-01-01"), ("2028-02-28", "2028-02-29"), ("2028-02-29", "2028-03-01")]
        {
            let day = Date::parse(day).unwrap();
            assert_eq!(day.next().to_string(), next);
            assert_eq!(day.next().days() - day.days(), 1);
            assert_eq!(Date::from_unix(day.days() * 86_400), day);
        }
        assert_eq!(Date::from_unix(0).to_string(), "1970-01-01");
        assert_eq!(Date::from_unix(1_795_500_000).to_string(), "2026-11-24");
    }
}
