"""Sending a release where people look: the Hugging Face Hub, Zenodo, a bucket, a folder; and taking it back."""
