"""Starts a run over HTTP, follows it to its end and prints its report. Needs Python 3.10 and nothing else.

API_KEY=hone_... python3 start_run.py http://127.0.0.1:8080 '{"profile": "sample"}'
"""

import http.client
import json
import os
import sys
import time
import uuid
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.parse import urljoin
from urllib.request import Request, urlopen

# The API says something every 15 s, so a connection that is silent for longer is broken.
TIMEOUT_SECONDS = 60
RETRY_SECONDS = 1


def main(api: str, request: dict) -> None:
    links = start(api, request)["links"]
    print(f"started; see {links['ui']}", file=sys.stderr)
    for event in follow(urljoin(api, links["events"])):
        print(event["at"], event["type"], event["stage"] or "", event["state"], event["text"], file=sys.stderr)
    with send(urljoin(api, links["report"]), {"Accept": "text/markdown"}) as report:
        print(report.read().decode())


def start(api: str, request: dict, tries: int = 5) -> dict:
    """Starts one run, however often it has to ask: the key says that it is the same start."""
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    for left in reversed(range(tries)):
        try:
            with send(urljoin(api, "/v1/runs"), headers, json.dumps(request).encode()) as answer:
                return json.load(answer)
        except OSError as error:
            stop_if_refused(error)
            if left == 0:
                raise
        time.sleep(RETRY_SECONDS)
    raise AssertionError("no tries")


def follow(url: str) -> Iterator[dict]:
    """The run's events, each once, over breaks of the connection."""
    last_id = ""
    while True:
        try:
            with send(url, {"Accept": "text/event-stream", "Last-Event-ID": last_id}) as stream:
                for fields in blocks(stream):
                    if fields.get("event") == "end":
                        return
                    if "data" in fields:
                        last_id = fields["id"]
                        yield json.loads(fields["data"])
        except (OSError, http.client.HTTPException) as error:
            stop_if_refused(error)
        time.sleep(RETRY_SECONDS)


def blocks(stream: http.client.HTTPResponse) -> Iterator[dict[str, str]]:
    """Server-sent events as Hone writes them: one `name: value` a line, a blank line after each event."""
    fields: dict[str, str] = {}
    for line in stream:
        name, _, value = line.decode().rstrip("\n").partition(": ")
        if name:
            fields[name] = value
        else:
            yield fields
            fields = {}


def send(url: str, headers: dict[str, str], body: bytes | None = None) -> http.client.HTTPResponse:
    """One request, with the API key where there is one; on loopback none is needed."""
    key = {"Authorization": f"Bearer {os.environ['API_KEY']}"} if "API_KEY" in os.environ else {}
    return urlopen(Request(url, body, headers | key), timeout=TIMEOUT_SECONDS)


def stop_if_refused(error: Exception) -> None:
    """A refusal says why, and asking again does not help; what only has no time, or is not there, is another matter."""
    if isinstance(error, HTTPError) and error.code < 500 and error.code != 429:
        raise SystemExit(f"{error.code}: {error.read().decode()}")


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
