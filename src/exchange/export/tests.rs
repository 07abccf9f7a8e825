//! A small runbook in every form, and hostile ones that stay inside theirs.

use super::*;
use crate::runbook::format::{FILE, Kind, Shape};
use crate::runbook::{LibraryDefaults, parse_bytes};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use std::collections::BTreeSet;

const SMALL: &str = r#"
title = "Orders sync"
timezone = "Europe/Berlin"
contacts = [{ id = "on-call", name = "On call", contact = "pager: orders", hours = "24/7" }]

[[escalation]]
severity = "sev1"
means = "No orders arrive"
respond_within = "15m"
path = [{ contact = "on-call", after = "30m" }]

[[alerts]]
name = "LagHigh"
severity = "sev1"
means = "Lag above five minutes"

[targets.prod-eu]
CONTEXT = "eu"

[[procedures]]
id = "check"
title = "Check the queue"
schedule = "weekdays 09:00"
alerts = ["LagHigh"]
targets = ["prod-eu"]

[[procedures.steps]]
id = "depth"
title = "Queue depth"
each = ["shard 1", "shard 2"]
reading = { unit = "messages", warn_above = 500 }
detail = """
Look *here*:

```
tail `x`
```"""

[[procedures.steps]]
section = "Mend it"

[[procedures.steps]]
id = "start"
title = "Start the consumer"
when = { step = "depth", above = 500 }
caution = "Never two."
shell = "systemctl start orders"
sign_off = "on-call"
"#;

const PRINTED: &str = "2026-11-26 09:12 UTC";

fn runbook(text: &str) -> Option<Runbook> {
    let defaults = LibraryDefaults::default();
    parse_bytes("orders.toml", "orders", text.as_bytes(), &defaults).runbook
}

fn small() -> Runbook {
    let text = SMALL.replace(
        "[[alerts]]",
        "[owners]\non-call = { name = \"Lead\", operators = [\"lead\"] }\n\n[[alerts]]",
    );
    runbook(&text).expect("the small runbook is whole")
}

fn days() -> Days {
    Days {
        from: "2026-11-26T00:00:00Z".parse().unwrap(),
        to: "2026-11-28T00:00:00Z".parse().unwrap(),
        now: "2026-11-26T09:12:00Z".parse().unwrap(),
    }
}

#[test]
fn a_small_runbook_is_a_form() {
    let small = small();
    insta::assert_snapshot!(markdown(&[book(&Choice::whole(&small))], PRINTED), @r"
# Orders sync

Printed 2026-11-26 09:12 UTC. Times are in Europe/Berlin. Commands keep their `$NAME`s: put in what was asked for.

## Call

- On call: pager: orders, 24/7
- Lead (on-call: lead)

## Escalation

- **sev1**: No orders arrive; answered within 15 min
  - opened at `______` by `______`
  - [ ] after 30 min: On call, pager: orders, 24/7, told at `______`

## Check the queue

- Procedure: `orders/check`
- Schedule: weekdays 09:00
- Alerts: LagHigh (sev1; Lag above five minutes)
- Day `____________` begun at `______` by `____________`
- Where: [ ] prod-eu

Do it from routine, then confirm each step.

- [ ] **1. Queue depth**

  Look *here*:

  ```
  tail `x`
  ```

  Limits: warn above 500 messages

  - shard 1: value `____________` messages  [ ] not OK  [ ] skipped  [ ] deferred  at `______` by `______`, why `____________`
  - shard 2: value `____________` messages  [ ] not OK  [ ] skipped  [ ] deferred  at `______` by `______`, why `____________`

### Mend it

- [ ] **2. Start the consumer**

  Only when step 1 is above 500.

  > **Caution:** Never two. Read by `______`

  ```sh
  systemctl start orders
  ```

  - [ ] OK  [ ] not OK  [ ] skipped  [ ] deferred  at `______` by `______`, why `____________`

  Signed for on-call by `____________` at `______`

Ended at `______`: [ ] completed  [ ] abandoned, because `____________`

### Writing it up later

The record keeps both times: when it was done and when it was written down. Put the day and the hour of the paper for `TIME` (`09:12` today, else `2026-11-23 09:12`); for what was not OK write `not-ok --note 'WHAT'`, for the rest `skip --reason 'WHY'` or `defer --reason 'WHY'`. Leave out what was not wanted.

```sh
RUN=$(rounds start orders/check --on 'TARGET' --no-open)
rounds do $RUN depth/shard-1 value='VALUE' --at 'TIME'
rounds do $RUN depth/shard-2 value='VALUE' --at 'TIME'
rounds do $RUN start ok --at 'TIME' --caution-read
rounds --operator SECOND do $RUN start sign
rounds run $RUN finish
```
");
}

#[test]
fn a_small_runbook_is_a_page() {
    let small = small();
    let page = html(&[book(&Choice::whole(&small))], PRINTED);
    let (_, body) = page.split_once("<body>\n").unwrap();
    insta::assert_snapshot!(body, @r##"
<nav aria-label="Contents">
<ul>
<li><a href="#orders">Orders sync</a>
<ul>
<li><a href="#orders/check">Check the queue</a> <span class="soft">LagHigh</span></li>
</ul>
</li>
</ul>
</nav>
<main>
<section>
<h1 id="orders">Orders sync<a class="anchor" href="#orders" aria-label="Link to this place">#</a></h1>
<p class="soft">As of 2026-11-26 09:12 UTC. Times are in Europe/Berlin. Commands keep their <code>$NAME</code>s.</p>
<h3>Call</h3>
<dl>
<dt>On call</dt><dd>pager: orders, 24/7</dd>
<dt>Lead (on-call: lead)</dt><dd></dd>
</dl>
<h3>Escalation</h3>
<dl>
<dt>sev1</dt><dd>No orders arrive; answered within 15 min
<br />after 30 min: On call, pager: orders, 24/7
</dd>
</dl>
<article id="orders/check">
<h2>Check the queue<a class="anchor" href="#orders/check" aria-label="Link to this place">#</a></h2>
<dl>
<dt>Start</dt><dd><code>rounds start orders/check</code></dd>
<dt>Schedule</dt><dd>weekdays 09:00</dd>
<dt>Where</dt><dd>prod-eu</dd>
<dt>How</dt><dd>do-confirm</dd>
<dt>Alert</dt><dd>LagHigh; sev1; Lag above five minutes</dd>
</dl>
<p class="paper">Day <span class="blank"></span> begun at <span class="blank"></span> by <span class="blank"></span></p>
<ol class="steps">
<li id="orders/check/depth">
<input type="checkbox" aria-label="Step 1 is done" />
<span class="title">1. Queue depth</span><a class="anchor" href="#orders/check/depth" aria-label="Link to this place">#</a>
<p>Look <em>here</em>:</p>
<pre><code>tail `x`</code></pre>
<p>Limits: warn above 500 messages</p>
<p>Reading, in messages</p>
<p><label><input type="checkbox" /> shard 1</label></p>
<p class="paper">value <span class="blank"></span> ☐ not OK ☐ skipped ☐ deferred at <span class="blank"></span> by <span class="blank"></span>, why <span class="blank"></span></p>
<p><label><input type="checkbox" /> shard 2</label></p>
<p class="paper">value <span class="blank"></span> ☐ not OK ☐ skipped ☐ deferred at <span class="blank"></span> by <span class="blank"></span>, why <span class="blank"></span></p>
</li>
</ol>
<h3>Mend it</h3>
<ol class="steps">
<li id="orders/check/start">
<input type="checkbox" aria-label="Step 2 is done" />
<span class="title">2. Start the consumer</span><a class="anchor" href="#orders/check/start" aria-label="Link to this place">#</a>
<p>Only when step 1 is above 500.</p>
<p class="caution">Caution: Never two.</p>
<pre><code>systemctl start orders</code></pre>
<p>Signed by: on-call</p>
<p class="paper">☐ OK ☐ not OK ☐ skipped ☐ deferred at <span class="blank"></span> by <span class="blank"></span>, why <span class="blank"></span></p>
</li>
</ol>
<p class="paper">Ended at <span class="blank"></span> ☐ completed ☐ abandoned, because <span class="blank"></span></p>
<p class="paper">Written up later with <code>rounds do RUN STEP OUTCOME --at TIME</code>; <code>rounds export orders/check</code> makes a form with each command.</p>
</article>
</section>
</main>
</body>
</html>
"##);
}

#[test]
fn a_small_runbook_is_rows() {
    let small = small();
    let rows = csv(&[book(&Choice::whole(&small))]);
    insta::assert_snapshot!(rows.replace("\r\n", "\n"), @r#"
procedure,procedure_title,schedule,number,step,section,title,items,yields,name,unit,limits,options,command,copy,caution,when,expect,optional,sign_off,undo,link,detail
orders/check,Check the queue,weekdays 09:00,1,depth,,Queue depth,shard 1; shard 2,reading,,messages,warn above 500 messages,,,,,,,,,,,"Look *here*:

```
tail `x`
```"
orders/check,Check the queue,weekdays 09:00,2,start,Mend it,Start the consumer,,tick,,,,,systemctl start orders,,Never two.,step 1 is above 500,,,on-call,,,
"#);
}

#[test]
fn a_small_runbook_is_json() {
    let small = small();
    let json = serde_json::to_string_pretty(&book(&Choice::whole(&small))).unwrap();
    insta::assert_snapshot!(json, @r#"
    {
      "id": "orders",
      "title": "Orders sync",
      "summary": null,
      "timezone": "Europe/Berlin",
      "architecture": null,
      "links": [],
      "owners": [
        {
          "role": "on-call",
          "name": "Lead",
          "contact": null,
          "operators": [
            "lead"
          ],
          "responsible_for": []
        }
      ],
      "contacts": [
        {
          "id": "on-call",
          "name": "On call",
          "contact": "pager: orders",
          "hours": "24/7"
        }
      ],
      "escalation": [
        {
          "severity": "sev1",
          "means": "No orders arrive",
          "respond_within": "15 min",
          "resolve_within": null,
          "path": [
            {
              "name": "On call",
              "contact": "pager: orders",
              "hours": "24/7",
              "after": "after 30 min"
            }
          ]
        }
      ],
      "procedures": [
        {
          "procedure": "orders/check",
          "title": "Check the queue",
          "purpose": null,
          "schedule": "weekdays 09:00",
          "targets": [
            "prod-eu"
          ],
          "alerts": [
            {
              "name": "LagHigh",
              "severity": "sev1",
              "means": "Lag above five minutes"
            }
          ],
          "symptoms": [],
          "subject": null,
          "style": "do-confirm",
          "estimate": null,
          "steps": [
            {
              "number": 1,
              "id": "depth",
              "section": null,
              "section_when": null,
              "title": "Queue depth",
              "detail": "Look *here*:\n\n```\ntail `x`\n```",
              "caution": null,
              "no_return": false,
              "when": null,
              "yields": "reading",
              "unit": "messages",
              "limits": "warn above 500 messages",
              "name": null,
              "example": null,
              "secret": false,
              "options": [],
              "boxes": [
                {
                  "step": "depth/shard-1",
                  "item": "shard 1"
                },
                {
                  "step": "depth/shard-2",
                  "item": "shard 2"
                }
              ],
              "each": null,
              "command": null,
              "wait": null,
              "calls": null,
              "expect": null,
              "copy": null,
              "link": null,
              "optional": false,
              "ends": null,
              "on_fail": null,
              "sign_off": null,
              "undo": null
            },
            {
              "number": 2,
              "id": "start",
              "section": "Mend it",
              "section_when": null,
              "title": "Start the consumer",
              "detail": null,
              "caution": "Never two.",
              "no_return": false,
              "when": "step 1 is above 500",
              "yields": "tick",
              "unit": null,
              "limits": null,
              "name": null,
              "example": null,
              "secret": false,
              "options": [],
              "boxes": [
                {
                  "step": "start",
                  "item": null
                }
              ],
              "each": null,
              "command": "systemctl start orders",
              "wait": null,
              "calls": null,
              "expect": null,
              "copy": null,
              "link": null,
              "optional": false,
              "ends": null,
              "on_fail": null,
              "sign_off": "on-call",
              "undo": null
            }
          ]
        }
      ],
      "file": {},
      "library": {}
    }
    "#);
}

#[test]
fn a_small_runbook_is_a_calendar() {
    let small = small();
    let text = calendar(&[Choice::whole(&small)], &days())
        .unwrap()
        .unwrap();
    insta::assert_snapshot!(text.replace("\r\n", "\n"), @r"
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//rounds//rounds export//EN
CALSCALE:GREGORIAN
X-WR-CALNAME:Orders sync
BEGIN:VEVENT
UID:orders/check/prod-eu/20261126T080000Z@rounds
DTSTAMP:20261126T091200Z
DTSTART:20261126T080000Z
DURATION:PT15M
SUMMARY:Check the queue · Orders sync · prod-eu
DESCRIPTION:weekdays 09:00\; overdue after 2 h 24 min\n1. Queue depth\n2. S
 tart the consumer\nrounds start orders/check --on 'prod-eu'
LOCATION:prod-eu
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:orders/check/prod-eu/20261127T080000Z@rounds
DTSTAMP:20261126T091200Z
DTSTART:20261127T080000Z
DURATION:PT15M
SUMMARY:Check the queue · Orders sync · prod-eu
DESCRIPTION:weekdays 09:00\; overdue after 2 h 24 min\n1. Queue depth\n2. S
 tart the consumer\nrounds start orders/check --on 'prod-eu'
LOCATION:prod-eu
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
");
}

#[test]
fn a_calendar_is_the_same_whenever_it_is_made() {
    let small = small();
    let uids = |now: &str| -> Vec<String> {
        let days = Days {
            now: now.parse().unwrap(),
            ..days()
        };
        let text = calendar(&[Choice::whole(&small)], &days).unwrap().unwrap();
        let uids = text.lines().filter(|line| line.starts_with("UID:"));
        uids.map(str::to_owned).collect()
    };
    let first = uids("2026-11-26T09:12:00Z");
    assert_eq!(first.len(), 2);
    assert_eq!(first, uids("2026-11-27T10:00:00Z"));
}

#[test]
fn too_many_times_are_refused_and_none_are_no_calendar() {
    let small = small();
    let days_off = Days {
        from: "2026-11-28T00:00:00Z".parse().unwrap(),
        to: "2026-11-29T00:00:00Z".parse().unwrap(),
        ..days()
    };
    assert_eq!(calendar(&[Choice::whole(&small)], &days_off), Ok(None));
    let days = Days {
        to: "2126-01-01T00:00:00Z".parse().unwrap(),
        ..days()
    };
    assert_eq!(calendar(&[Choice::whole(&small)], &days), Err(TooMany));
}

/// A runbook that says `text` wherever it can.
fn saying(text: &str) -> Option<(Runbook, Written)> {
    let address: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let whole = format!("https://e.org/?{address}");
    said(text, &whole).or_else(|| said(text, "https://e.org/"))
}

fn said(text: &str, link: &str) -> Option<(Runbook, Written)> {
    let text = toml::Value::String(text.to_owned()).to_string();
    let link = toml::Value::String(link.to_owned()).to_string();
    let text = format!(
        "title = {text}\nsummary = {text}\ntimezone = \"UTC\"\nlinks = {{ x = {link} }}\n\n\
         [architecture]\ntext = {text}\n\n[owners]\non-call = {{ name = {text}, contact = {text} }}\n\n\
         [[contacts]]\nid = \"c\"\nname = {text}\ncontact = {text}\nhours = {text}\n\n\
         [[escalation]]\nseverity = {text}\nmeans = {text}\npath = [{{ contact = \"c\" }}]\n\n\
         [[alerts]]\nname = {text}\nmeans = {text}\n\n\
         [[procedures]]\nid = \"p\"\ntitle = {text}\npurpose = {text}\nalerts = [{text}]\nsymptoms = [{text}]\nschedule = \"daily 09:00\"\n\n\
         [[procedures.steps]]\nsection = {text}\n\n\
         [[procedures.steps]]\nid = \"s\"\ntitle = {text}\ndetail = {text}\ncaution = {text}\nexpect = {text}\nundo = {text}\ncopy = {text}\nlink = {link}\nreading = {{ unit = {text} }}\n\n\
         [[procedures.steps]]\nid = \"t\"\ntitle = {text}\neach = [{text}, \"b\"]\nshell = {text}\n\n\
         [[procedures.steps]]\nid = \"u\"\ntitle = {text}\nchoose = [{text}, \"b\"]\n\n\
         [[dependencies]]\nname = {text}\nif_down = {text}\n\n[backup]\nwhat = {text}\n"
    );
    Some((runbook(&text)?, Written::of(text.as_bytes(), None)))
}

/// What a reader of Markdown makes of a form: its headings and boxes; nothing else that a
/// text could have brought in.
/// A form without the file in a comment at its foot, which has to be the last thing there.
fn above_the_file(form: &str) -> &str {
    let (above, file) = form.split_once("\n<!-- rounds-").unwrap_or((form, "-->\n"));
    assert!(file.ends_with("-->\n"), "{form}");
    above
}

fn shape(text: &str) -> (Vec<usize>, usize) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS;
    let mut headings = Vec::new();
    let mut boxes = 0;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => headings.push(level as usize),
            Event::TaskListMarker(_) => boxes += 1,
            Event::Html(_) | Event::InlineHtml(_) => panic!("HTML in:\n{text}"),
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => panic!("a link in:\n{text}"),
            _ => {}
        }
    }
    (headings, boxes)
}

/// Reads tags as a strict reader does: each that opens is closed, and none is foreign.
fn assert_well_formed(html: &str) {
    const KNOWN: &str = " html head meta title style body nav main section article h1 h2 h3 p ul ol li dl dt dd a span small strong em code pre blockquote table thead tbody tr th td label input br hr ";
    let mut open: Vec<&str> = Vec::new();
    let (_, mut rest) = html.split_once("<!DOCTYPE html>").unwrap();
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').expect("a tag ends") + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        let name = tag.trim_matches('/').split_whitespace().next().unwrap();
        assert!(KNOWN.contains(&format!(" {name} ")), "<{tag}>");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{html}");
        } else if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

/// The cells of CSV.
fn cells(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let row = rows.last_mut().unwrap();
        match c {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                row.last_mut().unwrap().push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted && letters.peek() == Some(&'\n') => {
                letters.next();
                rows.push(vec![String::new()]);
            }
            c => row.last_mut().unwrap().push(c),
        }
    }
    rows.pop();
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]
    #[test]
    fn no_text_leaves_its_place(pieces in prop::collection::vec(prop_oneof![
        Just("x "), Just("<script>alert(1)</script>"), Just("</code></pre>"), Just("]]>"), Just("&lt;"), Just("\" onload=\"x"),
        Just("```"), Just("````\n"), Just("~~~"), Just("`"), Just("\n"), Just("\n\n"), Just("# "), Just("\n# h"), Just("\n---\n"),
        Just("- [ ] "), Just("1. "), Just("> "), Just("| a | b |\n|---|---|\n| c |"), Just("[a](https://e.org)"), Just("![a](https://e.org)"),
        Just("<https://e.org>"), Just("[a]: https://e.org\n"), Just("\\"), Just("**"), Just("_"), Just("=1+1"), Just("@x"), Just("-"), Just("+"),
        Just(","), Just(";"), Just("\"\""), Just("END:VEVENT"), Just("\nBEGIN:VEVENT\n"), Just("javascript:alert(1)"), Just("https://e.org/'\"><b>"),
        Just("\u{202e}"), Just("ü€"), Just("</article>"),
    ], 1..9)) {
        let text = pieces.concat();
        let text = text.trim();
        prop_assume!(!text.is_empty());
        let Some(hostile) = saying(text) else { return Ok(()) };
        prop_assume!(hostile.0.procedures.len() == 1 && hostile.0.broken.is_empty());
        let harmless = saying("x").unwrap();
        let books = |(runbook, written): &(Runbook, Written)| {
            vec![book(&Choice { written: written.clone(), ..Choice::whole(runbook) })]
        };
        let form = markdown(&books(&hostile), PRINTED);
        let (headings, boxes) = shape(above_the_file(&form));
        let (expected, least) = shape(above_the_file(&markdown(&books(&harmless), PRINTED)));
        prop_assert_eq!(headings, expected, "{}", form);
        prop_assert!(boxes >= least, "{}", form);
        assert_well_formed(&html(&books(&hostile), PRINTED));
        let rows = csv(&books(&hostile));
        for row in cells(&rows) {
            prop_assert_eq!(row.len(), 23, "{}", rows);
            let is_formula = |cell: &String| {
                // A number stays one.
                cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err()
            };
            prop_assert!(!row.iter().any(is_formula), "{}", rows);
        }
        let calendar = calendar(&[Choice::whole(&hostile.0)], &days()).unwrap().unwrap();
        let lines: Vec<&str> = calendar.split_terminator("\r\n").collect();
        prop_assert!(lines.iter().all(|line| line.len() <= 75 && !line.contains(['\n', '\r'])));
        prop_assert_eq!(lines.iter().filter(|line| line.starts_with("BEGIN:VEVENT")).count(), 2);
        prop_assert_eq!(lines.iter().filter(|line| line.starts_with("END:")).count(), 3);
    }
}

/// A runbook that has every key of the format.
const EVERY_KEY: &str = include_str!("../../../tests/data/every-key.toml");

/// Every key that is used below a table, as `SHAPE.KEY`.
fn used(shape: &'static Shape, table: &toml::Table, all: &mut BTreeSet<(&'static str, String)>) {
    for (name, value) in table {
        all.insert((shape.header, name.clone()));
        let Some(key) = shape.key(name) else { continue };
        let values = match (&key.kind, value) {
            (Kind::Named(_), toml::Value::Table(named)) => named.values().collect(),
            (_, toml::Value::Array(values)) => values.iter().collect(),
            (_, value) => vec![value],
        };
        let tables = values.into_iter().filter_map(toml::Value::as_table);
        for table in tables {
            used_in(shapes_of(&key.kind), table, all);
        }
    }
}

fn used_in(
    shapes: Vec<&'static Shape>,
    table: &toml::Table,
    all: &mut BTreeSet<(&'static str, String)>,
) {
    let told = shapes
        .iter()
        .find(|it| it.told_by.is_some_and(|key| table.contains_key(key)));
    let shape = told.or_else(|| shapes.iter().find(|it| it.told_by.is_none()));
    if let Some(shape) = shape {
        used(shape, table, all);
    }
}

fn shapes_of(kind: &'static Kind) -> Vec<&'static Shape> {
    match kind {
        Kind::Named(of) | Kind::OneOrMore(of) => shapes_of(of),
        kind => kind.shapes(),
    }
}

fn known(shape: &'static Shape, all: &mut BTreeSet<(&'static str, String)>) {
    for key in shape.keys {
        if all.insert((shape.header, key.name.to_owned())) {
            shapes_of(&key.kind)
                .into_iter()
                .for_each(|it| known(it, all));
        }
    }
}

fn every_key() -> Book {
    let defaults = LibraryDefaults::default();
    let parsed = parse_bytes("orders.toml", "orders", EVERY_KEY.as_bytes(), &defaults);
    assert_eq!(parsed.problems, []);
    let runbook = parsed.runbook.expect("the runbook with every key is whole");
    book(&Choice {
        written: Written::of(
            EVERY_KEY.as_bytes(),
            Some(b"[closed]\ndays = [2027-01-01]\n"),
        ),
        ..Choice::whole(&runbook)
    })
}

/// Texts of a tree that hold at least two words, with the keys that lead to each.
fn sentences(value: &toml::Value, keys: &str, all: &mut Vec<(String, String)>) {
    match value {
        toml::Value::String(text) if text.contains(' ') => {
            all.push((keys.to_owned(), text.clone()))
        }
        toml::Value::Array(values) => values.iter().for_each(|it| sentences(it, keys, all)),
        toml::Value::Table(table) => table
            .iter()
            .for_each(|(key, it)| sentences(it, &format!("{keys}.{key}"), all)),
        _ => {}
    }
}

#[test]
fn the_runbook_with_every_key_has_every_key() {
    let (mut wanted, mut there) = (BTreeSet::new(), BTreeSet::new());
    known(&FILE, &mut wanted);
    let table = EVERY_KEY.parse::<toml::Table>().unwrap();
    used(&FILE, &table, &mut there);
    let missing: Vec<_> = wanted.difference(&there).collect();
    assert!(
        missing.is_empty(),
        "write these into tests/data/every-key.toml: {missing:?}"
    );
}

#[test]
fn json_holds_all_that_a_file_says() {
    let json = serde_json::to_value(every_key()).unwrap();
    let table: toml::Value = EVERY_KEY.parse::<toml::Table>().unwrap().into();
    fn same(toml: &toml::Value, json: &serde_json::Value, at: &str) {
        match toml {
            toml::Value::Table(table) => table.iter().for_each(|(key, value)| {
                same(value, &json[key.as_str()], &format!("{at}.{key}"));
            }),
            toml::Value::Array(values) => values.iter().enumerate().for_each(|(index, value)| {
                same(value, &json[index], &format!("{at}[{index}]"));
            }),
            toml::Value::Float(number) => assert_eq!(json.as_f64(), Some(*number), "{at}"),
            toml::Value::Boolean(flag) => assert_eq!(json.as_bool(), Some(*flag), "{at}"),
            toml::Value::Integer(number) => assert_eq!(json.as_i64(), Some(*number), "{at}"),
            toml::Value::String(text) => assert_eq!(json.as_str(), Some(&**text), "{at}"),
            toml::Value::Datetime(day) => assert_eq!(json, &day.to_string(), "{at}"),
        }
    }
    same(&table, &json["file"], "file");
    assert_eq!(json["library"]["closed"]["days"][0], "2027-01-01");
}

#[test]
fn paper_and_page_tell_all_that_a_file_says() {
    let books = [every_key()];
    let mut all = Vec::new();
    sentences(
        &EVERY_KEY.parse::<toml::Table>().unwrap().into(),
        "",
        &mut all,
    );
    // These are told in words of their own: `15m` as 15 min, a schedule as it is read. What a
    // rehearsal has in store is kept from whoever reads the form.
    let own = |(keys, text): &&(String, String)| {
        keys.starts_with(".procedures.rehearsal")
            || text.ends_with(" days") && keys.contains("every")
    };
    for (form, text) in [
        ("paper", markdown(&books, PRINTED)),
        ("page", html(&books, PRINTED)),
    ] {
        let text = text.replace('\\', "");
        for (keys, sentence) in all.iter().filter(|it| !own(it)) {
            assert!(
                text.contains(sentence),
                "{form} does not tell {keys}: {sentence}\n{text}"
            );
        }
        for (key, value) in [
            ("closed.days", "2026-12-25"),
            ("library's closed.days", "2027-01-01"),
            ("review.every", "90 days"),
            ("credentials.rotate_every", "91 days"),
            ("procedures.rehearse_every", "92 days"),
            ("if_missed", "carry"),
            ("timeout", "45s"),
            ("expect_exit", "0, 3"),
            ("cwd", "/srv/orders"),
            ("pattern", "[0-9]{4}"),
            ("owners.operators", "tl-one, tl-two"),
            ("alarm", "alarm: no"),
            ("watch_same", "watch same: yes"),
            ("training", "365 days"),
            ("releases.date", "2026-08-20"),
        ] {
            assert!(text.contains(value), "{form} does not tell {key}\n{text}");
        }
        // What is not shown spoils nothing.
        let shown = text.split("<!--").next().unwrap_or_default();
        assert!(
            !shown.contains("The phone rings"),
            "{form} spoils the rehearsal"
        );
    }
}
