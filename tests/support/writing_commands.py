"""Every command, by whether it writes into a corpus."""

from __future__ import annotations

WRITING = {
    "pactbank ingest": "pactbank ingest article.txt --id my-article",
    "pactbank zones": "pactbank zones ph-jp-security-talks --set 1=notice --reason clutter",
    "pactbank anchor": "pactbank anchor draft.json --as pass-a",
    "pactbank migrate": "pactbank migrate gold --accept",
    "pactbank adjudicate": "pactbank adjudicate pass-a pass-b --decisions decisions.jsonl",
    "pactbank audit file": "pactbank audit file judged.jsonl --name first --by Ana",
    "pactbank audit finds": "pactbank audit finds finds.jsonl",
    "pactbank lock": "pactbank lock --accept",
    "pactbank remove": "pactbank remove ph-jp-security-talks --yes",
    "pactbank annotators add": "pactbank annotators add ana --kind human --description Ana",
    "pactbank split": "pactbank split --auto 60/15/25",
    "pactbank studio pull": "pactbank studio pull --in export.json --as alice",
}
"""A call of each command that writes into a corpus."""

READING = {
    "pactbank init", "pactbank annotators list", "pactbank list", "pactbank stats",
    "pactbank build", "pactbank path", "pactbank demo", "pactbank rehydrate",
    "pactbank publish", "pactbank recipe", "pactbank fetch",
    "pactbank validate", "pactbank show", "pactbank iaa", "pactbank studio config",
    "pactbank studio push", "pactbank prompt", "pactbank schema", "pactbank predict",
    "pactbank score", "pactbank compare", "pactbank audit draw", "pactbank audit figures",
    "pactbank bench", "pactbank train spacy",
    "pactbank report",
}  # fmt: skip
"""Commands that write nothing, or only where they are told (init DIR, predict --out FILE), or into
the user's cache."""

FILES = {
    "article.txt": "Veldria and Mirr signed a pact.\n",
    "draft.json": '{"document": "ph-jp-security-talks", "layers": ["entities"]}',
    "decisions.jsonl": "",
    "judged.jsonl": "",
    "finds.jsonl": "",
    "export.json": "[]",
}
"""What those calls read."""
