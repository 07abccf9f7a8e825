//! Files that use each other, directly or around a corner.

use super::modules::Arrow;
use super::source::room_in;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The files of one circle, in order, with the arrows that make it.
pub struct Circle {
    pub files: Vec<String>,
    pub arrows: Vec<Arrow>,
}

impl Circle {
    /// Whether it leads out of a folder and back into it.
    pub fn spans_folders(&self) -> bool {
        let folder = |file: &String| {
            let module = file.trim_end_matches(".rs");
            // `view.rs` beside `view/` is the head of that folder.
            let inside = format!("{module}/");
            if self.files.iter().any(|other| other.starts_with(&inside)) {
                return module.to_owned();
            }
            let above = module.rsplit_once('/');
            above.map_or_else(String::new, |(above, _)| above.to_owned())
        };
        self.files.iter().map(folder).collect::<BTreeSet<_>>().len() > 1
    }

    pub fn room(&self) -> &str {
        room_in(&self.files[0])
    }
}

impl fmt::Display for Circle {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{} files: {}", self.files.len(), self.files.join(", "))?;
        let mut names: BTreeMap<(&str, &str), (usize, BTreeSet<&str>)> = BTreeMap::new();
        for arrow in &self.arrows {
            let entry = names
                .entry((&arrow.from, &arrow.to))
                .or_insert((arrow.line, BTreeSet::new()));
            entry.0 = entry.0.min(arrow.line);
            entry.1.insert(&arrow.name);
        }
        for ((from, to), (line, names)) in names {
            let names: Vec<&str> = names.into_iter().collect();
            writeln!(out, "    src/{from}:{line} → {to} ({})", names.join(", "))?;
        }
        Ok(())
    }
}

/// All circles, each file in one of them at most.
pub fn circles(arrows: &[Arrow]) -> Vec<Circle> {
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for arrow in arrows {
        next.entry(&arrow.from).or_default().insert(&arrow.to);
    }
    let reached: BTreeMap<&str, BTreeSet<&str>> = next
        .keys()
        .map(|&file| (file, reached_from(file, &next)))
        .collect();
    let reaches = |from: &str, to: &str| reached.get(from).is_some_and(|files| files.contains(to));
    let mut circles: Vec<Circle> = Vec::new();
    for (&file, files) in &reached {
        let known = circles
            .iter()
            .any(|circle| circle.files.iter().any(|other| other == file));
        if known || !files.contains(file) {
            continue;
        }
        let files: Vec<String> = files
            .iter()
            .filter(|other| reaches(other, file))
            .map(|&other| other.to_owned())
            .collect();
        let inside = |arrow: &&Arrow| files.contains(&arrow.from) && files.contains(&arrow.to);
        circles.push(Circle {
            arrows: arrows.iter().filter(inside).cloned().collect(),
            files,
        });
    }
    circles
}

fn reached_from<'a>(file: &str, next: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&str> = next.get(file).into_iter().flatten().copied().collect();
    while let Some(file) = waiting.pop() {
        if reached.insert(file) {
            waiting.extend(next.get(file).into_iter().flatten());
        }
    }
    reached
}
