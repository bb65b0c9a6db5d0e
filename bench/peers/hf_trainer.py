"""Trains with transformers' own Trainer.

`hf_trainer.py REQUEST.json OUT` writes OUT/model and prints seconds (start-up, loading, tokenisation, training loop), rows, tokens and
peak memory as JSON. The training loop is what lies between the Trainer's own "train begins" and "train ends"; nothing is evaluated,
saved or reported in it. The loss, decay, schedule and dropout are those that Hone is given.
"""

import json
import resource
import sys
import time
from pathlib import Path

STARTED = time.perf_counter()

import pyarrow.parquet as pq
import torch
from torch.nn import functional as F
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    Trainer,
    TrainerCallback,
    TrainingArguments,
)
from transformers.utils import logging

LABELS = ["benign", "malicious"]
logging.set_verbosity_error()
logging.disable_progress_bar()


class Clock(TrainerCallback):
    """When the loop began, when its first step ended (compiling is in it) and when the loop ended."""

    def __init__(self, device: str) -> None:
        self.device, self.marks, self.cpu = device, [], []

    def mark(self) -> None:
        if self.device == "cuda":
            torch.cuda.synchronize()
        self.marks.append(time.perf_counter())
        self.cpu.append(time.process_time())

    def on_train_begin(self, args, state, control, **kwargs) -> None:
        self.mark()

    def on_step_end(self, args, state, control, **kwargs) -> None:
        if state.global_step == 1:
            self.mark()

    def on_train_end(self, args, state, control, **kwargs) -> None:
        self.mark()


def main() -> None:
    request, out = json.loads(Path(sys.argv[1]).read_text("utf-8")), Path(sys.argv[2])
    device = "cuda" if request["device"] != "cpu" and torch.cuda.is_available() else "cpu"
    torch.set_num_threads(request["threads"])
    torch.set_flush_denormal(True)  # no setting of the Trainer's, but a fair one: without it small moments cost it dear
    imported = time.perf_counter()

    tokenizer = AutoTokenizer.from_pretrained(request["base"])
    torch.manual_seed(request["seed"])
    config = AutoConfig.from_pretrained(request["base"], attn_implementation=request["attention"])
    config.id2label, config.label2id = dict(enumerate(LABELS)), {name: n for n, name in enumerate(LABELS)}
    config.hidden_dropout_prob, config.attention_probs_dropout_prob = request["dropout"], 0.0
    model = AutoModelForSequenceClassification.from_pretrained(request["base"], config=config, dtype=torch.float32)
    loaded = time.perf_counter()

    table = pq.read_table(request["train"], columns=["text", "label"])
    labels = [LABELS.index(label) for label in table["label"].to_pylist()]
    encoded = tokenizer(table["text"].to_pylist(), truncation=True, max_length=request["maxTokens"])["input_ids"]
    rows = [{"input_ids": ids, "labels": label} for ids, label in zip(encoded, labels, strict=True)]
    tokenised = time.perf_counter()

    counts = torch.bincount(torch.tensor(labels), minlength=2)
    weights = (len(labels) / (2 * counts)).float().to(device)  # as Hone's `balanced`
    clock = Clock(device)
    trainer = Trainer(
        model=model,
        args=arguments(request, device, out),
        train_dataset=rows,
        processing_class=tokenizer,
        data_collator=DataCollatorWithPadding(tokenizer),
        compute_loss_func=lambda outputs, labels, **_: F.cross_entropy(outputs.logits, labels, weight=weights),
        callbacks=[clock],
    )
    trainer.train()
    began, stepped, ended = clock.marks
    trainer.save_model(str(out / "model"))
    seconds = {"startUp": imported - STARTED, "load": loaded - imported, "tokenise": tokenised - loaded}
    seconds |= {"train": ended - began, "firstStep": stepped - began, "trainCpu": clock.cpu[-1] - clock.cpu[0], "firstStepCpu": clock.cpu[1] - clock.cpu[0]}
    epochs = request["epochs"]
    done = {"rows": len(rows) * epochs, "tokens": sum(map(len, encoded)) * epochs, "steps": trainer.state.global_step}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, **done, "peakMemoryBytes": memory}))


def arguments(request: dict, device: str, out: Path) -> TrainingArguments:
    """The Trainer's documented settings for speed; those that depend on the machine are in the request."""
    return TrainingArguments(
        output_dir=str(out),
        seed=request["seed"],
        num_train_epochs=request["epochs"],
        per_device_train_batch_size=request["batchSize"],
        learning_rate=request["learningRate"],
        weight_decay=request["weightDecay"],
        warmup_steps=request["warmupShare"],  # below 1 it is a share
        lr_scheduler_type="linear",
        max_grad_norm=1.0,
        optim="adamw_torch_fused",
        bf16=request["bf16"],
        train_sampling_strategy="group_by_length",
        dataloader_num_workers=request["workers"],
        dataloader_persistent_workers=request["workers"] > 0,
        dataloader_pin_memory=device == "cuda",
        torch_compile=request["compile"],
        use_cpu=device == "cpu",
        eval_strategy="no",
        save_strategy="no",
        logging_steps=10,  # as often as Hone
        report_to="none",
        disable_tqdm=True,
    )


main()
