# -e -v: the lowest attributes of the program, and those of each description
args: -evn 'dtrace:::BEGIN { trace(curthread); } dtrace:::BEGIN, typed:::work-done { trace(arg0); }'
--- stdout

Stability attributes for description dtrace:::BEGIN :

	Minimum Probe Description Attributes
		Identifier Names: Evolving
		Data Semantics:   Evolving
		Dependency Class: ISA

	Minimum Statement Attributes
		Identifier Names: Stable
		Data Semantics:   Private
		Dependency Class: Common

dtrace:::BEGIN

	Probe Description Attributes
		Identifier Names: Stable
		Data Semantics:   Stable
		Dependency Class: Common

	Argument Attributes
		Identifier Names: Stable
		Data Semantics:   Stable
		Dependency Class: Common

	Argument Types
		None


typed:::work-done

	Probe Description Attributes
		Identifier Names: Private
		Data Semantics:   Private
		Dependency Class: Unknown

	Argument Attributes
		Identifier Names: Evolving
		Data Semantics:   Evolving
		Dependency Class: ISA

	Argument Types
		args[0]: struct workload *
		args[1]: uint8_t

--- stderr
--- status 0
