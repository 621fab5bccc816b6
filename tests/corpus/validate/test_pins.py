from __future__ import annotations

from pactbank.corpus.validate.pins import check_pin


def test_labels_for_another_text_are_refused() -> None:
    assert list(check_pin("a" * 64, "a" * 64, "hask-note v1")) == []
    [fault] = check_pin("b" * 64, "a" * 64, "hask-note v1")
    assert (fault.code, fault.pointer) == ("PB316", "/text_sha256")
    assert fault.message == f"the text of hask-note v1 is {'a' * 64}"


def test_labels_that_name_no_text_are_taken_as_made_for_this_one() -> None:
    assert list(check_pin(None, "a" * 64, "hask-note v1")) == []
