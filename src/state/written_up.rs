//! That boxes of a run were written up later: by whom, and when.
//!
//! Told wherever a run is told of. It takes nothing away by itself; times that cannot be true
//! are doubts of their own.

use super::remark::{Remark, RemarkKind};
use super::run::Run;
use super::summary::Summary;
use crate::runbook::Operator;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// How much of a run was written up later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenUp {
    /// How many boxes.
    pub boxes: usize,
    /// Of how many that something stands at.
    pub of: usize,
    /// By whom, each once.
    pub by: Vec<Operator>,
    /// When the first of them was written down.
    pub first: Timestamp,
    /// When the last of them was.
    pub last: Timestamp,
}

impl WrittenUp {
    fn of(remarks: &[Remark], of: usize) -> Option<Self> {
        let is_it = |remark: &&Remark| {
            remark.what == RemarkKind::WrittenUp || remark.what.is_impossible_time()
        };
        let those = || remarks.iter().filter(is_it);
        let by: BTreeSet<&Operator> = those().map(|remark| &remark.by).collect();
        Some(Self {
            boxes: those().count(),
            of,
            by: by.into_iter().cloned().collect(),
            first: those().map(|remark| remark.at).min()?,
            last: those().map(|remark| remark.at).max()?,
        })
    }
}

impl Run {
    /// What of it was written up later.
    pub fn written_up(&self) -> Option<WrittenUp> {
        WrittenUp::of(&self.remarks(), self.box_counts().count())
    }
}

impl Summary {
    /// What of it was written up later.
    pub fn written_up(&self) -> Option<WrittenUp> {
        WrittenUp::of(&self.remarks, self.boxes.len())
    }
}
