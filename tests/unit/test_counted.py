"""One cell is not "1 cells", wherever cells are counted in a sentence."""

import anndata as ad
import numpy as np
import pandas as pd

import cellxgene_widget as cxw
from cellxgene_widget.core.counted import counted, one_or_more


def test_counts_go_with_their_nouns():
    assert [counted(n) for n in (0, 1, 2, 2638)] == ["0 cells", "1 cell", "2 cells", "2,638 cells"]
    assert counted(1, "label") == "1 label"
    assert one_or_more(1, "is", "are") == "is"
    assert one_or_more(0, "is", "are") == "are"


def test_a_session_on_one_cell_counts_it_in_the_singular(tmp_path):
    adata = ad.AnnData(np.ones((1, 3), np.float32), obs=pd.DataFrame(index=["a"]), obsm={"X_umap": np.zeros((1, 2))})
    widget = cxw.show(adata, annotations_dir=tmp_path)
    widget.create_category("mine")
    widget.label("B", cells=["a"])
    told = [repr(widget), repr(widget.session), widget.history["text"].iloc[-1] if "text" in widget.history else ""]
    told.append(str(widget.merge()))
    assert not [text for text in told if "1 cells" in text]
    assert "1 cell" in told[0]
    widget.close()
