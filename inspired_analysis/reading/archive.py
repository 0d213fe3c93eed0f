"""Zip containers and the XML inside them, opened under limits: no bombs, no entities, no outside files."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from lxml import etree

from ..errors import ReadingError

__all__ = ["OLE", "Archive", "is_encrypted_office", "parsed"]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_MEMBERS = 5_000
MAX_PART = 40_000_000  # bytes of one XML part once unpacked; an hour of talk is under 1 MB
MAX_TOTAL = 400_000_000
MAX_RATIO = 300


class Archive:
    """A zip file whose members were checked before anything was unpacked."""

    def __init__(self, raw: bytes, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, IndexError) as error:
            raise ReadingError(
                path,
                expected=f"a whole {path.suffix} file",
                found=f"a damaged archive ({error})",
                todo="Copy or download the file again.",
            ) from None
        if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_TOTAL:
            raise self._bomb("far more inside than a transcript needs")
        self.names = [m.filename for m in members]
        twice = (
            sorted({n for n in self.names if n.endswith(".xml") and self.names.count(n) > 1})
            if len(set(self.names)) < len(self.names)
            else []
        )
        if twice:
            raise ReadingError(
                path,
                expected="every part once",
                found=f"{twice[0]!r} twice",
                todo="Open the file in its program and save it again.",
            )

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        """Return one member, unpacked; refuse one that is huge, packed too tightly, encrypted or damaged."""
        info = self._zip.getinfo(name)
        if info.file_size > MAX_PART or info.file_size > MAX_RATIO * max(info.compress_size, 1_000):
            raise self._bomb(f"{name} would unpack to {info.file_size:,} bytes")
        if info.flag_bits & 1:
            raise ReadingError(
                self.path,
                expected="a file without a password",
                found="an encrypted archive",
                todo="Remove the password and save the file again.",
            )
        try:
            with self._zip.open(info) as member:
                data = member.read(MAX_PART + 1)  # the size in the directory may lie
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise ReadingError(
                self.path,
                expected=f"a whole {self.path.suffix} file",
                found=f"{name} damaged ({error})",
                todo="Copy or download the file again.",
            ) from None
        if len(data) > MAX_PART:
            raise self._bomb(f"{name} unpacks to more than it says")
        return data

    def xml(self, name: str) -> etree._Element:
        """Return the root of one XML member."""
        return parsed(self.read(name), self.path, name)

    def _bomb(self, found: str) -> ReadingError:
        return ReadingError(
            self.path,
            expected="a document of ordinary size",
            found=found,
            todo="This may be a decompression bomb; do not open it.",
        )


def parsed(data: bytes, path: Path, part: str = "") -> etree._Element:
    """Parse XML without entities, document types, network or excessive depth."""
    where = f"{path.name}, {part}" if part else path
    head = data[:4096].replace(b"\x00", b"")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise ReadingError(
            where,
            expected="XML without a document type",
            found="a DOCTYPE or entities",
            todo="This may be an attack; save the file again from its own program.",
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadingError(
            where,
            expected="well-formed XML",
            found=str(error)[:160],
            todo="Open the file in its program and save it again.",
        ) from None
    if root.getroottree().docinfo.doctype:
        raise ReadingError(
            where,
            expected="XML without a document type",
            found="a DOCTYPE",
            todo="This may be an attack; save the file again from its own program.",
        )
    return root


def is_encrypted_office(raw: bytes) -> bool:
    """Whether an OLE container holds an encrypted .docx or .xlsx, by the name of its stream."""
    return "EncryptedPackage".encode("utf-16-le") in raw
