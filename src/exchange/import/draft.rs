//! A runbook in the making: what was understood of the pages, before it is written.
//!
//! Texts in it are as they were found; `settle` makes them fit for a runbook file.

/// A runbook to be written.
#[derive(Clone, Debug, Default)]
pub(super) struct Book {
    pub(super) title: String,
    pub(super) summary: Option<String>,
    pub(super) text: Vec<String>,
    pub(super) zone: Option<String>,
    pub(super) from: String,
    /// What front matter says about the folder: comments.
    pub(super) comments: Vec<String>,
    pub(super) links: Vec<(String, String)>,
    pub(super) contacts: Vec<Contact>,
    pub(super) escalation: Vec<Escalation>,
    pub(super) procedures: Vec<Procedure>,
}

#[derive(Clone, Debug)]
pub(super) struct Contact {
    /// What an escalation calls it by.
    pub(super) id: Option<String>,
    pub(super) name: String,
    pub(super) contact: Option<String>,
    pub(super) hours: Option<String>,
}

/// Who is called for a severity, and how fast.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Escalation {
    pub(super) severity: String,
    pub(super) means: Option<String>,
    pub(super) respond_within: Option<String>,
    pub(super) resolve_within: Option<String>,
    /// By name; once the book is whole, by the ids of its contacts.
    pub(super) path: Vec<String>,
}

/// An alert that a procedure answers.
#[derive(Clone, Debug)]
pub(super) struct Alert {
    pub(super) name: String,
    pub(super) severity: Option<String>,
    pub(super) means: Option<String>,
    /// Whether another page described it already.
    pub(super) is_known: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Procedure {
    /// The page that it came from, by its number.
    pub(super) page: usize,
    /// The page's file without its ending.
    pub(super) stem: String,
    pub(super) title: String,
    pub(super) alert: Option<Alert>,
    pub(super) purpose: Option<String>,
    /// What tells two runs of it apart.
    pub(super) subject: Option<String>,
    /// Where it came from, and what of its front matter has no place: a comment.
    pub(super) comments: Vec<String>,
    pub(super) rows: Vec<Row>,
}

#[derive(Clone, Debug)]
pub(super) enum Row {
    Section(String),
    Step(Box<Step>),
}

#[derive(Clone, Debug, Default)]
pub(super) struct Step {
    pub(super) line: usize,
    pub(super) id: Option<String>,
    pub(super) title: String,
    pub(super) detail: Vec<String>,
    pub(super) caution: Option<String>,
    pub(super) link: Option<String>,
    pub(super) copy: Option<String>,
    /// The page beside this one that says how: its stem, and the link to it.
    pub(super) page: Option<(String, String)>,
    /// The procedure that it is done by.
    pub(super) call: Option<String>,
    pub(super) command: Option<Command>,
    pub(super) ask: Option<Ask>,
    pub(super) comments: Vec<String>,
    /// One way among several: it may be passed over.
    pub(super) optional: bool,
    /// How the answer is taken from what the command prints.
    pub(super) take: Option<String>,
    /// What is chosen from.
    pub(super) choose: Vec<String>,
    /// The variable that what was chosen is known by.
    pub(super) choose_as: Option<String>,
    /// When it is wanted.
    pub(super) when: Option<When>,
    /// What it is done for.
    pub(super) each: Option<Each>,
    /// Whether nothing seems to take it back: proposed, for the owner to say.
    pub(super) no_return: bool,
    /// Whether it only holds a text of the page: no page is to be done for its sake.
    pub(super) is_text: bool,
}

/// What a step is done for: `$ITEM` in its texts.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Each {
    /// These.
    Named(Vec<String>),
    /// The lines that this step printed or was told.
    From(String),
}

/// A step is wanted where this was chosen at another one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct When {
    /// The step, by its id.
    pub(super) step: String,
    /// What was chosen.
    pub(super) is: String,
}

/// A command as it is written into a step.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Command {
    /// The text for a shell, with variables for what was left open.
    pub(super) shell: String,
    /// Its words, where it is one plain command.
    pub(super) run: Option<Vec<String>>,
    pub(super) interactive: bool,
    pub(super) cwd: Option<String>,
    /// Whether it is given a secret, which it may print.
    pub(super) is_hidden: bool,
}

/// Something that the page leaves to be filled in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ask {
    pub(super) name: String,
    pub(super) label: Option<String>,
    /// Whether its name says that the answer is a secret.
    pub(super) is_secret: bool,
    /// What an answer has to match.
    pub(super) pattern: Option<String>,
}

impl Step {
    /// Puts one variable in the place of another in all that is typed.
    pub(super) fn fill_in(&mut self, name: &str, other: &str) {
        if let Some(command) = &mut self.command {
            command.shell = renamed(&command.shell, name, other);
            let words = command.run.iter_mut().flatten();
            words.for_each(|word| *word = renamed(word, name, other));
        }
        if let Some(text) = &mut self.copy {
            *text = renamed(text, name, other);
        }
    }
}

/// A text with one variable in the place of another.
fn renamed(text: &str, name: &str, other: &str) -> String {
    let is_end = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, behind) = rest.split_at(at + 1);
        out.push_str(before);
        let brace = if behind.starts_with('{') { "{" } else { "" };
        rest = behind;
        if let Some(more) = behind[brace.len()..]
            .strip_prefix(name)
            .filter(|it| is_end(it))
        {
            out.push_str(brace);
            out.push_str(other);
            rest = more;
        }
    }
    out + rest
}

impl Procedure {
    /// Its steps.
    pub(super) fn steps(&self) -> impl Iterator<Item = &Step> {
        self.rows.iter().filter_map(|row| match row {
            Row::Step(step) => Some(&**step),
            Row::Section(_) => None,
        })
    }
}

/// The steps among rows, to be changed.
pub(super) fn steps_of(rows: &mut [Row]) -> impl DoubleEndedIterator<Item = &mut Step> {
    rows.iter_mut().filter_map(|row| match row {
        Row::Step(step) => Some(&mut **step),
        Row::Section(_) => None,
    })
}

/// The title of a step that holds what there is to know where nothing is to be done.
pub(super) const READ: &str = "Read what is known";
