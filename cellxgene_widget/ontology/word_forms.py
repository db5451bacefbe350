"""The one form that each word stands in for comparison: plurals, adjectives, spellings and the field's short forms.

Data, not rules: a word that is missing here is only found less well. Keys and values are in lower case and singular.
"""

from __future__ import annotations


def _table(text: str) -> dict[str, str]:
    """Read lines of ``form: word word word``."""
    return {
        word: form.strip() for line in text.strip().splitlines() for form, _, words in [line.partition(":")]
        for word in words.split()
    }  # fmt: skip


def word_set(text: str) -> frozenset[str]:
    """Read words with blanks between them."""
    return frozenset(text.split())


#: What a Greek letter is called, and signs that only look different.
SIGNS = str.maketrans(
    {
        sign: f" {name} "
        for name, signs in {
            "alpha": "αΑ", "beta": "βΒ", "gamma": "γΓ", "delta": "δΔ", "epsilon": "εΕ", "zeta": "ζΖ", "theta": "θΘ",
            "kappa": "κΚ", "lambda": "λΛ", "mu": "μµ", "phi": "φϕɸΦ", "omega": "ωΩ",
        }.items()
        for sign in signs
    }
    | dict.fromkeys("–—−‐‑⁻", "-")
    | {"’": "'", "⁺": "+", "ß": "ss", "ø": "o", "æ": "ae", "ł": "l"}
)  # fmt: skip

#: Words that tell nothing of which cell is meant.
EMPTY = word_set(
    """
    of the and in with a an to from by for cell cells cel cels type subtype tissue lineage class population
    populations my our these those subset subsets subpopulation nuclei nucleus like positive pos
    """
)

#: Of cells: short forms, and words from one root.
_CELLS = _table(
    """
    monocyte: mono monos monocytic
    macrophage: mac macs macro macros mph mphi macrophag
    neutrophil: neut neuts neutro neutros
    eosinophil: eos eosino
    basophil: baso basos
    endothelial: endothelium endothelia endo ec ecs endothel endoth
    epithelial: epithelium epithelia epi epith
    mesothelial: mesothelium
    urothelial: urothelium
    mesenchymal: mesenchyme
    stromal: stroma
    fibroblast: fb fbs fib fibs fibro fibros fibroblastic
    hepatocyte: hep heps hepato
    progenitor: precursor precursors prog progs
    neuron: neuronal neurone neurones
    lymphatic: lymphatics
    oligodendrocyte: oligo oligos
    astrocyte: astro astros
    adipocyte: adipo
    chondrocyte: chondro
    cardiomyocyte: cardiomyo
    dendritic: dendritics
    gland: glandular
    duct: ductal
    tubule: tubular
    """
)

#: Of states.
_STATES = _table(
    """
    cycling: prolif prolifer proliferating proliferative proliferation dividing cyc mki67 ki67 mitotic
    high: hi
    inflammatory: inf inflam
    low: lo
    bright: bri
    negative: neg
    cd8: cd8a cd8b cd8ab
    fetal: foetal
    tumor: tumour tumoral
    """
)

#: Of places: the organ for what is of it.
_PLACES = _table(
    """
    kidney: renal nephric
    liver: hepatic
    heart: cardiac myocardial
    lung: pulmonary
    brain: cerebral
    stomach: gastric
    colon: colonic
    intestine: intestinal gut bowel
    dermis: dermal
    skin: cutaneous
    spleen: splenic
    thymus: thymic
    retina: retinal
    cornea: corneal
    ovary: ovarian
    testis: testicular testes
    placenta: placental
    uterus: uterine
    endometrium: endometrial
    prostate: prostatic
    pancreas: pancreas pancreatic
    esophagus: esophageal
    bronchus: bronchial bronchi
    trachea: tracheal
    epidermis: epidermal
    bone: osseous
    mammary: breast
    duodenum: duodenal
    jejunum: jejunal
    ileum: ileal
    rectum: rectal
    hippocampus: hippocampal
    cerebellum: cerebellar
    hypothalamus: hypothalamic
    thalamus: thalamic
    cortex: cortical
    medulla: medullary
    pleura: pleural
    peritoneum: peritoneal
    meninges: meninges meningeal
    nose: nasal
    vein: venous veins
    artery: arterial arteries
    capillary: capillaries
    muscle: muscular
    bile: biliary
    cochlea: cochlear
    conjunctiva: conjunctival
    gingiva: gingival
    striatum: striatal
    glomerulus: glomerular
    ventricular: ventricle ventricles
    atrial: atrium atria
    aorta: aortic
    urethra: urethral
    vagina: vaginal
    cervix: cervical
    vagus: vagal
    sclera: scleral
    """
)

#: Roman numerals and numbers in words, as in ``type II``.
_NUMBERS = _table(
    """
    1: i one
    2: ii two
    3: iii three
    4: iv four
    """
)

FORMS = _CELLS | _STATES | _PLACES | _NUMBERS

#: British spelling, within a word.
SPELLING = (
    ("haem", "hem"), ("oesoph", "esoph"), ("oestr", "estr"), ("tumour", "tumor"), ("foet", "fet"), ("fibre", "fiber"),
    ("centre", "center"), ("leuco", "leuko"), ("grey", "gray"), ("caec", "cec"), ("paed", "ped"),
)  # fmt: skip

#: Words that are often spelt wrong, in forms that no name in its one form has.
ALSO_SPELT = ("spermatogonia", "oogonia", "spermatozoa")

#: Endings of words that are one and the same: ``spermatogonia``, ``somatotrope``, ``spermatozoa``.
ENDINGS = (("gonia", "gonium"), ("trope", "troph"), ("zoa", "zoon"))
