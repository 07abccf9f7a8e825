//! What verifying found, in words.

use super::finding::Finding;
use super::report::{Closed, Removed, Report, WriterReport};
use std::fmt;

fn count(number: u64, one: &str, several: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {several}"),
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries: u64 = self.writers.iter().map(|writer| writer.entries).sum();
        writeln!(
            f,
            "{}: {} of {}, {}",
            self.status,
            count(entries, "entry", "entries"),
            count(self.writers.len() as u64, "writer", "writers"),
            count(self.objects, "object", "objects"),
        )?;
        for writer in &self.writers {
            write!(f, "{writer}")?;
            tell(f, self.of(&writer.writer))?;
        }
        tell(f, self.findings.iter().filter(|it| it.writer.is_none()))?;
        for waiting in &self.unconfirmed {
            let what = &waiting.what;
            writeln!(f, "  proves nothing until it is confirmed: {what}")?;
        }
        for foreign in &self.foreign {
            let (writer, journal) = (&foreign.writer, foreign.journal);
            writeln!(
                f,
                "  {writer}: belongs to another journal ({journal}): not read"
            )?;
        }
        if self.awaited_objects > 0 {
            let awaited = count(self.awaited_objects, "object", "objects");
            writeln!(f, "  {awaited} of other writers not here yet")?;
        }
        for Removed {
            sha256,
            writer,
            seq,
            reason,
        } in &self.removed_objects
        {
            writeln!(
                f,
                "  object {sha256} was removed by {writer}, entry {seq}: {reason}"
            )?;
        }
        for words in self.unreadable.iter().chain(&self.notes) {
            writeln!(f, "  {words}")?;
        }
        Ok(())
    }
}

impl fmt::Display for WriterReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            writer,
            status,
            entries,
            ..
        } = self;
        let entries = count(*entries, "entry", "entries");
        write!(f, "  {writer}: {status}, {entries}")?;
        match &self.head {
            Some(head) => writeln!(f, ", head {writer}:{}:{}", head.seq, head.hash)?,
            None => writeln!(f)?,
        }
        for Closed {
            by_segment,
            segment,
            seq,
            reason,
            ..
        } in &self.closed
        {
            writeln!(
                f,
                "    segment {by_segment} closes segment {segment} after entry {seq}: {reason}"
            )?;
        }
        Ok(())
    }
}

fn tell<'a>(
    f: &mut fmt::Formatter<'_>,
    findings: impl Iterator<Item = &'a Finding>,
) -> fmt::Result {
    for finding in findings {
        writeln!(f, "    {finding}")?;
    }
    Ok(())
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; finding {}", self.what, self.short())?;
        match &self.settled {
            Some(settled) => write!(
                f,
                ", settled by {} ({}:{}): {}",
                settled.by, settled.writer, settled.seq, settled.reason
            ),
            None => Ok(()),
        }
    }
}
