"""A table of kinds of columns that ``obs`` may have: a row a kind, how it is made and what it is shown as.

Every row has a few values that are repeated for all cells. ``cells`` says what is shown of each: a level, None for a
missing value, or a number. What can't be written by anndata has the reason beside it, and is shown from memory alone.
"""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from packaging.version import Version

N_CELLS = 60
CELLS = [f"c{place:02d}" for place in range(N_CELLS)]


@dataclass(frozen=True)
class Kind:
    """A row: see the module."""

    name: str
    #: The values, to be repeated.
    values: Callable[[], Any]
    #: The levels in their order; "number"; or, if it is left out, why.
    shown: tuple[str, ...] | str
    #: What each of the values is shown as.
    cells: Sequence[object] = ()
    #: What anndata says when it is asked to write it into an .h5ad file and a .zarr store.
    h5ad: str = ""
    zarr: str = ""
    #: What is said when labels are copied from it, if they can't be.
    no_copy: str = ""
    #: Which of the colours kept for it its levels have, if not one each.
    taken: tuple[int, ...] | None = None

    def column(self) -> pd.Series[Any]:
        """Return the column, with a value a cell."""
        few = pd.Series(self.values())
        return few.take(np.arange(N_CELLS) % len(few)).set_axis(CELLS)

    @property
    def expected(self) -> list[object]:
        """What is shown of each cell."""
        return [self.cells[place % len(self.cells)] for place in range(N_CELLS)] if self.cells else []

    @property
    def colors(self) -> list[str]:
        """Return the colors to keep for it in ``uns``: one a level, all different."""
        n = 0 if isinstance(self.shown, str) else len(self.shown) + (self.taken is not None)
        return [f"#{place + 1:02x}00{place + 1:02x}" for place in range(n)]


def objects(*values: object) -> pd.Series[Any]:
    """Return values as they are, as a column of objects."""
    column = pd.Series([None] * len(values), dtype=object)
    for place, value in enumerate(values):
        column.iat[place] = value
    return column


def levels(*values: object, of: Sequence[object] | None = None, ordered: bool = False) -> Callable[[], Any]:
    """Return how to make a categorical; ``of``: its levels."""
    return lambda: pd.Categorical(list(values), categories=None if of is None else list(of), ordered=ordered)


def array(dtype: Any, *values: object) -> Callable[[], Any]:
    """Return how to make an array of a dtype."""
    return lambda: pd.array(list(values), dtype=dtype)


def arrow(type_: pa.DataType, *values: object) -> Callable[[], Any]:
    """Return how to make a column that Arrow keeps."""
    return lambda: pd.array(list(values), dtype=pd.ArrowDtype(type_))


def dictionary() -> Any:
    """Return a column of a dictionary of Arrow; pandas orders its values anew at each turn."""
    encoded = pa.DictionaryArray.from_arrays(pa.array([1, 0, None, 1], pa.int8()), ["b", "a"])
    return pd.Series(pd.arrays.ArrowExtensionArray(pa.chunked_array([encoded])))


#: What anndata says of columns of pandas and Arrow that it has no form for, and of objects that are no text.
NO_FORM = "No method registered for writing"
OBJECTS = "Can't implicitly convert non-string objects to strings"
HALF = "surrogates not allowed"
#: Into a .zarr store anndata writes the text of such objects, "None" too: it is a column of text from then on.
AS_TEXT = "the text of each"
#: With numpy before 2.3 it writes that of bytes too, as in ``b'a'``.
BYTES_AS_TEXT = AS_TEXT if Version(np.__version__) < Version("2.3") else ""

NUMBER = "number"
NAN = float("nan")
NEITHER = "neither categories nor numbers, but "
NOT_WHOLE = "not whole"
DAY = pd.Timestamp(2026, 1, 2)
BIG = 2**63 + 1

KINDS = (
    # -- categoricals: all levels there are, in their order, whether a cell has them or not
    Kind("category", levels("b", "a", None, "b"), ("a", "b"), ("b", "a", None, "b")),
    Kind("category, unused first", levels("a", "b", "c", of="zabc"), ("z", "a", "b", "c"), ("a", "b", "c")),
    Kind("category, unused between", levels("c", None, "a", of="axcz"), ("a", "x", "c", "z"), ("c", None, "a")),
    Kind("category, ordered", levels("l", "h", of="lmh", ordered=True), ("l", "m", "h"), ("l", "h")),
    Kind("category, backwards", levels("a", "b", of="cba", ordered=True), ("c", "b", "a"), ("a", "b")),
    Kind("category, all missing", levels(None, None, of="ab"), ("a", "b"), (None, None)),
    Kind("category without levels", levels(None, None, of=()), (), (None, None)),
    Kind("category, one level", levels("only"), ("only",), ("only",)),
    Kind("category of clusters", levels("10", "2", "1", of=("1", "2", "10")), ("1", "2", "10"), ("10", "2", "1")),
    Kind("category of ints", levels(10, 2, None, of=(2, 7, 10)), ("2", "7", "10"), ("10", "2", None)),
    Kind("category of floats", levels(1.5, 10.0, None), ("1.5", "10.0"), ("1.5", "10.0", None)),
    Kind("category of bools", levels(True, False, None), ("False", "True"), ("True", "False", None)),
    Kind("category, only True", levels(True, True, of=(False, True)), ("False", "True"), ("True", "True")),
    Kind(
        "category of nullable ints",
        lambda: pd.Series(pd.array([3, 1, None], "Int64")).astype("category"),
        ("1", "3"),
        ("3", "1", None),
    ),
    Kind(
        "category of dates",
        levels(DAY, None),
        ("2026-01-02 00:00:00",),
        ("2026-01-02 00:00:00", None),
        h5ad="No conversion path",
    ),
    Kind(
        "category of intervals",
        lambda: pd.cut(pd.Series([1, 2]), [0, 1, 2]),
        ("(0, 1]", "(1, 2]"),
        ("(0, 1]", "(1, 2]"),
        h5ad=OBJECTS,
    ),
    Kind(
        "category of tuples",
        levels(("a", 1), ("b", 2)),
        ("('a', 1)", "('b', 2)"),
        ("('a', 1)", "('b', 2)"),
        h5ad=OBJECTS,
    ),
    Kind("category, mixed", levels("a", 1, of=("a", 1, 2.5)), ("a", "1", "2.5"), ("a", "1"), h5ad=OBJECTS),
    Kind(
        "category, alike as text",
        levels(1, "1", "b", of=(1, "1", "b")),
        ("1", "b"),
        ("1", "1", "b"),
        h5ad=OBJECTS,
        zarr="must be unique",
        taken=(0, 2),
    ),
    Kind("category of bytes", levels(b"b", b"a"), ("a", "b"), ("b", "a"), zarr=BYTES_AS_TEXT),
    Kind("category, blank levels", levels("", " ", "a"), ("", " ", "a"), ("", " ", "a")),
    Kind("category, line end", levels("a\nb", "c"), ("a\nb", "c"), ("a\nb", "c")),
    Kind(
        "category, half a pair",
        lambda: pd.Categorical(objects("a\udce9", "b")),
        ("a\\udce9", "b"),
        ("a\\udce9", "b"),
        h5ad=HALF,
        zarr=HALF,
    ),
    Kind("category, unassigned", levels("unassigned", "a"), ("a", "unassigned"), ("unassigned", "a")),
    Kind("category, nan as text", levels("nan", None, "None"), ("None", "nan"), ("nan", None, "None")),
    Kind("category, other scripts", levels("naïve", "α/β", "CD4+"), ("CD4+", "naïve", "α/β"), ("naïve", "α/β", "CD4+")),
    # -- text: in natural order
    Kind("text", lambda: objects("b", "a", "c"), ("a", "b", "c"), ("b", "a", "c")),
    Kind("text of clusters", lambda: objects("10", "2", "1", "0"), ("0", "1", "2", "10"), ("10", "2", "1", "0")),
    Kind("text, natural", lambda: objects("T10", "T9", "t1"), ("T9", "T10", "t1"), ("T10", "T9", "t1")),
    Kind("text, missing", lambda: objects("10", None, "9", NAN), ("9", "10"), ("10", None, "9", None)),
    Kind("text beside nan", lambda: objects("nan", NAN, "NA", ""), ("", "NA", "nan"), ("nan", None, "NA", "")),
    Kind("text, zeros before", lambda: objects("1", "01", "001"), ("001", "01", "1"), ("1", "01", "001")),
    Kind("text, all missing", lambda: objects(None, None), (), (None, None), h5ad=OBJECTS, zarr=AS_TEXT),
    Kind("text, broken", lambda: objects("\udce9", "a"), ("a", "\\udce9"), ("\\udce9", "a"), h5ad=HALF, zarr=HALF),
    Kind("str", array("str", "10", "9"), ("9", "10"), ("10", "9")),
    Kind("string", array("string", "10", "9", None), ("9", "10"), ("10", "9", None)),
    Kind("string in Arrow", array("string[pyarrow]", "10", "9", None), ("9", "10"), ("10", "9", None)),
    Kind("string, all missing", array("string", None, None), (), (None, None)),
    Kind("Arrow: string", arrow(pa.string(), "10", "9", None), ("9", "10"), ("10", "9", None)),
    Kind("Arrow: dictionary", dictionary, ("a", "b"), ("a", "b", None, "a"), h5ad=NO_FORM, zarr=NO_FORM),
    Kind(
        "objects: ints",
        lambda: objects(10, 9, -1, None),
        ("-1", "9", "10"),
        ("10", "9", "-1", None),
        h5ad=OBJECTS,
        zarr=AS_TEXT,
    ),
    Kind(
        "objects: floats",
        lambda: objects(1.5, -2.0, NAN),
        ("-2.0", "1.5"),
        ("1.5", "-2.0", None),
        h5ad=OBJECTS,
        zarr=AS_TEXT,
    ),
    Kind(
        "objects: text and ints",
        lambda: objects("10", 9, None),
        ("9", "10"),
        ("10", "9", None),
        h5ad=OBJECTS,
        zarr=AS_TEXT,
    ),
    Kind("objects: bytes", lambda: objects(b"b10", b"b9"), ("b9", "b10"), ("b10", "b9"), zarr=BYTES_AS_TEXT),
    # -- booleans
    Kind("bool", lambda: [True, False, True], ("False", "True"), ("True", "False", "True")),
    Kind("bool, only True", lambda: [True, True], ("False", "True"), ("True", "True")),
    Kind("boolean", array("boolean", True, None, False), ("False", "True"), ("True", None, "False")),
    Kind("boolean, all missing", array("boolean", None, None), ("False", "True"), (None, None)),
    Kind(
        "objects: bools",
        lambda: objects(True, None, True),
        ("False", "True"),
        ("True", None, "True"),
        h5ad=OBJECTS,
        zarr=AS_TEXT,
    ),
    Kind(
        "Arrow: bool",
        arrow(pa.bool_(), True, None, False),
        ("False", "True"),
        ("True", None, "False"),
        h5ad=NO_FORM,
        zarr=NO_FORM,
    ),
    Kind(
        "sparse bool",
        lambda: pd.arrays.SparseArray([True, False]),
        ("False", "True"),
        ("True", "False"),
        h5ad=NO_FORM,
        zarr=NO_FORM,
    ),
    # -- numbers
    Kind("int8", array("int8", 3, -1), NUMBER, (3, -1)),
    Kind("int64", array("int64", 10, 9), NUMBER, (10, 9)),
    Kind("uint64, large", array("uint64", BIG, BIG + 2), NUMBER, (BIG, BIG + 2)),
    Kind("nullable int64", array("Int64", 10, None, 9), NUMBER, (10, NAN, 9)),
    Kind("nullable int64, all missing", array("Int64", None, None), NUMBER, (NAN, NAN)),
    Kind("nullable uint8", array("UInt8", 255, None), NUMBER, (255, NAN)),
    Kind("float16", lambda: np.array([0.5, 2], "float16"), NUMBER, (0.5, 2), no_copy=NOT_WHOLE),
    Kind("float32", array("float32", 0.5, NAN, 2), NUMBER, (0.5, NAN, 2), no_copy=NOT_WHOLE),
    Kind("float64, whole", array("float64", 10, NAN, 9), NUMBER, (10, NAN, 9)),
    Kind("float64, infinite", array("float64", np.inf, 1), NUMBER, (np.inf, 1), no_copy=NOT_WHOLE),
    Kind("float64, all missing", array("float64", NAN, NAN), NUMBER, (NAN, NAN)),
    Kind(
        "float128",
        lambda: np.array([0.5, 2], np.longdouble),
        NUMBER,
        (0.5, 2),
        no_copy=NOT_WHOLE,
        zarr="No Zarr data type",
    ),
    Kind(
        "nullable float64",
        array("Float64", 0.5, None),
        NUMBER,
        (0.5, NAN),
        no_copy=NOT_WHOLE,
        h5ad=NO_FORM,
        zarr=NO_FORM,
    ),
    Kind("Arrow: ints", arrow(pa.int32(), 10, None, 9), NUMBER, (10, NAN, 9), h5ad=NO_FORM, zarr=NO_FORM),
    Kind(
        "Arrow: floats",
        arrow(pa.float64(), 0.5, None),
        NUMBER,
        (0.5, NAN),
        no_copy=NOT_WHOLE,
        h5ad=NO_FORM,
        zarr=NO_FORM,
    ),
    Kind(
        "Arrow: decimals",
        arrow(pa.decimal128(5, 1), decimal.Decimal("0.5"), None),
        NUMBER,
        (0.5, NAN),
        no_copy=NOT_WHOLE,
        h5ad=NO_FORM,
        zarr=NO_FORM,
    ),
    Kind("sparse ints", lambda: pd.arrays.SparseArray([0, 3, 0]), NUMBER, (0, 3, 0), h5ad=NO_FORM, zarr=NO_FORM),
    Kind(
        "sparse floats",
        lambda: pd.arrays.SparseArray([0.5, NAN]),
        NUMBER,
        (0.5, NAN),
        no_copy=NOT_WHOLE,
        h5ad=NO_FORM,
        zarr=NO_FORM,
    ),
    # -- neither
    Kind("complex", lambda: np.array([1j, 2]), NEITHER + "complex128"),
    Kind("dates", lambda: pd.to_datetime([DAY, None]), NEITHER + "datetime64", h5ad=NO_FORM, zarr=NO_FORM),
    Kind(
        "dates of a zone",
        lambda: pd.to_datetime([DAY, None]).tz_localize("UTC"),
        NEITHER + "datetime64",
        h5ad=NO_FORM,
        zarr=NO_FORM,
    ),
    Kind("durations", lambda: pd.to_timedelta([1, 2], "s"), NEITHER + "timedelta64", h5ad=NO_FORM, zarr=NO_FORM),
    Kind(
        "periods",
        lambda: pd.period_range("2026", periods=2, freq="M"),
        NEITHER + "period[M]",
        h5ad=NO_FORM,
        zarr=NO_FORM,
    ),
    Kind("intervals", lambda: pd.interval_range(0, 2), NEITHER + "interval[int64, right]", h5ad=NO_FORM, zarr=NO_FORM),
    Kind(
        "Arrow: times",
        arrow(pa.timestamp("s"), DAY, None),
        NEITHER + "timestamp[s][pyarrow]",
        h5ad=NO_FORM,
        zarr=NO_FORM,
    ),
    Kind(
        "Arrow: lists",
        arrow(pa.list_(pa.int8()), [1], None),
        NEITHER + "list<item: int8>[pyarrow]",
        h5ad=NO_FORM,
        zarr=NO_FORM,
    ),
    Kind("objects: lists", lambda: objects([1], [2, 3]), NEITHER + "list", h5ad=OBJECTS, zarr=AS_TEXT),
    Kind("objects: dicts", lambda: objects({"a": 1}, {}), NEITHER + "dict", h5ad=OBJECTS, zarr=AS_TEXT),
    Kind("objects: arrays", lambda: objects(np.ones(2), np.ones(2)), NEITHER + "ndarray", h5ad=OBJECTS, zarr=AS_TEXT),
    Kind("objects: tuples", lambda: objects(("a", 1), ("b",)), NEITHER + "tuple", h5ad=OBJECTS, zarr=AS_TEXT),
    Kind("objects: dates", lambda: objects(dt.date(2026, 1, 2), None), NEITHER + "date", h5ad=OBJECTS, zarr=AS_TEXT),
    Kind(
        "objects: decimals",
        lambda: objects(decimal.Decimal("0.5"), None),
        NEITHER + "Decimal",
        h5ad=OBJECTS,
        zarr=AS_TEXT,
    ),
    Kind("objects: text and lists", lambda: objects("a", [1]), NEITHER + "str and list", h5ad=OBJECTS, zarr=AS_TEXT),
    Kind("objects: complex", lambda: objects(1j, None), NEITHER + "complex", h5ad=OBJECTS, zarr=AS_TEXT),
)
