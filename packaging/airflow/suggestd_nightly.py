"""A shop's night: its feed is read, and the server is backed up. For Airflow 3.

Each step is a job of suggestd (docs/operate/jobs.md), made by one task and waited for by another, which gives its
worker back between two looks. The job's id is made from the night's date, and the same id is the same job: a task that
is tried again, or a scheduler that was killed, finds the job that is there. To let a job run once more, clear its two
tasks: a job that has failed is then forgotten and made anew, one that has succeeded stays.

Needs a connection named `suggestd` of the type HTTP: schema, host and port of the administrators' listener, and as
password a key with the scope `admin`. What the night does stands in the run's parameters, at the end of this file.
"""
import json
import re
import urllib.error
import urllib.request
from datetime import timedelta

import pendulum
from airflow.sdk import Connection, Param, PokeReturnValue, dag, get_current_context, task, task_group
from airflow.sdk.exceptions import AirflowFailException

CONNECTION = "suggestd"
ANSWER_SECONDS = 30  # for one request; the work itself goes on without it
POLL = timedelta(seconds=30)
LONGEST_JOB = timedelta(hours=6)


def ask(method, job_id, body=None):
    """The job as the server tells it. None if there is no such job."""
    server = Connection.get(CONNECTION)
    address = f"{server.schema or 'http'}://{server.host}:{server.port or 8601}/v1/jobs/{job_id}"
    request = urllib.request.Request(address, method=method, data=json.dumps(body).encode() if body else None, headers={
        "Authorization": f"Bearer {server.password}", "Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        if refused.code == 404 and method == "GET":
            return None
        told = f"{method} {address}: {refused.code} {refused.read(4096).decode(errors='replace')}"
        if refused.code == 429 or refused.code >= 500:  # busy, or restarting behind a proxy: Airflow tries again
            raise RuntimeError(told) from refused
        raise AirflowFailException(told) from refused


def job_id_of(step):
    """One id for each step of each night, whoever asks and how often."""
    run = get_current_context()["dag_run"]
    night = run.logical_date.isoformat() if run.logical_date else run.run_id  # one made by hand may have no date
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", f"{run.dag_id}-{step}-{night}")


def failure_of(job):
    return f"the job {job['job_id']} has {job['state']}: {job['failure'] or 'somebody cancelled it'}"


def job(step, describe, rule="all_success"):
    """Two tasks: the first makes the job that `describe` (the run's parameters -> its content) tells, the second waits."""

    @task(trigger_rule=rule)
    def begin():
        job_id = job_id_of(step)
        known = ask("GET", job_id)
        if known and known["state"] in ("failed", "cancelled"):
            ask("DELETE", job_id)
        ask("PUT", job_id, describe(get_current_context()["params"]))
        return job_id

    @task.sensor(mode="reschedule", poke_interval=POLL.total_seconds(), timeout=LONGEST_JOB.total_seconds())
    def wait(job_id):
        known = ask("GET", job_id)
        if known is None:
            raise AirflowFailException(f"the job {job_id} is gone: somebody deleted it. Clear this step to make it again")
        if known["state"] in ("failed", "cancelled"):
            raise AirflowFailException(failure_of(known))
        return PokeReturnValue(is_done=known["state"] == "succeeded", xcom_value=known["result"])

    @task_group(group_id=step)
    def both():
        wait(begin())

    return both()


def feed(params):
    return {"kind": "feed-import", "shop": params["shop"], "parameters": {
        "address": params["feed"], "format": params["feed_format"], "kind": "products", "full_sync": params["full_sync"]}}


def backup(params):
    return {"kind": "backup", "parameters": {"keep": params["keep_backups"]}}


@dag(
    schedule="30 3 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,            # a night that was missed is not made up: the next one does all of it
    max_active_runs=1,
    default_args={"retries": 5, "retry_delay": timedelta(minutes=2), "retry_exponential_backoff": True},
    params={
        "shop": Param("default", type="string", description="the shop whose feed is read"),
        "feed": Param("https://shop.example/feed.xml", type="string", description="where its products are told"),
        "feed_format": Param("google-feed", enum=["google-feed", "csv", "ndjson"]),
        "full_sync": Param(True, type="boolean", description="the feed holds all products; others are hidden"),
        "keep_backups": Param(7, type="integer", minimum=1),
    },
    tags=["suggestd"],
    doc_md=__doc__,
)
def suggestd_nightly():
    @task
    def all_well():
        """The last task, whose state is the night's: it can't begin when any step has failed."""

    # A broken feed must not cost the night's backup.
    steps = [job("feed", feed), job("backup", backup, rule="all_done")]
    steps[0] >> steps[1]
    steps >> all_well()


suggestd_nightly()
