//! The least that any generator must do: read every source, and write the bytes of a finished site to as
//! many files with the same names. `scripts/bench` compiles it by itself and measures Bedside against it.
//!
//!     least SOURCES BLOB OUTPUT
//!
//! BLOB holds the finished site: for each file the length of its name and of its bytes as little-endian
//! u64, then the name (with `/`), then the bytes. It is read before the clock starts, as a generator has its
//! pages in memory. Prints the seconds.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "all that it does is I/O")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// How many files a thread takes at a time: files of one folder mostly stay with one thread.
const BATCH: usize = 64;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(sources), Some(blob), Some(output)) = (arguments.next(), arguments.next(), arguments.next())
    else {
        return Err("least SOURCES BLOB OUTPUT".into());
    };
    let blob = fs::read(blob)?;
    let files = unpack(&blob)?;
    let cores = thread::available_parallelism()?.get();

    let start = Instant::now();
    // Folders are made while the sources are found.
    let paths = thread::scope(|scope| {
        let made = scope.spawn(|| make_folders(&output, &files));
        let mut paths = Vec::new();
        walk(&sources, &mut paths)?;
        made.join().expect("no panic in make_folders")?;
        Ok::<_, Failure>(paths)
    })?;
    let read = on_all_cores(cores, &paths, |path| Ok(fs::read(path)?.len()))?;
    let written = on_all_cores(cores, &files, |(name, bytes)| {
        fs::write(output.join(name), bytes)?;
        Ok(bytes.len())
    })?;
    let seconds = start.elapsed().as_secs_f64();
    println!("{seconds:.6} {} {read} {} {written}", paths.len(), files.len());
    Ok(())
}

fn unpack(mut blob: &[u8]) -> Result<Vec<(&str, &[u8])>, Failure> {
    let mut files = Vec::new();
    while !blob.is_empty() {
        let (head, rest) = blob.split_at_checked(16).ok_or("blob: cut short")?;
        let name = usize::try_from(u64::from_le_bytes(head[..8].try_into()?))?;
        let size = usize::try_from(u64::from_le_bytes(head[8..].try_into()?))?;
        let (name, rest) = rest.split_at_checked(name).ok_or("blob: cut short")?;
        let (bytes, rest) = rest.split_at_checked(size).ok_or("blob: cut short")?;
        files.push((std::str::from_utf8(name)?, bytes));
        blob = rest;
    }
    Ok(files)
}

fn make_folders(output: &Path, files: &[(&str, &[u8])]) -> Result<(), Failure> {
    let folders: BTreeSet<&Path> = files.iter().filter_map(|(name, _)| Path::new(name).parent()).collect();
    for folder in folders {
        fs::create_dir_all(output.join(folder))?;
    }
    Ok(())
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), paths)?;
        } else {
            paths.push(entry.path());
        }
    }
    Ok(())
}

/// Calls `work` for each item, in batches, on every core; gives the sum.
fn on_all_cores<T: Sync>(
    cores: usize,
    items: &[T],
    work: impl Fn(&T) -> Result<usize, Failure> + Sync,
) -> Result<usize, Failure> {
    let next = AtomicUsize::new(0);
    let turn = || {
        let mut sum = 0;
        loop {
            let first = next.fetch_add(BATCH, Ordering::Relaxed);
            if first >= items.len() {
                return Ok(sum);
            }
            for item in &items[first..items.len().min(first + BATCH)] {
                sum += work(item)?;
            }
        }
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(turn)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic in a batch")).sum()
    })
}
