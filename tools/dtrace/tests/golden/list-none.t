# A description without probes in a listing
args: -ln nosuch
--- stdout $
   ID   PROVIDER            MODULE                          FUNCTION NAME$
--- stderr $
dtrace: failed to match :::nosuch: No probe matches description$
--- status 0
