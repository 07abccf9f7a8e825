//! What begins under an id: of several beginnings the one that counts, whatever the order of
//! arrival. One by the writer that the id is bound to goes before any other.

use super::register::Stamped;
use crate::event::Binding;
use ulid::Ulid;

/// Keeps a beginning where it goes before the known one; never one that claims another's id.
pub(super) fn begin<T>(
    known: &mut Option<Stamped<T>>,
    said: Stamped<T>,
    id: Ulid,
    salt: impl Fn(&T) -> Option<&str>,
) {
    let binding = |said: &Stamped<T>| Binding::of(id, salt(&said.what), &said.mark.entry.writer);
    let order = binding(&said);
    let goes_before = |known: &Stamped<T>| (order, &said.mark) < (binding(known), &known.mark);
    if order != Binding::Void && known.as_ref().is_none_or(goes_before) {
        *known = Some(said);
    }
}
