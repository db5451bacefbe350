"""Everything a person does to label cells, headless."""
