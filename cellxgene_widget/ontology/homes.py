"""Where cells are at home, for the abbreviations of their names: ``OC`` is an osteoclast in bone, but not in brain."""

from __future__ import annotations

from .term_table import TermTable
from .tissues import ORGANS, TISSUES
from .words import words

#: Terms that are, with all kinds of them, of some of ``TISSUES``; of a lineage the nearest says it. Others are at home
#: where an organ is in their names or in those of what they are kinds of; of those without any nothing is known.
_HOMES = {
    "CL:0000540": ("brain", "nerve", "eye", "ear", "olfactory", "gut"),  # neuron
    "CL:2000029": ("brain", "eye"),  # central nervous system neuron
    "CL:0000165": (),  # neuroendocrine cell
    "CL:0000126": ("brain", "eye", "nerve"),  # macroglial cell
    "CL:0000065": ("brain",),  # ependymal cell
    "CL:0000681": ("brain", "eye"),  # radial glial cell
    "CL:0000878": ("brain", "eye", "nerve"),  # central nervous system macrophage
    "CL:0002453": ("brain", "eye", "nerve"),  # oligodendrocyte precursor cell
    "CL:0000047": ("brain", "embryo", "olfactory", "stem"),  # neural stem cell
    "CL:4023051": ("brain",),  # vascular leptomeningeal cell
    "CL:0000561": ("eye",),  # amacrine cell
    "CL:0000287": ("eye",),  # eye photoreceptor cell
    "CL:0000062": ("bone", "cartilage"),  # osteoblast
    "CL:0000092": ("bone", "cartilage"),  # osteoclast
    "CL:0000137": ("bone", "cartilage"),  # osteocyte
    "CL:0000138": ("bone", "cartilage", "disc", "airway", "ear"),  # chondrocyte
    "CL:0000312": ("skin", "esophagus", "salivary", "uterus", "nose", "eye"),  # keratinocyte
    "CL:0000317": ("skin", "eye"),  # sebocyte
    "CL:0000182": ("liver", "stem"),  # hepatocyte
    "CL:0000632": ("liver",),  # hepatic stellate cell
    "CL:0000091": ("liver",),  # Kupffer cell
    "CL:1000488": ("liver", "pancreas"),  # cholangiocyte
    "CL:0000653": ("kidney",),  # podocyte
    "CL:0000650": ("kidney",),  # mesangial cell
    "CL:0000583": ("lung",),  # alveolar macrophage
    "CL:0000158": ("airway", "lung"),  # club cell
    "CL:0000584": ("gut",),  # enterocyte
    "CL:0000510": ("gut",),  # paneth cell
    "CL:0000164": ("gut", "pancreas"),  # enteroendocrine cell
    "CL:0002088": ("gut",),  # interstitial cell of Cajal
    "CL:0000746": ("heart", "embryo", "stem"),  # cardiac muscle cell
    "CL:0000188": ("muscle", "salivary", "esophagus", "embryo", "stem"),  # cell of skeletal muscle
    "CL:0000594": ("muscle", "salivary", "esophagus", "embryo"),  # skeletal muscle satellite cell
    "CL:0000586": ("testis", "ovary", "embryo"),  # germ cell
    "CL:0000216": ("testis",),  # Sertoli cell
    "CL:0000178": ("testis", "ovary"),  # Leydig cell
    "CL:0000501": ("ovary",),  # granulosa cell
    "CL:0000503": ("ovary",),  # theca cell
    "CL:0000351": ("placenta", "uterus", "embryo", "stem"),  # trophoblast cell
    "CL:2000002": ("placenta", "uterus"),  # decidual cell
    "CL:3000001": ("placenta", "uterus"),  # Hofbauer cell
    "CL:0000893": ("thymus",),  # thymocyte
    "CL:0000731": ("bladder", "kidney", "prostate"),  # urothelial cell
    "CL:0000388": ("muscle", "bone", "cartilage"),  # tendon cell
    "CL:0000132": ("eye",),  # corneal endothelial cell
    "CL:0002224": ("eye",),  # lens epithelial cell
    "CL:0002367": ("eye",),  # trabecular meshwork cell
    "CL:0002303": ("eye",),  # pigmented ciliary epithelial cell
    "CL:0002304": ("eye",),  # non-pigmented ciliary epithelial cell
    "CL:0002565": ("eye",),  # iris pigment epithelial cell
    "CL:4033097": ("eye",),  # Schlemm's canal endothelial cell
    "CL:0002481": ("testis",),  # peritubular myoid cell
    "CL:0000214": ("bone", "cartilage"),  # synovial cell
    "CL:4040002": ("gut",),  # enteroglial cell
    "CL:0011020": ("brain", "embryo", "eye", "olfactory", "stem"),  # neural progenitor cell
    "CL:0000031": ("brain", "embryo", "eye", "olfactory", "stem"),  # neuroblast (sensu Vertebrata)
    "CL:0002638": ("lung",),  # bronchioalveolar stem cell
}


class Homes:
    """The homes of terms.

    Parameters
    ----------
    table
        Which says what each is a kind of.
    """

    def __init__(self, table: TermTable) -> None:
        self._table = table
        self._known: dict[str, frozenset[str]] = {}

    def are_elsewhere(self, term_id: str, said: frozenset[str]) -> bool:
        """Tell whether a cell has a home, and the words of a place are not of it."""
        home = self._known.get(term_id)
        if home is None:
            home = self._known[term_id] = self._of(term_id)
        return bool(home) and home.isdisjoint(said)

    def _of(self, term_id: str) -> frozenset[str]:
        for each in (term_id, *self._table.distances(term_id)):
            if each in _HOMES:
                return frozenset().union(*map(TISSUES.__getitem__, _HOMES[each]))
            organs = ORGANS.intersection(words(self._table.term(each).name))
            if organs:
                return organs.union(*(those for those in TISSUES.values() if not those.isdisjoint(organs)))
        return frozenset()
