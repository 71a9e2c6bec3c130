"""Where uploaded files and reports are kept: a folder (of this machine, or one that hosts share), or a bucket of an
S3-compatible store (Amazon S3, MinIO, Ceph, Garage and others)."""

from pathlib import Path
from typing import Any

from smartcity.settings.environment import VAR_DIR, env

# Several hosts: the same folder on all of them (NFS and the like). Not read where a bucket is named.
FILES_DIR = Path(env.str("FILES_DIR", str(VAR_DIR / "files")))
BUCKET = env.str("STORAGE_BUCKET", "")

FILES: dict[str, Any]
if BUCKET:
    from botocore.config import Config  # half a second, for those who use it

    FILES = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": BUCKET,
            # Not set: Amazon's.
            "endpoint_url": env.str("STORAGE_ENDPOINT", "") or None,
            "region_name": env.str("STORAGE_REGION", "") or None,
            # Not set: the rights that the machine has (roles of the cloud, ~/.aws).
            "access_key": env.str("STORAGE_ACCESS_KEY", "") or None,
            "secret_key": env.str("STORAGE_SECRET_KEY", "") or None,
            # The beginning of all keys, where the bucket is shared with others.
            "location": env.str("STORAGE_PREFIX", ""),
            # A store that is cut off is given up after seconds, not after the five minutes that boto3 tries.
            "client_config": Config(
                s3={
                    "addressing_style": env.str(
                        "STORAGE_ADDRESSING", "path" if env.str("STORAGE_ENDPOINT", "") else "auto"
                    )
                },
                signature_version="s3v4",
                connect_timeout=3,
                read_timeout=20,
                retries={"total_max_attempts": 2, "mode": "standard"},
            ),
            # Files are handed out by the portal, which asks for rights: nothing in the bucket is public.
            "default_acl": None,
            "file_overwrite": False,
            # Larger files are spooled to a temporary file, not to memory.
            "max_memory_size": 8 * 1024 * 1024,
        },
    }
else:
    FILES = {"BACKEND": "core.whole_files.WholeFiles"}
