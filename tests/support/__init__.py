"""What tests of several wings share.

- `sample_corpus`: three invented documents with gold labels, as a corpus or one at a time.
- `example_corpus`, `example_faults`: the makers of `schema/examples/`.
- `labelled`: predictions as JSON objects, for tests of scoring.
- `generated_annotations`: annotations drawn by hypothesis.
- `builds`: builds to compare and to damage.
- `editor`: edits of a Label Studio result, as a person makes them.
- `label_studio_server`, `studio_shell`, `browser`: the real server, `pactbank studio` against it,
  and its editor in Chromium.
"""
