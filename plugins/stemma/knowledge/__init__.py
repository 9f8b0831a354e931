# Room "knowledge": what is said, and what follows from it.
# In: documents and a schema. Out: entities, their graph, computed figures and checked claims.
