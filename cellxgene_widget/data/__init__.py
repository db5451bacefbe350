"""The one wing that touches AnnData: cells, columns, embeddings, genes, matrices in blocks."""
