"""Aligned labels to counts: one row of integers a document, for each layer and for zones."""
