//! Lists put in order, by one sort for all of them.
//!
//! The sort of the standard library is fast because it is compiled anew for every kind of
//! element and every comparison. For sixty lists of a few rows each that came to 200 kB of a
//! program of 8 MB. Here the places of the elements are sorted, by one sort that the whole
//! program shares, and the elements are then moved to where they belong.
//!
//! What must stay true: equal elements keep their order. What is long and sorted often (readings,
//! the summaries of closed runs) goes on using [`slice::sort_by_key`].

use std::cmp::Ordering;

/// Orders a list in place. Stable, as [`slice::sort_by`] is.
pub trait Order<T> {
    /// By the elements themselves.
    fn order(&mut self)
    where
        T: Ord;

    /// By what a comparison says of two elements.
    ///
    /// # Panics
    ///
    /// May panic where the comparison contradicts itself, as [`slice::sort_by`] may.
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// By a key, which is made once for each element.
    fn order_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);
}

impl<T> Order<T> for [T] {
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(T::cmp);
    }

    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let places = places(self.len(), &mut |one, other| {
            compare(&self[one], &self[other])
        });
        gather(places, &mut |one, other| self.swap(one, other));
    }

    fn order_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K) {
        let keys: Vec<K> = self.iter().map(key).collect();
        let places = places(self.len(), &mut |one, other| keys[one].cmp(&keys[other]));
        gather(places, &mut |one, other| self.swap(one, other));
    }
}

/// For each place of the ordered list, where its element stands now.
fn places(length: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..length).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

/// Brings every element to its place, one cycle of the permutation after the other.
fn gather(mut places: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..places.len() {
        let mut place = start;
        loop {
            let from = std::mem::replace(&mut places[place], place);
            if from == start {
                break;
            }
            swap(place, from);
            place = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn orders_as_the_standard_library_does(list: Vec<(u8, u32)>) {
            let (mut by_key, mut by, mut expected) = (list.clone(), list.clone(), list);
            by_key.order_by_key(|(key, _)| *key);
            by.order_by(|(one, _), (other, _)| one.cmp(other));
            expected.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(&by_key, &expected);
            prop_assert_eq!(&by, &expected);
        }
    }

    #[test]
    fn makes_each_key_once() {
        let mut made = 0;
        let mut list = ["d", "a", "c", "b"];
        list.order_by_key(|text| {
            made += 1;
            text.to_owned()
        });
        assert_eq!((list, made), (["a", "b", "c", "d"], 4));
    }
}
