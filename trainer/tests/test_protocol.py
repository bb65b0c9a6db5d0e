"""stdout is JSON lines whatever libraries print; progress is throttled; the doctor and the tiny model work."""

import hashlib
import json
import os
import subprocess
import sys

from conftest import TRAINER

from hone_trainer.events import Events
from hone_trainer.tiny import build_tiny_model


def python(*arguments):
    environment = {**os.environ, "PYTHONPATH": str(TRAINER)}
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, env=environment, timeout=60)


def test_what_libraries_print_goes_to_stderr():
    code = (
        "import os; from hone_trainer.events import claim_stdout; e = claim_stdout();"
        "print('from python'); os.write(1, b'from C\\n'); e.emit('result', n=1)"
    )
    ended = python("-c", code)
    assert ended.stdout == '{"type": "result", "n": 1}\n'
    assert "from python" in ended.stderr and "from C" in ended.stderr


def test_the_doctor_answers_with_one_line():
    ended = python("-m", "hone_trainer", "doctor")
    assert ended.returncode == 0, ended.stderr
    answer = json.loads(ended.stdout)
    assert answer["type"] == "result"
    assert answer["packages"]["torch"] and answer["devices"][0] == "cpu" and answer["cpus"] >= 1
    assert answer["precision_auto"] in ("bf16", "fp32")


def test_progress_is_throttled_and_always_says_the_end(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("hone_trainer.events.time.monotonic", lambda: now[0])
    lines = []
    events = Events(lambda line: lines.append(json.loads(line)))
    for done in range(0, 101, 5):
        events.progress("train", done, 100)
        now[0] += 0.25
    assert [line["done"] for line in lines] == [0, 20, 40, 60, 80, 100]
    assert lines[1]["rows_per_second"] == 20.0
    assert lines[1]["seconds_left"] == 4.0


def test_a_phase_that_starts_again_is_measured_anew(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("hone_trainer.events.time.monotonic", lambda: now[0])
    lines = []
    events = Events(lambda line: lines.append(json.loads(line)))
    events.progress("evaluate", 0, 10)
    now[0] += 2
    events.progress("evaluate", 10, 10)
    now[0] += 50
    events.progress("evaluate", 0, 10)
    now[0] += 1
    events.progress("evaluate", 10, 10)
    assert [line["rows_per_second"] for line in lines] == [0, 5, 0, 10]


def test_the_tiny_model_is_small_and_the_same_each_time(tmp_path, tiny):
    build_tiny_model(str(tmp_path / "again"))
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        first, again = ((folder / name).read_bytes() for folder in (tiny, tmp_path / "again"))
        assert hashlib.sha256(first).digest() == hashlib.sha256(again).digest()
    assert sum(path.stat().st_size for path in tiny.iterdir()) < 5_000_000
