# -v: the report comes before tracing starts
args: -vn 'BEGIN { trace(1); exit(0); }'
--- stdout

Stability attributes for description BEGIN :

	Minimum Probe Description Attributes
		Identifier Names: Unstable
		Data Semantics:   Unstable
		Dependency Class: Common

	Minimum Statement Attributes
		Identifier Names: Stable
		Data Semantics:   Stable
		Dependency Class: Common

CPU     ID                    FUNCTION:NAME
  0      1                           :BEGIN         1

--- stderr
dtrace: description 'BEGIN ' matched 1 probe
--- status 0
