# Room "change": edits to the files themselves.
