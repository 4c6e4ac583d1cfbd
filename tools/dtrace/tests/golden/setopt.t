# Options that change while tracing
args: -n 'BEGIN { setopt("quiet"); } BEGIN { printf("q"); exit(0); }'
--- stdout $
CPU     ID                    FUNCTION:NAME$
  0      1                           :BEGIN q$
--- status 0
