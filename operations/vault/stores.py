"""Where backups lie: a folder, or a bucket of an S3-compatible store. What is written appears whole or not at all."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import Refused

BUCKET_SCHEME = "s3://"
UNFINISHED = ".unfinished"
PART_BYTES = 8 * 1024 * 1024
PIECE = 1024 * 1024
STALE_SECONDS = 24 * 3600


class Sink(Protocol):
    """What takes bytes."""

    def write(self, data: bytes, /) -> int: ...


class Store(Protocol):
    """Names are paths with slashes below the target."""

    address: str

    def writing(self, name: str) -> Any:
        """A context whose sink becomes `name` when it ends well; else nothing is there."""

    def read(self, name: str) -> BinaryIO:
        """The stored bytes. FileNotFoundError when there is none."""

    def size(self, name: str) -> int | None:
        """Stored bytes; None: not there."""

    def names(self, prefix: str) -> Iterator[str]:
        """All that is stored below the prefix."""

    def delete(self, name: str) -> None:
        """Take it away; what is not there is no mistake."""


def open_store(target: str) -> Store:
    """The place that `target` names: `s3://bucket/prefix`, or a folder."""
    if not target:
        raise Refused(_("Say where backups are kept: give a target, or set BACKUP_TARGET."))
    return BucketStore(target) if target.startswith(BUCKET_SCHEME) else FolderStore(Path(target).absolute())


class FolderStore:
    """A folder of this machine, or one that is mounted from another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = str(folder)

    @contextmanager
    def writing(self, name: str) -> Iterator[Sink]:
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, unfinished = tempfile.mkstemp(dir=target.parent, suffix=UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            Path(unfinished).replace(target)
            _sync_folder(target.parent)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            self._forget_empty(target.parent)
            raise

    def read(self, name: str) -> BinaryIO:
        return (self.folder / name).open("rb")

    def size(self, name: str) -> int | None:
        try:
            return (self.folder / name).stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return None

    def names(self, prefix: str) -> Iterator[str]:
        for folder, below, files in walked(self.folder / prefix):
            below.sort()
            for each in sorted(files):
                path = Path(folder) / each
                if path.suffix == UNFINISHED:
                    _forget_if_stale(path)
                else:
                    yield path.relative_to(self.folder).as_posix()

    def delete(self, name: str) -> None:
        path = self.folder / name
        path.unlink(missing_ok=True)
        self._forget_empty(path.parent)

    def _forget_empty(self, folder: Path) -> None:
        """The folder of a run in which nothing is left, or came."""
        if folder.parent == self.folder / "runs" and folder.exists() and not any(folder.iterdir()):
            folder.rmdir()


def walked(root: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """As `os.walk`, but a folder that is there and cannot be read is an error: it is not empty."""

    def refused(problem: OSError) -> None:
        if not isinstance(problem, FileNotFoundError | NotADirectoryError):
            raise problem

    yield from os.walk(root, onerror=refused)


def _sync_folder(folder: Path) -> None:
    """So that the new name outlives a power failure too; some mounted folders cannot."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)


def _forget_if_stale(path: Path) -> None:
    """What a killed run left half written."""
    try:
        if path.stat().st_mtime < time.time() - STALE_SECONDS:
            path.unlink()
    except FileNotFoundError:
        return


class BucketStore:
    """A bucket. Keys and address: `BACKUP_...`, else those of the portal's own files (`STORAGE_...`)."""

    def __init__(self, target: str) -> None:
        self.address = target.rstrip("/")
        self.bucket, _slash, prefix = self.address.removeprefix(BUCKET_SCHEME).partition("/")
        self.prefix = f"{prefix}/" if prefix else ""
        self._client = _client()

    @contextmanager
    def writing(self, name: str) -> Iterator[Sink]:
        upload = _Upload(self._client, self.bucket, self.prefix + name)
        try:
            yield upload
            upload.finish()
        except BaseException:
            upload.abort()
            raise

    def read(self, name: str) -> BinaryIO:
        try:
            body = self._client.get_object(Bucket=self.bucket, Key=self.prefix + name)["Body"]
        except self._client.exceptions.NoSuchKey as problem:
            raise FileNotFoundError(name) from problem
        return body  # type: ignore[no-any-return]

    def size(self, name: str) -> int | None:
        try:
            return int(self._client.head_object(Bucket=self.bucket, Key=self.prefix + name)["ContentLength"])
        except ClientError as problem:
            if problem.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return None
            raise

    def names(self, prefix: str) -> Iterator[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix + prefix)
        for page in pages:
            for each in page.get("Contents", ()):
                yield each["Key"][len(self.prefix) :]

    def delete(self, name: str) -> None:
        self._client.delete_object(Bucket=self.bucket, Key=self.prefix + name)


class _Upload:
    """One object in parts of a size that memory bears, however large it becomes."""

    def __init__(self, client: Any, bucket: str, key: str) -> None:
        self._client, self._where = client, {"Bucket": bucket, "Key": key}
        self._waiting = bytearray()
        self._upload_id = ""
        self._parts: list[dict[str, Any]] = []

    def write(self, data: bytes, /) -> int:
        self._waiting += data
        while len(self._waiting) >= self._part_bytes:
            size = self._part_bytes
            self._send(bytes(self._waiting[:size]))
            del self._waiting[:size]
        return len(data)

    @property
    def _part_bytes(self) -> int:
        """An object has 10,000 parts at most: they grow with it."""
        return PART_BYTES * (1 + len(self._parts) // 1000)

    def _send(self, piece: bytes) -> None:
        if not self._upload_id:
            self._upload_id = self._client.create_multipart_upload(**self._where)["UploadId"]
        number = len(self._parts) + 1
        answer = self._client.upload_part(**self._where, UploadId=self._upload_id, PartNumber=number, Body=piece)
        self._parts.append({"PartNumber": number, "ETag": answer["ETag"]})

    def finish(self) -> None:
        if not self._upload_id:
            self._client.put_object(**self._where, Body=bytes(self._waiting))
            return
        if self._waiting:
            self._send(bytes(self._waiting))
        parts = {"Parts": self._parts}
        self._client.complete_multipart_upload(**self._where, UploadId=self._upload_id, MultipartUpload=parts)

    def abort(self) -> None:
        if self._upload_id:
            self._client.abort_multipart_upload(**self._where, UploadId=self._upload_id)


def _client() -> Any:
    import boto3
    from botocore.config import Config

    return boto3.client(
        "s3",
        endpoint_url=settings.BACKUP_ENDPOINT or None,
        region_name=settings.BACKUP_REGION or None,
        aws_access_key_id=settings.BACKUP_ACCESS_KEY or None,
        aws_secret_access_key=settings.BACKUP_SECRET_KEY or None,
        config=Config(
            signature_version="s3v4",
            connect_timeout=10,
            read_timeout=60,
            retries={"max_attempts": 5, "mode": "standard"},
            s3={"addressing_style": "path" if settings.BACKUP_ENDPOINT else "auto"},
        ),
    )


STORE_PROBLEMS = (OSError, BotoCoreError, ClientError)
"""What a place raises that is away, full or not ours."""
