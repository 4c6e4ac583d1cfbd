# args[] of typed probes: mapped, narrowed, translated by a library
args: -qs $SCRIPT -L $DIR/lib
--- file lib/work.d
struct workload { int id; char name[16]; struct workload *next; };
typedef struct workinfo { int wi_id; string wi_name; string wi_next; } workinfo_t;
translator workinfo_t < struct workload *w > {
	wi_id = w->id;
	wi_name = stringof(w->name);
	wi_next = w->next != NULL ? stringof(w->next->name) : "none";
};
--- script
typed:::work-start
{
	printf("%d %s %s\n", args[0]->wi_id, args[0]->wi_name, args[0]->wi_next);
	printf("%d %s %d\n", args[1], args[2], arg0 == args[1]);
}
typed:::work-done { printf("%d %s %d\n", args[0]->next->id, args[0]->next->name, args[1]); }
typed:::work-start, typed:::work-done { printf("%d %s\n", sizeof(args[1]), probename); }
tick-1s { }
tick-1500ms { exit(0); }
--- stdout
7 first second
-5 first 0
4 work-start
8 second 255
1 work-done

--- stderr
