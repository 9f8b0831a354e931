# `python -m stemma` is the command `stemma`.
from stemma.adapters.cli.main import main

if __name__ == "__main__":
    main()
