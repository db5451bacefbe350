"""Labels carried to another object: by the names of cells, by the recipes they were chosen by, by what is near them."""
