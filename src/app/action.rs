//! What a screen can be asked to do.

/// What a key, the palette or the mouse asks for. What it comes to depends on where the
/// cursor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// To the first row.
    First,
    /// To the last row.
    Last,
    /// Into what is selected; starts, continues, unfolds, finishes.
    Enter,
    /// Out of it; folds up.
    Back,
    /// Unfold, or one page to the right.
    Right,
    /// Fold, or one page to the left.
    Left,
    /// Scroll the words beside the list down.
    ScrollDown,
    /// Scroll them up.
    ScrollUp,
    /// To the next open step.
    NextOpen,
    /// Go to Today.
    Today,
    /// Go to Runbooks.
    Runbooks,
    /// Go to Journal.
    Journal,
    /// Go to Follow-ups.
    FollowUps,
    /// Find anything by words.
    Find,
    /// Find an exception by alert, symptom or words.
    Alert,
    /// Every action, by words.
    Palette,
    /// The keys of this place.
    Help,
    /// Out of a run; from a screen, out of the program.
    Quit,
    /// Out of the program, from anywhere.
    Leave,
    /// Stop until the shell goes on.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// The step is OK; opens the field of a step that wants a value.
    Ok,
    /// The step is not OK.
    NotOk,
    /// Skip the step.
    Skip,
    /// Put the step off.
    Defer,
    /// Do the step again.
    Again,
    /// Correct what was written down.
    Correct,
    /// Say when the next answer was really done.
    DoneAt,
    /// Write something down at the step; on a screen, for the shift.
    Note,
    /// Write something down at the run.
    NoteRun,
    /// Keep a file as evidence.
    Attach,
    /// The caution was read.
    Caution,
    /// Copy the step's text.
    Copy,
    /// Show the text to copy, full width.
    ShowCopy,
    /// Open the step's link.
    OpenLink,
    /// Do the step by its command, after its wait, or by what it calls.
    Perform,
    /// End the command that runs.
    CancelCommand,
    /// Open the output that was kept.
    Output,
    /// Start what the step names for when it fails.
    FollowFailure,
    /// A second person signs what was done.
    Sign,
    /// Begin the way back of this run.
    RollBack,
    /// Show what is different since one's last run.
    Difference,
    /// Begin a rehearsal.
    Rehearse,
    /// Show the scenario of the rehearsal.
    Scenario,
    /// Go on past a holding step.
    CarryOn,
    /// Take the last answer back.
    UndoAnswer,
    /// Finish the run.
    Finish,
    /// Give the run up.
    Abandon,
    /// Take over the newer revision.
    Adopt,
    /// Excuse an occurrence.
    Waive,
    /// What was missed was seen.
    Acknowledge,
    /// Everything that was missed was seen.
    AcknowledgeAll,
    /// Show other rows: everything, what was not OK, one's own.
    Filter,
    /// Another order of the rows.
    Sort,
    /// Show alone what belongs with the selected row, or all again: on Today its runbook, in
    /// Journal its procedure.
    OnlyThis,
    /// Open the file of what is selected in an editor.
    Edit,
    /// Open a follow-up: a list of kinds.
    OpenNew,
    /// Ask a question: at the step, or for the runbook in front.
    Question,
    /// Say that something is wrong.
    Issue,
    /// Set something aside until a time.
    Silence,
    /// Answer a question.
    Answer,
    /// Close a follow-up, with a reason.
    Close,
    /// Lift an override.
    Lift,
    /// Bring a follow-up to another state: a list.
    Move,
    /// Say who acts.
    Assign,
    /// Say by when.
    Due,
    /// Name a ticket elsewhere.
    Ticket,
    /// Write something down at a follow-up.
    NoteHere,
    /// Go to where it came from: the step of its run.
    Origin,
    /// The next view of the place: a list, a calendar, trends.
    NextView,
    /// The last year, day by day.
    Calendar,
    /// The readings of the last year, each over time.
    Trends,
    /// Pick a page of the runbook.
    PickPage,
    /// Propose other words for a step.
    Reword,
    /// Write what an approved change proposes into the runbook's file.
    Apply,
    /// The newest revision of the runbook belongs to this change.
    Cover,
    /// Call for help, or go to the escalation that goes on here.
    Escalate,
    /// The pages of the runbook in front.
    Pages,
    /// The handover of the shift.
    Handover,
    /// The team: who writes in this record, and how it stands to the others'.
    Team,
    /// Someone was called.
    Called,
    /// Let a stabilization window go on.
    Extend,
    /// Stand for what no record shows.
    Attest,
    /// The runbook was reviewed.
    Reviewed,
    /// Give the shift.
    Give,
    /// Take the shift over.
    Take,
    /// Nothing is expected to go wrong with an item of the handover.
    Stable,
    /// It may get worse.
    Watch,
    /// It gets worse, or may at any moment.
    Unstable,
    /// Take all that is not unstable together.
    ConfirmRest,
    /// Do not take an item, and say why.
    HandBack,
    /// Try again what could not be saved.
    TryAgain,
    /// Turn the mouse on or off.
    Mouse,
    /// Pick a theme.
    Theme,
    /// In a field: begin another line.
    NewLine,
    /// In a field: to the beginning of the line.
    LineStart,
    /// In a field: to the end of the line.
    LineEnd,
    /// In a field: one word back.
    WordLeft,
    /// In a field: one word on.
    WordRight,
    /// In a field: delete the letter before.
    EraseLetter,
    /// In a field: delete the letter at the cursor.
    EraseNextLetter,
    /// In a field: delete the word before.
    EraseWord,
    /// In a field: delete the word after.
    EraseNextWord,
    /// In a field: delete to the beginning of the line.
    EraseToStart,
    /// In a field: delete to the end of the line.
    EraseToEnd,
    /// In a field: put back what was deleted last.
    PutBack,
    /// In a field: undo what was typed or deleted last.
    UndoTyping,
    /// In a field: do again what was undone.
    RedoTyping,
}

impl Action {
    /// As `config.toml` calls it: `not-ok`.
    pub fn name(self) -> String {
        let mut name = String::new();
        for letter in format!("{self:?}").chars() {
            if letter.is_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.extend(letter.to_lowercase());
        }
        name
    }
}
