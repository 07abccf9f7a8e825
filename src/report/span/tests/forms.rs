//! The forms of one made-up week: what a machine, a spreadsheet, a browser and a reader who
//! does not see get of it.

use super::super::{csv, html, page};
use super::kit::week;
use serde_json::Value;

/// Reads RFC 4180 as strictly as it is written; what is no CSV panics.
fn cells(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut rest = text.chars().peekable();
    let mut quoted = false;
    while let Some(letter) = rest.next() {
        let row = rows.last_mut().unwrap();
        let cell = row.last_mut().unwrap();
        match (quoted, letter) {
            (true, '"') if rest.peek() == Some(&'"') => {
                rest.next();
                cell.push('"');
            }
            (true, '"') => {
                quoted = false;
                assert!(matches!(rest.peek(), Some(',' | '\r')), "after a quote");
            }
            (true, letter) => cell.push(letter),
            (false, '"') => {
                assert!(cell.is_empty(), "a quote inside {cell}");
                quoted = true;
            }
            (false, ',') => row.push(String::new()),
            (false, '\r') => {
                assert_eq!(rest.next(), Some('\n'));
                rows.push(vec![String::new()]);
            }
            (false, '\n') => panic!("a bare line end"),
            (false, letter) => cell.push(letter),
        }
    }
    assert!(!quoted, "a quote that nothing closes");
    assert_eq!(rows.pop(), Some(vec![String::new()]), "the last line ends");
    rows
}

#[test]
fn every_row_of_the_csv_has_the_same_columns_and_the_numbers_of_the_report() {
    let report = week().report();
    let rows = cells(&csv(&report));
    assert_eq!(
        rows[0].join(","),
        "part,of,title,target,item,at,measure,value"
    );
    assert!(rows.iter().all(|row| row.len() == 8), "{rows:?}");
    let value = |part: &str, of: &str, measure: &str| {
        let row = rows
            .iter()
            .find(|row| row[0] == part && row[1] == of && row[6] == measure);
        row.map(|row| row[7].clone())
            .unwrap_or_else(|| panic!("{part} {of} {measure}: {rows:?}"))
    };
    assert_eq!(value("runbook", "orders", "came"), "7");
    assert_eq!(value("procedure", "orders/morning", "late"), "1");
    assert_eq!(value("procedure", "orders/morning", "missed"), "1");
    let met = rows.iter().filter(|row| row[6] == "response met");
    let met: Vec<_> = met.map(|row| &*row[7]).collect();
    assert_eq!(met, ["true", "false"]);
}

#[test]
fn the_json_has_the_keys_that_are_promised() {
    let report = serde_json::to_value(week().report()).unwrap();
    let keys: Vec<_> = report.as_object().unwrap().keys().cloned().collect();
    let mut wanted = [
        "from",
        "to",
        "zone",
        "runbook",
        "total",
        "runbooks",
        "procedures",
        "periods",
        "exceptions",
        "escalations",
        "readings",
        "steps",
        "automation",
        "rehearsals",
        "training",
        "doubts",
        "ways_back",
        "written_up",
        "follow_ups",
        "open_follow_ups",
    ];
    wanted.sort_unstable();
    let mut keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, wanted);
    assert_eq!(report["from"], "2026-11-02");
    assert_eq!(report["total"]["on_time"], 4);
    assert_eq!(report["procedures"][0]["procedure"], "orders/morning");
    assert_eq!(report["readings"][0]["points"].as_array().unwrap().len(), 5);
    assert_eq!(report["escalations"][0]["response"]["took_seconds"], 720);
    assert_eq!(report["escalations"][2]["response"]["met"], Value::Null);
}

/// Every opening tag, without what is in the style sheet.
fn tags(html: &str) -> Vec<&str> {
    let (head, rest) = html.split_once("<style>").unwrap();
    let (_, body) = rest.split_once("</style>").unwrap();
    let all = [head, body].into_iter().flat_map(|part| part.split('<'));
    let tags = all.filter_map(|part| part.split_once('>').map(|(tag, _)| tag));
    tags.filter(|tag| !tag.starts_with(['/', '!'])).collect()
}

fn named<'a>(tags: &[&'a str], name: &str) -> Vec<&'a str> {
    let of = |tag: &&&str| tag.split([' ', '\n']).next() == Some(name);
    tags.iter().filter(of).copied().collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let html = html(&page(&week().report()));
    let tags = tags(&html);
    for forbidden in ["script", "link", "img", "iframe", "object", "embed", "base"] {
        assert_eq!(named(&tags, forbidden), [""; 0], "{forbidden}");
    }
    for tag in &tags {
        for name in ["src", "srcset", "href", "style"] {
            let value = attribute(tag, name).unwrap_or("#");
            assert!(value.starts_with('#'), "{tag}");
        }
        assert!(!tag.contains(" on"), "a handler: {tag}");
    }
    let style = html.split("<style>").nth(1).unwrap();
    let style = style.split("</style>").next().unwrap();
    for forbidden in ["@import", "@font-face", "url(http", "url(//", "url(data"] {
        assert!(!style.contains(forbidden), "{forbidden}");
    }
    assert!(html.contains("default-src 'none'"));
}

#[test]
fn the_page_can_be_walked_by_headings_tables_and_keys() {
    let html = html(&page(&week().report()));
    let tags = tags(&html);
    let root = named(&tags, "html");
    assert_eq!(attribute(root[0], "lang"), Some("en"));
    assert_eq!(named(&tags, "h1").len(), 1);
    assert_eq!(named(&tags, "title").len(), 1 + named(&tags, "svg").len());
    assert!(named(&tags, "h3").is_empty(), "no level is left out");
    let tables = named(&tags, "table").len();
    assert!(tables > 5, "{tables}");
    for inside in ["caption", "thead", "tbody"] {
        assert_eq!(named(&tags, inside).len(), tables, "{inside}");
    }
    for heading in named(&tags, "th") {
        let scope = attribute(heading, "scope");
        assert!(matches!(scope, Some("col" | "row")), "{heading}");
    }
    // What scrolls can be reached and has a name.
    let scrolled = tags.iter().filter(|tag| tag.contains("class=\"scroll\""));
    for tag in scrolled {
        assert_eq!(attribute(tag, "tabindex"), Some("0"));
        assert!(!attribute(tag, "aria-label").unwrap().is_empty());
    }
    // Every jump has a place to go to, and no place stands twice.
    let mut places: Vec<_> = tags.iter().filter_map(|tag| attribute(tag, "id")).collect();
    for link in named(&tags, "a") {
        let to = attribute(link, "href").unwrap().trim_start_matches('#');
        assert!(places.contains(&to), "{link}");
    }
    let all = places.len();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), all, "an id stands twice");
}

#[test]
fn every_chart_has_a_title_a_description_and_a_table_beside_it() {
    let html = html(&page(&week().report()));
    let charts: Vec<_> = html.split("<svg").skip(1).collect();
    assert_eq!(charts.len(), 2, "rounds over time, and one reading");
    for chart in charts {
        let (chart, after) = chart.split_once("</svg>").unwrap();
        assert!(chart.starts_with(" role=\"img\""), "{chart}");
        let names = attribute(chart, "aria-labelledby").unwrap();
        for name in names.split(' ') {
            assert!(chart.contains(&format!("id=\"{name}\"")), "{name}: {chart}");
        }
        assert!(chart.contains("<title id="), "{chart}");
        assert!(chart.contains("<desc id="), "{chart}");
        assert!(after.contains("<table>"));
    }
}

#[test]
fn a_week_without_any_round_has_no_empty_chart() {
    let quiet = super::kit::Made::new();
    let mut report = quiet.report();
    for period in &mut report.periods {
        period.rounds = Default::default();
    }
    let html = html(&page(&report));
    assert!(!html.contains("<svg"), "{html}");
}
