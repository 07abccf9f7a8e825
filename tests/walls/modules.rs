//! Which file uses what which file defines: names followed through imports and re-exports.

use super::source::{Source, Token, Use, block_end, is_name};
use std::collections::{BTreeMap, BTreeSet};

/// That one file uses what another one defines.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrow {
    pub from: String,
    pub to: String,
    pub line: usize,
    pub name: String,
}

/// A module: what it defines, and what it has from elsewhere.
#[derive(Default)]
struct Module {
    path: String,
    items: BTreeSet<String>,
    imports: Vec<Import>,
    mentions: Vec<Use>,
}

/// One branch of a `use`.
struct Import {
    names: Vec<String>,
    alias: String,
    all: bool,
    hands_on: bool,
    line: usize,
}

/// What a name leads to.
#[derive(Clone, PartialEq)]
enum Found {
    Module(Vec<String>),
    Item { file: String, name: String },
}

/// All modules of the program, by their path from the crate on.
pub struct Modules(BTreeMap<Vec<String>, Module>);

impl Modules {
    pub fn of(sources: &[Source]) -> Self {
        let for_tests: Vec<Vec<String>> = sources
            .iter()
            .flat_map(|source| {
                let children = source.test_modules().into_iter();
                children.map(|child| joined(&source.module, child))
            })
            .collect();
        let modules = sources
            .iter()
            .filter(|source| source.path != "main.rs" && source.tests_from_line > 1)
            .filter(|source| !for_tests.iter().any(|test| source.module.starts_with(test)))
            .map(|source| (source.module.clone(), Module::read(source)));
        Modules(modules.collect())
    }

    /// Whether the program has something of this file.
    pub fn are_built_from(&self, source: &Source) -> bool {
        self.0.contains_key(&source.module)
    }

    /// Every use of a file's definition by another file.
    pub fn arrows(&self) -> Vec<Arrow> {
        let mut arrows = Vec::new();
        for (place, module) in &self.0 {
            let imports = module
                .imports
                .iter()
                .filter(|import| !import.hands_on && !import.all)
                .map(|import| (&import.names, import.line));
            let mentions = module.mentions.iter().map(|used| (&used.names, used.line));
            for (names, line) in imports.chain(mentions) {
                if let Some(Found::Item { file, name }) = self.follow(place, names, 0)
                    && file != module.path
                {
                    arrows.push(Arrow {
                        from: module.path.clone(),
                        to: file,
                        line,
                        name,
                    });
                }
            }
        }
        arrows.sort();
        arrows.dedup_by(|one, other| {
            (&one.from, &one.to, &one.name) == (&other.from, &other.to, &other.name)
        });
        arrows
    }

    /// Re-exports of what another room defines or is: the file, the line, the path.
    pub fn handed_on(&self) -> Vec<(String, usize, String)> {
        let mut found = Vec::new();
        for (place, module) in self.0.iter().filter(|(place, _)| !place.is_empty()) {
            for import in module.imports.iter().filter(|import| import.hands_on) {
                let target = self.start(place, &import.names);
                let other = target.is_some_and(|(at, rest)| {
                    let room = at.first().or(rest.first());
                    room.is_some_and(|room| *room != place[0])
                        && (!at.is_empty() || self.0.contains_key(&rest[..1]))
                });
                if other {
                    found.push((module.path.clone(), import.line, import.names.join("::")));
                }
            }
        }
        found
    }

    /// Where a path begins: a module, and the names that remain.
    fn start<'a>(
        &self,
        place: &[String],
        names: &'a [String],
    ) -> Option<(Vec<String>, &'a [String])> {
        let mut at = place.to_vec();
        let mut rest = names;
        match rest.first()?.as_str() {
            "crate" => at.clear(),
            "self" => {}
            "super" => {
                at.pop()?;
            }
            _ => return None,
        }
        rest = &rest[1..];
        while rest.first().is_some_and(|name| name == "super") {
            at.pop()?;
            rest = &rest[1..];
        }
        Some((at, rest))
    }

    fn follow(&self, place: &[String], names: &[String], hops: usize) -> Option<Found> {
        let (mut at, mut rest) = match self.start(place, names) {
            Some(start) => start,
            None => (place.to_vec(), names),
        };
        while let [name, after @ ..] = rest {
            if name == "self" {
                rest = after;
                continue;
            }
            match self.look_up(&at, name, !after.is_empty(), hops)? {
                Found::Module(module) => at = module,
                item => return Some(item),
            }
            rest = after;
        }
        Some(Found::Module(at))
    }

    /// What a name means in a module; a name that goes on is a module where there is one.
    fn look_up(&self, at: &[String], name: &str, goes_on: bool, hops: usize) -> Option<Found> {
        // Imports that lead to each other end here.
        if hops > 20 {
            return None;
        }
        let child = joined(at, name);
        let child = self.0.contains_key(&child).then_some(Found::Module(child));
        let Some(module) = self.0.get(at) else {
            return child;
        };
        let own = module.items.contains(name).then(|| Found::Item {
            file: module.path.clone(),
            name: name.to_owned(),
        });
        let imported = || {
            let named = module
                .imports
                .iter()
                .filter(|import| !import.all && import.alias == name);
            named
                .filter_map(|import| self.follow(at, &import.names, hops + 1))
                .collect::<Vec<_>>()
        };
        let mut found: Vec<Found> = own.into_iter().chain(child).chain(imported()).collect();
        found.sort_by_key(|found| matches!(found, Found::Module(_)) != goes_on);
        found.into_iter().next().or_else(|| {
            let all = module.imports.iter().filter(|import| import.all);
            all.filter_map(|import| match self.follow(at, &import.names, hops + 1)? {
                Found::Module(module) if module != at => {
                    self.look_up(&module, name, goes_on, hops + 1)
                }
                _ => None,
            })
            .next()
        })
    }
}

fn joined(module: &[String], child: &str) -> Vec<String> {
    let mut path = module.to_vec();
    path.push(child.to_owned());
    path
}

impl Module {
    fn read(source: &Source) -> Self {
        let mut module = Module {
            path: source.path.clone(),
            ..Module::default()
        };
        let tokens = source.production();
        let mut code: Vec<Token> = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            if tokens[at].text == "use" {
                at = module.read_use(&tokens, at);
            } else {
                code.push(tokens[at].clone());
                at += 1;
            }
        }
        module.read_items(&code);
        module.read_mentions(&code);
        module
    }

    fn read_use(&mut self, tokens: &[Token], at: usize) -> usize {
        let hands_on = at > 0 && matches!(tokens[at - 1].text.as_str(), "pub" | ")");
        self.read_branch(tokens, at + 1, &[], hands_on)
    }

    /// Reads one branch of a `use`; gives the place after it.
    fn read_branch(
        &mut self,
        tokens: &[Token],
        mut at: usize,
        before: &[String],
        hands_on: bool,
    ) -> usize {
        let mut names = before.to_vec();
        let line = tokens.get(at).map_or(0, |token| token.line);
        let mut alias = None;
        let mut all = false;
        while let Some(token) = tokens.get(at) {
            match token.text.as_str() {
                "{" => {
                    at += 1;
                    while tokens.get(at).is_some_and(|token| token.text != "}") {
                        at = self.read_branch(tokens, at, &names, hands_on);
                        if tokens.get(at).is_some_and(|token| token.text == ",") {
                            at += 1;
                        }
                    }
                    // What follows a group ends the branch.
                    return at + 1;
                }
                "::" => at += 1,
                "*" => {
                    all = true;
                    at += 1;
                }
                "as" => {
                    alias = tokens.get(at + 1).map(|token| token.text.clone());
                    at += 2;
                }
                _ if is_name(Some(token)) => {
                    names.push(token.text.clone());
                    at += 1;
                }
                _ => break,
            }
        }
        if names.last().is_some_and(|name| name == "self") && names.len() > 1 {
            names.pop();
        }
        let alias = alias.or_else(|| names.last().cloned()).unwrap_or_default();
        self.imports.push(Import {
            names,
            alias,
            all,
            hands_on,
            line,
        });
        at
    }

    /// What stands at the top of the file.
    fn read_items(&mut self, code: &[Token]) {
        const KINDS: &[&str] = &[
            "fn", "struct", "enum", "union", "trait", "type", "const", "static",
        ];
        let mut at = 0;
        while at < code.len() {
            let text = code[at].text.as_str();
            if matches!(text, "{" | "(" | "[") {
                at = block_end(code, at);
                continue;
            }
            let named = code
                .get(at + 1)
                .filter(|token| is_name(Some(token)) && !KINDS.contains(&token.text.as_str()));
            if KINDS.contains(&text)
                && let Some(name) = named
                && (at == 0 || code[at - 1].text != "'")
            {
                self.items.insert(name.text.clone());
            }
            if text == "!" {
                self.read_macro(code, at);
            }
            at += 1;
        }
    }

    /// A macro that is defined here, or the types that one makes: `id! { RunId }`.
    fn read_macro(&mut self, code: &[Token], at: usize) {
        if at > 0
            && code[at - 1].text == "macro_rules"
            && let Some(name) = code.get(at + 1)
        {
            self.items.insert(name.text.clone());
            return;
        }
        let inside = &code[at + 1..block_end(code, at + 1).min(code.len())];
        let made = inside
            .windows(2)
            .filter(|pair| matches!(pair[0].text.as_str(), "{" | "(" | "[" | "," | ";"))
            .map(|pair| &pair[1].text)
            .filter(|name| name.starts_with(char::is_uppercase));
        self.items.extend(made.cloned());
    }

    /// Paths, and single names that can be somebody else's: types, and what is called.
    fn read_mentions(&mut self, code: &[Token]) {
        let mut at = 0;
        while at < code.len() {
            if !is_name(code.get(at)) {
                at += 1;
                continue;
            }
            let first = at;
            let mut names = vec![code[at].text.clone()];
            while code.get(at + 1).is_some_and(|token| token.text == "::")
                && is_name(code.get(at + 2))
            {
                at += 2;
                names.push(code[at].text.clone());
            }
            at += 1;
            let before = first
                .checked_sub(1)
                .map(|before| code[before].text.as_str());
            let called = code
                .get(at)
                .is_some_and(|token| matches!(token.text.as_str(), "(" | "!"));
            let is_type = names[0].starts_with(char::is_uppercase);
            let stands_alone =
                !matches!(before, Some("." | "fn" | "'" | "struct" | "enum" | "mod"));
            if stands_alone && (names.len() > 1 || called || is_type) {
                self.mentions.push(Use {
                    names,
                    line: code[first].line,
                });
            }
        }
    }
}
