"""The Cell Ontology: its terms as data, and a search by the words that people label cells with."""
