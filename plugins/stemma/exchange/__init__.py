# Room "exchange": the graph in other formats.
