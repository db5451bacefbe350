"""How often the search of the Cell Ontology finds what an expert means, by kind of label, and how fast.

``python -m bench.ontology [LABELS.csv]`` prints the tables for a file with the columns ``label, cl_id, cl_name,
also_ok, tissue, source, kind`` (an empty ``cl_id``: no term may be offered as sure); by default for the labels of our
own in tests/.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from bench.measure import REPEATS
from bench.tables import ms, table
from cellxgene_widget.ontology.scores import SURE
from cellxgene_widget.ontology.search import search_terms
from cellxgene_widget.ontology.term_table import term_table
from cellxgene_widget.ontology.words import key, words
from tests.ontology_labels import OURS, Labelled, labelled

#: From a label (and where it is from) to ids with how sure each is, the likeliest first.
Search = Callable[[str, str | None], Sequence[tuple[str, float]]]

_LOADING = """
import json, sys, time
import dataclasses, pathlib, re, typing, unicodedata  # a notebook has them already
import cellxgene_widget
begin = time.perf_counter()
from cellxgene_widget.ontology.cell_ontology import cell_ontology
from cellxgene_widget.ontology.search import search_terms
cell_ontology()
search_terms("T cells")
print(time.perf_counter() - begin)
"""


def ours(label: str, tissue: str | None) -> Sequence[tuple[str, float]]:
    return [(match.term_id, match.score) for match in search_terms(label, n=5, tissue=tissue)]


def names() -> list[tuple[str, str]]:
    """Give every name and synonym with its term."""
    terms = map(term_table().term, term_table().ids)
    return [(text, term.id) for term in terms for text in (term.name, *term.synonyms)]


def exact() -> Search:
    """Look for names and synonyms with the same words in one form each, in any order."""
    known: dict[str, list[str]] = {}
    for text, term_id in names():
        known.setdefault(key(words(text)), []).append(term_id)
    return lambda label, _: [(term_id, 1.0) for term_id in dict.fromkeys(known.get(key(words(label)), []))][:5]


def fuzzy() -> Search:
    """Look for names and synonyms by rapidfuzz's ratio of sorted words."""
    texts, term_ids = zip(*((text.lower(), term_id) for text, term_id in names()), strict=True)

    def search(label: str, _: str | None) -> Sequence[tuple[str, float]]:
        found: dict[str, float] = {}
        likely = process.extract(label.lower(), texts, scorer=fuzz.token_sort_ratio, limit=20, score_cutoff=50)
        for _text, ratio, place in likely:
            found.setdefault(term_ids[place], ratio / 100)
        return list(found.items())[:5]

    return search


def counted(labels: Sequence[Labelled], search: Search, *, with_place: bool) -> dict[str, Any]:
    """Count, for each kind and for all, what is found first and among five, and what is sure and wrongly so."""
    kinds: dict[str, dict[str, int]] = {}
    times = []
    for each in labels:
        begin = time.perf_counter()
        found = search(each.label, each.tissue if with_place else None)
        times.append(time.perf_counter() - begin)
        ids = [term_id for term_id, _ in found]
        is_sure = bool(found) and found[0][1] >= SURE
        hits = {
            "n": 1,
            "first": bool(ids) and ids[0] in each.accepted,
            "strict": bool(ids) and ids[0] == each.term_id,
            "five": bool(each.accepted.intersection(ids)),
            "sure": is_sure,
            "wrongly sure": is_sure and ids[0] not in each.accepted,
        }
        for kind in (each.kind, "all that have a term" if each.accepted else "no term"):
            if kind != "none":
                kinds.setdefault(kind, dict.fromkeys(hits, 0))
                for name, hit in hits.items():
                    kinds[kind][name] += hit
    return {"kinds": kinds, "mean": statistics.mean(times), "most": max(times)}


def figures(path: Path) -> dict[str, Any]:
    """Measure. What is made at the first query is made before."""
    labels = labelled(path)
    searches = {"this": ours, "the same words": exact(), "token_sort_ratio": fuzzy()}
    ours("Neutrophyls", None)  # takes rapidfuzz in
    result: dict[str, Any] = {name: counted(labels, search, with_place=True) for name, search in searches.items()}
    result["this, no place"] = counted(labels, ours, with_place=False)
    ran = [
        subprocess.run([sys.executable, "-c", _LOADING], capture_output=True, text=True, check=True)
        for _ in range(2 * REPEATS + 1)
    ]
    result["load"] = [float(each.stdout) for each in ran]
    result["labels"] = "of our own, `tests/ontology_labels.csv`" if path == OURS else "of a file that was given"
    return result


def section(found: dict[str, Any]) -> list[str]:
    """Write the tables."""
    with_place, without = found["this"]["kinds"], found["this, no place"]["kinds"]

    def share(of: dict[str, int], name: str) -> str:
        return f"{of[name] / of['n']:.3f}" if of["n"] else "-"

    def pair(kind: str, name: str) -> str:
        one, other = share(with_place[kind], name), share(without[kind], name)
        return one if one == other else f"{one} ({other})"

    whole = "all that have a term"
    kinds = sorted(set(with_place) - {whole, "no term"}, key=lambda kind: (-with_place[kind]["n"], kind))
    rows = [
        [kind, str(with_place[kind]["n"]), *(pair(kind, name) for name in ("first", "strict", "five")),
         str(with_place[kind]["sure"]), str(with_place[kind]["wrongly sure"])]
        for kind in (*kinds, whole)
    ]  # fmt: skip
    if "no term" in with_place:
        none = with_place["no term"]
        rows.append(["no term", str(none["n"]), "", "", "", str(none["sure"]), str(none["wrongly sure"])])
    peers = [
        [
            {"this": "this, with the place", "this, no place": "this, without"}.get(name, name),
            *(share(found[name]["kinds"][whole], what) for what in ("first", "strict", "five")),
            str(found[name]["kinds"].get("no term", {"sure": 0})["sure"]),
            f"{1000 * found[name]['mean']:.2f} ms, at most {1000 * found[name]['most']:.1f}",
        ]
        for name in ("this", "this, no place", "the same words", "token_sort_ratio")
    ]
    n = sum(each["n"] for kind, each in with_place.items() if kind in {whole, "no term"})
    return [
        f"{n} labels {found['labels']}. First: the first term is what an expert takes, or one that is right too;",
        "strict: it is the one; five: one of them is among five. Sure: a score of 0.9 or more. With the place that the",
        "cells are from; in brackets without, where it differs.",
        "",
        *table(["kind", "labels", "first", "strict", "five", "sure", "wrongly sure"], rows),
        "",
        "Others on the same labels: names and synonyms with the same words; rapidfuzz's `token_sort_ratio` over them.",
        "",
        *table(["", "first", "strict", "five", "sure of what has no term", "a query"], peers),
        "",
        f"From a new process to the first answer: {ms(found['load'])}.",
        "",
    ]  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """Print the tables, or with ``--json`` the figures."""
    paths = [Path(each) for each in arguments if each != "--json"]
    found = figures(paths[0] if paths else OURS)
    print(json.dumps(found) if "--json" in arguments else "\n".join(section(found)))


if __name__ == "__main__":
    main(sys.argv[1:])
