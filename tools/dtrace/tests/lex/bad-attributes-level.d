#pragma D attributes Nosuch/Stable/Common foo
