# Room "report": diagnostics written out for people, programs and pull requests.
