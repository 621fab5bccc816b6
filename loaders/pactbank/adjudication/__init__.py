"""Several passes to gold: what agrees is taken over, what differs is decided.

documents   which documents the passes share, each with its journal: adjudicated one by one
merging     passes to one list of things, each with what every pass says of it
comparing   things to differences, the smallest things that can be decided
listing     differences for people and programs: in their context, with quotes and stable ids
decisions   decisions from files, held against the differences
resolving   passes and decisions to labels; `editing` anchors those that somebody wrote
finishing   labels to the lists of an annotation, with ids that count
gold        all of that, checked, with `origins`: which pass each label comes from
journal     decisions that wait until their document has gold
"""
