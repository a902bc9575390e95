"""Cases that need a person: a page that lists them, and corrections that are learnt from."""
