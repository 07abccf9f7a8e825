//! The `rounds` program.
use rounds::{config, session::Session, tui};
fn main() {
    let settings = config::Settings::settle(&config::Wishes::default()).unwrap();
    let session = Session::open(settings).map_err(|e| e.to_string()).unwrap();
    let end = tui::run(session, tui::Options::default());
    if let Err(e) = end {
        eprintln!("{e}");
    }
}
