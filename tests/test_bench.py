"""The benchmarks' own logic: what is met, what is measured anew, when a machine is quiet, how a profile is read."""

from __future__ import annotations

import signal
import subprocess
import sys

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.aims import AIMS, judged, limits
from bench.load import MOST, NoisyError, wait_until_quiet
from bench.pieces import PIECES
from bench.report import report
from bench.results import Results, commit
from bench.run import end, options, run
from bench.sampling import functions_of, own_samples
from bench.sized_rows import SIZED
from bench.trace import functions_of as functions_of_page
from bench.trace import longest_tasks

# --- aims ---


def look_at(**figures):
    return lambda piece, size=None: figures.get(piece if size is None else f"{piece}_{size}")


def verdict(key, **figures):
    aim = next(aim for aim in AIMS if aim.key == key)
    return aim.judged(look_at(**figures))


def test_an_aim_of_time_is_met_by_its_median():
    assert verdict("markers-warm", markers={"exact warm": [0.05, 0.055, 9.0]}) == ("met", "55 ms (50-9000)")
    assert verdict("markers-warm", markers={"exact warm": [0.05, 0.07, 0.08]})[0] == "missed"


def test_an_aim_of_a_ratio_is_at_most_or_at_least():
    drawn = {"ours warm": {"all": [3.0]}, "bare warm": {"all": [2.0]}}
    assert verdict("all-1m", first_1000000=drawn) == ("met", "1.50x: 3.00 s and 2.00 s")
    saves = {"peers_1000000": {"cellxgene": {"save": [9.0]}}, "kernel_1000000": {"save": [1.0]}}
    assert verdict("save", **saves)[0] == "missed"
    saves["peers_1000000"]["cellxgene"]["save"] = [10.0]
    assert verdict("save", **saves)[0] == "met"


@pytest.mark.parametrize("aim", AIMS, ids=lambda aim: aim.key)
def test_what_has_no_figure_is_not_measured(aim):
    assert aim.judged(look_at()) == ("not measured", "")
    nothing = {f"{piece.name}{size}": {} for piece in PIECES for size in ("", "_10000", "_1000000", "_10000000")}
    assert aim.judged(look_at(**nothing)) == ("not measured", "")


def test_a_peer_that_failed_leaves_its_aim_unmeasured():
    failed = {"ours warm": {"first": [0.5]}, "jupyter-scatter": {"error": "no such module"}}
    assert verdict("first-peer-10 k", first_10000=failed) == ("not measured", "")


def test_a_missed_aim_says_what_the_limit_is_and_no_other_does():
    look = look_at(markers={"exact warm": [1.0], "exact cold": [0.1]})
    rows = dict(
        zip((aim.key for aim in AIMS), judged(look, {"markers-warm": "memory", "markers-cold": "x"}), strict=True)
    )
    assert rows["markers-warm"][1:] == ("missed", "1.00 s", "memory")
    assert rows["markers-cold"][1:] == ("met", "100 ms", "")
    assert (
        dict(zip((aim.key for aim in AIMS), judged(look, {}), strict=True))["markers-warm"][3] == "not looked into yet"
    )


def test_limits_are_of_aims_that_there_are():
    keys = [aim.key for aim in AIMS]
    assert len(set(keys)) == len(keys)
    assert set(limits()) <= set(keys)


# --- load ---


def test_a_quiet_machine_is_not_waited_for():
    assert wait_until_quiet(5, read=lambda: MOST, sleep=pytest.fail) == MOST


@given(st.lists(st.floats(MOST + 0.01, 50), max_size=20))
def test_a_run_waits_until_the_load_has_fallen(loads):
    left, slept = iter([*loads, 0.5]), []
    assert wait_until_quiet(60, read=lambda: next(left), sleep=slept.append) == 0.5
    assert len(slept) == len(loads)


def test_a_run_on_a_busy_machine_is_refused_in_one_sentence_that_says_what_to_do():
    slept = []
    with pytest.raises(NoisyError, match=r"The load of this machine is 2\.3, over 1 .* make bench ARGS=") as refused:
        wait_until_quiet(1, read=lambda: 2.3, sleep=slept.append)
    assert sum(slept) == 60
    assert "\n" not in str(refused.value)


# --- results ---


def of(figures, why=""):
    return lambda: (figures, why, 1.0)


def test_what_was_measured_is_not_measured_again(tmp_path):
    Results(tmp_path, "a", 0.4).measured("first-10000", of({"x": 1}))
    again = Results(tmp_path, "a", 0.9)
    assert again.measured("first-10000", pytest.fail).figures == {"x": 1}
    assert again.of("first-10000").load == 0.4
    assert again.of("first-100000") is None


def test_another_commit_is_measured_anew_and_so_is_what_failed(tmp_path):
    results = Results(tmp_path, "a")
    assert results.measured("first-10000", of(None, "no browser")).why == "no browser"
    assert results.of("first-10000").figures is None
    assert Results(tmp_path, "a").measured("first-10000", of({"x": 2})).figures == {"x": 2}
    assert Results(tmp_path, "b").of("first-10000") is None
    assert Results(tmp_path, "b").measured("first-10000", of({"x": 3})).figures == {"x": 3}


def test_all_is_measured_anew_when_asked_but_once(tmp_path):
    Results(tmp_path, "a").measured("kernel-10000", of({"x": 1}))
    fresh = Results(tmp_path, "a", fresh=True)
    assert fresh.of("kernel-10000") is None
    assert fresh.measured("kernel-10000", of({"x": 2})).figures == {"x": 2}
    assert fresh.measured("kernel-10000", pytest.fail).figures == {"x": 2}


@pytest.mark.parametrize("text", ["", "{", "{}", '{"commit": "a", "figures": {}, "more": 1}', "[]"])
def test_a_file_written_by_half_counts_for_nothing(tmp_path, text):
    tmp_path.joinpath("markers.json").write_text(text)
    assert Results(tmp_path, "a").of("markers") is None


def test_the_page_that_a_run_writes_is_no_change_of_what_it_measures(tmp_path):
    def git(*arguments):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.invalid"]
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True, capture_output=True)

    tmp_path.joinpath("bench").mkdir()
    for name in ("bench/README.md", "code.py"):
        tmp_path.joinpath(name).write_text("1")
    git("init")
    git("add", ".")
    git("commit", "-m", "a")
    clean = commit(tmp_path)
    tmp_path.joinpath("bench/README.md").write_text("2")
    assert commit(tmp_path) == clean
    found = {clean}
    for text in ("2", "3"):
        tmp_path.joinpath("code.py").write_text(text)
        found.add(commit(tmp_path))
    assert len(found) == 3


# --- a run ---


def test_a_process_gives_its_last_line_or_why_there_is_none():
    assert run(["-c", "print('hello'); print('[1]')"], 60)[:2] == ([1], "")
    assert run(["-c", "raise ValueError('no cells')"], 60)[:2] == (None, "ValueError: no cells")
    assert run(["-c", "print('hello')"], 60)[:2] == (None, "it printed no figures")


def test_a_process_that_takes_too_long_is_ended():
    assert run(["-c", "import time; time.sleep(600)"], 0.1)[:2] == (None, "it took more than 0.1 s")


def test_what_a_process_has_started_ends_with_it(tmp_path):
    code = "import subprocess, sys; p = subprocess.Popen(['sleep', '600']); print(p.pid, flush=True); p.wait()"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    child = psutil.Process(int(process.stdout.readline()))
    end(process)
    assert process.returncode == -signal.SIGTERM
    gone, _ = psutil.wait_procs([child], timeout=20)
    assert gone or child.status() == psutil.STATUS_ZOMBIE


def test_pieces_are_chosen_by_name(capsys):
    assert options(["--only", "first,markers", "lab"]).only == ["first", "markers", "lab"]
    assert options([]).only == [piece.name for piece in PIECES]
    with pytest.raises(SystemExit):
        options(["--only", "secnod"])
    assert "there is no piece secnod; there are: imports, first" in capsys.readouterr().err


def test_the_page_has_every_table_and_says_what_was_not_measured(tmp_path):
    results = Results(tmp_path, "abc", 0.2)
    results.measured("kernel-10000", of({"save": [0.1, 0.2, 0.3], "bytes": 12.34}))
    results.measured("genes", of(None, "KeyError: gene-1"))
    results.measured("markers", of({"rows": [["exact", "50 ms", ""]], "exact warm": [0.05]}))
    results.measured(
        "peers-10000", of({"embedding-atlas": {"error": "nothing was drawn"}, "cellxgene": {"save": [0.4]}})
    )
    page = report(results, after=1.8)
    for piece in PIECES:
        assert f"## {piece.title}\n" in page or piece.name == "imports"
    for aim in AIMS:
        assert f"| {aim.text} |" in page
    assert "| save, 5 categories | 200 ms (100-300) | not measured | not measured | not measured |" in page
    assert "| failed: KeyError: gene-1 |  |  |" in page
    assert "| exact | 50 ms |  |" in page
    assert "| embedding-atlas 0.22.0: to a picture | nothing was drawn | not measured" in page
    assert "| cellxgene 1.3.0: save of 5 categories | 400 ms, 2.0 times ours | not measured" in page
    assert "before it began: 0.2; at the end, by its own work:\n1.8." in page
    assert {piece.name for piece in PIECES if piece.sized} == {*SIZED, "peers"}


# --- profiles ---


def test_what_functions_took_themselves_is_less_what_they_called():
    frames = [(52.0, 0, 400, "all"), (36.0, 0, 400, "main"), (20.0, 0, 300, "work"), (20.0, 300, 60, "wait")]
    assert own_samples(frames) == {"main": 0.2, "work": 1.5, "wait": 0.3}
    assert own_samples([]) == {}


def test_a_flame_graph_of_py_spy_is_read(tmp_path):
    svg = (
        '<g><title>all (40 samples, 100%)</title><rect x="0" y="8" width="9" height="15" fg:x="0" fg:w="40"/></g>'
        '<g><title>read (a.py:3) (40 samples, 100.00%)</title><rect x="0" y="24" height="15" fg:x="0" fg:w="40"/></g>'
    )
    assert functions_of(svg) == {"read (a.py:3)": 0.2}


def test_the_longest_tasks_are_those_of_the_thread_that_runs_the_pages_scripts():
    def event(name, ts, dur, tid=1, **args):
        return {"ph": "X", "name": name, "ts": ts, "dur": dur, "pid": 7, "tid": tid, "args": args}

    name = {"ph": "M", "name": "thread_name", "pid": 7, "args": {"name": "CrRendererMain"}}
    chunk = {
        "cpuProfile": {
            "nodes": [
                {"id": 1, "callFrame": {"functionName": "draw", "lineNumber": 9}},
                {"id": 2, "callFrame": {"functionName": "(idle)"}},
            ],
            "samples": [1, 2, 1],
        },
        "timeDeltas": [1500, 9000, 500],
    }
    events = [
        {**name, "tid": 1},
        {**name, "tid": 2},
        event("RunTask", 1000, 60_000),
        event("ThreadControllerImpl::RunTask", 1001, 59_990),
        event("FunctionCall", 2000, 50_000, data={"functionName": "draw"}),
        event("RunTask", 100_000, 5_000),
        event("RunTask", 0, 900_000, tid=2),
        {"name": "ProfileChunk", "ph": "P", "id": "0x1", "ts": 1, "pid": 7, "tid": 3, "args": {"data": chunk}},
    ]
    assert longest_tasks(events) == [(0.0, 60.0, "FunctionCall draw, 50 ms of it"), (99.0, 5.0, "RunTask, 5 ms of it")]
    assert functions_of_page(events) == {"draw:10": 2.0}
