//! Follow-ups to what stands in a checkpoint, and back.

use super::image::{FollowUpImage, OpenedImage, OriginImage};
use crate::event::{FollowUpId, FollowUpOpened, Origin};
use crate::state::follow_up::FollowUp;

pub(super) fn image(known: &FollowUp) -> Option<FollowUpImage> {
    let opened = match &known.opened {
        Some(said) => Some(said.map(|opened| Some(opened_image(opened)))?),
        None => None,
    };
    Some(FollowUpImage {
        id: known.id,
        opened,
        moves: known.moves.clone(),
        owners: known.owners.clone(),
        dues: known.dues.clone(),
        tickets: known.tickets.clone(),
        notes: known.notes.clone(),
    })
}

fn opened_image(opened: &FollowUpOpened) -> OpenedImage {
    let opened = opened.clone();
    OpenedImage {
        kind: opened.kind,
        title: opened.title,
        text: opened.text,
        runbook: opened.runbook,
        owner: opened.owner,
        due: opened.due,
        ticket: opened.ticket,
        origin: opened.origin.map(|origin| OriginImage {
            run: origin.run,
            procedure: origin.procedure,
            target: origin.target,
            step: origin.step,
            item: origin.item,
            step_title: origin.step_title,
            rehearsal: origin.rehearsal,
        }),
        redline: opened.redline,
    }
}

pub(super) fn follow_up(image: FollowUpImage) -> Option<FollowUp> {
    let id = image.id;
    let opened = match &image.opened {
        Some(said) => Some(said.map(|opened| Some(Box::new(fact(id, opened))))?),
        None => None,
    };
    Some(FollowUp {
        id,
        opened,
        moves: image.moves,
        owners: image.owners,
        dues: image.dues,
        tickets: image.tickets,
        notes: image.notes,
    })
}

fn fact(id: FollowUpId, image: &OpenedImage) -> FollowUpOpened {
    FollowUpOpened {
        id,
        kind: image.kind,
        title: image.title.clone(),
        text: image.text.clone(),
        runbook: image.runbook.clone(),
        owner: image.owner.clone(),
        due: image.due,
        ticket: image.ticket.clone(),
        origin: image.origin.as_ref().map(|origin| Origin {
            run: origin.run,
            procedure: origin.procedure.clone(),
            target: origin.target.clone(),
            step: origin.step.clone(),
            item: origin.item.clone(),
            step_title: origin.step_title.clone(),
            rehearsal: origin.rehearsal,
        }),
        redline: image.redline.clone(),
    }
}
