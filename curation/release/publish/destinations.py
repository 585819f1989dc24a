"""Which destination an address names."""

from curation.errors import PublishError
from curation.release.publish.bucket import BUCKETS, BucketDestination
from curation.release.publish.folder import FolderDestination
from curation.release.publish.hub import HubDestination
from curation.release.publish.plan import Destination
from curation.release.publish.zenodo import HOSTS, ZenodoDestination

KINDS = "hf://owner/name, zenodo, zenodo-sandbox, s3://bucket/folder, gs://bucket/folder or a folder"


def destination(address: str, *, confirm: bool = False, private: bool = False) -> Destination:
    """The place that an address names.

    Args:
        address: one of `KINDS`.
        confirm: make a draft on Zenodo public.
        private: make a repository that does not exist yet on the Hub visible to its owner only.

    Raises:
        PublishError: it names none, or an option is for another kind.
    """
    if confirm and address not in HOSTS:
        raise PublishError(f"--confirm is for zenodo, where a draft waits for it; {address} is published at once")
    if private and not address.startswith("hf://"):
        raise PublishError(f"--private is for hf://owner/name, not for {address}")
    if address in HOSTS:
        return ZenodoDestination(address, confirm=confirm)
    scheme, separator, _ = address.partition("://")
    if not separator:
        return FolderDestination(address)
    if scheme == "hf":
        return HubDestination(address, private=private)
    if scheme in BUCKETS:
        return BucketDestination(address)
    raise PublishError(f"a release can be sent to {KINDS}, not to '{address}'")
