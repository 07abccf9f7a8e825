//! The answers and their keys.
//!
//! A key is written `name:kind`. Kinds are `text`, `moment` (UTC), `day`, `number`, `flag`,
//! `object`, `item` (a row of Today), `progress`; `?` behind one says "or null", brackets "a list of".
//! Where an answer has no keys here, only its form is promised.

/// In which form an answer comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One object.
    Object,
    /// A list of objects.
    List,
    /// An object a line.
    Lines,
}

/// One answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answer {
    /// The command, with what tells it from others of its verb.
    pub(super) command: &'static str,
    /// In which form it comes.
    pub(super) form: Form,
    /// What it is.
    pub(super) says: &'static str,
    /// Its keys.
    pub(super) keys: &'static str,
}

const fn answer(
    command: &'static str,
    form: Form,
    says: &'static str,
    keys: &'static str,
) -> Answer {
    Answer {
        command,
        form,
        says,
        keys,
    }
}

/// A follow-up in a list.
const FOLLOW_UP: &str = "follow_up:text kind:text state:text title:text text:text? runbook:text? owner:text? mine:flag due:moment? overdue:flag ticket:text? opened_at:moment opened_by:text age_seconds:number procedure:text? target:text? run:text? step:text? rehearsal:flag disputed:flag deferred:number?";
/// What was saved of a follow-up.
const SAVED: &str = "follow_up:text kind:text state:text saved:text entry:text";

/// Every answer.
pub(super) const ANSWERS: &[Answer] = &[
    answer(
        "due",
        Form::Object,
        "What wants someone; status 1 when something is overdue.",
        "at:moment overdue:number items:[item] unread:[object] on_call:[object]",
    ),
    answer(
        "list runbooks",
        Form::List,
        "The runbooks, broken ones too.",
        "id:text title:text path:text? condition:text sample:flag procedures:number broken:number errors:number warnings:number",
    ),
    answer(
        "list procedures",
        Form::List,
        "What can be started.",
        "procedure:text title:text runbook_title:text kind:text schedule:text? targets:[text] alerts:[text] steps:number estimate_seconds:number? condition:text",
    ),
    answer(
        "list runs",
        Form::List,
        "Runs in progress, then ended ones.",
        "run:text procedure:text title:text runbook_title:text target:text? subject:text? rehearsal:flag verdict:text words:text disputed:flag started_at:moment ended_at:moment? slot:moment? answered:number? steps:number? failures:number? gaps:number? overdue:flag operators:[text]",
    ),
    answer(
        "list follow-ups",
        Form::List,
        "Follow-ups that want someone.",
        FOLLOW_UP,
    ),
    answer(
        "follow-up list",
        Form::List,
        "Follow-ups, by what was asked.",
        FOLLOW_UP,
    ),
    answer(
        "show",
        Form::Object,
        "A runbook, a procedure, a run or a follow-up: `show RUNBOOK`, `show PROCEDURE`, `show RUN` and `follow-up show` tell the keys of each.",
        "",
    ),
    answer(
        "show RUNBOOK",
        Form::Object,
        "A runbook.",
        "id:text title:text summary:text? sample:flag timezone:text path:text? condition:text links:[object] review:object? owners:object on_call:[object] contacts:[object] alerts:[object] targets:object package:[object] procedures:[object] broken:[text] problems:[object]",
    ),
    answer(
        "show PROCEDURE",
        Form::Object,
        "A procedure.",
        "procedure:text title:text runbook_title:text purpose:text? kind:text schedule:text? targets:[text] alerts:[text] symptoms:[text] subject:text? style:text estimate_seconds:number? condition:text rehearse_every_seconds:number? rehearsals:[object] steps:[object] record:object",
    ),
    answer(
        "show RUN",
        Form::Object,
        "A run.",
        "run:text procedure:text title:text runbook_title:text target:text? subject:text? rehearsal:flag slot:moment? due_by:moment? started_at:moment verdict:text words:text disputed:flag read_only:flag operators:[text] progress:progress? overdue:flag next:object? approval:text? boxes:[object] story:[object]",
    ),
    answer(
        "show RUN --debrief",
        Form::Object,
        "A look back on a run.",
        "run:text title:text rehearsal:flag scenario:text? took_seconds:number? answers:[object] longest:[object] wrong:[object] too_fast:[object] questions:[object] script:[object] grade:object? passed:flag? boxes:[object] cautions:[text]",
    ),
    answer(
        "show RUNBOOK --changes",
        Form::Object,
        "What the newest revision of a runbook changed.",
        "runbook:text from:text? to:text approval:text? parts:[object] commits:[object]",
    ),
    answer(
        "find",
        Form::List,
        "What the words lead to, the nearest first.",
        "kind:text text:text what:text positions:[number]",
    ),
    answer(
        "start",
        Form::Object,
        "The run that was begun, with --json or --no-open.",
        "run:text",
    ),
    answer(
        "note",
        Form::Lines,
        "A note that was saved.",
        "saved:text entry:text",
    ),
    answer(
        "do",
        Form::Object,
        "What was saved at a step, and how it came out.",
        "run:text step:text saved:[text] entries:[text] ended:text? outcome:text? value:text? judgement:text? command:object? exit_status:number? why:text? meanwhile:[text] next:object?",
    ),
    answer(
        "do call",
        Form::Object,
        "The run that was begun by `call` or `on-fail`.",
        "run:text",
    ),
    answer(
        "run",
        Form::Object,
        "What became of a run.",
        "run:text verdict:text words:text entry:text next_due:item? unread:[object]",
    ),
    answer(
        "run roll-back",
        Form::Object,
        "The run that backs the other one out.",
        "run:text",
    ),
    answer(
        "alert",
        Form::Object,
        "What answers an alert.",
        "answers:[object] unanswered:[object] only_samples:[object] not_read:[object] resolved:number pending:number cut:number unread:[object]",
    ),
    answer(
        "alert --start",
        Form::Object,
        "The answer whose run was begun, or goes on.",
        "alert:text procedure:text title:text runbook_title:text by:text severity:text? sent_severity:text? means:text? summary:text? since:moment? muted:text? no_data:flag silenced:[object] set:object target:text? run:text? command:text",
    ),
    answer(
        "trust",
        Form::List,
        "Commands, and whether they are allowed here.",
        "runbook:text procedure:text step:text title:text command:text allowed:text",
    ),
    answer(
        "waive",
        Form::Object,
        "A round that was let go.",
        "saved:[text] entry:text",
    ),
    answer(
        "ack",
        Form::Object,
        "What was acknowledged.",
        "saved:[text] entry:text",
    ),
    answer(
        "ack (nothing named)",
        Form::List,
        "What waits to be acknowledged.",
        "what:text title:text command:text",
    ),
    answer(
        "silence",
        Form::Object,
        "A follow-up, and what was saved of it.",
        SAVED,
    ),
    answer(
        "follow-up add",
        Form::Object,
        "A follow-up, and what was saved of it.",
        SAVED,
    ),
    answer(
        "follow-up move",
        Form::Object,
        "A follow-up, and what was saved of it.",
        SAVED,
    ),
    answer(
        "follow-up close",
        Form::Object,
        "A follow-up, and what was saved of it.",
        SAVED,
    ),
    answer(
        "follow-up set",
        Form::Object,
        "A follow-up, and what was saved of it.",
        SAVED,
    ),
    answer(
        "follow-up note",
        Form::Object,
        "A follow-up, and what was saved of it.",
        SAVED,
    ),
    answer(
        "escalate RUN",
        Form::Object,
        "An escalation, and what was saved of it.",
        "escalation:text? handover:text? saved:text entry:text",
    ),
    answer(
        "escalate",
        Form::List,
        "Escalations that are open.",
        "escalation:text runbook:text severity:text means:text? title:text opened_at:moment opened_by:text run:text? follow_up:text? rehearsal:flag state:text respond_by:moment? answered_at:moment? responded_in_time:flag? resolve_by:moment? resolved_at:moment? resolved_in_time:flag? path:[object] to_call:[text]",
    ),
    answer(
        "handover",
        Form::Object,
        "The shift as it stands.",
        "since:moment now:moment severity:text summary:text? contingencies:[text] waiting:object? slots:object items:[object] unchanged:number accepted:object? heads:[text] parts:[object]",
    ),
    answer(
        "handover --to",
        Form::Object,
        "The shift that was given, or taken over.",
        "escalation:text? handover:text? saved:text entry:text",
    ),
    answer(
        "ready",
        Form::Object,
        "Readiness of every runbook.",
        "runbooks:[object] unread:[object]",
    ),
    answer(
        "ready RUNBOOK",
        Form::Object,
        "Readiness of one.",
        "runbook:text title:text sample:flag ready:flag expires_next:object? items:[object] stabilization:object? drift:[text] unread:[object]",
    ),
    answer(
        "review",
        Form::Object,
        "What a review goes through.",
        "runbook:text last:text? by:text? next:text? overdue:flag approval:text? drift:[text] go_through:[object] changes:[object]",
    ),
    answer(
        "report",
        Form::Object,
        "What happened over some days.",
        "from:day to:day zone:text runbook:text? total:object runbooks:[object] procedures:[object] periods:[object] exceptions:[object] escalations:[object] readings:[object] steps:[object] automation:[object] rehearsals:[object] training:[object] ways_back:number follow_ups:[object] open_follow_ups:number unread:[object]",
    ),
    answer(
        "hooks run",
        Form::Object,
        "What hooks were told.",
        "host:text first_run:flag sent:[object] failed:[object] unread:[object]",
    ),
    answer(
        "hooks test",
        Form::List,
        "Hooks that were tried.",
        "hook:text why:text?",
    ),
    answer(
        "check",
        Form::Object,
        "Every problem.",
        "files:number alert_rules:number? unanswered:[text] without_rule:[text] errors:number warnings:number fixed:[object] problems:[object] unread:[object]",
    ),
    answer(
        "doctor",
        Form::Object,
        "What is in force, and what to mend.",
        "findings:[object] mend:[text]",
    ),
    answer(
        "journal where",
        Form::Object,
        "Where the journal is.",
        "journal:text state:text cache:text exists:flag operator:text writers:[object] objects:number object_bytes:number",
    ),
    answer(
        "journal verify",
        Form::Object,
        "Every entry, checked.",
        "status:text journal:text? writers:[object] objects:number altered_objects:[object] awaited_objects:number removed_objects:[object] notes:[text] unreadable:[object] findings:[object] foreign:[object]",
    ),
    answer(
        "journal tail",
        Form::Lines,
        "Entries, as `journal export` writes them.",
        "writer:text v:number seq:number n:number at:moment zone:text by:text on:[text] events:[object] hash:text verified:flag",
    ),
    answer(
        "journal calendar",
        Form::Object,
        "A year day by day.",
        "procedure:text? total:object percent_on_time:number? days:[object]",
    ),
    answer("journal scan", Form::List, "What looks like a secret.", ""),
    answer(
        "import",
        Form::Object,
        "What was brought over, page by page.",
        "",
    ),
    answer(
        "follow-up redline",
        Form::Object,
        "A proposed change, and what was saved of it.",
        "",
    ),
    answer(
        "follow-up apply",
        Form::Object,
        "What an approved change wrote.",
        "",
    ),
    answer("follow-up show", Form::Object, "A follow-up, whole.", ""),
    answer(
        "join",
        Form::Object,
        "The team that was joined, as `sync` tells it.",
        "",
    ),
    answer(
        "sync",
        Form::Object,
        "How the record and the other side's are in step.",
        "status:text carrier:text came:number went:number came_bytes:number went_bytes:number waiting:number forks:[text] given_up:[text] refused:[text] not_here_yet:[text] older_runbooks:number why:text?",
    ),
    answer(
        "team",
        Form::Object,
        "Who writes in this record.",
        "carrier:text? in_step:moment? offline_since:moment? why:text? waiting:number forks:number members:[object]",
    ),
    answer("claim", Form::List, "Who is at what.", ""),
    answer(
        "journal forks",
        Form::List,
        "Second records of one writer.",
        "",
    ),
];
