//! A team's record of any size: 200 writers on as many machines, 40 of them at work each day,
//! who walk the rounds of 300 runbooks. Written straight into files, since the journal's own
//! door waits for the disk a million times; `rounds journal verify` finds it clean.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, Unit};
use rounds::command::{Found, notice};
use rounds::event::{
    Counts, Ending, EntryHash, EntryRef, Envelope, Event, Fact, FollowUpId, FollowUpKind,
    FollowUpOpened, JournalId, Outcome, RunId, RunStarted, Seen, SegmentStarted, StepDone, Thread,
    WriterId, bound_bits,
};
use rounds::journal::hash_bytes;
use rounds::library::Library;
use rounds::limits::Judgement;
use rounds::os;
use rounds::runbook::{Operator, ProcedureRef, StepRef, TargetName};
use rounds::state::State;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use ulid::Ulid;

/// How many runbooks there are; every fifth has a round each day, the others one a week.
pub const RUNBOOKS: usize = 300;
const WRITERS: usize = 200;
/// So many of the writers are at work on one day.
const AT_WORK: usize = 40;
const STEPS: usize = 8;
/// About as many entries come of a day: ten a run, and the segments' beginnings.
const ENTRIES_A_DAY: usize = 10 * (RUNBOOKS / 5 + RUNBOOKS * 4 / 5 / 7) + AT_WORK;
/// As the journal ends a segment.
const SEGMENT_BYTES: usize = 4 * 1024 * 1024 - 64 * 1024;
/// As many others a segment's beginning names.
const SEEN: usize = 8;

/// What was made.
pub struct Made {
    /// How many entries there are.
    pub entries: usize,
    /// The bytes of all entries but the beginnings of segments.
    pub bytes: u64,
}

/// Writes the runbooks.
pub fn write_runbooks(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    for number in 0..RUNBOOKS {
        let text = runbook(number);
        fs::write(folder.join(format!("service-{number:04}.toml")), text).unwrap();
    }
}

fn runbook(number: usize) -> String {
    let hour = 6 + number % 12;
    let schedule = match is_daily(number) {
        true => format!("daily {hour:02}:00"),
        false => {
            let day = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][number % 7];
            format!("weekly {day} {hour:02}:00")
        }
    };
    let mut text = format!(
        "title = \"Service {number:04}\"\ntimezone = \"UTC\"\n\n[[procedures]]\nid = \"round\"\ntitle = \"Round of service {number:04}\"\nschedule = \"{schedule}\"\n"
    );
    for step in 0..STEPS {
        write!(text, "\n[[procedures.steps]]\nid = \"s{step}\"\ntitle = \"Look at part {step} of service {number:04}\"\n").unwrap();
        if step.is_multiple_of(2) {
            text += "reading = { unit = \"ms\", warn_above = 500, alarm_above = 5000 }\n";
        }
    }
    write!(text, "\n[[procedures]]\nid = \"fix\"\ntitle = \"Repair service {number:04}\"\nalerts = [\"Service{number:04}Down\"]\nsteps = [\"Stop it\", \"Repair it\", \"Start it\"]\n").unwrap();
    text
}

fn is_daily(number: usize) -> bool {
    number.is_multiple_of(5)
}

/// Writes a record of about so many entries that ends now.
pub fn write(journal: &Path, runbooks: &Path, entries: usize) -> Made {
    os::private_dir(&journal.join("objects")).unwrap();
    let days = i64::try_from((entries / ENTRIES_A_DAY).max(1)).unwrap();
    let now = Timestamp::now().round(Unit::Second).unwrap();
    let begins = (now - SignedDuration::from_hours(24 * days))
        .to_zoned(TimeZone::UTC)
        .start_of_day()
        .unwrap();
    let mut team = Team::new(journal, begins.timestamp(), now, entries);
    team.notice(runbooks);
    let mut day = begins;
    while day.timestamp() < now && team.made.entries < entries {
        team.day(day.timestamp(), day.weekday());
        day = day.checked_add(1.day()).unwrap();
    }
    team.made
}

/// Numbers that look drawn, and are the same each time.
struct Lots(u64);

impl Lots {
    fn draw(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below as u64).unwrap()
    }
}

struct Writer {
    id: WriterId,
    operator: Operator,
    host: String,
    seq: u64,
    hash: EntryHash,
    segment: u32,
    /// The day of its segment.
    day: i64,
    /// When it wrote last.
    last: Timestamp,
    /// What is not on disk yet of its segment, and how long that is in all.
    unwritten: Vec<u8>,
    length: usize,
}

struct Team<'a> {
    journal: &'a Path,
    id: JournalId,
    now: Timestamp,
    wanted: usize,
    writers: Vec<Writer>,
    files: BTreeMap<usize, EntryHash>,
    lots: Lots,
    n: u64,
    made: Made,
}

impl<'a> Team<'a> {
    fn new(journal: &'a Path, begins: Timestamp, now: Timestamp, wanted: usize) -> Self {
        let mut lots = Lots(0x9E37_79B9_7F4A_7C15);
        let writers = (0..WRITERS).map(|number| {
            let (operator, host) = (format!("ops-{number:04}"), format!("host-{number:04}"));
            let id = format!("{operator}@{host}-{:06x}", lots.draw(1 << 24));
            Writer {
                id: id.parse().unwrap(),
                operator: operator.as_str().into(),
                host,
                seq: 0,
                hash: EntryHash::default(),
                segment: 0,
                day: -1,
                last: begins,
                unwritten: Vec::new(),
                length: 0,
            }
        });
        let writers = writers.collect();
        Self {
            journal,
            id: JournalId(ulid(begins, 1)),
            now,
            wanted,
            writers,
            files: BTreeMap::new(),
            lots,
            n: 0,
            made: Made {
                entries: 0,
                bytes: 0,
            },
        }
    }

    /// The first writer notices every runbook and schedule.
    fn notice(&mut self, runbooks: &Path) {
        let library = Library::look(&[runbooks.to_owned()]);
        assert_eq!(library.errors(), 0);
        let found: Vec<_> = library
            .books
            .iter()
            .map(|book| Found {
                runbook: book.parsed.runbook.as_ref().unwrap(),
                revision: book.revision,
                older: None,
            })
            .collect();
        for (number, book) in library.books.iter().enumerate() {
            let name = book.revision.file;
            let place = self.journal.join("objects").join(name.to_string());
            fs::write(place, &book.bytes).unwrap();
            self.files.insert(number, name);
        }
        let host = TargetName::from("host-0000");
        let at = self.writers[0].last;
        for decision in notice(&State::default(), &found, &host) {
            self.add(0, at, decision.on, decision.facts);
        }
    }

    fn day(&mut self, day: Timestamp, weekday: Weekday) {
        let at_work: Vec<usize> = (0..AT_WORK).map(|_| self.lots.draw(WRITERS)).collect();
        let weekday = usize::try_from(weekday.to_monday_zero_offset()).unwrap();
        let mut rounds = Vec::new();
        for number in 0..RUNBOOKS {
            let slot = day + SignedDuration::from_hours(i64::try_from(6 + number % 12).unwrap());
            let is_due = is_daily(number) || number % 7 == weekday;
            let is_past = slot < self.now - SignedDuration::from_mins(30);
            // Now and then one is missed.
            if is_due && is_past && self.lots.draw(50) > 0 {
                let late = i64::try_from(self.lots.draw(50)).unwrap();
                rounds.push((slot + SignedDuration::from_mins(late), slot, number));
            }
        }
        rounds.sort();
        for (at, slot, number) in rounds {
            let one = at_work[self.lots.draw(AT_WORK)];
            let other = match self.lots.draw(20) {
                0 => at_work[self.lots.draw(AT_WORK)],
                _ => one,
            };
            self.round(at, slot, number, [one, other]);
            if self.made.entries >= self.wanted {
                break;
            }
        }
        for writer in at_work {
            self.flush(writer);
        }
    }

    /// One run, which another writer may take over half-way.
    fn round(&mut self, at: Timestamp, slot: Timestamp, number: usize, hands: [usize; 2]) {
        let mut at = at
            .max(self.writers[hands[0]].last)
            .max(self.writers[hands[1]].last);
        if at > self.now - SignedDuration::from_mins(20) {
            return;
        }
        let salt = format!("{:016x}", self.lots.draw(usize::MAX));
        let id = &self.writers[hands[0]].id;
        let run = RunId(ulid(at, bound_bits(id, &salt)));
        let runbook = format!("service-{number:04}");
        let procedure = ProcedureRef {
            runbook: runbook.as_str().into(),
            procedure: "round".into(),
        };
        let grace = if is_daily(number) { 1 } else { 24 };
        let fact = Fact::RunStarted(Box::new(RunStarted {
            run,
            salt: Some(salt),
            procedure: procedure.clone(),
            title: format!("Round of service {number:04}"),
            runbook_title: format!("Service {number:04}"),
            file: self.files[&number],
            library: None,
            target: None,
            subject: None,
            rehearsal: false,
            scenario: None,
            cause: None,
            alert: None,
            opened: None,
            carries: Vec::new(),
            slot: Some(slot),
            due_by: Some(slot + SignedDuration::from_hours(grace)),
            steps: u32::try_from(STEPS).unwrap(),
            parts: None,
            values: Default::default(),
        }));
        let threads = vec![Thread::Run(run), Thread::Procedure(procedure)];
        let mut last = BTreeMap::new();
        last.insert(hands[0], self.add(hands[0], at, threads, vec![fact]));
        let mut counts = Counts::default();
        for step in 0..STEPS {
            at += SignedDuration::from_secs(5 + i64::try_from(self.lots.draw(55)).unwrap());
            let done = self.outcome(number, step);
            match done.outcome {
                Outcome::Ok => counts.ok += 1,
                _ => counts.not_ok += 1,
            }
            let hand = hands[step / (STEPS / 2)];
            let fact = Fact::StepDone(Box::new(done));
            last.insert(hand, self.add(hand, at, vec![Thread::Run(run)], vec![fact]));
        }
        let is_of_these_days = self.now.duration_since(slot) < SignedDuration::from_hours(72);
        if is_of_these_days && self.lots.draw(20) == 0 {
            return;
        }
        at += SignedDuration::from_secs(20);
        let ended = Fact::RunEnded {
            ending: Ending::Completed,
            counts,
            boxes: None,
            saw: last.into_values().collect(),
            over: Vec::new(),
        };
        self.add(hands[1], at, vec![Thread::Run(run)], vec![ended]);
        if self.lots.draw(100) == 0 {
            self.issue(at, number, &runbook, hands[1]);
        }
    }

    fn outcome(&mut self, number: usize, step: usize) -> StepDone {
        let step_ref = StepRef {
            step: format!("s{step}").as_str().into(),
            item: None,
        };
        let outcome = match self.lots.draw(100) {
            0 => Outcome::NotOk,
            _ => Outcome::Ok,
        };
        let title = format!("Look at part {step} of service {number:04}");
        let mut done = StepDone::plain(step_ref, title, outcome);
        if step.is_multiple_of(2) {
            done.value = Some((20 + self.lots.draw(460)).to_string());
            done.unit = Some("ms".to_owned());
            done.judgement = Some(Judgement::Normal);
        }
        if outcome == Outcome::NotOk {
            done.note = Some("not as it should be".to_owned());
        }
        done
    }

    fn issue(&mut self, at: Timestamp, number: usize, runbook: &str, hand: usize) {
        let salt = format!("{:016x}", self.lots.draw(usize::MAX));
        let id = FollowUpId(ulid(at, bound_bits(&self.writers[hand].id, &salt)));
        let opened = Fact::FollowUpOpened(Box::new(FollowUpOpened {
            id,
            salt: Some(salt),
            kind: FollowUpKind::Issue,
            title: format!("Seen at service {number:04}"),
            text: None,
            runbook: Some(runbook.into()),
            owner: None,
            due: None,
            ticket: None,
            severity: None,
            origin: None,
            redline: None,
            plan: None,
            question: None,
            emergency_seconds: None,
        }));
        self.add(hand, at, vec![Thread::FollowUp(id)], vec![opened]);
    }

    /// Adds an entry, in a segment of its day.
    fn add(&mut self, hand: usize, at: Timestamp, on: Vec<Thread>, facts: Vec<Fact>) -> EntryRef {
        let day = at.as_second() / 86_400;
        let writer = &self.writers[hand];
        if writer.day != day || writer.length > SEGMENT_BYTES {
            self.begin_segment(hand, at, day);
        }
        let before = self.writers[hand].length;
        let address = self.put(hand, at, on, facts);
        self.made.bytes += (self.writers[hand].length - before) as u64;
        address
    }

    fn begin_segment(&mut self, hand: usize, at: Timestamp, day: i64) {
        self.flush(hand);
        let mut seen = Vec::new();
        let since = self.writers[hand].last;
        for _ in 0..2 * SEEN {
            let other = self.lots.draw(WRITERS);
            let known = &self.writers[other];
            if other != hand && known.seq > 0 && known.last >= since && seen.len() < SEEN {
                seen.push(address(known));
            }
        }
        seen.sort();
        seen.dedup();
        let writer = &mut self.writers[hand];
        writer.segment += 1;
        writer.length = 0;
        writer.day = day;
        let started = SegmentStarted {
            journal: self.id,
            writer: writer.id.clone(),
            host: writer.host.clone(),
            account: "ops".to_owned(),
            format: 1,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            segment: writer.segment,
            boot: Some(format!("00000000-0000-0000-0000-{hand:012}")),
            previous: (writer.seq > 0).then(|| address(writer)),
            seen: seen.into_iter().map(Seen::Named).collect(),
            closes: None,
        };
        let fact = Fact::SegmentStarted(Box::new(started));
        self.put(hand, at, vec![Thread::Journal], vec![fact]);
    }

    fn put(&mut self, hand: usize, at: Timestamp, on: Vec<Thread>, facts: Vec<Fact>) -> EntryRef {
        self.n += 1;
        self.made.entries += 1;
        let writer = &mut self.writers[hand];
        writer.seq += 1;
        writer.last = writer.last.max(at);
        let envelope = Envelope {
            v: 1,
            seq: writer.seq,
            n: self.n,
            at: writer.last,
            zone: "UTC".to_owned(),
            by: writer.operator.clone(),
            on,
            events: facts.into_iter().map(Event::Known).collect(),
        };
        let mut body = envelope.to_json().unwrap();
        body.pop();
        let mut hashed = writer.hash.digits().to_vec();
        hashed.extend(&body);
        writer.hash = hash_bytes(&hashed);
        let before = writer.unwritten.len();
        writer.unwritten.append(&mut body);
        writeln!(writer.unwritten, ",\"hash\":\"{}\"}}", writer.hash).unwrap();
        writer.length += writer.unwritten.len() - before;
        address(writer)
    }

    fn flush(&mut self, hand: usize) {
        let writer = &mut self.writers[hand];
        if writer.unwritten.is_empty() {
            return;
        }
        let folder = self.journal.join(writer.id.as_str());
        os::private_dir(&folder).unwrap();
        let place = folder.join(format!("{:06}.jsonl", writer.segment));
        let mut options = os::private_options();
        let mut file: File = options.create(true).append(true).open(place).unwrap();
        file.write_all(&std::mem::take(&mut writer.unwritten))
            .unwrap();
    }
}

fn address(writer: &Writer) -> EntryRef {
    EntryRef {
        writer: writer.id.clone(),
        seq: writer.seq,
        hash: writer.hash.short(),
    }
}

fn ulid(at: Timestamp, random: u128) -> Ulid {
    Ulid::from_parts(u64::try_from(at.as_millisecond()).unwrap(), random)
}
