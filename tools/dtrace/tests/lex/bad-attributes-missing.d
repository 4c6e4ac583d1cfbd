#pragma D attributes Stable
