"""Labels into ``adata.obs``, or into a file."""
