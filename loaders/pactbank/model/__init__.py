"""Frozen typed records: documents, annotations, predictions and the closed lists."""
