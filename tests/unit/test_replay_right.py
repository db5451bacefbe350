"""How many held-back cells get a label by neighbours, and how many of these the right one: over several samples."""

import sys

import numpy as np
import pytest

from tests.page.data import cells

_T = ("CD4+/CD25 T Reg", "CD4+/CD45RA+/CD25- Naive T", "CD4+/CD45RO+ Memory", "CD8+ Cytotoxic T")
_TYPES = {
    **dict.fromkeys((*_T, "CD8+/CD45RA+ Naive Cytotoxic"), "T cell"),
    **{name: name for name in ("CD14+ Monocyte", "CD19+ B", "CD34+", "CD56+ NK", "Dendritic")},
}
#: By number of types what each of the labels that the data came with is.
TYPES = {
    4: _TYPES
    | dict.fromkeys([*_T, "CD8+/CD45RA+ Naive Cytotoxic", "CD56+ NK"], "T or NK cell")
    | dict.fromkeys(["CD14+ Monocyte", "Dendritic"], "myeloid cell"),
    6: _TYPES,
}
SAMPLES = range(20)


def held_back(open_session, types, seed, threshold=None):
    """Hold back the labels of a fifth of the cells; return how many got one, and how many of these the right one."""
    new = cells()
    truth = new.obs["bulk_labels"].astype(str).map(types)
    new.obs["truth"] = truth.astype("category")
    order = np.random.default_rng(seed).permutation(new.n_obs)
    n_known = new.n_obs * 4 // 5
    options = {} if threshold is None else {"threshold": threshold}
    called = f"{seed} {threshold}"
    session = open_session(new[np.sort(order[:n_known])].copy(), dataset=f"old {called}", name="mine", autosave=None)
    session.create_category("ct", like="truth")
    found = session.replay(new, how="neighbors", dataset=f"new {called}", autosave=None, **options)
    try:
        at = np.sort(order[n_known:])
        carried = found.session.annotations["ct"].astype(object).to_numpy()[at]
        shares = found.session.values("carried: ct").to_numpy()[at]
    finally:
        found.session.close()
    has_one = carried != "unassigned"
    assert len(at) == new.n_obs - n_known
    assert (has_one == (shares >= (0.8 if threshold is None else threshold))).all()
    return np.array([len(at), has_one.sum(), (carried == truth.to_numpy()[at])[has_one].sum()])


def measured(open_session, n_types, samples=SAMPLES, threshold=None):
    found = np.array([held_back(open_session, TYPES[n_types], seed, threshold) for seed in samples])
    n, n_carried, n_right = found.sum(axis=0)
    worst = (found[:, 2] / found[:, 1]).min()
    carried, right = n_carried / n, n_right / n_carried
    sys.stdout.write(
        f"{n_types} types, threshold {threshold}: {carried:.1%} carried, {right:.1%} right, worst {worst:.1%}\n"
    )
    return carried, right, worst


@pytest.mark.parametrize(("n_types", "least", "worst"), [(4, 0.94, 0.95), (6, 0.70, 0.90)])
def test_nineteen_of_twenty_held_back_cells_that_get_a_label_get_the_right_one(open_session, n_types, least, worst):
    carried, right, of_one = measured(open_session, n_types)
    assert right >= 0.95
    assert of_one >= worst
    assert carried >= least


def test_a_lower_threshold_carries_more_and_more_that_is_wrong(open_session):
    loose, usual, strict = (measured(open_session, 6, range(5), each) for each in (0.5, 0.8, 0.9))
    assert loose[0] > usual[0] > strict[0]
    assert loose[1] < usual[1] < strict[1]
