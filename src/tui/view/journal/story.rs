//! A run's whole story, in the one order that every reader agrees on: all that was said,
//! replaced or not, with who and when.

use super::super::paint::{Piece, piece};
use super::super::run::value_words;
use super::super::sheet::Sheet;
use super::super::today::verdict_words;
use crate::app::App;
use crate::app::linked::{came_from, led_to, title_of};
use crate::app::theme::Role;
use crate::app::when;
use crate::event::{Attempt, Ending, Outcome, StepDone};
use crate::limits::Judgement;
use crate::runbook::{Operator, StepRef};
use crate::state::{Run, Stamped, Standing, Started, State, StoryItem, Verdict};
use crate::text::titled;
use jiff::Timestamp;

/// From so many columns on every line says who.
const WIDE: usize = 56;

pub(super) fn draw(app: &App, state: &State, run: &Run, sheet: &mut Sheet) {
    let mut teller = Teller {
        app,
        state,
        run,
        day: None,
        by: None,
    };
    for item in run.story() {
        teller.tell(item, sheet);
    }
    if run.beyond_us {
        sheet.gap();
        let text =
            "A newer version of rounds wrote something into this run that this one cannot read.";
        sheet.words(Role::Warn, text);
    }
}

/// Tells one thing after the other; knows what the reader knows already.
struct Teller<'a> {
    app: &'a App,
    state: &'a State,
    run: &'a Run,
    day: Option<String>,
    by: Option<&'a Operator>,
}

/// One thing to tell.
struct Line {
    sign: &'static str,
    role: Role,
    text: String,
    /// What belongs to it, a line each.
    more: Vec<(Role, String)>,
}

impl Line {
    fn new(sign: (&'static str, Role), text: impl Into<String>) -> Self {
        Self {
            sign: sign.0,
            role: sign.1,
            text: text.into(),
            more: Vec::new(),
        }
    }
}

impl<'a> Teller<'a> {
    fn tell(&mut self, item: StoryItem<'a>, sheet: &mut Sheet) {
        let day = when::day(item.at(), self.app);
        if self.day.as_ref() != Some(&day) {
            sheet.heading(&day);
            self.day = Some(day);
        }
        let line = self.line(item);
        let text_role = match line.role {
            Role::Bad | Role::Warn | Role::Dim => line.role,
            _ => Role::Plain,
        };
        let head = self.head(item.at(), item.by(), (line.sign, line.role), sheet.width());
        let indent = " ".repeat(head.iter().map(|(text, _)| text.width()).sum());
        sheet.hung(head, text_role, &line.text);
        for (role, text) in line.more {
            sheet.hung(
                vec![piece(self.app.look, Role::Plain, &indent)],
                role,
                &text,
            );
        }
    }

    /// When, who (on a narrow page only when it is another one than before), and the sign.
    fn head(
        &mut self,
        at: Timestamp,
        by: &'a Operator,
        sign: (&str, Role),
        width: usize,
    ) -> Vec<Piece> {
        let look = self.app.look;
        let time = format!("{} ", when::time(at, self.app));
        let mut head = vec![piece(look, Role::Dim, &time)];
        let is_news = self.by.replace(by) != Some(by);
        if width >= WIDE {
            head.push(piece(look, Role::Dim, &format!("{:<8} ", by.as_str())));
        } else if is_news {
            head.push(piece(look, Role::Dim, &format!("{by} ")));
        }
        head.push(piece(look, sign.1, &format!("{} ", sign.0)));
        head
    }

    fn line(&self, item: StoryItem<'_>) -> Line {
        let look = self.app.look;
        match item {
            StoryItem::Started(said) => self.started(&said.what),
            StoryItem::StepDone(said) => self.step(said),
            StoryItem::TakenBack(step_ref, _) => {
                let text = format!("{}: the answer was taken back", self.name(step_ref));
                Line::new((look.sign("↶", "<"), Role::Plain), text)
            }
            StoryItem::CarriedOn(step_ref, said) => {
                let text = format!("Carried on past it: {}", self.name(step_ref));
                let mut line = Line::new((look.sign("→", ">"), Role::Warn), text);
                line.more
                    .push((Role::Plain, format!("why: {}", said.what.reason)));
                line
            }
            StoryItem::CautionAcknowledged(step, _) => {
                let step_ref = StepRef::of(step.clone());
                let text = format!("{}: the caution was read", self.name(&step_ref));
                Line::new((look.sign("⚠", "!"), Role::Plain), text)
            }
            StoryItem::CommandStarted(said) => {
                let text = format!("Command: {}", said.what.shown);
                Line::new((look.sign("▸", ">"), Role::Plain), text)
            }
            StoryItem::CommandEnded(said) => {
                let text = format!("Command {}", said.what.status.words());
                let mut line = Line::new((look.sign("▪", "."), Role::Plain), text);
                let why = said.what.why.iter();
                line.more.extend(why.map(|why| (Role::Plain, why.clone())));
                line
            }
            StoryItem::Pretended(_, said) => {
                let text = format!("Pretended: {}", said.what);
                Line::new((look.sign("▹", ">"), Role::Plain), text)
            }
            StoryItem::WaitStarted(said) => {
                let step_ref = StepRef {
                    step: said.what.step.clone(),
                    item: said.what.item.clone(),
                };
                let text = format!("{}: the wait began", self.name(&step_ref));
                Line::new((look.sign("◷", "w"), Role::Plain), text)
            }
            StoryItem::SignedOff(said) => {
                let played = if said.what.played { "played: " } else { "" };
                let text = format!(
                    "Signed as {}: {played}{}",
                    said.what.role, said.what.meaning
                );
                Line::new((look.sign("✓", "s"), Role::Accent), text)
            }
            StoryItem::Began(said) => {
                let child = &said.what;
                let text = format!("{}: {}", led_to(&child.cause), child.title);
                Line::new((look.sign("↳", ">"), Role::Accent), text)
            }
            StoryItem::Noted(said) => {
                let at = said
                    .what
                    .step_ref
                    .as_ref()
                    .map(|step_ref| self.name(step_ref));
                let text = match at {
                    Some(name) => format!("Note at {name}: {}", said.what.text),
                    None => format!("Note: {}", said.what.text),
                };
                Line::new((look.sign("✎", "n"), Role::Accent), text)
            }
            StoryItem::Attached(said) => {
                let file = &said.what;
                let at = file.step_ref.as_ref().map(|step_ref| self.name(step_ref));
                let at = at.map(|name| format!(" at {name}")).unwrap_or_default();
                let text = format!("Attached{at}: {}, {}", file.name, size_words(file.bytes));
                let mut line = Line::new(("+", Role::Accent), text);
                line.more
                    .push((Role::Dim, format!("sha256 {}", file.sha256)));
                line
            }
            StoryItem::Adopted(said) => {
                let revision = said.what.revision.file.to_string();
                let revision = revision.get(..12).unwrap_or_default();
                let text = format!(
                    "Went over to revision {revision}, {} steps",
                    said.what.steps
                );
                Line::new((look.sign("↑", "^"), Role::Accent), text)
            }
            StoryItem::Ended(said) => self.ended(&said.what.ending),
        }
    }

    fn started(&self, started: &Started) -> Line {
        let on = started
            .target
            .as_ref()
            .map(|target| format!(" on {target}"));
        let text = format!("Began{}", on.unwrap_or_default());
        let mut line = Line::new(self.app.look.in_progress(), text);
        let cause = started.cause.iter();
        line.more.extend(cause.map(|cause| {
            let title = title_of(self.state, cause.run());
            (Role::Plain, format!("{}: {title}", came_from(cause)))
        }));
        let values = started.values.iter();
        let values = values.map(|(name, value)| (Role::Dim, format!("{name} = {value}")));
        line.more.extend(values);
        line
    }

    fn ended(&self, ending: &Ending) -> Line {
        let verdict = match ending {
            Ending::Completed => self.run.verdict(),
            Ending::Ended { word } => Verdict::Ended(word.clone()),
            Ending::Abandoned { reason } => Verdict::Abandoned(reason.clone()),
        };
        let words = verdict_words(&verdict);
        let mut letters = words.chars();
        let first = letters.next().map(char::to_uppercase).into_iter().flatten();
        let text = first.chain(letters).collect::<String>();
        Line::new(self.app.look.verdict(&verdict), text)
    }

    fn step(&self, said: &Stamped<StepDone>) -> Line {
        let done = &said.what;
        let is_replaced = self.is_replaced(said);
        let (sign, role) = self
            .app
            .look
            .tick(Standing::Answered(done.outcome), done.judgement);
        let role = match (is_replaced, done.outcome) {
            (true, _) => Role::Dim,
            (_, Outcome::NotOk) => Role::Bad,
            _ => role,
        };
        let item = done.item.as_ref().map(|item| format!(" ({item})"));
        let name = format!("{}{}", done.title, item.unwrap_or_default());
        let text = match (&done.value, done.outcome) {
            (None, Outcome::Ok) => name,
            _ => titled(&name, &value_words(done)),
        };
        let mut line = Line::new((sign, role), text);
        let remarks = self.remarks(done, is_replaced);
        if !remarks.is_empty() {
            line.more
                .push((Role::Dim, remarks.join(self.app.look.dot())));
        }
        for (label, text) in [("why", &done.reason), ("seen", &done.note)] {
            if let Some(text) = text {
                line.more.push((Role::Plain, format!("{label}: {text}")));
            }
        }
        line
    }

    fn remarks(&self, done: &StepDone, is_replaced: bool) -> Vec<String> {
        let judgement = match done.judgement {
            Some(Judgement::Warning) => Some("warning".to_owned()),
            Some(Judgement::Alarm) => Some("alarm".to_owned()),
            _ => None,
        };
        let attempt = match done.attempt {
            Attempt::First => None,
            Attempt::Again => Some("done again".to_owned()),
            Attempt::Corrected => Some("corrected".to_owned()),
        };
        let late = done.done_at.map(|at| {
            let at = when::moment(at, self.app);
            format!("really done {at}, written up later")
        });
        let replaced = is_replaced.then(|| "replaced later".to_owned());
        [judgement, attempt, late, replaced]
            .into_iter()
            .flatten()
            .collect()
    }

    fn is_replaced(&self, said: &Stamped<StepDone>) -> bool {
        let step_state = self.run.boxes.get(&said.what.step_ref());
        step_state.is_some_and(|step_state| step_state.outcomes.is_replaced(said))
    }

    /// What people called a box when it was last answered.
    fn name(&self, step_ref: &StepRef) -> String {
        let step_state = self.run.boxes.get(step_ref);
        let said = step_state.and_then(|step_state| step_state.outcomes.story().last());
        said.map_or_else(|| step_ref.to_string(), |said| said.what.title.clone())
    }
}

/// `812 bytes`, `12.3 KiB`, `4.0 MiB`.
pub(in crate::tui::view) fn size_words(bytes: u64) -> String {
    const KIB: f64 = 1024.0;
    // Exact for every size that can be attached.
    let size = bytes as f64;
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{:.1} KiB", size / KIB),
        _ => format!("{:.1} MiB", size / KIB / KIB),
    }
}
