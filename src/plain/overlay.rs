//! What is asked for, as lines: words, a row, a confirmation, what was found.

use super::conversation::Leave;
use super::how_done;
use super::prompts::Prompts;
use super::words;
use crate::app::confirm::{CONFIRMED_IS_TOLD, Deed, ENTRIES_ARE_SHOWN, Signing, Token};
use crate::app::input::Key;
use crate::app::{Message, Overlay, Prompt, may_be_empty};
use crate::session::commands::{Offered, Written};
use crate::text::DifferenceLine;
use crate::trust::Verdict;

impl Prompts {
    /// Says what is only to be read, and puts it away; true where something was said.
    pub fn say_reading(&mut self) -> Result<bool, Leave> {
        let lines = match &self.app.overlay {
            Some(Overlay::Showing(showing)) if showing.is_prose => {
                vec![showing.title.clone(), showing.text.clone()]
            }
            Some(Overlay::Showing(showing)) => vec![showing.text.clone()],
            Some(Overlay::Output(page)) => {
                let lines = page.lines.iter().map(|line| line.text().to_string());
                std::iter::once(format!("{}:", page.title))
                    .chain(lines)
                    .collect()
            }
            Some(Overlay::Palette(palette)) if palette.is_help => {
                words::help(self.app.keymap, self.app.place())
            }
            _ => return Ok(false),
        };
        for line in lines {
            self.talk.say(&line)?;
        }
        self.message(Message::Key(Key::ESC))?;
        Ok(true)
    }

    /// What is asked for, as far as the prompt itself does not say it.
    pub fn asked(&self) -> Vec<String> {
        match &self.app.overlay {
            Some(Overlay::Prompt(prompt)) => prompt.error.iter().cloned().collect(),
            Some(Overlay::Picker(picker)) => {
                let items = (1..).zip(&picker.items);
                let about = |number: usize| {
                    let about = picker.about.get(number - 1).filter(|it| !it.is_empty());
                    about.map(|about| format!(" ({about})")).unwrap_or_default()
                };
                items
                    .map(|(number, (words, _))| format!("{number} {words}{}", about(number)))
                    .collect()
            }
            Some(Overlay::Find(finding)) => {
                let items = finding.hits.iter().filter_map(|hit| finding.item(hit));
                let mut lines: Vec<_> = (1..)
                    .zip(items)
                    .map(|(number, item)| {
                        let text: Vec<_> = item.text.lines().filter(|it| !it.is_empty()).collect();
                        let severity = item.severity.as_ref().map(|it| format!("{it} "));
                        let severity = severity.unwrap_or_default();
                        format!("{number} {severity}{}", text.join(", "))
                    })
                    .collect();
                if lines.is_empty() && !finding.field.text().trim().is_empty() {
                    lines.push("Nothing has these words.".to_owned());
                }
                lines
            }
            Some(Overlay::Palette(palette)) => {
                let hits = (1..).zip(&palette.hits);
                hits.map(|(number, (binding, _))| format!("{number} {}", binding.words))
                    .collect()
            }
            Some(Overlay::Accepting(acceptance)) => {
                let mut lines = vec![format!("{}:", acceptance.title)];
                lines.push(acceptance.edited.path().display().to_string());
                lines.extend(acceptance.edited.difference().into_iter().map(difference));
                lines
            }
            Some(Overlay::Adopting(adopting)) => adopting.changes.clone(),
            _ => Vec::new(),
        }
    }

    /// The prompt of what is asked for; none where nothing is.
    pub fn asks(&self) -> Option<String> {
        Some(match self.app.overlay.as_ref()? {
            Overlay::Prompt(prompt) => self.asks_words(prompt),
            Overlay::Picker(picker) => format!("{} (a number, enter cancels)", picker.title),
            Overlay::Find(finding) if finding.hits.is_empty() => {
                "Words to find (esc cancels):".to_owned()
            }
            Overlay::Find(_) | Overlay::Palette(_) => {
                "A number, enter for the first, or other words (esc cancels):".to_owned()
            }
            Overlay::Confirm(confirm) => confirm
                .token
                .map(|token| token.asks(confirm.deed.does()))
                .unwrap_or_default(),
            Overlay::Accepting(_) => "Write it (yes, anything else cancels)?".to_owned(),
            Overlay::Adopting(_) => "Switch to it (yes, anything else cancels)?".to_owned(),
            Overlay::Showing(_) | Overlay::Output(_) => return None,
        })
    }

    fn asks_words(&self, prompt: &Prompt) -> String {
        let typed = Some(prompt.field.text()).filter(|it| !it.is_empty() && !prompt.is_refused());
        let cancels = "enter cancels".to_owned();
        let enter = match (typed, &self.kept) {
            (Some(_), _) if prompt.is_secret => "enter takes what was typed".to_owned(),
            (Some(typed), _) => format!("enter takes “{typed}”"),
            (None, _) if may_be_empty(&prompt.purpose) => "enter for nothing".to_owned(),
            (None, Some(kept)) => format!("enter takes “{kept}”"),
            (None, None) => cancels.clone(),
        };
        let enter = match enter == cancels {
            true => enter,
            false => format!("{enter}, esc cancels"),
        };
        let unseen = if prompt.is_secret {
            "it is not shown, "
        } else {
            ""
        };
        let stop = match prompt.title.ends_with(['?', ':', '.']) {
            true => "",
            false => ".",
        };
        let hint = match prompt.hint.trim() {
            "" => String::new(),
            hint => format!("{stop} {hint}"),
        };
        format!("{}{hint} ({unseen}{enter}):", prompt.title)
    }

    /// Chooses what answers the question that stands, after what was typed before is thrown
    /// away.
    pub fn arm(&mut self) -> Result<(), Leave> {
        let Some(Overlay::Confirm(confirm)) = &self.app.overlay else {
            return Ok(());
        };
        let deed = confirm.deed.clone();
        self.say_deed(&deed)?;
        let token = match (deed.is_given(self.yes), self.talk.is_with_a_person()) {
            (true, _) => Token::Given,
            (false, true) => Token::number(ulid::Ulid::generate().random()),
            (false, false) => match alone(&deed) {
                Some(why) => {
                    self.talk.say(&why)?;
                    return self.message(Message::Key(Key::ESC));
                }
                None => Token::Given,
            },
        };
        self.message(Message::Armed(token))
    }

    /// Says whole what the answer would do.
    pub fn say_deed(&mut self, deed: &Deed) -> Result<(), Leave> {
        let lines = match deed {
            Deed::Allow(_, _, offered) => allow(&offered.written),
            Deed::AllowAll(commands) => commands.iter().flat_map(allow).collect(),
            Deed::Run(_, _, offered) => runs("This runs:", offered),
            Deed::Pretend(_, _, offered) => runs("Nothing runs; this would:", offered),
            Deed::Sign(signing) => signs(signing),
            Deed::Confirm(what) => {
                let rest = [ENTRIES_ARE_SHOWN, CONFIRMED_IS_TOLD].map(str::to_owned);
                what.iter().cloned().chain(rest).collect()
            }
        };
        for line in lines {
            self.talk.say(&line)?;
        }
        Ok(())
    }
}

fn difference(line: DifferenceLine<'_>) -> String {
    match line {
        DifferenceLine::At(before, after) => format!("@@ -{before} +{after} @@"),
        DifferenceLine::Same(text) => format!("  {text}"),
        DifferenceLine::Gone(text) => format!("- {text}"),
        DifferenceLine::New(text) => format!("+ {text}"),
    }
}

fn allow(written: &Written) -> Vec<String> {
    let head = match written.verdict {
        Verdict::Changed { .. } => {
            "This command was changed since it was allowed; - is gone, + is new:"
        }
        _ => "This command was not allowed yet. As it is written:",
    };
    let shown = written.verdict.shown(&written.text).into_iter();
    let shown = shown.map(|line| format!("  {line}"));
    std::iter::once(head.to_owned()).chain(shown).collect()
}

fn runs(head: &str, offered: &Offered) -> Vec<String> {
    let command = how_done::command(offered).into_iter();
    std::iter::once(head.to_owned()).chain(command).collect()
}

fn signs(signing: &Signing) -> Vec<String> {
    let what = signing.what.iter().map(|line| format!("  {line}"));
    let head = format!("{} signs: {}", signing.signer, signing.meaning);
    std::iter::once(head).chain(what).collect()
}

/// Why something is not done where nobody sits there to confirm it; none where it is done
/// because the line that asked for it said it all.
pub(super) fn alone(deed: &Deed) -> Option<String> {
    let allow = |written: &Written| {
        let place = &written.place;
        format!(
            "Nobody sits here to allow it. `rounds trust {}/{}` does that.",
            place.runbook, place.procedure
        )
    };
    match deed {
        Deed::Allow(_, _, offered) => Some(allow(&offered.written)),
        Deed::AllowAll(commands) => commands.first().map(allow),
        Deed::Run(..) => Some(
            "Nobody sits here to confirm it: begin rounds with --yes to let allowed commands run."
                .to_owned(),
        ),
        Deed::Confirm(_) => {
            Some("Nobody sits here to confirm it. `rounds journal confirm` does that.".to_owned())
        }
        Deed::Pretend(..) | Deed::Sign(_) => None,
    }
}
