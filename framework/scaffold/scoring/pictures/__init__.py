"""Images that were decided, with where the evidence lies, for pages and files."""
