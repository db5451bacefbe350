"""What others leave in a shared folder is refused in a sentence or passed over, soon; nothing outside is touched."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cellxgene_widget as cxw
from cellxgene_widget import AnnotationError, DraftError
from cellxgene_widget.core import trusted_files
from cellxgene_widget.core.trusted_files import UntrustedFileError, followed, parse_json, read_file, unpack
from cellxgene_widget.draft.csv_reader import parse_csv
from cellxgene_widget.draft.journal_reader import parse_journal
from cellxgene_widget.draft.lock_file import LockFile
from tests.draft_store import store_of

from ..faults.conftest import in_child
from ..faults.small import small_cells

STRANGER = 64009
needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root makes links of another account"
)


def drafted(folder):
    """Make a draft of an earlier day, with every kind of file; return its session, closed."""
    session = opened(folder)
    session.create_category("ct")
    session.label("B", cells=[1, 2, 3])
    session.save()
    session.label("T", cells=[4])
    session.create_gene_set("set", [session.adata.var_names[0]])
    session.change_gene_set("set", description="changed")
    session.save()
    session.label("late", cells=[5])
    session.parts.store.close()
    return session


def opened(folder, **options):
    return cxw.open_session(
        small_cells(), **{"annotations_dir": folder, "dataset": "d", "name": "n", "autosave": None, **options}
    )


def worked(folder):
    """Open, edit, save, twice; a refusal in words is fine."""
    try:
        session = opened(folder)
    except AnnotationError:
        return
    try:
        if "ct" not in session.annotations:
            session.create_category("ct")
        session.label("new", category="ct", cells=[6])
        session.save()
        session.create_gene_set("more", [session.adata.var_names[0]])
        session.versions()
        session.take_over()
        session.label("newer", category="ct", cells=[7])
        session.save()
    except AnnotationError:
        pass
    finally:
        session.close()


def parts_of(session):
    draft = store_of(session).draft
    return {
        "CSV": draft.path,
        "journal": draft.journal_path,
        "lock": draft.lock_path,
        "cell names": next(draft.backup_directory.glob("*.cells")),
        "gene sets": draft.gene_sets_path,
        "a version": draft.versions().all()[0].path,
        "folder of backups": draft.backup_directory,
    }


PARTS = ["CSV", "journal", "lock", "cell names", "gene sets", "a version", "folder of backups"]


def put_aside(path):
    """Free a path; return what was there, moved out of the folder."""
    away = Path(tempfile.mkdtemp(dir=path.parents[2] if path.parents[1].name == "drafts" else path.parents[1]))
    target = away / path.name
    if path.exists():
        path.rename(target)
    return target


def content_of(place):
    files = place.rglob("*") if place.is_dir() else [place]
    return {file: file.read_bytes() for file in files if file.is_file()}


@needs_root
@pytest.mark.filterwarnings("ignore::cellxgene_widget.UnsavedWarning")
@pytest.mark.parametrize("leads_to", ["what was there", "nothing", "a private file"])
@pytest.mark.parametrize("part", PARTS)
def test_a_link_of_another_account_is_not_followed(part, leads_to, tmp_path):
    path = parts_of(drafted(tmp_path / "drafts"))[part]
    away = put_aside(path)
    if leads_to == "nothing":
        away = away.parent / "nowhere"
    elif leads_to == "a private file":
        away = away.parent / "private"
        away.write_text("index,ct\n" + "".join(f"{name},SECRET\n" for name in small_cells().obs_names))
    path.symlink_to(away)
    os.lchown(path, STRANGER, STRANGER)
    before = content_of(away)
    worked(tmp_path / "drafts")
    assert content_of(away) == before, "nothing outside is written"
    assert away.exists() == bool(before)
    inside = [file for file in (tmp_path / "drafts").rglob("*") if file.is_file() and not file.is_symlink()]
    assert not any(b"SECRET" in file.read_bytes() for file in inside), "nothing outside is copied in"


@pytest.mark.parametrize("part", PARTS)
def test_a_link_of_ones_own_is_followed(part, tmp_path):
    path = parts_of(drafted(tmp_path / "drafts"))[part]
    away = put_aside(path)
    if not away.exists():
        pytest.skip("there is no lock when nobody has the draft")
    path.symlink_to(away)
    session = opened(tmp_path / "drafts")
    assert session.annotations["ct"].tolist()[1:6] == ["B", "B", "B", "T", "late"]
    assert session.gene_sets == {"set": [session.adata.var_names[0]]}
    session.label("new", cells=[6])
    session.save()
    session.close()
    assert path.is_symlink()
    again = opened(tmp_path / "drafts")
    assert again.annotations["ct"].iloc[6] == "new"
    again.close()


@pytest.mark.filterwarnings("ignore::cellxgene_widget.UnsavedWarning")
@pytest.mark.parametrize("what", ["fifo", "directory", "device"])
@pytest.mark.parametrize("part", PARTS)
def test_what_is_no_file_keeps_nobody_waiting(part, what, tmp_path):
    path = parts_of(drafted(tmp_path / "drafts"))[part]
    put_aside(path)
    if what == "fifo":
        os.mkfifo(path)
    elif what == "directory":
        path.mkdir()
    else:
        try:
            os.mknod(path, 0o666 | 0o020000, os.makedev(1, 5))  # /dev/zero
        except PermissionError:
            pytest.skip("only root makes devices")
    in_child(lambda: worked(tmp_path / "drafts"), seconds=30)


LEFT = {
    "deep JSON": lambda path: path.write_text("# cellxgene_widget " + "[" * 100_000 + "\nindex,ct\nx,y\n"),
    "deep objects": lambda path: path.write_text("# cellxgene_widget " + '{"a":' * 100_000 + "\nindex,ct\nx,y\n"),
    "a FIFO": os.mkfifo,
    "a directory": lambda path: path.mkdir(),
    "no text": lambda path: path.write_bytes(bytes(range(256)) * 100),
    "an endless line": lambda path: path.write_bytes(b"# " + b"x" * 10_000_000),
    "odd fields": lambda path: path.write_text(
        '# cellxgene_widget {"dataset": [1], "revision": [], "fingerprint": {}, "categories": 5, "author": []}\n'
        "i,c\nx,y\n"
    ),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to nothing": lambda path: path.symlink_to("nothing"),
}


@pytest.mark.parametrize("leave", LEFT.values(), ids=LEFT)
@pytest.mark.parametrize("name", ["other-ABCDEFG2.csv", "x-cell-labels-ABCDEFG2.csv", "x-gene-sets-ABCDEFG2.csv"])
def test_files_of_others_stop_nobody(name, leave, tmp_path):
    leave(tmp_path / name)
    adata = small_cells()
    adata.write_h5ad(tmp_path / "x.h5ad")

    def work():
        for data, options in ((adata, {}), (adata, {"dataset": "mine"}), (tmp_path / "x.h5ad", {})):
            session = cxw.open_session(data, annotations_dir=tmp_path, autosave=None, **options)
            session.create_category("ct")
            session.close()

    in_child(work, seconds=30)


def test_ones_own_damaged_comment_line_costs_nothing_but_what_it_said(tmp_path):
    session = drafted(tmp_path / "drafts")
    path = session.draft.path
    table = [line for line in path.read_text().splitlines(keepends=True) if not line.startswith("#")]
    path.write_text("# cellxgene_widget " + "[" * 100_000 + "\n" + "".join(table))
    again = opened(tmp_path / "drafts")
    assert again.annotations["ct"].tolist()[1:5] == ["B", "B", "B", "T"]
    again.close()


# -- what is in the files

odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(("dataset", "format", "revision", "fingerprint", "author", "categories"), odd),
    ),
    odd,
)
@settings(max_examples=200)
def test_any_comment_line_is_read_or_passed_over(meta, category):
    for said in (meta, {**meta, "categories": [category, {"name": "ct", "labels": [category, {"name": category}]}]}):
        table = parse_csv(f"# cellxgene_widget {json.dumps(said)}\nindex,ct\na,x\nb,y\n".encode(), "it")
        assert table.cells.tolist() == ["a", "b"]
        assert 0 <= table.revision < 1 << 53


def line(value):
    text = json.dumps(value).encode()
    return b"%08x %b\n" % (zlib.crc32(text), text)


@given(
    st.dictionaries(
        st.sampled_from(["revision", "about", "edit", "inverse", "frame", "request", "era", "saved", "author"]), odd
    ),
    st.dictionaries(
        st.sampled_from(["time", "user", "n_changed", "operation", "text", "category", "recipe", "call"]), odd
    ),
)
@settings(max_examples=50)
def test_any_line_of_a_journal_with_its_checksum_is_an_edit_or_none(tmp_path_factory, fields, about):
    folder = tmp_path_factory.mktemp("odd")
    session = opened(folder)
    session.create_category("ct")
    session.parts.store.close()
    journal = store_of(session).draft.journal_path
    data = journal.read_bytes()
    for said in (
        fields,
        {"revision": 2, "about": about, "era": 9, **fields},
        {**fields, "revision": 2, "about": about},
    ):
        journal.write_bytes(data + line(said))
        parse_journal(data + line(said), journal)
        try:
            again = opened(folder)
        except DraftError:
            continue
        assert again.annotations.columns.tolist() == ["ct"]
        assert len(again.history) >= 1
        again.undo_text, again.warnings, again.describe_columns()
        again.parts.store.close()


@given(st.dictionaries(st.sampled_from(["token", "host", "pid", "started", "user", "since", "era", "more"]), odd) | odd)
@settings(max_examples=25)
def test_any_lock_is_a_holder_or_none(tmp_path_factory, said):
    path = tmp_path_factory.mktemp("lock") / "x.lock"
    mine = LockFile(path, "anna")
    assert mine.acquire() is None
    mine.release()
    real = {"token": "t", "host": "h", "pid": 1, "started": 1.0, "user": "ben", "since": "now", "era": 3}
    for text in (said, {**real, **said} if isinstance(said, dict) else said):
        path.write_text(json.dumps(text))
        other = LockFile(path, "anna")
        holder = other.acquire()
        assert holder is None or str(holder)
        other.steal()
        assert other.check()
        other.release()


def test_an_odd_time_in_a_journal_is_no_time(tmp_path):
    session = drafted(tmp_path)
    journal = store_of(session).draft.journal_path
    lines = [json.loads(each[9:]) for each in journal.read_bytes().splitlines()]
    for each, time in zip(
        (each for each in lines if "about" in each), ["yesterday", None, 5, "99999-01-01"], strict=False
    ):
        each["about"]["time"] = time
    journal.write_bytes(b"".join(map(line, lines)))
    again = opened(tmp_path)
    assert len(again.history) == 4
    assert again.history["time"].isna().any()
    again.close()


@pytest.mark.parametrize("text", ["[" * 200 + "]" * 200, '{"a":' * 200 + "1" + "}" * 200, "[" * 100_000])
def test_json_that_is_too_deep_is_none(text):
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000_000)  # as some notebooks do: the reader would run out of stack
    try:
        for one in (text, text.encode()):
            with pytest.raises(ValueError, match="deep"):
                parse_json(one)
    finally:
        sys.setrecursionlimit(limit)


def test_brackets_in_text_are_not_deep():
    value = {"a": ["[" * 500, '"' + "{" * 500 + '\\"'], "b": [[["x"]]] * 100}
    assert parse_json(json.dumps(value)) == value


def test_what_unpacks_beyond_all_measure_is_refused(monkeypatch, tmp_path):
    names = json.dumps([f"sample-{i // 1000}_AAACCTGAGAAACC{i:05}-1" for i in range(50_000)]).encode()
    assert unpack(zlib.compress(names, 9)) == names
    with pytest.raises(ValueError, match="more than"):
        unpack(zlib.compress(b'"' + b"x" * 500_000_000))
    with pytest.raises(ValueError, match="cut short"):
        unpack(zlib.compress(names)[:-10])
    session = drafted(tmp_path)
    frame = parts_of(session)["cell names"]
    frame.write_bytes(zlib.compress(b"[" + b'"",' * 50_000_000 + b'""]'))
    other = small_cells()[::-1].copy()
    with pytest.raises(DraftError, match="cell names"):
        cxw.open_session(other, annotations_dir=tmp_path, dataset="d", autosave=None).undo()
    monkeypatch.setattr(trusted_files, "MAX_JSON", 10)
    with pytest.raises(ValueError, match="bytes"):
        parse_json("[" + " " * 20 + "]")


@needs_root
def test_the_rule_of_links(tmp_path):
    target = tmp_path / "target"
    target.write_text("x")
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    theirs.symlink_to(target)
    os.lchown(theirs, STRANGER, STRANGER)
    mine.symlink_to(theirs)
    for link in (mine, theirs):  # also behind one's own
        with pytest.raises(UntrustedFileError, match="another account"):
            read_file(link)
    mine.unlink()
    mine.symlink_to("target")
    assert followed(mine) == target
    assert read_file(mine) == b"x"
