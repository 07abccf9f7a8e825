//! What senders send, kind by kind, and what is made of it.

use super::alert::Unreadable;
use super::*;

#[track_caller]
fn payload(json: &str) -> Payload {
    read(json.as_bytes()).unwrap_or_else(|why| panic!("{why}: {json}"))
}

/// One line an alert: its name, severity, labels and whatever else is known of it.
fn told(payload: &Payload) -> String {
    let mut lines: Vec<String> = Vec::new();
    for alert in &payload.alerts {
        let labels: Vec<_> = alert
            .labels
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut line = format!(
            "{}{} {} [{}]",
            if alert.is_nameless { "~" } else { "" },
            alert.name,
            alert.severity.as_deref().unwrap_or("-"),
            labels.join(" ")
        );
        line.extend(alert.since.map(|since| format!(" since {since}")));
        line.extend(alert.muted.map(|why| format!(" {why}")));
        if alert.no_data {
            line.push_str(" no data");
        }
        lines.push(line);
    }
    let counts = [
        (payload.resolved, "resolved"),
        (payload.pending, "pending"),
        (payload.cut, "cut"),
    ];
    lines.extend(
        counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}")),
    );
    lines.extend(payload.unread.iter().map(|why| format!("! {why}")));
    lines.join("\n")
}

#[test]
fn each_sender_is_read_in_its_own_shape() {
    for (sender, json, expected) in [
        (
            "Alertmanager's webhook",
            r#"{"version":"4","status":"firing","truncatedAlerts":3,"commonLabels":{"team":"ops"},"alerts":[
                {"status":"resolved","labels":{"alertname":"Disk"}},
                {"status":"firing","labels":{"alertname":"Lag","instance":"a:1","severity":"critical"},"annotations":{"runbook_url":"https://x/r#a/b"},"startsAt":"2026-11-29T08:30:00Z"},
                {"status":"firing","labels":{"alertname":"Lag","instance":"b:1"},"startsAt":"0001-01-01T00:00:00Z"}]}"#,
            "Lag critical [alertname=Lag instance=a:1 severity=critical team=ops] since 2026-11-29T08:30:00Z\n\
             Lag - [alertname=Lag instance=b:1 team=ops]\n1 resolved\n3 cut",
        ),
        (
            "Alertmanager's API",
            r#"[{"labels":{"alertname":"Lag"},"annotations":{},"status":{"state":"active","silencedBy":[],"inhibitedBy":[]}},
                {"labels":{"alertname":"Deploy"},"status":{"state":"suppressed","silencedBy":["s1"],"inhibitedBy":[]}},
                {"labels":{"alertname":"Child"},"status":{"state":"suppressed","silencedBy":[],"inhibitedBy":["f2"]}}]"#,
            "Lag - [alertname=Lag]\nDeploy - [alertname=Deploy] silenced in Alertmanager\n\
             Child - [alertname=Child] inhibited in Alertmanager",
        ),
        (
            "Prometheus' API",
            r#"{"status":"success","data":{"alerts":[
                {"labels":{"alertname":"Lag","severity":"page"},"annotations":{},"state":"firing","activeAt":"2026-11-29T08:30:00.5Z","value":"3e+02"},
                {"labels":{"alertname":"Soon"},"state":"pending"}]}}"#,
            "Lag page [alertname=Lag severity=page] since 2026-11-29T08:30:00.5Z\n1 pending",
        ),
        (
            "Grafana",
            r#"{"receiver":"ops","status":"firing","orgId":1,"title":"[FIRING:2]","alerts":[
                {"status":"firing","labels":{"alertname":"DatasourceNoData","rulename":"OrdersLag","ref_id":"A"},"annotations":{},"values":null},
                {"status":"firing","labels":{"alertname":"OrdersDown"},"annotations":{"summary":"none for 30 min"},"values":{"A":0},"dashboardURL":""}]}"#,
            "OrdersLag - [alertname=DatasourceNoData ref_id=A rulename=OrdersLag] no data\n\
             OrdersDown - [alertname=OrdersDown]",
        ),
        (
            "Grafana's older webhook",
            r#"{"ruleName":"OrdersLag","state":"alerting","title":"[Alerting] OrdersLag","message":"lag","evalMatches":[]}"#,
            "OrdersLag - []",
        ),
        (
            "Grafana's older webhook, of a rule that is paused",
            r#"{"ruleName":"OrdersLag","state":"paused"}"#,
            "1 pending",
        ),
        (
            "PagerDuty's webhook",
            r#"{"event":{"event_type":"incident.triggered","occurred_at":"2026-11-29T08:30:00.000Z","data":{"type":"incident","status":"triggered","title":"OrdersLag","service":{"summary":"Orders"},"urgency":"high","priority":{"summary":"P1"}}}}"#,
            "OrdersLag P1 [service=Orders] since 2026-11-29T08:30:00Z",
        ),
        (
            "PagerDuty, without a priority, resolved and older",
            r#"{"messages":[{"event":"incident.trigger","incident":{"incident_number":1,"status":"triggered","title":"A","urgency":"low","priority":null}},
                {"event":"incident.resolve","incident":{"incident_number":2,"status":"resolved","title":"B"}}]}"#,
            "A low []\n1 resolved",
        ),
        (
            "Opsgenie",
            r#"{"action":"Create","alert":{"alertId":"1","message":"OrdersLag","priority":"P2","tags":["region:eu","urgent"],"details":{"instance":"a","depth":612},"entity":"orders","createdAt":1764405000000},"source":{"name":"web"}}"#,
            "OrdersLag P2 [depth=612 entity=orders instance=a region=eu] since 2025-11-29T08:30:00Z",
        ),
        (
            "Opsgenie's API, one alert",
            r#"{"data":{"id":"7","tinyId":"1","alias":"x","message":"OrdersLag","status":"open","priority":"P1","tags":["a:b"]},"took":0.1,"requestId":"r"}"#,
            "OrdersLag P1 [a=b]",
        ),
        (
            "Opsgenie's API, a list",
            r#"{"data":[{"id":"7","tinyId":"1","message":"OrdersLag","status":"open"},{"id":"8","tinyId":"2","message":"B","status":"closed"}],"paging":{}}"#,
            "OrdersLag - []\n1 resolved",
        ),
        (
            "Opsgenie, closed",
            r#"{"action":"Close","alert":{"alertId":"1","message":"OrdersLag"}}"#,
            "1 resolved",
        ),
        (
            "Datadog",
            r#"{"id":"7","event_type":"metric_alert_monitor","title":"[P2] [Triggered on {host:a}] OrdersLag","tags":"env:prod,host:a,monitor","date":1764405000000,"org":{"id":"1"},"body":"lag"}"#,
            "OrdersLag P2 [env=prod host=a] since 2025-11-29T08:30:00Z",
        ),
        (
            "Datadog, with keys of one's own",
            r#"{"alert_title":"OrdersLag","alert_transition":"No Data","priority":"P3","hostname":"b","tags":["team:x"]}"#,
            "OrdersLag P3 [host=b team=x] no data",
        ),
        (
            "Datadog, as it writes by itself",
            r#"{"alert_title":"OrdersLag","alert_type":"error","priority":"normal","alert_transition":"Triggered"}"#,
            "OrdersLag error []",
        ),
        (
            "Datadog, recovered",
            r#"{"alert_title":"OrdersLag","alert_transition":"Recovered"}"#,
            "1 resolved",
        ),
        (
            "Zabbix' webhook",
            r#"{"event_id":"12","event_value":"1","event_name":"Orders lag is high","event_severity":"High","host_name":"app1","event_tags":[{"tag":"scope","value":"orders"}]}"#,
            "Orders lag is high High [host=app1 scope=orders]",
        ),
        (
            "Zabbix' webhook, its tags as a text",
            r#"{"event_id":"12","event_value":"1","event_name":"Lag","event_tags":"[{\"tag\":\"scope\",\"value\":\"orders\"}]","event_date":"2026.11.29","event_time":"08:30:00","event_timestamp":"1764405000"}"#,
            "Lag - [scope=orders] since 2025-11-29T08:30:00Z",
        ),
        (
            "Zabbix' export",
            r#"{"clock":1764405000,"ns":1,"value":1,"eventid":42,"name":"Orders lag","severity":4,"hosts":[{"host":"app1","name":"App"}],"tags":[]}"#,
            "Orders lag high [host=app1] since 2025-11-29T08:30:00Z",
        ),
        (
            "Zabbix' API",
            r#"{"jsonrpc":"2.0","result":[{"eventid":"1","name":"A","severity":"5","clock":"1764405000"},{"eventid":"2","name":"B","severity":"1","r_eventid":"9"}],"id":1}"#,
            "A disaster [] since 2025-11-29T08:30:00Z\n1 resolved",
        ),
        (
            "Zabbix, by its subject alone",
            r#"{"alert_subject":"Problem: Orders lag","alert_message":"x"}"#,
            "Orders lag - []",
        ),
        (
            "CloudWatch through SNS",
            r#"{"Type":"Notification","Subject":"ALARM","Message":"{\"AlarmName\":\"OrdersLag\",\"NewStateValue\":\"ALARM\",\"NewStateReason\":\"x\",\"StateChangeTime\":\"2026-11-29T08:30:00.000Z\",\"Region\":\"EU (Ireland)\",\"Trigger\":{\"Dimensions\":[{\"name\":\"Queue\",\"value\":\"orders\"}]}}"}"#,
            "OrdersLag - [Queue=orders region=EU (Ireland)] since 2026-11-29T08:30:00Z",
        ),
        (
            "CloudWatch, without data",
            r#"{"AlarmName":"OrdersLag","NewStateValue":"INSUFFICIENT_DATA","Trigger":{}}"#,
            "OrdersLag - [] no data",
        ),
        (
            "CloudWatch through EventBridge",
            r#"{"source":"aws.cloudwatch","detail-type":"CloudWatch Alarm State Change","region":"eu-west-1","time":"2026-11-29T08:30:00Z","detail":{"alarmName":"OrdersLag","state":{"value":"ALARM","reason":"x"}}}"#,
            "OrdersLag - [region=eu-west-1] since 2026-11-29T08:30:00Z",
        ),
        (
            "CloudWatch, over",
            r#"{"AlarmName":"OrdersLag","NewStateValue":"OK"}"#,
            "1 resolved",
        ),
    ] {
        assert_eq!(told(&payload(json)), expected, "{sender}");
    }
}

#[test]
fn one_bad_alert_hides_none_of_the_others() {
    let good = r#"{"status":"firing","labels":{"alertname":"Lag"}}"#;
    for (bad, why) in [
        ("null", "it is no table of keys and values"),
        ("7", "it is no table of keys and values"),
        ("{}", "it has neither a name nor words"),
        (r#"{"labels":null}"#, "it has neither a name nor words"),
        (r#"{"labels":{}}"#, "it has no labels, so no name"),
        (r#"{"labels":{"alertname":""}}"#, "its alertname is empty"),
        (
            r#"{"labels":{"instance":"a","n":1}}"#,
            "it has no alertname, and no summary; its labels: instance=a, n=1",
        ),
        (
            r#"{"labels":{"alertname":{"x":1}}}"#,
            "it has no labels, so no name",
        ),
        (
            r#"{"event":{"data":{"type":"incident"}}}"#,
            "the incident has no title",
        ),
        (r#"{"alert":{"alertId":"1"}}"#, "it has no message"),
    ] {
        for list in [format!("[{bad},{good}]"), format!("[{good},{bad}]")] {
            let number = if list.starts_with(&format!("[{bad}")) {
                1
            } else {
                2
            };
            let json = format!("{{\"alerts\":{list}}}");
            assert_eq!(
                told(&payload(&json)),
                format!("Lag - [alertname=Lag]\n! Alert {number} cannot be read: {why}."),
                "{json}"
            );
        }
    }
}

#[test]
fn what_is_typed_oddly_is_read_all_the_same() {
    for (json, expected) in [
        (
            "\u{feff}[{\"labels\":{\"alertname\":\"Lag\"}}]",
            "Lag - [alertname=Lag]",
        ),
        (
            r#"[{"labels":{"alertname":"Lag","shard":7,"on":true,"none":null,"list":[1],"share":0.5}}]"#,
            "Lag - [alertname=Lag on=true shard=7 share=0.5]",
        ),
        (
            r#"[{"labels":{"alertname":""},"annotations":{"summary":"Lag on app1"}}]"#,
            "~Lag on app1 - []",
        ),
        (
            r#"[{"labels":{"alertname":"  Lag "}}]"#,
            "Lag - [alertname=Lag]",
        ),
        (
            r#"{"alerts":[{"labels":{"alertname":"Lag"}},{"labels":{"alertname":"Lag"}}]}"#,
            "Lag - [alertname=Lag]",
        ),
        (
            r#"[{"labels":{"alertname":"Lag","cut":"a\ud83d","pair":"\ud83d\ude00","other":"\udc00b","path":"c:\\ud800"}}]"#,
            "Lag - [alertname=Lag cut=a\u{fffd} other=\u{fffd}b pair=\u{1f600} path=c:\\ud800]",
        ),
        ("[]", ""),
        (r#"{"alerts":[]}"#, ""),
    ] {
        assert_eq!(told(&payload(json)), expected, "{json}");
    }
    let many: Vec<_> = (0..1_200)
        .map(|n| format!("{{\"labels\":{{\"alertname\":\"A{n}\"}}}}"))
        .collect();
    let many = payload(&format!("[{}]", many.join(",")));
    assert_eq!((many.alerts.len(), many.cut), (1_000, 200));
}

#[test]
fn what_is_no_alert_is_refused_in_words() {
    for (json, words) in [
        ("", "Nothing was sent"),
        (" \n", "Nothing was sent"),
        ("\u{feff}", "Nothing was sent"),
        ("{\"alerts\":[", "not JSON"),
        ("hello", "not JSON"),
        ("\"hello\"", "no alert that is known here"),
        ("{}", "it has no keys"),
        ("{\"user\":1,\"text\":\"x\"}", "its keys: text, user"),
        (
            r#"{"status":"error","errorType":"bad_data","error":"no such path"}"#,
            "no such path",
        ),
        (
            r#"{"Type":"SubscriptionConfirmation","SubscribeURL":"https://sns"}"#,
            "SubscribeURL",
        ),
        (
            r#"{"Type":"UnsubscribeConfirmation","SubscribeURL":"https://sns"}"#,
            "sends here no more",
        ),
        (
            r#"{"Type":"Notification","Message":"hello \n there"}"#,
            "SNS brought words, and no alert: “hello there”",
        ),
        (
            r#"{"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid params.","data":"No permissions"},"id":1}"#,
            "The sender answered with an error: No permissions",
        ),
        (
            r#"{"AlarmName":"","NewStateValue":"ALARM"}"#,
            "the alarm has no name",
        ),
    ] {
        let why = read(json.as_bytes())
            .map(|it| told(&it))
            .unwrap_err()
            .to_string();
        assert!(why.contains(words), "{json}: {why}");
    }
    assert_eq!(
        read(b"\xff\xfe{\0}\0").unwrap_err().to_string(),
        "This is not JSON: it is UTF-16; JSON is sent as UTF-8. Send what the pager sends, unchanged."
    );
    assert_eq!(read(&vec![b' '; 2 << 20]), Err(Unreadable::TooLong));
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    assert!(matches!(read(deep.as_bytes()), Err(Unreadable::NotJson(_))));
    let mut nested = "{}".to_owned();
    for _ in 0..40 {
        let message = nested.replace('\\', "\\\\").replace('"', "\\\"");
        if message.len() > 500_000 {
            break;
        }
        nested = format!("{{\"Type\":\"Notification\",\"Message\":\"{message}\"}}");
    }
    assert!(read(nested.as_bytes()).is_err());
}
