from __future__ import annotations

import pytest

from pactbank.corpus.bylines import read_byline, read_timestamp


@pytest.mark.parametrize(
    ("line", "authors", "publisher"),
    [
        ("Ana Moreth - OrlenCourier.vd", ("Ana Moreth",), "OrlenCourier.vd"),
        ("By Ana Moreth and Lio Pell | Marsk Daily", ("Ana Moreth", "Lio Pell"), "Marsk Daily"),
        ("BY OSRIC HALDEN AND PETRA LUNOV", ("OSRIC HALDEN", "PETRA LUNOV"), None),
        ("Written by Fenella Roake", ("Fenella Roake",), None),
        (
            "By Rosamund Fay, Teodor Ilk and Dov Harrel",
            ("Rosamund Fay", "Teodor Ilk", "Dov Harrel"),
            None,
        ),
        ("Harlan Vosse, Calder Herald", ("Harlan Vosse",), "Calder Herald"),
        ("By: Jean-Luc O’Neil", ("Jean-Luc O’Neil",), None),
        ("Lio Pell, Department Spokesperson", ("Lio Pell",), None),
        ("Ana B. Moreth, Secretary of State, Mirr", ("Ana B. Moreth",), None),
        ("Office of the Spokesperson", ("Office of the Spokesperson",), None),
        ("By  Ana Moreth \t and   Lio Pell", ("Ana Moreth", "Lio Pell"), None),
        ("", (), None),
    ],
)
def test_bylines(line: str, authors: tuple[str, ...], publisher: str | None) -> None:
    assert read_byline(line) == (authors, publisher)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("March 4, 2031 | 8:12am", "2031-03-04T08:12"),
        ("Updated: 6 August 2032, 18:40", "2032-08-06T18:40"),
        ("Wed, Apr 9, 2031 • 11:26 AM", "2031-04-09T11:26"),
        ("Posted on July 21, 2033", "2033-07-21"),
        ("2031-05-28", "2031-05-28"),
        ("Nov 20 2031, 11:06am ist", "2031-11-20T11:06"),
        ("updated: Nov 20, 2031 22:09 IST", "2031-11-20T22:09"),
        ("First published : 20 November 2031 09:15 GMT", "2031-11-20T09:15"),
        ("(Updated 5:10 p.m.)", None),
        ("2 hours ago", None),
        ("May 2031", None),
        ("", None),
    ],
)
def test_timestamps(line: str, value: str | None) -> None:
    assert read_timestamp(line) == value
