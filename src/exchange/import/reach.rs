//! Whom to reach, and how fast: the rows of a table, the items of a list.

use super::draft::{Contact, Escalation};
use super::lists::is_one_of;
use super::page::Item;
use super::phrase::{Words, one_line};
use crate::schedule::Hours;

/// The column whose head says one of these words; the first that does.
fn column(head: &[Words], words: &str, not: &[Option<usize>]) -> Option<usize> {
    let says = |cell: &Words| {
        let cell = cell.text.to_lowercase();
        let mut all = cell.split(|c: char| !(c.is_alphanumeric() || c == '-'));
        all.any(|word| is_one_of(words, word))
    };
    let free = |at: &usize| !not.contains(&Some(*at));
    (0..head.len()).filter(free).find(|at| says(&head[*at]))
}

const REACH: &str = "contact contacts phone telephone tel email e-mail mail slack channel reach how where pager \
    pagerduty mobile chat handle teams number";
const NAME: &str = "name names who team role owner person group function department vendor responsible party on- \
    call service";
const HOURS: &str = "hours when availability available hour";

fn cell(row: &[Words], at: usize) -> Option<String> {
    let text = row.get(at).map(|it| one_line(&it.text));
    text.filter(|it| !it.is_empty())
}

/// A table whose head says who, and how to reach them.
pub(super) fn contacts(rows: &[Vec<Words>]) -> Option<Vec<Contact>> {
    let (head, rows) = rows.split_first()?;
    let name = column(head, NAME, &[])?;
    let contact = column(head, REACH, &[Some(name)])?;
    let hours = column(head, HOURS, &[Some(name), Some(contact)]);
    let is_told = |row: &Vec<Words>| cell(row, name).is_some();
    if !rows.iter().all(is_told) || !rows.iter().any(|row| cell(row, contact).is_some()) {
        return None;
    }
    let others: Vec<usize> = (0..head.len())
        .filter(|at| *at != name && *at != contact && Some(*at) != hours)
        .collect();
    let found = rows.iter().filter_map(|row| {
        let more = others.iter().filter_map(|at| {
            let value = cell(row, *at)?;
            Some(format!("{}: {value}", one_line(&head.get(*at)?.text)))
        });
        let reach: Vec<String> = cell(row, contact).into_iter().chain(more).collect();
        let reach = (!reach.is_empty()).then(|| reach.join(", "));
        let (contact, hours) = with_hours(reach, hours.and_then(|at| cell(row, at)));
        Some(Contact {
            id: None,
            name: cell(row, name)?,
            contact,
            hours,
        })
    });
    Some(found.collect())
}

/// A list of names with a number, an address or a channel each.
pub(super) fn listed(items: &[Item]) -> Option<Vec<Contact>> {
    let all: Option<Vec<Contact>> = items.iter().map(|it| of_item(it).or(bare(it))).collect();
    // A list of channels alone may as well be one of places to look at.
    all.filter(|_| items.iter().any(|it| of_item(it).is_some()))
}

/// `**On-call:** +49 30 5550101`, a line each: whom to reach, where every line of several says so.
pub(super) fn in_lines(words: &Words) -> Vec<Contact> {
    let line = |line: &str| {
        let text = line.trim().trim_end_matches('\\').replace("**", "");
        of_item(&Item {
            words: Words {
                text,
                ..Words::default()
            },
            ..Item::default()
        })
    };
    let all: Option<Vec<Contact>> = words.source.lines().map(line).collect();
    all.filter(|all| all.len() > 1).unwrap_or_default()
}

/// A channel or an address without a name of its own.
fn bare(item: &Item) -> Option<Contact> {
    let text = one_line(&item.words.text);
    let is_one = item.below.is_empty() && item.task.is_none() && !text.contains(' ');
    (is_one && is_reach(&text)).then(|| Contact {
        id: None,
        name: text.trim_start_matches(['#', '@']).to_owned(),
        contact: Some(text.clone()),
        hours: None,
    })
}

fn of_item(item: &Item) -> Option<Contact> {
    if !item.below.is_empty() || item.task.is_some() {
        return None;
    }
    let text = one_line(&item.words.text);
    let (name, reach) = [": ", " – ", " — ", " - "]
        .iter()
        .find_map(|mark| text.split_once(mark))?;
    let is_short = !name.is_empty() && name.split(' ').count() <= 6 && reach.chars().count() <= 120;
    let hours = reach
        .rsplit_once(" (")
        .and_then(|(reach, hours)| Some((reach, hours.strip_suffix(')')?)));
    let (reach, hours) = match hours {
        Some((reach, hours)) => (reach, Some(hours.to_owned())),
        None => (reach, None),
    };
    let is_order = name.to_lowercase().starts_with("escalate");
    let is_contact = is_short && !is_order && is_reach(reach);
    let (contact, hours) = with_hours(Some(reach.to_owned()), hours);
    is_contact.then(|| Contact {
        id: None,
        name: name.to_owned(),
        contact,
        hours,
    })
}

/// Whom a sentence says to escalate to, as far as it says how to reach them: "Escalate to: the
/// pump team (pumps@example.com), then @lead".
pub(super) fn escalated_to(words: &Words) -> Vec<Contact> {
    const ORDERS: &[&str] = &[
        "escalate to",
        "escalation",
        "escalation contact",
        "escalate",
    ];
    let text = one_line(&words.text);
    let Some((order, path)) = text.split_once(':') else {
        return Vec::new();
    };
    let order = order.trim().to_lowercase();
    if !ORDERS.contains(&order.as_str()) {
        return Vec::new();
    }
    let parts = path
        .split([',', ';', '→'])
        .flat_map(|it| it.split(" then "));
    let parts = parts.map(|it| it.trim().trim_start_matches("then ").trim_end_matches('.'));
    parts.filter_map(|part| in_brackets(part, words)).collect()
}

/// `NAME (REACH)`, `REACH`, or the name of a link.
fn in_brackets(part: &str, words: &Words) -> Option<Contact> {
    let link = words.links.iter().find(|(name, _)| one_line(name) == part);
    let (name, contact) = match (part.split_once(" ("), link) {
        (_, Some((_, url))) => (part, url.as_str()),
        (Some((name, reach)), None) => (name, reach.strip_suffix(')')?),
        (None, None) => (part.trim_start_matches(['@', '#']), part),
    };
    let is_contact = !name.is_empty() && (link.is_some() || is_reach(contact));
    is_contact.then(|| Contact {
        id: None,
        name: name.to_owned(),
        contact: Some(contact.to_owned()),
        hours: None,
    })
}

/// Hours that can be read stand apart; others stay words beside how to reach somebody.
fn with_hours(reach: Option<String>, hours: Option<String>) -> (Option<String>, Option<String>) {
    match hours {
        Some(words) if Hours::parse(&words).is_err() => {
            let reach = reach.map(|reach| format!("{reach} ({words})"));
            (reach.or(Some(words)), None)
        }
        hours => (reach, hours),
    }
}

/// A telephone number, an address, or a channel.
fn is_reach(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_number = digits >= 5
        && text.chars().all(|c| {
            c.is_ascii_digit() || "+ -()/.x".contains(c) || c.is_alphabetic() && digits >= 7
        })
        && text.split(' ').count() <= 8;
    let is_address = text.split(' ').any(|word| {
        word.split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    });
    let is_channel = text
        .split(' ')
        .next()
        .is_some_and(|it| it.len() > 2 && it.starts_with(['#', '@']));
    is_number || is_address || is_channel
}

/// A table that says for each severity how fast somebody answers, and who is called.
pub(super) fn escalation(rows: &[Vec<Words>]) -> Option<Vec<Escalation>> {
    let (head, rows) = rows.split_first()?;
    let severity = column(head, "severity priority sev level prio class", &[])?;
    let respond = column(
        head,
        "respond response acknowledge ack within react reaction",
        &[Some(severity)],
    );
    let resolve = column(
        head,
        "resolve resolution fix restore solved",
        &[Some(severity), respond],
    );
    let who = column(
        head,
        "call contact who escalate escalation notify owner team page",
        &[Some(severity), respond, resolve],
    )?;
    let others: Vec<usize> = (0..head.len())
        .filter(|at| *at != severity && *at != who && Some(*at) != respond && Some(*at) != resolve)
        .collect();
    let found = rows.iter().map(|row| {
        let mut means: Vec<String> = others.iter().filter_map(|at| cell(row, *at)).collect();
        let mut within = |at: Option<usize>| {
            let text = cell(row, at?)?;
            let time = duration(&text);
            if time.is_none() {
                means.push(format!("{}: {text}", one_line(&head.get(at?)?.text)));
            }
            time
        };
        let (respond_within, resolve_within) = (within(respond), within(resolve));
        let path = cell(row, who)?;
        let path = path
            .split([',', ';', '→'])
            .flat_map(|it| it.split(" then "))
            .map(|it| it.trim().to_owned());
        Some(Escalation {
            severity: cell(row, severity)?,
            means: (!means.is_empty()).then(|| means.join("; ")),
            respond_within,
            resolve_within,
            path: path.filter(|it| !it.is_empty()).collect(),
        })
    });
    let found: Option<Vec<Escalation>> = found.collect();
    found.filter(|all| !all.is_empty() && all.iter().all(|it| !it.path.is_empty()))
}

/// `15 min`, `4 h`, `1 day` as the file writes them.
pub(super) fn duration(text: &str) -> Option<String> {
    let text = text
        .trim()
        .trim_start_matches(['<', '≤', '~', ' '])
        .to_lowercase();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number: u32 = text[..digits].parse().ok()?;
    let unit = match text[digits..].trim_start_matches([' ', '-']) {
        "m" | "min" | "mins" | "minute" | "minutes" | "min." => "m",
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" => "h",
        "d" | "day" | "days" => return Some(format!("{number} days")),
        "s" | "sec" | "second" | "seconds" => "s",
        _ => return None,
    };
    (number > 0).then(|| format!("{number}{unit}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(all: &[&[&str]]) -> Vec<Vec<Words>> {
        let words = |text: &&str| Words {
            text: (*text).to_owned(),
            ..Words::default()
        };
        all.iter()
            .map(|row| row.iter().map(words).collect())
            .collect()
    }

    #[test]
    fn people_are_found_whatever_the_columns_are_called() {
        for head in [
            ["Team", "Slack channel", "Responsibility"],
            ["Who", "Where", "When"],
            ["Role", "Phone number", "Hours"],
            ["Contact person", "E-mail", "Notes"],
        ] {
            let found = contacts(&rows(&[&head, &["Ann", "#ann", "x"]])).unwrap();
            assert_eq!(
                (
                    found[0].name.as_str(),
                    found[0].contact.as_deref().unwrap().starts_with("#ann")
                ),
                ("Ann", true),
                "{head:?}"
            );
        }
        assert!(contacts(&rows(&[&["Symptom", "Page"], &["a", "b"]])).is_none());
        let item = |text: &str| Item {
            words: Words {
                text: text.to_owned(),
                ..Words::default()
            },
            ..Item::default()
        };
        for (text, is) in [
            ("Duty phone: +49 30 5550101", true),
            ("Hotline: hotline@vendor.example (24/7)", true),
            ("Payments - #payments", true),
            ("Restart: systemctl restart x", false),
            ("Open the door", false),
        ] {
            assert_eq!(listed(&[item(text)]).is_some(), is, "{text}");
        }
        assert_eq!(
            listed(&[item("Hotline: a@b.example (24/7)")]).unwrap()[0]
                .hours
                .as_deref(),
            Some("24/7")
        );
    }

    #[test]
    fn lines_that_all_say_whom_to_reach_are_contacts() {
        let found = |source: &str| {
            let words = Words {
                source: source.to_owned(),
                ..Words::default()
            };
            in_lines(&words).len()
        };
        assert_eq!(
            found("**On-call:** +49 30 5550101 (24/7)\n**Desk**: desk@example.com"),
            2
        );
        assert_eq!(
            found("**On-call:** +49 30 5550101\n**Then:** open the door"),
            0
        );
        assert_eq!(found("Desk: desk@example.com"), 0);
    }

    #[test]
    fn whom_to_escalate_to_is_a_contact() {
        let found = |text: &str| {
            let words = Words {
                text: text.to_owned(),
                links: vec![("Duty".to_owned(), "https://pager.example/duty".to_owned())],
                ..Words::default()
            };
            let all = escalated_to(&words);
            let all = all.into_iter();
            all.map(|it| format!("{} = {}", it.name, it.contact.unwrap_or_default()))
                .collect::<Vec<_>>()
        };
        for (text, contacts) in [
            (
                "Escalate to: the pump team (pumps@example.com), then @lead.",
                vec!["the pump team = pumps@example.com", "lead = @lead"],
            ),
            (
                "Escalation: Duty, #pumps",
                vec!["Duty = https://pager.example/duty", "pumps = #pumps"],
            ),
            (
                "Escalate: +49 30 5550101",
                vec!["+49 30 5550101 = +49 30 5550101"],
            ),
            ("Escalate to: your lead", vec![]),
            ("Escalate to #pumps when it is red", vec![]),
            ("Restart: #pumps", vec![]),
        ] {
            assert_eq!(found(text), contacts, "{text}");
        }
    }

    #[test]
    fn who_is_called_is_found_with_how_fast() {
        let found = escalation(&rows(&[
            &["Severity", "Respond within", "Call"],
            &["P1", "15 min", "Payments on-call, then the lead"],
            &["P2", "next day", "Databases"],
        ]))
        .unwrap();
        assert_eq!(
            (found[0].respond_within.as_deref(), found[0].path.len()),
            (Some("15m"), 2)
        );
        assert_eq!(found[1].means.as_deref(), Some("Respond within: next day"));
    }
}
