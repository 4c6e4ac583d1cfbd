#pragma D attributes Evolving/Evolving/Common provider mine provider
#pragma D attributes Stable/Stable/Common mytag
#pragma D binding "1.1" mytag
struct mine_in { int a; };
struct mine_out { int b; };
translator struct mine_out < struct mine_in *i > { b = i->a; };
provider mine {
	probe start();
	probe go__on(int, string);
	probe done(int a, struct mine_in *b, char *c) : (struct mine_out *b, int a, string c);
	probe same(int a, long b) : (int, long);
};
inline int mytag = 7;
BEGIN { trace(mytag); }
