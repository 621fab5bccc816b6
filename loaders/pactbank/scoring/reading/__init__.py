"""Anything that holds labels to one Arrow table, a row a document, with every fault of it.

sources    files, folders, dicts, records and tables: there is one way in
jsonlines  lines that keep every rule, all at once
tabular    tables of any origin, in the types that are scored
forms      the records that are scored, as Arrow types with their rules
faults     what is wrong with a line, by its schema
lenient    what can be kept of a faulty line, and what was forgiven
locations  the file and line, or the item, that a fault is in
"""
