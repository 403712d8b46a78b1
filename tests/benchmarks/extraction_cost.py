"""What extraction costs beside the plain parse of the same clauses by the same spaCy model, in process time.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.extraction_cost FILE ...

Without files, the policies in `corpora/` are read. Each document is parsed and extracted in turn, with empty caches of clauses; the first is read once more
beforehand to load models and word lists. Two plain parses by the model as it is shipped are compared: without the recogniser of entities, which nothing
here needs (the stricter comparison), and with every component that it runs by default. Reading files is not counted; finding the clauses is.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time

import policydiff
from policydiff.clauses import outline
from policydiff.clauses.noise import is_noise
from policydiff.documents.models import Document
from policydiff.extraction import pipeline

CORPORA = Path(__file__).resolve().parents[2] / "corpora"


def costs(documents: Sequence[Document]) -> dict[str, float]:
    """Seconds of process time for all documents, by what was done."""
    import spacy

    whole, lean = spacy.load(pipeline._MODEL), spacy.load(pipeline._MODEL, exclude=["ner"])
    spent = {"parse": 0.0, "parse with entities": 0.0, "extraction": 0.0}
    for number, document in enumerate((documents[0], *documents)):
        texts = list(dict.fromkeys(clause.text for clause in outline(document).clauses if is_noise(clause) is None))
        pipeline._cache.clear()
        pipeline._leads.clear()
        pipeline._parses.clear()
        jobs: dict[str, Callable[[], object]] = {
            "parse": lambda texts=texts: list(lean.pipe(texts)),  # type: ignore[misc]
            "parse with entities": lambda texts=texts: list(whole.pipe(texts)),  # type: ignore[misc]
            "extraction": lambda document=document: pipeline.extract(document),  # type: ignore[misc]
        }
        for name, job in jobs.items():
            start = process_time()
            job()
            spent[name] += (process_time() - start) * bool(number)
    return spent


def main(paths: Sequence[str]) -> None:
    """Measure and print."""
    files = [Path(path) for path in paths] or sorted(CORPORA.rglob("*.md"))
    documents = [policydiff.read(file) for file in files]
    spent = costs(documents)
    words = sum(len(document.text.split()) for document in documents)
    print(f"{len(documents)} documents, {words} words")
    for name, seconds in spent.items():
        print(f"{name:20} {seconds:7.2f} s  {1e6 * seconds / words:6.1f} us a word")
    for name in ("parse", "parse with entities"):
        print(f"extraction / {name}: {spent['extraction'] / spent[name]:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
