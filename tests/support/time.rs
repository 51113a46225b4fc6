//! Work → how long it took by the clock of the thread that did it: what others do on the machine does not count.

use std::time::Duration;

/// Does some work in a pool of one thread, so that what the program shares out is done by the one that is measured.
pub fn measured<T: Send>(work: impl FnOnce() -> T + Send) -> (T, Duration) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(8 << 20).build().unwrap();
    pool.install(|| {
        let before = used();
        let made = work();
        (made, used() - before)
    })
}

/// The time that this thread has had a processor.
fn used() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(text.split(' ').next().unwrap().parse().unwrap())
}
