"""The endpoints of the Hub on loopback that `huggingface_hub` and `datasets` call."""

from __future__ import annotations

import hashlib
import io
import json
import re
import socket
import struct
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from acceptance.repositories import Repository, Tree, changed, entries, is_large, listing, oid_of

if TYPE_CHECKING:
    from acceptance.loopback_hub import Fault, LoopbackHub

TOKEN = "hf_loopback_secret_of_the_maintainer"


class _Refused(Exception):
    def __init__(self, status: int, error: str, **headers: str) -> None:
        self.status, self.error = status, error
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class Endpoints(BaseHTTPRequestHandler):
    hub: LoopbackHub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def _serve(self) -> None:
        address = urlsplit(self.path)
        self.where, self.query = unquote(address.path), parse_qs(address.query)
        self.hub.requests.append((self.command, self.path))
        fault = self._fault()
        if fault is not None and fault.status is None and not fault.done:
            self.rfile.read(min(16, int(self.headers.get("Content-Length") or 0)))
            self._cut()
            return
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        for path in [path for path in self.hub.meanwhile if path in self.where]:
            self.hub.meanwhile.pop(path)()
        if fault is not None and fault.done:
            self._answer_unheard(fault)
            return
        try:
            if fault is not None:
                raise _Refused(fault.status or 0, fault.error, **fault.headers)
            self._answer()
        except _Refused as refused:
            self._json({"error": refused.error}, refused.status, **refused.headers)

    do_GET = do_HEAD = do_POST = do_PUT = _serve  # noqa: N815

    def _answer(self) -> None:
        self._authorise()
        for method, pattern, answer in _ROUTES:
            if method == self.command and (found := re.fullmatch(pattern, self.where)):
                answer(self, *found.groups())
                return
        raise _Refused(404, f"no such endpoint {self.where}")

    def _answer_unheard(self, fault: Fault) -> None:
        """Do what is asked; then answer with the status of the fault, or drop the connection."""
        heard, self.wfile = self.wfile, io.BytesIO()
        self._answer()
        self.wfile = heard
        if fault.status is None:
            self._cut()
        else:
            self._json({"error": fault.error}, fault.status, **fault.headers)

    def _fault(self) -> Fault | None:
        for fault in self.hub.faults:
            if fault.method != self.command or not re.search(fault.path, self.where):
                continue
            if fault.skip:
                fault.skip -= 1
            elif fault.times != 0:
                fault.times = None if fault.times is None else fault.times - 1
                return fault
        return None

    def _cut(self) -> None:
        """Drop the connection."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True
        self.wfile = self.rfile = open("/dev/null", "r+b")  # noqa: SIM115

    @property
    def known(self) -> bool:
        return self.headers.get("Authorization") == f"Bearer {TOKEN}"

    def _authorise(self) -> None:
        given = self.headers.get("Authorization")
        if given is not None and not self.known:
            wrong = "Invalid credentials in Authorization header"
            raise _Refused(401, wrong, X_Error_Message=wrong)
        if self.command == "PUT":  # to the storage, by a signed address
            if "signature" not in self.query:
                raise _Refused(403, "not signed")
        elif self.command == "POST" and not self.known and "paths-info" not in self.where:
            raise _Refused(401, "Invalid username or password.")

    def _repository(self, name: str, *, files: bool = False) -> Repository:
        found = self.hub.repositories.get(name)
        if found is None or (found.private and not self.known):
            raise _Refused(401, "Repository not found", X_Error_Code="RepoNotFound")
        if files and found.gated and not self.known:
            message = f"Access to dataset {name} is restricted."
            raise _Refused(401, message, X_Error_Code="GatedRepo", X_Error_Message=message)
        return found

    def _commit_of(self, repository: Repository, revision: str) -> str:
        if (oid := repository.resolve(revision)) is None:
            message = f"Invalid rev id: {revision}"
            raise _Refused(404, message, X_Error_Code="RevisionNotFound", X_Error_Message=message)
        return oid

    def _tree(self, repository: Repository, revision: str) -> Tree:
        return repository.commits[self._commit_of(repository, revision)]

    def _json(self, value: Any, status: int = 200, **headers: str) -> None:
        self._send(json.dumps(value).encode(), status, Content_Type="application/json", **headers)

    def _send(self, data: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    # One method for each endpoint.

    def create(self) -> None:
        asked = json.loads(self.body)
        name = f"{asked['organization']}/{asked['name']}"
        url = f"{self.hub.address}/datasets/{name}"
        if name in self.hub.repositories:
            self._json({"error": "You already created this dataset repo", "url": url}, 409)
            return
        made = Repository(private=asked.get("visibility") == "private")
        attributes = {".gitattributes": b"*.parquet filter=lfs\n"}
        made.branches["main"] = made.commit(attributes, "initial")
        self.hub.repositories[name] = made
        self._json({"url": url})

    def validate_yaml(self) -> None:
        self._json({"errors": [], "warnings": []})

    def info(self, name: str, revision: str = "main") -> None:
        found = self._repository(name)
        oid = self._commit_of(found, revision)
        siblings = [{"rfilename": path} for path in sorted(found.commits[oid])]
        self._json({"id": name, "sha": oid, "private": found.private, "gated": found.gated,
                    "disabled": False, "downloads": 0, "likes": 0, "tags": [], "cardData": {},
                    "siblings": siblings})  # fmt: skip

    def refs(self, name: str) -> None:
        found = self._repository(name)

        def listed(kind: str, refs: dict[str, str]) -> list[dict[str, str]]:
            return [{"name": n, "ref": f"{kind}{n}", "targetCommit": o} for n, o in refs.items()]

        self._json({"branches": listed("refs/heads/", found.branches), "converts": [],
                    "tags": listed("refs/tags/", found.tags),
                    "pullRequests": listed("", found.pulls)})  # fmt: skip

    def preupload(self, name: str, revision: str) -> None:
        tree = self._tree(self._repository(name), revision)
        files = [
            {
                "path": file["path"],
                "uploadMode": "lfs" if is_large(file["path"]) else "regular",
                "shouldIgnore": False,
                "oid": oid_of(file["path"], tree[file["path"]]) if file["path"] in tree else None,
            }
            for file in json.loads(self.body)["files"]
        ]
        self._json({"files": files})

    def batch(self, name: str) -> None:
        self._repository(name)
        objects = []
        for one in json.loads(self.body)["objects"]:
            if one["oid"] not in self.hub.large:
                base = self.hub.address
                one["actions"] = {
                    "upload": {"href": f"{base}/lfs/{one['oid']}?signature=of-the-storage"},
                    "verify": {"href": f"{base}/lfs/verify"},
                }
            objects.append(one)
        self._json({"transfer": "basic", "objects": objects})

    def store_large(self, oid: str) -> None:
        if hashlib.sha256(self.body).hexdigest() != oid:
            raise _Refused(400, "the bytes are not those of the oid")
        self.hub.large[oid] = self.body
        self._send(b"")

    def verify_large(self) -> None:
        if json.loads(self.body)["oid"] not in self.hub.large:
            raise _Refused(404, "not uploaded")
        self._json({})

    def commit(self, name: str, revision: str) -> None:
        found = self._repository(name)
        head = self._commit_of(found, revision)
        lines = [json.loads(line) for line in self.body.splitlines()]
        [header] = [line["value"] for line in lines if line["key"] == "header"]
        if header.get("parentCommit", head) != head:
            raise _Refused(412, "A commit has happened since. Please refresh and try again.")
        tree = changed(found.commits[head], lines, self.hub.large)
        oid = found.commit(tree, header["summary"])
        pull = None
        if "create_pr" in self.query:
            number = len(found.pulls) + 1
            found.pulls[f"refs/pr/{number}"] = oid
            pull = f"{self.hub.address}/datasets/{name}/discussions/{number}"
        else:
            found.branches[revision] = oid
        url = f"{self.hub.address}/datasets/{name}/commit/{oid}"
        self._json({"commitOid": oid, "commitUrl": url, "pullRequestUrl": pull})

    def tag(self, name: str, revision: str) -> None:
        found = self._repository(name)
        asked = json.loads(self.body)
        if asked["tag"] in found.tags:
            raise _Refused(409, "Tag reference exists already.")
        found.tags[asked["tag"]] = self._commit_of(found, revision)
        self._json({})

    def tree(self, name: str, revision: str, folder: str | None) -> None:
        tree = self._tree(self._repository(name), revision)
        recursive = self.query.get("recursive", ["false"])[0].lower() in ("true", "1")
        found = listing(tree, (folder or "").strip("/"), recursive=recursive)
        if not found:
            raise _Refused(404, "no such folder", X_Error_Code="EntryNotFound")
        self._json(found)

    def paths_info(self, name: str, revision: str) -> None:
        tree = self._tree(self._repository(name), revision)
        text = self.body.decode()
        paths = json.loads(text)["paths"] if text.startswith("{") else parse_qs(text)["paths"]
        self._json(entries(tree, paths))

    def file(self, name: str, revision: str, path: str) -> None:
        found = self._repository(name, files=True)
        oid = self._commit_of(found, revision)
        if path not in found.commits[oid]:
            raise _Refused(404, "Entry not found", X_Error_Code="EntryNotFound", X_Repo_Commit=oid)
        data = found.commits[oid][path]
        headers: dict[str, Any] = {
            "X_Repo_Commit": oid,
            "ETag": f'"{oid_of(path, data)}"',
            "Accept_Ranges": "bytes",
        }
        if asked := re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", "")):
            first, last = int(asked[1]), int(asked[2] or len(data) - 1)
            part = data[first : last + 1]
            span = f"bytes {first}-{first + len(part) - 1}/{len(data)}"
            self._send(part, 206, Content_Range=span, **headers)
            return
        self._send(data, **headers)


_ID = r"([^/]+/[^/]+)"
_REV = r"(refs/pr/\d+|[^/]+)"
_ROUTES: tuple[tuple[str, str, Callable[..., None]], ...] = (
    ("POST", r"/api/repos/create", Endpoints.create),
    ("POST", r"/api/validate-yaml", Endpoints.validate_yaml),
    ("GET", rf"/api/datasets/{_ID}", Endpoints.info),
    ("GET", rf"/api/datasets/{_ID}/revision/{_REV}", Endpoints.info),
    ("GET", rf"/api/datasets/{_ID}/refs", Endpoints.refs),
    ("GET", rf"/api/datasets/{_ID}/tree/{_REV}(/.*)?", Endpoints.tree),
    ("POST", rf"/api/datasets/{_ID}/paths-info/{_REV}", Endpoints.paths_info),
    ("POST", rf"/api/datasets/{_ID}/preupload/{_REV}", Endpoints.preupload),
    ("POST", rf"/api/datasets/{_ID}/commit/{_REV}", Endpoints.commit),
    ("POST", rf"/api/datasets/{_ID}/tag/{_REV}", Endpoints.tag),
    ("POST", rf"/datasets/{_ID}\.git/info/lfs/objects/batch", Endpoints.batch),
    ("PUT", r"/lfs/([0-9a-f]{64})", Endpoints.store_large),
    ("POST", r"/lfs/verify", Endpoints.verify_large),
    ("GET", rf"/datasets/{_ID}/resolve/{_REV}/(.+)", Endpoints.file),
    ("HEAD", rf"/datasets/{_ID}/resolve/{_REV}/(.+)", Endpoints.file),
)
