//! Texts as people write them, and as nobody should.

use super::read;

fn lookups(text: &str) -> Vec<&str> {
    read(text).lookups.iter().map(|it| it.name).collect()
}

fn words(text: &str) -> Vec<Vec<String>> {
    let read = read(text);
    let commands = read.commands.iter();
    commands
        .map(|it| it.words.iter().map(|word| word.text.clone()).collect())
        .filter(|words: &Vec<String>| !words.is_empty())
        .collect()
}

#[test]
fn a_shell_looks_up_what_quotes_let_it_see() {
    for (text, names) in [
        ("a $A ${B} \"$C\" x$D.y", &["A", "B", "C", "D"][..]),
        ("'$A' \\$B \"\\$C\" $'$D'", &[]),
        ("$f $F1_x $1 $@ $? $$ $! $# $- $", &["f", "F1_x"]),
        (
            "${A:-x} ${#B} ${C%/*} ${D:-$E} ${F//a/b}",
            &["A", "B", "C", "D", "E", "F"],
        ),
        ("$(echo $A \"$(echo $B)\") `echo $C`", &["A", "B", "C"]),
        ("$((A + $B * (C)))", &["A", "B", "C"]),
        ("cat <<E\n$A '$B' \\$C\nE\n$D", &["A", "B", "D"]),
        ("cat <<'E'\n$A\nE\necho $B", &["B"]),
        ("cat <<-E\n\t$A\n\tE\n$B", &["A", "B"]),
        ("# $A\necho \"#\" $B # $C", &["B"]),
        ("awk '{ print $NF }' \"$A\"", &["A"]),
        (
            "case $A in x) echo $B;; (y) $C;; esac; $D",
            &["A", "B", "C", "D"],
        ),
        ("x=$(case $A in a) b;; esac); echo $B", &["A", "B"]),
        ("diff <(a $A) <(b $B) >$C 2>&1", &["A", "B", "C"]),
        ("${A", &["A"]),
        ("\"$A", &["A"]),
        ("$(a $A", &["A"]),
        ("é$A€", &["A"]),
    ] {
        assert_eq!(lookups(text), names, "{text}");
    }
}

#[test]
fn names_that_a_text_sets_are_known() {
    for (text, names) in [
        ("A=1; B+=2 c", &["A", "B"][..]),
        ("export A=1 B", &["A"]),
        ("read -r A B; for C in x; do :; done", &["A", "B", "C"]),
        (
            "printf -v A %s x; getopts ab B; mapfile C",
            &["A", "B", "C"],
        ),
        (": \"${A:=x}\" ${B=y} ${C:-z}", &["A", "B"]),
        ("if A=$(b); then local C=1; fi", &["A", "C"]),
        ("env A=1 b; echo A=1; x --a=1", &[]),
    ] {
        let sets: Vec<_> = read(text).sets.into_iter().collect();
        assert_eq!(sets, names, "{text}");
    }
}

#[test]
fn a_lookup_with_a_way_out_is_guarded() {
    for (text, guarded) in [
        ("$A", false),
        ("${A}", false),
        ("${A%x}", false),
        ("${A:1}", false),
        ("${A:-x}", true),
        ("${A-x}", true),
        ("${A:?no}", true),
        ("${A+x}", true),
        ("$((A))", true),
    ] {
        assert_eq!(read(text).lookups[0].is_guarded, guarded, "{text}");
    }
}

#[test]
fn commands_are_told_apart_with_their_words() {
    assert_eq!(
        words("if a 'b c' | d \"$E\"; then f=1 g 2>/dev/null; fi && (h) & i"),
        [
            vec!["a", "b c"],
            vec!["d", "$E"],
            vec!["g"],
            vec!["h"],
            vec!["i"]
        ]
    );
    assert_eq!(words("a \\\n  b\nc"), [vec!["a", "b"], vec!["c"]]);
    let text = read("psql <<S\nselect $A\nS\nx <<< \"$B\"");
    let input = |at: usize| text.commands[at].input[0].name;
    assert_eq!((input(0), input(1)), ("A", "B"));
}

#[test]
fn every_text_is_read_to_its_end() {
    for piece in ["$(", "`", "${A", "\"$(", "<(", "$(("] {
        read(&piece.repeat(100_000));
    }
    let pieces = [
        "$", "(", ")", "((", "))", "{", "}", "'", "\"", "`", "\\", "<<", "E", "\n", " ", ";", "A=",
        "case", "é", "#", "<(",
    ];
    let mut seed = 7_u64;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..12 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            text.push_str(pieces[(seed >> 33) as usize % pieces.len()]);
        }
        for lookup in read(&text).lookups {
            assert_eq!(&text[lookup.place], lookup.name, "{text:?}");
        }
    }
}
