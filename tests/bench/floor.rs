//! The least that a program of this kind can be: ratatui, one bordered paragraph, a drawing
//! for each key.

use crossterm::event::{Event, KeyModifiers, read};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::widgets::{Block, Paragraph};
use std::io::{self, Write};

/// What stands on its screen.
pub const WORDS: &str = "keys pressed";

/// Runs until Ctrl-C.
pub fn run() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen)?;
    let out = io::BufWriter::with_capacity(1 << 16, io::stdout());
    let mut terminal = Terminal::new(CrosstermBackend::new(out))?;
    let mut pressed = 0_usize;
    loop {
        queue!(terminal.backend_mut(), BeginSynchronizedUpdate)?;
        terminal.draw(|frame| {
            let words = Paragraph::new(format!("{pressed} {WORDS}")).block(Block::bordered());
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
