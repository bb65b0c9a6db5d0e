import sys

from hone_trainer.cli import main

if __name__ == "__main__":
    sys.exit(main())
