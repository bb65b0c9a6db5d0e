"""Dynamic int8 of an exported graph, and which of its layers cost most when they are int8."""

from pathlib import Path

import numpy as np
import onnx

from hone_trainer import data

LEFT_OUT = (1, 2, 4, 8)  # how many of the costliest layers stay fp32 in each further file
PROBE_ROWS = 128
WITH_WEIGHTS = ("MatMul", "Gemm", "Attention")


def quantise(source: Path, target: Path, only: str | None = None, leave_out: list[str] | None = None) -> None:
    """Dynamic int8: weights stored as int8, activations scaled as they come. `only`, `leave_out`: names of nodes.

    Per channel, because that halves the error in scores and costs nothing; in 7 bits, because processors without VNNI
    saturate at 8 and would score differently, and per channel the eighth bit gains nothing. The embedding table is int8
    too: it is half of the file, and looking up loses far less than multiplying (docs/conversion.md has the figures).
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        source,
        target,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        nodes_to_quantize=[only] if only else None,
        nodes_to_exclude=leave_out or None,
        # Trap: a fused graph has tensors whose type cannot be inferred; without the default the quantiser gives up
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )


def layers_with_weights(graph: onnx.GraphProto) -> list[str]:
    """Names of the nodes that multiply with weights: what can stay fp32 one by one. Embeddings only look up."""
    weights = {tensor.name for tensor in graph.initializer}
    multiply = [node for node in graph.node if node.op_type in WITH_WEIGHTS and node.input[1] in weights]
    return [node.name for node in multiply if node.name]


def costliest_layers(fused: Path, scratch: Path, probes: data.Encoded, threads: int) -> list[dict[str, float | str]]:
    """Layers with their cost, highest first: the mean |change| of the logits' difference when only that layer is int8.

    The difference of logits, not the score: near 0 and 1 scores hide what a lower threshold still sees. One text at a
    time, as what ships is scored.
    """
    before = logit_differences(fused, probes, threads)
    cost: dict[str, float] = {}
    for name in layers_with_weights(onnx.load(fused).graph):
        quantise(fused, scratch, only=name)
        cost[name] = float(np.abs(logit_differences(scratch, probes, threads) - before).mean())
    scratch.unlink(missing_ok=True)
    return [{"layer": name, "cost": cost[name]} for name in sorted(cost, key=lambda name: (-cost[name], name))]


def logit_differences(path: Path, probes: data.Encoded, threads: int) -> np.ndarray:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = threads, 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    found = []
    for start, end in zip(probes.starts, probes.starts[1:], strict=False):
        ids = probes.tokens[start:end].astype(np.int64)[None]
        ((benign, malicious),) = session.run(["logits"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0]
        found.append(malicious - benign)
    return np.array(found)


def spread(texts: list[str]) -> list[str]:
    """At most PROBE_ROWS texts, evenly over the table."""
    count = min(PROBE_ROWS, len(texts))
    return [texts[number * len(texts) // count] for number in range(count)]
