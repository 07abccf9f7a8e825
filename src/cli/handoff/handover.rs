//! `rounds handover`: a shift as it stands, given, and taken over.

use super::super::exit::{Exit, Stop};
use super::super::invocation::Invocation;
use super::super::journal;
use super::args::{HandoverArgs, HandoverFormat};
use super::handover_view::{self as view, Look, View};
use super::{save, show};
use crate::cli::{answers, unread};
use crate::command::{GiveShift, Handoff, TakeShift};
use crate::event::{HandedBack, HandoverGiven, HandoverId, HandoverItem, ShiftSeverity};
use crate::present::Clock;
use crate::schedule::typed_due;
use std::io::{BufRead, Write};

/// Shows the shift as it stands or as it was given, gives it, or takes over the one that waits.
///
/// # Errors
/// When it is refused, or cannot be saved.
pub fn run(args: &HandoverArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let json = args.form.json || args.format == HandoverFormat::Json;
    if args.accept {
        return accept(args, json, invocation);
    }
    if args.to.as_ref().is_some_and(|to| to.trim().is_empty()) {
        return Err(Stop::Usage(
            "Say to whom: --to OPERATOR, or --give for whoever comes next.".to_owned(),
        ));
    }
    let clock = invocation.clock.clone();
    let id = given_before(args.handover.as_deref(), invocation)?;
    let allowed = view::to_allow(invocation)?;
    // What was given is told as it was given, whatever became of the library.
    let (exit, unread) = match id {
        Some(_) => (Exit::WELL, Vec::new()),
        None => unread::answered(invocation, None, false)?,
    };
    let (mut look, view) = view::look(invocation.session()?, &clock, (allowed, unread), id);
    let gives = args.give || args.to.is_some();
    let judges = !(args.unstable.is_empty()
        && args.watch.is_empty()
        && args.assign.is_empty()
        && args.by.is_empty()
        && args.about.is_empty()
        && args.contingencies.is_empty());
    if judges && !gives {
        return Err(Stop::Usage(
            "What is said of items goes with --give or --to OPERATOR.".to_owned(),
        ));
    }
    tell(args, json, gives, (&look, &view), invocation)?;
    if !gives {
        return Ok(exit);
    }
    judge(&mut look.items, args, &clock)?;
    let request = Handoff::Give(Box::new(GiveShift {
        to: args.to.as_deref().map(Into::into),
        summary: args.note.clone(),
        items: look.items,
        contingencies: args.contingencies.clone(),
    }));
    let exit = save(invocation, request, json)?;
    seal(json, invocation)?;
    Ok(exit)
}

fn tell(
    args: &HandoverArgs,
    json: bool,
    gives: bool,
    (look, view): (&Look, &View),
    invocation: &mut Invocation,
) -> Result<(), Stop> {
    match (json, args.format) {
        // One answer, one JSON: what was saved says where the rest is.
        (true, _) if gives => Ok(()),
        (true, _) => invocation.out.json(view),
        (false, HandoverFormat::Md) => {
            let lines = look.document.markdown();
            lines.iter().try_for_each(|line| invocation.out.say(line))
        }
        (false, _) => show(invocation, &look.document),
    }
}

/// The handover that is meant by its id.
fn given_before(
    typed: Option<&str>,
    invocation: &mut Invocation,
) -> Result<Option<HandoverId>, Stop> {
    let Some(typed) = typed else {
        return Ok(None);
    };
    let state = invocation.session()?.state();
    if typed == "last" {
        let last = state.handovers().next_back().map(|it| it.id);
        return match last {
            Some(id) => Ok(Some(id)),
            None => Err(Stop::No("No shift was ever given.".to_owned())),
        };
    }
    match state.find_handovers(typed).as_slice() {
        [id] => Ok(Some(*id)),
        [] => Err(Stop::Usage(format!(
            "There is no handover “{typed}”. `rounds handover last` shows the last one."
        ))),
        many => Err(Stop::Usage(format!(
            "“{typed}” fits {} handovers: give more of the id.",
            many.len()
        ))),
    }
}

/// What the giver says of the items.
fn judge(items: &mut [HandoverItem], args: &HandoverArgs, clock: &Clock) -> Result<(), Stop> {
    for (typed, severity) in (args.watch.iter().map(|it| (it, ShiftSeverity::Watch)))
        .chain(args.unstable.iter().map(|it| (it, ShiftSeverity::Unstable)))
    {
        let at = place(items, typed)?;
        items[at].severity = severity.max(items[at].severity);
    }
    for typed in &args.assign {
        let (at, who) = said_of(items, typed)?;
        items[at].assignee = Some(who);
    }
    for typed in &args.about {
        let (at, words) = said_of(items, typed)?;
        items[at].note = Some(words);
    }
    for typed in &args.by {
        let (at, when) = said_of(items, typed)?;
        let moment = typed_due(&when, clock.now, &clock.zone).ok_or_else(|| {
            Stop::Usage(format!(
                "“{when}” is no time. Write it like 17:00, mon, 3d or 2026-12-24 09:00."
            ))
        })?;
        items[at].when = Some(moment);
    }
    Ok(())
}

/// The item before the equals sign, and the words behind it. A key may hold such a sign itself.
fn said_of(items: &[HandoverItem], typed: &str) -> Result<(usize, String), Stop> {
    let keyed = items.iter().enumerate().find_map(|(at, item)| {
        let rest = typed.strip_prefix(&item.key)?.strip_prefix('=')?;
        Some((at, rest.to_owned()))
    });
    if let Some(found) = keyed {
        return Ok(found);
    }
    let (item, words) = typed
        .split_once('=')
        .ok_or_else(|| Stop::Usage(format!("“{typed}” lacks its words. Write it like 2=ops-b.")))?;
    Ok((place(items, item)?, words.to_owned()))
}

/// The place of an item that is meant by its number or key.
fn place(items: &[HandoverItem], typed: &str) -> Result<usize, Stop> {
    let by_key = items.iter().position(|item| item.key == typed);
    let by_number = || typed.parse::<usize>().ok()?.checked_sub(1);
    let found = by_key.or_else(by_number).filter(|at| *at < items.len());
    found.ok_or_else(|| {
        let most = items.len();
        Stop::Usage(format!(
            "“{typed}” is nothing in this handover: give a number from 1 to {most}, or a key."
        ))
    })
}

/// Seals the journal where config.toml asks for it. The shift is given whether or not that
/// goes well.
fn seal(json: bool, invocation: &mut Invocation) -> Result<(), Stop> {
    if !invocation.preferences.seal.value {
        return Ok(());
    }
    match journal::seal(None, invocation) {
        Ok((entry, said)) if !json => answers::saved(&mut invocation.out, &entry, &said)?,
        Ok(_) => {}
        Err(stop) => {
            let why = stop.words().unwrap_or("it was not said why").to_owned();
            invocation.out.error(&format!(
                "The shift is given, but the journal is not sealed: {why}"
            ));
        }
    }
    Ok(())
}

/// What is unstable is confirmed one by one and read back, the rest together: by options, or
/// asked for where somebody can answer.
fn accept(args: &HandoverArgs, json: bool, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let given = {
        let state = invocation.session()?.state();
        let handover = state.waiting_handover();
        let given = handover.and_then(|it| it.given.as_ref());
        given.map(|said| said.what.clone())
    };
    let Some(given) = given else {
        return Err(Stop::No(
            "No handover is waiting to be accepted.".to_owned(),
        ));
    };
    let is_silent = args.confirm.is_empty()
        && args.hand_back.is_empty()
        && args.read_back.is_none()
        && !args.rest;
    let mut take = match is_silent && invocation.may_ask && !json {
        true => ask(&given, invocation)?,
        false => taken(&given.items, args)?,
    };
    take.note.clone_from(&args.note);
    let named = |item: &&HandoverItem| {
        let together = take.rest && item.severity != ShiftSeverity::Unstable;
        let back = take.handed_back.iter().any(|it| it.key == item.key);
        together || back || take.confirmed.contains(&item.key)
    };
    let open: Vec<_> = (1..)
        .zip(&given.items)
        .filter(|(_, item)| !named(item))
        .collect();
    if !open.is_empty() {
        for (number, item) in &open {
            let severity = item.severity.words();
            let words = format!("  {number}  {severity}  {}", item.words);
            invocation.out.about(&words);
        }
        return Err(Stop::No(
            "Not accepted: look at each of these and confirm it with --confirm and its number, or hand it back with --hand-back NUMBER=WHY; --rest takes all that are not unstable."
                .to_owned(),
        ));
    }
    save(invocation, Handoff::Accept(Box::new(take)), json)
}

/// What was confirmed and handed back by options.
fn taken(items: &[HandoverItem], args: &HandoverArgs) -> Result<TakeShift, Stop> {
    let confirmed = args.confirm.iter();
    let confirmed = confirmed.map(|typed| Ok(items[place(items, typed)?].key.clone()));
    let back = args.hand_back.iter().map(|typed| {
        let (at, words) = said_of(items, typed)?;
        let key = items[at].key.clone();
        Ok(HandedBack { key, words })
    });
    Ok(TakeShift {
        id: None,
        confirmed: confirmed.collect::<Result<_, Stop>>()?,
        rest: args.rest,
        handed_back: back.collect::<Result<_, Stop>>()?,
        read_back: args.read_back.clone(),
        note: None,
    })
}

/// Asks about each unstable one, about the rest at once, and for the receiver's own words.
fn ask(given: &HandoverGiven, invocation: &mut Invocation) -> Result<TakeShift, Stop> {
    let mut take = TakeShift::default();
    let about = crate::present::shift_severity(given);
    invocation.out.about(&about);
    if let Some(summary) = &given.note {
        invocation.out.about(summary);
    }
    let is_unstable = |item: &&HandoverItem| item.severity == ShiftSeverity::Unstable;
    let (unstable, rest): (Vec<_>, Vec<_>) = given.items.iter().partition(is_unstable);
    for item in &unstable {
        invocation.out.about(&format!("UNSTABLE: {}", item.words));
        match answer("Confirm: y; hand back: why: ")?.as_str() {
            "y" | "Y" | "yes" => take.confirmed.push(item.key.clone()),
            "" | "n" | "N" | "no" => {}
            words => take.handed_back.push(HandedBack {
                key: item.key.clone(),
                words: words.to_owned(),
            }),
        }
    }
    for item in &rest {
        invocation.out.about(&format!("- {}", item.words));
    }
    if !rest.is_empty() {
        let words = answer("Take these together? y or n: ")?;
        take.rest = matches!(words.as_str(), "y" | "Y" | "yes");
    }
    for words in &given.contingencies {
        invocation.out.about(&format!("If: {words}"));
    }
    if !take.confirmed.is_empty() {
        let words = answer("In your words: what will you do first, and when? ")?;
        take.read_back = Some(words);
    }
    Ok(take)
}

fn answer(question: &str) -> Result<String, Stop> {
    let mut words = std::io::stderr();
    // The question is a courtesy; that it cannot be shown is no fault.
    let _ = write!(words, "{question}").and_then(|()| words.flush());
    let mut answer = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(Stop::of_input)?;
    Ok(answer.trim().to_owned())
}
