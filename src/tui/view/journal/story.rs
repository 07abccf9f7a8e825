//! A run's whole story, in the one order that every reader agrees on: all that was said,
//! replaced or not, with who and when.

use super::super::paint::{Piece, piece};
use super::super::sheet::Sheet;
use crate::app::App;
use crate::app::linked::{came_from, title_of};
use crate::app::theme::Role;
use crate::app::when;
use crate::event::{Ending, EntryRef, Outcome, StepDone};
use crate::present::{self, capitalized};
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
        let told = present::story(item, &self.app.wall());
        let text = match (item, &told.at) {
            // Its title names it.
            (StoryItem::StepDone(_), _) => told.words,
            (_, Some(at)) => titled(&self.name(at), &told.words),
            (_, None) => capitalized(&told.words),
        };
        let EntryRef { writer, seq, .. } = &item.mark().entry;
        let is_doubted = self.state.is_doubted(writer, *seq);
        let text = match is_doubted {
            true => format!("unverified: {text}"),
            false => text,
        };
        let mut line = Line::new(self.sign(item), text);
        let more = told.more.into_iter();
        line.more
            .extend(more.map(|(name, text)| (Role::Plain, format!("{name}: {text}"))));
        match item {
            StoryItem::Started(said) => self.add_start(&said.what, &mut line),
            StoryItem::StepDone(said) => {
                if let Some(words) = self.replaced(said) {
                    line.role = Role::Dim;
                    line.more.push((Role::Dim, words));
                }
            }
            _ => {}
        }
        line
    }

    fn sign(&self, item: StoryItem<'_>) -> (&'static str, Role) {
        let look = self.app.look;
        match item {
            StoryItem::Started(_) => look.in_progress(),
            StoryItem::StepDone(said) => {
                let done = &said.what;
                let (sign, role) = look.tick(Standing::Answered(done.outcome), done.judgement);
                match done.outcome {
                    Outcome::NotOk => (sign, Role::Bad),
                    _ => (sign, role),
                }
            }
            StoryItem::TakenBack(..) => (look.sign("↶", "<"), Role::Plain),
            StoryItem::CarriedOn(..) => (look.sign("→", ">"), Role::Warn),
            StoryItem::CautionAcknowledged(..) => (look.attention(), Role::Plain),
            StoryItem::CommandStarted(_) => (look.sign("▸", ">"), Role::Plain),
            StoryItem::CommandEnded(_) => (look.sign("·", "."), Role::Plain),
            StoryItem::Looked(..) => (look.sign("◦", "."), Role::Dim),
            StoryItem::Pretended(..) => (look.sign("▹", ">"), Role::Plain),
            StoryItem::WaitStarted(_) => (look.sign("◷", "w"), Role::Plain),
            StoryItem::SignedOff(_) => (look.sign("✓", "s"), Role::Accent),
            StoryItem::Began(_) => (look.sign("↳", ">"), Role::Accent),
            StoryItem::Noted(_) => (look.sign("✎", "n"), Role::Accent),
            StoryItem::TakenOver(_) => (look.sign("⇢", ">"), Role::Accent),
            StoryItem::Attached(_) => ("+", Role::Accent),
            StoryItem::Adopted(_) => (look.sign("↑", "^"), Role::Accent),
            StoryItem::Ended(said) => match &said.what.ending {
                Ending::Completed => look.verdict(&self.run.verdict()),
                Ending::Ended { word } => look.verdict(&Verdict::Ended(word.clone())),
                Ending::Abandoned { reason } => look.verdict(&Verdict::Abandoned(reason.clone())),
            },
        }
    }

    /// What a run came from, and the values that it was started with.
    fn add_start(&self, started: &Started, line: &mut Line) {
        let cause = started.cause.iter();
        line.more.extend(cause.map(|cause| {
            let title = title_of(self.state, cause.run());
            (Role::Plain, format!("{}: {title}", came_from(cause)))
        }));
        let values = started.values.iter();
        let values = values.map(|(name, value)| (Role::Dim, format!("{name} = {value}")));
        line.more.extend(values);
    }

    /// By whom an answer was replaced, where it was.
    fn replaced(&self, said: &Stamped<StepDone>) -> Option<String> {
        let step_state = self.run.boxes.get(&said.what.step_ref())?;
        step_state.replaced(said).as_ref().map(present::replaced)
    }

    /// What people called a box when it was last answered.
    fn name(&self, step_ref: &StepRef) -> String {
        let step_state = self.run.boxes.get(step_ref);
        let said = step_state.and_then(|step_state| step_state.outcomes.story().last());
        said.map_or_else(|| step_ref.to_string(), |said| said.what.title.clone())
    }
}
