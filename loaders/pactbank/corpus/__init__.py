"""The corpus: where the data are, the store and its files, ingest, drafts, and every rule.

Importing this package imports nothing: the hook that builds the wheel uses `rights` before
anything else is installed.
"""
