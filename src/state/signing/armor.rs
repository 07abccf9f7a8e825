//! A signature as `ssh-keygen -Y sign` writes it, read as far as to know which key made it.
//! Whether it is good is not looked at here.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";
const MAGIC: &[u8] = b"SSHSIG";

/// The public key that a signature says it was made with, in the form of the wire; none for what
/// is no signature.
pub(super) fn key_of(signature: &str) -> Option<Vec<u8>> {
    let inside = signature.trim().strip_prefix(BEGIN)?.strip_suffix(END)?;
    let digits: String = inside.split_whitespace().collect();
    let bytes = BASE64_STANDARD.decode(digits).ok()?;
    let rest = bytes.strip_prefix(MAGIC)?;
    let (_version, rest) = rest.split_first_chunk::<4>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    rest.get(..length).map(<[u8]>::to_vec)
}

/// A public key as it stands in a line, in the form of the wire; none where it is cut or not of
/// the type that stands before it.
pub(super) fn key_blob(kind: &str, digits: &str) -> Option<Vec<u8>> {
    let blob = BASE64_STANDARD.decode(digits).ok()?;
    let (length, rest) = blob.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let is_of_kind = rest.get(..length)? == kind.as_bytes() && rest.len() > length;
    is_of_kind.then_some(blob)
}
