//! The schema beside the reader: they agree on every file of the reader's own tests, which
//! call [`agrees`], and on everything that is shipped.

use super::*;
use crate::runbook::format::{FILE, LIBRARY};
use crate::runbook::{LibraryDefaults, Parsed, parse_bytes, parse_library};
use boon::{Compiler, SchemaIndex, Schemas};
use std::sync::OnceLock;

/// The codes of problems that one value shows by itself.
const SEEN: &[&str] = &[
    "unknown-key",
    "misplaced-key",
    "wrong-type",
    "missing-key",
    "unknown-word",
    "unsupported",
    "empty-text",
    "empty-list",
    "no-steps",
];

/// What the schema of a shape has against a file; nothing to say where it is no TOML.
fn complaint(shape: &'static Shape, text: &str) -> Option<Result<(), String>> {
    type Compiled = (Schemas, Vec<(&'static str, SchemaIndex)>);
    static COMPILED: OnceLock<Compiled> = OnceLock::new();
    let (schemas, indices) = COMPILED.get_or_init(|| {
        let (mut schemas, mut indices) = (Schemas::new(), Vec::new());
        for shape in [&FILE, &LIBRARY] {
            let mut compiler = Compiler::new();
            let place = format!("mem:///{}", name_of(shape));
            compiler.add_resource(&place, schema(shape)).unwrap();
            indices.push((shape.name, compiler.compile(&place, &mut schemas).unwrap()));
        }
        (schemas, indices)
    });
    let value: toml::Value = toml::from_str(text).ok()?;
    let (_, index) = indices.iter().find(|(name, _)| *name == shape.name)?;
    let value = json_of(&value);
    let validated = schemas.validate(&value, *index);
    Some(validated.map_err(|error| error.to_string()))
}

/// As tools for TOML show it to a schema: dates are texts.
fn json_of(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.as_str().into(),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(on) => (*on).into(),
        toml::Value::Datetime(at) => at.to_string().into(),
        toml::Value::Array(values) => values.iter().map(json_of).collect(),
        toml::Value::Table(table) => Value::Object(
            table
                .iter()
                .map(|(key, value)| (key.clone(), json_of(value)))
                .collect(),
        ),
    }
}

/// Holds the reader's view of a file against the schema's.
#[track_caller]
pub(in crate::runbook) fn agrees(parsed: &Parsed, text: &str) {
    let Some(complaint) = complaint(&FILE, text) else {
        return;
    };
    let seen = parsed
        .problems
        .iter()
        .find(|problem| SEEN.contains(&problem.code));
    match (complaint, seen) {
        (Err(words), _) if !parsed.has_errors() => {
            panic!("the reader takes it, the schema does not: {words}\n{text}")
        }
        (Ok(()), Some(problem)) => {
            panic!("the schema does not see {problem:?}\n{text}")
        }
        _ => {}
    }
}

#[test]
fn everything_that_is_shipped_fits_its_schema() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("runbooks");
    let mut seen = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let shape = match path.ends_with("library.toml") {
            true => &LIBRARY,
            false => &FILE,
        };
        let fits = complaint(shape, &text).unwrap();
        assert_eq!(fits, Ok(()), "{}", path.display());
        seen += 1;
    }
    assert!(seen >= 4, "the runbooks were not found");
    // `#:schema` in their first lines names these.
    for (name, shape) in [(".schema.json", &FILE), (".library-schema.json", &LIBRARY)] {
        let kept = std::fs::read_to_string(folder.join(name)).unwrap();
        let drawn = format!("{:#}\n", schema(shape));
        assert_eq!(kept, drawn, "`rounds schema` writes runbooks/{name} anew");
    }
}

#[test]
fn a_file_with_every_key_fits() {
    let text = include_str!("../../../tests/data/every-key.toml");
    assert_eq!(complaint(&FILE, text), Some(Ok(())));
}

#[test]
fn faults_of_a_library_file_are_seen() {
    for (text, fits) in [
        ("timezone = \"UTC\"\n[closed]\ndays = [2026-12-25]\n", true),
        ("zone = \"UTC\"\n", false),
        ("[closed]\ndays = [\"Christmas\"]\n", false),
        ("[targets.prod]\ncontext = \"x\"\n", false),
    ] {
        let (_, problems) = parse_library("library.toml", text.as_bytes());
        assert_eq!(problems.is_empty(), fits, "{problems:?}");
        assert_eq!(complaint(&LIBRARY, text).unwrap().is_ok(), fits, "{text}");
    }
}

#[test]
fn every_key_is_described_where_an_editor_looks() {
    let drawn = schema(&FILE);
    let steps = &drawn["definitions"]["procedure"]["properties"]["steps"];
    let step = &steps["items"]["properties"];
    assert_eq!(step["title"]["description"], "What to do, in one sentence.");
    let reading = &step["reading"];
    assert!(reading["description"].as_str().unwrap().len() > 15);
    assert_eq!(reading["allOf"][0]["$ref"], "#/definitions/reading");
    assert_eq!(drawn["additionalProperties"], false);
}

#[test]
fn a_file_that_is_right_fits_and_a_misspelt_one_does_not() {
    for (key, fits) in [("schedule", true), ("shedule", false)] {
        let text = format!(
            "title = \"A\"\ntimezone = \"UTC\"\n[[procedures]]\ntitle = \"B\"\n{key} = \"daily 09:00\"\nsteps = [\"C\"]\n"
        );
        let parsed = parse_bytes("a.toml", "a", text.as_bytes(), &LibraryDefaults::default());
        assert_eq!(parsed.problems.is_empty(), fits);
        assert_eq!(complaint(&FILE, &text).unwrap().is_ok(), fits);
    }
}

/// The places of what a schema has against a value: the innermost errors, as `/procedures/0/title`.
fn places(error: &boon::ValidationError<'_, '_>, found: &mut Vec<String>) {
    match error.causes.is_empty() {
        true => found.push(error.instance_location.to_string()),
        false => error.causes.iter().for_each(|cause| places(cause, found)),
    }
}

/// Every value of a value, by its place.
fn values_in(value: &Value, place: &str, found: &mut Vec<String>) {
    found.push(place.to_owned());
    let at = |key: &dyn std::fmt::Display| format!("{place}/{key}");
    match value {
        Value::Array(list) => list
            .iter()
            .enumerate()
            .for_each(|(index, value)| values_in(value, &at(&index), found)),
        Value::Object(table) => table
            .iter()
            .for_each(|(key, value)| values_in(value, &at(&key.replace('/', "~1")), found)),
        _ => {}
    }
}

#[test]
fn one_wrong_value_gives_one_error_at_its_place() {
    let text = include_str!("../../../tests/data/every-key.toml");
    let right = json_of(&toml::from_str(text).unwrap());
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource("mem:///file", schema(&FILE)).unwrap();
    let index = compiler.compile("mem:///file", &mut schemas).unwrap();
    let mut all = Vec::new();
    values_in(&right, "", &mut all);
    let mut seen = 0;
    for place in all.iter().filter(|place| !place.is_empty()) {
        for wrong in [
            json!(true),
            json!(17.5),
            json!(" "),
            json!([]),
            json!([[]]),
            json!({"UNHEARD": "x"}),
        ] {
            let mut value = right.clone();
            *value.pointer_mut(place).unwrap() = wrong.clone();
            if let Err(error) = schemas.validate(&value, index) {
                let mut found = Vec::new();
                places(&error, &mut found);
                let key = format!("{place}: {wrong} gives {found:?}");
                // A table of which nothing is right lacks what it needs, and has what is unknown.
                let most = if wrong.is_object() { 2 } else { 1 };
                assert!(found.len() <= most, "{key}: {error:#}");
                assert!(
                    found
                        .iter()
                        .all(|at| at.starts_with(place.as_str()) || at.is_empty()),
                    "{key}"
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 500, "{seen}");
}
