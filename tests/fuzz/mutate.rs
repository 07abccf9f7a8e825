//! Makes inputs of seeds: bytes changed, taken out, doubled, put in from elsewhere.
//!
//! The same seed number makes the same inputs on every machine.

use serde_json::Value;

/// Every text of a value.
fn strings(value: &Value, pool: &mut Vec<String>) {
    match value {
        Value::String(text) => pool.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| strings(value, pool)),
        Value::Object(values) => values.values().for_each(|value| strings(value, pool)),
        _ => {}
    }
}

/// What is put in, because readers stumble over it.
const MORSELS: &[&[u8]] = &[
    b"\"",
    b"\\",
    b"\n",
    b"\r\n",
    b"\0",
    b"{",
    b"}",
    b"[",
    b"]",
    b"[[",
    b"=",
    b",",
    b"'''",
    b"\"\"\"",
    b"-1",
    b"0",
    b"1e999",
    b"18446744073709551616",
    b"9007199254740993",
    b"null",
    b"true",
    b"nan",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\x1b[2J",
    b"\xe2\x80\xae",
    b"\\u0000",
    b"\\ud800",
    b"1979-05-27",
    b"$X",
    b"${",
    b"not-ok",
    b"skipped",
    b"deferred",
    b"\"over\":[]",
];

/// A source of inputs.
pub struct Mutator {
    seeds: Vec<Vec<u8>>,
    /// What is put in besides, because these seeds are read so.
    morsels: &'static [&'static str],
    state: u64,
}

impl Mutator {
    pub fn new(number: u64, seeds: Vec<Vec<u8>>) -> Self {
        let state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        Self {
            seeds,
            morsels: &[],
            state,
        }
    }

    /// The same with these put in, too.
    pub fn with(self, morsels: &'static [&'static str]) -> Self {
        Self { morsels, ..self }
    }

    /// A number below `most`; 0 where there is none. Xorshift, as Marsaglia gave it.
    fn below(&mut self, most: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        match most {
            0 => 0,
            most => (self.state >> 11) as usize % most,
        }
    }

    /// The next input: a seed with one change or a few.
    pub fn next(&mut self) -> Vec<u8> {
        let chosen = self.below(self.seeds.len());
        let mut bytes = self.seeds[chosen].clone();
        for _ in 0..1 + self.below(5) {
            self.change(&mut bytes);
        }
        bytes
    }

    /// The next input as JSON that is still JSON: a seed whose values are others of their kind.
    pub fn next_json(&mut self) -> Vec<u8> {
        let seeds: Vec<Value> = self
            .seeds
            .iter()
            .map(|seed| serde_json::from_slice(seed).expect("a seed of JSON"))
            .collect();
        let mut pool = Vec::new();
        seeds.iter().for_each(|seed| strings(seed, &mut pool));
        let chosen = self.below(seeds.len());
        let mut value = seeds[chosen].clone();
        self.change_values(&mut value, &pool);
        serde_json::to_vec(&value).expect("JSON")
    }

    fn change_values(&mut self, value: &mut Value, pool: &[String]) {
        let is_changed = self.below(14) == 0;
        match value {
            Value::String(text) if is_changed => *text = pool[self.below(pool.len())].clone(),
            Value::Number(_) if is_changed => {
                let numbers = [0_u64, 1, 2, 3, 7, 1 << 31, (1 << 53) - 1];
                *value = numbers[self.below(numbers.len())].into();
            }
            Value::Array(values) if is_changed && !values.is_empty() => {
                let doubled = values[self.below(values.len())].clone();
                values.push(doubled);
            }
            Value::Array(values) => {
                let values = values.iter_mut();
                values.for_each(|value| self.change_values(value, pool));
            }
            Value::Object(values) => {
                let values = values.iter_mut().map(|(_, value)| value);
                values.for_each(|value| self.change_values(value, pool));
            }
            _ => {}
        }
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len() + 1);
        let end = (at + 1 + self.below(40)).min(bytes.len());
        match self.below(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            1 if at < bytes.len() => bytes[at] = u8::try_from(self.below(256)).unwrap_or_default(),
            2 => drop(bytes.drain(at.min(end)..end)),
            3 => {
                let piece = bytes[at.min(end)..end].to_vec();
                let to = self.below(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            4 => bytes.truncate(at),
            5 => {
                let other = self.below(self.seeds.len());
                let from = self.below(self.seeds[other].len());
                let piece: Vec<u8> = self.seeds[other][from..].iter().take(60).copied().collect();
                bytes.splice(at..at, piece);
            }
            _ => {
                let chosen = self.below(MORSELS.len() + self.morsels.len() * 4);
                let morsel = match chosen.checked_sub(MORSELS.len()) {
                    Some(own) => self.morsels[own / 4].as_bytes(),
                    None => MORSELS[chosen],
                };
                bytes.splice(at..at, morsel.iter().copied());
            }
        }
    }
}
