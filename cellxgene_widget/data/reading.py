"""Saying in a sentence that values on disk could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import DataError


@contextmanager
def reading(what: str = "The values of genes") -> Iterator[None]:
    """Read within: what h5py, zarr and dask raise for data that can't be had becomes one sentence.

    Parameters
    ----------
    what
        What is read, as the sentence begins.

    Raises
    ------
    DataError
        It could not be read.
    """
    try:
        yield
    except InterruptedError:  # whoever is told how far it is may stop it so
        raise
    except (OSError, KeyError) as error:
        raise DataError(f"{what} could not be read ({error}): was the data file moved, or deleted?") from error
    except RuntimeError as error:  # of HDF5, and of a system that has no thread left
        raise DataError(f"{what} could not be read ({error}).") from error
