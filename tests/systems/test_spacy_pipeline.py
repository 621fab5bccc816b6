"""`spacy:PIPELINE`: any pipeline that spaCy can load."""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path

import pytest

from pactbank.errors import WrongUse
from pactbank.systems import Article, get, run
from support import sample_corpus

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import spacy


@pytest.fixture
def pipeline(tmp_path: Path) -> Path:
    """A pipeline that knows two names, saved as a user's own is."""
    made = spacy.blank("en")
    ruler = made.add_pipe("entity_ruler", name="names")
    ruler.add_patterns(  # type: ignore[attr-defined]
        [{"label": "GPE", "pattern": "Veldria"}, {"label": "ORG", "pattern": "Marsk Daily"}]
    )
    made.meta["name"], made.meta["version"] = "marsk", "1.2"
    made.to_disk(tmp_path / "marsk")
    return tmp_path / "marsk"


@pytest.mark.acceptance
def test_entities_have_the_types_of_the_pipeline_and_offsets_in_code_points(pipeline: Path) -> None:
    words = "🤝 Veldria told Marsk Daily."
    document, _, text = sample_corpus.make_document("a", ((("paragraph", words),),))
    system = get(f"spacy:{pipeline}")
    [answer] = run(system, [Article(document, text)])
    assert answer.line is not None
    given = json.loads(answer.line)
    assert given["layers"] == ["entities"]
    found = [(text[e["start"] : e["end"]], e["type"]) for e in given["entities"]]
    assert found == [("Veldria", "GPE"), ("Marsk Daily", "ORG")]
    assert re.fullmatch("en_marsk 1.2 [0-9a-f]{12}", system.version)
    assert get(f"spacy:{pipeline}").version == system.version
    with open(pipeline / "names/patterns.jsonl", "a") as file:
        file.write('{"label": "GPE", "pattern": "Mirr"}\n')
    assert get(f"spacy:{pipeline}").version != system.version
    assert system.types == frozenset({"GPE", "ORG"})


def test_a_learnt_pipeline_names_its_types(tmp_path: Path) -> None:
    made = spacy.blank("en")
    made.add_pipe("ner").add_label("NORP")  # type: ignore[attr-defined]
    made.add_pipe("sentencizer")
    made.initialize()
    made.to_disk(tmp_path / "learnt")
    system = get(f"spacy:{tmp_path / 'learnt'}")
    assert system.types == frozenset({"NORP"})
    document, _, text = sample_corpus.make_document("a", ((("paragraph", "Mirr met Brenn."),),))
    [answer] = run(system, [Article(document, text)])
    assert answer.failure is None


def test_a_pipeline_that_cannot_be_had_says_why(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"no spaCy pipeline 'xx_none'; there is.*a folder that"):
        get("spacy:xx_none")
    (tmp_path / "config.cfg").write_text("[nlp]\nlang = 7\n")
    (tmp_path / "meta.json").write_text("{}")
    with pytest.raises(WrongUse, match=r"spaCy pipeline .* cannot be loaded"):
        get(f"spacy:{tmp_path}")


def test_without_spacy_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "spacy", None)
    with pytest.raises(WrongUse, match=r'pip install "pactbank\[spacy\]"'):
        get("spacy:en_core_web_sm")
