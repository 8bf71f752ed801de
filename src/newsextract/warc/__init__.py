"""The WARC format: read records, from damaged files too, decode HTTP bodies, write records."""
