//! A question that only one key answers, whole: what would run, what is allowed, what is
//! signed.
//!
//! What is asked about stands unboxed and at full width, so that nothing of it is cut; the
//! key stands in the last row and nowhere else.

use super::paint::{Piece, clear, columns, line, piece, row_at, split_line};
use super::run::scripted_words;
use crate::app::App;
use crate::app::confirm::{CONFIRMED_IS_TOLD, Confirm, Deed, ENTRIES_ARE_SHOWN, Signing, Token};
use crate::app::theme::Role;
use crate::command::{Form, quoted};
use crate::event::RunId;
use crate::runbook::StepRef;
use crate::session::commands::{Offered, Unended, Written};
use crate::state::State;
use crate::text::{Shown, duration_words, lines, wrap};
use crate::trust::{CommandText, TextForm, Verdict};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub(super) fn draw(
    app: &App,
    state: &State,
    confirm: &Confirm,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    clear(app.look, buffer, area);
    let mut page = Page {
        app,
        width: usize::from(area.width.saturating_sub(1)),
        rows: Vec::new(),
    };
    let (title, does) = page.deed(state, &confirm.deed);
    let foot = foot(app, confirm, does, area.width);
    let foot_rows = u16::try_from(foot.len()).unwrap_or(2);
    let body = Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1 + foot_rows),
        ..area
    };
    let from = confirm
        .scroll
        .first(page.rows.len(), usize::from(body.height));
    for (row, y) in page.rows.iter().skip(from).zip(body.y..body.bottom()) {
        line(app.look, buffer, row_at(area, y), row);
    }
    let below = page
        .rows
        .len()
        .saturating_sub(from + usize::from(body.height));
    let head = [piece(app.look, Role::Title, title)];
    let more = (below > 0).then(|| piece(app.look, Role::Warn, &format!("{below} more: j")));
    let more: Vec<_> = more.into_iter().collect();
    split_line(app.look, buffer, row_at(area, area.y), &head, &more);
    for (row, y) in foot.iter().zip(body.bottom()..area.bottom()) {
        line(app.look, buffer, row_at(area, y), row);
    }
    Some(Position {
        x: area.x,
        y: area.bottom().saturating_sub(1),
    })
}

fn allow_title(offered: &Offered) -> &'static str {
    match offered.written.verdict {
        Verdict::Changed { .. } => "Changed since it was allowed",
        _ => "Never allowed on this machine",
    }
}

fn foot(app: &App, confirm: &Confirm, does: &str, width: u16) -> Vec<Vec<Piece>> {
    let look = app.look;
    let mut rows = vec![Vec::new()];
    let narrow = width < 64;
    if confirm.was_hurried {
        let words = "Keys came in before this could be read. Here is another one:";
        rows[0].push(piece(look, Role::Warn, words));
    } else if narrow {
        rows[0].push(piece(look, Role::Dim, "Any other key goes back."));
    }
    rows.push(match confirm.token {
        Some(Token::Key(key)) => vec![
            piece(look, Role::Plain, "Press "),
            piece(look, Role::Key, &key.to_string()),
            piece(look, Role::Title, &format!(" to {does}")),
            piece(
                look,
                Role::Dim,
                if narrow {
                    ""
                } else {
                    "; any other key goes back"
                },
            ),
        ],
        _ => vec![piece(look, Role::Dim, "One moment.")],
    });
    rows
}

/// A command is cut where the terminal would cut it, sentences at words.
fn cut(role: Role, text: &Shown<'_>, width: usize) -> Vec<String> {
    match role {
        Role::Accent => columns(text.as_str(), width),
        _ => wrap(text, width).iter().map(ToString::to_string).collect(),
    }
}

/// Rows that are cut where the terminal would cut them.
struct Page<'a> {
    app: &'a App,
    width: usize,
    rows: Vec<Vec<Piece>>,
}

impl Page<'_> {
    /// Writes down what the deed is; gives what is asked, and what its key does.
    fn deed(&mut self, state: &State, deed: &Deed) -> (&'static str, &'static str) {
        match deed {
            Deed::Allow(_, _, offered) => {
                self.allow(offered);
                (allow_title(offered), "allow exactly this")
            }
            Deed::AllowAll(commands) => {
                self.allow_all(commands);
                (
                    "Nobody has allowed these on this machine",
                    "allow exactly these",
                )
            }
            Deed::Run(run, step_ref, offered) => {
                self.run(*run, step_ref, offered);
                ("Run this command?", "run it")
            }
            Deed::Pretend(run, step_ref, offered) => {
                self.pretend(state, *run, step_ref, offered);
                ("REHEARSAL: nothing runs", "pretend that it ran")
            }
            Deed::Confirm(what) => {
                self.entries(what);
                (
                    "Are these entries yours?",
                    "confirm that all of it is yours",
                )
            }
            Deed::Sign(signing) => {
                self.sign(signing);
                ("Sign this?", "sign it")
            }
        }
    }

    fn gap(&mut self) {
        self.rows.push(Vec::new());
    }

    fn words(&mut self, role: Role, text: &str) {
        for text in lines(text) {
            for row in cut(role, &text, self.width.max(8)) {
                self.rows.push(vec![piece(self.app.look, role, &row)]);
            }
        }
    }

    fn labelled(&mut self, label: &str, role: Role, text: &str) {
        let indent = label.len().max(6);
        let width = self.width.saturating_sub(indent + 1).max(8);
        let mut label = Some(label);
        for text in lines(text) {
            for row in cut(role, &text, width) {
                let before = label.take().unwrap_or_default();
                let before = format!("{before:<indent$} ");
                self.rows.push(vec![
                    piece(self.app.look, Role::Dim, &before),
                    piece(self.app.look, role, &row),
                ]);
            }
        }
    }

    /// The command as its owner wrote it.
    fn text(&mut self, text: &CommandText) {
        match &text.form {
            TextForm::Argv(words) => {
                let words: Vec<_> = words.iter().map(|word| quoted(word)).collect();
                self.words(Role::Accent, &words.join(" "));
            }
            TextForm::Shell(shell) => {
                self.words(Role::Dim, "/bin/sh -c");
                self.words(Role::Accent, shell);
            }
        }
        if let Some(cwd) = &text.cwd {
            self.labelled("in", Role::Plain, cwd);
        }
        for (name, value) in &text.env {
            self.labelled("with", Role::Plain, &format!("{name}={value}"));
        }
        for line in text.surroundings() {
            self.words(Role::Plain, &line);
        }
        if text.is_interactive {
            self.words(Role::Plain, "It has the terminal for itself.");
        }
    }

    fn allow(&mut self, offered: &Offered) {
        self.written(&offered.written);
        self.words(Role::Plain, "Allowed, it can be run from this account of this machine until it is changed. Nothing runs yet.");
    }

    fn allow_all(&mut self, commands: &[Written]) {
        for written in commands {
            self.written(written);
        }
        self.words(Role::Plain, "Allowed, each can be run from this account of this machine until it is changed, when someone confirms it in a run. Nothing runs yet.");
    }

    /// A command, and what it was before it was changed.
    fn written(&mut self, written: &Written) {
        let place = &written.place;
        let title = &written.title;
        let words = format!(
            "{}/{}, step {}: {title}",
            place.runbook, place.procedure, place.step
        );
        self.words(Role::Dim, &words);
        self.gap();
        if let Verdict::Changed { allowed } = &written.verdict {
            self.words(Role::Heading, "It was");
            self.text(&allowed.clone());
            self.gap();
            self.words(Role::Heading, "It is now");
        }
        self.text(&written.text);
        self.gap();
    }

    fn run(&mut self, run: RunId, step_ref: &StepRef, offered: &Offered) {
        let unended = self.app.run.as_ref().filter(|screen| screen.id == run);
        let unended = unended.and_then(|screen| screen.unended.get(step_ref));
        if unended == Some(&Unended::Unknown) {
            self.words(Role::Bad, "It was begun before, and nobody knows what it came to. Run again, it may do everything twice.");
            self.gap();
        }
        self.ready(offered);
        if offered.ready.interactive {
            self.gap();
            self.words(Role::Plain, "It has the terminal for itself until it ends.");
        }
    }

    fn ready(&mut self, offered: &Offered) {
        let ready = &offered.ready;
        match &ready.form {
            Form::Words(_) => self.words(Role::Accent, &ready.shown),
            Form::Shell(text) => {
                self.words(Role::Dim, "/bin/sh -c");
                self.words(Role::Accent, text);
            }
        }
        self.gap();
        for (name, value) in &ready.uses {
            self.labelled(&format!("${name}"), Role::Plain, value);
        }
        for name in ready.environment.keys() {
            self.labelled("with", Role::Plain, name);
        }
        let folder = ready.cwd.as_deref().unwrap_or(&self.app.folder).to_owned();
        self.labelled("in", Role::Plain, &folder);
        for line in &offered.whereabouts {
            self.labelled("where", Role::Plain, line);
        }
        if !ready.interactive {
            let timeout = duration_words(ready.timeout.as_secs().unsigned_abs());
            self.labelled("ends", Role::Plain, &format!("by force after {timeout}"));
        }
        let allowed = match offered.written.verdict {
            Verdict::Allowed => "allowed on this machine, exactly as it is written",
            _ => "not allowed on this machine yet",
        };
        self.labelled("trust", Role::Plain, allowed);
    }

    fn pretend(&mut self, state: &State, run: RunId, step_ref: &StepRef, offered: &Offered) {
        let screen = self.app.run.as_ref().filter(|screen| screen.id == run);
        let scene = screen.and_then(|screen| screen.scene(state));
        let says = scene.and_then(|scene| {
            let says = scene.run.scripted(&scene.procedure, step_ref)?;
            let step = scene.procedure.step(&step_ref.step)?;
            Some(scripted_words(says, step))
        });
        match says {
            Some(says) => self.labelled(
                "answer",
                Role::Title,
                &format!("{says}, as the scenario says"),
            ),
            None => self.words(
                Role::Plain,
                "The scenario says nothing of it: what it came to is for you to say.",
            ),
        }
        self.gap();
        self.ready(offered);
    }

    fn entries(&mut self, what: &[String]) {
        for what in what {
            self.words(Role::Plain, what);
        }
        self.gap();
        self.words(Role::Dim, ENTRIES_ARE_SHOWN);
        self.gap();
        self.words(Role::Plain, CONFIRMED_IS_TOLD);
    }

    fn sign(&mut self, signing: &Signing) {
        let signer = match signing.is_played {
            true => "a second person, played by whoever rehearses".to_owned(),
            false => signing.signer.to_string(),
        };
        self.labelled("signs", Role::Title, &signer);
        self.gap();
        for what in &signing.what {
            self.words(Role::Plain, what);
        }
        self.gap();
        self.labelled("means", Role::Accent, &signing.meaning);
        self.gap();
        self.words(
            Role::Plain,
            "It goes into the record in that name, and is void once what it signs is changed.",
        );
    }
}
