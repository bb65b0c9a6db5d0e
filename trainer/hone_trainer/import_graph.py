"""A foreign ONNX graph in Hone's form: input_ids and attention_mask in, the logits of benign and malicious out."""

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, compose, helper, numpy_helper

from hone_trainer.errors import InvalidInput
from hone_trainer.import_labels import Mapping
from hone_trainer.import_onnx import ROLES, Form

TINY = 1e-30  # below it a probability has no logarithm worth the name; it is a normal number in fp32
OLDEST_OPSET = 11  # before it some of the operators added here were others


class Tail:
    """Nodes one behind the other, each with the one before as its first input."""

    def __init__(self, start: str) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.end = start

    def add(self, operator: str, *more: str, start: str | None = None, **attributes: Any) -> str:
        """Appends a node behind the last one, or behind `start`; answers the name of what it makes."""
        inputs, self.end = [start or self.end, *more], f"hone/{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [self.end], **attributes))
        return self.end

    def constant(self, value: Any, kind: Any) -> str:
        name = f"hone/constant{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(value, kind), name))
        return name


def to_our_form(model: onnx.ModelProto, form: Form, kind: str, width: int, mapping: Mapping) -> onnx.ModelProto:
    """The same network with Hone's inputs and output: names, integer types, segments, order, and logits of shares."""
    inner = compose.add_prefix(model, "foreign/")
    graph = inner.graph
    opset = next((one.version for one in inner.opset_import if one.domain in ("", "ai.onnx")), 0)
    if opset < OLDEST_OPSET:
        raise InvalidInput("source", f"opset {opset}", f"Export the model with opset {OLDEST_OPSET} or later.")
    constants = {tensor.name for tensor in graph.initializer}
    kept = [one for one in graph.input if one.name in constants]
    before, after = _before(form), _after(f"foreign/{form.output.name}", width, kind, mapping, opset)
    nodes = [*before, *graph.node, *after.nodes]
    del graph.node[:], graph.input[:], graph.output[:]
    graph.node.extend(nodes)
    graph.initializer.extend(after.constants)
    axes = ["batch", "sequence"]
    graph.input.extend(helper.make_tensor_value_info(name, TensorProto.INT64, axes) for name in list(ROLES)[:2])
    graph.input.extend(kept)
    graph.output.append(helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 2]))
    del graph.value_info[:]  # shapes of the foreign batch
    onnx.checker.check_model(inner)
    return inner


def _before(form: Form) -> list[Any]:
    nodes = []
    for role, one in form.inputs.items():
        kind, name = one.type.tensor_type.elem_type, f"foreign/{one.name}"
        if role == "token_type_ids":
            zero = helper.make_tensor("zero", kind, [1], [0])
            nodes.append(helper.make_node("Shape", ["input_ids"], ["hone/shape"]))
            nodes.append(helper.make_node("ConstantOfShape", ["hone/shape"], [name], value=zero))
        else:
            nodes.append(helper.make_node("Cast", [role], [name], to=kind))
    return nodes


def _after(output: str, width: int, kind: str, mapping: Mapping, opset: int) -> Tail:
    tail = Tail(output)
    tail.add("Cast", to=TensorProto.FLOAT)
    rows = tail.add("Reshape", tail.constant([-1, width], np.int64))
    if kind == "sigmoid" or width == 1:
        column = (mapping.malicious or mapping.benign)[0]
        one = tail.add("Gather", tail.constant([column], np.int64), axis=1, start=rows)
        if kind == "sigmoid":
            rest = tail.add("Sub", one, start=tail.constant([1], np.float32))
            sides = [_logarithm(tail, side) for side in (rest, one)]
        else:
            sides = [tail.add("Mul", tail.constant([half], np.float32), start=one) for half in (-0.5, 0.5)]
        benign, malicious = sides if mapping.malicious else sides[::-1]
    else:
        logits = _logarithm(tail, rows) if kind == "softmax" else rows
        benign, malicious = (_pooled(tail, logits, columns, opset) for columns in (mapping.benign, mapping.malicious))
    tail.add("Concat", malicious, start=benign, axis=1)
    tail.nodes[-1].output[0] = "logits"
    return tail


def _logarithm(tail: Tail, shares: str) -> str:
    tail.add("Max", tail.constant([TINY], np.float32), start=shares)
    return tail.add("Log")


def _pooled(tail: Tail, logits: str, columns: tuple[int, ...], opset: int) -> str:
    """The logit of "any of these": log-sum-exp, so that softmax over the two pools is softmax over all, added up."""
    found = tail.add("Gather", tail.constant(list(columns), np.int64), axis=1, start=logits)
    if len(columns) == 1:
        return found
    if opset < 18:
        return tail.add("ReduceLogSumExp", axes=[1], keepdims=1)
    return tail.add("ReduceLogSumExp", tail.constant([1], np.int64), keepdims=1)
