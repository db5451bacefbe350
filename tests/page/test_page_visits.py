"""A page for a colleague that is opened again: nothing that was done in a browser is lost without a word."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.page.menus import choose
from tests.view import View

from .pages_for_colleagues import expect_edits, open_page, saved_answer

ENTRY = "Object.keys(localStorage).find((key) => key.startsWith('cellxgene_widget.page.'))"
BOX = [(0.2, 0.2), (0.6, 0.2), (0.7, 0.5), (0.5, 0.7), (0.2, 0.6)]


def reloaded(page):
    page.reload()
    return View(page)


def labelled(view, name, points=BOX):
    view.lasso(points)
    view.label_selection(name)


def test_what_was_undone_is_undone_after_a_reload(session, offline, tmp_path):
    page, view = open_page(offline(), session.to_html(tmp_path / "page.html").path)
    labelled(view, "mistaken")
    expect_edits(page, 1)
    view.undo()
    expect_edits(page, 0)
    view = reloaded(page)
    expect_edits(page, 0)
    expect(view.row("one")).to_be_visible()
    expect(view.row("mistaken")).to_have_count(0)


def test_a_note_with_what_word_pastes_is_taken(session, offline, tmp_path):
    context = offline(accept_downloads=True)
    page, view = open_page(context, session.to_html(tmp_path / "page.html").path)
    labelled(view, "odd ones")
    choose(view, "Menu of label odd ones", "Note")
    note = view.box.get_by_role("textbox", name="Note of odd ones")
    note.fill("line one\u000bline two\u0000\u2028three")
    note.press("Enter")
    expect_edits(page, 2)
    page.get_by_label("Your name").fill("Ben\u000bÖ")
    saved_answer(page, tmp_path / "answer.jsonl")
    taken = session.take_answer(tmp_path / "answer.jsonl")
    assert taken["comment"].tolist()[-1] == "line one\nline two\nthree"
    assert "cell_type (Ben Ö)" in [each.name for each in session.categories]


def test_a_name_that_is_none_is_refused_while_it_is_typed(session, offline, tmp_path):
    page, view = open_page(offline(), session.to_html(tmp_path / "page.html").path)
    for name in ("a\u000bb", "x" * 201):
        labelled(view, name)
        expect(view.box.get_by_role("alert")).to_contain_text("This label name h")
        expect_edits(page, 0)


@pytest.mark.parametrize("spoil", ["text.slice(0, 60)", 'text.replace(\'"op":"label"\', \'"op":"merge"\')'])
def test_what_can_not_be_read_is_told_and_stays(session, offline, tmp_path, spoil):
    context = offline(accept_downloads=True)
    page, view = open_page(context, session.to_html(tmp_path / "page.html").path)
    labelled(view, "lost")
    expect_edits(page, 1)
    spoilt = page.evaluate(
        f"() => {{ const key = {ENTRY}; const text = localStorage.getItem(key); localStorage.setItem(key, {spoil});"
        "return localStorage.getItem(key); }"
    )
    view = reloaded(page)
    offer = page.locator(".page-offer")
    expect(offer).to_contain_text("It is not lost")
    expect_edits(page, 0)
    page.get_by_label("Your name").fill("Ben")
    labelled(view, "new")
    expect_edits(page, 1)
    reloaded(page)
    expect_edits(page, 1)
    with page.expect_download() as download:
        offer.get_by_role("button", name="Save it as a file").click()
    download.value.save_as(tmp_path / "kept.txt")
    assert (tmp_path / "kept.txt").read_text("utf-8") == spoilt
    offer.get_by_role("button", name="Forget it").click()
    expect(offer).to_have_count(0)
    reloaded(page)
    expect_edits(page, 1)
    expect(offer).to_have_count(0)


def test_what_was_done_in_the_page_of_before_is_offered(session, offline, tmp_path):
    context = offline(accept_downloads=True)
    page, view = open_page(context, session.to_html(tmp_path / "page.html").path)
    labelled(view, "mine")
    page.get_by_label("Your name").fill("Ben")
    expect_edits(page, 1)
    # written anew of the same draft and place
    session.set_note("cell_type", "two", "look again")
    session.to_html(tmp_path / "page.html", overwrite=True)
    view = reloaded(page)
    expect_edits(page, 0)
    expect(page.get_by_label("Your name")).to_have_value("Ben")
    offer = page.locator(".page-offer")
    expect(offer).to_contain_text("not saved as an answer")
    offer.get_by_role("button", name="Take it over").click()
    expect_edits(page, 1)
    view = View(page)
    expect(offer).to_have_count(0)
    expect(view.row("mine")).to_be_visible()
    saved_answer(page, tmp_path / "answer.jsonl")
    assert session.take_answer(tmp_path / "answer.jsonl")["n_changed"].sum() > 0

    session.to_html(tmp_path / "page.html", overwrite=True)
    reloaded(page)
    expect(offer).to_contain_text("saved as an answer on 2")
    offer.get_by_role("button", name="Leave it").click()
    reloaded(page)
    expect_edits(page, 0)
    expect(offer).to_have_count(0)


def test_its_genes_are_in_sight(session, offline, tmp_path):
    few = session.to_html(tmp_path / "few.html", genes=["CD3D", "LYZ"]).path
    _, view = open_page(offline(), few)
    for gene in ("CD3D", "LYZ"):
        block = view.box.get_by_role("region", name=f"Gene {gene}")
        expect(block.get_by_role("button", name=gene, exact=True).first).to_have_attribute("aria-expanded", "true")
    names = ["CD3D", "LYZ", "CST3", "GNLY", "NKG7", "CD79A", "MS4A1", "FCER1A"]
    _, view = open_page(offline(), session.to_html(tmp_path / "many.html", genes=names).path)
    blocks = view.box.locator(".cxw-gene")
    expect(blocks).to_have_count(8)
    assert [block.get_attribute("aria-label") for block in blocks.all()] == [f"Gene {name}" for name in names]
    for block in blocks.all():
        expect(block).to_be_in_viewport()
    # many are a list of their own, and the numbers stay in sight
    _, view = open_page(offline(), session.to_html(tmp_path / "unasked.html").path)
    expect(view.box.locator(".cxw-gene")).to_have_count(50)
    expect(view.box.get_by_role("region", name="Numbers")).to_be_in_viewport()


def test_a_gene_found_by_typing_unfolds_where_it_is(session, offline, tmp_path):
    _, view = open_page(offline(), session.to_html(tmp_path / "page.html").path)
    blocks = view.box.locator(".cxw-gene")
    last = blocks.last.get_attribute("aria-label")
    search = view.box.get_by_role("combobox", name="Search genes")
    name = last.removeprefix("Gene ")
    search.fill(name)
    expect(view.box.get_by_role("option", name=name, exact=True)).to_be_visible()
    search.press("Enter")
    expect(view.box.get_by_role("region", name=last, exact=True).get_by_role("textbox").first).to_be_in_viewport()
    expect(blocks).to_have_count(50)
