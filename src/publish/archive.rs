//! A list of files and a way to make each → a zip archive, the same to the byte wherever and whenever it is made.

use std::collections::BTreeMap;
use std::io::{Seek, Write};

use rayon::prelude::*;
use zip::result::ZipError;
use zip::write::{PreparedZipFile, SimpleFileOptions};
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::OutPath;
use super::file::FillError;

/// What an archive says beyond its files.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings<'a> {
    /// The time of every file, in seconds since 1970 (UTC); without one it is the first moment a zip can name,
    /// 1980-01-01. Zip knows the years 1980 to 2107, and other times are moved to the nearest of these.
    pub epoch: Option<i64>,
    /// A media type to be stored uncompressed in a first file called `mimetype`, as EPUB asks.
    pub media_type: Option<&'a str>,
}

/// Writes `files` to `to`, sorted by path whatever their order.
///
/// `make` writes the bytes of one file into an empty buffer, once for each file and from many threads. A few dozen
/// files are in memory at a time. Two names that one system would take for the same are refused.
pub fn zip<E: Send, W: Write + Seek>(
    to: W,
    files: &[OutPath],
    settings: Settings<'_>,
    make: impl Fn(usize, &mut Vec<u8>) -> Result<(), E> + Sync,
) -> Result<W, FillError<E>> {
    let order = order(files, settings.media_type.is_some()).map_err(FillError::Refused)?;
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(time(settings.epoch.unwrap_or(0)))
        .unix_permissions(0o644)
        .system(System::Unix);
    let mut archive = ZipWriter::new(to);
    if let Some(media_type) = settings.media_type {
        let stored = options.compression_method(CompressionMethod::Stored).compression_level(None);
        archive.start_file(MEDIA_TYPE_FILE, stored).map_err(disk)?;
        archive.write_all(media_type.as_bytes()).map_err(FillError::Disk)?;
    }
    let mut failures = Vec::new();
    for batch in order.chunks(BATCH) {
        let prepared: Vec<(usize, Prepared<E>)> = batch
            .par_iter()
            .map(|&index| (index, prepare(&files[index], options, |buffer| make(index, buffer))))
            .collect();
        for (index, prepared) in prepared {
            match prepared {
                Prepared::Failed(failure) => failures.push((index, failure)),
                // Once a file has failed, the others are made only to learn whether they fail as well.
                Prepared::Done(_) if !failures.is_empty() => {}
                Prepared::Done(file) => {
                    file.and_then(|file| archive.add_prepared_file(file)).map_err(disk)?;
                }
            }
        }
    }
    if !failures.is_empty() {
        failures.sort_by_key(|(index, _)| *index);
        return Err(FillError::Make(failures));
    }
    archive.finish().map_err(disk)
}

const MEDIA_TYPE_FILE: &str = "mimetype";

/// How many files are compressed before they are written.
const BATCH: usize = 64;

enum Prepared<E> {
    Failed(E),
    Done(Result<PreparedZipFile, ZipError>),
}

fn prepare<E>(
    path: &OutPath,
    options: SimpleFileOptions,
    make: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
) -> Prepared<E> {
    let mut buffer = Vec::new();
    match make(&mut buffer) {
        Err(failure) => Prepared::Failed(failure),
        Ok(()) => Prepared::Done(PreparedZipFile::from_data(path.as_str(), options, &buffer)),
    }
}

/// The files' indices sorted by path, or a sentence that names two of them.
fn order(files: &[OutPath], has_media_type: bool) -> Result<Vec<usize>, String> {
    let mut seen = BTreeMap::new();
    if has_media_type {
        seen.insert(MEDIA_TYPE_FILE.to_string(), MEDIA_TYPE_FILE);
    }
    for path in files {
        if let Some(other) = seen.insert(path.collision_key(), path.as_str()) {
            return Err(format!(
                "The package would hold both `{other}` and `{path}`, which some systems cannot tell apart. Give \
                 one of them another name."
            ));
        }
    }
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_unstable_by(|a, b| files[*a].cmp(&files[*b]));
    Ok(order)
}

fn disk<E>(error: ZipError) -> FillError<E> {
    FillError::Disk(error.into())
}

/// A time that a zip can hold, to the even second before it.
fn time(epoch: i64) -> DateTime {
    const FIRST: i64 = 315_532_800; // 1980-01-01 00:00:00
    const LAST: i64 = 4_354_819_198; // 2107-12-31 23:59:58
    let epoch = epoch.clamp(FIRST, LAST);
    let (days, seconds) = (epoch / 86_400, epoch % 86_400);
    let (year, month, day) = date(days);
    let narrow = |number: i64| u8::try_from(number).unwrap_or(0);
    DateTime::from_date_and_time(
        u16::try_from(year).unwrap_or(1980),
        narrow(month),
        narrow(day),
        narrow(seconds / 3600),
        narrow(seconds / 60 % 60),
        narrow(seconds % 60 / 2 * 2),
    )
    .unwrap_or_default()
}

/// Days since 1970-01-01 → year, month and day. The year is counted from March, so that a leap day is its last.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468; // From 1 March of the year 0.
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let months_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * months_from_march + 2) / 5 + 1;
    let month = if months_from_march < 10 { months_from_march + 3 } else { months_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::io::{Cursor, Read};

    use super::*;

    fn paths(names: &[&str]) -> Vec<OutPath> {
        names.iter().map(|name| OutPath::new(name).unwrap()).collect()
    }

    fn archive(names: &[&str], settings: Settings<'_>) -> Vec<u8> {
        let files = paths(names);
        let make = |index: usize, buffer: &mut Vec<u8>| -> Result<(), Infallible> {
            buffer.extend_from_slice(files[index].as_str().repeat(2000).as_bytes());
            Ok(())
        };
        zip(Cursor::new(Vec::new()), &files, settings, make).unwrap().into_inner()
    }

    #[test]
    fn the_same_files_in_any_order_are_the_same_bytes_and_are_read_back() {
        let settings = Settings { epoch: Some(0), media_type: Some("application/epub+zip") };
        let bytes = archive(&["b.html", "a/é.html", "a.html"], settings);
        assert_eq!(bytes, archive(&["a.html", "b.html", "a/é.html"], settings));
        assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip");

        let mut read = ::zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let names: Vec<String> = read.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert_eq!(names, ["mimetype", "a.html", "a/é.html", "b.html"]);
        for name in &names[1..] {
            let mut file = read.by_name(name).unwrap();
            assert_eq!(file.unix_mode(), Some(0o100_644));
            assert_eq!(file.last_modified(), Some(DateTime::default()));
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            assert_eq!(text, name.repeat(2000));
        }
    }

    #[test]
    fn names_that_one_system_takes_for_the_same_are_refused() {
        let refused = |names: &[&str], media_type| {
            let settings = Settings { media_type, epoch: None };
            let make = |_, _: &mut Vec<u8>| Ok::<(), Infallible>(());
            matches!(zip(Cursor::new(Vec::new()), &paths(names), settings, make), Err(FillError::Refused(_)))
        };
        assert!(refused(&["a.html", "A.html"], None));
        assert!(refused(&["a.html", "a.html"], None));
        assert!(refused(&["mimetype"], Some("x/y")));
        assert!(!refused(&["mimetype", "a.html"], None));
    }

    #[test]
    fn every_failure_is_told() {
        let files = paths(&["c", "b", "a"]);
        let make = |index, _: &mut Vec<u8>| if index == 1 { Ok(()) } else { Err(index) };
        let result = zip(Cursor::new(Vec::new()), &files, Settings::default(), make);
        assert!(matches!(result, Err(FillError::Make(failures)) if failures == [(0, 0), (2, 2)]));
    }

    #[test]
    fn times_are_clamped_to_what_a_zip_can_hold() {
        let of = |epoch| {
            let time = time(epoch);
            let date = (time.year(), time.month(), time.day());
            (date, (time.hour(), time.minute(), time.second()))
        };
        assert_eq!(of(0), ((1980, 1, 1), (0, 0, 0)));
        assert_eq!(of(i64::MIN), ((1980, 1, 1), (0, 0, 0)));
        assert_eq!(of(951_827_697), ((2000, 2, 29), (12, 34, 56)));
        assert_eq!(of(1_709_251_199), ((2024, 2, 29), (23, 59, 58)));
        assert_eq!(of(4_107_542_400), ((2100, 3, 1), (0, 0, 0)));
        assert_eq!(of(i64::MAX), ((2107, 12, 31), (23, 59, 58)));
    }
}
