//! `rounds import`: Markdown runbooks, and what other programs keep as runbooks, become files of
//! the library.
//!
//! A file becomes a runbook. A folder becomes one with a procedure for each page, because
//! pages that stand together are about one thing; folders inside it become runbooks of their
//! own. Nothing that is there is overwritten.

use super::args::Form;
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use crate::exchange::import::{
    FileKind, Group, ImportReport, Imported, Page, decoded, kind, runbooks, stem,
};
use crate::library::Library;
use crate::present::count;
use crate::runbook::LibraryDefaults;
use clap::Args;
use jiff::tz::TimeZone;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// `rounds import`
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Markdown files, jobs of Rundeck, playbooks of Ansible, cheat sheets of navi, forms for
    /// issues; or folders of them
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// The folder that the runbooks are written into; the library's first where it is left out
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,
    /// Write nothing, and say what would be done
    #[arg(long)]
    pub dry_run: bool,
    /// Say what became of every part of every page
    #[arg(long)]
    pub long: bool,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// A runbook that was made. As JSON: `path` (none where nothing was written), `id`,
/// `warnings`, `pages` (each with `file`, `runbook`, `procedure`, `steps`, `commands`,
/// `asks`, `parts`: `line`, `what`, `became`).
#[derive(Debug, Serialize)]
struct Made {
    path: Option<String>,
    id: String,
    warnings: usize,
    pages: Vec<ImportReport>,
}

/// A longer file is no page that somebody reads.
const LONGEST_FILE_BYTES: u64 = 16 << 20;
/// Folders inside folders are followed so deep.
const DEEPEST: usize = 8;

/// Brings the pages over, and says what was done with each.
///
/// # Errors
/// When a path cannot be read, or a file is there already or cannot be made.
pub fn run(args: &ImportArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let mut found = Found::default();
    for path in &args.paths {
        found.add(path, path, 0)?;
    }
    let groups = found.groups;
    if groups.is_empty() {
        return Err(Stop::Usage(match passed_over(&found.others) {
            Some(others) => {
                format!("There is no page of Markdown (.md, .markdown, .mdx) there, only {others}.")
            }
            None => "There is no page of Markdown (.md, .markdown, .mdx) there.".to_owned(),
        }));
    }
    if let Some(others) = passed_over(&found.others) {
        invocation
            .out
            .about(&format!("Passed over, as no pages of Markdown: {others}."));
    }
    let into = match (
        &args.into,
        invocation.settings()?.runbooks.into_iter().next(),
    ) {
        (Some(into), _) => into.clone(),
        (None, Some(first)) if !first.is_file() => first,
        _ => return Err(Stop::Usage("Name a folder with --into.".to_owned())),
    };
    let zone = TimeZone::system();
    let zone = zone
        .iana_name()
        .filter(|name| !matches!(*name, "Etc/Unknown" | "Etc/UTC"))
        .unwrap_or("UTC");
    let defaults = defaults_of(&into);
    let mut all: Vec<(Imported, PathBuf)> = Vec::new();
    for mut group in groups {
        let is_taken = |name: &str| all.iter().any(|(it, _)| it.id == name);
        group.name = crate::text::slug(&group.name, "imported", is_taken);
        for imported in runbooks(&group, zone, &defaults) {
            let path = into.join(format!("{}.toml", imported.id));
            all.push((imported, path));
        }
    }
    if !args.dry_run {
        write_all(&all, &into)?;
        // The first line of each file names it.
        if all.iter().any(|(it, _)| it.toml.is_some()) {
            for words in super::init::keep_schemas(&into)? {
                invocation.out.about(&words);
            }
        }
    }
    tell(args, all, invocation)
}

fn defaults_of(into: &Path) -> LibraryDefaults {
    let library = Library::look(&[into.to_owned()]);
    let first = library.folders.into_iter().next();
    first.map(|folder| folder.defaults).unwrap_or_default()
}

/// Every file is looked for before the first is made, so that it is all or nothing.
fn write_all(all: &[(Imported, PathBuf)], into: &Path) -> Result<(), Stop> {
    let made = || all.iter().filter(|(it, _)| it.toml.is_some());
    if let Some((_, path)) = made().find(|(_, path)| path.exists()) {
        return Err(Stop::No(format!(
            "{} is there already, and nothing was written. Move it away, or name another folder with --into.",
            path.display()
        )));
    }
    let not_made = |path: &Path, error: std::io::Error| Stop::of_file(path, "made", &error);
    fs::create_dir_all(into).map_err(|error| not_made(into, error))?;
    for (imported, path) in made() {
        let text = imported.toml.as_deref().unwrap_or_default();
        let file = File::options().write(true).create_new(true).open(path);
        file.and_then(|mut file| {
            file.write_all(text.as_bytes())
                .and_then(|()| file.sync_all())
        })
        .map_err(|error| not_made(path, error))?;
    }
    Ok(())
}

fn tell(
    args: &ImportArgs,
    all: Vec<(Imported, PathBuf)>,
    invocation: &mut Invocation,
) -> Result<Exit, Stop> {
    let made: Vec<Made> = all
        .into_iter()
        .map(|(imported, path)| Made {
            path: imported.toml.map(|_| path.display().to_string()),
            id: imported.id,
            warnings: imported.warnings,
            pages: imported.accounts,
        })
        .collect();
    let is_nothing = made.iter().all(|it| it.path.is_none());
    if args.form.json {
        invocation.out.json(&made)?;
        return Ok(Exit::no_when(is_nothing));
    }
    for it in &made {
        tell_one(args, it, invocation)?;
    }
    let left: usize = made.iter().flat_map(|it| &it.pages).map(left_out).sum();
    if left > 0 && !args.long {
        invocation.out.about(&format!(
            "{} left out, each with its reason in `--long` and `--json`.",
            count(left, "part")
        ));
    }
    if !args.dry_run && !is_nothing {
        invocation.out.hint("Next: read them, then `rounds check`. Their commands are shown and allowed by `rounds trust`.");
    }
    Ok(Exit::no_when(is_nothing))
}

/// A line a file, a line a page; with `--long` a line a part.
fn tell_one(args: &ImportArgs, it: &Made, invocation: &mut Invocation) -> Result<(), Stop> {
    let would = if args.dry_run { "Would make" } else { "Made" };
    match &it.path {
        Some(path) => invocation.out.say(&format!(
            "{would} {path}: {}, {}",
            count(
                it.pages.iter().filter(|it| it.procedure.is_some()).count(),
                "procedure"
            ),
            count(it.warnings, "warning")
        ))?,
        None => {
            let pages: Vec<&str> = it.pages.iter().map(|page| page.file.as_str()).collect();
            invocation.out.say(&format!(
                "No file for {}: there is nothing in it to do or to read",
                pages.join(", ")
            ))?;
        }
    }
    for page in &it.pages {
        if it.path.is_some() || args.long {
            invocation
                .out
                .say(&format!("  {}: {}", page.file, told(page)))?;
        }
        for part in page.parts.iter().filter(|_| args.long) {
            let place = match part.line {
                0 => "page".to_owned(),
                line => format!("line {line}"),
            };
            invocation
                .out
                .say(&format!("    {place}: {} → {}", part.what, part.became))?;
        }
    }
    Ok(())
}

/// A page in a few words.
fn told(page: &ImportReport) -> String {
    let mut words = match &page.procedure {
        Some(_) => count(page.steps, "step"),
        None => "about the runbook itself".to_owned(),
    };
    if page.commands > 0 {
        words.push_str(&format!(", {}", count(page.commands, "command")));
    }
    if page.asks > 0 {
        words.push_str(&format!(", {}", count(page.asks, "question")));
    }
    match left_out(page) {
        0 => words,
        left => format!("{words}, {} left out", count(left, "part")),
    }
}

fn left_out(page: &ImportReport) -> usize {
    let parts = page.parts.iter();
    parts
        .filter(|part| part.became.starts_with("left out"))
        .count()
}

/// What was found to bring over.
#[derive(Default)]
struct Found {
    groups: Vec<Group>,
    /// The endings of files in folders that are no pages.
    others: Vec<String>,
}

/// Endings, each with how often it was seen.
fn passed_over(others: &[String]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for ending in others {
        *counts.entry(ending).or_default() += 1;
    }
    let told = counts
        .iter()
        .map(|(ending, number)| format!("{number} {ending}"));
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| told.join(", "))
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn unreadable(path: &Path, error: &std::io::Error) -> Stop {
    Stop::of_file(path, "read", error)
}

impl Found {
    /// A file is a group of its own; a folder is one, and so is each folder inside.
    ///
    /// `root` is what was named: pages are told by their place in it.
    fn add(&mut self, path: &Path, root: &Path, depth: usize) -> Result<(), Stop> {
        if !path.is_dir() {
            let page = page(path, root)?;
            self.groups.push(Group {
                name: page.stem.clone(),
                from: path.display().to_string(),
                pages: vec![page],
            });
            return Ok(());
        }
        let items = fs::read_dir(path).map_err(|error| unreadable(path, &error))?;
        let mut inside: Vec<PathBuf> = Vec::new();
        for item in items {
            inside.push(item.map_err(|error| unreadable(path, &error))?.path());
        }
        inside.sort();
        let mut pages = Vec::new();
        // A link leads out of what was named: it is told, and not followed.
        let links = inside.iter().filter(|it| it.is_symlink());
        self.others.extend(links.map(|_| "links".to_owned()));
        for path in inside.iter().filter(|it| it.is_file() && !it.is_symlink()) {
            let name = name_of(path);
            match stem(&name) {
                Some(_) => pages.push(page(path, root)?),
                None if name.starts_with('.') => {}
                None => match may_be_job(&name).then(|| page(path, root)) {
                    Some(Ok(page)) => pages.push(page),
                    _ => self.others.push(match path.extension() {
                        Some(ending) => format!(".{}", ending.to_string_lossy()),
                        None => "without an ending".to_owned(),
                    }),
                },
            }
        }
        if !pages.is_empty() {
            let full = fs::canonicalize(path).map_err(|error| unreadable(path, &error))?;
            self.groups.push(Group {
                name: name_of(&full),
                from: path.display().to_string(),
                pages,
            });
        }
        let is_own =
            |it: &&PathBuf| it.is_dir() && !it.is_symlink() && !name_of(it).starts_with('.');
        for folder in inside.iter().filter(is_own).filter(|_| depth < DEEPEST) {
            self.add(folder, root, depth + 1)?;
        }
        Ok(())
    }
}

/// Whether a file in a folder may hold a job, a playbook or a cheat sheet: what is in it says so.
fn may_be_job(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    [".yaml", ".yml", ".cheat"]
        .iter()
        .any(|it| lower.ends_with(it))
}

/// A page; a file that is none is named for what it is.
fn page(path: &Path, root: &Path) -> Result<Page, Stop> {
    // One byte more than is taken shows that there is more.
    let bytes = crate::os::read_plain(path, LONGEST_FILE_BYTES + 1)
        .map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > LONGEST_FILE_BYTES {
        return Err(Stop::Usage(format!(
            "{} is longer than 16 MiB: nobody walks it. Part it first.",
            path.display()
        )));
    }
    let Some((text, note)) = decoded(&bytes) else {
        return Err(Stop::Usage(format!("{} is no text.", path.display())));
    };
    let name = name_of(path);
    if let FileKind::Other(what) = kind(&name, &text) {
        return Err(Stop::Usage(format!("{} is {what}.", path.display())));
    }
    let inside = path.strip_prefix(root).ok();
    let inside = inside.filter(|it| !it.as_os_str().is_empty());
    let plain = path.file_stem().unwrap_or_default().to_string_lossy();
    Ok(Page {
        path: inside.unwrap_or(path).display().to_string(),
        stem: stem(&name).map_or_else(|| plain.into_owned(), str::to_owned),
        text,
        note,
        lines_before: 0,
    })
}
