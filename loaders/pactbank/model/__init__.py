"""Frozen typed records, and how they are read from bytes.

document, annotation, prediction, score, registers    the records
closed, scalars, ids, times     what their values may be
walk        every span, label and reference of a record of labels
derived     what the status entries of an agreement add up to
codec       records to strict JSON and back, with line numbers
schemas     JSON Schema to findings, and findings to problems
rules       the list of rules, and problems made from them
packaged    where schemas and packaged data are
progress    the callback by which long work reports
"""
