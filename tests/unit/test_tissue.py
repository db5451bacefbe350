"""The pictures of tissue in ``uns["spatial"]``: libraries, images, scale factors, and what is broken."""

from __future__ import annotations

import json

import anndata as ad
import numpy as np
import pytest
from anndata.experimental import read_lazy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cellxgene_widget.data.tissue import Tissue
from cellxgene_widget.errors import DataError
from tests.page.data import on_tissue

RNG = np.random.default_rng(0)
RGB = RNG.random((8, 6, 3)).astype(np.float32)
SCALES = {"tissue_hires_scalef": 0.17, "tissue_lowres_scalef": np.float64(0.05), "spot_diameter_fullres": 89.4}


def visium(**others):
    """Give a library as scanpy.read_visium and squidpy write it."""
    return {
        "images": {"hires": RGB, "lowres": (RGB[:4, :3] * 255).astype(np.uint8)},
        "scalefactors": {**SCALES, "fiducial_diameter_fullres": 144.4},
        "metadata": {"chemistry_description": "Spatial 3' v1"},
        **others,
    }


def tissue_of(spatial):
    adata = ad.AnnData(np.ones((3, 2), np.float32))
    adata.uns["spatial"] = spatial
    return Tissue(adata)


def test_libraries_as_squidpy_writes_them():
    tissue = tissue_of({"V1": visium(), "V2": visium()})
    assert (tissue.names, tissue.left_out) == (["V1", "V2"], {})
    library = tissue.library("V1")
    assert library.scales == {"hires": 0.17, "lowres": 0.05}
    assert library.spot_diameter == 89.4
    assert not library.left_out
    image = tissue.image("V1", "hires")
    assert (image.shape, image.dtype) == ((8, 6, 3), np.uint8)
    np.testing.assert_array_equal(image, np.rint(RGB * 255).astype(np.uint8))
    np.testing.assert_array_equal(tissue.image("V1", "lowres"), (RGB[:4, :3] * 255).astype(np.uint8))


def test_a_library_as_cellxgene_writes_it():
    tissue = tissue_of(
        {
            "is_single": True,
            "slide": {
                "images": {"hires": RGB, "fullres": RGB},
                "scalefactors": {"spot_diameter_fullres": 89, "tissue_hires_scalef": 0.2},
            },
        }
    )
    assert (tissue.names, tissue.left_out) == (["slide"], {})
    assert tissue.library("slide").scales == {"hires": 0.2, "fullres": 1.0}


@pytest.mark.parametrize("suffix", ["h5ad", "zarr"])
def test_on_disk_nothing_is_read_before_it_is_asked_for(suffix, tmp_path):
    adata = on_tissue()
    adata.uns["spatial"] = {"V1": visium()}
    getattr(adata, f"write_{suffix}")(tmp_path / f"a.{suffix}")
    for data in (
        read_lazy(tmp_path / f"a.{suffix}"),
        *([ad.read_h5ad(tmp_path / "a.h5ad", "r")] if suffix == "h5ad" else []),
    ):
        tissue = Tissue(data)
        library = tissue.library("V1")
        assert library.scales == {"hires": 0.17, "lowres": 0.05}
        assert library.spot_diameter == 89.4
        np.testing.assert_array_equal(tissue.image("V1", "hires"), np.rint(RGB * 255).astype(np.uint8))


class Unread:
    """An image that says so when it is read."""

    shape, dtype = (8, 6, 3), np.dtype(np.uint8)

    def __array__(self, *_, **__):
        raise OSError("the disk is gone")


def test_an_image_is_read_only_when_it_is_asked_for():
    tissue = tissue_of({"V1": visium(images={"hires": Unread()})})
    assert tissue.library("V1").scales == {"hires": 0.17}
    with pytest.raises(DataError, match=r"'hires' of the library 'V1' can't be read \(the disk is gone\)"):
        tissue.image("V1", "hires")


@pytest.mark.parametrize(
    ("spatial", "names", "left_out"),
    [
        (None, [], []),
        ({}, [], []),
        (np.zeros((3, 2)), [], ["spatial"]),
        ("a path", [], ["spatial"]),
        ({"V1": np.zeros(3), "V2": visium()}, ["V2"], ["V1"]),
        ({"V1": None}, [], ["V1"]),
        (visium(), [], ["spatial"]),  # without a library around it
        ({"is_single": np.True_}, [], []),
        ({1: visium()}, ["1"], []),
    ],
)
def test_what_is_no_library_is_passed_over(spatial, names, left_out):
    tissue = tissue_of(spatial)
    assert tissue.names == names
    assert list(tissue.left_out) == left_out
    with pytest.raises(DataError, match=r"no library 'nope'.*Libraries: "):
        tissue.library("nope")


@pytest.mark.parametrize(
    ("library", "scales", "left_out"),
    [
        ({}, {}, {"images", "scalefactors"}),
        (visium(scalefactors=None), {}, {"scalefactors", "images['hires']", "images['lowres']"}),
        (visium(scalefactors={"tissue_hires_scalef": "much"}), {}, {"images['hires']", "images['lowres']"}),
        (visium(images={"hires": RGB}, scalefactors={"tissue_hires_scalef": np.nan}), {}, {"images['hires']"}),
        (visium(images={"lowres": RGB}, scalefactors={"tissue_lowres_scalef": 0}), {}, {"images['lowres']"}),
        (visium(scalefactors={"tissue_hires_scalef": np.array([0.5])}), {"hires": 0.5}, {"images['lowres']"}),
        (visium(images=None), {}, {"images"}),
        (visium(images=[RGB]), {}, {"images"}),
        (visium(images={"hires": RGB[:, :, :2]}), {}, {"images['hires']"}),
        (visium(images={"hires": np.zeros((0, 5, 3)), "lowres": RGB}), {"lowres": 0.05}, {"images['hires']"}),
        (visium(images={"hires": RGB[None]}), {}, {"images['hires']"}),
        (visium(images={"hires": "hires.png"}), {}, {"images['hires']"}),
        (visium(images={"hires": np.full((2, 2, 3), "x")}), {}, {"images['hires']"}),
    ],
)  # fmt: skip
def test_what_is_broken_is_passed_over_with_a_reason(library, scales, left_out):
    tissue = tissue_of({"V1": library})
    found = tissue.library("V1")
    assert found.scales == scales
    assert set(found.left_out) == left_out
    assert all(found.left_out.values())
    for name in ("hires", "lowres"):
        if name not in scales:
            with pytest.raises(DataError, match=f"'V1' has no image {name!r}"):
                tissue.image("V1", name)


@given(
    hnp.arrays(
        st.sampled_from(["u1", "u2", "i4", "i8", "f2", "f4", "f8", "?"]).map(np.dtype),
        st.tuples(st.integers(1, 4), st.integers(1, 4), st.sampled_from([1, 3, 4])).flatmap(
            lambda shape: st.sampled_from([shape, shape[:2]])
        ),
    )
)
def test_an_image_of_any_numbers_is_drawn(pixels):
    image = tissue_of({"V1": visium(images={"hires": pixels})}).image("V1", "hires")
    assert image.dtype == np.uint8
    assert image.shape == (*pixels.shape[:2], pixels.shape[2] if pixels.ndim == 3 and pixels.shape[2] > 1 else 3)


@pytest.mark.parametrize(
    ("pixels", "drawn"),
    [
        (np.array([[0.0, 0.5, 1.0]]), [0, 128, 255]),
        (np.array([[0.0, 127.6, 255.0]]), [0, 128, 255]),
        (np.array([[0, 32768, 65535]], dtype=np.uint16), [0, 128, 255]),
        (np.array([[0, 128, 255]], dtype=np.uint16), [0, 128, 255]),
        (np.array([[0, 128, 255]]), [0, 128, 255]),
        (np.array([[False, True, True]]), [0, 255, 255]),
        (np.array([[np.nan, 0.5, 1.0]]), [0, 128, 255]),
        # resizing with a cubic filter leaves a little beyond the ends
        (np.array([[-0.001, 0.5, 1.0004]]), [0, 128, 255]),
        (np.array([[1.12, 0.5, 1.0]], dtype=np.float32), [255, 128, 255]),
    ],
)
def test_the_range_of_an_image_is_told_by_its_numbers(pixels, drawn):
    image = tissue_of({"V1": visium(images={"hires": pixels})}).image("V1", "hires")
    assert image[0, :, 0].tolist() == drawn
    np.testing.assert_array_equal(image[..., 0], image[..., 2])


json_like = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.text(max_size=3)
    | hnp.arrays(np.float32, hnp.array_shapes(max_side=2)),
    lambda inner: st.dictionaries(
        st.sampled_from(["images", "scalefactors", "hires", "V1", *SCALES]), inner, max_size=3
    ),
    max_leaves=8,
)


@given(json_like)
def test_nothing_in_uns_raises_another_error(spatial):
    tissue = tissue_of(spatial)
    for name in tissue.names:
        library = tissue.library(name)
        json.dumps([name, library.scales, library.spot_diameter, library.left_out])
        for image in library.scales:
            assert tissue.image(name, image).ndim == 3
