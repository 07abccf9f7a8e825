//! `rounds journal where`: which journal is known at a place, which stands there, and the two ways
//! to change that: a new one where the known one is gone, and the one that stands there.

use super::super::args::WhereArgs;
use super::super::exit::{Exit, Stop};
use super::super::invocation::Invocation;
use super::super::out::Table;
use super::super::unread::{self, Unread};
use super::read::count;
use crate::config::Settings;
use crate::event::{JournalId, WriterId};
use crate::journal::{self, ReadFault, Standing, in_words, why};
use crate::present::Tone;
use serde::Serialize;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

/// Where the journal is. As JSON: `journal`, `state` (writers' ids), `cache`, `exists`,
/// `operator`, `known` (the id of the journal that this machine knows to be there), `standing` (what
/// stands there: `journal`, `writers`), `writers` (`writer`, `segments`, `bytes`), `objects`, `object_bytes`, `unread` (what
/// could not be counted: it counts as nothing).
#[derive(Debug, Serialize)]
struct Where {
    journal: String,
    state: String,
    cache: String,
    exists: bool,
    operator: String,
    known: Option<JournalId>,
    standing: Vec<Standing>,
    writers: Vec<WriterPlace>,
    objects: u64,
    object_bytes: u64,
    unread: Vec<Unread>,
}

/// One writer's folder.
#[derive(Debug, Serialize)]
struct WriterPlace {
    writer: WriterId,
    #[serde(flatten)]
    weight: Weight,
}

/// How many files, and how long they are together.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Weight {
    segments: u64,
    bytes: u64,
}

pub fn tell(args: &WhereArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let settings = invocation.settings()?;
    if args.found_anew {
        return found_anew(&settings, invocation);
    }
    if let Some(id) = args.take {
        return take(&settings, id, invocation);
    }
    let root = &settings.journal;
    let unreadable = |error: io::Error| ReadFault::Unreadable {
        path: root.clone(),
        error,
    };
    let (mut writers, mut unread) = (Vec::new(), Vec::new());
    let exists = root.try_exists().map_err(unreadable)?;
    if exists {
        for entry in fs::read_dir(root).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let Ok(writer) = entry.file_name().to_string_lossy().parse::<WriterId>() else {
                continue;
            };
            let weight = weigh(&entry.path(), ".jsonl", &mut unread);
            writers.push(WriterPlace { writer, weight });
        }
    }
    writers.sort_by(|one, other| one.writer.cmp(&other.writer));
    let objects = weigh(&root.join("objects"), "", &mut unread);
    let place = Where {
        journal: root.display().to_string(),
        state: settings.state.display().to_string(),
        cache: settings.cache.display().to_string(),
        exists,
        operator: settings.operator.to_string(),
        known: journal::known_id(&settings.state, root),
        standing: journal::standing(root).map_err(unreadable)?,
        writers,
        objects: objects.segments,
        object_bytes: objects.bytes,
        unread,
    };
    if args.form.json {
        invocation.out.json(&place)?;
    } else {
        write_where(&place, invocation)?;
    }
    for lost in &place.unread {
        invocation.out.error(&lost.sentence());
    }
    match journal::gone_at(&settings.state, &settings.journal) {
        Some(gone) => Err(Stop::Journal(gone.to_string())),
        None => Ok(unread::exit(false, &place.unread)),
    }
}

/// Lets the next entry found a new journal where one is gone.
fn found_anew(settings: &Settings, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let (state, root) = (&settings.state, &settings.journal);
    let Some(gone) = journal::gone_at(state, root) else {
        return Err(Stop::No(format!(
            "Nothing is gone at {}: there is nothing to begin anew.",
            root.display()
        )));
    };
    if !gone.standing.is_empty() {
        return Err(Stop::No(gone.to_string()));
    }
    journal::found_anew(state, root).map_err(|error| Stop::of_file(state, "changed", &error))?;
    let words = format!(
        "The next entry begins a new journal at {}. What was in journal {} is not in it.",
        root.display(),
        gone.journal
    );
    invocation.out.say(&words)?;
    Ok(Exit::WELL)
}

/// Takes the journal that stands at the place for the one that is meant, in place of the one that
/// was known. Nothing of either is touched.
fn take(settings: &Settings, id: JournalId, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let (state, root) = (&settings.state, &settings.journal);
    let shown = root.display();
    let unreadable = |error| Stop::of_file(root, "read", &error);
    let standing = journal::standing(root).map_err(unreadable)?;
    if !standing.iter().any(|it| it.journal == id) {
        let there = match &standing[..] {
            [] => "No journal stands there.".to_owned(),
            some => format!("There stands {}.", in_words(some)),
        };
        return Err(Stop::No(format!(
            "Nothing at {shown} belongs to journal {id}. {there}"
        )));
    }
    let known = journal::known_id(state, root).filter(|known| *known != id);
    journal::take_standing(state, root, id)
        .map_err(|error| Stop::of_file(state, "changed", &error))?;
    let mut words = format!("Journal {id} is the one at {shown} from now on.");
    if let Some(known) = known {
        words.push_str(&format!(
            " What is in journal {known} is not in it. Once that stands there again: rounds journal where --take {known}"
        ));
    }
    invocation.out.say(&words)?;
    Ok(Exit::WELL)
}

/// The files of a folder that end like this. One that cannot be looked at weighs nothing, and is
/// named.
fn weigh(folder: &Path, ending: &str, unread: &mut Vec<Unread>) -> Weight {
    match weight(folder, ending) {
        Ok(weight) => weight,
        Err(error) => {
            unread.push(Unread::of_record(folder, why(&error)));
            Weight::default()
        }
    }
}

fn weight(folder: &Path, ending: &str) -> io::Result<Weight> {
    let mut weight = Weight::default();
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(weight),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !name.ends_with(ending) || name.starts_with('.') {
            continue;
        }
        match entry.metadata() {
            Ok(data) if data.is_file() => {
                weight.segments += 1;
                weight.bytes += data.len();
            }
            // It went since it was listed.
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(weight)
}

fn write_where(place: &Where, invocation: &mut Invocation) -> Result<(), Stop> {
    let journal = match place.exists {
        true => place.journal.clone(),
        false => format!("{} (comes to be with the first entry)", place.journal),
    };
    let unread = |folder: &Path| {
        let folder = folder.display().to_string();
        place.unread.iter().any(|it| it.place() == folder)
    };
    const UNREAD: &str = "cannot be read";
    let root = Path::new(&place.journal);
    let objects = match unread(&root.join("objects")) {
        true => UNREAD.to_owned(),
        false => format!("{}, {} bytes", place.objects, place.object_bytes),
    };
    let known = place
        .known
        .map_or("none yet".to_owned(), |id| id.to_string());
    let is_known = |it: &Standing| Some(it.journal) == place.known;
    let standing = match place.standing.iter().all(is_known) {
        true => None,
        false => Some(in_words(&place.standing)),
    };
    let mut table = Table::keeping(&[1]);
    table.row([(Tone::Dim, "Journal"), (Tone::Strong, journal.as_str())]);
    table.row([(Tone::Dim, "Known as"), (Tone::Plain, known.as_str())]);
    if let Some(standing) = &standing {
        table.row([
            (Tone::Dim, "Stands there"),
            (Tone::Plain, standing.as_str()),
        ]);
    }
    table.row([
        (Tone::Dim, "Writers' ids"),
        (Tone::Plain, place.state.as_str()),
    ]);
    table.row([
        (Tone::Dim, "Checkpoint"),
        (Tone::Plain, place.cache.as_str()),
    ]);
    table.row([
        (Tone::Dim, "Operator"),
        (Tone::Plain, place.operator.as_str()),
    ]);
    table.row([(Tone::Dim, "Objects"), (Tone::Plain, objects.as_str())]);
    table.write(&mut invocation.out)?;
    let mut table = Table::keeping(&[0]);
    for writer in &place.writers {
        let (writer, weight) = (&writer.writer, writer.weight);
        let (segments, bytes) = match unread(&root.join(writer.as_str())) {
            true => (UNREAD.to_owned(), String::new()),
            false => (
                count(weight.segments, "segment"),
                format!("{} bytes", weight.bytes),
            ),
        };
        table.row([
            (Tone::Plain, writer.as_str()),
            (Tone::Plain, segments.as_str()),
            (Tone::Plain, bytes.as_str()),
        ]);
    }
    table.write(&mut invocation.out)
}
