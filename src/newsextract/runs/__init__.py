"""Runs over many pages, in order and resumable: worker processes, the folder of a run, its shards, retries, Ray."""

from newsextract.runs.folder import run_to

__all__ = ["run_to"]
