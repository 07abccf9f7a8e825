//! Words that look like a secret are held up at the field where they were typed.

use crate::scene::{assert_clean, count, opened, with_round};

#[test]
fn a_note_that_looks_like_a_secret_wants_enter_twice() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen.keys("n").until("Note on the step");
    screen.paste("password=Tr0ub4dor&3x").keys("<enter>");
    screen
        .until("looks as if it held a password")
        .until("Enter once more");
    assert_eq!(count(&setup, "noted"), 0);
    // Another letter takes the question back.
    screen.keys("x").until_gone("Enter once more");
    screen.keys("<enter>").until("Enter once more");
    screen.keys("<enter>").until("The note is saved.");
    screen.keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(count(&setup, "noted"), 1);
    assert_clean(&setup);
}
