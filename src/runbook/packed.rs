//! A value that stays as it was kept until somebody asks for it, with an outline that tells
//! what is asked most without that.
//!
//! A library is kept between starts, and most of it is not looked at in a start: the steps of
//! three hundred procedures would be made for nothing. What stays true: a packed value is equal
//! to the one that was packed. Whoever keeps one sees to it that the bytes are as they were
//! written; what does not come back as it was is not to be kept.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

/// What can be packed.
pub trait Outlined: Default + Serialize + DeserializeOwned {
    /// What is asked of it most.
    type Outline: Clone + Serialize + DeserializeOwned;

    /// What is asked of it most.
    fn outline(&self) -> Self::Outline;
}

/// A value, perhaps still as it was kept.
#[derive(Clone)]
pub struct Packed<T: Outlined> {
    /// The value, unless it is kept.
    own: T,
    kept: Option<(T::Outline, Box<[u8]>)>,
    /// What is kept, once it was asked for.
    open: OnceLock<T>,
}

impl<T: Outlined> Packed<T> {
    /// What is asked of it most, without unpacking it.
    pub fn outline(&self) -> T::Outline {
        match &self.kept {
            Some((outline, _)) => outline.clone(),
            None => self.deref().outline(),
        }
    }
}

impl<T: Outlined> Deref for Packed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match &self.kept {
            Some((_, bytes)) => self.open.get_or_init(|| unpacked(bytes)),
            None => &self.own,
        }
    }
}

impl<T: Outlined> DerefMut for Packed<T> {
    fn deref_mut(&mut self) -> &mut T {
        if let Some((_, bytes)) = self.kept.take() {
            self.own = self.open.take().unwrap_or_else(|| unpacked(&bytes));
        }
        &mut self.own
    }
}

fn unpacked<T: Outlined>(bytes: &[u8]) -> T {
    postcard::from_bytes(bytes).unwrap_or_default()
}

impl<T: Outlined> From<T> for Packed<T> {
    fn from(own: T) -> Self {
        Self {
            own,
            kept: None,
            open: OnceLock::new(),
        }
    }
}

impl<T: Outlined + PartialEq> PartialEq for Packed<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Outlined + fmt::Debug> fmt::Debug for Packed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<'a, T> IntoIterator for &'a Packed<Vec<T>>
where
    Vec<T>: Outlined,
{
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Outlined> Serialize for Packed<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if let Some((outline, bytes)) = &self.kept {
            return (outline, &**bytes).serialize(to);
        }
        let bytes = postcard::to_stdvec(&**self).map_err(ser::Error::custom)?;
        (self.outline(), bytes).serialize(to)
    }
}

impl<'de, T: Outlined> Deserialize<'de> for Packed<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let (outline, bytes) = <(T::Outline, &[u8])>::deserialize(from)?;
        Ok(Self {
            own: T::default(),
            kept: Some((outline, bytes.into())),
            open: OnceLock::new(),
        })
    }
}
