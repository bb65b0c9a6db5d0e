"""Reads a foreign ONNX classifier: which inputs it takes, what its outputs are, and what it answers as it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto

from hone_trainer.errors import InvalidInput
from hone_trainer.import_labels import Mapping

ROLES = {"input_ids": ("ids",), "attention_mask": ("mask",), "token_type_ids": ("type", "segment")}
INTEGERS = {TensorProto.INT64: np.int64, TensorProto.INT32: np.int32}
SHAPING = {"Identity", "Reshape", "Squeeze", "Unsqueeze", "Cast", "Flatten"}
QUANTISED = {"MatMulInteger", "QLinearMatMul", "QAttention", "DynamicQuantizeLinear", "DequantizeLinear", "QGemm"}


@dataclass(frozen=True)
class Form:
    """How a foreign file is asked, and which of its outputs answers."""

    inputs: dict[str, Any]  # role → its graph input
    output: Any


def read_form(graph: onnx.GraphProto, field: str, name: str) -> Form:
    """Inputs by role, and the output that classifies. Raises InvalidInput for what Hone could not feed or read."""
    constants = {tensor.name for tensor in graph.initializer}
    inputs: dict[str, Any] = {}
    for one in graph.input:
        if one.name in constants:
            continue
        # Trap: "token_type_ids" has "ids" in it too, so that the other roles are looked for first
        role = next((r for r in reversed(ROLES) if any(sign in one.name.lower() for sign in ROLES[r])), None)
        if role is None or role in inputs or "position" in one.name.lower():
            raise InvalidInput(field, name, f"The input {one.name} is none that Hone can feed: {', '.join(ROLES)}.")
        if one.type.tensor_type.elem_type not in INTEGERS:
            raise InvalidInput(field, name, f"The input {one.name} must be int64 or int32.")
        if (fixed := _fixed_length(one)) is not None:
            raise InvalidInput(field, name, f"{one.name} takes exactly {fixed} tokens; export it with dynamic axes.")
        inputs[role] = one
    if "input_ids" not in inputs:
        raise InvalidInput(field, name, "It has no input with token ids, named like input_ids.")
    outputs = {one.name: one for one in graph.output}
    found = outputs.get("logits") or (graph.output[0] if len(outputs) == 1 else None)
    if found is None:
        raise InvalidInput(field, name, f"It has the outputs {', '.join(outputs)}; keep one, or name it logits.")
    if found.type.tensor_type.elem_type not in (TensorProto.FLOAT, TensorProto.DOUBLE):
        raise InvalidInput(field, name, f"The output {found.name} must be float32: export the model in that precision.")
    return Form(inputs, found)


def _fixed_length(one: Any) -> int | None:
    dimensions = one.type.tensor_type.shape.dim
    return dimensions[1].dim_value if len(dimensions) == 2 and dimensions[1].dim_value > 0 else None


def run_foreign(model: onnx.ModelProto, form: Form, token_ids: list[list[int]]) -> Iterator[np.ndarray]:
    """What the file as it is answers to each text alone: [outputs] in float64."""
    import onnxruntime

    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    for ids in token_ids:
        row = np.array([ids])
        values = {"input_ids": row, "attention_mask": np.ones_like(row), "token_type_ids": np.zeros_like(row)}
        kinds = {role: INTEGERS[one.type.tensor_type.elem_type] for role, one in form.inputs.items()}
        feeds = {one.name: values[role].astype(kinds[role]) for role, one in form.inputs.items()}
        (answer,) = session.run([form.output.name], feeds)
        yield np.asarray(answer, np.float64).reshape(-1)


def kind_of_graph(graph: onnx.GraphProto, output: str, answers: np.ndarray, asked: str) -> str:
    """How to read the output: as asked, else by the node that makes it and by shares that always sum to one."""
    if asked == "probabilities":
        return kind_of_shares(answers)
    if answers.shape[1] != {"one-logit": 1, "two-logits": 2}.get(asked, answers.shape[1]):
        raise InvalidInput("output", asked, f"The model has {answers.shape[1]} outputs.")
    says_shares = _last_function(graph, output) in ("Softmax", "Sigmoid") or _sums_to_one(answers)
    return kind_of_shares(answers) if asked == "auto" and says_shares else "logits"


def kind_of_shares(answers: np.ndarray) -> str:
    if not ((answers >= 0) & (answers <= 1)).all():
        raise InvalidInput("output", "probabilities", "The model answers numbers outside [0, 1]: those are logits.")
    return "softmax" if _sums_to_one(answers) else "sigmoid"


def _sums_to_one(answers: np.ndarray) -> bool:
    inside = bool(((answers >= 0) & (answers <= 1)).all())
    return inside and answers.shape[1] > 1 and bool(np.allclose(answers.sum(axis=1), 1, atol=1e-3))


def shares_of(answers: np.ndarray, kind: str) -> np.ndarray:
    """Each output as a share, [rows, outputs].

    Kinds: `logits` that softmax makes shares of (one alone: the logistic function); `logistic`: a logit of its own for
    each output; `softmax`: shares that sum to one already; `sigmoid`: a share of its own for each output.
    """
    if kind in ("softmax", "sigmoid"):
        return answers
    if kind == "logistic" or answers.shape[1] == 1:
        return 1 / (1 + np.exp(-answers))
    parts = np.exp(answers - answers.max(axis=1, keepdims=True))
    return parts / parts.sum(axis=1, keepdims=True)


def _last_function(graph: onnx.GraphProto, name: str) -> str | None:
    """The operator that makes an output, behind those that only shape it."""
    makers = {output: node for node in graph.node for output in node.output}
    while (node := makers.get(name)) is not None and node.op_type in SHAPING:
        name = node.input[0]
    return node.op_type if node is not None else None


def malicious_share(answers: np.ndarray, kind: str, mapping: Mapping) -> np.ndarray:
    """P(malicious) as the model means it: `answers` are its own [rows, outputs], in float64. Raises InvalidInput."""
    shares = shares_of(answers, kind)
    if kind in ("sigmoid", "logistic") or answers.shape[1] == 1:
        if len(mapping.malicious) > 1:
            remedy = "Each of its outputs has a share of its own: only one of them can be the malicious one."
            raise InvalidInput("labels", mapping.names(), remedy)
        column = (mapping.malicious or mapping.benign)[0]
        return shares[:, column] if mapping.malicious else 1 - shares[:, column]
    return shares[:, mapping.malicious].sum(axis=1) / shares.sum(axis=1)


def is_quantised(model: onnx.ModelProto) -> bool:
    return any(node.op_type in QUANTISED for node in model.graph.node)


def is_half(model: onnx.ModelProto) -> bool:
    kinds = (TensorProto.FLOAT16, TensorProto.BFLOAT16)
    return any(tensor.data_type in kinds for tensor in model.graph.initializer)


def load_onnx(path: Path, field: str) -> onnx.ModelProto:
    """Reads a model file. Raises InvalidInput for what is no ONNX file, or one in half precision."""
    try:
        model = onnx.load(str(path))
        onnx.checker.check_model(model)
    except Exception as error:  # protobuf's and onnx's errors have no common type
        raise InvalidInput(field, str(path), f"It is no ONNX file that can be read: {str(error)[:200]}") from error
    if is_half(model):
        remedy = "Its weights are 16-bit, which onnxruntime does not compute with on processors: export it in float32."
        raise InvalidInput(field, str(path), remedy)
    return model
