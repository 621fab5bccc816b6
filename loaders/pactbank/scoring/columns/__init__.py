"""Labels as columns of integers: no loop over labels.

labels       everything one side says of some documents
layers       the columns of each layer, and the spans in them
items        lists of records as rows, strings as places in a vocabulary
line         spans of all documents on one line; white space; unions of spans
arrays       rows of integers: sorting, joining, numbering
contents     what a label says as one number: for signatures, and for what is said twice
ordering     the canonical order of labels, which decides between equally good ones
pointers     from a row back to the JSON pointer of its label
fingerprint  rows of integers and strings to numbers
exchange     Arrow arrays to NumPy and back
"""
