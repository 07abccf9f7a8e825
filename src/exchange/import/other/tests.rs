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
            "ask = { name = \"KEY\", secret = true }",
            "id = \"step-1\"\ntitle = \"Stop it\"\ncaution",
            "shell = \"systemctl stop pump@${PUMP_HOST}\"",
            "when = { step = \"step-1\", is = \"not-ok\" }",
            "#!/bin/bash\necho ${MODE}",
            "shell = \"pumpctl --key ${KEY} start\"\nkeep_output = false",
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
