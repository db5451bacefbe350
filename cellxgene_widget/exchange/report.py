"""The methods paragraph: what was labelled, by whom, when, how and on what evidence, as the draft tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version

from ..core.counted import counted, one_or_more
from ..data.embeddings import embedding_title
from ..labels.category import Category, Label
from ..labels.confidence import CONFIDENCES
from ..labels.entries import Entry
from ..labels.nesting import n_levels
from ..labels.reserved import is_reserved
from .carried import carried_in_words, carried_of
from .clustered import clusterings_in_words
from .days import day_in_words, day_of, days_in_words
from .deeds import n_edits, user_of
from .described import is_by_hand, n_labelled, untold
from .markdown import escaped, listed
from .predicted import by_hand_since, day_of_import, given_by, prediction_of
from .recipe_words import bases_of
from .reconciled import reconciled_in_words, reconciled_of
from .report_tables import evidence_table, given_in, how_table, label_table, who_table
from .reviewed import review_in_words
from .shares import share
from .subject import Subject

#: What tests are called in a paper.
_TESTS = {"wilcoxon": "the Wilcoxon rank-sum test", "t-test": "Welch's t-test"}


@dataclass(frozen=True)
class Facts:
    """What a report tells besides the labels.

    Attributes
    ----------
    n_genes
        Of the data.
    file
        What the data file is called; None: the data is in memory.
    versions
        Of other software, by name.
    """

    n_genes: int
    file: str | None = None
    versions: Mapping[str, str] = field(default_factory=lambda: versions_of(("anndata", "scanpy")))


def versions_of(packages: Sequence[str]) -> dict[str, str]:
    """Return which version of packages is installed, of those that are."""
    found = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def report_text(subject: Subject, facts: Facts) -> str:
    """Return paragraphs and tables in Markdown, to be pasted into a paper or its supplement."""
    parts = ["## Annotation of cells", _of_data(subject, facts)]
    number = 0
    for category in subject.categories:
        if len(subject.categories) > 1:
            parts.append(f"### {escaped(category.name)}")
        parts.append(" ".join(_of_category(subject, category)))
        tables = (
            ("Labels ({})", label_table(subject, category)),
            ("Genes kept as evidence ({})", evidence_table(category)),
            ("Who gave labels ({})", who_table(subject, category)),
            (
                "How cells were chosen ({}). Cells with another label or none since are counted too",
                how_table(subject, category),
            ),
        )
        for title, rows in tables:
            if rows:
                number += 1
                parts += [f"**Table {number}.** {title.format(escaped(category.name))}.", rows]
    return "\n\n".join([*parts, _of_software(subject, facts)]) + "\n"


def _of_data(subject: Subject, facts: Facts) -> str:
    name = escaped(subject.dataset)
    data = f" {name}" if name else ""
    if facts.file is not None and facts.file != subject.dataset:
        data += f" ({escaped(facts.file)})"
    text = (
        f"The dataset{data} has {counted(subject.n_cells)} and {counted(facts.n_genes, 'gene')}. "
        f"{_of_labelling(subject)} in {escaped(subject.software)}"
    )
    n, total = sum(bool(subject.deeds.by_hand(each.name)) for each in subject.categories), len(subject.categories)
    if total > 1:
        text += f", in {n:,} of {total:,} categories" if 0 < n < total else f", in {total:,} categories"
    return f"{text}.{_of_versions(subject)}"


def _of_labelling(subject: Subject) -> str:
    given = [entry for category in subject.categories for entry in subject.deeds.by_hand(category.name)]
    if not given:
        return "Labels were kept"
    # those that cells were chosen in, not the one that happens to be shown now
    drawn = dict.fromkeys(basis for entry in given for basis in bases_of(entry.about.get("recipe")))
    titles = [escaped(embedding_title(basis)) for basis in drawn]
    is_whole = all(is_by_hand(subject, one) for one in subject.categories if n_labelled(subject, one))
    if not titles:
        return f"{'Cells' if is_whole else 'Some cells'} were labelled by hand"
    shown = one_or_more(len(titles), "embedding", "embeddings")
    labelled = "labelled" if is_whole else "some of them labelled"
    return f"Cells were shown in the {shown} {listed(titles)} and {labelled} by hand"


def _of_versions(subject: Subject) -> str:
    found = subject.deeds.unclear
    if not found:
        return ""
    days = [day for entry in found if (day := day_of(entry)) is not None]
    when = f" {days_in_words(days)}" if days else ""
    return (
        f" An earlier version of the labels was restored{when}: which edits it took back is not in the journal, so "
        "some of those told below may not stand."
    )


def _of_category(subject: Subject, category: Category) -> list[str]:
    sentences = [_of_cells(subject, category), _of_origin(subject, category), _of_nesting(category)]
    sentences += [_of_terms(category), _of_no_cell_type(subject, category), _of_confidence(category)]
    sentences += [_of_evidence(category), _of_people(subject, category), _of_clusters(subject, category)]
    sentences += [review_in_words(subject, category), _of_unknown(subject, category)]
    return [sentence for sentence in sentences if sentence]


def _of_cells(subject: Subject, category: Category) -> str:
    n, total, labels = n_labelled(subject, category), subject.n_cells, counted(len(category.labels), "label")
    what = f"The category {escaped(category.name)} has {labels}"
    if n == total:
        return f"{what}; {'the cell' if total == 1 else f'each of the {counted(total)}'} has one."
    left = total - n
    return (
        f"{what}; {n:,} of the {counted(total)} ({share(n / max(total, 1))}) {one_or_more(n, 'has', 'have')} one, "
        f"{left:,} {one_or_more(left, 'has', 'have')} none."
    )


def _of_origin(subject: Subject, category: Category) -> str:
    begun, taken = subject.deeds.begun_from(category.name), subject.deeds.taken_from(category.name)
    words = carried_in_words(subject, category) or reconciled_in_words(subject, category)
    if words is not None:
        return f"Its labels were {escaped(words)}."
    said = prediction_of(category)
    if said is not None:
        n, day = len(by_hand_since(subject, category)), day_of_import(said)
        when = f", and imported on {day}" if day else ""
        since = f"{counted(n, 'edit')} by hand gave labels since" if n else "none was given by hand since"
        return f"Its labels were {escaped(given_by(said))} ({escaped(said['source'])}){when}; {since}."
    if taken is None:
        return "" if begun is None else f"It was begun as a copy of {escaped(begun)}."
    copy = "" if begun in (None, taken) else f", by way of {escaped(str(begun))}"
    n = len(subject.deeds.by_hand(category.name))
    since = f"{counted(n, 'edit')} by hand gave labels since" if n else "none was given by hand since"
    return f"Its labels were taken over from {escaped(taken)}{copy}; {since}."


def _of_nesting(category: Category) -> str:
    levels = n_levels(category.labels)
    return "" if levels < 2 else f"Labels are nested in {levels} levels."


def _of_terms(category: Category) -> str:
    kinds = [label for label in category.labels if not is_reserved(label.name)]
    named = [label.term for label in kinds if label.term is not None]
    if not named:
        return ""
    releases = sorted({term.release for term in named if term.release})
    release = f" (release {listed(releases)})" if releases else ""
    have = one_or_more(len(named), "has", "have")
    whole = f"{len(named):,} of the {len(kinds):,} labels of cell types {have}"
    return f"{'The label has' if len(kinds) == 1 else whole} a term of the Cell Ontology{release}."


def _of_no_cell_type(subject: Subject, category: Category) -> str:
    counts = category.counts(subject.n_cells)
    found = [label for label in category.labels if is_reserved(label.name) and counts[label.code]]
    if not found:
        return ""
    n = sum(counts[label.code] for label in found)
    names = listed([escaped(label.name) for label in found])
    return f"{counted(n)} labelled {names} {one_or_more(n, 'is', 'are')} of no cell type."


def _of_confidence(category: Category) -> str:
    said = {word: sum(label.confidence == word for label in category.labels) for word in CONFIDENCES}
    n = sum(said.values())
    if not n:
        return ""
    words = listed([f"{word} for {number:,}" for word, number in said.items() if number])
    return f"Confidence was stated for {counted(n, 'label')}: {words}."


def _of_evidence(category: Category) -> str:
    with_genes: list[Label] = [label for label in category.labels if label.evidence]
    if not with_genes:
        return ""
    genes = [one for label in with_genes for one in label.evidence]
    tests = list(dict.fromkeys(_TESTS.get(one.method, escaped(one.method)) for one in genes if one.method))
    by = f", compared with other cells by {listed(tests)}" if tests else ""
    n = len({one.id for one in genes})
    were = one_or_more(n, "was", "were")
    return f"{counted(n, 'gene')} {were} kept as evidence for {counted(len(with_genes), 'label')}{by}."


def _of_people(subject: Subject, category: Category) -> str:
    given = given_in(subject, category)
    if not given:
        return ""
    by_user: dict[str, list[Entry]] = {}
    for entry in given:
        by_user.setdefault(user_of(entry) or "somebody unnamed", []).append(entry)
    people = listed([f"{escaped(user)} (in {counted(n_edits(found), 'edit')})" for user, found in by_user.items()])
    days = [day for entry in given if (day := day_of(entry)) is not None]
    when = f" {days_in_words(days)}" if days else ""
    return f"Labels were given by {people}{when}."


def _of_clusters(subject: Subject, category: Category) -> str:
    return clusterings_in_words(given_in(subject, category))


def _of_unknown(subject: Subject, category: Category) -> str:
    """Tell of which labels the journal does not say how they came to be."""
    said = (prediction_of(category), reconciled_of(category), carried_of(category))
    is_from_elsewhere = any(each is not None for each in said)
    if is_from_elsewhere or subject.deeds.taken_from(category.name) is not None:
        return ""
    none, some = ([escaped(name) for name in untold(subject, category, how)] for how in ("none", "some"))
    sentences = []
    if none:
        sentences.append(f"How the cells of {listed(none)} were chosen is not in the journal.")
    if some:
        sentences.append(f"Of the cells of {listed(some)} it is not in the journal for all how they were chosen.")
    return " ".join(sentences)


def _of_software(subject: Subject, facts: Facts) -> str:
    others = [f"{escaped(name)} {escaped(number)}" for name, number in facts.versions.items()]
    releases = sorted(
        {label.term.release for one in subject.categories for label in one.labels if label.term and label.term.release}
    )
    ontology = [f"Cell Ontology {escaped(release)}" for release in releases]
    software = ", ".join([escaped(subject.software), *others, *ontology])
    return f"Software: {software}. Report made on {day_in_words(subject.made)}; days are those of UTC."
