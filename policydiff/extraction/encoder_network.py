"""The network of `encoder` as PyTorch trains it: a BERT without dropout in its layers, and linear layers over its states; written out for ONNX Runtime.

PyTorch is needed for training alone (`policydiff[training]`).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

# How the layers are named in published weights of BERT.
_EMBEDDED = {"words": "word_embeddings", "places": "position_embeddings", "types": "token_type_embeddings", "norm": "LayerNorm"}
_LAYER = {
    "asked": ("attention.self.query", "attention.self.key", "attention.self.value"),
    "mixed": ("attention.output.dense",),
    "mixed_norm": ("attention.output.LayerNorm",),
    "wide": ("intermediate.dense",),
    "narrow": ("output.dense",),
    "norm": ("output.LayerNorm",),
}
# The first set of ONNX operators that knows attention as one.
_OPERATORS = 23


@dataclass(frozen=True)
class Shape:
    """The sizes of a network: numbers of pieces, layers and attention heads, width of the states and of the layers between them, most pieces at one go."""

    pieces: int
    layers: int
    heads: int
    width: int
    inner: int
    places: int
    epsilon: float


class Layer(nn.Module):
    """One layer of a BERT; queries, keys and values come from one product."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.asked, self.mixed = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.wide, self.narrow = nn.Linear(width, shape.inner), nn.Linear(shape.inner, width)
        self.mixed_norm, self.norm = (nn.LayerNorm(width, eps=shape.epsilon) for _ in range(2))
        self._heads = shape.heads

    def forward(self, states: Tensor, hidden: Tensor | None) -> Tensor:
        """The states after this layer; `hidden` is added to what a place pays to others."""
        query, key, value = self.asked(states).chunk(3, dim=-1)
        return self.attended(states, query, key, value, hidden)

    def attended(self, states: Tensor, query: Tensor, key: Tensor, value: Tensor, hidden: Tensor | None) -> Tensor:
        """The states after this layer of the places that ask the queries; keys and values may be of more."""
        states = self.mixed_norm(states + self.mixed(_attention(query, key, value, self._heads, hidden)))
        found: Tensor = self.norm(states + self.narrow(nn.functional.gelu(self.wide(states))))
        return found


def _attention(query: Tensor, key: Tensor, value: Tensor, heads: int, hidden: Tensor | None) -> Tensor:
    """What each query is paid, text x query x width."""
    if torch.compiler.is_exporting():
        # One operator, which ONNX Runtime runs faster than its parts; nothing can be learned through it.
        written_down: Tensor = torch.onnx.ops.attention(query, key, value, attn_mask=hidden, q_num_heads=heads, kv_num_heads=heads)[0]
        return written_down
    query, key, value = (values.unflatten(-1, (heads, -1)).transpose(1, 2) for values in (query, key, value))
    return nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=hidden).transpose(1, 2).flatten(2)


class Network(nn.Module):
    """Pieces to states, and what is read off states. `names` gives the columns of each head, `widths` how many states each takes beside each other."""

    def __init__(self, shape: Shape, names: Mapping[str, Sequence[str]], widths: Mapping[str, int]) -> None:
        super().__init__()
        self.words, self.places, self.types = nn.Embedding(shape.pieces, shape.width), nn.Embedding(shape.places, shape.width), nn.Embedding(2, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.heads = nn.ModuleDict({name: nn.Linear(widths[name] * shape.width, len(columns)) for name, columns in names.items()})

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor | None = None) -> Tensor:
        """Text x piece x width, of text x piece numbers; `mask` is 1 where a piece stands, 0 where a shorter text has none."""
        states = self.embedded(ids, types)
        hidden = None if mask is None else (mask[:, None, None, :] - 1.0) * 1e4
        for layer in self.layers:
            states = layer(states, hidden)
        return states

    def embedded(self, ids: Tensor, types: Tensor) -> Tensor:
        """The states before the first layer."""
        found: Tensor = self.norm(self.words(ids) + self.places(torch.arange(ids.shape[1], device=ids.device)) + self.types(types))
        return found


class Read(nn.Module):
    """A network that reads one text and tells the states of some of its pieces, which leaves less to do for the last layer: what is written out."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        *first, last = network.layers
        width = network.words.embedding_dim
        self.network, self.first, self.last = network, nn.ModuleList(first), last
        self.query, self.offered = _rows(last.asked, 0, width), _rows(last.asked, width, 3 * width)

    def forward(self, ids: Tensor, types: Tensor, wanted: Tensor) -> Tensor:
        """Wanted piece x width."""
        states = self.network.embedded(ids[None], types[None])
        for layer in self.first:
            states = layer(states, None)
        key, value = self.offered(states).chunk(2, dim=-1)
        states = states.index_select(1, wanted)
        found: Tensor = self.last.attended(states, self.query(states), key, value, None)
        return found[0]


def _rows(layer: nn.Linear, start: int, end: int) -> nn.Linear:
    """A linear layer for some of the columns that another one gives."""
    part = nn.Linear(layer.in_features, end - start)
    with torch.no_grad():
        part.weight.copy_(layer.weight[start:end])
        part.bias.copy_(layer.bias[start:end])
    return part


def begun(base: Path, pieces: Sequence[int], layers: Sequence[int], names: Mapping[str, Sequence[str]], widths: Mapping[str, int]) -> Network:
    """A network with published weights: of the folder `base` (config.json, model.safetensors) the given rows of pieces and layers; its heads know nothing."""
    from safetensors.torch import load_file

    sizes = json.loads((base / "config.json").read_text(encoding="utf-8"))
    stored = load_file(base / "model.safetensors")
    shape = Shape(
        len(pieces),
        len(layers),
        sizes["num_attention_heads"],
        sizes["hidden_size"],
        sizes["intermediate_size"],
        sizes["max_position_embeddings"],
        sizes["layer_norm_eps"],
    )
    network = Network(shape, names, widths)
    known: dict[str, Tensor] = {}
    for own, theirs in _EMBEDDED.items():
        known |= {f"{own}.{name.rpartition('.')[2]}": value for name, value in stored.items() if name.startswith(f"embeddings.{theirs}.")}
    known["words.weight"] = known["words.weight"][list(pieces)]
    for number, layer in enumerate(layers):
        for own, stacked in _LAYER.items():
            for part in ("weight", "bias"):
                known[f"layers.{number}.{own}.{part}"] = torch.cat([stored[f"encoder.layer.{layer}.{theirs}.{part}"] for theirs in stacked])
    missing, unknown = network.load_state_dict(known, strict=False)
    if unknown or any(not name.startswith("heads.") for name in missing):
        raise ValueError(f"{base}: not the weights of a BERT as they are published")
    return network


def written(network: Network, path: Path) -> None:
    """Writes the network without its heads for ONNX Runtime, its weights as whole numbers of eight bits, of which seven are used: older processors overflow."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    length, some = (torch.export.Dim(name, min=2, max=network.places.num_embeddings) for name in ("pieces", "wanted"))
    example = (torch.arange(8), torch.zeros(8, dtype=torch.long), torch.arange(3, 8))
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(
            Read(network).eval(), example, plain, input_names=["ids", "types", "wanted"], output_names=["states"],
            dynamic_shapes=({0: length}, {0: length}, {0: some}), dynamo=True, external_data=False, opset_version=_OPERATORS,
        )  # fmt: skip
        graph: Any = onnx.load(plain)
        # Shapes that were noted before the exporter folded constants no longer hold.
        del graph.graph.value_info[:]
        onnx.save(graph, plain)
        quantize_dynamic(plain, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul", "Gemm", "Gather"])
    bare(path)


def bare(path: Path) -> None:
    """Rewrites a network without what its making left in it: where in which file each step of it was written, on the machine that trained it."""
    import onnx

    model: Any = onnx.load(path)
    graph = model.graph
    for noted in (model, graph, *graph.node, *graph.input, *graph.output, *graph.initializer, *graph.value_info):
        noted.ClearField("doc_string")
        noted.ClearField("metadata_props")
    onnx.save(model, path)
