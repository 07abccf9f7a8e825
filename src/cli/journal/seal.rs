//! `rounds journal seal`, and checking seals.
//!
//! `ssh-keygen` signs and checks, under the namespace `rounds-journal`; no key is read here. What
//! is signed is a small text that anyone can write down from the entry: see [`signed_text`].

use super::read::{self, read, reader};
use crate::cli::answers;
use crate::cli::args::SealArgs;
use crate::cli::confirm;
use crate::cli::exit::{Exit, Stop};
use crate::cli::invocation::Invocation;
use crate::config::Settings;
use crate::event::{Entry, EntryRef, Fact, SeenHead, WriterId};
use crate::journal::{Arrived, Report, SealedHead, Status, is_of_operator};
use crate::present::{all_unsigned, unsigned_by};
use crate::runbook::Operator;
use crate::session::{NAMESPACE, Session, ask_keygen, last_words, signed_text, signer};
use crate::state::{State, Unsigned};
use crate::text::shown;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const KEYS: [&str; 3] = ["id_ed25519", "id_ecdsa", "id_rsa"];

/// Signs the heads, and keeps the signature as an entry.
///
/// # Errors
/// When there is nothing to seal, no key, no `ssh-keygen`, it cannot be saved, or nothing counts by
/// it that should.
pub fn run(args: &SealArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let (entry, said) = match args.own.as_slice() {
        [] => seal(args.key.as_deref(), invocation)?,
        own => sign_own(args, own, invocation)?,
    };
    match args.form.json {
        true => answers::noted(&mut invocation.out, &said, &entry.to_string(), true)?,
        false => answers::saved(&mut invocation.out, &entry, &said)?,
    }
    Ok(Exit::WELL)
}

/// Signs the heads with a key, else with the operator's own; gives the entry and what it seals.
///
/// # Errors
/// As [`run`].
pub fn seal(key: Option<&Path>, invocation: &mut Invocation) -> Result<(EntryRef, String), Stop> {
    let session = invocation.record()?;
    let heads = session.heads();
    let journal = session.journal().reader().journal();
    let Some(journal) = journal.filter(|_| !heads.is_empty()) else {
        return Err(Stop::No(
            "There is nothing to seal yet; a journal comes to be with the first entry.".to_owned(),
        ));
    };
    let key = some_key(key.map(Path::to_owned))?;
    let signature = signed(&key, &signed_text(journal, None, &heads))?;
    let count = heads.len() as u64;
    let receipt = invocation.record()?.seal(heads, signature, None)?;
    let writers = read::count(count, "writer");
    Ok((receipt.entry, format!("Sealed {writers}.")))
}

/// Signs what some writers of this operator have written, wherever that was, as their own; says
/// before what will count by it, and asks.
fn sign_own(
    args: &SealArgs,
    own: &[WriterId],
    invocation: &mut Invocation,
) -> Result<(EntryRef, String), Stop> {
    let own: BTreeSet<WriterId> = own.iter().cloned().collect();
    let clock = invocation.clock.clone();
    let session = invocation.record()?;
    let settings = session.settings();
    let (operator, theirs) = (settings.operator.clone(), settings.team.signing_key.clone());
    if let Some(other) = own.iter().find(|writer| !is_of_operator(writer, &operator)) {
        return Err(Stop::Usage(format!(
            "{other} is no writer of {operator}: each operator signs their own."
        )));
    }
    let mut heads = session.heads();
    heads.retain(|head| own.contains(&head.writer));
    let journal = session.journal().reader().journal();
    let Some(journal) = journal.filter(|_| heads.len() == own.len()) else {
        return Err(Stop::No(
            "Not all of these writers are in the journal: `rounds journal where` lists them."
                .to_owned(),
        ));
    };
    if let Some(why) = session.why_not_sign(&own) {
        return Err(Stop::No(format!("Nothing was signed: {why}.")));
    }
    let waits = unsigned_by(&session.state(), &operator, &own, &clock);
    let lists = lists_of(&session.state(), &own);
    let key = some_key(args.key.clone().or(theirs.map(|key| key.value)))?;
    let said: Vec<&String> = waits.iter().chain(&lists).collect();
    let heading = (!said.is_empty()).then(|| "What counts as your own once you sign:".to_owned());
    let lines = said.iter().map(|word| format!("  {word}"));
    for line in heading.into_iter().chain(lines) {
        match args.form.json {
            true => invocation.out.about(&line),
            false => invocation.out.say(&line)?,
        }
    }
    let is_agreed = said.is_empty() || args.yes || {
        let what = "to sign all of this as your own";
        confirm::confirmed(invocation, what, "Only if all of it is yours: add --yes.")?
    };
    if !is_agreed {
        return Err(Stop::No("Nothing was signed.".to_owned()));
    }
    let signature = signed(&key, &signed_text(journal, Some(&operator), &heads))?;
    let session = invocation.record()?;
    let saved = session
        .seal(heads, signature, Some(operator.clone()))?
        .entry;
    // A list that counts by it is what it was made for, also where its key counts no more by that.
    let is_of_list = lists_of(&session.state(), &own).len() < lists.len();
    match still_waits(session, &saved, &operator, &own, is_of_list) {
        Some(why) => Err(Stop::No(format!("Saved {saved}, and {why}."))),
        None => {
            let writers = read::count(own.len() as u64, "writer");
            Ok((saved, format!("Signed {writers} as your own.")))
        }
    }
}

/// The lists of keys of some writers that nobody goes by yet, with what stands in them.
fn lists_of(state: &State, own: &BTreeSet<WriterId>) -> Vec<String> {
    let lists = state.key_lists();
    let theirs = lists.filter(|(entry, ..)| own.contains(&entry.writer) && !state.goes_by(entry));
    let words = theirs.map(|(entry, _, lines)| {
        let lines: Vec<String> = lines.iter().map(|line| shown(line).to_string()).collect();
        format!("{entry}: a list of keys: {}", lines.join("; "))
    });
    words.collect()
}

/// What a signature that was saved does not make count, and why.
fn still_waits(
    session: &Session,
    seal: &EntryRef,
    by: &Operator,
    own: &BTreeSet<WriterId>,
    is_of_list: bool,
) -> Option<String> {
    let state = session.state();
    let mine = |said: &&Unsigned| said.by() == by && own.contains(said.writer());
    let left: Vec<&Unsigned> = state.unsigned().filter(mine).collect();
    let mut faults = state.signature_faults();
    let fault = faults.find(|(entry, _)| *entry == seal);
    let fault = fault.filter(|_| state.has_key(by) && !(is_of_list && left.is_empty()));
    let why = match (fault, left.first()) {
        (Some((_, fault)), _) => fault.to_string(),
        (None, Some(said)) => state.why_it_waits(said),
        (None, None) => return None,
    };
    Some(match left.len() {
        0 => format!("it covers nothing: {why}"),
        1 => format!("1 word still waits: {why}"),
        many => format!("{many} words still wait: {why}"),
    })
}

fn some_key(key: Option<PathBuf>) -> Result<PathBuf, Stop> {
    key.or_else(own_key).ok_or_else(|| {
        Stop::Usage("There is no SSH key in ~/.ssh; say which with --key FILE.".to_owned())
    })
}

fn signed(key: &Path, text: &str) -> Result<String, Stop> {
    let output = ask(&mut signer(key), text)?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(Stop::Other(format!(
            "Nothing was sealed: ssh-keygen could not sign with {}: {}",
            key.display(),
            last_words(&output)
        ))),
    }
}

/// The first of the usual keys that is there.
fn own_key() -> Option<PathBuf> {
    let home = PathBuf::from(std::env::var_os("HOME")?);
    KEYS.iter()
        .map(|name| home.join(".ssh").join(name))
        .find(|key| key.exists())
}

fn ask(command: &mut Command, text: &str) -> Result<Output, Stop> {
    ask_keygen(command, text)
        .map_err(|why| Stop::Other(format!("{why}: seals can be neither made nor checked.")))
}

/// What checking all seals came to.
#[derive(Debug, Default)]
pub struct Checked {
    /// The heads under good seals.
    pub heads: Vec<SealedHead>,
    was_asked: bool,
    good: Vec<String>,
    strangers: Vec<String>,
    bad: Vec<String>,
    signers: BTreeSet<String>,
    unsigned: Vec<String>,
}

/// Checks every seal of the journal against a list of signers.
///
/// # Errors
/// When the journal or the list cannot be read, or there is no `ssh-keygen`.
pub fn check(allowed: &Path, settings: &Settings) -> Result<Checked, Stop> {
    if let Err(error) = crate::os::open_plain(allowed) {
        let path = allowed.display();
        return Err(Stop::Usage(format!("{path} cannot be read: {error}.")));
    }
    let mut reader = reader(settings);
    let mut kept = Vec::new();
    read(&mut reader, &mut kept)?;
    let mut checked = Checked {
        was_asked: true,
        ..Checked::default()
    };
    let Some(journal) = reader.journal() else {
        return Ok(checked);
    };
    for arrived in &kept {
        for (_, fact) in arrived.entry.numbered_facts() {
            if let Fact::Sealed {
                heads,
                signature,
                own,
            } = fact
            {
                let text = signed_text(journal, own.as_ref(), heads);
                checked.one(allowed, &text, heads, signature, &arrived.entry)?;
            }
        }
    }
    checked.unsigned = checked.beyond(&kept);
    Ok(checked)
}

impl Checked {
    fn one(
        &mut self,
        allowed: &Path,
        text: &str,
        heads: &[SeenHead],
        signature: &str,
        entry: &Entry,
    ) -> Result<(), Stop> {
        let place = entry.address().to_string();
        let folder = Signature::keep(signature)?;
        let mut find = Command::new("ssh-keygen");
        find.args(["-Y", "find-principals", "-s"])
            .arg(&folder.path)
            .arg("-f")
            .arg(allowed);
        let found = ask(&mut find, "")?;
        let names = String::from_utf8_lossy(&found.stdout);
        // Several may use one key: who wrote the entry comes before the others.
        let mut all = names.lines().flat_map(|line| line.split(','));
        let by = entry.envelope.by.as_str();
        let own = all.clone().find(|name| *name == by);
        let Some(signer) = own
            .or_else(|| all.next())
            .filter(|_| found.status.success())
        else {
            self.strangers.push(place);
            return Ok(());
        };
        let mut verify = Command::new("ssh-keygen");
        verify
            .args(["-Y", "verify", "-n", NAMESPACE, "-I", signer, "-s"])
            .arg(&folder.path)
            .arg("-f")
            .arg(allowed);
        let verified = ask(&mut verify, text)?;
        if !verified.status.success() {
            self.bad.push(format!("{place}, by {signer}"));
            return Ok(());
        }
        self.good.push(format!("{place}, by {signer}"));
        self.signers.insert(signer.to_owned());
        self.heads.extend(heads.iter().map(|head| SealedHead {
            head: head.clone(),
            by: signer.to_owned(),
        }));
        Ok(())
    }

    /// What those who sign have written that no signature of theirs binds, writer by writer. By
    /// the chain a signature binds everything before the entry that it names; the entry that
    /// carries it needs none.
    fn beyond(&self, kept: &[Arrived]) -> Vec<String> {
        let here: BTreeMap<(&WriterId, u64), &Entry> = kept
            .iter()
            .map(|it| ((&it.entry.writer, it.entry.envelope.seq), &it.entry))
            .collect();
        let mut through: BTreeMap<&WriterId, u64> = BTreeMap::new();
        for SealedHead { head, by } in &self.heads {
            let entry = here.get(&(&head.writer, head.seq));
            let is_own =
                |entry: &&&Entry| entry.hash == head.hash && entry.envelope.by.as_str() == by;
            if entry.filter(is_own).is_some() {
                let known = through.entry(&head.writer).or_default();
                *known = head.seq.max(*known);
            }
        }
        let mut left: BTreeMap<&WriterId, (u64, u64)> = BTreeMap::new();
        for ((writer, seq), entry) in here {
            let signs = self.signers.contains(entry.envelope.by.as_str());
            let is_bound = seq <= through.get(writer).copied().unwrap_or(0);
            let only_signs = entry.envelope.events.len() == 1
                && entry
                    .numbered_facts()
                    .any(|(_, fact)| matches!(fact, Fact::Sealed { .. }));
            if signs && !is_bound && !only_signs {
                let (count, _) = left.entry(writer).or_insert((0, seq));
                *count += 1;
            }
        }
        let words = |(writer, (count, from)): (&WriterId, (u64, u64))| {
            let entries = if count == 1 { "entry" } else { "entries" };
            format!("{writer}: {count} {entries} unsigned, from {from} on")
        };
        left.into_iter().map(words).collect()
    }

    /// Adds to a report what was found: a seal that does not fit is damage; where seals were
    /// asked for and none is good, something is missing.
    pub fn tell(&self, report: &mut Report) {
        let mut note = |words: String| report.notes.push(words);
        for place in &self.good {
            note(format!("seal {place}: good"));
        }
        for place in &self.strangers {
            note(format!(
                "seal {place}: by a key that is not allowed; it does not count"
            ));
        }
        for place in &self.bad {
            note(format!("seal {place}: it was not made over these entries"));
        }
        self.unsigned.iter().cloned().for_each(&mut note);
        if self.was_asked && self.good.is_empty() {
            note("no seal by an allowed key is here".to_owned());
            report.status = report.status.max(Status::Truncated);
        }
        if !self.bad.is_empty() {
            report.status = report.status.max(Status::Corrupt);
        }
    }
}

/// Adds to a report what the record's own list of keys says: whose key is whose and by whom, which
/// signatures cover nothing, which words wait for one. Where nobody has a key nothing is read.
pub fn tell_keys(invocation: &mut Invocation, report: &mut Report) {
    if !report.lists_keys {
        return;
    }
    let clock = invocation.clock.clone();
    let session = match invocation.record() {
        Ok(session) => session,
        Err(stop) => {
            let why = stop.words().unwrap_or_default();
            let words = format!("keys and signatures were not looked at: {why}");
            report.notes.push(words);
            return;
        }
    };
    session.look_at_keys();
    let health = session.health();
    let state = session.state();
    let news = state.key_news().iter();
    report
        .notes
        .extend(news.map(|news| format!("keys: {news}")));
    let faults = state.signature_faults();
    report
        .notes
        .extend(faults.map(|(entry, fault)| format!("signature {entry}: {fault}")));
    for (list, head) in state.seen_by_lists() {
        let words = format!("keys: the list {list} has seen {head}, which is not here");
        report.notes.push(words);
        report.status = report.status.max(Status::Truncated);
    }
    let unsigned = all_unsigned(&state, &clock).into_iter();
    report
        .notes
        .extend(unsigned.map(|line| format!("word {line}")));
    report.notes.extend(session.words_of_list(&state));
    report.notes.extend(health.unchecked);
}

/// A signature in a file of its own, which `ssh-keygen` wants; it goes when it was read.
struct Signature {
    path: PathBuf,
}

impl Signature {
    fn keep(signature: &str) -> Result<Self, Stop> {
        let name = format!(
            "rounds-seal-{}-{}",
            std::process::id(),
            ulid::Ulid::generate()
        );
        let path = std::env::temp_dir().join(name);
        let mut options = crate::os::private_options();
        let written = options
            .write(true)
            .create_new(true)
            .open(&path)
            .and_then(|mut file| file.write_all(signature.as_bytes()));
        let kept = Self { path };
        match written {
            Ok(()) => Ok(kept),
            Err(error) => Err(Stop::Other(format!(
                "{} could not be written: {error}.",
                kept.path.display()
            ))),
        }
    }
}

impl Drop for Signature {
    fn drop(&mut self) {
        // It holds nothing that is secret.
        let _ = std::fs::remove_file(&self.path);
    }
}
