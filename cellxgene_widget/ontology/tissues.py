"""Tissues: which one a row of the table of aliases is for, and words of a label that only say where a cell is from."""

from __future__ import annotations

from functools import lru_cache

from .word_forms import word_set
from .words import words


def _forms(text: str) -> frozenset[str]:
    return frozenset(words(text))


#: A tissue as it stands in the table of aliases, and the words of an obs column ``tissue`` or ``organ`` that mean it.
#: ``LC`` is a Langerhans cell in skin: also where the column says ``dermis`` or ``scalp``.
TISSUES = {
    tissue: _forms(f"{tissue} {meant_by}")
    for tissue, meant_by in {
        "adipose": "adipose fat omentum",
        "adrenal": "adrenal",
        "airway": "airway lung bronchus trachea nose nasopharynx respiratory bronchiole",
        "bladder": "bladder urinary ureter urethra",
        "blood": "blood pbmc cord umbilical marrow spleen lymph node tonsil thymus immune hematopoietic",
        "bone": "bone cartilage skeletal joint calvaria femur marrow tooth",
        "bone marrow": "marrow blood hematopoietic pbmc cord bone",
        "brain": """
            brain cortex hippocampus cerebellum striatum midbrain hypothalamus thalamus spinal cord cns forebrain
            hindbrain telencephalon gyrus amygdala pons medulla neocortex cerebrum substantia nigra prefrontal temporal
            frontal nervous
            """,
        "breast": "mammary",
        "cardiac": "heart",
        "cartilage": "cartilage joint bone",
        "cerebellum": "cerebellum",
        "cochlea": "cochlea ear",
        "colon": "colon large rectum cecum sigmoid",
        "cornea": "cornea eye limbus",
        "cortex": "cortex brain neocortex",
        "disc": "disc intervertebral nucleus pulposus",
        "ear": "ear cochlea inner vestibular utricle",
        "embryo": "embryo embryonic gastrula blastocyst fetal",
        "esophagus": "esophagus",
        "eye": "eye retina cornea lens iris conjunctiva choroid fovea macula uvea trabecular",
        "fallopian tube": "fallopian oviduct",
        "fetal brain": "brain cortex forebrain telencephalon",
        "fetal kidney": "kidney",
        "ganglion": "ganglion dorsal root",
        "gonad": "testis ovary gonad",
        "gut": """
            intestine colon ileum jejunum duodenum rectum cecum appendix stomach digestive sigmoid gastrointestinal
            esophagus
            """,
        "hair": "skin hair scalp",
        "heart": "heart ventricle atrium myocardium pericardium epicardium",
        "hippocampus": "hippocampus dentate",
        "intestine": "intestine colon ileum jejunum duodenum rectum cecum appendix sigmoid gastrointestinal",
        "kidney": "kidney nephron glomerulus ureter",
        "liver": "liver bile gallbladder",
        "lung": "lung airway bronchus respiratory alveolar bronchoalveolar trachea parenchyma bal pleura",
        "lymph node": "lymph node tonsil spleen",
        "mammary": "mammary",
        "midbrain": "midbrain substantia nigra brain",
        "muscle": "muscle skeletal limb diaphragm tendon gastrocnemius",
        "nerve": "nerve ganglion peripheral sciatic dorsal root carotid",
        "nose": "nose nasopharynx",
        "olfactory": "nose olfactory",
        "ovary": "ovary gonad follicle",
        "pancreas": "pancreas islet",
        "parathyroid": "parathyroid endocrine",
        "peripheral": "nerve ganglion",
        "pituitary": "pituitary endocrine",
        "placenta": "placenta decidua chorionic villi trophoblast",
        "prostate": "prostate",
        "retina": "retina eye fovea macula",
        "salivary": "salivary parotid submandibular tongue mouth oral",
        "skin": "skin dermis epidermis scalp foreskin hair",
        "small intestine": "small ileum jejunum duodenum",
        "spleen": "spleen",
        "stem": "culture ipsc line",
        "stomach": "stomach",
        "striatum": "striatum caudate putamen basal ganglia",
        "testis": "testis gonad",
        "thymus": "thymus",
        "thyroid": "thyroid endocrine",
        "uterus": "uterus endometrium decidua cervix",
        "vessel": "vessel vascular aorta artery vein vasculature heart",
    }.items()
}

#: Words of a label that say where and not what: the cell is the same without them.
TISSUE_WORDS = word_set(
    """
    kidney liver heart lung brain stomach colon intestine dermis skin spleen thymus retina cornea ovary testis placenta
    uterus endometrium prostate pancreas esophagus bronchus trachea epidermis adrenal mammary duodenum jejunum ileum
    rectum hippocampus cerebellum hypothalamus cortex medulla pleura nose airway bladder blood marrow bone lymph node
    tonsil muscle eye ear cochlea adipose midbrain hindbrain forebrain spinal cord striatum thalamus pituitary thyroid
    parathyroid gallbladder salivary aorta vessel peritoneum limb tongue appendix cecum ureter urethra pbmc umbilical
    periphery peripheral embryo parenchyma parenchymal systemic islet mucosa cns pns meninges olfactory conjunctiva
    gingiva tract skeletal urethra vagina cervix vagus sclera
    """
)


#: ... and of which organ: no organ is meant by the "muscle" of smooth muscle.
ORGANS = TISSUE_WORDS - word_set(
    "muscle skeletal vessel peripheral periphery mucosa parenchyma parenchymal systemic tract lymph node embryo blood"
)

_KNOWN = TISSUE_WORDS.union(*TISSUES.values())


@lru_cache(maxsize=1_000)
def said_tissues(tissue: str) -> frozenset[str]:
    """Return the words of an obs column ``tissue`` or ``organ`` in the form that they are compared in.

    None if no tissue is known by them, as of ``tumour`` or ``cell culture``: nothing is said then.
    """
    said = _forms(tissue)
    return said if said & _KNOWN else frozenset()


def means(tissue: str, said: frozenset[str]) -> bool:
    """Tell whether the words of a person mean a tissue of the table."""
    known = TISSUES.get(tissue)
    return bool((known if known is not None else _forms(tissue)) & said)
