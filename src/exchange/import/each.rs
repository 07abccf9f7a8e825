//! `For each node, drain it`: an order that is one for each of several things.
//!
//! What stays true: a step is done for each item only where it is certain what the items are:
//! the page names them, the command before prints them, one a line, or the page leaves the one
//! to be filled in, and all of them are asked for. What several commands do for each of them
//! stays words: step by step it would be another thing.

use super::asked::bare;
use super::body::Body;
use super::draft::{Ask, Each, Step};
use super::lists::is_one_of;
use super::placeholder::{self, wanted};
use super::run_title::run_title;
use super::sentence::NEXT;
use super::title::title;

/// An order for each of some things.
#[derive(Debug, PartialEq)]
pub(super) struct ForEach {
    /// What one of them is called: `etcd node`.
    thing: String,
    /// Those that the sentence names.
    named: Vec<String>,
    /// What is to be done.
    order: String,
}

/// What has names of its own, of which an operator can say which ones are meant.
const THINGS: &str = "account bastion box broker bucket certificate cluster container controller customer database \
    deployment device disk domain environment follower gateway host hypervisor index instance \
    interface job leader machine master member mirror namespace node package partition peer pod \
    primary queue region replica repository router secondary server service shard site standby \
    switch table tenant topic user vm volume worker zone";

/// What begins such an order.
const BEGINS: &[&str] = &[
    "for each of ",
    "on each of ",
    "for every one of ",
    "for each ",
    "for every ",
    "on each ",
    "on every ",
    "in each ",
    "in every ",
    "inside each ",
    "from each ",
    "on all ",
    "in all ",
];

/// What says of them how they are gone through.
const IN_TURN: &[&str] = &[
    " in turn",
    " one by one",
    " one at a time",
    " separately",
    " in the list",
    " listed above",
    " above",
];

/// Reads a sentence as an order for each of some things.
pub(super) fn for_each(sentence: &str) -> Option<ForEach> {
    let line = sentence.trim().trim_end_matches(['.', ':', ' ']);
    // `Restart it on each node: `feedctl restart``
    let line = line.split(": `").next().unwrap_or(line);
    let line = without_next(line);
    let lower = line.to_lowercase();
    if lower.len() != line.len() {
        return None;
    }
    if let Some(begin) = BEGINS.iter().find(|it| lower.starts_with(**it)) {
        let rest = &line[begin.len()..];
        let rest = ["the following ", "these ", "the "]
            .iter()
            .find_map(|it| rest.strip_prefix(it))
            .unwrap_or(rest);
        if let (true, Some((named, order))) = (begin.ends_with("of "), names(rest)) {
            return Some(ForEach {
                thing: "item".to_owned(),
                named,
                order: order.to_owned(),
            });
        }
        let (phrase, named, order) = phrase(rest)?;
        let thing = thing(phrase)?;
        return Some(ForEach {
            thing,
            named,
            order: order.to_owned(),
        });
    }
    // `Restart it on each node`
    let ends = [
        " on each ",
        " on every ",
        " on all ",
        " in each ",
        " in every ",
        " in all ",
        " for each ",
        " for every ",
    ];
    let (at, end) = ends
        .iter()
        .filter_map(|it| lower.rfind(it).map(|at| (at, it.len())))
        .max()?;
    let (phrase, named, behind) = phrase(&line[at + end..])?;
    Some(ForEach {
        thing: thing(phrase)?,
        named,
        order: line[..at].to_owned(),
    })
    .filter(|_| behind.is_empty())
}

fn without_next(line: &str) -> &str {
    let behind = |next: &&str| {
        let head = line.get(..next.len())?;
        let rest = &line[head.len()..];
        head.eq_ignore_ascii_case(next)
            .then(|| rest.strip_prefix(", ").or_else(|| rest.strip_prefix(' ')))?
    };
    NEXT.iter().find_map(behind).unwrap_or(line)
}

/// `node (web-1, web-2), run`: the phrase, what it names, and what follows it.
fn phrase(text: &str) -> Option<(&str, Vec<String>, &str)> {
    if let Some((phrase, rest)) = text.split_once(" (")
        && !phrase.contains(", ")
    {
        let (inside, behind) = rest.split_once(')')?;
        let (named, rest) = names(inside)?;
        let behind = behind.trim_start_matches([',', ':', ' ']);
        return rest.is_empty().then_some((phrase, named, behind));
    }
    let (phrase, order) = text.split_once(", ").unwrap_or((text, ""));
    Some((phrase, Vec::new(), order))
}

/// What one of some things is called: `etcd nodes in the cluster` as `etcd node`.
fn thing(phrase: &str) -> Option<String> {
    let lower = phrase.to_lowercase();
    let mut head = lower.as_str();
    for end in IN_TURN {
        head = head.strip_suffix(end).unwrap_or(head);
    }
    let ends = [
        " in ",
        " of ",
        " that ",
        " which ",
        " from ",
        " with ",
        " on ",
        " you ",
        " returned",
        " found",
        " shown",
        " listed",
    ];
    let cut = ends.iter().filter_map(|it| head.find(it)).min();
    let head = head[..cut.unwrap_or(head.len())].trim();
    let (before, last) = head.rsplit_once(' ').unwrap_or(("", head));
    let one = [last, last.strip_suffix('s').unwrap_or(last)];
    let one = one.into_iter().find(|it| is_one_of(THINGS, it))?;
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == ' ';
    let fits = before.chars().all(is_word) && before.split(' ').count() < 3;
    fits.then(|| format!("{before} {one}").trim().to_owned())
}

/// Names at the start of a text, at least two, and what follows them.
fn names(text: &str) -> Option<(Vec<String>, &str)> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        let (name, behind) = name(rest)?;
        found.push(name);
        let next = [", and ", " and ", ", "].iter().find_map(|it| {
            let next = behind.strip_prefix(it)?;
            // `web-2, restart it`: what is no name is what is done.
            self::name(next).map(|_| next)
        });
        match next {
            Some(next) => rest = next,
            None => {
                let is_end = behind.is_empty() || behind.starts_with([',', ':']);
                let order = behind.trim_start_matches([',', ':', ' ']);
                return (found.len() > 1 && is_end).then_some((found, order));
            }
        }
    }
}

/// A name that no word of a language is: `web-1`, `db2`, or what stands as code.
fn name(text: &str) -> Option<(String, &str)> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if let Some((code, behind)) = text.strip_prefix('`').and_then(|it| it.split_once('`')) {
        let is_one =
            code.starts_with(|c: char| c.is_ascii_alphanumeric()) && code.chars().all(fits);
        return is_one.then(|| (code.to_owned(), behind));
    }
    let end = text.find(|c: char| !fits(c)).unwrap_or(text.len());
    let word = text[..end].trim_end_matches('.');
    let is_name = word.contains(|c: char| c.is_ascii_digit());
    (is_name && !word.starts_with(['-', '.', '_'])).then(|| (word.to_owned(), &text[word.len()..]))
}

impl ForEach {
    fn all(&self) -> String {
        match self.thing.as_str() {
            "item" => "items".to_owned(),
            one if one.ends_with(['x', 'h']) => format!("{one}es"),
            one => format!("{one}s"),
        }
    }

    /// Whether a variable stands for one of them: `NODE`, `NODE_NAME`, `ETCD_NODE`.
    fn is_one(&self, name: &str) -> bool {
        let last = self.thing.rsplit(' ').next().unwrap_or_default();
        let name = name.strip_prefix("THE_").unwrap_or(name).to_lowercase();
        let bare = ["_name", "_id", "_ip"]
            .iter()
            .find_map(|it| name.strip_suffix(it));
        let bare = bare.unwrap_or(&name);
        bare == last || bare == self.thing.replace([' ', '-'], "_") || self.thing == "item"
    }

    /// Whether a command prints them, one a line.
    fn is_listed_by(&self, command: &str) -> bool {
        let last = self.thing.rsplit(' ').next().unwrap_or_default();
        let plural = self.all();
        let plural = plural.rsplit(' ').next().unwrap_or_default();
        let mut words = command.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|it| it == last || it == plural) && is_one_a_line(command)
    }
}

/// Whether a command prints one name a line, and nothing else.
fn is_one_a_line(command: &str) -> bool {
    const PASS: &str = "sort uniq grep head tail";
    let mut stages = command.rsplit(" | ").map(str::trim);
    let is_pass = |it: &&str| is_one_of(PASS, it.split(' ').next().unwrap_or_default());
    let Some(stage) = stages.find(|it| !is_pass(it)) else {
        return false;
    };
    let has = |words: &[&str]| words.iter().any(|it| stage.contains(it));
    let first = stage.split(' ').next().unwrap_or_default();
    match first {
        "awk" => stage.matches('$').count() == 1 && stage.contains("print $"),
        "cut" => !stage.contains(','),
        "jq" => has(&[" -r "]),
        "ls" => has(&[" -1"]),
        "docker" | "podman" => has(&[" -q", " --quiet"]),
        "kubectl" | "oc" => has(&["--no-headers -o custom-columns=:metadata.name"]),
        _ => false,
    }
}

impl Body<'_> {
    /// Makes a step one for each of some things, where the sentence says so and it is certain
    /// what they are.
    pub(super) fn fan_out(&mut self, step: &mut Step, sentence: &str) {
        let Some(each) = for_each(sentence) else {
            return;
        };
        let is_busy = step.ask.is_some() || step.call.is_some() || !step.choose.is_empty();
        let typed = step.command.as_ref().map(|it| &it.shell);
        let typed = typed.or(step.copy.as_ref()).cloned();
        let asks = typed.as_deref().map(wanted).unwrap_or_default();
        let mut ones = asks.iter().filter(|it| each.is_one(&it.name));
        let (one, more) = (ones.next(), ones.next());
        // The same command again is no other one; a secret is none of several.
        let is_same = step.command.is_some() && one.is_none();
        if is_busy || is_same || more.is_some() || one.is_some_and(|it| it.is_secret) {
            return;
        }
        let is_filled_in = one.is_some() || step.copy.is_some();
        let items = match each.named.is_empty() {
            false => Some(Each::Named(each.named.clone())),
            true => self.listed(&each).map(Each::From),
        };
        let asked = || is_filled_in.then(|| Each::From(self.ask_all(step.line, &each)));
        let Some(items) = items.or_else(asked) else {
            return;
        };
        step.each = Some(items);
        if let Some(one) = one {
            step.fill_in(&one.name, "ITEM");
        }
        let typed = step.command.as_ref().map(|it| &it.shell);
        let typed = typed.or(step.copy.as_ref()).cloned();
        let order = title(&each.order);
        step.title = match (order.as_str(), &typed) {
            ("" | "Run" | "Run this" | "Execute" | "Do" | "Do this" | "Type", Some(typed)) => {
                run_title(&typed.replace("\"$ITEM\"", "$ITEM"))
            }
            ("", None) => std::mem::take(&mut step.title),
            _ => order,
        };
        if !step.detail.iter().any(|it| it.contains(sentence)) {
            step.detail.insert(0, sentence.to_owned());
        }
        if let Some(one) = one {
            let texts = step.detail.iter_mut().chain([&mut step.title]);
            texts.for_each(|text| *text = bare(text, &one.name));
            let called = placeholder::in_letters(&one.name).to_lowercase();
            step.detail
                .push(format!("The {called} is each of them in turn."));
        }
    }

    /// The step before, where its command prints the things, one a line.
    fn listed(&mut self, each: &ForEach) -> Option<String> {
        let when = self.rows.cases.when().cloned();
        let last = self.rows.last()?;
        let is_one = last.when == when
            && last.each.is_none()
            && last
                .command
                .as_ref()
                .is_some_and(|it| !it.interactive && each.is_listed_by(&it.shell));
        let title = is_one.then(|| last.title.clone())?;
        let id = last.id.clone().unwrap_or_else(|| self.rows.id(&title));
        if let Some(last) = self.rows.last() {
            last.id = Some(id.clone());
        }
        Some(id)
    }

    /// The step that asks for all of some things, by its id.
    fn ask_all(&mut self, line: usize, each: &ForEach) -> String {
        let all = each.all();
        let title = title(&format!("Which {all}? One a line"));
        let id = self.rows.id(&title);
        let name = id
            .trim_start_matches("which-")
            .trim_end_matches("one-a-line");
        self.rows.push(Step {
            line,
            id: Some(id.clone()),
            title,
            ask: Some(Ask {
                label: None,
                ..placeholder::ask(&placeholder::as_name(&name.replace('-', "_")))
            }),
            ..Step::default()
        });
        id
    }
}
