"""A merge into a file replaces it: what a link, a full disk, another program and a killed merge have to do with it."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys

import anndata as ad
import pytest

import cellxgene_widget as cxw
from cellxgene_widget import MergeError
from cellxgene_widget.core import copies, makers
from cellxgene_widget.merge import into_file, store_copy


@pytest.fixture(params=["h5ad", "zarr"])
def data_file(request, adata, tmp_path):
    path = tmp_path / f"pbmc.{request.param}"
    getattr(adata, f"write_{request.param}")(path)
    return path


def read(path):
    return ad.read_h5ad(path) if path.suffix == ".h5ad" else ad.read_zarr(path)


def labelled(open_session, data):
    session = open_session(data)
    session.create_category("cell_type")
    session.label("B cell", cells=[0, 1])
    return session


def names_in(folder):
    return {path.name for path in folder.iterdir()} - {"drafts"}


def dead_process():
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def test_the_session_goes_on_with_the_new_file(open_session, data_file):
    session = labelled(open_session, data_file)
    for label in ("T cell", "NK cell"):
        session.label(label, cells=[2])
        session.merge(inplace=True)
        assert session.parts.table.column("CD79A").values.size == 700
    assert read(data_file).obs["cell_type"].tolist()[:3] == ["B cell", "B cell", "NK cell"]
    assert names_in(data_file.parent) == {data_file.name}


def test_without_a_category_nothing_is_written(open_session, data_file):
    """A copy without labels is nobody's wish, and a change of the data for nothing neither."""
    before = data_file.stat().st_mtime_ns
    session = open_session(data_file)
    for where in ({"into": data_file.with_stem("copy")}, {"inplace": True}):
        assert "there are no categories yet" in repr(session.merge(**where))
    assert names_in(data_file.parent) == {data_file.name}
    assert data_file.stat().st_mtime_ns == before


def test_a_symbolic_link_stays_and_what_it_names_is_replaced(adata, open_session, data_file, tmp_path):
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / data_file.name
    link.symlink_to(data_file)
    labelled(open_session, adata).merge(into=link, inplace=True)
    assert link.is_symlink()
    assert "cell_type" in read(data_file).obs
    assert names_in(link.parent) == {link.name}


def test_another_hard_link_keeps_the_old_data_and_it_is_said(adata, open_session, tmp_path):
    path, other = tmp_path / "pbmc.h5ad", tmp_path / "other.h5ad"
    adata.write_h5ad(path)
    os.link(path, other)
    assert "hard links" in repr(labelled(open_session, adata).merge(into=path, inplace=True))
    assert "cell_type" in read(path).obs
    assert "cell_type" not in read(other).obs


def test_permissions_stay(adata, open_session, tmp_path):
    path = tmp_path / "pbmc.h5ad"
    adata.write_h5ad(path)
    path.chmod(0o640)
    labelled(open_session, adata).merge(into=path, inplace=True)
    assert path.stat().st_mode & 0o777 == 0o640


def test_too_little_room_is_a_sentence_before_anything_is_copied(adata, open_session, data_file, monkeypatch):
    session = labelled(open_session, adata)
    usage = shutil.disk_usage(data_file.parent)
    monkeypatch.setattr(copies.shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(MergeError, match=r"needs .* of free space .* there are 1\.0 kB.*as before"):
        session.merge(into=data_file, inplace=True)
    assert "cell_type" not in read(data_file).obs
    assert names_in(data_file.parent) == {data_file.name}


def test_what_another_program_wrote_meanwhile_is_not_lost(adata, open_session, data_file, monkeypatch):
    session = labelled(open_session, adata)
    whole = into_file.require_written

    def meanwhile(*args):
        whole(*args)
        changed = next(data_file.rglob("obs/.zattrs"), None) or next(data_file.rglob("obs/zarr.json"), data_file)
        os.utime(changed, ns=(1, 1))

    monkeypatch.setattr(into_file, "require_written", meanwhile)
    with pytest.raises(MergeError, match="changed by another program meanwhile: merge again"):
        session.merge(into=data_file, inplace=True)
    assert "cell_type" not in read(data_file).obs
    assert names_in(data_file.parent) == {data_file.name}


def test_the_matrix_of_a_store_is_shared_and_no_file_of_obs_is_written_twice(adata, open_session, tmp_path):
    path = tmp_path / "pbmc.zarr"
    adata.write_zarr(path)
    numbers = {file: file.stat().st_ino for file in (path / "X").rglob("*") if file.is_file()}
    labelled(open_session, adata).merge(into=path, inplace=True)
    assert numbers == {file: file.stat().st_ino for file in (path / "X").rglob("*") if file.is_file()}
    assert all(file.stat().st_nlink == 1 for file in path.rglob("*") if file.is_file())


def test_without_an_exchange_of_folders_the_old_one_is_put_back(adata, open_session, tmp_path, monkeypatch):
    path = tmp_path / "pbmc.zarr"
    adata.write_zarr(path)
    session = labelled(open_session, adata)
    monkeypatch.setattr(copies, "_exchange", lambda *_: False)
    session.merge(into=path, inplace=True)
    assert "cell_type" in read(path).obs
    assert names_in(tmp_path) == {"pbmc.zarr"}
    # as a process leaves it that is killed between the two renames
    left = tmp_path / f".merge-{makers._host()}-{dead_process()}-abc"
    (left / "aside").mkdir(parents=True)
    path.rename(left / "aside" / path.name)
    again = cxw.open_session(str(path))  # to open it is all that a person can do about it
    assert "cell_type" in again.adata.obs.columns
    again.close()
    assert names_in(tmp_path) == {"pbmc.zarr"}


def test_without_hard_links_the_room_for_a_whole_store_is_asked_for(adata, open_session, tmp_path, monkeypatch):
    path = tmp_path / "pbmc.zarr"
    adata.write_zarr(path)
    session = labelled(open_session, adata)
    monkeypatch.setattr(store_copy.os, "link", lambda *_: (_ for _ in ()).throw(OSError(errno.EPERM, "no links")))
    whole = store_copy.size_of(path)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(copies.shutil, "disk_usage", lambda _: usage._replace(free=whole))
    monkeypatch.setattr(into_file, "copy_store", lambda *_, **__: pytest.fail("it began to fill the disk"))
    with pytest.raises(MergeError, match=r"needs .* of free space"):
        session.merge(into=path, inplace=True)
    assert names_in(tmp_path) == {"pbmc.zarr"}


def test_what_a_dead_process_left_is_removed_and_what_a_living_one_makes_is_not(adata, open_session, data_file):
    folder = data_file.parent
    dead, alive, elsewhere = (
        folder / f".merge-{host}-{pid}-abc"
        for host, pid in [(makers._host(), dead_process()), (makers._host(), os.getpid()), ("other-host", 1)]
    )
    for left in (dead, alive, elsewhere):
        left.mkdir()
        (left / "half").write_text("")
    labelled(open_session, adata).merge(into=data_file, inplace=True)
    assert names_in(folder) == {data_file.name, alive.name, elsewhere.name}


@pytest.mark.parametrize("key", [".", "..", "__categories"])
def test_keys_that_mean_something_else_in_a_file(key, adata, open_session, data_file):
    session = labelled(open_session, adata)
    with pytest.raises(MergeError, match="something else in a file"):
        session.merge(into=data_file, inplace=True, key_added=key)
    assert read(data_file).obs.columns.tolist() == adata.obs.columns.tolist()


def test_two_columns_that_differ_in_case_are_not_made_in_a_store(adata, open_session, data_file):
    session = labelled(open_session, adata)
    if data_file.suffix == ".zarr":
        with pytest.raises(MergeError, match="don't tell case"):
            session.merge(into=data_file, inplace=True, key_added="Louvain")
    else:
        session.merge(into=data_file, inplace=True, key_added="Louvain")


def test_a_merge_in_memory_of_data_opened_by_path_says_that_the_file_is_as_it_was(open_session, data_file, adata):
    session = labelled(open_session, data_file)
    assert session.merge([]).notes == ()
    report = session.merge()
    assert f"the file {data_file.name} is unchanged" in repr(report)
    assert "cell_type" not in read(data_file).obs
    # into the caller's own object there is nothing to say
    in_memory = open_session(adata, dataset="in memory")
    in_memory.create_category("mine")
    in_memory.label("B cell", cells=[0, 1])
    assert "unchanged" not in repr(in_memory.merge())
