"""What makes a term more or less sure: each figure of the search, with its reason.

A score of 0.9 or more says that an expert would agree at once. It begins with what kind of name was found (``BASE``)
and loses something for each thing that makes it less sure. What a word costs that is left out is in ``qualifiers``.
"""

from __future__ import annotations

from .index import ALIAS, FORMER, NAME, SYNONYM

#: The ontology's own name to the letter. Nothing is surer.
VERBATIM = 1.0
#: What a name of each kind is worth when a label has just its words. The table of aliases was written for what people
#: mean by a label; the ontology's synonyms are of all animals and of all times.
BASE = {NAME: 0.99, ALIAS: 0.96, SYNONYM: 0.94, FORMER: 0.88}
#: A term of one species, ``sensu Nematoda`` or ``(Primate)``: another is meant unless nothing else is found.
ONE_SPECIES = 0.12
#: An alias of a place, when the label's place is not known, or is another one.
NO_PLACE, OTHER_PLACE = 0.12, 0.22
#: An alias of no place that means another cell in some, when the label's is not known: ``HSC``, ``KC``.
ELSEWHERE_ANOTHER = 0.07
#: An alias of a place that is the label's. A meaning without a place stands back behind it.
RIGHT_PLACE, NOT_OF_THE_PLACE = 0.02, 0.08
#: ... and less where another's place is called just that: in the cerebellum, what is of the brain.
NOT_THE_VERY_PLACE = 0.04
#: An abbreviation of a cell that is in other organs only: ``OC`` is no osteoclast in brain.
NOT_AT_HOME = 0.1
#: An alias that is a marker alone, ``DCT+``, where the label has no sign: it may mean something else, such as a tubule.
NO_SIGN = 0.08
#: A name that is not the very label, where the table says of the label that it is another term.
NOT_THE_LABEL = 0.08
#: A synonym that several terms have, or that the table gives to another term: a trap, such as ``DC1`` or ``alpha``.
SHARED, GIVEN_TO_ANOTHER = 0.05, 0.12
#: A label that several terms go by, which the table tells apart by capitals and signs, written in another way.
WRITTEN_OTHERWISE = 0.08
#: ... and the least that tells two rows with the same words apart: the very words.
THE_VERY_WORDS = 0.004
#: A name put together: of a term that part of the label is an alias of, with the words that are left. ``cycling DC``.
PUT_TOGETHER = 0.03
#: What a label leaves out where all else is said: ``amygdala excitatory``, ``proximal tubule``.
IMPLIED = {"neuron": 0.04, "epithelial": 0.08}
#: Less than a name that has all words of the label has one that has some.
ONLY_SOME = 0.01
#: Words written together or apart in another way than in the name: mostly the same, but ``FrC`` is no ``FRC``.
GLUED = 0.05
#: A lone letter with no word "cell" is often that of a group; T and B are what they are.
LONE_LETTER = 0.5
#: A number behind the word "cell" counts groups: ``B cell 1`` is no B-1 cell.
NUMBER_ELSEWHERE = 0.12
#: What the label says is not there is not what the name says: ``CD16- CD56+`` and ``CD16+ CD56-``.
THE_OPPOSITE = 0.25
#: A word that the term's own ancestors are called with too says nothing new: ``CD4+ T cells, TFH``.
KNOWN_WORD = 0.015
#: The label names a place, and the term another: a salivary duct cell is no pancreatic one.
OF_ANOTHER_PLACE = 0.12
#: With more left out than this nothing is left of the label.
MOST_LEFT_OUT = 0.5
#: Of a label with brackets what is in them, and what is before them.
IN_BRACKETS, BEFORE_BRACKETS = 0.02, 0.05
#: A part of a code in brackets, such as ImmGen's ``T.8EFF.OT1.D10LIS``: which organ, day or marker. It says more than
#: what is before it.
OF_A_CODE, BEFORE_A_CODE = 0.02, 0.09
#: One side of a label such as ``B/plasma``: it may be either.
ONE_SIDE = 0.12
#: A word was taken for another that is spelt much alike.
MISSPELT = 0.05
#: Words were found by taking a word apart at its capitals, or before its number.
APART = 0.02
#: Words that are shared, in whatever number: never sure, for it fills the list after what was found.
OVERLAP = 0.86
#: A name that is only a state, a place or a tumour: which cell it is, is not said.
NOT_WHICH = 0.15
#: ``Hillock-like`` is not quite a hillock cell; still less is an enterochromaffin cell an "enterochromaffin-like" one.
LIKE, NOT_LIKE = 0.07, 0.12
#: No more than this where a label says that it is no cell; nor for the term that all others are kinds of.
NO_CELL_AT_MOST = 0.6
#: Nor where it says that it may be another: ``T cell?``.
DOUBTED_AT_MOST = 0.85
#: Two that are no kinds of each other and as near as this are both meant: then neither is sure. All from ``TIED_FROM``
#: on are moved, in their order, below ``SURE``.
TIED, TIED_FROM, TIED_AT_MOST = 0.03, 0.85, 0.895
#: A label that only says what a cell is not, or two things that are not one name: nothing more than this is likely.
UNLIKELY = 0.45
#: Below this a term is no help.
LEAST = 0.3
SURE = 0.9
#: Of two that are likely and found nearly as well, one a kind of the other, the one that says more is meant: the other
#: is put behind it.
LIKELY, AS_GOOD, BEHIND = 0.75, 0.06, 0.005
