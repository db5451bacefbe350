"""Earlier versions: which of them stay, how much room they take, and that none is kept twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget.draft.versions import MAX_BYTES, Version, Versions, to_keep

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
WEEK = timedelta(days=7)


def versions_at(seconds_ago):
    return sorted((Version(NOW - timedelta(seconds=s), 0, Path(f"{s}")) for s in set(seconds_ago)), reverse=True)


def test_each_age_has_its_grain():
    every_minute_for_a_day = range(0, 24 * 3600, 60)
    every_hour_for_a_month = range(24 * 3600, 31 * 86400, 3600)
    every_day_for_a_year = range(31 * 86400, 365 * 86400, 86400)
    versions = versions_at([*every_minute_for_a_day, *every_hour_for_a_month, *every_day_for_a_year])
    kept = sorted(to_keep(versions, 10, NOW), reverse=True)
    ages = [NOW - version.saved_at for version in kept]
    assert kept[:10] == versions[:10]
    assert sum(age < timedelta(days=1) for age in ages) == 9 + 25, "each hour that the day touches, and the newest"
    assert sum(timedelta(days=1) <= age < timedelta(days=31) for age in ages) in (30, 31)
    assert sum(age >= timedelta(days=31) for age in ages) in (48, 49)


@given(
    st.lists(st.integers(-5_000_000, 60_000_000) | st.integers(0, 90_000), max_size=40),
    st.integers(0, 12),
    st.integers(0, 40_000_000),
)
def test_laws_of_thinning(seconds_ago, newest, later):
    versions = versions_at(seconds_ago)
    kept = to_keep(versions, newest, NOW)
    assert kept <= set(versions)
    assert set(versions[:newest]) <= kept
    assert not versions or versions[0] in kept, "the newest always"
    left = sorted(kept, reverse=True)
    assert to_keep(left, newest, NOW) == kept, "thinning again changes nothing"
    for version in versions:  # something no older is left from its hour, day or week
        grain = max(timedelta(days=1), WEEK) if NOW - version.saved_at >= timedelta(days=31) else timedelta(days=1)
        assert any(timedelta(0) <= other.saved_at - version.saved_at <= grain for other in kept)
    much_later = to_keep(left, newest, NOW + timedelta(seconds=later))
    assert not left or left[0] in much_later


@pytest.fixture
def folder(tmp_path):
    return Versions(tmp_path / "x-backups", "x", keep=10, max_bytes=1000)


def draft(tmp_path, text):
    path = tmp_path / "new.csv"
    path.write_text(f"# made at {datetime.now(UTC)}\nindex,a\n{text}\n")
    path.replace(tmp_path / "x.csv")
    return tmp_path / "x.csv"


def test_never_more_than_the_stated_size(folder, tmp_path):
    for number in range(9):
        folder.add(draft(tmp_path, f"c,{number}" + "x" * 250))
        folder.thin()
    versions = folder.all()
    assert sum(version.path.stat().st_size for version in versions) <= 1000
    assert len(versions) == 3
    assert [version.path.read_text().split("c,")[1][0] for version in versions] == ["8", "7", "6"], "the newest stay"


def test_the_two_newest_stay_whatever_their_size(folder, tmp_path):
    for number in range(4):
        folder.add(draft(tmp_path, f"c,{number}" + "x" * 5000))
        folder.thin()
    assert [version.path.read_text().split("c,")[1][0] for version in folder.all()] == ["3", "2"]


def test_what_says_the_same_is_kept_once(folder, tmp_path):
    assert folder.add(draft(tmp_path, "c,1")) is not None
    assert folder.add(draft(tmp_path, "c,1")) is None, "though it was written at another time"
    assert folder.add(draft(tmp_path, "c,2")) is not None
    assert folder.add(draft(tmp_path, "c,1")) is not None, "only the newest is compared: it was something else between"
    assert len(folder.all()) == 3


def test_the_limit_is_what_the_readme_says():
    readme = Path(__file__).parents[2].joinpath("README.md").read_text("utf-8")
    assert f"{MAX_BYTES / 1e9:.0f} GB" in readme


def test_files_of_others_are_neither_listed_nor_removed(folder, tmp_path):
    folder.add(draft(tmp_path, "c,1"))
    others = ["x-2026-13-45T00-00-00.csv", "x-notes.csv", "xy-2026-11-22T08-34-22.csv", "x.journal", "x-.csv"]
    for name in others:
        (folder.folder / name).write_text("y" * 2000)
    folder.thin()
    assert len(folder.all()) == 1
    assert set(others) <= {path.name for path in folder.folder.iterdir()}


def test_versions_that_cellxgene_kept_are_listed(folder, tmp_path):
    folder.folder.mkdir()
    (folder.folder / "x-2026-11-22T08-34-22.csv").write_text("index,a\nc,1\n")
    (version,) = folder.all()
    assert version.id == "2026-11-22T08-34-22"
