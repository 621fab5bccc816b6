"""Kinds of lines that people paste, each with texts in which one line used to go wrong. All texts
are invented. In doubt a line is kept, and no headline and no line of the body is ever stripped."""

from __future__ import annotations

import pytest

from pactbank.model.closed import STRIPPED
from pactbank.text.zones import ZoneRun, label

BODY = (
    "Mirr and Anhal signed the ferry accord in Hask on Monday, their ministers said.",
    "The boats sail again from June, and the first of them is already in port.",
)
FIRST = "HASK, Mirr — Mirr and Anhal signed the ferry accord on Monday, their ministers said."


def kinds(*lines: str) -> list[str]:
    """The kind of each line that is not blank: of a line with a dateline, of what follows it."""
    raw = "\n".join(lines) + "\n"
    last: dict[int, ZoneRun] = {raw.count("\n", 0, run.raw[0]): run for run in label(raw)}
    return [last[number].kind for number in sorted(last)]


HEADLINES = [
    "How to get your money back: what the accord means for savers",
    "The best deal you could get? What Mirr gave away",
    "Learn more about your neighbours: schools swap teachers",
    "Ready for a new pact? Mirr and Anhal try again",
    "Want to sail to Anhal? What you need to know",
    "Still waiting for your visa? The accord may help you",
    "Is the truce dead yet?",
    "Will you need a visa for Anhal?",
    "Why pay twice? What the customs union means for your parcel",
    "Get ready: what the ferry accord means for you",
    "What the ferry accord means for you:",
    "Here is what you should know about the port accord:",
    "Discover what the two ministers agreed about your pension:",
    "Join or leave? Your guide to the customs union",
    "Ask your minister: is this accord good for you?",
    "Watch: how the two ministers signed the ferry accord",
    "Explainer: what the ferry accord changes",
    "In pictures: Hask welcomes the first ferry",
    "Cookies and consent: what the data accord says",
    "Subscribe to peace, the president tells both parliaments",
    "Bread from only ₱60 a loaf? What the grain accord means for you",
    "Tariffs on US goods will hit your wallet, and you will pay",
    "Sign up or stay out: Mirr must choose before June",
    "Register of ships is at the heart of the accord",
    "Enjoy it while you can! The truce is running out",
    "One in four of your neighbours wants out of the pact",
]


@pytest.mark.parametrize("headline", HEADLINES)
@pytest.mark.parametrize(
    "head",
    [
        ("By Ana Moreth", "12 May 2031"),
        ("By Ana Moreth | Orlen Courier",),
        ("12 May 2031, 10:15",),
        ("A second line under it that says more about the accord", "By Ana Moreth"),
    ],
    ids=["byline and time", "byline", "time", "two lines"],
)
def test_no_headline_is_stripped(headline: str, head: tuple[str, ...]) -> None:
    found = kinds(headline, *head, FIRST, BODY[1])
    assert found[0] == "headline"
    assert not set(found) & STRIPPED


@pytest.mark.parametrize("headline", HEADLINES)
def test_a_headline_without_byline_is_not_stripped(headline: str) -> None:
    assert kinds(headline, "", FIRST, BODY[1])[0] == "headline"


@pytest.mark.parametrize(
    "line",
    [
        "BREAKING: Mirr and Anhal sign the ferry accord",
        "BREAKING NEWS: Mirr and Anhal sign the ferry accord",
        "UPDATE 2: Mirr and Anhal sign the ferry accord",
        "EXCLUSIVE: Mirr to leave the customs union",
        "EXCLUSIVE — Mirr to leave the customs union",
        "JUST IN: Mirr leaves the talks",
        "LIVE UPDATES: Ministers meet in Hask",
        "WATCH LIVE: Ministers meet in Hask",
        "OPINION: An accord that nobody wanted",
        "FACT CHECK: Did Mirr sell the port?",
        "SPECIAL REPORT: Six years without a ferry",
        "ANALYSIS - What Mirr gave away",
    ],
)
def test_what_a_line_announces_is_no_dateline(line: str) -> None:
    assert kinds(line, "By Ana Moreth", *BODY) == ["headline", "byline", "paragraph", "paragraph"]
    assert "dateline" not in {run.kind for run in label(f"{line}\n\n{BODY[0]}\n{BODY[1]}\n")}
    after = f"Talks\nBy Ana Moreth\n{line}.\n{BODY[0]}\n"
    assert "dateline" not in {run.kind for run in label(after)}


@pytest.mark.parametrize(
    "line",
    [
        "HASK: Mirr and Anhal signed the accord.",
        "NEW HASK — Mirr and Anhal signed the accord.",
        "HASK, Mirr, May 12 (KNA) — Mirr and Anhal signed the accord.",
        "LIVE OAK, Mirr — Mirr and Anhal signed the accord.",
    ],
)
def test_a_dateline_stays_one(line: str) -> None:
    assert "dateline" in {run.kind for run in label(f"Talks\nBy Ana Moreth\n{line}\n")}


@pytest.mark.parametrize(
    "buttons",
    [
        ("Facebook", "Twitter", "Email"),
        ("Facebook",),
        ("Email",),
        ("X", "WhatsApp", "Print", "Copy link"),
        ("Share", "Facebook", "LinkedIn"),
        ("Share on Facebook", "Share on X", "Email this"),
        ("Click to share on Facebook (Opens in new window)", "Pin it"),
        ("Telegram", "", "Viber", "", "Reddit"),
    ],
)
@pytest.mark.parametrize(
    "head", [("By Ana Moreth",), ("12 May 2031",), ("By Ana Moreth", "12 May 2031")]
)
def test_names_of_networks_under_the_byline_are_buttons(
    head: tuple[str, ...], buttons: tuple[str, ...]
) -> None:
    found = kinds("Mirr and Anhal sign", *head, *buttons, "", FIRST, BODY[1])
    signs = sum(bool(line) for line in buttons)
    assert found[1 + len(head) : 1 + len(head) + signs] == ["notice"] * signs
    assert found[-2:] == ["paragraph"] * 2


def test_a_heading_with_the_name_of_a_network_stays() -> None:
    found = kinds("Talks", "By Ana Moreth", FIRST, "Twitter", BODY[0], BODY[1])
    assert found[3:] == ["heading", "paragraph", "paragraph"]


@pytest.mark.parametrize(
    "heading",
    [
        "Most read in World",
        "Most Read in Politics",
        "Most viewed this week",
        "Trending in Mirr",
        "Top stories today",
        "MOST POPULAR ON ORLEN COURIER:",
        "Most shared",
    ],
)
def test_a_list_of_what_others_read_is_stripped(heading: str) -> None:
    links = ("Six years without a ferry", "Crews come home to a brass band")
    found = kinds("Talks", "By Ana Moreth", FIRST, BODY[1], "", heading, *links)
    assert found[4:] == ["related-link"] * 3


@pytest.mark.parametrize(
    "sentence",
    [
        "Most read in Mirr is still the Courier, which both ministers quoted on Monday.",
        "Most read the accord only after it was signed.",
        "Trending on both sides of the strait is a song about the ferry.",
    ],
)
def test_a_sentence_about_what_is_read_stays(sentence: str) -> None:
    assert kinds("Talks", "By Ana Moreth", FIRST, sentence, BODY[1])[3] == "paragraph"


@pytest.mark.parametrize(
    "line",
    [
        "Nov 20 2019, 11:06am ist",
        "Nov 20, 2019, 11:06 IST",
        "updated: Nov 20, 2019 22:09 ist",
        "Updated: November 20, 2019 11:06:22 am",
        "Last Updated : 20 Nov 2019, 11:06 pm cet",
        "updated 20 nov 2019 at 11.06 utc+8",
        "First published on 20 November 2019",
        "Published: 20th Nov 2019 11:06 AM | Updated: 21st Nov 2019 09:00 AM",
        "MNA | Hask | Updated: Nov 20, 2019, 11:06 IST",
        "20 Nov 2019 11:06 gmt+5:30",
        "2019-11-20 11:06:22+05:30",
        "Uploaded: 3 hours ago",
        "11:06 hrs IST, 20 Nov 2019",
    ],
)
@pytest.mark.parametrize("byline", [("By Ana Moreth",), ()])
def test_a_time_is_no_headline(line: str, byline: tuple[str, ...]) -> None:
    found = kinds("Mirr and Anhal sign", *byline, line, "", FIRST, BODY[1])
    assert found[0] == "headline"
    assert found[1 + len(byline)] == "timestamp"


@pytest.mark.parametrize(
    "line",
    [
        "Updated: Mirr names the ship",
        "Published in Hask, read in Weem",
        "Issued in May, lost in June: a passport tells its story",
    ],
)
def test_a_headline_that_speaks_of_publishing_stays(line: str) -> None:
    assert kinds(line, "By Ana Moreth", FIRST, BODY[1])[0] == "headline"


@pytest.mark.parametrize(
    "sentence",
    [
        "The average retail price of a used car was $39,014, up from $37,500 a year ago.",
        "The average retail price paid last month was $39,014, up from $37,500 in March.",
        "A barrel of oil now costs just $42, down from $60 a year earlier.",
        "Diesel now sells from ₱55 a litre, and you pay more on the islands.",
        "Rice rose from €1.20 to €1.80 a kilo after the truce.",
        "The toll is only $5 a day for your lorry, half of what it was before the accord.",
        "Gas prices fell from $3.99 to $3.50 per gallon, and your heating bill with them.",
        "The median rent in Hask climbed to €900 a month from €700 before the war!",
        "Tariffs on US goods will hit your wallet.",
        "Wheat traded at just $210 a tonne on Monday.",
        "A seat on the ferry was cut to only €9 a person, said nobody in your ministry.",
    ],
)
def test_news_of_prices_stays(sentence: str) -> None:
    assert kinds("Talks", "By Ana Moreth", FIRST, sentence, BODY[1])[3] == "paragraph"
    assert not set(kinds(sentence, BODY[0], sentence)) & STRIPPED


@pytest.mark.parametrize(
    "line",
    [
        "Lio Pell, Department Spokesperson",
        "Ana B. Moreth, Secretary of State",
        "Dov van Harrel, Minister for Foreign Affairs of Mirr",
        "Ilka Varn, Deputy Press Secretary",
        "Tomas Reddik, Special Envoy for the Strait and the Isles",
        "Leontine Marr, President",
        "Office of the Spokesperson",
        "Office of the Press Secretary",
        "Office of the High Commissioner for Refugees",
        "Bureau of Public Affairs",
        "Foreign Ministry Press Service",
    ],
)
@pytest.mark.parametrize("headline", ["Mirr and Anhal sign the accord", None])
@pytest.mark.parametrize("time", ["May 12, 2031", None])
def test_who_signs_a_statement_is_the_byline(
    line: str, headline: str | None, time: str | None
) -> None:
    lines = [one for one in (headline, line, time) if one]
    found = kinds(*lines, "", *BODY)
    assert found[: len(lines)] == [
        kind for kind, one in (("headline", headline), ("byline", line), ("timestamp", time)) if one
    ]
    assert found[len(lines) :] == ["paragraph"] * 2


def test_a_post_may_stand_under_the_name() -> None:
    lines = ("Statement on the accord", "Lio Pell", "Department Spokesperson", "May 12, 2031")
    assert kinds(*lines, "", *BODY)[:4] == ["headline", "byline", "byline", "timestamp"]


@pytest.mark.parametrize(
    "headline",
    [
        "Anhal, Foreign Minister Agree on Port",
        "Office of the President Denies Report",
        "Ministry of Ports Sells Two Ferries",
        "Mirr, President Marr and a very small fish",
    ],
)
def test_a_headline_that_names_an_office_stays(headline: str) -> None:
    assert kinds(headline, "By Ana Moreth", FIRST, BODY[1])[0] == "headline"


ITEMS = [
    [f"{number}. Ministry {number}" for number in range(1, 9)],
    [f"{number}) Ministry of Port {'ABCDEFGH'[number - 1]}" for number in range(1, 9)],
    ["Ports and harbours", "Ferries", "Lighthouses", "Pilots", "Customs", "Fish", "Salt", "Tolls"],
    ["ports;", "ferries;", "lighthouses;", "pilots;", "customs;", "fish;", "salt; and", "tolls"],
    [f"{'I' * number}. Ministry" if number < 4 else f"{number}. Ministry" for number in (1, 2, 3)],
]


COLON = "The accord names them all:"


@pytest.mark.parametrize(
    ("items", "gaps", "lead"),
    [
        *((items, False, lead) for items in ITEMS for lead in (BODY[1], COLON)),
        *((items, True, COLON) for items in ITEMS),
        *((items, True, BODY[1]) for items in ITEMS if items[0].startswith(("1", "ports"))),
    ],
)
def test_the_last_item_of_a_list_is_no_heading(items: list[str], gaps: bool, lead: str) -> None:
    listed = [part for item in items for part in ((item, "") if gaps else (item,))]
    found = kinds("Talks", "By Ana Moreth", FIRST, lead, "", *listed, "", BODY[0])
    assert found[4:-1] == ["paragraph"] * len(items)


def test_a_heading_after_a_list_stays_one() -> None:
    found = kinds("Talks", "By Ana Moreth", FIRST, *ITEMS[0], "", "What comes next", BODY[1])
    assert found[-2:] == ["heading", "paragraph"]
    numbered = ("1. The port", BODY[0], "2. The ferry", BODY[1], "3. The toll", BODY[0])
    found = kinds("Talks", "By Ana Moreth", FIRST, BODY[0], *numbered)
    assert found[4::2] == ["heading"] * 3


CONTACTS = [
    "For press inquiries, contact press@ports.mirr.",
    "For media enquiries, please contact: Ana Moreth, +99 20 555 0100",
    "For more information, contact ports-pa@state.mirr.",
    "For further information please contact the ministry's press office at 555 0100 20.",
    "Media contact: Ana Moreth, ana@ports.mirr",
    "Press Contact:",
    "MEDIA CONTACTS",
    "Media Inquiries: press@ports.mirr",
    "Contact: Lio Pell, 020 555 0100",
    "Tel: +99 20 555 0100",
    "Email: press@ports.mirr",
    "press@ports.mirr",
    "+99 (20) 555-0100",
]


@pytest.mark.parametrize("line", CONTACTS)
def test_contacts_of_a_press_office_are_stripped(line: str) -> None:
    found = kinds("Talks", "By Ana Moreth", FIRST, BODY[1], "", line)
    assert found == ["headline", "byline", "paragraph", "paragraph", "notice"]


def test_a_block_of_contacts_is_stripped_whole() -> None:
    block = ("Media contact:", "Ana Moreth", "ana@ports.mirr", "Lio Pell, Ports, +99 20 555 0100")
    found = kinds("Talks", "By Ana Moreth", FIRST, BODY[1], "", *block, BODY[1])
    assert found[4:] == ["notice"] * 4 + ["paragraph"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Contact: the word stands eleven times in the accord, and nobody knows why.",
        "For more information on the strait, the ministers looked at a chart from 1784.",
        "For further details both sides wait until June.",
        "Media contacts between the two states were cut in 2025, the ministry said.",
        "1999-2004",
        "2031 2032",
        "“Contact: Lio Pell, 020 555 0100,” the note in the bottle said.",
        "Press relations have been cool since March, and the accord will not warm them.",
    ],
)
def test_what_only_speaks_of_contacts_stays(sentence: str) -> None:
    assert kinds("Talks", "By Ana Moreth", FIRST, sentence, BODY[1])[3] not in STRIPPED


@pytest.mark.parametrize(
    "byline",
    [
        "ANA MORETH",
        "ANA B. MORETH",
        "ANA MORETH AND LIO PELL",
        "ANA MORETH, LIO PELL AND DOV HARREL",
        "ANA MORETH & LIO PELL",
        "JEAN-LUC DE LA VARN",
        "ANA O'MORETH",
        "ANA MORETH, ORLEN COURIER",
    ],
)
@pytest.mark.parametrize("first", [FIRST, BODY[0]], ids=["dateline", "none"])
def test_names_in_capitals_are_a_byline(byline: str, first: str) -> None:
    assert kinds("Mirr and Anhal sign the accord", byline, "", first, BODY[1])[:2] == [
        "headline",
        "byline",
    ]


@pytest.mark.parametrize(
    "line",
    ["WORLD NEWS", "FERRY ACCORD SIGNED", "G20 SUMMIT", "TOP STORIES OF MAY", "MIRR AND ANHAL"],
)
def test_capitals_that_are_no_names_are_no_byline(line: str) -> None:
    found = kinds("Mirr and Anhal sign the accord", line, "", FIRST, BODY[1])
    assert found[1] != "byline"


@pytest.mark.parametrize(
    "day", ["Nov. 27, 2031", "November 27, 2031", "27 November 2031", "Nov. 27"]
)
@pytest.mark.parametrize("place", ["HASK", "PORT DURO", "HASK, Mirr", "Hask, Mirr", "Port Duro"])
@pytest.mark.parametrize(
    "agency",
    ["{place}, {day}", "{place} (MNA), {day}", "{place}, {day} (MNA)", "{place}, {day} /Wire/"],
)
@pytest.mark.parametrize("dash", ["-", "—", "--"])
def test_a_dateline_may_have_its_day_with_the_year(
    day: str, place: str, agency: str, dash: str
) -> None:
    start = f"{agency.format(place=place, day=day)} {dash}"
    raw = f"{start} {BODY[0]}\n{BODY[1]}\n"
    first, second, _ = label(raw)
    assert (first.kind, raw[slice(*first.raw)], second.kind) == ("dateline", start, "paragraph")


@pytest.mark.parametrize(
    "line",
    [
        "Tuesday, Nov. 27 - the day of the vote - was quiet in Hask, as usual.",
        "ADVERTISEMENT — Oilskins: the third pair is yours until the thaw.",
    ],
)
def test_a_day_or_a_label_is_no_dateline(line: str) -> None:
    assert {run.kind for run in label(f"{line}\n{BODY[1]}\n")} == {"paragraph"}


def test_a_dateline_may_have_a_line_to_itself() -> None:
    assert kinds("Talks go on", "", "PORT DURO (Strait News), Sept 29 —", *BODY)[1] == "dateline"
    assert kinds("TALKS —", *BODY)[0] != "dateline"


@pytest.mark.parametrize(
    "names",
    [
        ("ANA MORETH", "OSRIC HALDEN"),
        ("BY ANA MORETH", "OSRIC HALDEN"),
        ("By Ana Moreth", "OSRIC HALDEN", "DOV HARREL AND ILSE VARGA"),
    ],
)
@pytest.mark.parametrize("first", [FIRST, BODY[0]], ids=["dateline", "none"])
def test_bylines_in_capitals_on_several_lines(names: tuple[str, ...], first: str) -> None:
    found = kinds("Mirr and Anhal sign the accord", *names, "", first, BODY[1])
    assert found == ["headline", *["byline"] * len(names), "paragraph", "paragraph"]


@pytest.mark.parametrize(
    "byline",
    ["By Ana Moreth, parliamentary reporter", "By Ana Moreth, on the Hask road",
     "Interview by Osric Halden", "By Courier staff", "By our harbour desk"],
)  # fmt: skip
def test_bylines_with_an_addition(byline: str) -> None:
    head = kinds("Mirr and Anhal sign the accord", byline, "12 May 2031", "", *BODY)
    assert head[:3] == ["headline", "byline", "timestamp"]


@pytest.mark.parametrize(
    "line",
    ["Hask, 14 September 2031", "Hask, Monday, 12 March 2035", "Port Duro, March 12, 2035",
     "Assembly, sitting of Thursday, 17 March 2033", "Nineteenth Session, Hask, 15 December 2032"],
)  # fmt: skip
def test_a_place_with_a_day_is_a_timestamp(line: str) -> None:
    assert kinds(line, "Statement on the ferry accord", "By Ana Moreth", "", *BODY)[:2] == [
        "timestamp", "headline",
    ]  # fmt: skip


def test_turns_of_speakers_are_neither_headings_nor_datelines() -> None:
    turns = ["HOST: Who gave way in the end?", "MORETH: We did. [laughter]", "HOST: Because?",
             "[laughter]", "MORETH: It was a good coat, and it kept us warm."]  # fmt: skip
    assert kinds("Talks on the ferry accord", "By Ana Moreth", "", *turns)[2:] == [
        "paragraph" for _ in turns
    ]
    raw = "\n".join(turns) + "\n"
    assert {run.kind for run in label(raw)} == {"paragraph"}


def test_one_label_before_a_colon_is_no_transcript() -> None:
    assert kinds(*BODY, "TIMELINE: How they got there", BODY[0])[2] == "heading"
