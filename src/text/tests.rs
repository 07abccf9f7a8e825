//! Tables of hostile and harmless text, and properties over all text.

use proptest::prelude::*;

use super::*;

fn one(text: &str) -> String {
    shown(text).to_string()
}

#[test]
fn each_hostile_code_point_is_shown_by_its_number() {
    let table = [
        ("plain words, 3 < 4", "plain words, 3 < 4"),
        ("\u{1b}[31mred", "<U+001B>[31mred"),
        (
            "bell\u{7} del\u{7f} csi\u{9b}",
            "bell<U+0007> del<U+007F> csi<U+009B>",
        ),
        ("a\nb\r\nc", "a⏎b<U+000D>⏎c"),
        ("a\tb\t c\t", "a b<U+0009> c<U+0009>"),
        ("pay\u{202e}txt", "pay<U+202E>txt"),
        ("\u{2066}x\u{2069}\u{61c}", "<U+2066>x<U+2069><U+061C>"),
        (
            "ze\u{200b}ro\u{200d}\u{feff}",
            "ze<U+200B>ro<U+200D><U+FEFF>",
        ),
        ("\u{e0041}\u{e007f}", "<U+E0041><U+E007F>"),
        (
            "\u{e000}\u{10fffd}\u{ffff}\u{378}",
            "<U+E000><U+10FFFD><U+FFFF><U+0378>",
        ),
        ("so\u{ad}ft\u{2028}\u{2029}", "so<U+00AD>ft<U+2028><U+2029>"),
        ("a\u{fe0f} b\u{e0100}", "a<U+FE0F> b<U+E0100>"),
        ("\u{3164}\u{2800}\u{115f}", "<U+3164><U+2800><U+115F>"),
        (
            "Grüße, Ελλάδα, עברית, 日本語, हिन्दी, 한국어",
            "Grüße, Ελλάδα, עברית, 日本語, हिन्दी, 한국어",
        ),
        (
            "⚠\u{fe0f} 1\u{fe0f}\u{20e3} ☎\u{fe0e}",
            "⚠\u{fe0f} 1\u{fe0f}\u{20e3} ☎\u{fe0e}",
        ),
        ("⚠\u{fe0f}\u{fe0f} 1\u{fe0f}", "⚠\u{fe0f}<U+FE0F> 1<U+FE0F>"),
        // A joiner stays where writing needs it, and nowhere else.
        ("👩\u{200d}💻 👩🏽\u{200d}💻", "👩\u{200d}💻 👩🏽\u{200d}💻"),
        (
            "🏳\u{fe0f}\u{200d}🌈 ❤\u{fe0f}\u{200d}🔥",
            "🏳\u{fe0f}\u{200d}🌈 ❤\u{fe0f}\u{200d}🔥",
        ),
        (
            "می\u{200c}خواهم کتاب\u{200c}ها",
            "می\u{200c}خواهم کتاب\u{200c}ها",
        ),
        // Nor beside what is shown by its number: the sign of a line's end, a code point that is none.
        (
            "💻\u{200d}⏎ ⏎\u{200d}💻 💻\u{200d}\u{1f0ff}",
            "💻<U+200D><U+23CE> <U+23CE><U+200D>💻 💻<U+200D><U+1F0FF>",
        ),
        ("क्\u{200d}ष क्\u{200c}ष", "क्\u{200d}ष क्\u{200c}ष"),
        (
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        ),
        (
            "💻\u{200d} 💻\u{200d}a می\u{200c}x \u{200c}م",
            "💻<U+200D> 💻<U+200D>a می<U+200C>x <U+200C>م",
        ),
        ("🏴\u{e0067}\u{e0062}x", "🏴<U+E0067><U+E0062>x"),
        // Text cannot imitate our own forms.
        (
            "<U+001B> ⏎ <+3 marks> <+ b",
            "<U+003C>U+001B> <U+23CE> <U+003C>+3 marks> <+ b",
        ),
    ];
    for (text, expected) in table {
        assert_eq!(one(text), expected, "{text:?}");
    }
}

#[test]
fn marks_are_capped_and_need_a_base() {
    assert_eq!(one("e\u{301}"), "e\u{301}");
    assert_eq!(
        one(&format!("z{}!", "\u{301}".repeat(16))),
        "z\u{301}\u{301}\u{301}\u{301}<+12 marks>!"
    );
    assert_eq!(
        one(&format!("z{}", "\u{301}".repeat(5))),
        "z\u{301}\u{301}\u{301}\u{301}<+1 marks>"
    );
    assert_eq!(one("\u{301}a \u{301}"), "<U+0301>a <U+0301>");
    assert_eq!(one("\u{1b}\u{301}"), "<U+001B><U+0301>");
    // A vowel of Hangul joins Hangul only.
    assert_eq!(
        one("\u{1112}\u{1161}\u{11ab} a\u{1161}"),
        "\u{1112}\u{1161}\u{11ab} a<U+1161>"
    );
    // What belongs to the sign after it has no base before it.
    assert_eq!(one("a\u{d4e}\u{d15}"), "a<U+0D4E>\u{d15}");
}

#[test]
fn harmless_text_is_borrowed() {
    for text in ["drain the queue", "Grüße ⚠\u{fe0f}", "", "a < b > c"] {
        let kept: std::borrow::Cow<'_, str> = shown(text).into();
        assert!(matches!(kept, std::borrow::Cow::Borrowed(_)), "{text}");
    }
}

#[test]
fn lines_keep_breaks_and_expand_tabs() {
    let text = "a\tb\r\n\tindented\n日本\tx\n1234567\t.\n\u{1b}\r\r\n\nlast ⏎\n";
    let got: Vec<String> = lines(text).map(|line| line.to_string()).collect();
    assert_eq!(
        got,
        [
            "a       b",
            "        indented",
            "日本    x",
            "1234567 .",
            "<U+001B><U+000D>",
            "",
            "last ⏎"
        ]
    );
}

#[test]
fn clipping_and_padding_count_columns() {
    let table = [
        ("queue", 5, "queue", "queue"),
        ("queues", 5, "queu…", "qu..."),
        ("日本語", 5, "日本…", "日..."),
        ("日本語", 4, "日…", "..."),
        ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…", ".."),
        ("abc", 1, "…", "."),
        ("abc", 0, "", ""),
    ];
    for (text, columns, unicode, ascii) in table {
        assert_eq!(
            shown(text).clip(columns).as_str(),
            unicode,
            "{text} {columns}"
        );
        assert_eq!(
            shown(text).clip_with(columns, Ellipsis::Ascii).as_str(),
            ascii,
            "{text} {columns}"
        );
    }
    assert_eq!(shown("日本").pad(6).as_str(), "日本  ");
    assert_eq!(shown("12").pad_left(4).as_str(), "  12");
    assert_eq!(shown("日本語").pad(4).as_str(), "日… ");
    assert_eq!(shown("a\u{301}日").width(), 3);
}

#[test]
fn wrapping_breaks_at_words() {
    let table: [(&str, usize, &[&str]); 9] = [
        (
            "Open the dashboard: lag",
            10,
            &["Open the", "dashboard:", "lag"],
        ),
        ("a  b   c", 4, &["a  b", "c"]),
        ("exactly ten", 7, &["exactly", "ten"]),
        (
            "incomprehensible word",
            6,
            &["incomp", "rehens", "ible", "word"],
        ),
        (
            "to incomprehensible",
            6,
            &["to", "incomp", "rehens", "ible"],
        ),
        ("日本語日本語", 5, &["日本", "語日", "本語"]),
        ("  indented text", 10, &["  indented", "text"]),
        ("", 10, &[""]),
        ("日a", 0, &["日", "a"]),
    ];
    for (text, columns, expected) in table {
        let line = shown(text);
        let got = wrap(&line, columns);
        assert_eq!(
            got.iter().map(Shown::as_str).collect::<Vec<_>>(),
            expected,
            "{text} {columns}"
        );
    }
}

#[test]
fn commands_must_be_plain() {
    for text in [
        "systemctl start x",
        "if a; then\n\tb\nfi",
        "echo 'Grüße ⚠\u{fe0f}'",
        "touch שלום",
    ] {
        assert_eq!(is_plain(text), Ok(()), "{text}");
    }
    let table = [
        ("rm\u{200b} x", '\u{200b}', 2, Fault::Invisible),
        ("rm x\u{202e}", '\u{202e}', 4, Fault::Reordering),
        ("\u{1b}[0m", '\u{1b}', 0, Fault::Control),
        ("a\r\nb", '\r', 1, Fault::Control),
        ("ls\u{a0}-l", '\u{a0}', 2, Fault::OddSpace),
        ("ls\n\u{301}", '\u{301}', 3, Fault::Mark),
        ("é\u{e0061}", '\u{e0061}', 2, Fault::Tag),
        ("a\u{f8ff}", '\u{f8ff}', 1, Fault::PrivateUse),
    ];
    for (text, character, offset_bytes, fault) in table {
        assert_eq!(
            is_plain(text),
            Err(Hostile {
                character,
                offset_bytes,
                fault
            }),
            "{text:?}"
        );
    }
    insta::assert_snapshot!(
        is_plain("rm x\u{202e}").unwrap_err(),
        @"U+202E at byte 4 is a control that shows the text in another order; type the text again without it"
    );
}

#[test]
fn json_is_escaped_by_surrogates_and_means_the_same() {
    let value =
        serde_json::json!({"a\u{202e}": ["\u{9b}2J", "\u{e0041}", "日\u{301}", "\u{1b}\n"]});
    let pretty = serde_json::to_string_pretty(&value).unwrap();
    let escaped = json_escaped(&pretty);
    insta::assert_snapshot!(escaped, @r#"
    {
      "a\u202e": [
        "\u009b2J",
        "\udb40\udc41",
        "日́",
        "\u001b\n"
      ]
    }
    "#);
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&escaped).unwrap(),
        value
    );
}

#[test]
fn slugs_follow_the_format() {
    let free = |_: &str| false;
    let table = [
        ("Sync lag under five minutes", "sync-lag-under-five-minutes"),
        ("  Größe -- des *Lagers*! ", "größe-des-lagers"),
        ("E\u{301}tat 2", "état-2"),
        ("İstanbul", "istanbul"),
        ("日本語 の", "日本語-の"),
        ("shard\u{200b}1\u{3164}", "shard-1"),
        ("...", "step"),
        ("", "step"),
        (
            "a 23456789 123456789 123456789 12345678 0123",
            "a-23456789-123456789-123456789-12345678",
        ),
        (
            "a 23456789 123456789 123456789 123456789 0123",
            "a-23456789-123456789-123456789-123456789",
        ),
    ];
    for (text, expected) in table {
        assert_eq!(slug(text, "step", free), expected, "{text}");
    }
    assert_eq!(
        slug("Depth", "step", |id| id == "depth" || id == "depth-2"),
        "depth-3"
    );
    let long = "x".repeat(60);
    let numbered = slug(&long, "step", |id| {
        id.len() == SLUG_CHARACTERS && !id.contains('-')
    });
    assert_eq!(numbered, format!("{}-2", "x".repeat(38)));
    assert_eq!(slug("", "!", free), "x");
}

#[test]
fn the_nearest_word_is_guessed_within_reason() {
    let known = [
        "title",
        "schedule",
        "warn_above",
        "warn_below",
        "steps",
        "is",
        "id",
        "timezone",
    ];
    let table = [
        ("titel", Some("title")),
        ("Title", Some("title")),
        ("warn-above", Some("warn_above")),
        ("shedule", Some("schedule")),
        ("sched", Some("schedule")),
        ("step", Some("steps")),
        ("iss", Some("is")),
        ("zz", None),
        ("owners", None),
        ("", None),
    ];
    for (word, expected) in table {
        assert_eq!(nearest(word, known), expected, "{word}");
    }
    assert_eq!(nearest(&"x".repeat(100_000), known), None);
}

#[test]
fn durations_are_said_in_words() {
    let table: [(u64, &str); 11] = [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (600, "10 min"),
        (3_599, "59 min"),
        (3_600, "1 h"),
        (7_500, "2 h 5 min"),
        (86_400, "1 d"),
        (100_800, "1 d 4 h"),
        (172_799, "1 d 23 h"),
        (280_000, "3 d"),
    ];
    for (seconds, expected) in table {
        assert_eq!(duration_words(seconds), expected);
    }
}

/// The true cases are put together here, so that scanners of this repository stay quiet.
#[test]
fn secrets_are_told_by_their_look() {
    let random = "wJalrXUtnFEMIK7MDENGbPxRfiCYzEXkLQ93aTs8";
    let alphanumeric = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";
    let table = [
        (
            ["-----BEGIN RSA PRIV", "ATE KEY-----\nMII"].concat(),
            "a private key",
        ),
        (
            ["-----BEGIN PRIV", "ATE KEY-----"].concat(),
            "a private key",
        ),
        (
            ["export AWS=AKIA", "IOSFODNN7EXAMPLE"].concat(),
            "an AWS access key",
        ),
        (["gh", "p_", alphanumeric].concat(), "a GitHub token"),
        (
            ["use github", "_pat_", alphanumeric, " here"].concat(),
            "a GitHub token",
        ),
        (["xo", "xb-123456789012-abcdef"].concat(), "a Slack token"),
        (
            ["sk", "_live_4eC39HqLyjWDarjtT1zd"].concat(),
            "a Stripe key",
        ),
        (
            [
                "eyJhbGciOiJIUzI1NiJ9.",
                "eyJzdWIiOiIxMjM0In0.",
                "SflKxwRJSMeKKF2QT4",
            ]
            .concat(),
            "a signed web token (JWT)",
        ),
        (
            "postgres://rw:hunter2@db.example.com/orders".into(),
            "an address with a password in it",
        ),
        ("password=hunter2".into(), "a password"),
        (
            "DB_PASSWORD = \"correct horse\" # or PASSWORD='hunter22'".into(),
            "a password",
        ),
        ("password: hunter2!".into(), "a password"),
        ("{\"password\": \"hunter22\",".into(), "a password"),
        ("mysql --password hunter2 -h db".into(), "a password"),
        ("clientSecret: 'f00bar99'".into(), "a secret with its value"),
        ("api_key=0123456789abcdef".into(), "a secret with its value"),
        (
            "Authorization: Bearer abc123def456".into(),
            "a secret with its value",
        ),
        (
            format!("the key is {random}"),
            "a long random value, as keys and tokens are",
        ),
    ];
    for (text, expected) in table {
        assert_eq!(looks_secret(&text), Some(expected), "{text}");
    }
}

#[test]
fn what_only_resembles_a_secret_passes() {
    let table = [
        "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
        "123e4567-e89b-12d3-a456-426614174000",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1bV8f1k2Qd5p7rWm3x9Yt6ZqLcNvBhGfDsAeRtYuIo ops",
        "run:01JD8Z3K5V7Q2M4N6P8R0S2T4V",
        "2026-0001234",
        "order 4711, PO-2026-11-0001234567890",
        "https://grafana.example.com/d/orders?from=now-6h&var=prod",
        "https://docs.example.com/document/d/1A2b3C4d5E6f7G8h9I0jKlMnOpQrStUvWxYz0123456/edit",
        "vault: kv/orders/rw",
        "secret: kv/orders/rw",
        "stored_in = \"vault: kv/orders/rw\"",
        "password: ask the on-call",
        "token: rotate every 90 days",
        "Password: none",
        "password = \"$ORDERS_PASSWORD\"",
        "psql postgres://rw:$PASSWORD@db/orders",
        "https://user@example.com:8443/path:x",
        "PASSWORD=${PASSWORD}",
        "password=****",
        "token=<your token>",
        "tokens: 4200000",
        "passwordless=login22",
        "The secret: do not panic",
        "rotate the password in vault, then restart orders-consumer@2026-0001234",
        "/var/lib/rounds/journal/ops-a@host-3f9c2a/000001.jsonl",
        "OrdersSyncConsumerDeadLetterQueueTooLongAlertV2",
        "com.example.orders.sync.consumer.DeadLetterQueueHandlerFactory2",
        "orders-duty@example.com",
        "",
    ];
    for text in table {
        assert_eq!(looks_secret(text), None, "{text}");
    }
}

/// Text in which hostile code points are as likely as letters.
fn hostile_text() -> impl Strategy<Value = String> {
    let points = prop_oneof![
        any::<char>(),
        prop::char::range('\0', '\u{ff}'),
        prop::char::range('\u{300}', '\u{310}'),
        prop::char::range('\u{200b}', '\u{206f}'),
        prop::char::range('\u{1100}', '\u{11ff}'),
        prop::char::range('\u{e0000}', '\u{e007f}'),
        prop::sample::select(vec![
            '<', 'U', '+', '1', '>', ' ', '\t', '\n', '⏎', '⚠', '\u{fe0f}', '日'
        ]),
    ];
    prop::collection::vec(points, 0..40).prop_map(|points| points.into_iter().collect())
}

/// Takes out what is hostile, so that something plain is left.
fn plain_part(mut text: String) -> String {
    text.retain(|c| !['\n', '\t', '⏎', '<'].contains(&c));
    while let Err(hostile) = is_plain(&text) {
        text.remove(hostile.offset_bytes);
    }
    text
}

#[test]
fn no_code_point_passes_that_hides_or_commands() {
    let is_hostile = |point: &char| hostile::fault_of(*point).is_some();
    let points: Vec<char> = ('\0'..=char::MAX).filter(is_hostile).collect();
    assert!(
        points.len() > 900_000,
        "private use and unassigned alone are more"
    );
    for some in points.chunks(4_096) {
        let text: String = some.iter().flat_map(|&point| ['a', point]).collect();
        let many: String = lines(&text).map(|line| line.to_string()).collect();
        for safe in [one(&text), many, json_escaped(&text).into_owned()] {
            let passed = safe
                .chars()
                .find(|&c| is_hostile(&c) && !"\n\t\r".contains(c));
            assert_eq!(passed, None);
        }
    }
}

proptest! {
    #[test]
    fn what_is_shown_is_clean(text in hostile_text()) {
        let line = one(&text);
        prop_assert_eq!(line.chars().find(|&c| c.is_control()), None);
        prop_assert!(is_plain(&line.replace(char::is_whitespace, " ")).is_ok(), "{:?}", line);
        for line in lines(&text) {
            prop_assert!(is_plain(&line.as_str().replace(char::is_whitespace, " ")).is_ok());
        }
    }

    #[test]
    fn what_is_plain_is_shown_as_it_is(text in hostile_text()) {
        let plain = plain_part(text);
        prop_assert_eq!(one(&plain), plain);
    }

    #[test]
    fn different_texts_look_different(
        one_text in "[<U+01B> \u{1b}\u{200b}⏎\n]{0,8}",
        other in "[<U+01B> \u{1b}\u{200b}⏎\n]{0,8}",
    ) {
        prop_assert_eq!(one(&one_text) == one(&other), one_text == other);
    }

    #[test]
    fn clip_and_pad_keep_their_columns(text in hostile_text(), columns in 0_usize..30) {
        let line = shown(&text);
        prop_assert!(line.clip(columns).width() <= columns);
        prop_assert!(line.clip_with(columns, Ellipsis::Ascii).width() <= columns);
        prop_assert_eq!(line.pad(columns).width(), columns);
        prop_assert_eq!(line.pad_left(columns).width(), columns);
    }

    #[test]
    fn wrapping_loses_only_spaces(text in hostile_text(), columns in 1_usize..30) {
        let line = shown(&text);
        let rows = wrap(&line, columns);
        let inked = |text: &str| text.replace(' ', "");
        let joined: String = rows.iter().map(Shown::as_str).collect();
        prop_assert_eq!(inked(&joined), inked(line.as_str()));
    }

    #[test]
    fn wrapped_words_fit(text in "[a-z日本 é]{0,60}", columns in 2_usize..20) {
        let line = shown(&text);
        for row in wrap(&line, columns) {
            prop_assert!(row.as_str().trim_end().is_empty() || shown(row.as_str().trim_end()).width() <= columns, "{:?}", row);
        }
    }

    #[test]
    fn escaped_json_is_equal(key in hostile_text(), text in hostile_text()) {
        let value = serde_json::json!({ key: [text] });
        let json = serde_json::to_string(&value).unwrap();
        let escaped = json_escaped(&json);
        prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&escaped).unwrap(), value);
        prop_assert!(is_plain(&escaped.replace(char::is_whitespace, " ")).is_ok());
    }

    #[test]
    fn a_slug_is_stable(text in hostile_text()) {
        let id = slug(&text, "step", |_| false);
        prop_assert!(!id.is_empty() && id.chars().count() <= SLUG_CHARACTERS);
        prop_assert_eq!(slug(&id, "other", |_| false), id);
    }

    #[test]
    fn nothing_panics(text in hostile_text()) {
        looks_secret(&text);
        nearest(&text, [text.as_str(), "title"]);
    }
}

#[test]
fn a_title_that_asks_keeps_its_own_mark() {
    assert_eq!(
        titled("Queue depth", "612 messages"),
        "Queue depth: 612 messages"
    );
    assert_eq!(
        titled("Which filesystem is it?", "/var"),
        "Which filesystem is it? /var"
    );
}
