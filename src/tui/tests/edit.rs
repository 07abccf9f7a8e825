//! Which file the editor opens, and at which line.

use super::play::Play;
use crate::app::effect::Effect;

const ROUND: &str = "title = \"Orders sync\"\ntimezone = \"Europe/Berlin\"\n\n\
    [[procedures]]\ntitle = \"Morning round\"\nschedule = \"weekdays 09:00\"\n\
    steps = [\"Lag is low\"]\n\n\
    [[procedures]]\ntitle = \"Queue check\"\nschedule = \"weekdays 08:30\"\n\n\
    [[procedures.steps]]\ntitle = \"One\"\n\n[[procedures.steps]]\ntitle = \"Two\"\n";

fn opened(play: &mut Play) -> Vec<(String, usize)> {
    let effects = play.effects.drain(..);
    effects
        .filter_map(|effect| match effect {
            Effect::Edit { file, line } => {
                let name = file.file_name()?.to_string_lossy().into_owned();
                Some((name, line))
            }
            _ => None,
        })
        .collect()
}

#[test]
fn a_file_is_opened_where_the_cursor_is() {
    let mut play = Play::new(&[("orders.toml", ROUND)], (100, 30));
    let file = |line| vec![("orders.toml".to_owned(), line)];
    play.keys("2e");
    assert_eq!(opened(&mut play), file(1));
    // The only runbook is unfolded from the start.
    play.keys("jje");
    assert_eq!(opened(&mut play), file(9));
    // Queue check was due first; its second step.
    play.keys("1");
    super::open(&mut play, "Queue check");
    play.keys("je");
    assert_eq!(opened(&mut play), file(16));
}

#[test]
fn a_broken_file_is_opened_at_its_first_mistake() {
    let broken = ROUND.replace("timezone", "timezon");
    let mut play = Play::new(&[("orders.toml", &broken)], (100, 30));
    play.keys("2e");
    let line = opened(&mut play);
    assert_eq!(line, [("orders.toml".to_owned(), 1)]);
}
