//! How things look: what each piece of text is, and the signs beside it.
//!
//! Colour is never the only sign, so a [`Look`] without colour loses nothing. Which style a
//! role has is the theme's to say.

use super::style::Style;
use super::theme::{Background, Role, Theme};
use crate::event::Outcome;
use crate::limits::Judgement;
use crate::present::{Sign, Tone, of_slot, of_verdict};
use crate::runbook::Kind;
use crate::state::{SlotState, Standing, Verdict};

/// What the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Only ASCII signs.
    pub ascii: bool,
    /// Whether colours are used.
    pub colour: bool,
    /// The style of every role.
    pub theme: &'static Theme,
    /// What stands behind the words.
    pub background: Background,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            ascii: false,
            colour: true,
            theme: Theme::usual(),
            background: Background::Unknown,
        }
    }
}

impl Look {
    /// How letters of a role look.
    pub fn letters(self, role: Role) -> Style {
        let style = self.theme.style(role, self.background);
        match self.colour {
            true => style,
            false => style.without_colors(),
        }
    }

    /// How a sign of a role looks: one letter that is no word.
    pub fn mark(self, role: Role) -> Style {
        let style = self.theme.sign(role, self.background);
        match self.colour {
            true => style,
            false => style.without_colors(),
        }
    }

    /// Whether a text is nothing but a sign.
    pub fn is_sign(self, text: &str) -> bool {
        let mut letters = text.trim().chars();
        let (first, second) = (letters.next(), letters.next());
        second.is_none()
            && first.is_some_and(|it| !it.is_alphanumeric() || self.ascii && !it.is_numeric())
    }

    /// The sign that can be shown.
    pub fn sign(self, sign: &'static str, ascii: &'static str) -> &'static str {
        if self.ascii { ascii } else { sign }
    }

    /// The role of a tone.
    pub fn tone(self, tone: Tone) -> Role {
        match tone {
            Tone::Plain => Role::Plain,
            Tone::Dim => Role::Dim,
            Tone::Strong => Role::Accent,
            Tone::Good => Role::Good,
            Tone::Warn => Role::Warn,
            Tone::Bad => Role::Bad,
        }
    }

    fn signed(self, (sign, tone): (Sign, Tone)) -> (&'static str, Role) {
        (sign.text(self.ascii), self.tone(tone))
    }

    /// The box of a step.
    pub fn tick(self, standing: Standing, judgement: Option<Judgement>) -> (&'static str, Role) {
        match (standing, judgement) {
            (Standing::Open, _) => (self.sign("☐", "[ ]"), Role::Plain),
            (Standing::Inactive, _) => (self.sign("·", " . "), Role::Dim),
            (Standing::Disputed, _) => (self.sign("≠", "[?]"), Role::Bad),
            (Standing::Answered(Outcome::Ok), Some(Judgement::Alarm)) => {
                (self.sign("✗", "[A]"), Role::Bad)
            }
            (Standing::Answered(Outcome::Ok), Some(Judgement::Warning)) => {
                (self.sign("!", "[w]"), Role::Warn)
            }
            (Standing::Answered(Outcome::Ok), _) => (self.sign("☑", "[x]"), Role::Good),
            (Standing::Answered(Outcome::NotOk), _) => (self.sign("✗", "[X]"), Role::Bad),
            (Standing::Answered(Outcome::Skipped), _) => (self.sign("⊘", "[-]"), Role::Dim),
            (Standing::Answered(Outcome::Deferred), _) => (self.sign("»", "[>]"), Role::Warn),
        }
    }

    /// The box of a step whose answer is on its way to the disk.
    pub fn pending(self) -> &'static str {
        self.sign("◌", "[~]")
    }

    /// The sign of an occurrence.
    pub fn slot(self, state: &SlotState) -> (&'static str, Role) {
        self.signed(of_slot(*state))
    }

    /// The sign of a run that goes on.
    pub fn in_progress(self) -> (&'static str, Role) {
        self.signed(of_verdict(&Verdict::Open))
    }

    /// The sign of what a run came to.
    pub fn verdict(self, verdict: &Verdict) -> (&'static str, Role) {
        self.signed(of_verdict(verdict))
    }

    /// What a value was judged.
    pub fn judgement(self, judgement: Judgement) -> Role {
        match judgement {
            Judgement::Normal => Role::Plain,
            Judgement::Warning => Role::Warn,
            Judgement::Alarm => Role::Bad,
        }
    }

    /// The sign of a kind of procedure.
    pub fn kind(self, kind: Kind) -> (&'static str, Role) {
        match kind {
            Kind::Routine => (self.sign("↻", "r"), Role::Accent),
            Kind::Exception => (self.sign("!", "!"), Role::Warn),
            Kind::OnDemand => (self.sign("·", "."), Role::Dim),
        }
    }

    /// Whether what stands beneath a row is shown.
    pub fn fold(self, unfolded: bool) -> &'static str {
        if unfolded { "-" } else { "+" }
    }

    /// That something cannot be used as it is.
    pub fn broken(self) -> &'static str {
        self.sign("✗", "x")
    }

    /// Before the selected row.
    pub fn pointer(self) -> &'static str {
        self.sign("▸", ">")
    }

    /// Something wants attention.
    pub fn attention(self) -> &'static str {
        self.sign("!", "!")
    }

    /// That everything is saved.
    pub fn saved(self) -> &'static str {
        self.sign("saved ✓", "saved")
    }

    /// Between parts of a line.
    pub fn dot(self) -> &'static str {
        self.sign(" · ", " - ")
    }

    /// A series of values as a row of bars, from zero where none is below it.
    pub fn sparkline(self, values: &[f64]) -> String {
        let bars: &[char] = if self.ascii {
            &['_', '.', '-', '=', '+', '*', '%', '#']
        } else {
            &['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
        };
        let least = values.iter().copied().fold(0.0, f64::min);
        let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let span = most - least;
        let bar = |value: &f64| {
            // A flat line is drawn low, not high: nothing is rising.
            let share = if span > 0.0 {
                (value - least) / span
            } else {
                0.2
            };
            let index = (share * (bars.len() - 1) as f64).round() as usize;
            bars[index.min(bars.len() - 1)]
        };
        values.iter().map(bar).collect()
    }
}
