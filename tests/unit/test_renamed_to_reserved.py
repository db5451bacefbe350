"""A label that is renamed to a word for no cell type is grey as that is, and no longer when it is renamed back."""

from cellxgene_widget.labels.reserved import color_of_reserved


def colors(session):
    return session.labels("ct").set_index("label")["color"]


def test_the_color_follows_the_word(adata, open_session):
    session = open_session(adata)
    session.create_category("ct")
    for number, label in enumerate(("A", "B", "junk")):
        session.label(label, cells=[number])
    before = colors(session)["A"]
    session.rename_label("ct", "A", "Doublets")
    assert colors(session)["Doublets"] == color_of_reserved("doublets")
    session.undo()
    assert colors(session)["A"] == before
    session.redo()
    session.rename_label("ct", "Doublets", "A")
    after = colors(session)
    assert after["A"] not in (color_of_reserved("doublets"), after["B"], after["junk"])
    # a color of one's own stays, and so does that of a name of another spelling
    session.recolor_label("ct", "junk", "#ff0000")
    session.rename_label("ct", "junk", "debris")
    assert colors(session)["debris"] == "#ff0000"
    session.rename_label("ct", "B", "b")
    assert colors(session)["b"] == after["B"]
