//! The query, the candidates and the best hits.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::fold::{Case, fold, fold_into, letter_set, places_of};

const QUERY_CHARACTERS: usize = 128;
const QUERY_WORDS: usize = 8;
/// Of longer candidates only the beginning is searched.
const CANDIDATE_CHARACTERS: usize = 512;

/// Scattered letters are dear to score (3 µs a candidate; 30 ms for 10,000), so only so many of
/// the likeliest are. More than any list shows, so that its length does not change its order.
const SCORED_IN_FULL: usize = 512;

/// Room between kinds of match: no score within a kind reaches the next.
const KIND_POINTS: i64 = 1_000_000;
const MOST_POINTS: i64 = KIND_POINTS / 2 - 1;

/// What was typed, cut into words and folded. At most 128 characters and 8 words count.
#[derive(Debug, Clone)]
pub struct Query {
    words: Vec<Word>,
    /// The words with one space between them.
    whole: Vec<char>,
    letters: u64,
    case: Case,
}

#[derive(Debug, Clone)]
struct Word {
    letters: Vec<char>,
    text: String,
}

impl Query {
    /// Reads a query. One with a capital in it is matched with regard to case.
    pub fn new(typed: &str) -> Self {
        let typed: String = typed.chars().take(QUERY_CHARACTERS).collect();
        let case = if typed.chars().any(char::is_uppercase) {
            Case::Kept
        } else {
            Case::Folded
        };
        let words: Vec<Word> = typed
            .split_whitespace()
            .map(|word| {
                word.chars()
                    .filter_map(|letter| fold(letter, case))
                    .collect::<Vec<char>>()
            })
            .filter(|letters| !letters.is_empty())
            .take(QUERY_WORDS)
            .map(|letters| Word {
                text: letters.iter().collect(),
                letters,
            })
            .collect();
        let whole = words
            .iter()
            .map(|word| word.letters.as_slice())
            .collect::<Vec<_>>()
            .join(&' ');
        let letters = words
            .iter()
            .fold(0, |set, word| set | letter_set(&word.letters));
        Query {
            words,
            whole,
            letters,
            case,
        }
    }

    /// Whether nothing was typed: then everything matches, in the order in which it comes.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// Something that may be meant.
#[derive(Debug, Clone)]
pub struct Candidate<'a, K> {
    /// What the caller knows it by.
    pub key: K,
    /// The words that are searched and shown.
    pub text: &'a str,
    /// Points for what it is: it moves a candidate among matches of the same kind. A letter
    /// that matches is worth about 20.
    pub boost: i64,
}

/// A candidate that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit<K> {
    /// The candidate's key.
    pub key: K,
    /// More is better; comparable within one query.
    pub score: i64,
    /// The indices, in characters of the text, that matched; ascending.
    pub positions: Vec<usize>,
}

/// The best `limit` candidates, best first; equals in the order in which they came.
pub fn rank<'a, K>(
    query: &Query,
    candidates: impl IntoIterator<Item = Candidate<'a, K>>,
    limit: usize,
) -> Vec<Hit<K>> {
    let mut scorer = Scorer::new(query);
    let held = limit.max(SCORED_IN_FULL);
    let mut likeliest: BinaryHeap<Reverse<Entry<'a, K>>> = BinaryHeap::new();
    for (order, candidate) in candidates.into_iter().enumerate() {
        let Some(score) = scorer.estimate(candidate.text, candidate.boost) else {
            continue;
        };
        let entry = Reverse(Entry {
            score,
            order: Reverse(order),
            candidate,
        });
        if likeliest.len() < held {
            likeliest.push(entry);
        } else if let Some(mut least) = likeliest.peek_mut().filter(|least| entry < **least) {
            *least = entry;
        }
    }
    let mut best: Vec<Entry<'a, K>> = likeliest.into_iter().map(|Reverse(entry)| entry).collect();
    for entry in &mut best {
        entry.score = scorer.refine(entry.score, &entry.candidate);
    }
    best.sort_by(|a, b| b.cmp(a));
    best.truncate(limit);
    best.into_iter()
        .map(
            |Entry {
                 score, candidate, ..
             }| Hit {
                positions: scorer.positions(candidate.text),
                key: candidate.key,
                score,
            },
        )
        .collect()
}

struct Entry<'a, K> {
    score: i64,
    order: Reverse<usize>,
    candidate: Candidate<'a, K>,
}

impl<K> Ord for Entry<'_, K> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.score, self.order).cmp(&(other.score, other.order))
    }
}

impl<K> PartialOrd for Entry<'_, K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> PartialEq for Entry<'_, K> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<K> Eq for Entry<'_, K> {}

/// How a query lies in a text; the later the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Scattered,
    Inside,
    WordStarts,
    Beginning,
    Whole,
}

impl Kind {
    fn points(self) -> i64 {
        KIND_POINTS * self as i64
    }
}

/// Scores one candidate after the other, in buffers that are used again.
struct Scorer<'q> {
    query: &'q Query,
    matcher: SkimMatcherV2,
    letters: Vec<char>,
    /// For each word where it stands as it is, or over which span its letters are scattered.
    found: Vec<Found>,
}

#[derive(Debug, Clone, Copy)]
enum Found {
    At(usize),
    Over { start: usize, end: usize },
}

impl<'q> Scorer<'q> {
    fn new(query: &'q Query) -> Self {
        Scorer {
            query,
            // Case is folded before, for query and candidates alike.
            matcher: SkimMatcherV2::default().respect_case(),
            letters: Vec::new(),
            found: Vec::new(),
        }
    }

    /// The score of a text, estimated where letters are scattered; nothing when it does not match.
    fn estimate(&mut self, text: &str, boost: i64) -> Option<i64> {
        if self.query.is_empty() {
            return Some(boost.clamp(-MOST_POINTS, MOST_POINTS));
        }
        fold_into(
            text,
            self.query.case,
            CANDIDATE_CHARACTERS,
            &mut self.letters,
        );
        if self.query.letters & !letter_set(&self.letters) != 0 {
            return None;
        }
        let kind = self.locate()?;
        let words = self.query.words.iter().zip(&self.found);
        let points = words
            .map(|(word, &found)| self.points_of(word, found))
            .sum::<i64>();
        Some(total(kind, points, boost))
    }

    /// The score with scattered letters scored in full.
    fn refine(&mut self, estimate: i64, candidate: &Candidate<'_, impl Sized>) -> i64 {
        if self.query.is_empty() {
            return estimate;
        }
        fold_into(
            candidate.text,
            self.query.case,
            CANDIDATE_CHARACTERS,
            &mut self.letters,
        );
        if self.locate() != Some(Kind::Scattered) {
            return estimate;
        }
        let folded: String = self.letters.iter().collect();
        let words = self.query.words.iter().zip(&self.found);
        let points = words.map(|(word, &found)| match found {
            Found::At(_) => self.points_of(word, found),
            Found::Over { .. } => self.matcher.fuzzy_match(&folded, &word.text).unwrap_or(0),
        });
        total(Kind::Scattered, points.sum(), candidate.boost)
    }

    /// Long matches early in short texts are better, and letters that stand close.
    fn points_of(&self, word: &Word, found: Found) -> i64 {
        let (at, gaps) = match found {
            Found::At(at) => (at, 0),
            Found::Over { start, end } => (start, end - start - word.letters.len()),
        };
        let starts = if is_word_start(&self.letters, at) {
            16
        } else {
            0
        };
        let count = |number: usize| i64::try_from(number).unwrap_or(0);
        20 * count(word.letters.len()) + starts
            - 2 * count(gaps.min(64))
            - count(at.min(32))
            - count(self.letters.len().min(128)) / 8
    }

    /// Finds each word in the folded text, and says how the query lies in it.
    fn locate(&mut self) -> Option<Kind> {
        let letters = &self.letters;
        self.found.clear();
        let mut kind = Kind::WordStarts;
        for word in &self.query.words {
            let (found, how) = match find_word(letters, &word.letters) {
                Some(at) if is_word_start(letters, at) => (Found::At(at), Kind::WordStarts),
                Some(at) => (Found::At(at), Kind::Inside),
                None => (find_scattered(letters, &word.letters)?, Kind::Scattered),
            };
            kind = kind.min(how);
            self.found.push(found);
        }
        Some(match &self.query.whole {
            whole if letters == whole => Kind::Whole,
            whole if letters.starts_with(whole) => Kind::Beginning,
            _ => kind,
        })
    }

    fn positions(&mut self, text: &str) -> Vec<usize> {
        if self.query.is_empty() {
            return Vec::new();
        }
        fold_into(
            text,
            self.query.case,
            CANDIDATE_CHARACTERS,
            &mut self.letters,
        );
        let folded: String = self.letters.iter().collect();
        let mut positions: Vec<usize> = Vec::new();
        for word in &self.query.words {
            match find_word(&self.letters, &word.letters) {
                Some(at) => positions.extend(at..at + word.letters.len()),
                None => {
                    let scattered = self.matcher.fuzzy_indices(&folded, &word.text);
                    positions.extend(scattered.map(|(_, indices)| indices).unwrap_or_default());
                }
            }
        }
        positions.sort();
        positions.dedup();
        let places = places_of(text, self.query.case, CANDIDATE_CHARACTERS);
        positions
            .into_iter()
            .filter_map(|index| places.get(index).copied())
            .collect()
    }
}

/// Where a word stands: at the first beginning of a word, else at the first place at all.
fn find_word(letters: &[char], word: &[char]) -> Option<usize> {
    let first = *word.first()?;
    let last_start = letters.len().checked_sub(word.len())?;
    let mut inside = None;
    for at in 0..=last_start {
        if letters[at] != first || letters[at..at + word.len()] != *word {
            continue;
        }
        if is_word_start(letters, at) {
            return Some(at);
        }
        inside = inside.or(Some(at));
    }
    inside
}

fn is_word_start(letters: &[char], at: usize) -> bool {
    match at.checked_sub(1).and_then(|before| letters.get(before)) {
        None => true,
        Some(before) => !before.is_alphanumeric(),
    }
}

/// Where the letters of a word stand in their order: up to the first end, from the last start.
fn find_scattered(letters: &[char], word: &[char]) -> Option<Found> {
    let mut end = 0;
    for letter in word {
        end += 1 + letters[end..].iter().position(|other| other == letter)?;
    }
    let mut start = end;
    for letter in word.iter().rev() {
        start = letters[..start].iter().rposition(|other| other == letter)?;
    }
    Some(Found::Over { start, end })
}

fn total(kind: Kind, points: i64, boost: i64) -> i64 {
    let boost = boost.clamp(-MOST_POINTS, MOST_POINTS);
    kind.points() + (points + boost).clamp(-MOST_POINTS, MOST_POINTS)
}
