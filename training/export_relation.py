"""Networks → ONNX, and the joint score: ``python training/export_relation.py OUT --work FOLDER [--corpora FOLDER]``.

Writes ``relation.onnx``, ``relevance.onnx``, their matrices, what is added for written text, ``tokenizer.json`` and
``relation.json`` (the few weights that join the scores, and temperatures: fitted on the committee dev sessions, never
on the focus groups).
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
import torch
from low_rank import low_rank
from onnx import ModelProto, TensorProto
from onnx_graph import Graph, Layer, bert_layer, write_matrices
from relation_joint import fit_joint

from inspired_analysis.coding.relation import LONGEST, PAD

ROOT = Path(__file__).resolve().parents[1]
BUCKETS, REACH = 32, 128
# Of the relevance stage, with the coder of codes.
SHARED_LAYERS = 4


def mpnet_layer(i: int) -> Layer:
    """Return the names of layer *i* of MPNet."""
    at = f"encoder.encoder.layer.{i}."
    attention = f"{at}attention.attn."
    return Layer(*(attention + n for n in "qkvo"), f"{at}attention.LayerNorm", f"{at}intermediate.dense",
                 f"{at}output.dense", f"{at}output.LayerNorm")  # fmt: skip


def distances(weight: np.ndarray, length: int) -> np.ndarray:
    """Return (heads, 2 length - 1): what MPNet adds to the attention by distance, from its (32, heads) buckets.

    Column length - 1 + d is for a query d places after the key.
    """
    apart = np.arange(1 - length, length)
    half = BUCKETS // 2
    near = half // 2
    size = np.abs(apart)
    far = near + (np.log(np.maximum(size, 1) / near) / np.log(REACH / near) * (half - near)).astype(int)
    bucket = np.where(apart < 0, half, 0) + np.where(size < near, size, np.minimum(far, half - 1))
    return weight[bucket].T.astype(np.float16)


def _distances(graph: Graph) -> str:
    """Return (1, heads, l, l), added to the attention."""
    weight = graph.weights["encoder.encoder.relative_attention_bias.weight"]
    scalar = graph.add("Gather", [graph.add("Shape", ["ids"]), graph.array("first1", np.array(1))])
    zero, one = graph.array("begin0", np.array(0)), graph.array("one0", np.array(1))
    place = graph.add("Range", [zero, scalar, one])
    column = graph.add("Unsqueeze", [place, graph.array("minus1", np.array([-1]))])
    at = graph.add("Add", [graph.add("Sub", [column, place]), graph.array("middle", np.array(LONGEST - 1))])
    table = graph.add("Cast", [graph.array("distances", distances(weight, LONGEST))], to=TensorProto.FLOAT)
    return graph.add("Unsqueeze", [graph.add("Gather", [table, at], axis=1), graph.array("begin", np.array([0]))])


def _embeddings(graph: Graph, first: int, epsilon: float, kind: str = "") -> tuple[str, str]:
    """Return the embedded ids and the (b, l) int32 mask."""
    w = graph.weights
    positions = w["encoder.embeddings.position_embeddings.weight"][first : first + LONGEST].astype(np.float32)
    if kind:
        positions = positions + w[kind][0]
    length = graph.add("Shape", ["ids"], start=1, end=2)
    begin = graph.array("begin", np.array([0]))
    at = graph.add("Slice", [graph.array("positions", positions.astype(np.float16)), begin, length, begin])
    at = graph.add("Cast", [at], to=TensorProto.FLOAT)
    words = graph.embedded("ids", "encoder.embeddings.word_embeddings.weight")
    x = graph.norm(graph.add("Add", [words, at]), "encoder.embeddings.LayerNorm", epsilon)
    return x, graph.mask()


def _mean(graph: Graph, x: str, mask: str) -> str:
    last, second = graph.array("minus1", np.array([-1])), graph.array("one", np.array([1]))
    weights = graph.add("Unsqueeze", [graph.add("Cast", [mask], to=TensorProto.FLOAT), last])
    total = graph.add("ReduceSum", [graph.add("Mul", [x, weights]), second], keepdims=0)
    return graph.add("Div", [total, graph.add("ReduceSum", [weights, second], keepdims=0)])


def relation_graph(weights: Mapping[str, np.ndarray], *, precise: bool = False) -> tuple[ModelProto, dict]:
    """Return ids (b, l) → logits (b, 3) of the relation model, and the matrices beside it."""
    graph = Graph(weights, precise)
    x, mask = _embeddings(graph, PAD + 1, 1e-5)
    apart = _distances(graph)
    layers = sum(name.endswith("intermediate.dense.bias") for name in weights)
    for i in range(layers):
        x = graph.layer(x, mpnet_layer(i), mask, 12, 1e-5, apart)
    first = graph.add("Gather", [x, graph.array("first", np.array(0))], axis=1)
    pooled = graph.add("Concat", [first, _mean(graph, x, mask)], axis=-1)
    mixed = graph.add("BiasGelu", [graph.linear(pooled, "mix", bias=False), graph.bias("mix")], domain="com.microsoft")
    plain = graph.array("out.w", weights["out.weight"].T.astype(np.float32))
    out = graph.add("Add", [graph.add("MatMul", [mixed, plain]), graph.bias("out")])
    return graph.model({"out": (out, ["b", 3])}), graph.beside


def relevance_graph(weights: Mapping[str, np.ndarray], *, precise: bool = False) -> tuple[ModelProto, dict]:
    """Return ids (b, l) → vectors (b, 384) of the relevance stage, not normalised, and the matrices beside it.

    ``middle`` (b, l, 384) is what its first layers say, for the coder of codes (`turn_vectors`).
    """
    graph = Graph(weights, precise)
    x, mask = _embeddings(graph, 0, 1e-12, "encoder.embeddings.token_type_embeddings.weight")
    layers = sum(name.endswith("intermediate.dense.bias") for name in weights)
    middle = ""
    for i in range(layers):
        x = graph.layer(x, bert_layer(f"encoder.encoder.layer.{i}."), mask, 12, 1e-12)
        middle = x if i + 1 == SHARED_LAYERS else middle
    width = weights["encoder.embeddings.position_embeddings.weight"].shape[1]
    outputs = {"out": (_mean(graph, x, mask), ["b", width]), "middle": (middle, ["b", "l", width])}
    return graph.model(outputs), graph.beside


def arrays(path: Path) -> dict[str, np.ndarray]:
    """Return the weights of a checkpoint as arrays."""
    plain = torch.load(path, map_location="cpu").items()
    return {name.replace("parametrizations.weight.original", "weight"): value.float().numpy() for name, value in plain}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="where training/relation.py left its checkpoints")
    parser.add_argument("--corpora", type=Path, default=ROOT.parent / "shared" / "corpora")
    parser.add_argument("--precise", action="store_true", help="32-bit matrices: large, to tell what eight bits cost")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for name, build in (("relation", relation_graph), ("relevance", relevance_graph)):
        graph, beside = build(arrays(options.work / f"{name}.pt"), precise=options.precise)
        (options.out / f"{name}.onnx").write_bytes(graph.SerializeToString(deterministic=True))
        write_matrices(options.out / f"{name}.npz", beside)
    if not options.precise:
        write_matrices(options.out / "written.npz", low_rank(arrays(options.work / "low_rank.pt")))
    shutil.copyfile(options.work / "tokenizer.json", options.out / "tokenizer.json")
    fit_joint(options.out, options.corpora)
    for path in sorted(options.out.iterdir()):
        print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
