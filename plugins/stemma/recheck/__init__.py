# Room "recheck": the check of a project that was checked before. In: where it lies, and the ledger of the last check. Out:
# the same problems as a whole check finds, for the price of what was edited and of what rests on it.
