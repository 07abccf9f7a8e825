//! What has to be asked before a command can run, each once, and kept to itself where it is a
//! secret.
//!
//! What stays true: a secret reaches a command through its environment alone; no text of the
//! runbook shows it. Where no command needs it, nobody is asked for it.

use super::draft::{Ask, Procedure, Row, Step, When, steps_of};
use super::placeholder::{mentions, question, wanted};

/// Puts a step that asks before the first command that needs its answer; what is asked a
/// second time is asked once.
pub(super) fn ask_first(procedure: &mut Procedure) {
    unask(procedure);
    let uses: Vec<(Vec<Ask>, Option<When>)> = procedure
        .steps()
        .map(|step| (asks_of(step), step.when.clone()))
        .collect();
    // What is used in one case alone is asked for in that case alone.
    let case_of = |name: &str| {
        let mut cases = uses
            .iter()
            .filter(|(asks, _)| asks.iter().any(|it| it.name == name))
            .map(|(_, when)| when);
        let first = cases.next()?;
        first.clone().filter(|_| cases.all(|it| it == first))
    };
    let mut asked: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    for mut row in std::mem::take(&mut procedure.rows) {
        let Row::Step(step) = &mut row else {
            rows.push(row);
            continue;
        };
        step.ask.take_if(|ask| asked.contains(&ask.name));
        asked.extend(step.ask.iter().map(|ask| ask.name.clone()));
        asked.extend(step.choose_as.clone());
        let is_run = step.command.is_some();
        for ask in asks_of(step) {
            // A secret that is only copied is nobody's to ask for.
            if asked.contains(&ask.name) || ask.is_secret && !is_run {
                continue;
            }
            asked.push(ask.name.clone());
            rows.push(Row::Step(Box::new(Step {
                line: step.line,
                title: question(&ask.name),
                when: case_of(&ask.name),
                ask: Some(ask),
                ..Step::default()
            })));
        }
        rows.push(row);
    }
    procedure.rows = rows;
    hide(procedure);
}

/// What has to be answered before a step.
fn asks_of(step: &Step) -> Vec<Ask> {
    let typed = step.command.as_ref().map(|command| &command.shell);
    let typed = typed.or(step.copy.as_ref());
    typed.map(|it| wanted(it)).unwrap_or_default()
}

/// A secret that no command uses is a line to type.
fn unask(procedure: &mut Procedure) {
    let used = |name: &String| {
        let mut commands = procedure.steps().filter_map(|it| it.command.as_ref());
        commands.any(|it| mentions(&it.shell, name))
    };
    let asks = procedure.steps().filter_map(|it| it.ask.as_ref());
    let unused: Vec<String> = asks
        .filter(|it| it.is_secret && !used(&it.name))
        .map(|it| it.name.clone())
        .collect();
    for step in steps_of(&mut procedure.rows) {
        if let Some(ask) = step.ask.take_if(|ask| unused.contains(&ask.name)) {
            step.detail.push(format!(
                "Have it at hand: what is copied leaves `{}` to you.",
                ask.name
            ));
        }
    }
}

/// Keeps secrets out of texts, out of words of commands, and out of what is kept of them.
fn hide(procedure: &mut Procedure) {
    let asks = procedure.steps().filter_map(|it| it.ask.as_ref());
    let names: Vec<String> = asks
        .filter(|it| it.is_secret)
        .map(|it| it.name.clone())
        .collect();
    for name in &names {
        for step in steps_of(&mut procedure.rows) {
            if let Some(command) = &mut step.command
                && mentions(&command.shell, name)
            {
                command.run = None;
                command.is_hidden = true;
            }
            let texts = step.detail.iter_mut();
            let texts = texts.chain(&mut step.copy).chain(&mut step.caution);
            for text in texts.chain([&mut step.title]) {
                *text = bare(text, name);
            }
        }
    }
}

/// A text that names a variable without its sign: `$TOKEN` as `<TOKEN>`.
pub(super) fn bare(text: &str, name: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        let braced = format!("{{{name}}}");
        // A name ends where a small letter begins.
        let is_end = |rest: &str| {
            !rest.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        };
        let after = behind
            .strip_prefix(&braced)
            .or_else(|| behind.strip_prefix(name).filter(|it| is_end(it)));
        match after {
            Some(after) => {
                out.push_str(&format!("<{name}>"));
                rest = after;
            }
            None => {
                out.push('$');
                rest = behind;
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_a_secret_without_its_sign() {
        for (text, is) in [
            ("a $TOKEN b ${TOKEN}", "a <TOKEN> b <TOKEN>"),
            ("$TOKENp", "<TOKEN>p"),
            ("$TOKENS $X ${TOKEN:-x}", "$TOKENS $X ${TOKEN:-x}"),
        ] {
            assert_eq!(bare(text, "TOKEN"), is);
        }
    }
}
