# Room "adapters": thin doors to hosts. A host's event is one call to a plain function.
