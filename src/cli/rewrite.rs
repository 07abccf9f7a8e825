//! Edits of a runbook's file: shown as a difference, accepted by a person.
//!
//! What stays true: nothing is written that was not shown or asked for by `--write`.

use super::exit::Stop;
use super::invocation::Invocation;
use super::out::Line;
use crate::library::Edited;
use crate::present::Tone;
use crate::runbook::{EditRefusal, EditWish, RunbookId};
use crate::session::Session;
use crate::text::DifferenceLine;
use std::io::{self, BufRead, Write};

/// A file as it is, and as it would be.
pub struct Proposal(Edited);

impl Proposal {
    /// The edit that a wish asks for.
    ///
    /// # Errors
    /// Why the file cannot be edited so.
    pub fn of(
        session: &Session,
        runbook: &RunbookId,
        request: &EditWish,
    ) -> Result<Self, EditRefusal> {
        Edited::of(session.library(), runbook, request).map(Self)
    }

    /// Shows the difference.
    ///
    /// # Errors
    /// When nothing can be shown.
    pub fn show(&self, invocation: &mut Invocation) -> Result<(), Stop> {
        let path = self.0.path().display();
        invocation
            .out
            .line(&Line::of(Tone::Strong, &format!("--- {path}")))?;
        let head = format!("+++ {path}, as proposed");
        invocation.out.line(&Line::of(Tone::Strong, &head))?;
        for line in self.0.difference() {
            let line = match line {
                DifferenceLine::At(before, after) => {
                    Line::of(Tone::Dim, &format!("@@ -{before} +{after} @@"))
                }
                DifferenceLine::Same(text) => Line::of(Tone::Plain, &format!(" {text}")),
                DifferenceLine::Gone(text) => Line::of(Tone::Bad, &format!("-{text}")),
                DifferenceLine::New(text) => Line::of(Tone::Good, &format!("+{text}")),
            };
            invocation.out.line(&line)?;
        }
        Ok(())
    }

    /// Shows the difference, asks where someone can be asked, and writes it where it is
    /// accepted; says whether it was. As JSON nothing is shown or asked.
    ///
    /// # Errors
    /// When the file cannot be written, or is no longer what was read.
    pub fn settle(
        &self,
        write: bool,
        json: bool,
        invocation: &mut Invocation,
    ) -> Result<bool, Stop> {
        if !json {
            self.show(invocation)?;
        }
        let accepted = write || (invocation.may_ask && !json && asked(invocation)?);
        if !accepted {
            if !json {
                invocation
                    .out
                    .about("The file is as it was; --write writes this.");
            }
            return Ok(false);
        }
        let rewritten = invocation.session()?.rewrite(&self.0);
        let rewritten = rewritten.map_err(Stop::Other)?;
        if let Some(words) = rewritten.words(self.0.path()) {
            if !json {
                invocation.out.say(&words)?;
            }
            return Ok(false);
        }
        invocation.session()?.look();
        if !json {
            invocation
                .out
                .say(&format!("Written: {}", self.0.path().display()))?;
        }
        Ok(true)
    }
}

fn asked(invocation: &mut Invocation) -> Result<bool, Stop> {
    invocation.out.flush()?;
    let mut words = io::stderr();
    // The question is a courtesy; that it cannot be shown is no fault.
    let _ = write!(words, "Write it? y or n: ").and_then(|()| words.flush());
    let mut answer = String::new();
    let input = io::stdin().lock().read_line(&mut answer);
    input.map_err(Stop::of_input)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
