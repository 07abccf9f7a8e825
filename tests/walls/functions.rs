//! Functions that are longer than a reader can hold.

use super::source::{Source, block_end, is_name};

/// From the line with `fn` to that of the closing brace.
pub const LONGEST_FUNCTION_LINES: usize = 70;

/// The functions of the program that are longer: the line, the name, the lines.
pub fn long_functions(source: &Source) -> Vec<(usize, String, usize)> {
    let code = source.production();
    let mut found = Vec::new();
    for (at, token) in code
        .iter()
        .enumerate()
        .filter(|(_, token)| token.text == "fn")
    {
        let Some(name) = code.get(at + 1).filter(|name| is_name(Some(name))) else {
            continue;
        };
        let mut body = at + 2;
        while let Some(token) = code.get(body) {
            match token.text.as_str() {
                "{" | ";" => break,
                "(" | "[" => body = block_end(&code, body),
                _ => body += 1,
            }
        }
        let end = code
            .get(block_end(&code, body) - 1)
            .map_or(token.line, |end| end.line);
        let lines = end + 1 - token.line;
        if lines > LONGEST_FUNCTION_LINES {
            found.push((token.line, name.text.clone(), lines));
        }
    }
    found
}
