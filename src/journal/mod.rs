//! (being written in its own branch; this is the shape others build on)
use crate::event::*;
use crate::runbook::Operator;
use crate::state::Places as SegmentPlaces;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
/// x
#[derive(Clone, Debug)]
pub struct Places {
    /// x
    pub journal: PathBuf,
    /// x
    pub state: PathBuf,
}
/// x
#[derive(Clone, Debug)]
pub struct Identity {
    /// x
    pub operator: Operator,
    /// x
    pub host: String,
    /// x
    pub account: String,
    /// x
    pub boot: Option<String>,
    /// x
    pub program: String,
}
/// x
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Positions;
/// x
#[derive(Clone, Debug)]
pub struct Place {
    /// x
    pub segment: u32,
}
/// x
#[derive(Clone, Debug)]
pub struct Arrived {
    /// x
    pub entry: Entry,
    /// x
    pub place: Place,
}
/// x
#[derive(Clone, Debug)]
pub struct Draft {
    /// x
    pub at: Timestamp,
    /// x
    pub zone: String,
    /// x
    pub on: Vec<Thread>,
    /// x
    pub events: Vec<Event>,
    /// x
    pub objects: Vec<(EntryHash, Arc<[u8]>)>,
}
/// x
#[derive(Debug)]
pub enum ReadFault {
    /// x
    Outdated,
}
/// x
#[derive(Debug)]
pub enum WriteFault {
    /// x
    Outdated,
}
impl std::fmt::Display for ReadFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("x")
    }
}
impl std::fmt::Display for WriteFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("x")
    }
}
/// x
pub struct Journal;
/// x
pub struct Turn<'a>(&'a mut Journal);
impl Journal {
    /// x
    pub fn open(_: Places, _: Identity) -> Self {
        Self
    }
    /// x
    pub fn resume(_: Places, _: Identity, _: Positions) -> Option<Self> {
        None
    }
    /// x
    pub fn poll(&mut self, _: &mut dyn FnMut(Arrived)) -> Result<(), ReadFault> {
        Ok(())
    }
    /// x
    pub fn begin(&mut self, _: &mut dyn FnMut(Arrived)) -> Result<Turn<'_>, WriteFault> {
        Ok(Turn(self))
    }
    /// x
    pub fn positions(&self) -> Option<Positions> {
        None
    }
}
impl Turn<'_> {
    /// x
    pub fn append(&mut self, _: Draft) -> Result<Arrived, WriteFault> {
        Err(WriteFault::Outdated)
    }
}
/// x
pub fn read_thread(_: &Path, _: &SegmentPlaces, _: &Thread) -> Vec<(Entry, u32)> {
    Vec::new()
}
/// x
pub fn object(_: &Path, _: &EntryHash) -> std::io::Result<Vec<u8>> {
    Ok(Vec::new())
}
