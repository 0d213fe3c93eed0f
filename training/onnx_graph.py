"""A transformer encoder as an ONNX graph: eight-bit products of matrices that are stored in four bits.

Each row of activations has its own scale (not each batch): that keeps outliers apart and makes the result of a
pair independent of its neighbours in the batch. The matrices lie beside the graph (`coding.four_bits` restores
them); word embeddings lie in it, in four bits too. Arrays come from the torch weights by name.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper

from inspired_analysis.coding.four_bits import BLOCK
from inspired_analysis.coding.relation import PAD

__all__ = ["BLOCK", "Graph", "Layer", "bert_layer", "four_bits", "restored", "two_level", "write_matrices"]

CONTRIB = "com.microsoft"
GROUPS = 8


def four_bits(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (v, k / 2) packed bytes and (v, 8) scales of a (v, k) table: value = (nibble - 8) × scale of its group."""
    grouped = table.reshape(len(table), GROUPS, -1).astype(np.float32)
    best, error = None, np.full((len(table), GROUPS, 1), np.inf, np.float32)
    for share in (1.0, 0.9, 0.8, 0.7):
        scale = np.abs(grouped).max(axis=2, keepdims=True) * share / 7 + 1e-8
        off = ((np.clip(np.round(grouped / scale), -8, 7) * scale - grouped) ** 2).sum(axis=2, keepdims=True)
        best = scale if best is None else np.where(off < error, scale, best)
        error = np.minimum(off, error)
    codes = (np.clip(np.round(grouped / best), -8, 7) + 8).astype(np.uint8).reshape(table.shape)
    half = table.shape[1] // 2
    return codes[:, :half] | codes[:, half:] << 4, best[:, :, 0].astype(np.float16)


def restored(packed: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """Return the (v, k) table that `four_bits` stands for."""
    codes = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32) - 8
    grouped = codes.reshape(len(codes), GROUPS, -1) * scales.astype(np.float32)[:, :, None]
    return grouped.reshape(codes.shape)


def two_level(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (k / 2, n) packed codes, (k / 64, n) multipliers and (n,) scales of an (n, k) matrix.

    An entry is (code - 8) × multiplier of its block × scale of its column, and code × multiplier fits eight bits with
    so much to spare that sums of two products with unsigned bytes fit sixteen, as older processors need it.
    """
    grouped = matrix.astype(np.float32).T.reshape(-1, BLOCK, len(matrix))
    low, high = grouped.min(axis=1), grouped.max(axis=1)
    end = np.where(-low > high, low, high) / -8  # the greater end falls on -8
    column = np.abs(end).max(axis=0) / 8 + np.float32(1e-12)
    times = np.where(end < 0, -1, 1) * np.clip(np.round(np.abs(end) / column), 1, 8)
    codes = np.clip(np.round(grouped / (times * column)[:, None]), -8, 7) + 8
    codes = codes.astype(np.uint8).reshape(-1, len(matrix))
    half = len(codes) // 2
    return codes[:half] | codes[half:] << 4, times.astype(np.int8), column.astype(np.float32)


@dataclass(frozen=True)
class Layer:
    """Names of one layer's weights: linear layers ``q, k, v, o, up, down`` and norms ``norm1, norm2``."""

    q: str
    k: str
    v: str
    o: str
    norm1: str
    up: str
    down: str
    norm2: str


@dataclass
class Graph:
    """Collects nodes, arrays and the matrices beside them. With ``precise`` matrices stay 32-bit, in the graph."""

    weights: Mapping[str, np.ndarray]
    precise: bool = False
    nodes: list = field(default_factory=list)
    arrays: dict = field(default_factory=dict)
    beside: dict = field(default_factory=dict)

    def add(self, kind: str, inputs: Sequence[str], *, domain: str = "", outputs: int = 1, **attributes: object) -> str:
        """Add a node; return the name of its (first) output."""
        name = f"t{len(self.nodes)}"
        names = [name, *(f"{name}_{i}" for i in range(1, outputs))]
        self.nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return name

    def array(self, name: str, value: np.ndarray) -> str:
        """Add a constant once; return its name."""
        if name not in self.arrays:
            self.arrays[name] = numpy_helper.from_array(np.array(value, order="C"), name)
        return name

    def rows(self, x: str, *, above: float = 0.0) -> tuple[str, str]:
        """Return (x in eight bits, the (…, 1) greatest magnitude of each row).

        *above* says how far below zero *x* can go, where that is known; the magnitude is then the maximum.
        """
        if above:
            top = self.add("Max", [self.add("ReduceMax", [x, self.array("last", np.array([-1]))]),
                                   self.array(f"above{above}", np.array(above, np.float32))])  # fmt: skip
        else:
            top = self.add("ReduceMax", [self.add("Abs", [x]), self.array("last", np.array([-1]))])
            top = self.add("Max", [top, self.array("tiny", np.array(1e-6, np.float32))])
        scaled = self.add("Div", [x, top])
        step, zero = self.array("step", np.array(1 / 127, np.float32)), self.array("zero", np.array(128, np.uint8))
        return self.add("QuantizeLinear", [scaled, step, zero]), top

    def linear(self, x: str, name: str, rows: tuple[str, str] | None = None, *, bias: bool = True) -> str:
        """Return x @ W.T + b; *rows* are `rows` of x where they are known already."""
        if self.precise:
            matrix = self.weights[f"{name}.weight"].astype(np.float32).T
            out = self.add("MatMul", [x, self.array(f"{name}.w", matrix)])
        else:
            quantised, top = rows or self.rows(x)
            matrix, scale = self.stored(name)
            out = self.add(
                "MatMulIntegerToFloat",
                [quantised, matrix, self.array("step", np.array(1 / 127, np.float32)), scale,
                 self.array("zero", np.array(128, np.uint8)), self.array("none", np.array(0, np.int8))],
                domain=CONTRIB,
            )  # fmt: skip
            out = self.add("Mul", [out, top])
        return self.add("Add", [out, self.bias(name)]) if bias else out

    def stored(self, name: str) -> tuple[str, str]:
        """Put the matrix of a linear layer beside the graph; return the names of the matrix and of its scales."""
        codes, times, column = two_level(self.weights[f"{name}.weight"])
        self.beside |= {f"{name}.w.codes": codes, f"{name}.w.times": times}
        declared = TensorProto(name=f"{name}.w", data_type=TensorProto.INT8, dims=(2 * len(codes), len(column)),
                               data_location=TensorProto.EXTERNAL)  # fmt: skip
        declared.external_data.add(key="location", value="beside")
        self.arrays[f"{name}.w"] = declared
        return f"{name}.w", self.array(f"{name}.s", column)

    def bias(self, name: str) -> str:
        """Return the name of the bias of a linear layer."""
        return self.array(f"{name}.b", self.weights[f"{name}.bias"].astype(np.float32))

    def norm(self, x: str, name: str, epsilon: float) -> str:
        """Return the layer-normalised x."""
        scale = self.array(f"{name}.w", self.weights[f"{name}.weight"].astype(np.float32))
        return self.add("LayerNormalization", [x, scale, self.bias(name)], axis=-1, epsilon=epsilon)

    def embedded(self, ids: str, table: str) -> str:
        """Return the embeddings of *ids* from a four-bit table."""
        packed, scales = four_bits(self.weights[table])
        codes = self.add("Cast", [self.add("Gather", [self.array(f"{table}.w", packed), ids])], to=TensorProto.FLOAT)
        part = self.add("Mul", [codes, self.array("sixteenth", np.array(1 / 16, np.float32))])
        high = self.add("Floor", [part])
        low = self.add("Sub", [codes, self.add("Mul", [high, self.array("sixteen", np.array(16, np.float32))])])
        both = self.add("Concat", [low, high], axis=-1)
        both = self.add("Sub", [both, self.array("eight", np.array(8, np.float32))])
        width = packed.shape[1] * 2
        grouped = self.add("Reshape", [both, self.array(f"{table}.g", np.array([0, 0, GROUPS, width // GROUPS]))])
        scale = self.add("Gather", [self.array(f"{table}.s", scales[:, :, None]), ids])
        scaled = self.add("Mul", [grouped, self.add("Cast", [scale], to=TensorProto.FLOAT)])
        return self.add("Reshape", [scaled, self.array(f"{table}.f", np.array([0, 0, width]))])

    def layer(self, x: str, names: Layer, mask: str, heads: int, epsilon: float, distances: str = "") -> str:
        """Return the output of one transformer layer; *distances* is added to the attention."""
        rows = None if self.precise else self.rows(x)
        parts = [self.linear(x, name, rows, bias=False) for name in (names.q, names.k, names.v)]
        together = np.concatenate([self.weights[f"{n}.bias"] for n in (names.q, names.k, names.v)])
        bias = self.array(f"{names.q}.together", together.astype(np.float32))
        seen = self.add("MultiHeadAttention", [*parts, bias, mask, distances], domain=CONTRIB, num_heads=heads)
        x = self.norm(self.add("Add", [x, self.linear(seen, names.o)]), names.norm1, epsilon)
        wide = self.add("BiasGelu", [self.linear(x, names.up, bias=False), self.bias(names.up)], domain=CONTRIB)
        rows = None if self.precise else self.rows(wide, above=0.17)
        return self.norm(self.add("Add", [x, self.linear(wide, names.down, rows)]), names.norm2, epsilon)

    def mask(self) -> str:
        """Return the (b, l) int32 mask of what is no padding."""
        padding = self.add("Equal", ["ids", self.array("pad", np.array(PAD))])
        return self.add("Cast", [self.add("Not", [padding])], to=TensorProto.INT32)

    def model(
        self, outputs: Mapping[str, tuple[str, Sequence]], inputs: Mapping[str, Sequence] | None = None
    ) -> ModelProto:
        """Return the model: ``ids`` (b, l) and further *inputs*, name → shape, to *outputs*, name → (tensor, shape).

        The matrices of `beside` are declared only.
        """
        given = [helper.make_tensor_value_info("ids", TensorProto.INT64, ["b", "l"])]
        given += [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n, shape in (inputs or {}).items()]
        self.nodes += [helper.make_node("Identity", [tensor], [name]) for name, (tensor, _) in outputs.items()]
        found = [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n, (_, shape) in outputs.items()]
        graph = helper.make_graph(self.nodes, "encoder", given, found, list(self.arrays.values()))
        opsets = [helper.make_opsetid("", 21), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)


def bert_layer(at: str) -> Layer:
    """Return the names of the layer of BERT whose names begin with *at*."""
    return Layer(*(f"{at}attention.self.{n}" for n in ("query", "key", "value")), f"{at}attention.output.dense",
                 f"{at}attention.output.LayerNorm", f"{at}intermediate.dense", f"{at}output.dense",
                 f"{at}output.LayerNorm")  # fmt: skip


def write_matrices(file: Path, beside: Mapping[str, np.ndarray]) -> None:
    """Write an .npz, deflated, the same bytes for the same arrays."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(beside):
            described = io.BytesIO()
            np.lib.format.write_array(described, np.ascontiguousarray(beside[name]), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), described.getvalue(), zipfile.ZIP_DEFLATED)
