//! What stands where on the screen, and what the mouse means by it.
//!
//! What stays true: whoever draws a thing tells where it stands, so that no second layout is kept
//! here; the mouse means what keys mean and nothing else.

use super::action::Action;
use super::input::Mouse;
use std::cell::RefCell;

/// What stands somewhere on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// What does something: a tab, a key at the foot.
    Act(Action),
    /// A row of the list in front, by how many rows it stands below the selected one.
    Row(isize),
}

/// What the mouse means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// To do something.
    Act(Action),
    /// To move the cursor of the list in front down by so many rows.
    Move(isize),
    /// To move the words beside the list: down, or up.
    Beside(bool),
    /// To open the selected row.
    Choose,
}

/// Cells of the screen: the first column and row, and how many of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cells {
    /// The first column, from 0.
    pub x: u16,
    /// The first row, from 0.
    pub y: u16,
    /// How many columns.
    pub width: u16,
    /// How many rows.
    pub height: u16,
}

impl Cells {
    fn holds(self, (x, y): (u16, u16)) -> bool {
        let columns = self.x..self.x.saturating_add(self.width);
        let rows = self.y..self.y.saturating_add(self.height);
        columns.contains(&x) && rows.contains(&y)
    }
}

/// What stands where, as it was drawn last.
#[derive(Clone, Debug, Default)]
pub struct Spots(RefCell<Vec<(Cells, Spot)>>);

impl Spots {
    /// Something stands there.
    pub fn add(&self, cells: Cells, spot: Spot) {
        self.0.borrow_mut().push((cells, spot));
    }

    /// Everything is drawn anew, or something stands before all of it.
    pub fn clear(&self) {
        self.0.borrow_mut().clear();
    }

    /// What can be done by what stands there, in the order in which it was drawn; what leads to
    /// another screen is not told.
    pub(super) fn actions(&self) -> Vec<Action> {
        use Action as A;
        let spots = self.0.borrow();
        let actions = spots.iter().filter_map(|(_, spot)| match spot {
            Spot::Act(A::Today | A::Runbooks | A::Journal | A::FollowUps) | Spot::Row(_) => None,
            Spot::Act(action) => Some(*action),
        });
        actions.collect()
    }

    /// What the mouse means; none where nothing stands under it.
    pub(super) fn meant(&self, mouse: Mouse) -> Option<Meant> {
        match mouse {
            Mouse::Click(x, y) => Some(match self.at((x, y))? {
                Spot::Act(action) => Meant::Act(action),
                Spot::Row(0) => Meant::Choose,
                Spot::Row(rows) => Meant::Move(rows),
            }),
            Mouse::ScrollDown(x, _) if self.is_beside(x) => Some(Meant::Beside(true)),
            Mouse::ScrollUp(x, _) if self.is_beside(x) => Some(Meant::Beside(false)),
            Mouse::ScrollDown(..) => Some(Meant::Move(1)),
            Mouse::ScrollUp(..) => Some(Meant::Move(-1)),
        }
    }

    /// The first cell of everything that stands somewhere.
    #[cfg(test)]
    pub fn cells(&self) -> Vec<(u16, u16)> {
        let spots = self.0.borrow();
        spots.iter().map(|(cells, _)| (cells.x, cells.y)).collect()
    }

    fn at(&self, cell: (u16, u16)) -> Option<Spot> {
        let spots = self.0.borrow();
        let found = spots.iter().rev().find(|(cells, _)| cells.holds(cell));
        found.map(|(_, spot)| *spot)
    }

    /// Whether a column is beside the list in front, where there is one.
    fn is_beside(&self, x: u16) -> bool {
        let spots = self.0.borrow();
        let rows = spots
            .iter()
            .filter(|(_, spot)| matches!(spot, Spot::Row(_)));
        let ends = rows.map(|(cells, _)| cells.x.saturating_add(cells.width));
        ends.max().is_some_and(|end| x > end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_last_is_what_is_meant() {
        let spots = Spots::default();
        let cells = |x, y, width| Cells {
            x,
            y,
            width,
            height: 1,
        };
        spots.add(cells(1, 0, 9), Spot::Act(Action::Journal));
        spots.add(cells(0, 2, 20), Spot::Row(-1));
        spots.add(cells(0, 3, 20), Spot::Row(0));
        for (mouse, meant) in [
            (Mouse::Click(0, 0), None),
            (Mouse::Click(1, 0), Some(Meant::Act(Action::Journal))),
            (Mouse::Click(9, 0), Some(Meant::Act(Action::Journal))),
            (Mouse::Click(10, 0), None),
            (Mouse::Click(19, 2), Some(Meant::Move(-1))),
            (Mouse::Click(20, 2), None),
            (Mouse::Click(3, 3), Some(Meant::Choose)),
            (Mouse::Click(3, 4), None),
            (Mouse::ScrollDown(3, 9), Some(Meant::Move(1))),
            (Mouse::ScrollUp(40, 2), Some(Meant::Beside(false))),
            (Mouse::ScrollDown(40, 2), Some(Meant::Beside(true))),
        ] {
            assert_eq!(spots.meant(mouse), meant, "{mouse:?}");
        }
        spots.add(cells(0, 0, 80), Spot::Act(Action::Help));
        assert_eq!(
            spots.meant(Mouse::Click(1, 0)),
            Some(Meant::Act(Action::Help))
        );
        spots.clear();
        assert_eq!(spots.meant(Mouse::Click(1, 0)), None);
        // A page alone is scrolled as a list is.
        assert_eq!(spots.meant(Mouse::ScrollDown(70, 9)), Some(Meant::Move(1)));
    }
}
