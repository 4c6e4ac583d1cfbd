#pragma D attributes Stable/Stable/Common/ISA foo
