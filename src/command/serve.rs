//! `bedside serve`: the same build, kept in memory and shown in a browser while the course is written.

mod builder;
mod facts;
mod moves;
mod rendered;
mod site;
mod told;

use self::builder::Builder;
use super::{Said, World, is_course, today};
use crate::cli::Serve;
use crate::pipeline::Place;
use crate::preview::{self, Folders, Options};

pub(super) fn run(args: &Serve, world: &World, print: fn(&str)) -> Said {
    if let Err(said) = is_course(&args.course.content).and_then(|()| today(None, world)) {
        return said;
    }
    let content = args.course.content.clone();
    let output = world.working.join("output");
    let folders = Folders::new(vec![content.clone()]);
    let options = Options {
        host: args.host,
        port: args.port,
        poll: args.poll,
        follow: args.follow,
        watch: folders.clone(),
        ignore: vec![output.clone()],
    };
    let place = Place { content, leave_out: vec![output], today: world.today };
    let mut builder = Builder::new(place, args.edition.into());
    (builder.folders, builder.follow) = (folders, args.follow);
    let opens = args.open;
    let ready = move |address: &str| {
        print(&format!("Preview: {address}\nStop it with Ctrl+C."));
        if opens {
            open(address);
        }
    };
    match preview::serve(options, ready, print, move |paths| builder.build(paths)) {
        Ok(()) => Said::failed("the preview has ended by itself; start it again."),
        Err(error) => {
            let (host, port) = (args.host, args.port);
            let advice = if error.kind() == std::io::ErrorKind::AddrInUse {
                "Another program listens there; choose another port with `--port`."
            } else {
                "Choose another port with `--port`."
            };
            Said::failed(format!("the preview could not listen on {host}, port {port}: {error}. {advice}"))
        }
    }
}

/// Opens the preview's own address in the browser: no shell, one argument.
#[expect(clippy::disallowed_methods, reason = "`serve --open` is one of the two places that start a process")]
fn open(address: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    // Without a browser the address is still on the screen.
    drop(std::process::Command::new(program).arg(address).spawn());
}
