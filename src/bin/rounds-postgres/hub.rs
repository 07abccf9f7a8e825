//! The carrier: what is asked, as statements.
//!
//! Each is one round trip and a transaction of its own, so that a pooler between may hand every
//! one to another connection. What is new is told by the database's own snapshots: the cursor is
//! the oldest transaction that had not come to an end when it was asked, and what came from there
//! on is told again rather than missed. No clock and no counter decides.

use super::cursor::Cursor;
use super::fault::to_member;
use super::place::Place;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{FromSql, ToSql, Type};
use postgres::{Client, Row};
use rounds::carrier::{Carrier, Extent, Fault, Held, Once, Put, Tail, Thing};
use rounds::event::{JournalId, WriterId};
use rounds::journal::SegmentPlace;
use std::collections::BTreeSet;
use std::env;
use std::path::PathBuf;
use std::time::Duration;

/// How the tables are laid out that this program knows.
const VERSION: i64 = 1;

/// On which channel it is said that something came. Nothing depends on hearing it.
const NEWS: &str = "rounds";

const HAVE: &str = "
with asked as (
  select id::text as id, pg_snapshot_xmin(pg_current_snapshot()) as ended, version,
    $1 or id::text <> $2 or pg_snapshot_xmin(pg_current_snapshot()) < $3::text::xid8 as is_whole
  from rounds.hub
)
select 'hub', id, 0, version::bigint, convert_to(ended::text, 'UTF8') from asked
union all
select 'segment', writer, segment, length, substr(sha256(ending), 1, 8)
  from rounds.segment, asked
  where length > 0 and (is_whole or changed >= $3::text::xid8 or writer = any($4))
union all
select 'thing', name, 0, 0, null from rounds.thing, asked
  where is_whole or changed >= $3::text::xid8
union all
select 'note', name, 0, 0, bytes from rounds.note";

const GET: &str = "
select min(at), string_agg(bytes, ''::bytea order by at) from rounds.chunk
where writer = $1 and segment = $2 and at >= (
  select max(at) from rounds.chunk where writer = $1 and segment = $2 and at <= $3)
having count(*) > 0";

/// A value, with what it is called in the database.
type Value<'a> = (&'a (dyn ToSql + Sync), Type);

/// A database that carries a record.
pub struct Hub {
    url: Option<String>,
    client: Option<Client>,
    /// A folder of this machine's state that is the carrier's.
    home: Option<PathBuf>,
    /// How far `have` saw when it was asked last.
    seen: Option<Cursor>,
    has_put: bool,
    is_listening: bool,
}

impl Hub {
    /// The database of a URL; it is reached when it is asked first.
    pub fn at(url: Option<&str>) -> Self {
        Self {
            url: url.map(str::to_owned),
            client: None,
            home: env::var_os("ROUNDS_CARRIER_HOME").map(PathBuf::from),
            seen: None,
            has_put: false,
            is_listening: false,
        }
    }

    fn client(&mut self) -> Result<&mut Client, Fault> {
        if self.client.as_ref().is_some_and(Client::is_closed) {
            self.client = None;
            self.is_listening = false;
        }
        match &mut self.client {
            Some(client) => Ok(client),
            none => Ok(none.insert(Place::of(self.url.as_deref())?.connect()?)),
        }
    }

    fn ask(&mut self, statement: &str, values: &[Value<'_>]) -> Result<Vec<Row>, Fault> {
        let answer = self.client()?.query_typed(statement, values);
        answer.map_err(|error| to_member(&error))
    }

    /// The one row of an answer.
    fn ask_one(&mut self, statement: &str, values: &[Value<'_>]) -> Result<Row, Fault> {
        let rows = self.ask(statement, values)?.into_iter().next();
        rows.ok_or_else(|| Fault::Wrong("the database answered nothing".to_owned()))
    }
}

fn column<'a, T: FromSql<'a>>(row: &'a Row, at: usize) -> Result<T, Fault> {
    row.try_get(at)
        .map_err(|error| Fault::Wrong(error.to_string()))
}

fn wrong(number: impl std::fmt::Display) -> Fault {
    Fault::Wrong(format!("{number} is no length"))
}

fn number_of(segment: u32) -> Result<i32, Fault> {
    i32::try_from(segment).map_err(|_| wrong(segment))
}

fn signed(length: u64) -> Result<i64, Fault> {
    i64::try_from(length).map_err(|_| wrong(length))
}

fn unsigned(length: i64) -> Result<u64, Fault> {
    u64::try_from(length).map_err(|_| wrong(length))
}

/// What a row of `have` adds; the cursor, where it is the row that tells it.
fn add(held: &mut Held, row: &Row) -> Result<Option<Cursor>, Fault> {
    let (kind, name): (&str, &str) = (column(row, 0)?, column(row, 1)?);
    let (segment, length): (i32, i64) = (column(row, 2)?, column(row, 3)?);
    let bytes: Option<&[u8]> = column(row, 4)?;
    let bytes = bytes.unwrap_or_default();
    match kind {
        "hub" if length != VERSION => {
            return Err(Fault::Refused(format!(
                "the database's tables are of version {length}, and this program knows {VERSION}"
            )));
        }
        "hub" => {
            let ended = String::from_utf8_lossy(bytes);
            let from = ended.parse().map_err(|_| wrong(&ended))?;
            let hub = name.to_owned();
            return Ok(Some(Cursor { hub, from }));
        }
        "segment" => {
            if let (Ok(writer), Ok(segment)) = (name.parse(), u32::try_from(segment)) {
                let tail = bytes.try_into().ok().map(Tail);
                let length = unsigned(length)?;
                let place = SegmentPlace { writer, segment };
                held.segments.insert(place, Extent { length, tail });
            }
        }
        "thing" => held.things.extend(name.parse::<Thing>().ok()),
        _ => drop(held.notes.insert(name.to_owned(), bytes.to_vec())),
    }
    Ok(None)
}

impl Carrier for Hub {
    fn journal(&mut self, mine: JournalId) -> Result<JournalId, Fault> {
        let mine = mine.to_string();
        let row = self.ask_one("select rounds.carried($1)", &[(&mine, Type::TEXT)])?;
        let id: &str = column(&row, 0)?;
        id.parse()
            .map_err(|_| Fault::Wrong(format!("“{id}” names no journal")))
    }

    fn have(&mut self, own: &BTreeSet<WriterId>, whole: bool) -> Result<Held, Fault> {
        let kept = self.home.as_deref().and_then(Cursor::kept);
        let is_whole = whole || kept.is_none();
        let (hub, from) = kept.map_or_else(Default::default, |kept| (kept.hub, kept.from));
        let from = from.to_string();
        let own: Vec<&str> = own.iter().map(WriterId::as_str).collect();
        let values: [Value<'_>; 4] = [
            (&is_whole, Type::BOOL),
            (&hub, Type::TEXT),
            (&from, Type::TEXT),
            (&own, Type::TEXT_ARRAY),
        ];
        let mut held = Held::default();
        self.seen = None;
        for row in self.ask(HAVE, &values)? {
            self.seen = add(&mut held, &row)?.or(self.seen.take());
        }
        Ok(held)
    }

    fn get(&mut self, place: &SegmentPlace, from: u64) -> Result<Vec<u8>, Fault> {
        let (writer, segment) = (place.writer.as_str(), number_of(place.segment)?);
        let at = signed(from)?;
        let values: [Value<'_>; 3] = [
            (&writer, Type::TEXT),
            (&segment, Type::INT4),
            (&at, Type::INT8),
        ];
        let Some(row) = self.ask(GET, &values)?.into_iter().next() else {
            return Err(Fault::NotReached(format!(
                "segment {segment} of {writer} is not there"
            )));
        };
        let (first, bytes): (i64, &[u8]) = (column(&row, 0)?, column(&row, 1)?);
        let before = usize::try_from(at - first).map_err(|_| wrong(first))?;
        Ok(bytes.get(before..).unwrap_or_default().to_vec())
    }

    fn put(&mut self, place: &SegmentPlace, at: u64, bytes: &[u8]) -> Result<Put, Fault> {
        let (writer, segment) = (place.writer.as_str(), number_of(place.segment)?);
        let at = signed(at)?;
        let values: [Value<'_>; 4] = [
            (&writer, Type::TEXT),
            (&segment, Type::INT4),
            (&at, Type::INT8),
            (&bytes, Type::BYTEA),
        ];
        let row = self.ask_one(
            "select said, so_far from rounds.put($1, $2, $3, $4)",
            &values,
        )?;
        self.has_put = true;
        let (said, so_far): (&str, i64) = (column(&row, 0)?, column(&row, 1)?);
        match said {
            "length" => unsigned(so_far).map(Put::Length),
            "gap" => unsigned(so_far).map(Put::Gap),
            _ => Ok(Put::Fork),
        }
    }

    fn get_thing(&mut self, thing: &Thing) -> Result<Option<Vec<u8>>, Fault> {
        let name = thing.to_string();
        let statement = "select bytes from rounds.thing where name = $1";
        let rows = self.ask(statement, &[(&name, Type::TEXT)])?;
        rows.first().map(|row| column(row, 0)).transpose()
    }

    fn put_thing(&mut self, by: &WriterId, thing: &Thing, bytes: &[u8]) -> Result<(), Fault> {
        let (by, name) = (by.as_str(), thing.to_string());
        let values: [Value<'_>; 3] = [
            (&by, Type::TEXT),
            (&name, Type::TEXT),
            (&bytes, Type::BYTEA),
        ];
        self.ask("select rounds.put_thing($1, $2, $3)", &values)?;
        self.has_put = true;
        Ok(())
    }

    fn once(&mut self, name: &str, old: Option<&[u8]>, new: Option<&[u8]>) -> Result<Once, Fault> {
        let values: [Value<'_>; 3] = [
            (&name, Type::TEXT),
            (&old, Type::BYTEA),
            (&new, Type::BYTEA),
        ];
        let row = self.ask_one(
            "select is_mine, stands from rounds.once($1, $2, $3)",
            &values,
        )?;
        match column(&row, 0)? {
            true => Ok(Once::Mine),
            false => Ok(Once::Theirs(column(&row, 1)?)),
        }
    }

    fn finish(&mut self) -> Result<(), Fault> {
        // Each put is seen by others already; those who wait hear of all of them once.
        if std::mem::take(&mut self.has_put) {
            self.ask("select pg_notify($1, '')", &[(&NEWS, Type::TEXT)])?;
        }
        Ok(())
    }

    fn taken(&mut self) {
        if let (Some(seen), Some(home)) = (&self.seen, &self.home) {
            seen.keep(home);
        }
    }

    fn wait(&mut self, patience: Duration) -> Result<bool, Fault> {
        self.client()?;
        if !self.is_listening {
            let listening = self.client()?.batch_execute(&format!("listen {NEWS}"));
            listening.map_err(|error| to_member(&error))?;
            self.is_listening = true;
        }
        let mut news = self.client()?.notifications();
        let heard = news.timeout_iter(patience).next();
        let heard = heard.map_err(|error| to_member(&error))?.is_some();
        // What else was said until now is the same news.
        while news.iter().next().is_ok_and(|more| more.is_some()) {}
        Ok(heard)
    }
}
