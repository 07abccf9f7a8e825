//! Addresses that end in an anchor as exported pages have them: `…#RUNBOOK/PROCEDURE/STEP`.
//!
//! An alert's `runbook_url` may be one, and whoever copies it out of a browser may name a
//! procedure by it. Whether there is such a procedure is asked elsewhere.

/// The procedure that an address leads to, where it ends in an anchor as our pages have them:
/// `…#RUNBOOK/PROCEDURE`, with or without a step behind.
pub fn anchor(address: &str) -> Option<(String, String)> {
    let (_, anchor) = address.split_once('#')?;
    let anchor = decoded(anchor);
    let mut parts = anchor.split('/').map(str::to_owned);
    let (runbook, procedure) = (parts.next()?, parts.next()?);
    (!runbook.is_empty() && !procedure.is_empty()).then_some((runbook, procedure))
}

/// The same for what somebody typed: only a whole address is one, and no words with a `#` in them.
pub fn address(typed: &str) -> Option<(String, String)> {
    anchor(typed.trim()).filter(|_| typed.contains("://"))
}

/// A text whose `%XX` are bytes; one that does not come out as text stays as it is.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let code = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_of_ours_names_a_procedure() {
        let meant = |address: &str| anchor(address).map(|(one, two)| format!("{one} {two}"));
        for (address, procedure) in [
            ("https://x/r.html#orders/drain", Some("orders drain")),
            ("https://x/r.html#orders/drain/step-2", Some("orders drain")),
            ("r.html#caf%C3%A9/%zz", Some("café %zz")),
            ("#a/b", Some("a b")),
            ("https://x/r.html#orders", None),
            ("https://x/r.html#/drain", None),
            ("https://x/orders/drain", None),
            ("%#%/%é", Some("% %é")),
        ] {
            assert_eq!(meant(address).as_deref(), procedure, "{address}");
        }
    }
}
