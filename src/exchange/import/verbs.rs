//! Words that an order begins with.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Whether a word, in small letters, is one that an order begins with.
pub(super) fn is_verb(word: &str) -> bool {
    VERBS.contains(word)
}

/// `Step 3: Open the door` as `Open the door`.
pub(super) fn without_number(line: &str) -> &str {
    let rest = line
        .strip_prefix("step ")
        .or_else(|| line.strip_prefix("Step "));
    let Some(rest) = rest else {
        return line;
    };
    let end = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = end.trim_start_matches([':', '.', ')', '-', '–', ' ']);
    match end.len() < line.len() - "step ".len() && rest.len() < end.len() && !rest.is_empty() {
        true => rest,
        false => line,
    }
}

static VERBS: LazyLock<HashSet<&str>> = LazyLock::new(|| VERB_LIST.split_whitespace().collect());

/// In the order of the alphabet.
const VERB_LIST: &str = "abort acknowledge activate add address adjust alert align allow analyze announce append \
    apply approve archive arrange ask assess assign attach attempt audit authorize avoid backup \
    balance begin bind block boot bring browse build bump calculate call cancel capture catch \
    change check choose claim clean clear click close collect combine commit compare complete \
    compress compute configure confirm connect consider contact contain continue control convert \
    coordinate copy cordon correct count create cross cut deactivate debug decide declare decode \
    decrease define delete demote deny deploy describe detach detect determine diff disable \
    discard disconnect dismiss distribute document double download drain drop dump edit eject \
    eliminate email empty enable encrypt end engage ensure enter erase escalate establish \
    estimate evacuate evaluate evict examine exchange exclude execute exit expand expire export \
    expose extend fail fetch file fill filter find fine-tune finish fix flag flip flush follow force free \
    freeze gather generate get give go grant graph grep group halt hand handle hide hold identify \
    ignore import include increase inform initiate insert inspect install instruct interrupt \
    invalidate investigate invite invoke isolate issue join jump keep kill launch leave let \
    limit link list load locate lock log login logout look loop loosen lower maintain make \
    manage map mark match measure merge migrate mirror mitigate modify monitor mount move mute \
    name navigate note notify observe obtain offload open operate optimise optimize order \
    organize override page paste pause perform pick pin ping place plan plug poll populate post \
    power prepare press prevent print prioritize proceed process produce promote propose provide \
    prune publish pull purge push put quarantine query quit raise ramp rate re-run reach read \
    reassign rebalance rebase reboot rebuild recall recheck reclaim reconfigure record recover \
    recreate redeploy redesign redirect reduce reestablish refer refresh register reinstall \
    reject relaunch release reload relocate remount remove rename renew renice repair repeat \
    replace replay replicate report request requeue rerun resend reserve reset resize resolve \
    respond restart restore resume resync retain retrieve retrigger retry return reuse revert \
    review revoke rewrite roll rollback rotate rule run sample save scale scan schedule scroll \
    seal search secure see seek select send separate serve set share shift ship shorten show \
    shrink shut shutdown sign silence simulate skip sleep snapshot solve sort split spread ssh \
    stage standby start stop store study submit subscribe substitute suspend swap switch sync \
    synchronize tag tail take target tell terminate test throttle tick tighten toggle touch \
    trace track transfer trigger trim troubleshoot try tune turn type umount unassign unblock \
    uncheck uncordon undo uninstall unlock unmount unmute unpause unplug unset untick update \
    upgrade upload use vacuum validate verify view visit wait wake warn watch weigh whitelist \
    widen wipe work write";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_known_and_numbers_go() {
        assert!(VERB_LIST.split(' ').is_sorted());
        assert_eq!(without_number("Step 3: Open it"), "Open it");
        assert_eq!(without_number("Step by step"), "Step by step");
        assert!(is_verb("restart") && is_verb("add") && !is_verb("the"));
    }
}
