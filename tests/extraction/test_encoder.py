"""The network that reads clauses: its pieces, its windows, what is read off its states, and that its files are the ones on their card."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from policydiff.extraction import encoder, encoder_training
from policydiff.extraction.encoder import BODY, CONTEXT, Head, Pieces, View, context, view
from tests.extraction.readings import read

WEIGHTS = files("policydiff.extraction") / "weights"
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "we", "share", "your", "photo", "##s", "e", "mail", "-", ":", ">", "data", "a", "##a"]
NUMBER = {piece: number for number, piece in enumerate(VOCABULARY)}


def cut(word: str) -> list[str]:
    (window,) = Pieces(VOCABULARY).windows([word], "")
    return [VOCABULARY[number] for number in window.ids[window.body : -1]]


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("share", ["share"]),
        ("Photos", ["photo", "##s"]),
        ("e-mail", ["e", "-", "mail"]),
        ("Dàta", ["data"]),
        ("photox", ["photo", "[UNK]"]),
        ("→", ["[UNK]"]),
        (" ", []),
    ],
)
def test_words_are_cut_from_the_left_the_longest_piece_first(word: str, pieces: list[str]) -> None:
    assert cut(word) == pieces


def test_a_word_without_end_has_an_end() -> None:
    assert cut("a" * 5000) == ["a", *["##a"] * 59]


def test_a_window_holds_the_context_and_then_the_clause() -> None:
    (window,) = Pieces(VOCABULARY).windows(["We", "share", " ", "photos"], context(("Other", "Your", "Data"), "We share:"))
    assert [VOCABULARY[number] for number in window.ids] == [
        "[CLS]",
        "your",
        ">",
        "data",
        ":",
        "we",
        "share",
        ":",
        "[SEP]",
        "we",
        "share",
        "photo",
        "##s",
        "[SEP]",
    ]
    assert (window.types, window.body, window.first) == ([0] * 9 + [1] * 5, 9, [0, 1, -1, 2])


def test_a_long_clause_is_read_in_windows_under_the_end_of_the_context() -> None:
    words = ["photos"] * 500
    windows = Pieces(VOCABULARY).windows(words, "we " * 100)
    assert [len(window.first) for window in windows] == [220, 220, 60]
    assert [len(window.ids) for window in windows] == [2 * 220 + CONTEXT + 3, 2 * 220 + CONTEXT + 3, 2 * 60 + CONTEXT + 3]
    assert [place for window in windows for place in window.first] == list(range(0, 1000, 2))
    assert all(len(window.ids) - window.body - 1 <= BODY for window in windows)


def test_a_clause_of_no_words_has_no_states() -> None:
    seen = view(read(""))
    assert seen is not None
    assert (seen.tags().shape, seen.statements(0, 0), seen.categories("data", 0, 0)) == ((0, 3, 3), {}, {})


def test_the_same_clause_is_always_seen_alike() -> None:
    clause = read("We share your photos with advertisers.", ("Sharing",), "What we do:")
    first = view(clause)
    view(read("Something else is read in between, and it is longer than the clause."))
    again = view(clause)
    assert first is not None
    assert again is not None
    assert np.array_equal(first.states, again.states)


def test_tags_are_probabilities_and_a_space_is_outside() -> None:
    seen = view(read("We  share your photos."))
    assert seen is not None
    assert np.allclose(np.exp(seen.tags()).sum(axis=2), 1.0, atol=1e-5)
    assert seen.tags()[1].argmax(axis=1).tolist() == [0, 0, 0]


def test_what_is_read_off_states() -> None:
    heads = {
        "statements": Head(np.array([[1.0], [0.0], [0.0], [1.0]], dtype=np.float32), np.array([0.5], dtype=np.float32), ("rights access",)),
        "data": Head(np.array([[0, 1], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0]], dtype=np.float32), np.zeros(2, dtype=np.float32), ("usage", "contact")),
    }
    seen = View(np.array([[1, 8], [3, 2], [5, 4]], dtype=np.float32), (0, -1, 2), heads)
    # The mean of the first column (3), the largest of the second (8), and the bias.
    assert seen.statements(0, 3) == {"rights access": 11.5}
    assert seen.categories("data", 0, 1) == pytest.approx({"usage": -1.3132617, "contact": -0.3132617})
    assert seen.statements(1, 2) == {}


def test_without_a_network_nothing_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "load", lambda: None)
    assert view(read("We share your photos.")) is None


def test_the_files_of_the_package_are_those_of_the_card() -> None:
    card = json.loads((WEIGHTS / "encoder.json").read_text(encoding="utf-8"))
    assert {name: hashlib.sha256((WEIGHTS / name).read_bytes()).hexdigest() for name in ("encoder.onnx", "encoder.npz")} == card["weights"]


def test_all_weights_together_are_small() -> None:
    """15 MB, whatever was trained."""
    homes = [Path(str(files("policydiff"))) / package / "weights" for package in ("extraction", "vocabulary")]
    assert sum(file.stat().st_size for home in homes for file in home.iterdir()) < 15_000_000


def test_training_says_what_it_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert encoder_training.main(["--gold", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("no labelled clauses: clauses/learn.jsonl is looked for in ")
    (tmp_path / "clauses").mkdir()
    (tmp_path / "clauses" / "learn.jsonl").write_text('{"service": "S", "text": "We share your photos.", "practices": []}\n', encoding="utf-8")
    assert encoder_training.main(["--gold", str(tmp_path), "--base", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"no published weights to begin with in {tmp_path}; install policydiff[training], or name their folder with --base\n"


@pytest.mark.parametrize("trace", [b"stack_trace", b"Traceback", b'File "', b".py"])
def test_the_network_says_nothing_of_the_machine_that_wrote_it(trace: bytes) -> None:
    assert trace not in (WEIGHTS / "encoder.onnx").read_bytes()


@pytest.mark.skipif(find_spec("torch") is None, reason="PyTorch is not installed: policydiff[training]")
def test_what_is_written_out_tells_what_the_network_tells_of_the_pieces_it_is_asked_about() -> None:
    import torch

    from policydiff.extraction.encoder_network import Network, Read, Shape

    torch.manual_seed(0)
    network = Network(Shape(pieces=20, layers=3, heads=2, width=8, inner=16, places=32, epsilon=1e-12), {}, {}).eval()
    ids, types, wanted = torch.arange(1, 13), torch.tensor([0] * 5 + [1] * 7), torch.arange(5, 12)
    with torch.no_grad():
        told, every = Read(network)(ids, types, wanted), network(ids[None], types[None])[0]
    assert told.shape == (7, 8)
    assert torch.allclose(told, every[5:], atol=1e-5)


@pytest.mark.skipif(find_spec("torch") is None or find_spec("onnxscript") is None, reason="PyTorch is not installed: policydiff[training]")
def test_training_writes_a_network_that_reads(tmp_path: Path) -> None:
    """From a BERT of two layers that knows nothing, in the form in which such weights are published."""
    safetensors = pytest.importorskip("safetensors.torch")
    import torch

    base, gold, out = tmp_path / "base", tmp_path / "gold", tmp_path / "out"
    for folder in (base, gold / "clauses"):
        folder.mkdir(parents=True)
    words = sorted({word for text in ("we share your photos with advertisers", "we keep pages") for word in text.split()})
    (base / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", ".", *words]) + "\n", encoding="utf-8")
    sizes = {"hidden_size": 8, "num_attention_heads": 2, "intermediate_size": 16, "max_position_embeddings": 512, "layer_norm_eps": 1e-12}
    (base / "config.json").write_text(json.dumps(sizes), encoding="utf-8")
    shapes = {"embeddings.word_embeddings.weight": (5 + len(words), 8), "embeddings.position_embeddings.weight": (512, 8)}
    shapes |= {"embeddings.token_type_embeddings.weight": (2, 8), "embeddings.LayerNorm.weight": (8,), "embeddings.LayerNorm.bias": (8,)}
    for layer in encoder_training.LAYERS:
        for name in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            shapes |= {f"encoder.layer.{layer}.{name}.weight": (8, 8), f"encoder.layer.{layer}.{name}.bias": (8,)}
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes |= {f"encoder.layer.{layer}.{name}.weight": (8,), f"encoder.layer.{layer}.{name}.bias": (8,)}
        shapes |= {f"encoder.layer.{layer}.intermediate.dense.weight": (16, 8), f"encoder.layer.{layer}.intermediate.dense.bias": (16,)}
        shapes |= {f"encoder.layer.{layer}.output.dense.weight": (8, 16), f"encoder.layer.{layer}.output.dense.bias": (8,)}
    torch.manual_seed(0)
    safetensors.save_file({name: torch.randn(shape) * 0.1 for name, shape in shapes.items()}, str(base / "model.safetensors"))
    records = [
        {
            "service": "S",
            "text": f"We share your photos with advertisers. {word}.",
            "practices": [
                {
                    "action": "share",
                    "data": [{"text": "your photos", "category": "content"}],
                    "recipients": [{"text": "advertisers", "category": "advertiser"}],
                }
            ],
        }
        for word in ("One", "Two", "Three", "Four")
    ]
    (gold / "clauses" / "learn.jsonl").write_text("\n".join(map(json.dumps, records)) + "\n", encoding="utf-8")
    assert encoder_training.main(["--gold", str(gold), "--base", str(base), "--out", str(out)]) == 0
    trained = encoder.Encoder((out / "encoder.onnx").read_bytes(), (out / "encoder.npz").read_bytes())
    seen = trained(read("We share your photos with advertisers."))
    assert (seen.states.shape, seen.first) == ((7, 8), (0, 1, 2, 3, 4, 5, 6))
    assert list(seen.categories("data", 2, 4)) == ["content"]
    assert json.loads((out / "encoder.json").read_text(encoding="utf-8"))["data"]["clauses"] == 4
