//! The least that such programs can be, in a program of its own that is built for speed: a
//! screen of ratatui with a drawing for each key, and the hashing of files on one thread.
//!
//! `yardstick` makes a package of this file. Nothing of `rounds` is in it.

use crossterm::event::{Event, KeyModifiers, read};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::widgets::{Block, Paragraph};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

fn main() -> io::Result<()> {
    match std::env::args_os().nth(1) {
        Some(folder) => hash_all(Path::new(&folder)),
        None => screen(),
    }
}

/// Shows a bordered paragraph, and draws it anew for each key, until Ctrl-C.
fn screen() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen)?;
    let out = io::BufWriter::with_capacity(1 << 16, io::stdout());
    let mut terminal = Terminal::new(CrosstermBackend::new(out))?;
    let mut pressed = 0_usize;
    loop {
        queue!(terminal.backend_mut(), BeginSynchronizedUpdate)?;
        terminal.draw(|frame| {
            let words = Paragraph::new(format!("{pressed} keys pressed")).block(Block::bordered());
            frame.render_widget(words, frame.area());
        })?;
        queue!(terminal.backend_mut(), EndSynchronizedUpdate)?;
        terminal.backend_mut().flush()?;
        loop {
            match read()? {
                Event::Key(key) if key.modifiers == KeyModifiers::CONTROL => {
                    execute!(io::stdout(), LeaveAlternateScreen)?;
                    return disable_raw_mode();
                }
                Event::Key(_) => break,
                _ => {}
            }
        }
        pressed += 1;
    }
}

/// Reads every segment of every writer of a journal whole, as `rounds` does, and hashes it.
fn hash_all(journal: &Path) -> io::Result<()> {
    let mut bytes = Vec::new();
    let mut last = 0;
    for writer in std::fs::read_dir(journal)? {
        let writer = writer?;
        if !writer.file_name().to_string_lossy().contains('@') {
            continue;
        }
        for segment in std::fs::read_dir(writer.path())? {
            bytes.clear();
            File::open(segment?.path())?.read_to_end(&mut bytes)?;
            last ^= Sha256::digest(&bytes)[0];
        }
    }
    println!("{last}");
    Ok(())
}
