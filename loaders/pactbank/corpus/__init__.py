"""The corpus on disk.

examples    the failing example of each rule
recording   changes made by hand, checked and recorded in the lock
validate    every rule that data must keep
ingest      raw bytes to a document in the store
correction  zones that a person sets, and labels that move along
draft       labels given as quotes to an annotation
removal     a document taken out of lock, splits and labels
changes     how files differ from the lock
handbook    the annotator's handbook, whose hash labels record
store       documents, texts and annotations: read, checked, appended
bylines     who wrote an article and when
files       bytes: read safely, written atomically, hashed
resources   where the data are
rights      what may leave the checkout

Importing this package imports nothing: the hook that builds the wheel uses `rights` before
anything else is installed.
"""
