"""Ralph, a learning record store, with statements in a file: `record-store.py PORT`.

As of 5.1 it makes that file with the first statement and refuses the second, because nothing tells it to add to the
file; this does.
"""

import sys

import uvicorn
from ralph.backends.data.base import BaseOperationType
from ralph.backends.lrs.fs import FSLRSBackend

FSLRSBackend.default_operation_type = BaseOperationType.APPEND
uvicorn.run("ralph.api:app", host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
