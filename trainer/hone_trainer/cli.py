"""`hone-trainer {train|score|merge|export|import|doctor} --request request.json --out DIR`.

stdout carries one JSON object a line (`progress`, `metric`, `checkpoint`, `resumed`, `result`, `error`) and nothing
else; logs go to stderr. Exit codes: 0 done, 10 invalid input, 11 out of memory, 12 interrupted after a checkpoint,
13 diverged, 14 no space left, anything else unknown. SIGTERM, and the end of stdin, make `train` checkpoint and exit
with 12.
"""

import argparse
import os
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

from hone_trainer.args import ExportRequest, ImportRequest, MergeRequest, ScoreRequest, TrainRequest, read_request
from hone_trainer.errors import DONE, UNKNOWN, Interrupted, exit_code, plain
from hone_trainer.events import Events, claim_stdout, stop_on_sigterm, stop_on_stdin_end
from hone_trainer.launch import is_rank, launch


def main(argv: list[str] | None = None) -> int:
    options = parse(argv)
    events = claim_stdout()
    try:
        result = run(options, events)
        if result is not None:
            events.emit("result", **result)
        return DONE
    except BaseException as error:
        return report(error, events)


def parse(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="hone-trainer", description=__doc__.split("\n")[2])
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("train", "score", "merge", "export", "import"):
        command = commands.add_parser(name)
        command.add_argument("--request", required=True, help="the request, a JSON file")
        command.add_argument("--out", required=True, type=Path, help="the output folder; made if it is not there")
        if name == "train":
            command.add_argument("--no-stdin-watch", action="store_true", help="do not stop at the end of stdin")
    commands.add_parser("doctor")
    return parser.parse_args(argv)


def run(options: argparse.Namespace, events: Events) -> dict[str, Any] | None:
    """Runs a command; the imports wait until a stop can be heard, because torch takes seconds to load."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false" if options.command in ("export", "import") else "true")
    if options.command == "doctor":
        from hone_trainer.doctor import doctor

        return doctor()
    if options.command == "train":
        stop = stop_on_sigterm()
        if not options.no_stdin_watch:
            stop_on_stdin_end(stop)
        return run_train(options, events, stop)
    options.out.mkdir(parents=True, exist_ok=True)
    if options.command == "score":
        request = read_request(ScoreRequest, options.request)
        from hone_trainer.score import score

        return score(request, options.out, events)
    if options.command == "merge":
        merge_request = read_request(MergeRequest, options.request)
        from hone_trainer.merge import merge

        return merge(merge_request, options.out, events)
    if options.command == "import":
        import_request = read_request(ImportRequest, options.request)
        from hone_trainer.import_model import import_model

        return import_model(import_request, options.out, events)
    export_request = read_request(ExportRequest, options.request)
    from hone_trainer.export import export

    return export(export_request, options.out, events)


def run_train(options: argparse.Namespace, events: Events, stop: threading.Event) -> dict[str, Any] | None:
    request = read_request(TrainRequest, options.request)
    options.out.mkdir(parents=True, exist_ok=True)
    if request.hints.processes > 1 and not is_rank():
        if stop.is_set():
            raise Interrupted
        arguments = ["train", "--request", options.request, "--out", str(options.out)]
        arguments += ["--no-stdin-watch"] if options.no_stdin_watch else []
        sys.exit(launch(request.hints.processes, arguments, events.stdout))  # ranks say all there is to say
    from hone_trainer.fit import train

    return train(request, options.out, events, stop)


def report(error: BaseException, events: Events) -> int:
    """Says what went wrong, on stderr for people and as an event for the parent; returns the exit code."""
    if isinstance(error, SystemExit | KeyboardInterrupt):
        raise error
    code = exit_code(error)
    if code == UNKNOWN:
        traceback.print_exception(error)
    else:
        print(f"hone-trainer: {error}", file=sys.stderr)
    if isinstance(error, Interrupted):
        return code
    details = {name: plain(getattr(error, name, None)) for name in ("field", "value", "remedy", "step", "row_ids")}
    message = str(error) or type(error).__name__
    events.emit("error", message=message, **{name: value for name, value in details.items() if value is not None})
    return code
