# Room "text": files as text, and what is wrong with them.
# In: bytes of files. Out: nodes with positions, and diagnostics that point into the text.
