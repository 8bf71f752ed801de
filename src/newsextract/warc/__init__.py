"""The WARC format: records read from damaged files too, HTTP bodies decoded, records written."""
