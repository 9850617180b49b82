# SPDX-License-Identifier: MIT
"""The files of a private Grid Engine's cell, as qconf takes them."""

import re

BOOTSTRAP = """\
admin_user @admin@
default_domain none
ignore_fqdn false
spooling_method classic
spooling_lib libspoolc
spooling_params @folder@/default/common;@folder@/qmaster
binary_path @tools@
qmaster_spool_dir @folder@/qmaster
security_mode none
listener_threads 2
worker_threads 2
scheduler_threads 1
"""

# Memory counts per slot, GPUs count per job.
RESOURCES = """\
h_vmem h_vmem MEMORY <= YES YES 1G 0
gpu gpu INT <= YES JOB 0 0
"""

# The scheduler looks every second, and after each submission and each end.
SCHEDULER = {"schedule_interval": "0:0:1", "flush_submit_sec": "1", "flush_finish_sec": "1",
             "job_load_adjustments": "NONE", "load_formula": "slots"}

HOST = """\
hostname localhost
load_scaling NONE
complex_values gpu=4,h_vmem=64G
user_lists NONE
xuser_lists NONE
projects NONE
xprojects NONE
usage_scaling NONE
report_variables NONE
"""

PARALLEL_ENVIRONMENT = """\
pe_name smp
slots 999
user_lists NONE
xuser_lists NONE
start_proc_args NONE
stop_proc_args NONE
allocation_rule $pe_slots
control_slaves FALSE
job_is_first_task TRUE
urgency_slots min
accounting_summary TRUE
qsort_args NONE
"""

_UNLIMITED = ("s_rt", "h_rt", "s_cpu", "h_cpu", "s_fsize", "h_fsize", "s_data", "h_data", "s_stack", "h_stack", "s_core",
              "h_core", "s_rss", "h_rss", "s_vmem", "h_vmem")
_NONE = ("load_thresholds", "suspend_thresholds", "ckpt_list", "prolog", "epilog", "starter_method", "suspend_method",
         "resume_method", "terminate_method", "owner_list", "user_lists", "xuser_lists", "subordinate_list",
         "complex_values", "projects", "xprojects", "calendar")

QUEUE = """\
qname main.q
hostlist localhost
seq_no 0
nsuspend 1
suspend_interval 00:05:00
priority 0
min_cpu_interval 00:05:00
processors UNDEFINED
qtype BATCH INTERACTIVE
pe_list smp
rerun FALSE
slots 32
tmpdir /tmp
shell /bin/sh
shell_start_mode posix_compliant
notify 00:00:60
initial_state default
""" + "".join(f"{name} INFINITY\n" for name in _UNLIMITED) + "".join(f"{name} NONE\n" for name in _NONE)


# Starts a job as its login shell, with another home: Grid Engine takes that of the account.
STARTER = """\
#!/bin/bash
HOME=@home@ exec -l /bin/bash "$@"
"""


def altered_text(text, **values):
    """A file of lines `name value` with other values."""
    for name, value in values.items():
        text, count = re.subn(rf"^{name}\s.*$", lambda _: f"{name} {value}", text, flags=re.MULTILINE)
        assert count == 1, name
    return text


def altered(path, **values):
    with open(path, encoding="utf-8") as file:
        return altered_text(file.read(), **values)
