"""Projects of a domain: rendered from a template, and brought up to date when the template changes."""
