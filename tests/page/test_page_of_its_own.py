"""A page for a colleague, opened from a disk without a network: looked at, labelled by mouse, and answered."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

import cellxgene_widget as cxw
from cellxgene_widget.errors import DataError
from tests.page.axe import AXE
from tests.page.data import on_tissue
from tests.page.menus import choose
from tests.page.wait import until
from tests.view import View

from .pages_for_colleagues import expect_edits, open_page, saved_answer


def lassoed(page, session, basis="X_umap"):
    """Give the cells that Python finds in the last lasso of the page."""
    (step,) = page.evaluate("window.steps")
    assert step["basis"] == basis
    session.select(lasso=step["lasso"], basis=basis)
    return session.selected_names.tolist()


def comes_back(session, path, cells_of_it):
    """Take an answer: changed by hand it is refused; as it is, it comes as labels of that person, on these cells."""
    given = session.annotations["cell_type"].astype(object)
    changed = path.with_name("changed.jsonl")
    changed.write_text(path.read_text("utf-8").replace('"odd ones"', '"odd one"'), "utf-8")
    with pytest.raises(DataError, match="does not fit its check"):
        session.take_answer(changed)
    session.take_answer(path)
    theirs = session.annotations["cell_type (Ben Ö)"].astype(object)
    assert theirs.index[theirs == "odd ones"].tolist() == cells_of_it
    assert (theirs.drop(cells_of_it) == given.drop(cells_of_it)).all()
    compared = session.compare("cell_type (Ben Ö)", category="cell_type").cells.astype(object)
    assert compared.index[compared.iloc[:, 0] != compared.iloc[:, 1]].tolist() == cells_of_it


def test_a_colleague_labels_undoes_comments_and_answers(session, offline, tmp_path):
    path = session.to_html(tmp_path / "page.html").path
    context = offline(accept_downloads=True)
    page, view = open_page(context, path)
    expect_edits(page, 0)

    view.lasso([(0.2, 0.2), (0.6, 0.2), (0.7, 0.5), (0.5, 0.7), (0.2, 0.6)])
    expect(view.label_field).to_be_focused()
    page.keyboard.type("odd ones")
    page.keyboard.press("Enter")
    expect_edits(page, 1)
    first = lassoed(page, session)
    assert first
    view.expect_counts(**{"odd ones": len(first)})

    view.lasso([(0.7, 0.4), (0.95, 0.4), (0.95, 0.75), (0.7, 0.75)])
    view.label_selection("mistaken")
    expect_edits(page, 2)
    view.undo()
    expect_edits(page, 1)
    expect(view.row("mistaken")).to_have_count(0)

    choose(view, "Menu of label odd ones", "Note")
    note = view.box.get_by_role("textbox", name="Note of odd ones")
    note.fill("between two clusters <b>")
    note.press("Enter")
    expect_edits(page, 2)

    # what was done is there again after a reload, and can be undone
    page.get_by_label("Your name").fill("Ben Ö")
    page.reload()
    view = View(page)
    expect_edits(page, 2)
    expect(page.get_by_label("Your name")).to_have_value("Ben Ö")
    view.expect_counts(**{"odd ones": len(first)})
    expect(view.box.get_by_role("button", name="Note of odd ones: between two clusters <b>")).to_be_visible()

    lines = saved_answer(page, tmp_path / "answer.jsonl")
    assert [line["kind"] for line in lines] == ["answer", "base", "edit", "comment", "end"]
    head, base, edit, comment, end = lines
    parts = session.parts
    assert head["author"] == "Ben Ö"
    assert (head["draft"], head["fingerprint"]) == (parts.draft.id, parts.table.fingerprint)
    assert (head["n_cells"], head["revision"]) == (700, session.revision)
    given = session.annotations["cell_type"]
    assert base["cells"] == {name: given.index[given == name].tolist() for name in given.cat.categories[:-1]}
    # the cells are exactly those of the lasso, as Python finds them
    assert edit["cells"] == first
    assert (edit["label"], edit["changed"]) == ("odd ones", len(first))
    assert edit["former"] == given[first].value_counts().loc[lambda n: n > 0].to_dict()
    assert (comment["label"], comment["text"]) == ("odd ones", "between two clusters <b>")
    assert end["edits"] == 1

    comes_back(session, tmp_path / "answer.jsonl", first)


def test_what_a_page_draws_is_what_python_makes_of_the_same_edits(session, offline, tmp_path):
    path = session.to_html(tmp_path / "page.html").path
    page, view = open_page(offline(accept_downloads=True), path)
    view.lasso([(0.05, 0.3), (0.95, 0.3), (0.95, 0.6), (0.05, 0.6)])
    view.label_selection("one")
    expect_edits(page, 1)
    view.lasso([(0.3, 0.05), (0.6, 0.05), (0.6, 0.95), (0.3, 0.95)])
    view.label_selection("unassigned")
    expect_edits(page, 2)
    page.keyboard.press("i")  # the plot has the focus
    view.label_selection("the others")
    expect_edits(page, 3)
    page.get_by_label("Your name").fill("Ben")
    lines = saved_answer(page, tmp_path / "answer.jsonl")
    edits = [line for line in lines if line["kind"] == "edit"]
    assert len(edits) == 3
    for edit in edits:
        if edit["label"] is None:
            changed = session.unlabel(category="cell_type", cells=edit["cells"])
        else:
            changed = session.label(edit["label"], category="cell_type", cells=edit["cells"])
        assert changed == edit["changed"]
        former = session.parts.editor.last_change.former
        assert {name or "": n for name, n in former.items()} == edit["former"]
    counts = session.annotations["cell_type"].value_counts()
    view.expect_counts(**{name: counts[name] for name in ("one", "the others", "five")})


def test_it_looks_filters_and_finds_genes_and_markers(session, offline, tmp_path):
    path = session.to_html(tmp_path / "page.html", genes=["CD3D", "LYZ", "CST3"]).path
    _, view = open_page(offline(), path)
    choose(view, "Menu of label two", "Select these")
    expect(view.selection).to_contain_text("117")
    view.surface.press("m")
    table = view.box.get_by_role("table", name="Marker genes")
    expect(table.get_by_role("button", name="Colour by LYZ")).to_be_visible()
    view.lasso([(0.05, 0.3), (0.5, 0.3), (0.5, 0.9), (0.05, 0.9)])
    expect(view.box.get_by_text("A page has the markers of its labels")).to_be_visible()
    search = view.box.get_by_role("combobox", name="Search genes")
    search.fill("ly")
    expect(view.box.get_by_role("option", name="LYZ")).to_be_visible()
    search.press("Enter")
    expect(view.box.get_by_role("button", name="Colour by: LYZ")).to_be_visible()
    view.box.get_by_role("button", name="Clear", exact=True).click()
    low = view.box.get_by_role("region", name="Gene LYZ").get_by_role("textbox").first
    low.fill("2")
    low.press("Enter")
    n = int((session.values("LYZ") >= 2).sum())
    expect(view.selection).to_contain_text(f"{n} of 700")
    view.surface.press("Alt+z")
    expect(view.selection).not_to_contain_text(f"{n} of 700")


def test_what_no_page_can_do_is_not_offered(session, offline, tmp_path):
    page, view = open_page(offline(), session.to_html(tmp_path / "page.html").path)
    expect(view.box.get_by_role("tab")).to_have_text(["Markers"])
    for name in ("Import …", "Set of cells", "Picture"):
        expect(view.box.get_by_role("button", name=name)).to_have_count(0)
    expect(view.draft).to_have_count(0)

    def offered(menu):
        button = view.box.get_by_role("button", name=menu, exact=True)
        button.hover()
        button.click()
        texts = view.box.get_by_role("menuitem").all_inner_texts()
        page.keyboard.press("Escape")
        return [text.split("\n")[0] for text in texts]

    assert offered("Menu of category cell_type") == ["Use for labelling", "Colour by"]
    label = ["Select these", "Show only these", "Only this", "Not this", "Note…"]
    assert [text for text in offered("Menu of label one") if text in label] == label
    assert not {"Rename", "Delete", "Merge into", "Change colour"} & set(offered("Menu of label one"))
    assert offered("Menu of column louvain") == ["Colour by"]
    view.row("one").get_by_text("one", exact=True).dblclick()
    view.surface.press("Shift+?")
    keys = view.box.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("Lasso")
    expect(keys).not_to_contain_text("review")
    expect(view.box.get_by_role("textbox", name="Rename label one")).to_have_count(0)


def test_an_answer_needs_edits_and_a_name(session, offline, tmp_path):
    page, view = open_page(offline(), session.to_html(tmp_path / "page.html").path)
    save, said = page.get_by_role("button", name="Save answer"), page.locator(".page-wrong")
    save.click()
    expect(said).to_contain_text("Nothing to send back yet")
    view.lasso([(0.2, 0.2), (0.6, 0.2), (0.6, 0.6), (0.2, 0.6)])
    view.label_selection("x")
    expect(said).to_be_empty()
    save.click()
    expect(said).to_contain_text("Say who you are first")
    expect(page.get_by_label("Your name")).to_be_focused()
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "axe.run(document).then(({violations}) => violations.map(({id, nodes}) => [id, nodes[0].html]))"
    )
    assert [one for one in found if one[0] in {"color-contrast", "label", "button-name"}] == []


def test_a_page_keeps_its_edits_apart_from_those_of_another(session, offline, tmp_path):
    context = offline()
    one, view = open_page(context, session.to_html(tmp_path / "one.html").path)
    view.lasso([(0.2, 0.2), (0.6, 0.2), (0.6, 0.6), (0.2, 0.6)])
    view.label_selection("x")
    expect_edits(one, 1)
    other, _ = open_page(context, session.to_html(tmp_path / "two.html").path)
    expect_edits(other, 0)
    # the same page in two tabs: neither writes over the other
    again, second = open_page(context, tmp_path / "one.html")
    expect_edits(again, 1)
    second.lasso([(0.1, 0.6), (0.3, 0.6), (0.3, 0.9), (0.1, 0.9)])
    second.label_selection("y")
    expect_edits(again, 2)
    one.bring_to_front()
    view.lasso([(0.1, 0.3), (0.9, 0.3), (0.9, 0.9), (0.1, 0.9)])
    view.label_selection("z")
    expect(one.locator(".page-wrong")).to_contain_text("changed in another tab: reload")
    expect(one.locator(".page-kept")).to_have_text("2 edits not kept")


def test_a_browser_that_keeps_nothing_says_so_and_works_on(session, offline, tmp_path):
    context = offline(accept_downloads=True)
    context.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })")
    page, view = open_page(context, session.to_html(tmp_path / "page.html").path)
    view.lasso([(0.2, 0.2), (0.6, 0.2), (0.6, 0.6), (0.2, 0.6)])
    view.label_selection("x")
    expect(page.locator(".page-kept")).to_have_text("1 edit not kept")
    expect(page.locator(".page-wrong")).to_contain_text("keeps nothing")
    page.get_by_label("Your name").fill("Ben")
    assert len(saved_answer(page, tmp_path / "answer.jsonl")) == 4


def test_names_are_text_in_a_page(session, offline, tmp_path):
    bad = "</script><img src=x onerror=\"document.title='bad'\">"
    session.rename_label("cell_type", "two", bad)
    page, view = open_page(offline(), session.to_html(tmp_path / "page.html", title=bad).path)
    expect(view.row(bad)).to_be_visible()
    expect(page.locator("h1")).to_have_text(bad)
    assert page.title() == bad
    assert page.locator("img").count() == 0


def test_it_fills_the_window(session, offline, tmp_path):
    page, view = open_page(
        offline(viewport={"width": 700, "height": 700}), session.to_html(tmp_path / "page.html").path
    )

    def is_filled():
        box = view.box.bounding_box()
        return abs(box["y"] + box["height"] - page.viewport_size["height"]) < 2

    until(is_filled)
    page.set_viewport_size({"width": 1200, "height": 1000})
    until(is_filled)


def test_the_view_says_what_goes_into_a_page_before_it_writes_it(show_page, tmp_path):
    widget, view = show_page(dataset="pbmc")
    widget.create_category("cell_type", like="louvain")
    choose(view, "Menu of category cell_type", "Page for a colleague")
    dialog = view.box.get_by_role("dialog", name="Page for a colleague")
    told = dialog.get_by_role("status")
    expect(told).to_contain_text("the names of all 700 cells")
    expect(told).to_contain_text("no password")
    expect(told).to_contain_text("kB")
    dialog.get_by_role("textbox", name="Genes").fill("CD3D, nope")
    expect(told).to_contain_text("nope")
    write = dialog.get_by_role("button", name="Write the page")
    expect(write).to_have_attribute("aria-disabled", "true")
    dialog.get_by_role("textbox", name="Genes").fill("CD3D, LYZ")
    expect(told).to_contain_text("genes: CD3D, LYZ")
    path = tmp_path / "for ben.html"
    dialog.get_by_label("File, where the kernel runs").fill(str(path))
    assert not path.exists()
    write.click()
    expect(told).to_contain_text(f"Wrote {path}")
    assert path.read_text("utf-8").startswith("<!doctype html>")
    write.click()
    expect(dialog).to_contain_text("overwrite=True")


def test_regions_on_tissue_have_their_outlines(offline, tmp_path):
    session = cxw.open_session(on_tissue(), dataset="slide", basis="spatial", annotations_dir=tmp_path / "slide")
    session.select(lasso=[[410, 410], [1610, 410], [1610, 1610], [410, 1610]])
    session.select(lasso=[[810, 810], [1210, 810], [1210, 1210]], mode="subtract")
    session.keep_region("ring")
    made = session.to_html(tmp_path / "slide.html", genes=[])
    session.close()
    page, _ = open_page(offline(), made.path)
    outline = page.locator(".cxw-plot-region")
    expect(outline).to_have_count(1)
    assert outline.get_attribute("d").count("M") == 2
