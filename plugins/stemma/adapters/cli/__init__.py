# The command `stemma`: each subcommand reads its options, calls one plain function and prints.
