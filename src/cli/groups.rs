//! `rounds --help`: every command on one screen, in groups by who wants it when.
//!
//! What each command is for stands in its own page; here is only where to look.

use clap::Command;

/// The groups, in the order of a shift.
const GROUPS: [(&str, &[&str]); 7] = [
    ("Look", &["due", "list", "show", "find", "open"]),
    ("Walk a procedure", &["start", "do", "run", "note", "trust"]),
    (
        "When something breaks",
        &["alert", "escalate", "ack", "silence"],
    ),
    (
        "Around the shift",
        &["handover", "follow-up", "waive", "report"],
    ),
    (
        "Write runbooks",
        &[
            "init", "new", "check", "import", "export", "ready", "review", "schema",
        ],
    ),
    (
        "Run it for a team",
        &[
            "join", "sync", "team", "claim", "journal", "hooks", "metrics", "doctor",
        ],
    ),
    ("Learn", &["tutor", "demo", "help", "man", "completions"]),
];

const WIDTH: usize = 78;

/// The page of this command line.
pub fn page(root: &Command) -> String {
    let about = root.get_about().map(ToString::to_string);
    let mut page = format!(
        "{}\n\nUsage: rounds [OPTIONS] [COMMAND]      without a command: the screens, at Today\n\n",
        wrapped(&about.unwrap_or_default(), 0)
    );
    let widest = GROUPS.iter().map(|(title, _)| title.len()).max();
    let indent = widest.unwrap_or_default() + 4;
    for (title, names) in groups(root) {
        let words = wrapped(&names.join("  "), indent);
        page.push_str(&format!("  {title:<width$}{words}\n", width = indent - 2));
    }
    page.push_str(
        "
  rounds COMMAND --help    its page, with examples
  rounds help [TOPIC]      the format, procedures, hooks, hosts, status, keys, …

For all: --runbooks DIR, --journal DIR, --operator NAME, --color WHEN, --ascii,
  --no-input, --even-so, --mouse, --theme NAME, -q, --version; --plain: prompts
Status: 0 well, 1 the answer is no, 2 wrong usage, 3 a runbook cannot be used,
  4 the journal is damaged or cannot be written, 5 anything else
",
    );
    page
}

/// The groups as they are; what stands in none, were it ever forgotten, comes last.
fn groups(root: &Command) -> Vec<(&'static str, Vec<String>)> {
    let known = |name: &str| GROUPS.iter().any(|(_, names)| names.contains(&name));
    let shown = root.get_subcommands().filter(|it| !it.is_hide_set());
    let rest: Vec<_> = shown
        .map(|it| it.get_name().to_owned())
        .filter(|name| !known(name))
        .collect();
    let mut groups: Vec<(&str, Vec<String>)> = GROUPS
        .iter()
        .map(|(title, names)| (*title, names.iter().map(|it| (*it).to_owned()).collect()))
        .collect();
    if !rest.is_empty() {
        groups.push(("More", rest));
    }
    groups
}

/// Words within the width; lines behind the first begin under it.
fn wrapped(text: &str, indent: usize) -> String {
    let mut lines = vec![String::new()];
    // Two spaces keep names apart, one words.
    let gap = if text.contains("  ") { "  " } else { " " };
    for word in text.split(gap) {
        let line = lines.last_mut().filter(|line| {
            line.is_empty() || indent + line.len() + gap.len() + word.len() <= WIDTH
        });
        match line {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) => {
                line.push_str(gap);
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Typed;
    use clap::CommandFactory;

    #[test]
    fn the_page_fits_one_screen() {
        let page = page(&Typed::command());
        assert!(
            page.lines().count() <= 24,
            "{}\n{page}",
            page.lines().count()
        );
        for line in page.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }

    #[test]
    fn every_command_stands_in_one_group_and_every_name_is_a_command() {
        let mut named: Vec<_> = GROUPS.iter().flat_map(|(_, names)| names.iter()).collect();
        named.sort_unstable();
        let root = Typed::command();
        let shown = root.get_subcommands().filter(|it| !it.is_hide_set());
        let mut known: Vec<_> = shown.map(|it| it.get_name()).collect();
        known.sort_unstable();
        let named: Vec<&str> = named.into_iter().copied().collect();
        assert_eq!(named, known);
    }
}
