//! What other programs keep as runbooks: jobs of Rundeck, playbooks of Ansible, cheat sheets of
//! navi, forms for issues. Each becomes the procedures that a page of it would.
//!
//! What stays true: what such a program runs on other machines is copied, never run here; each
//! value of the file is in the result, so that the checker can hold the one against the other.
//! What it does not do: it evaluates no template and no condition.

mod cheat;
mod issue;
mod playbook;
mod read;
mod rundeck;
mod steps;
#[cfg(test)]
mod tests;
mod yaml;

pub(super) use read::{Form, form, read};
