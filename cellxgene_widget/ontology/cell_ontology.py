"""The Cell Ontology: terms by id or name, and which kinds of cells are kinds of which."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from ..core.once import once
from ..errors import LabelError, some
from .ids import id_parts
from .index import to_the_letter
from .search import search_terms
from .term_table import ROOT, TermTable, term_table
from .terms import DeprecatedTerm, Term

#: As many names are offered where one is not known.
_OFFERED = 3


class CellOntology:
    """The terms of a release of the Cell Ontology.

    Parameters
    ----------
    table
        The terms.

    Attributes
    ----------
    release
        The day of the release, such as ``"2026-03-26"``. Names change from one to the next; ids stay.
    """

    def __init__(self, table: TermTable) -> None:
        self._table = table
        self.release = table.release

    def __len__(self) -> int:
        return len(self._table.ids)

    def term(self, given: str) -> Term:
        """Return a term.

        Parameters
        ----------
        given
            Its id, ``"CL:0000815"`` (``"CL_0000815"``, ``"cl:0000815"`` and its PURL are taken too), or its name, or a
            synonym that only this term has. Upper and lower case are the same, and so are one blank and several.

        Raises
        ------
        LabelError
            There is no such term, it is deprecated, or of another ontology.
        """
        if not isinstance(given, str):
            raise LabelError(f"A term is an id such as 'CL:0000084' or a name, not {given!r}.")
        parts = id_parts(given)
        if parts is not None:
            return self._by_id(*parts)
        return self._by_name(given)

    def has(self, term_id: str) -> bool:
        """Tell whether an id is that of a term in use."""
        return term_id in self._table

    def path(self, term_id: str) -> tuple[Term, ...]:
        """Return the terms from ``cell`` to a term, each a kind of the one before it.

        Of several ways the one that says the most, which is the one with the most steps; of several as long, the one
        with the lower ids.
        """
        term = self.term(term_id)
        way = [term]
        while term.id != ROOT and term.parents:
            term = self._table.term(min(term.parents, key=lambda parent: (-self._depth(parent), parent)))
            way.append(term)
        return tuple(reversed(way))

    def nearest(self, term_id: str, among: Collection[str]) -> str | None:
        """Return which of several terms a term is most closely a kind of.

        Parameters
        ----------
        term_id
            The term.
        among
            Ids. Of several that are as near the first is returned; the term itself is never.

        Returns
        -------
        str or None
            None: it is a kind of none of them.
        """
        steps = self._table.distances(self.term(term_id).id)
        return min((each for each in among if each in steps), key=steps.__getitem__, default=None)

    def ancestors(self, term_id: str) -> Collection[str]:
        """Return the ids of all terms that a term is a kind of, itself not; none of an id that is not in use."""
        return self._table.distances(term_id).keys() if self.has(term_id) else ()

    def named(self, name: str) -> str | None:
        """Return the id of the term of exactly this name, but for case and blanks; None: there is none."""
        return self._names.get(to_the_letter(name))

    def _depth(self, term_id: str) -> int:
        known = self._depths.get(term_id)
        if known is None:
            parents = self._table.term(term_id).parents
            known = self._depths[term_id] = 1 + max(map(self._depth, parents)) if parents else 0
        return known

    @cached_property
    def _depths(self) -> dict[str, int]:
        return {}

    # --- how a term is asked for ---

    def _by_id(self, ontology: str, number: str) -> Term:
        term_id = f"{ontology}:{number}"
        if ontology != "CL":
            raise LabelError(f"{term_id} is no term of the Cell Ontology, whose ids look like CL:0000084.")
        if term_id in self._table:
            return self._table.term(term_id)
        former = self._table.deprecated(term_id)
        if former is None:
            raise LabelError(f"The Cell Ontology of {self.release} has no term {term_id}.")
        raise LabelError(f"{term_id}{_in_brackets(former)} is deprecated{self._instead(former)}.")

    def _instead(self, former: DeprecatedTerm) -> str:
        if former.replaced_by is not None:
            return f": use {self._called(former.replaced_by)}"
        consider = [each for each in former.consider if each in self._table]
        if consider:
            return f": it may be {' or '.join(map(self._called, consider))}"
        return ", and no other has taken its place"

    def _called(self, term_id: str) -> str:
        """Return an id with its name, if it is one of this ontology."""
        return f"{term_id} ({self._table.term(term_id).name})" if term_id in self._table else term_id

    def _by_name(self, given: str) -> Term:
        wanted = to_the_letter(given)
        if wanted in self._names:
            return self._table.term(self._names[wanted])
        ids = self._synonyms.get(wanted, ())
        if len(ids) == 1:
            return self._table.term(ids[0])
        if ids:
            raise LabelError(f"{given!r} is a synonym of several terms: {some(map(self._called, ids))}; name one.")
        likely = [f"{match.term} ({match.term_id})" for match in search_terms(given, n=_OFFERED)]
        offer = f" Did you mean {' or '.join(likely)}?" if likely else ""
        raise LabelError(f"The Cell Ontology has no term {given!r}.{offer}")

    @cached_property
    def _names(self) -> dict[str, str]:
        return {to_the_letter(self._table.term(each).name): each for each in self._table.ids}

    @cached_property
    def _synonyms(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for term_id in self._table.ids:
            for synonym in set(map(to_the_letter, self._table.term(term_id).synonyms)):
                found.setdefault(synonym, []).append(term_id)
        return found


@once
def cell_ontology() -> CellOntology:
    """Return the Cell Ontology that comes with the package, read when it is first asked for.

    Raises
    ------
    DataError
        Its file is missing or damaged. All else goes on.
    """
    return CellOntology(term_table())


def _in_brackets(former: DeprecatedTerm) -> str:
    name = former.name.removeprefix("obsolete ")
    return f" ({name})" if name else ""
