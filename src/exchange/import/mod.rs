//! Markdown runbooks to TOML.
//!
//! A page becomes a procedure: an alert's runbook (Meaning, Impact, Diagnosis, Mitigation) an
//! exception that answers the alert; any other page one to be started by hand. Pages that
//! stand in one folder are about one thing, so they become one runbook; its `_index.md` or
//! `README.md` gives it a title and its first words.
//!
//! What stays true: the file that comes out has no error, whatever came in; every part of a
//! page is in it, as a key of its own or in a `detail`, but for secrets, which are taken out;
//! the account says which. What it does not do: it touches no file, and it does not guess
//! limits, schedules or what OK looks like: those are for the owner.
//!
//! | file | for |
//! |---|---|
//! | `page`, `phrase`, `front` | Markdown as parts with their source; running text; front matter |
//! | `site`, `containers`, `marks`, `signs` | what a site's program reads: links, notes, tabs |
//! | `head`, `contacts`, `reach` | front matter, title and alert; whom to reach |
//! | `procedure`, `given`, `sections`, `body`, `blocks`, `item`, `ways`, `run`, `table`, `rows`, `step` | parts to sections and steps |
//! | `case`, `condition`, `question`, `caution` | conditions, before an order and behind it; how they are asked about; what can go wrong |
//! | `headings`, `cases`, `next` | headings that are conditions; what stands in a case, and what goes on from one |
//! | `each` | orders for each of several things |
//! | `cross_references` | what pages say of each other |
//! | `sentence`, `verbs`, `lists`, `title`, `tags`, `shorten`, `run_title` | what tells someone to do something; titles |
//! | `session`, `changes`, `places`, `before`, `openers` | the shell of a page: what a command needs, and where and when it is meant for |
//! | `command`, `placeholder`, `asked`, `danger`, `losses` | code to commands; what they leave open and who is asked for it, and what they take away |
//! | `other` | what other programs keep as runbooks: jobs, playbooks, cheat sheets |
//! | `bring`, `group`, `files` | pages to one runbook; which files are pages |
//! | `returned` | pages that were exported from here, brought back |
//! | `draft`, `write` | a runbook in the making; as TOML |
//! | `safe`, `settle` | nothing hidden, no secret, no error |
//! | `proof`, `pieces`, `shown`, `settled` | the checker: every line is in the result, or left out for a true reason |
//! | `import_report` | what was done with each part |

mod asked;
mod before;
mod blocks;
mod body;
mod bring;
mod case;
mod cases;
mod caution;
mod changes;
mod command;
mod condition;
mod contacts;
mod containers;
mod cross_references;
mod danger;
mod draft;
mod each;
mod files;
mod front;
mod given;
mod group;
mod head;
mod headings;
mod import_report;
mod item;
mod kept;
mod lists;
mod losses;
mod marks;
mod next;
mod openers;
mod other;
mod page;
mod phrase;
mod pieces;
mod placeholder;
mod places;
mod procedure;
mod proof;
mod question;
mod reach;
mod returned;
mod rows;
mod run;
mod run_title;
mod safe;
mod sections;
mod sentence;
mod session;
mod settle;
mod settled;
mod shorten;
mod shown;
mod signs;
mod site;
mod step;
mod table;
mod tags;
mod taken;
#[cfg(test)]
mod tests;
mod title;
mod verbs;
mod ways;
mod write;

pub use bring::runbooks;
pub use files::{FileKind, decoded, kind, stem};
pub use group::{Group, Imported, Page};
pub use import_report::{ImportReport, Part};
