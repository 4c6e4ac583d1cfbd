# -lv tells the types of arguments
args: -lvn typed::work:work-start -n typed:::work-done -n BEGIN
--- stdout
   ID   PROVIDER            MODULE                          FUNCTION NAME
    4      typed              demo                              work work-start

	Probe Description Attributes
		Identifier Names: Private
		Data Semantics:   Private
		Dependency Class: Unknown

	Argument Attributes
		Identifier Names: Evolving
		Data Semantics:   Evolving
		Dependency Class: ISA

	Argument Types
		args[0]: workinfo_t *
		args[1]: int
		args[2]: string

    5      typed              demo                              work work-done

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

    1     dtrace                                                     BEGIN

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

--- stderr
--- status 0
