"""The draft as the view shows it: read-only, versions, changes by others, failed saves, edits that the browser kept."""

from __future__ import annotations

import errno
import os
import re

import pytest
from playwright.sync_api import expect

import cellxgene_widget as cxw
from tests.unit.test_sharing import foreign_lock, rewrite

from .data import cells
from .menus import label_names
from .places import B_CELLS, DENDRITIC, MONOCYTES, NOWHERE
from .wait import N_KEPT, until

CLOCK = r"\d\d:\d\d"


def strips(view):
    """The rows between toolbar and plot."""
    return view.box.get_by_role("status", name="Draft")


def button(within, name):
    """A button of exactly this name."""
    return within.get_by_role("button", name=name, exact=True)


def n_labelled(widget, label):
    """How many cells have a label."""
    return int((widget.annotations["mine"] == label).sum())


# -- one draft, several notebooks


@pytest.fixture
def held(tmp_path):
    """A draft with a label, open in a living process on another host."""
    session = cxw.open_session(cells(), annotations_dir=tmp_path)
    session.create_category("mine")
    session.label("theirs", cells=[0, 1, 2])
    foreign_lock(session)
    return session


def test_a_draft_open_elsewhere_is_read_only_until_taken_over(held, show_page):
    widget, view = show_page()
    sentence = re.compile(rf"Read-only: open in process {os.getpid()} on elsewhere, since {CLOCK}\.")
    expect(strips(view)).to_contain_text(sentence)
    expect(view.draft).to_have_accessible_name(re.compile(rf"^Draft: Read-only: .*since {CLOCK}$"))
    view.expect_counts(theirs=3)

    # nothing can be changed, all can be looked at
    view.lasso(B_CELLS)
    expect(view.selection).to_have_text(re.compile(r"^\d+ of 700 cells$"))
    for control in (view.label_field, button(view.box, "Category"), button(view.box, "Undo")):
        expect(control).to_be_disabled()
    expect(button(view.box, "Label")).to_have_count(0)
    view.page.keyboard.press("Alt+1")
    expect(view.box.get_by_role("alert")).to_contain_text("Take it over to change labels.")
    assert widget.draft.read_only
    assert n_labelled(widget, "theirs") == 3
    button(view.box, "Dismiss").click()

    # two steps by keyboard, the focus stays in its place between them
    button(strips(view), "Take over").focus()
    view.page.keyboard.press("Enter")
    asking = button(strips(view), "The other one becomes read-only. Take over?")
    expect(asking).to_be_focused()
    view.page.keyboard.press("Escape")
    expect(button(strips(view), "Take over")).to_be_focused()
    view.page.keyboard.press("Enter")
    assert widget.draft.read_only
    view.page.keyboard.press("Enter")
    expect(strips(view)).to_be_empty()
    expect(view.box.get_by_text("The draft is yours now")).to_be_visible()
    view.label_selection("ours")
    until(lambda: n_labelled(widget, "ours") > 50)
    assert n_labelled(widget, "ours") == widget.n_selected


def test_a_double_click_is_no_second_thought(held, show_page):
    widget, view = show_page()
    button(strips(view), "Take over").dblclick()
    expect(button(strips(view), "The other one becomes read-only. Take over?")).to_be_visible()
    assert widget.draft.read_only


def test_a_view_is_told_when_its_draft_was_taken_over(show_page, tmp_path):
    widget, view = show_page()
    widget.create_category("mine")
    expect(strips(view)).to_be_empty()
    other = cxw.open_session(widget.adata, annotations_dir=tmp_path)
    expect(strips(view)).to_contain_text("Read-only: open in a later show() of this notebook.")
    other.label("new", category="mine", cells=[5])
    button(strips(view), "Take over").click()
    button(strips(view), "The other one becomes read-only. Take over?").click()
    view.expect_counts(new=1)
    expect(strips(view)).to_be_empty()
    assert other.draft.read_only
    other.close()


# -- earlier versions


def test_an_earlier_version_is_restored_and_that_undone(show_page):
    widget, view = show_page(autosave=None)
    widget.create_category("mine")
    widget.save()
    view.draft.click()
    versions = view.box.get_by_role("region", name="Earlier versions")
    expect(versions).to_contain_text("None yet.")
    for n in (10, 20, 30):
        widget.label("A", cells=list(range(n)))
        widget.save()
    # what is open follows the saves, also when they fall into one second
    rows = versions.get_by_role("listitem")
    expect(rows).to_have_text([re.compile(f"^{CLOCK}.*{n} labelled") for n in (20, 10, 0)])
    restore = button(rows.nth(1), re.compile("^Restore " + CLOCK))
    restore.click()
    assert widget.revision == 4
    button(rows.nth(1), "Go back to it?").click()
    view.expect_counts(A=10)
    message = view.box.get_by_text(re.compile(rf"^Restored the version of {CLOCK}$"))
    expect(message).to_be_visible()
    assert n_labelled(widget, "A") == 10
    button(view.box.locator(".cxw-message"), "Undo").click()
    view.expect_counts(A=30)
    assert n_labelled(widget, "A") == 30


@pytest.mark.filterwarnings("ignore::cellxgene_widget.UnsavedWarning")
def test_edits_that_are_only_in_memory_are_told_so(show_page, monkeypatch):
    widget, view = show_page()
    widget.create_category("mine")
    expect(view.draft).to_have_accessible_name(re.compile("Saved"))
    widget.session.parts.store.unsaved.close()

    def denied(*_args, **_options):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as patch:
        patch.setattr("cellxgene_widget.draft.draft.replacing", denied)
        patch.setattr("cellxgene_widget.draft.journal.open_to_append", denied)
        view.lasso(B_CELLS)
        view.label_selection("B cell")
        expect(strips(view)).to_contain_text("Your edits are only in memory")
        until(lambda: n_labelled(widget, "B cell") > 50)
    expect(strips(view)).to_be_empty(timeout=20_000)
    assert not widget.draft.only_in_memory


def test_other_drafts_of_the_dataset_are_listed(show_page, tmp_path):
    made = cxw.open_session(cells(), annotations_dir=tmp_path)
    made.name_draft("older")
    made.create_category("mine")
    made.close()
    older = made.draft.path
    newer = older.with_name(older.name.replace("older", "newer"))
    newer.write_bytes(older.read_bytes())
    for file in tmp_path.rglob("*older*"):
        os.utime(file, (1, 1))
    widget, view = show_page()
    assert widget.draft.path == newer
    view.draft.click()
    expect(view.box.get_by_role("region", name="Other drafts")).to_contain_text(older.name)


# -- others, and failing disks


def test_what_another_program_changed_is_merged_and_said(show_page):
    widget, view = show_page(autosave=None)
    widget.create_category("mine")
    widget.label("ours", cells=[0, 1, 2])
    widget.save()

    def change(table):
        table.iloc[1:3, 0] = "theirs"

    rewrite(widget.draft.path, change)
    widget.save()
    view.expect_counts(theirs=2, ours=1)
    said = "Another program changed the draft: 2 cells were taken from it."
    expect(strips(view)).to_contain_text(said)
    expect(view.draft).to_contain_text("1 note")
    button(strips(view), "Dismiss").click()
    expect(strips(view)).to_be_empty()
    expect(view.draft).not_to_contain_text("note")
    # the same again is said again
    rewrite(widget.draft.path, lambda table: table.__setitem__("mine", ["third"] * 2 + table["mine"].tolist()[2:]))
    widget.save()
    expect(strips(view)).to_contain_text(said)
    # a page that is loaded later has it as a note
    view.page.reload()
    later = type(view)(view.page)
    later.draft.click()
    expect(later.box.get_by_role("list", name="Notes")).to_contain_text(said)
    button(later.box, "Dismiss this note").click()
    expect(later.draft).not_to_contain_text("note")


def test_a_failed_save_is_in_sight_until_it_works(show_page, monkeypatch):
    widget, view = show_page()
    widget.create_category("mine")
    expect(view.draft).to_have_accessible_name(re.compile("Saved"))

    def full(*_args, **_options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("cellxgene_widget.draft.draft.replacing", full)
        view.lasso(B_CELLS)
        view.label_selection("B cell")
        sentence = "Could not save: No space left on device (trying again)"
        expect(strips(view)).to_contain_text(sentence)
        expect(view.draft).to_have_accessible_name(f"Draft: {sentence}")
        until(lambda: n_labelled(widget, "B cell") > 50)
        button(strips(view), "Save now").click()
        expect(view.box.get_by_role("alert")).to_contain_text("The edits are safe on disk")
    # it tries again by itself
    expect(strips(view)).to_be_empty(timeout=20_000)
    expect(view.draft).to_have_accessible_name(re.compile("Saved"))
    assert widget.draft.saved


# -- edits that the browser kept


def select(view, around):
    """Draw a lasso, and give how many cells the view says it has; the kernel need not answer."""
    before = view.selection.inner_text()
    view.lasso(around)
    expect(view.selection).not_to_have_text(before)
    return int(view.selection.inner_text().split(" ")[0])


def kept(view):
    """Names of what the browser's storage keeps."""
    return view.page.evaluate("Object.keys(localStorage).filter((name) => name.includes('.edit.'))")


@pytest.fixture
def dying(show_page, page_server):
    """A view whose kernel stops answering, and what makes the next one."""
    widget, view = show_page()
    widget.create_category("mine")
    for label in ("A", "B"):
        widget.add_label("mine", label)
    expect(view.row("B")).to_have_count(1)

    def next_kernel():
        widget.close()
        page_server.idle.set()
        return show_page()

    return widget, view, next_kernel


def test_edits_lost_with_a_kernel_are_offered_and_made_exactly_once(dying, page_server):
    widget, view, next_kernel = dying
    # the first arrives, but its answer does not; the others never arrive
    widget.comm.publish_msg = lambda *_args, **_options: None
    n_b = select(view, B_CELLS)
    view.page.keyboard.press("Alt+1")
    until(lambda: n_labelled(widget, "A") == n_b)
    page_server.idle.clear()
    n_monocytes = select(view, MONOCYTES)
    view.page.keyboard.press("Alt+2")
    n_dendritic = select(view, DENDRITIC)
    view.label_field.fill("new <b>")
    view.label_field.press("Enter")
    expect(view.draft).to_have_accessible_name("Draft: Waiting for the kernel (3)")
    view.draft.click()
    expect(view.box.get_by_text("Your last 3 edits are kept in this browser.")).to_be_visible()
    assert len(kept(view)) == 3

    again, view = next_kernel()
    assert n_labelled(again, "A") == n_b
    expect(strips(view)).to_contain_text(
        re.compile(
            f"2 edits did not reach the kernel at {CLOCK}: "
            f"label {n_monocytes} cells, now without a label, as B; "
            f"label {n_dendritic} cells, now without a label, as new <b>"
        )
    )
    again.session.label("B", cells=[0], category="mine")  # work may go on before one decides
    revision = again.session.revision  # the widget's follows a moment later
    button(strips(view), "Apply").click()
    view.expect_counts(**{"A": n_b, "new <b>": n_dendritic})
    expect(view.box.get_by_text("Applied 2 edits")).to_be_visible()
    expect(strips(view)).to_be_empty()
    assert n_labelled(again, "B") in (n_monocytes, n_monocytes + 1)
    assert n_labelled(again, "new <b>") == n_dendritic
    assert again.session.revision == revision + 2
    assert again.history["operation"].tolist().count("label") == 4
    assert kept(view) == []
    view.page.reload()
    view = type(view)(view.page)
    view.expect_counts(A=n_b)
    expect(strips(view)).to_be_empty()


def test_edits_that_all_arrived_are_not_offered(dying):
    widget, view, next_kernel = dying
    widget.comm.publish_msg = lambda *_args, **_options: None
    n = select(view, B_CELLS)
    view.page.keyboard.press("Alt+1")
    until(lambda: n_labelled(widget, "A") == n)
    view.page.keyboard.press("Control+z")
    until(lambda: n_labelled(widget, "A") == 0)
    assert len(kept(view)) == 2
    _, view = next_kernel()
    view.page.wait_for_function(N_KEPT + " === 0")
    expect(strips(view)).to_be_empty()
    view.expect_counts(A=0)


def test_lost_edits_can_be_discarded_and_are_no_affair_of_other_drafts(dying, page_server, show_page, tmp_path):
    _, view, next_kernel = dying
    page_server.idle.clear()
    select(view, B_CELLS)
    view.page.keyboard.press("Alt+1")
    view.page.wait_for_function(N_KEPT + " === 1")
    widget, view = next_kernel()
    expect(strips(view)).to_contain_text("1 edit did not reach the kernel")
    other, elsewhere = show_page(annotations_dir=tmp_path / "elsewhere")
    other.create_category("mine")
    elsewhere.expect_counts(unassigned=700)
    expect(strips(elsewhere)).to_be_empty()
    view.page.goto(page_server.add(widget))
    view = type(view)(view.page)
    button(strips(view), "Discard").click()
    button(strips(view), "Discard for good?").click()
    expect(strips(view)).to_be_empty()
    assert kept(view) == []
    assert n_labelled(widget, "A") == 0


def test_a_kernel_that_is_gone_is_said_and_the_edit_kept(dying):
    widget, view, next_kernel = dying
    n = select(view, B_CELLS)
    until(lambda: widget.n_selected == n)
    view.page.evaluate("() => { page.model.send = () => { throw new Error('closed'); }; }")
    view.page.keyboard.press("Alt+1")
    expect(strips(view)).to_contain_text("The kernel is gone. Run your cells again to go on.")
    expect(strips(view)).to_contain_text("Your last edit is kept in this browser: you can apply it here then.")
    expect(view.draft).to_have_accessible_name(re.compile("^Draft: Kernel gone: run your cells again"))
    again, view = next_kernel()
    button(strips(view), "Apply").click()
    view.expect_counts(A=n)
    # one edit has its undo beside the message
    button(view.box.locator(".cxw-message"), "Undo").click()
    view.expect_counts(A=0)
    assert label_names(again) == ["A", "B"]


@pytest.mark.parametrize(
    "script",
    [
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })",
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }",
        "delete window.BroadcastChannel; Object.defineProperty(window, 'localStorage', { value: null })",
    ],
    ids=["forbidden", "full", "missing"],
)
def test_without_storage_labelling_goes_on(show_page, page, page_server, script, heard):
    page.add_init_script(script)
    widget, view = show_page()
    widget.create_category("mine")
    widget.add_label("mine", "A")
    expect(view.row("A")).to_have_count(1)
    n = select(view, B_CELLS)
    page_server.idle.clear()
    view.page.keyboard.press("Alt+1")
    expect(view.draft).to_have_accessible_name("Draft: Waiting for the kernel (1)")
    view.draft.click()
    expect(view.box.get_by_text("This browser can’t keep a copy of your last edits.")).to_be_visible()
    page_server.idle.set()
    view.expect_counts(A=n)
    view.page.keyboard.press("Escape")
    view.plot.click(position=NOWHERE)
    assert heard.errors == []


def test_the_dot_that_says_the_work_is_safe_is_seen(show_page):
    _, view = show_page()
    dot = view.draft.locator(".cxw-dot").bounding_box()
    assert (dot["width"], dot["height"]) == (7, 7)
