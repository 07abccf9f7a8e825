//! A report before it has a form: a title, and sections of lines.

use crate::text::markdown_escaped as escaped;

/// A report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// What it is.
    pub title: String,
    /// What stands under the title.
    pub lead: Vec<String>,
    /// Its parts; those without lines are not shown.
    pub sections: Vec<Section>,
}

/// One part of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// Its lines, each with what stands below it.
    pub lines: Vec<Line>,
}

/// A line with what stands below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The line.
    pub words: String,
    /// What belongs to it.
    pub below: Vec<String>,
}

impl Section {
    /// A part without lines.
    pub fn new(heading: impl Into<String>) -> Self {
        Self {
            heading: heading.into(),
            lines: Vec::new(),
        }
    }

    /// A part of these lines.
    pub fn of(heading: &str, lines: impl IntoIterator<Item = String>) -> Self {
        let mut section = Self::new(heading);
        lines.into_iter().for_each(|line| section.line(line));
        section
    }

    /// Adds a line.
    pub fn line(&mut self, words: impl Into<String>) {
        self.with(words, Vec::new());
    }

    /// Adds a line with what belongs to it.
    pub fn with(&mut self, words: impl Into<String>, below: Vec<String>) {
        self.lines.push(Line {
            words: words.into(),
            below,
        });
    }
}

impl Document {
    fn shown(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(|it| !it.lines.is_empty())
    }

    /// As lines of text.
    pub fn text(&self) -> Vec<String> {
        let mut text = vec![self.title.clone()];
        text.extend(self.lead.iter().cloned());
        for section in self.shown() {
            text.push(String::new());
            text.push(section.heading.clone());
            for line in &section.lines {
                text.push(format!("  {}", line.words));
                text.extend(line.below.iter().map(|below| format!("      {below}")));
            }
        }
        text
    }

    /// As lines of Markdown. What could be read as markup is escaped: texts come from people.
    pub fn markdown(&self) -> Vec<String> {
        let mut text = vec![format!("# {}", escaped(&self.title)), String::new()];
        for lead in &self.lead {
            // Two blanks keep the line's end.
            text.push(format!("{}  ", escaped(lead)));
        }
        for section in self.shown() {
            text.push(String::new());
            text.push(format!("## {}", escaped(&section.heading)));
            text.push(String::new());
            for line in &section.lines {
                text.push(format!("- {}", escaped(&line.words)));
                let below = line.below.iter();
                text.extend(below.map(|below| format!("  - {}", escaped(below))));
            }
        }
        text
    }
}
