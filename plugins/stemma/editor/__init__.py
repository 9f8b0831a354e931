# Room "editor": what an editor is told while somebody types: problems, completions, cards, places. Pure functions of a
# text, a place in it and the last whole project; the server that carries the messages is an adapter.
