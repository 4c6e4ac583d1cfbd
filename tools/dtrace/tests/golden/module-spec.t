# -m
args: -l -m dtrace:
--- stdout
   ID   PROVIDER            MODULE                          FUNCTION NAME
    1     dtrace                                                     BEGIN
    2     dtrace                                                     END
    3     dtrace                                                     ERROR
--- stderr
--- status 0
