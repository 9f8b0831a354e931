# Room "vocabulary": what may be said. Types, fields, units, dates, quantities and expressions.
# In: schema documents and the text of values. Out: typed values, or problems that point into that text.
