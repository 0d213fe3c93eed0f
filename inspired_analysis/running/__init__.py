"""Many workshops at once: each through papermill in processes of its own, with a ledger of what became of it.

    find_workshops(folder)       which folders hold a workshop                   discover.py
    run_batch(jobs, out)         brief those that are not done, index all        batch.py, lock.py
      brief_one(task)            one workshop: run, check, publish, seal         one.py
        result_of(folder)        what is done, by a result written last          results.py
        shared()                 the process from which others are forked        warm.py, warm_server.py, prime.py
        worker, run_notebook     one notebook, in the process that was forked    worker.py, notebook.py, engine.py
        WarmProvisioner          forks kernels, for JupyterLab and papermill     provisioner.py
        publish(aside, final)    finished files over the previous ones           publish.py, private.py
      record(out, run)           what happened, one line each                    ledger.py
    connect(address, out)        the same on a Dask cluster                      cluster.py
    arrivals(folder, out)        the same for what is dropped into a folder      watch.py
    refresh(out), query(…)       all tables as Parquet, and SQL over them        store.py, store_tables.py
"""
