//! Reading a runbook file: from bytes to a checked [`Runbook`] and every problem.
//!
//! Reading never fails and never panics; it gives a value where it can, and all problems at
//! once. While the syntax is broken, only its faults are told. An error inside a procedure
//! makes that procedure unusable and leaves the rest; an error anywhere else makes the
//! runbook unusable. Nothing here opens a file; zones come from the time zone database
//! that the process has.
//!
//! | file | for |
//! |---|---|
//! | `syntax`, `lexical` | text to tree; what is newer than TOML 1.0 |
//! | `tree`, `values` | the tree as its shapes see it; single values |
//! | `inspect`, `written` | all that can be said of one value alone |
//! | `head`, `package`, `waivers`, `procedure`, `step`, `condition` | what values have to do with each other |
//! | `yields`, `how`, `reread`, `interpreter` | what a step yields; how it is done; what commands may not be |
//! | `rehearsal` | scripts to rehearse a procedure by |
//! | `ids`, `roles`, `variables`, `references` | names: given, referred to, missing |
//! | `serving` | which procedures plainly serve what the package asks for |
//! | `leaves` | a file that is no runbook, read with the same care |

mod around;
mod condition;
mod each;
mod entry;
mod head;
mod how;
mod ids;
mod inspect;
mod interpreter;
mod leaves;
mod lexical;
mod on_call;
mod package;
mod parsed;
mod people;
mod procedure;
mod references;
mod rehearsal;
mod reread;
mod roles;
mod serving;
mod step;
mod syntax;
#[cfg(test)]
mod tests;
mod tree;
mod values;
mod variables;
mod waivers;
mod written;
mod yields;

use super::book::{BrokenProcedure, Runbook};
use super::format::{FILE, LIBRARY, Shape};
use super::id::{ProcedureId, RunbookId, TargetName};
use super::package::Package;
use super::problem::{Problem, Sink};
use super::template::Values;
use super::types::{Owner, Procedure};
use crate::schedule::Zone;
use crate::text::slug;
use ids::{Nameless, name_all, old_ids};
use inspect::{Outer, inspect};
use jiff::civil::Date;
pub use leaves::{Leaf, LeafValue, leaves, objection};
pub use parsed::{LibraryDefaults, Parsed};
use parsed::{Place, Reference};
use references::Known;
pub use references::check_references;
pub(in crate::runbook) use serving::edits as edits_of_serving;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
pub(super) use syntax::parse as syntax_tree;
use toml::{Spanned, de::DeTable};
pub(super) use tree::{Node, Table, in_order};

/// More bytes than this are no runbook.
pub const MOST_BYTES: usize = 1 << 20;

/// The text of a file, with the names that it has outside.
#[derive(Clone, Debug)]
pub struct Source<'t> {
    /// The file, as the person knows it.
    pub path: String,
    /// The file's name without `.toml`: its id unless it says otherwise.
    pub stem: String,
    /// What stands in it.
    pub text: &'t str,
}

/// Reads a runbook from the bytes of its file.
pub fn parse_bytes(path: &str, stem: &str, bytes: &[u8], defaults: &LibraryDefaults) -> Parsed {
    match text_of(bytes) {
        Ok(text) => {
            let (path, stem) = (path.to_owned(), stem.to_owned());
            parse(&Source { path, stem, text }, defaults)
        }
        Err(why) => unreadable(path, stem, why),
    }
}

/// Why a file is no text: a code, a message and a hint.
struct Unreadable {
    code: &'static str,
    line: usize,
    message: String,
    hint: &'static str,
}

impl Unreadable {
    fn problem(self, path: &str) -> Problem {
        let hint = Some(self.hint.to_owned());
        let mut problem = Problem::of_file(path, self.code, self.message, hint);
        problem.line = self.line;
        problem.end.line = self.line;
        problem
    }
}

/// The text of a file.
fn text_of(bytes: &[u8]) -> Result<&str, Unreadable> {
    if bytes.len() > MOST_BYTES {
        // Only so much of it was read that this could be seen: its length is not known.
        let message = "the file is larger than 1 MiB, and no more can be read".to_owned();
        return Err(Unreadable {
            code: "too-large",
            line: 1,
            message,
            hint: "make several runbooks of it",
        });
    }
    str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
        Unreadable {
            code: "not-utf-8",
            line,
            message: format!("line {line} is not UTF-8"),
            hint: "save the file again with the encoding UTF-8",
        }
    })
}

/// Reads a runbook.
pub fn parse(source: &Source<'_>, defaults: &LibraryDefaults) -> Parsed {
    let path: Arc<str> = source.path.as_str().into();
    if let Err(why) = text_of(source.text.as_bytes()) {
        return unreadable(&path, &source.stem, why);
    }
    let mut sink = Sink::new(path.clone(), source.text);
    let (tree, whole) = syntax::parse(&mut sink);
    let table = file_table(&tree, &FILE);
    let written = table.text("id").filter(|id| values::id(id.value).is_ok());
    let id = written.map_or_else(|| id_of_stem(&source.stem), |id| id.value.into());
    let id_place = whole.then(|| {
        let span = written.map_or(0..0, |id| id.span());
        Place::of(&mut sink.places(), span)
    });
    let title = table.words("title");
    let (runbook, references) = match whole {
        true => runbook(&mut sink, &table, id.clone(), defaults),
        false => (None, Vec::new()),
    };
    Parsed {
        path,
        id,
        title,
        runbook,
        problems: sink.finish(),
        id_place,
        references,
    }
}

/// The keys and values of a TOML text in one order, without what says nothing to the program. A
/// text with errors of syntax is given as it is.
pub fn without_comments(bytes: &[u8]) -> Vec<u8> {
    let table = toml::from_slice::<toml::Table>(bytes).ok();
    let plain = table.and_then(|table| toml::to_string(&table).ok());
    plain.map_or_else(|| bytes.to_vec(), String::into_bytes)
}

/// Reads `library.toml`: what it gives, and every problem in it. What is wrong gives
/// nothing; the rest is used.
pub fn parse_library(path: &str, bytes: &[u8]) -> (LibraryDefaults, Vec<Problem>) {
    let text = match text_of(bytes) {
        Ok(text) => text,
        Err(why) => return (LibraryDefaults::default(), vec![why.problem(path)]),
    };
    let mut sink = Sink::new(path.into(), text);
    let (tree, whole) = syntax::parse(&mut sink);
    if !whole {
        return (LibraryDefaults::default(), sink.finish());
    }
    let table = file_table(&tree, &LIBRARY);
    inspect(&mut sink, &table, None);
    let nothing = LibraryDefaults::default();
    let owners = head::owners(&table, &nothing);
    let contacts = head::contacts(&mut sink, &table, &nothing);
    let people = people::People {
        owners: &owners,
        contacts: &contacts,
        are_the_librarys: true,
    };
    let zone = table.zone("timezone");
    let closed = head::closed(&table, &nothing);
    let turns = on_call::Turns {
        zone: zone.as_ref(),
        closed: &closed,
    };
    let defaults = LibraryDefaults {
        escalation: package::escalation(&mut sink, &table, &people, None),
        on_call: on_call::read(&mut sink, &table, &people, &turns),
        zone,
        owners,
        contacts,
        closed,
        targets: head::targets(&mut sink, &table, &nothing),
        pass_env: head::pass_env(&table, &nothing),
    };
    (defaults, sink.finish())
}

/// Finds runbooks with the same id: none of them can be used, because nobody could tell
/// whose record the journal holds.
pub fn check_library(files: &mut [Parsed]) {
    let mut by_id: HashMap<RunbookId, Vec<usize>> = HashMap::new();
    for (index, file) in files.iter().enumerate() {
        if file.id_place.is_some() {
            by_id.entry(file.id.clone()).or_default().push(index);
        }
    }
    for (id, clashing) in by_id {
        let [first, second, ..] = clashing[..] else {
            continue;
        };
        for &index in &clashing {
            let other = if index == first { second } else { first };
            let other = files[other].path.clone();
            let file = &mut files[index];
            if let Some(place) = file.id_place.clone() {
                file.runbook = None;
                file.problems.insert(0, same_id(file, &id, &place, &other));
                file.problems.sort_by_key(|problem| problem.span.start);
            }
        }
    }
}

fn same_id(file: &Parsed, id: &RunbookId, place: &Place, other: &str) -> Problem {
    let message = format!(
        "two runbooks have the id `{id}`; the other is {}",
        crate::text::shown(other).as_str()
    );
    let hint = "give one of them another `id`; neither can be used until then".to_owned();
    place.problem(&file.path, "id-clash", message, hint)
}

/// A stem that can be an id is one; of any other the slug is.
fn id_of_stem(stem: &str) -> RunbookId {
    match values::id(stem) {
        Ok(()) => stem.into(),
        Err(_) => slug(stem, "runbook", |_| false).into(),
    }
}

fn file_table<'a>(tree: &'a Spanned<DeTable<'a>>, shape: &'static Shape) -> Table<'a> {
    Table {
        entries: tree.get_ref(),
        // What the file lacks is told at its beginning.
        span: 0..0,
        shape,
    }
}

fn runbook(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    id: RunbookId,
    defaults: &LibraryDefaults,
) -> (Option<Runbook>, Vec<Reference>) {
    inspect(sink, table, None);
    let zone = head::zone(sink, table, defaults);
    let closed = head::closed(table, defaults);
    let pass_env = head::pass_env(table, defaults);
    let mut runbook = Runbook {
        id,
        title: table.words("title").unwrap_or_default(),
        summary: table.words("summary"),
        sample: table.flag("sample"),
        zone: zone.clone().unwrap_or_else(Zone::utc),
        links: head::links(table),
        review: head::review(table),
        owners: head::owners(table, defaults),
        contacts: head::contacts(sink, table, defaults),
        alerts: head::alerts(sink, table),
        closed: closed.clone(),
        targets: head::targets(sink, table, defaults),
        package: Package::default(),
        procedures: Vec::new(),
        broken: Vec::new(),
    };
    let usable = sink.errors() == 0;
    let head = Head {
        id: &runbook.id,
        zone: &zone.unwrap_or_else(Zone::utc),
        closed: &closed,
        targets: &runbook.targets,
        pass_env: &pass_env,
        owners: &runbook.owners,
    };
    let (procedures, broken, mut references) = procedures(sink, table, &head);
    (runbook.procedures, runbook.broken) = (procedures, broken);
    let errors_before = sink.errors();
    runbook.package = package::read(sink, table, &runbook, defaults);
    references.extend(references::of_package(sink, &runbook.id, table));
    let usable = usable && sink.errors() == errors_before;
    (usable.then_some(runbook), references)
}

/// What every procedure of a file may refer to.
struct Head<'h> {
    id: &'h RunbookId,
    zone: &'h Zone,
    closed: &'h BTreeSet<Date>,
    targets: &'h BTreeMap<TargetName, Values>,
    pass_env: &'h BTreeSet<String>,
    owners: &'h BTreeMap<String, Owner>,
}

fn procedures(
    sink: &mut Sink<'_>,
    file: &Table<'_>,
    head: &Head<'_>,
) -> (Vec<Procedure>, Vec<BrokenProcedure>, Vec<Reference>) {
    let tables = file.tables("procedures");
    let nameless: Vec<_> = tables
        .iter()
        .map(|table| Nameless {
            written: table.text("id"),
            from: table.text("title").map_or("", |title| title.value),
        })
        .collect();
    let names = name_all(&nameless, "procedure");
    let in_use: HashSet<String> = names.iter().map(|named| named.id.clone()).collect();
    let mut claimed = HashSet::new();
    let (mut good, mut broken) = (Vec::new(), Vec::new());
    let outer = Outer {
        shape: file.shape,
        outer: None,
    };
    let references = references::all(sink, head.id, &tables, &names);
    let mut loops = references::loops(head.id, &references)
        .into_iter()
        .peekable();
    let known = Known {
        runbook: head.id,
        ids: &in_use,
    };
    let entries = tables.iter().zip(names).zip(&nameless).enumerate();
    for (index, ((table, named), nameless)) in entries {
        let errors_before = sink.errors();
        inspect(sink, table, Some(&outer));
        while let Some((_, finding)) = loops.next_if(|(of, _)| *of == index) {
            sink.push(finding);
        }
        if let (Some(other), Some(written)) = (named.clash, nameless.written) {
            ids::clash(sink, written, other, "procedures");
        }
        let id = ProcedureId::from(named.id);
        let around = around::Around {
            zone: head.zone,
            closed: head.closed,
            targets: head.targets,
            pass_env: head.pass_env,
            owners: head.owners,
            procedures: &known,
            id: &id,
        };
        let mut procedure = procedure::read(sink, table, &around);
        let was = table.texts("was");
        procedure.was = old_ids(sink, &was, &|old| in_use.contains(old), &mut claimed);
        if sink.errors() == errors_before {
            good.push(procedure);
        } else {
            let title = match procedure.title.trim() {
                "" => id.as_str().to_owned(),
                title => title.to_owned(),
            };
            broken.push(BrokenProcedure { id, title });
        }
    }
    (good, broken, references)
}

/// A file of which nothing can be read.
fn unreadable(path: &str, stem: &str, why: Unreadable) -> Parsed {
    Parsed {
        path: path.into(),
        id: id_of_stem(stem),
        title: None,
        runbook: None,
        problems: vec![why.problem(path)],
        id_place: None,
        references: Vec::new(),
    }
}
