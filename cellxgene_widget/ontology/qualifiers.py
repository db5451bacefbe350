"""Words of a label that go with a cell's name: states, genes, numbers. And labels that name no cell at all."""

from __future__ import annotations

import re

from .tissues import TISSUE_WORDS
from .word_forms import word_set
from .words import one_form

#: States a cell may be in: it stays the cell that it is.
STATES = word_set(
    """
    activated resting cycling mature immature early late intermediate high low int dim bright adult fetal embryonic
    stressed stress ifn isg inflammatory homeostatic transitional primary secondary g1 g2m g2 phase quiescent reactive
    inflamed normal active inactive steady differentiating differentiated undifferentiated young old neonatal healthy
    diseased disease injured degenerative adaptive maladaptive transitioning terminal committed canonical general
    generic mixed main major minor other misc unspecified common apoptotic hypoxic hypoxia migrating migratory
    interferon responsive response signaling antigen presenting ap distal proximal superficial deep upper lower outer
    inner dorsal ventral anterior posterior lateral medial rostral caudal left right classical conventional induced
    exhausted resident circulating infiltrating perivascular interstitial small large light dark red white brown
    newborn pediatric child infant aged term preterm hsp fos jun mt ribo mito polarized primed
    senescent density associated expressing producing secreting stimulated diploid aneuploid haploid multipotent
    bipotent
    """
)
#: States that make another cell: the ontology has a term for most, so that the one without is not what was said.
TELLING_STATES = word_set("naive memory effector cytotoxic regulatory progenitor pre pro tumor")
#: Words that name no cell of a place: a kidney's progenitors have another name than "progenitor cell".
GENERIC = word_set("progenitor stem")
#: Whose cells they are.
SPECIES = word_set("human mouse mmu mus homo adult murine")
#: What a group of cells is called before anyone knows what it is.
GROUP_WORDS = word_set(
    """
    cluster clus clust subcluster group grp leiden louvain seurat sample batch donor patient subject replicate rep
    celltype clst module program community metacell
    """
)
#: What says that it is not known, or no cell.
NO_CELL = frozenset(
    map(
        one_form,
        word_set(
            """
            doublet multiplet singlet unknown unassigned unclassified unannotated unlabeled unlabelled undefined
            undetermined unidentified unresolved ambiguous ambient debris lowq lq lowqc quality junk artifact artefact
            contamination contaminant contaminated contaminating annotated annotate tbd tba na nan none null nil empty
            droplet filtered filter remove removed dying dead damaged lysed broken noise background soup hybrid unsure
            uncertain unidentifiable todo check exclude excluded discard discarded bad poor outlier trash garbage fail
            failed qc umi lowumi highmito undecided indeterminate inconclusive unspecific nonspecific unmapped unmatched
            missing invalid spurious rna test temp tmp placeholder noname nocall unclear
            """
        ),
    )
)
#: What says nothing where it stands alone, and something where it does not: ``other T``, ``mixed myeloid``.
VAGUE = word_set("novel mixed mixture misc miscellaneous rest other nos unspecified heterogeneous label new all")
#: What may be any cell gone wrong.
_TUMOR_WORDS = word_set(
    """
    tumor malignant malignancy cancer neoplastic neoplasm cancerous transformed leukemia leukemic aml cll gbm metastasis
    metastatic blast
    """
)

#: What says that somebody is not sure: then nobody is.
_DOUBT = re.compile(r"\?|\b(?:maybe|likely|probably?|possibly?|putative|presumed)\b", re.IGNORECASE)
_GENE = re.compile(r"[A-Z][A-Z0-9]{1,9}|[A-Z][a-z]{1,6}[0-9]+[a-z0-9]*|CD\d+[a-zA-Z]*|cd\d+[a-z]*")
#: What a cell has much or little of: ``Dcn high``, ``Hbb-bt high``, ``S100A9 hi``.
_MUCH = re.compile(r"([A-Za-z0-9.-]+)[ _]?(?:high|hi|low|lo|bright|dim)(?![a-z])", re.IGNORECASE)
_HOW_MUCH = frozenset({"high", "low", "bright", "dim"})
_WITH_SIGN = re.compile(r"[A-Za-z0-9]+\+?")
#: An axis of an embedding, or a part of a decomposition.
_AXIS = re.compile(
    r"[\W_]*(?:x[\W_]*)?(?:pca?|umap|t-?sne|dim|dimension|axis|component|comp|harmony|scvi|latent|lv|lsi|svd|nmf|cnmf|ica|mofa|"
    r"factor|topic|phate)[\W_]*\d+[\W_]*",
    re.IGNORECASE,
)
#: A phase of the cell cycle, which any cell may be in.
_PHASE = re.compile(
    r"[\W_]*(?:(?:early|mid|late)[\W_]*)?(?:g0|g1|g2|s|m|g0[/_-]?g1|g1[/_-]?s|s[/_-]?g2|g2[/_-]?m|s[/_-]?g2[/_-]?m)"
    r"(?:[\W_]*(?:phase|score|arrest)(?:[\W_]*cells?)?)?[\W_]*",
    re.IGNORECASE,
)
#: Unknown, but for uterine NK cells: ``uNK``.
_UNK = re.compile(r"(?<![A-Za-z])(?:[Uu]nk|UNK)(?![A-Za-z])")
#: ``cluster 7``, ``group B``, ``leiden_3``, ``c12``: the group's word with its number or letter.
_GROUP = re.compile(
    rf"(?<![a-z0-9])(?:(?:{'|'.join(sorted(GROUP_WORDS))})s?[\W_]*(?:[a-z]|\d+[a-z]?)|[a-z]\d+)(?![a-z0-9])"
)

#: What it costs to leave a word out of a label, when the rest is the name of a cell. Below 0.06, an expert takes the
#: rest for the cell without thinking: 0.96, a name in the table, less that is still 0.9.
#:
#: A number, or a letter at an end, tells groups of one cell apart; a species is in no name.
NUMBER = SPECIES_WORD = 0.03
#: A marker with its sign says how the cell was told; "high" behind it says no more.
GENE_WITH_SIGN, WITH_ITS_MARKER = 0.05, 0.02
#: A state or a place may have a term of its own: two of them are too much to be sure.
STATE = PLACE = 0.06
#: What only looks like a gene may be the name of another cell.
GENE = 0.07
#: Nobody would leave "naive" out.
TELLING = 0.12
#: A word that is not known may say anything.
ANY_WORD = 0.25


def is_gene(word: str) -> bool:
    """Tell whether a word looks like the symbol of a gene: ``CD14``, ``MS4A1``, ``Cd8a``, ``PVALB``."""
    return bool(_GENE.fullmatch(word)) and (any(each.isdigit() for each in word) or 3 <= len(word) <= 8)


def costs(text: str, found: list[str]) -> dict[str, float]:
    """Return what it costs to leave each of those words of a label out that may be left out.

    Parameters
    ----------
    text
        The label as it is written.
    found
        Its words in one form each.
    """
    genes: dict[str, float] = {}
    for written in _WITH_SIGN.findall(text):
        symbol = written.removesuffix("+")
        if written != symbol or is_gene(symbol):
            genes[one_form(symbol.lower())] = GENE_WITH_SIGN if written != symbol else GENE
    for marker in _MUCH.findall(text):
        genes |= {one_form(part): GENE_WITH_SIGN for part in re.split(r"[.-]", marker.lower()) if part}
    result = {}
    for place, word in enumerate(found):
        # "DC b" is the second of them; "d DCT" and "a PT" are degenerative and adaptive ones
        is_lone_letter = len(word) == 1 and len(found) > 1 and place in {0, len(found) - 1} and word not in {"t", "b"}
        if word.isdigit() or is_lone_letter or word in GROUP_WORDS:
            result[word] = NUMBER
        elif word in TELLING_STATES:
            result[word] = TELLING
        elif word in genes and len(word) > 1:
            result[word] = genes[word]
        elif word in SPECIES:
            result[word] = SPECIES_WORD
        elif word in STATES or word == "negative":
            result[word] = STATE
        elif word in TISSUE_WORDS:
            result[word] = PLACE
    if _MUCH.search(text):
        result |= dict.fromkeys(_HOW_MUCH & result.keys(), WITH_ITS_MARKER)
    return result


def is_tumor(word: str) -> bool:
    """Tell whether a word is of a tumour, of whatever kind: ``malignant``, ``melanoma``, ``AML``."""
    return word in _TUMOR_WORDS or (word.endswith("oma") and word != "stroma")


def says_nothing_alone(word: str) -> bool:
    """Tell whether a word is a state or a place, which is no cell yet."""
    return word in STATES or word in TELLING_STATES or (word in TISSUE_WORDS and word != "skeletal")


def names_no_cell(plain_text: str, found: list[str]) -> bool:
    """Tell whether a label says itself that it is no cell, or not known which."""
    of_letters = re.findall(r"(?<![a-z0-9])[a-z]+(?![a-z0-9])", plain_text.lower())
    return bool(_UNK.search(plain_text)) or any(one_form(word) in NO_CELL for word in (*of_letters, *found))


def is_no_group(plain_text: str) -> bool:
    """Tell whether a label is of no group of cells: an axis, ``PC1``, or a phase of the cycle, ``G2M``."""
    return bool(_AXIS.fullmatch(plain_text) or _PHASE.fullmatch(plain_text))


def is_doubted(text: str) -> bool:
    """Tell whether a label says that it may be another cell: ``T cell?``."""
    return bool(_DOUBT.search(text))


def telling_words(plain_text: str, found: list[str]) -> list[str]:
    """Return those words of a label that may tell which cell it is: not ``cluster 7``, ``new``, ``unknown 2``."""
    groups = {letter for group in _GROUP.findall(plain_text.lower()) for letter in re.findall(r"[a-z0-9]+", group)}
    telling = [
        word for word in found if not (word.isdigit() or word in GROUP_WORDS or word in NO_CELL or word in VAGUE)
    ]
    if telling == ["unk"] and _UNK.search(plain_text):
        return []
    # a single letter is one of a group, such as the B of "group B"; L4 and T4 are not, if they are known
    return [word for word in telling if len(word) > 1 or word not in groups]
