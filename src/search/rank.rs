//! The query, the candidates and the best hits.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::fold::{Case, fold, fold_into, letter_set};

const QUERY_CHARACTERS: usize = 128;
const QUERY_WORDS: usize = 8;
/// Of longer candidates only the beginning is searched.
const CANDIDATE_CHARACTERS: usize = 512;

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
    let mut best: BinaryHeap<Reverse<Entry<'a, K>>> =
        BinaryHeap::with_capacity(limit.min(1_024) + 1);
    for (order, candidate) in candidates.into_iter().enumerate() {
        if limit == 0 {
            break;
        }
        let floor = match best.peek() {
            Some(Reverse(worst)) if best.len() >= limit => worst.score,
            _ => i64::MIN,
        };
        let Some(score) = scorer.score(candidate.text, candidate.boost, floor) else {
            continue;
        };
        best.push(Reverse(Entry {
            score,
            order: Reverse(order),
            candidate,
        }));
        if best.len() > limit {
            best.pop();
        }
    }
    let best = best.into_sorted_vec().into_iter();
    best.map(
        |Reverse(Entry {
             score, candidate, ..
         })| Hit {
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
    places: Vec<usize>,
    folded: String,
    /// For each word where it stands as it is, if it does.
    found: Vec<Option<usize>>,
}

impl<'q> Scorer<'q> {
    fn new(query: &'q Query) -> Self {
        Scorer {
            query,
            // Case is folded before, for query and candidates alike.
            matcher: SkimMatcherV2::default().respect_case(),
            letters: Vec::new(),
            places: Vec::new(),
            folded: String::new(),
            found: Vec::new(),
        }
    }

    /// The score of a text; nothing when it does not match, or cannot rise above `floor`.
    fn score(&mut self, text: &str, boost: i64, floor: i64) -> Option<i64> {
        let boost = boost.clamp(-MOST_POINTS, MOST_POINTS);
        if self.query.is_empty() {
            return Some(boost);
        }
        fold_into(
            text,
            self.query.case,
            CANDIDATE_CHARACTERS,
            &mut self.letters,
            &mut self.places,
        );
        if self.query.letters & !letter_set(&self.letters) != 0 {
            return None;
        }
        let kind = self.locate()?;
        if kind.points() + MOST_POINTS <= floor {
            return None;
        }
        if kind == Kind::Scattered {
            self.folded.clear();
            self.folded.extend(&self.letters);
        }
        let mut points = boost;
        for (word, found) in self.query.words.iter().zip(&self.found) {
            points += match found {
                Some(at) => self.points_at(word, *at),
                None => self.matcher.fuzzy_match(&self.folded, &word.text)?,
            };
        }
        Some(kind.points() + points.clamp(-MOST_POINTS, MOST_POINTS))
    }

    /// Long matches early in short texts are better.
    fn points_at(&self, word: &Word, at: usize) -> i64 {
        let starts = if is_word_start(&self.letters, at) {
            16
        } else {
            0
        };
        let length = i64::try_from(word.letters.len()).unwrap_or(0);
        let early = i64::try_from(at.min(32)).unwrap_or(0);
        let short = i64::try_from(self.letters.len().min(128)).unwrap_or(0);
        20 * length + starts - early - short / 8
    }

    /// Finds each word in the folded text, and says how the query lies in it.
    fn locate(&mut self) -> Option<Kind> {
        let letters = &self.letters;
        self.found.clear();
        let mut kind = Kind::WordStarts;
        for word in &self.query.words {
            let found = find_word(letters, &word.letters);
            kind = kind.min(match found {
                Some(at) if is_word_start(letters, at) => Kind::WordStarts,
                Some(_) => Kind::Inside,
                None if is_scattered(letters, &word.letters) => Kind::Scattered,
                None => return None,
            });
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
            &mut self.places,
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
        positions.sort_unstable();
        positions.dedup();
        positions
            .into_iter()
            .filter_map(|index| self.places.get(index).copied())
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

/// Whether the letters of a word stand in the text in their order.
fn is_scattered(letters: &[char], word: &[char]) -> bool {
    let mut rest = letters.iter();
    word.iter().all(|letter| rest.any(|other| other == letter))
}
