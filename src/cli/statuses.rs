//! The statuses that commands give, in one table: `rounds help status` and the manual page are
//! drawn from it.

/// What each status means, in general.
pub(super) const STATUSES: [(&str, &str); 6] = [
    (
        "0",
        "All is well, and everything that could have said otherwise was read.",
    ),
    (
        "1",
        "The answer is no: something is overdue, not ready, has errors, or came out not OK.",
    ),
    ("2", "What was typed cannot be meant."),
    (
        "3",
        "A runbook cannot be used, or a folder that was named holds none.",
    ),
    (
        "4",
        "The journal is damaged, or cannot be read or written. Entries that only wait to be confirmed are told, and make no 4.",
    ),
    ("5", "Anything else."),
];

/// What 1 means for a command, and what else is worth knowing of its status.
pub(super) const BY_COMMAND: [(&str, &str); 17] = [
    ("due", "1: something is overdue"),
    ("ready", "1: something is missing"),
    ("review", "1: a review is overdue"),
    (
        "hooks run, hooks test",
        "1: a hook failed, and is tried again; or what waited has no hook any more",
    ),
    ("metrics", "3 or 4: told, but not of everything"),
    (
        "check",
        "1: a problem is an error; 3: there was no file to check",
    ),
    ("find", "1: nothing was found"),
    (
        "alert",
        "1: one that fires has no procedure, cannot be read, or was left out of what was sent; with --start too, where words alone lead to one: nothing is begun then; 3: none that could be read answers it",
    ),
    (
        "do … run",
        "1: the command failed, did not start, or its value is an alarm",
    ),
    (
        "do",
        "an answer that you give is 0 once it is saved, whatever it says",
    ),
    ("run", "an ending is 0 once it is saved, whatever it says"),
    (
        "start, do, run",
        "1: refused as things stand, with what to do first",
    ),
    ("report", "3 or 4: told, but not of everything"),
    (
        "sync",
        "1: something waits; 4: two records of one writer part; 5: not reached",
    ),
    ("doctor", "1: something is to be fixed"),
    (
        "journal confirm",
        "1: something waits for your word, or still does once what was shown is confirmed",
    ),
    (
        "journal verify",
        "10 recovered or settled, 11 truncated, 12 corrupt, 13 unreadable",
    ),
];

/// The table as Markdown.
pub(super) fn topic() -> String {
    let mut text = "# Status\n\nA script goes by the status. A \"no\" that is certain stays 1, whatever could not be read; where what could not be read might have changed a \"well\", the answer is printed all the same and the status is 3 or 4. `--json` names it under `unread`.\n\n".to_owned();
    for (status, means) in STATUSES {
        text.push_str(&format!("- **{status}** {means}\n"));
    }
    text.push_str("\n## By command\n\n");
    for (command, means) in BY_COMMAND {
        text.push_str(&format!("- `{command}`: {means}.\n"));
    }
    text.push_str("\nA closed pipe ends quietly, with 0.\n");
    text
}
