//! Files of other programs as procedures.

use super::super::tests::{check, toml_of};

#[test]
fn a_job_asks_its_options_and_does_its_steps() {
    let found = toml_of(
        "restart.yaml",
        "- name: Restart pump\n  description: Restarts the pump\n  loglevel: INFO\n  options:\n  - name: pump-host\n    label: Host of the pump\n    regex: '[a-z]+'\n    required: true\n  - name: mode\n    description: How\n    enforced: true\n    values:\n    - soft\n    - hard\n  - name: key\n    secure: true\n  sequence:\n    keepgoing: false\n    commands:\n    - description: Stop it\n      exec: systemctl stop pump@${option.pump-host}\n      errorhandler:\n        exec: systemctl kill pump\n    - script: |\n        #!/bin/bash\n        echo @option.mode@\n    - exec: pumpctl --key $RD_OPTION_KEY start\n    - jobref:\n        name: Check pump\n        args: -x 1\n    - type: copyfile\n      nodeStep: true\n      configuration:\n        source: /a/b\n- name: Check pump\n  nodefilters:\n    filter: 'tags: water'\n  sequence:\n    commands:\n    - exec: pumpctl status\n",
    );
    check(
        &[
            "title = \"Restart pump\"\npurpose = \"Restarts the pump\"",
            "# loglevel: INFO",
            "title = \"Host of the pump\"\nask = { name = \"PUMP_HOST\", pattern = \"[a-z]+\" }",
            "choose = [\"soft\", \"hard\"]\nname = \"MODE\"",
            "id = \"step-1\"\ntitle = \"Stop it\"\ncaution",
            "copy = \"systemctl stop pump@${PUMP_HOST}\"",
            "Type it on the server of Rundeck, where the job runs.",
            "when = { step = \"step-1\", is = \"not-ok\" }",
            "#!/bin/bash\necho ${MODE}",
            "copy = \"pumpctl --key ${KEY} start\"",
            "what is copied leaves `KEY` to you",
            "title = \"Run the job Check pump\"\ncall = \"check-pump\"",
            "source: /a/b",
            "copy = \"pumpctl status\"",
            "tags: water",
        ],
        &found,
    );
    assert!(!found.contains("Read what else"), "{found}");
}

#[test]
fn a_task_for_another_host_and_a_playbook_of_a_playbook_say_where_they_are() {
    let found = toml_of(
        "site.yml",
        "- name: Pumps\n  hosts: pumps\n  tasks:\n  - name: Take it out\n    command: balancer out\n    delegate_to: lb1\n  - name: Fill it\n    command: fill\n- import_playbook: wells.yml\n",
    );
    check(
        &[
            "It is done on lb1.",
            "It is done on the hosts that the play names.",
            "title = \"Go through the playbook wells.yml\"",
        ],
        &found,
    );
}

/// Of each task of a playbook: what is copied of it, and where it is said to be done.
fn tasks(text: &str) -> Vec<(String, String)> {
    let found = toml_of("site.yml", text);
    let steps = found.split("[[procedures.steps]]").skip(1);
    let places = steps.filter_map(|step| {
        let copy = step.lines().find_map(|it| it.strip_prefix("copy = "));
        let place = step.split("It is done ").nth(1)?.split('.').next()?;
        let copy = copy.unwrap_or_default().trim_matches(['"', '\'']);
        let place = place.replace("on the hosts that the play names", "there");
        Some((copy.to_owned(), place))
    });
    places.collect()
}

#[test]
fn a_task_becomes_the_account_that_stands_nearest() {
    for (play, task, is) in [
        (
            "become: true\n  become_user: deploy",
            "become: yes",
            "there, as deploy",
        ),
        ("become_user: water", "become: yes", "there, as water"),
        (
            "become: true\n  become_user: water",
            "become_user: oil",
            "there, as oil",
        ),
        ("become: true\n  become_user: water", "become: no", "there"),
        ("become: true", "tags: x", "there, as root"),
        ("become_user: water", "tags: x", "there"),
        ("remote_user: ops", "tags: x", "there, as ops"),
        ("remote_user: ops", "become: true", "there, as root"),
        (
            "serial: 1",
            "become: '{{ high }}'",
            "there, as root where {{ high }}",
        ),
    ] {
        let text = format!("- hosts: pumps\n  {play}\n  tasks:\n  - command: fill\n    {task}\n");
        assert_eq!(tasks(&text), [("fill".to_owned(), is.to_owned())], "{text}");
    }
}

#[test]
fn a_task_is_done_where_its_block_is_and_copied_only_where_that_is_all_of_it() {
    let block = |keys: &str| {
        format!(
            "- hosts: pumps\n  tasks:\n  - block:\n    - name: It\n      command: fill\n    {keys}\n"
        )
    };
    let task = |keys: &str| format!("- hosts: pumps\n  tasks:\n  - name: It\n    {keys}\n");
    for (text, copy, place) in [
        (block("delegate_to: lb1"), "fill", "on lb1"),
        (
            block("delegate_to: localhost"),
            "fill",
            "where the playbook is run",
        ),
        (
            block("connection: local"),
            "fill",
            "where the playbook is run",
        ),
        (block("environment: {A: b}"), "", "there"),
        (block("vars: {ansible_become_user: oil}"), "", "there"),
        (
            task("command: fill\n    connection: local"),
            "fill",
            "where the playbook is run",
        ),
        (
            task("command: fill\n    run_once: true"),
            "fill",
            "on one of the hosts that the play names",
        ),
        (
            task("command: rm -rf ./*\n    args: {chdir: /srv/spool}"),
            "",
            "there",
        ),
        (task("command: {cmd: rm x, chdir: /srv/spool}"), "", "there"),
        (task("command: rm x chdir=/srv/spool"), "", "there"),
        (task("shell: fill\n    loop: [1, 2]"), "", "there"),
        (task("shell: fill\n    with_items: [1, 2]"), "", "there"),
        (task("shell: fill\n    until: x.rc == 0"), "", "there"),
        (task("shell: fill\n    check_mode: true"), "", "there"),
        (task("script: fill.sh"), "", "there"),
        (task("ansible.builtin.shell: {cmd: fill}"), "fill", "there"),
    ] {
        assert_eq!(
            tasks(&text),
            [(copy.to_owned(), place.to_owned())],
            "{text}"
        );
    }
    let here = tasks("- hosts: localhost\n  tasks:\n  - command: fill\n");
    assert_eq!(here[0].1, "where the playbook is run");
}

#[test]
fn an_answer_is_put_in_only_where_nothing_else_gives_the_name_a_value() {
    let ask = "- hosts: pumps\n  vars_prompt:\n  - {name: node, private: no}\n  tasks:\n  - name: It\n    command: wipe {{ node }}\n";
    assert_eq!(tasks(ask)[0].0, "wipe ${NODE}");
    for more in [
        "    vars: {node: pump-9}\n",
        "  - set_fact: {node: x}\n",
        "  - set_fact: node=x\n",
        "  - command: hostname\n    register: node\n",
        "  - include_vars: x.yml\n",
        "  - command: x\n    loop: [1]\n    loop_control: {loop_var: node}\n",
        "  vars_files: [x.yml]\n",
        "  roles: [x]\n",
        "- import_playbook: x.yml\n",
    ] {
        let found = tasks(&format!("{ask}{more}"));
        assert!(
            found.iter().all(|it| !it.0.contains("NODE")),
            "{more}: {found:?}"
        );
    }
}

#[test]
fn what_a_playbook_takes_in_has_its_condition_too() {
    let found = toml_of(
        "site.yml",
        "- import_playbook: wells.yml\n  when: false\n- hosts: pumps\n  roles:\n  - role: water\n    when: is_dry\n  - oil\n",
    );
    check(
        &[
            "title = \"Go through the playbook wells.yml\"\nwhen = { step = \"case-1\", is = \"yes\" }",
            "title = \"Apply the role water\"\nwhen = { step = \"case-2\", is = \"yes\" }",
            "title = \"Apply the role oil\"\ndetail",
        ],
        &found,
    );
}

#[test]
fn a_job_is_copied_whole_or_read() {
    let job = |command: &str| {
        toml_of(
            "job.yaml",
            &format!(
                "- name: Fill\n  sequence:\n    commands:\n    - {command}\n- name: Other\n  group: wells\n  sequence:\n    commands:\n    - exec: uptime\n"
            ),
        )
    };
    for (command, has, not) in [
        (
            "script: rm -rf \"$1\"\n      args: /srv/spool",
            "args: /srv/spool",
            "copy = 'rm",
        ),
        (
            "script: print 1\n      scriptInterpreter: python3",
            "scriptInterpreter: python3",
            "copy = \"print",
        ),
        (
            "exec: fill\n      plugins: {LogFilter: [{type: x}]}",
            "copy = \"fill\"",
            "```yaml",
        ),
        (
            "jobref: {name: Other, group: wells}",
            "call = \"other\"",
            "nodefilters",
        ),
        ("jobref: {name: Other}", "Run the job Other", "call ="),
        (
            "jobref: {name: Other, group: wells, nodefilters: {filter: x}}",
            "filter: x",
            "call =",
        ),
        (
            "jobref: {name: Other, group: wells, nodeStep: true}",
            "nodeStep: true",
            "call =",
        ),
    ] {
        let found = job(command);
        check(&[has], &found);
        assert!(!found.contains(not), "{not}: {found}");
        assert!(
            !found.contains("\nshell = ") && !found.contains("\nrun = "),
            "{found}"
        );
    }
}

#[test]
fn a_value_of_a_sheet_is_found_as_its_own_tags_say() {
    let sheet = "% pump\n\n# Stop a pump\npumpctl stop <id>\n\n$ id: pumpctl list\n\n% tank\n\n# Empty a tank\ntankctl empty <id>\n\n$ id: tankctl list\n";
    let found = toml_of("a.cheat", sheet);
    let (_, tank) = found.split_once("title = \"Empty a tank\"").unwrap();
    check(&["tankctl list"], tank);
    assert!(!tank.contains("pumpctl"), "{tank}");
    let other = sheet.replace("$ id: tankctl list\n", "");
    let (_, tank) = toml_of("a.cheat", &other)
        .split_once("title = \"Empty a tank\"")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    assert!(!tank.contains("pumpctl list"), "{tank}");
    let other = format!("{other}@ pump\n");
    check(
        &["pumpctl list"],
        toml_of("a.cheat", &other)
            .split_once("title = \"Empty a tank\"")
            .unwrap()
            .1,
    );
}

#[test]
fn a_playbook_is_read_and_nothing_of_it_is_run() {
    let found = toml_of(
        "site.yml",
        "- name: Pumps\n  hosts: pumps\n  become: true\n  vars:\n    level: 3\n  tasks:\n  - name: Stop the pump\n    ansible.builtin.command: systemctl stop pump\n    register: stopped\n  - name: Fill it\n    shell: fill --to {{ level }}\n    when: stopped.rc == 0\n  - block:\n    - ansible.builtin.service:\n        name: pump\n        state: started\n    rescue:\n    - debug:\n        msg: It did not start\n  handlers:\n  - name: reload pump\n    command: pumpctl reload\n",
    );
    check(
        &[
            "section = \"Pumps, on pumps\"",
            "title = \"Stop the pump\"\ncaution",
            "copy = \"systemctl stop pump\"",
            "title = \"Check whether this is so\"\nchoose = [\"yes\", \"no\"]",
            "stopped.rc == 0",
            "title = \"Fill it\"\nwhen = { step = \"case-1\", is = \"yes\" }",
            "state: started",
            "title = \"Check whether one of the steps above failed\"",
            "It did not start",
            "section = \"Where something was changed\"",
            "copy = \"pumpctl reload\"",
            "# vars.level: 3",
        ],
        &found,
    );
    assert!(
        !found.contains("\nrun = ") && !found.contains("\nshell = "),
        "{found}"
    );
}

#[test]
fn what_a_play_asks_is_asked_and_the_account_that_a_task_becomes_is_said() {
    let found = toml_of(
        "site.yml",
        "- name: Pumps\n  hosts: pumps\n  become: yes\n  vars_prompt:\n  - name: pump_name\n    prompt: Which pump?\n    private: no\n    default: pump-1\n    confirm: yes\n  - name: pin\n  tasks:\n  - name: Stop it\n    command: pumpctl stop {{ pump_name }}\n  - name: Unlock it\n    command: pumpctl unlock --pin {{pin}}\n    become_user: water\n  - name: Look at it\n    command: pumpctl show {{ pump_name | quote }}\n    become: false\n  - block:\n    - name: Fill it\n      command: fill\n    become: true\n    become_user: filler\n- hosts: wells\n  tasks:\n  - name: Measure\n    command: measure {{ pump_name }}\n",
    );
    check(
        &[
            "title = \"Which pump?\"\nask = { name = \"PUMP_NAME\" }",
            "Without an answer the playbook takes: pump-1",
            "confirm: true",
            "what is copied leaves `PIN` to you",
            "copy = \"pumpctl stop ${PUMP_NAME}\"",
            "It is done on the hosts that the play names, as root.",
            "It is done on the hosts that the play names, as water.",
            "It is done on the hosts that the play names.",
            "It is done on the hosts that the play names, as filler.",
            "command: measure {{ pump_name }}",
        ],
        &found,
    );
    for lost in [
        "Read what else",
        "copy = \"measure",
        "copy = \"pumpctl unlock",
    ] {
        assert!(!found.contains(lost), "{lost}: {found}");
    }
}

#[test]
fn navis_own_options_are_no_part_of_the_command() {
    for (options, words) in [
        ("", "One of what this prints:"),
        (
            " --- --column 2 --header-lines 1",
            "One of what this prints, in column 2, below its first line:",
        ),
        (
            " --- --multi --header-lines 3",
            "One or several of what this prints, below its first 3 lines:",
        ),
        (" --- --delimiter ':' --expand", "One of what this prints:"),
    ] {
        let found = toml_of(
            "pump.cheat",
            &format!(
                "% pump\n\n# Look at a pump\npumpctl show <pump>\n\n$ pump: pumpctl list -a{options}\n"
            ),
        );
        check(&[words, "```sh\npumpctl list -a\n```"], &found);
        let kept = options.trim_start_matches(" --- ");
        check(&[kept], &found);
        assert!(!found.contains("Read what else"), "{found}");
    }
}

#[test]
fn a_sheet_is_a_procedure_for_each_command() {
    let found = toml_of(
        "pump.cheat",
        "% pump, water\n\n; who looks after it\n\n# Look at a pump\npumpctl show <pump>\n\n# Delete a pump\npumpctl delete \\\n  <pump>\n\n$ pump: pumpctl list | awk '{print $1}'\n$ never: uptime\n",
    );
    check(
        &[
            "# tags: pump, water",
            "# never: uptime",
            "# who looks after it",
            "title = \"Look at a pump\"",
            "ask = { name = \"PUMP\" }",
            "pumpctl list | awk '{print $1}'",
            "run = [\"pumpctl\", \"show\", \"$PUMP\"]",
            "title = \"Delete a pump\"",
        ],
        &found,
    );
}

#[test]
fn a_form_is_ticked_and_asked_for() {
    let found = toml_of(
        "release.yml",
        "name: Release pump\ndescription: For each release\nlabels: [pump]\nbody:\n- type: markdown\n  attributes:\n    value: Read the plan first.\n- type: checkboxes\n  id: ready\n  attributes:\n    label: Before\n    options:\n    - label: Tests are green\n      required: true\n    - label: Tell the desk\n- type: input\n  id: version\n  attributes:\n    label: Version\n    placeholder: like 1.2\n- type: dropdown\n  id: zone\n  attributes:\n    label: Zone\n    options: [north, south]\n- type: textarea\n  attributes:\n    label: What changes\n",
    );
    check(
        &[
            "title = \"Read the plan first\"",
            "section = \"Before\"",
            "title = \"Tests are green\"",
            "title = \"Tell the desk\"",
            "title = \"Version\"\nask = { name = \"VERSION\" }",
            "choose = [\"north\", \"south\"]\nname = \"ZONE\"",
            "title = \"What changes\"",
            "like 1.2",
        ],
        &found,
    );
    assert!(!found.contains("Read what else"), "{found}");
}
