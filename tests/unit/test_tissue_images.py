"""The image of a library as a page gets it: small, upright, and exactly where the cells are."""

from __future__ import annotations

import io

import anndata as ad
import h5py
import numpy as np
import pytest
from PIL import Image

from cellxgene_widget.data import image_pixels, tissue_images
from cellxgene_widget.data.image_pixels import reduced
from cellxgene_widget.data.tissue import Tissue
from cellxgene_widget.data.tissue_images import LONGEST, TissueImages
from cellxgene_widget.errors import DataError
from cellxgene_widget.view.bridge import Bridge
from tests.page.wait import until

from .test_bridge import Pages
from .test_sections import two_sections

RED, GREY = (200, 30, 40), 90


def images_of(library):
    adata = ad.AnnData(np.ones((3, 2), np.float32))
    adata.uns["spatial"] = {"V1": library}
    return TissueImages(Tissue(adata))


def with_square(height=300, width=200, *, at=(120, 60), side=40, kind="u1", channels=3):
    """Give a grey image with a red square, whose upper left corner is ``at`` (x, y)."""
    pixels = np.full((height, width, 3), GREY, np.uint8)
    pixels[at[1] : at[1] + side, at[0] : at[0] + side] = RED
    if channels == 4:
        pixels = np.concatenate([pixels, np.full((height, width, 1), 255, np.uint8)], axis=2)
    if channels == 1:
        pixels = pixels[:, :, 0]
    if kind == "f4":
        return pixels.astype(np.float32) / 255
    return pixels.astype(np.uint16) * 257 if kind == "u2" else pixels


def library(image, scale=0.5, **more):
    return {"images": {"hires": image}, "scalefactors": {"tissue_hires_scalef": scale, **more}}


def opened(drawn):
    return np.asarray(Image.open(io.BytesIO(drawn.data)).convert("RGBA")).astype(int)


def at(drawn, x, y):
    """Give the colour of an image at a place in coordinates, as a page draws it."""
    return opened(drawn)[int(y * drawn.scale), int(x * drawn.scale)]


@pytest.mark.parametrize("kind", ["u1", "f4", "u2"])
@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("longest", [LONGEST, 100])
def test_a_square_is_where_its_coordinates_are(kind, channels, longest, monkeypatch):
    monkeypatch.setattr(tissue_images, "LONGEST", longest)
    drawn = images_of(library(with_square(kind=kind, channels=channels))).drawn("V1")
    factor = 1 if longest == LONGEST else 3
    assert (drawn.width, drawn.height) == (-(-200 // factor), -(-300 // factor))
    assert drawn.scale == 0.5 / factor
    wanted = RED if channels > 1 else (RED[0],) * 3
    # the square is from 240 to 320 and from 120 to 200
    for place in ((250, 130), (310, 130), (250, 190), (310, 190)):
        assert np.abs(at(drawn, *place)[:3] - wanted).max() < 12
    for place in ((228, 130), (332, 190), (250, 108), (250, 212), (5, 5), (395, 595)):
        assert np.abs(at(drawn, *place)[:3] - GREY).max() < 12
    assert drawn.mime == "image/jpeg"


def test_what_can_not_be_seen_has_no_part_in_the_colours():
    pixels = np.zeros((40, 40, 4), np.uint8)
    pixels[:, :20] = (0, 200, 0, 255)
    image, factor = reduced(pixels, 8)
    assert factor == 5
    assert image.mode == "RGBA"
    assert image.getpixel((1, 1)) == (0, 200, 0, 255)
    assert image.getpixel((7, 7))[3] == 0
    mixed = np.zeros((4, 4, 4), np.uint8)
    mixed[:, ::2] = (200, 100, 0, 255)
    (r, g, b, a) = reduced(mixed, 1)[0].getpixel((0, 0))
    assert abs(r - 200) < 4
    assert abs(g - 100) < 4
    assert (b, round(a / 128)) == (0, 1)
    drawn = images_of(library(pixels)).drawn("V1")
    assert drawn.mime == "image/webp"
    assert opened(drawn)[5, 30, 3] == 0
    assert opened(drawn)[5, 5, 3] == 255


class Huge:
    """A square image of stripes that is never in memory as a whole; counts what is read of it."""

    dtype = np.dtype(np.uint8)

    def __init__(self, n, channels=3):
        self.shape = (n, n, channels)
        self.most = 0

    def __getitem__(self, rows):
        count = len(range(*rows.indices(self.shape[0])))
        self.most = max(self.most, count * self.shape[1] * self.shape[2])
        return np.broadcast_to(np.uint8(200), (count, *self.shape[1:]))


def test_a_huge_image_is_read_in_bands(monkeypatch):
    monkeypatch.setattr(image_pixels, "_BAND", 3_000_000)
    huge = Huge(9000)
    drawn = images_of({"images": {"fullres": huge}, "scalefactors": {}}).drawn("V1")
    assert huge.most <= 3_000_000
    assert (drawn.width, drawn.height, drawn.scale) == (2250, 2250, 0.25)
    assert len(drawn.data) < 3_000_000


def test_lazy_images_are_read_by_their_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(tissue_images, "LONGEST", 100)
    with h5py.File(tmp_path / "a.h5", "w") as file:
        drawn = images_of(library(file.create_dataset("x", data=with_square(kind="f4")))).drawn("V1")
    plain = images_of(library(with_square(kind="f4"))).drawn("V1")
    assert drawn.data == plain.data
    dask = pytest.importorskip("dask.array")
    assert images_of(library(dask.from_array(with_square(), chunks=70))).drawn("V1").width == 67


def test_the_sharpest_image_that_is_quickly_read_is_taken():
    def chosen(**sizes):
        images = {name: np.zeros((n, 8), np.uint8) for name, n in sizes.items()}
        scales = {f"tissue_{name}_scalef": 0.1 for name in sizes}
        return images_of({"images": images, "scalefactors": scales}).drawn("V1").name

    assert chosen(lowres=600, hires=2000) == "hires"
    assert chosen(lowres=600, hires=2000, fullres=20_000) == "hires"
    assert chosen(lowres=600, fullres=20_000) == "fullres"
    assert chosen(lowres=60, hires=200) == "hires"


@pytest.mark.parametrize(
    "image",
    [np.zeros((1, 70_000, 3), np.uint8), np.zeros((1, 1)), np.full((5, 4, 3), np.nan), np.full((3, 3), np.inf),
     np.ones((3, 4, 4), bool), np.full((2, 2, 3), -7), np.full((2, 2, 3), 2**40)],
)  # fmt: skip
def test_odd_images_are_drawn_all_the_same(image):
    drawn = images_of(library(image)).drawn("V1")
    assert opened(drawn).shape[:2] == (drawn.height, drawn.width)
    assert max(drawn.width, drawn.height) <= LONGEST


def test_without_an_image_or_with_a_broken_one():
    assert images_of({}).drawn("V1") is None
    assert images_of(library(with_square(), scale="much")).drawn("V1") is None

    class Broken(Huge):
        def __getitem__(self, rows):
            raise OSError("the disk is gone")

    with pytest.raises(DataError, match=r"'hires' of the library 'V1' can't be read \(the disk is gone\)\."):
        images_of(library(Broken(9))).drawn("V1")
    with pytest.raises(DataError, match="no library 'V2'"):
        images_of({}).drawn("V2")


def test_it_is_made_once_and_again_when_the_notebook_puts_another(monkeypatch):
    adata = ad.AnnData(np.ones((3, 2), np.float32))
    adata.uns["spatial"] = {"V1": library(with_square())}
    images = TissueImages(Tissue(adata))
    first = images.drawn("V1")
    assert images.drawn("V1") is first
    adata.uns["spatial"]["V1"]["images"]["hires"] = with_square(at=(0, 0))
    assert np.abs(at(images.drawn("V1"), 10, 10)[:3] - RED).max() < 12


def test_it_is_made_again_when_the_notebook_writes_into_it():
    image = np.zeros((60, 60, 3), np.float32)
    images = images_of(library(image))
    assert at(images.drawn("V1"), 10, 10)[0] < 12
    image[:] = 1
    white = images.drawn("V1")
    assert at(white, 10, 10)[0] > 243
    assert images.drawn("V1") is white


def asked(bridge, pages, library):
    """Give the body and the bytes of an answer, and in how many parts it came from its thread."""
    bridge.asked({"id": f"page-{library}", "kind": "tissue_image", "library": library}, ())
    until(lambda: (came := parts_of(pages, library)) and len(came) == came[0][0]["parts"])
    came = parts_of(pages, library)
    return came[0][0]["body"], b"".join(b for _, buffers in came for b in buffers), len(came)


def parts_of(pages, library):
    return [(content, buffers) for content, buffers in list(pages.sent) if content.get("id") == f"page-{library}"]


def test_a_page_gets_it_in_parts(open_session):
    adata = two_sections()
    noise = np.random.default_rng(0).integers(0, 255, (700, 600, 3), np.uint8)
    adata.uns["spatial"]["A"] = library(noise, spot_diameter_fullres=89.4)
    pages = Pages()
    bridge = Bridge(open_session(adata, dataset="parts"), pages, max_part=100_000)
    body, payload, n_parts = asked(bridge, pages, "A")
    assert body["image"] == {"name": "hires", "mime": "image/jpeg", "width": 600, "height": 700, "scale": 0.5}
    assert (body["library"], body["spot_diameter"]) == ("A", 89.4)
    assert Image.open(io.BytesIO(payload)).size == (600, 700)
    assert n_parts > 3
    body, payload, _ = asked(bridge, pages, "B")
    assert (body["image"], body["spot_diameter"], payload) == (None, None, b"")


def test_what_lies_in_chunks_is_read_by_them(monkeypatch):
    monkeypatch.setattr(image_pixels, "_BAND", 3_000)
    for chunks in ((500, 100, 3), ((500, 500), (100,), (3,)), None, ()):
        huge = Huge(1000)
        huge.chunks = chunks
        assert reduced(huge, 250)[0].size == (250, 250)
        rows = 500 if chunks else 4
        assert huge.most == rows * 1000 * 3
