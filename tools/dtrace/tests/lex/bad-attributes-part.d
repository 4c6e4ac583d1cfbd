#pragma D attributes Stable provider foo nosuch
