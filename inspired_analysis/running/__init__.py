"""Many workshops at once: each through papermill in a process of its own, with a ledger of what became of it.

    find_workshops(folder)       which folders hold a workshop            discover.py
    run_batch(folder, out)       brief them all, index them               batch.py
      run_notebook(…)            one notebook, in this process            notebook.py, kernel.py, worker.py
      private_folder()           for sockets and temporary files            private.py
      publish(aside, final)      finished files over the previous ones    publish.py
      record(out, run)           what happened, one line each             ledger.py
"""
