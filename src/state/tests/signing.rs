//! Keys and signatures in every order of arrival, with checkpoints and looks in between: every
//! reader ends in the same state, and only signed words count.

use crate::event::{
    Entry, EntryRef, Fact, FollowUpId, FollowUpKind, FollowUpMoved, FollowUpOpened, FollowUpState,
    KeysNoticed, SeenHead, Thread, WriterId,
};
use crate::state::kit::{Scribe, at};
use crate::state::{Found, KeyTurn, ListId, SignatureFault, State, ToCheck, read_keys};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const KIND: &str = "ssh-ed25519";

fn length(bytes: &[u8]) -> [u8; 4] {
    u32::try_from(bytes.len()).unwrap().to_be_bytes()
}

/// A key in the form of the wire.
fn blob(number: u8) -> Vec<u8> {
    let key = [number; 32];
    [
        &length(KIND.as_bytes())[..],
        KIND.as_bytes(),
        &length(&key),
        &key,
    ]
    .concat()
}

fn key_line(operator: &str, options: &str, number: u8) -> String {
    let digits = BASE64_STANDARD.encode(blob(number));
    format!("{operator} {options}{KIND} {digits}")
}

/// What looks like a signature of a key; whether it is good is the test's own affair.
fn signature(number: u8, nonce: u64) -> String {
    let key = blob(number);
    let bytes = [
        b"SSHSIG",
        &1_u32.to_be_bytes()[..],
        &length(&key),
        &key,
        &nonce.to_be_bytes(),
    ]
    .concat();
    let digits = BASE64_STANDARD.encode(bytes);
    format!("-----BEGIN SSH SIGNATURE-----\n{digits}\n-----END SSH SIGNATURE-----\n")
}

fn change() -> FollowUpId {
    FollowUpId(ulid::Ulid::from_parts(1_764_000_000_000, 7))
}

/// What was written by all, and which signatures are good.
struct Record {
    entries: Vec<Entry>,
    scribes: Vec<Scribe>,
    good: BTreeSet<String>,
    /// From which number on a writer's record is damaged or forks.
    doubtful: BTreeMap<WriterId, u64>,
    n: u64,
}

impl Record {
    fn new(names: &[(&str, &str)]) -> Self {
        let scribes = names.iter().map(|(writer, by)| {
            let mut scribe = Scribe::new("x");
            scribe.writer = writer.parse().unwrap();
            scribe.by = (*by).into();
            scribe
        });
        Self {
            entries: Vec::new(),
            scribes: scribes.collect(),
            good: BTreeSet::new(),
            doubtful: BTreeMap::new(),
            n: 0,
        }
    }

    fn say(&mut self, scribe: usize, on: Thread, fact: Fact) -> EntryRef {
        self.n += 1;
        let moment = at("2026-11-20T09:00Z") + jiff::SignedDuration::from_mins(self.n as i64);
        let entry = self.scribes[scribe].write(self.n, moment, vec![on], vec![fact]);
        let address = entry.address();
        self.entries.push(entry);
        address
    }

    fn open(&mut self, scribe: usize) {
        let opened: FollowUpOpened = serde_json::from_value(serde_json::json!({
            "id": change(), "kind": FollowUpKind::Change, "title": "Drop it",
        }))
        .unwrap();
        let fact = Fact::FollowUpOpened(Box::new(opened));
        self.say(scribe, Thread::FollowUp(change()), fact);
    }

    fn approve(&mut self, scribe: usize) -> EntryRef {
        let moved = FollowUpMoved {
            id: change(),
            state: FollowUpState::Approved,
            text: None,
            run: None,
            over: Vec::new(),
        };
        let fact = Fact::FollowUpMoved(Box::new(moved));
        self.say(scribe, Thread::FollowUp(change()), fact)
    }

    fn note(&mut self, scribe: usize) -> EntryRef {
        let fact = Fact::Noted {
            step: None,
            item: None,
            text: "calm".to_owned(),
        };
        self.say(scribe, Thread::Shift, fact)
    }

    fn last(&self, scribe: usize) -> Option<SeenHead> {
        let writer = &self.scribes[scribe].writer;
        let mut entries = self.entries.iter().rev();
        let last = entries.find(|entry| entry.writer == *writer)?;
        Some(SeenHead {
            writer: writer.clone(),
            seq: last.envelope.seq,
            hash: last.hash,
        })
    }

    /// One writer signs some writers' records as its operator's.
    fn seal(&mut self, scribe: usize, whose: &[usize], key: u8, is_good: bool) {
        let heads: Vec<_> = whose.iter().filter_map(|it| self.last(*it)).collect();
        let signature = signature(key, self.n);
        if is_good {
            self.good.insert(signature.clone());
        }
        let fact = Fact::Sealed {
            heads,
            signature,
            own: Some(self.scribes[scribe].by.clone()),
        };
        self.say(scribe, Thread::Journal, fact);
    }

    /// What a scribe says from now on stands behind damage, or beside another record.
    fn doubt(&mut self, scribe: usize) {
        let from = self.last(scribe).map_or(1, |head| head.seq + 1);
        let writer = self.scribes[scribe].writer.clone();
        self.doubtful.entry(writer).or_insert(from);
    }

    fn heads(&self) -> Vec<EntryRef> {
        let heads = (0..self.scribes.len()).filter_map(|it| self.last(it));
        let heads = heads.map(|head| EntryRef {
            writer: head.writer,
            seq: head.seq,
            hash: head.hash.short(),
        });
        heads.collect()
    }

    fn list(&mut self, scribe: usize, lines: Vec<String>, knows: bool) -> EntryRef {
        let heads = self.heads();
        self.list_at(scribe, lines, heads, knows)
    }

    fn list_at(
        &mut self,
        scribe: usize,
        lines: Vec<String>,
        heads: Vec<EntryRef>,
        knows: bool,
    ) -> EntryRef {
        let is_list = |entry: &&Entry| {
            let mut facts = entry.numbered_facts();
            facts.any(|(_, fact)| matches!(fact, Fact::KeysNoticed(_)))
        };
        let known = self.entries.iter().filter(is_list).map(Entry::address);
        let noticed = KeysNoticed {
            lines,
            heads,
            over: if knows { known.collect() } else { Vec::new() },
        };
        self.say(
            scribe,
            Thread::Journal,
            Fact::KeysNoticed(Box::new(noticed)),
        )
    }
}

/// Somebody to whom entries come.
struct Reader<'a> {
    record: &'a Record,
    came: Vec<usize>,
    state: State,
}

impl<'a> Reader<'a> {
    fn new(record: &'a Record) -> Self {
        Self {
            record,
            came: Vec::new(),
            state: State::default(),
        }
    }

    fn take(&mut self, index: usize) {
        self.came.push(index);
        self.fold(index);
    }

    fn fold(&mut self, index: usize) {
        let entry = &self.record.entries[index];
        self.state.apply(entry, 1);
        let from = self.record.doubtful.get(&entry.writer);
        if from.is_some_and(|from| entry.envelope.seq >= *from) {
            self.state.forked(entry);
        }
    }

    fn checkpoint(&mut self) {
        self.look();
        let bytes = self.state.to_bytes();
        self.state = State::from_bytes(&bytes).expect("what was kept can be taken out");
    }

    fn find(&self, wanted: &ToCheck) -> Found {
        let here = |head: &&SeenHead| {
            let mut came = self.came.iter().map(|index| &self.record.entries[*index]);
            came.any(|it| it.writer == head.writer && it.hash == head.hash)
        };
        let is_good = self.record.good.contains(&wanted.signature);
        let held = wanted.heads.iter().filter(|head| is_good && here(head));
        let held: Vec<&SeenHead> = held.collect();
        let chained = |list: &&EntryRef| {
            let mut heads = held.iter();
            heads.any(|head| head.writer == list.writer && head.seq >= list.seq)
        };
        Found {
            is_good,
            held: held.iter().map(|head| head.writer.clone()).collect(),
            other: BTreeSet::new(),
            lists: {
                let lists: Vec<&EntryRef> = wanted.lists.iter().filter(chained).collect();
                let entries = self.record.entries.iter();
                let proven = entries.filter(|entry| lists.contains(&&entry.address()));
                proven.flat_map(ListId::all_of).collect()
            },
        }
    }

    fn look(&mut self) {
        for _ in 0..8 {
            let mut seen = BTreeSet::new();
            while let Some(one) = self.state.signature_to_check(&seen) {
                seen.insert(one.entry.clone());
                let found = self.find(&one);
                self.state.take_found(&one.entry, found);
            }
            self.state.settle_signatures();
            if !self.state.wants_anew() {
                return;
            }
            self.state = State::knowing_keys_of(&self.state);
            for index in self.came.clone() {
                self.fold(index);
            }
        }
        panic!("it never comes to rest");
    }

    fn all(record: &'a Record) -> State {
        let mut reader = Self::new(record);
        (0..record.entries.len()).for_each(|index| reader.take(index));
        reader.look();
        reader.state
    }
}

const NAMES: [(&str, &str); 5] = [
    ("ops-c@h-000001", "ops-c"),
    ("ops-a@h-000001", "ops-a"),
    ("ops-b@h-000001", "ops-b"),
    ("ops-a@h-000002", "ops-a"),
    ("ops-x@h-000001", "ops-x"),
];

fn is_approved(state: &State) -> bool {
    state
        .follow_up(change())
        .is_some_and(|it| it.state() == FollowUpState::Approved)
}

fn both() -> Vec<String> {
    vec![key_line("ops-a", "", 1), key_line("ops-b", "", 2)]
}

#[test]
fn a_word_waits_for_its_signature_and_no_other() {
    for (scribe, key, is_good, counts) in [
        (1, 1, true, true),
        (1, 1, false, false),
        (1, 2, true, false),
        (1, 9, true, false),
    ] {
        let mut record = Record::new(&NAMES);
        record.list(0, both(), false);
        record.open(0);
        record.approve(1);
        assert!(!is_approved(&Reader::all(&record)));
        record.seal(scribe, &[1], key, is_good);
        let state = Reader::all(&record);
        assert_eq!(is_approved(&state), counts, "{key} {is_good}");
        assert_eq!(state.unsigned().count(), usize::from(!counts));
    }
}

/// A file with another key for ops-a, which ops-a and ops-b notice before either knows of the other,
/// is one change: the old key signs the way over to the new one, and nothing else.
#[test]
fn a_change_that_two_notice_at_once_locks_nobody_out() {
    let mut record = Record::new(&NAMES);
    record.list(0, both(), false);
    record.open(0);
    let heads = record.heads();
    for who in [1, 2] {
        let lines = vec![key_line("ops-a", "", 3), key_line("ops-b", "", 2)];
        record.list_at(who, lines, heads.clone(), true);
    }
    record.seal(1, &[1], 1, true);
    record.seal(2, &[2], 2, true);
    record.approve(1);
    record.seal(1, &[1], 1, true);
    assert!(!is_approved(&Reader::all(&record)), "by the old key");
    record.seal(1, &[1], 3, true);
    assert!(is_approved(&Reader::all(&record)));
}

/// Two signatures over one list that ends their own key: whoever looks at each as it comes, and
/// whoever looks at both at once, keep the same of them.
#[test]
fn which_signature_was_looked_at_first_makes_no_state_differ() {
    let mut record = Record::new(&NAMES);
    record.open(0);
    record.list(0, lines(2), false);
    record.approve(1);
    record.list(1, lines(4), true);
    record.approve(1);
    record.seal(3, &[1], 3, true);
    record.approve(1);
    record.seal(1, &[1], 3, true);
    let mut reader = Reader::new(&record);
    for index in 0..record.entries.len() {
        reader.take(index);
        reader.look();
    }
    assert_eq!(reader.state, Reader::all(&record));
}

#[test]
fn a_key_that_ran_out_signs_nothing_more() {
    for (options, counts) in [
        ("valid-before=\"20261120\" ", false),
        ("valid-before=\"20261121\" ", true),
        ("valid-after=\"202611210000Z\" ", false),
        ("namespaces=\"git,rounds-journal\" ", true),
    ] {
        let mut record = Record::new(&NAMES);
        record.list(0, vec![key_line("ops-a", options, 1)], false);
        record.open(0);
        record.approve(1);
        record.seal(1, &[1], 1, true);
        let state = Reader::all(&record);
        assert_eq!(is_approved(&state), counts, "{options}");
        let faults: Vec<_> = state.signature_faults().map(|(_, fault)| fault).collect();
        match counts {
            true => assert_eq!(faults, []),
            false => assert_eq!(faults, [SignatureFault::NotThen]),
        }
    }
}

#[test]
fn what_is_wrong_with_a_line_is_told_with_its_number() {
    let good = key_line("ops-a,ops-b", "", 1);
    let text = format!(
        "# whose\n\n{good} a comment\n{}\nops-a ssh-ed25519 AAAA\nops-*  {KIND} AAAA\nops-a no-touch-required {KIND} {}\n{}\n",
        key_line("ops-a", "namespaces=\"git\" ", 2),
        BASE64_STANDARD.encode(blob(3)),
        key_line("ops-a", "valid-before=\"soon\" ", 3),
    );
    let (keys, problems) = read_keys(text.lines());
    let texts: Vec<_> = keys.iter().map(|key| key.text.as_str()).collect();
    assert_eq!(texts, [good.as_str()]);
    let lines: Vec<_> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [5, 6, 7, 8], "{problems:?}");
}

/// Who may say what of whose keys.
#[test]
fn a_key_of_ones_own_is_nobody_elses_to_add() {
    let third = || [both(), vec![key_line("ops-a", "", 3)]].concat();
    for (by, key, approves_with, counts, turn) in [
        // Their own word: both keys count.
        (1, 1, 3, true, KeyTurn::Changed),
        // A colleague's word adds nothing.
        (2, 2, 3, false, KeyTurn::Refused),
        // Nobody's word does nothing.
        (4, 9, 3, false, KeyTurn::Waits),
        (4, 9, 1, true, KeyTurn::Waits),
    ] {
        let mut record = Record::new(&NAMES);
        record.list(0, both(), false);
        record.open(0);
        record.list(by, third(), true);
        record.seal(by, &[by], key, true);
        record.approve(1);
        record.seal(1, &[1], approves_with, true);
        let state = Reader::all(&record);
        assert_eq!(is_approved(&state), counts, "{by} {approves_with}");
        let mut news = state.key_news().iter();
        assert!(news.any(|news| news.turn == turn), "{:?}", state.key_news());
    }
}

/// One step of a random history: who, what, with which key.
#[derive(Clone, Debug)]
enum Step {
    Approve(usize),
    Note(usize),
    Seal(usize, Vec<usize>, u8, bool),
    List(usize, u8, bool),
    /// A list whose heads are a number lower than what was written, or something else.
    Misheaded(usize, u8, u8),
    Doubt(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..NAMES.len();
    prop_oneof![
        4 => (1..4_usize).prop_map(Step::Approve),
        2 => who.clone().prop_map(Step::Note),
        5 => (1..4_usize, proptest::collection::vec(1..4_usize, 1..3), 1..4_u8, proptest::bool::weighted(0.8))
            .prop_map(|(who, whose, key, is_good)| Step::Seal(who, whose, key, is_good)),
        2 => (who.clone(), 0..5_u8, proptest::bool::weighted(0.8))
            .prop_map(|(who, which, knows)| Step::List(who, which, knows)),
        1 => (who.clone(), 0..5_u8, 0..3_u8).prop_map(|(who, which, how)| Step::Misheaded(who, which, how)),
        1 => who.prop_map(Step::Doubt),
    ]
}

/// What those do who have their keys: they say, note, sign now or late, and list keys.
fn honest_step() -> impl Strategy<Value = Step> {
    let own = |who: usize| {
        if who == 2 {
            (vec![2], 2)
        } else {
            (vec![1, 3], 1)
        }
    };
    prop_oneof![
        4 => (1..4_usize).prop_map(Step::Approve),
        2 => (0..NAMES.len()).prop_map(Step::Note),
        3 => (1..4_usize).prop_map(move |who| {
            let (whose, key) = own(who);
            Step::Seal(who, whose, key, true)
        }),
        2 => (0..NAMES.len(), proptest::bool::weighted(0.8)).prop_map(|(who, knows)| Step::List(who, 0, knows)),
        1 => (0..NAMES.len()).prop_map(|who| Step::List(who, 2, true)),
    ]
}

fn lines(which: u8) -> Vec<String> {
    match which {
        0 => both(),
        1 => vec![key_line("ops-a", "", 1)],
        2 => [both(), vec![key_line("ops-a", "", 3)]].concat(),
        3 => vec![key_line("ops-a", "", 3), key_line("ops-b", "", 2)],
        _ => vec![
            key_line("ops-a", "valid-before=\"202611200920\" ", 1),
            key_line("ops-b", "", 2),
        ],
    }
}

fn play(steps: &[Step]) -> Record {
    let mut record = Record::new(&NAMES);
    record.open(0);
    for step in steps {
        match step {
            Step::Approve(who) => drop(record.approve(*who)),
            Step::Note(who) => drop(record.note(*who)),
            Step::Seal(who, whose, key, is_good) => {
                let mut whose = whose.clone();
                whose.sort_unstable();
                whose.dedup();
                record.seal(*who, &whose, *key, *is_good);
            }
            Step::List(who, which, knows) => drop(record.list(*who, lines(*which), *knows)),
            Step::Misheaded(who, which, how) => {
                let mut heads = record.heads();
                for head in &mut heads {
                    match how {
                        0 => head.hash = [7; 8],
                        1 => head.seq += 1,
                        _ => head.seq = 0,
                    }
                }
                record.list_at(*who, lines(*which), heads, true);
            }
            Step::Doubt(who) => record.doubt(*who),
        }
    }
    record
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_order_gives_one_state(
        steps in proptest::collection::vec(step(), 1..40),
        order in proptest::collection::vec(any::<u32>(), 48),
        looks in proptest::collection::vec(0..6_u8, 48),
    ) {
        let record = play(&steps);
        let straight = Reader::all(&record).settled();
        let mut indexes: Vec<usize> = (0..record.entries.len()).collect();
        indexes.sort_by_key(|index| order.get(*index).copied().unwrap_or_default());
        let mut reader = Reader::new(&record);
        for (index, look) in indexes.into_iter().zip(looks) {
            reader.take(index);
            match look {
                0 => reader.look(),
                1 => reader.checkpoint(),
                _ => {}
            }
        }
        // Who read all of it twice knows no more.
        reader.look();
        reader.look();
        prop_assert_eq!(reader.state.settled(), straight);
    }

    /// Whoever signs what they say, be it late, is heard, whatever came first.
    #[test]
    fn honest_words_count(
        steps in proptest::collection::vec(honest_step(), 1..40),
        order in proptest::collection::vec(any::<u32>(), 48),
        looks in proptest::collection::vec(0..6_u8, 48),
    ) {
        let mut record = play(&steps);
        record.seal(1, &[1, 3], 1, true);
        record.seal(2, &[2], 2, true);
        let said = steps.iter().filter(|step| matches!(step, Step::Approve(_))).count();
        let mut indexes: Vec<usize> = (0..record.entries.len()).collect();
        indexes.sort_by_key(|index| order.get(*index).copied().unwrap_or_default());
        let mut reader = Reader::new(&record);
        for (index, look) in indexes.into_iter().zip(looks) {
            reader.take(index);
            match look {
                0 => reader.look(),
                1 => reader.checkpoint(),
                _ => {}
            }
        }
        reader.look();
        prop_assert_eq!(reader.state.unsigned().count(), 0);
        let known = reader.state.follow_up(change()).unwrap();
        prop_assert_eq!(known.moves.story().count(), said);
    }

    /// A word of somebody who has a key counts only where a good signature of a key that was
    /// ever theirs covers it, or where it came before all lists.
    #[test]
    fn nothing_counts_that_no_key_of_theirs_signed(
        steps in proptest::collection::vec(step(), 1..40),
    ) {
        let record = play(&steps);
        let state = Reader::all(&record);
        let known = state.follow_up(change()).unwrap();
        let first_list = record.entries.iter().position(|entry| {
            entry.numbered_facts().any(|(_, fact)| matches!(fact, Fact::KeysNoticed(_)))
        });
        let keys: BTreeMap<&str, &[u8]> = BTreeMap::from([("ops-a", &[1, 3][..]), ("ops-b", &[2])]);
        for said in known.moves.story().filter(|said| state.has_key(&said.by)) {
            let place = record.entries.iter().position(|it| it.address() == said.mark.entry).unwrap();
            let was_before = first_list.is_none_or(|first| place < first)
                || !state.is_unsigned(&said.mark.entry, &said.by) && !state.is_signed(&said.mark, &said.by);
            let theirs = keys[said.by.as_str()];
            let is_signed = record.entries.iter().any(|entry| entry.numbered_facts().any(|(_, fact)| {
                matches!(fact, Fact::Sealed { heads, signature, own: Some(own) }
                    if *own == said.by && entry.envelope.by == said.by
                    && record.good.contains(signature)
                    && theirs.iter().any(|key| is_of(signature, *key))
                    && heads.iter().any(|head| head.writer == said.mark.entry.writer && head.seq >= said.mark.entry.seq))
            }));
            prop_assert!(was_before || is_signed, "{:?}", said.mark);
            let doubtful = record.doubtful.get(&said.mark.entry.writer);
            prop_assert!(doubtful.is_none_or(|from| said.mark.entry.seq < *from), "{:?}", said.mark);
        }
    }
}

fn is_of(signature: &str, key: u8) -> bool {
    let digits: String = signature
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    let bytes = BASE64_STANDARD.decode(digits).unwrap();
    bytes
        .windows(blob(key).len())
        .any(|window| window == blob(key))
}
