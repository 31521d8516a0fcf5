"""A transcript as a file: PDF, XLSX, CSV and JSON. Pure: a `Transcript` goes in, bytes come out."""
